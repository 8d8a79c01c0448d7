"""`proofcheck` and `python -m proofcheck`: the command line, quiet while it is still imported."""

import sys


def main() -> int:
    """Return the exit status of the command line: 130 if it is interrupted while it is imported."""
    try:
        from proofcheck.cli import main as command_line
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return command_line()


if __name__ == "__main__":
    sys.exit(main())
