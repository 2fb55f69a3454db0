"""京东 JD, orders of a merchant: an item a row, the order's own amounts repeated."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, Status, formula, identifier, moment, phone, quantity, text

# Addresses run on without a blank: 广东深圳市南山区…
_PROVINCE = (
    "(北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    "陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
)

JD = Platform(
    id="jd",
    family="jd",
    name="京东 JD orders",
    needs=("订单号", "下单时间", "京东价", "订购数量", "下单帐号"),
    also_called={"下单帐号": ("下单账号",)},
    verified="parsers only",
    order_id=identifier("订单号"),
    order={
        "ordered_at": moment("下单时间"),
        "phone": phone("联系电话"),
        # Where the account is hidden, one address is one household.
        "buyer_id": identifier("下单帐号", "客户地址"),
        "name": text("客户姓名"),
        "region": text("客户地址", pattern=f"^{_PROVINCE}"),
        "channel": text("订单来源", "订单渠道"),
    },
    line={
        "product_id": identifier("货号", "商品ID"),
        "product": text("商品名称"),
        "quantity": quantity("订购数量"),
        "amount": formula("{0} * {1}", "京东价", "订购数量"),
    },
    # "(deleted) waiting to be shipped" is a cancelled order under its last state.
    status=Status("订单状态", cancelled=("已取消*", "（删除）*", "(删除)*"), unpaid=("等待付款*", "未付款*")),
    customer_key=("id", "phone"),
    id_scope="platform",
    currency="CNY",
    country="CN",
    clock="Asia/Shanghai",
)
