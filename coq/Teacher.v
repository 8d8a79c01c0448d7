(** Labels that are the outputs of a network: that network has the loss 0, the least there is. *)

From Coq Require Import Reals QArith List Lra Lia Arith.
From Proofcheck Require Import Sums Statements Data.
Open Scope R_scope.

(** The labels have no influence on the neurons. *)
Lemma act_labels s widths rows y y' w x l i :
  act (problem_of s widths rows y) w x l i = act (problem_of s widths rows y') w x l i.
Proof.
  revert i. induction l as [|l IH]; intros [|i]; try reflexivity.
  simpl. f_equal. f_equal; [|rewrite IH; reflexivity].
  apply sum_ext. intros j _. rewrite IH. reflexivity.
Qed.

Theorem teacher_fits :
  forall (s : R -> R) (widths : list nat) (rows : list (list Q)) (teacher : layers),
  loss (learner s widths rows (Taught widths teacher)) (weights teacher) = 0
  /\ forall w, 0 <= loss (learner s widths rows (Taught widths teacher)) w.
Proof.
  intros s widths rows teacher. split.
  - apply sum_zero. intros a _. unfold sample_loss, output, pre.
    rewrite (sum_ext _ _ (fun j =>
      weights teacher (S (length widths - 2), 1%nat, j)
      * act (problem_of s widths rows (fun _ => 0)) (weights teacher)
          (input (problem_of s widths rows (fun _ => 0)) a) (length widths - 2) j)).
    + simpl. unfold output, pre. simpl. ring.
    + intros j _. f_equal. apply act_labels.
  - intros w. apply sum_nonneg. intros a _. apply pow2_ge_0.
Qed.
