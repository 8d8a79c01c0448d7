"""Derivations for theorem-4: the loss near a point with infinite biases, for all N, n and depths.

Sums over the samples are moments (`sample_sums`). Of a generic neuron of the last hidden layer:
v, p and G = e/(1 + p e); h collects what all other neurons take away from the output, so that one
neuron more repeats the argument. r is the rate: 1 for sigmoid, 2 for tanh.
"""

from __future__ import annotations

import sympy

from proofcheck.arithmetic import Symbolic
from proofcheck.core import Assumptions, Outcome, Verdict
from proofcheck.networks import Architecture, Network, forward_pass, loss, polynomial
from proofcheck.symbolic.claims import Formulas
from proofcheck.symbolic.positivity import decide_positive
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.sample_sums import SUM, N, decide_sums, sample_sum

y, c, k, eps, h, G, e, z, x = sympy.symbols("y c k epsilon h G e z x")
p, v, v0, w, r, s, d, g, f = sympy.symbols("p v v_0 w r s d g f")
MEAN = SUM(y) / N
"""c := (1/N) sum y (p. 23)."""
T, S, Q, pi, m, q, b = sympy.symbols("T S Q pi m q b")
FACTOR = 1 / (1 + p * e)
"""g(p) of p. 24."""


def at_mean(expression: sympy.Expr, value: sympy.Expr = MEAN) -> sympy.Expr:
    """Return the expression with the mean of the labels for c."""
    return expression.subs(c, value)


def spread(value: sympy.Expr) -> sympy.Expr:
    """Return sum (value - y)^2."""
    return sample_sum((value - y) ** 2, y)


def best_constant(claim: Formulas) -> Formulas:
    """Compare the loss of a constant k with that of c."""
    return {"constant k": at_mean(spread(k) - spread(c) - claim["excess"], claim["c"])}


def printed_loss(claim: Formulas) -> Formulas:
    """Compare the loss of `networks`, on any outputs f of two samples, with the claimed sum.

    The network is x -> x, so that its outputs are its inputs; a sum over more samples adds alike.
    """
    outputs, labels = sympy.symbols("f_1 f_2"), sympy.symbols("y_1 y_2")
    same = Network.from_parameters(Architecture((1, 1, 1)), polynomial((0, 1)), (0, 1, 0, 1))
    found = loss(forward_pass(same, [[value] for value in outputs], Symbolic()), list(labels))
    squares = ((a - b) ** 2 for a, b in zip(outputs, labels, strict=True))
    return {"L": found - claim["factor"] * sum(squares)}


def expansion(claim: Formulas) -> Formulas:
    """Expand sum (c + eps - y)^2."""
    cross = sample_sum(eps * (c - y), eps, y)
    parts = spread(c) + claim["square"] * SUM(eps**2) + claim["cross"] * cross
    return {"L": sample_sum((c + eps - y) ** 2, eps, y) - parts}


def power(exponents: tuple[int, int]) -> sympy.Expr:
    """Return exp(j u_0 + k z) for the exponents (j, k), as a monomial in exp(u_0) and exp(z)."""
    bias, rest = sympy.symbols("exp(u_0) exp(z)")
    return bias ** exponents[0] * rest ** exponents[1]


def sigmoid_in_p(claim: Formulas) -> Formulas:
    """Write sigma(u_0 + z) = 1/(1 + exp(-u_0 - z)) in p and e."""
    return {"act": 1 / (1 + power((-1, -1))) - _logistic(claim)}


def tanh_in_p(claim: Formulas) -> Formulas:
    """Write tanh(u_0 + z), a quotient of exponentials, in p and e."""
    up, down = power((1, 1)), power((-1, -1))
    return {"act": (up - down) / (up + down) - _logistic(claim)}


def _logistic(claim: Formulas) -> sympy.Expr:
    product = power(claim["p"]) * power(claim["e"])
    return 1 - claim["rate"] * product / (1 + product)


def fully_active(claim: Formulas) -> Formulas:
    """Put p = 0, the infinite bias, into an activation."""
    return {"act": (1 - r * p * e * FACTOR).subs(p, 0) - claim["act"]}


