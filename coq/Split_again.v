(** After one neuron has been split: what is left of the conditions for the next one, in the same
    layer or in one below. *)

From Coq Require Import Reals Lra Lia Arith Bool Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Proposition_15 Theorem_9 Uniform
  Definite Fibre Minimum Lipschitz Along_paths.
Open Scope R_scope.

(** All sums along paths that start at neuron r of layer l are under the loss. *)
Definition paths_under_loss (P : problem) (l r : nat) (biases : bool) (w : parameters) : Prop :=
  forall pi i, path P l pi -> pi l = r -> source P l biases i ->
  under_loss P biases w (along P l pi i).

(** ** On a fibre the sums along paths are those of the smaller network *)

Section Fibre_again.

Variables (P : problem) (l r : nat) (p : nat -> R) (z : parameters).
Hypothesis neuron : hidden_neuron P l r.

Local Notation Q := (widened P l).
Local Notation F := (fibre P l r p z).

Lemma slopes_along_fibre x pi j : forall m, (1 <= m)%nat ->
  slopes_along Q F x pi m j = slopes_along P z x (fun k => origin P l r k (pi k)) m j.
Proof.
  induction j as [|j IH]; intros m Hm; [reflexivity|]. simpl. rewrite IH by lia.
  destruct m as [|m]; [lia|]. rewrite pre_fibre by exact neuron. reflexivity.
Qed.

Lemma along_fibre m pi i : (1 <= m <= l)%nat ->
  along Q m pi i F = along P m (fun k => origin P l r k (pi k)) i z.
Proof.
  intros Hm. apply sum_ext. intros a _. simpl input. simpl label. simpl hidden.
  rewrite output_fibre, act_fibre_other, slopes_along_fibre by (try exact neuron; lia). reflexivity.
Qed.

Lemma path_origin m pi : path Q m pi -> path P m (fun k => origin P l r k (pi k)).
Proof.
  intros H k Hk. specialize (H k Hk). unfold origin. destruct neuron as [Hl Hr].
  destruct (Nat.eqb_spec k l) as [->|Hkl]; cbn [andb].
  - rewrite width_split in H. unfold twin.
    destruct (Nat.eqb_spec (pi l) (S (width P l))) as [E|E]; lia.
  - rewrite width_other in H by exact Hkl. exact H.
Qed.

End Fibre_again.

(** ** Under the loss before the splitting, under it afterwards *)

Lemma square_plus a b : (a + b) ^ 2 <= 2 * a ^ 2 + 2 * b ^ 2.
Proof. assert (X := pow2_ge_0 (a - b)). nra. Qed.

Lemma paths_under_loss_after_split P l r lambda biases w m t :
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  local_minimum_on (trained P biases) (loss P) w -> B_definite P l r lambda biases w ->
  (exists C eps, 0 < eps /\
    forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
    forall i s, source P l biases i -> (s < width P (S l))%nat ->
    D P l r z i s ^ 2 <= C * (loss P z - loss P w)) ->
  (1 <= m <= l)%nat -> (1 <= t <= width P m)%nat -> paths_under_loss P m t biases w ->
  paths_under_loss (widened P l) m t biases (gamma P l r lambda w).
