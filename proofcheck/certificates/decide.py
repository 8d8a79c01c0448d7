"""What can be certified about a network and its data: the verdict of `proofcheck certify`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import flint
from flint import arb, fmpq

from proofcheck.arithmetic import ball_text
from proofcheck.arithmetic.congruence import inertia as ball_inertia
from proofcheck.certificates.better import better_certificate
from proofcheck.certificates.finders import Spot, eigenvectors
from proofcheck.certificates.neurons import neuron_rows
from proofcheck.certificates.polish import BITS, distance, polished
from proofcheck.certificates.writer import Json, Problem, certificate, text
from proofcheck.checker import read_case, verify
from proofcheck.checker.balls import NotProvedError, flint_matrix
from proofcheck.checker.fields import Network, Place
from proofcheck.checker.hessian import MOST_DENSE
from proofcheck.checker.merging import Located, box
from proofcheck.checker.point import Point
from proofcheck.core import InputError

DEFAULT_RADIUS = "1e-6"
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Decision:
    """A verdict, its certificate (None if undecided) and what `certify --json` shows.

    >>> Decision(UNDECIDED, None, {"reason": "0 lies in the ball"}).certificate is None
    True
    """

    verdict: str
    certificate: Json | None
    shown: Json


def certify(network: Network, problem: Problem, radius: str = DEFAULT_RADIUS) -> Decision:
    """Return the verdict about parameters and data.

    Raises:
        InputError: sizes beyond the limits of certificates.

    >>> from proofcheck.certificates.writer import planted
    >>> net = Network("tanh", False, ([[fmpq(1)]], [[fmpq(2)]]))
    >>> labels = planted(net, [1, 2], ["1/10"])
    >>> certify(net, Problem(((1,), (2,), (3,)), labels)).verdict
    'minimum'
    """
    given = Spot(network, problem)
    kept = given.merged.kept(network.bias)
    dense = sum(len(layer) * len(k) for layer, k in zip(network.layers, kept, strict=True))
    if dense > MOST_DENSE:
        raise InputError(
            "network",
            given=f"{network.words()}, {dense} of them across the critical set",
            admissible=f"at most {MOST_DENSE}",
            repair="certify a smaller network, and split that one",
        )
    with flint.ctx.workprec(BITS):
        verdict, reason, found, at = _verdict(given, radius)
        return Decision(verdict, found, _shown(given, radius, verdict, reason, found, at))


def _verdict(given: Spot, radius: str) -> tuple[str, str, Json | None, Spot]:
    """Return verdict, reason, certificate and the place it speaks of."""
    if all(r.is_zero() for r in given.point.residual):
        found = certificate("global-minimum", given.network, given.problem, {})
        positive = _inertia(given)
        isolated = positive is not None and positive["positive"] == given.network.size
        verdict = "minimum" if isolated else "degenerate-minimum"
        return verdict, "the loss is exactly 0", found, given
    network = polished(given.network, given.problem)
    at = None if network is None else Spot(network, given.problem)
    if at is not None and at.lies_within(read_radius(radius), given.network):
        why = ""
        for verdict, reason, found in _attempts(at):
            report = verify(found)
            if report.accepted:
                return verdict, reason, found, at
            why = report.reason if verdict != "saddle" else why
        words = "critical to many digits, but neither a minimum nor a saddle is proved"
        return _not_critical(given, radius) or (UNDECIDED, f"{words}: {why}", None, at)
    if at is None:
        words = "no critical point was found nearby (the Hessian may be singular), nor excluded"
    else:
        near = float(distance(at.network, given.network))
        words = f"the nearest critical point found is {near:.3g} away, not proved within the radius"
    return _not_critical(given, radius) or (UNDECIDED, words, None, given)


def read_radius(radius: str) -> fmpq:
    """Return a radius as an exact number.

    Raises:
        InputError: not a number above 0 and at most 1.

    >>> read_radius("1e-2")
    1/100
    >>> read_radius("2")
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: radius: given 2; admissible: a number above 0, at most 1; ...
    """
    from proofcheck.arithmetic import exact

    value = exact(radius)
    if not 0 < value <= 1:
        raise InputError(
            "radius", given=radius, admissible="a number above 0, at most 1", repair="use 1e-6"
        )
    return fmpq(value.numerator, value.denominator)


def _attempts(at: Spot) -> Iterator[tuple[str, str, Json]]:
    """Yield what the point may be: what float64 expects, the rest of it after that."""
    dimension = at.merged.dimension
    minimum = "minimum", "Hessian positive definite at an exact critical point", at.minimum()
    if dimension:
        words = f"on an affine critical set of dimension {dimension}, positive definite across it"
        minimum = "degenerate-minimum", words, at.minimum()
    small = at.network.size <= MOST_DENSE
    expected = not small or at.first_rung.is_positive(at.merged.kept(at.network.bias))
    if expected:
        yield minimum
    direction = at.lowest() if small else None
    if not expected and direction is None:
        yield minimum
    if direction is not None:
        yield "saddle", "negative curvature along the direction", at.saddle(direction)
    for twin, partner, level in _silent_twins(at.network):
        B = at.point.B(level, partner)
        for vector in eigenvectors(B)[::-1]:
            words = f"neuron {twin} of layer {level} is a twin that sends nothing (lambda 0 or 1)"
            found = {
                "twin": [level, twin],
                "partner": partner,
                "direction": list(map(text, vector)),
            }
            yield "saddle", words, at.certificate("saddle-at-the-end", **found)
    if not expected and direction is not None:
        yield minimum


def _silent_twins(network: Network) -> Iterator[tuple[int, int, int]]:
    for level, layer in enumerate(network.layers[:-1], 1):
        for twin, row in enumerate(layer):
            column = twin + network.bias
            if any(above[column] != 0 for above in network.layers[level]):
                continue
            for partner, other in enumerate(layer):
                if partner != twin and other == row:
                    yield twin + 1, partner + 1, level


def _not_critical(given: Spot, radius: str) -> tuple[str, str, Json, Spot] | None:
    """Return the verdict "not-critical", if one derivative is proved not 0 on the whole box."""
    place = _steepest(given, radius)
    if place is None:
        return None
    witness = {"radius": radius, "place": list(place)}
    found = certificate("not-critical", given.network, given.problem, witness)
    if not verify(found).accepted:
        return None
    words = f"the derivative at (layer, neuron, source) {place} is not 0 within {radius}"
    return "not-critical", words, found, given


def _steepest(given: Spot, radius: str) -> Place | None:
    """Return the place whose derivative is farthest from 0 on the whole box."""
    whole = Point(box(given.network, read_radius(radius)), given.inputs).labelled(given.labels)
    slopes = whole.gradient()
    places = [
        (level, neuron, source + 1 - int(given.network.bias))
        for level, layer in enumerate(given.network.layers, 1)
        for neuron, row in enumerate(layer, 1)
        for source in range(len(row))
    ]
    best, where = arb(0), None
    for place, slope in zip(places, slopes, strict=True):
        least = slope.abs_lower() if slope.is_finite() else arb(0)
        if least > best:
            best, where = least, place
    return where


def _inertia(at: Spot, point: Point | None = None, verdict: str = "") -> Json | None:
    """Return certified numbers of eigenvalue signs, the directions of the critical set as zeros.

    At a minimum the checker has proved all others positive.
    """
    kept, zero = at.merged.kept(at.network.bias), at.merged.dimension
    if verdict in ("minimum", "degenerate-minimum"):
        return {"positive": at.network.size - zero, "zero": zero, "negative": 0}
    found = ball_inertia(flint_matrix((point or at.point).hessian(kept)), BITS)
    if found is None:
        return None
    return {"positive": found.positive, "zero": found.zero + zero, "negative": found.negative}


def _shown(
    given: Spot, radius: str, verdict: str, reason: str, found: Json | None, at: Spot
) -> Json:
    """Return the object of `certify --json`."""
    critical = verdict in ("minimum", "degenerate-minimum", "saddle")
    point, known = at.point, False
    if critical and found is not None and "radius" in found["witness"]:
        located = _enclosed(at, found)
        point, known = located.at(at.network), True
        try:
            located.check_set()
        except NotProvedError:
            known = False
    better, zero = None, all(r.is_zero() for r in point.residual)
    if critical:
        better = False if zero else (True if better_certificate(at) else None)
    worst = max((abs(g) for g in given.point.gradient()), key=lambda g: float(g.mid()))
    flat = found["witness"].get("direction") if found and found["kind"] == "saddle" else None
    return {
        "verdict": verdict,
        "reason": reason,
        "loss": ball_text(point.loss),
        "gradient": ball_text(worst),
        "radius": radius,
        "inertia": _inertia(at, point, verdict if known else "") if known or zero else None,
        "suboptimal": better,
        "direction": _flat_direction(at.network, flat) if flat else None,
        "neurons": neuron_rows(at.network, at.merged, point, critical, known, verdict),
    }


def _enclosed(at: Spot, found: Json) -> Located:
    """Return the critical point: the checker has proved that it lies in the box of this radius."""
    small = box(at.merged.network, read_radius(found["witness"]["radius"]))
    return Located(read_case(found), at.merged, list(small.layers), at.labels)


def _flat_direction(network: Network, entries: list[Any]) -> list[str]:
    """Return all components, ordered by layer, neuron, then bias before weights."""
    values = {tuple(place): value for *place, value in entries}
    return [
        values.get((level, neuron, source + 1 - int(network.bias)), "0")
        for level, layer in enumerate(network.layers, 1)
        for neuron, row in enumerate(layer, 1)
        for source in range(len(row))
    ]
