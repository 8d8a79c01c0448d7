"""Networks, data and starts for the tests of paths: those of the campaign."""

from campaigns.escape_paths import KINDS, samples, start_of

__all__ = ["KINDS", "samples", "start_of"]
