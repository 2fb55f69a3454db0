"""The DuckDB file: the append-only log of uploads and everything derived from it."""

from crm_analysis.store.store import Store, begin_again, scratch, transaction

__all__ = ["Store", "begin_again", "scratch", "transaction"]
