"""Cases: smallest found, confirmed, replayed from exact values; a file that was changed is not."""

import json
import subprocess
import sys

import pytest
from made_up_hunts import FALSE, LINEAR, POINTS, SAMPLED_ONLY, library, statement, step

from proofcheck.core import Budget, Family, InputError, Sampling, Scope, Values, holds, refuted
from proofcheck.core.verdict import Verdict
from proofcheck.hunt import case_files
from proofcheck.hunt.case_files import read_case
from proofcheck.hunt.cases import Spot, canonical, make_case, pair_of
from proofcheck.hunt.fields import MOST_CHOICES, OF_A_PROOF, ON_AN_INSTANCE
from proofcheck.hunt.generated import with_generated
from proofcheck.hunt.messages import headline, message, summary
from proofcheck.hunt.recording import NotRepeatedError, Recorded, Repeated
from proofcheck.hunt.replay import replay
from proofcheck.hunt.shrinking import size_of
from proofcheck.runner.discovery import discover
from proofcheck.search.choices import SeededChoices

BUDGET = Budget(20, 0, 0)
MADE = library(statement("s", FALSE, LINEAR, SAMPLED_ONLY))
CLAIM = Spot("false", "on_points", None, 5, 100)
ON_MUTANT = Spot("sampled", "on_points", "sampled/slope/double", 3, 100)
DERIVED = Spot("linear", "linear", "linear/slope/double")


def case(spot):
    return make_case(with_generated(MADE.statements["s"]), spot, BUDGET)


def replayed(data):
    """Replay what a file with these values would say."""
    return replay(MADE, json.loads(json.dumps(data)))


@pytest.mark.parametrize("spot", [CLAIM, ON_MUTANT, DERIVED], ids=["claim", "mutant", "derived"])
def test_a_case_replays(spot, tmp_path):
    found = case(spot)
    assert found.confirmed
    assert replayed(found.data).reproduces
    (tmp_path / "case.json").write_text(canonical(found.data))
    assert replay(MADE, read_case(tmp_path / "case.json")).reproduces


def test_the_smallest_is_found_and_it_is_a_counterexample():
    data = case(CLAIM).data
    assert data["shrunk"]
    assert data["instance"] == {"x": "0", "y": "0"}
    assert data["sides"] == ["2", "2 x + 1"]
    assert data["confirmed"] == ["counting", "40 digits"]


def test_the_same_start_gives_the_same_case():
    assert case(CLAIM).hash == case(CLAIM).hash


def test_without_calls_it_is_the_instance_that_was_drawn():
    found = case(Spot("false", "on_points", None, 5))
    drawn = POINTS.draw(SeededChoices(0, "points", 5), "far", 20)
    assert found.data["instance"] == drawn.to_json()
    assert not found.data["shrunk"]


