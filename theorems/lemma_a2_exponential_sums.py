"""Lemma A.2 (p. 25): an exponential sum with sum d = 0 and a nonzero moment takes both signs.

phi(u) = sum_alpha d_alpha exp(-u.a_alpha) vanishes at 0 and has a nonzero derivative there. The
printed proof ends with "hence"; here the points are explicit, for every N and m: u = -+ t e_r with
t = min(1/A, |M|/(3 Q)), and |phi| >= t |M|/2 there. One parameter is enough.
"""

from __future__ import annotations

from fractions import Fraction

import sympy

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
from proofcheck.search.exponential_sums import (
    EVEN,
    SHIFTED,
    SUMS,
    explicit_step,
    takes_both_signs,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.sample_sums import SUM, N, decide_sums, sample_sum, sum_identities

d, a, rest, u = sympy.symbols("d a rest u")
"""Of a generic sample: d_alpha, a^r_alpha and the other terms of u.a_alpha; u is u_r."""

x, theta, E_x = sympy.symbols("x theta E_x")
t, M, Q, share = sympy.symbols("t M Q share")
SUMMAND = d * sympy.exp(-(u * a + rest))
AT_ZERO = {u: 0, rest: 0}


def value_at_zero(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put u = 0 into the summand and add up."""
    value = sample_sum(SUMMAND.subs(AT_ZERO), d)
    total = sympy.Integer(0) if assume("sum-zero") else SUM(d)
    return decide_sums(
        {
            "phi(0) as a sum": value - claim["sum"],
            "phi(0)": value.subs(SUM(d), total) - claim["value"],
        }
    )


def derivative_at_zero(claim: Formulas) -> Formulas:
    """Differentiate the summand in u_r at u = 0; the other coordinates are in `rest`."""
    slope = sympy.diff(SUMMAND, u).subs(AT_ZERO)
    return {"dphi/du_r": sample_sum(slope, d, a) - claim["slope"]}


def integral_remainder(claim: Formulas) -> Formulas:
    """Compare exp(-x) - 1 + x with the integral of x^2 (1 - theta) exp(-theta x) over [0, 1].

    A primitive of the integrand is exp(-theta x) (1 - x (1 - theta)). For |x| <= 1 the exponential
    is below 3, so the integral is at most 3 x^2 times that of the weight.
    """
    primitive = sympy.exp(-theta * x) * (1 - x * (1 - theta))
    integrand = x**2 * claim["weight"] * sympy.exp(-theta * x)
    slope = sympy.expand(sympy.exp(theta * x) * (sympy.diff(primitive, theta) - integrand))
    ends = (primitive.subs(theta, 1) - primitive.subs(theta, 0)).subs(sympy.exp(-x), E_x)
    return {
        "primitive": slope,
        "ends": ends - (E_x - 1 + x),
        "bound": sympy.integrate(3 * claim["weight"], (theta, 0, 1)) - claim["bound"],
    }


def sign_of_the_sum(claim: Formulas, assume: Assumptions) -> Outcome:
    """At t = share |M|/(3 Q), 0 < share <= 1: t |M| - (3/2) t^2 Q is at least share M^2/(6 Q).

    What is left over is share (1 - share) M^2/(6 Q), never negative; M is |M| here.
    """
    moment = M if assume("nonzero-moment") else sympy.Integer(0)
    step = share * claim["step"](moment, Q)
    least = step * moment - sympy.Rational(3, 2) * step**2 * Q
    left = share * (1 - share) * moment**2 / (6 * Q)
    return decide_sums({"lower bound": least - left - claim["least"](share, M, Q)})


ANY = scope()
TAKES_BOTH = Sampling(SUMS, takes_both_signs, ANY)

STATEMENT = Statement(
    id="lemma-a2",
    title="An exponential sum can be made negative and positive",
    page=25,
    claim=(
        "if sum_alpha d_alpha = 0 and sum_alpha d_alpha a^r_alpha is not 0 for some r, then "
        "phi(u) = sum_alpha d_alpha exp(-sum_k u_k a^k_alpha) is negative at some u^< and positive "
        "at some u^>"
    ),
    repaired=(
        "as printed, for every m >= 1, with explicit points: u^> = -sgn(M) t e_r, u^< = -u^>, "
        "t = min(1/A, |M|/(3 Q)), M = sum d a^r, Q = sum |d| (a^r)^2, A = max |a^r|; there "
        "|phi| >= t |M|/2"
    ),
    hypotheses=(
        Hypothesis("sum-zero", "sum_alpha d_alpha = 0", 25),
        Hypothesis("nonzero-moment", "sum_alpha d_alpha a^r_alpha is not 0 for some r", 25),
        Hypothesis("two-parameters", "m >= 2", 25),
    ),
    rests_on=(Textbook.TAYLOR,),
    latex=(
        r"\varphi(u)=\sum_\alpha d_\alpha\exp\Bigl(-\sum_k u_k a^k_\alpha\Bigr),\qquad "
        r"\sum_\alpha d_\alpha=0,\qquad \sum_\alpha d_\alpha a^r_\alpha\ne0",
        r"\exists\,u^<,u^>:\quad \varphi(u^<)<0<\varphi(u^>)",
    ),
    latex_repaired=(
        r"u^>=-\mathrm{sgn}(M)\,t\,e_r,\quad u^<=-u^>,\quad t=\min\Bigl(\frac1A,\frac{|M|}{3Q}"
        r"\Bigr),\qquad |\varphi|\ge\frac{t\,|M|}{2}",
        r"M=\sum_\alpha d_\alpha a^r_\alpha,\qquad Q=\sum_\alpha |d_\alpha|\,(a^r_\alpha)^2,"
        r"\qquad A=\max_\alpha|a^r_\alpha|",
    ),
    steps=(
        Step(
            id="value-at-zero",
            claim="phi(0) = sum_alpha d_alpha = 0",
            page=25,
            formula={"sum": SUM(d), "value": sympy.Integer(0)},
            checks=(Derivation(value_at_zero, ANY),),
            mutants=(
                Mutant("value-minus", "-sum d", change("sum", lambda old: -old)),
                Mutant("value-N", "phi(0) = N", change("value", lambda _: N)),
                Mutant("value-one", "phi(0) = 1", change("value", lambda _: sympy.Integer(1))),
                Mutant("sum-d", "sum d need not be 0", drops="sum-zero"),
            ),
        ),
        Step(
            id="derivative-at-zero",
            claim="dphi/du_r = -sum_alpha d_alpha a^r_alpha at u = 0, whatever m is",
            page=26,
            formula={"slope": -SUM(a * d)},
            checks=(sum_identities(derivative_at_zero, ANY),),
            mutants=(
                Mutant("slope-sign", "+", change("slope", lambda old: -old)),
                Mutant("slope-d", "-sum d", change("slope", lambda _: -SUM(d))),
                Mutant("slope-a", "-sum a", change("slope", lambda _: -SUM(a))),
            ),
        ),
        Step(
            id="remainder",
            claim=(
                "exp(-x) = 1 - x + x^2 k(x), k(x) the integral of (1 - theta) exp(-theta x) over "
                "[0, 1], and 0 < k <= 3/2 for |x| <= 1"
            ),
            page=26,
            formula={"weight": 1 - theta, "bound": sympy.Rational(3, 2)},
            checks=(identities(integral_remainder, ANY),),
            mutants=(
                Mutant("weight-theta", "theta", change("weight", lambda _: theta)),
                Mutant("weight-one", "1", change("weight", lambda _: sympy.Integer(1))),
                Mutant("bound-one", "k <= 1", change("bound", lambda _: sympy.Integer(1))),
            ),
        ),
        Step(
            id="both-signs",
            claim=(
                "hence w = (0, ..., 0, w_r, 0, ..., 0) makes phi positive and another one makes it "
                "negative: w_r = -+ sgn(M) t, |phi| >= t |M|/2"
            ),
            page=26,
            requires=("sum-zero", "nonzero-moment"),
            formula={
                "t": explicit_step,
                "sign": -1,
                "share": Fraction(1, 2),
                "step": lambda m, q: m / (3 * q),
                "least": lambda s, m, q: s * m**2 / (6 * q),
            },
            choices={
                "share.opposite": "less than 0 is no bound: phi is positive all the same",
                "sign.double": "2 t for t will do: phi >= (2 - (e^2 - 3)/3) t |M|, more than half",
            },
            checks=(Derivation(sign_of_the_sum, ANY), TAKES_BOTH),
            mutants=(
                Mutant("other-way", "u^> = +sgn(M) t e_r", change("sign", lambda old: -old)),
                Mutant(
                    "far", "t = 20/A", change("t", lambda _: lambda _m, _q, largest: 20 / largest)
                ),
                Mutant(
                    "share-more", "|phi| >= 9 t |M|/8", change("share", lambda _: Fraction(9, 8))
                ),
                Mutant("step-twice", "|M|/Q", change("step", lambda _: lambda m, q: m / q)),
                Mutant(
                    "least-more",
                    "t |M|",
                    change("least", lambda _: lambda s, m, q: s * m**2 / (3 * q)),
                ),
                Mutant(
                    "any-sum",
                    "sum d need not be 0",
                    drops="sum-zero",
                    checks=(Sampling(SHIFTED, takes_both_signs, ANY),),
                ),
                Mutant(
                    "any-moment",
                    "the moments may all be 0 (t = 1/A then)",
                    change("t", lambda _: lambda _m, _q, largest: 1 / largest),
                    drops="nonzero-moment",
                    checks=(Sampling(EVEN, takes_both_signs, ANY),),
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="one-parameter-is-enough",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=25,
            place="Lemma A.2, first line",
            claim=(
                "'m >= 2': the proof moves along one coordinate, so m = 1 is enough; Theorem 4 "
                "needs that, for one hidden layer and one input"
            ),
            shown_by=("derivative-at-zero", "both-signs"),
            unused="two-parameters",
            repair="for every positive integer m",
            repaired_by=("both-signs",),
        ),
    ),
)
