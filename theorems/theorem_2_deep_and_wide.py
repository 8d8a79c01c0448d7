"""Theorem 2 (p. 7, proof p. 15): deep, extremely wide networks with non-attracting regions.

In the order of the printed proof: the minimum of 2-1-1-1 and its printed figures (section 5.4), D,
B and what splitting does to them, the kernel, the inference from semidefinite to minimum, the wide
network, suboptimal, the saddle, and the remark on deeper networks. Where the text fails, a literal
step shows it and a repaired one mends it: `beyond-split-chains` derives, for every depth and width,
that the split chain is a local minimum. The paper's example has no biases although its model has;
so there are three instances: the experiment, and planted ones with biases, with two and with three
hidden layers. Their existence for every further depth is not claimed.

Not encoded: the curves of Figure 3 (p. 16). Those of (a) and (c) are losses along 5000 random
directions, of which the text gives neither seed nor law; for (d) it gives neither the direction nor
the lambda of the saddle. What the text says of them is checked: the minimum (`wide-minimum`), the
path of (b) (`path-to-the-saddle`), and a direction of descent at the saddle (`saddle`).
"""

from __future__ import annotations

from proofcheck.core import Finding, FindingKind, Form, Hypothesis, Statement, Textbook
from proofcheck.search.wide_checks import DEEP, DEEPER, EXPERIMENT
from theorems import _theorem_2_experiment as experiment
from theorems import _theorem_2_matrices as matrices
from theorems._lambda_signs import B_MATRIX, B_MATRIX_FINDINGS
from theorems._wide_steps import (
    B_after_t_splittings,
    embedded_teacher,
    pass_through,
    path_to_the_saddle,
    saddle,
    semidefinite_suffices,
    small_minimum,
    spanning_activations,
    wide_minimum,
)

PAGE = 15
PAPER = matrices.PAPER
THREE = (24, 3, 2)
"""Neurons added to three hidden layers: 2-25-4-3-1, for 24 samples."""

STEPS = (
    small_minimum("experiment-minimum", EXPERIMENT, 16, Form.ONLY, "2-1-1-1"),
    *experiment.FIGURES,
    small_minimum("minimum-with-biases", DEEP, PAGE, Form.REPAIRED, "2-1-1-1 with biases"),
    small_minimum("deeper-minimum", DEEPER, PAGE, Form.REPAIRED, "2-1-1-1-1 with biases"),
    B_after_t_splittings(PAGE, "B^(t)(l) = (1 - lambda)^(t-1) B^(1)(l), in both hidden layers"),
    *matrices.MATRICES,
    semidefinite_suffices(
        PAGE,
        "'Since the loss is constant in the direction of any parameter change in the kernel of H "
        "[...] positive semi-definiteness is sufficient to guarantee a local minimum'",
    ),
    wide_minimum("wide-minimum", EXPERIMENT, PAGE, PAPER, "2-21-21-1"),
    wide_minimum("wide-minimum-with-biases", DEEP, PAGE, PAPER, "2-21-21-1 with biases"),
    wide_minimum("deeper", DEEPER, PAGE, THREE, "'deeper networks': 2-25-4-3-1 with biases"),
    embedded_teacher("suboptimal", EXPERIMENT, PAGE, PAPER),
    pass_through(PAGE),
    spanning_activations("suboptimal-with-biases", DEEP, PAGE, PAPER),
    spanning_activations("suboptimal-deeper", DEEPER, PAGE, THREE),
    path_to_the_saddle(PAGE),
    *B_MATRIX,
    saddle("saddle", EXPERIMENT, PAPER, Form.ONLY, "2-21-21-1"),
    saddle("saddle-with-biases", DEEP, PAPER, Form.REPAIRED, "2-21-21-1 with biases"),
    saddle("saddle-deeper", DEEPER, THREE, Form.REPAIRED, "2-25-4-3-1 with biases"),
)

STATEMENT = Statement(
    id="theorem-2",
    title="Deep and extremely wide networks with non-attracting regions of local minima",
    page=7,
    claim=(
        "there are deep and extremely wide sigmoid networks whose squared loss on a finite data "
        "set has a non-attracting region of local minima at finite parameters (hence suboptimal)"
    ),
    repaired=(
        "as printed, in the model with biases: a split chain lies on an affine set of critical "
        "points across which the Hessian is positive definite. That holds at every depth; chains "
        "to start from are certified for two and three hidden layers"
    ),
    hypotheses=(
        Hypothesis("chain", "one neuron per hidden layer before splitting", PAGE, setting=True),
        Hypothesis("critical", "the chain's parameters are a critical point", PAGE),
    ),
    uses=("theorem-9", "proposition-15", "remark-11", "definition-1", "beyond-split-chains"),
    rests_on=(Textbook.CHAIN_RULE, Textbook.TAYLOR, Textbook.CONTINUITY),
    latex=(
        r"\mathcal{L}(w)=\sum_{\alpha=1}^{N}\bigl(f(w;x_\alpha)-y_\alpha\bigr)^2",
        r"\exists\,R \text{ non-attracting}:\quad \mathcal{L}(w)=c>\inf\mathcal{L},\quad "
        r"w\text{ a local minimum, for all } w\in R",
    ),
    latex_repaired=(
        r"w\in F\text{ affine},\qquad \nabla\mathcal{L}|_F=0,\qquad "
        r"\xi^\top\nabla^2\mathcal{L}(w)\,\xi>0\ \text{ for } \xi\notin T F",
    ),
    steps=STEPS,
    findings=(
        *experiment.FINDINGS,
        *matrices.FINDINGS,
        *B_MATRIX_FINDINGS,
        Finding(
            "semidefinite-is-not-sufficient",
            FindingKind.INVALID_INFERENCE,
            PAGE,
            "proof of Theorem 2, third paragraph, last sentence",
            "a positive semidefinite Hessian and constant loss along its kernel do not give a "
            "local minimum: y (y - x^2)",
            ("semidefinite-suffices",),
            "an affine set of critical points with a positive definite Hessian across it",
            ("wide-minimum", "wide-minimum-with-biases", "deeper"),
        ),
    ),
)
