"""Frame or query → files that people open: CSV, XLSX, Parquet."""
