"""The kinds of export that are known, in the reader's language."""

from __future__ import annotations

from crm_analysis.i18n import _
from crm_analysis.ingest import generic
from crm_analysis.ingest.platform import Platform
from crm_analysis.ingest.platforms import all_platforms


def platform_names() -> dict[str, str]:
    """Layout → what its owner calls it, any other table of orders last."""
    declared = {platform.id: _(platform.name) for platform in all_platforms()}
    return declared | {generic.ID: _("Any other table of orders")}


def order_exports() -> int:
    """How many kinds of files with orders are recognised by themselves."""
    return sum(isinstance(one, Platform) for one in all_platforms())
