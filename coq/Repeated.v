(** Splitting the same neuron any number of times (p. 13): B is multiplied by 1 - lambda each time,
    and where layer l + 1 has one neuron there is a local minimum for every width of layer l. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Fibre Minimum Theorem_8.
Open Scope R_scope.

(** The network with k neurons more in layer l, and the parameters after k splittings. *)
Fixpoint widened_times (P : problem) (l k : nat) : problem :=
  match k with
  | O => P
  | S k => widened (widened_times P l k) l
  end.

Fixpoint gamma_times (P : problem) (l r : nat) (lambda : R) (k : nat) (w : parameters) :
    parameters :=
  match k with
  | O => w
  | S k => gamma (widened_times P l k) l r lambda (gamma_times P l r lambda k w)
  end.

Lemma B_gamma P l r lambda w i j :
  differentiable (sigma P) -> hidden_neuron P l r ->
  B (widened P l) l r (gamma P l r lambda w) i j = (1 - lambda) * B P l r w i j.
Proof.
  intros smooth neuron. assert (N := neuron). destruct N as [Hl Hr].
  assert (H := r_tw P l r neuron). rewrite gamma_fibre. unfold B. rewrite <- sum_scal.
  apply sum_ext. intros a _. rewrite <- sum_scal, width_other by lia.
  apply sum_ext. intros k _. change (input (widened P l)) with (input P).
  change (sigma (widened P l)) with (sigma P).
  rewrite sensitivity_fibre, fibre_out_r, pre_fibre_other, !act_fibre_other
    by (try assumption; lia).
  ring.
Qed.

Section Times.

Variables (P : problem) (l r : nat).
Hypothesis neuron : hidden_neuron P l r.

Lemma widened_times_width k m :
  width (widened_times P l k) m = if m =? l then (k + width P m)%nat else width P m.
Proof.
  induction k as [|k IH]; [destruct (m =? l); reflexivity|].
  simpl. rewrite IH. destruct (m =? l); reflexivity.
Qed.

Lemma widened_times_same k :
  sigma (widened_times P l k) = sigma P /\ hidden (widened_times P l k) = hidden P.
Proof. induction k as [|k IH]; [split; reflexivity|exact IH]. Qed.

Lemma widened_times_neuron k : hidden_neuron (widened_times P l k) l r.
Proof.
  destruct neuron as [Hl Hr]. split.
  - rewrite (proj2 (widened_times_same k)). exact Hl.
  - rewrite widened_times_width, Nat.eqb_refl. lia.
Qed.

Lemma widened_times_single k : one_output P -> one_output (widened_times P l k).
Proof.
  intros H. destruct neuron as [Hl Hr]. unfold one_output.
  rewrite (proj2 (widened_times_same k)), widened_times_width.
  rewrite (proj2 (Nat.eqb_neq (S (hidden P)) l)) by lia. exact H.
Qed.

End Times.

(** The same function, and B of neuron r after k splittings. *)
Theorem B_after_splits :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters) (k i j : nat),
  differentiable (sigma P) -> hidden_neuron P l r ->
  loss (widened_times P l k) (gamma_times P l r lambda k w) = loss P w
  /\ B (widened_times P l k) l r (gamma_times P l r lambda k w) i j
     = (1 - lambda) ^ k * B P l r w i j.
Proof.
  intros P l r lambda w k i j smooth neuron.
  induction k as [|k [IH1 IH2]]; [split; simpl; ring|].
  assert (N := widened_times_neuron P l r neuron k). split.
  - cbn [widened_times gamma_times]. rewrite gamma_fibre, loss_on_fibre by exact N. exact IH1.
  - cbn [widened_times gamma_times].
    rewrite B_gamma, IH2 by (try exact N; rewrite (proj1 (widened_times_same P l k)); exact smooth).
    simpl. ring.
Qed.

(** A local minimum in the parameters of the network is one in all coordinates. *)
Lemma minimum_all_coordinates P biases w :
  one_output P -> local_minimum_on (trained P biases) (loss P) w ->
  local_minimum_on (moving biases) (loss P) w.
