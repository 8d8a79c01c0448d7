"""Theorem modules that tests write: small lemmas about integers, true, false and undecided."""

from __future__ import annotations

from pathlib import Path

MODULE = '''
"""Made-up lemmas: the successor of an integer."""

print("a module that talks")

from proofcheck.core import *


def draw(choices, region, digits):
    x = choices.integer(-9, 9)
    return Values({"x": x}, met={"never": Verdict.REFUTED, "always": Verdict.HOLDS})


def compare(one, claim):
    if claim(one["x"]) == one["x"] + 1:
        return holds("equal")
    return refuted(f"{claim(one['x'])} is no successor", confirmed_by="counting")


def hesitate(one, claim):
    return undecided(Cause.PRECISION, "the ball contains 0")


def derive(claim, assume):
    wrong = [x for x in range(9) if claim(x) != x + 1]
    return refuted(f"at {wrong}", confirmed_by="counting") if wrong else holds("at all points")


def explode(claim, assume):
    raise RuntimeError("something unforeseen")


def wait(claim, assume):
    import time

    time.sleep(60)


def right(x):
    return x + 1


def wrong(x):
    return x + 1 if x < 3 else x


FAMILY = Family("integers", ("all",), draw)
EVERYTHING = Scope()
ONE = instances("x = 1")
COMPUTED = Computation(lambda budget, claim: compare({"x": 1}, claim), ONE, Kind.EXACT)
DERIVED = Derivation(derive, EVERYTHING)
SAMPLED = Sampling(FAMILY, compare, EVERYTHING)
HESITATING = Sampling(FAMILY, hesitate, EVERYTHING)
BELIEVED = Citation("Nobody (1999), Theorem 1", EVERYTHING)
BROKEN = Derivation(explode, EVERYTHING)
WAITING = Derivation(wait, EVERYTHING)
MUTANTS = (Mutant("minus", "x - 1", lambda claim: lambda x: x - 1),)
SAME = (*MUTANTS, Mutant("same", "1 + x", lambda claim: lambda x: 1 + x))


def lemma(name, *checks, formula=right, mutants=MUTANTS, **fields):
    step = Step("successor", "x + 1", 7, checks, formula=formula, mutants=mutants, **fields)
    return step, name


def stated(made, **fields):
    step, name = made
    return Statement(name, "Successors", 7, "x + 1 follows x", (step,), **fields)


NEVER = (Hypothesis("never", "0 = 1", 7),)
FINDING = Finding("slip", FindingKind.MISPRINT, 7, "last line", "x", ("successor",), "print x + 1")

STATEMENTS = (
    stated(lemma("my-true", DERIVED, SAMPLED)),
    stated(lemma("my-sampled", SAMPLED)),
    stated(lemma("my-false", SAMPLED, formula=wrong)),
    stated(lemma("my-undecided", HESITATING)),
    stated(lemma("my-vacuous", SAMPLED), hypotheses=NEVER),
    stated(lemma("my-cited", BELIEVED, mutants=())),
    stated(lemma("my-leaning", DERIVED), uses=("my-cited",)),
    stated(lemma("my-broken-proof", DERIVED), uses=("my-false",)),
    stated(lemma("my-survivor", DERIVED, mutants=SAME)),
    stated(lemma("my-open", HESITATING, open="a sign is missing")),
    stated(lemma("my-exploding", BROKEN)),
    stated(lemma("my-waiting", WAITING), uses=("my-true",)),
    stated(lemma("my-lost-finding", DERIVED), findings=(FINDING,)),
    stated(lemma("my-instance", COMPUTED, scope=ONE)),
    stated(lemma("my-untested", DERIVED, SAMPLED, mutants=())),
)
'''


def write_lemmas(folder: Path) -> Path:
    """Write the module into `folder/lemmas` and return that directory."""
    directory = folder / "lemmas"
    directory.mkdir()
    (directory / "successors.py").write_text(MODULE)
    return directory
