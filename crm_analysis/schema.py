"""The canonical tables: the one vocabulary of SQL, frames, CSV files and the command line.

Tables named ``…_log`` are only ever added to: ``order_log`` (what an upload says of an order as a whole), ``line_log``
(what it says of the order's products), and one for each other kind of table that a shop has: members, products,
spending, feedback, events, refunds, contacts, rates. Everything a question reads is derived from them: ``orders``,
``order_lines`` and ``customers``, and for the other kinds a view of what is current. Money is ``DECIMAL(18, 4)`` in the
order's own currency; times are the shop's own wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass

MONEY = "DECIMAL(18, 4)"
QUANTITY = "DECIMAL(18, 4)"
PLAIN = "generic"
"""Platform of a table that no platform wrote: the numbers in it may be those of any platform of its shop."""

IDENTIFIER_KINDS = ("email", "phone", "id", "alias", "name")
"""What can say who somebody is, strongest first. An identifier is written kind, scope and value, CHR(31) between them.

An alias is an id that is new for every order or file: it only links. A name counts where nothing else is known.
"""
KEYS = tuple(f"{kind}_key" for kind in IDENTIFIER_KINDS)
"""The columns that hold one identifier of each kind."""


PERSONAL_KINDS = ("customer", "key", "name", "email", "phone", "identifier", "birthday", "place", "text")
"""What a column can say of a person who may not be seen by everybody: ``customer`` is a customer's id, ``key`` an
identifier with its kind and scope, ``identifier`` the value of one, ``place`` is below the region, ``text`` what
somebody wrote."""


@dataclass(frozen=True)
class Column:
    """One column: its name, SQL type, meaning and, where it has one, unit.

    Args:
        name: As SQL, frames and files call it.
        type: Its SQL type.
        meaning: What it says.
        unit: Of a figure.
        personal: Which of ``PERSONAL_KINDS`` it says of a person, if any.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    personal: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its name, meaning and columns in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def create(self) -> str:
        """The statement that makes the table."""
        columns = ",\n    ".join(f"{column.name} {column.type}" for column in self.columns)
        return f"CREATE TABLE {self.name} (\n    {columns}\n)"


UPLOADS = Table(
    "uploads",
    "One imported file: the log that undo, redo and every trace lead back to.",
    (
        Column("upload_id", "BIGINT", "number of the upload; a later upload has a larger one"),
        Column("file", "VARCHAR", "name of the file as it was uploaded"),
        Column("sha256", "VARCHAR", "fingerprint of the file's bytes"),
        Column("layout", "VARCHAR", "which declared export the file is, such as etsy_items"),
        Column("platform", "VARCHAR", "the marketplace or system it comes from, such as etsy"),
        Column("recognised_by", "VARCHAR", "the headings, or the person, that decided"),
        Column("shop", "VARCHAR", "name of the shop"),
        Column("currency", "VARCHAR", "currency of amounts that carry none of their own", "ISO 4217"),
        Column("timezone", "VARCHAR", "time zone of the shop; empty where the file's own clock was kept", "IANA"),
        Column("rows_read", "BIGINT", "rows below the headings"),
        Column("lines_stored", "BIGINT", "rows that became part of the order log"),
        Column("rows_rejected", "BIGINT", "rows that could not be stored"),
        Column("rows_ruled", "VARCHAR", "rows left aside by a named rule", "JSON: rule → rows"),
        Column("orders_new", "BIGINT", "orders that no earlier upload held"),
        Column("orders_replaced", "BIGINT", "orders that an earlier upload held"),
        Column("customers_new", "BIGINT", "customers that no earlier upload held"),
        Column("first_order_at", "TIMESTAMP", "earliest order in the file"),
        Column("last_order_at", "TIMESTAMP", "latest order in the file"),
        Column("duplicate_of", "BIGINT", "earlier upload of the very same bytes"),
        Column("warnings", "VARCHAR", "what the owner should know", "JSON: list of {template, facts}"),
        Column("seconds", "DOUBLE", "time the import took", "seconds"),
        Column("uploaded_at", "TIMESTAMP", "when it was imported", "UTC"),
        Column("undone_at", "TIMESTAMP", "when it was undone; empty while it counts", "UTC"),
        Column("kind", "VARCHAR", "what the file holds, such as orders"),
        Column("headings", "VARCHAR", "the file's headings in their order", "JSON: list"),
        Column("mapping", "VARCHAR", "which heading plays which role, where that was not declared", "JSON: object"),
        Column("date_order", "VARCHAR", "day or month first, where the file has dates that depend on it"),
        Column("decimal_mark", "VARCHAR", "point or comma, where the file has amounts that depend on it"),
        Column("rows_repeated", "BIGINT", "rows that are second copies of orders of the same file"),
        Column("one_copy", "BOOLEAN", "whether such an order counts once"),
        Column(
            "country", "VARCHAR", "where phones of the platform belong that are written without a country", "ISO 3166"
        ),
        Column("reading", "VARCHAR", "how its columns were read", "JSON: {numbers, dates, summed}"),
        Column("healed_at", "TIMESTAMP", "when rejected rows were last corrected", "UTC"),
    ),
)

