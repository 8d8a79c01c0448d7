"""`check`: statuses, exit statuses, what is printed and what JSON says."""

import json
import re

import pytest

STATUSES = {
    "my-true": ("settled", 0),
    "my-sampled": ("sampled", 0),
    "my-false": ("refuted", 1),
    "my-undecided": ("undecided", 3),
    "my-vacuous": ("undecided", 3),
    "my-cited": ("cited", 0),
    "my-leaning": ("cited", 0),
    "my-broken-proof": ("undecided", 1),
    "my-survivor": ("settled", 3),
    "my-open": ("undecided", 0),
    "my-exploding": ("undecided", 3),
    "my-lost-finding": ("settled", 1),
    "my-untested": ("undecided", 3),
}


def without_seconds(value):
    if isinstance(value, dict):
        return {k: without_seconds(v) for k, v in value.items() if k != "seconds"}
    return [without_seconds(v) for v in value] if isinstance(value, list) else value


def checked(proofcheck, *arguments):
    ended = proofcheck("check", *arguments, "--examples", "30", "--json", "-")
    return ended.status, json.loads(ended.out)


@pytest.mark.parametrize(("name", "expected"), list(STATUSES.items()), ids=STATUSES)
def test_status_and_exit_status(proofcheck, name, expected):
    status, data = checked(proofcheck, name)
    found = {s["id"]: s for s in data["statements"]}[name]
    assert (found["status"], status) == expected


def test_false_lemma_has_a_witness(proofcheck):
    _, data = checked(proofcheck, "my-false")
    piece = data["statements"][0]["steps"][0]["evidence"][0]
    assert piece["verdict"] == "refuted"
    assert int(piece["witness"]["x"]) >= 3
    assert piece["confirmed_by"] == "counting"


def test_vacuous_lemma_says_so(proofcheck):
    _, data = checked(proofcheck, "my-vacuous")
    found = data["statements"][0]
    assert found["cause"] == "vacuous"
    assert "no instance met the hypotheses" in found["reason"]
    assert found["hypotheses"] == [
        {
            "id": "never",
            "text": "0 = 1",
            "page": 7,
            "form": "only",
            "setting": False,
            "met": 0,
            "used": None,
        }
    ]


def test_undecided_lemma_says_why(proofcheck):
    _, data = checked(proofcheck, "my-undecided")
    assert data["statements"][0]["cause"] == "precision"
    assert "the ball contains 0" in data["statements"][0]["reason"]


def test_leaning_brings_its_ancestors_along(proofcheck):
    _, data = checked(proofcheck, "my-leaning")
    assert [s["id"] for s in data["statements"]] == ["my-cited", "my-leaning"]
    assert data["statements"][1]["reason"] == "leans on my-cited, which is cited"


def test_a_broken_proof_is_undecided_and_never_refuted(proofcheck):
    _, data = checked(proofcheck, "my-broken-proof")
    assert [s["status"] for s in data["statements"]] == ["refuted", "undecided"]
    assert "that proof is broken" in data["statements"][1]["reason"]


def test_an_error_in_a_check_is_named_and_the_others_go_on(proofcheck):
    _, data = checked(proofcheck, "my-exploding", "my-true")
    found = {s["id"]: s for s in data["statements"]}
    assert "RuntimeError: something unforeseen" in found["my-exploding"]["reason"]
    assert found["my-true"]["status"] == "settled"


def test_no_examples_show_no_holding_sampled_evidence(proofcheck):
    ended = proofcheck("check", "my-true", "my-sampled", "--examples", "0", "--json", "-")
    pieces = [
        piece
        for statement in json.loads(ended.out)["statements"]
        for step in statement["steps"]
        for piece in step["evidence"]
        if piece["kind"] == "sampled"
    ]
    assert ended.status == 3
    assert {(p["verdict"], p["cause"], p["samples"]) for p in pieces} == {
        ("undecided", "vacuous", 0)
    }


