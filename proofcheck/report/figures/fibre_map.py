"""The whole fibre: which outgoing weights p of the twin give local minima, and which saddles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from proofcheck.core import Budget, Computation, InputError, Outcome, Statement, Verdict
from proofcheck.report.figures.drawing import GOLD, GREEN, GREY, RED, Drawn, drawn

Place = tuple[Fraction, Fraction]
"""(a, b): p = a v + b v', v' the vector v turned by a right angle; lambda = a where b = 0."""

ALONG = tuple(Fraction(k, 4) for k in range(-4, 9))
BESIDE = tuple(Fraction(1, 2**k) for k in range(6, 2, -1))
ACROSS = (*(-b for b in reversed(BESIDE)), Fraction(0), *BESIDE)
DIGITS = 30
LOOKS = {
    Verdict.HOLDS: ("local minimum", GREEN, "o"),
    Verdict.REFUTED: ("saddle", RED, "x"),
    Verdict.UNDECIDED: ("neither proved", GOLD, "D"),
}


def fibre_map(statement: Statement) -> Drawn:
    """Return the map of the fibre over p, every point decided by a check of the statement."""
    found = verdicts(statement)
    counts = {look: sum(v is look for v in found.values()) for look in LOOKS}

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for verdict, (word, colour, marker) in LOOKS.items():
            places = [place for place, v in found.items() if v is verdict]
            across = [float(a) for a, _ in places]
            axes.plot(
                *(across, [ACROSS.index(b) for _, b in places]),
                marker,
                color=colour,
                label=f"{word} ({counts[verdict]})",
            )
        axes.axhline(ACROSS.index(Fraction(0)), color=GREY, linewidth=0.8, zorder=0)
        axes.set_yticks(range(len(ACROSS)), [str(b) for b in ACROSS])
        axes.set(xlabel="a (lambda, where b = 0)", ylabel="b (rows, not to scale)")
        axes.set_title("the fibre over p = a v + b v'")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, frameon=False)

    inside, outside = _on_the_line(found)
    return drawn(
        "fibre-p",
        "The whole fibre: which shares p of the outgoing weights give local minima",
        "A grid of points (a, b) for p = a v + b v', where v' is v turned by a right angle: circles"
        " are proved local minima, crosses proved saddles, diamonds neither. On the line b = 0,"
        f" which is that of lambda, {inside} points between 0 and 1 are minima, {outside} outside"
        f" are saddles. {_far_words(found)}",
        f"{statement.id}, step off-the-line: a planted minimum with D = 0 and two neurons in the"
        f" next layer. At each point the Hessian across the fibre is enclosed by balls of {DIGITS}"
        " digits and proved positive definite (then the point is a local minimum, by the step"
        " minimum) or negative in a direction. Points come in pairs of one network with its two"
        " neurons exchanged, (a, b) and (1 - a, -b), of which one is computed",
        draw,
        (6.4, 4.2),
    )


def verdicts(statement: Statement) -> dict[Place, Verdict]:
    """Return at each place whether it is proved a minimum (holds) or a saddle (refuted).

    Raises:
        InputError: the statement has no such check.
    """
    check = _check(statement)
    found = {place: _decided(check, place) for place in _halves()}
    return {(a, b): found[(a, b) if b >= 0 else (1 - a, -b)] for b in ACROSS for a in ALONG}


def _halves() -> Iterator[Place]:
    """Yield the places with b >= 0: one of the two of each network, on the line both."""
    yield from ((a, b) for b in ACROSS for a in ALONG if b >= 0)


def _decided(check: Computation, place: Place) -> Verdict:
    outcome: Outcome = check.run(Budget(DIGITS, 0, 0), {"p": _weights(*place)})
    confirmed = outcome.verdict is not Verdict.REFUTED or outcome.confirmed_by
    return outcome.verdict if confirmed else Verdict.UNDECIDED


def _weights(a: Fraction, b: Fraction) -> Any:
    def p(v: Any, arithmetic: Any) -> Any:
        turned = np.array([-v[1], v[0]], dtype=object)
        return v * arithmetic.number(a) + turned * arithmetic.number(b)

    return p


def _on_the_line(found: Mapping[Place, Verdict]) -> tuple[int, int]:
    line = [(a, v) for (a, b), v in found.items() if b == 0]
    inside = sum(v is Verdict.HOLDS for a, v in line if 0 < a < 1)
    outside = sum(v is Verdict.REFUTED for a, v in line if not 0 <= a <= 1)
    return inside, outside


def _far_words(found: Mapping[Place, Verdict]) -> str:
    far = [v for (_, b), v in found.items() if abs(b) == BESIDE[-1]]
    minima = sum(v is Verdict.HOLDS for v in far)
    return f"In the two rows farthest from the line {minima} of {len(far)} points are minima."


def _check(statement: Statement) -> Computation:
    for step in statement.steps:
        for check in step.checks:
            if step.id == "off-the-line" and isinstance(check, Computation):
                return check
    raise InputError(
        f"statement for the map of the fibre, {statement.id}",
        given="no computation in a step off-the-line",
        admissible="beyond-whole-fibre",
        repair="name the installed module",
    )
