"""Theorem 5 as a construction: a start with certified ranks and a path to a global minimum."""

from proofcheck.paths.escape_path import END_RADIUS, Base, EscapePath, PathPoint
from proofcheck.paths.lifting import (
    Lift,
    largest,
    lemma_17_weights,
    lemma_18_preactivations,
    lemma_19_lift,
)
from proofcheck.paths.perturbation import (
    MOST_BITS,
    Start,
    WideRank,
    activation_vectors,
    perturbed_start,
    wide_rank,
)
from proofcheck.paths.pieces import Piece, pieces
from proofcheck.paths.ranks import (
    independent_columns,
    independent_rows,
    inverse_defect,
    is_regular,
)
from proofcheck.paths.width_conditions import (
    check_inputs,
    needed_width,
    reference_point,
    wide_layer,
    wide_layers,
)

__all__ = [
    "END_RADIUS",
    "MOST_BITS",
    "Base",
    "EscapePath",
    "Lift",
    "PathPoint",
    "Piece",
    "Start",
    "WideRank",
    "activation_vectors",
    "check_inputs",
    "independent_columns",
    "independent_rows",
    "inverse_defect",
    "is_regular",
    "largest",
    "lemma_17_weights",
    "lemma_18_preactivations",
    "lemma_19_lift",
    "needed_width",
    "perturbed_start",
    "pieces",
    "reference_point",
    "wide_layer",
    "wide_layers",
    "wide_rank",
]
