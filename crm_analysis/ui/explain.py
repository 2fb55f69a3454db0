"""How is this counted? The definition in words and the very SQL with its parameters, beside every chart."""

from __future__ import annotations

import streamlit as st

from crm_analysis.engines.query import Query
from crm_analysis.i18n import N_, _

DEFINITIONS = {
    "figures": N_(
        "A **sale** is an order with at least one piece sold for more than nothing that was neither cancelled nor "
        "left unpaid. **Net sales** are gross sales less discounts on the whole order and less refunds. The "
        "**average order value** is net sales divided by orders. A customer is **new** in the period that holds "
        "their first order ever, else **returning**; the **returning customers' share** is theirs of what new and "
        "returning customers brought. The **repeat rate** is the share of customers with two orders or more in the "
        "period. A customer is **lost** on the day on which their silence grows longer than one and a half times the "
        "**lapse point**, the silence after which at most one in ten of those who would return still does. Where fewer "
        "than a hundred customers have returned, or the history is shorter than twice the lapse point, nobody is "
        "called lost; the thresholds are in `rules/churn.toml`. With the days on which the data begin, new, "
        "returning and lost customers are not compared: who was a customer before is not seen. **Guests** are orders "
        "that name no customer: they count as sales, never as customers. The small lines show the same figure step by "
        "step."
    ),
    "sales": N_(
        "Each bar is one calendar period of the shop's own clock. **Net sales** are gross sales less discounts on "
        "the whole order and less refunds. A customer is **new** in the period that holds their first order ever "
        "and **returning** in any later one. **Without a customer** are guests, and money given back to people of "
        "whom no order is seen. A hatched bar is a period of which only some days are in view."
    ),
    "concentration": N_(
        "Customers are ranked by their **gross sales** in the period; those who brought most come first. Guests are "
        "left out: nobody knows whether they are one or many. Where a tenth is not a whole number of customers it is "
        "rounded up. The **Gini coefficient** sums up the whole curve: 0 means that all bring the same, a value near 1 "
        "that one customer brings everything."
    ),
    "value": N_(
        "All orders of a day are one purchase. How many more a customer will make is expected by a **model of "
        "purchases** (BG/NBD, MBG/NBD, Pareto/NBD or NBD) from three figures: repeat purchases, the time from the "
        "first to the last, and the time since the first. What a purchase brings is expected by **Gamma-Gamma** from"
        " the customer's own mean, drawn to that of all where few purchases are known. **Expected value** is both "
        "multiplied, times the margin, money of each month being discounted from its middle. The **range** holds "
        "eight of ten futures drawn from the models; that of all customers together is at least as wide as what was "
        "expected was off on the past. **Tiers** are shares of customers by rank (`rules/value.toml`). Seasons and "
        "campaigns to come are in no model."
    ),
    "value_trial": N_(
        "The last days are kept back, as many as are looked ahead but at most half of what is known. Each method is "
        "asked what it expects as of their first day, seeing nothing later; then what came is counted. **As often as"
        " so far** and **Like the average** are plain rules. **Error of value** is by which share too much was "
        "expected in all; **off each** the mean absolute error per customer; **Ranking** the normalised Gini "
        "coefficient, 1 where customers are ranked as by what came, 0 as by chance. A model is **used** only where "
        "its Poisson deviance of orders is below that of the better rule by more than the standard error of the "
        "difference; otherwise the rule is."
    ),
    "rhythm": N_(
        "**Orders a day** are the orders of a weekday divided by how often that weekday lies in the period, so that a "
        "period with five Mondays and four Fridays misleads nobody. Times are the shop's own clock; with several shops "
        "each has its own. A file in which every order stands at midnight tells days only: its orders count for the "
        "weekday but for no hour."
    ),
    "activity": N_(
        "The **lapse point** is the silence after which at most one in ten of the customers who would return still "
        "does. Each customer counts once: who has returned by all silences that ended with an order, in equal parts, "
        "who has not by the one that goes on, as long as it has been seen (**Kaplan–Meier**, weighted as by Wang and "
        "Chang 1999). Silences are followed for two thirds of the history; who returns later still is not foreseen. A "
        "customer is **active** at first, **cooling** from four fifths of the lapse point on, **at risk** after it, "
        "**lost** after one and a half times it. Lost customers may still come back: those who did are counted as "
        "active again. Each bar holds the customers who were in one state at the end of the day before the period, cut "
        "by their state at the end of its last day. The thresholds are in `rules/churn.toml`."
    ),
    "churn": N_(
        "A **silence** is the days from one day with orders to the customer's next, or to the last day seen. The "
        "**lapse point** is the silence after which at most one in ten of the customers who would return still does: "
        "the first day by which Kaplan and Meier's curve reaches nine tenths of where it is at the end of the days "
        "that silences can be followed for, the history divided by 1.5. Each customer counts once (Wang and Chang "
        "1999): who has returned by all silences that ended, in equal parts, who has not by the one that goes on. The"
        " **usual gap** is where the curve reaches half of that. From three days with orders on, a customer's own "
        "geometric mean gap g counts too: usual gap = group's gap × (g / group's gap)^w, with w = n b / (n b + v) for"
        " n gaps, v and b being the variance of their logarithms within and between customers (**empirical Bayes**); "
        "the lapse point is longer or shorter in the same proportion. The group is the shop, or each channel or "
        "category of the first order where the log-rank test says that they differ and their lapse points do so by a "
        "quarter. The tag Activity and the Overview go by the shop's lapse point alone. **Sales at stake** are net "
        "sales of the last twelve months. The thresholds are in `rules/churn.toml`."
    ),
    "returning": N_(
        "**Who will order again** within 90 days is tried on the past: what was known before a day is given to seven "
        "methods, and what they tell is held against who ordered in the 90 days from it on. They learn from such "
        "windows that were over by then. The **area** is the chance that, of one customer who returned and one who did "
        "not, the first was given the higher probability; 0.5 is a coin. A method is used only if its area beats that "
        "of the **days since the last order** by more than its standard error. **Off by** is the mean distance between "
        "the probability and the share who returned, in tenths of the customers. The **top tenth** tells how many "
        "times more of the likeliest tenth returned than of all. How many return moves with the season, which can be "
        "told only after a year of orders. **What goes with leaving** compares customers of like silence and number of "
        "orders (Mantel and Haenszel's weights); it need not be a cause. A factor is coloured, and a reason, only if "
        "it is sure in view of how many are looked at (Holm's procedure, 5 in 100). A **delivery is slow** if three "
        "quarters of the shop's own took fewer days; where none is known, days to the shipping are "
        "held against one another. Only orders are asked that are older than nearly all deliveries took: of younger "
        "ones only the quick are known."
    ),
    "repeat": N_(
        "Customers whose **first order** lies in the period and held the product or category, and whom we have seen "
        "for so many days since. **Came back** means another order on a later day within these days. Gifts and "
        "returned goods are not counted as bought. The interval is Wilson's, at 95 %; rows come in the order of its "
        "lower end, so that a few lucky customers do not put a product on top."
    ),
    "retention": N_(
        "A **cohort** holds the customers whose first order lies in the same period. **Age** counts the calendar "
        "periods since then, or periods of 30 days from each customer's own first order; 0 is the first. **Came "
        "back** is the share of the cohort that ordered in that very period, **came back so far** the share with a "
        "second order by its end, **still ordering** the share that ordered in it or later: its last ages are low, "
        "because what comes after the data is not seen. **Value per customer** is all net sales up to that age divided "
        "by all customers of the cohort, also those who never returned; **margin** takes off the cost of the goods "
        "and is blank where too few costs are known. A cell is complete when its period is over; cells that are not "
        "are hatched and left out of every mean. The **mean** adds up customers, so that large cohorts weigh more. "
        "The interval is Wilson's, at 95 %. The cohort in which a shop's data begin is marked with an asterisk: it may "
        "hold customers who had bought before. A **slice** is what the first order says."
    ),
    "changes": N_(
        "The last whole month of every figure is compared with what its own earlier months let expect: at least "
        "twelve, at most three years. Of customers who come back it is, by months 1 and 2 each, the newest cohort "
        "that has lived through it. How much figures vary by themselves (chance in counting, scatter between months, "
        "drift, season, the weekdays that a month holds) is learned from the earlier months. A change is told only if "
        "it is larger than all that explains: **while nothing changes, the chance of even one sentence a month is at "
        "most 5 %**, however many figures are looked at. To that end chances are adjusted by Holm's procedure; "
        "seven tenths of the 5 % go to customers who come back, the rest to the month's figures, to slices and to "
        "products. A change must also be worth telling: a tenth of what is usual, and one point where it is a "
        "share, two where it is a product's. The five largest are told. More refunds are told, fewer are not, as "
        "newer orders may still be refunded. Of the days in view only the last one counts here. The limits are in "
        "`rules/changes.toml`."
    ),
    "payback": N_(
        "**Advertising per new customer** is everything that your files of advertising say was spent in a period, "
        "divided by all customers who first ordered in it, whether or not an advertisement brought them. **Gross "
        "margin** is net sales less what the goods cost, as your product files say. A cohort has **paid back** at the "
        "first age at which its margin per customer, up to there, reaches that cost. Spending is known from the period "
        "of its first day to that of its last; where you filter by country, channel, category or currency it is not, "
        "because advertising has none of these. Orders of guests belong to no cohort: where there are many, a customer "
        "comes out too dear."
    ),
    "quality": N_(
        "Each check counts what its rule names, among the orders, lines and rows of the uploads that count, or of the "
        "one chosen. It is **fine** below the shares in `rules/quality.toml`, **worth a look** from the lower one on, "
        "and **to mend** from the higher one on: figures built on such data mislead."
    ),
    "second_order": N_(
        "Days are counted from each customer's **first order** to the **next one**; two orders on one day are 0 days "
        "apart. Who has not ordered again may still do so: they count as waiting up to the last day seen and leave the "
        "reckoning there, neither lost nor returned (**Kaplan–Meier**). So a shop's newest customers do not make the "
        "share look small, nor the days short. The 95 % interval is that of log(−log S). Whether slices differ is told "
        "by the **log-rank test** over all of them: p is how often slices that are alike would look so different."
    ),
    "ladder": N_(
        "For each order of a customer, the days to the **next one** are counted; who has made none yet counts as "
        "waiting up to the last day seen. A bar is the share that orders once more within 365 days, or within as many "
        "days as 20 customers have waited for. The days below it are those by which **half of the customers who do** "
        "have ordered. Fewer than 20 customers make no bar."
    ),
    "projection": N_(
        "Three ways to go on compete: **the last period goes on**; **the curve of older cohorts**, each cohort at its "
        "own level; and **a model of who stops buying** (shifted-beta-geometric, for customers who skip periods). "
        "Periods that are known were hidden and predicted by each; the one with the least mean error, customers "
        "weighing alike, is used, and where all err alike the plainest. **Off by** is that error as a share of what "
        "came; **too high by** is the error on the whole. The band is as wide as the trials were off; **inside the "
        "band** is the share of the values in a trial that lay in the band which the other trials give. Seasons are "
        "not foreseen."
    ),
    "segments": N_(
        "Every customer gets a score for **recency** (days since the last order, up to the last day seen), "
        "**frequency** (orders in the period) and **monetary** (gross or net sales in the period). By **fifths** it "
        "runs from 1 to 5: how many of this shop's customers are worse, in fifths of all; a customer whose figure "
        "equals another's always has the same score, so that a score may hold more than a fifth. **Eight groups** ask "
        "only whether each figure is better than the mean or the median. **Fixed** thresholds are reached by their "
        "own figure. The segment follows from the scores by the map of the school in `rules/segments.toml`. "
        "**Shopify's names** stand on cells of our own, recency by the mean of frequency and monetary score, halves "
        "rounded up: they fit what Shopify says of its groups, but its own cells were not at hand, so that its groups "
        "may differ."
    ),
    "movement": N_(
        "Customers are scored at the end of each day by the orders up to it, over the whole history, among all who "
        "were customers by then; the first day of the period above plays no part. With fifths a customer can also "
        "move because others ordered more; with fixed thresholds only by their own orders and silence. **Rose** and "
        "**fell** go by the order of segments in the list of the school. Net sales in between are those after the "
        "first day."
    ),
    "own_segment": N_(
        "A segment ranges over the **customers with a sale order**; guests belong to none. Every condition looks at "
        "all orders before the day from which we look, whatever the page filters; the filter then leaves the orders "
        "of the segment's customers. Who has placed no such order has 0 of what is counted or summed, but no average, "
        "no share and no day. Returned goods and gifts are not **bought**. Each condition is a fixed text of "
        "`sql/conditions`; what you fill in is a parameter of it."
    ),
    "clusters": N_(
        "Customers are grouped by **k-means** on what they are told apart by: the logarithm of each figure, less its "
        "mean, in standard deviations; blanks, such as the usual gap of who ordered once, stand in the middle. The "
        "**silhouette** says how much nearer customers lie to their own cluster than to the next one, from 0 to 1. "
        "**Stability** says how far the same clusters come out when customers are drawn anew (adjusted Rand index, 1 = "
        "the very same). There are clusters only if they last and their silhouette is clearly better than that of "
        "figures with the same columns and correlations but **without groups**; else customers shade into each other. "
        "Cluster 1 spends most each. Clusters are named by what sets them apart most from all customers. Limits and "
        "words are in `rules/clusters.toml`."
    ),
    "tags": N_(
        "A customer has one value of a tag, or none. Tags are worked out anew at every import and change of the data, "
        "as seen from the day after the last order. Each says its rule beside the chart, and the day **since** which "
        "its value has held without a break, as the customer's own orders tell it. Where a value is a place among all "
        "customers, as tier and price level are, that day is told by today's limits. Shares are of all customers. The "
        "ends of months are worked out from what had been ordered by then, with the limits of then. The thresholds are "
        "in `rules/tags.toml`."
    ),
    "profile": N_(
        "Everything is as of the day after the last order. **Sales** are those of orders that were neither cancelled "
        "nor left unpaid; the list of orders shows the others too, each in its own currency. The **mean gap** is the "
        "mean of the days from one day with orders to the next. **Scores** are by fifths among all customers there "
        "were at the end of each month, unless the shop has set thresholds of its own. Products are **bought** where "
        "they brought money: gifts and returns are not counted. Feedback and visits are a customer's if they name an "
        "order or identifier of theirs. Of several lists of members the newest that says a thing counts; one no to "
        "advertising outweighs every yes."
    ),
    "next_product": N_(
        "Up to three times, up to 90 days are hidden, and from what was bought before them products are named to each "
        "customer in four ways: **what stood on most of their own orders**; **new products that go with these**, two "
        "products being alike as many customers bought both (the cosine); **the first, filled "
        "up by the second**; and **the most popular** of the last 90 days, the same for everybody. Then it is seen of "
        "those who ordered again whether their next order held one of the products named. The best way is used if it "
        "reached more of them than the most popular products by two standard errors; else these are named. Whether "
        "products that they bought before may be named again follows from that. Below 100 customers who ordered again "
        "nothing is named. Every way and window stands in the report of the command `recommend`."
    ),
    "contacts": N_(
        "A contact is one message or one talk. It is noted **by hand** on the profile, **with a list** of which "
        "everybody who was written is noted once for a campaign, day and way, or told by a **file** that you upload. "
        "What is noted here follows the person when orders are joined or split; a row of a file is the customer's to "
        "whom its e-mail leads, else its phone, else its customer number. The day from which we look does not matter."
    ),
    "campaigns": N_(
        "A campaign is a name. **Contacts** are those that were noted under it here, with a list or by an uploaded "
        "file; **customers** are counted once. **Orders that name it** are those whose own file says that this "
        "campaign brought them, such as by a link: nobody knows which of them would have come anyway. **Net sales** "
        "are theirs."
    ),
    "people": N_(
        "Orders are one customer's if they share an **e-mail**, a **phone** (in international form) or a **customer "
        "number**, also through a third order that has both. A **name** counts only where an order says nothing "
        "better. Masked values such as `1******6198` join nobody, nor does what too many people use. Orders that "
        "leave nothing of this are guests. The order in which files are uploaded does not matter; what you split by "
        "hand stays split."
    ),
}


def how_counted(key: str, topic: str, *queries: Query) -> None:
    """Draw the button that opens the explanation.

    Args:
        key: Names the button: ``.st-key-explain_<key>``.
        topic: A key of ``DEFINITIONS``.
        queries: The questions that the chart answers.
    """
    label = _("How is this counted?")
    with st.popover(label, icon=":material/help:", type="tertiary", key=f"explain_{key}"):
        st.markdown(_(DEFINITIONS[topic]))
        for query in queries:
            _show(query)


def _show(query: Query) -> None:
    st.markdown(f"`sql/{query.name}.sql`")
    given = {name: value for name, value in query.bound.items() if value is not None}
    if given:
        listed = " · ".join(f"{name} = {_one_line(value)}" for name, value in given.items())
        st.text(f"{_('Parameters')}: {listed}")
    st.code(query.sql, language="sql", height=320)


def _one_line(value: object) -> str:
    return str(value).strip("\n\x1f").replace("\n", ", ").replace("\x1f", ", ")
