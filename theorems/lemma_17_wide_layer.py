"""Lemma 17 (p. 19, proof p. 27): the layer after a wide one realises every path of its neurons.

With a = a^{l*} of shape (n, N) and N of its rows invertible, w_Gamma(t) = w + [n~(t) A^-1, 0] does
it, and the bias stays. If the bias moves too, N independent rows of [1; a] are enough: n >= N - 1
neurons can do. Fewer never can, because the kernel of [1; a] stays unreached.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.matrices.expressions import (
    BlockMatrix,
    Identity,
    MatrixExpr,
    MatrixSymbol,
    ZeroMatrix,
)

from proofcheck.arithmetic.exact_linear import exact_rank
from proofcheck.core import (
    Assumptions,
    Budget,
    Computation,
    Derivation,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Quantifier,
    Sampling,
    Statement,
    Step,
    Textbook,
    holds,
    instances,
    refuted,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import decide_all, identities
from theorems._path_checks import bias_at_rest, next_layer
from theorems._path_instances import PATHS, SEEN

m, N, k, n = sympy.symbols("m N k n", integer=True, positive=True)
A, rest = MatrixSymbol("A", N, N), MatrixSymbol("a", k, N)
w1, w2 = MatrixSymbol("w1", m, N), MatrixSymbol("w2", m, k)
bias, ones = MatrixSymbol("w0", m, 1), MatrixSymbol("o", 1, N)
change_of_n = MatrixSymbol("ñ", m, N)
P, a_any, w_any = MatrixSymbol("P", n, n), MatrixSymbol("a", n, N), MatrixSymbol("w", m, n)
z, c = MatrixSymbol("z", N, 1), MatrixSymbol("c", m, 1)

w, a = BlockMatrix([[w1, w2]]), BlockMatrix([[A], [rest]])
"""Weights and activations with the N independent rows in front; k = n - N others."""


def permuted(claim: Formulas) -> Formulas:
    """Exchange neurons of layer l*: rows of a by P, columns of w by the claimed matrix."""
    return {"w a": (w_any * claim["columns"]) * (P * a_any) - w_any * a_any}


def inverse_of_the_submatrix(claim: Formulas, assume: Assumptions) -> Outcome:
    """Multiply omega = n~ A^-1 by A; without an invertible A there is no omega."""
    omega = claim["omega"] if assume("spanning") else ZeroMatrix(m, N)
    return decide_all({"omega A": omega * A - change_of_n})


def at_the_start(claim: Formulas) -> Formulas:
    """Put n~ = 0 into w_Gamma."""
    return {"w(0)": _path(claim).subs(change_of_n, ZeroMatrix(m, N)) - w}


def realised(claim: Formulas) -> Formulas:
    """Multiply w_Gamma by a, add the bias, and compare with n_Gamma = n + n~."""
    reached = _path(claim) * a + bias * ones
    return {"n(t)": reached - (w * a + bias * ones + change_of_n)}


def _path(claim: Formulas) -> MatrixExpr:
    return w + BlockMatrix([[claim["omega"], claim["other columns"]]])


order = MatrixSymbol("P", N + k, N + k)
"""The order that puts N of the n_{l*} + 1 = N + k rows of [1; a] in front."""


def realised_with_biases(claim: Formulas, assume: Assumptions) -> Outcome:
    """Move [w0 w] by [omega 0] P, and apply it to the rows [1; a] = P^-1 [A; others].

    That [w0 w][1; a] is w a + w0 1' is the first residue. A is a submatrix of [1; a]; without an
    invertible one there is no omega.
    """
    omega = claim["omega"] if assume("spanning-with-1") else ZeroMatrix(m, N)
    whole = BlockMatrix([[bias, w_any]]) * BlockMatrix([[claim["constant"]], [a_any]])
    in_front = (claim["order"] * order.inv()).doit() * a
    moved = BlockMatrix([[omega, claim["other columns"]]]) * in_front
    return decide_all(
        {
            "[w0 w][1; a]": whole - (w_any * a_any + bias * ones),
            "omega A": omega * A - change_of_n,
            "omega(0)": omega.subs(change_of_n, ZeroMatrix(m, N)),
            "n(t)": moved - change_of_n,
        }
    )


def kernel_is_unreached(claim: Formulas) -> Formulas:
    """Apply w a + b 1' to z: only az and 1'z count."""
    value = (w_any * a_any + bias * ones) * z
    return {"on z": value - (claim["weights"] * (a_any * z) + claim["bias"] * (ones * z))}


def path_leaves(claim: Formulas) -> Formulas:
    """Take n_Gamma(1) = n + c z' and compare its change on z with the claim."""
    start = MatrixSymbol("n", m, N)
    return {"change on z": (start + c * z.T) * z - start * z - claim["change"]}


PATH: Formulas = {"omega": change_of_n * A.inv(), "other columns": ZeroMatrix(m, k)}
MOVED: Formulas = {"reached": lambda n, change_of_n: n + change_of_n}
WITH_BIASES: Formulas = {**PATH, **MOVED, "order": order, "constant": ones}
HALF_WAY = PATH["omega"] / 2

