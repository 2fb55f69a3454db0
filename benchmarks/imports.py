"""Import of a large export beside the least that DuckDB alone needs to read the same file as text."""

from __future__ import annotations

import gzip
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.measure import alone
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.sample_shop import write_export
from crm_analysis.store import Store

PUBLIC_FILE = Path(__file__).parents[2] / "shared" / "data" / "orders" / "online_retail_II.csv.gz"
SIMULATED_ORDERS = 250_000
PAIRS = 5


def main() -> None:
    """Print seconds, ratio and peak memory of each pair, and the median ratio."""
    with large_export() as export, TemporaryDirectory() as folder:
        print(
            f"{export.name}, {export.stat().st_size / 1e6:.0f} MB: import beside CREATE TABLE AS read_csv(all_varchar)"
        )
        print("pair  duckdb s  import s  ratio  import peak MB")
        ratios = []
        for pair in range(1, PAIRS + 1):
            least = alone(read_as_text, export, Path(folder) / f"text{pair}.duckdb")
            whole = alone(import_whole, export, Path(folder) / f"store{pair}.duckdb")
            ratios.append(whole.seconds / least.seconds)
            print(f"{pair:4}  {least.seconds:8.2f}  {whole.seconds:8.2f}  {ratios[-1]:5.2f}  {whole.peak_mb:14.0f}")
        print(f"median ratio {statistics.median(ratios):.2f} (at most 4 is wanted)")


@contextmanager
def large_export() -> Iterator[Path]:
    """The public file of a million lines where it lies beside the project, else a simulated one as large."""
    with TemporaryDirectory() as folder:
        if PUBLIC_FILE.exists():
            export = Path(folder) / "online_retail_II.csv"
            with gzip.open(PUBLIC_FILE) as packed, export.open("wb") as out:
                shutil.copyfileobj(packed, out)
        else:
            export = Path(folder) / "simulated.csv"
            write_export(
                export, orders=SIMULATED_ORDERS, customers=SIMULATED_ORDERS // 5, seed=1, platform="online_retail"
            )
        yield export


def read_as_text(export: Path, database: Path) -> None:
    """The least: every column as text, into a new database file."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("CREATE TABLE lines AS SELECT * FROM read_csv(?, all_varchar = true)", [str(export)])


def import_whole(export: Path, database: Path) -> None:
    """The product's import: recognised, typed, stored, derived tables included."""
    with Store.open(database) as store:
        import_file(store, export, ImportOptions())
