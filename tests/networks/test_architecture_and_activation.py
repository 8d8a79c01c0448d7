"""Widths, places of parameters, weights, and activations with the tests of class A."""

import pickle
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from network_oracles import ACTIVATIONS, SHAPES, encloses, series_sigma

from proofcheck.arithmetic import Balls, Floats, Rationals, Series
from proofcheck.arithmetic.base import from_entries
from proofcheck.core.errors import InputError
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Activation,
    Architecture,
    Network,
    check_class_a,
    flatten,
    polynomial,
    unflatten,
)

shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda a: f"{a.label()}{'b' * a.bias}")


@pytest.mark.parametrize(
    "widths",
    [(), (1,), (2, 1), (2, 3, 2), (2, 0, 1), (2, -1, 1), (2, True, 1), (True, 2, 1), (2, 2.0, 1),
     ("2", 2, 1), (2, 3, 1.0), (2, 3, True), None, 3, "2-3-1", [2, [3], 1]],
)  # fmt: skip
def test_inadmissible_widths_are_refused(widths):
    with pytest.raises(InputError, match="widths"):
        Architecture(widths)


@pytest.mark.parametrize(
    "text", ["", "2", "2-1", "2--1", "a-b-1", "2-5-1 ", "2-5-2", "0-1-1", 5, "2-1e3-1"]
)
def test_malformed_labels_are_refused(text):
    with pytest.raises(InputError):
        Architecture.parse(text)


def test_bias_is_a_bool():
    with pytest.raises(InputError, match="bias"):
        Architecture((1, 1, 1), bias=1)


@shapes
def test_flat_order_is_layer_neuron_then_bias_before_weights(shape):
    places = [shape.parameter_index(*where) for where in shape.all_parameters()]
    assert places == list(range(shape.parameter_count))
    assert shape.parameter_count == sum(
        n * (below + shape.bias) for below, n in zip(shape.widths, shape.widths[1:], strict=False)
    )
    assert Architecture.parse(shape.label(), shape.bias) == shape
    assert list(shape.hidden_layers) == list(range(1, shape.depth))


@shapes
def test_incoming_and_outgoing_places_are_rows_and_columns(shape):
    matrices = unflatten(shape, np.arange(shape.parameter_count))
    assert (flatten(matrices) == np.arange(shape.parameter_count)).all()
    for layer in shape.hidden_layers:
        for r in range(1, shape.widths[layer] + 1):
            assert shape.incoming(layer, r) == matrices[layer - 1][r - 1].tolist()
            assert shape.outgoing(layer, r) == matrices[layer][:, r - 1 + shape.bias].tolist()


@pytest.mark.parametrize(
    "where",
    [(0, 1, 1), (4, 1, 1), (1, 0, 1), (1, 3, 1), (1, 1, 3), (1, 1, -1), (1.0, 1, 1), (1, True, 1)],
)
def test_places_out_of_range_are_refused(where):
    with pytest.raises(InputError):
        Architecture((2, 2, 2, 1)).parameter_index(*where)


def test_source_zero_exists_with_biases_only():
    assert Architecture((2, 2, 1)).parameter_index(1, 1, 0) == 0
    with pytest.raises(InputError, match="source"):
        Architecture((2, 2, 1), bias=False).parameter_index(1, 1, 0)
    for call in (Architecture((2, 2, 1)).outgoing, Architecture((2, 2, 1)).check_hidden):
        with pytest.raises(InputError):
            call(2, 1)


@pytest.mark.parametrize(
    "weights",
    [
        [], None, 3, [[[1, 2]]], [[[1, 2]], [[1, 2]], [[1]]], [[[1]], [[1, 2]]],
        [[[1, 2], [1, 2]], [[1, 2]]], [[[1, 0.5]], [[1, 2]]], [[[1, True]], [[1, 2]]],
        [[1, 2], [[1, 2]]], [[[1, "nan"]], [[1, 2]]], [[["1", 2]], "12"],
    ],
)  # fmt: skip
def test_weights_of_another_shape_or_kind_are_refused(weights):
    with pytest.raises(InputError):
        Network(Architecture((1, 1, 1)), SIGMOID, weights)


@pytest.mark.parametrize("flat", [[], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, 0.5]])
def test_flat_parameters_of_another_length_or_kind_are_refused(flat):
    with pytest.raises(InputError):
        Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, flat)


def test_networks_with_named_activations_are_picklable():
    for activation in (SIGMOID, TANH, polynomial((1, "1/2"))):
        network = Network.from_parameters(Architecture((1, 1, 1)), activation, [1, 2, 3, "1/4"])
        assert pickle.loads(pickle.dumps(network)) == network


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(point=st.fractions(min_value=-30, max_value=30, max_denominator=100))
def test_activations_agree_with_power_series(name, point):
    activation, series, balls = ACTIVATIONS[name], Series(200, 3), Balls(200)
    with series.active():
        c = series.coefficients(series_sigma(name)(series.variable(point)))
    with balls.active():
        z = balls.array([point])
        found = [f(balls, z)[0] for f in (activation.value, activation.first, activation.second)]
        assert all(x.overlaps(k * y) for x, y, k in zip(found, c, (1, 1, 2), strict=True))
        assert all(x.rad() < fmpq(1, 10**45) for x in found)


