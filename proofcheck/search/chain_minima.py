"""The small minima that the existence proofs start from: exact data, found once, proved each time.

`shallow` and `experiment` (in `paper_experiment`) have no biases, as in the paper's examples; the
planted ones have biases, as the model of section 3 demands.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product

from proofcheck.networks import SIGMOID, Architecture, Network
from proofcheck.search.planted_chain import PlantedMinimum, scaled_to_minimum, unit_matrix
from proofcheck.search.teacher_minimum import Inputs, TeacherMinimum

SHALLOW = "1-1-1 on y = sigma(x) - 3 sigma(-x), x = 1, ..., 5 (no biases)"
SHALLOW_WITH_BIASES = "1-1-1 with biases, planted labels at x = -4, ..., 4"
TWO_NEURONS = "1-2-1 with biases, planted labels at x = -5, ..., 5"
DEEP_WITH_BIASES = "2-1-1-1 with biases, planted labels at 20 grid points"
DEEPER_WITH_BIASES = "2-1-1-1-1 with biases, planted labels at 24 grid points"


@lru_cache(maxsize=4)
def shallow(digits: int) -> TeacherMinimum:
    """Return the minimum of 1-1-1 on the data of a 1-2-1 network (p. 13)."""
    teacher = Architecture((1, 2, 1), bias=False)
    return TeacherMinimum(
        SHALLOW,
        Network.from_parameters(teacher, SIGMOID, (1, -1, 1, -3)),
        tuple((Fraction(x),) for x in range(1, 6)),
        Architecture((1, 1, 1), bias=False),
        (Fraction(1), Fraction(1)),
        digits,
    )


@lru_cache(maxsize=4)
def shallow_with_biases(digits: int) -> PlantedMinimum:
    """Return a planted minimum of 1-1-1; B is 2 x 2."""
    inputs = tuple((Fraction(x),) for x in range(-4, 5))
    return _planted(SHALLOW_WITH_BIASES, "1-1-1", ("-2", "3/2", "9/2", "-12"), inputs, digits)


@lru_cache(maxsize=4)
def two_neurons(digits: int) -> PlantedMinimum:
    """Return a planted minimum of 1-2-1, whose neurons differ; B of neuron 1 is 2 x 2."""
    inputs = tuple((Fraction(x),) for x in range(-5, 6))
    parameters = ("1", "2", "-7/2", "-1", "7/2", "12", "15/2")
    return _planted(TWO_NEURONS, "1-2-1", parameters, inputs, digits)


@lru_cache(maxsize=4)
def deep_with_biases(digits: int) -> PlantedMinimum:
    """Return a planted minimum of 2-1-1-1; B(1) is 3 x 3, B(2) is 2 x 2."""
    inputs = _grid_without((-1, -2), (-1, 1), (-1, 2), (0, 1), (2, -1))
    parameters = ("-1", "3/2", "-2", "-3", "19/2", "17/2", "12")
    return _planted(DEEP_WITH_BIASES, "2-1-1-1", parameters, inputs, digits)


@lru_cache(maxsize=4)
def deeper_with_biases(digits: int) -> PlantedMinimum:
    """Return a planted minimum of 2-1-1-1-1, with three hidden layers."""
    parameters = ("-1", "-2", "-3/2", "-1", "11/2", "-9/2", "10", "3", "12")
    inputs = _grid_without((-1, -1))
    return _planted(DEEPER_WITH_BIASES, "2-1-1-1-1", parameters, inputs, digits)


def _planted(
    name: str,
    label: str,
    parameters: tuple[str, ...],
    inputs: Inputs,
    digits: int,
    factor: Fraction = Fraction(1),
) -> PlantedMinimum:
    architecture = Architecture.parse(label)
    network = Network.from_parameters(architecture, SIGMOID, parameters)
    sizes = {layer: architecture.sources(layer) for layer in architecture.hidden_layers}
    wanted = {layer: unit_matrix(size) for layer, size in sizes.items()}
    return scaled_to_minimum(PlantedMinimum(name, network, inputs, wanted, digits, factor))


def _grid_without(*left_out: tuple[int, int]) -> Inputs:
    grid = (point for point in product(range(-2, 3), repeat=2) if point not in left_out)
    return tuple((Fraction(x), Fraction(y)) for x, y in grid)
