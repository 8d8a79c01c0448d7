"""`proofcheck verify`: the independent checker."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.text import Text

from proofcheck.checker import Report, verify_file
from proofcheck.cli.options import json_option
from proofcheck.cli.screen import encodable, indented, show_on_screen, write_json
from proofcheck.core import InputError

NOT_PROVED, MALFORMED = 1, 2


@click.command()
@click.argument("certificates", nargs=-1, required=True, metavar="CERTIFICATE...")
@json_option()
def verify(certificates: tuple[str, ...], json_file: str | None) -> int:
    """Check certificates: what each claims, what it leans on, whether it is proved.

    The checker computes everything again in balls and trusts nothing of how it was found.

    Exit status: 0 all accepted, 1 not proved, 2 malformed.

    \b
    Example:
      proofcheck verify certificates/*.json
    """  # noqa: D301 - click wants the character
    status, rows = 0, []
    for name in certificates:
        try:
            report = verify_file(Path(name))
        except InputError as error:
            click.echo(encodable(f"Error: {name}: {error}"), err=True)
            rows.append({"file": name, "verdict": "malformed", "reason": str(error)})
            status = MALFORMED
            continue
        status = max(status, 0 if report.accepted else NOT_PROVED)
        rows.append({"file": name, "verdict": _verdict(report), **asdict(report)})
        if json_file != "-":
            _show(name, report)
    if json_file is not None:
        write_json({"certificates": rows}, json_file)
    return status


def _verdict(report: Report) -> str:
    return "accepted" if report.accepted else "not proved"


def _show(name: str, report: Report) -> None:
    style = "green" if report.accepted else "bold red"
    show_on_screen(
        Text.assemble(f"{name}: ", (_verdict(report), style), f", {report.reason}"),
        indented(f"claim:    {report.claim}"),
        *(indented(f"leans on: {fact}") for fact in report.leans_on),
    )