ORDER_LOG = Table(
    "order_log",
    "What an upload says of an order as a whole. Append-only; a blank field means that the file does not say.",
    (
        Column("upload_id", "BIGINT", "the upload that says so"),
        Column("line_no", "BIGINT", "row of the file, the heading row counted as the first row it stands in"),
        Column("order_id", "VARCHAR", "the platform's order number"),
        Column("ordered_at", "TIMESTAMP", "when the order was placed", "wall clock of the shop"),
        Column("status", "VARCHAR", "valid, cancelled or unpaid; blank where the file has no status"),
        Column("email", "VARCHAR", "buyer's e-mail, trimmed and in lower case", personal="email"),
        Column("phone", "VARCHAR", "buyer's phone: digits, with a leading + where written", personal="phone"),
        Column("buyer_id", "VARCHAR", "the platform's own id of the buyer", personal="identifier"),
        Column("name", "VARCHAR", "buyer's name", personal="name"),
        Column("country", "VARCHAR", "country as the file writes it"),
        Column("region", "VARCHAR", "province, state or county"),
        Column("city", "VARCHAR", "city", personal="place"),
        Column("channel", "VARCHAR", "sales channel"),
        Column("coupon", "VARCHAR", "coupon or discount code"),
        Column("currency", "VARCHAR", "currency of the order", "ISO 4217"),
        Column("goods_total", MONEY, "the order's goods total, where the file has one", "currency"),
        Column("units", QUANTITY, "items in the order, where the file has no lines"),
        Column("order_discount", MONEY, "discount on the order as a whole, as a positive amount", "currency"),
        Column("refund", MONEY, "money given back, as a positive amount", "currency"),
        Column("email_key", "VARCHAR", "identifier: an e-mail that may join the order to others", personal="key"),
        Column(
            "phone_key",
            "VARCHAR",
            "digits of a phone that may join the order to others, with + where written",
            personal="key",
        ),
        Column("id_key", "VARCHAR", "identifier: the platform's id of the buyer", personal="key"),
        Column(
            "alias_key", "VARCHAR", "identifier: an id that only links, new for every order or file", personal="key"
        ),
        Column("name_key", "VARCHAR", "identifier: a name, where the platform gives nothing better", personal="key"),
        Column(
            "one_copy",
            "BOOLEAN",
            "the choice about second copies for which it is said; blank where copies say the same",
        ),
        Column("campaign", "VARCHAR", "campaign that brought the order"),
        Column("shipped_at", "TIMESTAMP", "when the last of it was handed to the carrier", "wall clock of the shop"),
        Column("delivered_at", "TIMESTAMP", "when the last of it reached the customer", "wall clock of the shop"),
    ),
)

LINE_LOG = Table(
    "line_log",
    "What an upload says of one product in one order. Append-only.",
    (
        Column("upload_id", "BIGINT", "the upload that says so"),
        Column("line_no", "BIGINT", "row of the file"),
        Column("part", "INTEGER", "place among the lines that one row holds; 1 where it holds one"),
        Column("order_id", "VARCHAR", "the platform's order number"),
        Column("line_status", "VARCHAR", "valid or cancelled; blank where the file has none"),
        Column("product_id", "VARCHAR", "the shop's or platform's product number"),
        Column("product", "VARCHAR", "product name"),
        Column("category", "VARCHAR", "product category"),
        Column("brand", "VARCHAR", "brand or vendor"),
        Column("quantity", QUANTITY, "pieces; below zero for a return"),
        Column("amount", MONEY, "line amount after line discounts; below zero for a return", "currency"),
        Column("copy", "BOOLEAN", "whether it belongs to the second copy of an order of the same file"),
    ),
)

_UPLOADED = (
    Column("upload_id", "BIGINT", "the upload that says so"),
    Column("line_no", "BIGINT", "row of the file"),
)
_PERSON = (
    Column("email", "VARCHAR", "e-mail, trimmed and in lower case", personal="email"),
    Column("phone", "VARCHAR", "phone: digits, with a leading + where written", personal="phone"),
    Column("buyer_id", "VARCHAR", "the platform's own id of the person", personal="identifier"),
    Column(
        "alias_id",
        "VARCHAR",
        "an id that stands for the person in one order or file only, and links",
        personal="identifier",
    ),
    Column("name", "VARCHAR", "name", personal="name"),
    Column(
        "email_key",
        "VARCHAR",
        "e-mail by which a person is joined; blank where masked or a placeholder",
        personal="key",
    ),
    Column("phone_key", "VARCHAR", "phone by which a person is joined, as its written digits", personal="key"),
    Column(
        "id_key",
        "VARCHAR",
        "platform's id by which a person is joined, with the scope that it holds in",
        personal="key",
    ),
    Column("alias_key", "VARCHAR", "id that only links, with the scope that it holds in", personal="key"),
)
_PLACE = (
    Column("country", "VARCHAR", "country as the file writes it"),
    Column("region", "VARCHAR", "province, state or county"),
    Column("city", "VARCHAR", "city", personal="place"),
)
_PRODUCT = (
    Column("product_id", "VARCHAR", "the shop's or platform's product number"),
    Column("product", "VARCHAR", "product name"),
    Column("category", "VARCHAR", "product category"),
    Column("brand", "VARCHAR", "brand or vendor"),
)
_CURRENCY = Column("currency", "VARCHAR", "currency of the amounts", "ISO 4217")

