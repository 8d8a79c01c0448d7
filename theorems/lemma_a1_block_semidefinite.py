"""Lemma A.1 (p. 22): when block matrices of the two shapes of Lemma 12 are positive semidefinite.

Both parts hold for all sizes. Where the printed proof of (b) says "for sufficiently large lambda,
the last term is negative", the step says how large: the last term is the end of its display, the
whole form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from sympy.matrices.expressions import BlockMatrix, Identity, MatrixSymbol, ZeroMatrix

from proofcheck.arithmetic.exact_linear import exact_inertia
from proofcheck.core import (
    Choices,
    Family,
    Finding,
    FindingKind,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Verdict,
    holds,
    refuted,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities

n1, n2, n3, n4, p, q = sympy.symbols("n1 n2 n3 n4 p q", integer=True, positive=True)
lam = sympy.Symbol("lambda")
a, b, c = (MatrixSymbol(name, n1, n) for name, n in zip("abc", (n1, n2, n3), strict=True))
d, e = MatrixSymbol("d", n2, n2), MatrixSymbol("e", n2, n3)
f, x = MatrixSymbol("f", n3, n3), MatrixSymbol("x", n4, n4)
g, h, z = MatrixSymbol("g", p, p), MatrixSymbol("h", p, q), MatrixSymbol("z", q, 1)


y1, y2, y3 = (MatrixSymbol(f"y{i}", n, 1) for i, n in enumerate((n1, n2, n3), start=1))
w = MatrixSymbol("w", n4, 1)
SIZES = (n1, n2, n3, n4)

PRINTED = {
    "larger": BlockMatrix([[a, 2 * b, c], [2 * b.T, 4 * d, 2 * e], [c.T, 2 * e.T, f]]),
    "smaller": BlockMatrix([[a, b, c], [b.T, d, e], [c.T, e.T, f]]),
    "factor": sympy.Integer(2),
}
"""Part (a) as printed: the corner of the larger matrix, the smaller matrix, and z2 -> 2 z2."""


def bordered(corner: BlockMatrix) -> BlockMatrix:
    """Return the 4 x 4 block matrix with `corner` (3 x 3 blocks) and x on its diagonal."""
    rows = [[*(corner.blocks[i, j] for j in range(3)), ZeroMatrix(SIZES[i], n4)] for i in range(3)]
    return BlockMatrix([*rows, [*(ZeroMatrix(n4, n) for n in SIZES[:3]), x]])


def stretch(factor: sympy.Expr) -> BlockMatrix:
    """Return the substitution z2 -> factor z2 as a block diagonal matrix."""
    return BlockMatrix(
        [
            [
                (factor if i == 1 else 1) * Identity(m) if i == j else ZeroMatrix(m, n)
                for j, n in enumerate(SIZES)
            ]
            for i, m in enumerate(SIZES)
        ]
    )


def form_identity(claim: Formulas) -> Formulas:
    """Compare both sides of the displayed identity: a congruence by the substitution."""
    s = stretch(claim["factor"])
    congruent = s.T * bordered(claim["smaller"]) * s
    return {"identity of (a)": congruent - bordered(claim["larger"])}


def bijection(claim: Formulas) -> Formulas:
    """Compare the substitution, undone, with the identity."""
    product = stretch(PRINTED["factor"]) * stretch(claim["undo"])
    return {"z2 -> 2 z2 and back": product - stretch(sympy.Integer(1))}


def splitting_of_the_form(claim: Formulas) -> Formulas:
    """Compare the form of the bordered matrix with its two parts, each reached alone."""
    corner = PRINTED["smaller"]
    y = BlockMatrix([[y1], [y2], [y3]])
    whole = BlockMatrix([[y1], [y2], [y3], [w]])
    only_w = BlockMatrix([[ZeroMatrix(n1, 1)], [ZeroMatrix(n2, 1)], [ZeroMatrix(n3, 1)], [w]])
    only_y = BlockMatrix([[y1], [y2], [y3], [ZeroMatrix(n4, 1)]])
    matrix = bordered(corner)
    first, second = y.T * corner * y, claim["second part"]
    return {
        "sum": whole.T * matrix * whole - first - second,
        "w = 0": only_y.T * matrix * only_y - first,
        "y = 0": only_w.T * matrix * only_w - second,
    }


def _corner_of_b() -> BlockMatrix:
    return BlockMatrix([[g, h], [h.T, ZeroMatrix(q, q)]])


def form_at(top: Any, bottom: Any) -> Any:
    """Return the quadratic form of the matrix of part (b) on the stacked vector."""
    vector = BlockMatrix([[top], [bottom]])
    return vector.T * _corner_of_b() * vector


BELOW = MatrixSymbol("t", q, 1)


def easy_direction(claim: Formulas) -> Formulas:
    """Compare the form for h = 0 with the form of g."""
    top, bottom = MatrixSymbol("s", p, 1), MatrixSymbol("t", q, 1)
    zero = ZeroMatrix(p, q)
    matrix = BlockMatrix([[g, zero], [zero.T, ZeroMatrix(q, q)]])
    vector = BlockMatrix([[top], [bottom]])
    return {"h = 0": vector.T * matrix * vector - claim["form"]}


def negative_direction_of_g(claim: Formulas) -> Formulas:
    """Compare the form on (s, 0) with the form of g on s."""
    top = MatrixSymbol("s", p, 1)
    return {"(s, 0)": form_at(top, ZeroMatrix(q, 1)) - claim["form"]}


def form_on_the_zero_block(claim: Formulas) -> Formulas:
    """Compare the form on (0, t) with the claim."""
    return {"(0, t)": form_at(ZeroMatrix(p, 1), BELOW) - claim["form"]}


def form_at_hz(claim: Formulas) -> Formulas:
    """Compare the form on (hz, -lambda z) with the display."""
    return {"(hz, -lambda z)": form_at(h * z, -lam * z) - claim["form"]}


G, m = sympy.symbols("G m")


def value_at_the_threshold(claim: Formulas) -> Formulas:
    """Compare G - 2 lambda m at the claimed lambda with -1; G = (hz)'g(hz), m = |hz|^2."""
    return {"form + 1": G - 2 * claim["lambda"] * m + 1}


