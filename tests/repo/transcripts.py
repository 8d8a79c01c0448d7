"""Transcripts in documents: their commands, what they say is printed, and whether that agrees."""

from __future__ import annotations

import multiprocessing
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sources import ROOT

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED = re.compile(r"Save this as `([\w./-]+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A command with the output that the document shows."""

    line: str
    shown: str


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return [body for found, body in FENCE.findall(text) if found == language]


def commands(text: str) -> Iterator[Command]:
    """Return the commands of all console blocks, in order."""
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield Command(line, shown)


def in_order(text: str) -> Iterator[tuple[str, str] | Command]:
    """Return what a reader does from top to bottom: saves (name, content), or runs a command."""
    found = [(m.start(), [m.groups()]) for m in SAVED.finditer(text)]
    found += [(m.start(), list(commands(m[0]))) for m in FENCE.finditer(text)]
    for _, done in sorted(found, key=lambda pair: pair[0]):
        yield from done


def saved_files(text: str) -> dict[str, str]:
    """Return the files that the document asks the reader to save."""
    return dict(SAVED.findall(text))


def agrees(shown: str, printed: str) -> bool:
    """Return whether what is printed is what is shown: `...` is anything, seconds do not count."""
    pattern = "".join(_line_pattern(line) for line in _plain(shown).splitlines())
    return re.fullmatch(pattern, _plain(printed)) is not None


def _line_pattern(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*?"
    return re.escape(line).replace(re.escape("..."), ".*") + "\n"


def _plain(text: str) -> str:
    """Seconds, and the widths of columns that depend on them, are made equal."""
    text = re.sub(r"\d+(\.\d+)? s\b", "# s", text)
    text = re.sub(r"─+", "─", re.sub(r"[ \t]+", " ", text))
    return "".join(line.strip() + "\n" for line in text.strip().splitlines())


def run(command: Command, folder: Path) -> str:
    """Return what a command prints, with `proofcheck` meaning the one under test.

    A plain `proofcheck` command runs in a process forked from one that has imported everything.
    """
    first, *arguments = shlex.split(command.line)
    plain = first == "proofcheck" and not set(command.line) & set("|&;<>$`*?~\n")
    return _forked(arguments, folder) if plain else _in_bash(command, folder)


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["proofcheck.cli"])


def _forked(arguments: list[str], folder: Path) -> str:
    output = folder / ".output"
    process = FORKS.Process(target=_child, args=(arguments, str(folder), str(output)))
    process.start()
    process.join(300)
    if process.is_alive():
        process.kill()
        raise TimeoutError(f"proofcheck {shlex.join(arguments)}")
    return output.read_text(encoding="utf-8")


def _child(arguments: list[str], folder: str, output: str) -> None:
    os.chdir(folder)
    sys.argv = ["proofcheck", *arguments]
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(written, stream)
    from proofcheck.cli import main

    sys.exit(main(arguments))


def _in_bash(command: Command, folder: Path) -> str:
    tools = folder / ".tools"
    if not tools.exists():
        tools.mkdir()
        for name in ("proofcheck", "pytest"):
            (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {name} "$@"\n')
            (tools / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", command.line],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    return done.stdout
