"""`certify` on tiny cases whose answers are known: numbers shown, certificates given, doubts kept.

Every number shown is compared with mpmath on the loss written out, which no part of the library
computes.
"""

from functools import cache

import mpmath
import pytest
from flint import ctx
from tiny import INPUTS, SMALL, deep_wide, exact, network, spot, wide

from proofcheck.certificates.better import better_certificate, better_network
from proofcheck.certificates.decide import certify
from proofcheck.certificates.finders import Spot
from proofcheck.certificates.polish import rounded
from proofcheck.certificates.writer import Problem, text
from proofcheck.checker import verify
from proofcheck.checker.fields import network_of
from proofcheck.checker.merging import flat, shaped
from proofcheck.checker.point import Point

MP = mpmath.mp.clone()
MP.dps = 50


@cache
def labels(sign=1):
    """The planted labels, to forty decimals."""
    with ctx.workprec(212):
        return tuple(text(rounded(y, 40)) for y in spot(sign).labels)


def problem(sign=1):
    return Problem(INPUTS, {"values": list(labels(sign))})


@cache
def decided(kind):
    """The decision about one of the tiny networks."""
    networks = {
        "small": (SMALL, 1),
        "negative": (SMALL, -1),
        "inside": (wide("1/3").network, 1),
        "outside": (wide("-1/2").network, 1),
        "end": (wide("1").network, 1),
        "moved": (network("-2 1.6", "4.5 -12"), 1),
    }
    net, sign = networks[kind]
    return net, certify(net, problem(sign)), sign


KINDS = ["small", "negative", "inside", "outside", "end"]
kinds = pytest.mark.parametrize("kind", KINDS)


def number(x):
    return MP.mpf(int(x.p)) / int(x.q)


def loss(net, sign, moves=None):
    """The loss in mpmath, by the definition of a network with one hidden layer."""
    hidden, (last,) = net.layers
    w = [[number(x) for x in row] for row in hidden]
    v = [number(x) for x in last]
    for k, step in (moves or {}).items():
        rows = [*w, v]
        row = 0
        while k >= len(rows[row]):
            k, row = k - len(rows[row]), row + 1
        rows[row][k] += step
    total = MP.mpf(0)
    for (x,), y in zip(INPUTS, labels(sign), strict=True):
        acts = [1 / (1 + MP.exp(-(b + u * x))) for b, u in w]
        f = v[0] + sum(c * a for c, a in zip(v[1:], acts, strict=True))
        total += (f - number(exact(y) if y[0] != "-" else -exact(y[1:]))) ** 2
    return total


@kinds
def test_the_loss_that_is_shown(kind):
    net, decision, sign = decided(kind)
    middle, _, radius = decision.shown["loss"].partition(" +/- ")
    assert abs(MP.mpf(middle) - loss(net, sign)) <= MP.mpf(radius) + MP.mpf(10) ** -13


@kinds
def test_the_gradient_that_is_shown_is_tiny_there_and_not_elsewhere(kind):
    _, decision, _ = decided(kind)
    size = abs(MP.mpf(decision.shown["gradient"].partition(" +/- ")[0]))
    assert size < MP.mpf(10) ** -20
    moved = decided("moved")[1].shown["gradient"].partition(" +/- ")[0]
    assert abs(MP.mpf(moved)) > MP.mpf(10) ** -3


def signs_by_differences(net, sign):
    """Eigenvalue signs of the Hessian by second differences of step 10^-12, zero below 10^-15."""
    h, size = MP.mpf(10) ** -12, net.size

    def at(i, j, a, b):
        moves = {i: a * h}
        moves[j] = moves.get(j, 0) + b * h
        return loss(net, sign, moves)

    rows = [
        [
            (at(i, j, 1, 1) - at(i, j, 1, -1) - at(i, j, -1, 1) + at(i, j, -1, -1)) / (4 * h * h)
            for j in range(size)
        ]
        for i in range(size)
    ]
    values = MP.eigsy(MP.matrix(rows), eigvals_only=True)
    tiny = MP.mpf(10) ** -15
    return {
        "positive": sum(v > tiny for v in values),
        "zero": sum(abs(v) <= tiny for v in values),
        "negative": sum(v < -tiny for v in values),
    }


