"""Slips of the printed proof of theorem-4 (p. 24 and 25), each with the form that holds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic import Balls, Multiprecision
from proofcheck.core import (
    Budget,
    Computation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Step,
    Verdict,
    holds,
    instances,
    refuted,
    scope,
)
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass
from proofcheck.search.compare import equal
from proofcheck.search.infinity_family import NETWORKS
from proofcheck.search.split_instance import view_bits
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.sample_sums import sum_identities
from theorems import _theorem_4_expansion as derive

ANY = scope()
BOTH = scope("sigmoid", "tanh", bias=("with bias",))
ZERO, ONE = sympy.Integer(0), sympy.Integer(1)
SIGNS = instances("n = 1, 2, 3; c = -1, 0, 1; S of one sign")
CHAIN = instances("1-1-1-1, data (0, 0), (1, 1), (2, 2)")


def obstruction(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare where weights of the sign opposite to S with sum c exist with the claim.

    A sum of negative numbers is negative; c/n each is a solution where the signs agree.
    """
    for n in (1, 2, 3):
        for sign in (1, -1):
            for c in (-1, 0, 1):
                solvable = -sign * Fraction(c, n) > 0
                if solvable is claim["obstructed"](sign, c):
                    again = _never(n, sign, c) is not solvable
                    return refuted(
                        f"n = {n}, c = {c}, all S of sign {sign:+d}: solvable is {solvable}",
                        confirmed_by="signs of sums in SymPy" if again else "",
                        witness={"n": n, "c": c, "sign of S": sign},
                    )
    return holds("agrees with the signs of sums in all 18 cases")


def _never(n: int, sign: int, c: int) -> bool:
    """Return whether no n numbers of the sign -sign add up to c, by SymPy's assumptions."""
    kind = {"negative": True} if sign > 0 else {"positive": True}
    total = sum(sympy.Symbol(f"v_{i}", **kind) for i in range(n))
    return bool(sympy.Ne(sympy.sign(total), sympy.sign(c)))


def fixed_layers(budget: Budget, claim: Formulas) -> Outcome:
    """Look at the moment of act(L-2) on 1-1-1-1, L = 3, where layer 1 is fixed and where not.

    Labels 0, 1, 2 at 0, 1, 2. A layer that is not fixed may have weights 0.
    """
    slope = 1 if claim["last fixed"](3) >= 1 else 0
    shape = Architecture((1, 1, 1, 1))
    network = Network.from_parameters(shape, SIGMOID, (0, slope, 0, 1, 0, 1))
    balls = Balls(view_bits(budget.digits))
    act = forward_pass(network, [[0], [1], [2]], balls).activations[1][1]
    moment = act[0] - act[2]
    zero = balls.is_zero(moment)
    if zero is Verdict.REFUTED:
        return holds(f"with layer 1 fixed the moment is {moment.str(8)}", digits=budget.digits)
    again = forward_pass(network, [[0], [1], [2]], Multiprecision(2 * budget.digits)).activations[1]
    return refuted(
        "weights 0 in layer 1 = L - 2: act(L-2) is constant and the moment is 0",
        confirmed_by="mpmath" if zero is Verdict.HOLDS and again[1][0] == again[1][2] else "",
        witness={"weights": "0, 0; 0, 1; 0, 1", "data": "(0, 0), (1, 1), (2, 2)"},
    )


def free_indices(claim: Formulas) -> Formulas:
    """Differentiate p_1 = exp(-u_{1,0}) in every u_{1,k} that the claim calls free: 0."""
    u = sympy.symbols("u_10 u_11 u_12")
    p = sympy.exp(-u[0])
    free = [number for number in range(3) if claim["free"](1, number)]
    return {
        "p as a symbol": p.subs(u[0], 0) - 1,
        **{f"dp/du_1{j}": sympy.diff(p, u[j]).subs(p, sympy.Symbol("p")) for j in free},
    }


