"""Tiny shops written by hand, whose every number can be checked by head, and how to ask a store about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_analysis import schema
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.store import Store

# Two lines of one order, a leap day, a gift, a cancelled order, a guest, money back without a sale, a refund larger
# than its sale, a return and a gift beside a sale, an order never paid.
TEA_SHOP = """\
Order No,Order date,Customer email,Customer name,Country,Region,City,Channel,Coupon,Currency,\
Product,Category,SKU,Quantity,Amount,Order discount,Refund,Status
A1,2024-01-05 09:30:00,ann@x.org,Ann,DE,Berlin,Berlin,web,NEW10,EUR,Tea,drinks,T1,2,20.00,2.50,,paid
A1,,,,,,,,,,Cup,ware,C1,1,5.00,,,
A2,2024-02-29 10:00:00,ann@x.org,Ann Lee,FR,,Paris,app,,EUR,Tea,drinks,T1,1,10.00,,4.00,paid
A3,2024-01-11 08:00:00,ann@x.org,Ann,DE,,,web,,EUR,Tea,drinks,T1,2,20.00,,,paid
A3,,,,,,,,,,Cup,ware,C1,-1,-5.00,,,
A3,,,,,,,,,,Leaflet,,L1,1,0.00,,,
B1,2024-01-06 12:00:00,bob@x.org,Bob,DE,,,web,,EUR,Sample,drinks,S1,1,0.00,,,paid
B2,2024-01-07 12:00:00,bob@x.org,Bob,DE,,,web,,EUR,Tea,drinks,T1,1,10.00,,,cancelled
C1,2024-01-08 12:00:00,,,DE,,,web,,EUR,Cup,ware,C1,1,5.00,,,paid
D1,2024-01-09 12:00:00,dan@x.org,Dan,DE,,,web,,EUR,Tea,drinks,T1,-1,-10.00,,,paid
E1,2024-01-10 12:00:00,eve@x.org,Eve,DE,,,web,,EUR,Tea,drinks,T1,1,10.00,,15.00,paid
F1,2024-01-12 12:00:00,fay@x.org,Fay,DE,,,web,,EUR,Tea,drinks,T1,1,10.00,,,unpaid
"""

_HEADINGS = "Order No,Order date,Customer Id,Product,Quantity,Amount,Refund,Status,Currency\n"
JANUARY = _HEADINGS + (
    "1,2024-01-01,ann,Tea,1,10.00,,paid,EUR\n"
    "2,2024-01-02,bob,Tea,2,20.00,,paid,EUR\n"
    "3,2024-01-03,ann,Cup,1,5.00,,paid,EUR\n"
)  # fmt: skip
# What the shop exports later: order 2 was given 8.00 back, order 3 was cancelled, order 4 is new.
MID_JANUARY = _HEADINGS + (
    "2,2024-01-02,bob,Tea,2,20.00,8.00,paid,EUR\n"
    "3,2024-01-03,ann,Cup,1,5.00,,cancelled,EUR\n"
    "4,2024-01-04,cat,Tea,1,10.00,,paid,EUR\n"
)  # fmt: skip
FEBRUARY = _HEADINGS + "9,2024-02-01,ann,Tea,3,30.00,,paid,EUR\n"

TRACES = ("lines_upload_id", "header_upload_id", "order_no", "customer_no")
"""Columns of ``orders`` that say which upload told, not what, and numbers that stand for something."""
_SOLD = """
SELECT o.order_id, o.customer_id, o.ordered_on, o.currency, g.* EXCLUDE (goods_no), s.quantity, s.amount
FROM sold_lines AS s
JOIN orders AS o ON o.order_no = s.order_no AND o.ordered_on = s.ordered_on AND o.currency = s.currency
    AND o.customer_no IS NOT DISTINCT FROM s.customer_no
JOIN goods AS g ON g.goods_no = s.goods_no
ORDER BY ALL
"""


class Shop:
    """A store with short words for what tests do to it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self._folder = folder

    def upload(self, text: str, name: str = "orders.csv", **options: object) -> ImportReport:
        """Import a file of this text."""
        file = self._folder / name
        file.write_text(text, encoding="utf-8")
        return import_file(self.store, file, ImportOptions(**options))  # type: ignore[arg-type]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a SELECT."""
        with self.store.cursor() as cursor:
            return cursor.execute(query).fetchall()

    def row(self, query: str) -> tuple[object, ...]:
        """The only row of a SELECT."""
        (only,) = self.rows(query)
        return only

    def change(self, statement: str) -> None:
        """Do what no part of the program would: change the store by hand."""
        with self.store.writing() as cursor:
            cursor.execute(statement)

    def net_sales(self) -> dict[object, float]:
        """Order → net sales, of those that are no void."""
        return {
            number: float(str(net))
            for number, net in self.rows(
                "SELECT order_id, net_sales FROM orders WHERE kind <> 'void' ORDER BY order_id"
            )
        }

    def figures(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that is derived, but for which upload said it."""
        return {
            "orders": self.rows(f"SELECT * EXCLUDE ({', '.join(TRACES)}) FROM orders ORDER BY ALL"),
            "customers": self.rows("SELECT * EXCLUDE (customer_no) FROM customers ORDER BY ALL"),
            "sold_lines": self.rows(_SOLD),
            "order_lines": self.rows("SELECT * EXCLUDE (line_no) FROM order_lines ORDER BY ALL"),
        }

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every table of the store, row by row."""
        tables = (
            *schema.LOG_TABLES,
            *schema.SETTINGS_TABLES,
            *schema.JOURNALS,
            *schema.DERIVED_TABLES,
            *schema.REFERENCE_TABLES,
        )
        names = [table.name for table in tables] + ["meta"]
        return {name: self.rows(f"FROM {name} ORDER BY ALL") for name in names}


@contextmanager
def open_shop(folder: Path, file: str = "store.duckdb") -> Iterator[Shop]:
    """A shop whose store lies in the folder; made if it is not there."""
    with Store.open(folder / file) as store:
        yield Shop(store, folder)


@contextmanager
def shop_in_memory(folder: Path) -> Iterator[Shop]:
    """A shop that is forgotten afterwards; its uploads lie in the folder."""
    with Store.open(Path(":memory:")) as store:
        yield Shop(store, folder)
