"""Stuck starts, paths, instances of families, and what Hypothesis is told about them."""

from collections import Counter
from fractions import Fraction
from math import inf

import numpy as np
import pytest
from exact_taylor import exact
from flint import arb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from second_road import decimal_net, rows, sigmoid, tanh

from proofcheck.arithmetic import Balls, Floats
from proofcheck.core import Family, InputError, PrecisionError, Values, Verdict
from proofcheck.networks import SIGMOID, TANH, Architecture, Network, forward_pass
from proofcheck.paths import wide_layers
from proofcheck.search.minima import SHALLOW
from proofcheck.strategies import (
    StuckStart,
    aim,
    architectures,
    data_sets,
    instances,
    margin,
    paths,
    smallest,
    stuck_starts,
)
from proofcheck.strategies import reporting as reporting_module
from proofcheck.strategies.starts import STARTS, lost_bits

few = settings(max_examples=12, suppress_health_check=list(HealthCheck))
BALLS = Balls(600)


@few
@given(stuck_starts())
def test_starts_meet_the_hypotheses_of_theorem_5(start):
    architecture, data = start.network.architecture, start.data
    widths = architecture.widths
    assert start.layer in wide_layers(architecture, len(data.inputs), start.network.activation)
    assert widths[start.layer] >= len(data.inputs) - architecture.bias
    above = widths[start.layer + 1 :]
    assert list(above) == sorted(above, reverse=True)
    assert len(set(data.inputs)) == len(data.inputs)


@pytest.mark.parametrize("kind", STARTS)
@settings(few, max_examples=6)
@given(data=st.data())
def test_each_kind_of_start_is_what_it_says(kind, data):
    start = data.draw(stuck_starts((kind,)))
    flat = start.network.parameters
    assert start.kind == kind
    if kind == "zero":
        assert not any(flat)
    if kind == "saturated":
        assert all(6 < abs(w) <= 18 for w in flat)
    if kind == "duplicated":
        assert all(len(set(map(tuple, layer))) == 1 for layer in start.network.weights)


@settings(few, max_examples=8)
@given(paths(stuck_starts(samples=(1, 2))))
def test_paths_start_near_and_end_at_loss_0(path):
    assert path.start.distance_squared < path.start.epsilon**2
    balls = Balls(path.working_bits())
    losses = []
    for t in (0, Fraction(1, 3), 1):
        outputs = path.values(path.at(t, balls), balls).outputs
        with balls.active():
            targets = balls.array(list(path.labels))
            losses.append(sum((f - y) ** 2 for f, y in zip(outputs, targets, strict=True)))
    assert losses[2] < 10**-20
    assert losses[1] < losses[0] or losses[0] < 10**-20


def test_starts_shrink_to_one_sample_and_no_weights():
    start = smallest(stuck_starts())
    assert start.kind == "zero"
    assert start.network.architecture.label() == "1-1-1"
    assert len(start.data.labels) == 1


def test_a_start_with_two_samples_needs_one_neuron_and_a_bias():
    start = smallest(stuck_starts(samples=2), lambda s: s.network.architecture.bias)
    assert start.network.architecture.label() == "1-1-1"
    assert [row[0] for row in start.data.inputs] == [0, 1]


def test_paths_shrink_to_a_start_at_0():
    path = smallest(paths(stuck_starts(("random", "zero"))), examples=20)
    assert isinstance(path.start.original, Network)
    assert path.start.epsilon == Fraction(1, 10)
    assert len(path.start.inputs) == 1


def test_the_condition_of_a_wide_layer():
    equal = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0, 1, 0, 1, 0, 1, 1])
    apart = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0, 1, 1, -2, 0, 1, 1])
    inputs = ((Fraction(0),), (Fraction(1),))
    assert lost_bits(equal, (*inputs, (Fraction(2),)), 1) > 40
    values = np.array(forward_pass(apart, inputs, Floats()).activations[1], dtype=float)
    assert lost_bits(apart, inputs, 1) == pytest.approx(np.log2(np.linalg.cond(values)))
    narrow = Network.from_parameters(Architecture((1, 1, 1), False), SIGMOID, [1, 1])
    assert lost_bits(narrow, inputs, 1) == inf


@pytest.mark.parametrize("kinds", [(), ("stuck",), ("zero", "one")])
def test_unknown_kinds_are_refused(kinds):
    with pytest.raises(InputError, match="kinds of stuck starts"):
        stuck_starts(kinds)


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"samples": (3, 2)}, {"depth": 1}])
def test_starts_that_cannot_be_are_refused(wrong):
    with pytest.raises(InputError, match="admissible"):
        stuck_starts(**wrong)


