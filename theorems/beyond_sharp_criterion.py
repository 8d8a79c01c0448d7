"""Beyond the paper: when gamma_lambda(z*) is a local minimum, exactly.

Let z* be a local minimum of l and lambda (1 - lambda) B(z*) positive definite. By the master
identity, L - l* = (l - l*) + q.D(z) d + (1/2) d'H d near the point, with b |d|^2 <= d'Hd and
d'Hd <= K |d|^2. Then gamma_lambda(z*) is a local minimum if and only if

    |D(z)|^2 <= C (l(z) - l(z*))    for some C and all z near z*.

Below s^2 = l - l*, delta = |d|, m = |D|, and |q| is the size of q.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.core import (
    Assumptions,
    Derivation,
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
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.identities import identities

b, K, C, c, k, s, m, zeta, delta, rho, t, R, w = sympy.symbols(
    "b K C c k s m zeta delta rho t R omega", positive=True
)
SIZE = sympy.symbols("q", positive=True)


def sufficient(claim: Formulas) -> Formulas:
    """Complete the square in s^2 - |q| sqrt(C) s delta + (b/2) delta^2, k^2 = C |q|^2."""
    form = s**2 - k * s * delta + b / 2 * delta**2
    rest = claim["rest"].subs(SIZE**2, k**2 / C)
    return {"square": form - (s - k * delta / 2) ** 2 - rest * delta**2}


def necessary(claim: Formulas) -> Formulas:
    """Put |q| = rho and d of size rho m / K against q.D d: the bound L >= l* becomes one for D."""
    step = rho * m / K
    value = s**2 - rho * m * step + K / 2 * step**2
    return {"value": value - (s**2 - m**2 / claim["C"])}


def compare_drop(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the second order of L at gamma_lambda, along q = e_1 and d = -t D q, with the claim.

    The larger network moves by v_twin + q, v_r - q, u_twin + (1 - lambda) d, u_r - lambda d.
    """

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        step = view.arithmetic.number(Fraction(3, 2))
        first, B, lam = view.D[:, 0], view.B, view.lam
        d = -step * first
        moved = view.arithmetic.zeros(len(view.wide_hessian))
        for places, part in zip(_moved_places(instance), (1 - lam, -lam), strict=True):
            moved[places] = part * d
        for place, sign in zip(_first_outgoing(instance), (1, -1), strict=True):
            moved[place] = view.arithmetic.number(sign)
        size, curved = first.dot(first), first.dot(B.dot(first)) * lam * (1 - lam)
        yield "drop", moved.dot(view.wide_hessian.dot(moved)) / 2, claim["drop"](step, size, curved)

    return equal(instance, sides)


def _moved_places(instance: SplitInstance) -> tuple[list[int], list[int]]:
    large, layer = instance.basis.large, instance.layer
    twin = large.incoming(layer, large.widths[layer])
    return list(twin), list(large.incoming(layer, instance.neuron))


def _first_outgoing(instance: SplitInstance) -> tuple[int, int]:
    """Return the places of the weights that send the twin and neuron r to the first next one."""
    large, layer = instance.basis.large, instance.layer
    twin = large.widths[layer]
    return tuple(large.parameter_index(layer + 1, 1, k) for k in (twin, instance.neuron))  # type: ignore[return-value]


def definite(claim: Formulas) -> Formulas:
    """From |D| <= k zeta and l - l* >= c zeta^2: C (l - l*) - |D|^2 at the worst case."""
    return {"worst case": claim["C"] * c * zeta**2 - (k * zeta) ** 2}


def one_next(claim: Formulas) -> Formulas:
    """From D = (dl/du) / v and |grad l|^2 <= 2 K (l - l*): the same at the worst case."""
    v, g = sympy.symbols("v g", positive=True)
    least = g**2 / (2 * K)
    return {"worst case": claim["C"].subs(sympy.Symbol("v"), v) * least - (g / v) ** 2}


def along_the_kernel(claim: Formulas) -> Formulas:
    """Along z* + t e let D = t D'e + t^2 R and l - l* = t^2 omega: the criterion over t^2."""
    first = sympy.Symbol("D'e")
    D = t * first + t**2 * R
    over = sympy.expand((D**2 - C * t**2 * w) / t**2)
    return {"over t^2": over - claim["limit"](first) - t * (2 * first * R + t * R**2) + C * w}


CRITERION, MINIMUM, AT_POINT, KERNEL = sympy.symbols("criterion minimum D_zero D_kernel_zero")
POSITIVE, ONE_NEXT, B_OK = sympy.symbols("definite_hessian one_next_neuron B_definite")


def put_together(claim: sympy.Expr, _: Assumptions) -> Outcome:
    """Put the bounds together."""
    premises = {
        "sufficient": sympy.Implies(sympy.And(B_OK, CRITERION), MINIMUM),
        "necessary": sympy.Implies(sympy.And(B_OK, MINIMUM), CRITERION),
        "the criterion at z*": sympy.Implies(CRITERION, AT_POINT),
        "the criterion along the kernel": sympy.Implies(CRITERION, KERNEL),
        "definite Hessian": sympy.Implies(sympy.And(POSITIVE, AT_POINT), CRITERION),
        "n_{l+1} = 1": sympy.Implies(ONE_NEXT, CRITERION),
        "B": B_OK,
    }
    return decide_entailment(premises, claim)


