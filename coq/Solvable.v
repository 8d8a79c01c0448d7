(** Linear systems: a matrix with an approximate inverse can be solved for every right side, and no
    combination of its rows is 0. *)

From Coq Require Import Reals QArith Qreals ZArith List Lia Lra Arith Bool.
From Coq Require Import micromega.RMicromega.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Evaluation Contraction Intervals Certified.
Import ListNotations.
Open Scope R_scope.

(** Both products with the approximate inverse are near the unit matrix. *)
Definition invertible (prec : Z) (n : nat) (m : nat -> nat -> I.type) (X : list (list Q)) : bool :=
  forallb (fun i => less prec (defect prec n (entry prec X i) m i) (iQ prec (1 # 2))
    && less prec (defect prec n (m i) (entry prec X) i) (iQ prec (1 # 2))) (seq 0 n).

Theorem solvable :
  forall (prec : Z) (n : nat) (m : nat -> nat -> I.type) (X : list (list Q)) (M : matrix)
    (c : nat -> R),
  invertible prec n m X = true ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> inside (m i j) (M i j)) ->
  exists v, forall i, (i < n)%nat -> sum n (fun j => M i j * v j) = c i.
Proof.
  intros prec n m X M c H Hm. unfold invertible in H. rewrite forallb_forall in H.
  assert (Hi : forall i, (i < n)%nat -> In i (seq 0 n)) by (intros; apply in_seq; lia).
  assert (half : Q2R (1 # 2) = 1 / 2) by (unfold Q2R; simpl; field).
  set (X' := fun i j => Q2R (nth j (nth i X []) 0%Q)).
  assert (HX : forall i k, inside (entry prec X i k) (X' i k)) by (intros; apply iQ_inside).
  set (F := fun v i => sum n (fun j => M i j * v j) - c i).
  set (rho := 2 * sum n (fun i => Rabs (sum n (fun k => X' i k * F none k)))).
  assert (Hrho : 0 <= rho).
  { apply Rmult_le_pos; [lra|]. apply sum_nonneg. intros. apply Rabs_pos. }
  destruct (newton_kantorovich n rho (1 / 2) F (fun _ => M) X' Hrho ltac:(lra))
    as [v [_ [Hv _]]].
  - intros v d t i. apply (der_ext (fun s => F (moved v d s) i) _ _
      (sum n (fun j => 0 * moved v d t j + M i j * d j) - 0)); [reflexivity| |].
    + rewrite Rminus_0_r. apply sum_ext. intros. ring.
    + apply (der_minus (fun s => sum n (fun j => M i j * moved v d s j))); [|apply der_const].
      apply (der_sum n (fun j s => M i j * moved v d s j)). intros j _.
      apply (der_mult (fun _ => M i j)); [apply der_const|apply der_affine].
  - intros v i _ L. specialize (H i (Hi i L)). rewrite andb_true_iff in H. destruct H as [H _].
    rewrite <- half. left. apply (less_inside prec _ _ _ _ H); [|apply iQ_inside].
    apply defect_inside; auto.
  - intros i L. specialize (H i (Hi i L)). rewrite andb_true_iff in H. destruct H as [_ H].
    rewrite <- half. left. apply (less_inside prec _ _ _ _ H); [|apply iQ_inside].
    apply (defect_inside prec n (m i) (entry prec X) (M i) X'); auto.
  - intros i L. replace ((1 - 1 / 2) * rho) with
      (sum n (fun i => Rabs (sum n (fun k => X' i k * F none k)))) by (unfold rho; field).
    set (f := fun i => Rabs (sum n (fun k => X' i k * F none k))). change (f i <= sum n f).
    rewrite (sum_at n i f (fun j => if Nat.eqb j i then 0 else f j)) by
      (try exact L; intros j _ Hne; rewrite (proj2 (Nat.eqb_neq j i)) by exact Hne; reflexivity).
    rewrite Nat.eqb_refl.
    enough (0 <= sum n (fun j => if Nat.eqb j i then 0 else f j)) by lra.
    apply sum_nonneg. intros j _. destruct (Nat.eqb j i); [lra|apply Rabs_pos].
  - exists v. intros i L. specialize (Hv i L). unfold F in Hv. lra.
Qed.

(** Where every right side has a solution, no combination of the rows is 0. *)
Lemma rows_independent n (M : matrix) (d : nat -> R) :
  (forall c, exists v, forall i, (i < n)%nat -> sum n (fun j => M i j * v j) = c i) ->
  (forall j, (j < n)%nat -> sum n (fun i => d i * M i j) = 0) ->
  forall i, (i < n)%nat -> d i = 0.
Proof.
  intros H Hd k Hk. destruct (H (delta k)) as [v Hv].
  rewrite <- (sum_delta n k d) by exact Hk.
  rewrite (sum_ext n _ (fun i => sum n (fun j => d i * M i j * v j))).
  - rewrite sum_swap. apply sum_zero. intros j Hj. rewrite sum_scal_r, Hd by exact Hj. ring.
  - intros i Hi. rewrite <- (Hv i Hi), Rmult_comm, <- sum_scal. apply sum_ext. intros. ring.
Qed.
