(** Theorem 8 (p. 11), repaired, and the same for every layer before one with a single neuron: a
    local minimum, isolated or not, gives one after splitting where lambda (1 - lambda) B is
    positive definite. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Proposition_15 Theorem_9
  Uniform Second_order Fibre Minimum.
Open Scope R_scope.

(** Near a local minimum the squared derivative is bounded by the loss above it. *)
Theorem gradient_bound :
  forall (P : problem) (free : nat * nat * nat -> Prop) (w : parameters),
  twice_continuously_differentiable (sigma P) -> local_minimum_on free (loss P) w ->
  exists eps C, 0 < eps /\ 0 < C /\
    forall z e, near w eps z -> (forall j, ~ free j -> z j = w j) ->
    (forall j, Rabs (e j) <= 1) -> (forall j, ~ free j -> e j = 0) ->
    D1 (loss P) z e ^ 2 <= C * (loss P z - loss P w).
Proof.
  intros P free w smooth [eps0 [H0 Hmin]].
  destruct (jet_loss_bounded P w smooth) as [eps1 [M [H1 [HM Hjet]]]].
  destruct (tan_loss_bounded P w smooth) as [eps2 [G [H2 [HG Htan]]]].
  set (del := Rmin eps0 (Rmin eps1 eps2) / 2).
  assert (Hdel : 0 < del)
    by (assert (0 < Rmin eps0 (Rmin eps1 eps2)) by (repeat apply Rmin_pos; assumption);
        unfold del; lra).
  assert (L0 : 2 * del <= eps0) by (unfold del; assert (X := Rmin_l eps0 (Rmin eps1 eps2)); lra).
  assert (L1 : 2 * del <= eps1 /\ 2 * del <= eps2).
  { unfold del. assert (X := Rmin_r eps0 (Rmin eps1 eps2)). assert (Y := Rmin_l eps1 eps2).
    assert (Z := Rmin_r eps1 eps2). lra. }
  set (eta := Rmin (/ M) (del / G)).
  assert (Heta : 0 < eta)
    by (apply Rmin_pos; [apply Rinv_0_lt_compat, HM|apply Rdiv_lt_0_compat; assumption]).
  assert (E1 : eta * M <= 1).
  { apply Rle_trans with (/ M * M); [|right; field; lra].
    apply Rmult_le_compat_r; [lra|apply Rmin_l]. }
  assert (E2 : eta * G <= del).
  { apply Rle_trans with (del / G * G); [|right; field; lra].
    apply Rmult_le_compat_r; [lra|apply Rmin_r]. }
  exists del, (2 / eta). split; [exact Hdel|split; [apply Rdiv_lt_0_compat; lra|]].
  intros z e Hz Hoff He Heoff. rewrite D1_loss by apply smooth. set (g := tan_loss P z e).
  assert (Hg : Rabs g <= G) by (apply Htan; [eapply near_less; [exact Hz|lra]|exact He]).
  set (t := - eta * g). set (d := fun j => t * e j).
  assert (Ht : Rabs t <= del).
  { unfold t. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq eta) by lra. nra. }
  assert (Hd : forall j, Rabs (d j) <= Rabs t).
  { intros j. unfold d. rewrite Rabs_mult. assert (X := Rabs_pos t). specialize (He j). nra. }
  assert (Hnear : forall s, 0 <= s <= 1 -> near w (2 * del) (moved z d s)).
  { intros s Hs j. unfold moved. replace (z j + s * d j - w j) with (z j - w j + s * d j) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_mult, (Rabs_pos_eq s) by lra.
    specialize (Hz j). specialize (Hd j). assert (X := Rabs_pos (d j)). nra. }
  destruct (taylor P z d) as [s [Hs E]]; [apply smooth|].
  assert (Hw : loss P w <= loss P (moved z d 1)).
  { apply Hmin.
    - eapply near_less; [apply Hnear; lra|exact L0].
    - intros j Hj. unfold moved, d. rewrite Hoff, Heoff by exact Hj. ring. }
  rewrite (tan_loss_linear P z t 0 e e d) in E by (intros; unfold d; ring). fold g in E.
  assert (HJ := Hjet (moved z d s) d d (Rabs t) (Rabs t)).
  assert (X : near w eps1 (moved z d s)) by (eapply near_less; [apply Hnear; lra|apply L1]).
  specialize (HJ X (Rabs_pos t) (Rabs_pos t) Hd Hd). apply Rabs_le_between in HJ.
  assert (Tt : Rabs t * Rabs t = t * t) by (rewrite <- Rabs_mult; apply Rabs_pos_eq; nra).
  rewrite Tt in HJ.
  assert (Key : eta / 2 * g ^ 2 <= loss P z - loss P w).
  { assert (M * (t * t) <= eta * g ^ 2).
    { unfold t. replace (M * (- eta * g * (- eta * g))) with (eta * M * (eta * g ^ 2)) by ring.
      assert (0 <= eta * g ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). nra. }
    replace (t * g) with (- (eta * g ^ 2)) in E by (unfold t; ring). lra. }
  replace (g ^ 2) with (2 / eta * (eta / 2 * g ^ 2)) by (field; lra).
  apply Rmult_le_compat_l; [|exact Key]. left. apply Rdiv_lt_0_compat; lra.
