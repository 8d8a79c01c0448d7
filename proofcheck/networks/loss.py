"""Residual, squared loss and its sensitivities to neuron values."""

from __future__ import annotations

from typing import Any

from proofcheck.arithmetic import Array
from proofcheck.core.errors import InputError
from proofcheck.networks.forward import ForwardPass, in_working_precision


@in_working_precision
def residual(values: ForwardPass, labels: Any) -> Array:
    """Return the residual r_alpha = f(x_alpha) - y_alpha, shape (N,).

    Raises:
        InputError: labels of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[1, 2]], [[5, "1/3"]]])
    >>> residual(forward_pass(net, [[1]], Rationals()), [6])  # f = 5 + 9/3
    array([2], dtype=object)
    """
    return values.outputs - per_sample(values, labels, "labels")


@in_working_precision
def loss(values: ForwardPass, labels: Any) -> Any:
    """Return the squared loss L = sum_alpha (f(x_alpha) - y_alpha)^2 (p. 5, without 1/2).

    Exactness: that of the arithmetic.

    Raises:
        InputError: labels of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[1, 2]], [[5, "1/3"]]])
    >>> loss(forward_pass(net, [[1]], Rationals()), [6])
    4
    """
    return squared_norm(values, residual(values, labels))


@in_working_precision
def squared_norm(values: ForwardPass, residuals: Any) -> Any:
    """Return the squared loss sum_alpha r_alpha^2 of a given residual (N,).

    Raises:
        InputError: a residual of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 1)), [[[0, 1]], [[0, 1]]])
    >>> squared_norm(forward_pass(net, [[1], [2]], Rationals()), ["1/2", 3])
    37/4
    """
    r = per_sample(values, residuals, "residual")
    return (r * r).sum()


@in_working_precision
def labels_of(values: ForwardPass, residuals: Any) -> Array:
    """Return the labels y = f - r, shape (N,), that make the given residual the true one.

    Raises:
        InputError: a residual of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 1)), [[[0, 1]], [[0, 1]]])
    >>> labels_of(forward_pass(net, [[1], [2]], Rationals()), ["1/2", 3])
    array([1/2, -1], dtype=object)
    """
    return values.outputs - per_sample(values, residuals, "residual")


@in_working_precision
def output_sensitivities(values: ForwardPass) -> tuple[Array | None, ...]:
    """Return df(x_alpha)/dn(l, k; x_alpha), entry l of shape (n_l, N), entry 0 None.

    Exactness: that of the arithmetic.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[1, 2]], [[5, "1/3"]]])
    >>> output_sensitivities(forward_pass(net, [[1]], Rationals()))  # v sigma'(3), and 1
    (None, array([[2]], dtype=object), array([[1]], dtype=object))
    """
    depth = values.architecture.depth
    found: list[Array | None] = [None] * depth
    sensitivity = values.arithmetic.ones((1, values.samples))
    found.append(sensitivity)
    for layer in range(depth - 1, 0, -1):
        back = values.arithmetic.matmul(values.slopes(layer + 1).T, sensitivity)
        sensitivity = values.sigma_first(layer) * back
        found[layer] = sensitivity
    return tuple(found)


@in_working_precision
def loss_sensitivities(values: ForwardPass, residuals: Any) -> tuple[Array | None, ...]:
    """Return dl_alpha/dn(l, k; x_alpha) of eqs. (1), (2), p. 11-12, entry l of shape (n_l, N).

    Equal to 2 r_alpha times the output sensitivities; entry 0 is None. Exactness: that of the
    arithmetic.

    Raises:
        InputError: a residual of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[1, 2]], [[5, "1/3"]]])
    >>> loss_sensitivities(forward_pass(net, [[1]], Rationals()), [3])  # 2 r = 6 times those of f
    (None, array([[12]], dtype=object), array([[6]], dtype=object))
    """
    doubled = 2 * per_sample(values, residuals, "residual")
    return tuple(s if s is None else s * doubled for s in output_sensitivities(values))


def per_sample(values: ForwardPass, numbers: Any, what: str) -> Array:
    """Return one scalar of the arithmetic per sample, shape (N,).

    Raises:
        InputError: another shape, or a value that is not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 1)), [[[0, 1]], [[0, 1]]])
    >>> per_sample(forward_pass(net, [[1], [2]], Rationals()), ["1/2", 3], "labels")
    array([1/2, 3], dtype=object)
    """
    found = values.arithmetic.array(numbers)
    if found.shape == (values.samples,):
        return found
    raise InputError(
        what,
        given=f"an array of shape {found.shape}",
        admissible=f"shape ({values.samples},), one number per sample",
        repair="give as many numbers as there are inputs",
    )
