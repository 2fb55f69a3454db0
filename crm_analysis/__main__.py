"""``python -m crm_analysis``: the command line."""

import sys

from crm_analysis.cli import main

sys.exit(main())
