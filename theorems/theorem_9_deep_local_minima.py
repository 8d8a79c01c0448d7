"""Theorem 9 (p. 11, proof p. 23): when a split local minimum is a local minimum again.

Repaired form: let z* be a critical point with positive definite Hessian, let lambda (1 - lambda) B
be positive definite, B with its bias coordinate. Then gamma_lambda(z*) is a local minimum if and
only if D = 0, and then it lies in a non-attracting region. As printed, with an isolated minimum
and a B of n_{l-1} rows, the statement fails.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.matrices.expressions import BlockMatrix, MatrixSymbol, ZeroMatrix

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
    Sampling,
    Statement,
    Step,
    Textbook,
    instances,
    scope,
)
from proofcheck.search.curvature import (
    DRAINING,
    Signs,
    compare_signs,
    has_descent,
    lower_along_cubic,
    no_descent,
    predicted_signs,
    saddle_without_negative_curvature,
)
from proofcheck.search.degenerate_minimum import NAME as DEGENERATE_NAME
from proofcheck.search.isolated_degenerate import isolated_degenerate
from proofcheck.search.minima import (
    MINIMA,
    MINIMA_BOUNDARY,
    MINIMA_BOUNDARY_NEGATIVE,
    MINIMA_D_NONZERO,
    MINIMA_INDEFINITE,
    MINIMA_OPPOSITE,
    first_instance,
)
from proofcheck.search.split_instance import SplitInstance
from proofcheck.symbolic.boundary_lambda import CUBIC, cubic_coefficients
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.counterexamples import flat_kernel_without_minimum, quartic_minimum
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.lambda_intervals import (
    admissible_lambda,
    signs_on_both_sides,
)
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import B_form, Motion, large_base, loss_jet, symbol
from theorems._theorem_9_counts import FINDINGS as COUNT_FINDINGS
from theorems._theorem_9_counts import STEPS as COUNT_STEPS
from theorems._theorem_9_regions import FINDINGS as REGION_FINDINGS
from theorems._theorem_9_regions import STEPS as REGION_STEPS

n, s = sympy.symbols("n s", integer=True, positive=True)
alpha, beta, t = sympy.symbols("alpha beta t")
B, D, z = MatrixSymbol("B", n, n), MatrixSymbol("D", n, s), MatrixSymbol("z", s, 1)


def form_at_Dz(claim: Formulas) -> Formulas:
    """Compare the form of the blocks p, q of Lemma 12 on (Dz, -tz) with the claim."""
    corner = BlockMatrix(
        [[alpha * beta * B, (alpha + beta) * D], [(alpha + beta) * D.T, ZeroMatrix(s, s)]]
    )
    vector = BlockMatrix([[D * z], [-t * z]])
    return {"(Dz, -tz)": vector.T * corner * vector - claim["form"]}


FORM_AT_DZ = alpha * beta * (D * z).T * B * (D * z) - 2 * t * (alpha + beta) * (D * z).T * (D * z)


def descends(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Return whether a direction of negative curvature is proved."""
    return has_descent(instance)


