"""Hypothesis strategies for networks and their loss landscape: the table of contents.

Everything is exact: integers and fractions, and labels that are defined by equations.
"""

from proofcheck.search.kernel_planting import kernel_direction
from proofcheck.search.split_instance import SplitInstance
from proofcheck.strategies.critical import critical_points, local_minima
from proofcheck.strategies.curvature import proved_inertia
from proofcheck.strategies.data import data_sets, exact_parameters, networks
from proofcheck.strategies.families import instances
from proofcheck.strategies.numbers import between, rationals
from proofcheck.strategies.reporting import aim, margin, report
from proofcheck.strategies.shapes import activations, architectures, is_bottleneck
from proofcheck.strategies.smallest import smallest
from proofcheck.strategies.starts import StuckStart, paths, stuck_starts

__all__ = [
    "SplitInstance",
    "StuckStart",
    "activations",
    "aim",
    "architectures",
    "between",
    "critical_points",
    "data_sets",
    "exact_parameters",
    "instances",
    "is_bottleneck",
    "kernel_direction",
    "local_minima",
    "margin",
    "networks",
    "paths",
    "proved_inertia",
    "rationals",
    "report",
    "smallest",
    "stuck_starts",
]
