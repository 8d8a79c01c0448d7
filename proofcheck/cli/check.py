"""`proofcheck check`: runs the checks, prints the ledger and the findings, keeps the results."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from math import isnan
from pathlib import Path

import click

from proofcheck.cli.ledger_text import ledger_parts
from proofcheck.cli.options import json_option, modules_option
from proofcheck.cli.screen import progress, show_on_screen, write_json
from proofcheck.core import Budget, InputError
from proofcheck.export.results import kernel_evidence
from proofcheck.runner.discovery import Library, discover, select
from proofcheck.runner.engine import Run, run
from proofcheck.runner.entries import entries
from proofcheck.runner.output import run_to_json
from proofcheck.runner.paper import open_reasons
from proofcheck.runner.problems import INTERRUPTED, Problem, exit_status, problems
from proofcheck.runner.sources import source_key
from proofcheck.runner.store import Stored, prepare_ledger, write_ledger

LONGEST = 10**8
"""The longest time that `--time` takes, in seconds: three years."""

MOST_DIGITS = 10**4
"""The most digits that `--digits` takes: beyond, one number takes longer than the paper at 50."""


def number_of_seconds(seconds: float | None) -> float | None:
    """Return the seconds, which have to be a number.

    Raises:
        BadParameter: they are not.
    """
    if seconds is not None and isnan(seconds):
        raise click.BadParameter("nan is no number of seconds; write for example --time 60")
    return seconds


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--digits",
    type=click.IntRange(1, MOST_DIGITS),
    default=50,
    show_default=True,
    help="Decimal digits of the numerical checks.",
)
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    help="Random instances for each sampled check.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the instances.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes.  [default: one for each processor]",
)
@click.option(
    "--time",
    "seconds",
    type=click.FloatRange(0, LONGEST, min_open=True),
    callback=lambda _context, _option, seconds: number_of_seconds(seconds),
    default=None,
    help="Stop after so many seconds; what is left stays undecided.",
)
@modules_option()
@json_option()
def check(
    ids: tuple[str, ...],
    digits: int,
    examples: int,
    seed: int,
    jobs: int | None,
    seconds: float | None,
    directories: tuple[Path, ...],
    json_file: str | None,
) -> int:
    """Re-check the named statements and what they lean on; without ids, the whole paper.

    Prints the ledger and the findings, and keeps the results in .proofcheck/ledger.json.

    Exit status: 0 everything holds as recorded, 1 something is refuted or a finding does not
    reproduce, 2 bad usage or input, 3 something stayed undecided, 130 interrupted.

    \b
    Example:
      proofcheck check lemma-12 --digits 80 --examples 500
    """  # noqa: D301 - click wants the character
    library = discover(directories)
    wanted = select(library, ids)
    missing = _not_encoded(library, ids)
    keys = {name: source_key(library, name) for name in library.statements}
    prepare_ledger(Path.cwd())
    encoded = tuple(name for name in wanted if name in library.statements)
    until = None if seconds is None else time.monotonic() + seconds
    budget = Budget(digits, examples, seed)
    with progress() as tell:
        done = run(
            library,
            encoded,
            budget,
            jobs=jobs or processors(),
            until=until,
            tell=tell,
            keep=lambda name, record, spent: _keep({name: Stored(record, budget, spent)}, keys),
        )
    status = _report(library, done, missing, ids, json_file)
    write_ledger(Path.cwd(), _results(done), keys)
    return status


def _keep(results: dict[str, Stored], keys: dict[str, str]) -> None:
    """Store one finished statement; if that fails, storing all of them at the end will say so."""
    with suppress(InputError):
        write_ledger(Path.cwd(), results, keys)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _not_encoded(library: Library, ids: tuple[str, ...]) -> tuple[str, ...]:
    missing = library.not_encoded()
    return tuple(name for name in missing if name in ids) if ids else missing


def _report(
    library: Library,
    done: Run,
    missing: tuple[str, ...],
    asked: tuple[str, ...],
    json_file: str | None,
) -> int:
    results = _results(done)
    kernel = kernel_evidence(Path.cwd())
    found = entries(library, results, [name for name in done.ids if name in results], kernel)
    wrong = (*problems(found), *_problems_of_run(done, missing, asked))
    if json_file is not None:
        write_json(run_to_json(found, done.budget, done.elapsed, missing), json_file)
    if json_file != "-":
        show_on_screen(*ledger_parts(found, done, missing, wrong))
    return INTERRUPTED if done.interrupted else exit_status(wrong)


def _results(done: Run) -> dict[str, Stored]:
    return {
        name: Stored(record, done.budget, done.seconds[name])
        for name, record in done.records.items()
    }


def _problems_of_run(done: Run, missing: tuple[str, ...], asked: tuple[str, ...]) -> list[Problem]:
    found = []
    lacking = [name for name in missing if name in asked or name not in open_reasons()]
    if lacking:
        found.append(Problem(3, f"{len(lacking)} not encoded: {', '.join(lacking)}"))
    unfinished = [name for name in done.ids if name not in done.records]
    if unfinished:
        why = "interrupted" if done.interrupted else "a process died (lack of memory?)"
        found.append(Problem(3, f"{why}; not finished: {', '.join(unfinished)}"))
    return found
