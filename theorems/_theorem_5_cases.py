"""Theorem 5: exact cases for two inferences that are printed with another meaning than intended."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import sympy

from proofcheck.arithmetic import Symbolic
from proofcheck.arithmetic.exact_linear import exact_rank
from proofcheck.core import Budget, Cause, Outcome, holds, refuted, undecided
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass, loss
from proofcheck.symbolic.claims import Formulas

STEP = Fraction(1001, 1000)
"""exp of the unit in which weights of layer 1 are moved: about 0.001."""
TOTAL = Fraction(1, 1000)


def spanning_after_a_change(_budget: Budget, claim: Formulas) -> Outcome:
    """Start 1-2-1 sigmoid at w = 0, inputs 0 and 1; move the weights of the claimed layer only.

    Neuron k of layer 1 then has the odds 1 and STEP^(k m), m = 1 if layer 1 moves and else 0.
    """
    moved = int(claim["layer"] == 1)
    odds = [[Fraction(1), STEP ** (k * moved)] for k in (1, 2)]
    activations = [[str(o / (1 + o)) for o in row] for row in odds]
    rank = exact_rank(activations)
    if rank == len(odds):
        return holds("the activation vectors of layer 1 span R^2")
    again = sympy.Matrix([[sympy.Rational(a) for a in row] for row in activations]).rank()
    return refuted(
        f"moving layer {claim['layer']} leaves rank {rank} of the activations of layer 1",
        confirmed_by="SymPy's rank" if again == rank else "",
        witness={"widths": "1-2-1", "w": "0", "inputs": [0, 1], "moved": claim["layer"]},
    )


def dense_is_almost_everything(_budget: Budget, claim: Formulas) -> Outcome:
    """Look at the claimed starts in (0, 1): near every number, and in what total length.

    The k-th of countably many lies in an interval of length TOTAL / 2^k.
    """
    if claim["starts"] != "rational":
        return holds("all but a set of measure zero")
    near = all(_is_near(Fraction(1, 10**power)) for power in (1, 6, 30))
    ratio = Fraction(1, 2)
    length = TOTAL * ratio / (1 - ratio)
    partial = sum((TOTAL / 2**j for j in range(1, 40)), Fraction(0))
    if not near or length >= 1:
        return undecided(Cause.PRECISION, "no counterexample")
    return refuted(
        f"a rational lies within every epsilon of any start; all of them fit into length {length}",
        confirmed_by="partial sums" if length - partial == TOTAL / 2**39 else "",
        witness={"starts": "rational numbers in (0, 1)", "length": str(length)},
    )


def _is_near(epsilon: Fraction) -> bool:
    """Return whether a rational lies within epsilon of 1/sqrt(2), compared by squares."""
    scale = 2 * int(1 / epsilon)
    found = Fraction(isqrt(scale * scale // 2), scale)
    return 2 * (found - epsilon) ** 2 < 1 < 2 * (found + epsilon) ** 2


def outputs_where_the_path_starts(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare z, the outputs of 1-2-1 at the claimed parameters, with those at w'.

    At w the hidden neurons have weights 0 and v = (1, 0); w' moves the weights of layer 1, so that
    the odds of neuron 1 at the inputs 0 and 1 are 1 and STEP.
    """
    moved = [o / (1 + o) for o in (Fraction(1), STEP)]
    z = moved if claim["at"] == "w'" else [Fraction(1, 2)] * 2
    if z == moved:
        return holds("f_Gamma(0) = z = f(w')")
    again = [1 / (1 + 1 / o) for o in (Fraction(1), STEP)]
    return refuted(
        f"f_Gamma(0) = z is ({', '.join(map(str, z))}), f(w') is ({', '.join(map(str, moved))})",
        confirmed_by="inverse odds" if again != z else "",
        witness={"widths": "1-2-1", "v": [1, 0], "inputs": [0, 1], "exp of the weight": str(STEP)},
    )


def a_path_ends_below(_budget: Budget, claim: Formulas) -> Outcome:
    """Ask for a path that ends below the loss of 1-2-1 at w = 0, inputs 0 and 1, any labels.

    The network has a wide layer, N = 2: by Theorem 5 there are paths to loss 0 from near w.
    """
    shape = Architecture((1, 2, 1))
    network = Network.from_parameters(shape, SIGMOID, [0] * shape.parameter_count)
    value = loss(forward_pass(network, [[0], [1]], Symbolic()), list(claim["labels"]))
    if value > 0:
        return holds(f"the loss is {value}, and paths from nearby end at 0")
    squares = sum(Fraction(y) ** 2 for y in claim["labels"])
    return refuted(
        f"the loss is {value}, a global minimum: a sum of squares is nowhere below 0",
        confirmed_by="squares of the labels" if squares == 0 else "",
        witness={"widths": "1-2-1", "w": "0", "inputs": [0, 1], "labels": list(claim["labels"])},
    )


def starts_are_wide(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare two definitions of "extremely wide" on all widths and numbers of samples up to 6."""
    for samples in range(1, 7):
        for width in range(1, 7):
            if claim["given"](width, samples) and not claim["needed"](width, samples):
                return refuted(
                    f"{width} neurons, {samples} samples: extremely wide, but not enough",
                    confirmed_by="sets of widths" if _not_within(claim, samples) else "",
                    witness={"width": width, "samples": samples},
                )
    return holds("every extremely wide layer is wide enough, up to 6")


def _not_within(claim: Formulas, samples: int) -> bool:
    """Return whether the set of widths that are given is no part of the set of those needed."""
    given, needed = (
        {width for width in range(1, 2 * samples + 6) if claim[name](width, samples)}
        for name in ("given", "needed")
    )
    return not given <= needed
