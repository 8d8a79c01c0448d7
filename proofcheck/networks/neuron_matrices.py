"""The matrices B^r (eq. (1), p. 11) and D^r (eq. (2), p. 12) of a hidden neuron."""

from __future__ import annotations

from typing import Any

from proofcheck.arithmetic import Array
from proofcheck.networks.forward import ForwardPass, in_working_precision
from proofcheck.networks.loss import loss_sensitivities


@in_working_precision
def B_matrix(values: ForwardPass, residuals: Any, layer: int, neuron: int) -> Array:
    """Return B^r of eq. (1), p. 11, shape (n_{l-1} + 1, n_{l-1} + 1), index 0 the bias.

    B_{i,j} = sum_alpha sum_k dl_alpha/dn(l+1,k) v_{k,r} sigma''(n(l,r)) act(l-1,i) act(l-1,j).
    Without biases the shape is (n_{l-1}, n_{l-1}). Exactness: that of the arithmetic.

    Raises:
        InputError: not a hidden neuron.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[0, 2]], [[0, 5]]])
    >>> B_matrix(forward_pass(net, [[3]], Rationals()), ["1/2"], 1, 1)  # 10 (1, x)' (1, x)
    array([[10, 30],
           [30, 90]], dtype=object)
    """
    values.architecture.check_hidden(layer, neuron)
    delta, act = above(values, residuals, layer), values.activations[layer - 1]
    v = values.slopes(layer + 1)[:, neuron - 1 : neuron]
    back = values.arithmetic.matmul(v.T, delta)
    weight = back[0] * values.sigma_second(layer)[neuron - 1]
    return values.arithmetic.matmul(act * weight, act.T)


@in_working_precision
def D_matrix(values: ForwardPass, residuals: Any, layer: int, neuron: int) -> Array:
    """Return D^r of eq. (2), p. 12, shape (n_{l-1} + 1, n_{l+1}), row 0 the bias.

    D_i^{r,s} = sum_alpha dl_alpha/dn(l+1,s) sigma'(n(l,r)) act(l-1,i). Without biases the shape is
    (n_{l-1}, n_{l+1}). Exactness: that of the arithmetic.

    Raises:
        InputError: not a hidden neuron.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[0, 2]], [[0, 5]]])
    >>> D_matrix(forward_pass(net, [[3]], Rationals()), ["1/2"], 1, 1)  # 12 (1, x)
    array([[12],
           [36]], dtype=object)
    """
    values.architecture.check_hidden(layer, neuron)
    act = values.activations[layer - 1]
    weighted = act * values.sigma_first(layer)[neuron - 1]
    return values.arithmetic.matmul(weighted, above(values, residuals, layer).T)


def above(values: ForwardPass, residuals: Any, layer: int) -> Array:
    """Return dl_alpha/dn(l+1, s), shape (n_{l+1}, N).

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 1)), [[[0, 1]], [[0, 1]]])
    >>> above(forward_pass(net, [[1], [2]], Rationals()), [5, 7], 1)
    array([[10, 14]], dtype=object)
    """
    return loss_sensitivities(values, residuals)[layer + 1]  # type: ignore[return-value]