Qed.

Lemma axis_bounded l k i j : Rabs (axis l k i j) <= 1.
Proof.
  destruct j as [[m s] t]. unfold axis, delta.
  repeat match goal with |- context [if ?c then _ else _] => destruct c end;
    rewrite ?Rmult_1_r, ?Rmult_0_r, ?Rmult_0_l, ?Rabs_R0, ?Rabs_R1; lra.
Qed.

Lemma axis_trained P l r i biases j :
  hidden_neuron P l r -> source P l biases i -> ~ trained P biases j -> axis l r i j = 0.
Proof.
  intros [Hl Hr] [Hi Hb] Hj. destruct j as [[m k] t]. unfold axis, delta.
  destruct (Nat.eqb_spec l m) as [<-|]; [|ring].
  destruct (Nat.eqb_spec r k) as [<-|]; [|ring].
  destruct (Nat.eqb_spec i t) as [<-|]; [|ring].
  exfalso. apply Hj. split; simpl; [lia|exact Hb].
Qed.

(** Without an outgoing weight B is 0, and not definite. *)
Theorem outgoing_weight :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters) (i : nat),
  B_definite P l r lambda biases w -> width P (S l) = 1%nat -> source P l biases i ->
  w (S l, 1%nat, r) <> 0.
Proof.
  intros P l r lambda biases w i HB H1 Hi Hv. specialize (HB (delta i)).
  assert (X : 0 < lambda * (1 - lambda) * B_form P l r w (delta i) (delta i)).
  { apply HB.
    - intros j Hj. unfold delta. destruct (Nat.eqb_spec i j) as [->|]; [contradiction|reflexivity].
    - exists i. unfold delta. rewrite Nat.eqb_refl. lra. }
  rewrite B_form_sum, sum_zero in X; [lra|]. intros a _. apply sum_zero. intros k Hk.
  replace k with 0%nat by lia. rewrite Hv. ring.
Qed.

