"""The exports of real platforms, quirks included, one file per platform; the folder is the registry."""

from __future__ import annotations

from crm_analysis.errors import InputRefused
from crm_analysis.sample_shop.formats import (
    amazon,
    cdnow,
    douyin,
    ebay,
    etsy,
    online_retail,
    shopify,
    superstore,
    taobao,
    woocommerce,
)
from crm_analysis.sample_shop.formats.format import Format

FORMATS: dict[str, Format] = {
    it.platform: it
    for module in (shopify, woocommerce, amazon, ebay, etsy, taobao, douyin, superstore, online_retail, cdnow)
    for it in module.FORMATS
}


def format_of(platform: str) -> Format:
    """The format of a platform's export.

    Raises:
        InputRefused: There is no such platform.
    """
    if platform not in FORMATS:
        raise InputRefused(
            "Sample shop: no platform is called {platform}. Take one of: {platforms}.",
            platform=platform,
            platforms=", ".join(FORMATS),
        )
    return FORMATS[platform]
