"""Hypothesis for all tests: the same examples in every run, no deadlines, failures to paste."""

from hypothesis import settings

settings.register_profile("reproducible", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("reproducible")
