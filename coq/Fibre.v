(** The loss of the larger network around all ways to share a neuron's outgoing weights: values,
    and the derivative where the two incoming weights move apart. *)

From Coq Require Import Reals Lra Lia Arith Bool FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Lemma_12 Proposition_15
  Theorem_9.
Open Scope R_scope.

Lemma tan_loss_linear P w c1 c2 d1 d2 d :
  (forall j, d j = c1 * d1 j + c2 * d2 j) ->
  tan_loss P w d = c1 * tan_loss P w d1 + c2 * tan_loss P w d2.
Proof.
  intros H. unfold tan_loss. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros a _.
  unfold tan_sample. rewrite (tan_pre_linear _ _ _ c1 c2 d1 d2 d) by exact H. ring.
Qed.

Lemma tan_loss_sum P w n (c : nat -> R) (e : nat -> parameters) : forall d,
  (forall j, d j = sum n (fun i => c i * e i j)) ->
  tan_loss P w d = sum n (fun i => c i * tan_loss P w (e i)).
Proof.
  induction n as [|n IH]; intros d H; simpl.
  - rewrite (tan_loss_linear P w 0 0 d d d) by (intros j; rewrite H; simpl; ring). ring.
  - rewrite (tan_loss_linear P w 1 (c n) (fun j => sum n (fun i => c i * e i j)) (e n) d)
      by (intros j; rewrite H; simpl; ring).
    rewrite (IH (fun j => sum n (fun i => c i * e i j))) by reflexivity. ring.
Qed.

Section Fibre.

Variables (P : problem) (l r : nat) (p : nat -> R) (z : parameters).
Hypothesis neuron : hidden_neuron P l r.

Local Notation Q := (widened P l).
Local Notation tw := (twin P l).
Local Notation F := (fibre P l r p z).

(** ** D is the same for neuron r, for its twin, and in the smaller network *)

Hypothesis smooth : differentiable (sigma P).
Hypothesis single : one_output P.

Lemma response_fibre x rho j k :
  response Q F x (S l) rho j k = response P z x (S l) rho j k.
Proof.
  revert k. induction j as [|j IH]; intros k; [reflexivity|]. cbn [response].
  rewrite width_other by lia. apply sum_ext. intros i _.
  rewrite fibre_other, IH, pre_fibre_other by (try exact neuron; lia). reflexivity.
Qed.

Lemma sensitivity_fibre a k : sensitivity Q F a (S l) k = sensitivity P z a (S l) k.
Proof.
  assert (N := neuron). destruct N.
  rewrite (sensitivity_response Q F a (S l) (hidden P - l)) by
    (try exact smooth; simpl; lia).
  rewrite (sensitivity_response P z a (S l) (hidden P - l)) by (try exact smooth; lia).
  rewrite output_fibre, response_fibre by exact neuron. reflexivity.
Qed.

Lemma D_fibre_twin i s : D Q l tw F i s = D P l r z i s.
Proof.
  assert (N := neuron). destruct N. apply sum_ext. intros a _.
  change (input Q) with (input P). change (sigma Q) with (sigma P).
  rewrite sensitivity_fibre, pre_fibre_twin, act_fibre_other by (try exact neuron; lia).
  reflexivity.
Qed.

Lemma D_fibre_r i s : D Q l r F i s = D P l r z i s.
Proof.
  assert (H := r_tw P l r neuron). assert (N := neuron). destruct N. apply sum_ext. intros a _.
  change (input Q) with (input P). change (sigma Q) with (sigma P).
  rewrite sensitivity_fibre, pre_fibre_other, act_fibre_other by (try exact neuron; lia).
  reflexivity.
Qed.

Lemma one_output_widened : one_output Q.
Proof. destruct neuron. unfold one_output. rewrite width_other by (simpl; lia). exact single. Qed.

Lemma tan_fibre_twin i : (i <= width P (pred l))%nat ->
  tan_loss Q F (axis l tw i) = sum (width P (S l)) (fun s => p (S s) * D P l r z i s).
Proof.
  intros Hi. destruct neuron as [Hl Hr]. rewrite <- D1_loss by exact smooth.
  rewrite <- (sum_rule Q l tw i F smooth one_output_widened).
  - rewrite width_other by lia. apply sum_ext. intros s _.
    rewrite fibre_out_twin, D_fibre_twin. reflexivity.
  - split; [exact Hl|]. rewrite width_split. unfold twin. lia.
  - rewrite width_other by lia. exact Hi.
Qed.

Lemma tan_fibre_r i : (i <= width P (pred l))%nat ->
  tan_loss Q F (axis l r i)
  = sum (width P (S l)) (fun s => (z (S l, S s, r) - p (S s)) * D P l r z i s).
