"""`proofcheck replay`: evaluates a stored counterexample again."""

from __future__ import annotations

from pathlib import Path

import click

from proofcheck.cli.options import modules_option
from proofcheck.hunt.case_files import read_case
from proofcheck.hunt.messages import message
from proofcheck.hunt.replay import replay
from proofcheck.runner.discovery import discover


@click.command(name="replay")
@click.argument("file", type=click.Path(path_type=Path))
@modules_option()
def replay_command(file: Path, directories: tuple[Path, ...]) -> int:
    """Evaluate a stored counterexample again, from the exact values in its file.

    Exit status: 0 it is a counterexample, 1 it is none, or says something else than its file, 2 no
    such file, or no counterexample in it.

    \b
    Example:
      proofcheck replay .proofcheck/cases/lemma-12/0123456789abcdef.json
    """  # noqa: D301 - click wants the character
    data = read_case(file)
    found = replay(discover(directories), data)
    if not found.reproduces:
        click.echo(f"{data['statement']} DOES NOT REPRODUCE: {found.reason}")
        return 1
    click.echo(message(data, file.as_posix()))
    click.echo(f"reproduces: {found.reason}")
    return 0
