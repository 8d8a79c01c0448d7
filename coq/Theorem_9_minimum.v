(** Theorem 9 (p. 11), repaired, the half that says when there is a local minimum: any layer and
    widths, where the Hessian is positive definite and D = 0. *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Proposition_15 Theorem_9
  Uniform Second_order Fibre Minimum.
Open Scope R_scope.

(** The fibre is affine in the small network's parameters. *)
Lemma fibre_moved P l r p w d t :
  fibre P l r p (moved w d t) = moved (fibre P l r p w) (gamma P l r 0 d) t.
Proof.
  apply functional_extensionality. intros [[m k] i]. unfold fibre, gamma, moved.
  destruct ((m =? l) && (k =? twin P l))%bool; [reflexivity|].
  destruct ((m =? S l) && (i =? twin P l))%bool; [ring|].
  destruct ((m =? S l) && (i =? r))%bool; [ring|reflexivity].
Qed.

Lemma gamma_bounded P l r d K : (forall j, Rabs (d j) <= K) ->
  forall j, Rabs (gamma P l r 0 d j) <= K.
Proof.
  intros H [[m k] i]. unfold gamma.
  destruct ((m =? l) && (k =? twin P l))%bool; [apply H|].
  destruct ((m =? S l) && (i =? twin P l))%bool.
  - rewrite Rmult_0_l, Rabs_R0. eapply Rle_trans; [apply Rabs_pos|apply (H (0, 0, 0)%nat)].
  - destruct ((m =? S l) && (i =? r))%bool; [|apply H].
    replace ((1 - 0) * d (S l, k, r)) with (d (S l, k, r)) by ring. apply H.
Qed.

(** D is an entry of a derivative on a fibre. *)
Lemma D_on_fibre P l r lambda z i s c :
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (i <= width P (pred l))%nat -> (s < width P (S l))%nat ->
  tan_loss (widened P l) (fibre P l r (fun k => lambda * z (S l, k, r) + c * delta (S s) k) z)
    (seen P l r lambda (delta i) none) = c * D P l r z i s.
Proof.
  intros smooth single neuron Hi Hs. rewrite tan_seen by
    (try assumption; intros j Hj; unfold delta;
     rewrite (proj2 (Nat.eqb_neq i j)) by lia; reflexivity).
  unfold D_form.
  rewrite (bilinear_vec _ _ _ (delta i) (delta i) _ (fun t => c * delta s t))
    by (try reflexivity; intros t _; change (delta (S s) (S t)) with (delta s t); ring).
  rewrite bilinear_scal_r, bilinear_axes by lia. reflexivity.
Qed.

(** D changes at most proportionally to the parameters. *)
Lemma D_lipschitz P l r w :
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  exists eps K, 0 < eps /\ 0 < K /\ forall z h, near w eps z -> 0 <= h ->
    (forall j, Rabs (z j - w j) <= h) ->
    forall i s, (i <= width P (pred l))%nat -> (s < width P (S l))%nat ->
    Rabs (D P l r z i s - D P l r w i s) <= K * h.
Proof.
  intros smooth single neuron. set (Q := widened P l). set (g := gamma P l r 0 w).
  destruct (jet_loss_bounded Q g smooth) as [eps [M [He [HM Hjet]]]].
  set (c := eps / 3). assert (Hc : 0 < c) by (unfold c; lra).
  exists c, (M / c). split; [exact Hc|split; [apply Rdiv_lt_0_compat; assumption|]].
  intros z h Hz Hh Hzh i s Hi Hs. set (d := fun j => z j - w j).
  set (p := fun k => c * delta (S s) k). set (e := seen P l r 0 (delta i) none).
  assert (V : forall t, tan_loss Q (moved (fibre P l r p w) (gamma P l r 0 d) t) e
                        = c * D P l r (moved w d t) i s).
  { intros t. rewrite <- fibre_moved. unfold e, Q.
    rewrite <- (D_on_fibre P l r 0 (moved w d t) i s c (proj1 (proj1 smooth)) single neuron Hi Hs).
    f_equal. f_equal. apply functional_extensionality. intros k. unfold p. ring. }
  destruct (MVT_cor2 (fun t => tan_loss Q (moved (fibre P l r p w) (gamma P l r 0 d) t) e)
    (fun t => jet_loss Q (moved (fibre P l r p w) (gamma P l r 0 d) t) e (gamma P l r 0 d)) 0 1)
    as [t [Et Ht]]; [lra| |].
  { intros t _. apply is_derive_Reals, der_tan_loss. exact (proj1 smooth). }
  rewrite !V, moved_0 in Et. unfold d in Et at 1. rewrite moved_to in Et.
  rewrite Rminus_0_r, Rmult_1_r in Et.
  assert (Hp : near g eps (moved (fibre P l r p w) (gamma P l r 0 d) t)).
  { rewrite <- fibre_moved.
    assert (N : forall j, Rabs (moved w d t j - w j) < c) by apply (near_between w z c t Hz Ht).
    assert (Dl : forall k, Rabs (p k) <= c).
    { intros k. unfold p. rewrite Rabs_mult, (Rabs_pos_eq c) by lra.
      assert (X := delta_bounded (S s) k). nra. }
    intros [[m k] j]. unfold fibre, g, gamma.
    destruct ((m =? l) && (k =? twin P l))%bool; [specialize (N (l, r, j)); unfold c in *; lra|].
    destruct ((m =? S l) && (j =? twin P l))%bool.
    - rewrite Rmult_0_l, Rminus_0_r. specialize (Dl k). unfold c in *. lra.
    - destruct ((m =? S l) && (j =? r))%bool; [|specialize (N (m, k, j)); unfold c in *; lra].
      replace (moved w d t (S l, k, r) - p k - (1 - 0) * w (S l, k, r)) with
        ((moved w d t (S l, k, r) - w (S l, k, r)) - p k) by ring.
      eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp.
      specialize (N (S l, k, r)). specialize (Dl k). unfold c in *. lra. }
  assert (He1 : forall j, Rabs (e j) <= 1).
  { intros j. replace 1 with ((Rabs 0 + 1) * 1 + 0) by (rewrite Rabs_R0; ring).
    apply seen_bounded; [apply delta_bounded|]. intros k. unfold none. rewrite Rabs_R0. lra. }
  assert (B := Hjet _ e (gamma P l r 0 d) 1 h Hp ltac:(lra) Hh He1 (gamma_bounded P l r d h Hzh)).
  rewrite <- Et in B. rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_pos_eq c) in B by lra.
  apply Rmult_le_reg_l with c; [exact Hc|].
  replace (c * (M / c * h)) with (M * (1 * h)) by (field; lra). exact B.
Qed.

(** A positive definite Hessian, lambda (1 - lambda) B positive definite, D = 0: gamma_lambda(w) is
    a local minimum. *)
Theorem theorem_9_minimum :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  critical_on (trained P biases) (loss P) w ->
  positive_hessian_on (trained P biases) (loss P) w ->
  B_definite P l r lambda biases w -> D_zero P l r biases w ->
  local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros P l r lambda biases w smooth single neuron Hc Hpos HB HD.
  destruct (quadratic_growth P (trained P biases) w smooth) as [eps1 [c [He1 [Hc0 Hgrow]]]];
    try assumption; [intros i Hi; apply Hi|].
  destruct (D_lipschitz P l r w smooth single neuron) as [eps2 [K [He2 [HK Hlip]]]].
  apply (minimum_after_split P l r lambda biases w (K ^ 2 / c) (Rmin eps1 eps2));
    try assumption.
  - exists eps1. split; [exact He1|]. intros z Hz Hoff.
    specialize (Hgrow z Hz Hoff (0, 0, 0)%nat).
    assert (X := pow2_ge_0 (z (0, 0, 0)%nat - w (0, 0, 0)%nat)). nra.
  - apply Rmin_pos; assumption.
  - intros z Hz Hoff i s Hi Hs.
    specialize (Hgrow z (near_less _ _ _ _ Hz (Rmin_l _ _)) Hoff).
    set (x := loss P z - loss P w) in *.
    assert (Hx : 0 <= x).
    { specialize (Hgrow (0, 0, 0)%nat).
      assert (X := pow2_ge_0 (z (0, 0, 0)%nat - w (0, 0, 0)%nat)). nra. }
    assert (Hxc : 0 <= x / c)
      by (apply Rmult_le_pos; [exact Hx|left; apply Rinv_0_lt_compat, Hc0]).
    assert (B := Hlip z (sqrt (x / c)) (near_less _ _ _ _ Hz (Rmin_r _ _)) (sqrt_pos _)).
    assert (B' : Rabs (D P l r z i s - D P l r w i s) <= K * sqrt (x / c)).
    { apply B; try assumption; [|apply Hi]. intros j. specialize (Hgrow j).
      apply Rsqr_incr_0_var; [|apply sqrt_pos]. rewrite <- Rsqr_abs, Rsqr_sqrt by exact Hxc.
      apply Rmult_le_reg_l with c; [exact Hc0|].
      replace (c * (x / c)) with x by (field; lra). unfold Rsqr. simpl in Hgrow. lra. }
    rewrite (HD i s Hi Hs), Rminus_0_r in B'.
    rewrite <- (pow2_abs (D P l r z i s)).
    apply Rle_trans with ((K * sqrt (x / c)) ^ 2).
    + apply pow_incr. split; [apply Rabs_pos|exact B'].
    + rewrite Rpow_mult_distr, pow2_sqrt by exact Hxc. right. field. lra.
Qed.
