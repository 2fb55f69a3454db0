"""拼多多 PDD: an order of one product a row, in the columns that the seller picked, without a buyer."""

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

_REFUNDED = (Where("售后状态", ".*退款成功.*"), Where("订单状态", ".*退款成功.*"))

PDD = Platform(
    id="pdd",
    family="pdd",
    name="拼多多 PDD orders",
    needs=("订单号", "用户实付金额(元)", ("商家实收金额(元)", "商品总价(元)")),
    verified="parsers only",
    order_id=identifier("订单号"),
    dated_by_number=r"^(\d{6})-\d+",
    order={
        "ordered_at": moment("订单成交时间", "支付时间"),
        "region": text("省"),
        "city": text("市"),
        "channel": text("订单来源"),
        # What the merchant got has the shop's discount taken off already.
        "order_discount": formula("COALESCE(ABS({1}), 0)", "商品总价(元)", "店铺优惠折扣(元)", may_be_blank=True),
        "refund": formula(
            "CASE WHEN {where} THEN {0} ELSE 0 END", "用户实付金额(元)", where=_REFUNDED, may_be_blank=True
        ),
        # When the buyer confirms, or the platform in the buyer's place after days, is no delivery: 确认收货时间.
        "shipped_at": later("发货时间"),
    },
    line={
        "product_id": identifier("商家编码-规格维度", "商家编码-商品维度", "商品id"),
        "product": text("商品", "商品规格", joined=True),
        "category": text("商品一级类目"),
        "quantity": quantity("商品数量(件)"),
        "amount": money("商品总价(元)", "商家实收金额(元)", "用户实付金额(元)"),
    },
    status=Status(
        "订单状态",
        cancelled=("已取消*", "已关闭*", "交易关闭*", "未付款，已取消"),
        unpaid=("待付款*", "待支付*", "未付款"),
        refunded=_REFUNDED,
    ),
    customer_key=(),
    currency="CNY",
    clock="Asia/Shanghai",
)
