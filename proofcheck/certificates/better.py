"""The search for a better network of the same architecture, in float64: it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import arb

from proofcheck.certificates.finders import Spot
from proofcheck.certificates.polish import rounded
from proofcheck.certificates.widening import fitted
from proofcheck.certificates.writer import Json
from proofcheck.checker import verify
from proofcheck.checker.fields import Network
from proofcheck.checker.hessian import MOST_DENSE
from proofcheck.checker.merging import flat, shaped
from proofcheck.checker.point import Point

STARTS, FEWER_STARTS = 12, 2
_LARGEST = 120
"""Up to so many parameters BFGS, which keeps a matrix of that size; L-BFGS above."""
_ITERATIONS = 400
_FARTHEST = 10**100


def better_certificate(spot: Spot) -> Json | None:
    """Return an accepted certificate that the point is suboptimal, None if none was found."""
    network = better_network(spot)
    found = None if network is None else spot.suboptimal(network)
    return found if found is not None and verify(found).accepted else None


def better_network(spot: Spot) -> Network | None:
    """Return a network of the same architecture with a smaller loss, None if none was found.

    Smaller is proved for the given parameters of the spot; of the critical point nearby the
    checker has to prove it.
    """
    for network in _candidates(spot):
        with np.errstate(all="ignore"):
            if _loss(network, spot) < spot.point.loss:
                return network
    return None


def _loss(network: Network, spot: Spot) -> arb:
    return Point(network, spot.inputs).labelled(spot.labels).loss


def _candidates(spot: Spot) -> Iterator[Network]:
    widths = spot.network.widths
    numbers = [*spot.labels, *map(arb, flat([spot.inputs, *spot.network.layers]))]
    if not all(abs(x) < _FARTHEST for x in numbers):
        return
    with np.errstate(all="ignore"):
        yield fitted(widths, spot.network, spot.inputs, spot.labels)
    if spot.network.size > MOST_DENSE:
        return
    generator = np.random.default_rng(0)
    here = np.array([float(arb(x)) for x in flat(spot.network.layers)])
    for number in range(STARTS if spot.network.size <= _LARGEST else FEWER_STARTS):
        drawn = generator.normal(0, 1 + number // 2 % 3, spot.network.size)
        found = _descended(here + drawn if number % 2 else drawn, spot)
        if np.isfinite(found).all():
            yield shaped(spot.network, [rounded(arb(float(x)), 15) for x in found])


def _descended(start: Any, spot: Spot) -> Any:
    """Return where BFGS or L-BFGS ends."""
    from scipy.optimize import minimize  # half a second

    columns = np.array([[float(arb(x)) for x in row] for row in spot.inputs]).T
    labels = np.array([float(y.mid()) for y in spot.labels])

    def value_and_slope(flat: Any) -> tuple[float, Any]:
        return _float_loss(flat, spot.network, columns, labels)

    method = "BFGS" if spot.network.size <= _LARGEST else "L-BFGS-B"
    iterations = _ITERATIONS if method == "BFGS" else _ITERATIONS // 2
    with np.errstate(all="ignore"):
        found = minimize(
            value_and_slope, start, jac=True, method=method, options={"maxiter": iterations}
        )
    return found.x


def _float_loss(flat: Any, network: Network, columns: Any, labels: Any) -> tuple[float, Any]:
    """Return loss and gradient by reverse accumulation."""
    bias, place, arrays = int(network.bias), 0, []
    for layer in network.layers:
        size = len(layer) * len(layer[0])
        arrays.append(flat[place : place + size].reshape(len(layer), -1))
        place += size
    acts = [np.concatenate([np.ones((bias, len(labels))), columns])]
    for array in arrays[:-1]:
        z = array @ acts[-1]
        a = np.tanh(z) if network.activation == "tanh" else 1 / (1 + np.exp(-z))
        acts.append(np.concatenate([np.ones((bias, len(labels))), a]))
    r = (arrays[-1] @ acts[-1])[0] - labels
    back, slopes = 2 * r[None, :], []
    for array, act in zip(reversed(arrays), reversed(acts), strict=True):
        slopes.append((back @ act.T).ravel())
        a = act[bias:]
        first = 1 - a * a if network.activation == "tanh" else a * (1 - a)
        back = (array[:, bias:].T @ back) * first
    return float(r @ r), np.concatenate(slopes[::-1])