def test_the_number_of_jobs_changes_nothing_but_seconds(proofcheck):
    ids = [name for name in STATUSES if name != "my-exploding"]
    one = checked(proofcheck, *ids, "--jobs", "1")
    two = checked(proofcheck, *ids, "--jobs", "2")
    assert one[0] == two[0] == 1
    assert without_seconds(one[1]) == without_seconds(two[1])


def test_the_same_seed_gives_the_same_and_another_seed_another(proofcheck):
    one, again = (checked(proofcheck, "my-false")[1] for _ in range(2))
    assert without_seconds(one) == without_seconds(again)
    other = checked(proofcheck, "my-false", "--seed", "5")[1]
    assert without_seconds(one) != without_seconds(other)


def test_digits_and_examples_are_recorded(proofcheck):
    ended = proofcheck("check", "my-sampled", "--digits", "77", "--examples", "8", "--json", "-")
    data = json.loads(ended.out)
    piece = data["statements"][0]["steps"][0]["evidence"][0]
    assert (data["digits"], piece["digits"], piece["samples"]) == (77, 77, 8)


def test_json_on_standard_output_is_alone_there(proofcheck):
    ended = proofcheck("check", "my-true", "--json", "-")
    assert json.loads(ended.out)["version"]
    assert ended.out.count("\n{") == 0


def test_json_into_a_file_beside_the_text(proofcheck, tmp_path):
    ended = proofcheck("check", "my-true", "--json", "out.json")
    assert "Summary" in ended.out
    assert json.loads((tmp_path / "out.json").read_text())["statements"][0]["id"] == "my-true"


def test_the_whole_paper_counts_what_is_not_encoded(proofcheck, monkeypatch):
    from proofcheck.cli import check
    from proofcheck.runner.discovery import Library

    found = check.discover

    def only_made_up(directories):
        library = found(directories)
        mine = {k: v for k, v in library.statements.items() if k in ("my-true", "my-cited")}
        return Library(mine, library.modules)

    monkeypatch.setattr(check, "discover", only_made_up)
    ended = proofcheck("check")
    assert ended.status == 3
    assert "22 not encoded" in ended.out
    assert re.search(r"my-true +7 +settled", ended.out)


def test_an_id_of_the_paper_without_a_module(proofcheck, monkeypatch):
    from proofcheck.cli import check
    from proofcheck.runner.discovery import Library

    monkeypatch.setattr(check, "discover", lambda directories: Library({}))
    ended = proofcheck("check", "theorem-2")
    assert ended.status == 3
    assert "not encoded: theorem-2" in ended.out


def test_the_ledger_as_text(proofcheck):
    ids = [name for name in STATUSES if name not in ("my-exploding", "my-waiting")]
    text = proofcheck("check", *ids, "--examples", "30").out
    assert max(len(line) for line in text.splitlines()) <= 100
    assert re.search(r"my-true +7 +settled +- +1 settled +30 +1/1 +\d+\.\d s", text)
    for words in (
        "5 undecided",
        "2 cited",
        "1 refuted",
        "same (my-survivor)",
        "my-open, step successor (only): a sign is missing",
        "Nobody (1999), Theorem 1 (my-cited)",
        "my-false is refuted",
        "finding slip of my-lost-finding does not reproduce",
        "mutant same of my-survivor survives",
    ):
        assert words in text, words
    assert "passed" not in text


def test_text_has_no_colour_outside_a_terminal(proofcheck, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in proofcheck("check", "my-true").out


def test_time_cuts_and_says_so(proofcheck):
    ended = proofcheck("check", "my-waiting", "--time", "0.5", "--json", "-")
    found = {s["id"]: s for s in json.loads(ended.out)["statements"]}
    assert ended.status == 3
    assert found["my-waiting"]["cause"] == "time"
    assert found["my-true"]["status"] == "settled"


def test_undecided_is_never_an_exit_status_of_success(proofcheck):
    for name, (status, expected) in STATUSES.items():
        if status == "undecided" and name != "my-open":
            assert expected != 0
