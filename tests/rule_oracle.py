"""Of whom is a rule true? Worked out in plain Python, one customer at a time: what the SQL has to agree with."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm_analysis.conditions.condition import GOODS, Condition
from crm_analysis.conditions.kinds import (
    COUNTS,
    LINE_MEASURES,
    MEASURES,
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
from crm_analysis.conditions.records import RECORD_KINDS
from crm_analysis.conditions.tree import All, Any, Not, Rule
from crm_analysis.rules.churn import FLAGS
from crm_analysis.rules.segments import schemes
from questions_support import Case, Row, order_rows
from record_oracle import RecordOracle, Records, record_conditions, records_by_chance

FIRST_DAY = date(2024, 1, 1)
LAST = 120
"""Days of a shop's life."""
PRODUCTS = (
    "Tea",
    "Green tea",
    "Cup",
    '=HYPERLINK("x")',
    "a\nb",
    "a",
    "<script>",
    "100% wool",
    "x_y",
    "'; DROP TABLE orders; --",
)
CATEGORIES = ("drinks", "ware", None)
COUNTRIES = ("DE", "FR", None)
SAVED_RULES: dict[str, Rule] = {"Best": Ordered("orders", at_least=2), "Rest": Not(Saved("Best"))}
"""The segments that the shop has saved."""
DAY_RATES = {"EUR": 1.0, "USD": 1.25}
"""What one euro is worth; of the yuan no rate is known."""


@dataclass(frozen=True)
class Shop:
    """Some orders with their lines, and the customers that they make."""

    orders: tuple[Row, ...]
    lines: tuple[Row, ...]
    customers: tuple[Row, ...]
    tags: tuple[Row, ...]
    clusters: tuple[Row, ...]
    records: Records

    def case(self) -> Case:
        """The shop as tables."""
        rates = tuple(
            {"day": str(FIRST_DAY + timedelta(days=day)), "currency": currency, "per_euro": str(rate)}
            | {"rated_on": str(FIRST_DAY + timedelta(days=day)), "source": "ECB"}
            for day in range(LAST + 1)
            for currency, rate in DAY_RATES.items()
        )
        return Case(
            "span",
            "by chance",
            (),
            self.orders,
            self.lines,
            self.customers,
            identities=self.records.identities,
            rates=rates,
            log={"customer_tags": self.tags, "customer_clusters": self.clusters} | self.records.tables(),
        )


def shop_by_chance(chance: random.Random) -> Shop:
    """Guests, refunds, free and cancelled orders, blanks, three currencies, two shops, names full of traps."""
    orders, lines = [], []
    for number in range(chance.randrange(60, 160)):
        kind = chance.choice(["sale"] * 7 + ["free", "refund", "void"])
        day = FIRST_DAY + timedelta(days=chance.randrange(LAST))
        order = {
            "order_id": str(number),
            "shop": chance.choice(["North", "South"]),
            "platform": chance.choice(["etsy", "shopify"]),
            "customer_id": chance.choice([None, *(f"c{who}" for who in range(20))]),
            "ordered_at": f"{day} 10:00:00",
            "kind": kind,
            "gross_sales": str(chance.choice([5, 10, 12.5])) if kind == "sale" else "0",
            "order_discount": str(chance.choice([0, 0, 1.25])) if kind == "sale" else "0",
            "refunds": str(chance.choice([0, 0, 2.5, 5]) if kind == "sale" else 4 if kind == "refund" else 0),
            "country": chance.choice(COUNTRIES),
            "channel": chance.choice(["web", "app"]),
            "coupon": chance.choice([None, "MAY", "JUNE"]),
            "campaign": chance.choice([None, "spring"]),
            "currency": chance.choice(["EUR", "EUR", "USD", "CNY"]),
        }
        orders.append(order)
        for _line in range(chance.randrange(1, 4)):
            product = chance.choice(PRODUCTS)
            lines.append(
                {key: order[key] for key in ("shop", "platform", "order_id", "customer_id", "currency")}
                | {"ordered_on": str(day), "product": product, "product_id": product[:2]}
                | {"category": chance.choice(CATEGORIES), "brand": chance.choice(["Fine", None])}
                | {"quantity": str(chance.choice([1, 1, 2, -1])), "amount": str(chance.choice([2.5, 5, 0]))}
            )
    customers = tuple(_customers(orders, chance))
    tags = tuple({"customer_id": row["customer_id"], "tag": "tier", "value": chance.choice("ABC")} for row in customers)
    records = records_by_chance(chance, FIRST_DAY, LAST, orders, PRODUCTS)
    clusters = tuple(
        {"model": model, "customer_id": row["customer_id"], "cluster": chance.choice("123")}
        for model in ("Spring", "Au:tumn")
        for row in customers
        if row["first_order_at"] and chance.random() < 0.8
    )
    return Shop(order_rows(orders), tuple(lines), customers, tags[::2], clusters, records)


