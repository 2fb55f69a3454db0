"""Which IANA zone does a column of time zones name?"""

from __future__ import annotations

import duckdb

from crm_analysis.ingest.literal import literal

_ABBREVIATED = {
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "MST": "America/Denver", "MDT": "America/Denver",
    "CST": "America/Chicago", "CDT": "America/Chicago", "EST": "America/New_York", "EDT": "America/New_York",
    "BST": "Europe/London", "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin", "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
}  # fmt: skip
"""Abbreviations as files write them. CST is meant as America's: those who write China's time write no abbreviation."""

# The names of Ruby on Rails that are not a city of the IANA list.
_RAILS = {
    "Hawaii": "Pacific/Honolulu", "Alaska": "America/Juneau",
    "Pacific Time (US & Canada)": "America/Los_Angeles", "Arizona": "America/Phoenix",
    "Mountain Time (US & Canada)": "America/Denver", "Central Time (US & Canada)": "America/Chicago",
    "Eastern Time (US & Canada)": "America/New_York", "Indiana (East)": "America/Indiana/Indianapolis",
    "Atlantic Time (Canada)": "America/Halifax", "Newfoundland": "America/St_Johns", "Saskatchewan": "America/Regina",
    "Mexico City": "America/Mexico_City", "Brasilia": "America/Sao_Paulo",
    "Dublin": "Europe/Dublin", "Edinburgh": "Europe/London", "London": "Europe/London", "Lisbon": "Europe/Lisbon",
    "Amsterdam": "Europe/Amsterdam", "Berlin": "Europe/Berlin", "Brussels": "Europe/Brussels",
    "Madrid": "Europe/Madrid", "Paris": "Europe/Paris", "Rome": "Europe/Rome", "Vienna": "Europe/Vienna",
    "Osaka": "Asia/Tokyo", "Sapporo": "Asia/Tokyo", "Tokyo": "Asia/Tokyo",
    "Adelaide": "Australia/Adelaide", "Brisbane": "Australia/Brisbane", "Canberra": "Australia/Canberra",
    "Darwin": "Australia/Darwin", "Hobart": "Australia/Hobart", "Melbourne": "Australia/Melbourne",
    "Perth": "Australia/Perth", "Sydney": "Australia/Sydney", "Auckland": "Pacific/Auckland",
    "Wellington": "Pacific/Auckland",
}  # fmt: skip


def of_column(cursor: duckdb.DuckDBPyConnection, table: str, cell: str, otherwise: str) -> str:
    """SQL of the zone that each row names.

    Args:
        cursor: Inside the import's transaction.
        table: The staged table.
        cell: SQL of the column's text.
        otherwise: The zone of rows that name none, or one that nobody knows.
    """
    written = [row[0] for row in cursor.execute(f"SELECT DISTINCT {cell} FROM {table}").fetchall() if row[0]]
    known = {name: zone for name in written if (zone := _iana(cursor, name))}
    branches = " ".join(f"WHEN {literal(name)} THEN {literal(zone)}" for name, zone in known.items())
    return f"CASE {cell} {branches} ELSE {literal(otherwise)} END" if known else literal(otherwise)


def _iana(cursor: duckdb.DuckDBPyConnection, name: str) -> str | None:
    zone = _RAILS.get(name) or _ABBREVIATED.get(name) or name
    known = cursor.execute("SELECT 1 FROM pg_timezone_names() WHERE name = ?", [zone]).fetchone()
    return zone if known else None
