"""What Hypothesis is told: labels of regions as events, margins as targets."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite, log2

import numpy as np
from hypothesis import event, target
from hypothesis.errors import InvalidArgument

from proofcheck.core import Instance
from proofcheck.search.split_instance import SplitInstance


def report(instance: Instance) -> None:
    """Tell Hypothesis the labels of an instance; `--hypothesis-show-statistics` prints them."""
    for label in instance.labels:
        event(label)


def margin(instance: SplitInstance) -> float:
    """Return how near H is to a singular matrix: log2 of largest over smallest |eigenvalue|.

    Exactness: approximate; it may direct a search and decides nothing.
    """
    view = instance.first
    matrix = view.arithmetic.approximate(view.hessian)
    sizes = np.abs(np.linalg.eigvalsh((matrix + matrix.T) / 2))
    if not sizes.max() > 0 or not sizes.min() > 0:
        return 0
    return log2(sizes.max() / sizes.min())


def aim(instance: SplitInstance) -> None:
    """Make Hypothesis look for instances whose Hessian is nearly singular.

    A test that draws two instances aims at the first one.
    """
    aim_at(margin(instance), "bits lost in the Hessian")


def aim_at(value: float, label: str) -> None:
    """Tell Hypothesis a number to make large; one that is not finite, or not the first, is not."""
    if isfinite(value):
        with suppress(InvalidArgument):
            target(value, label=label)
