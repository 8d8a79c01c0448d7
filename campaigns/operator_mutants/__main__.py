"""The command `python -m campaigns.operator_mutants`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from campaigns.operator_mutants.campaign import BaselineError, Result, campaign_of, run_campaign
from campaigns.operator_mutants.mutants import OperatorMutant, choose, mutants_of
from campaigns.operator_mutants.reasons import read_reasons
from campaigns.operator_mutants.report import lines, succeeded, write_json

ROOT = Path(__file__).resolve().parents[2]
FILES = ("proofcheck/networks/*.py", "theorems/*.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 where 95 % are killed and every survivor has a reason, else 1."""
    options = _parser().parse_args(arguments)
    chosen = choose(candidates(options.files or FILES), options.count, options.seed)[options.skip :]
    if not chosen:
        _parser().error(f"no mutants in {options.files}: give a pattern below the project's folder")
    if options.list:
        print(*(f"{mutant.id}\n  {mutant.diff}" for mutant in chosen), sep="\n")
        return 0
    return _run(chosen, options)


def candidates(patterns: Sequence[str]) -> list[OperatorMutant]:
    """Return every mutant of the files that match, file by file."""
    paths = {path for pattern in patterns for path in ROOT.glob(pattern)}
    files = sorted(path.relative_to(ROOT).as_posix() for path in paths if path.suffix == ".py")
    return [mutant for file in files for mutant in mutants_of(ROOT, file)]


def _run(chosen: Sequence[OperatorMutant], options: argparse.Namespace) -> int:
    started, reasons = time.monotonic(), read_reasons()
    try:
        with campaign_of(ROOT) as campaign:
            results = run_campaign(campaign, chosen, options.jobs, _Progress(len(chosen)))
    except BaselineError as error:
        print(error, file=sys.stderr)
        return 2
    seconds = round(time.monotonic() - started)
    print(*lines(results, reasons), sep="\n")
    print(f"seed {options.seed}, {options.jobs} jobs, {seconds} s")
    if options.out is not None:
        settings = {"count": len(chosen), "seed": options.seed, "seconds": seconds}
        write_json(options.out, results, reasons, settings)
    return 0 if succeeded(results, reasons) else 1


class _Progress:
    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def __call__(self, result: Result) -> None:
        self.done += 1
        how = f"{result.killed_by}: {result.how}" if result.killed else "SURVIVES"
        start = f"[{self.done}/{self.total}] {result.mutant.id}"
        print(f"{start}  {how}  {result.seconds:.0f} s", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m campaigns.operator_mutants",
        description="Break one operator at a time; `check` or a test has to notice.",
        epilog="Example: python -m campaigns.operator_mutants --count 40 --files 'theorems/l*.py'",
    )
    parser.add_argument("--count", type=int, default=240, help="how many mutants [240]")
    parser.add_argument("--seed", type=int, default=0, help="which mutants [0]")
    parser.add_argument("--skip", type=int, default=0, help="leave out the first ones [0]")
    parser.add_argument("--files", action="append", metavar="GLOB", help=f"[{', '.join(FILES)}]")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at a time")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write all results as JSON")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