def taylor(claim: Formulas) -> Formulas:
    """Compare g(p) with its expansion and exact remainder, and 1 - g with a positive term."""
    return {
        "g": FACTOR - (1 + claim["first"] * p * e + claim["rest"](FACTOR)),
        "1 - g": 1 - FACTOR - claim["below one"](FACTOR),
    }


def output(claim: Formulas) -> Formulas:
    """Compare the last layer of section 3, w [1; act] with the bias in column 0, with the claim.

    act is a neuron; the others, with their weights, add h.
    """
    act = sympy.Symbol("act")
    (f_value,) = sympy.Matrix([[v0, v, 1]]) * sympy.Matrix([1, act, h])
    return {"f": f_value - (claim["bias"] + v * act + h)}


def epsilon(claim: Formulas) -> Formulas:
    """Compare f - c with the claim; s = v_0 + sum v, and a neuron computes 1 - p G."""
    value = s - v + v * (1 - p * G) - h
    return {"epsilon": value - c - (claim["constant"] - v * p * G - h)}


def star(claim: Formulas) -> Formulas:
    """Add eps (c - y) up, eps = (s - c) - v p G - h, with c the mean."""
    total = sample_sum(((s - c) - v * p * G - h) * (c - y), y, G, h)
    neuron = v * p * sample_sum((c - y) * G, y, G) + sample_sum((c - y) * h, y, h)
    return {"(*)": at_mean(total - claim["sign"] * neuron, claim["c"])}


def gap(claim: Formulas) -> Formulas:
    """Compare loss - sum (c - y)^2 with sum (f - c)^2 and one K per neuron, by induction.

    Without neurons f is the constant s. One neuron more takes r v p G away.
    """
    f_with = s - r * v * p * G - h
    before = at_mean(_gap_beyond(s - h) - claim["others"], claim["c"])
    one_more = at_mean(_gap_beyond(f_with) - claim["others"], claim["c"])
    total = at_mean(sample_sum((c - y) * G, y, G), claim["c"])
    return {
        "no neuron": at_mean(_gap_beyond(s), claim["c"]),
        "other neurons": before,
        "one neuron more": one_more - p * claim["K"](r, v, total),
    }


def _gap_beyond(function: sympy.Expr) -> sympy.Expr:
    """Return loss - sum (c - y)^2 - sum (f - c)^2."""
    terms = (function - y) ** 2 - (c - y) ** 2 - (function - c) ** 2
    return sample_sum(terms, y, G, h)


