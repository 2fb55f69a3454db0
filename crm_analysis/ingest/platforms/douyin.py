"""抖店 Douyin: a sub-order a row, in the columns that the seller picked; whoever receives it is enciphered."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Platform,
    Status,
    Where,
    formula,
    identifier,
    later,
    moment,
    money,
    quantity,
    text,
)

_EACH = r"([^;；]+)"
"""Some files put the sub-orders of one order into one row, parted by semicolons: its numbers are added up."""

_REFUNDED = (Where("售后状态", "[^;]*退款成功[^;]*(?:;[^;]*退款成功[^;]*)*"),)
"""Of such a row: every one of them."""

DOUYIN = Platform(
    id="douyin",
    family="douyin",
    name="抖店 Douyin orders",
    needs=("主订单编号", "子订单编号", "选购商品", "订单应付金额"),
    verified="parsers only",
    order_id=identifier("主订单编号"),
    order={
        "ordered_at": moment("订单提交时间", "支付完成时间"),
        "region": text("省"),
        "city": text("市"),
        "channel": text("APP渠道", "流量渠道"),
        "refund": formula(
            "CASE WHEN {where} THEN {0} ELSE 0 END",
            "订单应付金额",
            pattern=_EACH,
            where=_REFUNDED,
            per_order="sum",
            may_be_blank=True,
        ),
        "shipped_at": later("发货时间"),
    },
    line={
        "product_id": identifier("商家编码", "货号", "商品ID"),
        "product": text("选购商品", "商品规格", joined=True),
        "quantity": quantity("商品数量", pattern=_EACH),
        # The sub-order's own: a gift of the same order has 0.00.
        "amount": money("订单应付金额", pattern=_EACH),
    },
    status=Status("订单状态", unpaid=("待支付", "待付款")),
    line_status=Status("订单状态", cancelled=("已关闭", "已取消"), refunded=_REFUNDED),
    customer_key=(),
    currency="CNY",
    clock="Asia/Shanghai",
)
