"""Meta (Facebook, Instagram) Ads Manager, report by day: the currency stands in the heading of the amounts."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Records, moment, money, quantity, text, unit

_CURRENCIES = (
    "USD", "EUR", "GBP", "CNY", "HKD", "TWD", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "IDR", "PHP", "INR", "AUD",
    "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "AED", "SAR", "EGP", "ZAR", "NGN",
    "KES", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "ILS",
)  # fmt: skip
_SPENT = tuple(f"Amount spent ({currency})" for currency in _CURRENCIES)

META_ADS = Records(
    id="meta_ads",
    family="meta_ads",
    name="Meta Ads report by day",
    kind="spend",
    needs=("Campaign name", ("Day", "Reporting starts"), _SPENT),
    verified="parsers only",
    fields={
        "spent_on": moment("Day", "Reporting starts"),
        "campaign": text("Campaign name"),
        "amount": money(*_SPENT, may_be_blank=True),
        "currency": unit(*_SPENT),
        "impressions": quantity("Impressions"),
        "clicks": quantity("Link clicks", "Clicks (all)"),
    },
    required=("spent_on", "amount"),
    fixed={"channel": "Meta Ads"},
    aside=(
        Aside("total of the report", "Campaign name", r"(?i)\s*total\b.*"),
        Aside("total of the report", "Campaign name"),
        Aside("not shown on that day", "Impressions"),
    ),
    note="A row whose period is longer than a day counts on its first day: export the report broken down by day.",
)
