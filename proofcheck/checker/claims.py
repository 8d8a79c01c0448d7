"""The claims of certificates in words, made from kind, network, data and witness."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from proofcheck.checker.fields import parameters

if TYPE_CHECKING:
    from proofcheck.checker.case import Case


def minimum(case: Case) -> str:
    """Return the claim about an isolated local minimum."""
    return f"{case.point()} is an isolated local minimum; its Hessian is positive definite"


def degenerate(case: Case) -> str:
    """Return the claim about a local minimum on a critical set."""
    return (
        f"{case.point()} is a local minimum on an affine set of critical points of dimension "
        f"{case.witness['dimension']}, across which the Hessian is positive definite"
    )


def not_critical(case: Case) -> str:
    """Return the claim about no critical point nearby."""
    return (
        f"no critical point has all parameters within {case.raw['radius']} of the given ones: "
        f"the derivative at (layer, neuron, source) {tuple(case.raw['place'])} is not 0 there"
    )


def saddle(case: Case) -> str:
    """Return the claim about a saddle."""
    return f"{case.point()} is a saddle: the Hessian is negative along the given direction"


def end(case: Case) -> str:
    """Return the claim about a point whose twin sends nothing."""
    layer, twin = case.raw["twin"]
    return (
        f"{case.point()} is no local minimum: neuron {twin} of layer {layer} copies neuron "
        f"{case.raw['partner']} and sends nothing; saddles of the same loss are arbitrarily near"
    )


def neuron(case: Case) -> str:
    """Return the claim about B and D of a neuron."""
    layer, neuron = case.raw["neuron"]
    return (
        f"{case.point()} is critical; for neuron {neuron} of layer {layer} B is "
        f"{case.raw['B']} and D is {case.raw['D']}"
    )


def lower(case: Case) -> str:
    """Return the claim about a smaller loss of the same architecture."""
    better = case.witness["better"]
    if better == "teacher":
        return "a network of the same architecture computes the teacher, with loss 0"
    return f"a network of the same architecture that contains a {better.words()} has smaller loss"


def suboptimal(case: Case) -> str:
    """Return the claim about a suboptimal critical point."""
    return f"{case.point()} is critical and suboptimal: {lower(case)}"


def non_attracting(case: Case) -> str:
    """Return the claim about a non-attracting region."""
    return (
        f"{degenerate(case)}; a segment in this set, of constant loss, leads to a saddle with "
        "negative curvature along the given direction: the region is non-attracting"
    )


def structural(case: Case) -> str:
    """Return the claim about a chain split to any widths."""
    network = case.network
    widths = (network.widths[0], *case.witness["widths"], 1)
    label, count = "-".join(map(str, widths)), parameters(widths, network.bias)
    return (
        f"{case.point()} is an isolated local minimum with every B positive definite; split at "
        f"neuron 1 of every layer to {label} ({count} parameters), with any lambda in (0, 1), it "
        f"is a suboptimal local minimum on an affine set of critical points of dimension "
        f"{chain_dimension(widths)}: {lower(case)}"
    )


def chain_dimension(widths: tuple[int, ...]) -> int:
    """Return the dimension of the critical set of a chain split to these widths."""
    return sum(m * (n - 1) for n, m in pairwise(widths[1:]))


def refutation(case: Case) -> str:
    """Return the claim about a statement that is false as printed."""
    layer, neuron = case.raw["neuron"]
    lambdas, scales = (", ".join(case.raw[name]) for name in ("lambdas", "scales"))
    return (
        f"{case.witness['statement']} (page 11) is false as printed. Its hypotheses hold: "
        f"{case.point()} is an isolated local minimum (with a singular Hessian), and for neuron "
        f"{neuron} of layer {layer} B, with and without its bias coordinate, is positive definite "
        f"and D = 0. Its conclusion fails: for no lambda in (0, 1) is gamma_lambda of this point a "
        f"local minimum of the network with one neuron more in layer {layer}; for lambda = "
        f"{lambdas} the loss is lower at explicit points nearby, at the scales {scales}"
    )


def escape_path(case: Case) -> str:
    """Return the claim about a path to a global minimum."""
    return (
        f"the given parameters lie within {case.raw['epsilon']} of the start; from them leads a "
        f"continuous path, on which layers up to {case.witness['layer']} rest and the loss is "
        "(1 - t)^2 times what it is at t = 0, to parameters with loss 0, a global minimum"
    )
