(** A condition for D = 0 that contains the three of Proposition 15 (p. 14): the kernel of the
    sensitivities and the outgoing weights of the neurons with the same incoming weights together
    span R^(n_{l+1}). Any depth, layer, widths and data. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets Splitting Proposition_15.
Open Scope R_scope.

(** Neuron h of layer l has the incoming weights of neuron r. *)
Definition same_incoming (P : problem) (l r : nat) (w : parameters) (h : nat) : Prop :=
  (1 <= h <= width P l)%nat
  /\ forall i, (i <= width P (pred l))%nat -> w (l, h, i) = w (l, r, i).

(** Such a neuron has the same D. *)
Lemma D_same_incoming P l r w h i s :
  (1 <= l)%nat -> same_incoming P l r w h -> D P l h w i s = D P l r w i s.
Proof.
  intros Hl [_ H]. apply sum_ext. intros a _. f_equal. f_equal. f_equal.
  apply sum_ext. intros j Hj. rewrite H by lia. reflexivity.
Qed.

Theorem proposition_15_general :
  forall (P : problem) (l r i : nat) (w : parameters),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (i <= width P (pred l))%nat ->
  (forall h, (1 <= h <= width P l)%nat -> D1 (loss P) w (axis l h i) = 0) ->
  (forall s, (s < width P (S l))%nat -> exists zeta c : nat -> R,
     (forall a, (a < samples P)%nat ->
        sum (width P (S l)) (fun t => sensitivity P w a (S l) (S t) * zeta t) = 0)
     /\ (forall h, c h <> 0 -> same_incoming P l r w (S h))
     /\ (forall t, (t < width P (S l))%nat ->
           delta s t = zeta t + sum (width P l) (fun h => c h * w (S l, S t, S h)))) ->
  forall s, (s < width P (S l))%nat -> D P l r w i s = 0.
Proof.
  intros P l r i w smooth single neuron Hi Hc Hspan s Hs.
  assert (N := neuron). destruct N as [Hl Hr].
  destruct (Hspan s Hs) as [zeta [c [Hz [Hsame He]]]].
  rewrite <- (sum_delta (width P (S l)) s (fun t => D P l r w i t) Hs).
  rewrite (sum_ext _ _ (fun t => zeta t * D P l r w i t
    + sum (width P l) (fun h => c h * (w (S l, S t, S h) * D P l r w i t)))).
  - rewrite sum_plus, sum_swap.
    replace (sum (width P (S l)) (fun t => zeta t * D P l r w i t)) with 0.
    + rewrite Rplus_0_l. apply sum_zero. intros h Hh. rewrite sum_scal.
      destruct (Req_dec (c h) 0) as [E|E]; [rewrite E; ring|].
      rewrite (sum_ext _ _ (fun t => w (S l, S t, S h) * D P l (S h) w i t))
        by (intros; rewrite (D_same_incoming P l r w (S h)) by (try lia; apply Hsame, E);
            reflexivity).
      rewrite (sum_rule P l (S h) i w smooth single) by (try assumption; split; lia).
      rewrite Hc by lia. ring.
    + unfold D. symmetry.
      rewrite (sum_ext _ _ (fun t => sum (samples P) (fun a =>
        Derive (sigma P) (pre P w (input P a) l r) * act P w (input P a) (pred l) i
        * (sensitivity P w a (S l) (S t) * zeta t))))
        by (intros; rewrite <- sum_scal; apply sum_ext; intros; ring).
      rewrite sum_swap. apply sum_zero. intros a Ha. rewrite sum_scal, Hz by exact Ha. ring.
  - intros t Ht. rewrite He by exact Ht.
    rewrite Rmult_plus_distr_r, <- sum_scal_r. f_equal. apply sum_ext. intros; ring.
Qed.
