"""The DuckDB file: the append-only log of uploads and everything derived from it."""
