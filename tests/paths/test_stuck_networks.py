"""Stuck networks of all kinds: fast with a few points; as a campaign with 1000 points each.

The campaign: `python -m pytest -m campaign tests/paths`, or `python -m campaigns.escape_paths`.
"""

import pytest

from campaigns.escape_paths import CASES, main, run


@pytest.mark.parametrize("name", CASES)
def test_a_path_is_found_in_time_and_accepted(name):
    row = run(name, 4)
    assert row.accepted, row.reason
    assert row.finding < 10
    assert row.samples >= 20


@pytest.mark.campaign
@pytest.mark.parametrize("name", CASES)
def test_a_path_is_accepted_at_1000_points(name):
    row = run(name, 1000)
    assert row.accepted, row.reason


def test_the_command(capsys):
    assert main(["--points", "3", "zero, one layer"]) == 0
    assert "at 3 points: proved in balls of" in capsys.readouterr().out
