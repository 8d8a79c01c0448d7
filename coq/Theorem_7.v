(** Theorem 7 (p. 11): gamma maps critical points to critical points. Any depth, layer, widths. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets Splitting.
Open Scope R_scope.

(** "Important fact" (p. 10): every neuron keeps its value, and so does the loss; the twin has that
    of neuron r. *)
Theorem theorem_7_same_function :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters),
  hidden_neuron P l r ->
  (forall x m i, (i <= width P m)%nat ->
     act (widened P l) (gamma P l r lambda w) x m i = act P w x m i)
  /\ (forall x, act (widened P l) (gamma P l r lambda w) x l (twin P l) = act P w x l r)
  /\ (forall x, output (widened P l) (gamma P l r lambda w) x = output P w x)
  /\ loss (widened P l) (gamma P l r lambda w) = loss P w.
Proof.
  intros P l r lambda w H.
  assert (Ho : forall x, output (widened P l) (gamma P l r lambda w) x = output P w x)
    by (intros x; apply output_gamma, H).
  split; [|split; [|split]].
  - intros x m i Hi. apply act_gamma_other; [exact H|]. intros ->. unfold twin. lia.
  - intros x. rewrite act_gamma, origin_twin by exact H. reflexivity.
  - exact Ho.
  - apply sum_ext. intros a _. unfold sample_loss. rewrite Ho. reflexivity.
Qed.

(** The derivative of the larger loss at gamma_lambda(w) along any direction d is that of the
    smaller loss along the merged one: lambda u_twin + (1 - lambda) u_r, v_twin + v_r, the rest. *)
Theorem theorem_7_gradient :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters)
    (u_twin u_r v_twin v_r : nat -> R) (rest : parameters),
  differentiable (sigma P) -> hidden_neuron P l r ->
  D1 (loss (widened P l)) (gamma P l r lambda w)
    (large_direction P l r u_twin u_r v_twin v_r rest)
  = D1 (loss P) w
      (small_direction l r (fun i => lambda * u_twin i + (1 - lambda) * u_r i)
         (fun k => v_twin k + v_r k) rest).
Proof.
  intros P l r lambda w ut ur vt vr rest smooth H.
  rewrite !D1_loss by exact smooth. apply tan_loss_gamma, H.
Qed.

(** With biases, and without. *)
Theorem theorem_7 :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters),
  differentiable (sigma P) -> hidden_neuron P l r ->
  (critical (loss P) w -> critical (loss (widened P l)) (gamma P l r lambda w))
  /\ (critical_on no_bias (loss P) w ->
      critical_on no_bias (loss (widened P l)) (gamma P l r lambda w)).
Proof.
  intros P l r lambda w smooth H. split.
  - rewrite !critical_tan by exact smooth. intros Hc d.
    rewrite <- (large_direction_all P l r d), tan_loss_gamma by exact H. apply Hc.
  - intros Hc d Hd.
    assert (D0 : forall m k, d (m, k, 0%nat) = 0) by (intros; apply Hd; simpl; auto).
    set (s := small_direction l r
      (merged_in lambda (fun i => d (l, twin P l, i)) (fun i => d (l, r, i)))
      (merged_out (fun k => d (S l, k, twin P l)) (fun k => d (S l, k, r))) d).
    assert (E : tan_loss (widened P l) (gamma P l r lambda w) d = tan_loss P w s).
    { rewrite <- (large_direction_all P l r d) at 1. apply tan_loss_gamma, H. }
    assert (E0 : tan_loss P w s = 0).
    { rewrite <- D1_loss by exact smooth. apply is_derive_unique, Hc.
      intros [[m k] i] Hi. assert (i = 0%nat) as -> by (simpl in Hi; lia).
      unfold s, small_direction, merged_in. rewrite !D0.
      destruct ((m =? l) && (k =? r))%bool; [ring|]. destruct H as [_ H].
      rewrite (proj2 (Nat.eqb_neq 0 r)), Bool.andb_false_r by lia. reflexivity. }
    rewrite E0 in E. generalize (der_loss (widened P l) smooth (gamma P l r lambda w) d 0).
    rewrite moved_0, E. easy.
Qed.