MEMBER_LOG = Table(
    "member_log",
    "What an upload says of one member: a person who signed up, whether or not she ordered. Append-only.",
    (
        *_UPLOADED,
        *_PERSON,
        Column(
            "birthday", "VARCHAR", "day of birth, ISO 8601; --MM-DD where the year is not known", personal="birthday"
        ),
        Column("gender", "VARCHAR", "female or male, else as the file writes it; blank where not told"),
        Column("level", "VARCHAR", "membership level as the file writes it"),
        Column("points", QUANTITY, "points held"),
        Column("registered_on", "DATE", "day on which the person signed up", "wall clock of the shop"),
        Column("accepts_email", "BOOLEAN", "whether the person accepts advertising by e-mail"),
        Column("accepts_sms", "BOOLEAN", "whether the person accepts advertising by text message"),
        *_PLACE,
        Column("tags", "VARCHAR", "tags as the file writes them", personal="text"),
        Column("note", "VARCHAR", "the shop's note", personal="text"),
    ),
)

PRODUCT_LOG = Table(
    "product_log",
    "What an upload says of one product of the catalogue. Append-only.",
    (
        *_UPLOADED,
        *_PRODUCT,
        Column("price", MONEY, "price of one piece", "currency"),
        Column("cost", MONEY, "what one piece costs the shop", "currency"),
        _CURRENCY,
    ),
)

SPEND_LOG = Table(
    "spend_log",
    "What an upload says was spent on advertising on one day. Append-only.",
    (
        *_UPLOADED,
        Column("spent_on", "DATE", "day of the spending"),
        Column("channel", "VARCHAR", "where it was advertised, such as Google Ads"),
        Column("campaign", "VARCHAR", "name of the campaign"),
        Column("amount", MONEY, "what was spent", "currency"),
        _CURRENCY,
        Column("impressions", "BIGINT", "times that the advertisement was shown"),
        Column("clicks", "BIGINT", "times that it was clicked"),
    ),
)

FEEDBACK_LOG = Table(
    "feedback_log",
    "What an upload says of one review, rating, ticket or survey answer. Append-only.",
    (
        *_UPLOADED,
        Column("kind", "VARCHAR", "review, rating, ticket or survey"),
        Column("feedback_id", "VARCHAR", "the platform's number of it"),
        Column("given_at", "TIMESTAMP", "when it was given", "wall clock of the shop"),
        Column("order_id", "VARCHAR", "order that it is about"),
        Column("product_id", "VARCHAR", "product that it is about"),
        Column("product", "VARCHAR", "that product's name"),
        *_PERSON,
        Column("rating", QUANTITY, "what was given", "points"),
        Column("best_rating", QUANTITY, "the best that can be given", "points"),
        Column("title", "VARCHAR", "its heading or subject", personal="text"),
        Column("text", "VARCHAR", "what the person wrote", personal="text"),
    ),
)

EVENT_LOG = Table(
    "event_log",
    "What an upload says that a visitor of the shop's site did. Append-only.",
    (
        *_UPLOADED,
        Column("happened_at", "TIMESTAMP", "when it happened", "wall clock of the shop"),
        Column("event", "VARCHAR", "view, cart, uncart, favourite or purchase, else as the file writes it"),
        *_PRODUCT,
        Column("price", MONEY, "price of one piece at that moment", "currency"),
        _CURRENCY,
        *_PERSON,
        Column("visit", "VARCHAR", "number of the visit"),
    ),
)

REFUND_LOG = Table(
    "refund_log",
    "What an upload says of money given back for one order. Append-only.",
    (
        *_UPLOADED,
        Column("refund_id", "VARCHAR", "the platform's number of the refund"),
        Column("order_id", "VARCHAR", "order that it is for"),
        Column("refunded_at", "TIMESTAMP", "when the money was given back or asked for", "wall clock of the shop"),
        Column("amount", MONEY, "money given back, as a positive amount", "currency"),
        Column("currency", "VARCHAR", "currency of the amount; blank where it is the order's", "ISO 4217"),
        Column("product_id", "VARCHAR", "product that came back"),
        Column("quantity", QUANTITY, "pieces that came back"),
        Column("reason", "VARCHAR", "why, as the file writes it"),
        Column(
            "status", "VARCHAR", "valid; cancelled (refused or withdrawn); unpaid (still open); blank where not told"
        ),
    ),
)

CONTACT_LOG = Table(
    "contact_log",
    "What an upload says of one message to a person, or one talk with them. Append-only.",
    (
        *_UPLOADED,
        Column("contacted_at", "TIMESTAMP", "when", "wall clock of the shop"),
        Column("channel", "VARCHAR", "by which way, as the file writes it"),
        Column("campaign", "VARCHAR", "campaign of which it was part"),
        Column("text", "VARCHAR", "what it was about", personal="text"),
        *_PERSON,
    ),
)

RATE_LOG = Table(
    "rate_log",
    "What an upload says that one currency was worth on one day. Append-only.",
    (
        *_UPLOADED,
        Column("rated_on", "DATE", "day of the rate"),
        Column("currency", "VARCHAR", "the currency", "ISO 4217"),
        Column("base", "VARCHAR", "the currency of which one unit is reckoned", "ISO 4217"),
        Column("rate", "DOUBLE", "units of the currency for one unit of the base"),
    ),
)

REJECTS = Table(
    "rejects",
    "Rows that could not be stored, one row per fault, to be downloaded and mended.",
    (
        Column("upload_id", "BIGINT", "the upload"),
        Column("line_no", "BIGINT", "row of the file"),
        Column("heading", "VARCHAR", "column at fault"),
        Column("value", "VARCHAR", "what stands there", personal="text"),
        Column("reason", "VARCHAR", "why it cannot be stored, in English"),
        Column("row", "VARCHAR", "the whole row", "JSON: heading → text", personal="text"),
    ),
)

