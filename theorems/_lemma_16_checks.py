"""Lemma 16 on instances: what the certified start claims, and where its hypotheses fail."""

from __future__ import annotations

from typing import Any

import sympy

from proofcheck.arithmetic.exact_linear import exact_rank
from proofcheck.core import Budget, Cause, Outcome, holds, refuted, undecided
from proofcheck.networks import Network
from proofcheck.paths import (
    activation_vectors,
    independent_rows,
    inverse_defect,
    is_regular,
)
from proofcheck.symbolic.claims import Formulas
from theorems._path_instances import PathInstance


def within_epsilon(instance: PathInstance, claim: Formulas) -> Outcome:
    """Compare |w' - w| with the claimed part of epsilon, in fractions."""
    start = instance.path.start
    bound = claim["part"] * start.epsilon
    if start.distance_squared < bound**2:
        return holds("the start lies within epsilon")
    pairs = zip(start.network.parameters, start.original.parameters, strict=True)
    again = sum((sympy.Rational(str(x - y)) ** 2 for x, y in pairs), sympy.Integer(0))
    return refuted(
        f"|w' - w|^2 = {start.distance_squared}",
        confirmed_by="SymPy's rationals" if again >= sympy.Rational(str(bound)) ** 2 else "",
        witness=instance.to_json(),
    )


def spanning(instance: PathInstance, claim: Formulas) -> Outcome:
    """Prove that 1 and the activation vectors of the wide layer span R^N, or refute it by counting.

    Neurons with equal incoming weights have equal activation vectors: fewer than N - 1 different
    ones cannot span R^N together with 1.
    """
    start = instance.path.start
    network: Network = claim["at"](start)
    samples = len(start.inputs)
    different = len(set(network.weights[start.layer - 1]))
    if different + 1 < samples:
        again = {tuple(map(str, row)) for row in network.weights[start.layer - 1]}
        return refuted(
            f"{different} different neurons and 1, {samples} samples",
            confirmed_by="a count of the written weights" if len(again) == different else "",
            witness=instance.to_json(),
        )
    return _certified(network, instance)


def _certified(network: Network, instance: PathInstance) -> Outcome:
    bits = instance.bits
    a = activation_vectors(network, instance.path.start.inputs, instance.path.start.layer, bits)
    rows = independent_rows(a, bits)
    defect = None if rows is None else inverse_defect(a[rows], bits)
    if defect is None:
        return undecided(Cause.PRECISION, f"rank not proved at {bits} bits")
    return holds(f"|X A - I| < 1 at {bits} bits")


def full_rank(instance: PathInstance, claim: Formulas) -> Outcome:
    """Decide exactly whether the weight matrices of the claimed layers have full rank."""
    start = instance.path.start
    network: Network = claim["at"](start)
    for layer in range(start.layer + 2, network.architecture.depth + 1):
        rows = [row[1:] for row in network.weights[layer - 1]]
        columns = [c - 1 for c in start.columns[layer]]
        if not is_regular(rows, columns) and exact_rank(rows) < len(rows):
            return refuted(
                f"w^{layer} has rank {exact_rank(rows)} of {len(rows)}",
                confirmed_by="SymPy's rank" if _rank(rows) < len(rows) else "",
                witness=instance.to_json(),
            )
    return holds("all later weight matrices have full rank")


def _rank(rows: Any) -> int:
    return int(sympy.Matrix([[sympy.Rational(str(x)) for x in row] for row in rows]).rank())


def one_neuron(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare the rank of stated exact activation vectors with the number of samples."""
    rows = claim["rows"]
    (samples,) = {len(row) for row in rows}
    rank = exact_rank(rows)
    if rank == samples:
        return holds(f"rank {rank} for {samples} samples")
    return refuted(
        f"rank {rank} for {samples} samples",
        confirmed_by="SymPy's rank" if _rank(rows) < samples else "",
        witness={"rows": rows},
    )


E, B = sympy.symbols("E B", positive=True)


def sigmoid(factor: Any) -> Any:
    """Return the sigmoid at z, exp(-z) = factor."""
    return 1 / (1 + factor)


def tanh(factor: Any) -> Any:
    """Return the hyperbolic tangent at z, exp(-2z) = factor."""
    return (1 - factor) / (1 + factor)


def without_biases(claim: Formulas) -> Formulas:
    """Compare activations at z and -z for the claimed bias, in units of ln 2: exp(-b) = 2^-b."""
    b = sympy.Rational(1, 2) ** claim["bias"]
    return {
        "tanh is odd": tanh(b * E) + tanh(b / E),
        "tanh(0) = 0": tanh(b),
        "sigmoid at z, -z and 0": sigmoid(b * E) + sigmoid(b / E) - 2 * sigmoid(b),
    }
