(** Lemma A.2 (p. 25): a sum of exponentials takes both signs; all numbers of samples and of
    coordinates. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

(** phi(u) = sum_alpha d_alpha exp(- sum_k u_k a_alpha^k) *)
Definition phi (N m : nat) (d : nat -> R) (a : matrix) (u : nat -> R) : R :=
  sum N (fun al => d al * exp (- sum m (fun k => u k * a al k))).

Lemma der_phi_axis N m d a r :
  (r < m)%nat ->
  is_derive (fun t => phi N m d a (fun k => t * delta r k)) 0 (- sum N (fun al => d al * a al r)).
Proof.
  intros Hr. unfold phi.
  rewrite <- (Rmult_1_l (sum N (fun al => d al * a al r))), Ropp_mult_distr_l, <- sum_scal.
  apply (der_ext (fun t => sum N (fun al => d al * exp (- (t * a al r)))) _ _
    (sum N (fun al => - (1) * (d al * a al r)))); [|reflexivity|].
  - intros t. apply sum_ext. intros al _. do 3 f_equal.
    rewrite (sum_ext _ _ (fun k => t * (delta r k * a al k))) by (intros; ring).
    rewrite sum_scal, sum_delta by easy. reflexivity.
  - apply (der_sum N (fun al t => d al * exp (- (t * a al r)))). intros al _.
    auto_derive; [easy|]. rewrite Rmult_0_l, Ropp_0, exp_0. ring.
Qed.

Lemma both_signs (f : R -> R) c :
  f 0 = 0 -> is_derive f 0 c -> c <> 0 -> (exists t, f t < 0) /\ (exists t, 0 < f t).
Proof.
  intros H0 Hd Hc. apply is_derive_Reals in Hd.
  assert (Hpos : 0 < Rabs c / 2) by (assert (0 < Rabs c) by (apply Rabs_pos_lt, Hc); lra).
  destruct (Hd _ Hpos) as [eps He].
  assert (Ht : forall t, t <> 0 -> Rabs t < eps -> Rabs (f t / t - c) < Rabs c / 2).
  { intros t Hn Hs. specialize (He t Hn Hs). rewrite H0, Rplus_0_l, Rminus_0_r in He. exact He. }
  assert (Heps := cond_pos eps).
  set (s := eps / 2). assert (Hs : 0 < s) by (unfold s; lra).
  assert (H1 : Rabs (f s / s - c) < Rabs c / 2).
  { apply Ht; [lra|]. rewrite Rabs_pos_eq by lra. unfold s; lra. }
  assert (H2 : Rabs (f (- s) / - s - c) < Rabs c / 2).
  { apply Ht; [lra|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra. unfold s; lra. }
  assert (E1 : f s = f s / s * s) by (field; lra).
  assert (E2 : f (- s) = f (- s) / - s * - s) by (field; lra).
  apply Rabs_def2 in H1. apply Rabs_def2 in H2.
  set (q1 := f s / s) in *. set (q2 := f (- s) / - s) in *.
  destruct (Rdichotomy _ _ Hc) as [Hneg|Hpos'].
  - rewrite (Rabs_left c) in * by easy. split; [exists s|exists (- s)]; nra.
  - rewrite (Rabs_pos_eq c) in * by lra. split; [exists (- s)|exists s]; nra.
Qed.

Theorem lemma_a2 :
  forall (N m : nat) (d : nat -> R) (a : matrix),
  sum N d = 0 ->
  (exists r, (r < m)%nat /\ sum N (fun al => d al * a al r) <> 0) ->
  (exists u, phi N m d a u < 0) /\ (exists u, 0 < phi N m d a u).
Proof.
  intros N m d a H0 [r [Hr Hc]].
  assert (Hd := der_phi_axis N m d a r Hr).
  apply both_signs in Hd.
  - destruct Hd as [[t Ht] [t' Ht']].
    split; [exists (fun k => t * delta r k)|exists (fun k => t' * delta r k)]; assumption.
  - transitivity (sum N d); [|exact H0]. apply sum_ext. intros al _.
    rewrite sum_zero by (intros; ring). rewrite Ropp_0, exp_0. ring.
  - lra.
Qed.
