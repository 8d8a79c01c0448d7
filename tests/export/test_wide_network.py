"""What the claim about section 5.4 gives for the paper's 2-21-21-1, read by Coq itself."""

import shutil

import pytest

from proofcheck.export.coqc import Coqc
from tests.export.made_up_claims import built, one, written

SIZES = "[2; 21; 21; 1]"
WIDE = """From Coq Require Import Reals List Arith Lia Lra.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Data Sigmoid Positive Non_attracting Repeated.
From Proofcheck Require Import Theorem_2 Certified {file}.
Import ListNotations.
Open Scope R_scope.

Theorem wide : exists (Q : problem) (z : parameters),
  hidden Q = 2%nat /\\ map (width Q) [0; 1; 2; 3]%nat = [2; 21; 21; 1]%nat
  /\\ samples Q = 20%nat
  /\\ local_minimum_on (moving false) (loss Q) z
  /\\ leads_below (moving false) (loss Q) z
  /\\ exists v, loss Q v < loss Q z.
Proof.
  destruct {name} as [_ [w [_ [_ [_ [_ [_ [_ [_ [_ [all better]]]]]]]]]]].
  set (ss := repeat (1%nat, 1%nat, 1 / 2) 20 ++ repeat (2%nat, 1%nat, 1 / 3) 20).
  destruct (all ss) as [Hw [E [M [B S]]]].
  - intros l r lambda H. apply in_app_or in H.
    assert (X : (l = 1 \\/ l = 2)%nat /\\ r = 1%nat /\\ 0 < lambda < 1).
    {{ destruct H as [H|H]; apply repeat_spec in H; injection H as -> -> ->;
         (split; [auto|split; [reflexivity|lra]]). }}
    destruct X as [Hl [-> Hlam]]. split; [simpl; destruct Hl as [-> | ->]; auto|].
    split; [exact Hlam|split].
    + exists 1%nat. destruct Hl as [-> | ->]; split; try (right; lia); apply le_S_n; simpl; lia.
    + intros m Hm. simpl in Hm. assert (m = 2)%nat as -> by lia. reflexivity.
  - exists (widened_by (learner sigmoid widths inputs answers) ss),
      (gamma_by (learner sigmoid widths inputs answers) ss w).
    destruct (widened_by_same (learner sigmoid widths inputs answers) ss) as [_ E1].
    destruct (widened_by_data (learner sigmoid widths inputs answers) ss) as [E2 _].
    split; [rewrite E1; reflexivity|].
    split; [cbn [map]; rewrite !Hw; reflexivity|].
    split; [rewrite E2; reflexivity|].
    split; [exact M|split; [apply B; discriminate|]].
    apply (S 1%nat (weights (snd (hd (1%nat, []) better_points)))); [simpl; lia|].
    apply (better 1%nat). unfold better_points. left. reflexivity.
Qed.
"""
CHANGES = [
    (SIZES, "[2; 21; 20; 1]"),
    ("samples Q = 20%nat", "samples Q = 21%nat"),
    ("(1%nat, 1%nat, 1 / 2)", "(1%nat, 1%nat, 3 / 2)"),
    ("(2%nat, 1%nat, 1 / 3)", "(2%nat, 2%nat, 1 / 3)"),
    ("loss Q v < loss Q z", "loss Q v < loss Q z / 2"),
]


def source(file):
    """The corollary of a generated claim."""
    return WIDE.format(file=file.file, name=file.name)


def test_the_corollary_uses_the_claim_and_its_changes_are_others():
    text = source(one("paper-instance"))
    assert one("paper-instance").name in text
    for old, new in CHANGES:
        assert text.count(old) == 1
        assert text.replace(old, new) != text


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq's kernel saw nothing")
def test_the_papers_wide_network_is_at_a_local_minimum_and_changes_are_refused(tmp_path):
    (file,) = written(built(tmp_path), "paper-instance")
    assert Coqc().compile(tmp_path, file.file).accepted
    (tmp_path / "Wide.v").write_text(source(file))
    found = Coqc().compile(tmp_path, "Wide")
    assert found.accepted, found.output
    for k, (old, new) in enumerate(CHANGES):
        (tmp_path / f"Wide{k}.v").write_text(source(file).replace(old, new))
        assert not Coqc().compile(tmp_path, f"Wide{k}").accepted, new
