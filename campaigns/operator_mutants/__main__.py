"""The command `python -m campaigns.operator_mutants`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from campaigns.operator_mutants.campaign import BaselineError, Result, campaign_of, run_campaign
from campaigns.operator_mutants.mutants import OperatorMutant, choose, mutants_of
from campaigns.operator_mutants.reasons import read_reasons
from campaigns.operator_mutants.report import lines, succeeded, way
from campaigns.operator_mutants.stored import digests, still_true, write

ROOT = Path(__file__).resolve().parents[2]
FILES = ("proofcheck/networks/*.py", "theorems/*.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 where 95 % are killed and every survivor has a reason, else 1."""
    parser = _parser()
    options = parser.parse_args(arguments)
    found = candidates(options.files or FILES)
    if options.only:
        chosen = [mutant for mutant in found if mutant.id in options.only]
    else:
        chosen = choose(found, options.count, options.seed)
    if not chosen or len(chosen) < len(options.only or ()):
        parser.error("no such mutants: --list prints those there are; --files takes patterns")
    if (options.resume or options.again) and options.out is None:
        parser.error("--resume and --again continue a file of results: name it with --out FILE")
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
    reasons, told = read_reasons(), _Told(chosen, options)
    try:
        with campaign_of(ROOT) as campaign:
            run_campaign(campaign, told.missing(), options.jobs, told)
    except BaselineError as error:
        print(error, file=sys.stderr)
        return 2
    results = told.results()
    print(*lines(results, reasons), sep="\n")
    print(f"seed {options.seed}, {options.jobs} jobs, {sum(r.seconds for r in results):.0f} s")
    return 0 if succeeded(results, reasons) else 1


class _Told:
    """What is known of the chosen mutants; written to a file, if there is one, as it is told."""

    def __init__(self, chosen: Sequence[OperatorMutant], options: argparse.Namespace) -> None:
        self.chosen, self.out = chosen, options.out
        self.settings = {"count": len(chosen), "seed": options.seed}
        self.sources = digests(ROOT, chosen)
        self.known: dict[str, Result] = {}
        if (options.resume or options.again) and options.out.exists():
            before = still_true(options.out, self.sources)
            self.known = {i: r for i, r in before.items() if options.resume or r.killed}

    def missing(self) -> list[OperatorMutant]:
        return [mutant for mutant in self.chosen if mutant.id not in self.known]

    def results(self) -> list[Result]:
        return [self.known[mutant.id] for mutant in self.chosen if mutant.id in self.known]

    def __call__(self, result: Result) -> None:
        self.known[result.mutant.id] = result
        if self.out is not None:
            write(self.out, self.results(), self.sources, self.settings)
        start = f"[{len(self.results())}/{len(self.chosen)}] {result.mutant.id}"
        how = way(result) if result.killed else result.how or "SURVIVES"
        print(f"{start}  {how}  {result.seconds:.0f} s", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m campaigns.operator_mutants",
        description="Break one operator at a time; `check` or a test has to notice.",
        epilog="Example: python -m campaigns.operator_mutants --count 40 --files 'theorems/l*.py'",
    )
    parser.add_argument("--count", type=int, default=240, help="how many mutants [240]")
    parser.add_argument("--seed", type=int, default=0, help="which mutants [0]")
    parser.add_argument("--only", action="append", metavar="ID", help="this mutant; repeatable")
    parser.add_argument("--files", action="append", metavar="GLOB", help=f"[{', '.join(FILES)}]")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at a time")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the results as they come")
    parser.add_argument("--resume", action="store_true", help="continue the results in FILE")
    parser.add_argument("--again", action="store_true", help="the same, and survivors once more")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
