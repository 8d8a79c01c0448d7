"""Lemma 19 (p. 20, proof p. 27): full rank weights realise every path, activations in the image.

The printed identity telescopes for all sizes. The printed choice of lambda and delta by cases is
made explicit, and so is one that needs no cases: a convex combination of a and of a point around
the centre of the image, wherever that lies.
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

from proofcheck.arithmetic import Rationals
from proofcheck.arithmetic.exact_linear import exact_rank
from proofcheck.core import (
    Assumptions,
    Budget,
    Computation,
    Derivation,
    Finding,
    FindingKind,
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
from proofcheck.symbolic.positivity import inequalities
from theorems._lemma_19_choices import any_interval, u, v, zero_above, zero_below, zero_inside
from theorems._lifting_instances import LAYERS, LayerInstance, preactivations

m, N, k = sympy.symbols("K N k", integer=True, positive=True)
lam = sympy.Symbol("lambda", positive=True)
W, R = MatrixSymbol("W", m, m), MatrixSymbol("R", m, k)
a1, a2 = MatrixSymbol("a1", m, N), MatrixSymbol("a2", k, N)
bias, delta, ones = MatrixSymbol("w0", m, 1), MatrixSymbol("delta", m, 1), MatrixSymbol("o", 1, N)
change_of_n = MatrixSymbol("ñ", m, N)
n = sympy.Symbol("n", integer=True, positive=True)
P, w_any, a_any = MatrixSymbol("P", n, n), MatrixSymbol("w", m, n), MatrixSymbol("a", n, N)
w_path, a_path = MatrixSymbol("w_Gamma", m, n), MatrixSymbol("a_Gamma", n, N)
e1, e2 = MatrixSymbol("e1", m, 1), MatrixSymbol("e2", k, 1)
centre = sympy.Symbol("a0", real=True)

w, a = BlockMatrix([[W, R]]), BlockMatrix([[a1], [a2]])
"""w^{l+1} with its invertible submatrix W in front, and a^l; m = n_{l+1}, k = n_l - n_{l+1}."""
all_ones = BlockMatrix([[e1], [e2]])


def on_top(block: MatrixExpr) -> BlockMatrix:
    """Return the block above zeros, of n_l rows."""
    return BlockMatrix([[block], [ZeroMatrix(k, block.shape[1])]])


PRINTED: Formulas = {
    "weights": lam * w,
    "bias": bias - delta,
    "inverse": W.inv(),
    "activations": lambda inverse: (
        (a + on_top(inverse * change_of_n) + on_top(inverse * delta * ones)) / lam
    ),
}
UNIFORM: Formulas = {
    "weights": lam * w,
    "bias": bias - (lam - 1) * centre * w * all_ones,
    "inverse": W.inv(),
    "activations": lambda inverse: (
        ((lam - 1) * centre * all_ones * ones + a + on_top(inverse * change_of_n)) / lam
    ),
    "reached": lambda n, change_of_n: n + change_of_n,
}


def telescopes(claim: Formulas, assume: Assumptions) -> Outcome:
    """Multiply w_Gamma by a_Gamma, add the bias, compare with n(0) + n~; W^-1 needs full rank."""
    inverse = claim["inverse"] if assume("full-rank") else ZeroMatrix(m, m)
    reached = claim["weights"] * claim["activations"](inverse) + claim["bias"] * ones
    return decide_all({"n(t)": reached - (w * a + bias * ones + change_of_n)})


def at_the_start(claim: Formulas) -> Formulas:
    """Put n~ = 0, delta = 0 and lambda = 1 into the three formulas."""
    start = {change_of_n: ZeroMatrix(m, N), delta: ZeroMatrix(m, 1), lam: claim["lambda(0)"]}
    activations = claim["activations"](W.inv())
    return {
        "w(0)": claim["weights"].subs(start) - w,
        "w_0(0)": claim["bias"].subs(start) - bias,
        "a(0)": activations.subs(start) - a,
    }


def permuted(claim: Formulas) -> Formulas:
    """Exchange neurons of layer l: columns of w and rows of a; and back, on the path."""
    forth = (w_any * claim["columns"]) * (P * a_any)
    back = (w_path * P) * (claim["rows"] * a_path)
    return {"w a": forth - w_any * a_any, "on the path": back - w_path * a_path}


def right_inverse(claim: Formulas) -> Formulas:
    """Multiply w_Gamma = lambda w by the claimed right inverse."""
    return {"full rank": lam * w * on_top(claim["right inverse"]) - Identity(m)}


def inside_any_interval(claim: Formulas) -> Formulas:
    """Place the entries of the uniform choice between the ends of (c, d)."""
    nonnegative = sympy.symbols("at_c at_d", nonnegative=True)
    return any_interval(claim, (u, v) if claim["start"] == "open" else (nonnegative[0], v))


def realised(instance: LayerInstance, claim: Formulas) -> Outcome:
    """Multiply out the construction in rationals; compare with n(0) + n~ by another road."""
    lift = instance.lift
    found = preactivations(lift.weights, lift.activations)
    wanted = claim["reached"](
        preactivations(instance.weights, instance.activations), instance.change
    )
    if (found == wanted).all():
        return holds("n(t) is reached exactly")
    again = sympy.Matrix([[str(x) for x in row] for row in found - wanted])
    return refuted(
        f"n(t) is missed by {max(map(abs, (found - wanted).ravel()))}",
        confirmed_by="SymPy's rationals" if not again.is_zero_matrix else "",
        witness=instance.to_json(),
    )


def stays_inside(instance: LayerInstance, claim: Formulas) -> Outcome:
    """Compare the construction's activations, moved by the claimed amount, with the ends."""
    q = Rationals()
    low, high = map(q.number, instance.image)
    values = claim["seen"](instance.lift).ravel()
    if all(low < value < high for value in values):
        return holds("all activations lie in the open image")
    worst = max(values, key=lambda value: max(low - value, value - high))
    place = str(worst)
    outside = not (sympy.Rational(str(low)) < sympy.Rational(place) < sympy.Rational(str(high)))
    return refuted(
        f"activation {place} is not in ({low}, {high})",
        confirmed_by="SymPy's rationals" if outside else "",
        witness=instance.to_json(),
    )


