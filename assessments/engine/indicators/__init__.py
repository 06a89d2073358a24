"""Indicators: importing a family registers its functions; `measure_all` runs them."""

from __future__ import annotations

from assessments.engine.indicators import borrowing, platform, repayment, reporting, scores, words
from assessments.engine.indicators.context import Context, Reading, Standing
from assessments.engine.indicators.registry import (
    REGISTRY,
    Indicator,
    Measured,
    indicator,
    measure,
    measure_all,
    values_of,
)

FAMILIES = (repayment, reporting, borrowing, scores, words, platform)

__all__ = [
    "FAMILIES",
    "REGISTRY",
    "Context",
    "Indicator",
    "Measured",
    "Reading",
    "Standing",
    "indicator",
    "measure",
    "measure_all",
    "values_of",
]
