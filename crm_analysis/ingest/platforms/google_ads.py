"""Google Ads, report of campaigns by day: title lines above, totals of the account below."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Records, currency, moment, money, quantity, text

GOOGLE_ADS = Records(
    id="google_ads",
    family="google_ads",
    name="Google Ads report by day",
    kind="spend",
    needs=("Day", ("Currency code", "Currency"), "Cost", ("Impr.", "Impressions", "Clicks")),
    verified="parsers only",
    fields={
        "spent_on": moment("Day"),
        "campaign": text("Campaign"),
        "amount": money("Cost"),
        "currency": currency("Currency code", "Currency"),
        "impressions": quantity("Impr.", "Impressions"),
        "clicks": quantity("Clicks"),
    },
    required=("spent_on", "amount"),
    fixed={"channel": "Google Ads"},
    aside=(Aside("total of the report", "Day", r"(?i)\s*total\b.*"), Aside("total of the report", "Day")),
)
