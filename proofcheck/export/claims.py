"""The claims: which Coq theorem says what, of which statement of the paper."""

from __future__ import annotations

from fractions import Fraction

from proofcheck.core import Verdict, instances
from proofcheck.export.claim import ALL, C1, C2, Claim, NotExported
from proofcheck.export.definite import DefiniteMatrix
from proofcheck.export.instances import INSTANCES
from proofcheck.export.minima import MINIMA
from proofcheck.export.paths import PATHS

FLAT = instances("y (y - x^2)")


def logarithm_hessian() -> DefiniteMatrix:
    """Return the Hessian of the loss of 1-1-1, data (1, 0), (3, 3), at u = ln 2, v = 54/25.

    The sigmoid is 2/3 and 8/9 there, so that all entries are rational.

    >>> [str(entry) for row in logarithm_hessian().rows for entry in row]
    ['2528/625', '16/9', '16/9', '200/81']
    """
    v, a, b = Fraction(54, 25), Fraction(2, 3), Fraction(8, 9)
    terms = ((1, a, v * a - 0), (3, b, v * b - 3))
    uu = uv = vv = Fraction(0)
    for x, s, residual in terms:
        first, second = s * (1 - s), s * (1 - s) * (1 - 2 * s)
        uu += 2 * (v * x * first) ** 2 + 2 * residual * v * x * x * second
        uv += 2 * v * x * first * s + 2 * residual * x * first
        vv += 2 * s * s
    return DefiniteMatrix(((uu, uv), (uv, vv)))


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "lemma-12",
        "lemma-12",
        12,
        "the 15 blocks of the Hessian in the split basis; any depth, layer, widths and data",
        "lemma_12",
        "Lemma_12",
        ("blocks",),
        C2,
    ),
    Claim(
        "hessian-after-split",
        "beyond-master-identity",
        12,
        "the Hessian at gamma_lambda(w) along arbitrary directions, for every lambda",
        "hessian_after_split",
        "Lemma_12",
    ),
    Claim(
        "lemma-a1-a",
        "lemma-a1",
        22,
        "(a): semidefinite if and only if x and the matrix without factors are; all sizes",
        "lemma_a1_a",
        "Lemma_A1",
        ("both-parts",),
        ALL,
    ),
    Claim(
        "lemma-a1-b",
        "lemma-a1",
        22,
        "(b): semidefinite if and only if g is and h = 0; all sizes",
        "lemma_a1_b",
        "Lemma_A1",
    ),
    Claim(
        "lemma-a2",
        "lemma-a2",
        25,
        "the sum of exponentials takes both signs, for every N and m, m = 1 included",
        "lemma_a2",
        "Lemma_A2",
    ),
    Claim(
        "same-function",
        "theorem-7",
        10,
        "all neuron values, the network function and the loss are kept, the twin's is neuron r's",
        "theorem_7_same_function",
        "Theorem_7",
        ("same-function",),
        ALL,
    ),
    Claim(
        "gradient-image",
        "theorem-7",
        11,
        "the derivative at gamma_lambda(w) is the smaller one along the merged direction",
        "theorem_7_gradient",
        "Theorem_7",
        ("gradient-image",),
        C1,
    ),
    Claim(
        "theorem-7",
        "theorem-7",
        11,
        "gamma_lambda maps critical points to critical points; any depth, layer and widths",
        "theorem_7",
        "Theorem_7",
        ("critical",),
        C1,
    ),
    Claim(
        "sum-rule",
        "beyond-master-identity",
        26,
        "sum_s v_s D^s is the derivative of the loss in u_r, at every point",
        "sum_rule",
        "Proposition_15",
        ("sum-rule",),
        C1,
    ),
    Claim(
        "proposition-15-i",
        "proposition-15",
        14,
        "(i) one neuron in layer l+1, outgoing weight not 0: D = 0 at a critical point",
        "proposition_15_i",
        "Proposition_15",
        ("last-hidden-layer",),
        C1,
    ),
    Claim(
        "proposition-15-ii",
        "proposition-15",
        14,
        "(ii) equal sensitivities, outgoing weights of sum not 0: D = 0 at a critical point",
        "proposition_15_ii",
        "Proposition_15",
        ("equal-sensitivities",),
        C1,
    ),
    Claim(
        "proposition-15-iii",
        "proposition-15",
        14,
        "(iii) zero sensitivities: D = 0",
        "proposition_15_iii",
        "Proposition_15",
    ),
    Claim(
        "D-nonzero-indefinite",
        "theorem-9",
        23,
        "D not 0: the Hessian at gamma_lambda(w) takes both signs, for every lambda",
        "D_nonzero_indefinite",
        "Theorem_9",
    ),
    Claim(
        "D-nonzero-not-minimum",
        "theorem-9",
        11,
        "D not 0 at a critical point: gamma_lambda(w) is no local minimum, for every lambda",
        "D_nonzero_not_minimum",
        "Theorem_9",
    ),
    Claim(
        "B-wrong-sign",
        "theorem-9",
        11,
        "lambda (1 - lambda) B negative somewhere, at a critical point: gamma_lambda(w) is no local"
        " minimum",
        "B_wrong_sign_not_minimum",
        "Theorem_9",
    ),
    Claim(
        "flat-kernel",
        "theorem-9",
        23,
        "y (y - x^2): semidefinite Hessian, constant along its kernel, no local minimum",
        "semidefinite_and_flat_is_not_a_minimum",
        "Invalid_inference",
        ("flat-kernel-suffices",),
        FLAT,
        Verdict.REFUTED,
    ),
    Claim(
        "theorem-9-literal",
        "theorem-9",
        11,
        "as printed it is false: 2-1-2-1 with the sigmoid and biases, an isolated local minimum, "
        "B positive definite, D = 0, and no local minimum after splitting, for any lambda in "
        "(0, 1)",
        "theorem_9_as_printed_fails",
        "Theorem_9_literal",
    ),
    Claim(
        "theorem-5-loss",
        "theorem-5",
        28,
        "outputs z + t (y - z): the loss is (1 - t)^2 times the first, and does not increase",
        "theorem_5_loss",
        "Theorem_5",
        ("loss", "non-increasing"),
        ALL,
    ),
    Claim(
        "lemma-19-identity",
        "lemma-19",
        27,
        "lambda w a_Gamma + w_0 - delta = n + n~, for all widths and numbers of samples",
        "lemma_19_identity",
        "Lemma_19",
        ("telescoping",),
        ALL,
    ),
    Claim(
        "logarithm-hessian",
        "theorem-8",
        11,
        "the rational matrix of the example u = ln 2, v = 54/25 is positive definite",
        "check_sound",
        "Positive",
        data=logarithm_hessian,
    ),
    *MINIMA,
    *INSTANCES,
    *PATHS,
)

NOT_EXPORTED: tuple[NotExported, ...] = (
    NotExported(
        "lemma-16-arbitrarily-near",
        "lemma-16",
        18,
        "needs that the zeros of an analytic function that is not 0 everywhere have no interior",
    ),
)


def claims_of(statement: str) -> tuple[Claim, ...]:
    """Return the claims about one statement.

    >>> [claim.theorem for claim in claims_of("lemma-a2")]
    ['lemma_a2']
    """
    return tuple(claim for claim in CLAIMS if claim.statement == statement)
