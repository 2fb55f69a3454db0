"""TikTok Shop, and Tokopedia as it was before the two became one."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Status,
    currency,
    formula,
    identifier,
    later,
    moment,
    money,
    phone,
    quantity,
    text,
)

TIKTOK_SHOP = Platform(
    id="tiktok_shop",
    family="tiktok_shop",
    name="TikTok Shop orders",
    needs=("Order ID", "Order Substatus", "SKU ID", "SKU Subtotal After Discount", "Created Time"),
    verified="parsers only",
    order_id=identifier("Order ID"),
    order={
        "ordered_at": moment("Created Time"),
        "phone": phone("Phone #"),
        "buyer_id": identifier("Buyer Username"),
        "name": text("Recipient"),
        "country": text("Country"),
        "region": text("Province", "State"),
        "city": text("Regency and City", "City", "District"),
        "channel": text("Purchase Channel"),
        "currency": currency("SKU Subtotal After Discount", "Order Amount"),
        # Repeated on each line of the order.
        "refund": money("Order Refund Amount", sign="absolute", may_be_blank=True),
        "shipped_at": later("Shipped Time"),
        "delivered_at": later("Delivered Time"),
    },
    line={
        "product_id": identifier("Seller SKU", "SKU ID"),
        "product": text("Product Name", "Variation", joined=True),
        "category": text("Product Category"),
        # Pieces that came back stay sold: the refund tells of them.
        "quantity": quantity("Quantity"),
        "amount": money("SKU Subtotal After Discount"),
    },
    status=Status(
        "Order Status",
        cancelled=("Cancelled", "Canceled", "ยกเลิกแล้ว", "Dibatalkan", "Đã hủy", "Đã huỷ"),
        unpaid=("Unpaid", "ยังไม่ชำระเงิน", "ยังไม่ได้ชำระเงิน", "Belum dibayar", "Belum bayar", "Chưa thanh toán"),
    ),
    line_status=Status("Cancelation/Return Type", cancelled=("Cancel",)),
    aside=(Aside("row that describes the columns", "Order ID", r"(?i).*unique order id.*"),),
    customer_key=("id", "phone"),
    id_scope="platform",
)

TOKOPEDIA = Platform(
    id="tokopedia",
    family="tokopedia",
    name="Tokopedia orders (before TikTok Shop)",
    needs=("Invoice", "Payment Date", "Harga Jual (Rp)", "Bebas Ongkir"),
    verified="parsers only",
    order_id=identifier("Invoice", carried=True),
    order={
        "ordered_at": moment("Payment Date"),
        "phone": phone("Customer Phone"),
        "name": text("Customer Name"),
        "campaign": text("Campaign Name"),
    },
    line={
        "product_id": identifier("Stock Keeping Unit (SKU)", "Product ID"),
        "product": text("Product Name"),
        "quantity": quantity("Quantity"),
        "amount": formula("{0} * {1}", "Harga Jual (Rp)", "Quantity"),
    },
    status=Status(
        "Order Status",
        cancelled=("Dibatalkan*", "Pesanan Dibatalkan*", "Transaksi Dibatalkan*", "Pesanan Ditolak*", "Cancel*"),
        unpaid=("Menunggu Pembayaran*", "Belum Dibayar*"),
    ),
    customer_key=("phone", "name"),
    currency="IDR",
    date_order="day",
    country="ID",
    clock="Asia/Jakarta",
)
