"""A second engine for the tests: Sail, which speaks Spark's SQL, answers the very questions that DuckDB answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar

import pandas as pd
import sqlglot
from pysail.spark import SparkConnectServer
from pyspark.sql.connect.session import SparkSession
from sqlglot import exp
from sqlglot.dialects.spark import Spark

from crm_analysis.engines.query import Query


class ExactSpark(Spark):
    """Spark's SQL with exact percentiles: sqlglot's own writes an approximate one, and says nothing."""

    class Generator(Spark.Generator):
        TRANSFORMS: ClassVar = {
            **Spark.Generator.TRANSFORMS,
            exp.WithinGroup: lambda self, e: (
                f"{self.sql(e, 'this')} WITHIN GROUP ({self.sql(e, 'expression').strip()})"
            ),
            exp.PercentileCont: lambda self, e: f"PERCENTILE_CONT({self.sql(e, 'this')})",
        }


class SailEngine:
    """Answers questions over tables that are handed in.

    Args:
        session: A session of Spark Connect.
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        session.sql("SELECT CAST(id AS INT) AS n FROM range(10000)").createOrReplaceTempView("numbers")

    def load(self, folder: Path) -> None:
        """Stand in for the store's tables: each Parquet file of the folder is one."""
        for file in folder.glob("*.parquet"):
            self._session.read.parquet(str(file)).createOrReplaceTempView(file.stem)

    def answer(self, query: Query) -> pd.DataFrame:
        """Ask one question: its text transpiled, its parameters bound by name."""
        return self._session.sql(as_spark(query.sql), args=query.bound).toArrow().to_pandas()


@cache
def as_spark(question: str) -> str:
    """A question as Spark reads it."""
    (text,) = sqlglot.transpile(question, read="duckdb", write=ExactSpark)
    return text


@contextmanager
def sail() -> Iterator[SailEngine]:
    """Start Sail inside this process, on a free port."""
    server = SparkConnectServer(port=0)
    server.start(background=True)
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
    try:
        yield SailEngine(session)
    finally:
        session.stop()
        server.stop()
