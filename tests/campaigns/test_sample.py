"""A fixed sample of the campaign on the library itself: every mutant must be noticed."""

import pytest

from campaigns.operator_mutants.__main__ import ROOT
from campaigns.operator_mutants.campaign import campaign_of, run_campaign
from campaigns.operator_mutants.mutants import mutants_of

DEFINITION = "theorems/definition_1_regions.py"
ACTIVATION = "proofcheck/networks/activation.py"
SPLITTING = "proofcheck/networks/splitting.py"
SAMPLE = (
    (SPLITTING, "(1 - lam)", "(1 + lam)"),
    (SPLITTING, "outgoing[:, column : column + 1] * lam", "outgoing[:, column : column + 1] / lam"),
    (DEFINITION, "(1 - t) ** 2 * x**2", "(1 - t) * 2 * x**2"),
    (DEFINITION, "E / (1 + E) ** 2", "E / (1 - E) ** 2"),
    (ACTIVATION, "tuple(k * c for", "tuple(k / c for"),
    (DEFINITION, "-(x**2) * e * (2 + e)", "-(x**2) * e * (2 - e)"),
)


def the_mutant(file, before, after):
    """The first mutant that turns one piece of a line into another."""
    found = [m for m in mutants_of(ROOT, file) if before in m.before and after in m.after]
    return next(m for m in found if m.before.replace(before, after, 1) == m.after)


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param((SAMPLE[0], SAMPLE[3]), id="one of each kind"),
        pytest.param(SAMPLE, id="all", marks=pytest.mark.campaign),
    ],
)
def test_every_mutant_of_the_sample_is_noticed(sample):
    """Files of the engine die by their doctests here, so that the sample stays short."""
    chosen = [the_mutant(*described) for described in sample]
    with campaign_of(ROOT) as campaign:
        results = run_campaign(campaign, chosen, 2)
    assert [r.mutant.id for r in results if not r.killed] == []
