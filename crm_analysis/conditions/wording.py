"""A rule as a sentence in the reader's language: what a manager reads beside every figure of a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatch

from crm_analysis.conditions.kinds import (
    MONEY,
    SHARES,
    Bought,
    BoughtThen,
    Condition,
    Known,
    Listed,
    Ordered,
    OrderedOn,
    Place,
    Scored,
    Tagged,
)
from crm_analysis.conditions.tree import All, Any, Not, Rule
from crm_analysis.i18n import N_, _, current_language, day, money, number, percent, plural
from crm_analysis.rules.segments import schemes

MOST_VALUES = 5
"""So many values of a list are written out."""

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
    "channels": N_(" through the channel {names}"),
    "countries": N_(" to the country {names}"),
    "coupons": N_(" with the coupon {names}"),
    "campaigns": N_(" from the campaign {names}"),
}


def sentence(rule: Rule) -> str:
    """Of whom a rule is true, without a full stop. Names of the shop's own stand in it letter by letter."""
    return _("All customers") if rule == All() else _("Customers who {rule}").format(rule=_said(rule, inside=False))


def _said(rule: Rule, *, inside: bool = True) -> str:
    match rule:
        case All(parts):
            return _joined(parts, _(" and "), _("are anybody"), inside)
        case Any(parts):
            return _joined(parts, _(" or "), _("are nobody"), inside)
        case Not(Bought() as bought) if bought.is_any_purchase:
            return _("never bought {goods}{when}").format(goods=_goods(bought), when=_when(bought))
        case Not(part):
            return _("do not fulfil this: {rule}").format(rule=f"({_said(part, inside=False)})")
        case _:
            return clause(rule)


def _joined(parts: Sequence[Rule], word: str, of_none: str, inside: bool) -> str:
    if len(parts) == 1:
        return _said(parts[0], inside=inside)
    text = word.join(map(_said, parts)) or of_none
    return f"({text})" if inside and parts else text


@singledispatch
def clause(condition: Condition) -> str:
    """What one condition says, to stand after "Customers who"."""
    raise NotImplementedError(condition.kind)


@clause.register
def _place(condition: Place) -> str:
    return _(PLACES[condition.of]).format(names=_names(condition.among))


@clause.register
def _known(condition: Known) -> str:
    return _(CONTACTS[condition.of])


@clause.register
def _listed(condition: Listed) -> str:
    return _("are one of {names}").format(names=_names(condition.among))


@clause.register
def _ordered(condition: Ordered) -> str:
    when = "".join(
        _(words).format(names=_names(getattr(condition, field)))
        for field, words in WHERE.items()
        if getattr(condition, field)
    ) + _when(condition)
    if condition.at_most == 0 and condition.measure in _NONE:
        return _(_NONE[condition.measure]) + when
    if condition.measure == "orders":
        return _("placed {bounds} orders").format(bounds=_bounds(condition, number)) + when
    if condition.measure == "units":
        return _("bought {bounds} pieces").format(bounds=_bounds(condition, number)) + when
    return _(FIGURES[condition.measure]).format(bounds=_bounds(condition, _written(condition))) + when


_NONE = {
    "orders": N_("placed no order"),
    "refunds": N_("never had a refund"),
    "discounts": N_("never had a discount"),
}


def _written(condition: Ordered) -> Callable[[float], str]:
    if condition.measure in SHARES:
        return lambda share: percent(share, 0 if float(share * 100).is_integer() else 1)
    if condition.measure in MONEY:
        return lambda amount: money(amount, condition.currency)
    return number


@clause.register
def _ordered_on(condition: OrderedOn) -> str:
    return _(EDGES[condition.of]).format(when=_when(condition))


@clause.register
def _bought(condition: Bought) -> str:
    if condition.is_any_purchase:
        return _("bought {goods}{when}").format(goods=_goods(condition), when=_when(condition))
    written = (lambda amount: money(amount, condition.currency)) if condition.measure == "amount" else number
    words = _(LINE_FIGURES[condition.measure])
    return words.format(goods=_goods(condition), bounds=_bounds(condition, written)) + _when(condition)


@clause.register
def _bought_then(condition: BoughtThen) -> str:
    first = _(GOODS[condition.of]).format(names=_names(condition.among))
    later = _(GOODS[condition.then_of]).format(names=_names(condition.then_among))
    if condition.within_days is None:
        return _("bought {first} and on a later day {later}").format(first=first, later=later)
    days = plural("{count} day", "{count} days", condition.within_days)
    return _("bought {first} and within {days} after it {later}").format(first=first, later=later, days=days)


@clause.register
def _scored(condition: Scored) -> str:
    known = {segment.id: segment.names for segment in schemes()[condition.scheme].segments}
    language = current_language().split("_")[0]
    names = _names([known[segment].get(language, known[segment]["en"]) for segment in condition.among])
    if condition.on is None:
        return _("are in the segment {names}").format(names=names)
    return _("were in the segment {names} on {day}").format(names=names, day=day(condition.on))


@clause.register
def _tagged(condition: Tagged) -> str:
    if not condition.among:
        return _("have the tag {tag}").format(tag=condition.tag)
    return _("have the tag {tag} with the value {names}").format(tag=condition.tag, names=_names(condition.among))


def _goods(condition: Bought) -> str:
    if condition.contains:
        return _("what is called …{part}…").format(part=condition.contains)
    return _(GOODS[condition.of]).format(names=_names(condition.among))


def _names(values: Sequence[str]) -> str:
    """The first values of a list; how many more there are."""
    named = _(" or ").join(values[:MOST_VALUES])
    left = len(values) - MOST_VALUES
    return named if left <= 0 else _("{names} or {more} others").format(names=named, more=number(left))


def _bounds(condition: Ordered | Bought, written: Callable[[float], str]) -> str:
    least = condition.least if isinstance(condition, Bought) else condition.at_least
    most = condition.at_most
    if least is not None and least == most:
        return _("exactly {figure}").format(figure=_exactly(least, written))
    if most is None:
        return _("at least {figure}").format(figure=_exactly(least or 0, written))
    if least is None:
        return _("at most {figure}").format(figure=_exactly(most, written))
    return _("{least} to {most}").format(least=_exactly(least, written), most=_exactly(most, written))


def _exactly(figure: float, written: Callable[[float], str]) -> str:
    """A figure with as many decimals as it has."""
    return number(figure, 2) if written is number and not float(figure).is_integer() else written(figure)


def _when(condition: Ordered | OrderedOn | Bought) -> str:
    told = []
    if condition.within_days:
        days = plural("{count} day", "{count} days", condition.within_days)
        told.append(_(" within the last {days}").format(days=days))
    if condition.since and condition.until:
        told.append(_(" from {since} to {until}").format(since=day(condition.since), until=day(condition.until)))
    elif condition.since:
        told.append(_(" since {since}").format(since=day(condition.since)))
    elif condition.until:
        told.append(_(" up to {until}").format(until=day(condition.until)))
    return "".join(told)