def _customers(orders: list[Row], chance: random.Random) -> list[Row]:
    found = []
    for who in sorted({order["customer_id"] for order in orders if order["customer_id"]}):
        sales = sorted(
            order["ordered_at"] for order in orders if order["customer_id"] == who and order["kind"] == "sale"
        )
        found.append(
            {
                "customer_id": who,
                "customer_key": who,
                "country": chance.choice(COUNTRIES),
                "city": chance.choice(["Bonn", None]),
            }
            | {"email": chance.choice([None, f"{who}@x.org"]), "first_order_at": sales[0] if sales else None}
        )
    return found


def rule_by_chance(chance: random.Random, depth: int = 3) -> Rule:
    """A rule of any shape."""
    shape = chance.randrange(4) if depth else 3
    if shape == 3:
        return chance.choice(_CONDITIONS)(chance)
    parts = tuple(rule_by_chance(chance, depth - 1) for _part in range(chance.randrange(1, 4)))
    return (All(parts), Any(parts), Not(parts[0]))[shape]


def _bounds(chance: random.Random, *figures: float) -> dict[str, float]:
    low, high = sorted(chance.choices(figures, k=2))
    return chance.choice([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}])


def _days(chance: random.Random) -> dict[str, object]:
    since, until = sorted(FIRST_DAY + timedelta(days=chance.randrange(LAST)) for _edge in range(2))
    return chance.choice(
        [{}, {"since": since}, {"until": until}, {"since": since, "until": until}, {"within_days": 45}]
    )


def _ordered(chance: random.Random) -> Condition:
    measure = chance.choice(MEASURES)
    figures = (0, 1, 2, 3) if measure == "orders" else (0, 0.1, 0.5) if measure in SHARES else (0, 5, 12.5, 30, 60)
    where = chance.choice([{}, {}, {"shops": ("North",)}, {"channels": ("web",)}, {"countries": ("DE", "FR")}])
    return Ordered(measure, **_bounds(chance, *figures), **_days(chance), **where, **_brought(chance))


def _brought(chance: random.Random) -> dict[str, tuple[str, ...]]:
    return chance.choice(
        [{}, {}, {"coupons": ("MAY", "JUNE")}, {"campaigns": ("spring",)}, {"platforms": ("etsy", "x")}]
    )


def _ordered_on(chance: random.Random) -> Condition:
    days, brought = _days(chance), _brought(chance)
    where = chance.choice([{}, {"shops": ("South",)}, {"channels": ("app",)}, {"countries": ("DE",)}])
    anything = days or brought or where or {"within_days": 30}
    return OrderedOn(chance.choice(["first_order", "last_order"]), **(days | brought | where or anything))