def opposite_signs(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put v = -m^2 T, a weight of the sign opposite to T, and p = pi^2 into p K."""
    weight = -(m**2) * T if assume("opposite") else v
    return decide_zeros({"p K": pi**2 * (-2 * r * weight * T) - claim["square"](r, pi, m, T)})


def near_zero(claim: Formulas) -> Formulas:
    """Compare a summand of T(p) with the same at p = 0."""
    return {"T - S": d * e * FACTOR - d * e - claim["difference"](d, p, e, FACTOR)}


def slope_in_p(claim: Formulas) -> Formulas:
    """Differentiate a summand of the loss in p; at p = 0 and f = c it is a summand of K."""
    rest = sympy.Symbol("rest")
    function = rest + v * (1 - r * p * e * FACTOR)
    slope = claim["slope"](r, v, function - y, e, FACTOR)
    at_infinity = slope.subs(p, 0).subs(rest, c - v)
    return {
        "dL/dp": sympy.diff((function - y) ** 2, p) - slope,
        "at p = 0": at_infinity - (-2 * r * v * (c - y) * e),
    }


def weights(claim: Formulas) -> Formulas:
    """Check v_1 = P > 0, v_2 = -Q < 0 with P - Q = x, and v_0 = c - sum v; |x| is x or -x."""
    size, t = sympy.symbols("|x| t")
    P, minus_Q = claim["positive"](x, size), claim["negative"](x, size)
    up, down = {x: t**2, size: t**2}, {x: -(t**2), size: t**2}
    return {
        "sum": P + minus_Q - x,
        "P, x >= 0": P.subs(up) - (1 + t**2),
        "P, x <= 0": P.subs(down) - 1,
        "Q, x >= 0": minus_Q.subs(up) + 1,
        "Q, x <= 0": minus_Q.subs(down) + 1 + t**2,
        "output bias": claim["bias"](c, v + w) + v + w - c,
    }


def almost_every(claim: Formulas) -> Formulas:
    """Put y = x into sum (c - y) x, one hidden layer: minus the spread of the inputs, not 0."""
    inputs_mean = SUM(x) / N
    moment = sample_sum((c - x) * x, x).subs(c, inputs_mean)
    variance = sample_sum((x - k) ** 2, x).subs(k, inputs_mean)
    return {"y = x": moment - claim["moment"](variance)}


def moment_of_a_layer(claim: Formulas) -> Formulas:
    """Expand sigma(theta + z) in P = exp(theta), E = exp(z)."""
    P, E = sympy.symbols("P E")
    act = 1 / (1 + 1 / (P * E))
    return {"act": act - (claim["first"](P, E) + claim["second"](P, E))}


def elimination(claim: Formulas, assume: Assumptions) -> Outcome:
    """Remove one node b from sums F(k) = sum d z^k R(z): F'(k) = F(k+1) - b F(k).

    `power` stands for z^k, `R` for the product over the nodes removed before. In the end one sample
    is left, and d times differences of nodes is 0; `inverse` undoes one difference. Labels that
    differ have some d = c - y that is not 0.
    """
    zk, R, last, inverse = sympy.symbols("z^k R z_last inverse")
    removed = sample_sum(d * zk * (z - b) * R, d, zk, z, R)
    combined = claim["up"] * SUM(d * zk * z * R) + claim["down"] * SUM(d * zk * R)
    difference = last - b if assume("distinct") else sympy.Integer(0)
    undone = 1 / (last - b) if assume("distinct") else inverse
    some = d if assume("labels-differ") else sympy.Integer(0)
    return decide_sums(
        {
            "F'(k)": removed - combined,
            "at the node": ((z - b) * R).subs(z, b),
            "at earlier nodes": ((z - b) * R).subs(R, 0),
            "d": some * difference * undone - claim["left"],
        }
    )


def exception(claim: Formulas) -> Formulas:
    """Add d exp(-u x) up for x = -1, 0, 1 and d = 1, -2, 1, in E = exp(u)."""
    E = sympy.Symbol("E", positive=True)
    total = sum(weight * E ** (-place) for weight, place in ((1, -1), (-2, 0), (1, 1)))
    return {"S(u)": total - claim["S"](E)}


def other_end(claim: Formulas, _assume: Assumptions) -> Outcome:
    """Let u_0 tend to -infinity on the same data, c = 0: q = exp(u_0) < 1, E = exp(u).

    One neuron without output bias: f = v sigma(u_0 + u x), so f + d are the residuals. The bracket
    is written with q = 1/(1 + s), s > 0, and E or 1/E = 1 + x, x > 0: u is not 0.
    """
    q_, E, gap, rise = sympy.symbols("q E s x", positive=True)
    values = [1 / (1 + 1 / (q_ * E**place)) for place in (-1, 0, 1)]
    change = sum((v * a + b) ** 2 - b**2 for a, b in zip(values, (1, -2, 1), strict=True))
    bracket = claim["bracket"](q_, E)
    squares = sum((v * a) ** 2 for a in values)
    outcome = decide_zeros({"L - 6": change - squares - 2 * v * bracket})
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    below = {q_: 1 / (1 + gap)}
    turns = {"u > 0": 1 + rise, "u < 0": 1 / (1 + rise)}
    return decide_positive({name: bracket.subs({**below, E: to}) for name, to in turns.items()})


def wrong_bracket(q_: sympy.Expr, E: sympy.Expr) -> sympy.Expr:
    """Return the bracket without (1 - q)/(1 + q), positive for every q."""
    return q_ * (E - 1) ** 2 / ((1 + q_ * E) * (q_ + E))


def better(claim: Formulas) -> Formulas:
    """Take f = c - r q G, q = v p and v_0 = c - v: the loss against that of the constant c."""
    total, square = sample_sum((c - y) * G, y, G), SUM(G**2)
    change = sample_sum((c - r * claim["q"](r, T, Q) * G - y) ** 2, y, G) - spread(c)
    moments = {T: total, Q: square}
    return {"gain": at_mean((change + claim["gain"](T, Q)).subs(moments))}
