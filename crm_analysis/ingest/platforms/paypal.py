"""PayPal activity, as a business or a private account downloads it: payments among much that is no sale."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Refunds,
    Where,
    currency,
    email,
    identifier,
    moment,
    money,
    phone,
    text,
)

_BACK = r"(?i)(payment )?(refund|reversal)|chargeback.*|.*(rückzahlung|rückerstattung|rückbuchung)|erstattung.*"
_PAID = (
    r"(?i)(pay|express|website|web accept|mobile|general|subscription|recurring|preapproved|virtual terminal|ebay).*"
    r"payment.*|.*zahlung.*"
)
_NEGATIVE = r"[-−(].*"

PAYPAL = Platform(
    id="paypal",
    family="paypal",
    name="PayPal activity",
    needs=("Transaction ID", "TimeZone", "Type", "Gross", "Fee", "Net"),
    also_called={
        "Date": ("Datum",),
        "Time": ("Uhrzeit",),
        "TimeZone": ("Time Zone", "Zeitzone"),
        "Type": ("Typ", "Description", "Beschreibung"),
        "Currency": ("Währung",),
        "Gross": ("Brutto",),
        "Fee": ("Gebühr", "Entgelt"),
        "Net": ("Netto",),
        "From Email Address": ("Absender E-Mail-Adresse",),
        "Transaction ID": ("Transaktionscode",),
        "Reference Txn ID": ("Zugehöriger Transaktionscode",),
        "Town/City": ("Ort",),
        "State/Province/Region/County/Territory/Prefecture/Republic": ("Bundesland",),
        "Country": ("Land",),
        "Contact Phone Number": ("Telefon",),
        "Balance Impact": ("Auswirkung auf Guthaben",),
    },
    verified="parsers only",
    order_id=identifier("Transaction ID"),
    order={
        "ordered_at": moment("Date", "Time", joined=True, zone="TimeZone"),
        "email": email("From Email Address"),
        "phone": phone("Contact Phone Number"),
        "name": text("Name"),
        "country": text("Country", "Country Code"),
        "region": text("State/Province/Region/County/Territory/Prefecture/Republic"),
        "city": text("Town/City"),
        "currency": currency("Currency"),
        "goods_total": money("Gross", sign="positive"),
        "refund": money("Gross", sign="negative", per_order="sum"),
    },
    aside=(
        Aside("memo", "Balance Impact", "(?i)memo"),
        Aside(
            "payment not completed",
            "Status",
            "(?i)completed|(partially )?refunded|abgeschlossen|(teilweise )?(zurückgezahlt|rückerstattet)",
            otherwise=True,
        ),
        Aside("currency conversion", "Type", "(?i).*(currency conversion|währungsumrechnung).*"),
        Aside("money held back", "Type", "(?i).*(hold|reserve|authorization|autorisierung|einbehalt).*"),
        Aside("transfer to or from a bank", "Type", "(?i).*(withdrawal|transfer|deposit|bank|auszahlung).*"),
        Aside("fee", "Type", "(?i).*(fee|gebühr).*"),
        Aside("item of a cart", "Type", "(?i)shopping cart item|warenkorbartikel"),
        Aside("money that the shop got back", "Type", _BACK, unless=Where("Gross", _NEGATIVE)),
        Aside("money that the shop paid", "Gross", _NEGATIVE, unless=Where("Type", _BACK)),
        Aside("no payment for goods", "Type", f"{_PAID}|{_BACK}", otherwise=True),
    ),
    refunds=Refunds(Where("Type", _BACK), identifier("Reference Txn ID")),
    customer_key=("email", "phone"),
    note="A payment counts with all that the buyer paid, shipping and tax included.",
)