HELD_ROWS = Table(
    "held_rows",
    "All rows of orders of which some row was rejected, kept until its correction comes: they are read again with it.",
    (
        Column("upload_id", "BIGINT", "the upload"),
        Column("line_no", "BIGINT", "row of the file"),
        Column("fate", "VARCHAR", "stored, copy, rejected, or the rule that left it aside"),
        Column("surplus", "VARCHAR", "what stood behind its last column", personal="text"),
        Column("row", "VARCHAR", "its texts, in the order of the upload's headings", "JSON: list", personal="text"),
    ),
)

ORDERS = Table(
    "orders",
    "The current picture of each order. Derived: every figure that a page shows starts here.",
    (
        Column("shop", "VARCHAR", "name of the shop"),
        Column("platform", "VARCHAR", "the marketplace or system, such as etsy"),
        Column("order_id", "VARCHAR", "the platform's order number, unique in shop and platform"),
        Column("customer_id", "VARCHAR", "who ordered; blank for a guest", personal="customer"),
        Column(
            "customer_key", "VARCHAR", "the identifier that stands for the customer; blank for a guest", personal="key"
        ),
        Column("email", "VARCHAR", "buyer's e-mail", personal="email"),
        Column("phone", "VARCHAR", "buyer's phone", personal="phone"),
        Column("name", "VARCHAR", "buyer's name", personal="name"),
        Column("ordered_at", "TIMESTAMP", "when the order was placed", "wall clock of the shop"),
        Column("ordered_on", "DATE", "its calendar day", "wall clock of the shop"),
        Column(
            "kind",
            "VARCHAR",
            "sale; free (worth nothing); refund (gives money back only); void (cancelled or never paid)",
        ),
        Column("sale_lines", "BIGINT", "lines with quantity > 0 and amount > 0"),
        Column("free_lines", "BIGINT", "lines with quantity > 0 and amount = 0"),
        Column("units", QUANTITY, "pieces sold"),
        Column("gross_sales", MONEY, "sum of sale lines, after line discounts", "currency"),
        Column("order_discount", MONEY, "discount on the order as a whole", "currency"),
        Column("refunds", MONEY, "money given back; zero for a void order", "currency"),
        Column("net_sales", MONEY, "gross_sales - order_discount - refunds; below zero for a refund", "currency"),
        Column("currency", "VARCHAR", "currency of the order", "ISO 4217"),
        Column("country", "VARCHAR", "country as the file writes it"),
        Column("region", "VARCHAR", "province, state or county"),
        Column("city", "VARCHAR", "city", personal="place"),
        Column("channel", "VARCHAR", "sales channel; the platform where the file has none"),
        Column("coupon", "VARCHAR", "coupon or discount code"),
        Column("first_product", "VARCHAR", "product on the order's first line"),
        Column("first_category", "VARCHAR", "category on the order's first line"),
        Column(
            "lines_upload_id", "BIGINT", "upload that holds the order's lines; blank where only its header is known"
        ),
        Column("header_upload_id", "BIGINT", "newest upload that holds its header"),
        Column("email_key", "VARCHAR", "identifier: e-mail", personal="key"),
        Column(
            "phone_key",
            "VARCHAR",
            "identifier: phone, in international form where its country is known",
            personal="key",
        ),
        Column("id_key", "VARCHAR", "identifier: the platform's id of the buyer", personal="key"),
        Column("alias_key", "VARCHAR", "identifier: an id that only links", personal="key"),
        Column("name_key", "VARCHAR", "identifier: name; blank where the order has a stronger one", personal="key"),
        Column("campaign", "VARCHAR", "campaign that brought the order"),
        Column("cost", MONEY, "what its goods of known cost cost the shop; blank where none is", "cost_currency"),
        Column("cost_currency", "VARCHAR", "currency of the cost; blank: the order's own", "ISO 4217"),
        Column("costed_share", "DOUBLE", "share of its lines' amounts that is of goods whose cost is known"),
        Column("order_no", "BIGINT", "stands for the order: header_upload_id × 10,000,000,000 + row of the file"),
        Column("customer_no", "BIGINT", "stands for the customer; blank for a guest"),
        Column("shipped_at", "TIMESTAMP", "when the last of it was handed to the carrier", "wall clock of the shop"),
        Column("delivered_at", "TIMESTAMP", "when the last of it reached the customer", "wall clock of the shop"),
    ),
)

CUSTOMERS = Table(
    "customers",
    "One person, joined across orders. Derived.",
    (
        Column(
            "customer_id", "VARCHAR", "who: the e-mail, phone or platform id that joins the orders", personal="customer"
        ),
        Column(
            "customer_key",
            "VARCHAR",
            "the identifier that stands for the person: the strongest, then the earliest",
            personal="key",
        ),
        Column("matched_by", "VARCHAR", "kinds of the person's identifiers, strongest first: email, phone, id, name"),
        Column("email", "VARCHAR", "newest e-mail known", personal="email"),
        Column("phone", "VARCHAR", "newest phone known", personal="phone"),
        Column("name", "VARCHAR", "newest name known", personal="name"),
        Column("country", "VARCHAR", "country of the newest order"),
        Column("region", "VARCHAR", "region of the newest order"),
        Column("city", "VARCHAR", "city of the newest order", personal="place"),
        Column("orders", "BIGINT", "sale orders"),
        Column("first_order_at", "TIMESTAMP", "first sale order", "wall clock of the shop"),
        Column("last_order_at", "TIMESTAMP", "last sale order", "wall clock of the shop"),
        Column("identifiers", "BIGINT", "e-mails, phones, ids and names known of the person"),
        Column("customer_no", "BIGINT", "stands for the customer where millions of rows are joined or grouped"),
    ),
)

