"""Tables that no platform wrote, in the plainest form that says all: for whoever fills one in by hand."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Records,
    choice,
    currency,
    email,
    identifier,
    moment,
    money,
    phone,
    quantity,
    rate,
    text,
)
from crm_analysis.schema import PLAIN

PLAIN_REFUNDS = Records(
    id="plain_refunds",
    family=PLAIN,
    name="Plain table of refunds",
    kind="refunds",
    needs=(("Order number", "订单号"), ("Refunded on", "退款日期"), ("Refund amount", "退款金额")),
    # An order's export may hold the refund too.
    lacks=("Order date", "Sale Date", "订单创建时间", "订单付款时间", "Total"),
    verified="plain table",
    fields={
        "refund_id": identifier("Refund number", "退款编号"),
        "order_id": identifier("Order number", "订单号"),
        "refunded_at": moment("Refunded on", "退款日期"),
        "amount": money("Refund amount", "退款金额", sign="absolute"),
        "currency": currency("Currency", "币种"),
        "product_id": identifier("Product number", "商品编码"),
        "quantity": quantity("Quantity", "数量"),
        "reason": text("Reason", "退款原因"),
    },
    required=("order_id", "amount"),
)

PLAIN_SPEND = Records(
    id="plain_spend",
    family=PLAIN,
    name="Plain table of advertising spend",
    kind="spend",
    needs=(("Date", "日期"), ("Channel", "渠道"), ("Spend", "花费")),
    verified="plain table",
    fields={
        "spent_on": moment("Date", "日期"),
        "channel": text("Channel", "渠道"),
        "campaign": text("Campaign", "计划"),
        "amount": money("Spend", "花费"),
        "currency": currency("Currency", "币种"),
        "impressions": quantity("Impressions", "展现量"),
        "clicks": quantity("Clicks", "点击量"),
    },
    required=("spent_on", "channel", "amount"),
)

PLAIN_SURVEY = Records(
    id="plain_survey",
    family=PLAIN,
    name="Plain table of survey answers (how likely to recommend, 0 to 10)",
    kind="feedback",
    needs=(("Score", "NPS", "推荐分"), ("Comment", "Answer", "评语"), ("Answered on", "Submitted at", "答复时间")),
    verified="plain table",
    fields={
        "feedback_id": identifier("Answer number", "Response ID"),
        "given_at": moment("Answered on", "Submitted at", "答复时间"),
        "order_id": identifier("Order number", "订单号"),
        "email": email("E-mail", "Email", "邮箱"),
        "phone": phone("Phone", "手机号"),
        "name": text("Name", "姓名"),
        "rating": quantity("Score", "NPS", "推荐分"),
        "text": text("Comment", "Answer", "评语"),
    },
    required=("rating",),
    fixed={"kind": "survey", "best_rating": "10"},
    customer_key=("email", "phone"),
)

PLAIN_RATES = Records(
    id="plain_rates",
    family=PLAIN,
    name="Plain table of exchange rates",
    kind="rates",
    needs=(("Date", "日期"), ("Currency", "币种"), ("Rate", "汇率"), ("Base currency", "基准货币")),
    verified="plain table",
    fields={
        "rated_on": moment("Date", "日期"),
        "currency": currency("Currency", "币种"),
        "base": currency("Base currency", "基准货币"),
        "rate": rate("Rate", "汇率"),
    },
    required=("rated_on", "currency", "base", "rate"),
)

PLAIN_EVENTS = Records(
    id="plain_events",
    family=PLAIN,
    name="Plain table of site visits",
    kind="events",
    needs=(
        ("Time", "时间"),
        ("Event", "行为"),
        ("Product number", "商品编码"),
        ("Customer number", "E-mail", "会员号"),
    ),
    verified="plain table",
    fields={
        "happened_at": moment("Time", "时间"),
        "event": choice("Event", {"pv": "view", "fav": "favourite", "favorite": "favourite", "buy": "purchase"}),
        "product_id": identifier("Product number", "商品编码"),
        "product": text("Product", "商品"),
        "category": text("Category", "类目"),
        "buyer_id": identifier("Customer number", "会员号"),
        "email": email("E-mail"),
        "visit": text("Visit"),
    },
    required=("happened_at", "event", "product_id"),
)

PLAIN_CONTACTS = Records(
    id="plain_contacts",
    family=PLAIN,
    name="Plain table of contacts: whom you wrote to or spoke with",
    kind="contacts",
    needs=(
        ("Contacted on", "联系日期"),
        ("Contact channel", "联系方式"),
        ("E-mail", "Email", "邮箱", "Phone", "手机号", "Customer number", "会员号"),
    ),
    verified="plain table",
    fields={
        "contacted_at": moment("Contacted on", "联系日期"),
        "channel": text("Contact channel", "联系方式"),
        "campaign": text("Campaign", "活动"),
        "text": text("Subject", "主题"),
        "email": email("E-mail", "Email", "邮箱"),
        "phone": phone("Phone", "手机号"),
        "buyer_id": identifier("Customer number", "会员号"),
        "name": text("Name", "姓名"),
    },
    required=("contacted_at", ("email", "phone", "buyer_id")),
    customer_key=("email", "phone", "id"),
)
