"""Taobao and Tmall, 退款 export: one application for money back a row, whatever became of it."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, Status, identifier, moment, money, text

TAOBAO_REFUNDS = Records(
    id="taobao_refunds",
    family="taobao",
    name="Taobao / Tmall refunds",
    kind="refunds",
    needs=("退款编号", "订单编号", ("买家退款金额", "退给买家金额", "退款总额"), "退款状态", "退款完结时间"),
    verified="parsers only",
    fields={
        "refund_id": identifier("退款编号"),
        "order_id": identifier("订单编号"),
        "refunded_at": moment("退款完结时间", "退款申请时间", "退款的申请时间"),
        "amount": money("买家退款金额", "退给买家金额", "退款总额", sign="absolute"),
        "product_id": identifier("商家编码", "商品编码"),
        "reason": text("买家退款原因", "退款原因"),
    },
    required=("order_id", "amount"),
    status=Status("退款状态", cancelled=("退款关闭", "退款失败", "卖家拒绝退款"), unpaid_if_blank="退款完结时间"),
    country="CN",
    currency="CNY",
    clock="Asia/Shanghai",
)
