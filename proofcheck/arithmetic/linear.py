"""Certified linear algebra: the table of contents."""

from proofcheck.arithmetic.congruence import (
    Inertia,
    has_negative_direction,
    inertia,
    is_negative_definite,
    is_positive_definite,
)
from proofcheck.arithmetic.exact_linear import exact_inertia, exact_nullspace, exact_rank
from proofcheck.arithmetic.krawczyk import krawczyk
from proofcheck.arithmetic.regularity import (
    is_nonsingular,
    rank_at_least,
    rank_lower_bound,
    regular_submatrix,
    solve_enclosure,
)

__all__ = [
    "Inertia",
    "exact_inertia",
    "exact_nullspace",
    "exact_rank",
    "has_negative_direction",
    "inertia",
    "is_negative_definite",
    "is_nonsingular",
    "is_positive_definite",
    "krawczyk",
    "rank_at_least",
    "rank_lower_bound",
    "regular_submatrix",
    "solve_enclosure",
]
