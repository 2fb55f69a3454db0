"""A table that no platform recognises: which heading says what?

Headings are compared with synonyms in English and Chinese. The guess is a proposal: the owner sees it on a preview and
confirms or corrects it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_analysis.ingest import platform as declare
from crm_analysis.ingest.headings import normalised
from crm_analysis.ingest.platform import CustomerKey, Platform, Source, Status

ID = "generic"
CUSTOMER_DAY = "customer-day"
"""Said instead of a heading for ``order_id``: one customer's day is one order."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("order id", "order number", "order no", "order no.", "order #", "order", "order_id", "orderid", "ordernumber",
                 "order ref", "order reference", "invoice", "invoice no", "invoice number", "invoice id", "invoiceno", "receipt",
                 "receipt no", "receipt number", "transaction id", "transaction_id", "sale id", "订单号", "订单编号", "订单id",
                 "主订单编号", "交易号", "交易编号", "单号", "流水号", "小票号", "銷售單號", "訂單編號", "訂單號碼"),
    "ordered_at": ("order date", "order time", "order_date", "orderdate", "ordered at", "ordered on", "created at", "date created",
                   "created", "created_at", "creation date", "purchase date", "purchase_date", "date of purchase", "purchased at",
                   "sale date", "invoice date", "invoicedate", "transaction date", "date", "datetime", "time", "timestamp",
                   "订单创建时间", "下单时间", "下单日期", "订单时间", "订单日期", "创建时间", "成交时间", "购买时间", "购买日期", "交易时间",
                   "交易日期", "付款时间", "支付时间", "日期", "时间", "訂單日期", "訂單成立時間"),
    "email": ("email", "e-mail", "customer email", "buyer email", "email address", "billing email", "customer_email", "contact email",
              "邮箱", "电子邮箱", "电子邮件", "买家邮箱", "客户邮箱"),
    "phone": ("phone", "phone number", "mobile", "mobile number", "telephone", "tel", "customer phone", "buyer phone", "billing phone",
              "手机", "手机号", "手机号码", "联系手机", "联系电话", "电话", "买家手机号", "客户手机", "收货人手机", "會員電話"),
    "buyer_id": ("customer id", "customer_id", "customerid", "customer no", "customer number", "customer", "client id", "client",
                 "buyer id", "buyer", "buyer username", "username", "user id", "user_id", "userid", "member id", "member no",
                 "customer code", "账号", "客户编号", "客户id", "客户号", "客户", "会员号", "会员id", "会员编号", "会员卡号", "会员", "买家会员名",
                 "买家昵称", "买家id", "买家", "用户id", "用户编号", "用户名", "顾客编号", "顾客", "會員編號"),
    "name": ("customer name", "full name", "name", "buyer name", "billing name", "recipient", "recipient name", "客户姓名", "客户名称",
             "姓名", "买家姓名", "收货人", "收货人姓名", "会员姓名", "顾客姓名", "會員姓名"),
    "product_id": ("sku", "product id", "product_id", "productid", "product code", "item id", "item no", "item number", "item code",
                   "stock code", "stockcode", "article number", "商品编号", "商品编码", "商品id", "商家编码", "货号", "商品货号", "sku编码"),
    "product": ("product", "product name", "product title", "item", "item name", "item title", "description", "title", "goods",
                "商品", "商品名称", "商品标题", "产品", "产品名称", "宝贝标题", "品名", "货品名称", "商品名稱"),
    "category": ("category", "product category", "product type", "type of product", "department", "类目", "分类", "商品类目", "商品分类",
                 "品类", "类别", "商品類別"),
    "brand": ("brand", "vendor", "manufacturer", "品牌", "供应商"),
    "quantity": ("quantity", "qty", "qty.", "units", "pieces", "item quantity", "quantity ordered", "amount ordered", "count", "数量",
                 "购买数量", "商品数量", "件数", "订购数量", "成交数量", "销售数量", "數量"),
    "unit_price": ("unit price", "unit_price", "unitprice", "price", "price per unit", "item price", "price each", "单价", "价格",
                   "商品单价", "销售单价", "单件价格", "單價"),
    "amount": ("amount", "line total", "line amount", "item total", "subtotal", "sub total", "line subtotal", "sales", "sales amount",
               "net sales", "gross sales", "revenue", "net amount", "gross amount", "extended price", "value", "金额", "小计", "商品金额",
               "销售额", "销售金额", "成交金额", "实付金额", "商品总价", "金額"),
    "order_total": ("order total", "total", "grand total", "total amount", "total price", "order amount", "order value", "amount paid",
                    "total paid", "total sales", "payment amount", "paid", "订单金额", "订单总额", "订单总金额", "总金额", "总价", "应付金额",
                    "实收金额", "支付金额", "付款金额", "买家实际支付金额", "合计", "總金額", "訂單金額"),
    "order_discount": ("discount", "order discount", "discount amount", "discount total", "coupon amount", "优惠金额", "折扣金额",
                       "订单优惠", "优惠", "折扣"),
    "refund": ("refund", "refunded", "refund amount", "refunded amount", "amount refunded", "退款金额", "退款", "已退款金额"),
    "status": ("status", "order status", "payment status", "financial status", "state", "订单状态", "状态", "交易状态", "支付状态"),
    "country": ("country", "shipping country", "billing country", "ship country", "country code", "国家", "国家/地区", "收货国家"),
    "region": ("region", "state/province", "province", "county", "shipping state", "省", "省份", "收货省份", "地区"),
    "city": ("city", "town", "shipping city", "billing city", "城市", "市", "收货城市"),
    "channel": ("channel", "sales channel", "source", "order source", "store", "渠道", "销售渠道", "订单来源", "来源", "店铺"),
    "coupon": ("coupon", "coupon code", "discount code", "promo code", "voucher", "voucher code", "优惠券", "优惠码", "优惠券码"),
    "currency": ("currency", "currency code", "币种", "货币"),
}  # fmt: skip

