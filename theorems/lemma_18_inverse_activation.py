"""Lemma 18 (p. 19, proof p. 27): a path of activations comes from a path of pre-activations.

n_Gamma = sigma^-1(a_Gamma), and sigma^-1 is continuous on the open image (c, d). Of class A the
proof uses that sigma is strictly increasing, nothing else.
"""

from __future__ import annotations

import sympy
from sympy import Symbol
from sympy.logic.boolalg import And, Implies

from proofcheck.core import (
    Assumptions,
    Derivation,
    Finding,
    FindingKind,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Textbook,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.positivity import inequalities
from theorems._order import equal, less, more, order, value_equal, value_less
from theorems._path_checks import inverse_path
from theorems._path_instances import PATHS, SEEN, SEVERAL_LATER


def invertible(claim: Formulas, assume: Assumptions) -> Outcome:
    """Decide whether equal values, and ordered values, come from equal and ordered arguments."""
    return decide_entailment(order(assume), claim["inverse"])


above, below, far = sympy.symbols("above below far", positive=True)
further = Symbol("further", nonnegative=True)


def epsilon_delta(claim: Formulas) -> Formulas:
    """Place y within delta of y0 = sigma(x0) between sigma(x0 - epsilon) and sigma(x0 + epsilon).

    The gaps from y0 up to sigma(x0 + epsilon) and down to sigma(x0 - epsilon) are `above` and
    `above + further` (or the other way round); y = y0 + delta - far with 0 < far < 2 delta.
    """
    delta = claim["delta"](above, above + further)
    rest = Symbol("rest", positive=True)
    far_of = 2 * delta * far / (far + rest)
    y = delta - far_of
    return {
        "delta": delta,
        "smaller gap above": above - y,
        "larger gap below": (above + further) + y,
        "larger gap above": (above + further) - y,
        "smaller gap below": above + y,
    }


low_gap, high_gap = sympy.symbols("a-c d-a", positive=True)
ends = Symbol("at_an_end", nonnegative=True)


def inverses(claim: Formulas) -> Formulas:
    """Put the claimed inverses into sigmoid and tanh, in terms of E = exp(-z) and exp(-2z)."""
    s = Symbol("s", positive=True)
    return {
        "sigmoid": 1 / (1 + 1 / claim["odds"](s)) - s,
        "tanh": (1 - 1 / claim["odds tanh"](s)) / (1 + 1 / claim["odds tanh"](s)) - s,
    }


def defined_on_the_image(claim: Formulas) -> Formulas:
    """Ask that (a - c)/(d - a) and its inverse be positive; only the gaps to the ends count."""
    gap = low_gap if claim["interval"] == "open" else ends
    return {"argument": gap / high_gap, "share of the interval": gap / (gap + high_gap)}


ALL = scope()
BOTH = scope("sigmoid", "tanh")

STATEMENT = Statement(
    id="lemma-18",
    title="A path of activations comes from a path of pre-activations",
    page=19,
    claim=(
        "for every continuous path a_Gamma in Im(sigma)^(n x N), sigma in A, there is a continuous "
        "path n_Gamma with a_Gamma = sigma(n_Gamma)"
    ),
    hypotheses=(
        Hypothesis("increasing", "sigma is strictly increasing", 5),
        Hypothesis("rest-of-A", "sigma is analytic and bounded, and 0 lies in [c, d]", 5),
    ),
    rests_on=(Textbook.COMPOSITION,),
    display="n_Gamma(t) = sigma^-1(a_Gamma(t)), entry by entry",
    latex=(
        r"n_\Gamma(t)=\sigma^{-1}\bigl(a_\Gamma(t)\bigr)\ \text{ entry by entry},\qquad "
        r"a_\Gamma:[0,1]\to \mathrm{Im}(\sigma)^{n\times N}",
    ),
    steps=(
        Step(
            id="invertible",
            claim="sigma is invertible on its image, and its inverse is strictly increasing",
            page=27,
            formula={"inverse": And(Implies(value_equal, equal), Implies(value_less, less))},
            checks=(Derivation(invertible, ALL),),
            mutants=(
                Mutant("not-increasing", "sigma need not increase", drops="increasing"),
                Mutant(
                    "decreasing-inverse",
                    "a decreasing inverse",
                    change("inverse", lambda _: Implies(value_less, more)),
                ),
            ),
        ),
        Step(
            id="continuous-inverse",
            claim=(
                "with delta the smaller of sigma(x0 + epsilon) - y0 and y0 - sigma(x0 - epsilon), "
                "|y - y0| < delta gives sigma(x0 - epsilon) < y < sigma(x0 + epsilon), that is "
                "|sigma^-1(y) - x0| < epsilon"
            ),
            page=27,
            formula={"delta": lambda smaller, _larger: smaller},
            checks=(inequalities(epsilon_delta, ALL),),
            mutants=(
                Mutant(
                    "delta-larger", "the larger one", change("delta", lambda _: lambda _s, b: b)
                ),
                Mutant("delta-sum", "their sum", change("delta", lambda _: lambda s, b: s + b)),
                Mutant(
                    "delta-none",
                    "their difference",
                    change("delta", lambda _: lambda s, b: b - s),
                ),
            ),
        ),
        Step(
            id="inverse-formulas",
            claim=(
                "sigma^-1(a) = log(a/(1-a)) for sigmoid and log((1+a)/(1-a))/2 for tanh: with "
                "exp(-z), exp(-2z) the inverse odds, sigma(sigma^-1(a)) = a"
            ),
            page=27,
            scope=BOTH,
            formula={
                "odds": lambda s: s / (1 - s),
                "odds tanh": lambda s: (1 + s) / (1 - s),
                "n": lambda n, _t: n,
            },
            checks=(
                identities(inverses, BOTH),
                Sampling(PATHS, inverse_path, SEEN, only=SEVERAL_LATER),
            ),
            mutants=(
                Mutant("odds-inverted", "(1-a)/a", change("odds", lambda _: lambda s: (1 - s) / s)),
                Mutant(
                    "odds-tanh",
                    "a/(1-a) for tanh",
                    change("odds tanh", lambda _: lambda s: s / (1 - s)),
                ),
                Mutant("late", "n_Gamma + t", change("n", lambda _: lambda n, t: n + t)),
            ),
        ),
        Step(
            id="open-image",
            claim=(
                "the path has to stay in the open image: a > c and a < d make the argument "
                "(a-c)/(d-a) of the logarithm positive and finite; at an end there is no z"
            ),
            page=27,
            scope=BOTH,
            formula={"interval": "open"},
            checks=(inequalities(defined_on_the_image, BOTH),),
            mutants=(Mutant("closed-image", "[c, d]", change("interval", lambda _: "closed")),),
        ),
    ),
    findings=(
        Finding(
            id="only-increasing",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=19,
            place="Lemma 18, second line",
            claim="'sigma in A': the proof needs no bounded or analytic sigma, nor 0 in [c, d]",
            shown_by=("invertible", "continuous-inverse"),
            unused="rest-of-A",
            repair="any strictly increasing sigma",
            repaired_by=("continuous-inverse",),
        ),
    ),
)
