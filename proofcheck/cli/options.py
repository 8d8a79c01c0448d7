"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from proofcheck.runner.store import check_writable

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def modules_option() -> Decorator:
    """Return the option `--modules DIR`, which may be given several times."""
    return click.option(
        "--modules",
        "directories",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="DIR",
        help="A further directory of theorem modules.",
    )


def json_option() -> Decorator:
    """Return the option `--json FILE`, with `-` for standard output."""
    return click.option(
        "--json",
        "json_file",
        callback=_writable,
        metavar="FILE",
        help="Write JSON; `-` for standard output, then nothing else is printed there.",
    )


def _writable(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value not in (None, "-"):
        check_writable(Path(str(value)), what="the JSON file")
    return value
