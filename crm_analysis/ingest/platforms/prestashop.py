"""PrestaShop orders: whole orders between semicolons, with headings in the language of the back office."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, Status, currency, identifier, moment, money, text

PRESTASHOP = Platform(
    id="prestashop",
    family="prestashop",
    name="PrestaShop orders",
    needs=("ID", "Reference", "New client", "Customer", "Total", "Payment", "Date"),
    also_called={
        "Reference": ("Référence", "Referencia", "Bestell-Nr.", "Artikel-Nr.", "Referenz", "Riferimento"),
        "New client": ("Nouveau client", "Nuevo cliente", "Neuer Kunde", "Neukunde", "Nuovo cliente"),
        "Delivery": ("Livraison", "Entrega", "Lieferung", "Consegna"),
        "Customer": ("Client", "Cliente", "Kunde"),
        "Total": ("Gesamt", "Gesamtbetrag", "Totale"),
        "Payment": ("Paiement", "Pago", "Zahlung", "Pagamento"),
        "Status": ("État", "Estado", "Stato"),
        "Date": ("Fecha", "Datum", "Data"),
    },
    verified="platform's source",
    order_id=identifier("ID"),
    order={
        "ordered_at": moment("Date"),
        "name": text("Customer"),
        "country": text("Delivery"),
        "currency": currency("Total"),
        "goods_total": money("Total"),
    },
    status=Status(
        "Status",
        cancelled=("Canceled", "Cancelled", "Annulé", "Cancelado", "Storniert", "Annullato"),
        unpaid=(
            "Payment error", "Erreur de paiement", "Error en pago", "Error de pago", "Fehler bei der Bezahlung",
            "Zahlungsfehler", "Errore di pagamento",
        ),
    ),
    customer_key=("name",),
    note="The file has one amount an order, with shipping and tax, and says nothing of refunds.",
)  # fmt: skip
