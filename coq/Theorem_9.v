(** Theorem 9 (p. 11), the half that says when there is no local minimum: D not 0, or B of the
    wrong sign. Any depth, layer, widths and every lambda. *)

From Coq Require Import Reals Lra Lia Arith Bool.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Lemma_12 Theorem_7.
Open Scope R_scope.

Lemma not_minimum_on_a_line (h g : R -> R) c eps :
  (forall t, is_derive h t (g t)) -> g 0 = 0 -> is_derive g 0 c -> c < 0 -> 0 < eps ->
  exists t, 0 < t < eps /\ h t < h 0.
Proof.
  intros Hh H0 Hg Hc Heps. apply is_derive_Reals in Hg.
  destruct (Hg (- c / 2)) as [del Hdel]; [lra|]. assert (Hd := cond_pos del).
  set (t := Rmin eps del / 2).
  assert (Ht : 0 < t) by (unfold t, Rmin; destruct (Rle_dec eps del); lra).
  assert (Hte : t < eps /\ t < del) by (unfold t, Rmin; destruct (Rle_dec eps del); lra).
  exists t. split; [lra|].
  destruct (MVT_cor2 h g 0 t Ht) as [s [Es Hs]].
  { intros s _. apply is_derive_Reals, Hh. }
  assert (Hn : Rabs (g s / s - c) < - c / 2).
  { specialize (Hdel s). rewrite H0, Rplus_0_l, Rminus_0_r in Hdel. apply Hdel; [lra|].
    rewrite Rabs_pos_eq; lra. }
  apply Rabs_def2 in Hn.
  assert (g s = g s / s * s) by (field; lra).
  assert (g s < 0) by nra. nra.
Qed.

(** Negative curvature along one bounded direction excludes a local minimum. *)
Lemma negative_curvature P w d K :
  twice_differentiable (sigma P) -> critical (loss P) w ->
  (forall i, Rabs (d i) <= K) -> D2 (loss P) w d d < 0 ->
  ~ local_minimum (loss P) w.
Proof.
  intros smooth Hc HK Hneg [eps [Heps Hmin]].
  rewrite D2_loss in Hneg by exact smooth.
  assert (K0 : 0 <= K) by (eapply Rle_trans; [apply Rabs_pos|apply (HK (0, 0, 0)%nat)]).
  destruct (not_minimum_on_a_line (fun t => loss P (moved w d t))
    (fun t => tan_loss P (moved w d t) d) (jet_loss P w d d) (eps / (K + 1)))
    as [t [Ht Hl]].
  - intros t. apply der_loss, smooth.
  - rewrite moved_0. apply critical_tan; [apply smooth|exact Hc].
  - generalize (der_tan_loss P smooth w d d 0). rewrite moved_0. easy.
  - exact Hneg.
  - apply Rdiv_lt_0_compat; lra.
  - rewrite moved_0 in Hl. assert (Hn : near w eps (moved w d t)).
    { intros i. unfold moved. replace (w i + t * d i - w i) with (t * d i) by ring.
      rewrite Rabs_mult, (Rabs_pos_eq t) by lra. specialize (HK i).
      apply Rle_lt_trans with (t * K); [apply Rmult_le_compat_l; lra|].
      apply Rlt_le_trans with (t * (K + 1)); [nra|].
      apply Rle_trans with (eps / (K + 1) * (K + 1)).
      - apply Rmult_le_compat_r; lra.
      - right. field. lra. }
    specialize (Hmin _ Hn). lra.
Qed.

(** The direction on which only B and D are seen: incoming difference xi, outgoing zeta. *)
Definition seen (P : problem) (l r : nat) (lambda : R) (xi zeta : nat -> R) : parameters :=
  large_direction P l r (fun i => (1 - lambda) * xi i) (fun i => - lambda * xi i)
    zeta (fun k => - zeta k) nowhere.

Lemma D2_seen P l r lambda w xi zeta :
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  D2 (loss (widened P l)) (gamma P l r lambda w) (seen P l r lambda xi zeta)
    (seen P l r lambda xi zeta)
  = lambda * (1 - lambda) * B_form P l r w xi xi + 2 * D_form P l r w xi zeta.
Proof.
  intros smooth single neuron. unfold seen.
  rewrite (block P l r lambda w _ _ _ _ _ _ _ _ _ _ 0 0 nowhere nowhere 1 1 xi xi 1 1 zeta zeta)
    by (try assumption;
        try (intros [[m k] i]; unfold small_direction, nowhere;
             destruct ((m =? l) && (k =? r)); [ring|destruct ((m =? S l) && (i =? r)); ring]);
        intros i; ring).
  ring.
Qed.

Lemma seen_bounded P l r lambda xi zeta K K' :
  (forall i, Rabs (xi i) <= K) -> (forall k, Rabs (zeta k) <= K') ->
  forall j, Rabs (seen P l r lambda xi zeta j) <= (Rabs lambda + 1) * K + K'.
Proof.
  intros HK HK' [[m k] i].
  assert (K0 : 0 <= K) by (eapply Rle_trans; [apply Rabs_pos|apply (HK 0%nat)]).
  assert (K1 : 0 <= K') by (eapply Rle_trans; [apply Rabs_pos|apply (HK' 0%nat)]).
  assert (L0 := Rabs_pos lambda).
  assert (L1 : Rabs (1 - lambda) <= Rabs lambda + 1).
  { eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_R1. lra. }
  assert (X := HK i). assert (X' := HK' k). assert (X0 := Rabs_pos (xi i)).
  unfold seen, large_direction, small_direction, nowhere.
  repeat match goal with |- context [if ?t then _ else _] => destruct t end;
    rewrite ?Rabs_mult, ?Rabs_Ropp, ?Rabs_R0; nra.
