"""Messages about theorem modules, whole: what was given, what is admissible, one repair."""

import pytest

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
    Statement,
    StatementError,
    Step,
    Values,
    holds,
    instances,
    scope,
)
from proofcheck.core.pretty import statement_html, statement_latex

CORRECT = "correct it in the module; docs/module-interface.md lists the parts"
CITED = Citation("Peano 1889", scope())


def one(name="sum", **fields):
    return Step(name, "1 + 1 = 2", 7, (CITED,), **fields)


def stated(*steps, **fields):
    return Statement("my-sum", "A sum", 7, "1 + 1 = 2", steps or (one(),), **fields)


def slip(**fields):
    fields = {"shown_by": ("sum",), "repair": "2", **fields}
    return Finding("slip", FindingKind.MISPRINT, 7, "line 2", "3", **fields)


def sampled(checked, claimed):
    family = Family("points", ("all",), lambda choices, region, digits: Values({}))
    check = Sampling(family, lambda one, claim: holds("x"), checked)
    return stated(Step("sum", "x", 7, (check,), scope=claimed))


MESSAGES = {
    "two steps of one id": (
        lambda: stated(one(), one()),
        "step ids of my-sum: given 'sum' twice; admissible: each id once; repair: rename one of "
        "the two",
    ),
    "a finding about no step": (
        lambda: stated(findings=(slip(shown_by=("product",)),)),
        "step of a finding: given 'product'; admissible: sum; repair: define it, or correct the id",
    ),
    "a hypothesis nobody defined": (
        lambda: stated(one(requires=("positive",))),
        "required hypothesis: given 'positive'; admissible: none defined; repair: define it, or "
        "correct the id",
    ),
    "a dropped hypothesis nobody defined": (
        lambda: stated(
            one(mutants=(Mutant("m", "x", drops="h"),)), hypotheses=(Hypothesis("g", "x", 1),)
        ),
        "dropped hypothesis of a mutant: given 'h'; admissible: g; repair: define it, or correct "
        "the id",
    ),
    "a repair by the printed text": (
        lambda: stated(one(form=Form.LITERAL), findings=(slip(repaired_by=("sum",)),)),
        "repaired_by of the finding slip: given 'sum'; admissible: steps of the repaired form, or "
        f"of both; repair: {CORRECT}",
    ),
    "no steps": (
        lambda: Statement("my-sum", "A sum", 7, "x", ()),
        "steps of my-sum: given none; admissible: at least one step; repair: write the claim "
        "itself as a step; without checks it stays undecided",
    ),
    "a page that is a text": (
        lambda: Hypothesis("h", "x", "7"),
        f"page of the hypothesis h: given '7'; admissible: of type int; repair: {CORRECT}",
    ),
    "a page that is a truth value": (
        lambda: Hypothesis("h", "x", True),
        f"page of the hypothesis h: given True; admissible: of type int; repair: {CORRECT}",
    ),
    "an id with a blank": (
        lambda: Statement("my sum", "A sum", 7, "x", (one(),)),
        "id of the statement: given 'my sum'; admissible: letters, digits, '-', '_' and '.'; "
        f"repair: {CORRECT}",
    ),
    "a reason without words": (
        lambda: one(open="  "),
        f"open of the step sum: given '  '; admissible: words, or None; repair: {CORRECT}",
    ),
    "checks that are no tuple": (
        lambda: Step("sum", "x", 7, CITED),
        "checks of the step sum: given Citation(reference='Peano 1889'",
    ),
    "an unused hypothesis of a misprint": (
        lambda: slip(unused="h"),
        "`unused` of the finding slip: given 'h' with the kind misprint, holds=False; admissible: "
        "a hypothesis that is superfluous, and then no `holds`; repair: leave `unused` away, or "
        "write FindingKind.SUPERFLUOUS_HYPOTHESIS",
    ),
    "a computation that is sampled": (
        lambda: Computation(print, instances("x"), Kind.SAMPLED),
        "kind of the computation print: given sampled; admissible: exact or certified: a "
        "computation shows stated data and no more; repair: write Kind.EXACT or Kind.CERTIFIED, or "
        "write a Derivation",
    ),
    "a family without regions": (
        lambda: Family("points", (), lambda choices, region, digits: None),
        "regions of the family 'points': given none; admissible: at least one name; repair: write "
        'regions=("generic",)',
    ),
    "a sampled check about something else": (
        lambda: sampled(scope("tanh", bias=("with",)), scope("sigmoid")),
        "scope of the sampled check <lambda> in step sum of my-sum: given all widths, depths, "
        "layers, data; biases: with; tanh activations, where the step claims all widths",
    ),
    "a choice of no part": (
        lambda: stated(one(formula={"a": 1}, choices={"b.swap": "either will do"})),
        "part of a formula that is a choice: given 'b'; admissible: a; repair: define it, or "
        "correct the id",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_the_whole_message(name):
    build, words = MESSAGES[name]
    with pytest.raises(StatementError) as caught:
        build()
    assert str(caught.value).startswith(words)
    assert len(str(caught.value)) < 700


def test_the_same_parts_put_right_are_taken():
    assert stated(one(), one("other")).step("other").claim == "1 + 1 = 2"
    assert stated(one(form=Form.LITERAL), one("mended"), findings=(slip(repaired_by=("mended",)),))
    assert sampled(scope("tanh"), scope("A")).families() == ("points",)
    assert stated(one(formula={"a": 1}, choices={"a.swap": "either will do"}))
    assert Computation(print, instances("x"), Kind.CERTIFIED).name == "print"


def test_a_step_asked_for_by_a_wrong_id():
    with pytest.raises(StatementError, match=r"step: given 'product'; admissible: mended, sum;"):
        stated(one(), one("mended")).step("product")


REQUIRED = (
    Hypothesis("both", "x", 1),
    Hypothesis("printed", "x", 1, form=Form.LITERAL),
    Hypothesis("repaired", "x", 1, form=Form.REPAIRED),
    Hypothesis("encoding", "x", 1, setting=True),
)


@pytest.mark.parametrize(
    ("form", "asked", "expected"),
    [
        (Form.ONLY, None, ("both",)),
        (Form.LITERAL, None, ("both", "printed")),
        (Form.REPAIRED, None, ("both", "repaired")),
        (Form.LITERAL, (), ()),
        (Form.REPAIRED, ("repaired", "both"), ("both", "repaired")),
        (Form.ONLY, ("encoding",), ()),
    ],
)
def test_what_an_instance_has_to_meet(form, asked, expected):
    step = one(form=form, requires=asked)
    assert stated(step, hypotheses=REQUIRED).required(step) == expected


def test_checks_are_named_by_their_functions():
    def derive(claim, assume):
        return holds("x")

    step = Step("sum", "x", 7, (Derivation(derive, scope()), CITED, Derivation(derive, scope())))
    assert [name for name, _ in step.named_checks()] == ["derive", "Peano 1889", "derive #2"]
    assert stated(step).citations() == ("Peano 1889",)


def test_no_two_checks_have_one_name():
    """Whatever their kinds: what one found would be put down to the other."""

    def f(claim, assume):
        return holds("x")

    exact = Computation(f, scope(), Kind.EXACT)
    checks = (Derivation(f, scope()), exact, Citation("f #2", scope()), Derivation(f, scope()))
    named = Step("sum", "x", 7, checks).named_checks()
    assert [name for name, _ in named] == ["f", "f (exact)", "f #2", "f #2 (derived)"]
    assert tuple(check for _, check in named) == checks


MARKUP = "a < b & <script>alert(1)</script>"


@pytest.mark.parametrize("field", ["title", "claim", "repaired", "source", "text", "step"])
def test_a_notebook_shows_markup_as_text(field):
    words = {"title": "A sum", "claim": "x", "repaired": "y", "source": None}
    if field in words:
        words[field] = MARKUP
    hypothesis = Hypothesis("h", MARKUP if field == "text" else "x", 1)
    claimed = Step("sum", MARKUP if field == "step" else "x", 1, (CITED,))
    shown = statement_html(
        Statement("my-sum", page=7, steps=(claimed,), hypotheses=(hypothesis,), **words)
    )
    assert "<script>" not in shown
    assert "a &lt; b &amp; &lt;script&gt;" in shown


def test_a_notebook_shows_formulas_once_and_no_status():
    statement = stated(latex=("x^2",), repaired="y", latex_repaired=("y^2", "z"))
    assert statement_latex(statement) == "$$ x^2 $$\n$$ y^2 $$\n$$ z $$"
    shown = statement_html(statement)
    assert [shown.count(f"$$ {f} $$") for f in ("x^2", "y^2", "z")] == [1, 1, 1]
    assert not any(word in shown for word in ("settled", "undecided", "refuted"))
    assert statement_latex(stated()) is None