@dataclass(frozen=True)
class BlockInstance:
    """Integer blocks for both parts of the lemma."""

    corner: np.ndarray
    cuts: tuple[int, int]
    x: np.ndarray
    g: np.ndarray
    h: np.ndarray
    labels: tuple[str, ...]

    @property
    def met(self) -> Mapping[str, Verdict]:
        """No hypothesis is asked for."""
        return {}

    @cached_property
    def larger(self) -> np.ndarray:
        """The matrix of part (a) with its factors 2 and 4, and x."""
        size = len(self.corner)
        scale = np.array([2 if self.cuts[0] <= i < self.cuts[1] else 1 for i in range(size)])
        scaled = self.corner * np.outer(scale, scale)
        zero = np.zeros((size, len(self.x)), dtype=object)
        return np.block([[scaled, zero], [zero.T, self.x]])

    @cached_property
    def part_b(self) -> np.ndarray:
        """The matrix of part (b)."""
        zero = np.zeros((self.h.shape[1],) * 2, dtype=object)
        return np.block([[self.g, self.h], [self.h.T, zero]])

    def to_json(self) -> dict[str, Any]:
        """Return the integer blocks."""
        blocks = {"corner": self.corner, "x": self.x, "g": self.g, "h": self.h}
        return {name: [[int(v) for v in row] for row in block] for name, block in blocks.items()}


def is_psd(matrix: np.ndarray) -> bool:
    """Return whether a symmetric integer matrix is positive semidefinite, exactly."""
    return exact_inertia(matrix).negative == 0


KINDS = {
    "definite": lambda signs: signs.zero == signs.negative == 0,
    "singular": lambda signs: signs.zero > 0,
    "indefinite": lambda signs: signs.negative > 0,
    "any": lambda _: True,
}
"""What the inertia of a matrix of each kind has to be."""


def _of_kind(choices: Choices, size: int, kind: str) -> np.ndarray:
    """Return a symmetric matrix of the kind: a draw that is of another one is drawn again."""
    while True:
        found = _symmetric(choices, size, kind)
        if KINDS[kind](exact_inertia(found)):
            return found


def _symmetric(choices: Choices, size: int, kind: str) -> np.ndarray:
    factor = np.array(
        [[choices.integer(-2, 2) for _ in range(size)] for _ in range(size)], dtype=object
    )
    if kind == "singular":
        factor[:, 0] = 0
    square = factor.dot(factor.T)
    if kind == "indefinite":
        k = choices.integer(0, size - 1)
        square[k, k] -= choices.integer(1, 6)
    return square


REGIONS = ("definite", "singular", "indefinite corner", "indefinite x", "h nonzero", "h zero")


def draw_blocks(choices: Choices, region: str, _digits: int) -> BlockInstance:
    """Return integer blocks; both sides of every boundary are visited."""
    kind = {"definite": "definite", "indefinite corner": "indefinite"}.get(region, "singular")
    sizes = [choices.integer(1, 2) for _ in range(5)]
    corner = _of_kind(choices, sum(sizes[:3]), kind)
    x = _of_kind(choices, sizes[3], "indefinite" if region == "indefinite x" else "any")
    g = _of_kind(choices, sizes[4], choices.pick(("any", "singular", "indefinite")))
    h = np.zeros((sizes[4], sizes[0]), dtype=object)
    if region == "h nonzero":
        h[choices.integer(0, sizes[4] - 1), 0] = choices.pick((-2, -1, 1, 2))
    return BlockInstance(corner, (sizes[0], sizes[0] + sizes[1]), x, g, h, (region,))