IDENTITIES = Table(
    "identities",
    "Every identifier that stands on a current order or member, and whose it is. Derived.",
    (
        Column("identifier", "VARCHAR", "kind, scope and value, CHR(31) between them", personal="key"),
        Column("kind", "VARCHAR", "email, phone, id, alias or name"),
        Column("scope", "VARCHAR", "within what the value means one person; blank: everywhere"),
        Column("value", "VARCHAR", "the e-mail, phone, id or name", personal="identifier"),
        Column("customer_id", "VARCHAR", "whose it is; blank where it leads to nobody", personal="customer"),
        Column("customer_key", "VARCHAR", "the identifier that stands for the customer", personal="key"),
        Column("shared", "BOOLEAN", "whether so many people use it that it joins nobody"),
        Column("orders", "BIGINT", "current orders of any kind on which it stands"),
        Column("first_seen", "TIMESTAMP", "the earliest of them", "wall clock of the shop"),
        Column("customer_no", "BIGINT", "stands for the customer; blank where it leads to nobody"),
    ),
)

SPLITS = Table(
    "splits",
    "Identifiers that a person has split off a customer, one row an identifier. Append-only but for undone_at.",
    (
        Column("split_id", "BIGINT", "number of the split; a later one has a larger one"),
        Column("customer_id", "VARCHAR", "customer on whom it was made", personal="customer"),
        Column("identifier", "VARCHAR", "an identifier that is another person's from then on", personal="key"),
        Column("note", "VARCHAR", "why, as the person says", personal="text"),
        Column("made_at", "TIMESTAMP", "when it was made", "UTC"),
        Column("undone_at", "TIMESTAMP", "when it was taken back; empty while it counts", "UTC"),
    ),
)

PHONES = Table(
    "phones",
    "How written phones read in international form: each is worked out once.",
    (
        Column("written", "VARCHAR", "digits as a file writes them, with + where written", personal="phone"),
        Column("country", "VARCHAR", "where a number without a country belongs; blank: unknown", "ISO 3166"),
        Column("e164", "VARCHAR", "international form; blank where it has none", personal="phone"),
    ),
)

CUSTOMER_NUMBERS = Table(
    "customer_numbers",
    "Which number stands for which customer: each is given once, and never to another.",
    (
        Column("customer_key", "VARCHAR", "the identifier that stands for the customer", personal="key"),
        Column("customer_no", "BIGINT", "its number"),
    ),
)

GOODS = Table(
    "goods",
    "What a line can be of: every combination that lines have had of product, category and brand, numbered once.",
    (
        Column("goods_no", "BIGINT", "its number"),
        Column("product_id", "VARCHAR", "product number"),
        Column("product", "VARCHAR", "product name"),
        Column("category", "VARCHAR", "product category"),
        Column("brand", "VARCHAR", "brand or vendor"),
    ),
)

SOLD_LINES = Table(
    "sold_lines",
    "Each line that brought money, in numbers: quantity and amount above zero, of a sale order. Derived.",
    (
        Column("order_no", "BIGINT", "the order"),
        Column("customer_no", "BIGINT", "who ordered; blank for a guest"),
        Column("goods_no", "BIGINT", "what of"),
        Column("ordered_on", "DATE", "calendar day of the order"),
        Column("quantity", QUANTITY, "pieces"),
        Column("amount", MONEY, "line amount after line discounts", "currency"),
        Column("currency", "VARCHAR", "currency of the amount", "ISO 4217"),
    ),
)

ORDER_LINES = Table(
    "order_lines",
    "One product in one order, as it stands now. A view over the log; an order known by its header alone is one line.",
    (
        Column("shop", "VARCHAR", "name of the shop"),
        Column("platform", "VARCHAR", "the marketplace or system"),
        Column("order_id", "VARCHAR", "the platform's order number"),
        Column("customer_id", "VARCHAR", "who ordered; blank for a guest", personal="customer"),
        Column("ordered_on", "DATE", "calendar day of the order"),
        Column("line_no", "BIGINT", "row of the file it came from"),
        Column("product_id", "VARCHAR", "product number"),
        Column("product", "VARCHAR", "product name"),
        Column("category", "VARCHAR", "product category"),
        Column("brand", "VARCHAR", "brand or vendor"),
        Column("quantity", QUANTITY, "pieces; below zero for a return"),
        Column("amount", MONEY, "line amount after line discounts", "currency"),
        Column("currency", "VARCHAR", "currency of the amount", "ISO 4217"),
    ),
)

