"""The counterexample of `Theorem_9_literal.v` again in multiprecision, from its numbers alone.

Coq proves that constants exist; here some are chosen, and what the theorem says is seen at them.
"""

import re
import shutil

import mpmath
import pytest

from proofcheck.core import Verdict
from proofcheck.export.claims import NOT_EXPORTED, claims_of
from proofcheck.export.coqc import Coqc
from tests.export.made_up_claims import BY_ID, LIBRARY, built

DIGITS = 100
STEP = mpmath.mpf(10) ** -25
STIFF = [(0, 0, 0), (0, 0, 1), *((1, k, i) for k in (0, 1) for i in (0, 1))]
STIFF += [(2, 0, i) for i in range(3)]
SOFT = (0, 0, 2)


@pytest.fixture(scope="module", autouse=True)
def many_digits():
    with mpmath.workdps(DIGITS):
        yield


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def star():
    """The point: column 0 is the bias."""
    first = [[0, 1, 0]]
    second = [[-2, 3], [6 + mpmath.log(2), -9]]
    return [[list(map(mpmath.mpf, row)) for row in layer] for layer in (first, second, [[0, 1, 1]])]


def output(layers, x):
    """The output of a network of any widths."""
    values = list(map(mpmath.mpf, x))
    for place, layer in enumerate(layers):
        values = [mpmath.fdot(row, [1, *values]) for row in layer]
        values = values if place == len(layers) - 1 else list(map(sigmoid, values))
    return values[0]


def derivatives(s):
    return s * (1 - s), s * (1 - s) * (1 - 2 * s)


def features(x):
    """The fourteen functions, written down again from the derivatives that they are."""
    h = sigmoid(x)
    h1, h2 = derivatives(h)
    g, k = sigmoid(3 * h - 2), sigmoid(6 + mpmath.log(2) - 9 * h)
    p, q = derivatives(g)[0], derivatives(k)[0]
    b = (3 * p - 9 * q) * h2
    moving = [p * h1, p * h1 * x, q * h1, q * h1 * x]
    return [1, g, k, p, p * h, q, q * h, *moving, b, b * x, b * x * x]


def matrix():
    return mpmath.matrix([features(mpmath.mpf(x)) for x in range(-6, 8)]).T


def approximate_inverse():
    source = LIBRARY.sources["Features"]
    text = source.partition("approximate_inverse : list (list Z) :=")[2].partition("%Z")[0]
    rows = re.findall(r"\[([^\[\]]+)\]", text)
    return mpmath.matrix([[mpmath.mpf(z) / 2**20 for z in row.split(";")] for row in rows])


def defects(m, x):
    """The largest row sums of 1 - MX and 1 - XM."""
    products = (mpmath.eye(14) - m * x, mpmath.eye(14) - x * m)
    return [max(sum(map(abs, p[i, :])) for i in range(14)) for p in products]


def test_the_inverse_in_the_library_is_one():
    assert max(defects(matrix(), approximate_inverse())) < 0.25


@pytest.mark.parametrize("place", [(0, 0), (5, 3), (13, 13)])
def test_an_inverse_with_one_entry_of_the_other_sign_is_none(place):
    wrong = approximate_inverse()
    wrong[place] = -wrong[place]
    assert max(defects(matrix(), wrong)) > 0.5


class Example:
    """The data for some c and fourth moment q."""

    def __init__(self, c, q):
        right = mpmath.matrix([0] * 11 + [1, 0, 1])
        still = mpmath.lu_solve(matrix(), right)
        outer, middle = q / 24 - mpmath.mpf(175) / 99, mpmath.mpf(175) / 99 - q / 15
        side = [outer, outer, middle, middle, q / 40, q / 40]
        self.inputs = [(x, 0) for x in range(-6, 8)]
        self.inputs += [(mpmath.log(2), x) for x in (1, -1, 2, -2, 3, -3)]
        self.residuals = [c * r for r in still] + side
        pairs = zip(self.inputs, self.residuals, strict=True)
        self.labels = [output(star(), x) - r for x, r in pairs]

    def loss(self, layers):
        pairs = zip(self.inputs, self.labels, strict=True)
        return mpmath.fsum((output(layers, x) - y) ** 2 for x, y in pairs)

    def at(self, moves):
        """The loss where some parameters have moved."""
        layers = star()
        for (layer, row, column), step in moves:
            layers[layer][row][column] += step
        return self.loss(layers)

    def slope(self, place, moves=()):
        ends = [self.at([*moves, (place, s * STEP)]) for s in (1, -1)]
        return (ends[0] - ends[1]) / (2 * STEP)

    def curvature(self, one, other):
        ends = [self.slope(one, [(other, s * STEP)]) for s in (1, -1)]
        return (ends[0] - ends[1]) / (2 * STEP)

    def neuron(self):
        """B and D of the first layer's neuron, from the formulas of p. 11 and 12."""
        B, D = mpmath.matrix(3, 3), mpmath.matrix(3, 2)
        for x, r in zip(self.inputs, self.residuals, strict=True):
            h = sigmoid(mpmath.mpf(x[0]))
            h1, h2 = derivatives(h)
            sens = [2 * r * derivatives(sigmoid(b + v * h))[0] for b, v in star()[1]]
            act = [1, *x]
            for i in range(3):
                for s in range(2):
                    D[i, s] += sens[s] * h1 * act[i]
                for j in range(3):
                    B[i, j] += (3 * sens[0] - 9 * sens[1]) * h2 * act[i] * act[j]
        return B, D


