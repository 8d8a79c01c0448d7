"""Beyond the paper: a chain split any number of times, in closed form, for all widths and depths.

A chain has one neuron in every hidden layer, outgoing weights other than 0, and is split at neuron
1 of every layer again and again. Neuron k of layer l ends up with a share c_{l,k} (sum 1) of the
chain's outgoing weight. All parameters whose rows have the chain's sums form an affine set of
critical points, and at the constructed point the Hessian along any direction w is

    h(P w) + sum_l sum_k c_{l,k} B(l)(E_{l,k} w),

h and B(l) those of the chain, P w averages with the shares, E w deviations from them. So with h and
all B(l) positive definite and all shares positive (lambda in (0, 1)) it is positive definite
modulo the directions of the critical set, and the point is a local minimum. No semidefinite B is
met and no order of the splittings matters: a chain that meets the conditions gives Theorems 2 and
13 at its depth for every width.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from proofcheck.core import (
    Assumptions,
    Derivation,
    Hypothesis,
    Mutant,
    Outcome,
    Statement,
    Step,
    Textbook,
    scope,
)
from proofcheck.search import equal_neurons as layer
from proofcheck.search.equal_neurons import FIRST, NEURONS, SECOND, VALUE, U
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    SMALL_MOTIONS,
    B_form,
    Motion,
    incoming_direction,
    loss_jet,
    outgoing,
    sensitivity,
    sigma,
    small_base,
    symbol,
)

LAM = symbol("lambda")
BIAS = symbol("b")


def shares_of_a_splitting(claim: Formulas) -> Formulas:
    """Split a neuron of share c by gamma_lambda: compare the shares of neuron and twin."""
    c, v = symbol("c", 1), symbol("v", 1)
    neuron, twin = (1 - LAM) * c * v, LAM * c * v
    return {
        "neuron": neuron / v - claim["neuron"](c),
        "twin": twin / v - claim["twin"](c),
        "sum": claim["neuron"](c) + claim["twin"](c) - c,
    }


def same_values(claim: Formulas) -> Formulas:
    """Compare n(l+1, s), when all neurons below have one value, with the chain's."""
    wide = {s: layer.upper_jet(s, claim["weights"]).value for s in NEURONS}
    return {f"n(l+1, {s})": wide[s] - (U * VALUE + BIAS) for s in NEURONS}


def first_order(claim: Formulas) -> Formulas:
    """Compare the averaged velocity of layer l+1, rows with sum U, with the chain's."""
    average = layer.averaged_upper(layer.equal_sums).t
    shares = {k: claim["share"](k) for k in NEURONS}
    below = sum(shares[k] * layer.velocity(k) for k in NEURONS)
    moving = layer.upper_mean(layer.row_sum) * VALUE + layer.upper_mean(layer.bias_velocity)
    return {
        "sum of the shares": sum(shares.values()) - 1,
        "velocity": average - moving - U * FIRST * below,
    }


def second_order(claim: Formulas) -> Formulas:
    """Compare the averaged second derivative of layer l+1 with the chain's and two more terms."""
    average = layer.averaged_upper(layer.equal_rows)
    chain = layer.chain_jet(layer.averaged_lower())
    more = claim["curvature"] * layer.covariance() + claim["exchange"] * layer.exchange()
    return {"velocity": average.t - chain.t, "second": average.mixed - chain.mixed - more}


def deviations(claim: Formulas) -> Formulas:
    """Compare the velocity of one neuron of layer l+1 with average plus claimed deviation."""
    average = layer.averaged_upper(layer.equal_rows).t
    return {
        f"neuron {s}": layer.upper_jet(s, layer.equal_rows).t - (average + claim["deviation"](s))
        for s in NEURONS
    }


def curvature_is_B(claim: Formulas) -> Formulas:
    """Sum the curvature term over the samples, for one neuron with deviation xi.a: eq. (1)."""
    term = sum(
        sensitivity(i) * claim["weight"] * sigma(i, 2) * _along("t", i) * _along("tau", i)
        for i in COORDINATES
    )
    return {"B": term - B_form().subs({outgoing(i): U for i in COORDINATES})}


