"""The change of lambda (p. 10, 11): a direction of constant loss, unless the neuron sends nothing.

gamma_lambda(z) moves by (0, v, 0, -v, 0) in (u_twin, v_twin, u_r, v_r, w). Where v = 0 it is one
point for all lambda; there the incoming weights of neuron r are a direction of constant loss.
"""

from __future__ import annotations

from fractions import Fraction

import sympy

from proofcheck.core import (
    Budget,
    Computation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Outcome,
    Step,
    holds,
    instances,
    refuted,
    scope,
)
from proofcheck.networks import SIGMOID, Architecture, Network, split
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.split_neuron import (
    SMALL_MOTIONS,
    Motion,
    large_base,
    outgoing,
    preactivation,
    symbol,
)

LAM = symbol("lambda")
SHARES = Fraction(1, 3), Fraction(1, 2)
C1 = scope("C1")
IDLE = instances("1-1-1 with biases, v = 0, lambda = 1/3 and 1/2")


def moves_with_lambda(_budget: Budget, claim: Formulas) -> Outcome:
    """Split a 1-1-1 network with the claimed outgoing weight for two lambdas."""
    v = claim["v"]
    small = Network(Architecture((1, 1, 1)), SIGMOID, [[[1, 2]], [[3, v]]])  # type: ignore[arg-type]
    one, other = (split(small, 1, 1, lam).parameters for lam in SHARES)
    if one != other:
        return holds(f"v = {v}: two values of lambda give two points")
    again = [lam * v for lam in SHARES] + [(1 - lam) * v for lam in SHARES]
    return refuted(
        f"v = {v}: gamma_lambda is one point, whatever lambda is",
        confirmed_by="lambda v and (1 - lambda) v in fractions" if not any(again) else "",
        witness={"v": str(v), "lambda": [str(lam) for lam in SHARES]},
    )


def rate_in_lambda(claim: Formulas) -> Formulas:
    """Differentiate gamma_lambda(z) in lambda, and n(l+1, s) along u_r at an idle neuron."""
    v, base = outgoing(1), large_base(LAM)[1]
    rates = {place: sympy.diff(weight, LAM) for place, weight in base.items()}
    along_u = {"t": SMALL_MOTIONS["u"], "tau": Motion()}
    idle = preactivation(1, {"neuron": claim["idle"] * v}, along_u)
    return {
        **{place: rate - claim[place] * v for place, rate in rates.items()},
        "squared length": sum(r**2 for r in rates.values()) - claim["squared length"] * v**2,
        "along u": idle.t,
    }


STEPS = (
    Step(
        id="any-lambda-line",
        claim="'the continuous change of lambda defines a direction in the parameter space'",
        page=10,
        form=Form.LITERAL,
        scope=IDLE,
        requires=(),
        formula={"v": Fraction(0)},
        checks=(Computation(moves_with_lambda, IDLE, Kind.EXACT),),
    ),
    Step(
        id="lambda-line",
        claim=(
            "gamma_lambda(z) moves by (0, v, 0, -v, 0) in (u_twin, v_twin, u_r, v_r, w), of "
            "squared length 2 |v|^2: a direction where v is not 0. Where v = 0, n(l+1, s) and so "
            "the loss is constant along u_r"
        ),
        page=10,
        form=Form.REPAIRED,
        scope=C1,
        requires=(),
        formula={"twin": 1, "neuron": -1, "squared length": 2, "idle": 0},
        checks=(identities(rate_in_lambda, C1),),
        mutants=(
            Mutant("line-twin", "-v for the twin", change("twin", lambda old: -old)),
            Mutant("line-neuron", "v for the neuron", change("neuron", lambda old: -old)),
            Mutant("line-length", "|v|^2", change("squared length", lambda _: 1)),
            Mutant("line-not-idle", "any v", change("idle", lambda _: 1)),
        ),
    ),
)
FINDINGS = (
    Finding(
        id="idle-neuron-has-no-lambda-line",
        kind=FindingKind.MISSING_HYPOTHESIS,
        page=10,
        place="section 5, last two lines of the page",
        claim=(
            "'the continuous change of lambda defines a direction in the parameter space', which "
            "'shows that the critical points have a degenerate direction' (p. 11): where v_{s,r} = "
            "0 for all s, gamma_lambda(z) does not depend on lambda"
        ),
        shown_by=("any-lambda-line",),
        repair="assume v_{s,r} != 0 for some s; where all are 0, the loss is constant along u_r",
        repaired_by=("lambda-line",),
    ),
)