BLOCKS = Family("integer blocks", REGIONS, draw_blocks)


def compare_semidefiniteness(instance: BlockInstance, claim: Formulas) -> Outcome:
    """Decide both sides of the claimed equivalence exactly; a difference is confirmed by minors."""
    matrix, right = claim["sides"](instance)
    left = is_psd(matrix)
    if left == right:
        return holds("both sides agree")
    again = _psd_by_minors(matrix) == left
    return refuted(
        f"semidefinite: {left}; claimed: {right}",
        confirmed_by="all principal minors" if again else "",
        witness=instance.to_json(),
    )


def _psd_by_minors(matrix: np.ndarray) -> bool:
    polynomial = sympy.Matrix(matrix.tolist()).charpoly().all_coeffs()
    return all(value * (-1) ** k >= 0 for k, value in enumerate(polynomial))


def sides_of_a(s: BlockInstance) -> tuple[np.ndarray, bool]:
    """Return the larger matrix of (a), and whether x and the smaller matrix are semidefinite."""
    return s.larger, is_psd(s.x) and is_psd(s.corner)


def sides_of_b(s: BlockInstance) -> tuple[np.ndarray, bool]:
    """Return the matrix of (b), and whether g is semidefinite and h = 0."""
    return s.part_b, is_psd(s.g) and not s.h.any()


def _scaled(factors: tuple[int, int, int]) -> BlockMatrix:
    """Return the larger corner with other factors in front of b, d and e."""
    fb, fd, fe = factors
    return BlockMatrix([[a, fb * b, c], [fb * b.T, fd * d, fe * e], [c.T, fe * e.T, f]])


EVERYTHING = scope()

