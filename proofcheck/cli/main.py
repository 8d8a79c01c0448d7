"""The entry point: runs a command and turns what can go wrong into an exit status."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

import click

import proofcheck
from proofcheck.cli.certify import certify_command
from proofcheck.cli.check import check
from proofcheck.cli.escape import escape_command
from proofcheck.cli.export import export
from proofcheck.cli.figures import figures
from proofcheck.cli.hunt import hunt_command
from proofcheck.cli.listing import list_statements
from proofcheck.cli.new import new
from proofcheck.cli.replay import replay_command
from proofcheck.cli.report import report
from proofcheck.cli.showing import show
from proofcheck.cli.split import split_command
from proofcheck.cli.verify import verify
from proofcheck.core import ProofcheckError

BAD_INPUT, INTERRUPTED, BROKEN_PIPE = 2, 130, 141


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(proofcheck.__version__, prog_name="proofcheck")
def cli() -> None:
    """Re-check the proofs of a paper.

    \b
    Example:
      proofcheck check lemma-12     re-check one statement and what it leans on
      proofcheck show lemma-12      see its hypotheses, proof steps, evidence and mutants
    """  # noqa: D301 - click wants the character


cli.add_command(certify_command)
cli.add_command(check)
cli.add_command(escape_command)
cli.add_command(export)
cli.add_command(figures)
cli.add_command(hunt_command)
cli.add_command(list_statements)
cli.add_command(new)
cli.add_command(replay_command)
cli.add_command(report)
cli.add_command(show)
cli.add_command(split_command)
cli.add_command(verify)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of the command line: 0, 1, 2, 3 or 130, as the README says."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _invoke(given)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ProofcheckError as error:
        click.echo(f"Error: {error}", err=True)
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    finally:
        signal.signal(signal.SIGTERM, previous)


def _invoke(arguments: list[str]) -> int:
    with cli.make_context("proofcheck", arguments) as context:
        status: Any = cli.invoke(context)
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