def exchange_vanishes(claim: Formulas, assume: Assumptions) -> Outcome:
    """Sum the exchange term over the samples: it is D, and D = (dl/du) / U."""
    moves = {"t": SMALL_MOTIONS["u"], "tau": Motion()}
    slope = sympy.sympify(loss_jet(small_base(), moves).t)
    slope = slope.subs({outgoing(i): U for i in COORDINATES})
    D = sum(sensitivity(i) * sigma(i, 1) * _along("t", i) for i in COORDINATES)
    gradient = 0 if claim["critical"] and assume("critical") else symbol("gradient")
    return decide_zeros(
        {"D": D - claim["factor"] * slope, "exchange term": claim["factor"] * gradient}
    )


def _along(slot: str, i: int) -> sympy.Expr:
    return incoming_direction(slot, i)


def last_splitting(claim: Formulas) -> Formulas:
    """Evaluate sum c_k B(e_k) where neuron 1 and its last twin move apart, average kept.

    Their shares are (1 - lambda) c and lambda c, their deviations -lambda e and (1 - lambda) e.
    """
    c, B = symbol("c", 1), symbol("B(e,e)")
    neuron, twin = (1 - LAM) * c, LAM * c
    apart = {"neuron": -LAM, "twin": 1 - LAM}
    form = neuron * apart["neuron"] ** 2 * B + twin * apart["twin"] ** 2 * B
    return {
        "average": neuron * apart["neuron"] + twin * apart["twin"],
        "value": form - claim["value"] * c * B,
    }


def kernel_directions(claim: Formulas) -> Formulas:
    """Recover row sum and bias of every neuron from its deviation and the averages."""
    residues = {}
    for s in NEURONS:
        own = layer.row_sum(s) * VALUE + layer.bias_velocity(s)
        averages = layer.upper_mean(layer.row_sum) * VALUE + layer.upper_mean(layer.bias_velocity)
        residues[f"neuron {s}"] = own - layer.deviation(s) - claim["averages"] * averages
    return residues


m, below, one, others = sympy.symbols("n_l n_{l-1} e N")


def dimension(claim: Formulas) -> Formulas:
    """Count the directions of one layer l >= 2: all, minus the row sums and biases.

    `e` is 1 with biases and 0 without.
    """
    parameters = m * (below + one)
    independent = m * (1 + one)
    return {"layer": parameters - independent - claim["degenerate"]}


beta, kappa, h = sympy.symbols("beta kappa h", positive=True)
s = sympy.Symbol("s")


def nearest_point(claim: Formulas) -> Formulas:
    """Integrate Taylor's remainder along the normal of length h from the nearest critical point.

    Across the set the Hessian is at least beta - kappa, kappa its oscillation nearby.
    """
    remainder = sympy.integrate((1 - s) * (beta - kappa) * h**2, (s, 0, 1))
    kept = claim["kept"] * beta * h**2
    slack = claim["slack"] * (beta / 2 - kappa) * h**2
    return {"remainder": remainder - kept - slack}


ANY, C1, C2 = scope(), scope("C1"), scope("C2")


def _weights_changed(s_: int, k: int) -> sympy.Expr:
    return layer.equal_sums(s_, k) + (symbol("W", "x") if k == NEURONS[-1] else 0)


def _share_unweighted(k: int) -> sympy.Expr:
    return sum((layer.equal_sums(i, k) for i in NEURONS), sympy.Integer(0)) / (3 * U)


