"""Hypothesis without deadlines: the tests share two cores with other work."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
