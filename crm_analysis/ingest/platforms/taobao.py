"""Taobao and Tmall: the order list, the item list and the order report without buyers known from teaching."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Platform,
    Status,
    formula,
    identifier,
    moment,
    money,
    phone,
    quantity,
    text,
)

_CLOSED = ("交易关闭",)
_WAITING = ("等待买家付款",)
# The newer list writes name and phone before the address: 张三，86-13900000000，广东省 广州市 …
_BEFORE_ADDRESS = r"^(?:[^，]*，86-[^，]*，)?"
_PHONE = r"^(?:[^，]*，86-)?('?[+\d*][\d*\s-]*)(?:，.*)?$"

TAOBAO_ORDERS = Platform(
    id="taobao_orders",
    family="taobao",
    name="Taobao / Tmall order list (ExportOrderList)",
    needs=("订单编号", "买家应付货款", "订单创建时间", ("买家会员名", "支付单号")),
    # The newer item list shares these headings.
    lacks=("购买数量",),
    verified="parsers only",
    order_id=identifier("订单编号"),
    order={
        "ordered_at": moment("订单创建时间"),
        "phone": phone("联系手机", "联系电话", "收货地址", pattern=_PHONE),
        "buyer_id": identifier("买家会员名"),
        "name": text("收货人姓名"),
        "region": text("收货地址", pattern=_BEFORE_ADDRESS + r"(\S+)"),
        "city": text("收货地址", pattern=_BEFORE_ADDRESS + r"\S+\s+(\S+)"),
        "goods_total": money("买家应付货款"),
        "refund": money("退款金额", may_be_blank=True),
        "units": quantity("宝贝总数量"),
    },
    status=Status("订单状态", _CLOSED, _WAITING, unpaid_if_blank="订单付款时间"),
    customer_key=("id", "phone"),
    id_scope="platform",
    country="CN",
    currency="CNY",
    clock="Asia/Shanghai",
)

TAOBAO_ITEMS = Platform(
    id="taobao_items",
    family="taobao",
    name="Taobao / Tmall item list (ExportOrderDetailList)",
    needs=(("主订单编号", "订单编号"), "标题", "价格", "购买数量", ("外部系统编号", "商家编码")),
    verified="parsers only",
    order_id=identifier("主订单编号", "订单编号"),
    order={
        # Only the newer form is dated; lines of the older one wait for the order list.
        "ordered_at": moment("订单创建时间"),
        "refund": money("退款金额", per_order="sum", may_be_blank=True),
    },
    line={
        "product_id": identifier("商家编码", "外部系统编号"),
        "product": text("标题"),
        "quantity": quantity("购买数量"),
        "amount": formula("COALESCE({2}, {0} * {1})", "价格", "购买数量", "买家应付货款"),
    },
    status=Status("订单状态", unpaid=_WAITING, unpaid_if_blank="订单付款时间"),
    line_status=Status("订单状态", _CLOSED),
    customer_key=(),
    country="CN",
    currency="CNY",
    clock="Asia/Shanghai",
)

TAOBAO_REPORT = Platform(
    id="taobao_report",
    family="taobao",
    name="Tmall order report (teaching set, without buyers)",
    needs=("订单编号", "总金额", "买家实际支付金额", "收货地址", "订单创建时间", "退款金额"),
    lacks=("买家应付货款", "购买数量"),
    verified="real file",
    order_id=identifier("订单编号"),
    order={
        "ordered_at": moment("订单创建时间"),
        "region": text("收货地址"),
        "goods_total": money("总金额"),
        "refund": money("退款金额", may_be_blank=True),
    },
    status=Status(unpaid_if_blank="订单付款时间"),
    customer_key=(),
    country="CN",
    currency="CNY",
    clock="Asia/Shanghai",
)
