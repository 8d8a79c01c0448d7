"""The independent checker of certificates: it trusts nothing of how a certificate was found.

It imports python-flint, the errors of the core and the standard library, so that all that has to be
believed about a certificate is FLINT and this folder: `fields`, `witness`, `labels` and `case`
read, `claims` puts into words, `point` with `balls`, `hessian` and `jets` computes, `merging`
locates the critical point, `kinds` decides, for long proofs with `refutation` and `escape`.

A certificate names a network, data and a witness. Everything else is computed again here, in balls:
forward pass, gradient, Hessian, B and D of equations (1) and (2), losses. Accepted are positively
proved strict inequalities between finite balls. Equalities come from two sources only: exact
rational structure, and the existence of the unique solution of a regular system.

A point is exactly critical because the labels are planted there (y = f - r, r the solution of
2 J'r = 0), or because Krawczyk's test contracts on a box around the given parameters. Neurons of a
layer that compute the same function are merged first: docs/certificates.md has the proof that
all parameters with the same sums are then critical.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flint

from proofcheck.checker.balls import NotProvedError, RefusedError
from proofcheck.checker.case import (
    KINDS,
    Case,
    digest,
    expected_claim,
    expected_leaning,
    read_case,
)
from proofcheck.checker.escape_witness import MOST_BITS
from proofcheck.checker.fields import MOST_BYTES, SCHEMA, malformed, parse
from proofcheck.checker.kinds import prove
from proofcheck.core.errors import InputError

__all__ = [
    "BITS",
    "KINDS",
    "SCHEMA",
    "Case",
    "NotProvedError",
    "Report",
    "digest",
    "expected_claim",
    "expected_leaning",
    "parse",
    "read_case",
    "verify",
    "verify_file",
]

BITS = (106, 212, 424, 848)
"""Working precisions, tried in turn; what is not proved at the last is not proved."""


def precisions(case: Case) -> tuple[int, ...]:
    """Return the working precisions for a certificate: BITS, for a path those it asks for.

    The parameters on a path are large where those at its start nearly coincide.
    """
    if case.kind != "escape-path":
        return BITS
    return case.witness["bits"], min(2 * case.witness["bits"], MOST_BITS)


@dataclass(frozen=True)
class Report:
    """What the checker says: claim, what it leans on, whether it is proved, and how or why not.

    >>> Report("saddle", "a point ... is a saddle", (), False, "0 lies in the ball").accepted
    False
    """

    kind: str
    claim: str
    leans_on: tuple[str, ...]
    accepted: bool
    reason: str


def verify_file(path: str | Path) -> Report:
    """Return the report about a certificate in a file.

    Raises:
        InputError: the file cannot be read, or is malformed.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "saddle.json").write_text("{}")
    ...     verify_file(Path(folder, "saddle.json"))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: certificate, fields: ...
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            found = stream.read(MOST_BYTES + 1)
        if len(found) > MOST_BYTES:
            raise malformed(str(file), "more than 16 MiB", "a smaller file")
        text = found.decode("utf-8")
    except OSError as error:
        raise InputError(
            f"certificate {file}",
            given=error.strerror or "unreadable",
            admissible="a readable file",
            repair="check the path",
        ) from error
    except UnicodeDecodeError as error:
        raise malformed(str(file), "not UTF-8", "UTF-8 text") from error
    return verify(parse(text))


def verify(certificate: dict[str, Any], bits: tuple[int, ...] | None = None) -> Report:
    """Return the report about a certificate, with the reason and the margin if it is not proved.

    `bits` are the working precisions, tried in turn; None: those of `precisions`.

    Raises:
        InputError: a malformed certificate.

    >>> layers = [{"weights": [["0"]]}, {"weights": [["2"]]}]
    >>> certificate = {
    ...     "schema": 1, "kind": "global-minimum", "claim": "", "leans_on": [], "digest": "",
    ...     "network": {"activation": "tanh", "bias": False, "layers": layers},
    ...     "data": {"inputs": [["1"]], "labels": {"values": ["0"]}}, "witness": {},
    ... }
    >>> certificate["claim"] = expected_claim(read_case(certificate))
    >>> certificate["digest"] = digest(certificate)
    >>> verify(certificate).accepted
    True
    >>> verify({**certificate, "witness": {}, "claim": "all is well"}).reason
    'the digest is another one: the certificate was changed'
    """
    case = read_case(certificate)
    claim, leans_on = expected_claim(case), expected_leaning(case)

    def report(accepted: bool, reason: str) -> Report:
        return Report(case.kind, claim, tuple(leans_on), accepted, reason)

    if case.digest != digest(certificate):
        return report(False, "the digest is another one: the certificate was changed")
    if case.claim != claim:
        return report(False, "the claim in words is not what the other fields say")
    if case.leans_on != leans_on:
        return report(False, f"`leans_on` is not what a certificate of kind {case.kind} leans on")
    reason = ""
    for working in bits or precisions(case):
        with flint.ctx.workprec(working):
            try:
                prove(case)
                return report(True, f"proved in balls of {working} bits")
            except RefusedError as error:
                return report(False, str(error))
            except NotProvedError as error:
                reason = f"{error} (at {working} bits)"
    return report(False, reason)
