"""An invented shop whose true parameters are known, written as the exports of real platforms."""

from crm_analysis.sample_shop.export import write_export, write_shop
from crm_analysis.sample_shop.parameters import Habits, Purchasing, Seasons, Shop, Welcome
from crm_analysis.sample_shop.recipe import SampleFile, rebuild, sample_files
from crm_analysis.sample_shop.shop import simulate
from crm_analysis.sample_shop.truth import Totals, Truth

__all__ = [
    "Habits",
    "Purchasing",
    "SampleFile",
    "Seasons",
    "Shop",
    "Totals",
    "Truth",
    "Welcome",
    "rebuild",
    "sample_files",
    "simulate",
    "write_export",
    "write_shop",
]
