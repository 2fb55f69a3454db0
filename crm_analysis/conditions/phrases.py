"""What conditions say, to stand after "Customers who": the phrases of which a rule's sentence is made."""

from __future__ import annotations

from crm_analysis.i18n import N_

PLACES = {
    "country": N_("live in the country {names}"),
    "region": N_("live in the region {names}"),
    "city": N_("live in the city {names}"),
}
CONTACTS = {
    "email": N_("have an e-mail address"),
    "phone": N_("have a phone number"),
    "name": N_("have a name"),
}
GOODS = {
    "product": N_("the product {names}"),
    "category": N_("the category {names}"),
    "brand": N_("the brand {names}"),
    "product_id": N_("the product number {names}"),
}
FIGURES = {
    "gross_sales": N_("brought gross sales of {bounds}"),
    "net_sales": N_("brought net sales of {bounds}"),
    "average_order": N_("have an average order value of {bounds}"),
    "largest_order": N_("placed an order of {bounds} as their largest"),
    "refunds": N_("were given back {bounds}"),
    "discounts": N_("were given discounts of {bounds}"),
    "refund_share": N_("were given back {bounds} of their gross sales"),
    "discount_share": N_("were given {bounds} of their gross sales as discounts"),
    "days_since_first_order": N_("placed their first order {bounds} days ago"),
    "days_since_last_order": N_("placed their last order {bounds} days ago"),
}
LINE_FIGURES = {
    "orders": N_("bought {goods} in {bounds} orders"),
    "units": N_("bought {bounds} pieces of {goods}"),
    "amount": N_("bought {goods} for {bounds}"),
}
EDGES = {"first_order": N_("placed their first order{when}"), "last_order": N_("placed their last order{when}")}
WHERE = {
    "shops": N_(" in the shop {names}"),
    "platforms": N_(" on the platform {names}"),
    "channels": N_(" through the channel {names}"),
    "countries": N_(" to the country {names}"),
    "coupons": N_(" with the coupon {names}"),
    "campaigns": N_(" from the campaign {names}"),
}
NONE = {
    "orders": N_("placed no order"),
    "refunds": N_("never had a refund"),
    "discounts": N_("never had a discount"),
}
MEMBER_TEXTS = {
    "level": N_("have the member level {names}"),
    "gender": N_("have the gender {names}"),
}
GENDERS = {"female": N_("female"), "male": N_("male")}
CONSENTS = {
    ("email", "given"): N_("accept advertising by e-mail"),
    ("email", "refused"): N_("refuse advertising by e-mail"),
    ("email", "unknown"): N_("have not said whether they accept advertising by e-mail"),
    ("sms", "given"): N_("accept advertising by text message"),
    ("sms", "refused"): N_("refuse advertising by text message"),
    ("sms", "unknown"): N_("have not said whether they accept advertising by text message"),
}
EVENTS = {
    "view": N_("looked at {goods}"),
    "cart": N_("put {goods} into the cart"),
    "uncart": N_("took {goods} out of the cart"),
    "favourite": N_("marked {goods} as a favourite"),
    "purchase": N_("bought {goods} on the site"),
}
FEEDBACK = {
    "any": N_("gave feedback {bounds} times"),
    "review": N_("wrote {bounds} reviews"),
    "rating": N_("gave {bounds} ratings"),
    "ticket": N_("opened {bounds} tickets"),
    "survey": N_("answered {bounds} surveys"),
}
ANY_FEEDBACK = {
    "any": N_("gave feedback"),
    "review": N_("wrote a review"),
    "rating": N_("gave a rating"),
    "ticket": N_("opened a ticket"),
    "survey": N_("answered a survey"),
}
MEAN_RATINGS = {
    "review": N_("gave {bounds} points on average in reviews"),
    "rating": N_("gave {bounds} points on average in ratings"),
    "ticket": N_("gave {bounds} points on average for tickets"),
    "survey": N_("gave {bounds} points on average in surveys"),
}
NEWEST_RATINGS = {
    "review": N_("gave {bounds} points in their newest review"),
    "rating": N_("gave {bounds} points in their newest rating"),
    "ticket": N_("gave {bounds} points for their newest ticket"),
    "survey": N_("gave {bounds} points in their newest survey"),
}
