"""快手小店 Kuaishou: an order of one product a row; whoever receives it is masked."""

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

_REFUNDED = (Where("售后状态", ".*退款成功.*"),)

KUAISHOU = Platform(
    id="kuaishou",
    family="kuaishou",
    name="快手小店 Kuaishou orders",
    needs=("订单号", "订单创建时间", "实付款", "成交数量", ("CPS达人ID", "快递费")),
    verified="parsers only",
    order_id=identifier("订单号"),
    order={
        "ordered_at": moment("订单创建时间"),
        "region": text("收货地址-省"),
        "city": text("收货地址-市"),
        "channel": text("渠道"),
        "refund": formula("CASE WHEN {where} THEN {0} ELSE 0 END", "实付款", where=_REFUNDED, may_be_blank=True),
        "shipped_at": later("发货时间"),
    },
    line={
        "product_id": identifier("SKU编码", "商品ID"),
        "product": text("商品名称", "商品规格", joined=True),
        "quantity": quantity("成交数量"),
        "amount": money("实付款"),
    },
    status=Status(
        "订单状态",
        cancelled=("交易关闭", "已关闭", "已取消"),
        unpaid=("待付款", "待支付"),
        unpaid_if_blank="订单支付时间",
        refunded=_REFUNDED,
    ),
    customer_key=(),
    currency="CNY",
    clock="Asia/Shanghai",
)
