"""Appendix B on gamma (p. 29-30): sizes of the parameter spaces, the shape of v, an index."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic import Balls, Multiprecision
from proofcheck.arithmetic.ball import ball_text
from proofcheck.core import (
    Budget,
    Cause,
    Computation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Step,
    holds,
    instances,
    refuted,
    scope,
    undecided,
)
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass
from proofcheck.search.compare import equal
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities

before, own, after, rest, M = sympy.symbols("n_{l-1} n_l n_{l+1} rest M", positive=True)

COUNTS: Formulas = {
    "M": rest + own * (before + 1) + after * (own + 1),
    "larger": M + before + after + 1,
    "w-bar": M - before - after - 1,
}
"""M (p. 29), M' and the dimension of w-bar (p. 30), for networks with biases.

`rest` stands for the weights that do not touch layer l.
"""


def parameter_counts(claim: Formulas) -> Formulas:
    """Compare M' and the dimension of w-bar with what M, as a function of n_l, makes of them."""
    small, moved = claim["M"], (before + 1) + after
    return {
        "M'": small.subs(own, own + 1) - claim["larger"].subs(M, small),
        "w-bar": small - moved - claim["w-bar"].subs(M, small),
    }


def compare_counts(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the counts with the sizes of the two parameter vectors and of w-bar."""
    basis, widths, layer = instance.basis, instance.network.architecture.widths, instance.layer
    sizes = [np.array(rows, dtype=object).size for rows in instance.network.weights]
    values = {
        M: basis.small.parameter_count,
        before: widths[layer - 1],
        own: widths[layer],
        after: widths[layer + 1],
        rest: sum(sizes[: layer - 1]) + sum(sizes[layer + 1 :]),
    }

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        counted = {
            "M": basis.small.parameter_count,
            "larger": len(view.wide_gradient),
            "w-bar": len(basis.small_w),
        }
        for name, size in counted.items():
            claimed = view.arithmetic.number(int(claim[name].subs(values)))
            yield name, view.arithmetic.number(size), claimed

    return equal(instance, sides)


LAYERS_OF = {"u": 0, "v": 1}
"""Where the two arrays of weights of layer l = 1 stand: into the layer, and out of it."""


def shape_of_weights(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare the shape of [u_{p,i}] or of [v_{s,q}] in 3-2-4-1 with biases with the claim, l = 1.

    Each row is one neuron with its bias first: M' and the dimension of w-bar count all entries.
    """
    architecture = Architecture((3, 2, 4, 1))
    network = Network.from_parameters(architecture, SIGMOID, [1] * architecture.parameter_count)
    for name, wanted in claim.items():
        place = LAYERS_OF[name]
        shape = np.array(network.weights[place], dtype=object).shape
        claimed = wanted(*architecture.widths[place : place + 2])
        if shape != claimed:
            rows, columns = architecture.widths[place + 1], architecture.sources(place + 1)
            return refuted(
                f"3-2-4-1 with biases, l = 1: {name} has shape {shape}, not {claimed}",
                confirmed_by="widths, and one more for the bias"
                if (rows, columns) == shape
                else "",
                witness={"architecture": "3-2-4-1 with biases", "layer": 1},
            )
    return holds(f"3-2-4-1 with biases: {', '.join(claim)} as claimed")


def target_of_a_weight(_budget: Budget, claim: Formulas) -> Outcome:
    """Look for the neuron of layer 1 of 2-1-1 that w_{1,2} leads to according to the claim."""
    rows = len(_network((2, 1, 1)).weights[0])
    target = claim["target"](1, 2)
    if 1 <= target <= rows:
        return holds(f"w_{{1,2}} leads to neuron {target}")
    return refuted(
        f"2-1-1: w_{{1,2}} would lead to neuron {target} of a layer of {rows}",
        confirmed_by="widths"
        if target not in range(1, Architecture((2, 1, 1)).widths[1] + 1)
        else "",
        witness={"architecture": "2-1-1", "weight": "w^1_{1,2}"},
    )


def size_of_the_collection(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare the size of what is collected, in 1-1-1 with biases, with M = sum n_l (n_{l-1} + 1).

    In each layer the network keeps one row for a neuron: its bias, then its weights.
    """
    architecture = Architecture((1, 1, 1))
    network = Network.from_parameters(architecture, SIGMOID, [1] * architecture.parameter_count)
    rows = [row for layer in network.weights for row in layer]
    collected = sum(
        len(row[1:] if part == "w^l" else row[:1]) for part in claim["parts"] for row in rows
    )
    widths = architecture.widths
    wanted = sum(n * (m + 1) for m, n in pairwise(widths))
    if collected == wanted:
        return holds(f"1-1-1: {collected} numbers, and M = {wanted}")
    return refuted(
        f"1-1-1: {collected} numbers, and M = {wanted}",
        confirmed_by="parameters" if wanted == architecture.parameter_count else "",
        witness={"architecture": "1-1-1 with biases", "collected": " and ".join(claim["parts"])},
    )


def activations_in_the_image(budget: Budget, claim: Formulas) -> Outcome:
    """Look whether act(l, 1; 2) lies in (0, 1) in the claimed layers of a sigmoid 1-1-1.

    Layer 0 is the input, which eq. (1) and (2) read as act(l-1, i; x) for l = 1.
    """
    network = _network((1, 1, 1))
    balls, second = Balls(4 * budget.digits), Multiprecision(budget.digits)
    values, again = (forward_pass(network, [[2]], arithmetic) for arithmetic in (balls, second))
    for layer in claim["layers"]:
        if layer not in range(len(values.activations)):
            layers = len(again.activations)
            return refuted(
                f"1-1-1 has no activations of layer {layer}: layers 0 and 1 have some",
                confirmed_by=second.name if not 0 <= layer < layers else "",
                witness={"architecture": "1-1-1 without biases", "layer": layer},
            )
        found = values.activations[layer].item()
        if found >= 1:
            return refuted(
                f"1-1-1, x = 2: act({layer}, 1; x) = {ball_text(found, 3)} is not in (0, 1)",
                confirmed_by=second.name if again.activations[layer].item() >= 1 else "",
                witness={"architecture": "1-1-1 without biases", "weights": "1, 1", "x": "2"},
            )
        if not 0 < found < 1:
            return undecided(Cause.PRECISION, f"act({layer}, 1; 2) = {ball_text(found)}")
    return holds(f"in (0, 1) in layer {', '.join(map(str, claim['layers']))} of 1-1-1, x = 2")


def _network(widths: tuple[int, ...]) -> Network:
    architecture = Architecture(widths, bias=False)
    ones = [1] * architecture.parameter_count
    return Network.from_parameters(architecture, SIGMOID, ones)


def _reversed(shape: Any) -> Any:
    return lambda *widths: shape(*widths)[::-1]


def _bias_row(n: int, s: int) -> tuple[int, int]:
    return s + 1, n


def _first(i: int, _: int) -> int:
    return i


def _second(_: int, j: int) -> int:
    return j


WITH_BIAS = scope("A", bias=("with bias",))
COLLECTION, INPUT = instances("1-1-1 with biases"), instances("1-1-1, x = 2")
EXAMPLE_V, EXAMPLE_W = instances("3-2-4-1 with biases, l = 1"), instances("2-1-1, weight w_{1,2}")

STEPS = (
    Step(
        id="parameter-counts",
        claim=(
            "M counts n_l (n_{l-1} + 1) and n_{l+1} (n_l + 1) weights and the rest; "
            "M' = M + n_{l-1} + n_{l+1} + 1, and w-bar has M - n_{l-1} - n_{l+1} - 1 entries"
        ),
        page=30,
        scope=WITH_BIAS,
        requires=(),
        formula=COUNTS,
        checks=(
            identities(parameter_counts, scope(bias=("with bias",))),
            Sampling(NOT_CRITICAL, compare_counts, WITH_BIAS, only=("with bias",)),
        ),
        mutants=(
            Mutant("larger-without-1", "M' without the 1", change("larger", lambda old: old - 1)),
            Mutant(
                "larger-own", "n_l for n_{l+1}", change("larger", lambda _: M + before + own + 1)
            ),
            Mutant("M-without-rest", "no other layers", change("M", lambda old: old - rest)),
            Mutant("w-bar-without-1", "w-bar without the 1", change("w-bar", lambda old: old + 1)),
        ),
    ),
    Step(
        id="printed-shape-of-u",
        claim="[u_{p,i}] is n_l x n_{l-1}",
        page=30,
        form=Form.LITERAL,
        scope=EXAMPLE_V,
        formula={"u": lambda before, n: (n, before)},
        checks=(Computation(shape_of_weights, EXAMPLE_V, Kind.EXACT),),
    ),
    Step(
        id="shape-of-u",
        claim="[u_{p,i}] is n_l x (n_{l-1} + 1): column 0 holds the biases u_{p,0} (p. 23)",
        page=30,
        form=Form.REPAIRED,
        scope=EXAMPLE_V,
        formula={"u": lambda before, n: (n, before + 1)},
        checks=(Computation(shape_of_weights, EXAMPLE_V, Kind.EXACT),),
        mutants=(
            Mutant("u-no-bias", "n_l x n_{l-1}", change("u", lambda _: lambda b, n: (n, b))),
            Mutant("u-transposed", "(n_{l-1} + 1) x n_l", change("u", lambda f: _reversed(f))),
        ),
    ),
    Step(
        id="printed-shape-of-v",
        claim="[v_{s,q}] is n_l x n_{l+1}",
        page=30,
        form=Form.LITERAL,
        scope=EXAMPLE_V,
        formula={"v": lambda n, s: (n, s)},
        checks=(Computation(shape_of_weights, EXAMPLE_V, Kind.EXACT),),
    ),
    Step(
        id="shape-of-v",
        claim=(
            "[v_{s,q}] is n_{l+1} x (n_l + 1): s counts layer l+1 (p. 9), and column 0 holds the "
            "biases (p. 10)"
        ),
        page=30,
        form=Form.REPAIRED,
        scope=EXAMPLE_V,
        formula={"v": lambda n, s: (s, n + 1)},
        checks=(Computation(shape_of_weights, EXAMPLE_V, Kind.EXACT),),
        mutants=(
            Mutant("v-own", "n_l x n_{l+1}", change("v", lambda _: lambda n, s: (n, s))),
            Mutant("v-no-bias", "n_{l+1} x n_l", change("v", lambda _: lambda n, s: (s, n))),
            Mutant("v-bias-row", "(n_{l+1} + 1) x n_l", change("v", lambda _: _bias_row)),
        ),
    ),
    Step(
        id="printed-target",
        claim="w^l_{i,j} leads from neuron j of layer l-1 to neuron j of layer l",
        page=29,
        form=Form.LITERAL,
        scope=EXAMPLE_W,
        formula={"target": _second},
        checks=(Computation(target_of_a_weight, EXAMPLE_W, Kind.EXACT),),
    ),
    Step(
        id="target",
        claim="w^l_{i,j} leads from neuron j of layer l-1 to neuron i of layer l",
        page=29,
        form=Form.REPAIRED,
        scope=EXAMPLE_W,
        formula={"target": _first},
        checks=(Computation(target_of_a_weight, EXAMPLE_W, Kind.EXACT),),
        mutants=(Mutant("target-j", "neuron j", change("target", lambda _: _second)),),
    ),
    Step(
        id="printed-collection",
        claim="w in R^M is the collection of all w^l",
        page=29,
        form=Form.LITERAL,
        scope=COLLECTION,
        formula={"parts": ("w^l",)},
        checks=(Computation(size_of_the_collection, COLLECTION, Kind.EXACT),),
    ),
    Step(
        id="collection",
        claim="w in R^M is the collection of all w^l and w_0^l (p. 5)",
        page=29,
        form=Form.REPAIRED,
        scope=COLLECTION,
        formula={"parts": ("w^l", "w_0^l")},
        choices={"parts.exchanged": "a collection has no order"},
        checks=(Computation(size_of_the_collection, COLLECTION, Kind.EXACT),),
        mutants=(
            Mutant("biases-alone", "all w_0^l", change("parts", lambda _: ("w_0^l",))),
            Mutant("weights-twice", "the w^l twice", change("parts", lambda old: (*old, "w^l"))),
        ),
    ),
    Step(
        id="printed-activations",
        claim="act(l, k; x) is in Im(sigma), also for l = 0, which eq. (1) and (2) read for l = 1",
        page=29,
        form=Form.LITERAL,
        scope=INPUT,
        formula={"layers": (0, 1)},
        checks=(Computation(activations_in_the_image, INPUT, Kind.CERTIFIED),),
    ),
    Step(
        id="activations",
        claim="act(l, k; x) is in Im(sigma) for 1 <= l <= L - 1; act(0, k; x) = x_k",
        page=29,
        form=Form.REPAIRED,
        scope=INPUT,
        formula={"layers": (1,)},
        checks=(Computation(activations_in_the_image, INPUT, Kind.CERTIFIED),),
        mutants=(Mutant("input-layer", "l = 0 too", change("layers", lambda _: (1, 0))),),
    ),
)

FINDINGS = (
    Finding(
        id="u-without-biases",
        kind=FindingKind.CONSTANT,
        page=30,
        place="table B.2, row [u_{p,i}]_{p,i}",
        claim=(
            "[u_{p,i}]_{p,i} in R^(n_l x n_{l-1}): the column of the biases u_{p,0} (p. 23) is "
            "missing, which M' and the dimension of w-bar in the same table count"
        ),
        shown_by=("printed-shape-of-u",),
        repair="R^(n_l x (n_{l-1} + 1))",
        repaired_by=("shape-of-u", "parameter-counts"),
    ),
    Finding(
        id="v-transposed",
        kind=FindingKind.MISPRINT,
        page=30,
        place="table B.2, row [v_{s,q}]_{s,q}",
        claim=(
            "[v_{s,q}]_{s,q} in R^(n_l x n_{l+1}): rows and columns are exchanged, and the column "
            "of the biases v_{s,0} (p. 10) is missing"
        ),
        shown_by=("printed-shape-of-v",),
        repair="R^(n_{l+1} x (n_l + 1))",
        repaired_by=("shape-of-v",),
    ),
    Finding(
        id="weight-index",
        kind=FindingKind.MISPRINT,
        page=29,
        place="table B.1, row w^l_{i,j}",
        claim="'the weight from neuron j of layer l-1 to neuron j of layer l'",
        shown_by=("printed-target",),
        repair="to neuron i of layer l",
        repaired_by=("target",),
    ),
    Finding(
        id="collection-without-biases",
        kind=FindingKind.MISPRINT,
        page=29,
        place="table B.1, row w",
        claim="'w in R^M: collection of all w^l': M counts the biases w_0^l too",
        shown_by=("printed-collection",),
        repair="of all w^l and w_0^l, as on p. 5",
        repaired_by=("collection", "parameter-counts"),
    ),
    Finding(
        id="inputs-are-no-activations",
        kind=FindingKind.CONSTANT,
        page=29,
        place="table B.1, row act(l, k; x)",
        claim=(
            "'act(l, k; x) in Im(sigma)': not for l = 0, which eq. (1) and (2) read for l = 1 and "
            "the text does not define"
        ),
        shown_by=("printed-activations",),
        repair="for 1 <= l <= L - 1, and act(0, k; x) = x_k, as theorem-8 has it",
        repaired_by=("activations",),
    ),
)
