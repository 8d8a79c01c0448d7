"""Derivations that hold for every width: jets of a generic neuron, forms, and zero residues."""

from proofcheck.symbolic.jets import Jet, chain_rule, constant, variable
from proofcheck.symbolic.residue import decide_zero, decide_zeros

__all__ = ["Jet", "chain_rule", "constant", "decide_zero", "decide_zeros", "variable"]
