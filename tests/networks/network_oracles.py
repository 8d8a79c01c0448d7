"""Second roads for the tests: written-out losses that share no code with the formulas."""

from fractions import Fraction
from random import Random

import flint
import sympy
from flint import arb, arb_series, fmpq

from proofcheck.arithmetic import dyadic
from proofcheck.networks import SIGMOID, TANH, Architecture, Network, polynomial

CUBIC = polynomial((1, "1/2", "1/3", "-1/5"))
CUBIC_COEFFICIENTS = (1, Fraction(1, 2), Fraction(1, 3), Fraction(-1, 5))
SHAPES = [
    Architecture((1, 1, 1)),
    Architecture((2, 3, 1), bias=False),
    Architecture((2, 2, 3, 1)),
    Architecture((1, 3, 2, 1), bias=False),
    Architecture((1, 2, 2, 2, 1)),
    Architecture((2, 2, 1, 2, 1), bias=False),
]
ACTIVATIONS = {"cubic": CUBIC, "sigmoid": SIGMOID, "tanh": TANH}


def instance(architecture, activation, samples, seed):
    """A network, inputs and labels with small exact numbers."""
    random = Random(seed)

    def numbers(count):
        return [Fraction(random.randint(-30, 30), random.randint(10, 20)) for _ in range(count)]

    network = Network.from_parameters(
        architecture, activation, numbers(architecture.parameter_count)
    )
    inputs = [numbers(architecture.widths[0]) for _ in range(samples)]
    return network, inputs, numbers(samples)


def written_out_loss(architecture, parameters, inputs, labels, sigma):
    """The squared loss, neuron by neuron, from parameters of any kind and a Python function."""
    total = 0
    for x, y in zip(inputs, labels, strict=True):
        values, place = list(x), 0
        for layer, width in enumerate(architecture.widths[1:], 1):
            layer_values = []
            for _ in range(width):
                n = 0
                if architecture.bias:
                    n = n + parameters[place]
                    place += 1
                for value in values:
                    n = n + parameters[place] * value
                    place += 1
                layer_values.append(sigma(n) if layer < architecture.depth else n)
            values = layer_values
        total = total + (values[0] - y) * (values[0] - y)
    return total


def taylor_of_loss(network, inputs, labels, direction, sigma, bits, terms=3):
    """Taylor coefficients of t -> L(w + t d) in ball power series (FLINT)."""
    before = flint.ctx.cap
    try:
        flint.ctx.cap = terms
        with flint.ctx.workprec(bits):
            line = [
                arb_series([arb(rational(w)), arb(rational(d))], terms)
                for w, d in zip(network.parameters, direction, strict=True)
            ]
            series = written_out_loss(
                network.architecture,
                line,
                [[arb(rational(v)) for v in x] for x in inputs],
                [arb(rational(v)) for v in labels],
                sigma,
            )
            return [series[k] for k in range(terms)]
    finally:
        flint.ctx.cap = before


def rational(value):
    """A Fraction as fmpq."""
    value = Fraction(value)
    return fmpq(value.numerator, value.denominator)


def sympy_rational(value):
    """A Fraction as SymPy number."""
    return sympy.Rational(value.numerator, value.denominator)


def series_sigma(name):
    """The activation on power series, by other formulas than those of the package."""
    return {
        "cubic": lambda z: 1 + z / 2 + z * z * fmpq(1, 3) - z * z * z * fmpq(1, 5),
        "sigmoid": lambda z: z.exp() / (z.exp() + 1),
        "tanh": lambda z: ((2 * z).exp() - 1) / ((2 * z).exp() + 1),
    }[name]


def encloses(ball, value):
    """Whether the ball contains the rational: end points are compared exactly."""
    return dyadic(ball.lower()) <= Fraction(value) <= dyadic(ball.upper())
