"""Networks of the paper: values, loss, derivatives, splitting and planted labels."""

from proofcheck.networks.activation import SIGMOID, TANH, Activation, polynomial
from proofcheck.networks.architecture import Architecture
from proofcheck.networks.class_a import check_class_a
from proofcheck.networks.derivatives import gradient, hessian, jacobian
from proofcheck.networks.files import (
    Data,
    read_data,
    read_network,
    write_data,
    write_network,
)
from proofcheck.networks.forward import ForwardPass, forward, forward_pass
from proofcheck.networks.loss import (
    labels_of,
    loss,
    loss_sensitivities,
    output_sensitivities,
    residual,
    squared_norm,
)
from proofcheck.networks.network import Network, flatten, unflatten
from proofcheck.networks.neuron_matrices import B_matrix, D_matrix
from proofcheck.networks.pivots import pivot_samples
from proofcheck.networks.planting import (
    B_functionals,
    D_functionals,
    gradient_functionals,
    plant,
    scale,
)
from proofcheck.networks.split_basis import SplitBasis, split_basis
from proofcheck.networks.splitting import (
    split,
    split_arrays,
    split_many,
    split_weights,
    twin_index,
)

__all__ = [
    "SIGMOID",
    "TANH",
    "Activation",
    "Architecture",
    "B_functionals",
    "B_matrix",
    "D_functionals",
    "D_matrix",
    "Data",
    "ForwardPass",
    "Network",
    "SplitBasis",
    "check_class_a",
    "flatten",
    "forward",
    "forward_pass",
    "gradient",
    "gradient_functionals",
    "hessian",
    "jacobian",
    "labels_of",
    "loss",
    "loss_sensitivities",
    "output_sensitivities",
    "pivot_samples",
    "plant",
    "polynomial",
    "read_data",
    "read_network",
    "residual",
    "scale",
    "split",
    "split_arrays",
    "split_basis",
    "split_many",
    "split_weights",
    "squared_norm",
    "twin_index",
    "unflatten",
    "write_data",
    "write_network",
]
