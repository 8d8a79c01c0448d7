"""Signs that pages 14, 15 and 17 speak of: of alpha beta, of a B-matrix, and of a form that is 0.

Part of theorem-13 and theorem-2.
"""

from __future__ import annotations

import sympy

from proofcheck.core import Derivation, Finding, FindingKind, Form, Mutant, Step, scope
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.lambda_intervals import admissible_lambda
from proofcheck.symbolic.positivity import inequalities

ANY = scope()


def sign_for_negative_lambda(claim: Formulas) -> Formulas:
    """Return minus the factor of B at lambda = -e, e > 0."""
    e = sympy.Symbol("e", positive=True)
    return {"minus the factor": -claim["factor"](-e)}


def form_of_two_equal_neurons(claim: Formulas) -> Formulas:
    """Compare p'Bp with 0, B over two neurons of one activation a: entries c a a (one sample)."""
    c, a = sympy.symbols("c a")
    B = sympy.Matrix([[c * a * a, c * a * a], [c * a * a, c * a * a]])
    p = sympy.Matrix(claim["p"])
    return {"p'Bp": (p.T * B * p)[0, 0]}


ALPHA_BETA = (
    Step(
        id="printed-sign",
        claim="'alpha beta < 0 <=> lambda not in (0, 1)'; alpha beta has the sign of "
        "lambda (1 - lambda) (theorem-9)",
        page=14,
        form=Form.LITERAL,
        formula={"inside": "open", "outside": "closed"},
        checks=(Derivation(admissible_lambda, ANY),),
    ),
    Step(
        id="sign",
        claim="lambda (1 - lambda) < 0 exactly for lambda not in [0, 1]",
        page=14,
        form=Form.REPAIRED,
        formula={"inside": "open", "outside": "open"},
        checks=(Derivation(admissible_lambda, ANY),),
        mutants=(
            Mutant("sign-ends", "0 and 1 too", change("outside", lambda _: "closed")),
            Mutant("sign-left", "lambda < 0 only", change("outside", lambda _: "left")),
        ),
    ),
)

ALPHA_BETA_FINDING = Finding(
    "ends-are-not-negative",
    FindingKind.CONSTANT,
    14,
    "proof of Theorem 13, last paragraph, fourth line",
    "'alpha beta < 0 <=> lambda not in (0, 1)': alpha beta = 0 for lambda = 0 and 1",
    ("printed-sign",),
    "lambda not in [0, 1], as p. 23 has it",
    ("sign",),
)

B_MATRIX = (
    Step(
        id="printed-B-sign",
        claim="negative lambda 'changes the sign of the corresponding B-matrix', which is "
        "(1 - lambda)^(t-1) B",
        page=15,
        form=Form.LITERAL,
        requires=(),
        formula={"factor": lambda lam: 1 - lam},
        checks=(inequalities(sign_for_negative_lambda, ANY),),
    ),
    Step(
        id="B-sign",
        claim="negative lambda changes the sign of lambda (1 - lambda) B, the block of Lemma 12",
        page=15,
        form=Form.REPAIRED,
        requires=(),
        formula={"factor": lambda lam: lam * (1 - lam)},
        checks=(inequalities(sign_for_negative_lambda, ANY),),
        mutants=(
            Mutant("B-sign-square", "lambda^2", change("factor", lambda _: lambda lam: lam**2)),
            Mutant("B-sign-once", "1 - lambda", change("factor", lambda _: lambda lam: 1 - lam)),
        ),
    ),
    Step(
        id="B2-not-definite",
        claim="with two equal neurons below B(2) is not definite: p'B(2)p = 0 for the difference "
        "p of the two",
        page=15,
        requires=(),
        formula={"p": (1, -1)},
        checks=(identities(form_of_two_equal_neurons, ANY),),
        mutants=(
            Mutant("B2-sum", "their sum", change("p", lambda _: (1, 1))),
            Mutant("B2-one", "one of them", change("p", lambda _: (1, 0))),
        ),
    ),
)

B_MATRIX_FINDINGS = (
    Finding(
        "B-keeps-its-sign",
        FindingKind.MISPRINT,
        15,
        "proof of Theorem 2, last paragraph, fourth and fifth line",
        "negative lambda 'changes the sign of the corresponding B-matrix': (1 - lambda)^(t-1) B "
        "keeps it",
        ("printed-B-sign",),
        "of alpha beta B, the block of Lemma 12",
        ("B-sign",),
    ),
    Finding(
        "definite-B-is-not-necessary",
        FindingKind.FALSE_AS_STATED,
        17,
        "section 5.5, last two lines of the page",
        "'the necessary conditions (positive definiteness of B and zero D-matrix)', else 'a saddle "
        "point' with 'a direction [...] with negative curvature' (also p. 18 and 30): B(2) of the "
        "paper's own example is not definite, and the larger network is at a local minimum",
        ("B2-not-definite", "wide-minimum", "wide-minimum-with-biases"),
        "necessary is that lambda (1 - lambda) p'Bp < 0 for no p; as soon as it is, there is a "
        "saddle",
        ("B-sign", "saddle", "saddle-with-biases"),
        holds=True,
    ),
)
