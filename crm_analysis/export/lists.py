"""A list of customers as a file that another tool takes: who may be written, in which columns, in bounded memory.

The database writes the file: rows go from it to the disk without passing through Python, but for a sheet, which gets
them some thousand at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused
from crm_analysis.export import sheet
from crm_analysis.export.files import landing
from crm_analysis.export.places import US_STATES, country_codes
from crm_analysis.export.treatments import CHINESE_MOBILE, USABLE_EMAIL, harmless, treated
from crm_analysis.rules.exports import Layout
from crm_analysis.store import Store
from crm_analysis.store.contacts import Contact
from crm_analysis.store.exports import Reach

VECTORS = 8
"""Of about two thousand rows each: what a sheet gets at a time."""
CONSENT = ("accepts_email", "accepts_sms")
OFFERED = ("name", "email", "phone", "country", "region", "city", *CONSENT)
"""Columns that every table for one's own use can have, whatever its list says."""
PLACE = "list_place"
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_CONTACT = ("name", "email", "phone", "country", "region", "city")


@dataclass(frozen=True)
class CustomerList:
    """Which customers go out, for which tool.

    Args:
        name: The name of the segment or other list.
        customers: A question of whose columns ``customer_id`` is one: one row per customer.
        layout: How the tool wants it.
        unknown_consent: What becomes of people whose consent is unknown, one of ``rules.exports.CHOICES``.
        columns: For a layout that names none: which, in their order; none: the list's own and the consent.
        contact: What is noted of everybody who is written, if anything.
    """

    name: str
    customers: Query
    layout: Layout
    unknown_consent: str
    columns: tuple[str, ...] = ()
    contact: Contact | None = None


class DrawnUp:
    """A list that stands still while it is counted and written; made by :func:`drawn_up`.

    Its own columns are ``columns``, what a plain table of it may have ``offered``, and who is in it ``reach``.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, wanted: CustomerList) -> None:
        self._cursor = cursor
        self._wanted = wanted
        self.columns = _own_columns(cursor)
        self.offered = tuple(dict.fromkeys((*self.columns, *OFFERED)))
        self.reach = _reach(cursor)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the file."""
        declared = self._wanted.layout.columns
        return tuple(column.heading for column in declared) if declared else self._chosen()

    def written(self) -> pd.Series:
        """The ids of the customers who are in the file."""
        return self._cursor.execute("SELECT customer_id FROM addressed WHERE fate = 'written'").df()["customer_id"]

    def write(self, path: Path) -> None:
        """Write the file; its ending says which kind. It appears whole or not at all.

        Raises:
            InputRefused: The layout is no such file, a column is not there, the list does not fit into a sheet, or
                the file cannot be written.
        """
        kind = path.suffix.lower().removeprefix(".")
        refuse_other_kinds(self._wanted.layout, kind, path.name)
        with landing(path) as draft:
            if kind == "xlsx":
                self._write_sheet(draft)
            else:
                form = "FORMAT parquet, COMPRESSION zstd" if kind == "parquet" else CSV
                self._cursor.execute(f"COPY ({self._rows(kind)}) TO '{_escaped(draft)}' ({form})")

    def _write_sheet(self, path: Path) -> None:
        self._cursor.execute(self._rows("xlsx"))
        sheet.write_pieces(_pieces(self._cursor), self.reach.written, path)

    def _rows(self, kind: str) -> str:
        """SQL of the file's rows."""
        layout = self._wanted.layout
        texts = self._laid_out() if layout.columns else self._own()
        cells = layout.cells if kind == "csv" or layout.columns else ""
        mark = _MARK if layout.mark and kind == "csv" else ""
        shown = [
            f"{_cell(place, type_, cells, kind)} AS {_quoted(heading if place else mark + heading)}"
            for place, (heading, _, type_) in enumerate(texts)
        ]
        inner = ", ".join(f"{sql} AS c{place}" for place, (_, sql, _type) in enumerate(texts))
        return f"""
            SELECT {", ".join(shown)}
            FROM (SELECT {PLACE}, {inner} FROM addressed WHERE fate = 'written')
            ORDER BY {PLACE}
        """

    def _laid_out(self) -> list[tuple[str, str, str]]:
        """Heading, SQL and type of each column of a layout."""
        return [
            (column.heading, treated(column.of, column.treatments), "VARCHAR") for column in self._wanted.layout.columns
        ]

    def _own(self) -> list[tuple[str, str, str]]:
        """Heading, SQL and type of the list's own columns and what they are completed with."""
        types = {name: ("BOOLEAN" if name in CONSENT else "VARCHAR") for name in OFFERED} | self.columns
        return [
            (name, _quoted(name) if name in self.columns or name in CONSENT else f"contact_{name}", types[name])
            for name in self._chosen()
        ]

    def _chosen(self) -> tuple[str, ...]:
        """Names of the columns of a table for one's own use.

        Raises:
            InputRefused: One is not there.
        """
        for name in self._wanted.columns:
            if name not in self.offered:
                raise InputRefused(
                    "The list {list} has no column {column}. Choose among: {columns}.",
                    list=self._wanted.name,
                    column=name,
                    columns=", ".join(self.offered),
                )
        return self._wanted.columns or tuple(dict.fromkeys((*self.columns, *CONSENT)))


CSV = "FORMAT csv, HEADER, DATEFORMAT '%Y-%m-%d', TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S'"


