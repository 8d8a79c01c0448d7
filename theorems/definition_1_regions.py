"""Definition 1 (p. 6): attracting and non-attracting regions of local minima, with Figure 1.

The left function of Figure 1, f = x^2 (1 - y^2), is checked against every clause of the definition.
The right function is drawn but not given; an attracting region of our own takes its place.
"""

from __future__ import annotations

from fractions import Fraction

import sympy
from sympy.logic.boolalg import And, Implies, Not, Or

from proofcheck.core import (
    Assumptions,
    Budget,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Statement,
    Step,
    Textbook,
    Verdict,
    holds,
    instances,
    refuted,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.positivity import decide_positive
from proofcheck.symbolic.residue import decide_zeros

x, y, e, t, z = sympy.symbols("x y e t z")
LEFT = x**2 * (1 - y**2)


def minima_of_the_left_function(claim: Formulas) -> Formulas:
    """Factor f: for |y| < 1 every factor is nonnegative, and f(0, y) = 0."""
    return {"factors": claim["f"] - x**2 * (1 - y) * (1 + y), "on R": claim["f"].subs(x, 0)}


def ends_of_the_region(claim: Formulas) -> Formulas:
    """Evaluate f beside the ends (0, 1) and (0, -1): negative for x != 0, e > 0."""
    above, below = LEFT.subs(y, 1 + e), LEFT.subs(y, -1 - e)
    return {"above": above - claim["beside"], "below": below - claim["beside"]}


def other_critical_points(claim: Formulas) -> Formulas:
    """Compare the gradient: its second part vanishes for x = 0 or y = 0, the first then fixes x."""
    gradient = sympy.diff(LEFT, x), sympy.diff(LEFT, y)
    return {
        "df/dx": gradient[0] - claim["df/dx"],
        "df/dy": gradient[1] - claim["df/dy"],
        "df/dx at y = 0": gradient[0].subs(y, 0) - 2 * x,
    }


def way_out(claim: Formulas) -> Formulas:
    """Follow y -> y + t from any (x, y), y >= 0: the rate is -2 x^2 (y + t), never positive."""
    moved = LEFT.subs(y, y + t)
    return {
        "rate": sympy.diff(moved, t) - claim["rate"],
        "at y + t = 1": moved.subs(t, 1 - y),
    }


a = sympy.Symbol("a", positive=True)


def attracting_example(claim: Formulas) -> Formulas:
    """Follow the ray from (x, 1 + a) to the nearest point (0, 1) of g = x^2 + max(|y| - 1, 0)^4.

    At the fraction t of the way the value is (1 - t)^2 x^2 + (1 - t)^4 a^4; its rate is never
    positive, and 0 only at the end or on the region {0} x [-1, 1], where g = 0 is least.
    """
    value = (1 - t) ** 2 * x**2 + (1 - t) ** 4 * a**4
    return {"rate": sympy.diff(value, t) - claim["rate"], "end": value.subs(t, 1)}


ATTRACTING, NON_ATTRACTING, EXTENDS = sympy.symbols("attracting non-attracting extends-below-c")
MAXIMAL, ENDS_IN_R, STARTS_IN_R = sympy.symbols("path-is-maximal end-in-R start-in-R")


def open_ends(claim: Formulas, _assume: Assumptions) -> Outcome:
    """Follow a region that is a segment without its ends, from inside to one of these ends.

    The loss is c on the way, and at the end by continuity: the path is non-increasing. Either it
    decreases maximally, or it extends to a value below c; its start is in every neighbourhood.
    """
    premises = {
        "on R": STARTS_IN_R,
        "maximal (p. 6)": Or(MAXIMAL, EXTENDS),
        "attracting (p. 6)": Implies(And(ATTRACTING, STARTS_IN_R, MAXIMAL), ENDS_IN_R),
        "non-attracting (p. 6)": Implies(And(STARTS_IN_R, EXTENDS), NON_ATTRACTING),
    }
    if not claim["with its ends"]:
        premises["the end is not in R"] = Not(ENDS_IN_R)
    return decide_entailment(premises, claim["conclusion"])


def functions_in_the_class(_budget: Budget, claim: Formulas) -> Outcome:
    """Count the values at 0 of the two members that p. 5 names, and compare with the claim."""
    members = 1 / (1 + sympy.exp(-t)), sympy.tanh(t)
    values = {member.subs(t, 0) for member in members}
    if len(values) <= claim["functions"]:
        return holds(f"{len(values)} functions, told apart by their values at 0")
    again = {1 / (1 + Fraction(1)), Fraction(0)}
    return refuted(
        f"sigmoid and tanh have the values {', '.join(map(str, sorted(values)))} at 0: "
        f"{len(values)} functions, not {claim['functions']}",
        confirmed_by="fractions" if again == {Fraction(str(value)) for value in values} else "",
        witness={"t": "0", "members": "sigmoid, tanh"},
    )


def domain_of_the_loss(_budget: Budget, claim: Formulas) -> Outcome:
    """Put points of the claimed dimension into functions of 1, 2 and 3 arguments."""
    for n in (1, 2, 3):
        function = sympy.Lambda(sympy.symbols(f"x1:{n + 1}"), sympy.Integer(1))
        for m in claim["dimensions"](n):
            if m not in function.nargs:
                return refuted(
                    f"a point of R^{m} is no argument of a function on R^{n}",
                    confirmed_by="counting" if m != n else "",
                    witness={"n": n, "m": m},
                )
    return holds("every point is an argument")


def derivative_of_tanh(claim: Formulas) -> Formulas:
    """Differentiate the claimed sigma in t, and compare with sech^2, which is positive.

    With E = exp(2 t) > 0, tanh(t) = (E - 1) / (E + 1) and sech^2 = 4 E / (E + 1)^2.
    """
    E = sympy.Symbol("E")
    slope = sympy.diff(claim["sigma"], t).subs(sympy.tanh(t), (E - 1) / (E + 1))
    return {"sigma'": slope - 4 * E / (E + 1) ** 2}


def images_of_the_members(claim: Formulas, _assume: Assumptions) -> Outcome:
    """Compare both functions with the ends of the claimed intervals; E = exp(t) takes all E > 0.

    Between the ends: f - c > 0 and d - f > 0. The ends are reached in the limit: E = 0, and F = 0
    for E = 1/F. The closed interval contains 0: -c >= 0 and d >= 0.
    """
    E, F = sympy.symbols("E F", positive=True)
    members = {"sigmoid": 1 / (1 + sympy.exp(-t)), "tanh": sympy.tanh(t).rewrite(sympy.exp)}
    limits: dict[str, sympy.Expr] = {}
    inside: dict[str, sympy.Expr] = {}
    around_zero: dict[str, sympy.Expr] = {}
    for name, member in members.items():
        c, d = map(sympy.sympify, claim[name])
        f = sympy.cancel(member.subs(t, sympy.log(E)))
        limits[f"{name} at -oo"] = f.subs(E, 0) - c
        limits[f"{name} at oo"] = sympy.cancel(f.subs(E, 1 / F)).subs(F, 0) - d
        inside |= {f"{name} above c": f - c, f"{name} below d": d - f}
        around_zero |= {f"{name}: -c": -c, f"{name}: d": d}
    for outcome in (decide_zeros(limits), decide_positive(inside)):
        if outcome.verdict is not Verdict.HOLDS:
            return outcome
    return decide_positive(around_zero, strict=False)


def class_A_members(claim: Formulas) -> Formulas:
    """Compare the derivatives of the two named members with positive expressions.

    E stands for exp(-t) > 0 and T for tanh(t) with T^2 < 1.
    """
    E, T = sympy.symbols("E T")
    sigmoid = 1 / (1 + sympy.exp(-t))
    derivative = sympy.diff(sigmoid, t).subs(sympy.exp(-t), E)
    tanh = sympy.diff(sympy.tanh(t), t).subs(sympy.tanh(t), T)
    return {"sigmoid'": derivative - claim["sigmoid"](E), "tanh'": tanh - claim["tanh"](T)}


ALL = scope()
_HALF = sympy.Rational(1, 2), 1
ONE_TWO = instances("dimensions 1, 2, 3")
MEMBERS = instances("sigmoid and tanh")
TANH_X, TANH_T = instances("sigma(t) = tanh(x)"), instances("sigma(t) = tanh(t)")

STATEMENT = Statement(
    id="definition-1",
    title="Attracting and non-attracting regions of local minima",
    page=6,
    claim=(
        "a maximal connected set R of local minima of one value c is attracting if maximally "
        "decreasing paths from some neighbourhood end in R, and non-attracting if every "
        "neighbourhood contains the start of a non-increasing path to a value below c; Figure 1: "
        "{0} x (-1, 1) for x^2 (1 - y^2) is non-attracting"
    ),
    rests_on=(Textbook.CONNECTED, Textbook.COMPOSITION, Textbook.REAL_LINE),
    latex=(
        r"R \text{ attracting:}\quad \exists\,U\supset R \text{ open, from which every "
        r"maximally decreasing path ends in } R",
        r"R \text{ non-attracting:}\quad \forall\,U\supset R \text{ open }\exists\,w\in U,\ "
        r"\Gamma\text{ non-increasing}:\ \Gamma(0)=w,\ \mathcal{L}(\Gamma(1))<c",
        r"\text{Figure 1:}\quad \mathcal{L}(x,y)=x^2(1-y^2),\quad R=\{0\}\times(-1,1),\quad c=0",
    ),
    steps=(
        Step(
            id="tanh-of-x",
            claim="sigma(t) = tanh(x) is an increasing function of t",
            page=5,
            form=Form.LITERAL,
            scope=TANH_X,
            formula={"sigma": sympy.tanh(x)},
            checks=(identities(derivative_of_tanh, TANH_X),),
        ),
        Step(
            id="tanh-of-t-itself",
            claim="sigma(t) = tanh(t) is an increasing function of t, with derivative sech^2",
            page=5,
            form=Form.REPAIRED,
            scope=TANH_T,
            formula={"sigma": sympy.tanh(t)},
            checks=(identities(derivative_of_tanh, TANH_T),),
            mutants=(
                Mutant("tanh-falls", "-tanh(t)", change("sigma", lambda old: -old)),
                Mutant("tanh-twice", "2 tanh(t)", change("sigma", lambda old: 2 * old)),
            ),
        ),
        Step(
            id="class-A",
            claim="sigmoid and tanh are increasing: derivatives E/(1+E)^2 > 0 and 1 - T^2 > 0",
            page=5,
            form=Form.REPAIRED,
            formula={
                "sigmoid": lambda E: E / (1 + E) ** 2,
                "tanh": lambda T: 1 - T**2,
            },
            checks=(identities(class_A_members, ALL),),
            mutants=(
                Mutant(
                    "sigmoid-once", "E/(1+E)", change("sigmoid", lambda _: lambda E: E / (1 + E))
                ),
                Mutant("tanh-plus", "1 + T^2", change("tanh", lambda _: lambda T: 1 + T**2)),
            ),
        ),
        Step(
            id="class-A-image",
            claim=(
                "sigmoid and tanh are bounded, with images (0, 1) and (-1, 1), whose closures "
                "contain 0; as quotients in exp(t) whose denominators exp(t) + 1 and exp(2t) + 1 "
                "are positive they are analytic: with class-A they lie in A"
            ),
            page=5,
            form=Form.REPAIRED,
            formula={"sigmoid": (0, 1), "tanh": (-1, 1)},
            checks=(Derivation(images_of_the_members, ALL),),
            mutants=(
                Mutant("image-of-tanh", "(-1, 1) for both", change("sigmoid", lambda _: (-1, 1))),
                Mutant("image-of-sigmoid", "(0, 1) for both", change("tanh", lambda _: (0, 1))),
                Mutant("image-half", "sigmoid in (1/2, 1)", change("sigmoid", lambda _: _HALF)),
            ),
        ),
        Step(
            id="domain",
            claim="L is a function on R^n, and its arguments w lie in R^m",
            page=6,
            form=Form.LITERAL,
            scope=ONE_TWO,
            formula={"dimensions": lambda _: (1, 2, 3)},
            checks=(Computation(domain_of_the_loss, ONE_TWO, Kind.EXACT),),
        ),
        Step(
            id="one-domain",
            claim="L is a function on R^M, and its arguments w lie in R^M",
            page=6,
            form=Form.REPAIRED,
            scope=ONE_TWO,
            formula={"dimensions": lambda n: (n,)},
            checks=(Computation(domain_of_the_loss, ONE_TWO, Kind.EXACT),),
            mutants=(
                Mutant(
                    "another-domain", "n + 1", change("dimensions", lambda _: lambda n: (n + 1,))
                ),
            ),
        ),
        Step(
            id="class-as-a-function",
            claim="'A in C(R)': A is one continuous function",
            page=29,
            form=Form.LITERAL,
            scope=MEMBERS,
            formula={"functions": 1},
            checks=(Computation(functions_in_the_class, MEMBERS, Kind.EXACT),),
        ),
        Step(
            id="class-as-a-set",
            claim="A is a set of continuous functions, two of them sigmoid and tanh",
            page=29,
            form=Form.REPAIRED,
            scope=MEMBERS,
            formula={"functions": 2},
            checks=(Computation(functions_in_the_class, MEMBERS, Kind.EXACT),),
            mutants=(Mutant("one-function", "one function", change("functions", lambda _: 1)),),
        ),
        Step(
            id="left-minima",
            claim="every point of R = {0} x (-1, 1) is a local minimum of x^2 (1 - y^2), value 0",
            page=7,
            formula={"f": LEFT},
            checks=(identities(minima_of_the_left_function, ALL),),
            mutants=(
                Mutant("left-plus", "1 + y^2", change("f", lambda _: x**2 * (1 + y**2))),
                Mutant("left-shift", "+ y", change("f", lambda old: old + y)),
            ),
        ),
        Step(
            id="left-ends",
            claim="(0, 1) and (0, -1) are no local minima: f = -x^2 e (2 + e) beside them",
            page=7,
            formula={"beside": -(x**2) * e * (2 + e)},
            checks=(identities(ends_of_the_region, ALL),),
            mutants=(
                Mutant("beside-sign", "+", change("beside", lambda old: -old)),
                Mutant("beside-square", "e^2", change("beside", lambda _: -(x**2) * e**2)),
            ),
        ),
        Step(
            id="left-maximal",
            claim="all critical points have x = 0, so R is a maximal connected set of minima",
            page=7,
            formula={"df/dx": 2 * x * (1 - y**2), "df/dy": -2 * x**2 * y},
            checks=(identities(other_critical_points, ALL),),
            mutants=(
                Mutant("df-dx", "2x", change("df/dx", lambda _: 2 * x)),
                Mutant("df-dy", "-2 x y", change("df/dy", lambda _: -2 * x * y)),
            ),
        ),
        Step(
            id="left-non-attracting",
            claim=(
                "from every (x, y) with x != 0, y >= 0 the path y + t never increases f and passes "
                "0 at y + t = 1 (for y <= 0 downwards): R is non-attracting"
            ),
            page=7,
            formula={"rate": -2 * x**2 * (y + t)},
            checks=(identities(way_out, ALL),),
            mutants=(
                Mutant("rate-sign", "+", change("rate", lambda old: -old)),
                Mutant("rate-still", "-2 x^2 y", change("rate", lambda _: -2 * x**2 * y)),
            ),
        ),
        Step(
            id="open-ends",
            claim=(
                "if R is a segment without its ends, the path along R to an end either decreases "
                "the loss maximally and ends outside R, or extends to a value below c: R is not "
                "attracting, or it is non-attracting as well"
            ),
            page=7,
            formula={
                "with its ends": False,
                "conclusion": Or(Not(ATTRACTING), NON_ATTRACTING),
            },
            checks=(Derivation(open_ends, ALL),),
            mutants=(
                Mutant("closed", "R with its ends", change("with its ends", lambda _: True)),
                Mutant(
                    "never-attracting",
                    "R is not attracting",
                    change("conclusion", lambda _: Not(ATTRACTING)),
                ),
                Mutant(
                    "always-non-attracting",
                    "R is non-attracting",
                    change("conclusion", lambda _: NON_ATTRACTING),
                ),
            ),
        ),
        Step(
            id="attracting-example",
            claim=(
                "{0} x [-1, 1] is an attracting region of x^2 + max(|y| - 1, 0)^4: along the ray "
                "to the nearest point the rate is -2(1-t) x^2 - 4(1-t)^3 a^4, so that a path which "
                "cannot be extended downwards ends there"
            ),
            page=7,
            formula={"rate": -2 * (1 - t) * x**2 - 4 * (1 - t) ** 3 * a**4},
            checks=(identities(attracting_example, ALL),),
            mutants=(
                Mutant("ray-sign", "+", change("rate", lambda old: -old)),
                Mutant("ray-cube", "a^3", change("rate", lambda old: old + a**3)),
            ),
        ),
    ),
    findings=(
        Finding(
            id="tanh-of-t",
            kind=FindingKind.MISPRINT,
            page=5,
            place="section 3, sixth line below the display",
            claim="'sigma(t) = tanh(x)': constant in t",
            shown_by=("tanh-of-x",),
            repair="sigma(t) = tanh(t)",
            repaired_by=("tanh-of-t-itself", "class-A", "class-A-image"),
        ),
        Finding(
            id="two-dimensions",
            kind=FindingKind.MISPRINT,
            page=6,
            place="Definition 1, first two lines",
            claim="'L : R^n -> R ... parameter values w in R^m': two names for one dimension",
            shown_by=("domain",),
            repair="R^M in both places, M the number of parameters (p. 5)",
            repaired_by=("one-domain",),
        ),
        Finding(
            id="attracting-without-ends",
            kind=FindingKind.MISPRINT,
            page=7,
            place="caption of Figure 1, second and third line",
            claim=(
                "'an attracting region of local minima at the same region R', y in (-1, 1): "
                "without its ends R attracts no path that runs along it to an end"
            ),
            shown_by=("open-ends",),
            holds=True,
            repair="on the right y in [-1, 1]",
            repaired_by=("attracting-example",),
        ),
        Finding(
            id="class-is-no-function",
            kind=FindingKind.MISPRINT,
            page=29,
            place="table B.1, row A",
            claim="'A in C(R)': A is a class of functions, not one of them",
            shown_by=("class-as-a-function",),
            repair="A subset C(R, R), as in the next row of the table",
            repaired_by=("class-as-a-set", "class-A"),
        ),
    ),
)
