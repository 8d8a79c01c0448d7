"""Exact layers at which the two moves of constant loss are tried: dependent neurons, rank deficits.

Activations and weights are rational. In a layer with a dependent neuron its activation vector is a
combination of the others; with a rank deficit one row of the next weights is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from proofcheck.arithmetic.exact_linear import exact_nullspace, exact_rank
from proofcheck.core import Choices, Family, Outcome, Verdict, holds, refuted
from proofcheck.symbolic.claims import Formulas

Rows = list[list[Fraction]]
REGIONS = (
    "dependent neuron",
    "duplicated neuron",
    "dependent row",
    "zero weights",
    "equal rows",
)
CENTRE, RHO = Fraction(1, 2), Fraction(1, 2)


@dataclass(frozen=True)
class Deficient:
    """Weights v (m, n) of the next layer, its biases, and activations a (n, N) in (0, 1)."""

    v: Rows
    bias: list[Fraction]
    a: Rows
    label: str

    @property
    def met(self) -> Mapping[str, Verdict]:
        """Hypotheses of the construction; ranks are deficient by construction."""
        names = ("distinct", "biases", "wide", "non-increasing")
        return dict.fromkeys(names, Verdict.HOLDS)

    @property
    def labels(self) -> tuple[str, ...]:
        """The region."""
        return (self.label,)

    @cached_property
    def combination(self) -> list[Fraction]:
        """The last activation vector as a combination of the others (least squares is not needed).

        From the kernel of a': its vector with last entry -1.
        """
        kernel = exact_nullspace([[str(x) for x in column] for column in zip(*self.a, strict=True)])
        for column in kernel.T:
            entries = [Fraction(str(x)) for x in column]
            if entries[-1] != 0:
                return [-x / entries[-1] for x in entries[:-1]]
        raise ValueError("the last neuron does not depend on the others")

    @cached_property
    def directions(self) -> tuple[list[Fraction], list[Fraction], list[Fraction]]:
        """The vectors d, p, e: v d = 0, p'd = 1, e not in the column space of v."""
        d = [Fraction(str(x)) for x in exact_nullspace(_text(self.v))[:, 0]]
        k = next(i for i, x in enumerate(d) if x != 0)
        p = [1 / d[k] if i == k else Fraction(0) for i in range(len(d))]
        left = exact_nullspace(_text([list(c) for c in zip(*self.v, strict=True)]))
        return d, p, [Fraction(str(x)) for x in left[:, 0]]

    def to_json(self) -> dict[str, Any]:
        """Return the exact values."""
        return {"v": _text(self.v), "bias": [str(x) for x in self.bias], "a": _text(self.a)}


def _text(rows: Rows) -> list[list[str]]:
    return [[str(x) for x in row] for row in rows]


def preactivations(v: Rows, bias: list[Fraction], a: Rows) -> Rows:
    """Return v a + bias."""
    columns = list(zip(*a, strict=True))
    return [
        [b + sum((x * y for x, y in zip(row, c, strict=True)), Fraction(0)) for c in columns]
        for row, b in zip(v, bias, strict=True)
    ]


def draw_deficient(choices: Choices, region: str, _digits: int) -> Deficient:
    """Return a layer of the region; N >= 2 samples, the next layer is not wider."""
    n, samples = choices.integer(2, 4), choices.integer(2, 4)
    m = choices.integer(1, n) if region in (*REGIONS[:2], "zero weights") else choices.integer(2, n)
    a = [
        [choices.fraction(Fraction(1, 8), Fraction(7, 8), 8) for _ in range(samples)]
        for _ in range(n)
    ]
    v = [[choices.fraction(-2, 2, 2) for _ in range(n)] for _ in range(m)]
    if region == "dependent neuron":
        shares = [Fraction(choices.integer(1, 3)) for _ in range(n - 1)]
        a[-1] = [_mean(shares, [row[j] for row in a[:-1]]) for j in range(samples)]
    elif region == "duplicated neuron":
        a[-1] = list(a[0])
    elif region == "zero weights":
        v = [[Fraction(0)] * n for _ in range(m)]
    elif region == "equal rows":
        v[-1] = list(v[0])
    else:
        v[-1] = [-2 * x for x in v[0]]
    return Deficient(v, [choices.fraction(-1, 1, 2) for _ in range(m)], a, region)


def _mean(weights: list[Fraction], values: list[Fraction]) -> Fraction:
    pairs = zip(weights, values, strict=True)
    return sum((x * y for x, y in pairs), Fraction(0)) / sum(weights, Fraction(0))


DEFICIENT = Family("layers with a deficit, exact", REGIONS, draw_deficient)
NEURONS, ROWS = REGIONS[:2], REGIONS[2:]
TIMES = (Fraction(0), Fraction(1, 3), Fraction(1))


def neuron_is_freed(layer: Deficient, claim: Formulas) -> Outcome:
    """Move the last neuron's outgoing weights to the others; compare n^{l+1} at three times."""
    wanted = preactivations(layer.v, layer.bias, layer.a)
    for s in TIMES:
        moved = [
            [
                *(
                    x + claim["to others"](s) * c * row[-1]
                    for x, c in zip(row, layer.combination, strict=False)
                ),
                claim["kept"](s) * row[-1],
            ]
            for row in layer.v
        ]
        found = preactivations(moved, layer.bias, layer.a)
        if found != wanted:
            return _missed(layer, f"n(l+1) moves at s = {s}")
    return holds("n(l+1) stays, the last neuron is free")


def rank_is_raised(layer: Deficient, claim: Formulas) -> Outcome:
    """Make p'a constant within the image, then add e p' to the weights; n^{l+1} and rank."""
    d, p, e = layer.directions
    kappa = claim["constant"]
    along = [
        sum(x * row[j] for x, row in zip(p, layer.a, strict=True)) for j in range(len(layer.a[0]))
    ]
    x = [[di * (kappa - g) for g in along] for di in d]
    M = max(abs(entry) for row in x for entry in row)
    lam = 1 + 2 * M / RHO
    a = [
        [((lam - 1) * CENTRE + y + z) / lam for y, z in zip(row, added, strict=True)]
        for row, added in zip(layer.a, x, strict=True)
    ]
    v = [[lam * y for y in row] for row in layer.v]
    bias = [b - (lam - 1) * CENTRE * sum(row) for b, row in zip(layer.bias, layer.v, strict=True)]
    level = sum(pi * row[0] for pi, row in zip(p, a, strict=True))
    v = [
        [y + claim["step"] * ei * pi for y, pi in zip(row, p, strict=True)]
        for row, ei in zip(v, e, strict=True)
    ]
    bias = [b - claim["step back"] * ei * level for b, ei in zip(bias, e, strict=True)]
    if preactivations(v, bias, a) != preactivations(layer.v, layer.bias, layer.a):
        return _missed(layer, "n(l+1) moves")
    if not all(0 < entry < 1 for row in a for entry in row):
        return _missed(layer, "an activation leaves (0, 1)")
    if exact_rank(_text(v)) != exact_rank(_text(layer.v)) + 1:
        return _missed(layer, "the rank is not raised by one")
    return holds("n(l+1) stays, activations in the image, rank raised by one")


def _missed(layer: Deficient, what: str) -> Outcome:
    columns = [list(c) for c in zip(*layer.a, strict=True)]
    deficits = exact_rank(_text(columns)) < len(layer.a) or exact_rank(_text(layer.v)) < len(
        layer.v
    )
    return refuted(
        what,
        confirmed_by="fractions; the deficit by ranks" if deficits else "",
        witness=layer.to_json(),
    )
