"""The measured part of `docs/operator-mutants.md`: `python -m campaigns.operator_mutants.document`.

Prints it from the stored results; with `--write` the document takes it over.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from campaigns.operator_mutants.campaign import Result
from campaigns.operator_mutants.reasons import Key, Reason, key, read_reasons
from campaigns.operator_mutants.report import WANTED, area, grouped, score, survivors, way
from campaigns.operator_mutants.stored import read
from proofcheck.core.replacing import write_whole

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "campaigns" / "operator-mutants.json"
DOCUMENT = ROOT / "docs" / "operator-mutants.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def measured(results: Sequence[Result], reasons: Mapping[Key, Reason]) -> str:
    """Return the counts and the survivors as Markdown."""
    return "\n".join([_totals(results, reasons), *_tables(results), *_survivors(results, reasons)])


def between_markers(text: str) -> str:
    """Return what stands between the two markers of a document."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def with_measured(text: str, new: str) -> str:
    """Return the document with another measured part."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{new}\n{END}{rest.partition(END)[2]}"


def _totals(results: Sequence[Result], reasons: Mapping[Key, Reason]) -> str:
    found, alive = score(results, reasons), len(survivors(results))
    others = found.total - found.equivalent
    return (
        f"**{found.killed} of {found.total} mutants are noticed, {found.percent:.1f} %** "
        f"({WANTED} % wanted); {alive} survive, {found.out_of_time} ran out of time. Without the "
        f"{found.equivalent} proved equivalent it is {found.killed} of {others}, "
        f"{found.percent_of_inequivalent:.1f} %."
    )


def _tables(results: Sequence[Result]) -> Iterator[str]:
    yield from _table("kind of operator", results, lambda result: result.mutant.kind)
    yield from _table("area", results, area)
    yield from _table("file", results, lambda result: f"`{result.mutant.file}`")
    yield from ["", "| noticed by | mutants |", "|---|---:|"]
    for name, members in grouped([r for r in results if r.killed], way):
        yield f"| {name} | {len(members)} |"


def _table(title: str, results: Sequence[Result], group: Callable[[Result], str]) -> Iterator[str]:
    yield from ["", f"| {title} | noticed | of |", "|---|---:|---:|"]
    for name, members in grouped(results, group):
        yield f"| {name} | {sum(r.killed for r in members)} | {len(members)} |"


def _survivors(results: Sequence[Result], reasons: Mapping[Key, Reason]) -> Iterator[str]:
    yield ""
    for result in survivors(results):
        mutant, reason = result.mutant, reasons.get(key(result.mutant))
        change = f"`{mutant.before}` to `{mutant.after}`"
        why = f"{reason.kind}: {reason.text}" if reason else "no reason given"
        yield f"* `{mutant.file}`, {mutant.where or 'the module'}: {change}. {_sentence(why)}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def main(arguments: Sequence[str]) -> int:
    """Print the measured part, or write it into the document."""
    new = measured(read(RESULTS)[0], read_reasons())
    if list(arguments) == ["--write"]:
        text = with_measured(DOCUMENT.read_text(encoding="utf-8"), new)
        write_whole(DOCUMENT, text)
    else:
        print(new)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
