"""Planted faults, five statements and few seeds; `python -m campaigns.planted_faults` has all."""

import pytest

from campaigns.planted_faults import FAULTS, main, planted, reached, shape_of
from proofcheck.core import Sampling
from proofcheck.runner.discovery import discover

LIBRARY = discover()
SAMPLED = {
    name
    for name, statement in LIBRARY.statements.items()
    if any(isinstance(c, Sampling) for step in statement.steps for c in step.checks)
}
FIVE = ("lemma-12", "lemma-a2", "remark-14", "beyond-constant-loss-deep", "lemma-a1")


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", FIVE)
def test_a_fault_is_refuted_by_a_smallest_case(name, seed):
    assert reached(name, FAULTS[name], seed) == FAULTS[name].smallest


def test_every_statement_with_samples_has_a_fault():
    assert set(FAULTS) == SAMPLED


@pytest.mark.parametrize("name", FAULTS)
def test_only_the_claim_is_false(name):
    step = planted(LIBRARY.statements[name], FAULTS[name]).steps[0]
    before = LIBRARY.statements[name].step(step.id)
    (check,) = step.checks
    mutant = next(m for m in before.mutants if m.id == FAULTS[name].mutant)
    assert isinstance(check, Sampling)
    assert check in (*before.checks, *mutant.checks)
    assert step.formula is not before.formula or check in mutant.checks


def test_shapes_of_arrays_and_networks():
    assert shape_of({"widths": "1-2-1", "inputs": [["1"]]}) == "1-2-1"
    assert shape_of({"x": "1", "v": [[1, 2]]}) == "v 1x2"


def test_the_command_counts(capsys, tmp_path):
    arguments = ["--only", "lemma-a2", "--seeds", "1", "--jobs", "1"]
    assert main([*arguments, "--out", str(tmp_path / "r.json")]) == 0
    assert capsys.readouterr().out == "lemma-a2: d 2, a 2x1 for 100% of 1 seeds\n"
    assert '"0": "d 2, a 2x1"' in (tmp_path / "r.json").read_text()