def signs_as_predicted(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the signs of the larger Hessian's eigenvalues with the claimed ones."""
    return compare_signs(instance, claim["signs"](predicted_signs(instance)))


def semidefinite(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Return "refuted" where a direction of negative curvature is proved."""
    return no_descent(instance)


def sign_of_alpha_beta(claim: Formulas) -> Formulas:
    """Compare alpha beta with the claimed multiple of lambda (1 - lambda)."""
    lam = beta / (alpha + beta)
    return {"alpha beta": alpha * beta - claim["factor"] * lam * (1 - lam)}


S, PBP, VDP, PDQ = sympy.symbols("S p'Bp v'D'p p'Dq")


def larger_form(assume: Assumptions) -> sympy.Expr:
    """Add up Lemma 12's blocks on (u, v, w, p, q): S is the small form at (u, 2v, w)."""
    form = S + alpha * beta * PBP + 2 * (alpha - beta) * VDP + 2 * (alpha + beta) * PDQ
    return form.subs({VDP: 0, PDQ: 0}) if assume("D-zero") else form


def form_by_blocks(claim: Formulas, assume: Assumptions) -> Outcome:
    """Compare the larger form with the claim."""
    return decide_zeros({"form": larger_form(assume) - claim["form"]})


def form_on_p_and_on_u(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put (0, p) and (u, 0) into Lemma 12's form."""
    form = larger_form(assume)
    return decide_zeros(
        {
            "on p": form.subs(S, 0) - claim["on p"],
            "on u": form.subs(PBP, 0) - claim["on u"],
        }
    )


LAM = symbol("lambda")
ALONG_D = Motion(incoming_twin=1 - LAM, incoming_neuron=-LAM)


def turned_curvature(claim: Formulas) -> Formulas:
    """Differentiate the larger loss twice along d at every lambda; evaluate at 1/2 and at -1."""
    jet = loss_jet(large_base(LAM), {"t": ALONG_D, "tau": ALONG_D})
    return {"along d": jet.mixed - claim["curvature"], **signs_on_both_sides(claim)}


zeta, delta, b, c, Q, C, C0 = sympy.symbols("zeta delta b c Q C C0", positive=True)


def lower_bound(claim: Formulas, assume: Assumptions) -> Outcome:
    """Bound L - l* from below by a sum of squares, from what the hypotheses give.

    By the master identity L - l* >= c zeta^2 - Q (C0 + C zeta) delta + (b/2) delta^2 near the
    point, zeta = |z - z*|, delta = |d|, Q = |q|: c > 0 where the small Hessian is positive
    definite, C0 = |D(z*)|, and b > 0 where lambda (1 - lambda) B is positive definite.
    """
    growth = c if assume("nondegenerate") else sympy.Integer(0)
    linear = sympy.Integer(0) if assume("D-zero") else C0
    curvature = b if assume("B-definite") else -b
    bound = growth * zeta**2 - Q * (linear + C * zeta) * delta + curvature / 2 * delta**2
    squares = c * (zeta - Q * C * delta / (2 * c)) ** 2 + claim["rest"] * delta**2
    return decide_zeros({"sum of squares": bound - squares})


RHO, KAPPA, B_00 = sympy.symbols("rho kappa B_00")
STIFF = LAM * (1 - LAM) * B_00


def along_the_degenerate_direction(claim: Formulas) -> Formulas:
    """Put the curve into the master identity; w4, D2 and H1 are the next terms, whatever they are.

    l - l* = w4 |z|^4, D = kappa |z| + D2 |z|^2 and H = b + H1 rho at |z| = rho^2.
    """
    w4, D2, H1 = sympy.symbols("w4 D2 H1")
    size, q, d = RHO**2, RHO, -(RHO**3) * KAPPA / STIFF
    value = w4 * size**4 + q * size * (KAPPA + D2 * size) * d + (STIFF + H1 * RHO) * d**2 / 2
    terms = sympy.Poly(sympy.expand(value), RHO)
    lower = {f"rho^{k}": terms.coeff_monomial(RHO**k) for k in range(6)}
    return {**lower, "rho^6": terms.coeff_monomial(RHO**6) - claim["sixth"]}


def bias_free_B(budget: Budget, _claim: Any) -> Outcome:
    """Look at a minimum whose B is definite without, and indefinite with the bias coordinate."""
    return no_descent(first_instance(MINIMA_INDEFINITE, budget.digits))


def both_signs_at_the_boundary(budget: Budget, _claim: Any) -> Outcome:
    """Look at a split minimum with lambda = 0 that is neither a minimum nor a proper saddle."""
    return saddle_without_negative_curvature(first_instance(MINIMA_BOUNDARY, budget.digits))


def descends_along_cubic(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Return whether the loss is lower at one of the stated points of the cubic curve."""
    return lower_along_cubic(instance, claim["shares"], claim["s of the sign of e'Be"])


ALL, C2, CLASS_A = scope(), scope("C2"), scope("A")
QUARTIC, FLAT = instances("z^4"), instances("y (y - x^2)")
STATED = instances("planted minimum, first of its family")
DEGENERATE = instances(DEGENERATE_NAME)

STATEMENT = Statement(
    id="theorem-9",
    title="Local minima of deep networks by splitting",
    page=11,
    claim=(
        "at an isolated local minimum of the smaller loss, with B positive definite and lambda in "
        "(0, 1), or B negative definite and lambda outside [0, 1], the points gamma_lambda(z*) "
        "are a non-attracting region of local minima if and only if D = 0"
    ),
    repaired=(
        "at a critical point with positive definite Hessian, with lambda (1 - lambda) B positive "
        "definite and B of n_{l-1} + 1 rows (bias included), gamma_lambda(z*) is a local minimum "
        "if and only if D = 0, and then lies in a non-attracting region"
    ),
    hypotheses=(
        Hypothesis(
            "one-neuron-more", "the networks differ by one neuron in layer l", 11, setting=True
        ),
        Hypothesis("isolated", "z* is an isolated local minimum", 11, form=Form.LITERAL),
        Hypothesis(
            "nondegenerate",
            "z* is critical with positive definite Hessian",
            11,
            form=Form.REPAIRED,
        ),
        Hypothesis(
            "B-definite-printed",
            "lambda (1 - lambda) B is positive definite, B with the n_{l-1} rows of Appendix B",
            30,
            form=Form.LITERAL,
        ),
        Hypothesis(
            "B-definite",
            "lambda (1 - lambda) B is positive definite, B with its bias coordinate",
            11,
            form=Form.REPAIRED,
        ),
        Hypothesis("D-zero", "D = 0 (for the direction 'if')", 12),
        Hypothesis("D-nonzero", "D is not 0 (for the direction 'only if')", 12),
    ),
    uses=(
        "lemma-12",
        "lemma-a1",
        "theorem-7",
        "theorem-8",
        "definition-1",
        "beyond-master-identity",
    ),
    rests_on=(Textbook.TAYLOR, Textbook.CONTINUITY, Textbook.CONNECTED),
    latex=(
        r"B^r_{i,j}=\sum_\alpha\sum_k\frac{\partial\ell_\alpha}{\partial n(l+1,k;x_\alpha)}\,"
        r"v_{k,r}\,\sigma''\bigl(n(l,r;x_\alpha)\bigr)\,\mathrm{act}(l-1,i;x_\alpha)\,"
        r"\mathrm{act}(l-1,j;x_\alpha)\qquad(1)",
        r"D^{r,s}_i=\sum_\alpha\frac{\partial\ell_\alpha}{\partial n(l+1,s;x_\alpha)}\,"
        r"\sigma'\bigl(n(l,r;x_\alpha)\bigr)\,\mathrm{act}(l-1,i;x_\alpha)\qquad(2)",
        r"\begin{cases}B\succ0,\ \lambda\in(0,1),\text{ or}\\ B\prec0,\ \lambda\notin[0,"
        r"1]\end{cases}\quad\text{then}\quad \gamma^r_\lambda(z^*)\text{ lies in a "
        r"non-attracting region}\ \iff\ D^{r,s}_i=0\text{ for all } i,s",
    ),
    latex_repaired=(
        r"\nabla\ell(z^*)=0,\quad \nabla^2\ell(z^*)\succ0,\quad \lambda(1-\lambda)\,B\succ0,"
        r"\quad 0\le i,j\le n_{l-1}:\qquad \gamma^r_\lambda(z^*)\text{ is a local minimum}\ "
        r"\iff\ D=0",
    ),
    steps=(
        Step(
            id="D-nonzero-descends",
            claim=(
                "if D is not 0, the blocks p, q of Lemma 12 have the form alpha beta (Dz)'B(Dz) - "
                "2t (alpha + beta) |Dz|^2 on (Dz, -tz), negative for large t of the right sign; a "
                "form that is negative on a subspace is not semidefinite (not said in the paper)"
            ),
            page=23,
            scope=ALL,
            requires=("D-nonzero",),
            formula={"form": FORM_AT_DZ},
            checks=(
                identities(form_at_Dz, ALL),
                Sampling(MINIMA_D_NONZERO, descends, CLASS_A),
            ),
            mutants=(
                Mutant(
                    "form-once",
                    "t for 2t",
                    change("form", lambda f: f + t * (alpha + beta) * (D * z).T * (D * z)),
                ),
                Mutant(
                    "form-difference",
                    "alpha - beta for alpha + beta",
                    change("form", lambda f: f + 4 * t * beta * (D * z).T * (D * z)),
                ),
                Mutant(
                    "form-without-B",
                    "without B",
                    change("form", lambda _: -2 * t * (alpha + beta) * (D * z).T * (D * z)),
                ),
                Mutant(
                    "D-zero-descends",
                    "D may be 0",
                    drops="D-nonzero",
                    checks=(Sampling(MINIMA, descends, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="isolated-gives-definite",
            claim="an isolated local minimum has a positive definite Hessian",
            page=23,
            form=Form.LITERAL,
            scope=QUARTIC,
            checks=(Computation(quartic_minimum, QUARTIC, Kind.EXACT),),
        ),
        Step(
            id="sign-of-alpha-beta",
            claim="alpha beta = (alpha + beta)^2 lambda (1 - lambda)",
            page=23,
            formula={"factor": (alpha + beta) ** 2},
            checks=(identities(sign_of_alpha_beta, ALL),),
            mutants=(
                Mutant("factor-once", "alpha + beta", change("factor", lambda _: alpha + beta)),
                Mutant("factor-minus", "negative", change("factor", lambda old: -old)),
            ),
        ),
        Step(
            id="admissible-lambda",
            claim="lambda (1 - lambda) > 0 exactly on (0, 1), and < 0 exactly outside [0, 1]",
            page=23,
            formula={"inside": "open", "outside": "open"},
            checks=(Derivation(admissible_lambda, ALL),),
            mutants=(
                Mutant("closed-inside", "[0, 1]", change("inside", lambda _: "closed")),
                Mutant("half-inside", "(0, 1]", change("inside", lambda _: "half")),
                Mutant("closed-outside", "with 0 and 1", change("outside", lambda _: "closed")),
                Mutant("left-only", "only lambda < 0", change("outside", lambda _: "left")),
            ),
        ),
        Step(
            id="semidefinite",
            claim=(
                "with D = 0 the form of the Hessian is the small one at (u, 2v, w) plus alpha beta "
                "p'Bp (Lemma A.1): M + n_{l-1} + 1 positive eigenvalues with biases, M + n_{l-1} "
                "without, and n_{l+1} zeros (q)"
            ),
            page=23,
            form=Form.REPAIRED,
            scope=CLASS_A,
            requires=("nondegenerate", "B-definite", "D-zero"),
            formula={"signs": lambda predicted: predicted, "form": S + alpha * beta * PBP},
            checks=(
                Derivation(form_by_blocks, C2),
                Sampling(MINIMA, signs_as_predicted, CLASS_A),
            ),
            mutants=(
                Mutant(
                    "one-zero-less", "n_{l+1} - 1 zeros", change("signs", lambda _: _fewer_zeros)
                ),
                Mutant("negative-one", "one negative", change("signs", lambda _: _one_negative)),
                Mutant(
                    "form-B-sign", "-alpha beta", change("form", lambda _: S - alpha * beta * PBP)
                ),
                Mutant("form-D", "block (p, q) kept", change("form", lambda old: old + PDQ)),
                Mutant(
                    "B-of-the-other-sign",
                    "lambda on the other side",
                    drops="B-definite",
                    checks=(Sampling(MINIMA_OPPOSITE, semidefinite, CLASS_A),),
                ),
                Mutant(
                    "B-indefinite",
                    "B indefinite",
                    drops="B-definite",
                    checks=(Sampling(MINIMA_INDEFINITE, semidefinite, CLASS_A),),
                ),
                Mutant(
                    "D-as-it-comes",
                    "D need not vanish",
                    drops="D-zero",
                    checks=(Sampling(MINIMA_D_NONZERO, semidefinite, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="flat-kernel-suffices",
            claim=(
                "a semidefinite Hessian with constant loss along its kernel gives a local minimum"
            ),
            page=23,
            form=Form.LITERAL,
            scope=FLAT,
            checks=(Computation(flat_kernel_without_minimum, FLAT, Kind.EXACT),),
        ),
        Step(
            id="local-minimum",
            claim=(
                "granted, near gamma_lambda(z*), l - l* >= c zeta^2, |D| <= C zeta and d'Hd >= "
                "b |d|^2 (Taylor, continuity), the master identity gives L - l* >= c zeta^2 - "
                "|q| C zeta |d| + (b/2) |d|^2, a sum of squares as soon as (|q| C)^2 <= 2 b c"
            ),
            page=23,
            form=Form.REPAIRED,
            scope=C2,
            requires=("nondegenerate", "B-definite", "D-zero"),
            formula={"rest": b / 2 - Q**2 * C**2 / (4 * c)},
            checks=(Derivation(lower_bound, C2),),
            mutants=(
                Mutant(
                    "rest-without-4",
                    "Q^2 C^2 / c",
                    change("rest", lambda _: b / 2 - Q**2 * C**2 / c),
                ),
                Mutant("rest-plus", "+", change("rest", lambda _: b / 2 + Q**2 * C**2 / (4 * c))),
                Mutant("no-growth", "the Hessian as it comes", drops="nondegenerate"),
                Mutant("bound-with-D", "D as it comes", drops="D-zero"),
                Mutant("bound-with-any-B", "B as it comes", drops="B-definite"),
            ),
        ),
        Step(
            id="non-attracting",
            claim=(
                "lambda moved to the other side of 0 or 1 keeps the loss (theorem-7), and the "
                "curvature lambda (1 - lambda) d'Bd changes sign where d'Bd is not 0: for B not "
                "0, a path that starts in the region, first of constant, then of decreasing "
                "loss, leads below it"
            ),
            page=23,
            form=Form.REPAIRED,
            scope=C2,
            requires=("nondegenerate", "D-zero"),
            formula={
                "curvature": LAM * (1 - LAM) * B_form(),
                "at 1/2": sympy.Rational(1, 4),
                "at -1": sympy.Integer(-2),
            },
            checks=(
                identities(turned_curvature, C2),
                Sampling(MINIMA_OPPOSITE, descends, CLASS_A),
            ),
            mutants=(
                Mutant(
                    "curvature-lambda",
                    "lambda B",
                    change("curvature", lambda _: LAM * B_form()),
                ),
                Mutant("at-half", "-1/4", change("at 1/2", lambda old: -old)),
                Mutant("at-minus-one", "+2", change("at -1", lambda old: -old)),
                Mutant(
                    "inside-descends",
                    "lambda stays on its side",
                    checks=(Sampling(MINIMA, descends, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="B-without-bias",
            claim="B with the n_{l-1} rows and columns of Appendix B decides",
            page=30,
            form=Form.LITERAL,
            scope=STATED,
            checks=(Computation(bias_free_B, STATED, Kind.CERTIFIED),),
        ),
        Step(
            id="isolated-suffices",
            claim="an isolated minimum with D = 0 and B definite, bias included, suffices",
            page=12,
            form=Form.LITERAL,
            scope=DEGENERATE,
            checks=(Computation(isolated_degenerate, DEGENERATE, Kind.CERTIFIED),),
        ),
        Step(
            id="falls-at-every-lambda",
            claim=(
                "where l - l* = O(|z - z*|^4) along e and D moves at rate kappa in one coordinate, "
                "the master identity at z = z* + rho^2 e, q = rho, d = -rho^3 kappa/b, b = lambda "
                "(1 - lambda) B_00, is l* - rho^6 kappa^2/(2 b) + O(rho^7): lower for all lambda "
                "with b > 0"
            ),
            page=11,
            form=Form.REPAIRED,
            scope=CLASS_A,
            requires=(),
            formula={"sixth": -(KAPPA**2) / (2 * STIFF)},
            checks=(identities(along_the_degenerate_direction, CLASS_A),),
            mutants=(
                Mutant("sixth-sign", "+", change("sixth", lambda old: -old)),
                Mutant("sixth-whole", "kappa^2/b", change("sixth", lambda old: 2 * old)),
                Mutant(
                    "sixth-without-lambda",
                    "b = B_00",
                    change("sixth", lambda _: -(KAPPA**2) / (2 * B_00)),
                ),
            ),
        ),
        Step(
            id="otherwise-proper-saddle",
            claim=(
                "a split local minimum that is no local minimum has a Hessian with eigenvalues of "
                "both signs"
            ),
            page=11,
            form=Form.LITERAL,
            scope=STATED,
            checks=(Computation(both_signs_at_the_boundary, STATED, Kind.CERTIFIED),),
        ),
        Step(
            id="otherwise-both-signs",
            claim=(
                "D = 0 and alpha beta p'Bp < 0 for some p: the form of the Hessian is alpha beta "
                "p'Bp on p alone and S on u alone, so that it takes both signs when S > 0"
            ),
            page=11,
            form=Form.REPAIRED,
            scope=C2,
            requires=("nondegenerate", "D-zero"),
            formula={"on p": alpha * beta * PBP, "on u": S},
            checks=(
                Derivation(form_on_p_and_on_u, C2),
                Sampling(MINIMA_INDEFINITE, descends, CLASS_A),
            ),
            mutants=(
                Mutant(
                    "on-p-sum",
                    "(alpha + beta) p'Bp",
                    change("on p", lambda _: (alpha + beta) * PBP),
                ),
                Mutant("on-u-sign", "-S", change("on u", lambda old: -old)),
                Mutant(
                    "definite-B",
                    "no such p",
                    checks=(Sampling(MINIMA, descends, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="boundary-lambda",
            claim=(
                "for lambda = 0 or 1 and e'Be not 0 the loss along u_twin += s e, v_twin -= s v_r, "
                "v_r += s v_r (for lambda = 1 with r and twin exchanged) is l* - (s^3/2) e'Be + "
                "o(s^3), lower for small s of the sign of e'Be: no local minimum, whatever D is"
            ),
            page=11,
            form=Form.REPAIRED,
            scope=C2,
            requires=("nondegenerate", "D-zero"),
            formula={**CUBIC, "shares": DRAINING, "s of the sign of e'Be": True},
            checks=(
                identities(cubic_coefficients, scope("C2")),
                Sampling(MINIMA_BOUNDARY, descends_along_cubic, CLASS_A),
                Sampling(MINIMA_BOUNDARY_NEGATIVE, descends_along_cubic, CLASS_A),
            ),
            mutants=(
                Mutant("cubic-sign", "+1/2", change("cubic", lambda old: -old)),
                Mutant("cubic-whole", "1", change("cubic", lambda old: 2 * old)),
                Mutant("square-kept", "a term s^2", change("square", lambda old: old + 1)),
                Mutant(
                    "shares-reversed",
                    "v_twin += s v_r, v_r -= s v_r",
                    change("shares", lambda old: old[::-1]),
                ),
                Mutant(
                    "not-compensated", "v_r as it was", change("shares", lambda old: (old[0], 0))
                ),
                Mutant(
                    "other-sign",
                    "s of the other sign",
                    change("s of the sign of e'Be", lambda _: False),
                ),
                Mutant(
                    "descent-inside",
                    "lambda inside (0, 1)",
                    checks=(Sampling(MINIMA, descends, CLASS_A),),
                ),
            ),
        ),
        *REGION_STEPS,
        *COUNT_STEPS,
    ),
    findings=(
        Finding(
            id="isolated-is-not-nondegenerate",
            kind=FindingKind.INVALID_INFERENCE,
            page=23,
            place="proof of Theorem 9, line below the display",
            claim="'positive definite by assumption (isolated minimum)': z^4",
            shown_by=("isolated-gives-definite",),
            repair="assume a positive definite Hessian, or n_{l+1} = 1 (theorem-8)",
            repaired_by=("semidefinite",),
        ),
        Finding(
            id="constant-along-the-kernel",
            kind=FindingKind.INVALID_INFERENCE,
            page=23,
            place="proof of Theorem 9, last sentence",
            claim="'no higher order information leads to saddle points': y (y - x^2)",
            shown_by=("flat-kernel-suffices",),
            repair="bound the loss from below by the master identity",
            repaired_by=("local-minimum",),
        ),
        *REGION_FINDINGS,
        Finding(
            id="B-needs-its-bias-coordinate",
            kind=FindingKind.FALSE_AS_STATED,
            page=30,
            place="table B.2, row B",
            claim=(
                "B in R^(n_{l-1} x n_{l-1}) (Appendix B): with biases a positive definite B of "
                "this size does not give a local minimum"
            ),
            shown_by=("B-without-bias",),
            repair="B in R^((n_{l-1}+1) x (n_{l-1}+1)), index 0 for the bias",
            repaired_by=("local-minimum",),
        ),
        Finding(
            id="isolated-does-not-suffice",
            kind=FindingKind.FALSE_AS_STATED,
            page=11,
            place="Theorem 9, third line",
            claim=(
                "isolated does not suffice for n_{l+1} >= 2: where D vanishes at z* only and the "
                "loss grows like z^4 along the kernel of the Hessian, the terms z^4 + z q d + d^2 "
                "lead below l* near gamma_lambda(z*), for every lambda in (0, 1) (step "
                "falls-at-every-lambda; certified at 1/10, 1/3, 1/2, 4/5; for another network and "
                "every lambda the Coq claim theorem-9-literal, theorem_9_as_printed_fails)"
            ),
            shown_by=("isolated-suffices",),
            repair="assume a positive definite Hessian, or n_{l+1} = 1 (theorem-8)",
            repaired_by=("local-minimum",),
        ),
        Finding(
            id="not-always-a-proper-saddle",
            kind=FindingKind.FALSE_AS_STATED,
            page=11,
            place="paragraph below Theorem 7, second and third line",
            claim=(
                "'it leads to a saddle point instead, i.e., critical points where the Hessian has "
                "both strictly positive and strictly negative eigenvalues': for lambda = 0 the "
                "Hessian is semidefinite and the point no minimum"
            ),
            shown_by=("otherwise-proper-saddle",),
            repair=(
                "assume a positive definite small Hessian, lambda not 0 or 1, and D nonzero or a "
                "p with lambda (1 - lambda) p'Bp < 0; for lambda = 0 or 1, and B not 0, the "
                "descent is of third order (boundary-lambda)"
            ),
            repaired_by=("otherwise-both-signs", "boundary-lambda"),
        ),
        *COUNT_FINDINGS,
    ),
)


def _fewer_zeros(predicted: Signs) -> Signs:
    return Signs(predicted.positive + 1, predicted.zero - 1, predicted.negative)


def _one_negative(predicted: Signs) -> Signs:
    return Signs(predicted.positive - 1, predicted.zero, 1)