SHARP = sympy.And(
    sympy.Equivalent(MINIMUM, CRITERION),
    sympy.Implies(MINIMUM, sympy.And(AT_POINT, KERNEL)),
    sympy.Implies(sympy.And(POSITIVE, AT_POINT), MINIMUM),
    sympy.Implies(ONE_NEXT, MINIMUM),
)


def _twice(t: Any, size: Any, curved: Any) -> Any:
    return t**2 * curved / 2 - 2 * t * size


STATEMENT = Statement(
    id="beyond-sharp-criterion",
    title="When splitting gives a local minimum, exactly",
    page=11,
    claim=(
        "if z* is a local minimum of l and lambda (1 - lambda) B(z*) is positive definite, "
        "gamma_lambda(z*) is a local minimum if and only if |D(z)|^2 <= C (l(z) - l(z*)) near z* "
        "for some C; so D(z*) = 0, and D' = 0 on the kernel of the Hessian, are necessary; D(z*) = "
        "0 with a positive definite Hessian is sufficient, and so is n_{l+1} = 1 with v_r not 0, "
        "where z* need not be isolated"
    ),
    latex=(r"|D(z)|^{2} \le C \, (\ell(z) - \ell(z^{*})) \quad \text{near } z^{*}",),
    hypotheses=(
        Hypothesis("local-minimum", "z* is a local minimum of l", 11, setting=True),
        Hypothesis(
            "B-definite", "lambda (1 - lambda) B(z*) is positive definite", 11, setting=True
        ),
    ),
    uses=("beyond-master-identity",),
    rests_on=(Textbook.TAYLOR, Textbook.CONTINUITY, Textbook.FINITE_DIMENSION),
    steps=(
        Step(
            id="sufficient",
            claim="if |D|^2 <= C (l - l*), then L - l* >= 0 as soon as C |q|^2 <= 2 b",
            page=11,
            formula={"rest": b / 2 - C * SIZE**2 / 4},
            checks=(identities(sufficient, scope()),),
            mutants=(
                Mutant("without-4", "C |q|^2", change("rest", lambda _: b / 2 - C * SIZE**2)),
                Mutant("plus", "+", change("rest", lambda _: b / 2 + C * SIZE**2 / 4)),
            ),
        ),
        Step(
            id="necessary",
            claim=(
                "if L - l* >= 0 for |q| = rho and d of size rho |D| / K against q.D d, which lies "
                "near 0 for small rho, then |D|^2 <= (2 K / rho^2) (l - l*); for d = -t D q, L is "
                "l - t |D q|^2 + (t^2/2) (D q)'H(D q) up to third order"
            ),
            page=11,
            formula={
                "C": 2 * K / rho**2,
                "drop": lambda t, size, curved: t**2 * curved / 2 - t * size,
            },
            checks=(
                identities(necessary, scope()),
                Sampling(NOT_CRITICAL, compare_drop, scope("A")),
            ),
            mutants=(
                Mutant("drop-twice", "2 q.D d", change("drop", lambda _: _twice)),
                Mutant("drop-up", "+", change("drop", lambda f: lambda t, m, c: f(-t, m, c))),
                Mutant("C-half", "K / rho^2", change("C", lambda old: old / 2)),
                Mutant("C-rho", "2 K / rho", change("C", lambda old: old * rho)),
            ),
        ),
        Step(
            id="definite-hessian",
            claim="if D(z*) = 0 and l - l* >= c zeta^2, the criterion holds with C = k^2 / c",
            page=11,
            formula={"C": k**2 / c},
            checks=(identities(definite, scope()),),
            mutants=(Mutant("C-c", "k^2 c", change("C", lambda _: k**2 * c)),),
        ),
        Step(
            id="one-next-neuron",
            claim="if n_{l+1} = 1 and v_r is not 0, it holds with C = 2 K / v^2, by |grad l|^2 <= "
            "2 K (l - l*)",
            page=11,
            formula={"C": 2 * K / sympy.Symbol("v") ** 2},
            checks=(identities(one_next, scope()),),
            mutants=(Mutant("C-v", "2 K / v", change("C", lambda old: old * sympy.Symbol("v"))),),
        ),
        Step(
            id="kernel",
            claim=(
                "along z* + t e with He = 0, l - l* = t^2 omega with omega -> 0, and the criterion "
                "over t^2 tends to |D'e|^2 <= 0"
            ),
            page=11,
            formula={"limit": lambda first: first**2},
            checks=(identities(along_the_kernel, scope()),),
            mutants=(
                Mutant("limit-zero", "0", change("limit", lambda _: lambda first: 0 * first)),
                Mutant("limit-R", "R D'e", change("limit", lambda _: lambda first: first * R)),
            ),
        ),
        Step(
            id="criterion",
            claim="the bounds together: necessary and sufficient, and the three cases",
            page=11,
            formula=SHARP,
            checks=(Derivation(put_together, scope()),),
            mutants=(
                Mutant(
                    "D-enough",
                    "D(z*) = 0 is enough",
                    lambda _: sympy.Implies(AT_POINT, MINIMUM),
                ),
                Mutant(
                    "kernel-enough",
                    "D(z*) = 0 and D' = 0 on the kernel are enough",
                    lambda _: sympy.Implies(sympy.And(AT_POINT, KERNEL), MINIMUM),
                ),
                Mutant(
                    "definite-enough",
                    "a definite Hessian is enough",
                    lambda _: sympy.Implies(POSITIVE, MINIMUM),
                ),
            ),
        ),
    ),
)
