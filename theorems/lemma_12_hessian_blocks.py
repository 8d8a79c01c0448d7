"""Lemma 12 (p. 12): the Hessian of the loss after splitting a neuron, in the split basis.

In the basis u_twin + u_r, v_twin + v_r, w, alpha u_twin - beta u_r, v_twin - v_r (called u, v, w,
p, q here) the Hessian of the larger network at gamma_lambda, lambda = beta / (alpha + beta), is the
5 x 5 block matrix `claimed`. The derivation compares two-parameter jets of a generic
pre-activation of the next layer, so it holds for all widths, depths, data and C2 activations.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import Any, Protocol

import sympy

from proofcheck.core import (
    Assumptions,
    Derivation,
    Finding,
    FindingKind,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Textbook,
    scope,
)
from proofcheck.search.compare import equal
from proofcheck.search.planted import CRITICAL, EXACT, NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change, change_entry
from proofcheck.symbolic.forms import Form as Block
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import (
    GROUPS,
    SMALL_MOTIONS,
    B_form,
    D_form,
    large_base,
    loss_jet,
    preactivation,
    small_base,
    split_basis_motions,
    symbol,
)

ALPHA, BETA = sympy.symbols("alpha beta")
PAIRS = tuple(combinations_with_replacement(GROUPS, 2))


class Blocks(Protocol):
    """What the claim may name: small Hessian blocks h(X, Y), B, D (incoming x next layer)."""

    alpha: Any
    beta: Any
    B: Any
    D: Any

    def h(self, rows: str, columns: str) -> Any:
        """Return the block of the smaller network's Hessian."""


def claimed(s: Blocks) -> Formulas:
    """Return the displayed matrix (p. 12), upper triangle; every block that is not named is 0."""
    return {
        ("u", "u"): s.h("u", "u"),
        ("u", "v"): 2 * s.h("u", "v"),
        ("u", "w"): s.h("u", "w"),
        ("v", "v"): 4 * s.h("v", "v"),
        ("v", "w"): 2 * s.h("v", "w"),
        ("v", "p"): (s.alpha - s.beta) * s.D.T,
        ("w", "w"): s.h("w", "w"),
        ("p", "p"): (s.alpha * s.beta) * s.B,
        ("p", "q"): (s.alpha + s.beta) * s.D,
    }


class SymbolicBlocks:
    """The blocks as bilinear forms on generic directions, for any small network."""

    def __init__(self, alpha: sympy.Expr, beta: sympy.Expr) -> None:
        self.alpha, self.beta = alpha, beta
        self.B = Block(B_form(), B_form(("tau", "t")))
        self.D = Block(D_form("t", "tau"), D_form("tau", "t"))

    def h(self, rows: str, columns: str) -> Block:
        """Return the second derivative of the small loss along two generic directions."""
        value = _small_second(rows, columns)
        return Block(value, _small_second(columns, rows))


@lru_cache(maxsize=64)
def _small_second(rows: str, columns: str) -> sympy.Expr:
    moves = {"t": SMALL_MOTIONS[rows], "tau": SMALL_MOTIONS[columns]}
    return loss_jet(small_base(), moves).mixed


def derivation(claim: Any, assume: Assumptions) -> Outcome:
    """Compare the jets of the larger network, for all 15 pairs of directions, with the claim."""
    lam = BETA / (ALPHA + BETA) if assume("alpha-plus-beta") else symbol("lambda")
    blocks = claim(SymbolicBlocks(ALPHA, BETA))
    residues = {"pre-activation at gamma_lambda": _preactivation_residue(lam)}
    for rows, columns in PAIRS:
        block = blocks.get((rows, columns))
        computed = _large_second(rows, columns, lam)
        residues[f"block ({rows}, {columns})"] = computed - (block.value if block else 0)
    return decide_zeros(residues)


@lru_cache(maxsize=64)
def _large_second(rows: str, columns: str, lam: sympy.Expr) -> sympy.Expr:
    motions = split_basis_motions(ALPHA, BETA)
    moves = {"t": motions[rows], "tau": motions[columns]}
    return loss_jet(large_base(lam), moves).mixed