Proof.
  intros Hi. destruct neuron as [Hl Hr]. rewrite <- D1_loss by exact smooth.
  rewrite <- (sum_rule Q l r i F smooth one_output_widened).
  - rewrite width_other by lia. apply sum_ext. intros s _.
    rewrite fibre_out_r, D_fibre_r by exact neuron. reflexivity.
  - split; [exact Hl|]. rewrite width_split. lia.
  - rewrite width_other by lia. exact Hi.
Qed.

(** The incoming weights of twin and neuron move apart by xi, the average stays. *)
Lemma seen_by_axes lambda xi j :
  (forall i, (width P (pred l) < i)%nat -> xi i = 0) ->
  seen P l r lambda xi none j
  = sum (S (width P (pred l))) (fun i =>
      xi i * ((1 - lambda) * axis l tw i j - lambda * axis l r i j)).
Proof.
  intros Hxi. assert (H := r_tw P l r neuron). destruct j as [[m k] t].
  rewrite (sum_ext _ _ (fun i => delta i t * xi i
    * (delta l m * ((1 - lambda) * delta tw k - lambda * delta r k))))
    by (intros; unfold axis; ring).
  rewrite sum_scal_r.
  assert (E : sum (S (width P (pred l))) (fun i => delta i t * xi i) = xi t).
  { destruct (Nat.le_gt_cases t (width P (pred l))) as [Ht|Ht].
    - rewrite (sum_ext _ _ (fun i => delta t i * xi i)).
      + apply (sum_delta _ t xi). lia.
      + intros i _. unfold delta. rewrite (Nat.eqb_sym i t). reflexivity.
    - rewrite (Hxi t Ht). apply sum_zero. intros i Hi. unfold delta.
      rewrite (proj2 (Nat.eqb_neq i t)) by lia. ring. }
  rewrite E. unfold seen, large_direction, small_direction, none, nowhere, delta.
  rewrite (Nat.eqb_sym l m), (Nat.eqb_sym tw k), (Nat.eqb_sym r k).
  destruct (Nat.eqb_spec m l) as [->|]; cbn [andb].
  - destruct (Nat.eqb_spec k tw) as [->|].
    + decide_index. ring.
    + destruct (Nat.eqb_spec k r) as [->|]; decide_index; ring.
  - repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring.
Qed.

(** The derivative there is q . D xi, where q is what the twin has more than its share. *)
Lemma tan_seen lambda xi :
  (forall i, (width P (pred l) < i)%nat -> xi i = 0) ->
  tan_loss Q F (seen P l r lambda xi none)
  = D_form P l r z xi (fun k => p k - lambda * z (S l, k, r)).
Proof.
  intros Hxi.
  rewrite (tan_loss_sum Q F (S (width P (pred l))) xi (fun i j =>
    (1 - lambda) * axis l tw i j - lambda * axis l r i j))
    by (intros j; apply seen_by_axes, Hxi).
  unfold D_form, bilinear. apply sum_ext. intros i Hi.
  rewrite (tan_loss_linear Q F (1 - lambda) (- lambda) (axis l tw i) (axis l r i))
    by (intros; ring).
  rewrite tan_fibre_twin, tan_fibre_r by lia.
  rewrite <- !sum_scal, <- sum_plus, <- sum_scal. apply sum_ext. intros s _. ring.
Qed.

End Fibre.

(** At every point of every fibre the larger network computes the smaller function. *)
Theorem fibre_same_function :
  forall (P : problem) (l r : nat) (p : nat -> R) (w : parameters),
  hidden_neuron P l r ->
  (forall x, output (widened P l) (fibre P l r p w) x = output P w x)
  /\ loss (widened P l) (fibre P l r p w) = loss P w.
Proof.
  intros P l r p w neuron. split; [intros x; apply output_fibre, neuron|].
  apply loss_on_fibre, neuron.
Qed.

(** The first order of the loss around a split neuron, at every point of every fibre. *)
Theorem first_order_on_fibre :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters) (p xi : nat -> R),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall i, (width P (pred l) < i)%nat -> xi i = 0) ->
  D1 (loss (widened P l)) (fibre P l r p w)
    (large_direction P l r (fun i => (1 - lambda) * xi i) (fun i => - lambda * xi i)
       none none nowhere)
  = D_form P l r w xi (fun k => p k - lambda * w (S l, k, r)).
Proof.
  intros P l r lambda w p xi smooth single neuron Hxi. rewrite D1_loss by exact smooth.
  rewrite <- tan_seen by assumption. unfold tan_loss. apply sum_ext. intros a _.
  unfold tan_sample. f_equal. rewrite (tan_pre_linear _ _ _ 1 0
    (seen P l r lambda xi none) nowhere); [ring|].
  intros [[m k] i]. unfold seen, large_direction, small_direction, none, nowhere.
  repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring.
Qed.
