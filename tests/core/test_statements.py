"""Statements refuse what cannot be meant: unknown ids, ids twice, nothing to check."""

import pytest
from made_up import NOTHING, statement, step

from proofcheck.core import (
    Assumptions,
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
    Quantifier,
    Sampling,
    Scope,
    StatementError,
    Step,
    holds,
    scope,
)
from proofcheck.core import instances as exactly


def finding(**fields):
    return Finding("f", FindingKind.MISPRINT, 1, "line 1", "a slip", repair="mend it", **fields)


def sampling(name):
    return Sampling(Family(name, ("generic",), draw), compare, Scope())


def draw(choices, region, digits):
    """Stand for a family; never called."""


def compare(instance=None, claim=None):
    """Stand for a check; never asked anything."""


CLASS_A, SIGMOID, WITH = scope("A"), scope("sigmoid"), scope(bias=("with bias",))
ONE, OTHER = exactly("one"), exactly("other")


def sampled_step(claimed, checked, **fields):
    check = Sampling(Family("f", ("generic",), draw), compare, checked)
    return statement("s", Step("claim", "x", 1, (check,), scope=claimed, **fields))


@pytest.mark.parametrize(
    ("claimed", "checked", "existential"),
    [
        (CLASS_A, WITH, False),
        (WITH, CLASS_A, False),
        (SIGMOID, scope("tanh"), False),
        (ONE, WITH, False),
        (ONE, OTHER, False),
        (CLASS_A, SIGMOID, True),
    ],
)
def test_a_sampled_check_that_can_show_nothing_is_refused(claimed, checked, existential):
    quantifier = Quantifier.EXISTENTIAL if existential else Quantifier.UNIVERSAL
    with pytest.raises(StatementError, match="compare in step claim of s"):
        sampled_step(claimed, checked, quantifier=quantifier)


@pytest.mark.parametrize(
    ("claimed", "checked", "existential"),
    [
        (SIGMOID, CLASS_A, False),
        (CLASS_A, SIGMOID, False),
        (WITH, scope("A", bias=("with bias",)), False),
        (ONE, Scope(), False),
        (SIGMOID, CLASS_A, True),
    ],
)
def test_a_sampled_check_may_support_or_refute(claimed, checked, existential):
    quantifier = Quantifier.EXISTENTIAL if existential else Quantifier.UNIVERSAL
    assert sampled_step(claimed, checked, quantifier=quantifier)


PRINTED = Hypothesis("h", "x", 1, Form.LITERAL)
BROKEN = {
    "a computation that claims to be a kernel": lambda: Computation(compare, Scope(), Kind.KERNEL),
    "a computation that claims to derive": lambda: Computation(compare, Scope(), Kind.DERIVED),
    "a computation that claims to sample": lambda: Computation(compare, Scope(), Kind.SAMPLED),
    "a computation of no kind": lambda: Computation(compare, Scope(), "exact"),
    "step twice": lambda: statement("s", step("a"), step("a")),
    "hypothesis twice": lambda: statement(hypotheses=(Hypothesis("h", "x", 1),) * 2),
    "mutant twice": lambda: statement("s", step(mutants=(Mutant("m", "a sign"),) * 2)),
    "mutant twice in two steps": lambda: statement(
        "s", step("a", mutants=(Mutant("m", "x"),)), step("b", mutants=(Mutant("m", "y"),))
    ),
    "finding twice": lambda: statement(findings=(finding(shown_by=("claim",)),) * 2),
    "uses twice": lambda: statement(uses=("lemma-y", "lemma-y")),
    "finding of an unknown step": lambda: statement(findings=(finding(shown_by=("b",)),)),
    "repair by an unknown step": lambda: statement(
        findings=(finding(shown_by=("claim",), repaired_by=("b",)),)
    ),
    "unknown unused hypothesis": lambda: statement(
        findings=(finding(shown_by=("claim",), unused="h"),)
    ),
    "unknown required hypothesis": lambda: statement("s", step(requires=("h",))),
    "required hypothesis that only the print has": lambda: statement(
        "s", step(form=Form.REPAIRED, requires=("h",)), hypotheses=(PRINTED,)
    ),
    "required hypothesis that only one text has": lambda: statement(
        "s", step(requires=("h",)), hypotheses=(PRINTED,)
    ),
    "unknown dropped hypothesis": lambda: statement(
        "s", step(mutants=(Mutant("m", "drop", drops="h"),))
    ),
    "family without regions": lambda: Family("empty", (), draw),
}


@pytest.mark.parametrize("build", list(BROKEN.values()), ids=BROKEN)
def test_refused_with_a_repair(build):
    with pytest.raises(StatementError) as caught:
        build()
    assert caught.value.admissible
    assert caught.value.repair


def test_a_statement_without_steps_is_refused():
    from proofcheck.core import Statement

    with pytest.raises(StatementError, match="at least one step"):
        Statement("s", "t", 1, "1 = 1", ())


def test_step_by_id():
    one = statement("s", step("a"), step("b"))
    assert one.step("b").id == "b"
    with pytest.raises(StatementError, match=r"'c'.*a, b"):
        one.step("c")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (Form.ONLY, ("both",)),
        (Form.LITERAL, ("both", "printed")),
        (Form.REPAIRED, ("both", "mended")),
    ],
)
def test_required_hypotheses_are_those_of_the_form(form, expected):
    hypotheses = (
        Hypothesis("both", "x", 1),
        Hypothesis("printed", "x", 1, Form.LITERAL),
        Hypothesis("mended", "x", 1, Form.REPAIRED),
        Hypothesis("setting", "x", 1, setting=True),
    )
    one = statement("s", step(form=form), hypotheses=hypotheses)
    assert one.required(one.step("claim")) == expected


def test_required_hypotheses_may_be_chosen_and_settings_have_no_verdict():
    hypotheses = (Hypothesis("h", "x", 1), Hypothesis("fixed", "x", 1, setting=True))
    one = statement("s", step(requires=("fixed", "h")), hypotheses=hypotheses)
    assert one.required(one.step("claim")) == ("h",)
    none = statement("s", step(requires=()), hypotheses=hypotheses)
    assert none.required(none.step("claim")) == ()


def test_literal_form_is_there_as_soon_as_a_step_differs():
    assert not statement().has_literal_form
    assert statement("s", step("a"), step("b", form=Form.LITERAL)).has_literal_form


def test_families_and_citations_in_order():
    from proofcheck.core import Statement, Step

    first = Step("a", "x", 1, (sampling("two"), sampling("one"), Citation("Nitta 2017", Scope())))
    second = Step("b", "x", 1, (sampling("one"), NOTHING))
    one = Statement("s", "t", 1, "x", (first, second))
    assert one.families() == ("two", "one")
    assert one.citations() == ("Nitta 2017", "nobody")


def test_names_and_kinds_of_checks():
    def by_jets(claim, assume):
        return holds("x")

    computation = Computation(by_jets, Scope(), Kind.EXACT)
    assert (Derivation(by_jets, Scope()).name, computation.name) == ("by_jets", "by_jets")
    assert Derivation(by_jets, Scope()).kind is Kind.DERIVED
    assert sampling("one").kind is Kind.SAMPLED
    assert (NOTHING.kind, NOTHING.name) == (Kind.CITED, "nobody")


def test_assumptions_record_what_was_asked():
    assume = Assumptions({"critical"})
    assert assume("critical")
    assert not assume("isolated")
    assert assume.asked == {"critical", "isolated"}