Proof.
  intros single [eps [He H]]. exists eps. split; [exact He|]. intros z Hz Hoff.
  set (y := fun j => if is_parameter P j then z j else w j).
  rewrite (loss_ext P z y single).
  - apply H.
    + intros j. unfold y. destruct (is_parameter P j); [apply Hz|].
      rewrite Rminus_eq_0, Rabs_R0. exact He.
    + intros j Hj. unfold y. destruct (is_parameter P j) eqn:E; [|reflexivity].
      apply is_parameter_spec in E. apply Hoff. intros Hm. apply Hj. split; assumption.
  - intros j Hj. unfold y. rewrite (proj2 (is_parameter_spec P j)) by exact Hj. reflexivity.
Qed.

(** One neuron in layer l + 1, B positive definite, lambda in (0, 1): a local minimum of the same
    loss for every number of neurons that is added to layer l. *)
Theorem minimum_of_every_width :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters) (k : nat),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  width P (S l) = 1%nat -> 0 < lambda < 1 ->
  local_minimum_on (trained P biases) (loss P) w ->
  (forall xi, (forall i, ~ source P l biases i -> xi i = 0) -> (exists i, xi i <> 0) ->
     0 < B_form P l r w xi xi) ->
  let Q := widened_times P l k in
  let z := gamma_times P l r lambda k w in
  width Q l = (k + width P l)%nat /\ loss Q z = loss P w
  /\ local_minimum_on (moving biases) (loss Q) z.
Proof.
  intros P l r lambda biases w k smooth single neuron H1 Hlam Hmin HB Q z.
  assert (Hl := proj1 neuron).
  split; [unfold Q; rewrite widened_times_width, Nat.eqb_refl; reflexivity|].
  split; [apply (B_after_splits P l r lambda w k 0 0 (proj1 (proj1 smooth)) neuron)|].
  unfold Q, z. induction k as [|k IH]; [apply minimum_all_coordinates; assumption|].
  cbn [widened_times gamma_times]. apply one_next_neuron_minimum.
  - rewrite (proj1 (widened_times_same P l k)). exact smooth.
  - apply (widened_times_single P l r); assumption.
  - apply widened_times_neuron, neuron.
  - rewrite widened_times_width, (proj2 (Nat.eqb_neq (S l) l)) by lia. exact H1.
  - destruct IH as [eps [He IH]]. exists eps. split; [exact He|]. intros y Hy Hoff.
    apply IH; [exact Hy|]. intros j Hj. apply Hoff. intros [_ H]. contradiction.
  - assert (W : width (widened_times P l k) (pred l) = width P (pred l)).
    { rewrite widened_times_width, (proj2 (Nat.eqb_neq (pred l) l)) by lia. reflexivity. }
    apply B_definite_signs. left. split; [exact Hlam|]. intros xi Hxi Hi.
    unfold B_form. rewrite W.
    rewrite (bilinear_ext _ _ _ (fun i j => (1 - lambda) ^ k * B P l r w i j)).
    + rewrite (bilinear_ext _ _ _ (times ((1 - lambda) ^ k) (B P l r w))) by reflexivity.
      assert (E : forall M c, bilinear (S (width P (pred l))) (S (width P (pred l))) (times c M)
        xi xi = c * bilinear (S (width P (pred l))) (S (width P (pred l))) M xi xi).
      { intros M c. unfold bilinear. rewrite <- sum_scal. apply sum_ext. intros i _.
        rewrite <- sum_scal. apply sum_ext. intros j _. unfold times. ring. }
      rewrite E. apply Rmult_lt_0_compat; [apply pow_lt; lra|]. apply HB; [|exact Hi].
      intros i Hn. apply Hxi. intros [H H']. apply Hn. split; [rewrite <- W; exact H|exact H'].
    + intros i j _ _. apply (B_after_splits P l r lambda w k i j (proj1 (proj1 smooth)) neuron).
Qed.
