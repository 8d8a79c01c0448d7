"""Library theorems with one premise or one word changed: the kernel refuses each of them."""

import shutil
import subprocess

import pytest

from tests.export.made_up_claims import BY_ID, LIBRARY, built

CRITICAL = "critical_on free (loss P) w -> "
DEFINITE = "B_definite P l r lambda biases w -> "
FIXED = "critical_on (trained P biases) (loss P) w -> "
CONVEX = "positive_hessian_on (trained P biases) (loss P) w -> "
RANKS = "(forall m, (S l < m <= S (hidden P))%nat -> full_rank P w m) -> "
TWO, ANY = "theorem-2-split-in-two-layers", "theorem-2-split-in-any-layers"
ONE_ABOVE = "(forall k, (l < k <= hidden P)%nat -> width P k = 1%nat) -> "
MUTANTS = [
    ("same-function", "act P w x l r)", "act P w x l 1)"),
    ("flat-kernel", "x 0%nat ^ 2", "x 0%nat ^ 3"),
    ("flat-kernel", "0 <= D2 f z d d", "0 < D2 f z d d"),
    ("second-order-sufficient", CRITICAL, ""),
    ("second-order-sufficient", "positive_hessian_on free (loss P) w -> ", ""),
    ("second-order-sufficient", "twice_continuously_differentiable", "twice_differentiable"),
    ("second-order-sufficient", "strict_local_minimum free", "strict_local_minimum (moving true)"),
    ("positive-hessian-bound", "(forall i, free i -> parameter P i) -> ", ""),
    ("quadratic-growth", "c * (z i - w i) ^ 2", "c * Rabs (z i - w i)"),
    ("gradient-bound", "^ 2 <=", "<="),
    ("theorem-8", "hidden P = 1%nat -> ", ""),
    ("theorem-8", "B_definite P 1 r lambda biases w -> ", ""),
    ("theorem-8", "local_minimum_on (trained P biases) (loss P) w -> ", ""),
    ("theorem-8", "gamma P 1 r lambda w", "gamma P 1 r (1 - lambda) w"),
    ("theorem-8-signs", "0 < lambda < 1", "0 < lambda"),
    ("one-next-neuron", "width P (S l) = 1%nat -> ", ""),
    ("theorem-9", DEFINITE, ""),
    ("theorem-9", FIXED, ""),
    ("theorem-9", CONVEX, ""),
    ("theorem-9", "<-> D_zero P l r biases w", "<-> True"),
    ("theorem-9", "hidden_neuron P l r -> ", ""),
    ("theorem-9-literal", "0 < lambda < 1", "0 < lambda"),
    ("theorem-9-literal", "strict_local_minimum", "positive_hessian_on"),
    ("theorem-9-literal", "(trained P true)", "(moving true)"),
    ("theorem-9-literal", "one_output P", "width P (S l) = 1%nat"),
    ("theorem-9-literal", "D P l r w i s = 0", "D P l r w i s <> 0"),
    ("lower-bound", "share * C * zeta", "share * zeta"),
    ("lower-bound", "b / 2 * size", "b * size"),
    ("lower-bound", "2 * b * c", "4 * b * c"),
    ("lower-bound", "0 < c -> ", ""),
    ("lower-bound", "c * zeta ^ 2 <= loss P z - loss P w -> ", ""),
    ("lower-bound-by-gradient", "k ^ 2 <= 2 * b", "k ^ 2 <= 4 * b"),
    ("lower-bound-by-gradient", "loss P w <= loss P z -> ", ""),
    ("lower-bound-by-gradient", "sqrt (2 * K)", "sqrt K"),
    ("growth-after-split", DEFINITE, ""),
    ("growth-after-split", "/ 2 + b", "+ b"),
    ("growth-after-split", "D P l r z i s ^ 2 <= C", "D P l r z i s <= C"),
    ("sharp-criterion", DEFINITE, ""),
    ("sharp-criterion", "^ 2 <= C", "<= C"),
    ("non-attracting", "B_form P l r w xi xi <> 0 -> ", ""),
    ("minimum-of-every-width", "0 < lambda < 1 -> ", ""),
    ("B-after-splits", "(1 - lambda) ^ k", "lambda ^ k"),
    (TWO, ONE_ABOVE, ""),
    (TWO, ONE_ABOVE, "(forall k, (m < k <= hidden P)%nat -> width P k = 1%nat) -> "),
    (TWO, "(l < m)%nat -> ", ""),
    (TWO, "0 < mu < 1 -> ", ""),
    (TWO, "B_positive P l r biases w -> ", ""),
    (TWO, "B_positive P m s biases w -> ", ""),
    (TWO, "gamma (widened P m) l r lambda", "gamma (widened P m) l r (1 - lambda)"),
    (TWO, "/\\ leads_below (moving biases)", "/\\ ~ leads_below (moving biases)"),
    (ANY, "/\\ (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat) ", ""),
    (ANY, "/\\ 0 < lambda < 1 ", ""),
    (ANY, "/\\ B_positive P l r biases w)", ")"),
    (ANY, "(exists i, source P l biases i)", "True"),
    (ANY, "local_minimum_on (trained P biases) (loss P) w -> ", ""),
    (ANY, "ss <> [] -> ", ""),
    (ANY, "added ss m + width P m", "length ss + width P m"),
    ("fibre-critical", "p (S s) * D", "D"),
    ("first-order-on-fibre", "p k - lambda *", "p k + lambda *"),
    ("lemma-17", "spanning P w l -> ", ""),
    ("lemma-19", "c < d -> ", ""),
    ("lemma-20", RANKS, ""),
    ("theorem-5-path", "spanning P w l -> ", ""),
    ("theorem-5-path", "(1 - t) ^ 2", "(1 - t)"),
]


def mutated(claim, old, new):
    """The statement of a claim's theorem with something replaced."""
    text = LIBRARY.statement(claim.file, claim.theorem)
    assert old in text, (claim.id, old)
    return text.replace(old, new)


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS)
def test_a_mutant_is_another_statement(name, old, new):
    claim = BY_ID[name]
    assert mutated(claim, old, new) != LIBRARY.statement(claim.file, claim.theorem)


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq's kernel saw no mutant")
def test_the_kernel_refuses_every_mutant_and_accepts_the_statements(tmp_path):
    built(tmp_path)
    claims = [BY_ID[name] for name in dict.fromkeys(name for name, _, _ in MUTANTS)]
    names = [name for claim in claims for name in (*claim.words, claim.file)]
    files = " ".join(dict.fromkeys(["Sums", "Statements", *names]))
    lines = [
        "From Coq Require Import Reals List Arith.",
        "From Coquelicot Require Import Coquelicot.",
        f"From Proofcheck Require Import {files}.",
        "Import ListNotations.",
        "Open Scope R_scope.",
    ]
    for k, claim in enumerate(claims):
        text = LIBRARY.statement(claim.file, claim.theorem)
        lines.append(f"Definition good_{k} : {text} := {claim.theorem}.")
    for k, (name, old, new) in enumerate(MUTANTS):
        text = mutated(BY_ID[name], old, new)
        lines.append(f"Check ({text}).")
        lines.append(f"Fail Definition false_{k} : {text} := {BY_ID[name].theorem}.")
    (tmp_path / "Mutants.v").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        ["coqc", "-Q", ".", "Proofcheck", "-w", "none", "Mutants.v"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