MAPPINGS = Table(
    "mappings",
    "Which column of an unknown table plays which role, as saved under a name.",
    (
        Column("name", "VARCHAR", "what its owner calls it"),
        Column("kind", "VARCHAR", "what the table holds, such as orders"),
        Column("fingerprint", "VARCHAR", "the same for every table with these headings"),
        Column("headings", "VARCHAR", "the table's headings", "JSON: list"),
        Column("mapping", "VARCHAR", "which heading plays which role", "JSON: object"),
        Column("date_order", "VARCHAR", "day or month first; empty where the dates tell"),
        Column("decimal_mark", "VARCHAR", "point or comma; empty where the amounts tell"),
        Column("currency", "VARCHAR", "currency of amounts that carry none of their own", "ISO 4217"),
        Column("timezone", "VARCHAR", "time zone of the shop", "IANA"),
        Column("saved_at", "TIMESTAMP", "when it was saved", "UTC"),
    ),
)

CLUSTER_MODELS = Table(
    "cluster_models",
    "Clusters saved under a name: customers are scored the same way again.",
    (
        Column("name", "VARCHAR", "what their owner calls them"),
        Column("sales", "VARCHAR", "gross or net: which sales the feature monetary is of"),
        Column("model", "VARCHAR", "how features are scaled, the centres and their names", "JSON: object"),
        Column("saved_at", "TIMESTAMP", "when they were saved", "UTC"),
    ),
)

SAVED_SEGMENTS = Table(
    "saved_segments",
    "Segments of the shop's own.",
    (
        Column("name", "VARCHAR", "what its owner calls it"),
        Column("rule", "VARCHAR", "of whom it is: conditions joined by all, any and not", "JSON: {version, rule}"),
        Column("created_at", "TIMESTAMP", "when it was first saved", "UTC"),
        Column("changed_at", "TIMESTAMP", "when it was last saved", "UTC"),
    ),
)

SHOPS = Table(
    "shops",
    "What the owner says of each shop. A shop that has uploads but no row here has blanks.",
    (
        Column("shop", "VARCHAR", "name of the shop"),
        Column("country", "VARCHAR", "where its customers' phones are, if they name no country", "ISO 3166 alpha-2"),
        Column("currency", "VARCHAR", "currency that it reports in", "ISO 4217"),
        Column("timezone", "VARCHAR", "zone of its wall clock", "IANA"),
        Column("week_start", "INTEGER", "day that its weeks begin on: 1 Monday … 7 Sunday"),
    ),
)

EXCHANGE_RATES = Table(
    "exchange_rates",
    "The rate of every day with an order, for every currency of the store. Derived; a day without a rate has no row.",
    (
        Column("day", "DATE", "calendar day of orders"),
        Column("currency", "VARCHAR", "the currency", "ISO 4217"),
        Column("per_euro", "DOUBLE", "what one euro is worth", "currency"),
        Column("rated_on", "DATE", "day that the rate is really of: the day itself, or the last one before it"),
        Column("source", "VARCHAR", "who says so: ECB, or upload and its number"),
    ),
)

EXPORTS = Table(
    "exports",
    "Every list of customers that has left the store. Append-only.",
    (
        Column("export_id", "BIGINT", "number of the export; a later one has a larger one"),
        Column("made_at", "TIMESTAMP", "when it was made", "UTC"),
        Column("made_by", "VARCHAR", "who: page, command line or feed"),
        Column("feed_id", "BIGINT", "the feed, where it was one"),
        Column("list", "VARCHAR", "which customers: the name of a segment or of another list"),
        Column("layout", "VARCHAR", "for which tool it was written, as rules/exports.toml names it"),
        Column("kind", "VARCHAR", "kind of file: csv, xlsx or parquet"),
        Column("headings", "VARCHAR", "the file's headings in their order", "JSON: list"),
        Column("unknown_consent", "VARCHAR", "what became of people whose consent is unknown: leave_out or include"),
        Column("listed", "BIGINT", "customers in the list"),
        Column("written", "BIGINT", "of them, those in the file", personal="phone"),
        Column("refused", "BIGINT", "left out: they do not accept advertising"),
        Column("unknown", "BIGINT", "left out: nobody has said whether they do"),
        Column("no_address", "BIGINT", "left out: nothing is known by which the tool could reach them"),
    ),
)

FEEDS = Table(
    "feeds",
    "Addresses at which another program fetches a list that is fresh every time. A token is never kept, only its hash.",
    (
        Column("feed_id", "BIGINT", "number of the feed"),
        Column("name", "VARCHAR", "what its owner calls it, such as the program that fetches it"),
        Column("token_hash", "VARCHAR", "SHA-256 of the token", "hexadecimal digits"),
        Column("list", "VARCHAR", "which customers, as the command export names them"),
        Column("layout", "VARCHAR", "for which tool it is written"),
        Column("unknown_consent", "VARCHAR", "what becomes of people whose consent is unknown: leave_out or include"),
        Column("made_at", "TIMESTAMP", "when it was opened", "UTC"),
        Column("revoked_at", "TIMESTAMP", "when it was closed; empty while it is open", "UTC"),
    ),
)

_OF_SHOP = (
    Column("shop", "VARCHAR", "name of the shop"),
    Column("platform", "VARCHAR", "the marketplace or system"),
)


def _current(name: str, meaning: str, log: Table, *, of: tuple[Column, ...] = _OF_SHOP) -> Table:
    """The view of what a log of records says at present."""
    return Table(name, meaning, (*of, *log.columns))


