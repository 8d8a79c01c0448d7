"""Messages about counterexamples: fields in a fixed order, the first line for grep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARGIN = 15


def message(case: Mapping[str, Any], path: str) -> str:
    """Return the message of a case, with the file that replays it."""
    lines = [headline(case)]
    for name, text in _fields(case, path):
        lines.append(f"  {name:<{MARGIN - 2}}{text}")
    return "\n".join(lines)


def headline(case: Mapping[str, Any]) -> str:
    """Return the first line: what is refuted, and where.

    >>> headline({"statement": "lemma-12", "mutant": None, "step": "blocks", "detail": "1 != 2"})
    'lemma-12 REFUTED: step blocks: 1 != 2'
    """
    what = f"step {case['step']}" if case["mutant"] is None else f"mutant {case['mutant']}"
    return f"{case['statement']} REFUTED: {what}: {case['detail']}"


def _fields(case: Mapping[str, Any], path: str) -> list[tuple[str, str]]:
    changed = "" if case["mutant"] is None else f", changed: {case['change']}"
    fields = [("expected", f"{case['claim']}{changed}; p. {case['page']}")]
    if case.get("sides"):
        fields.append(("left, right", ", ".join(case["sides"])))
    if case.get("hypotheses"):
        words = (f"{name}: {word}" for name, word in case["hypotheses"].items())
        fields.append(("hypotheses", "; ".join(words)))
    return [
        *fields,
        ("case", summary(case)),
        ("confirmed", ", ".join(f"{name}: yes" for name in case["confirmed"]) or "no"),
        ("replay", f"proofcheck replay {path}"),
        ("check first", _suspects(case)),
    ]


def summary(case: Mapping[str, Any]) -> str:
    """Return a case in one line: architecture, samples, alpha and beta, or the point.

    >>> summary({"instance": {"architecture": "1-2-1", "inputs": [[1]], "alpha": "2"}, "shrunk": 1})
    '1-2-1, 1 samples, alpha=2, smallest found'
    """
    values = case.get("instance")
    if values is None:
        point = case.get("witness") or {}
        text = ", ".join(f"{name}={value}" for name, value in list(point.items())[:6])
        return text[:120] or case["detail"][:120]
    parts = [str(values["architecture"])] if "architecture" in values else []
    if isinstance(values.get("inputs"), list):
        parts.append(f"{len(values['inputs'])} samples")
    parts += [f"{name}={values[name]}" for name in ("alpha", "beta") if name in values]
    if not parts:
        parts = [f"{name}={value}" for name, value in values.items()]
    found = "smallest found" if case.get("shrunk") else "as it was drawn"
    return ", ".join([", ".join(parts)[:120], found])


def _suspects(case: Mapping[str, Any]) -> str:
    parts = [f"transcription of step {case['step']}, p. {case['page']}", "index order"]
    if case.get("region"):
        parts.append(f'region "{case["region"]}"')
    return "; ".join(parts)
