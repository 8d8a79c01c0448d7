"""Lemmas 17, 18 and 19 (p. 19-20, 27): what one layer does so that the next moves as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import arb

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.networks import Activation


@dataclass(frozen=True, eq=False)
class Lift:
    """Lemma 19's answer: incoming weights of layer l+1 and activations of layer l.

    Attributes:
        scale: lambda(t) = 1 + 2 M / rho, M the largest entry of |x|, x = W^{-1} (n(t) - n(0)).
        weights: lambda w, in column 0 (if there are biases) w_0 - (lambda - 1) a0 w 1.
        activations: ((lambda - 1) a0 + a + (x; 0)) / lambda, shape (n_l, N).

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> Lift(3, q.array([[0, 6]]), q.array([["1/2"]])).weights  # 3 times the weight 2
    array([[0, 6]], dtype=object)
    """

    scale: Any
    weights: Array
    activations: Array


def lemma_17_weights(
    weights: Array, inverse: Array, rows: Sequence[int], change: Array, arithmetic: Arithmetic
) -> Array:
    """Return w + (n(t) - n(0)) A^{-1}, zero columns added at the sources that A leaves out.

    Args:
        weights: w of layer l*+1, shape (n, n_{l*} + 1), the bias in column 0.
        inverse: A^{-1}, A the activation vectors of the chosen sources, shape (N, N).
        rows: the columns of `weights` that belong to the rows of A (from 0).
        change: n(t) - n(0), shape (n, N).
        arithmetic: inside `arithmetic.active()`.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> w, change = q.array([[0, 1, 1]]), q.array([[2, 4]])  # A: the rows (1, 0) and (0, 2)
    >>> lemma_17_weights(w, q.array([[1, 0], [0, "1/2"]]), [0, 2], change, q)
    array([[2, 1, 3]], dtype=object)
    """
    moved = weights.copy()
    moved[:, list(rows)] = weights[:, list(rows)] + arithmetic.matmul(change, inverse)
    return moved


def lemma_18_preactivations(
    activation: Activation, activations: Array, arithmetic: Arithmetic
) -> Array:
    """Return sigma^{-1}(a(t)), elementwise; a(t) has to lie in the open image.

    >>> import sympy
    >>> from proofcheck.arithmetic import Symbolic
    >>> from proofcheck.networks import SIGMOID
    >>> lemma_18_preactivations(SIGMOID, Symbolic().array([["2/3"]]), Symbolic())
    array([[log(2)]], dtype=object)
    """
    if activation.inverse is None:
        raise TypeError(f"activation {activation.name} has no inverse")
    return activation.inverse(arithmetic, activations)


def lemma_19_lift(
    weights: Array,
    activations: Array,
    inverse: Array,
    columns: Sequence[int],
    change: Array,
    reference: tuple[Fraction, Fraction],
    bias: bool,
    arithmetic: Arithmetic,
) -> Lift:
    """Return weights of layer l+1 and activations of layer l whose product moves by n(t) - n(0).

    Activations stay in the open image: (lambda - 1) a0 + x lies within |x| <= M = (lambda - 1)
    rho / 2 of (lambda - 1) a0, so a(t) is a convex combination of a and of a point of
    [a0 - rho/2, a0 + rho/2].

    Args:
        weights: (w_0, w) of layer l+1, shape (n_{l+1}, n_l + 1) (n_l without biases).
        activations: a of layer l, shape (n_l, N), in the open image.
        inverse: W^{-1}, W the chosen columns of w, shape (n_{l+1}, n_{l+1}).
        columns: the neurons of layer l that W belongs to (from 1).
        change: n(t) - n(0) of layer l+1, shape (n_{l+1}, N).
        reference: a0 and rho, see `reference_point`.
        bias: whether there are biases; without them a0 is 0.
        arithmetic: inside `arithmetic.active()`.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> w, a, inverse = q.array([[0, 1]]), q.array([["1/2"]]), q.array([[1]])
    >>> centre = Fraction(1, 2), Fraction(1, 2)
    >>> lift = lemma_19_lift(w, a, inverse, [1], q.array([[1]]), centre, True, q)
    >>> lift.scale, lift.weights, lift.activations  # -2 + 5 (7/10) = 1/2 + 1
    (5, array([[-2, 5]], dtype=object), array([[7/10]], dtype=object))
    """
    a0, rho = map(arithmetic.number, reference)
    x = arithmetic.matmul(inverse, change)
    excess = 2 * largest(abs(x)) / rho
    scale = 1 + excess
    moved = activations + excess * a0
    places = [column - 1 for column in columns]
    moved[places] = moved[places] + x
    scaled = weights * scale
    if bias:
        scaled[:, 0] = weights[:, 0] - weights[:, 1:].sum(axis=1) * (excess * a0)
    return Lift(scale, scaled, moved / scale)


def largest(entries: Array) -> Any:
    """Return the largest entry; of balls an enclosure of the maximum.

    >>> import numpy as np
    >>> largest(np.array([[1, 3], [2, 0]], dtype=object))
    3
    """
    return reduce(_larger, entries.ravel().tolist())


def _larger(x: Any, y: Any) -> Any:
    return x.max(y) if isinstance(x, arb) else max(x, y)
