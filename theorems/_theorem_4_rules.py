"""Two more slips of p. 25: neurons whose S_i is 0, and Lemma A.2 with one parameter."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from proofcheck.arithmetic import Balls
from proofcheck.core import (
    Budget,
    Computation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Step,
    holds,
    instances,
    refuted,
)
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass
from proofcheck.search.infinity_checks import Case, certify, computed
from proofcheck.search.infinity_point import PointAtInfinity
from proofcheck.symbolic.claims import Formulas, change

THREE = Case(((0,), (1,), (2,)), (0, 1, 1), (1, 3, 1), output_bias=False)
"""The data and the architecture of case-shallow, one neuron more; no output bias, as printed."""
SMALL = instances("1, 2 inputs; 1, 2 hidden layers of 2, 3 neurons")


def idle_neuron(point: PointAtInfinity) -> PointAtInfinity:
    """Return the point with u_3 = 0, so that S_3 = 0, v_3 = 1, and the same sum of the v_i.

    The first two neurons keep their signs: one of them grows.
    """
    v = list(point.outgoing)
    missing = v[2] - 1
    v[2] = Fraction(1)
    v[next(i for i in (0, 1) if v[i] * missing >= 0)] += missing
    zero = tuple(Fraction(0) for _ in point.incoming[2])
    return replace(point, incoming=(*point.incoming[:2], zero), outgoing=tuple(v))


def enough_below(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare m = n_{L-2}, the length of [act(L-2, k)]_k, with the least m that is claimed."""
    for inputs, depth in product((1, 2), (1, 2)):
        for hidden in product((2, 3), repeat=depth):
            widths = (inputs, *hidden, 1)
            if widths[-3] < claim["least m"]:
                again = _rows_below(widths) < claim["least m"]
                return refuted(
                    f"{Architecture(widths).label()}: m = {widths[-3]}",
                    confirmed_by="rows of a forward pass" if again else "",
                    witness={"widths": list(widths)},
                )
    return holds(f"m >= {claim['least m']} in all architectures")


def _rows_below(widths: tuple[int, ...]) -> int:
    """Return how many activations the last hidden layer receives, the constant 1 not counted."""
    shape = Architecture(widths)
    network = Network.from_parameters(shape, SIGMOID, [0] * shape.parameter_count)
    values = forward_pass(network, [[0] * widths[0]], Balls(64))
    return len(values.activations[shape.depth - 2]) - 1


SIGNS = (
    Step(
        id="printed-signs",
        claim=(
            "'v_i > 0 whenever S_i < 0, and v_i < 0 whenever S_i > 0', with 'some' neuron at u^> "
            f"and 'some' at u^<, gives a local minimum at infinity ({THREE.name}, u_3 = 0, "
            "v_3 = 1)"
        ),
        page=25,
        form=Form.LITERAL,
        scope=instances(THREE.name),
        requires=(),
        formula={"point": idle_neuron},
        checks=(computed(THREE, certify),),
    ),
    Step(
        id="all-signs",
        claim=(
            "it does with every [u_{i,k}]_k from u^> and u^<, so that no S_i is 0: larger loss in "
            f"a certified neighbourhood ({THREE.name})"
        ),
        page=25,
        form=Form.REPAIRED,
        scope=instances(THREE.name),
        requires=(),
        formula={"point": lambda point: point},
        choices={"point": "the construction's point itself, which has no sign"},
        checks=(computed(THREE, certify),),
        mutants=(Mutant("idle-neuron", "u_3 = 0", change("point", lambda _: idle_neuron)),),
    ),
)

PARAMETERS = (
    Step(
        id="printed-parameters",
        claim="'By Lemma A.2', m >= 2: the last hidden layer has at least two inputs act(L-2, k)",
        page=25,
        form=Form.LITERAL,
        scope=SMALL,
        requires=(),
        formula={"least m": 2},
        checks=(Computation(enough_below, SMALL, Kind.EXACT),),
    ),
    Step(
        id="parameters",
        claim="it has at least one, and Lemma A.2 holds for m >= 1",
        page=25,
        form=Form.REPAIRED,
        scope=SMALL,
        requires=(),
        formula={"least m": 1},
        checks=(Computation(enough_below, SMALL, Kind.EXACT),),
        mutants=(Mutant("three", "m >= 3", change("least m", lambda old: old + 2)),),
    ),
)

FINDINGS = (
    Finding(
        "neurons-without-sign",
        FindingKind.INVALID_INFERENCE,
        25,
        "proof of Theorem 4, the display and tenth line below the display",
        "the rule for the signs of the v_i says nothing where S_i = 0, and 'some i_1', 'some i_2' "
        "leave such neurons free: with u_3 = 0, v_3 > 0 a small change of u_3 gives S_3 > 0 and a "
        "lower loss",
        ("printed-signs",),
        "every [u_{i,k}]_k is u^> or u^<",
        ("all-signs", "opposite-signs", "neighbourhood"),
    ),
    Finding(
        "one-input",
        FindingKind.INVALID_INFERENCE,
        25,
        "proof of Theorem 4, seventh line below the display",
        "Lemma A.2 is stated for m >= 2; with one hidden layer m is the number n_0 of inputs, "
        "which may be 1",
        ("printed-parameters",),
        "Lemma A.2 for m >= 1 (lemma-a2)",
        ("parameters", "case-shallow"),
    ),
)
