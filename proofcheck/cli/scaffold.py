"""The texts of a new theorem module and of its test, which run as they are and show nothing yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from string import Template

MODULE = '''"""$headline.

Nothing is shown yet: no instance meets the hypothesis, so the statement is undecided (vacuous).
Fill in from the top, the two sides, instances, false variants, and see what is said of it:

    proofcheck check $id
"""

from __future__ import annotations

from typing import Any

import sympy

from proofcheck.core import (
    Choices,
    Family,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Values,
    Verdict,
    scope,
)
from proofcheck.symbolic.residue import decide_zero


def computed(x: Any) -> sympy.Expr:
    """Return the left side of the claim, by a road that shares no formula with `claimed`."""
    raise NotImplementedError("write the left side")


def claimed(x: Any) -> sympy.Expr:
    """Return the right side as the text prints it; mutants replace this function."""
    raise NotImplementedError("write the right side")


def draw(choices: Choices, region: str, _digits: int) -> Values:
    """Return an instance with exact values, and what is known of the hypothesis on it.

    Say Verdict.HOLDS where the hypothesis holds, Verdict.REFUTED where it does not.
    """
    x = choices.fraction(-3, 3, 4)
    return Values({"x": x}, met={"hypothesis": Verdict.UNDECIDED}, labels=(region,))


def compare(instance: Values, claim: Any) -> Outcome:
    """Return whether the two sides agree on an instance, in exact arithmetic."""
    x = sympy.Rational(instance["x"])
    return decide_zero(computed(x) - claim(x))


INSTANCES = Family("$id", regions=("generic",), draw=draw)

MUTANTS: tuple[Mutant, ...] = ()
# False variants of the claim, which `compare` has to refute; without one that dies, nothing is
# believed: Mutant("sign", "minus the right side", lambda claim: lambda x: -claim(x)),

CLAIM = Step(
    "claim",
    "write one inference of the proof, in words and symbols",
    page=$page,
    formula=claimed,
    # Samples never settle a step; proofcheck.core.Derivation(derive, scope()) can.
    checks=(Sampling(INSTANCES, compare, scope()),),
    mutants=MUTANTS,
)

STATEMENT = Statement(
    "$id",
    $title,
    page=$page,
    claim="write the claim in your own words and symbols",
    hypotheses=(Hypothesis("hypothesis", "write what is assumed", page=$page),),
    steps=(CLAIM,),$source
)
'''

TEST = '''"""Test of $id: its status, and that its checks can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofcheck.core import Cause, Status
from proofcheck.runner.single import check_statement

MODULES = Path(__file__).parent / $modules


@pytest.fixture(scope="module")
def entry():
    return check_statement("$id", MODULES, examples=40)


def test_status(entry):
    judged = entry.repaired
    assert judged.status is Status.UNDECIDED, judged.reason  # then SAMPLED, or SETTLED
    assert judged.cause is Cause.VACUOUS  # then None


def test_every_mutant_dies(entry):
    if not entry.record.mutants:
        pytest.skip("no mutant yet: nothing shows that the check can fail")
    assert [mutant.id for mutant in entry.survivors()] == []
'''


@dataclass(frozen=True)
class Scaffold:
    """What a new module is told: id, title, page, source, and where the test finds the module."""

    id: str
    title: str
    page: int = 0
    source: str | None = None
    modules: str = "../theorems"

    @property
    def file_name(self) -> str:
        """The name of the module's file.

        >>> Scaffold("my-balance", "Shares").file_name
        'my_balance.py'
        """
        return self.id.replace("-", "_") + ".py"

    def module_text(self) -> str:
        """Return the text of the theorem module."""
        source = "" if self.source is None else f"\n    source={_literal(self.source)},"
        return Template(MODULE).substitute(
            self._fields(), title=_literal(self.title), source=source
        )

    def test_text(self) -> str:
        """Return the text of its test."""
        return Template(TEST).substitute(self._fields(), modules=_literal(self.modules))

    def _fields(self) -> dict[str, object]:
        headline = self.title.rstrip(".").replace("\\", "/").replace('"', "'")
        return {"id": self.id, "page": self.page, "headline": headline}


def _literal(text: str) -> str:
    return repr(text) if '"' in text else json.dumps(text, ensure_ascii=False)
