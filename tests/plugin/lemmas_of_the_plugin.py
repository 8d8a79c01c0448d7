"""Theorem modules for the tests of the plugin: one lemma with every kind of fate."""

from __future__ import annotations

HEAD = """
from proofcheck.core import *
from proofcheck.symbolic.residue import decide_zero
import sympy

x = sympy.Symbol("x")

def derivation(claim, assume):
    return decide_zero((x + 1) ** 2 - claim(x))

def draw(choices, region, digits):
    k = choices.fraction(-3, 3, 4)
    return Values({"k": k, "digits": digits}, met={"positive": verdict(k > 0)}, labels=(region,))

def verdict(true):
    return Verdict.HOLDS if true else Verdict.REFUTED

def compare(point, claim):
    return decide_zero((point["k"] + 1) ** 2 - claim(sympy.Rational(point["k"])))

def unsure(claim, assume):
    return undecided(Cause.PRECISION, "the ball contains 0")

LINE = Family("line", ("left", "right"), draw)
SIGN = Mutant("sign", "x - 1", lambda claim: lambda x: (x - 1) ** 2)
SAME = Mutant("order", "1 + x", lambda claim: lambda x: (1 + x) ** 2, equivalent="sums commute")
ALIVE = Mutant("alive", "nothing", lambda claim: claim)
POSITIVE = Hypothesis("positive", "k > 0", page=1)

def square(x):
    return x**2 + 2 * x + 1

def wrong(x):
    return x**2 + 1

def sign(name):
    return Mutant("sign-" + name, "x - 1", SIGN.mutate)

def step(name, formula=square, checks=None, mutants=None, **rest):
    mutants = ((SIGN,) if name == "one" else (sign(name),)) if mutants is None else mutants
    checks = checks or (Derivation(derivation, scope()), Sampling(LINE, compare, scope()))
    return Step(name, "the claim of " + name, 7, checks, formula=formula, mutants=mutants, **rest)

def statement(*steps, **rest):
    return Statement("lemma-x", "Title", 7, "claim", steps, **rest)
"""


def module(definition: str) -> str:
    """Return a theorem module that ends with this definition of STATEMENT."""
    return f"{HEAD}\nSTATEMENT = {definition}\n"
