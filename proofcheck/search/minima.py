"""Families of nondegenerate local minima with wanted B and D, by planted labels.

The residual solves: gradient = 0, D = 0 (where wanted), B = a wanted exact matrix. Scaling the
residual by a small c keeps the first two and the sign of the third, and makes the Hessian
2 J'J + 2 c sum_alpha r_alpha grad^2 f_alpha positive definite, because J has full column rank.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from proofcheck.arithmetic import Array
from proofcheck.arithmetic.linear import is_negative_definite, is_positive_definite
from proofcheck.core import Choices, Family, PrecisionError, Verdict
from proofcheck.networks import hessian
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import (
    ATTEMPTS,
    BIASES,
    LAMBDAS,
    LAYERS,
    ONLY_LAYER,
    OPEN_REGIONS,
    Recipe,
    draw_split,
    outgoing_sum,
    regions,
)
from proofcheck.search.split_instance import Conditions, SplitInstance, view_bits

Matrix = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Plan:
    """What B and D of the split neuron shall be.

    Attributes:
        B: "admissible" (definite with the sign that lambda asks for), "opposite" (definite with
            the other sign), "indefinite", or "definite without bias" (indefinite, but definite in
            the coordinates 1, ..., n_{l-1}).
        D_zero: D = 0 is planted; otherwise it is as it comes, with n_{l+1} >= 2.
    """

    B: str = "admissible"
    D_zero: bool = True


MOST_ATTEMPTS = 4 * ATTEMPTS
"""Networks that are drawn for one minimum; deep ones with biases often have none."""
POWERS = range(0, 64, 4)
"""Scalings 2^-power of the residual; definite at one, the Hessian is definite at all later ones."""


def draw_minimum(choices: Choices, region: str, digits: int, plan: Plan) -> SplitInstance:
    """Return a split network whose smaller network is at a nondegenerate local minimum.

    Raises:
        PrecisionError: none was found in a bounded number of attempts.
    """
    where, _, _ = region.split("; ")
    for _ in range(MOST_ATTEMPTS):
        instance = _attempt(choices, region, digits, plan, _sign(where, plan.B))
        if instance is not None:
            return instance
    raise PrecisionError(
        f"planted minimum in region {region!r}",
        given=f"{MOST_ATTEMPTS} attempts",
        admissible="a Jacobian of full column rank",
        repair="ask for a smaller network",
    )


def _sign(where: str, kind: str) -> int:
    inside = where in ("lambda inside", "lambda = 1/2", "lambda = 0", "lambda = 1")
    return (1 if inside else -1) * (-1 if kind == "opposite" else 1)


def _attempt(
    choices: Choices, region: str, digits: int, plan: Plan, sign: int
) -> SplitInstance | None:
    next_width = 1 if plan.D_zero else 2
    shape = Recipe(Conditions(D_zero=plan.D_zero, B=()), next_width, draw_B=WantedB(plan, sign))
    instance = draw_split(choices, region, digits, shape)
    factor = minimum_factor(instance)
    if factor is None:
        return None
    scaled = instance.scaled(factor)
    return scaled.judged(_met(scaled, plan))


@dataclass(frozen=True)
class WantedB:
    """How to draw a B of the plan's kind, times the sign."""

    plan: Plan
    sign: int

    def __call__(self, choices: Choices, size: int) -> Matrix:
        """Return the wanted B, shape (size, size), index 0 the bias."""
        root = [[choices.integer(-2, 2) for _ in range(size)] for _ in range(size)]
        r = np.array(root, dtype=object)
        square = r.dot(r.T) + np.array([[int(i == j) for j in range(size)] for i in range(size)])
        if self.plan.B in ("indefinite", "definite without bias") and size > 1:
            square[0, 0] = -choices.integer(1, 3)
        return tuple(tuple(Fraction(self.sign * int(v)) for v in row) for row in square)


def minimum_factor(instance: SplitInstance) -> Fraction | None:
    """Return a power of two that makes the small Hessian positive definite; None: none found."""
    view = instance.first
    bits = view_bits(instance.digits)
    with view.arithmetic.active():
        flat = hessian(view.values, view.arithmetic.zeros(view.values.samples))
        curved = view.hessian - flat

        def definite(power: int) -> bool:
            matrix = flat + curved * view.arithmetic.number(Fraction(1, 2**power))
            return is_positive_definite(matrix, bits) is Verdict.HOLDS

        guess = _guessed_power(
            view.arithmetic.approximate(flat), view.arithmetic.approximate(curved)
        )
        if guess < len(POWERS) and definite(POWERS[guess]):
            return Fraction(1, 2 ** POWERS[guess])
        if not definite(POWERS[-1]):
            return None
        return Fraction(1, 2 ** POWERS[bisect_left(POWERS, True, hi=len(POWERS) - 1, key=definite)])


def _guessed_power(flat: NDArray[np.float64], curved: NDArray[np.float64]) -> int:
    """Return the index of the first scaling that looks definite in float64; it decides nothing."""
    scale = 1 / np.sqrt(np.maximum(np.diag(flat), np.finfo(np.float64).tiny))
    flat, curved = scale[:, None] * flat * scale, scale[:, None] * curved * scale
    return bisect_left(POWERS, 0, key=lambda p: np.linalg.eigvalsh(flat + curved / 2.0**p)[0])


