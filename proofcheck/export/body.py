"""What a claim about an instance adds to its file: data, certificate, equation and theorem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

TEMPLATE = """
{definitions}

Lemma computed : {test} = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

Open Scope R_scope.

Theorem {name} :
  {statement}.
Proof. exact ({theorem} {arguments} computed). Qed.
"""


@dataclass(frozen=True)
class Body:
    """The Coq text of an instance.

    Attributes:
        definitions: names, types and terms of data and certificate.
        test: the function that is computed.
        theorem: the library theorem.
        arguments: what test and theorem are applied to.
        statement: the theorem's statement for these arguments, in full.
    """

    definitions: tuple[tuple[str, str, str], ...]
    test: str
    theorem: str
    arguments: str
    statement: str

    def text(self, name: str) -> str:
        """Return the part of the file after its header."""
        parts = [f"Definition {n} : {kind} :=\n  {v}." for n, kind, v in self.definitions]
        return TEMPLATE.format(
            definitions="\n\n".join(parts),
            test=f"{self.test} {self.arguments}",
            name=name,
            statement=self.statement,
            theorem=self.theorem,
            arguments=self.arguments,
        )

    def values(self) -> list[str]:
        """Return what the data hash is of."""
        return [value for _, _, value in self.definitions]


class Data(Protocol):
    """Data of a claim, with its certificate."""

    def body(self) -> Body:
        """Return the Coq text."""


def rational(value: Fraction | str | int) -> str:
    """Return a rational as Coq writes it.

    >>> rational(Fraction(-2, 3)), rational("0.25")
    ('(-2 # 3)', '(1 # 4)')
    """
    number = Fraction(value)
    return f"({number.numerator} # {number.denominator})"


def listed(values: Sequence[str]) -> str:
    """Return a list as Coq writes it.

    >>> listed(["1", "2"])
    '[1; 2]'
    """
    return "[" + "; ".join(values) + "]"
