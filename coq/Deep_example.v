(** The counterexample to Theorem 9 as printed (p. 11), its network 2-1-2-1, and the part of its
    data with second input 0: there all parameters but one are held by a positive definite
    Hessian. *)

From Coq Require Import Reals ZArith List Lia Lra Arith Bool Classical.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Uniform Definite Second_order Sigmoid
  Solvable Features.
Open Scope R_scope.

Definition deep_widths (l : nat) : nat := match l with O => 2 | 2 => 2 | _ => 1 end%nat.

Definition deep (N : nat) (x : nat -> nat -> R) (y : nat -> R) : problem :=
  Problem sigmoid 2 deep_widths N x y.

(** The point: all parameters that are not named are 0. *)
Definition star : parameters := fun '(l, k, i) =>
  match l, k, i with
  | 1%nat, 1%nat, 1%nat => 1
  | 2%nat, 1%nat, 0%nat => -2
  | 2%nat, 1%nat, 1%nat => 3
  | 2%nat, 2%nat, 0%nat => 6 + ln 2
  | 2%nat, 2%nat, 1%nat => -9
  | 3%nat, 1%nat, 1%nat => 1
  | 3%nat, 1%nat, 2%nat => 1
  | _, _, _ => 0
  end.

(** The coordinate along which the minimum is degenerate: the weight of the second input. *)
Definition soft : nat * nat * nat := (1, 1, 2)%nat.

