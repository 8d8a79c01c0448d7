"""Bilinear forms with a transpose, so that a claim about blocks reads alike in every arithmetic.

In a derivation a block X is its value xi'X eta on two generic directions: the first belongs to the
rows and lies in slot t, the second to the columns and lies in slot tau. The transposed block is
the form with the roles of its own rows and columns exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy


@dataclass(frozen=True)
class Form:
    """A block by its values on generic directions: as it stands, and transposed.

    >>> x, y = sympy.symbols("x y")
    >>> (2 * Form(x, y).T).value
    2*y
    """

    value: sympy.Expr
    transposed: sympy.Expr

    @property
    def T(self) -> Form:
        """The transposed block."""
        return Form(self.transposed, self.value)

    def __rmul__(self, factor: sympy.Expr) -> Form:
        return Form(factor * self.value, factor * self.transposed)

    def __neg__(self) -> Form:
        return Form(-self.value, -self.transposed)

    def __add__(self, other: Form) -> Form:
        return Form(self.value + other.value, self.transposed + other.transposed)