(** One neuron in the layer after the split one. *)
Theorem one_next_neuron_minimum :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  width P (S l) = 1%nat ->
  local_minimum_on (trained P biases) (loss P) w -> B_definite P l r lambda biases w ->
  local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros P l r lambda biases w smooth single neuron H1 Hmin HB.
  destruct (gradient_bound P (trained P biases) w smooth Hmin) as [eps [C [Heps [HC Hgrad]]]].
  set (v := w (S l, 1%nat, r)).
  destruct (Req_dec v 0) as [Hv|Hv].
  - apply (minimum_after_split P l r lambda biases w 0 1); try assumption; [lra|].
    intros z _ _ i s Hi _. exfalso.
    apply (outgoing_weight P l r lambda biases w i HB H1 Hi), Hv.
  - assert (Hv0 : 0 < Rabs v) by (apply Rabs_pos_lt, Hv).
    apply (minimum_after_split P l r lambda biases w (C * 4 / v ^ 2) (Rmin eps (Rabs v / 2)));
      try assumption; [apply Rmin_pos; lra|].
    intros z Hz Hoff i s Hi Hs. rewrite H1 in Hs. replace s with 0%nat by lia.
    assert (HR := sum_rule P l r i z (proj1 (proj1 smooth)) single neuron (proj1 Hi)).
    rewrite H1 in HR. simpl in HR. rewrite Rplus_0_l in HR.
    assert (G := Hgrad z (axis l r i) (near_less _ _ _ _ Hz (Rmin_l _ _)) Hoff
      (axis_bounded l r i) (fun j => axis_trained P l r i biases j neuron Hi)).
    rewrite <- HR in G.
    assert (Hzv : Rabs v / 2 <= Rabs (z (S l, 1%nat, r))).
    { assert (X := Hz (S l, 1%nat, r)). fold v in X. assert (Y := Rmin_r eps (Rabs v / 2)).
      assert (T := Rabs_triang_inv v (v - z (S l, 1%nat, r))).
      replace (v - (v - z (S l, 1%nat, r))) with (z (S l, 1%nat, r)) in T by ring.
      rewrite (Rabs_minus_sym v) in T. lra. }
    assert (V : v ^ 2 / 4 <= z (S l, 1%nat, r) ^ 2).
    { rewrite <- (pow2_abs v), <- (pow2_abs (z (S l, 1%nat, r))). simpl. nra. }
    assert (Hv2 : 0 < v ^ 2) by (rewrite <- (pow2_abs v); apply pow_lt, Hv0).
    assert (Hpos := pow2_ge_0 (D P l r z i 0%nat)).
    apply Rmult_le_reg_l with (v ^ 2 / 4); [lra|].
    replace (v ^ 2 / 4 * (C * 4 / v ^ 2 * (loss P z - loss P w))) with
      (C * (loss P z - loss P w)) by (field; nra).
    eapply Rle_trans; [|exact G]. rewrite Rpow_mult_distr. apply Rmult_le_compat_r; assumption.
Qed.

(** One hidden layer. *)
Theorem theorem_8 :
  forall (P : problem) (r : nat) (lambda : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P ->
  hidden P = 1%nat -> (1 <= r <= width P 1)%nat ->
  local_minimum_on (trained P biases) (loss P) w -> B_definite P 1 r lambda biases w ->
  local_minimum_on (moving biases) (loss (widened P 1)) (gamma P 1 r lambda w).
Proof.
  intros P r lambda biases w smooth single H1 Hr. apply one_next_neuron_minimum; try assumption.
  - split; [lia|exact Hr].
  - unfold one_output in single. rewrite H1 in single. exact single.
Qed.

(** In the printed words: B positive definite and lambda in (0, 1), or negative definite and lambda
    outside [0, 1]. *)
Theorem B_definite_signs :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters),
  (0 < lambda < 1 /\ (forall xi, (forall i, ~ source P l biases i -> xi i = 0) ->
     (exists i, xi i <> 0) -> 0 < B_form P l r w xi xi)
   \/ (lambda < 0 \/ 1 < lambda) /\ (forall xi, (forall i, ~ source P l biases i -> xi i = 0) ->
     (exists i, xi i <> 0) -> B_form P l r w xi xi < 0)) ->
  B_definite P l r lambda biases w.
Proof.
  intros P l r lambda biases w [[Hl H]|[Hl H]] xi Hxi Hi; specialize (H xi Hxi Hi).
  - assert (0 < lambda * (1 - lambda)) by nra. nra.
  - assert (lambda * (1 - lambda) < 0) by nra. nra.
Qed.

(** With biases [local_minimum_on] is [local_minimum]. *)
Theorem minimum_with_biases :
  forall (f : parameters -> R) (w : parameters),
  local_minimum_on (moving true) f w <-> local_minimum f w.
Proof.
  intros f w. split; intros [eps [He H]]; exists eps; (split; [exact He|]); intros z Hz.
  - apply H; [exact Hz|]. intros [[m k] i] Hj. exfalso. apply Hj. left. reflexivity.
  - intros _. apply H, Hz.
Qed.