def _bought(chance: random.Random) -> Condition:
    of = chance.choice(GOODS)
    goods = (
        {"contains": chance.choice(["tea", "a", "%", "_"])}
        if of == "product" and chance.random() < 0.4
        else {"among": _names(chance, of)}
    )
    bounds = chance.choice([{}, _bounds(chance, 0, 1, 2, 3, 7.5)])
    return Bought(of, measure=chance.choice(LINE_MEASURES), **goods, **bounds, **_days(chance))


def _names(chance: random.Random, of: str) -> tuple[str, ...]:
    offered = {
        "product": PRODUCTS,
        "category": CATEGORIES[:2],
        "brand": ("Fine", "Other"),
        "product_id": ("Te", "a", "a\n"),
    }
    return tuple(dict.fromkeys(chance.choices(offered[of], k=2)))


def _bought_then(chance: random.Random) -> Condition:
    of, then = chance.choice(GOODS), chance.choice(GOODS)
    return BoughtThen(of, _names(chance, of), then, _names(chance, then), chance.choice([None, 10, 30]))


def _scored(chance: random.Random) -> Condition:
    ids = [segment.id for segment in schemes()["grid"].segments]
    on = chance.choice([None, FIRST_DAY + timedelta(days=chance.randrange(LAST))])
    return Scored("grid", tuple(dict.fromkeys(chance.choices(ids, k=3))), on, chance.choice(["gross", "net"]))


def _flagged(chance: random.Random) -> Condition:
    return Flagged(tuple(dict.fromkeys(chance.choices(FLAGS, k=2))))


_CONDITIONS: tuple[Callable[[random.Random], Condition], ...] = (
    _ordered,
    _ordered,
    _bought,
    _bought,
    _bought_then,
    _scored,
    _flagged,
    lambda chance: Place("country", ("DE",)),
    lambda chance: Tagged("tier", chance.choice([(), ("A",), ("A", "B")])),
    lambda chance: Clustered(chance.choice(["Spring", "Au:tumn", "x"]), chance.choice([(), ("1",), ("2", "13")])),
    lambda chance: Known("email"),
    lambda chance: Listed(("c1", "c2", "c3")),
    _ordered_on,
    lambda chance: Saved(chance.choice([*SAVED_RULES])),
    *record_conditions(_days, _bounds, PRODUCTS),
)