def _preactivation_residue(lam: sympy.Expr) -> sympy.Expr:
    still = {"t": SMALL_MOTIONS["u"], "tau": SMALL_MOTIONS["u"]}
    small = preactivation(1, small_base()[1], still).value
    return preactivation(1, large_base(lam)[1], still).value - small


def relation(claim: Formulas, assume: Assumptions) -> Outcome:
    """Compare alpha lambda with the claimed multiple of 1 - lambda, from the definition of lambda.

    Without alpha + beta != 0 there is no such lambda: it is any number.
    """
    lam = BETA / (ALPHA + BETA) if assume("alpha-plus-beta") else symbol("lambda")
    return decide_zeros({"relation": ALPHA * lam - claim["times 1 - lambda"] * (1 - lam)})


def compare_relation(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare both sides at the instance's alpha and beta, lambda read off its outgoing weights."""
    layer, neuron = instance.layer, instance.neuron
    column = neuron if instance.network.architecture.bias else neuron - 1

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        twin, kept = view.wide.weights[layer][:, -1], view.wide.weights[layer][:, column]
        multiple = claim["times 1 - lambda"].subs(
            {ALPHA: str(instance.alpha), BETA: str(instance.beta)}
        )
        yield "relation", twin * view.alpha, kept * view.arithmetic.number(Fraction(str(multiple)))

    return equal(instance, sides)


def determinants(claim: Formulas) -> Formulas:
    """Compare the determinants of the change of basis, for one incoming and one outgoing index."""
    incoming = sympy.Matrix([[1, 1], [ALPHA, -BETA]]).det()
    outgoing = sympy.Matrix([[1, 1], [1, -1]]).det()
    return {
        "determinant of u, p": incoming - claim["incoming"],
        "determinant of v, q": outgoing - claim["outgoing"],
    }


def compare_blocks(instance: SplitInstance, claim: Any) -> Outcome:
    """Compare all 15 blocks of Q'HQ, from the larger network alone, with the claim."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        blocks = claim(view)
        for rows, columns in PAIRS:
            computed = view.block(rows, columns)
            expected = blocks.get((rows, columns))
            if expected is None:
                expected = view.arithmetic.zeros(computed.shape)
            yield f"block ({rows}, {columns})", computed, expected

    return equal(instance, sides)


def _block_mutant(name: str, change_text: str, pair: tuple[str, str], new: Any) -> Mutant:
    return Mutant(name, f"block ({pair[0]}, {pair[1]}): {change_text}", change_entry(pair, new))


BLOCK_MUTANTS = (
    _block_mutant("uu-twice", "2 h(u,u)", ("u", "u"), lambda s: 2 * s.h("u", "u")),
    _block_mutant("uv-once", "h(u,v) without 2", ("u", "v"), lambda s: s.h("u", "v")),
    _block_mutant("uv-sign", "-2 h(u,v)", ("u", "v"), lambda s: -2 * s.h("u", "v")),
    _block_mutant("uw-twice", "2 h(u,w)", ("u", "w"), lambda s: 2 * s.h("u", "w")),
    _block_mutant("up-D", "D-like term instead of 0", ("u", "p"), lambda s: s.alpha * s.B),
    _block_mutant("uq-D", "D instead of 0", ("u", "q"), lambda s: s.D),
    _block_mutant("vv-twice", "2 h(v,v) instead of 4", ("v", "v"), lambda s: 2 * s.h("v", "v")),
    _block_mutant("vw-once", "h(v,w) without 2", ("v", "w"), lambda s: s.h("v", "w")),
    _block_mutant("vp-zero", "0", ("v", "p"), lambda s: 0 * s.D.T),
    _block_mutant("vp-sum", "alpha + beta", ("v", "p"), lambda s: (s.alpha + s.beta) * s.D.T),
    _block_mutant("vp-swapped", "beta - alpha", ("v", "p"), lambda s: (s.beta - s.alpha) * s.D.T),
    _block_mutant("vp-transposed", "D for D'", ("v", "p"), lambda s: (s.alpha - s.beta) * s.D),
    _block_mutant("vq-h", "h(v,v) instead of 0", ("v", "q"), lambda s: s.h("v", "v")),
    _block_mutant("wp-h", "h(w,u) instead of 0", ("w", "p"), lambda s: s.h("w", "u")),
    _block_mutant("wq-h", "h(w,v) instead of 0", ("w", "q"), lambda s: s.h("w", "v")),
    _block_mutant("qq-h", "h(v,v) instead of 0", ("q", "q"), lambda s: s.h("v", "v")),
    _block_mutant("ww-twice", "2 h(w,w)", ("w", "w"), lambda s: 2 * s.h("w", "w")),
    _block_mutant("pp-sign", "-alpha beta B", ("p", "p"), lambda s: -(s.alpha * s.beta) * s.B),
    _block_mutant("pp-sum", "(alpha + beta) B", ("p", "p"), lambda s: (s.alpha + s.beta) * s.B),
    _block_mutant("pp-square", "alpha^2 B", ("p", "p"), lambda s: (s.alpha * s.alpha) * s.B),
    _block_mutant("pq-difference", "alpha - beta", ("p", "q"), lambda s: (s.alpha - s.beta) * s.D),
    _block_mutant("pq-sign", "-(alpha + beta)", ("p", "q"), lambda s: -(s.alpha + s.beta) * s.D),
    _block_mutant("pq-transposed", "D' for D", ("p", "q"), lambda s: (s.alpha + s.beta) * s.D.T),
    Mutant(
        "pp-transposed",
        "block (p, p): B' for B",
        change_entry(("p", "p"), lambda s: (s.alpha * s.beta) * s.B.T),
        equivalent="B is symmetric",
    ),
    Mutant("any-lambda", "lambda without the relation", drops="alpha-plus-beta"),
)

ALL_C2 = scope("C2")

DISPLAY = """
         u_r,j      v_t,r             w'         p                  q
  u_r,i  [l_uu]     2 [l_uv]          [l_uw]     0                  0
  v_s,r  2 [l_vu]   4 [l_vv]          2 [l_vw]   (alpha-beta) [D]'  0
  w      [l_wu]     2 [l_wv]          [l_ww]     0                  0
  p      0          (alpha-beta) [D]  0          alpha beta [B]     (alpha+beta) [D]
  q      0          0                 0          (alpha+beta) [D]'  0

  [l_uv] = [d2 l / du_r,i dv_s,r]_{i,s} of the smaller network, at every z
  B_i,j = sum_alpha sum_k dl/dn(l+1,k) v_k,r sigma''(n(l,r)) act(l-1,i) act(l-1,j)    (1)
  D_i,s = sum_alpha dl/dn(l+1,s) sigma'(n(l,r)) act(l-1,i);   i, j = 0 is the bias    (2)
  rows and columns in the order of p. 12: u_twin + u_r, v_twin + v_r, w,
  p = alpha u_twin - beta u_r, q = v_twin - v_r;   lambda = beta / (alpha + beta)
"""

STATEMENT = Statement(
    id="lemma-12",
    title="Hessian of the loss in the split basis",
    page=12,
    claim=(
        "with lambda = beta / (alpha + beta), in the basis u = u_twin + u_r, v = v_twin + v_r, w, "
        "p = alpha u_twin - beta u_r, q = v_twin - v_r the Hessian of the larger network at "
        "gamma_lambda is [[l_uu, 2 l_uv, l_uw, 0, 0], [., 4 l_vv, 2 l_vw, (alpha - beta) D', 0], "
        "[., ., l_ww, 0, 0], [., ., ., alpha beta B, (alpha + beta) D], [., ., ., ., 0]]"
    ),
    display=DISPLAY,
    hypotheses=(
        Hypothesis(
            "one-neuron-more", "the networks differ by one neuron in layer l", 12, setting=True
        ),
        Hypothesis("critical", "the smaller parameters are a critical point", 12),
        Hypothesis("alpha-plus-beta", "alpha + beta is not 0", 12),
    ),
    rests_on=(Textbook.CHAIN_RULE,),
    latex=(
        r"\nabla^2\mathcal{L}\bigl(\gamma^r_\lambda(z)\bigr)=\begin{pmatrix}\ell_{uu}&"
        r"2\ell_{uv}&\ell_{uw}&0&0\\ 2\ell_{vu}&4\ell_{vv}&2\ell_{vw}&(\alpha-\beta)D^\top&"
        r"0\\ \ell_{wu}&2\ell_{wv}&\ell_{ww}&0&0\\ 0&(\alpha-\beta)D&0&\alpha\beta\,B&"
        r"(\alpha+\beta)D\\ 0&0&0&(\alpha+\beta)D^\top&0\end{pmatrix}",
        r"\text{in the basis }\ u_{-1}+u_r,\quad v_{-1}+v_r,\quad \bar w,\quad \alpha u_{-1}"
        r"-\beta u_r,\quad v_{-1}-v_r,\qquad \lambda=\frac{\beta}{\alpha+\beta}",
        r"B^r_{i,j}=\sum_\alpha\sum_k\frac{\partial\ell_\alpha}{\partial n(l+1,k;x_\alpha)}\,"
        r"v_{k,r}\,\sigma''\bigl(n(l,r;x_\alpha)\bigr)\,\mathrm{act}(l-1,i;x_\alpha)\,"
        r"\mathrm{act}(l-1,j;x_\alpha)\qquad(1)",
        r"D^{r,s}_i=\sum_\alpha\frac{\partial\ell_\alpha}{\partial n(l+1,s;x_\alpha)}\,"
        r"\sigma'\bigl(n(l,r;x_\alpha)\bigr)\,\mathrm{act}(l-1,i;x_\alpha)\qquad(2)",
    ),
    steps=(
        Step(
            id="basis",
            claim="the listed directions are a basis: both determinants differ from 0",
            page=12,
            formula={"incoming": -(ALPHA + BETA), "outgoing": sympy.Integer(-2)},
            checks=(identities(determinants, scope()),),
            mutants=(
                Mutant("determinant", "alpha - beta", change("incoming", lambda _: ALPHA - BETA)),
                Mutant("determinant-q", "+2", change("outgoing", lambda old: -old)),
            ),
        ),
        Step(
            id="relation",
            claim="alpha lambda - beta (1 - lambda) = 0, 'multiple times' used in the calculation",
            page=21,
            formula={"times 1 - lambda": BETA},
            requires=("alpha-plus-beta",),
            checks=(
                Derivation(relation, scope()),
                Sampling(NOT_CRITICAL, compare_relation, scope("A")),
            ),
            mutants=(
                Mutant("relation-sum", "+", change("times 1 - lambda", lambda old: -old)),
                Mutant("relation-alpha", "alpha", change("times 1 - lambda", lambda _: ALPHA)),
                Mutant("lambda-free", "alpha + beta may be 0", drops="alpha-plus-beta"),
            ),
        ),
        Step(
            id="blocks",
            claim="all 15 blocks of Q'HQ are as displayed (p. 21: a 'tedious' calculation)",
            page=12,
            scope=ALL_C2,
            formula=claimed,
            requires=("alpha-plus-beta",),
            checks=(
                Derivation(derivation, ALL_C2),
                Sampling(NOT_CRITICAL, compare_blocks, scope("A")),
                Sampling(CRITICAL, compare_blocks, scope("A")),
                Sampling(EXACT, compare_blocks, scope("polynomial")),
            ),
            mutants=BLOCK_MUTANTS,
        ),
    ),
    findings=(
        Finding(
            id="criticality-not-needed",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=12,
            place="Lemma 12, third line",
            claim="the smaller parameters need not be a critical point",
            shown_by=("blocks",),
            unused="critical",
            repair="state the formula at every point gamma_lambda(z); later proofs need that",
            repaired_by=("blocks",),
        ),
    ),
)