def out_of_reach(_budget: Budget, claim: Formulas) -> Outcome:
    """Compare the rank of [1; n(1)] with 1 + n_l, the most that w a + w_0 can have."""
    rows = [["1"] * len(claim["n(1)"][0]), *claim["n(1)"]]
    rank, most = exact_rank(rows), claim["below"] + 1
    if rank > most:
        return holds(f"[1; n(1)] has rank {rank}, w a + w_0 leaves at most {most}")
    return refuted(
        f"[1; n(1)] has rank {rank}, within {most}",
        confirmed_by="SymPy's rank" if sympy.Matrix(rows).rank() <= most else "",
        witness={"n(1)": claim["n(1)"], "n_l": claim["below"]},
    )


def weight_zero(_budget: Budget, claim: Formulas) -> Outcome:
    """Follow n(t) = t n_1 from w = 0, one neuron in both layers, three samples.

    n = w a + b gives (n_2 - n_1)(a_3 - a_1) = (n_3 - n_1)(a_2 - a_1) at every t; divided by t this
    must hold at t = 0 too, by continuity of a.
    """
    n_1, start = (list(map(sympy.Rational, claim[name])) for name in ("n_1", "a(0)"))
    left = (n_1[1] - n_1[0]) * (start[2] - start[0])
    right = (n_1[2] - n_1[0]) * (start[1] - start[0])
    if left == right:
        return holds("nothing is violated at t = 0")
    rank = exact_rank([["1", "1", "1"], claim["n_1"], claim["a(0)"]])
    return refuted(
        f"(n_2 - n_1)(a_3 - a_1) = {left} t, (n_3 - n_1)(a_2 - a_1) = {right} t at t -> 0",
        confirmed_by="rank of [1; n_1; a(0)]" if rank == 3 else "",
        witness={"w": "0", "n_1": claim["n_1"], "a(0)": claim["a(0)"]},
    )