def output_of_the_neurons(instance: Any, claim: Formulas) -> Outcome:
    """Compare f, by a forward pass, with v_0, as often as claimed, and the sum of v_i act_i.

    act_i = 1 - r p e/(1 + p e) with p, e and the rate r of the last hidden layer's neurons.
    """
    share = Fraction(int(sympy.sympify(claim["bias"]).coeff(derive.v0)))

    def sides(view: Any) -> Iterator[tuple[str, Any, Any]]:
        q = view.arithmetic
        bias = view.values.weights[-1][0, 0] * q.number(share)
        active = (v * (1 - p * e * view.rate / (p * e + 1)) for p, v, e in view.neurons())
        yield "f", view.values.outputs, sum(active, bias)

    return equal(instance, sides)


def _pair(
    step_id: str, page: int, words: tuple[str, str], formulas: tuple[Any, Any], **more: Any
) -> tuple[Step, Step]:
    """Return the step as printed and its repaired form, with the same checks."""
    mutants = more.pop("mutants")
    ids = f"printed-{step_id}", step_id
    forms = Form.LITERAL, Form.REPAIRED
    steps = [
        Step(id=i, claim=text, page=page, form=form, requires=(), formula=formula, **more)
        for i, text, form, formula in zip(ids, words, forms, formulas, strict=True)
    ]
    return steps[0], Step(**{**vars(steps[1]), "mutants": mutants})


LOSS = _pair(
    "loss",
    24,
    (
        "L is half the sum of (f(x_alpha) - y_alpha)^2",
        "L is the sum of (f(x_alpha) - y_alpha)^2 (section 3)",
    ),
    ({"factor": sympy.Rational(1, 2)}, {"factor": ONE}),
    checks=(sum_identities(derive.printed_loss, ANY),),
    mutants=(Mutant("loss-twice", "2", change("factor", lambda old: 2 * old)),),
)
OUTPUT = _pair(
    "output",
    24,
    (
        "f = sum_i v_i sigma(...) in the model of section 3",
        "f = v_0 + sum_i v_i sigma(...), v_0 the output bias of section 3",
    ),
    ({"bias": ZERO}, {"bias": derive.v0}),
    checks=(identities(derive.output, ANY), Sampling(NETWORKS, output_of_the_neurons, BOTH)),
    mutants=(Mutant("output-sign", "-v_0", change("bias", lambda old: -old)),),
)
EPSILON = _pair(
    "epsilon",
    24,
    (
        "epsilon = -sum_i v_i p_i e_i + O(p^2), also in a neighbourhood of the chosen v_i",
        "epsilon = (s - c) - sum_i v_i p_i G_i, s = v_0 + sum v_i, G = e/(1 + p e): when the v_i "
        "move, their sum does",
    ),
    ({"constant": ZERO}, {"constant": derive.s - derive.c}),
    scope=scope("sigmoid"),
    checks=(identities(derive.epsilon, scope("sigmoid")),),
    mutants=(Mutant("epsilon-sign", "c - s", change("constant", lambda old: -old)),),
)
FREE = _pair(
    "free",
    25,
    (
        "'the parameters u_{i,k} for i != 0' can still be chosen when u_{i,0} tends to infinity",
        "the parameters u_{i,k} for k != 0 can still be chosen",
    ),
    ({"free": lambda i, _k: i != 0}, {"free": lambda _i, k: k != 0}),
    checks=(identities(free_indices, ANY),),
    mutants=(Mutant("free-all", "k >= 0", change("free", lambda _: lambda _i, k: k >= 0)),),
)
FIXED = Step(
    id="printed-fix",
    claim="'We fix u_{i,k} for k >= 0' as u^> and u^<, and u_{i,0} tends to infinity",
    page=25,
    form=Form.LITERAL,
    requires=(),
    formula={"free": lambda _i, k: k >= 0},
    checks=(identities(free_indices, ANY),),
)
OBSTRUCTION = _pair(
    "obstruction",
    25,
    (
        "without output bias, sum v_i = c conflicts with v_i S_i < 0 only if all S_i have the "
        "sign of c",
        "it conflicts, for S_i of one sign, if they have the sign of c or if c = 0",
    ),
    (
        {"obstructed": lambda sign, c: sign * c > 0},
        {"obstructed": lambda sign, c: sign * c >= 0},
    ),
    scope=SIGNS,
    checks=(Computation(obstruction, SIGNS, Kind.EXACT),),
    mutants=(
        Mutant(
            "obstruction-other",
            "the sign opposite to c",
            change("obstructed", lambda _: lambda sign, c: sign * c <= 0),
        ),
    ),
)
LAYERS = _pair(
    "layers",
    25,
    (
        "sum (c - y) act(L-2, r) != 0 'by fixing all parameters of layers with index smaller "
        "than L-2'",
        "by fixing those of layers with index at most L-2",
    ),
    ({"last fixed": lambda depth: depth - 3}, {"last fixed": lambda depth: depth - 2}),
    scope=CHAIN,
    checks=(Computation(fixed_layers, CHAIN, Kind.CERTIFIED),),
    mutants=(
        Mutant(
            "layers-none", "no layer", change("last fixed", lambda _: lambda depth: depth - depth)
        ),
    ),
)

