"""What "strictly increasing" says of two arguments and their values, as truth values."""

from __future__ import annotations

from typing import Any

from sympy import Symbol
from sympy.logic.boolalg import And, Implies, Not

from proofcheck.core import Assumptions

less, equal, more = Symbol("x<y"), Symbol("x=y"), Symbol("x>y")
value_less, value_equal, value_more = (
    Symbol("sigma(x)<sigma(y)"),
    Symbol("sigma(x)=sigma(y)"),
    Symbol("sigma(x)>sigma(y)"),
)


def order(assume: Assumptions) -> dict[str, Any]:
    """Return the order of x and y, that of their values, and what "increasing" says of them."""
    premises: dict[str, Any] = {
        "trichotomy": less | equal | more,
        "values exclude each other": And(
            Not(And(value_less, value_equal)),
            Not(And(value_equal, value_more)),
            Not(And(value_less, value_more)),
        ),
        "a function": Implies(equal, value_equal),
    }
    if assume("increasing"):
        premises["upwards"] = Implies(less, value_less)
        premises["downwards"] = Implies(more, value_more)
    return premises