class Oracle:
    """Answers for one shop, seen from one day."""

    def __init__(self, shop: Shop, as_of: date | None, report_in: str | None) -> None:
        days = [date.fromisoformat(str(order["ordered_on"])) for order in shop.orders]
        self.as_of = as_of or max(days) + timedelta(days=1)
        self.shop = shop
        self.report_in = report_in
        self.records = RecordOracle(shop.records, shop.orders, self.as_of)

    def members(self, rule: Rule) -> set[str]:
        """The customers of whom the rule is true."""
        seen = [
            row
            for row in self.shop.customers
            if row["first_order_at"] and str(row["first_order_at"])[:10] < str(self.as_of)
        ]
        return {str(row["customer_id"]) for row in seen if self.holds(rule, row)}

    def holds(self, rule: Rule, customer: Row) -> bool:
        match rule:
            case All(parts):
                return all(self.holds(part, customer) for part in parts)
            case Any(parts):
                return any(self.holds(part, customer) for part in parts)
            case Not(part):
                return not self.holds(part, customer)
            case Saved(name):
                return self.holds(SAVED_RULES[name], customer)
            case Place() | Known() | Listed() | Tagged() | Clustered():
                return self._is_so(rule, customer)
        if isinstance(rule, RECORD_KINDS):
            return self.records.holds(rule, str(customer["customer_id"]))
        of_orders = {
            Ordered: lambda rule, who: _within(rule, self._figure(rule, who)),
            OrderedOn: self._ordered_on,
            Bought: self._bought,
            BoughtThen: self._bought_then,
            Scored: lambda rule, who: self._segments(rule).get(who) in rule.among,
            Flagged: lambda rule, who: False,  # so few customers are never flagged
        }
        return of_orders[type(rule)](rule, customer["customer_id"])

    def _is_so(self, rule: Place | Known | Listed | Tagged | Clustered, customer: Row) -> bool:
        match rule:
            case Known(of):
                return customer.get(of) is not None
            case Place(of, among):
                return customer.get(of) in among
            case Listed(among):
                return customer["customer_id"] in among
            case Tagged(tag, among):
                had = {
                    row["value"]
                    for row in self.shop.tags
                    if (row["customer_id"], row["tag"]) == (customer["customer_id"], tag)
                }
                return bool(had & set(among) if among else had)
            case Clustered(model, among):
                found = [
                    row["cluster"]
                    for row in self.shop.clusters
                    if (row["customer_id"], row["model"]) == (customer["customer_id"], model)
                ]
                return bool(found) and (not among or found[0] in among)

    def _orders(self, who: str | None = None, *, until: date | None = None, report_in: str | None = None) -> list[Row]:
        """Sale orders and refunds, amounts converted; an order whose day has no rate counts nowhere."""
        before = min(self.as_of, until + timedelta(days=1)) if until else self.as_of
        found = [
            _converted(order, report_in)
            for order in self.shop.orders
            if order["kind"] in ("sale", "refund")
            and str(order["ordered_on"]) < str(before)
            and (order["customer_id"] == who if who else order["customer_id"])
        ]
        return [order for order in found if order]

    def _figure(self, rule: Ordered, who: str) -> float | None:
        money = rule.measure not in COUNTS
        rows = [
            order
            for order in self._orders(who, report_in=self.report_in if money else None)
            if self._on_day(rule, order["ordered_on"]) and _from(rule, order)
        ]
        sums = {
            column: sum((Decimal(row[column]) for row in rows), Decimal())
            for column in ("gross_sales", "order_discount", "refunds")
        }
        gross, discounts, refunds = sums["gross_sales"], sums["order_discount"], sums["refunds"]
        sales = sorted(date.fromisoformat(str(row["ordered_on"])) for row in rows if row["kind"] == "sale")
        figures = {
            "orders": len(sales),
            "gross_sales": float(gross),
            "net_sales": float(gross - discounts - refunds),
            "largest_order": max(
                (
                    float(Decimal(row["gross_sales"]) - Decimal(row["order_discount"]) - Decimal(row["refunds"]))
                    for row in rows
                    if row["kind"] == "sale"
                ),
                default=None,
            ),
            "average_order": float(gross - discounts - refunds) / len(sales) if sales else None,
            "refunds": float(refunds),
            "discounts": float(discounts),
            "refund_share": float(refunds) / float(gross) if gross else None,
            "discount_share": float(discounts) / float(gross) if gross else None,
            "days_since_first_order": (self.as_of - sales[0]).days - 1 if sales else None,
            "days_since_last_order": (self.as_of - sales[-1]).days - 1 if sales else None,
        }
        return figures[rule.measure]

    def _ordered_on(self, rule: OrderedOn, who: str) -> bool:
        sales = [order for order in self._orders(who) if order["kind"] == "sale"]
        edge = (min if rule.of == "first_order" else max)((str(order["ordered_at"]) for order in sales), default=None)
        return any(
            self._on_day(rule, order["ordered_on"]) and _from(rule, order)
            for order in sales
            if str(order["ordered_at"]) == edge
        )

    def _on_day(self, rule: Ordered | OrderedOn | Bought, text: object) -> bool:
        day = date.fromisoformat(str(text))
        return (
            (rule.since is None or day >= rule.since)
            and (rule.until is None or day <= rule.until)
            and (rule.within_days is None or (self.as_of - day).days <= rule.within_days)
        )

    def _lines(self, who: str) -> list[Row]:
        sales = {order["order_id"] for order in self._orders(who) if order["kind"] == "sale"}
        return [
            line
            for line in self.shop.lines
            if line["order_id"] in sales and Decimal(line["quantity"] or 0) > 0 and Decimal(line["amount"] or 0) > 0
        ]

    def _bought(self, rule: Bought, who: str) -> bool:
        rows = [
            line
            for line in self._lines(who)
            if self._on_day(rule, line["ordered_on"])
            and (line[rule.of] in rule.among if rule.among else rule.contains in str(line[rule.of] or "").lower())
        ]
        amounts = [_exchanged(Decimal(row["amount"] or 0), row, self.report_in) for row in rows]
        figures = {
            "orders": len({row["order_id"] for row in rows}),
            "units": float(sum((Decimal(row["quantity"] or 0) for row in rows), Decimal())),
            "amount": float(sum((amount for amount in amounts if amount is not None), Decimal())),
        }
        return _within(rule, figures[rule.measure])

    def _bought_then(self, rule: BoughtThen, who: str) -> bool:
        lines = self._lines(who)
        first = min((str(line["ordered_on"]) for line in lines if line[rule.of] in rule.among), default=None)
        later = [
            str(line["ordered_on"])
            for line in lines
            if first and line[rule.then_of] in rule.then_among and str(line["ordered_on"]) > first
        ]
        if not first or not later:
            return False
        return (
            rule.within_days is None
            or (date.fromisoformat(min(later)) - date.fromisoformat(first)).days <= rule.within_days
        )

    def _segments(self, rule: Scored) -> dict[str, str]:
        figures = {}
        for who in {str(order["customer_id"]) for order in self._orders(until=rule.on, report_in=self.report_in)}:
            rows = self._orders(who, until=rule.on, report_in=self.report_in)
            sales = [row for row in rows if row["kind"] == "sale"]
            spent = [Decimal(row["gross_sales"] or 0) for row in rows]
            back = [Decimal(row["order_discount"] or 0) + Decimal(row["refunds"] or 0) for row in rows]
            if sales:
                monetary = sum(spent) - (sum(back) if rule.sales == "net" else 0)
                figures[who] = (max(str(row["ordered_on"]) for row in sales), len(sales), monetary)
        cells = {cell: segment.id for segment in schemes()[rule.scheme].segments for cell in segment.cells}
        scores = {
            who: tuple(_fifth([other[part] for other in figures.values()], own[part]) for part in range(3))
            for who, own in figures.items()
        }
        return {who: cells[score] for who, score in scores.items()}


