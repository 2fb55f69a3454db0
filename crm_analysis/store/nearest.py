"""In which cluster of a saved model is each customer? In that of the nearest centre, as the model itself would say.

The database scores: a million customers are not to be carried out of it and back at every import.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from crm_analysis.engines.query import Query
from crm_analysis.rules.clusters import FEATURES
from crm_analysis.store.rates import reported_in

# Scaled features have single precision, as those of the model, of which the distances are then reckoned in double.
_SCALED = """
CAST(
    (LN(1 + GREATEST(COALESCE(CAST({column} AS DOUBLE), $medians[{place}]), 0)) - $centres[{place}]) / $spreads[{place}]
    AS FLOAT
) AS scaled_{place}
"""
_SQUARE = "POW(CAST(scaled_{place} AS DOUBLE) - CAST($clusters[{cluster}][{place}] AS FLOAT), 2)"


def score(cursor: duckdb.DuckDBPyConnection, model: str, sales: str, numbers: Mapping[str, Any]) -> None:
    """Add the cluster of each customer with an order to ``customer_clusters``.

    Args:
        cursor: Inside a transaction, orders and customers being up to date.
        model: Name of the saved clusters.
        sales: gross or net: which sales the feature monetary is of.
        numbers: The model, as ``Model.as_numbers`` writes it.
    """
    scale, clusters = numbers["scale"], numbers["centres"]
    columns = [FEATURES[feature] for feature in scale["features"]]
    question = _features(columns, sales, reported_in(cursor))
    rows, _order_by, _keys = question.sql.rpartition("\nORDER BY ")
    scaled = ", ".join(_SCALED.format(column=column, place=place) for place, column in enumerate(columns, start=1))
    cursor.execute(
        f"""
        INSERT INTO customer_clusters
        SELECT $model, customer_id, LIST_POSITION(squares, LIST_MIN(squares))
        FROM (
            SELECT customer_id, [{", ".join(_squares(len(columns), len(clusters)))}] AS squares
            FROM (SELECT customer_id, {scaled} FROM ({rows}))
        )
        """,
        {
            **question.bound,
            "model": model,
            "clusters": [list(map(float, centre)) for centre in clusters],
            **{name: list(map(float, scale[name])) for name in ("medians", "centres", "spreads")},
        },
    )


def _features(columns: list[str], sales: str, report_in: str | None) -> Query:
    """Everything seen, from the day after the last order."""
    breadth = "count" if FEATURES["category_breadth"] in columns else "skip"
    looked = {"sales": sales, "breadth": breadth, "names": "tell"}
    return Query(
        "customer_features",
        {**looked, "free_orders": "ignore", "report_in": report_in, "week_start": 1},
        ("customer_id", *columns),
    )


def _squares(features: int, clusters: int) -> list[str]:
    """SQL of the square of the distance to each centre."""
    places = range(1, features + 1)
    return [
        " + ".join(_SQUARE.format(place=place, cluster=cluster) for place in places)
        for cluster in range(1, clusters + 1)
    ]
