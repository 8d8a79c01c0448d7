"""Hypothesis for all tests: the same examples in every run; long campaigns only when asked for."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("reproducible", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("reproducible")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave campaigns out unless `-m` says something else, for example `-m campaign`."""
    if config.option.markexpr:
        return
    campaigns = [item for item in items if item.get_closest_marker("campaign")]
    if campaigns:
        items[:] = [item for item in items if item not in set(campaigns)]
        config.hook.pytest_deselected(items=campaigns)
