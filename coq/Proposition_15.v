(** Proposition 15 (p. 14): three conditions that give D = 0. Any depth, layer and widths. Of a
    critical point nothing is used but that the derivative in the weight u_{r,i} is 0, so networks
    without biases are included. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets Splitting.
Open Scope R_scope.

Lemma tan_act_at P w x d m k : (1 <= m)%nat -> (1 <= k)%nat ->
  tan_act P w x d m k = Derive (sigma P) (pre P w x m k) * tan_pre P w x d m k.
Proof. destruct m, k; try lia. reflexivity. Qed.

(** The derivative of the sample loss along an axis of layer l, through the sensitivities. *)
Lemma tan_incoming P w x l r i j k :
  (1 <= l)%nat -> (1 <= r)%nat ->
  tan_pre P w x (axis l r i) (j + S l) k
  = response P w x (S l)
      (fun s => w (S l, s, r) * (if r <=? width P l then 1 else 0)
                * (Derive (sigma P) (pre P w x l r)
                   * (if i <=? width P (pred l) then act P w x (pred l) i else 0)))
      j k.
Proof.
  intros Hl Hr.
  assert (Z : forall m s t, m <> l -> axis l r i (m, s, t) = 0).
  { intros m s t H. unfold axis, delta at 1. rewrite (proj2 (Nat.eqb_neq l m)) by auto. ring. }
  assert (Below : forall m s, (m < l)%nat -> tan_act P w x (axis l r i) m s = 0).
  { induction m as [|m IH]; intros [|s] H; try reflexivity.
    rewrite tan_act_pre. unfold tan_pre. rewrite sum_zero; [ring|].
    intros t _. simpl pred. rewrite IH, Z by lia. ring. }
  assert (At : forall s, tan_pre P w x (axis l r i) l s
    = delta r s * (if i <=? width P (pred l) then act P w x (pred l) i else 0)).
  { intros s. unfold tan_pre.
    rewrite (sum_ext _ _ (fun t => delta r s * (delta i t * act P w x (pred l) t))).
    - rewrite sum_scal. f_equal. destruct (Nat.leb_spec i (width P (pred l))).
      + apply (sum_delta _ i (fun t => act P w x (pred l) t)). lia.
      + apply sum_zero. intros t Ht. unfold delta.
        rewrite (proj2 (Nat.eqb_neq i t)) by lia. ring.
    - intros t _. rewrite Below by lia. unfold axis, delta at 1. rewrite Nat.eqb_refl. ring. }
  revert k. induction j as [|j IH]; intros k.
  - change (0 + S l)%nat with (S l). cbn [response]. unfold tan_pre. simpl pred.
    rewrite (sum_ext _ _ (fun t => delta r t * (w (S l, k, t)
      * (Derive (sigma P) (pre P w x l r)
         * (if i <=? width P (pred l) then act P w x (pred l) i else 0))))).
    + destruct (Nat.leb_spec r (width P l)).
      * rewrite (sum_delta (S (width P l)) r) by lia. ring.
      * rewrite sum_zero; [ring|]. intros t Ht. unfold delta.
        rewrite (proj2 (Nat.eqb_neq r t)) by lia. ring.
    + intros t _. rewrite Z by lia. rewrite Rmult_0_l, Rplus_0_l.
      destruct t as [|t].
      * unfold delta. rewrite (proj2 (Nat.eqb_neq r 0)) by lia. destruct l; simpl; ring.
      * rewrite tan_act_at, At by lia. unfold delta.
        destruct (Nat.eqb_spec r (S t)) as [E|].
        { rewrite <- E. ring. }
        ring.
  - change (S j + S l)%nat with (S (j + S l)). cbn [response]. unfold tan_pre. simpl pred.
    rewrite sum_first, !Z by lia.
    replace (tan_act P w x (axis l r i) (j + S l) 0) with 0
      by (destruct (j + S l)%nat; reflexivity).
    rewrite Rmult_0_l, Rmult_0_r, !Rplus_0_l. apply sum_ext. intros t _.
    rewrite Z by lia. rewrite <- IH.
    rewrite (tan_act_at P w x _ (j + S l)) by lia. ring.
Qed.

(** sum_s v_{s,r} D_{i,s} is the derivative of the loss in u_{r,i}, at every point. *)
Theorem sum_rule :
  forall (P : problem) (l r i : nat) (w : parameters),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (i <= width P (pred l))%nat ->
  sum (width P (S l)) (fun s => w (S l, S s, r) * D P l r w i s)
  = D1 (loss P) w (axis l r i).
Proof.
  intros P l r i w smooth single [Hl Hr] Hi. rewrite D1_loss by exact smooth.
  unfold D. rewrite (sum_ext (width P (S l)) _ (fun s => sum (samples P) (fun a =>
    w (S l, S s, r) * (sensitivity P w a (S l) (S s) * Derive (sigma P) (pre P w (input P a) l r)
    * act P w (input P a) (pred l) i)))) by (intros; symmetry; apply sum_scal).
  rewrite sum_swap. apply sum_ext. intros a _. unfold tan_sample.
  assert (Hj : S (hidden P) = (hidden P - l + S l)%nat) by lia.
  rewrite Hj, tan_incoming, response_by_axes by (try lia; rewrite <- Hj, single; lia).
  rewrite <- sum_scal. apply sum_ext. intros s _.
  rewrite (sensitivity_response P w a (S l) (hidden P - l)) by (try lia; exact smooth).
  rewrite (proj2 (Nat.leb_le r _)), (proj2 (Nat.leb_le i _)) by lia. ring.
Qed.

(** (i) One neuron in layer l + 1, as where l is the last hidden layer. *)
Theorem proposition_15_i :
  forall (P : problem) (l r i s : nat) (w : parameters),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  D1 (loss P) w (axis l r i) = 0 -> width P (S l) = 1%nat -> w (S l, 1%nat, r) <> 0 ->
  (i <= width P (pred l))%nat -> (s < width P (S l))%nat ->
  D P l r w i s = 0.
Proof.
  intros P l r i s w smooth single neuron Hc H1 Hv Hi Hs.
  assert (H := sum_rule P l r i w smooth single neuron Hi). rewrite Hc in H.
  rewrite H1 in H, Hs. replace s with 0%nat by lia. simpl in H.
  rewrite Rplus_0_l in H. destruct (Rmult_integral _ _ H); [contradiction|assumption].
Qed.

(** (ii) All sensitivities of layer l + 1 are equal. *)
Theorem proposition_15_ii :
  forall (P : problem) (l r i s : nat) (w : parameters),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  D1 (loss P) w (axis l r i) = 0 ->
  sum (width P (S l)) (fun t => w (S l, S t, r)) <> 0 ->
  (forall a t t', (a < samples P)%nat -> (t < width P (S l))%nat -> (t' < width P (S l))%nat ->
     sensitivity P w a (S l) (S t) = sensitivity P w a (S l) (S t')) ->
  (i <= width P (pred l))%nat -> (s < width P (S l))%nat ->
  D P l r w i s = 0.
Proof.
  intros P l r i s w smooth single neuron Hc Hv Heq Hi Hs.
  assert (H := sum_rule P l r i w smooth single neuron Hi). rewrite Hc in H.
  rewrite (sum_ext _ _ (fun t => w (S l, S t, r) * D P l r w i s)) in H.
  - rewrite sum_scal_r in H. destruct (Rmult_integral _ _ H); [contradiction|assumption].
  - intros t Ht. f_equal. unfold D. apply sum_ext. intros a Ha. rewrite (Heq a t s) by easy.
    reflexivity.
Qed.

(** (iii) All sensitivities of layer l + 1 are 0; nothing else is needed. *)
Theorem proposition_15_iii :
  forall (P : problem) (l r i s : nat) (w : parameters),
  (forall a t, (a < samples P)%nat -> (t < width P (S l))%nat ->
     sensitivity P w a (S l) (S t) = 0) ->
  (s < width P (S l))%nat ->
  D P l r w i s = 0.
Proof.
  intros P l r i s w H Hs. apply sum_zero. intros a Ha. rewrite H by easy. ring.
Qed.
