"""Leaning: ancestors lower their dependants, never raise them, and change nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import kill, piece, statement, step, undecided_piece

from proofcheck.core import Cause, Form, Kind, Record, StatementError, Status, Textbook, Verdict
from proofcheck.core.ledger import ancestors, inherited_textbook, judge_all, topological

PIECES = {
    Status.SETTLED: piece(Kind.DERIVED),
    Status.SAMPLED: piece(Kind.SAMPLED),
    Status.CITED: piece(Kind.CITED),
    Status.UNDECIDED: undecided_piece(Kind.DERIVED),
    Status.REFUTED: piece(Kind.DERIVED, Verdict.REFUTED),
}
MUTANTS = tuple(kill(kind=kind) for kind in (Kind.DERIVED, Kind.SAMPLED))


def rec(status):
    return Record({"claim": (PIECES[status],)}, MUTANTS)


def judged(graph, statuses, form=Form.REPAIRED, **fields):
    """Judge a graph {id: ids it leans on} with one step of the given status in each."""
    statements = {name: statement(name, uses=tuple(uses), **fields) for name, uses in graph.items()}
    return judge_all(statements, {name: rec(s) for name, s in statuses.items()}, form)


@pytest.mark.parametrize("own", [s for s in PIECES if s is not Status.REFUTED])
@pytest.mark.parametrize("ancestor", PIECES)
def test_leaning_lowers_and_a_broken_ancestor_leaves_undecided(own, ancestor):
    found = judged({"a": (), "b": ("a",)}, {"a": ancestor, "b": own})
    broken = ancestor <= Status.UNDECIDED
    assert found["b"].status is (Status.UNDECIDED if broken else min(own, ancestor))
    assert found["a"].status is ancestor


@pytest.mark.parametrize("ancestor", PIECES)
def test_an_own_refutation_stays(ancestor):
    found = judged({"a": (), "b": ("a",)}, {"a": ancestor, "b": Status.REFUTED})
    assert found["b"].status is Status.REFUTED


def test_a_refuted_ancestor_says_that_the_proof_is_broken():
    found = judged({"a": (), "b": ("a",)}, {"a": Status.REFUTED, "b": Status.SETTLED})
    assert "that proof is broken" in found["b"].reason
    assert "a, which is refuted" in found["b"].reason


def test_an_ancestor_without_a_module_leaves_undecided():
    found = judged({"b": ("theorem-2",)}, {"b": Status.SETTLED})
    assert (found["b"].status, found["b"].cause) == (Status.UNDECIDED, Cause.NOT_ENCODED)


def test_a_statement_without_a_record_is_undecided():
    assert judged({"a": ()}, {})["a"].status is Status.UNDECIDED


def test_what_leans_on_open_things_is_open_only_if_it_records_that():
    statements = {
        "open": statement("open", step(open="not done")),
        "undecided": statement("undecided"),
        "silent": statement("silent", uses=("open",)),
        "one": statement("one", uses=("open",), open="waits for it"),
        "step": statement("step", step(open="not done"), uses=("open",)),
        "next": statement("next", uses=("one",)),
        "both": statement("both", uses=("open", "undecided"), open="waits for it"),
        "turned": statement("turned", uses=("undecided", "open"), open="waits for it"),
    }
    records = dict.fromkeys(statements, rec(Status.SETTLED))
    records |= dict.fromkeys(("open", "undecided", "step"), rec(Status.UNDECIDED))
    found = judge_all(statements, records, Form.REPAIRED)
    assert {name: found[name].open for name in statements} == {
        "open": True,
        "undecided": False,
        "silent": False,
        "one": True,
        "step": True,
        "next": False,
        "both": False,
        "turned": False,
    }


def test_an_open_statement_on_a_broken_one_is_not_merely_open():
    statements = {
        "broken": statement("broken"),
        "open": statement("open", step(open="not done"), uses=("broken",)),
    }
    records = {"broken": rec(Status.REFUTED), "open": rec(Status.UNDECIDED)}
    assert not judge_all(statements, records, Form.REPAIRED)["open"].open


def two_forms(name, **fields):
    steps = (step("printed", form=Form.LITERAL), step("mended", form=Form.REPAIRED))
    return statement(name, *steps, **fields)


def test_literal_leans_on_literal_and_repaired_on_repaired():
    statements = {"a": two_forms("a"), "b": statement("b", uses=("a",))}
    split = Record(
        {"printed": (PIECES[Status.REFUTED],), "mended": (PIECES[Status.SETTLED],)},
        (kill("mended"),),
    )
    records = {"a": split, "b": rec(Status.SETTLED)}
    assert judge_all(statements, records, Form.REPAIRED)["b"].status is Status.SETTLED
    assert judge_all(statements, records, Form.LITERAL)["b"].status is Status.UNDECIDED


@pytest.mark.parametrize("graph", [{"a": ("a",)}, {"a": ("b",), "b": ("c",), "c": ("a",)}])
def test_cycles_are_errors(graph):
    with pytest.raises(StatementError, match="a -> "):
        judged(graph, {})


def test_ancestors_are_named_once_and_before_their_dependants():
    graph = {"d": ("b", "c"), "b": ("a",), "c": ("a",), "a": (), "e": ()}
    statements = {name: statement(name, uses=uses) for name, uses in graph.items()}
    assert ancestors(statements, ("d",)) == ["a", "b", "c", "d"]
    assert ancestors(statements, ("unknown",)) == []
    assert set(topological(statements)) == set(graph)


def test_textbook_facts_are_inherited_and_lower_nothing():
    statements = {
        "a": statement("a", rests_on=(Textbook.TAYLOR,)),
        "b": statement("b", uses=("a",), rests_on=(Textbook.CONTINUITY,)),
    }
    assert inherited_textbook(statements, "b") == (Textbook.TAYLOR, Textbook.CONTINUITY)
    assert inherited_textbook(statements, "a") == (Textbook.TAYLOR,)
    records = dict.fromkeys(statements, rec(Status.SETTLED))
    assert judge_all(statements, records, Form.REPAIRED)["b"].status is Status.SETTLED


@st.composite
def graphs(draw):
    """A random graph without cycles, and a status for each statement."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 7)))]
    graph = {
        name: draw(st.lists(st.sampled_from(names[:at]), unique=True)) if at else []
        for at, name in enumerate(names)
    }
    turned = dict(draw(st.permutations(list(graph.items()))))
    return turned, {name: draw(st.sampled_from(sorted(Status))) for name in names}


