"""What will each customer bring, between which numbers will it lie, and does a shop's own past bear that out?"""

from crm_analysis.models.worth.futures import Ranges, ranges
from crm_analysis.models.worth.trial import CALIBRATED_UP_TO, Trial, Window, on_the_past, tried
from crm_analysis.models.worth.worth import AVERAGE, MODELS, PAST_RATE, RULES, TIME_UNIT, Terms, Worth

__all__ = [
    "AVERAGE",
    "CALIBRATED_UP_TO",
    "MODELS",
    "PAST_RATE",
    "RULES",
    "TIME_UNIT",
    "Ranges",
    "Terms",
    "Trial",
    "Window",
    "Worth",
    "on_the_past",
    "ranges",
    "tried",
]