@contextmanager
def drawn_up(store: Store, wanted: CustomerList) -> Iterator[DrawnUp]:
    """Ask who is in a list and how they can be reached; both stand still until the end of the block.

    Args:
        store: Where to ask.
        wanted: Which customers, for which tool.

    Raises:
        OutOfMemory: It needs more than the program may use.
        StoreFull: The disk has no room for it.
    """
    with store.drawing() as cursor:
        _name_places(cursor)
        cursor.execute(
            _addressed(wanted),
            {**wanted.customers.bound, "list_name": wanted.name, "unknown_counts": _counts_unknown(wanted)},
        )
        yield DrawnUp(cursor, wanted)


def refuse_other_kinds(layout: Layout, kind: str, file: str) -> None:
    """Say that a layout is no such file.

    Raises:
        InputRefused: It is not.
    """
    if kind not in layout.kinds:
        raise InputRefused(
            "{file}: the ending is '{ending}'. Layout {layout} is a file that ends in {endings}.",
            file=file,
            ending=f".{kind}" if kind else "",
            layout=layout.id,
            endings=", ".join(f".{known}" for known in layout.kinds),
        )


def _counts_unknown(wanted: CustomerList) -> bool:
    return wanted.unknown_consent == "include"


def _name_places(cursor: duckdb.DuckDBPyConnection) -> None:
    for table, codes in (("country_names", country_codes()), ("state_names", US_STATES)):
        frame = pd.DataFrame({"written": list(codes), "code": list(codes.values())})
        cursor.register(table, frame)


def _addressed(wanted: CustomerList) -> str:
    """SQL that makes the table of a list with contacts, consent and what becomes of each customer."""
    addresses = Query("addresses")
    contact = ", ".join(f"contact.{name} AS contact_{name}" for name in _CONTACT)
    return f"""
        CREATE TEMP TABLE addressed AS
        WITH reached AS (
            SELECT
                list.*, {contact}, contact.accepts_email, contact.accepts_sms,
                $list_name AS list_name,
                country_names.code AS country_code,
                CASE WHEN country_names.code = 'US' THEN state_names.code END AS state_code,
                regexp_full_match(contact.email, '{USABLE_EMAIL}') AS mails,
                contact.phone IS NOT NULL AS calls,
                COALESCE(contact.accepts_email, $unknown_counts) AS may_mail,
                COALESCE(contact.accepts_sms, $unknown_counts) AS may_call
            FROM (SELECT *, ROW_NUMBER() OVER () AS {PLACE} FROM (
{wanted.customers.sql}
            )) AS list
            LEFT JOIN (
{addresses.sql}
            ) AS contact ON contact.customer_id = list.customer_id
            LEFT JOIN country_names ON country_names.written = lower(trim(contact.country))
            LEFT JOIN state_names ON state_names.written = lower(trim(contact.region))
        )
        SELECT
            *,
            CASE WHEN mails AND may_mail THEN contact_email END AS usable_email,
            CASE WHEN calls AND may_call THEN contact_phone END AS usable_phone,
            {_consent("accepts_email")} AS email_consent,
            {_consent("accepts_sms")} AS sms_consent,
            {_fate(wanted.layout)} AS fate
        FROM reached
    """


def _consent(column: str) -> str:
    """SQL of a consent in the words of those who ask for it; blank where nobody has said."""
    return f"CASE WHEN {column} THEN 'Subscribed' WHEN NOT {column} THEN 'Unsubscribed' END"


_WAYS = {
    "email": ("mails", "may_mail", "accepts_email"),
    "phone": ("calls", "may_call", "accepts_sms"),
    "chinese_mobile": (f"regexp_full_match(contact_phone, '{CHINESE_MOBILE}')", "may_call", "accepts_sms"),
}
"""Address → SQL of whether it is known, may be used, and what was said of it."""


def _fate(layout: Layout) -> str:
    """SQL of whether a customer is written, or why not."""
    if not layout.asks_consent:
        return "'written'"
    ways = [_WAYS[address] for address in layout.needs]
    usable = " OR ".join(f"({known} AND {may})" for known, may, _ in ways)
    refused = " OR ".join(f"({known} AND NOT {said})" for known, _, said in ways)
    unsaid = " OR ".join(f"({known} AND {said} IS NULL)" for known, _, said in ways)
    return f"""CASE
        WHEN {usable} THEN 'written' WHEN {refused} THEN 'refused' WHEN {unsaid} THEN 'unknown' ELSE 'no_address'
    END"""


def _own_columns(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns that the list itself has, with their types."""
    described = cursor.execute("SELECT column_name, column_type FROM (DESCRIBE addressed)").fetchall()
    names = [name for name, _ in described]
    return dict(described[: names.index(PLACE)])


def _reach(cursor: duckdb.DuckDBPyConnection) -> Reach:
    fates = dict(cursor.execute("SELECT fate, COUNT(*) FROM addressed GROUP BY fate").fetchall())
    parts = {name: fates.get(name, 0) for name in ("written", "refused", "unknown", "no_address")}
    return Reach(listed=sum(parts.values()), **parts)


def _cell(place: int, type_: str, cells: str, kind: str) -> str:
    """SQL of one cell of the file: text that nothing runs, money as a plain number."""
    if type_ == "VARCHAR":
        return harmless(f"c{place}", cells) if cells else f"c{place}"
    return f"CAST(c{place} AS DOUBLE)" if type_.startswith("DECIMAL") and kind != "parquet" else f"c{place}"


def _pieces(cursor: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
    """The rows of an answer, some thousand at a time; an empty answer is one piece without rows."""
    piece = cursor.fetch_df_chunk(VECTORS)
    yield piece
    while len(piece):
        piece = cursor.fetch_df_chunk(VECTORS)
        yield piece


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
