"""有赞 Youzan: the list of orders, which names the buyer, and the list of their items, which completes it."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, Status, formula, identifier, moment, money, phone, quantity, text

_CLOSED = ("交易关闭", "已关闭", "订单关闭")
_WAITING = ("待付款", "等待买家付款", "待支付")

YOUZAN = Platform(
    id="youzan",
    family="youzan",
    name="有赞 Youzan orders",
    needs=("订单号", "订单创建时间", "全部商品名称", "订单实付金额"),
    verified="parsers only",
    order_id=identifier("订单号"),
    order={
        "ordered_at": moment("订单创建时间"),
        "phone": phone("买家手机号", "收货人手机号/提货人手机号"),
        "buyer_id": identifier("买家昵称"),
        "name": text("收货人/提货人", "买家昵称"),
        "region": text("收货人省份"),
        "city": text("收货人城市"),
        "channel": text("订单来源", "销售渠道"),
        "coupon": text("店铺优惠方式"),
        "goods_total": money("商品金额合计", "订单实付金额"),
        "order_discount": formula("COALESCE(ABS({1}), 0)", "商品金额合计", "店铺优惠合计", may_be_blank=True),
        "refund": money("订单已退款金额", sign="absolute", may_be_blank=True),
        # 商品甲(1件)商品乙(2件): all items in one cell.
        "units": quantity("全部商品名称", pattern=r"\((\d+)件\)"),
    },
    status=Status("订单状态", _CLOSED, _WAITING),
    customer_key=("phone", "id"),
    currency="CNY",
    country="CN",
    clock="Asia/Shanghai",
)

YOUZAN_ITEMS = Platform(
    id="youzan_items",
    family="youzan",
    name="有赞 Youzan items of orders",
    needs=("订单号", "商品名称", "商品单价", "商品数量", ("订单商品状态", "商品退款状态")),
    verified="parsers only",
    order_id=identifier("订单号"),
    order={
        "ordered_at": moment("订单创建时间"),
        "refund": money("商品已退款金额", sign="absolute", per_order="sum", may_be_blank=True),
    },
    line={
        "product_id": identifier("商品编码"),
        "product": text("商品名称", "商品规格", joined=True),
        "category": text("商品类目"),
        "quantity": quantity("商品数量"),
        "amount": formula("{0} * {1}", "商品单价", "商品数量"),
    },
    line_status=Status("订单商品状态", _CLOSED),
    customer_key=(),
    currency="CNY",
    country="CN",
    clock="Asia/Shanghai",
)
