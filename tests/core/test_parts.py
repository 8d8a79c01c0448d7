"""Parts of a statement that are no such parts: refused where they are written, and named."""

from functools import partial

import pytest
from made_up import NOTHING, statement, step

from proofcheck.core import (
    Citation,
    Computation,
    Derivation,
    Family,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Sampling,
    Scope,
    Statement,
    StatementError,
    Step,
    Textbook,
    Values,
    scope,
)

H = Hypothesis("h", "x", 1)
FAMILY = Family("n", ("a",), print)


def finding(kind=FindingKind.MISPRINT, shown_by=("claim",), repaired_by=("claim",), **fields):
    place = fields.pop("place", "line 1")
    return Finding("f", kind, 1, place, "a slip", shown_by, "mend it", repaired_by, **fields)


WRONG = {
    "page: a word": lambda: Step("s", "x", "one", ()),
    "page: a truth value": lambda: Step("s", "x", True, ()),
    "page of the statement: a float": lambda: Statement("s", "t", 1.5, "x", (step(),)),
    "claim: nothing": lambda: Step("s", None, 1, ()),
    "form: a word": lambda: step(form="only"),
    "quantifier: a word": lambda: step(quantifier="universal"),
    "scope: nothing": lambda: step(scope=None),
    "checks: one, not in a tuple": lambda: Step("s", "x", 1, NOTHING),
    "checks: a function": lambda: Step("s", "x", 1, (print,)),
    "mutants: a function": lambda: step(mutants=(print,)),
    "checks of a mutant": lambda: Mutant("m", "x", checks=(print,)),
    "equivalent: a truth value": lambda: Mutant("m", "x", equivalent=True),
    "requires: a text": lambda: step(requires="even"),
    "open without a reason": lambda: step(open=" "),
    "open of a statement without a reason": lambda: statement("s", open=""),
    "uses: a text": lambda: statement("s", uses="lemma-1"),
    "uses: numbers": lambda: statement("s", uses=(1,)),
    "rests_on: a fact that is on no list": lambda: statement("s", rests_on=("magic",)),
    "rests_on: a name of a fact": lambda: statement("s", rests_on=("TAYLOR",)),
    "steps: a word": lambda: statement("s", "claim"),
    "hypotheses: a word": lambda: statement("s", hypotheses=("even",)),
    "setting: a word": lambda: Hypothesis("h", "x", 1, setting="yes"),
    "kind of a finding: a word": lambda: finding(kind="misprint"),
    "place of a finding: a number": lambda: finding(place=7),
    "place of a finding: no words": lambda: finding(place=" "),
    "shown_by: a text": lambda: finding(shown_by="claim"),
    "repaired_by: a text": lambda: finding(repaired_by="claim"),
    "regions: a text": lambda: Family("n", "generic", print),
    "regions: a number among them": lambda: Family("n", ("a", 1), print),
    "regions: lists": lambda: Family("n", (["a"],), print),
    "regions: a number": lambda: Family("n", 5, print),
    "name of a family: nothing": lambda: Family(None, ("a",), print),
    "draw: no function": lambda: Family("n", ("a",), None),
    "family: its name": lambda: Sampling("n", print, Scope()),
    "test: a word": lambda: Sampling(FAMILY, "compare", Scope()),
    "only: a text": lambda: Sampling(FAMILY, print, Scope(), only="a"),
    "scope of a sampled check: a word": lambda: Sampling(FAMILY, print, "C2"),
    "scope of a derivation: nothing": lambda: Derivation(print, None),
    "a derivation that was called": lambda: Derivation(None, Scope()),
    "scope of a computation: names": lambda: Computation(print, ("x = 1",), Kind.EXACT),
    "a computation without a function": lambda: Computation(7, Scope(), Kind.EXACT),
    "reference: no words": lambda: Citation(" ", Scope()),
    "reference: a number": lambda: Citation(2017, Scope()),
    "scope of a citation: a word": lambda: Citation("Nitta 2017", "A"),
    "mutate: the changed formula": lambda: Mutant("m", "x", {"sign": 1}),
    "choices: names": lambda: step(choices=("sign",)),
    "labels: a text": lambda: Values({"x": 1}, labels="generic"),
    "met: names": lambda: Values({"x": 1}, met=("even",)),
    "unused for a misprint": lambda: finding(unused="h"),
    "unused beside holds": lambda: finding(
        FindingKind.SUPERFLUOUS_HYPOTHESIS, unused="h", holds=True
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_part_is_refused(name):
    with pytest.raises(StatementError) as caught:
        WRONG[name]()
    assert caught.value.repair


def test_a_printed_step_repairs_nothing():
    printed = step("printed", form=Form.LITERAL)
    with pytest.raises(StatementError, match="of the repaired form, or of both"):
        statement(
            "s", printed, findings=(finding(shown_by=("printed",), repaired_by=("printed",)),)
        )


def test_the_right_parts_are_not():
    made = statement("s", hypotheses=(H,), rests_on=(Textbook.TAYLOR,), uses=("a", "b"))
    assert statement("s", step(requires=("h",), open="hard"), hypotheses=[H]).steps[0].open
    assert finding(FindingKind.SUPERFLUOUS_HYPOTHESIS, unused="h").unused == "h"
    assert made.rests_on == (Textbook.TAYLOR,)
    listed = Sampling(Family("n", ["a", "b"], print), partial(print, "x"), Scope(), only=["a"])
    assert listed.family == Family("n", ("a", "b"), print)
    assert {listed.family: 1}[Family("n", ("a", "b"), print)] == 1


def test_the_message_names_the_part_and_what_it_takes():
    with pytest.raises(StatementError) as caught:
        step("printed", form="literal")
    assert str(caught.value).startswith("form of the step printed: given 'literal'; admissible: ")
    assert "Form" in caught.value.admissible


@pytest.mark.parametrize("name", ["", " ", "a b", "../up", "a\nb", "-x", "[bold]x", ["x"], 7, None])
def test_an_id_that_nobody_could_type(name):
    with pytest.raises(StatementError, match="id of the statement"):
        statement(name)


@pytest.mark.parametrize("name", ["lemma-a1", "my_lemma.2", "lemme-é"])
def test_ids_that_can_be_typed(name):
    assert statement(name).id == name


@pytest.mark.parametrize("field", ["widths", "depth", "layer", "bias", "activations", "data"])
@pytest.mark.parametrize("values", [frozenset(), "A", ("A",), frozenset({1})])
def test_a_restriction_to_nothing_or_to_letters(field, values):
    """About nothing everything is true, and a text is a set of letters."""
    with pytest.raises(StatementError, match=f"{field} of a scope"):
        Scope(**{field: values})


def test_no_instances_at_all():
    from proofcheck.core import instances

    with pytest.raises(StatementError, match="at least one name"):
        instances()
    with pytest.raises(StatementError, match="at least one name"):
        scope(widths=())
