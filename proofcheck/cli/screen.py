"""The screen: text of 100 columns, with colour on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from proofcheck.runner.store import write_atomically

WIDTH = 100
COLOURS = {
    "refuted": "bold red",
    "undecided": "yellow",
    "cited": "magenta",
    "sampled": "cyan",
    "settled": "green",
    "holds": "green",
}


def show_on_screen(*parts: RenderableType) -> None:
    """Print parts on standard output, without trailing blanks."""
    console = _console()
    with console.capture() as captured:
        console.print(Group(*parts))
    text = "\n".join(line.rstrip() for line in captured.get().splitlines())
    click.echo(encodable(text))


def encodable(text: str) -> str:
    """Return text with what UTF-8 cannot encode (lone surrogates) escaped, as JSON does it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _console() -> Console:
    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(
        width=WIDTH, color_system=None, force_terminal=False, highlight=False, emoji=False
    )


def heading(text: str) -> Text:
    """Return a heading, with an empty line before it."""
    return Text(f"\n{text}", style="bold")


def indented(text: str | Text, by: int = 2) -> Padding:
    """Return text that keeps its indentation when it is wrapped."""
    return Padding(text if isinstance(text, Text) else Text(text), (0, 0, 0, by))


def place(page: int, source: str | None = None) -> str:
    """Return where in a text something stands; a text without pages has page 0.

    >>> place(12), place(5, "Kawaguchi 2016"), place(0)
    ('p. 12', 'Kawaguchi 2016, p. 5', 'no page')
    """
    known = [source] if source else []
    known += [f"p. {page}"] if page else []
    return ", ".join(known) or "no page"


def coloured(status: str) -> Text:
    """Return the word of a status or verdict in its colour."""
    return Text(status, style=COLOURS.get(status, "dim"))


def write_json(data: Any, target: str) -> None:
    """Write an object as JSON to a file, or to standard output for `-`.

    Raises:
        InputError: the file cannot be written.
    """
    text = encodable(json.dumps(data, indent=2, ensure_ascii=False))
    if target == "-":
        click.echo(text)
    else:
        write_atomically(Path(target), text + "\n", what="the JSON file")


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show progress on standard error while the block runs, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
