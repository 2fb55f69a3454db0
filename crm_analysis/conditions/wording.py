"""A rule as a sentence in the reader's language: what a manager reads beside every figure of a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatch

from crm_analysis.conditions import phrases
from crm_analysis.conditions.condition import Condition
from crm_analysis.conditions.kinds import (
    MONEY,
    SHARES,
    Bought,
    BoughtThen,
    Clustered,
    Flagged,
    Known,
    Listed,
    Ordered,
    OrderedOn,
    Place,
    Saved,
    Scored,
    Tagged,
)
from crm_analysis.conditions.records import Birthday, Consent, Did, Feedback, Member, Points, Registered
from crm_analysis.conditions.tree import All, Any, Not, Rule
from crm_analysis.i18n import _, day, in_language, isolated, money, month_name, number, percent, plural
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.tags import tag_rules

MOST_VALUES = 5
"""So many values of a list are written out."""


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
        case Not((Did() as part) | (Feedback() as part)) if _is_ever(part):
            return _("never {did}").format(did=clause(part))
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
    return _(phrases.PLACES[condition.of]).format(names=_names(condition.among))


@clause.register
def _known(condition: Known) -> str:
    return _(phrases.CONTACTS[condition.of])


@clause.register
def _listed(condition: Listed) -> str:
    return _("are one of {names}").format(names=_names(condition.among))


@clause.register
def _ordered(condition: Ordered) -> str:
    when = _where(condition) + _when(condition)
    if condition.at_most == 0 and condition.measure in phrases.NONE:
        return _(phrases.NONE[condition.measure]) + when
    if condition.measure == "orders":
        return _("placed {bounds} orders").format(bounds=_bounds(condition, number)) + when
    return _(phrases.FIGURES[condition.measure]).format(bounds=_bounds(condition, _written(condition))) + when


def _written(condition: Ordered) -> Callable[[float], str]:
    if condition.measure in SHARES:
        return lambda share: percent(share, 0 if float(share * 100).is_integer() else 1)
    if condition.measure in MONEY:
        return lambda amount: money(amount, condition.currency)
    return number


@clause.register
def _ordered_on(condition: OrderedOn) -> str:
    return _(phrases.EDGES[condition.of]).format(when=_where(condition) + _when(condition))


def _where(condition: Ordered | OrderedOn) -> str:
    return "".join(
        _(words).format(names=_names(getattr(condition, field)))
        for field, words in phrases.WHERE.items()
        if getattr(condition, field)
    )


@clause.register
def _bought(condition: Bought) -> str:
    if condition.is_any_purchase:
        return _("bought {goods}{when}").format(goods=_goods(condition), when=_when(condition))
    written = (lambda amount: money(amount, condition.currency)) if condition.measure == "amount" else number
    words = _(phrases.LINE_FIGURES[condition.measure])
    return words.format(goods=_goods(condition), bounds=_bounds(condition, written)) + _when(condition)


@clause.register
def _bought_then(condition: BoughtThen) -> str:
    first = _(phrases.GOODS[condition.of]).format(names=_names(condition.among))
    later = _(phrases.GOODS[condition.then_of]).format(names=_names(condition.then_among))
    if condition.within_days is None:
        return _("bought {first} and on a later day {later}").format(first=first, later=later)
    days = plural("{count} day", "{count} days", condition.within_days)
    return _("bought {first} and within {days} after it {later}").format(first=first, later=later, days=days)


@clause.register
def _scored(condition: Scored) -> str:
    known = {segment.id: segment.names for segment in schemes()[condition.scheme].segments}
    names = _names([in_language(known[segment]) for segment in condition.among])
    if condition.on is None:
        return _("are in the segment {names}").format(names=names)
    return _("were in the segment {names} on {day}").format(names=names, day=day(condition.on))


@clause.register
def _flagged(condition: Flagged) -> str:
    flags = churn_rules().flags
    names = _names([in_language(flags[flag].names) for flag in condition.among])
    if condition.on is None:
        return _("are flagged {names} by their own rhythm").format(names=names)
    return _("were flagged {names} by their own rhythm on {day}").format(names=names, day=day(condition.on))


@clause.register
def _tagged(condition: Tagged) -> str:
    known = tag_rules().tags.get(condition.tag)
    tag = in_language(known.names) if known else condition.tag
    if not condition.among:
        return _("have the tag {tag}").format(tag=isolated(tag))
    values = known.values if known else {}
    names = [in_language(values[value]) if value in values else value for value in condition.among]
    return _("have the tag {tag} with the value {names}").format(tag=isolated(tag), names=_names(names))


@clause.register
def _clustered(condition: Clustered) -> str:
    if not condition.among:
        return _("are in a cluster of {model}").format(model=isolated(condition.model))
    return _("are in the cluster {names} of {model}").format(
        names=_names(condition.among), model=isolated(condition.model)
    )


@clause.register
def _saved(condition: Saved) -> str:
    return _("are in the saved segment {name}").format(name=isolated(condition.name))


@clause.register
def _member(condition: Member) -> str:
    named = [_(phrases.GENDERS.get(value, value)) if condition.of == "gender" else value for value in condition.among]
    return _(phrases.MEMBER_TEXTS[condition.of]).format(names=_names(named))


@clause.register
def _points(condition: Points) -> str:
    return _("hold {bounds} points").format(bounds=_bounds(condition, number))


@clause.register
def _birthday(condition: Birthday) -> str:
    if condition.months:
        return _("have their birthday in {months}").format(
            months=_names([month_name(int(m)) for m in condition.months])
        )
    if not condition.within_days:
        return _("have their birthday on the last day seen")
    days = plural("{count} day", "{count} days", condition.within_days)
    return _("have their birthday within {days} of the last day seen").format(days=days)


@clause.register
def _registered(condition: Registered) -> str:
    return _("signed up{when}").format(when=_when(condition))


@clause.register
def _consent(condition: Consent) -> str:
    return _either([_(phrases.CONSENTS[condition.to, said]) for said in condition.among])


@clause.register
def _did(condition: Did) -> str:
    goods = _goods(condition) if condition.among or condition.contains else _("anything")
    told = _either([_event(event, goods) for event in condition.events])
    if _is_never(condition):
        return _("never {did}").format(did=told) + _when(condition)
    if condition.is_ever:
        return told + _when(condition)
    return _("{did} {bounds} times").format(did=told, bounds=_bounds(condition, number)) + _when(condition)


def _event(event: str, goods: str) -> str:
    if event in phrases.EVENTS:
        return _(phrases.EVENTS[event]).format(goods=goods)
    return _("did '{event}' with {goods}").format(event=isolated(event), goods=goods)


@clause.register
def _feedback(condition: Feedback) -> str:
    any_feedback = _(phrases.ANY_FEEDBACK[condition.of])
    if _is_never(condition):
        return _("never {did}").format(did=any_feedback) + _when(condition)
    if condition.is_any:
        return any_feedback + _when(condition)
    words = {
        "answers": phrases.FEEDBACK,
        "mean_rating": phrases.MEAN_RATINGS,
        "newest_rating": phrases.NEWEST_RATINGS,
    }[condition.measure]
    return _(words[condition.of]).format(bounds=_bounds(condition, number)) + _when(condition)


def _is_never(condition: Did | Feedback) -> bool:
    return condition.at_most == 0 and (isinstance(condition, Did) or condition.measure == "answers")


def _is_ever(condition: Did | Feedback) -> bool:
    """Whether one time is enough, so that its opposite is never."""
    return condition.is_ever if isinstance(condition, Did) else condition.is_any


def _goods(condition: Bought | Did) -> str:
    if condition.contains:
        return _("what is called …{part}…").format(part=isolated(condition.contains))
    return _(phrases.GOODS[condition.of]).format(names=_names(condition.among))


def _either(clauses: Sequence[str]) -> str:
    """Clauses of which any may be true; several stand in brackets, so that what follows is of all."""
    return clauses[0] if len(clauses) == 1 else f"({_(' or ').join(clauses)})"


def _names(values: Sequence[str]) -> str:
    """The first values of a list; how many more there are."""
    named = _(" or ").join(map(isolated, values[:MOST_VALUES]))
    left = len(values) - MOST_VALUES
    return named if left <= 0 else _("{names} or {more} others").format(names=named, more=number(left))


def _bounds(condition: Ordered | Bought | Points | Did | Feedback, written: Callable[[float], str]) -> str:
    least = condition.at_least if isinstance(condition, Ordered | Points) else condition.least
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


def _when(condition: Ordered | OrderedOn | Bought | Registered | Did | Feedback) -> str:
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
