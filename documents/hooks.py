"""What MkDocs is told: help pages for docs/commands.md, pages that the menu does not name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from proofcheck.cli.main import COMMANDS, command

ROOT = Path(__file__).resolve().parents[1]
MARK = "<!-- help pages -->"


def on_config(config: Any) -> Any:
    """Add the pages of docs that the menu does not name, so that none is out of reach."""
    named = set(pages(config.nav))
    folder = Path(config.docs_dir)
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))
    more = [page for page in found if page not in named]
    if more:
        config.nav = [*config.nav, {"More": more}]
    return config


def pages(nav: Any) -> Iterator[str]:
    """Return the files that a menu names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict | list):
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from pages(entry)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the help pages of all commands in the place of the mark."""
    return markdown.replace(MARK, help_pages()) if MARK in markdown else markdown


def help_pages() -> str:
    """Return the help page of every command, as Markdown."""
    parts = []
    for name in sorted(COMMANDS):
        found = command(name)
        context = click.Context(
            found, info_name=f"proofcheck {name}", max_content_width=100, terminal_width=100
        )
        parts.append(f"## {name}\n\n```text\n{found.get_help(context)}\n```\n")
    return "\n".join(parts)
