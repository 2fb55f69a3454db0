"""What will each customer buy next, and does a shop's own past bear that out?"""

from crm_analysis.models.next_product.bought import Bought
from crm_analysis.models.next_product.methods import AGAIN, MIX, POPULAR, TOGETHER, Named, named, table
from crm_analysis.models.next_product.trial import NextProduct, Window

__all__ = [
    "AGAIN",
    "MIX",
    "POPULAR",
    "TOGETHER",
    "Bought",
    "Named",
    "NextProduct",
    "Window",
    "named",
    "table",
]
