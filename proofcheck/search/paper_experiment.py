"""The data of section 5.4 (p. 16): what NumPy's legacy generator with seed 22 draws."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from proofcheck.arithmetic import exact_from_float
from proofcheck.networks import SIGMOID, Architecture, Network
from proofcheck.search.teacher_minimum import Inputs, TeacherMinimum

SEED = 22
WEIGHT_RANGE = (-5, 5)
SAMPLES = 20
TEACHER_WIDTHS = (2, 5, 5, 1)
SMALL_WIDTHS = (2, 1, 1, 1)
NAME = "the experiment of section 5.4 (2-5-5-1 teacher, RandomState(22), no biases)"


@dataclass(frozen=True)
class Drawn:
    """The authors' random numbers, as exact binary values: teacher, inputs, start weights."""

    teacher: tuple[Fraction, ...]
    inputs: Inputs
    start: tuple[Fraction, ...]


def draw() -> Drawn:
    """Return the numbers in the order of the authors' program: teacher, inputs, start."""
    generator = np.random.RandomState(SEED)
    teacher = _draw_weights(generator, TEACHER_WIDTHS)
    inputs = generator.uniform(0, 1, (SAMPLES, TEACHER_WIDTHS[0]))
    rows = tuple(tuple(_exact(row)) for row in inputs)
    return Drawn(teacher, rows, _draw_weights(generator, SMALL_WIDTHS))


@lru_cache(maxsize=4)
def experiment(digits: int) -> TeacherMinimum:
    """Return the minimum of 2-1-1-1 that the paper's program finds; no network has biases."""
    drawn = draw()
    teacher = Architecture(TEACHER_WIDTHS, bias=False)
    return TeacherMinimum(
        NAME,
        Network.from_parameters(teacher, SIGMOID, drawn.teacher),
        drawn.inputs,
        Architecture(SMALL_WIDTHS, bias=False),
        drawn.start,
        digits,
    )


def _draw_weights(generator: Any, widths: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Return flat weights; the authors' matrices have shape (n_{l-1}, n_l)."""
    flat: list[Fraction] = []
    for below, above in pairwise(widths):
        flat += _exact(generator.uniform(*WEIGHT_RANGE, (below, above)).T.ravel())
    return tuple(flat)


def _exact(values: Any) -> list[Fraction]:
    return [exact_from_float(float(value)) for value in values]