@pytest.fixture(scope="module")
def example(many_digits):
    return Example(mpmath.mpf(10) ** -9, mpmath.mpf(10) ** 9)


def test_the_gradient_and_D_are_0(example):
    assert max(abs(example.slope(place)) for place in [*STIFF, SOFT]) < mpmath.mpf(10) ** -35
    assert max(map(abs, example.neuron()[1])) < mpmath.mpf(10) ** -80


def test_B_is_the_stated_diagonal_matrix(example):
    c = mpmath.mpf(10) ** -9
    expected = mpmath.diag([2 * c, 2 * c, mpmath.mpf(1750) / 891])
    assert mpmath.mnorm(example.neuron()[0] - expected, 1) < mpmath.mpf(10) ** -80


def stiff_hessian(example):
    return mpmath.matrix([[example.curvature(p, q) for q in STIFF] for p in STIFF])


def test_the_hessian_is_0_along_one_coordinate_and_definite_on_the_others(example):
    assert max(abs(example.curvature(SOFT, p)) for p in [*STIFF, SOFT]) < mpmath.mpf(10) ** -12
    mpmath.cholesky(stiff_hessian(example))
    with pytest.raises(ValueError, match="positive"):
        mpmath.cholesky(stiff_hessian(Example(mpmath.mpf(10), mpmath.mpf(0))))


def test_the_minimum_is_isolated_as_the_other_parameters_follow(example):
    """At soft = t the others go to - H^-1 (gradient at t): the loss is above l* there."""
    t, H = mpmath.mpf(10) ** -8, stiff_hessian(example)
    g = mpmath.matrix([example.slope(p, [(SOFT, t)]) for p in STIFF])
    y = -mpmath.lu_solve(H, g)
    followed = [*zip(STIFF, y, strict=True), (SOFT, t)]
    assert example.at(followed) > example.loss(star())
    assert example.at([(SOFT, t)]) > example.loss(star())


@pytest.mark.parametrize("lam", ["1/100", "1/3", "1/2", "9/10"])
def test_after_splitting_there_is_lower_loss_nearby(example, lam):
    lam = mpmath.mpf(lam.partition("/")[0]) / int(lam.partition("/")[2])
    kappa, b = mpmath.mpf(-1120) / 891, lam * (1 - lam) * mpmath.mpf(1750) / 891
    for power in (8, 10):
        rho = mpmath.mpf(10) ** -power
        d = -(rho**3) * kappa / b
        incoming = [0, 1, rho**2]
        twin, neuron = [*incoming[:2], rho**2 + (1 - lam) * d], [*incoming[:2], rho**2 - lam * d]
        middle = [[b0, (1 - lam) * v, lam * v] for b0, v in star()[1]]
        middle[0][1] -= rho
        middle[0][2] += rho
        fall = example.loss([[neuron, twin], middle, star()[2]]) - example.loss(star())
        assert fall < 0
        assert abs(fall / rho**6 * 2 * b / kappa**2 + 1) < 0.01


def test_the_claim_is_the_statement_with_nothing_added():
    claim = BY_ID["theorem-9-literal"]
    text = " ".join(LIBRARY.statement(claim.file, claim.theorem).split())
    assert text == (
        "exists (P : problem) (l r : nat) (w : parameters), "
        "sigma P = (fun x => / (1 + exp (- x))) /\\ one_output P /\\ hidden_neuron P l r "
        "/\\ (forall a b, (a < samples P)%nat -> (b < samples P)%nat -> a <> b -> "
        "exists i, (1 <= i <= width P 0)%nat /\\ input P a i <> input P b i) "
        "/\\ strict_local_minimum (trained P true) (loss P) w "
        "/\\ positive_definite (S (width P (pred l))) (B P l r w) "
        "/\\ (forall i s, (i <= width P (pred l))%nat -> (s < width P (S l))%nat -> "
        "D P l r w i s = 0) /\\ forall lambda, 0 < lambda < 1 -> "
        "~ local_minimum (loss (widened P l)) (gamma P l r lambda w)"
    )
    assert claim in claims_of("theorem-9")
    assert claim.verdict is Verdict.HOLDS
    assert "theorem-9-literal" not in [missing.id for missing in NOT_EXPORTED]


WRONG = """From Coq Require Import QArith ZArith List.
From Proofcheck Require Import Features.
Import ListNotations.
Definition flipped k := map (fun r => firstn k r ++ map Z.opp (firstn 1 (skipn k r))
  ++ skipn (S k) r).
Definition inverse X := map (map (fun z => z # 1048576)%Q) X.
"""
CHANGES = [
    "(flipped 0 approximate_inverse)",
    "(flipped 13 approximate_inverse)",
    "(rev approximate_inverse)",
    "(tl approximate_inverse)",
    "(map (map (fun z => 2 * z)%Z) approximate_inverse)",
]


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq's kernel saw no mutant")
def test_the_kernel_computes_false_for_every_wrong_inverse(tmp_path):
    built(tmp_path)
    lines = [WRONG]
    for k, wrong in enumerate(CHANGES):
        lines.append(f"Lemma wrong_{k} : independent 60 (inverse {wrong}) = false.")
        lines.append("Proof. vm_cast_no_check (eq_refl false). Qed.")
    (tmp_path / "Wrong.v").write_text("\n".join(lines) + "\n")
    found = Coqc().compile(tmp_path, "Wrong")
    assert found.accepted, found.output
