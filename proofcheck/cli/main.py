"""The entry point: runs a command and turns what can go wrong into an exit status."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import Any

import click

import proofcheck
from proofcheck.core import ProofcheckError

BAD_INPUT, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
COMMANDS = {
    "certify": "certify:certify_command",
    "check": "check:check",
    "escape": "escape:escape_command",
    "export": "export:export",
    "figures": "figures:figures",
    "hunt": "hunt:hunt_command",
    "list": "listing:list_statements",
    "new": "new:new",
    "replay": "replay:replay_command",
    "report": "report:report",
    "show": "showing:show",
    "split": "split:split_command",
    "verify": "verify:verify",
}
"""Every command, with the module beside this one and the name that it has there."""


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of this name, or None."""
        return command(cmd_name) if cmd_name in COMMANDS else None


def command(name: str) -> click.Command:
    """Return a command.

    >>> command("verify").name
    'verify'
    """
    module, _, attribute = COMMANDS[name].partition(":")
    found: click.Command = getattr(import_module(f"proofcheck.cli.{module}"), attribute)
    return found


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(proofcheck.__version__, prog_name="proofcheck")
def cli() -> None:
    """Re-check the proofs of a paper.

    \b
    Example:
      proofcheck check lemma-12     re-check one statement and what it leans on
      proofcheck show lemma-12      see its hypotheses, proof steps, evidence and mutants
    """  # noqa: D301 - click wants the character


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
