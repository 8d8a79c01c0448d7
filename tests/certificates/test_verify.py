"""`proofcheck verify`: what it prints, how it exits, and that malformed files are no tracebacks."""

import json

import pytest
from test_corruptions import STORED

from proofcheck.cli import main


def test_accepted(capsys):
    assert main(["verify", *map(str, STORED[:3])]) == 0
    printed = capsys.readouterr().out
    assert printed.count("accepted, proved in balls of 106 bits") == 3
    assert "claim:    For a 2-1-1-1 sigmoid network" in printed
    assert "leans on: textbook" in printed


def test_json(capsys):
    assert main(["verify", str(STORED[0]), "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)["certificates"][0]
    assert (found["verdict"], found["kind"], found["accepted"]) == ("accepted", "neuron", True)


def test_not_proved(tmp_path, capsys):
    file = tmp_path / "changed.json"
    file.write_text(STORED[0].read_text().replace("positive-definite", "negative-definite"))
    assert main(["verify", str(STORED[0]), str(file)]) == 1
    printed = " ".join(capsys.readouterr().out.split())  # long paths wrap the line
    assert "not proved, the digest is another one" in printed


BAD = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a float": '{"schema": 1.0}',
    "NaN": '{"schema": NaN}',
    "a repeated key": '{"schema": 1, "schema": 1}',
    "a huge integer": '{"schema": ' + "1" * 5000 + "}",
    "too deep": "[" * 100_000,
    "another version": STORED[0].read_text().replace('"schema": 1', '"schema": 2'),
    "another kind": STORED[0].read_text().replace('"kind": "neuron"', '"kind": "magic"'),
    "nested claim": STORED[0].read_text().replace('"claim": ', '"claim": [[1]], "more": '),
    "surrogate": STORED[0].read_text().replace('"claim": "', '"claim": "\\ud800'),
    "infinite": STORED[0].read_text().replace('"radius": "1e-20"', '"radius": "inf"'),
}


@pytest.mark.parametrize("what", BAD)
def test_malformed(what, tmp_path, capsys):
    file = tmp_path / "bad.json"
    file.write_text(BAD[what])
    assert main(["verify", str(file)]) == (1 if what == "surrogate" else 2)
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert what == "surrogate" or error.startswith(f"Error: {file}: certificate")


@pytest.mark.parametrize("field", ["kind", "schema"])
@pytest.mark.parametrize("target", ["-", "found.json"])
def test_half_a_character_in_the_machine_output(field, target, tmp_path, monkeypatch, capsys):
    """A lone surrogate is text for JSON, but not for UTF-8."""
    monkeypatch.chdir(tmp_path)
    changed = {**json.loads(STORED[0].read_text()), field: "\ud800"}
    (tmp_path / "half.json").write_text(json.dumps(changed))
    assert main(["verify", "half.json", "--json", target]) == 2
    printed = capsys.readouterr()
    text = printed.out if target == "-" else (tmp_path / target).read_text(encoding="utf-8")
    assert "given \ud800" in json.loads(text)["certificates"][0]["reason"]
    assert "Traceback" not in printed.err


def test_a_file_name_that_is_no_text(tmp_path, capsys):
    file = tmp_path / "\udcff.json"
    file.write_bytes(STORED[0].read_bytes())
    assert main(["verify", str(file)]) == 0
    assert "\\udcff.json" in capsys.readouterr().out


def test_missing_and_binary_files(tmp_path):
    assert main(["verify", str(tmp_path / "none.json")]) == 2
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    assert main(["verify", str(tmp_path / "binary.json")]) == 2
    assert main(["verify"]) == 2


def test_a_file_without_end(capsys):
    """Its size says 0: no more than the limit is read."""
    assert main(["verify", "/dev/zero"]) == 2
    assert "more than 16 MiB" in capsys.readouterr().err


@pytest.mark.parametrize("weight", ["1e2000", "-1e2000", "1e-2000", "123456789/1000000007"])
@pytest.mark.parametrize("name", ["a-minimum", "b-minimum"])
def test_extreme_weights_end_and_prove_nothing(weight, name):
    from proofcheck.checker import digest, verify

    found = json.loads(next(p for p in STORED if p.stem == name).read_text())
    found["network"]["layers"][0]["weights"][0][0] = weight
    if name[0] == "b":
        found["data"]["labels"]["planted"]["network"] = found["network"]
    report = verify({**found, "digest": digest(found)})
    assert not report.accepted