FINDINGS = (
    Finding(
        "half-a-loss",
        FindingKind.CONSTANT,
        24,
        "proof of Theorem 4, first display",
        "the proof writes L with a factor 1/2 that section 3 does not have",
        ("printed-loss",),
        "L without 1/2: the cross term is 2 sum epsilon (c - y)",
        ("loss", "expansion"),
    ),
    Finding(
        "output-bias-left-out",
        FindingKind.INVALID_INFERENCE,
        23,
        "proof of Theorem 4, second paragraph, second line",
        "the proof writes f without the output bias that the model of section 3 has, from "
        "'f(x_alpha) = sum_i v_{*,i}' on (p. 23) to the displays of p. 24",
        ("printed-output",),
        "f = v_0 + sum v_i act_i, and v_0 + sum v_i = c",
        ("output", "gap", "weights"),
    ),
    Finding(
        "sum-of-v-moves",
        FindingKind.INVALID_INFERENCE,
        24,
        "proof of Theorem 4, line below the fourth display",
        "epsilon is expanded for sum v_i = c, the conclusion is drawn 'in a neighborhood of v_i', "
        "where epsilon does not tend to 0 with p",
        ("printed-epsilon",),
        "epsilon has the further term s - c; it adds N (s - c)^2 and nothing to first order, since "
        "sum (c - y) = 0",
        ("epsilon", "star", "gap"),
    ),
    Finding(
        "index-of-the-free-parameters",
        FindingKind.MISPRINT,
        25,
        "proof of Theorem 4, first line of the page and ninth line below the display",
        "'u_{i,k} for i != 0' and 'We fix u_{i,k} for k >= 0': u_{i,0} is what tends to infinity",
        ("printed-free", "printed-fix"),
        "k != 0 in both places",
        ("free",),
    ),
    Finding(
        "mean-zero",
        FindingKind.INVALID_INFERENCE,
        25,
        "proof of Theorem 4, second line below the display",
        "'the only obstruction' overlooks c = 0: then S_i of either one sign are in conflict",
        ("printed-obstruction",),
        "S_i of both signs remove it, and so does an output bias",
        ("obstruction", "weights"),
    ),
    Finding(
        "layer-below-the-last",
        FindingKind.MISPRINT,
        25,
        "proof of Theorem 4, sixth and seventh line below the display",
        "act(L-2) depends on layer L-2, so 'layers with index smaller than L-2' fixes too little",
        ("printed-layers",),
        "layers with index at most L-2",
        ("layers",),
    ),
)
