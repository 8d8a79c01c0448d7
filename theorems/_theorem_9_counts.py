"""The counts around Theorem 9: shapes of B and D (p. 30), conditions of section 5.5 (p. 17)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic import Balls, Multiprecision
from proofcheck.arithmetic.linear import rank_lower_bound
from proofcheck.core import (
    Budget,
    Cause,
    Computation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Quantifier,
    Step,
    holds,
    instances,
    refuted,
    scope,
    undecided,
)
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    D_functionals,
    ForwardPass,
    Network,
    forward_pass,
    gradient_functionals,
)
from proofcheck.search.choices import SeededChoices
from proofcheck.search.minima import first_instance
from proofcheck.search.planted import NOT_CRITICAL, draw_inputs, draw_network_of
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities

PRINTED_SHAPES: Formulas = {"B": lambda n, _: (n, n), "D": lambda n, s: (n, s)}
SHAPES: Formulas = {"B": lambda n, _: (n + 1, n + 1), "D": lambda n, s: (n + 1, s)}
"""Shapes of B and D from n = n_{l-1} and s = n_{l+1}, in a network with biases."""


def stated_shapes(budget: Budget, claim: Formulas) -> Outcome:
    """Compare the shapes of B and D of one stated network with biases with the claim."""
    drawn = first_instance(NOT_CRITICAL, budget.digits)
    widths, layer = drawn.network.architecture.widths, drawn.layer
    name_of_network = f"{drawn.network.architecture.label()}, layer {layer}"
    for name, matrix in (("B", drawn.first.B), ("D", drawn.first.D)):
        wanted = claim[name](widths[layer - 1], widths[layer + 1])
        counted = len(matrix), len(matrix[0])
        if counted != wanted:
            return refuted(
                f"{name_of_network}: {name} is {counted}, claimed {wanted}",
                confirmed_by="shape of the array" if matrix.shape == counted else "",
                witness=drawn.to_json(),
            )
    return holds(f"{name_of_network}: B and D have these shapes")


STATED, LAYER, NEURON = Architecture((2, 1, 2, 1)), 1, 1
BEFORE, AFTER = STATED.widths[LAYER - 1], STATED.widths[LAYER + 1]


def drawn() -> tuple[Network, tuple[tuple[Fraction, ...], ...]]:
    """Return the one network of this count, 2-1-2-1 with biases, and its inputs."""
    choices = SeededChoices(0, "count of conditions", 0)
    network: Network = draw_network_of(choices, STATED, SIGMOID)
    return network, draw_inputs(choices, STATED.parameter_count + 8, STATED.widths[0])


def conditions(arithmetic: Any) -> tuple[ForwardPass, Any]:
    """Return all conditions "gradient = 0" and "D = 0" on the residual of the drawn network."""
    network, inputs = drawn()
    values = forward_pass(network, inputs, arithmetic)
    D_is_zero = D_functionals(values, LAYER, NEURON)
    return values, np.concatenate([gradient_functionals(values), D_is_zero])


def rank_of_conditions(budget: Budget, claim: Formulas) -> Outcome:
    """Compare the rank that D = 0 adds to a critical point with the claimed count.

    At least: certified by a regular submatrix. At most: n_{l-1} + 1 rows depend on the others by
    sum_s v_s D^s = dl/du_r, which is derived.
    """
    bits = 8 * budget.digits
    values, rows = conditions(Balls(bits))
    gradient_rows = values.architecture.parameter_count
    added = rank_lower_bound(rows, bits) - gradient_rows
    most = len(rows) - gradient_rows - (BEFORE + 1)
    claimed = claim["count"](BEFORE, AFTER)
    if added != most:
        return undecided(Cause.PRECISION, f"the rank is between {added} and {most}")
    if added == claimed:
        return holds(f"D = 0 adds {added} independent conditions")
    again = _approximate_rank(budget) - gradient_rows
    return refuted(
        f"D = 0 adds {added} independent conditions, not {claimed}",
        confirmed_by="singular values in multiprecision" if again == added else "",
        witness=_witness(),
    )


def _witness() -> dict[str, Any]:
    network, inputs = drawn()
    return {
        "architecture": STATED.label(),
        "parameters": [str(x) for x in network.parameters],
        "inputs": [[str(x) for x in row] for row in inputs],
        "layer": LAYER,
        "neuron": NEURON,
    }


def _approximate_rank(budget: Budget) -> int:
    arithmetic = Multiprecision(2 * budget.digits)
    _, rows = conditions(arithmetic)
    with arithmetic.active():
        values = arithmetic.context.svd_r(
            arithmetic.context.matrix(rows.tolist()), compute_uv=False
        )
        smallest = arithmetic.context.mpf(10) ** (-budget.digits)
        return sum(1 for value in values if value > smallest)


v1, v2, v3, D1, D2, D3, G = sympy.symbols("v1 v2 v3 D1 D2 D3 G")


def one_column_from_the_others(claim: Formulas) -> Formulas:
    """Solve v1 D1 + v2 D2 + v3 D3 = dl/du_r for D1, for one incoming index."""
    rule = v1 * D1 + v2 * D2 + v3 * D3 - G
    return {"sum rule": rule.subs(D1, claim["D1"])}


TWO_ONE_TWO_ONE = instances("2-1-2-1 with biases, split in layer 1")
ONE_WIDTH = instances("first network of its family, with biases")

STEPS = (
    Step(
        id="printed-shapes",
        claim="B is n_{l-1} x n_{l-1} (n_{l-1} eigenvalues, p. 17), and D is n_{l-1} x n_{l+1}",
        page=30,
        form=Form.LITERAL,
        scope=ONE_WIDTH,
        formula=PRINTED_SHAPES,
        requires=(),
        checks=(Computation(stated_shapes, ONE_WIDTH, Kind.EXACT),),
    ),
    Step(
        id="shapes",
        claim="in that network B is (n_{l-1}+1) x (n_{l-1}+1), and D is (n_{l-1}+1) x n_{l+1}",
        page=30,
        form=Form.REPAIRED,
        scope=ONE_WIDTH,
        formula=SHAPES,
        requires=(),
        checks=(Computation(stated_shapes, ONE_WIDTH, Kind.EXACT),),
        mutants=(
            Mutant("B-printed", "n_{l-1}", change("B", lambda _: PRINTED_SHAPES["B"])),
            Mutant("D-printed", "n_{l-1} rows", change("D", lambda _: PRINTED_SHAPES["D"])),
            Mutant("D-transposed", "D'", change("D", lambda _: lambda n, s: (s, n + 1))),
        ),
    ),
    Step(
        id="printed-count",
        claim="D = 0 adds n_{l-1} n_{l+1} conditions",
        page=17,
        form=Form.LITERAL,
        scope=TWO_ONE_TWO_ONE,
        formula={"count": lambda n, s: n * s},
        requires=(),
        checks=(Computation(rank_of_conditions, TWO_ONE_TWO_ONE, Kind.CERTIFIED),),
    ),
    Step(
        id="at-most",
        claim=(
            "at a critical point with v_r not 0, one column of D follows from the others: at most "
            "(n_{l-1}+1)(n_{l+1}-1) conditions with biases, n_{l-1}(n_{l+1}-1) without"
        ),
        page=17,
        form=Form.REPAIRED,
        requires=(),
        formula={"D1": (G - v2 * D2 - v3 * D3) / v1},
        checks=(identities(one_column_from_the_others, scope()),),
        mutants=(
            Mutant("column-plus", "+ v2 D2", change("D1", lambda _: (G + v2 * D2 - v3 * D3) / v1)),
            Mutant("column-times", "v1 times", change("D1", lambda old: old * v1**2)),
        ),
    ),
    Step(
        id="count",
        claim="and that many are independent, of each other and of the gradient: 2-1-2-1 has 3",
        page=17,
        form=Form.REPAIRED,
        quantifier=Quantifier.EXISTENTIAL,
        scope=TWO_ONE_TWO_ONE,
        requires=(),
        formula={"count": lambda n, s: (n + 1) * (s - 1)},
        checks=(Computation(rank_of_conditions, TWO_ONE_TWO_ONE, Kind.CERTIFIED),),
        mutants=(
            Mutant("count-printed", "n s", change("count", lambda _: lambda n, s: n * s)),
            Mutant("count-all", "(n+1) s", change("count", lambda _: lambda n, s: (n + 1) * s)),
        ),
    ),
)

FINDINGS = (
    Finding(
        id="shapes-without-bias",
        kind=FindingKind.CONSTANT,
        page=30,
        place="table B.2, rows B and D",
        claim="Appendix B and p. 17 count n_{l-1} rows of B and D: the bias coordinate is missing",
        shown_by=("printed-shapes",),
        repair="n_{l-1} + 1 rows",
        repaired_by=("shapes",),
    ),
    Finding(
        id="count-of-conditions",
        kind=FindingKind.CONSTANT,
        page=17,
        place="section 5.5, second paragraph, eleventh line",
        claim="'D = 0, adding n_{l-1} n_{l+1} many conditions': at critical points another number",
        shown_by=("printed-count",),
        repair="(n_{l-1} + 1)(n_{l+1} - 1), because sum_s v_s D^s = dl/du_r = 0",
        repaired_by=("at-most", "count"),
    ),
)