ALL = scope()
TWO_ROWS = instances("n_l = 1, n_{l+1} = 2, three samples, n(1) = (1, 0, 0), (0, 1, 0)")
ZERO_WEIGHT = instances("w = 0, a(0) = (1/3, 1/2, 1/2), n(t) = t (0, 0, 1)")
STILL: Formulas = {"n_1": ["0", "0", "1"], "a(0)": ["1/3", "1/2", "1/2"]}


def dropped_rank(budget: Budget, _claim: Any) -> Outcome:
    """Return what becomes of a path when the weights do not have full rank."""
    return weight_zero(budget, STILL)


PRINTED_CASES: Formulas = {
    "inside": lambda M, smaller: 1 + M / smaller,
    "boundary": lambda M, size: 1 + 2 * M / size,
    "shift": lambda M: M,
}
CHOICE: Formulas = {
    "scale": lambda M, rho: 1 + 2 * M / rho,
    "centre": lambda c, rho: c + rho,
    "start": "open",
    "seen": lambda lift: lift.activations,
}

STATEMENT = Statement(
    id="lemma-19",
    title="Full rank weights realise every path of pre-activations, activations in the image",
    page=20,
    claim=(
        "if n_{l+1} <= n_l and w^{l+1} has rank n_{l+1}, every continuous path of n^{l+1} from its "
        "present value is w_Gamma a_Gamma + w_{Gamma,0} for continuous paths of full rank weights, "
        "biases and activations a_Gamma in Im(sigma), from w, w_0 and a"
    ),
    repaired="the same for any open interval as image, whether 0 lies in its closure or not",
    hypotheses=(
        Hypothesis("width", "n_{l+1} <= n_l", 20),
        Hypothesis("full-rank", "w^{l+1} has rank n_{l+1}", 20),
        Hypothesis("zero-in-closure", "0 lies in the closed image [c, d] (class A)", 5),
    ),
    rests_on=(Textbook.RANK, Textbook.COMPOSITION),
    display=(
        "lambda(t) = 1 + 2 M(t)/rho,  M(t) the largest entry of |W^-1 n~(t)|\n"
        "a_Gamma = ((lambda - 1) a0 + a + [W^-1 n~; 0]) / lambda,  a0 the centre of (c, d)\n"
        "w_Gamma = lambda w,  w_{Gamma,0} = w_0 - (lambda - 1) a0 w 1"
    ),
    latex=(
        r"n_{l+1}\le n_l,\ \mathrm{rank}\,w=n_{l+1}:\qquad n_\Gamma(t)=w_\Gamma(t)\,"
        r"a_\Gamma(t)+w_{\Gamma,0}(t),\qquad a_\Gamma(t)\in\mathrm{Im}(\sigma)",
    ),
    latex_repaired=(
        r"\lambda(t)=1+\frac{2M(t)}{\rho},\qquad M(t)=\max\bigl|W^{-1}\tilde n(t)\bigr|,"
        r"\qquad a_0=\frac{c+d}{2},\quad \rho=\frac{d-c}{2}",
        r"a_\Gamma=\frac{(\lambda-1)\,a_0+a+\bigl(W^{-1}\tilde n;\,0\bigr)}{\lambda},\qquad "
        r"w_\Gamma=\lambda w,\qquad w_{\Gamma,0}=w_0-(\lambda-1)\,a_0\,w\,\mathbf{1}",
    ),
    steps=(
        Step(
            id="submatrix",
            claim=(
                "'we can permute indices of neurons': (w P^-1)(P a) = w a puts W in front, and "
                "(w_Gamma P)(P^-1 a_Gamma) = w_Gamma a_Gamma leads back, with the same entries"
            ),
            page=27,
            formula={"columns": P.inv(), "rows": P.inv()},
            checks=(identities(permuted, ALL),),
            mutants=(
                Mutant("columns-turned", "columns by P'", change("columns", lambda _: P.T)),
                Mutant("rows-again", "rows by P once more", change("rows", lambda _: P)),
            ),
        ),
        Step(
            id="start",
            claim="with n~(0) = 0, lambda(0) = 1, delta(0) = 0: w(0) = w, w_0(0) = w_0, a(0) = a",
            page=27,
            formula={**PRINTED, "lambda(0)": sympy.Integer(1)},
            choices={
                "inverse": "at t = 0 it is multiplied by n~ = 0 and delta = 0",
                "bias.term-1-opposite": "delta is 0 at t = 0",
            },
            checks=(identities(at_the_start, ALL),),
            mutants=(
                Mutant("lambda-2", "lambda(0) = 2", change("lambda(0)", lambda old: old + 1)),
                Mutant("bias-0", "w_0(0) = 0", change("bias", lambda _: -delta)),
            ),
        ),
        Step(
            id="telescoping",
            claim=(
                "lambda w a_Gamma + w_0 - delta = n(0) + n~ + delta - delta = n_Gamma(t), "
                "w = [W *], whatever lambda > 0 and delta"
            ),
            page=27,
            requires=("width", "full-rank"),
            formula=PRINTED,
            checks=(Derivation(telescopes, ALL),),
            mutants=(
                Mutant("not-scaled", "w for lambda w", change("weights", lambda _: w)),
                Mutant("bias-plus", "w_0 + delta", change("bias", lambda _: bias + delta)),
                Mutant("transposed", "W' for W^-1", change("inverse", lambda _: W.T)),
                Mutant(
                    "delta-forgotten",
                    "no block for delta",
                    change("activations", lambda _: lambda i: (a + on_top(i * change_of_n)) / lam),
                ),
                Mutant(
                    "rank-dropped",
                    "w need not have full rank",
                    drops="full-rank",
                    checks=(Computation(dropped_rank, ZERO_WEIGHT, Kind.EXACT),),
                ),
            ),
        ),
        Step(
            id="full-rank-kept",
            claim="w_Gamma = lambda w keeps full rank: [W^-1; 0]/lambda is a right inverse",
            page=27,
            formula={"right inverse": W.inv() / lam},
            checks=(identities(right_inverse, ALL),),
            mutants=(
                Mutant(
                    "times-lambda", "lambda W^-1", change("right inverse", lambda _: lam * W.inv())
                ),
            ),
        ),
        Step(
            id="zero-inside-the-image",
            claim=(
                "for c < 0 < d it suffices to fix delta = 0 and to take lambda large: "
                "lambda = 1 + M/min(-c, d), M(t) the largest entry of |W^-1 n~(t)|, is continuous, "
                "1 at t = 0, and large enough"
            ),
            page=27,
            formula=PRINTED_CASES,
            checks=(inequalities(zero_inside, ALL),),
            mutants=(
                Mutant("lambda-one", "lambda = 1", change("inside", lambda _: lambda _M, _s: 1)),
                Mutant(
                    "lambda-half",
                    "M/2",
                    change("inside", lambda _: lambda M, s: 1 + M / (2 * s)),
                ),
            ),
        ),
        Step(
            id="zero-at-the-lower-end",
            claim=(
                "for c = 0 take delta with W^-1 delta = M in every entry, so that all entries "
                "become positive, and lambda = 1 + 2 M/d to stay below d"
            ),
            page=27,
            formula=PRINTED_CASES,
            checks=(inequalities(zero_below, ALL),),
            mutants=(
                Mutant("no-delta", "delta = 0", change("shift", lambda _: lambda M: 0 * M)),
                Mutant("half-delta", "M/2", change("shift", lambda _: lambda M: M / 2)),
                Mutant(
                    "lambda-once", "1 + M/d", change("boundary", lambda _: lambda M, s: 1 + M / s)
                ),
            ),
        ),
        Step(
            id="zero-at-the-upper-end",
            claim="for d = 0, not written out: W^-1 delta = -M in every entry, lambda = 1 - 2 M/c",
            page=27,
            formula=PRINTED_CASES,
            checks=(inequalities(zero_above, ALL),),
            mutants=(
                Mutant("same-sign", "W^-1 delta = M", change("shift", lambda _: lambda M: -M)),
                Mutant(
                    "lambda-once-above",
                    "1 - M/c",
                    change("boundary", lambda _: lambda M, s: 1 + M / s),
                ),
            ),
        ),
        Step(
            id="one-choice",
            claim=(
                "with a_Gamma = ((lambda - 1) a0 + a + [W^-1 n~; 0])/lambda and w_{Gamma,0} = w_0 "
                "- (lambda - 1) a0 w 1, lambda w a_Gamma + w_{Gamma,0} = n_Gamma for every lambda "
                "and a0"
            ),
            page=27,
            form=Form.REPAIRED,
            requires=("width", "full-rank"),
            formula=UNIFORM,
            checks=(Derivation(telescopes, ALL), Sampling(LAYERS, realised, ALL)),
            mutants=(
                Mutant("bias-stays", "w_0", change("bias", lambda _: bias)),
                Mutant(
                    "bias-lambda",
                    "lambda for lambda - 1",
                    change("bias", lambda _: bias - lam * centre * w * all_ones),
                ),
                Mutant("inverse-minus", "-W^-1", change("inverse", lambda old: -old)),
                Mutant(
                    "backwards",
                    "n(0) - n~",
                    change("reached", lambda _: lambda n, change_of_n: n - change_of_n),
                ),
            ),
        ),
        Step(
            id="one-choice-inside",
            claim=(
                "with a0 the centre and rho half the length of (c, d), lambda = 1 + 2 M/rho: "
                "a_Gamma is a convex combination of a and of points of [a0 - rho/2, a0 + rho/2], "
                "so it lies in (c, d). No case, and no 0 in [c, d]"
            ),
            page=27,
            form=Form.REPAIRED,
            requires=("width", "full-rank"),
            formula=CHOICE,
            checks=(inequalities(inside_any_interval, ALL), Sampling(LAYERS, stays_inside, ALL)),
            mutants=(
                Mutant(
                    "lambda-quarter",
                    "1 + M/(2 rho)",
                    change("scale", lambda _: lambda M, rho: 1 + M / (2 * rho)),
                ),
                Mutant("centre-low", "a0 = c", change("centre", lambda _: lambda c, _rho: c)),
                Mutant(
                    "closed-start",
                    "a in [c, d): at n~ = 0 it stays at the end",
                    change("start", lambda _: "closed"),
                ),
                Mutant(
                    "not-divided",
                    "without 1/lambda",
                    lambda claim: {
                        **claim,
                        "scale": lambda M, rho: 1 + 0 * M * rho,
                        "seen": lambda lift: lift.activations * lift.scale,
                    },
                ),
            ),
        ),
        Step(
            id="width-needed",
            claim=(
                "(not in the paper) for n_{l+1} = 2 > n_l = 1 and three samples the path to "
                "n(1) = (1, 0, 0), (0, 1, 0) is realised by no weights, biases and activations: "
                "[1; w a + w_0] has rank at most 1 + n_l"
            ),
            page=20,
            quantifier=Quantifier.EXISTENTIAL,
            scope=TWO_ROWS,
            formula={"below": 1, "n(1)": [["1", "0", "0"], ["0", "1", "0"]]},
            checks=(Computation(out_of_reach, TWO_ROWS, Kind.EXACT),),
            mutants=(
                Mutant("two-below", "n_l = 2", change("below", lambda old: old + 1)),
                Mutant(
                    "parallel", "parallel rows", change("n(1)", lambda rows: [rows[0], rows[0]])
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="width-follows",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=20,
            place="Lemma 19, first line",
            claim="'n_{l+1} <= n_l' follows from rank n_{l+1}",
            shown_by=("telescoping", "one-choice"),
            unused="width",
            repair="assume rank n_{l+1}; n_{l+1} <= n_l is what makes it possible (lemma-16)",
            repaired_by=("one-choice-inside",),
        ),
        Finding(
            id="zero-not-needed",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=27,
            place="proof of Lemma 19, last four lines of the page",
            claim="no case distinction on the place of 0, and 0 need not lie in [c, d]",
            shown_by=("one-choice", "one-choice-inside"),
            unused="zero-in-closure",
            repair="shift by the centre of the image",
            repaired_by=("one-choice-inside",),
        ),
    ),
)
