"""Write down anew what an import of each sample export stores. Read every change by eye before it is kept."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from exports_support import empty_store, golden_of, name_of, samples, stored, text_of


def main() -> None:
    """Rewrite all goldens and name those that changed."""
    for sample in samples():
        with empty_store() as store:
            found = text_of(stored(store, sample))
        golden = golden_of(sample)
        if not golden.exists() or golden.read_text(encoding="utf-8") != found:
            golden.write_text(found, encoding="utf-8")
            sys.stdout.write(f"{name_of(sample)}: changed\n")


if __name__ == "__main__":
    main()
