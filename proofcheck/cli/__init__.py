"""The command line: `proofcheck check`, `list`, `show`."""

from proofcheck.cli.main import main

__all__ = ["main"]
