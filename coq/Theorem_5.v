(** The loss along the straight path of outputs in the proof of Theorem 5 (p. 20, p. 28). *)

From Coq Require Import Reals Lra Lia Arith.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

(** If the outputs at parameters [w t] are z + t (y - z), the loss is (1 - t)^2 times the first one;
    printed is (1 - t). It does not increase up to t = 1, and is 0 at the end. *)
Theorem theorem_5_loss :
  forall (P : problem) (w : R -> parameters),
  (forall a t, (a < samples P)%nat ->
     output P (w t) (input P a)
     = output P (w 0) (input P a) + t * (label P a - output P (w 0) (input P a))) ->
  (forall t, loss P (w t) = (1 - t) ^ 2 * loss P (w 0))
  /\ (forall s t, s <= t <= 1 -> loss P (w t) <= loss P (w s))
  /\ loss P (w 1) = 0.
Proof.
  intros P w H.
  assert (E : forall t, loss P (w t) = (1 - t) ^ 2 * loss P (w 0)).
  { intros t. unfold loss. rewrite <- sum_scal. apply sum_ext. intros a Ha.
    unfold sample_loss. rewrite (H a t Ha). ring. }
  assert (Hpos : 0 <= loss P (w 0)).
  { apply sum_nonneg. intros a _. apply pow2_ge_0. }
  split; [exact E|split].
  - intros s t [H1 H2]. rewrite (E t), (E s). apply Rmult_le_compat_r; [exact Hpos|].
    apply pow_incr. lra.
  - rewrite E. ring.
Qed.

(** The printed factor (1 - t) is not the loss: one sample, z = 0, y = 1, t = 1/2. *)
Theorem theorem_5_printed_factor :
  exists z y t : R, 0 <= t <= 1 /\ (z + t * (y - z) - y) ^ 2 <> (1 - t) * (z - y) ^ 2.
Proof. exists 0, 1, (1 / 2). split; lra. Qed.
