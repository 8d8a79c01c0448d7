"""`python -m proofcheck`: the command line."""

import sys

from proofcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
