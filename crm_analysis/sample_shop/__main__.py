"""Write the files of a recipe anew: ``python -m crm_analysis.sample_shop [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from crm_analysis.sample_shop.recipe import rebuild

if __name__ == "__main__":
    rebuild(Path(sys.argv[1] if len(sys.argv) > 1 else "data/sample_shop"))
