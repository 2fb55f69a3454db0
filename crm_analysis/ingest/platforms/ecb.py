"""European Central Bank, eurofxref-hist.csv: a row a day, a column a currency, units for one euro."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, Spread, moment

ECB_RATES = Records(
    id="ecb_rates",
    family="ecb",
    name="Exchange rates of the European Central Bank",
    kind="rates",
    needs=("Date", "USD", "JPY", "GBP", "CHF"),
    verified="parsers only",
    fields={"rated_on": moment("Date")},
    required=("rated_on",),
    fixed={"base": "EUR"},
    spread=Spread("[a-z]{3}", named="currency", value="rate"),
)