Qed.

Lemma delta_bounded k j : Rabs (delta k j) <= 1.
Proof. unfold delta. destruct (k =? j); rewrite ?Rabs_R0, ?Rabs_R1; lra. Qed.

(** D not 0: second derivatives of both signs, whatever lambda and B are. *)
Theorem D_nonzero_indefinite :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters) (i s : nat),
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (i <= width P (pred l))%nat -> (s < width P (S l))%nat -> D P l r w i s <> 0 ->
  let H := D2 (loss (widened P l)) (gamma P l r lambda w) in
  (exists d K, (forall j, Rabs (d j) <= K) /\ H d d < 0)
  /\ (exists d K, (forall j, Rabs (d j) <= K) /\ 0 < H d d).
Proof.
  intros P l r lambda w i s smooth single neuron Hi Hs HD H.
  assert (E : forall c, H (seen P l r lambda (delta i) (fun k => c * delta (S s) k))
                          (seen P l r lambda (delta i) (fun k => c * delta (S s) k))
    = lambda * (1 - lambda) * B_form P l r w (delta i) (delta i) + 2 * c * D P l r w i s).
  { intros c. unfold H. rewrite D2_seen by assumption.
    rewrite (D_form_scaled P l r w 1 c (delta i) (delta (S s))) by (intros; ring).
    unfold D_form.
    rewrite (bilinear_vec _ _ _ (delta i) (delta i) (fun t => delta (S s) (S t)) (delta s))
      by (intros; reflexivity).
    rewrite bilinear_axes by lia. ring. }
  set (b := lambda * (1 - lambda) * B_form P l r w (delta i) (delta i)) in *.
  assert (G : forall v, exists d K, (forall j, Rabs (d j) <= K) /\ H d d = v).
  { intros v. set (c := (v - b) / (2 * D P l r w i s)).
    exists (seen P l r lambda (delta i) (fun k => c * delta (S s) k)).
    exists ((Rabs lambda + 1) * 1 + Rabs c). split.
    - apply seen_bounded; [apply delta_bounded|]. intros k. rewrite Rabs_mult.
      assert (X := delta_bounded (S s) k). assert (Y := Rabs_pos c).
      assert (Z := Rabs_pos (delta (S s) k)). nra.
    - rewrite E. unfold c. field. exact HD. }
  split; [destruct (G (-1)) as [d [K [H1 H2]]]|destruct (G 1) as [d [K [H1 H2]]]];
    exists d, K; split; try exact H1; lra.
Qed.

(** D not 0 at a critical point: no gamma_lambda is a local minimum. *)
Theorem D_nonzero_not_minimum :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters) (i s : nat),
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  critical (loss P) w ->
  (i <= width P (pred l))%nat -> (s < width P (S l))%nat -> D P l r w i s <> 0 ->
  ~ local_minimum (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros P l r lambda w i s smooth single neuron Hc Hi Hs HD.
  destruct (D_nonzero_indefinite P l r lambda w i s smooth single neuron Hi Hs HD)
    as [[d [K [HK Hneg]]] _].
  apply (negative_curvature (widened P l) _ d K); try assumption.
  apply (theorem_7 P l r lambda w (proj1 smooth) neuron), Hc.
Qed.

(** B of the wrong sign somewhere: no local minimum either. *)
Theorem B_wrong_sign_not_minimum :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters) (xi : nat -> R),
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  critical (loss P) w ->
  lambda * (1 - lambda) * B_form P l r w xi xi < 0 ->
  ~ local_minimum (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros P l r lambda w xi smooth single neuron Hc Hneg.
  set (m := S (width P (pred l))).
  set (cut := fun i => if (i <? m)%nat then xi i else 0).
  assert (HB : B_form P l r w cut cut = B_form P l r w xi xi).
  { apply bilinear_vec; intros i Hi; unfold cut; fold m in Hi;
      rewrite (proj2 (Nat.ltb_lt i m)) by exact Hi; reflexivity. }
  assert (HK : forall i, Rabs (cut i) <= sum m (fun j => Rabs (xi j))).
  { intros i. unfold cut. destruct (Nat.ltb_spec i m) as [Hi|Hi].
    - rewrite <- (sum_delta m i (fun j => Rabs (xi j))) by exact Hi.
      apply sum_le. intros j _. assert (X := Rabs_pos (xi j)). unfold delta.
      destruct (i =? j); lra.
    - rewrite Rabs_R0. apply sum_nonneg. intros. apply Rabs_pos. }
  eapply (negative_curvature (widened P l) _ (seen P l r lambda cut none)).
  - exact smooth.
  - apply (theorem_7 P l r lambda w (proj1 smooth) neuron), Hc.
  - apply (seen_bounded _ _ _ _ _ _ _ 0 HK). intros k. unfold none. rewrite Rabs_R0. lra.
  - rewrite D2_seen, HB by assumption. unfold D_form.
    rewrite bilinear_zero_r by easy. lra.
Qed.