(** ** The output as a function of the first layer's neuron *)

Definition entering (z : parameters) (x : nat -> R) : R :=
  z (1, 1, 0)%nat + z (1, 1, 1)%nat * x 1%nat + z (1, 1, 2)%nat * x 2%nat.

Definition second (z : parameters) (k : nat) (h : R) : R :=
  z (2%nat, k, 0%nat) + z (2%nat, k, 1%nat) * h.

Definition top (z : parameters) (n : R) : R :=
  z (3, 1, 0)%nat + z (3, 1, 1)%nat * sigmoid (second z 1 (sigmoid n))
  + z (3, 1, 2)%nat * sigmoid (second z 2 (sigmoid n)).

Section Formulas.

Variables (N : nat) (X : nat -> nat -> R) (Y : nat -> R).
Local Notation P := (deep N X Y).

Lemma pre_first z x : pre P z x 1 1 = entering z x.
Proof. unfold pre, entering. cbn. ring. Qed.

Lemma pre_second z x k : pre P z x 2 k = second z k (sigmoid (entering z x)).
Proof.
  unfold pre, second. cbn [pred width deep deep_widths sum].
  rewrite act_pre, pre_first. cbn [act sigma deep]. ring.
Qed.

Lemma output_top z x : output P z x = top z (entering z x).
Proof.
  unfold output, pre, top. cbn [pred hidden width deep deep_widths sum].
  rewrite !act_pre, !pre_second. cbn [act sigma deep]. ring.
Qed.

Lemma tan_first z x d : tan_pre P z x d 1 1 = entering d x.
Proof. unfold tan_pre, entering. cbn. ring. Qed.

Lemma tan_second z x d k :
  tan_pre P z x d 2 k
  = second d k (sigmoid (entering z x))
    + z (2%nat, k, 1%nat) * (Derive sigmoid (entering z x) * entering d x).
Proof.
  unfold tan_pre, second. cbn [pred width deep deep_widths sum].
  rewrite tan_act_pre, act_pre, pre_first, tan_first. cbn [act tan_act sigma deep]. ring.
Qed.

Lemma tan_output z x d :
  tan_pre P z x d 3 1
  = d (3, 1, 0)%nat + d (3, 1, 1)%nat * sigmoid (second z 1 (sigmoid (entering z x)))
    + d (3, 1, 2)%nat * sigmoid (second z 2 (sigmoid (entering z x)))
    + z (3, 1, 1)%nat * (Derive sigmoid (second z 1 (sigmoid (entering z x)))
                         * tan_pre P z x d 2 1)
    + z (3, 1, 2)%nat * (Derive sigmoid (second z 2 (sigmoid (entering z x)))
                         * tan_pre P z x d 2 2).
Proof.
  unfold tan_pre at 1. cbn [pred hidden width deep deep_widths sum].
  rewrite !tan_act_pre, !act_pre, !pre_second. cbn [act tan_act sigma deep]. ring.
Qed.

Lemma deep_parameter j : parameter P j ->
  In j ((1, 1, 0) :: (1, 1, 1) :: (1, 1, 2) :: (2, 1, 0) :: (2, 1, 1) :: (2, 2, 0) :: (2, 2, 1)
        :: (3, 1, 0) :: (3, 1, 1) :: (3, 1, 2) :: nil)%nat.
Proof.
  destruct j as [[l k] i]. cbn [parameter hidden deep]. intros [Hl [Hk Hi]].
  assert (H : l = 1%nat \/ l = 2%nat \/ l = 3%nat) by lia.
  destruct H as [->|[->| ->]]; cbn in Hk, Hi;
    (assert (K : k = 1%nat \/ k = 2%nat) by lia);
    (assert (I : i = 0%nat \/ i = 1%nat \/ i = 2%nat) by lia);
    destruct K as [->| ->]; destruct I as [->|[->| ->]]; try lia; cbn; tauto.
Qed.

End Formulas.

Lemma star_second_one h : second star 1 h = before_one h.
Proof. reflexivity. Qed.

Lemma star_second_two h : second star 2 h = before_two h.
Proof. reflexivity. Qed.

(** ** The samples with second input 0 *)

Definition still_input (a i : nat) : R :=
  match i with 1%nat => IZR (place_of a) | _ => 0 end.

(** Residual c r_a at the point. *)
Definition still_label (c : R) (r : nat -> R) (a : nat) : R :=
  top star (IZR (place_of a)) - c * r a.

Definition still (c : R) (r : nat -> R) : problem := deep 14 still_input (still_label c r).

(** All parameters but the soft one. *)
Definition stiff (j : nat * nat * nat) : Prop := parameter (still 0 none) j /\ j <> soft.

(** The residuals: no first derivative of the loss, D = 0, and the unit matrix as B. *)
Definition balanced (r : nat -> R) : Prop :=
  forall i, (i < 14)%nat -> sum 14 (fun a => features i a * r a) = delta 11 i + delta 13 i.

Lemma entering_still a : entering star (still_input a) = IZR (place_of a).
Proof. unfold entering. cbn [star still_input]. ring. Qed.

Lemma still_residual c r a :
  output (still c r) star (still_input a) - still_label c r a = c * r a.
Proof.
  unfold still, still_label. rewrite output_top, entering_still. ring.
Qed.

(** The derivative of the output as a combination of the features. *)
Definition weight_of (d : parameters) (i : nat) : R :=
  match i with
  | 0%nat => d (3, 1, 0)%nat
  | 1%nat => d (3, 1, 1)%nat
  | 2%nat => d (3, 1, 2)%nat
  | 3%nat => d (2, 1, 0)%nat
  | 4%nat => d (2, 1, 1)%nat
  | 5%nat => d (2, 2, 0)%nat
  | 6%nat => d (2, 2, 1)%nat
  | 7%nat => 3 * d (1, 1, 0)%nat
  | 8%nat => 3 * d (1, 1, 1)%nat
  | 9%nat => -9 * d (1, 1, 0)%nat
  | 10%nat => -9 * d (1, 1, 1)%nat
  | _ => 0
  end.

Lemma tan_still c r a d :
  tan_pre (still c r) star (still_input a) d 3 1
  = sum 14 (fun i => weight_of d i * features i a).
Proof.
  unfold still. rewrite tan_output, !tan_second, entering_still, star_second_one, star_second_two.
  unfold second, entering, features, feature.
  cbn [sum weight_of star still_input]. ring.
Qed.

Lemma still_critical c r : balanced r -> critical_on stiff (loss (still c r)) star.
Proof.
  intros Hr d Hd. generalize (der_loss (still c r) (proj1 sigmoid_smooth) star d 0).
  rewrite moved_0. replace (tan_loss (still c r) star d) with 0; [easy|].
  unfold tan_loss. symmetry.
  rewrite (sum_ext _ _ (fun a => sum 14 (fun i => 2 * c * (weight_of d i * (features i a * r a))))).
  - change (samples (still c r)) with 14%nat. rewrite sum_swap.
    rewrite (sum_ext _ _ (fun i => 2 * c * (weight_of d i * (delta 11 i + delta 13 i)))).
    + cbn. ring.
    + intros i Hi. rewrite !sum_scal, Hr by exact Hi. reflexivity.
  - intros a _. unfold tan_sample.
    change (input (still c r) a) with (still_input a).
    change (label (still c r) a) with (still_label c r a).
    change (S (hidden (still c r))) with 3%nat.
    rewrite still_residual, tan_still, sum_scal, <- sum_scal.
    rewrite <- sum_scal. apply sum_ext. intros i _. ring.
Qed.

Lemma stiff_list j : stiff j ->
  In j ((1, 1, 0) :: (1, 1, 1) :: (2, 1, 0) :: (2, 1, 1) :: (2, 2, 0) :: (2, 2, 1)
        :: (3, 1, 0) :: (3, 1, 1) :: (3, 1, 2) :: nil)%nat.
Proof.
  intros [H Hs]. apply deep_parameter in H. unfold soft in Hs.
  cbn in *. intuition (subst; auto; try contradiction).
Qed.

(** The part of the Hessian that does not come from the residuals. *)
Lemma jet_fitted d :
  jet_loss (still 0 none) star d d
  = sum 14 (fun a => 2 * sum 14 (fun i => weight_of d i * features i a) ^ 2).
Proof.
  unfold jet_loss. apply sum_ext. intros a _. unfold jet_sample.
  change (input (still 0 none) a) with (still_input a).
  change (label (still 0 none) a) with (still_label 0 none a).
  change (S (hidden (still 0 none))) with 3%nat.
  rewrite still_residual, tan_still. ring.
Qed.

Lemma fitted_definite : positive_on stiff (jet_loss (still 0 none) star).
Proof.
  intros d Hd [j Hj]. rewrite jet_fitted. apply sum_pos.
  - intros a _. assert (X := pow2_ge_0 (sum 14 (fun i => weight_of d i * features i a))). lra.
  - apply NNPP. intros H.
    assert (Z : forall i, (i < 14)%nat -> weight_of d i = 0).
    { apply (rows_independent 14 features); [exact features_solvable|].
      intros a Ha. apply NNPP. intros Hn. apply H. exists a. split; [exact Ha|].
      assert (X := Rlt_0_sqr _ Hn). unfold Rsqr in X.
      generalize dependent (sum 14 (fun i => weight_of d i * features i a)). intros y _ X.
      replace (y ^ 2) with (y * y) by ring. lra. }
    apply Hj. destruct (classic (stiff j)) as [Hs|Hs]; [|apply Hd, Hs].
    apply stiff_list in Hs. cbn [In] in Hs.
    assert (Z0 := Z 0%nat ltac:(lia)). assert (Z1 := Z 1%nat ltac:(lia)).
    assert (Z2 := Z 2%nat ltac:(lia)). assert (Z3 := Z 3%nat ltac:(lia)).
    assert (Z4 := Z 4%nat ltac:(lia)). assert (Z5 := Z 5%nat ltac:(lia)).
    assert (Z6 := Z 6%nat ltac:(lia)). assert (Z7 := Z 7%nat ltac:(lia)).
    assert (Z8 := Z 8%nat ltac:(lia)). cbn [weight_of] in *.
    intuition (subst; lra).
Qed.

Lemma jet_of_still c r w x d :
  jet_pre (still c r) w x d d 3 1 = jet_pre (still 0 none) w x d d 3 1.
Proof. reflexivity. Qed.

Lemma jet_interpolated c r d :
  jet_loss (still c r) star d d
  = (1 - c) * jet_loss (still 0 none) star d d + c * jet_loss (still 1 r) star d d.
Proof.
  unfold jet_loss. change (samples (still c r)) with 14%nat.
  change (samples (still 0 none)) with 14%nat. change (samples (still 1 r)) with 14%nat.
  rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros a _. unfold jet_sample.
  change (input (still c r) a) with (still_input a).
  change (label (still c r) a) with (still_label c r a).
  change (input (still 0 none) a) with (still_input a).
  change (label (still 0 none) a) with (still_label 0 none a).
  change (input (still 1 r) a) with (still_input a).
  change (label (still 1 r) a) with (still_label 1 r a).
  rewrite !still_residual.
  change (S (hidden (still c r))) with 3%nat. change (S (hidden (still 0 none))) with 3%nat.
  change (S (hidden (still 1 r))) with 3%nat.
  rewrite !tan_still, (jet_of_still c r), (jet_of_still 1 r). ring.
Qed.

(** Small residuals leave the Hessian positive definite. *)
Lemma still_definite r : exists c, 0 < c /\ positive_hessian_on stiff (loss (still c r)) star.
Proof.
  destruct (definite_bounded same_coordinate stiff (coordinates (still 0 none))
    (jet_loss (still 0 none) star)) as [b [Hb Hbound]].
  - intros j [Hj _]. apply coordinates_complete, Hj.
  - apply jet_loss_form.
  - exact fitted_definite.
  - destruct (jet_loss_bounded (still 1 r) star sigmoid_C2) as [eps [M [He [HM Hjet]]]].
    set (c := b / (2 * (b + M))).
    assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; lra).
    assert (Hc1 : c * (b + M) = b / 2) by (unfold c; field; lra).
    assert (Hc2 : c < 1) by nra.
    exists c. split; [exact Hc|]. intros d Hd [j Hj].
    rewrite D2_loss by exact sigmoid_smooth. rewrite jet_interpolated.
    destruct (largest (coordinates (still 0 none)) d) as [K [HK [Hmax Hatt]]].
    assert (Hall : forall i, Rabs (d i) <= K).
    { intros i. destruct (classic (stiff i)) as [Hi|Hi].
      - apply Hmax, coordinates_complete, Hi.
      - rewrite (Hd i Hi), Rabs_R0. exact HK. }
    assert (J1 := Hjet star d d K K (near_self star eps He) HK HK Hall Hall).
    apply Rabs_le_between in J1.
    assert (J0 : b * K ^ 2 <= jet_loss (still 0 none) star d d).
    { destruct Hatt as [->|[i ->]].
      - specialize (Hbound d Hd j). assert (X := pow2_ge_0 (d j)). nra.
      - rewrite pow2_abs. exact (Hbound d Hd i). }
    assert (K0 : 0 < K).
    { apply Rlt_le_trans with (Rabs (d j)); [apply Rabs_pos_lt, Hj|apply Hall]. }
    assert (KK : 0 < K * K) by nra. nra.
Qed.

Theorem still_growth : exists (c : R) (r : nat -> R) (eps b : R),
  0 < c /\ balanced r /\ 0 < eps /\ 0 < b
  /\ forall z, near star eps z -> (forall j, ~ stiff j -> z j = star j) ->
     forall j, b * (z j - star j) ^ 2 <= loss (still c r) z - loss (still c r) star.
Proof.
  destruct (features_solvable (fun i => delta 11 i + delta 13 i)) as [r Hr].
  destruct (still_definite r) as [c [Hc Hpos]].
  destruct (quadratic_growth (still c r) stiff star sigmoid_C2) as [eps [b [He [Hb H]]]].
  - intros j [Hj _]. exact Hj.
  - apply still_critical. exact Hr.
  - exact Hpos.
  - exists c, r, eps, b. auto.
Qed.
