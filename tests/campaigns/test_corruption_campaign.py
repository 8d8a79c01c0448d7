"""The campaign of corruptions: it counts, continues a run that was cut, and fails on acceptance."""

import json

import pytest

from campaigns.corruptions import __main__ as campaign
from campaigns.corruptions.__main__ import STORED, changes_of, main, outcome

FILE = str(STORED / "b-minimum.json")


def lines(out):
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_it_counts_and_accepts_nothing(tmp_path, capsys):
    out = tmp_path / "results.jsonl"
    assert main([FILE, FILE, "--out", str(out), "--every", "20"]) == 0
    printed = capsys.readouterr().out
    found = json.loads((STORED / "b-minimum.json").read_text())
    count = len(range(0, sum(1 for _ in changes_of(found, False)), 20))
    assert f"b-minimum: {count} changes, 0 accepted" in printed
    assert "0 traceback" in printed
    assert sum(sum(line["counts"].values()) for line in lines(out)) == count


def test_a_run_that_was_cut_is_continued(tmp_path, capsys, monkeypatch):
    out = tmp_path / "results.jsonl"
    main([FILE, "--out", str(out)])
    whole, printed = lines(out), capsys.readouterr().out
    out.write_text("\n".join(map(json.dumps, whole[:-1])) + "\n")
    tried = []
    monkeypatch.setattr(campaign, "verify", lambda found: tried.append(found) or real(found))
    main([FILE, "--out", str(out)])
    assert lines(out) == whole
    assert capsys.readouterr().out == printed
    assert len(tried) == sum(whole[-1]["counts"].values())
    assert len(whole) > 1


real = campaign.verify


def test_an_accepted_change_is_a_failure(tmp_path, capsys, monkeypatch):
    class Accepting:
        accepted = True

    monkeypatch.setattr(campaign, "verify", lambda _: Accepting)
    out = tmp_path / "results.jsonl"
    assert main([FILE, "--out", str(out), "--every", "400"]) == 1
    assert lines(out)[0]["accepted"]
    assert main([FILE, "--out", str(out), "--every", "400", "--sealed"]) == 0
    monkeypatch.setattr(campaign, "verify", lambda _: 1 / 0)
    assert main([FILE, "--out", str(tmp_path / "other.jsonl"), "--every", "400"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_words_are_made_to_fit_when_sealed():
    found = json.loads((STORED / "b-minimum.json").read_text())
    assert outcome({**found, "claim": "something else"}, seal=True) == "accepted"
    assert outcome({**found, "claim": "something else"}, seal=False) == "not proved"
    sealed = [new for _, new in changes_of(found, True)]
    assert all(new["claim"] == found["claim"] for new in sealed)
    assert len(sealed) < sum(1 for _ in changes_of(found, False))


def test_bad_arguments(tmp_path):
    for arguments in ([FILE], [FILE, "--out", str(tmp_path / "o"), "--every", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
