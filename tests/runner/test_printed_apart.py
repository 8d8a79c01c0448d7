"""When the ledger shows a status of the printed text beside that of the repaired one."""

from dataclasses import dataclass

import pytest

from proofcheck.core import Form, Statement, Status, Step
from proofcheck.core.status import Judged
from proofcheck.runner.entries import Entry


@dataclass(frozen=True)
class Case:
    """A statement whose printed form has a status of its own, or the same as the repaired one."""

    name: str
    form: Form
    printed: Status
    repaired: Status
    shown: bool


CASES = (
    Case("corollary-3", Form.ONLY, Status.UNDECIDED, Status.SETTLED, True),
    Case("corollary-3", Form.ONLY, Status.SETTLED, Status.SETTLED, False),
    Case("corollary-3", Form.ONLY, Status.UNDECIDED, Status.UNDECIDED, False),
    Case("beyond-of-ours", Form.ONLY, Status.UNDECIDED, Status.SETTLED, False),
    Case("my-lemma", Form.LITERAL, Status.SETTLED, Status.SETTLED, True),
)


@pytest.mark.parametrize("case", CASES)
def test_the_printed_text_has_a_status_of_its_own(case):
    """Of ours nothing is printed; of the paper a proof is broken by what it leans on too."""
    step = Step("s", "x", page=1, checks=(), form=case.form)
    statement = Statement(case.name, "t", 1, "x", (step,))
    judged = (Judged(status) for status in (case.repaired, case.printed))
    entry = Entry(statement, None, None, *judged, rests_on=())
    assert entry.differs_as_printed is case.shown