TWO_THIRDS = {"a": [["1/2", "2/3"]], "ones": [["1", "1"]], "n": [["1", "-1"]]}
"""One sigmoid neuron, N = 2: weight ln 2, bias 0, inputs 0 and 1; the path n_Gamma(1) = (1, -1)."""
EQUAL_ROWS = {"a": [["1/2", "1/2"], ["1/3", "1/3"]], "ones": [["1", "1"]], "n": [["1", "-1"]]}
"""Two neurons with activation vectors that span one dimension of R^2, and the same path."""


def reachable(_budget: Budget, claim: Formulas) -> Outcome:
    """Return whether n_Gamma(1) lies in the row space that weights (and biases) reach: by ranks."""
    rows = claim["rows"](claim["data"])
    before, after = exact_rank(rows), exact_rank([*rows, *claim["data"]["n"]])
    again = sympy.Matrix(rows).rank() < sympy.Matrix([*rows, *claim["data"]["n"]]).rank()
    if before == after:
        return holds(f"rank {before} with and without n_Gamma(1)")
    return refuted(
        f"n_Gamma(1) = {claim['data']['n'][0]} is not reached: rank {after} with it, {before} not",
        confirmed_by="SymPy's rank" if again else "",
        witness={"rows": rows, "n": claim["data"]["n"]},
    )


def without_bias(data: Any) -> list[list[str]]:
    """Return the rows that the weights reach when the bias stays."""
    return list(data["a"])


def with_bias(data: Any) -> list[list[str]]:
    """Return the rows of [1; a], which weights and bias reach."""
    return [*data["ones"], *data["a"]]


ALL = scope()
SMALL = instances("sigmoid, activations (1/2, 2/3)")
DUPLICATES = instances("two neurons, activations (1/2, 1/2) and (1/3, 1/3)")


def unreached(formula: Formulas, where: Any) -> Computation:
    """Return the check of a dropped hypothesis on its own stated data."""

    def run(budget: Budget, _claim: Any) -> Outcome:
        return reachable(budget, formula)

    run.__name__ = "unreached"
    return Computation(run, where, Kind.EXACT)