def _draw(choices, region, digits):
    x = choices.fraction(-3, 3, 4)
    if region == "hopeless":
        raise PrecisionError("x", given="x", admissible="y", repair="z")
    return Values({"x": x, "digits": digits}, met={"any": Verdict.HOLDS}, labels=(region,))


LINE = Family("line", ("left", "right", "hopeless"), _draw)


def test_instances_of_a_family_visit_the_wanted_regions():
    seen = Counter()

    @settings(few, max_examples=40)
    @given(instances(LINE, digits=17))
    def collect(point):
        assert point["digits"] == 17
        seen.update(point.labels)

    collect()
    assert set(seen) == {"left", "right"}
    assert smallest(instances(LINE, ("right",)), lambda p: p["x"] > 0)["x"] == Fraction(1, 4)


def test_regions_without_instances_are_no_examples():
    with pytest.raises(Unsatisfiable):
        smallest(instances(LINE, ("hopeless",)), examples=5)


@pytest.mark.parametrize("regions", [(), ("middle",), ("left", "up")])
def test_unknown_regions_are_refused(regions):
    with pytest.raises(InputError, match="regions of 'line'"):
        instances(LINE, regions)


@settings(few, max_examples=3, phases=[Phase.generate])
@given(instances(SHALLOW, SHALLOW.regions[1:2], digits=20))
def test_families_of_the_theorems_are_strategies_too(s):
    assert s.met["local-minimum"] is Verdict.HOLDS
    net, data = decimal_net(s)
    assert all(abs(g) < exact("1e-20") for g in net.gradient(data))


def told(strategy, monkeypatch, examples=10):
    """The events and targets that drawing from a strategy reports."""
    events, targets = Counter(), Counter()
    for module in ("shapes", "data", "starts", "reporting"):
        name = f"proofcheck.strategies.{module}.event"
        monkeypatch.setattr(name, lambda text: events.update([text]), raising=False)
    monkeypatch.setattr(reporting_module, "target", lambda value, label: targets.update([label]))

    @settings(few, max_examples=examples, phases=[Phase.generate])
    @given(strategy)
    def draw_all(value):
        assert value is not None

    draw_all()
    return events, targets


def test_architectures_report_their_regions(monkeypatch):
    events, _ = told(architectures(bottleneck=True, depth=(3, 4)), monkeypatch)
    assert events["bottleneck"] >= 10
    assert events["2 hidden layers"] + events["3 hidden layers"] == events["bottleneck"]


def test_data_report_repeated_inputs(monkeypatch):
    events, _ = told(data_sets(Architecture((1, 1, 1)), 6, distinct=False, size=1), monkeypatch)
    assert events["repeated inputs"]


def test_starts_report_their_kind_and_aim(monkeypatch):
    events, targets = told(stuck_starts(("random",)), monkeypatch, examples=20)
    assert events["start: random"] >= 20
    assert targets["bits lost in the wide layer"]


def test_paths_report_whether_the_start_was_moved(monkeypatch):
    events, _ = told(paths(stuck_starts(("zero",), samples=2)), monkeypatch)
    assert events["start moved"]


class Flat:
    """An instance whose Hessian is given."""

    def __init__(self, rows):
        self.first = self
        self.arithmetic, self.hessian = Floats(), np.array(rows, dtype=float)


@pytest.mark.parametrize(
    ("matrix", "bits"), [([[4, 0], [0, -1]], 2), ([[0, 0], [0, 0]], 0), ([[1, 0], [0, 0]], 0)]
)
def test_margins_by_hand(matrix, bits):
    assert margin(Flat(matrix)) == bits


def test_an_aim_that_is_no_number_is_not_told(monkeypatch):
    seen = []
    monkeypatch.setattr(reporting_module, "target", lambda value, label: seen.append(value))
    reporting_module.aim_at(inf, "x")
    reporting_module.aim_at(2.0, "x")
    aim(Flat([[2, 0], [0, 1]]))
    assert seen == [2.0, 1.0]


def test_two_aims_in_one_example_are_no_error():
    @settings(few, max_examples=3)
    @given(st.tuples(stuck_starts(("random",)), stuck_starts(("random",))))
    def twice(pair):
        assert all(isinstance(start, StuckStart) for start in pair)

    twice()


@pytest.mark.parametrize(("sigma", "of"), [(sigmoid, SIGMOID), (tanh, TANH)])
def test_the_second_road_agrees_on_the_functions(sigma, of):
    net = Network.from_parameters(Architecture((1, 1, 1), False), of, [1, 1])
    found = forward_pass(net, (("1/2",),), BALLS).outputs[0]
    with BALLS.active():
        assert abs(found - BALLS.number(str(sigma(exact("1/2"))))) < arb("1e-50")
    assert rows([["1/3"]]) == [[exact("1/3")]]