def reach(graph, name):
    """The statements that lean on `name`, itself included."""
    found = {name}
    for _ in graph:
        found |= {other for other, uses in graph.items() if found.intersection(uses)}
    return found


@given(graphs(), st.data())
def test_changing_one_statement_changes_its_dependants_only(drawn, data):
    graph, statuses = drawn
    name = data.draw(st.sampled_from(sorted(graph)))
    changed = {**statuses, name: data.draw(st.sampled_from(sorted(Status)))}
    before, after = judged(graph, statuses), judged(graph, changed)
    different = {other for other in graph if before[other] != after[other]}
    assert different <= reach(graph, name)


@given(graphs(), st.data())
def test_refuting_a_settled_graph_somewhere_changes_exactly_the_dependants(drawn, data):
    graph, _ = drawn
    name = data.draw(st.sampled_from(sorted(graph)))
    settled = dict.fromkeys(graph, Status.SETTLED)
    before, after = judged(graph, settled), judged(graph, {**settled, name: Status.REFUTED})
    different = {other for other in graph if before[other].status != after[other].status}
    assert different == reach(graph, name)
    assert [other for other in graph if after[other].status is Status.REFUTED] == [name]


@given(graphs())
def test_nobody_is_stronger_than_what_it_leans_on(drawn):
    graph, statuses = drawn
    found = judged(graph, statuses)
    for name, uses in graph.items():
        assert found[name].status <= statuses[name]
        for ancestor in uses:
            weakest = max(found[ancestor].status, Status.UNDECIDED)
            assert found[name].status <= weakest
