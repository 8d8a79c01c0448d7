"""Theorem 9 (p. 12): the regions that gamma_lambda(z*), lambda in I, makes for n_{l+1} = 1.

Near gamma_lambda(z*) the loss is l* on the line gamma(z*) only, and the ends gamma_0(z*) and
gamma_1(z*) are no local minima. So each interval of I is open and closed in the set of local minima
of value l*: it is a component, and where B is negative definite there are two. For n_{l+1} >= 2 the
outgoing weights can be shared in more ways, which may join the halves; nothing is claimed there.
"""

from __future__ import annotations

import sympy
from sympy.logic.boolalg import And, Implies, Not

from proofcheck.core import (
    Assumptions,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Step,
    instances,
    scope,
)
from proofcheck.search.curvature import Signs, compare_signs
from proofcheck.search.minima import MINIMA
from proofcheck.search.split_instance import SplitInstance
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.lambda_intervals import intervals_without_gaps
from proofcheck.symbolic.residue import decide_zeros

b, k, s, delta = sympy.symbols("b k s delta", positive=True)


def higher_off_the_line(claim: Formulas, assume: Assumptions) -> Outcome:
    """Split positive multiples of l - l* = s^2 and |d|^2 off theorem-8's bound, for 2 k^2 = b.

    The bound is s^2 - k s |d| + (b/2) |d|^2, k proportional to |q|; it grows as k becomes smaller.
    """
    growth = s**2 if assume("nondegenerate") else -(s**2)
    curvature = b if assume("B-definite") else -b
    bound = growth - k * s * delta + curvature / 2 * delta**2
    kept = claim["l - l*"] * s**2 + claim["|d|^2"] * delta**2
    residue = sympy.expand(bound - (s - k * delta) ** 2 / 2 - kept)
    return decide_zeros({"kept": residue.subs(k**2, b / 2)})


def one_flat_direction(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the signs of the larger Hessian with: positive but for the stated dimension."""
    flat = int(claim["flat"])
    return compare_signs(instance, Signs(len(instance.first.congruence) - flat, flat, 0))


B_DEFINITE, NONDEGENERATE, ONE_NEXT = sympy.symbols("B-definite nondegenerate one-next-neuron")
ONLY_LINE, NO_ENDS, INTERVAL = sympy.symbols("l*-on-the-line-only ends-no-minima half-connected")
OPEN, CLOSED, COMPONENT = sympy.symbols("half-open half-closed half-is-a-component")
JOINED = sympy.Symbol("both-halves-in-one-region")


def each_half_is_a_component(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put the local picture and the ends together, in the set of local minima of value l*.

    A half line that is open and closed in a set, and connected, is a component of it: a connected
    set that contains it contains nothing else.
    """
    premises = {
        "off-the-line": Implies(And(NONDEGENERATE, B_DEFINITE, ONE_NEXT), ONLY_LINE),
        "near each point there are points of the half only": Implies(ONLY_LINE, OPEN),
        "its limits are its own points and one end": Implies(NO_ENDS, CLOSED),
        "two-intervals": INTERVAL,
        "open, closed, connected": Implies(And(OPEN, CLOSED, INTERVAL), COMPONENT),
        "the other half is outside": Implies(COMPONENT, Not(JOINED)),
    }
    if claim["ends"]:
        premises["boundary-lambda"] = Implies(B_DEFINITE, NO_ENDS)
    if claim["next neurons"] == "one":
        premises["n_{l+1} = 1"] = ONE_NEXT
    given = {"nondegenerate": NONDEGENERATE, "B-definite": B_DEFINITE}
    premises |= {name: atom for name, atom in given.items() if assume(name)}
    return decide_entailment(premises, claim["conclusion"])


OUTSIDE_UNIT = instances("I = (-oo, 0) + (1, oo)")
LAST = ("n_{l+1} = 1",)

STEPS = (
    Step(
        id="two-intervals",
        claim="for B negative definite the admissible lambda form (-oo, 0) and (1, oo)",
        page=12,
        form=Form.REPAIRED,
        scope=OUTSIDE_UNIT,
        formula={"sets": ("left", "right")},
        checks=(Computation(intervals_without_gaps, OUTSIDE_UNIT, Kind.EXACT),),
        mutants=(
            Mutant("left-interval-only", "(-oo, 0)", change("sets", lambda old: old[:1])),
            Mutant("one-set", "one set", change("sets", lambda _: ("open",))),
        ),
    ),
    Step(
        id="off-the-line",
        claim=(
            "n_{l+1} = 1: near gamma_lambda(z*) theorem-8's bound gives L - l* >= (l - l*)/2 + "
            "(b/4)|d|^2 for 2 k^2 <= b, so that L = l* only where z = z* (isolated, as a positive "
            "definite Hessian has it) and d = 0: on the line gamma(z*)"
        ),
        page=12,
        form=Form.REPAIRED,
        scope=scope("C2", widths=LAST),
        requires=("nondegenerate", "B-definite"),
        formula={"l - l*": sympy.Rational(1, 2), "|d|^2": b / 4, "flat": 1},
        checks=(
            Derivation(higher_off_the_line, scope("C2", widths=LAST)),
            Sampling(MINIMA, one_flat_direction, scope("A", widths=LAST), only=LAST),
        ),
        mutants=(
            Mutant("all-of-the-gap", "l - l*", change("l - l*", lambda _: sympy.Integer(1))),
            Mutant("twice-the-curvature", "b/2", change("|d|^2", lambda old: 2 * old)),
            Mutant("a-plane", "two flat directions", change("flat", lambda _: 2)),
            Mutant("a-point", "none", change("flat", lambda _: 0)),
            Mutant("no-gap", "the Hessian as it comes", drops="nondegenerate"),
            Mutant("B-of-any-sign", "B as it comes", drops="B-definite"),
        ),
    ),
    Step(
        id="two-regions",
        claim=(
            "n_{l+1} = 1, B negative definite: each half, lambda < 0 and lambda > 1, is open "
            "(off-the-line) and closed (boundary-lambda) in the set of local minima of value l*, "
            "so that no region contains both"
        ),
        page=12,
        form=Form.REPAIRED,
        scope=scope("C2", widths=LAST),
        requires=("nondegenerate", "B-definite"),
        formula={"ends": True, "next neurons": "one", "conclusion": And(COMPONENT, Not(JOINED))},
        checks=(Derivation(each_half_is_a_component, scope("C2", widths=LAST)),),
        mutants=(
            Mutant("joined", "one region contains both", change("conclusion", lambda _: JOINED)),
            Mutant("ends-unknown", "nothing known of the ends", change("ends", lambda _: False)),
            Mutant("any-width", "n_{l+1} >= 2 too", change("next neurons", lambda _: "any")),
            Mutant("B-unknown", "B as it comes", drops="B-definite"),
            Mutant("not-isolated", "the Hessian as it comes", drops="nondegenerate"),
        ),
    ),
)

FINDINGS = (
    Finding(
        id="two-regions",
        kind=FindingKind.MISPRINT,
        page=12,
        place="Theorem 9, second line above eq. (2)",
        claim=(
            "'determines a non-attracting region' for B negative definite and n_{l+1} = 1: the "
            "points with lambda < 0 and those with lambda > 1 lie in no region together"
        ),
        shown_by=("two-regions",),
        holds=True,
        repair=(
            "two regions, one for lambda < 0 and one for lambda > 1 (n_{l+1} = 1; for more neurons "
            "in layer l+1 the fibre of beyond-whole-fibre may join them, which is not decided)"
        ),
        repaired_by=("two-intervals", "off-the-line", "two-regions"),
    ),
)
