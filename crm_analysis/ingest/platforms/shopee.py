"""Shopee, Order.all: one shape in five languages, a line a row, the order's own fields repeated on each of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from crm_analysis.i18n import N_
from crm_analysis.ingest.platform import (
    Platform,
    Status,
    Where,
    formula,
    identifier,
    later,
    moment,
    money,
    phone,
    quantity,
    text,
)

_RETURNED = "Returned quantity"
"""Stands in English in most languages."""


@dataclass(frozen=True)
class _Words:
    """What one language calls the columns and states.

    Args:
        also_called: Column → its names in older and newer forms.
        refused: Regular expression of the states of a return that was asked for, and not granted.
        shipped_at: When the carrier took it over; blank where the export only tells when that was arranged for.
        home: The country whose language it is, where that is one country.
    """

    id: str
    name: str
    order_id: str
    ordered_at: str
    status: str
    cancelled: tuple[str, ...]
    unpaid: tuple[str, ...]
    returns: str
    refused: str
    buyer: str
    receiver: str
    phone: str
    region: str
    city: str
    parent_sku: str
    sku: str
    product: str
    variation: str
    price: str
    quantity: str
    voucher: str
    shipped_at: str = ""
    subtotal: str = ""
    country: str = ""
    returned: str = _RETURNED
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    home: str = ""
    currency: str = ""
    clock: str = ""
    verified: Literal["real file", "parsers only"] = "parsers only"


def _orders(words: _Words) -> Platform:
    """The export in one language.

    The seller's own discounts, bundles among them, are in the deal price already; only the shop's voucher comes off the
    order. A granted return without a number of pieces gives back the whole line.
    """
    sold = (words.quantity, words.price, *filter(None, [words.subtotal]))
    worth = "COALESCE({2}, {0} * {1})" if words.subtotal else "{0} * {1}"
    returned = f"{{{len(sold)}}}"
    given_back = f"CASE WHEN {returned} > 0 THEN {returned} * {{1}} WHEN {{where}} THEN {worth} ELSE 0 END"
    granted = Where(words.returns, ".+", unless=f"(?i).*(?:{words.refused}).*")
    return Platform(
        id=words.id,
        family="shopee",
        name=words.name,
        needs=(words.order_id, words.buyer, words.price, words.ordered_at),
        also_called=words.also_called,
        verified=words.verified,
        order_id=identifier(words.order_id),
        order={
            "ordered_at": moment(words.ordered_at),
            "buyer_id": identifier(words.buyer),
            "phone": phone(words.phone),
            "name": text(words.receiver),
            "country": text(*filter(None, [words.country])),
            "region": text(words.region),
            "city": text(words.city),
            "order_discount": money(words.voucher, sign="absolute", may_be_blank=True),
            "refund": formula(given_back, *sold, words.returned, where=(granted,), per_order="sum", may_be_blank=True),
            "shipped_at": later(*filter(None, [words.shipped_at])),
        },
        line={
            "product_id": identifier(words.sku, words.parent_sku),
            "product": text(words.product, words.variation, joined=True),
            "quantity": quantity(words.quantity),
            "amount": formula(worth, *sold),
        },
        status=Status(words.status, words.cancelled, words.unpaid),
        customer_key=("id", "phone"),
        id_scope="platform",
        country=words.home,
        currency=words.currency,
        clock=words.clock,
    )


SHOPEE_EN = _orders(
    _Words(
        id="shopee_en",
        name=N_("Shopee orders in English (Malaysia, Singapore, Philippines)"),
        order_id="Order ID",
        ordered_at="Order Creation Date",
        status="Order Status",
        cancelled=("Cancelled", "Canceled"),
        unpaid=("Unpaid",),
        returns="Return / Refund Status",
        refused="cancel|reject|declin|dispute|process|review",
        buyer="Username (Buyer)",
        receiver="Receiver Name",
        phone="Phone Number",
        country="Country",
        region="Province",
        city="City",
        parent_sku="Parent SKU Reference No.",
        sku="SKU Reference No.",
        product="Product Name",
        variation="Variation Name",
        price="Deal Price",
        quantity="Quantity",
        subtotal="Product Subtotal",
        voucher="Seller Voucher",
        shipped_at="Ship Time",
        also_called={"Seller Voucher": ("Discount Voucher Amount Sponsored by Seller",)},
    )
)

SHOPEE_ID = _orders(
    _Words(
        id="shopee_id",
        name=N_("Shopee orders, Indonesia"),
        order_id="No. Pesanan",
        ordered_at="Waktu Pesanan Dibuat",
        status="Status Pesanan",
        cancelled=("Batal", "Dibatalkan"),
        unpaid=("Belum Bayar",),
        returns="Status Pembatalan/ Pengembalian",
        refused="batal|tolak|proses|tinjau",
        buyer="Username (Pembeli)",
        receiver="Nama Penerima",
        phone="No. Telepon",
        region="Provinsi",
        city="Kota/Kabupaten",
        parent_sku="SKU Induk",
        sku="Nomor Referensi SKU",
        product="Nama Produk",
        variation="Nama Variasi",
        price="Harga Setelah Diskon",
        quantity="Jumlah",
        subtotal="Total Harga Produk",
        voucher="Voucher Ditanggung Penjual",
        also_called={"Total Harga Produk": ("Subtotal Pesanan",)},
        home="ID",
        currency="IDR",
        clock="Asia/Jakarta",
    )
)

SHOPEE_TH = _orders(
    _Words(
        id="shopee_th",
        name=N_("Shopee orders, Thailand"),
        order_id="หมายเลขคำสั่งซื้อ",
        ordered_at="วันที่ทำการสั่งซื้อ",
        status="สถานะการสั่งซื้อ",
        cancelled=("ยกเลิกแล้ว",),
        unpaid=("ยังไม่ชำระ",),
        returns="สถานะการคืนเงินหรือคืนสินค้า",
        refused="ยกเลิก|ปฏิเสธ|กำลัง",
        buyer="ชื่อผู้ใช้ (ผู้ซื้อ)",
        receiver="ชื่อผู้รับ",
        phone="หมายเลขโทรศัพท์",
        country="ประเทศ",
        # Repeated further right for the tax invoice: the first one is where the goods go.
        region="จังหวัด",
        city="เขต/อำเภอ",
        parent_sku="เลขอ้างอิง Parent SKU",
        sku="เลขอ้างอิง SKU (SKU Reference No.)",
        product="ชื่อสินค้า",
        variation="ชื่อตัวเลือก",
        price="ราคาขาย",
        quantity="จำนวน",
        subtotal="ราคาขายสุทธิ",
        voucher="โค้ดส่วนลดชำระโดยผู้ขาย",
        shipped_at="เวลาส่งสินค้า",
        also_called={_RETURNED: ("จำนวนที่ส่งคืน",)},
        home="TH",
        currency="THB",
        clock="Asia/Bangkok",
    )
)

SHOPEE_VN = _orders(
    _Words(
        id="shopee_vn",
        name=N_("Shopee orders, Vietnam"),
        order_id="Mã đơn hàng",
        ordered_at="Ngày đặt hàng",
        status="Trạng Thái Đơn Hàng",
        cancelled=("Đã hủy", "Đã huỷ"),
        unpaid=("Chờ thanh toán", "Chưa thanh toán"),
        returns="Trạng thái Trả hàng/Hoàn tiền",
        refused="hủy|huỷ|từ chối|đang",
        buyer="Người Mua",
        receiver="Tên Người nhận",
        phone="Số điện thoại",
        country="Quốc gia",
        region="Tỉnh/Thành phố",
        city="TP / Quận / Huyện",
        parent_sku="SKU sản phẩm",
        sku="SKU phân loại hàng",
        product="Tên sản phẩm",
        variation="Tên phân loại hàng",
        price="Giá ưu đãi",
        quantity="Số lượng",
        subtotal="Tổng giá bán (sản phẩm)",
        voucher="Mã giảm giá của Shop",
        # The day before it, Ngày gửi hàng, is when the parcel was to be fetched: always at 16:00.
        shipped_at="Thời gian giao hàng",
        also_called={"Trạng thái Trả hàng/Hoàn tiền": ("Tình trạng Trả hàng / Hoàn tiền",)},
        home="VN",
        currency="VND",
        clock="Asia/Ho_Chi_Minh",
        verified="real file",
    )
)

SHOPEE_TW = _orders(
    _Words(
        id="shopee_tw",
        name=N_("Shopee orders, Taiwan"),
        order_id="訂單編號",
        ordered_at="訂單成立日期",
        status="訂單狀態",
        cancelled=("不成立", "已取消"),
        unpaid=("尚未付款", "未付款"),
        returns="退貨 / 退款狀態",
        refused="取消|拒絕|處理中|審核",
        buyer="買家帳號",
        receiver="收件者姓名",
        phone="收件者電話",
        region="城市",
        city="行政區",
        parent_sku="主商品貨號",
        sku="商品選項貨號",
        product="商品名稱",
        variation="商品選項名稱",
        price="商品活動價格",
        quantity="數量",
        # 商品總價 is the order's, repeated: a line is price × quantity.
        voucher="賣場優惠券",
        shipped_at="實際出貨時間",
        returned="退貨數量",
        also_called={"賣場優惠券": ("賣家負擔優惠券",)},
        home="TW",
        currency="TWD",
        clock="Asia/Taipei",
    )
)
