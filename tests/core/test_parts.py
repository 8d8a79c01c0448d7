"""Parts of a statement that are no such parts: refused where they are written, and named."""

import pytest
from made_up import NOTHING, statement, step

from proofcheck.core import (
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Mutant,
    Scope,
    Statement,
    StatementError,
    Step,
    Textbook,
    scope,
)

H = Hypothesis("h", "x", 1)


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