STATEMENT = Statement(
    id="lemma-a1",
    title="Semidefinite block matrices of the two shapes of Lemma 12",
    page=22,
    claim=(
        "(a) [[a,2b,c,0],[2b',4d,2e,0],[c',2e',f,0],[0,0,0,x]] is positive semidefinite if and "
        "only if x and [[a,b,c],[b',d,e],[c',e',f]] are; (b) [[g,h],[h',0]] is positive "
        "semidefinite if and only if g is and h = 0"
    ),
    latex=(
        r"\text{(a)}\quad\begin{pmatrix}a&2b&c&0\\2b^\top&4d&2e&0\\c^\top&2e^\top&f&0\\0&0&0&"
        r"x\end{pmatrix}\succeq0\ \iff\ x\succeq0\ \text{ and }\begin{pmatrix}a&b&c\\b^\top&d&"
        r"e\\c^\top&e^\top&f\end{pmatrix}\succeq0",
        r"\text{(b)}\quad\begin{pmatrix}g&h\\h^\top&0\end{pmatrix}\succeq0\ \iff\ g\succeq0\ "
        r"\text{ and }\ h=0",
    ),
    steps=(
        Step(
            id="form-identity",
            claim="(a) z'Az equals the form of the matrix without factors at (z1, 2 z2, z3, z4)",
            page=22,
            formula=PRINTED,
            checks=(identities(form_identity, EVERYTHING),),
            mutants=(
                Mutant("b-once", "2b printed as b", change("larger", lambda _: _scaled((1, 4, 2)))),
                Mutant("d-twice", "4d as 2d", change("larger", lambda _: _scaled((2, 2, 2)))),
                Mutant("e-once", "2e as e", change("larger", lambda _: _scaled((2, 4, 1)))),
                Mutant("b-sign", "2b as -2b", change("larger", lambda _: _scaled((-2, 4, 2)))),
                Mutant("stretch-3", "z2 -> 3 z2", change("factor", lambda old: old + 1)),
                Mutant(
                    "stretch-sign",
                    "z2 -> -2 z2",
                    change("factor", lambda old: -old),
                ),
                Mutant(
                    "a-transposed",
                    "a transposed in the smaller matrix (a need not be symmetric here)",
                    change(
                        "smaller", lambda _: BlockMatrix([[a.T, b, c], [b.T, d, e], [c.T, e.T, f]])
                    ),
                ),
            ),
        ),
        Step(
            id="substitution-is-onto",
            claim="(a) z2 -> 2 z2 is a bijection, so one form is nonnegative where the other is",
            page=22,
            formula={"undo": sympy.Rational(1, 2)},
            checks=(identities(bijection, EVERYTHING),),
            mutants=(
                Mutant("undo-third", "undone by 1/3", change("undo", lambda _: sympy.S.One / 3)),
            ),
        ),
        Step(
            id="both-parts",
            claim=(
                "(a) the form splits into that of the 3 x 3 matrix and that of x, and each is "
                "reached alone: semidefinite if and only if both are"
            ),
            page=22,
            formula={"second part": w.T * x * w, "sides": sides_of_a},
            checks=(
                identities(splitting_of_the_form, EVERYTHING),
                Sampling(BLOCKS, compare_semidefiniteness, EVERYTHING),
            ),
            mutants=(
                Mutant("x-sign", "-x for x", change("second part", lambda old: -old)),
                Mutant(
                    "x-forgotten",
                    "x need not be semidefinite",
                    change("sides", lambda _: lambda s: (s.larger, is_psd(s.corner))),
                ),
                Mutant(
                    "corner-forgotten",
                    "the 3 x 3 matrix need not be semidefinite",
                    change("sides", lambda _: lambda s: (s.larger, is_psd(s.x))),
                ),
            ),
        ),
        Step(
            id="never-definite",
            claim="(b) on (0, t) the form is 0, so that such a matrix is never positive definite",
            page=22,
            formula={"form": ZeroMatrix(1, 1)},
            checks=(identities(form_on_the_zero_block, EVERYTHING),),
            mutants=(
                Mutant("zero-block-square", "t't", change("form", lambda _: BELOW.T * BELOW)),
            ),
        ),
        Step(
            id="b-easy-direction",
            claim="(b) for h = 0 the form is that of g",
            page=22,
            formula={"form": MatrixSymbol("s", p, 1).T * g * MatrixSymbol("s", p, 1)},
            checks=(identities(easy_direction, EVERYTHING),),
            mutants=(Mutant("g-twice", "2g for g", change("form", lambda old: 2 * old)),),
        ),
        Step(
            id="b-g-semidefinite",
            claim="(b) on (s, 0) the form is s'gs, so g must be semidefinite",
            page=22,
            formula={"form": MatrixSymbol("s", p, 1).T * g * MatrixSymbol("s", p, 1)},
            checks=(identities(negative_direction_of_g, EVERYTHING),),
            mutants=(Mutant("g-sign", "-g for g", change("form", lambda old: -old)),),
        ),
        Step(
            id="b-form-at-hz",
            claim="(b) on (hz, -lambda z) the form is (hz)'g(hz) - 2 lambda |hz|^2",
            page=22,
            formula={"form": (h * z).T * g * (h * z) - 2 * lam * (h * z).T * (h * z)},
            checks=(identities(form_at_hz, EVERYTHING),),
            mutants=(
                Mutant(
                    "cross-once",
                    "2 lambda as lambda",
                    change("form", lambda old: old + lam * (h * z).T * (h * z)),
                ),
                Mutant(
                    "cross-sign",
                    "+2 lambda",
                    change("form", lambda old: old + 4 * lam * (h * z).T * (h * z)),
                ),
            ),
        ),
        Step(
            id="b-threshold",
            claim=(
                "(b) 'for sufficiently large lambda, the last term is negative': for hz != 0 and "
                "lambda = ((hz)'g(hz) + 1) / (2 |hz|^2) the form is -1, so h = 0 is necessary"
            ),
            page=22,
            formula={"lambda": (G + 1) / (2 * m), "sides": sides_of_b},
            checks=(
                identities(value_at_the_threshold, EVERYTHING),
                Sampling(BLOCKS, compare_semidefiniteness, EVERYTHING),
            ),
            mutants=(
                Mutant("threshold-low", "G / (2m)", change("lambda", lambda _: G / (2 * m))),
                Mutant("threshold-half", "without 2", change("lambda", lambda _: (G + 1) / m)),
                Mutant(
                    "h-free",
                    "h need not vanish",
                    change("sides", lambda _: lambda s: (s.part_b, is_psd(s.g))),
                ),
                Mutant(
                    "g-free",
                    "g need not be semidefinite",
                    change("sides", lambda _: lambda s: (s.part_b, not s.h.any())),
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="definite-is-semidefinite",
            kind=FindingKind.MISPRINT,
            page=22,
            place="sentence above Lemma A.1",
            claim=(
                "'The second lemma determines when matrices of the form as calculated in Lemma 12 "
                "are positive definite': they never are, with their block of zeros"
            ),
            shown_by=("never-definite",),
            repair="positive semidefinite, as in the lemma",
            repaired_by=("both-parts", "b-threshold"),
            holds=True,
        ),
    ),
)