def _steps() -> Iterator[Step]:
    yield Step(
        id="shares",
        claim="gamma_lambda leaves the share (1 - lambda) c to the neuron, lambda c to its twin",
        page=13,
        formula={"neuron": lambda c: (1 - LAM) * c, "twin": lambda c: LAM * c},
        checks=(identities(shares_of_a_splitting, ANY),),
        mutants=(
            Mutant("share-kept", "c", change("neuron", lambda _: lambda c: c)),
            Mutant("share-sign", "-lambda c", change("twin", lambda _: lambda c: -LAM * c)),
        ),
    )
    yield Step(
        id="same-values",
        claim="if layer l has equal values and rows above have sum U, layer l+1 has the chain's",
        page=15,
        formula={"weights": layer.equal_sums},
        checks=(identities(same_values, ANY),),
        mutants=(
            Mutant(
                "other-sums", "rows with other sums", change("weights", lambda _: _weights_changed)
            ),
            Mutant(
                "equal-rows",
                "equal rows instead of rows with equal sums",
                change("weights", lambda _: layer.equal_rows),
                equivalent="equal rows U c have the sum U",
            ),
        ),
    )
    yield Step(
        id="critical-set",
        claim=(
            "with rows that add up to U the derivative of the loss along any direction is the "
            "chain's along its averages, neuron k counting with c_{l,k} = sum_s c_{l+1,s} "
            "w_{s,k} / U: so the whole affine set is critical when the chain is"
        ),
        page=15,
        scope=C1,
        formula={"share": lambda k: layer.lower_share_of(k, layer.equal_sums)},
        checks=(identities(first_order, C1),),
        mutants=(
            Mutant(
                "share-equal",
                "averages without weights",
                change("share", lambda _: _share_unweighted),
            ),
            Mutant("share-twice", "2 c", change("share", lambda f: lambda k: 2 * f(k))),
        ),
    )
    yield Step(
        id="second-order",
        claim=(
            "with equal rows U c the averaged second derivative is the chain's, plus "
            "U sigma'' sum_k c_k (nu_k - mean)(nu'_k - mean'), plus sigma' times exchange terms"
        ),
        page=15,
        scope=C2,
        formula={"curvature": U * SECOND, "exchange": FIRST},
        checks=(identities(second_order, C2),),
        mutants=(
            Mutant("curvature-sign", "-U sigma''", change("curvature", lambda old: -old)),
            Mutant("curvature-half", "half", change("curvature", lambda old: old / 2)),
            Mutant(
                "curvature-first", "sigma' for sigma''", change("curvature", lambda _: U * FIRST)
            ),
            Mutant("exchange-none", "no exchange", change("exchange", lambda _: 0 * FIRST)),
            Mutant("exchange-twice", "twice", change("exchange", lambda old: 2 * old)),
        ),
    )
    yield Step(
        id="deviations",
        claim=(
            "neuron s of layer l+1 moves against the average by (R_s - mean R) sigma + db_s - "
            "mean db, R_s the change of its row sum: a fixed combination of (1, act(l))"
        ),
        page=15,
        scope=C1,
        formula={"deviation": layer.deviation},
        checks=(identities(deviations, C1),),
        mutants=(
            Mutant(
                "deviation-bias",
                "without the bias",
                change("deviation", lambda f: lambda i: f(i) - layer.bias_velocity(i)),
            ),
            Mutant(
                "deviation-weighted",
                "rows weighted with c instead of row sums",
                change("deviation", lambda f: lambda i: f(i) - layer.row_sum(i) * VALUE / 2),
            ),
        ),
    )
    yield Step(
        id="curvature-is-B",
        claim="summed over the samples, the curvature term of neuron k is c_{l,k} B(l), eq. (1)",
        page=15,
        scope=C2,
        formula={"weight": U},
        checks=(identities(curvature_is_B, C2),),
        mutants=(
            Mutant("without-U", "without the outgoing weight", change("weight", lambda _: U / U)),
            Mutant("weight-sign", "-U", change("weight", lambda old: -old)),
        ),
    )
    yield Step(
        id="exchange-vanishes",
        claim="summed over the samples, the exchange terms are multiples of D = (dl/du) / U = 0",
        page=15,
        scope=C1,
        formula={"factor": 1 / U, "critical": True},
        checks=(Derivation(exchange_vanishes, C1),),
        mutants=(
            Mutant("factor-one", "dl/du", change("factor", lambda _: U / U)),
            Mutant(
                "chain-not-critical",
                "the chain need not be critical",
                change("critical", lambda _: False),
                drops="critical",
            ),
        ),
    )
    yield Step(
        id="kernel",
        claim=(
            "where averages and deviations vanish, every row sum and every bias stays: these are "
            "the directions of the critical set"
        ),
        page=15,
        formula={"averages": sympy.Integer(1)},
        checks=(identities(kernel_directions, ANY),),
        mutants=(
            Mutant(
                "averages-none", "deviations alone", change("averages", lambda _: sympy.Integer(0))
            ),
        ),
    )
    yield Step(
        id="last-splitting",
        claim=(
            "where neuron 1 and its last twin move apart, the form is lambda (1 - lambda) c B(e): "
            "negative as soon as the last lambda leaves [0, 1], while nothing else changes"
        ),
        page=15,
        formula={"value": LAM * (1 - LAM)},
        checks=(identities(last_splitting, ANY),),
        mutants=(
            Mutant("value-lambda", "lambda", change("value", lambda _: LAM)),
            Mutant("value-sign", "-lambda (1 - lambda)", change("value", lambda old: -old)),
        ),
    )
    yield Step(
        id="dimension",
        claim="layer l >= 2 adds n_l (n_{l-1} - 1) degenerate directions, with and without biases",
        page=15,
        formula={"degenerate": m * (below - 1)},
        checks=(identities(dimension, ANY),),
        mutants=(
            Mutant("dimension-all", "n_l n_{l-1}", change("degenerate", lambda _: m * below)),
            Mutant(
                "dimension-less",
                "(n_l - 1)(n_{l-1} - 1)",
                change("degenerate", lambda _: (m - 1) * (below - 1)),
            ),
        ),
    )
    yield Step(
        id="nearest-point",
        claim=(
            "nearest-point proof of Morse-Bott: w = f + normal, f the nearest critical point, "
            "gradient 0 there, so L(w) - L(f) >= (beta - kappa)/2 h^2 >= (beta/4) h^2 where the "
            "oscillation kappa of the Hessian is at most beta/2"
        ),
        page=15,
        scope=C2,
        formula={"kept": sympy.Rational(1, 4), "slack": sympy.Rational(1, 2)},
        checks=(identities(nearest_point, C2),),
        mutants=(
            Mutant("kept-half", "beta/2", change("kept", lambda old: 2 * old)),
            Mutant("slack-sign", "slack of the other sign", change("slack", lambda old: -old)),
        ),
    )


