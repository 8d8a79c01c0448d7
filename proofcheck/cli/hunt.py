"""`proofcheck hunt`: the counterexample search; it shrinks, remembers, and uses many machines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from proofcheck.cli.check import LONGEST, number_of_seconds, processors
from proofcheck.cli.hunt_text import hunt_lines
from proofcheck.cli.options import json_option, modules_option
from proofcheck.cli.screen import write_json
from proofcheck.core import Budget, InputError
from proofcheck.hunt.campaign import Campaign, hunt
from proofcheck.hunt.crews import Alone, Cluster, Crew, Pool
from proofcheck.hunt.plan import Mode, Plan, campaign_keys
from proofcheck.hunt.progress import Progress as HuntProgress
from proofcheck.hunt.report import entries_of, exit_status, hunt_to_json
from proofcheck.hunt.store import Store, write_case
from proofcheck.runner.discovery import Library, discover, select
from proofcheck.runner.store import read_ledger

STORE = Path(".proofcheck", "hunt.sqlite")
CASES = "cases"
EXAMPLES = 2000


def seconds_of(_context: click.Context, _option: click.Parameter, text: str | None) -> float | None:
    """Return a number of seconds from a text such as 90, 90s, 10m or 2h.

    Raises:
        BadParameter: it is none.

    >>> seconds_of(None, None, "10m")
    600.0
    """
    if text is None:
        return None
    unit = {"s": 1, "m": 60, "h": 3600}.get(text[-1:], 0)
    try:
        seconds = float(text[:-1]) * unit if unit else float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= LONGEST:
        raise click.BadParameter(f"{text!r} is no time; write for example 90s, 10m or 2h")
    return number_of_seconds(seconds)


@click.command(name="hunt")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=None,
    help=f"Random instances in all, shared by the statements.  [default: {EXAMPLES}, or without "
    "end where --time is given]",
)
@click.option(
    "--time",
    "seconds",
    callback=seconds_of,
    metavar="T",
    help="Hunt for so long, counted from when the modules are loaded: 90s, 10m, 2h.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the instances.")
@click.option("--digits", type=click.IntRange(1), default=50, show_default=True, help="Digits.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes.  [default: one for each processor]",
)
@click.option(
    "--store",
    "store_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=STORE,
    show_default=True,
    help="The SQLite file of what was found.",
)
@click.option("--resume", is_flag=True, help="Continue: what the store has is not done again.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; the workers do the work.")
@click.option("--mutants", is_flag=True, help="Hunt the mutants only, generated ones too.")
@click.option("--all", "everything", is_flag=True, help="Hunt the statements and the mutants.")
@modules_option()
@json_option()
def hunt_command(
    ids: tuple[str, ...],
    examples: int | None,
    seconds: float | None,
    seed: int,
    digits: int,
    jobs: int | None,
    store_file: Path,
    resume: bool,
    scheduler: str | None,
    mutants: bool,
    everything: bool,
    directories: tuple[Path, ...],
    json_file: str | None,
) -> int:
    """Look for counterexamples to the named statements, or to all; to false variants as well.

    Counterexamples are shrunk, confirmed, kept in the store and written to cases/ beside it. A
    budget of examples or time ends the hunt; an interrupt keeps everything, --resume continues.

    Exit status: 0 nothing unexpected was found, 1 a claim is refuted, 2 bad usage or input, 3 a
    mutant survives, an instance stayed undecided, or a statement was not looked at, 130
    interrupted.

    \b
    Example:
      proofcheck hunt lemma-12 --mutants --time 30s
    """  # noqa: D301 - click wants the character
    library = discover(directories)
    wanted = tuple(name for name in select(library, ids) if name in library.statements)
    mode = Mode.ALL if everything else Mode.MUTANTS if mutants else Mode.STATEMENTS
    if examples is None and seconds is None:
        examples = EXAMPLES
    plan = Plan(wanted, mode, digits, seed, examples)
    store = Store(store_file, campaign_keys(library, plan))
    if not resume:
        store.forget()
    crew = _crew(library, plan, jobs or processors(), scheduler)
    with _progress() as tell:
        done = hunt(library, plan, crew, store, seconds=seconds, tell=tell)
    store.close()
    return _report(library, done, store_file.parent / CASES, json_file)


def _crew(library: Library, plan: Plan, jobs: int, scheduler: str | None) -> Crew:
    budget = Budget(plan.digits, 0, plan.seed)
    refs = {name: library.modules[name] for name in plan.ids}
    if scheduler is not None:
        return Cluster(refs, budget, scheduler)
    if jobs > 1:
        return Pool(refs, budget, jobs)
    return Alone(library.statements, budget)


def _report(library: Library, done: Campaign, folder: Path, json_file: str | None) -> int:
    for case in done.cases():
        write_case(case, folder)
    found = entries_of(library, done, read_ledger(library, Path.cwd()))
    if json_file is not None:
        write_json(hunt_to_json(done, found), json_file)
    if json_file != "-":
        click.echo("\n".join(hunt_lines(done, found, folder)))
    if done.interrupted:
        return 130
    if done.broken:
        raise InputError(
            "the hunt",
            given="a process that died",
            admissible="enough memory for every process",
            repair="continue with --resume and fewer --jobs",
        )
    return exit_status(done, found)


@contextmanager
def _progress() -> Iterator[Callable[[HuntProgress], None] | None]:
    """Show on standard error what was seen so far, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda progress: bar.update(task, description=describe(progress))


def describe(progress: HuntProgress) -> str:
    """Return how far a hunt is, in one line.

    >>> describe(HuntProgress(instances=90, wanted=200, hypotheses=3, mutants=9, killed=4))
    'instances 90/200, 0.0/s; regions 0; hypotheses met 0/3; mutants killed 4/9; refuted 0'
    """
    end = "" if progress.wanted is None else f"/{progress.wanted}"
    parts = [
        f"instances {progress.instances}{end}, {progress.rate:.1f}/s",
        f"regions {len(progress.regions)}",
        f"hypotheses met {len(progress.met)}/{progress.hypotheses}",
        f"mutants killed {progress.killed}/{progress.mutants}",
        f"refuted {progress.refuted}",
    ]
    return "; ".join(parts)