Proof.
  intros smooth single neuron Hmin HB [C0 [eps0 [Heps0 HD]]] Hm Ht H pi i Hpi Et Hi.
  assert (N := neuron). destruct N as [Hl Hr].
  set (Q := widened P l) in *. set (g := gamma P l r lambda w).
  destruct (growth_after_split P l r lambda biases w C0 eps0) as [d1 [b [Hd1 [Hb Hgrow]]]];
    try assumption.
  set (pi' := fun k => origin P l r k (pi k)).
  assert (Hi' : source P m biases i).
  { destruct Hi as [Hi1 Hi2]. unfold Q in Hi1. rewrite width_other in Hi1 by lia.
    split; assumption. }
  destruct (H pi' i) as [C [eps [HC [Heps Hdom]]]].
  { apply path_origin; [exact neuron|exact Hpi]. }
  { unfold pi'. rewrite Et. apply origin_same. intros <-. unfold twin. lia. }
  { exact Hi'. }
  destruct (lipschitz_along g Q m pi i smooth) as [d2 [M [Hd2 [HM [_ Hlip]]]]].
  set (scale := Rabs lambda + Rabs (1 - lambda)).
  assert (A1 := Rabs_pos lambda). assert (A2 := Rabs_pos (1 - lambda)).
  set (T := 3 * scale + 7). assert (HT : 0 < T) by (unfold T, scale; lra).
  set (del := Rmin d1 (Rmin eps d2 / T)).
  assert (Hdel : 0 < del).
  { apply Rmin_pos; [exact Hd1|]. apply Rdiv_lt_0_compat; [|exact HT]. apply Rmin_pos; assumption. }
  assert (D1 : T * del <= Rmin eps d2).
  { apply Rle_trans with (T * (Rmin eps d2 / T)); [|right; field; lra].
    apply Rmult_le_compat_l; [lra|]. apply Rmin_r. }
  assert (D2 := Rmin_l eps d2). assert (D3 := Rmin_r eps d2).
  set (u := Rabs lambda + 1). assert (Hu : 0 < u) by (unfold u; lra).
  exists (2 * (2 * C) + 2 * (M * u) ^ 2 / b), del.
  split; [|split; [exact Hdel|]].
  { assert (X := pow2_ge_0 (M * u)). assert (0 <= (M * u) ^ 2 / b).
    { apply Rmult_le_pos; [exact X|left; apply Rinv_0_lt_compat, Hb]. }
    replace (2 * (M * u) ^ 2 / b) with (2 * ((M * u) ^ 2 / b)) by (field; lra). lra. }
  intros W Hclose Hoff.
  assert (Hfixed : forall j, ~ moving biases j -> W j = g j).
  { intros j Hj. apply Hoff. intros [_ X]. contradiction. }
  destruct (Hgrow W (near_less _ _ _ _ Hclose (Rmin_l _ _)) Hfixed) as [Hz Hg].
  fold Q g in Hg. set (z := merged P l r lambda w W) in *.
  set (X := loss Q W - loss Q g) in *.
  assert (HX : 0 <= X).
  { specialize (Hg 0%nat). assert (Y := pow2_ge_0 (gap P l r W 0)). nra. }
  assert (Hz1 : near w eps z).
  { eapply near_less; [apply (close_merged P l r lambda w neuron W del Hclose)|].
    fold scale. unfold T in D1. assert (0 <= scale) by (unfold scale; lra). nra. }
  assert (Hz2 : forall j, ~ trained P biases j -> z j = w j)
    by (intros j; apply (merged_fixed P l r lambda biases w neuron W Hfixed)).
  specialize (Hdom z Hz1 Hz2).
  set (F := on_fibre P l r lambda w W). set (e := seen P l r lambda (gap P l r W) none).
  assert (EF : along Q m pi i F = along P m pi' i z)
    by (apply along_fibre; [exact neuron|exact Hm]).
  assert (EW : along Q m pi i W = along Q m pi i (moved F e 1)).
  { symmetry. apply along_ext; try exact Hpi.
    - apply (one_output_widened P l r neuron single).
    - simpl. lia.
    - apply Hi.
    - apply (reached P l r lambda w neuron). }
  set (h := u * sqrt (X / b)).
  assert (HXb : 0 <= X / b) by (apply Rmult_le_pos; [exact HX|left; apply Rinv_0_lt_compat, Hb]).
  assert (Hgap : forall k, Rabs (gap P l r W k) <= sqrt (X / b)).
  { intros k. specialize (Hg k). apply Rsqr_incr_0_var; [|apply sqrt_pos].
    rewrite <- Rsqr_abs, Rsqr_sqrt by exact HXb.
    apply Rmult_le_reg_l with b; [exact Hb|].
    replace (b * (X / b)) with X by (field; lra). unfold Rsqr. simpl in Hg. lra. }
  assert (He : forall j, Rabs (e j) <= h).
  { intros j. replace h with (u * sqrt (X / b) + 0) by (unfold h; ring).
    apply seen_bounded; [exact Hgap|]. intros k. unfold none. rewrite Rabs_R0. lra. }
  assert (Near : forall s, 0 <= s <= 1 -> near g d2 (moved F e s)).
  { intros s Hs.
    eapply near_less; [apply (close_on_fibre P l r lambda w neuron W del Hclose s Hs)|].
    fold scale. fold T. lra. }
  assert (L : Rabs (along Q m pi i (moved F e 1) - along Q m pi i F) <= M * h).
  { apply Hlip.
    - rewrite <- (moved_0 F e). apply Near. lra.
    - apply Near. lra.
    - intros j. unfold moved. replace (F j + 1 * e j - F j) with (e j) by ring. apply He. }
  rewrite EW. rewrite EF in L. clear EW EF.
  set (y := along Q m pi i (moved F e 1)) in *. set (y' := along P m pi' i z) in *.
  assert (S1 := square_plus y' (y - y')). replace (y' + (y - y')) with y in S1 by ring.
  assert (S2 : (y - y') ^ 2 <= (M * h) ^ 2).
  { rewrite <- (pow2_abs (y - y')). apply pow_incr. split; [apply Rabs_pos|exact L]. }
  assert (S3 : (M * h) ^ 2 = (M * u) ^ 2 * (X / b)).
  { unfold h. rewrite !Rpow_mult_distr, pow2_sqrt by exact HXb. ring. }
  assert (S4 : loss P z - loss P w <= 2 * X).
  { specialize (Hg 0%nat). assert (Y := pow2_ge_0 (gap P l r W 0)). nra. }
  assert (S5 : C * (loss P z - loss P w) <= C * (2 * X)) by (apply Rmult_le_compat_l; assumption).
  replace ((2 * (2 * C) + 2 * (M * u) ^ 2 / b) * X) with
    (2 * (C * (2 * X)) + 2 * ((M * u) ^ 2 * (X / b))) by (field; lra).
  lra.
Qed.

(** ** B of another neuron, in the same layer or in one below, stays *)

Lemma tan_sample_gamma P l r lambda w ut ur vt vr rest a : hidden_neuron P l r ->
  tan_sample (widened P l) a (gamma P l r lambda w) (large_direction P l r ut ur vt vr rest)
  = tan_sample P a w
      (small_direction l r (merged_in lambda ut ur) (merged_out vt vr) rest).
Proof.
  intros neuron. destruct neuron as [Hl Hr] eqn:E. clear E. unfold tan_sample. simpl hidden.
  rewrite output_gamma by exact neuron. simpl input. simpl label. f_equal.
  replace (S (hidden P)) with (hidden P - l + S l)%nat by lia. apply tan_above, neuron.
Qed.

Lemma tan_sample_scaled P a w c d e :
  (forall j, d j = c * e j) -> tan_sample P a w d = c * tan_sample P a w e.
Proof.
  intros H. unfold tan_sample.
  rewrite (tan_pre_linear P w (input P a) c 0 e e d) by (intros; rewrite H; ring). ring.
Qed.

Lemma same_if (b : bool) (x : R) : (if b then x else x) = x.
Proof. destruct b; reflexivity. Qed.

Section Sensitivities.

Variables (P : problem) (l r : nat) (lambda : R) (w : parameters).
Hypothesis smooth : differentiable (sigma P).
Hypothesis neuron : hidden_neuron P l r.

Local Notation Q := (widened P l).
Local Notation tw := (twin P l).
Local Notation g := (gamma P l r lambda w).

Lemma sensitivity_twin a : sensitivity Q g a l tw = lambda * sensitivity P w a l r.
Proof.
  unfold sensitivity. rewrite !D1_sample by exact smooth.
  replace (axis l tw 0) with (large_direction P l r (delta 0) none none none nowhere).
  - rewrite tan_sample_gamma by exact neuron. apply tan_sample_scaled.
    intros [[m k] i]. unfold small_direction, merged_in, merged_out, axis, none, nowhere, delta.
    rewrite (Nat.eqb_sym l m), (Nat.eqb_sym r k), Rplus_0_r, same_if.
    destruct (m =? l), (k =? r); cbn [andb]; ring.
  - apply functional_extensionality. intros [[m k] i].
    unfold large_direction, small_direction, axis, none, nowhere, delta.
    rewrite (Nat.eqb_sym l m), (Nat.eqb_sym tw k), !same_if.
    destruct (m =? l), (k =? tw); cbn [andb]; ring.
Qed.

Lemma sensitivity_r a : sensitivity Q g a l r = (1 - lambda) * sensitivity P w a l r.
Proof.
  unfold sensitivity. rewrite !D1_sample by exact smooth.
  replace (axis l r 0) with (large_direction P l r none (delta 0) none none nowhere) at 1.
  - rewrite tan_sample_gamma by exact neuron. apply tan_sample_scaled.
    intros [[m k] i]. unfold small_direction, merged_in, merged_out, axis, none, nowhere, delta.
    rewrite (Nat.eqb_sym l m), (Nat.eqb_sym r k), Rplus_0_r, same_if.
    destruct (m =? l), (k =? r); cbn [andb]; ring.
  - apply functional_extensionality. intros [[m k] i]. assert (H := r_tw P l r neuron).
    unfold large_direction, small_direction, axis, none, nowhere, delta.
    rewrite (Nat.eqb_sym l m), (Nat.eqb_sym r k), same_if.
    destruct (Nat.eqb_spec m l) as [->|]; [|cbn [andb]; rewrite same_if; ring].
    rewrite (proj2 (Nat.eqb_neq l (S l))) by lia.
    destruct (Nat.eqb_spec k tw) as [->|]; cbn [andb]; [|destruct (k =? r); ring].
    rewrite (proj2 (Nat.eqb_neq tw r)) by auto. ring.
Qed.

Lemma sensitivity_other a m k : (m = l -> k <> tw /\ k <> r) ->
  sensitivity Q g a m k = sensitivity P w a m k.
Proof.
  intros H. unfold sensitivity. rewrite !D1_sample by exact smooth.
  destruct neuron as [Hl Hr].
  assert (A1 : forall k' i, k' = tw \/ k' = r -> axis m k 0 (l, k', i) = 0).
  { intros k' i Hk. unfold axis, delta. destruct (Nat.eqb_spec m l) as [E|]; [|ring].
    destruct (H E). rewrite (proj2 (Nat.eqb_neq k k')) by lia. ring. }
  assert (A2 : forall m' k' i, i = tw \/ i = r -> axis m k 0 (m', k', i) = 0).
  { intros m' k' i Hi. unfold axis, delta.
    rewrite (proj2 (Nat.eqb_neq 0 i)) by (unfold twin in Hi; lia). ring. }
  assert (small : forall j, small_direction l r none none (axis m k 0) j = axis m k 0 j).
  { intros [[m' k'] i]. unfold small_direction, none.
    destruct (Nat.eqb_spec m' l) as [->|]; destruct (Nat.eqb_spec k' r) as [->|]; cbn [andb];
      [rewrite A1 by auto; reflexivity| | |];
      (destruct ((_ =? S l) && (i =? r)) eqn:E; [|reflexivity]);
      apply andb_prop in E; rewrite A2 by (right; apply Nat.eqb_eq, E); reflexivity. }
  replace (axis m k 0) with (large_direction P l r none none none none (axis m k 0)) at 1.
  - rewrite tan_sample_gamma by exact neuron.
    rewrite <- (Rmult_1_l (tan_sample P a w (axis m k 0))). apply tan_sample_scaled.
    intros j. rewrite Rmult_1_l, <- small. destruct j as [[m' k'] i].
    unfold small_direction, merged_in, merged_out, none.
    destruct ((m' =? l) && (k' =? r)); [ring|]. destruct ((m' =? S l) && (i =? r)); ring.
  - apply functional_extensionality. intros [[m' k'] i]. unfold large_direction.
    destruct (Nat.eqb_spec m' l) as [->|]; destruct (Nat.eqb_spec k' tw) as [->|]; cbn [andb];
      [unfold none; rewrite A1 by auto; reflexivity| | |];
      (destruct ((_ =? S l) && (i =? tw)) eqn:E; [|apply small]);
      apply andb_prop in E; unfold none; rewrite A2 by (left; apply Nat.eqb_eq, E); reflexivity.
Qed.

(** B of another neuron. *)
Lemma B_gamma_other m t i j :
  hidden_neuron P m t -> (m <= l)%nat -> (m = l -> t <> r) -> B Q m t g i j = B P m t w i j.
Proof.
  intros [Hm Ht] Hml Htr. destruct neuron as [Hl Hr].
  assert (E : forall a, Derive (Derive (sigma P)) (pre Q g (input P a) m t)
                          * act Q g (input P a) (pred m) i * act Q g (input P a) (pred m) j
                        = Derive (Derive (sigma P)) (pre P w (input P a) m t)
                          * act P w (input P a) (pred m) i * act P w (input P a) (pred m) j).
  { intros a. rewrite pre_gamma_other, !act_gamma_other
      by (try exact neuron; try lia; intros ->; unfold twin; lia). reflexivity. }
  apply sum_ext. intros a _. change (input Q) with (input P). change (sigma Q) with (sigma P).
  specialize (E a).
  set (c := Derive (Derive (sigma P)) (pre P w (input P a) m t)
            * act P w (input P a) (pred m) i * act P w (input P a) (pred m) j) in E.
  rewrite (sum_ext _ _ (fun k => sensitivity Q g a (S m) (S k) * g (S m, S k, t) * c))
    by (intros; rewrite <- E; ring).
  rewrite (sum_ext (width P (S m)) _ (fun k => sensitivity P w a (S m) (S k) * w (S m, S k, t) * c))
    by (intros; unfold c; ring).
  rewrite !sum_scal_r. f_equal. clear E c.
  destruct (Nat.eq_dec (S m) l) as [El|Hne].
  - rewrite El, width_split. destruct (width P l) as [|n] eqn:En; [lia|].
    rewrite (sum_split n (pred r) _ (fun k => sensitivity P w a l (S k) * w (l, S k, t))).
    + replace (S (pred r)) with r by lia.
      assert (Tw : S (S n) = tw) by (unfold twin; lia). rewrite Tw.
      rewrite sensitivity_twin, sensitivity_r, gamma_twin, gamma_other
        by (try exact neuron; unfold twin; lia). ring.
    + lia.
    + intros k Hk Hkr.
      rewrite sensitivity_other, gamma_other by (try exact neuron; unfold twin; lia). reflexivity.
  - assert (H : m <> l \/ t <> r /\ (t <= width P l)%nat).
    { destruct (Nat.eq_dec m l) as [<-|E]; [right; split; [apply Htr; reflexivity|lia]|auto]. }
    rewrite width_other by exact Hne. apply sum_ext. intros k _.
    rewrite sensitivity_other, gamma_other by (try exact neuron; unfold twin; lia). reflexivity.
Qed.

End Sensitivities.