@pytest.mark.parametrize("activation", [SIGMOID, TANH], ids=lambda a: a.name)
@given(numerator=st.integers(1, 99))
def test_inverses_invert(activation, numerator):
    low, high = activation.image
    a = low + (high - low) * Fraction(numerator, 100)
    balls = Balls(120)
    with balls.active():
        back = activation.value(balls, activation.inverse(balls, balls.array([a])))[0]
    assert encloses(back, a)
    assert back.rad() < fmpq(1, 10**30)


def test_saturated_floats_do_not_warn():
    z = np.array([-5000.0, 5000.0])
    for activation in (SIGMOID, TANH):
        assert (activation.first(Floats(), z) == 0).all()
        assert activation.value(Floats(), z) == pytest.approx([float(v) for v in activation.image])


def test_polynomials_are_exact_and_outside_class_a():
    q = Rationals()
    activation = polynomial((5, "1/2", 0, "1/3"))
    z = q.array(["1/2"])
    found = [f(q, z)[0] for f in (activation.value, activation.first, activation.second)]
    assert found == [fmpq(127, 24), fmpq(3, 4), fmpq(1)]
    constant = polynomial((7,))
    assert [f(q, z)[0] for f in (constant.value, constant.first, constant.second)] == [7, 0, 0]
    for bad, said in (
        ((), "no coefficients"),
        ((0.5,), "float"),
        ("12", "given str"),
        (b"1", "given bytes"),
        (5, "given int"),
        (None, "given NoneType"),
    ):
        with pytest.raises(InputError, match=said):
            polynomial(bad)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (((1, 1, 1), SIGMOID, [[[1]], [[1]]]), "architecture of a network: given tuple"),
        ((Architecture((1, 1, 1), bias=False), "sigmoid", [[[1]], [[1]]]), "activation .* str"),
        ((Architecture((1, 1, 1), bias=False), None, [[[1]], [[1]]]), "activation .* NoneType"),
    ],
)
def test_a_network_of_something_else_is_refused(fields, said):
    with pytest.raises(InputError, match=said):
        Network(*fields)


@pytest.mark.parametrize("flat", [5, "12", {1: 2}, None])
def test_parameters_that_are_no_list_are_refused(flat):
    with pytest.raises(InputError, match="parameters of a network"):
        Network.from_parameters(Architecture((1, 1, 1), bias=False), SIGMOID, flat)


def test_polynomials_of_arrays_stay_what_the_arrays_are():
    """Floats stay float64; power series, which look like sequences, are taken one by one."""
    activation = polynomial((5, 0, 1))
    found = activation.value(Floats(), np.array([[1.0, 2.0]]))
    assert found.dtype == np.float64
    assert found.tolist() == [[6.0, 9.0]]
    series = Series(64, 3)
    with series.active():
        t = series.variable(3)
        pair = from_entries([t, t * 2], (2,))
        once, twice = activation.value(series, pair)
        alone = activation.value(series, t)
    for found, coefficients in ((once, [14, 6, 1]), (twice, [41, 24, 4]), (alone, [14, 6, 1])):
        assert [fmpq(int(x.mid().unique_fmpz())) for x in found.coeffs()] == coefficients


def softplus_like(arithmetic, z):
    return arithmetic.log(1 + arithmetic.exp(z))


@pytest.mark.parametrize(
    "bad",
    [
        replace(SIGMOID, class_a=False),
        replace(SIGMOID, image=None),
        replace(SIGMOID, image=("1/4", 1)),
        replace(SIGMOID, image=(0, 0)),
        replace(SIGMOID, image=(0, "1/2")),
        replace(SIGMOID, image=(-5, 5)),
        replace(SIGMOID, first=TANH.first),
        replace(SIGMOID, second=TANH.second),
        replace(SIGMOID, value=TANH.value),
        replace(SIGMOID, inverse=TANH.inverse),
        replace(SIGMOID, value=softplus_like),
        Activation(
            "falling",
            lambda a, z: -a.tanh(z),
            lambda a, z: -a.sech_squared(z),
            lambda a, z: 2 * a.sech_squared(z) * a.tanh(z),
            image=(-1, 1),
        ),
    ],
)
def test_false_claims_of_class_a_are_refused(bad):
    with pytest.raises(InputError, match="activation"):
        check_class_a(bad)


def test_a_users_activation_of_class_a_is_accepted():
    shifted = Activation(
        "shifted tanh",
        lambda a, z: a.tanh(z / 3) * 2 + 1,
        lambda a, z: a.sech_squared(z / 3) * 2 / 3,
        lambda a, z: a.sech_squared(z / 3) * a.tanh(z / 3) * -4 / 9,
        lambda a, y: a.log((1 + (y - 1) / 2) / (1 - (y - 1) / 2)) * 3 / 2,
        image=(-1, 3),
    )
    check_class_a(shifted)
    check_class_a(replace(shifted, inverse=None))
    check_class_a(TANH, bits=200)