STATEMENT = Statement(
    id="beyond-split-chains",
    title="A chain split any number of times is a Morse-Bott minimum",
    page=15,
    claim=(
        "a critical chain (one neuron per hidden layer, outgoing weights not 0) split any number "
        "of times in every layer lies on an affine set of critical points; across it the Hessian "
        "is h + sum c B. With h and all B(l) positive definite and every lambda in (0, 1) it is a "
        "local minimum, on a critical set of dimension sum over l >= 2 of n_l (n_{l-1} - 1)"
    ),
    hypotheses=(
        Hypothesis("chain", "one neuron per hidden layer before the splittings", 15, setting=True),
        Hypothesis("outgoing", "the chain's weights after layer 1 are not 0", 15, setting=True),
        Hypothesis("critical", "the chain's parameters are a critical point", 15),
    ),
    rests_on=(Textbook.CHAIN_RULE, Textbook.TAYLOR, Textbook.CONTINUITY),
    latex=(
        r"w^\top\nabla^2\mathcal{L}\,w=h(Pw)+\sum_l\sum_k c_{l,k}\,B(l)\bigl(E_{l,k}w\bigr),"
        r"\qquad \sum_k c_{l,k}=1",
        r"h\succ0,\ B(l)\succ0,\ c_{l,k}>0\ \Longrightarrow\ \text{local minimum on a "
        r"critical set of dimension }\sum_{l\ge2}n_l\,(n_{l-1}-1)",
    ),
    steps=tuple(_steps()),
)
