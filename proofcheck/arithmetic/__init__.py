"""Arithmetics: exact rationals, SymPy, mpmath, balls and float64 behind one interface."""

from proofcheck.arithmetic.ball import Balls, ball_text, dyadic
from proofcheck.arithmetic.base import Arithmetic, Array, Exactness
from proofcheck.arithmetic.enclosure import enclose
from proofcheck.arithmetic.floating import Floats
from proofcheck.arithmetic.multiprecision import Multiprecision
from proofcheck.arithmetic.parsing import exact, exact_from_float
from proofcheck.arithmetic.rational import Rationals
from proofcheck.arithmetic.series import Series
from proofcheck.arithmetic.symbolic import Symbolic

__all__ = [
    "Arithmetic",
    "Array",
    "Balls",
    "Exactness",
    "Floats",
    "Multiprecision",
    "Rationals",
    "Series",
    "Symbolic",
    "ball_text",
    "dyadic",
    "enclose",
    "exact",
    "exact_from_float",
]