STATEMENT = Statement(
    id="lemma-17",
    title="The layer after a wide one realises every path of pre-activations",
    page=19,
    claim=(
        "if the activation vectors of layer l* span R^N, every continuous path of n^{l*+1} from "
        "its present value is w_Gamma(t) a^{l*} + w_0 for a continuous path of weights from w"
    ),
    repaired=(
        "the same; and if the activation vectors of l* span R^N only together with the constant "
        "vector 1 (N - 1 neurons can do that), it is w_Gamma(t) a^{l*} + w_{Gamma,0}(t) for "
        "continuous paths of weights and of biases"
    ),
    hypotheses=(
        Hypothesis("spanning", "the activation vectors of layer l* span R^N", 19),
        Hypothesis(
            "spanning-with-1",
            "(weaker) they span R^N together with the constant vector 1",
            19,
            form=Form.REPAIRED,
        ),
    ),
    rests_on=(Textbook.RANK, Textbook.COMPOSITION),
    display=(
        "w_Gamma(t) = w + [n~(t) A^-1, 0],  n~(t) = n_Gamma(t) - n_Gamma(0)\n"
        "w_Gamma(t) a + w_0 = n_Gamma(t),  w_Gamma(0) = w"
    ),
    latex=(
        r"w_\Gamma(t)=w+\bigl[\tilde n(t)\,\bar A^{-1},\,0\bigr],\qquad \tilde n(t)="
        r"n_\Gamma(t)-n_\Gamma(0)",
        r"w_\Gamma(t)\,a^{l^*}+w_0=n_\Gamma(t),\qquad w_\Gamma(0)=w",
    ),
    latex_repaired=(
        r"\mathrm{span}\{\mathbf{1},a^{l^*}_1,a^{l^*}_2,\dots\}=\mathbb{R}^N:\qquad "
        r"[w_{\Gamma,0}(t),w_\Gamma(t)]=[w_0,w]+\bigl[\tilde n(t)\,\bar A^{-1},0\bigr]P",
    ),
    steps=(
        Step(
            id="submatrix",
            claim="the N independent rows may be put in front: (w P^-1)(P a) = w a",
            page=27,
            formula={"columns": P.inv()},
            checks=(identities(permuted, ALL),),
            mutants=(
                Mutant("columns-same", "columns by P", change("columns", lambda _: P)),
                Mutant("columns-turned", "columns by P'", change("columns", lambda _: P.T)),
            ),
        ),
        Step(
            id="omega",
            claim="omega = n~ A^-1 has omega A = n~ (continuous in t, as n~ is)",
            page=27,
            requires=("spanning",),
            formula={"omega": change_of_n * A.inv()},
            checks=(Derivation(inverse_of_the_submatrix, ALL),),
            mutants=(
                Mutant("omega-A", "n~ A", change("omega", lambda _: change_of_n * A)),
                Mutant("omega-sign", "-n~ A^-1", change("omega", lambda old: -old)),
                Mutant(
                    "not-spanning",
                    "the activation vectors need not span R^N",
                    drops="spanning",
                    checks=(unreached({"data": EQUAL_ROWS, "rows": without_bias}, DUPLICATES),),
                ),
            ),
        ),
        Step(
            id="start",
            claim="w_Gamma(0) = w",
            page=27,
            formula=PATH,
            choices={
                "omega.opposite": "omega is 0 at t = 0",
                "omega.double": "omega is 0 at t = 0",
            },
            checks=(identities(at_the_start, ALL),),
            mutants=(
                Mutant(
                    "start-elsewhere",
                    "omega = (n + n~) A^-1",
                    change("omega", lambda old: old + w1 * A * A.inv()),
                ),
            ),
        ),
        Step(
            id="realised",
            claim="with zero columns at the other rows, w_Gamma(t) a + w_0 = n_Gamma(t)",
            page=27,
            requires=("spanning",),
            formula={**PATH, **MOVED},
            checks=(identities(realised, ALL), Sampling(PATHS, bias_at_rest, SEEN)),
            mutants=(
                Mutant(
                    "other-columns", "other columns as in w", change("other columns", lambda _: w2)
                ),
                Mutant(
                    "inverse-forgotten", "n~ for n~ A^-1", change("omega", lambda _: change_of_n)
                ),
                Mutant(
                    "half-way",
                    "half",
                    lambda claim: {
                        **claim,
                        "omega": HALF_WAY,
                        "reached": lambda n, change_of_n: n + change_of_n / 2,
                    },
                ),
            ),
        ),
        Step(
            id="biases-too",
            claim=(
                "(not in the paper) with N independent rows of [1; a] for A, in the order P, "
                "[w0 w]_Gamma = [w0 w] + [n~ A^-1, 0] P starts at [w0 w] and has "
                "[w0 w]_Gamma [1; a] = n_Gamma(t), where [w0 w][1; a] = w a + w_0"
            ),
            page=27,
            form=Form.REPAIRED,
            requires=("spanning-with-1",),
            formula=WITH_BIASES,
            checks=(Derivation(realised_with_biases, ALL), Sampling(PATHS, next_layer, SEEN)),
            mutants=(
                Mutant("order-forgotten", "without P", change("order", lambda _: Identity(N + k))),
                Mutant("order-turned", "P' for P", change("order", lambda old: old.T)),
                Mutant("constant-twice", "2 for 1", change("constant", lambda old: 2 * old)),
                Mutant("biases-omega", "n~ A", change("omega", lambda _: change_of_n * A)),
                Mutant(
                    "biases-half-way",
                    "half",
                    lambda claim: {
                        **claim,
                        "omega": HALF_WAY,
                        "reached": lambda n, change_of_n: n + change_of_n / 2,
                    },
                ),
                Mutant(
                    "not-spanning-with-1",
                    "[1; a] need not have rank N",
                    drops="spanning-with-1",
                    checks=(unreached({"data": EQUAL_ROWS, "rows": with_bias}, DUPLICATES),),
                ),
            ),
        ),
        Step(
            id="bias-moves",
            claim=(
                "(not in the paper) so N - 1 neurons can do: one sigmoid neuron with activations "
                "(1/2, 2/3) and its bias reach (1, -1)"
            ),
            page=27,
            form=Form.REPAIRED,
            quantifier=Quantifier.EXISTENTIAL,
            formula={"data": TWO_THIRDS, "rows": with_bias},
            checks=(Computation(reachable, SMALL, Kind.EXACT),),
            mutants=(
                Mutant("bias-fixed", "the bias stays", change("rows", lambda _: without_bias)),
                Mutant("equal-columns", "equal columns", change("data", lambda _: EQUAL_ROWS)),
            ),
        ),
        Step(
            id="kernel",
            claim=(
                "(not in the paper) whatever w and b, (w a + b 1')z = w(az) + b(1'z): on a z with "
                "az = 0 and 1'z = 0 nothing moves. Such a z exists for n < N - 1"
            ),
            page=27,
            formula={"weights": w_any, "bias": bias},
            checks=(identities(kernel_is_unreached, ALL),),
            mutants=(
                Mutant("without-bias", "b = 0", change("bias", lambda _: ZeroMatrix(m, 1))),
                Mutant("weights-twice", "2 w", change("weights", lambda old: 2 * old)),
            ),
        ),
        Step(
            id="necessary",
            claim=(
                "(not in the paper) so the path n + t c z', which changes by t c z'z on z, is "
                "realised by no w and b, for c and z other than 0 (z'z > 0)"
            ),
            page=27,
            formula={"change": c * (z.T * z)},
            checks=(identities(path_leaves, ALL),),
            mutants=(Mutant("change-c", "2 c z'z", change("change", lambda old: 2 * old)),),
        ),
    ),
)