ROLES = tuple(SYNONYMS)
_NEEDED = ("order_id", "ordered_at", "amount")

_STATUS = {
    "cancelled": (
        "cancelled",
        "canceled",
        "void",
        "voided",
        "failed",
        "expired",
        "declined",
        "已取消",
        "取消",
        "交易关闭",
        "已关闭",
        "关闭",
    ),
    "unpaid": (
        "unpaid",
        "pending payment",
        "awaiting payment",
        "payment pending",
        "等待买家付款",
        "待付款",
        "未付款",
        "未支付",
        "待支付",
    ),
}


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Propose role → heading; a heading is given to one role, by the first synonym that it is."""
    written = {normalised(heading): heading for heading in reversed(headings)}
    found: dict[str, str] = {}
    for role, names in SYNONYMS.items():
        choice = next(
            (written[name] for name in names if name in written and written[name] not in found.values()), None
        )
        if choice is not None:
            found[role] = choice
    return _settled(found)


def missing(mapping: Mapping[str, str]) -> list[str]:
    """Roles that an order cannot do without and that no heading fills."""
    return [role for role in _NEEDED if role not in mapping and not (role == "amount" and _has_amount(mapping))]


def declared(mapping: Mapping[str, str]) -> Platform:
    """The mapping as a declaration, to be read like any platform's."""
    order = {role: _order_source(role, mapping[role]) for role in _ORDER_FIELDS if role in mapping}
    line = {role: declare.text(mapping[role]) for role in ("product", "category", "brand") if role in mapping}
    if "product_id" in mapping:
        line["product_id"] = declare.identifier(mapping["product_id"])
    amount = _amount(mapping)
    if amount is None:
        line = {}
        order["goods_total"] = declare.money(mapping["order_total"])
        if "quantity" in mapping:
            order["units"] = declare.quantity(mapping["quantity"])
    else:
        line["amount"] = amount
        if "quantity" in mapping:
            line["quantity"] = declare.quantity(mapping["quantity"])
    return Platform(
        id=ID,
        family=ID,
        name="Any other table of orders",
        needs=(),
        verified="real file",
        order_id=_order_id(mapping),
        order=order,
        line=line,
        status=Status(mapping["status"], _STATUS["cancelled"], _STATUS["unpaid"]) if "status" in mapping else Status(),
        customer_key=_customer_key(mapping),
    )


_ORDER_FIELDS = (
    "ordered_at", "email", "phone", "buyer_id", "name", "country", "region", "city", "channel", "coupon", "currency",
    "order_discount", "refund",
)  # fmt: skip


def _settled(found: dict[str, str]) -> dict[str, str]:
    """Leave out what would count the same money twice."""
    if "unit_price" in found and "quantity" in found and "amount" in found:
        del found["unit_price"]
    return found


def _has_amount(mapping: Mapping[str, str]) -> bool:
    return "order_total" in mapping or "unit_price" in mapping


def _amount(mapping: Mapping[str, str]) -> Source | None:
    if "amount" in mapping:
        return declare.money(mapping["amount"])
    if "unit_price" not in mapping:
        return None
    if "quantity" in mapping:
        return declare.formula("{0} * {1}", mapping["unit_price"], mapping["quantity"])
    return declare.money(mapping["unit_price"])


def _order_id(mapping: Mapping[str, str]) -> Source:
    if mapping["order_id"] == CUSTOMER_DAY:
        return Source(
            "customer day", tuple(mapping[role] for role in ("email", "phone", "buyer_id", "name") if role in mapping)
        )
    return declare.identifier(mapping["order_id"])


def _order_source(role: str, heading: str) -> Source:
    if role in ("order_discount", "refund"):
        return declare.money(heading, sign="absolute", may_be_blank=True)
    makers = {
        "ordered_at": declare.moment,
        "email": declare.email,
        "phone": declare.phone,
        "buyer_id": declare.identifier,
        "currency": declare.currency,
    }
    return makers.get(role, declare.text)(heading)


def _customer_key(mapping: Mapping[str, str]) -> tuple[CustomerKey, ...]:
    strong: tuple[tuple[CustomerKey, str], ...] = (("email", "email"), ("phone", "phone"), ("id", "buyer_id"))
    present = tuple(key for key, role in strong if role in mapping)
    return present or (("name",) if "name" in mapping else ())