_OF_ANY_PLATFORM = _OF_SHOP[:1]
MEMBERS = _current(
    "members",
    "Each member as last told: one row per platform id (and alias), else per e-mail, phone or name. A view.",
    MEMBER_LOG,
)
PRODUCTS = _current(
    "products",
    "Each product as last told, one row per shop and product number, whatever platform told it. A view.",
    PRODUCT_LOG,
    of=_OF_ANY_PLATFORM,
)
SPEND = _current("spend", "Spending as last told, one row per day, channel and campaign. A view.", SPEND_LOG)
FEEDBACK = _current("feedback", "Each review, rating, ticket and survey answer as last told. A view.", FEEDBACK_LOG)
EVENTS = _current("events", "What visitors did; of equal rows one. A view.", EVENT_LOG)
REFUNDS = _current("refunds", "Each refund as last told, whether or not it was paid. A view.", REFUND_LOG)
CONTACTS = _current("contacts", "Each message and talk that uploads tell; of equal rows one. A view.", CONTACT_LOG)
UPLOADED_RATES = _current(
    "exchange_rates_uploaded",
    "Exchange rates of the shop's own, as last told, one row per day, currency and base. A view.",
    RATE_LOG,
)

NUMBERS = Table("numbers", "0, 1, 2 … 9999: the steps of a calendar.", (Column("n", "INTEGER", "a whole number"),))

SEGMENT_CELLS = Table(
    "segment_cells",
    "Which segment each cell of scores belongs to, written from rules/segments.toml when the store is opened.",
    (
        Column("scheme", "VARCHAR", "name of the segment map: grid, shopify or eight"),
        Column("r", "INTEGER", "recency score, 5 = most recent"),
        Column("f", "INTEGER", "frequency score, 5 = most often"),
        Column("m", "INTEGER", "monetary score, 5 = spends most"),
        Column("segment", "VARCHAR", "the segment's id"),
    ),
)

TAG_THRESHOLDS = Table(
    "tag_thresholds",
    "By which thresholds the tags are worked out, written from the rules files when the store is opened.",
    (
        Column("name", "VARCHAR", "name of the threshold"),
        Column("amount", "DOUBLE", "the threshold"),
    ),
)

SCORE_THRESHOLDS = Table(
    "score_thresholds",
    "How a shop wants figures to become scores, one row a school of RFM; a school without a row goes its usual way.",
    (
        Column("scheme", "VARCHAR", "name of the segment map"),
        Column("kind", "VARCHAR", "fifths, median, mean or fixed"),
        Column(
            "recency",
            "VARCHAR",
            "what earns a score of 2 and more: days of silence at most; blank unless fixed",
            "list",
        ),
        Column("frequency", "VARCHAR", "the same of orders at least", "list"),
        Column("monetary", "VARCHAR", "the same of sales at least, in the currency of the report", "list"),
        Column("saved_at", "TIMESTAMP", "when it was saved", "UTC"),
    ),
)

PLAYBOOK_EDITS = Table(
    "playbook_edits",
    "The shop's own words in the playbook, one row a text; where there is none, those of rules/playbook.toml hold.",
    (
        Column("scheme", "VARCHAR", "name of the segment map"),
        Column("segment", "VARCHAR", "the segment's id"),
        Column("language", "VARCHAR", "en or zh"),
        Column("entry", "VARCHAR", "goal, offer, channel, timing or message"),
        Column("text", "VARCHAR", "the words"),
        Column("saved_at", "TIMESTAMP", "when they were saved", "UTC"),
    ),
)

CUSTOMER_TAGS = Table(
    "customer_tags",
    "The tags of each customer: those that follow from orders and lists of members, and those given by hand. Derived.",
    (
        Column("customer_id", "VARCHAR", "who", personal="customer"),
        Column("tag", "VARCHAR", "id of the tag in rules/tags.toml, or the name that a person gave it"),
        Column("value", "VARCHAR", "its value; a tag given by hand has the value yes"),
        Column("since", "DATE", "first day since which it has held without a break; blank where no day can be told"),
    ),
)

CUSTOMER_CLUSTERS = Table(
    "customer_clusters",
    "The cluster of each customer with an order, by every saved model. Derived.",
    (
        Column("model", "VARCHAR", "name of the saved clusters"),
        Column("customer_id", "VARCHAR", "who", personal="customer"),
        Column("cluster", "INTEGER", "number of the cluster, from 1"),
    ),
)

KEPT_FIGURES = Table(
    "kept_figures",
    "What each customer with an order has ordered, over everything, in figures. Derived.",
    (
        Column("customer_no", "BIGINT", "who"),
        Column("first_order_on", "DATE", "day of the first order"),
        Column("last_on", "DATE", "day of the last order"),
        Column("frequency", "BIGINT", "orders"),
        Column("discounted_orders", "BIGINT", "of them those with a coupon or with a discount on the whole order"),
        Column("weekend_orders", "BIGINT", "of them those placed on a Saturday or Sunday"),
        Column("gross_sales", MONEY, "gross sales", "currency of the report"),
        Column("refunds", MONEY, "money given back", "currency of the report"),
        Column("net_sales", MONEY, "net sales", "currency of the report"),
    ),
)
FIGURES_KEPT = Table(
    "figures_kept",
    "Of what these figures are, in one row. Derived.",
    (
        Column("last_day", "DATE", "day of the last order of any kind"),
        Column("report_in", "VARCHAR", "currency that amounts are converted into; blank = each order's own amounts"),
    ),
)