CHANGES = {
    "the instance": lambda d: d["instance"].update(x="1"),
    "the choices": lambda d: d["choices"].__setitem__(0, 7),
    "a choice out of bounds": lambda d: d["choices"].__setitem__(0, 10**6),
    "too few choices": lambda d: d["choices"].pop(),
    "too many choices": lambda d: d["choices"].append(0),
    "the region": lambda d: d.update(region="far"),
    "an unknown region": lambda d: d.update(region="nowhere"),
    "the claim": lambda d: d.update(claim="1 = 1"),
    "the page": lambda d: d.update(page=2),
    "the detail": lambda d: d.update(detail="3"),
    "the sides": lambda d: d.update(sides=["1", "0"]),
    "the hypotheses": lambda d: d.update(hypotheses={"positive": "holds"}),
    "the labels": lambda d: d.update(labels=["far"]),
    "the family": lambda d: d.update(family="others"),
    "the step": lambda d: d.update(step="sampled"),
    "an unknown step": lambda d: d.update(step="nowhere"),
    "the check": lambda d: d["check"].update(name="nothing"),
    "the mutant": lambda d: d.update(mutant="sampled/slope/double", step="sampled"),
    "what confirms it": lambda d: d.update(confirmed=["Coq's kernel: yes"]),
    "another confirmation": lambda d: d["confirmed"].append("a third road"),
    "twice the digits": lambda d: d["confirmed"].pop(),
    "that it was shrunk": lambda d: d.update(shrunk=False),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_file_does_not_reproduce(name):
    data = json.loads(canonical(case(CLAIM).data))
    CHANGES[name](data)
    assert not replayed(data).reproduces


@pytest.mark.parametrize("name", ["witness", "detail", "change", "claim", "confirmed"])
def test_a_changed_derivation_does_not_reproduce(name):
    data = json.loads(canonical(case(DERIVED).data))
    data[name] = {"witness": {"x": 1}, "confirmed": ["other"]}.get(name, "other")
    assert not replayed(data).reproduces


def test_a_claim_that_was_mended_does_not_reproduce():
    data = dict(case(CLAIM).data)
    mended = step("false", Sampling(POINTS, FALSE.checks[0].test, Scope()), formula=LINEAR.formula)
    found = replay(library(statement("s", mended)), data)
    assert (found.reproduces, found.reason) == (False, "the check says holds: equal")


def test_what_only_few_digits_refute_is_no_case():
    def few_digits(choices, region, digits):
        return Values({"x": choices.integer(0, 3), "digits": digits})

    def coarse(point, claim):
        return refuted("so few", confirmed_by="me") if point["digits"] < 40 else holds("exact")

    family = Family("digits", ("all",), few_digits)
    made = statement("s", step("coarse", Sampling(family, coarse, Scope()), formula=1))
    found = make_case(made, Spot("coarse", "coarse", None, 1, 20), BUDGET)
    assert found.data["confirmed"] == []
    assert not found.confirmed
    assert not replay(library(made), {**found.data, "confirmed": ["me", "40 digits"]}).reproduces


WRONG = {
    "empty": "",
    "a list": "[]",
    "another kind": '{"kind": "certificate"}',
    "another schema": None,
    "a float": None,
    "choices of texts": None,
    "no digits": None,
    "far too many digits": None,
    "no claim": None,
    "a mutant that is a number": None,
    "no instance": None,
    "a check without a name": None,
    "no seed": None,
    "a seed that is a text": None,
    "a list for what was found": None,
    "no example": None,
    "an example before the first": None,
    "a number for shrunk": None,
    "no page": None,
    "nothing of the change": None,
    "an unknown field": None,
    "an unknown field of the check": None,
    "an unknown field of what was found": None,
    "the witness of a derivation": None,
    "a choice that is a truth value": None,
}
BREAK = {
    "another schema": lambda d: d.update(schema=9),
    "a float": lambda d: d.update(page=1.5),
    "choices of texts": lambda d: d.update(choices=["1"]),
    "no digits": lambda d: d.pop("digits"),
    "far too many digits": lambda d: d.update(digits=10**9),
    "no claim": lambda d: d.pop("claim"),
    "a mutant that is a number": lambda d: d.update(mutant=3),
    "no instance": lambda d: d.pop("instance"),
    "a check without a name": lambda d: d.update(check={"kind": "sampled"}),
    "no seed": lambda d: d.update(found={}),
    "a seed that is a text": lambda d: d["found"].update(seed="1"),
    "a list for what was found": lambda d: d.update(found=[]),
    "no example": lambda d: d["found"].pop("example"),
    "an example before the first": lambda d: d["found"].update(example=-1),
    "a number for shrunk": lambda d: d.update(shrunk=1),
    "no page": lambda d: d.pop("page"),
    "nothing of the change": lambda d: d.pop("change"),
    "an unknown field": lambda d: d.update(note="proved in Coq"),
    "an unknown field of the check": lambda d: d["check"].update(kernel="yes"),
    "an unknown field of what was found": lambda d: d["found"].update(by="hand"),
    "the witness of a derivation": lambda d: d.update(witness={"x": "1"}),
    "a choice that is a truth value": lambda d: d.update(choices=[True]),
}
FIELDS = {
    "an unknown field": "an unknown field note",
    "an unknown field of the check": "an unknown field check.kernel",
    "an unknown field of what was found": "an unknown field found.by",
    "no page": "no field page",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_counterexample_is_refused(name, tmp_path):
    text = WRONG[name]
    if text is None:
        data = json.loads(canonical(case(Spot("false", "on_points", None, 5)).data))
        BREAK[name](data)
        text = json.dumps(data)
    (tmp_path / "case.json").write_text(text)
    with pytest.raises(InputError) as caught:
        read_case(tmp_path / "case.json")
    assert FIELDS.get(name, "") in caught.value.given


@pytest.mark.parametrize("name", ["choices", "shrunk", "found.example", "note", "check.note"])
def test_a_derivation_has_no_fields_of_an_instance(name, tmp_path):
    data = json.loads(canonical(case(DERIVED).data))
    *above, last = name.split(".")
    (data[above[0]] if above else data)[last] = None
    (tmp_path / "case.json").write_text(json.dumps(data))
    with pytest.raises(InputError) as caught:
        read_case(tmp_path / "case.json")
    assert caught.value.given == f"an unknown field {name}"


@pytest.mark.parametrize("spot", [CLAIM, ON_MUTANT, DERIVED], ids=["claim", "mutant", "derived"])
def test_the_fields_of_a_case_are_the_known_ones(spot):
    assert set(case(spot).data) == (OF_A_PROOF if spot is DERIVED else ON_AN_INSTANCE)


def large(point, _claim):
    """Refute where x is large: in one region of two."""
    return refuted("large", confirmed_by="counting") if point["x"] > 10 else holds("small")


LARGE = library(statement("s", step("large", Sampling(POINTS, large, Scope()), formula=1)))


def found_large(example, calls=0):
    """Return the case of a number, as a file would have it."""
    spot = Spot("large", "large", None, example, calls)
    return json.loads(canonical(make_case(LARGE.statements["s"], spot, BUDGET).data))


@pytest.mark.parametrize("calls", [0, 100])
def test_where_it_was_found_there_has_to_be_a_counterexample(calls):
    data = found_large(5, calls)
    assert replay(LARGE, data).reproduces
    data["found"]["example"] = 4
    found = replay(LARGE, data)
    assert (found.reproduces, "found" in found.reason) == (False, True)


def test_what_is_said_not_to_be_shrunk_is_the_instance_that_was_drawn():
    drawn, shrunk = found_large(5), found_large(5, 100)
    assert (drawn["shrunk"], shrunk["shrunk"]) == (False, True)
    drawn["found"]["example"] = 3
    shrunk["shrunk"] = False
    for data in (drawn, shrunk):
        assert replay(LARGE, data).reason == "the file says otherwise about: shrunk"


def test_what_is_said_to_be_shrunk_is_no_larger_than_what_was_drawn():
    cases = sorted((found_large(k) for k in (1, 3, 5, 7)), key=lambda d: size_of(d["instance"]))
    small, big = cases[0], cases[-1]
    assert size_of(small["instance"]) < size_of(big["instance"])
    for data in (small, big):
        data["shrunk"] = True
    small["found"], big["found"] = big["found"], small["found"]
    assert replay(LARGE, small).reproduces
    assert replay(LARGE, big).reason == "the file says otherwise about: shrunk"


def test_far_too_many_choices_are_refused_before_they_are_read(tmp_path, monkeypatch):
    """Each integer of a file becomes an exact number, a million of them in ten seconds."""
    data = case(CLAIM).data
    path = tmp_path / "case.json"
    path.write_text(canonical({**data, "choices": [0] * MOST_CHOICES}))
    assert len(read_case(path)["choices"]) == MOST_CHOICES
    path.write_text(canonical({**data, "choices": [0] * (MOST_CHOICES + 1)}))
    with pytest.raises(InputError, match=f"no list of at most {MOST_CHOICES}"):
        read_case(path)
    monkeypatch.setattr(case_files, "parse_json", lambda *_: pytest.fail("it was read"))
    for field in ("choices", "labels"):
        path.write_text(canonical({**data, field: [0] * 10**6}))
        with pytest.raises(InputError, match=f"given more than {MOST_CHOICES} choices"):
            read_case(path)


def test_an_instance_of_too_many_choices_is_no_case():
    """What replay would refuse is not written."""

    def never(*_):
        return refuted("never", confirmed_by="me")

    def draw(choices, region, digits):
        return Values({"n": sum(choices.integer(0, 1) for _ in range(MOST_CHOICES + more))})

    for more in (0, 1):
        family = Family("f", ("all",), draw)
        made = statement("s", step("many", Sampling(family, never, Scope()), formula=1))
        found = make_case(made, Spot("many", "never", None, 0), BUDGET)
        assert found.confirmed is (more == 0)
    assert f"given {MOST_CHOICES + 1}; admissible: at most {MOST_CHOICES}" in found.data["detail"]


def test_a_statement_that_is_not_there_is_refused():
    data = {**case(DERIVED).data, "statement": "elsewhere"}
    with pytest.raises(InputError, match="--modules"):
        replayed(data)


def test_choices_repeat_what_was_recorded():
    source = Recorded(SeededChoices(0, "f", 1))
    made = [source.integer(0, 9), source.fraction(0, 1, 7), *source.shuffle("abcd")]
    again = Repeated(source.made)
    assert [again.integer(0, 9), again.fraction(0, 1, 7), *again.shuffle("abcd")] == made
    with pytest.raises(NotRepeatedError):
        again.integer(0, 0)
    with pytest.raises(NotRepeatedError):
        Repeated([5]).integer(0, 4)


def test_a_planted_failure_shrinks_to_its_smallest_case():
    def draw(choices, region, digits):
        return Values({"n": [choices.integer(0, 99) for _ in range(choices.integer(1, 9))]})

    def compare(values, _claim):
        small = sum(values["n"]) < 10
        return holds("small") if small else refuted("large", confirmed_by="counting")

    family = Family("lists", ("all",), draw)
    whole = statement("s", step("small", Sampling(family, compare, Scope()), formula=1))
    index = next(
        k
        for k in range(99)
        if compare(draw(SeededChoices(0, "lists", k), "all", 9), 1).verdict is Verdict.REFUTED
    )
    found = make_case(whole, Spot("small", "compare", None, index, 300), BUDGET)
    assert found.data["instance"] == {"n": "[10]"}


def test_a_split_network_shrinks_to_one_neuron_in_each_layer():
    whole = with_generated(discover().statements["lemma-12"])
    found = make_case(whole, Spot("blocks", "compare_blocks", "uv-once", 2, 60), Budget(15, 0, 0))
    assert found.data["instance"]["architecture"] == "1-1-1"
    assert found.confirmed
    assert "smallest found" in summary(found.data)


def test_sizes_count_layers_then_neurons_then_samples():
    small = {"architecture": "1-1-1", "inputs": [["1"]] * 5}
    wide = {"architecture": "1-2-1", "inputs": [["1"]]}
    deep = {"architecture": "1-1-1-1", "inputs": [["1"]]}
    assert size_of(small) < size_of(wide) < size_of(deep)
    assert size_of({"x": "1/2"}) < size_of({"x": "1/200"})


def test_the_message_has_its_fields_in_order():
    data = case(CLAIM).data
    text = message(data, "cases/s/1.json").splitlines()
    assert text[0] == headline(data) == "s REFUTED: step false: 2"
    names = [line[2:15].strip() for line in text[1:]]
    assert names == [
        "expected",
        "left, right",
        "case",
        "confirmed",
        "replay",
        "check first",
    ]
    assert text[5].endswith("proofcheck replay cases/s/1.json")


def test_hypotheses_are_said_to_hold_or_to_be_ablated():
    whole = with_generated(discover().statements["lemma-12"])
    found = make_case(whole, Spot("blocks", "compare_blocks", "uv-once", 2), Budget(15, 0, 0))
    assert found.data["hypotheses"] == {"critical": "ablated", "alpha-plus-beta": "holds"}
    assert "critical: ablated" in message(found.data, "f")


def test_a_check_that_is_not_there_is_no_pair():
    with pytest.raises(LookupError):
        pair_of(MADE.statements["s"], "false", "on_points", "nothing")


REPLAY = """
import sys
from proofcheck.cli import main
status = main(["replay", sys.argv[1]])
print("hypothesis" in sys.modules)
sys.exit(status)
"""


def test_replay_needs_no_hypothesis(tmp_path):
    whole = with_generated(discover().statements["lemma-12"])
    found = make_case(whole, Spot("blocks", "compare_blocks", "uv-once", 2), Budget(15, 0, 0))
    (tmp_path / "case.json").write_text(canonical(found.data))
    command = [sys.executable, "-c", REPLAY, str(tmp_path / "case.json")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[0].startswith("lemma-12 REFUTED: mutant uv-once: block (u, v)")
    assert ended.stdout.splitlines()[-1] == "False"
