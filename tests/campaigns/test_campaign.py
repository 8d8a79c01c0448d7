"""What the campaign calls killed and what it calls a survivor, on a toy library."""

import pytest

from campaigns.operator_mutants import campaign as campaign_module
from campaigns.operator_mutants.campaign import (
    OUT_OF_TIME,
    BaselineError,
    campaign_of,
    run_campaign,
)
from campaigns.operator_mutants.copies import run
from campaigns.operator_mutants.mutants import mutants_of

FILE = "proofcheck/networks/toy.py"
TOY = '''"""A toy."""

def larger(a, b):
    """Return the larger number.

    >>> larger(1, 2)
    2
    """
    return a if a > b else b

def next_one(n):
    """Return n + 1."""
    return n + 1

def countdown(n):
    """Return 0 after n rounds."""
    while n > 0:
        n -= 1
    return n
'''
TESTS = """from proofcheck.networks.toy import countdown, next_one

def test_next():
    assert next_one(4) == 5

def test_countdown():
    assert countdown(3) == 0
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the toy needs no plugins
    for name, text in (
        ("proofcheck/__init__.py", ""),
        ("proofcheck/networks/__init__.py", ""),
        (FILE, TOY),
        ("tests/networks/test_toy.py", TESTS),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def mutant(root, where, before, after):
    found = mutants_of(root, FILE)
    return next(m for m in found if (m.where, m.edit.old, m.edit.new) == (where, before, after))


def test_what_is_noticed_and_what_is_not(root, monkeypatch):
    monkeypatch.setattr(campaign_module, "limit", lambda _: 3.0)
    chosen = [
        mutant(root, "larger", ">", "<"),
        mutant(root, "larger", ">", ">="),
        mutant(root, "next_one", "1", "2"),
        mutant(root, "countdown", "-", "+"),
    ]
    told = []
    with campaign_of(root) as campaign:
        results = run_campaign(campaign, chosen, 2, told.append)
    assert [(r.killed_by, r.how) for r in results] == [
        ("import and doctests", "exit status 1"),
        ("", ""),
        ("tests", "exit status 1"),
        ("", OUT_OF_TIME),
    ]
    assert [r.out_of_time for r in results] == [False, False, False, True]
    assert sorted(r.mutant.id for r in told) == sorted(m.id for m in chosen)
    assert (root / FILE).read_text(encoding="utf-8") == TOY


def test_one_mutant_leaves_nothing_behind_for_the_next(root):
    """The same size and almost the same time: an old compiled file would hide the second."""
    wrong = mutant(root, "next_one", "+", "-")
    equivalent = mutant(root, "larger", ">", ">=")
    with campaign_of(root) as campaign:
        results = run_campaign(campaign, [wrong, equivalent, wrong], 1)
    assert [r.killed for r in results] == [True, False, True]


def test_sources_that_fail_unmutated_stop_the_campaign(root):
    (root / "tests/networks/test_toy.py").write_text("def test(): assert False", encoding="utf-8")
    with campaign_of(root) as campaign, pytest.raises(BaselineError, match="tests ends with 1"):
        run_campaign(campaign, [mutant(root, "next_one", "1", "2")], 1)


def test_the_limit_is_one_of_processor_time(tmp_path):
    """A process that waits, as on a busy machine, is not one that runs for ever."""
    waits = run(("-c", "import time; time.sleep(2)"), tmp_path, 1)
    assert waits.status == 0
    assert waits.seconds > 2
    assert run(("-c", "while True: pass"), tmp_path, 1).status is None


ENDLESS = '''"""A toy."""

STEP = 1

def counted(n):
    """Return n.

    >>> counted(2)
    2
    """
    done = 0
    while done < n:
        done += STEP
    return done
'''


@pytest.mark.parametrize(
    ("expected", "how"), [("STEP == 1", "exit status 1"), ("True", OUT_OF_TIME)]
)
def test_what_never_ends_in_one_rung_may_be_noticed_by_another(root, monkeypatch, expected, how):
    monkeypatch.setattr(campaign_module, "limit", lambda _: 3.0)
    (root / FILE).write_text(ENDLESS, encoding="utf-8")
    test = f"from proofcheck.networks.toy import STEP\n\ndef test():\n    assert {expected}\n"
    (root / "tests/networks/test_toy.py").write_text(test, encoding="utf-8")
    stands_still = next(m for m in mutants_of(root, FILE) if m.after == "STEP = 0")
    with campaign_of(root) as campaign:
        (result,) = run_campaign(campaign, [stands_still], 1)
    assert (result.how, result.killed) == (how, how != OUT_OF_TIME)