TAG_LOG = Table(
    "tag_log",
    "Tags given to customers by hand, and taken from them. Append-only; the newest entry of each counts.",
    (
        Column("entry", "BIGINT", "number of the entry; a later one has a larger one"),
        Column(
            "identifier",
            "VARCHAR",
            "the identifier that stood for the customer: whose it is has the tag",
            personal="key",
        ),
        Column("customer_id", "VARCHAR", "customer to whom it was given, as called then", personal="customer"),
        Column("tag", "VARCHAR", "name of the tag"),
        Column("given", "BOOLEAN", "whether it was given; else it was taken"),
        Column("note", "VARCHAR", "why, as the person says", personal="text"),
        Column("made_at", "TIMESTAMP", "when", "UTC"),
    ),
)

CUSTOMER_NOTES = Table(
    "customer_notes",
    "What the shop notes of its customers by hand. A note that is deleted leaves no trace.",
    (
        Column("note_id", "BIGINT", "number of the note; a later one has a larger one, unless the last was deleted"),
        Column(
            "identifier",
            "VARCHAR",
            "the identifier that stood for the customer: whose it is has the note",
            personal="key",
        ),
        Column("customer_id", "VARCHAR", "customer of whom it was noted, as called then", personal="customer"),
        Column("text", "VARCHAR", "what is noted", personal="text"),
        Column("made_at", "TIMESTAMP", "when", "UTC"),
    ),
)

CONTACT_ENTRIES = Table(
    "contact_entries",
    "Contacts that the shop notes by hand, or of everybody in a list that it takes away. One deleted leaves no trace.",
    (
        Column("contact_id", "BIGINT", "number of the contact"),
        Column(
            "identifier",
            "VARCHAR",
            "the identifier that stood for the customer: whose it is was contacted",
            personal="key",
        ),
        Column("customer_id", "VARCHAR", "who was contacted, as called then", personal="customer"),
        Column("contacted_on", "DATE", "on which day"),
        Column("channel", "VARCHAR", "by which way: email, sms, phone, chat, letter, advertisement or other"),
        Column("campaign", "VARCHAR", "campaign of which it was part; blank = none"),
        Column("text", "VARCHAR", "what it was about", personal="text"),
        Column("list", "VARCHAR", "list with which it was noted; blank = by hand"),
        Column("made_at", "TIMESTAMP", "when it was noted", "UTC"),
    ),
)

RECORD_LOGS = {
    "members": MEMBER_LOG,
    "products": PRODUCT_LOG,
    "spend": SPEND_LOG,
    "feedback": FEEDBACK_LOG,
    "events": EVENT_LOG,
    "refunds": REFUND_LOG,
    "contacts": CONTACT_LOG,
    "rates": RATE_LOG,
}
"""Kind of a file → where its rows are kept."""
CURRENT_RECORDS = {
    "members": MEMBERS,
    "products": PRODUCTS,
    "spend": SPEND,
    "feedback": FEEDBACK,
    "events": EVENTS,
    "refunds": REFUNDS,
    "contacts": CONTACTS,
    "rates": UPLOADED_RATES,
}
"""Kind of a file → what of it is current."""

LOG_TABLES = (UPLOADS, ORDER_LOG, LINE_LOG, REJECTS, HELD_ROWS, *RECORD_LOGS.values())
SETTINGS_TABLES = (
    SHOPS,
    MAPPINGS,
    SPLITS,
    TAG_LOG,
    CUSTOMER_NOTES,
    CONTACT_ENTRIES,
    FEEDS,
    SCORE_THRESHOLDS,
    PLAYBOOK_EDITS,
    SAVED_SEGMENTS,
    CLUSTER_MODELS,
)
JOURNALS = (EXPORTS,)
"""What the store notes of its own use: no figure depends on it."""
DERIVED_TABLES = (
    ORDERS,
    SOLD_LINES,
    CUSTOMERS,
    IDENTITIES,
    EXCHANGE_RATES,
    KEPT_FIGURES,
    FIGURES_KEPT,
    CUSTOMER_TAGS,
    CUSTOMER_CLUSTERS,
)
REFERENCE_TABLES = (NUMBERS, SEGMENT_CELLS, TAG_THRESHOLDS, PHONES, CUSTOMER_NUMBERS, GOODS)
QUESTION_TABLES = (
    UPLOADS,
    ORDER_LOG,
    LINE_LOG,
    REJECTS,
    ORDERS,
    ORDER_LINES,
    SOLD_LINES,
    GOODS,
    CUSTOMERS,
    IDENTITIES,
    SHOPS,
    EXCHANGE_RATES,
    SPEND,
    MEMBERS,
    PRODUCTS,
    EVENTS,
    FEEDBACK,
    REFUNDS,
    CONTACTS,
    CONTACT_ENTRIES,
    PHONES,
    NUMBERS,
    SEGMENT_CELLS,
    SCORE_THRESHOLDS,
    KEPT_FIGURES,
    FIGURES_KEPT,
    CUSTOMER_TAGS,
    CUSTOMER_CLUSTERS,
    TAG_LOG,
)


OF_MANY_MEANINGS = ("value",)
"""Columns that say something of a person in one table and not in another: each question says what it means."""
PERSONAL = {
    column.name: column.personal
    for table in QUESTION_TABLES
    for column in table.columns
    if column.personal and column.name not in OF_MANY_MEANINGS
}
"""Column of an answer → which of ``PERSONAL_KINDS`` it says of a person, if one table alone says so. What stands under
another name or has many meanings is named in the question's header: ``-- personal: one key, value identifier``."""
