"""The closed list of textbook facts that a statement may rest on without being lowered by it."""

from __future__ import annotations

from enum import Enum


class Textbook(Enum):
    """A fact that every first course proves; named in `rests_on` and inherited by dependants.

    >>> Textbook.IMPLICIT_FUNCTION.value
    'implicit function theorem'
    """

    CHAIN_RULE = "chain rule for C2 functions of several variables"
    TAYLOR = "Taylor's theorem with integral remainder"
    CONTINUITY = "a continuous function keeps a strict sign near a point and is bounded on compacta"
    IMPLICIT_FUNCTION = "implicit function theorem"
    ANALYTIC_ZERO_SET = "the zero set of a nonzero analytic function has measure zero"
    SYLVESTER = "Sylvester's law of inertia: a congruence keeps the signs of the eigenvalues"
    FINITE_DIMENSION = "in finite dimension the unit sphere is compact and norms are equivalent"
    CONNECTED = "continuous images and unions with a common point of connected sets are connected"
    RANK = "a matrix of rank r has an invertible r x r submatrix; row rank equals column rank"
    COMPOSITION = (
        "sums, products, quotients, maxima and compositions of continuous functions are continuous,"
        " and, maxima apart, analytic where the functions are"
    )
    REAL_LINE = "a bounded monotone function has limits at both ends, its infimum and its supremum"
    INDUCTION = "induction over finitely many layers, samples or neurons"
    HERMITE = "a polynomial has any given values and derivatives at finitely many points"
    DOMINATED = "bounded functions that converge almost everywhere may be integrated in the limit"
