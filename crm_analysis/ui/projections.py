"""What may be expected of young cohorts, reckoned once per state of the data."""

from __future__ import annotations

import streamlit as st

from crm_analysis.engines.query import Query, Value
from crm_analysis.models.projection import Projection, project
from crm_analysis.models.triangle import MEASURES
from crm_analysis.ui.answers import Basis, ask, basis

MOST_PROJECTIONS = 32
PROJECTED = {measure.metric: measure for measure in MEASURES}


def projected(grid: Query, metric: str) -> Projection:
    """How the cohorts of a grid may go on in one metric.

    Args:
        grid: ``cohorts.retention``, one slice.
        metric: A key of ``PROJECTED``.

    Raises:
        NotEnoughEvidence: The data are too thin.
    """
    return _projected(basis(), tuple(grid.parameters.items()), metric)


@st.cache_data(max_entries=MOST_PROJECTIONS, show_spinner=False)
def _projected(basis: Basis, parameters: tuple[tuple[str, Value], ...], metric: str) -> Projection:
    """``basis`` is the cache's key only."""
    return project(ask(Query("retention", dict(parameters))), [PROJECTED[metric]])
