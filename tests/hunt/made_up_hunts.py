"""Small statements for the hunt: named formulas, checks that read them, one that is blind."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from proofcheck.core import (
    Computation,
    Derivation,
    Family,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Scope,
    Statement,
    Step,
    Values,
    Verdict,
    holds,
    refuted,
)
from proofcheck.core.statement import Quantifier
from proofcheck.runner.discovery import Library
from proofcheck.symbolic.residue import decide_zero

X, Y = sympy.symbols("x y")
EVERYWHERE = Scope()


def draw(choices: Any, region: str, digits: int) -> Values:
    """Return x and y; in the region "far" x is large; "positive" holds where x > 0."""
    x = choices.fraction(-9, 9, 4) + (20 if region == "far" else 0)
    y = choices.fraction(-9, 9, 4)
    met = {"positive": Verdict.HOLDS if x > 0 else Verdict.REFUTED, "idle": Verdict.HOLDS}
    return Values({"x": x, "y": y}, met=met, labels=(region,))


POINTS = Family("points", ("near", "far"), draw)


def linear(claim: Any, _assume: Any) -> Outcome:
    """Compare the claimed slope and constant with 2 x + 1."""
    return decide_zero(claim["slope"] * X + claim["constant"] - (2 * X + 1))


def on_points(point: Values, claim: Any) -> Outcome:
    """The same on instances."""
    found = claim["slope"] * point["x"] + claim["constant"]
    if found == 2 * point["x"] + 1:
        return holds("equal")
    return refuted(f"{found}", confirmed_by="counting", sides=(str(found), "2 x + 1"))


def blind(claim: Any, _assume: Any) -> Outcome:
    """Read the constant and look at the slope alone."""
    return holds("seen") if claim["slope"] == 2 and claim["constant"] is not None else _no()


def bounded(claim: Any, assume: Any) -> Outcome:
    """Hold for every bound of at least 1, where x is positive."""
    if not assume("positive"):
        return _no()
    return holds("bounded") if claim["bound"] >= 1 else _no()


def _no() -> Outcome:
    return refuted("no", confirmed_by="counting")


def step(name: str, *checks: Any, formula: Any, mutants: tuple[Mutant, ...] = (), **more: Any):
    """Return a step on page 1."""
    return Step(name, f"the claim of {name}", 1, checks, formula=formula, mutants=mutants, **more)


LINE = {"slope": 2, "constant": 1}
DERIVED, SAMPLED = Derivation(linear, EVERYWHERE), Sampling(POINTS, on_points, EVERYWHERE)
LINEAR = step("linear", DERIVED, SAMPLED, formula=LINE)
SAMPLED_ONLY = step("sampled", SAMPLED, formula=LINE)
BLIND = step("blind", Derivation(blind, EVERYWHERE), formula=LINE)
BOUNDED = step("bounded", Derivation(bounded, EVERYWHERE), formula={"bound": Fraction(3)})
WITNESS = step(
    "witness",
    Computation(
        lambda _budget, claim: holds("x") if claim["x"] > 0 else _no(), EVERYWHERE, Kind.EXACT
    ),
    formula={"x": 1},
    quantifier=Quantifier.EXISTENTIAL,
)
FALSE = step("false", SAMPLED, formula={"slope": 2, "constant": 2})
HYPOTHESES = (Hypothesis("positive", "x > 0", 1), Hypothesis("idle", "nothing", 1))


def statement(name: str, *steps: Step, hypotheses: tuple[Hypothesis, ...] = ()) -> Statement:
    """Return a statement of these steps."""
    return Statement(name, name, 1, f"the claim of {name}", steps, hypotheses)


def library(*statements: Statement) -> Library:
    """Return a library without modules, for work in this process."""
    return Library({s.id: s for s in statements})
