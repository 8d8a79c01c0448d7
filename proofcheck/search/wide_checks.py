"""Checks for theorem modules: split chains of named instances, certified.

`Chain` names an instance and how to get it at a number of digits; every check takes one, then the
budget and the claim, so that `certified(check, chain)` is the evidence of a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from proofcheck.core import Budget, Computation, Kind, Outcome, Scope, instances
from proofcheck.search import chain_minima, paper_experiment
from proofcheck.search.equal_layer_matrices import compare_B_above
from proofcheck.search.repeated_splits import Small, Splits, Wide
from proofcheck.search.wide_certificates import (
    hessian_formula,
    kernel_dimension,
    saddle,
    small_minimum,
    wide_minimum,
)
from proofcheck.search.zero_loss import attains_zero, spans_samples
from proofcheck.symbolic.claims import Formulas


@dataclass(frozen=True)
class Chain:
    """A named small instance: `get(digits)` returns it."""

    name: str
    get: Callable[[int], Any]

    @property
    def scope(self) -> Scope:
        """Exactly this instance."""
        return instances(self.name)


SHALLOW = Chain(chain_minima.SHALLOW, chain_minima.shallow)
SHALLOW_WITH_BIASES = Chain(chain_minima.SHALLOW_WITH_BIASES, chain_minima.shallow_with_biases)
TWO_NEURONS = Chain(chain_minima.TWO_NEURONS, chain_minima.two_neurons)
EXPERIMENT = Chain(paper_experiment.NAME, paper_experiment.experiment)
DEEP = Chain(chain_minima.DEEP_WITH_BIASES, chain_minima.deep_with_biases)
DEEPER = Chain(chain_minima.DEEPER_WITH_BIASES, chain_minima.deeper_with_biases)

Check = Callable[[Chain, Budget, Any], Outcome]


def certified(check: Check, chain: Chain, kind: Kind = Kind.CERTIFIED) -> Computation:
    """Return the check on one instance, as evidence whose scope is that instance."""
    return Computation(partial(check, chain), chain.scope, kind)


@lru_cache(maxsize=32)
def wide(small: Small, lam: Fraction, added: tuple[int, ...], last: Fraction | None = None) -> Wide:
    """Return the chain with neurons added to every hidden layer, the first layer first.

    The last neuron of the last hidden layer is added with `last`, if that is given.
    """
    parts = [Splits(layer, lam, times) for layer, times in enumerate(added, 1)]
    if last is not None:
        parts[-1] = Splits(len(added), lam, added[-1] - 1, last)
    return Wide(small, tuple(parts))


def certify_small(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Decide that the chain is at a nondegenerate minimum with all B positive definite."""
    return small_minimum(chain.get(budget.digits), claim)


def certify_wide(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Decide that the wide network is extremely wide and at a local minimum."""
    return wide_minimum(_wide(chain, budget, claim), claim)


def certify_saddle(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Decide that the last lambda outside [0, 1] gives a saddle with decreasing loss."""
    point = wide(chain.get(budget.digits), claim["lambda"], claim["added"], claim["last"])
    return saddle(point, len(claim["added"]), claim["last"])


def certify_kernel(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Decide whether the kernel of the wide Hessian has the claimed dimension."""
    return kernel_dimension(_wide(chain, budget, claim), claim["dimension"])


def certify_formula(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Compare the wide Hessian with h(P w) + sum c B(E w), entry by entry."""
    return hessian_formula(_wide(chain, budget, claim), claim)


def certify_B_above(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Compare B(2), once layer 1 is wide, with the claimed form of the chain's."""
    return compare_B_above(_wide(chain, budget, claim), claim["form"])


def embedded_teacher(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Decide: the wide network computes the labels, with the teacher's neurons and idle ones."""
    widths = tuple(added + 1 for added in claim["added"])
    return attains_zero(chain.get(budget.digits), widths, claim["idle weight"])


def rank_of_activations(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Decide: at exact weights the activation matrix of layer 1, with its ones, has rank N."""
    point = chain.get(budget.digits).first
    architecture = point.architecture.widened(1, claim["added"][0])
    return spans_samples(architecture, point.activation, point.inputs, budget.seed, budget.digits)


def _wide(chain: Chain, budget: Budget, claim: Formulas) -> Wide:
    return wide(chain.get(budget.digits), claim["lambda"], claim["added"])