def _met(instance: SplitInstance, plan: Plan) -> Mapping[str, Verdict]:
    bits = view_bits(instance.digits)
    view = instance.first
    minimum = is_positive_definite(view.hessian, bits)
    admissible = is_positive_definite if _inside(instance.lam) else is_negative_definite
    boundary = instance.lam in (0, 1)
    return {
        "critical": Verdict.HOLDS,
        "alpha-plus-beta": Verdict.HOLDS,
        "nondegenerate": minimum,
        "isolated": minimum,
        "B-definite": Verdict.REFUTED if boundary else admissible(view.B, bits),
        "B-definite-printed": _printed_definite(instance, view.B, bits),
        "local-minimum": minimum,
        "D-zero": Verdict.HOLDS if plan.D_zero else _nonzero(instance, Verdict.REFUTED),
        "D-nonzero": Verdict.REFUTED if plan.D_zero else _nonzero(instance, Verdict.HOLDS),
        "outgoing-sum": Verdict.HOLDS if outgoing_sum(instance) else Verdict.REFUTED,
    }


def _printed_definite(instance: SplitInstance, B: Array, bits: int) -> Verdict:
    """Return whether B without its bias coordinate is definite as lambda asks."""
    first = int(instance.network.architecture.bias)
    admissible = is_positive_definite if _inside(instance.lam) else is_negative_definite
    return admissible(B[first:, first:], bits)


def _inside(lam: Fraction) -> bool:
    return 0 < lam < 1


def _nonzero(instance: SplitInstance, verdict: Verdict) -> Verdict:
    view = instance.first
    found = any(view.arithmetic.certainly_nonzero(value) for value in view.D.ravel())
    return verdict if found else Verdict.UNDECIDED


@dataclass(frozen=True)
class _Drawing:
    plan: Plan

    def __call__(self, choices: Choices, region: str, digits: int) -> SplitInstance:
        return draw_minimum(choices, region, digits, self.plan)


def first_instance(family: Family, digits: int) -> SplitInstance:
    """Return the first instance of a family: exactly stated, the same in every run.

    >>> first_instance(SHALLOW, 20).layer
    1
    """
    drawn = family.draw(SeededChoices(0, family.name, 0), family.regions[0], digits)
    if not isinstance(drawn, SplitInstance):
        raise TypeError(f"{family.name} draws no split networks")
    return drawn


MINIMA = Family("split minima, D = 0, B admissible", OPEN_REGIONS, _Drawing(Plan()))
"""Everything that the repaired Theorem 9 asks for."""

MINIMA_D_NONZERO = Family(
    "split minima, D not 0, B admissible",
    regions(LAMBDAS[:3], LAYERS[:2]),
    _Drawing(Plan(D_zero=False)),
)
"""The same without D = 0, which needs n_{l+1} >= 2."""

MINIMA_OPPOSITE = Family(
    "split minima, D = 0, B of the wrong sign", OPEN_REGIONS, _Drawing(Plan(B="opposite"))
)
"""lambda outside the interval that the sign of B asks for."""

MINIMA_INDEFINITE = Family(
    "split minima, D = 0, B indefinite",
    regions(LAMBDAS[:3], LAYERS, BIASES[:1]),
    _Drawing(Plan(B="definite without bias")),
)
"""B indefinite, although definite without its bias coordinate."""

MINIMA_BOUNDARY = Family(
    "split minima, lambda = 0 or 1", regions(LAMBDAS[3:], LAYERS), _Drawing(Plan())
)
"""lambda = 0 or 1, B positive definite, D = 0."""

MINIMA_BOUNDARY_NEGATIVE = Family(
    "split minima, lambda = 0 or 1, B negative definite",
    regions(LAMBDAS[3:], LAYERS),
    _Drawing(Plan(B="opposite")),
)
"""The same with B negative definite: the ends of the half lines lambda < 0 and lambda > 1."""

SHALLOW = Family(
    "split minima, one hidden layer", regions(LAMBDAS[:3], (ONLY_LAYER,)), _Drawing(Plan())
)
"""What Theorem 8 asks for."""

SHALLOW_OPPOSITE = Family(
    "split minima, one hidden layer, B of the wrong sign",
    regions(LAMBDAS[:3], (ONLY_LAYER,)),
    _Drawing(Plan(B="opposite")),
)
"""Theorem 8 with lambda on the wrong side."""

SHALLOW_INDEFINITE = Family(
    "split minima, one hidden layer, B indefinite",
    regions(LAMBDAS[:3], (ONLY_LAYER,), BIASES[:1]),
    _Drawing(Plan(B="definite without bias")),
)
"""Theorem 8 with B definite only without its bias coordinate."""

SHALLOW_BOUNDARY = Family(
    "split minima, one hidden layer, lambda = 0 or 1",
    regions(LAMBDAS[3:], (ONLY_LAYER,)),
    _Drawing(Plan()),
)
"""Theorem 8 at the ends of the interval."""