def _fifth(all_figures: list, own: object) -> int:
    return 1 + 5 * sum(other < own for other in all_figures) // len(all_figures)


def _from(rule: Ordered | OrderedOn, order: Row) -> bool:
    """Whether an order came from where the rule says."""
    said = (
        ("shop", rule.shops),
        ("platform", rule.platforms),
        ("channel", rule.channels),
        ("country", rule.countries),
        ("coupon", rule.coupons),
        ("campaign", rule.campaigns),
    )
    return all(not wanted or order[column] in wanted for column, wanted in said)


def _within(rule: Ordered | Bought, figure: float | None) -> bool:
    least = rule.least if isinstance(rule, Bought) else rule.at_least
    return (
        figure is not None and (least is None or figure >= least) and (rule.at_most is None or figure <= rule.at_most)
    )


def _converted(order: Row, report_in: str | None) -> Row | None:
    amounts = {
        column: _exchanged(Decimal(order[column] or 0), order, report_in)
        for column in ("gross_sales", "order_discount", "refunds")
    }
    return None if None in amounts.values() else order | {column: str(amount) for column, amount in amounts.items()}


def _exchanged(amount: Decimal, row: Row, report_in: str | None) -> Decimal | None:
    if report_in is None or row["currency"] == report_in:
        return amount
    if row["currency"] not in DAY_RATES:
        return None
    return Decimal(str(round(float(amount) * DAY_RATES[report_in] / DAY_RATES[str(row["currency"])], 4)))
