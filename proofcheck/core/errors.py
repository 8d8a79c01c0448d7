"""Errors that a user can act on: what was given, what is admissible, one repair."""

from __future__ import annotations


class ProofcheckError(Exception):
    """Root of all errors that proofcheck raises on purpose.

    Attributes:
        what: the thing that was wrong, named as the user named it.
        given: what was received, as text.
        admissible: what would have been accepted.
        repair: one concrete change that helps.

    >>> print(InputError("width 2", given="0", admissible="an integer >= 1",
    ...                  repair="use at least one neuron"))
    width 2: given 0; admissible: an integer >= 1; repair: use at least one neuron
    """

    def __init__(self, what: str, *, given: object, admissible: str, repair: str) -> None:
        self.what = what
        self.given = str(given)
        self.admissible = admissible
        self.repair = repair
        super().__init__(what, self.given, admissible, repair)

    def __str__(self) -> str:
        return (
            f"{self.what}: given {self.given}; admissible: {self.admissible}; repair: {self.repair}"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.given, self.admissible, self.repair)


def _rebuild(
    kind: type[ProofcheckError], what: str, given: str, admissible: str, repair: str
) -> ProofcheckError:
    return kind(what, given=given, admissible=admissible, repair=repair)


class InputError(ProofcheckError):
    """A value given by the user is not admissible.

    Common causes: a float in an exact place, a shape that does not fit, NaN or infinity, an
    unknown id.

    >>> from proofcheck.arithmetic import exact
    >>> exact(0.1)
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: number: given float 0.1; ...
    """


class StatementError(ProofcheckError):
    """A theorem module does not keep the module interface.

    Common causes: two steps with one id, a mutant of an unknown step, a cycle among statements.

    >>> from proofcheck.core import Statement
    >>> Statement("my-sum", "A sum", page=1, claim="1 + 1 = 2", steps=())
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: steps of my-sum: given none; ...
    """


class PrecisionError(ProofcheckError):
    """A computation needs more precision than it was allowed.

    Common causes: a system that is singular, or nearly so, at the number of bits given.

    >>> from flint import arb
    >>> from proofcheck.arithmetic import Balls
    >>> balls = Balls(64)
    >>> around_zero = balls.array([arb(0, 1)]).reshape(1, 1)
    >>> balls.solve(around_zero, balls.ones(1))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.PrecisionError: linear system in balls: ...
    """