@pytest.mark.parametrize("kind", ["small", "negative", "inside", "outside"])
def test_the_inertia_that_is_shown(kind):
    net, decision, sign = decided(kind)
    assert decision.shown["inertia"] == signs_by_differences(net, sign)


EXPECTED = {
    "small": ("minimum", "local-minimum"),
    "negative": ("minimum", "local-minimum"),
    "inside": ("degenerate-minimum", "degenerate-minimum"),
    "outside": ("saddle", "saddle"),
    "end": ("saddle", "saddle-at-the-end"),
    "moved": ("not-critical", "not-critical"),
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_verdict_and_certificate_belong_together(kind):
    _, decision, _ = decided(kind)
    verdict, certificate = EXPECTED[kind]
    assert (decision.verdict, decision.certificate["kind"]) == (verdict, certificate)
    assert verify(decision.certificate).accepted
    assert decision.shown["verdict"] == verdict


def test_a_direction_of_descent_is_shown_with_all_its_components():
    net, decision, sign = decided("outside")
    direction = [
        number(exact(x) if x[0] != "-" else -exact(x[1:])) for x in decision.shown["direction"]
    ]
    assert len(direction) == net.size
    step = MP.mpf(10) ** -3
    here = loss(net, sign)
    around = [loss(net, sign, {k: s * step * x for k, x in enumerate(direction)}) for s in (1, -1)]
    assert sum(around) < 2 * here
    assert decided("small")[1].shown["direction"] is None


@pytest.mark.parametrize("shift", ["0.0000001", "0.001", "0.3"])
def test_the_radius_decides_what_is_still_this_point(shift):
    """Beside the minimum: a minimum if the box reaches it, not critical if it does not."""
    net = shaped(SMALL, [x + exact(shift) for x in flat(SMALL.layers)])
    near, far = certify(net, problem(), "1e-6"), certify(net, problem(), "1e-2")
    expected = "minimum" if exact(shift) < exact("0.000001") else "not-critical"
    assert near.verdict == expected
    assert far.verdict == ("minimum" if exact(shift) < exact("0.01") else "not-critical")


def test_rounded_labels_and_two_neurons_above_stay_undecided():
    """D is 0 only by planting: with rounded labels nothing is shown of the split."""
    at = deep_wide({(1, 1): "1/3"}, "vanishing-D")
    with ctx.workprec(212):
        values = [text(rounded(y, 40)) for y in at.labels]
    decision = certify(at.network, Problem(at.problem.inputs, {"values": values}))
    assert (decision.verdict, decision.certificate) == ("undecided", None)
    assert "D of neuron" in decision.shown["reason"]


def test_a_better_network_is_better_by_both_roads():
    """The wide minimum: a better network of its own size is found, and its loss is smaller."""
    at = Spot(wide("1/3", 3).network, problem(), "1e-20")
    found = better_network(at)
    assert found is not None
    assert found.widths == at.network.widths
    with ctx.workprec(106):
        losses = [Point(n, at.inputs).labelled(at.labels).loss for n in (found, at.network)]
        assert losses[0] < losses[1]
    assert abs(loss(found, 1) - MP.mpf(losses[0].mid().str(40, radius=False))) < MP.mpf(10) ** -20
    certificate = better_certificate(at)
    assert certificate is not None
    assert verify(certificate).accepted
    assert loss(network_of(certificate["witness"]["better"], "better"), 1) < loss(at.network, 1)


def test_at_loss_zero_there_is_nothing_better():
    exact_zero = Problem(INPUTS, {"values": ["2"] * 9})
    found = certify(network("0 1", "2 0"), exact_zero)
    assert found.shown["suboptimal"] is False
    assert found.certificate["kind"] == "global-minimum"
