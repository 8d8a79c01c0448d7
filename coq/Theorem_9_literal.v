(** Theorem 9 (p. 11) as printed, with an isolated local minimum, is false: the counterexample,
    2-1-2-1 with the sigmoid and biases, 20 samples, neuron 1 of layer 1. *)

From Coq Require Import Reals ZArith List Lia Lra Arith Bool Classical.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Uniform Definite Second_order
  Sharp_criterion Sigmoid Features Deep_example Even_line Soft_loss.
Open Scope R_scope.

(** ** The data: the 14 samples with second input 0, and the 6 others *)

Definition whole_input (a i : nat) : R :=
  if (a <? 14)%nat then still_input a i
  else match i with 1%nat => ln 2 | 2%nat => side (a - 14) | _ => 0 end.

Section Whole.

Variables (q c : R) (r : nat -> R).

Definition whole_label (a : nat) : R :=
  if (a <? 14)%nat then still_label c r a else target q (a - 14).

Definition whole : problem := deep 20 whole_input whole_label.

Lemma sum_whole f : sum (samples whole) f = sum 14 f + sum 6 (fun b => f (14 + b)%nat).
Proof. apply (sum_app 14 6). Qed.

Lemma input_still a : (a < 14)%nat -> input whole a = still_input a.
Proof. do 14 (destruct a as [|a]; [reflexivity|]). lia. Qed.

Lemma label_still a : (a < 14)%nat -> label whole a = still_label c r a.
Proof. do 14 (destruct a as [|a]; [reflexivity|]). lia. Qed.

Lemma pre_whole z x : pre whole z x 1 1 = entering z x.
Proof. apply pre_first. Qed.

Lemma label_side b : label whole (14 + b) = target q b.
Proof.
  change (target q (14 + b - 14) = target q b). f_equal. lia.
Qed.

Lemma input_side_1 b : input whole (14 + b) 1%nat = ln 2.
Proof. reflexivity. Qed.

Lemma input_side_2 b : input whole (14 + b) 2%nat = side b.
Proof. change (side (14 + b - 14) = side b). f_equal. lia. Qed.

Lemma entering_side z b :
  entering z (input whole (14 + b)) = centre_of z + z soft * side b.
Proof.
  unfold entering, centre_of. rewrite input_side_1, input_side_2. unfold soft. ring.
Qed.

Lemma output_side z b : output whole z (input whole (14 + b)) = out_at 0 z (z soft * side b).
Proof. unfold whole at 1. rewrite output_top, entering_side. reflexivity. Qed.

Lemma loss_whole z : loss whole z = loss (still c r) z + soft_loss q 0 z (z soft).
Proof.
  unfold loss at 1. rewrite sum_whole. apply f_equal2.
  - apply sum_ext. intros a Ha. unfold sample_loss. rewrite input_still, label_still by exact Ha.
    unfold whole, still. rewrite !output_top. reflexivity.
  - apply sum_ext. intros b _. unfold sample_loss. rewrite output_side, label_side.
    unfold error_at. cbv zeta. ring.
Qed.

Lemma loss_still_soft z t : loss (still c r) (with_soft z t) = loss (still c r) z.
Proof.
  apply sum_ext. intros a _. unfold sample_loss. f_equal. f_equal. unfold still.
  rewrite !output_top. unfold top, entering, still_input, second. cbn [input deep with_soft].
  rewrite !Rmult_0_r. reflexivity.
Qed.

Lemma with_soft_other z t j : j <> soft -> with_soft z t j = z j.
Proof.
  destruct j as [[l k] i]. intros H. unfold soft in H.
  destruct l as [|[|l]]; try reflexivity. destruct k as [|[|k]]; try reflexivity.
  destruct i as [|[|[|i]]]; try reflexivity. contradiction.
Qed.

Lemma near_with_soft z t e : near star e z -> Rabs t < e -> near star e (with_soft z t).
Proof.
  intros Hz Ht j. destruct (classic (j = soft)) as [->|H].
  - change (with_soft z t soft) with t. change (star soft) with 0. rewrite Rminus_0_r. exact Ht.
  - rewrite with_soft_other by exact H. apply Hz.
Qed.

(** Along the soft coordinate the loss is of fourth order, near the point. *)
Lemma fourth_order K e : soft_loss q 4 star 0 = K -> 0 < e -> exists del, 0 < del /\
  forall z t, near star del z -> Rabs t < del ->
  Rabs (soft_loss q 0 z t - (soft_loss q 0 z 0 + soft_second z / 2 * t ^ 2 + K / 24 * t ^ 4))
  <= e * t ^ 4.
Proof.
  intros HK He. destruct (soft_fourth_close q e He) as [del [Hd H]].
  exists (del / 2). split; [lra|]. intros z t Hz Ht.
  rewrite <- (soft_second_eq q).
  replace (t ^ 4) with (Rabs t ^ 4) at 2
    by (replace 4%nat with (2 * 2)%nat by reflexivity; rewrite !pow_mult, pow2_abs; reflexivity).
  apply (even_taylor (soft_loss q 0 z) (soft_loss q 1 z) (soft_loss q 2 z) (soft_loss q 3 z)
    (soft_loss q 4 z) K e (del / 2)); try (intros; apply der_soft; lia); try apply soft_odd;
    try lra.
  intros s Hs. rewrite <- HK. apply H; [|lra]. eapply near_less; [exact Hz|lra].
Qed.

(** ** An isolated local minimum *)

Lemma combined b L m s : 0 < b -> 0 <= m ->
  3 / 4 * (b * m ^ 2) + s ^ 2 <= b * m ^ 2 - L * m / 2 * s + (L ^ 2 / b + 1) * s ^ 2.
Proof.
  intros Hb Hm. assert (X := pow2_ge_0 (b * m - L * s)).
  assert (E : b * m ^ 2 - L * m / 2 * s + (L ^ 2 / b + 1) * s ^ 2
    - (3 / 4 * (b * m ^ 2) + s ^ 2)
    = (b * m - L * s) ^ 2 / (4 * b) + 3 / 4 * (L ^ 2 * s ^ 2) / b) by (field; lra).
  assert (0 <= (b * m - L * s) ^ 2 / (4 * b))
    by (apply Rmult_le_pos; [exact X|left; apply Rinv_0_lt_compat; lra]).
  assert (0 <= 3 / 4 * (L ^ 2 * s ^ 2) / b).
  { apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; lra].
    assert (Y := pow2_ge_0 L). assert (Z := pow2_ge_0 s).
    assert (0 <= L ^ 2 * s ^ 2) by (apply Rmult_le_pos; assumption). lra. }
  lra.
Qed.

Lemma whole_minimum b eps L eps' K :
  0 < eps -> 0 < b ->
  (forall z, near star eps z -> (forall j, ~ stiff j -> z j = star j) ->
     forall j, b * (z j - star j) ^ 2 <= loss (still c r) z - loss (still c r) star) ->
  0 < eps' -> 0 <= L ->
  (forall z h, near star eps' z -> (forall j, Rabs (z j - star j) <= h) ->
     Rabs (soft_second z) <= L * h) ->
  soft_loss q 4 star 0 = K -> K = 48 * (L ^ 2 / b + 1) ->
  strict_local_minimum (trained whole true) (loss whole) star.
Proof.
  intros He Hb Hstill He' HL Hsoft HK EK.
  assert (P0 : 0 <= L ^ 2 / b)
    by (apply Rmult_le_pos; [apply pow2_ge_0|left; apply Rinv_0_lt_compat, Hb]).
  destruct (fourth_order K (K / 48)) as [del [Hd Hline]]; [exact HK|lra|].
  set (e := Rmin eps (Rmin eps' del)).
  assert (H0 : 0 < e) by (repeat apply Rmin_pos; assumption).
  exists e. split; [exact H0|]. intros z Hz Hoff [i Hi].
  set (z0 := with_soft z 0). set (t := z soft).
  assert (Hz0 : near star e z0) by (apply near_with_soft; [exact Hz|rewrite Rabs_R0; exact H0]).
  assert (Ht : Rabs t < del).
  { specialize (Hz soft). change (star soft) with 0 in Hz. rewrite Rminus_0_r in Hz.
    eapply Rlt_le_trans; [exact Hz|]. eapply Rle_trans; [apply Rmin_r|apply Rmin_r]. }
  assert (Hoff0 : forall j, ~ stiff j -> z0 j = star j).
  { intros j Hj. destruct (classic (j = soft)) as [->|Hs]; [reflexivity|].
    unfold z0. rewrite with_soft_other by exact Hs. apply Hoff. intros [Hp _]. apply Hj.
    split; [exact Hp|exact Hs]. }
  destruct (largest (coordinates whole) (fun j => z0 j - star j)) as [m [Hm [Hmax Hatt]]].
  assert (Hall : forall j, Rabs (z0 j - star j) <= m).
  { intros j. destruct (classic (stiff j)) as [Hj|Hj].
    - apply Hmax, coordinates_complete. apply Hj.
    - rewrite (Hoff0 j Hj), Rminus_eq_0, Rabs_R0. exact Hm. }
  assert (G : b * m ^ 2 <= loss (still c r) z - loss (still c r) star).
  { rewrite <- (loss_still_soft z 0). fold z0.
    assert (S := Hstill z0 (near_less _ _ _ _ Hz0 (Rmin_l _ _)) Hoff0).
    destruct Hatt as [->|[j ->]].
    - specialize (S soft). change (z0 soft) with 0 in S. change (star soft) with 0 in S. lra.
    - rewrite pow2_abs. apply S. }
  assert (S2 : Rabs (soft_second z) <= L * m).
  { change (soft_second z) with (soft_second z0). apply Hsoft; [|exact Hall].
    eapply near_less; [exact Hz0|]. eapply Rle_trans; [apply Rmin_r|apply Rmin_l]. }
  assert (F := Hline z t (near_less _ _ _ _ Hz
    (Rle_trans _ _ _ (Rmin_r _ _) (Rmin_r _ _))) Ht).
  assert (V := soft_value q z). assert (V' := pow2_ge_0 (out_at 0 z 0 - out_at 0 star 0)).
  rewrite !loss_whole. fold t. change (star soft) with 0.
  apply Rabs_le_between in F. apply Rabs_le_between in S2.
  assert (T2 := pow2_ge_0 t).
  assert (Q : - (L * m / 2 * t ^ 2) <= soft_second z / 2 * t ^ 2) by nra.
  assert (X := combined b L m (t ^ 2) Hb Hm).
  replace ((t ^ 2) ^ 2) with (t ^ 4) in X by ring.
  assert (E48 : K / 24 * t ^ 4 - K / 48 * t ^ 4 = (L ^ 2 / b + 1) * t ^ 4)
    by (rewrite EK; field; lra).
  assert (Pos : 0 < 3 / 4 * (b * m ^ 2) + t ^ 4).
  { assert (T4 : 0 <= t ^ 4) by (replace (t ^ 4) with ((t ^ 2) ^ 2) by ring; apply pow2_ge_0).
    assert (M2 := pow2_ge_0 m).
    destruct (classic (i = soft)) as [->|Hs].
    - change (star soft) with 0 in Hi. fold t in Hi.
      assert (0 < t ^ 2) by (assert (Y := Rlt_0_sqr t Hi); unfold Rsqr in Y; lra).
      replace (t ^ 4) with (t ^ 2 * t ^ 2) by ring. nra.
    - assert (0 < m).
      { apply Rlt_le_trans with (Rabs (z0 i - star i)); [|apply Hall]. apply Rabs_pos_lt.
        unfold z0. rewrite with_soft_other by exact Hs. lra. }
      assert (0 < m ^ 2) by nra. nra. }
  lra.
Qed.

(** ** B and D *)

Lemma sensitivity_whole z a k : (k < 2)%nat ->
  sensitivity whole z a 2 (S k)
  = 2 * (output whole z (input whole a) - label whole a)
    * (z (3%nat, 1%nat, S k)
       * Derive sigmoid (second z (S k) (sigmoid (entering z (input whole a))))).
Proof.
  intros Hk. rewrite (sensitivity_response whole z a 2 1) by
    (try lia; try reflexivity; apply sigmoid_smooth).
  apply f_equal2; [reflexivity|]. cbn [response Nat.add]. change (width whole 2) with 2%nat.
  change (sigma whole) with sigmoid. cbn [sum]. unfold whole. rewrite !pre_second.
  destruct k as [|[|k]]; try lia; unfold delta; cbn [Nat.eqb]; ring.
Qed.

Lemma Derive_rise x : Derive sigmoid x = rise_1 (sigmoid x).
Proof. apply Derive_sigmoid. Qed.

Lemma residual_still a : (a < 14)%nat ->
  output whole star (input whole a) - label whole a = c * r a.
Proof.
  intros Ha. rewrite input_still, label_still by exact Ha.
  rewrite <- (still_residual c r a). unfold whole, still.
  rewrite !output_top. reflexivity.
Qed.

Lemma residual_side b : output whole star (input whole (14 + b)) - label whole (14 + b) = spare q b.
Proof.
  rewrite output_side, label_side. change (star soft) with 0. rewrite Rmult_0_l.
  unfold target. ring.
Qed.

Lemma entering_star_side b : entering star (input whole (14 + b)) = centre_of star + 0.
Proof. rewrite entering_side. change (star soft) with 0. ring. Qed.

Lemma star_balanced i : balanced r -> (i < 14)%nat ->
  sum 14 (fun a => r a * features i a) = delta 11 i + delta 13 i.
Proof.
  intros Hr Hi. rewrite <- (Hr i Hi). apply sum_ext. intros. ring.
Qed.

Lemma B_star xi : balanced r ->
  B_form whole 1 1 star xi xi
  = 2 * c * (xi 0%nat ^ 2 + xi 1%nat ^ 2) + 1750 / 891 * xi 2%nat ^ 2.
Proof.
  intros Hr. rewrite B_form_sum, sum_whole. f_equal.
  - rewrite (sum_ext 14 _ (fun a => 2 * c * xi 0%nat ^ 2 * (r a * features 11%nat a)
      + 4 * c * xi 0%nat * xi 1%nat * (r a * features 12%nat a)
      + 2 * c * xi 1%nat ^ 2 * (r a * features 13%nat a))).
    + rewrite !sum_plus, !sum_scal, !star_balanced by (try exact Hr; lia).
      unfold delta. cbn [Nat.eqb]. ring.
    + intros a Ha. change (width whole 2) with 2%nat.
      change (width whole (pred 1)) with 2%nat. cbn [sum pred act].
      rewrite !sensitivity_whole, residual_still by lia.
      rewrite pre_whole, !input_still, entering_still by exact Ha.
      change (sigma whole) with sigmoid. cbn [still_input].
      rewrite star_second_one, star_second_two. unfold features, feature, bend_at, inner_slope.
      cbn [star]. ring.
  - rewrite (sum_ext 6 _ (fun b => 2 * spare q b * (5 / 54)
      * (xi 0%nat + xi 1%nat * ln 2 + xi 2%nat * side b) ^ 2)).
    + cbn [sum spare side]. field.
    + intros b _. change (width whole 2) with 2%nat.
      change (width whole (pred 1)) with 2%nat. cbn [sum pred act].
      rewrite !sensitivity_whole, residual_side by lia.
      change (sigma whole) with sigmoid.
      rewrite pre_whole, !entering_star_side, Derive_sigmoid_twice, !Derive_rise, star_first,
        star_one, star_two.
      rewrite input_side_1, input_side_2.
      unfold rise_1. cbn [star]. field.
Qed.

Lemma D_star i s : balanced r -> (i <= 2)%nat -> (s < 2)%nat -> D whole 1 1 star i s = 0.
Proof.
  intros Hr Hi Hs. unfold D. rewrite sum_whole.
  rewrite (sum_ext 14 _ (fun a => 2 * c * (r a * match s, i with
    | 0%nat, 0%nat => features 7%nat a | 0%nat, 1%nat => features 8%nat a
    | _, 0%nat => features 9%nat a | _, 1%nat => features 10%nat a | _, _ => 0 end))).
  - rewrite (sum_ext 6 _ (fun b => 2 * spare q b
      * (rise_1 (match s with 0%nat => 1 / 2 | _ => 2 / 3 end) * rise_1 (2 / 3)
         * match i with 0%nat => 1 | 1%nat => ln 2 | _ => side b end))).
    + rewrite sum_scal.
      assert (Z : forall j, (7 <= j <= 10)%nat -> sum 14 (fun a => r a * features j a) = 0).
      { intros j Hj. rewrite star_balanced by (try exact Hr; lia). unfold delta.
        rewrite !(proj2 (Nat.eqb_neq _ j)) by lia. ring. }
      destruct s as [|[|s]]; try lia; destruct i as [|[|[|i]]]; try lia;
        rewrite ?Z by lia; cbn [sum spare side]; field.
    + intros b _. rewrite sensitivity_whole, residual_side by exact Hs.
      change (sigma whole) with sigmoid.
      rewrite pre_whole, !entering_star_side, !Derive_rise, star_first.
      destruct s as [|[|s]]; try lia; rewrite ?star_one, ?star_two;
        destruct i as [|[|[|i]]]; try lia; cbn [pred act star];
        rewrite ?input_side_1, ?input_side_2; ring.
  - intros a Ha. rewrite sensitivity_whole, residual_still by assumption.
    rewrite pre_whole, !input_still, entering_still by exact Ha.
    unfold features, feature.
    destruct s as [|[|s]]; try lia; destruct i as [|[|[|i]]]; try lia;
      cbn [pred act star still_input]; change (sigma whole) with sigmoid;
      rewrite ?star_second_one, ?star_second_two; ring.
Qed.

(** ** D moves along the soft coordinate at first order *)

Definition both_slopes (u : R) : R := rise_1 (second_at 1 0 star u) * rise_1 (first_at 0 star u).

Definition drift (t : R) : R :=
  sum 6 (fun b =>
    2 * (out_at 0 star (t * side b) - target q b) * both_slopes (t * side b) * side b).

Lemma D_soft t : D whole 1 1 (with_soft star t) 2%nat 0%nat = drift t.
Proof.
  unfold D. rewrite sum_whole, sum_zero, Rplus_0_l.
  - apply sum_ext. intros b _. rewrite sensitivity_whole, output_side, label_side by lia.
    change (sigma whole) with sigmoid. rewrite pre_whole, !entering_side, !Derive_rise.
    cbn [pred act]. rewrite input_side_2. change (with_soft star t soft) with t.
    change (with_soft star t (3%nat, 1%nat, 1%nat)) with 1.
    change (centre_of (with_soft star t)) with (centre_of star).
    unfold both_slopes. change (out_at 0 (with_soft star t)) with (out_at 0 star).
    change (sigmoid (centre_of star + t * side b)) with (first_at 0 star (t * side b)).
    change (sigmoid (second (with_soft star t) 1 (first_at 0 star (t * side b))))
      with (second_at 1 0 star (t * side b)). ring.
  - intros a Ha. cbn [pred act]. rewrite input_still by exact Ha. cbn [still_input]. ring.
Qed.

Lemma der_rise f t f' : is_derive f t f' ->
  is_derive (fun s => rise_1 (f s)) t ((1 - 2 * f t) * f').
Proof.
  intros H. unfold rise_1. evar_last.
  - exact (der_mult _ _ _ _ _ H (der_minus _ _ _ _ _ (der_const 1 t) H)).
  - cbv beta. ring.
Qed.

Lemma der_slopes_0 : is_derive both_slopes 0 (-1 / 54).
Proof.
  assert (E1 := der_rise _ _ _ (der_second 1 0 star 0 ltac:(lia))).
  assert (E2 := der_rise _ _ _ (der_first 0 star 0 ltac:(lia))).
  unfold both_slopes. evar_last; [exact (der_mult _ _ _ _ _ E1 E2)|].
  unfold second_at, first_at. cbv beta zeta iota. rewrite star_first, star_one.
  unfold over_1, rise_1. cbn [star]. field.
Qed.

Lemma slopes_0 : both_slopes 0 = 1 / 18.
Proof.
  unfold both_slopes, second_at, first_at. cbv zeta. rewrite star_first, star_one.
  unfold rise_1. field.
Qed.

Lemma der_drift : drift 0 = 0 /\ is_derive drift 0 (-1120 / 891).
Proof.
  destruct star_values as [V1 _]. split.
  - unfold drift. cbn [sum side]. rewrite !Rmult_0_l. unfold target. cbn [spare]. ring.
  - unfold drift.
    apply (der_ext (fun t => sum 6 (fun b =>
      2 * (out_at 0 star (t * side b) - target q b) * both_slopes (t * side b) * side b)) _ _
      (sum 6 (fun b => side b * (2 * (-5 / 18) * (1 / 18) + 2 * spare q b * (-1 / 54)) * side b)));
      [reflexivity|cbn [sum side spare]; field|].
    apply (der_sum 6 (fun b t =>
      2 * (out_at 0 star (t * side b) - target q b) * both_slopes (t * side b) * side b)).
    intros b _. evar_last.
    + apply (der_mult (fun t => 2 * (out_at 0 star (t * side b) - target q b)
        * both_slopes (t * side b)) (fun _ => side b)); [|apply der_const].
      apply (der_comp (fun t => t * side b)
        (fun u => 2 * (out_at 0 star u - target q b) * both_slopes u)).
      * apply (der_mult (fun s => s) (fun _ => side b)); [apply is_derive_id|apply der_const].
      * rewrite Rmult_0_l.
        apply (der_mult (fun u => 2 * (out_at 0 star u - target q b)) both_slopes);
          [|apply der_slopes_0].
        apply (der_mult (fun _ => 2)); [apply der_const|].
        apply (der_minus (out_at 0 star) (fun _ => target q b)); [|apply der_const].
        apply der_out. lia.
    + change one with 1. rewrite Rmult_0_l, V1, slopes_0. unfold target. field.
Qed.

(** So gamma_lambda(star) is no local minimum, by the sharp criterion. *)
Lemma whole_not_minimum lambda :
  0 < c -> balanced r -> 0 < lambda < 1 ->
  ~ local_minimum (loss (widened whole 1)) (gamma whole 1 1 lambda star).
Proof.
  intros Hc Hr Hl [eps0 [He0 Hmin0]].
  assert (neuron : hidden_neuron whole 1 1) by (split; cbn; lia).
  assert (HB : B_definite whole 1 1 lambda true star).
  { intros xi Hxi [i Hi]. rewrite B_star by exact Hr. apply Rmult_lt_0_compat; [nra|].
    assert (X0 := pow2_ge_0 (xi 0%nat)). assert (X1 := pow2_ge_0 (xi 1%nat)).
    assert (X2 := pow2_ge_0 (xi 2%nat)).
    assert (Pos : forall j, xi j <> 0 -> 0 < xi j ^ 2).
    { intros j Hj. assert (Y := Rlt_0_sqr _ Hj). unfold Rsqr in Y.
      replace (xi j ^ 2) with (xi j * xi j) by ring. exact Y. }
    specialize (Pos i Hi).
    destruct i as [|[|[|i]]]; try nra.
    exfalso. apply Hi, Hxi. intros [H _]. change (width whole (pred 1)) with 2%nat in H. lia. }
  destruct (proj1 (sharp_criterion whole 1 1 lambda true star sigmoid_C2 eq_refl neuron HB))
    as [_ [C [eps [He HD]]]].
  { exists eps0. split; [exact He0|]. intros z Hz _. apply Hmin0, Hz. }
  set (K := soft_loss q 4 star 0).
  destruct (fourth_order K 1) as [del [Hd Hline]]; [reflexivity|lra|].
  destruct der_drift as [Z Hdrift]. apply is_derive_Reals in Hdrift.
  destruct (Hdrift (1 / 2)) as [dd Hdd]; [lra|]. assert (Pd := cond_pos dd).
  set (N := (Rabs C + 1) * (Rabs K + 1)).
  assert (A1 := Rabs_pos C). assert (A2 := Rabs_pos K).
  assert (HN : 1 <= N) by (unfold N; nra).
  set (h := Rmin (Rmin eps del) (Rmin dd (/ (8 * N))) / 2).
  assert (PN : 0 < / (8 * N)) by (apply Rinv_0_lt_compat; lra).
  assert (M1 := Rmin_l (Rmin eps del) (Rmin dd (/ (8 * N)))).
  assert (M2 := Rmin_r (Rmin eps del) (Rmin dd (/ (8 * N)))).
  assert (M3 := Rmin_l eps del). assert (M4 := Rmin_r eps del).
  assert (M5 := Rmin_l dd (/ (8 * N))). assert (M6 := Rmin_r dd (/ (8 * N))).
  assert (H0 : 0 < h).
  { apply Rdiv_lt_0_compat; [|lra]. repeat apply Rmin_pos; lra. }
  assert (B1 : h < eps /\ h < del /\ h < dd /\ h < / (8 * N)) by (unfold h in *; lra).
  destruct B1 as [B1 [B2 [B3 B4]]].
  assert (B5 : N * h < 1 / 8).
  { apply Rlt_le_trans with (N * / (8 * N)); [apply Rmult_lt_compat_l; lra|].
    right. field. lra. }
  assert (Slope : h / 2 < - drift h).
  { assert (Rh : Rabs h = h) by (apply Rabs_pos_eq; lra).
    specialize (Hdd h ltac:(lra) ltac:(rewrite Rh; exact B3)).
    rewrite Rplus_0_l, Z, Rminus_0_r in Hdd.
    apply Rabs_def2 in Hdd.
    assert (E : drift h = drift h / h * h) by (field; lra). nra. }
  assert (NS : near star eps (with_soft star h)).
  { apply near_with_soft; [apply near_self, He|]. rewrite Rabs_pos_eq; lra. }
  specialize (HD (with_soft star h) NS).
  assert (Off : forall j, ~ trained whole true j -> with_soft star h j = star j).
  { intros j Hj. apply with_soft_other. intros ->. apply Hj. split; [|left; reflexivity].
    cbn. lia. }
  specialize (HD Off 2%nat 0%nat ltac:(split; [cbn; lia|left; reflexivity]) ltac:(cbn; lia)).
  rewrite D_soft, !loss_whole, loss_still_soft in HD.
  change (with_soft star h soft) with h in HD. change (star soft) with 0 in HD.
  change (soft_loss q 0 (with_soft star h) h) with (soft_loss q 0 star h) in HD.
  specialize (Hline star h (near_self star del Hd) ltac:(rewrite Rabs_pos_eq; lra)).
  rewrite soft_second_star in Hline. apply Rabs_le_between in Hline.
  set (x := soft_loss q 0 star h - soft_loss q 0 star 0) in *.
  replace (loss (still c r) star + soft_loss q 0 star h
    - (loss (still c r) star + soft_loss q 0 star 0)) with x in HD by (unfold x; ring).
  assert (H2 : 0 < h ^ 2) by nra.
  assert (H4 : 0 <= h ^ 4) by (replace (h ^ 4) with ((h ^ 2) ^ 2) by ring; apply pow2_ge_0).
  assert (X1 : Rabs x <= (Rabs K + 1) * h ^ 4).
  { assert (K1 := Rle_abs K). assert (K2 := Rle_abs (- K)). rewrite Rabs_Ropp in K2.
    assert (Xe : x - K / 24 * h ^ 4 = soft_loss q 0 star h
      - (soft_loss q 0 star 0 + 0 / 2 * h ^ 2 + K / 24 * h ^ 4)) by (unfold x; field).
    rewrite <- Xe in Hline. apply Rabs_le. nra. }
  assert (X2 : C * x <= Rabs C * Rabs x) by (rewrite <- Rabs_mult; apply Rle_abs).
  assert (X3 : C * x <= N * h ^ 4).
  { apply Rle_trans with ((Rabs C + 1) * ((Rabs K + 1) * h ^ 4)); [|unfold N; right; ring].
    eapply Rle_trans; [exact X2|]. apply Rmult_le_compat; try apply Rabs_pos; lra. }
  assert (X4 : h ^ 2 / 4 < drift h ^ 2) by nra.
  assert (X5 : N * h ^ 4 <= h ^ 2 * (h / 8)).
  { replace (N * h ^ 4) with (h ^ 2 * (h * (N * h))) by ring. apply Rmult_le_compat_l; nra. }
  assert (X6 : h <= 1).
  { assert (h <= N * h) by nra. lra. }
  nra.
Qed.

End Whole.

Lemma side_differ b b' : (b < 6)%nat -> (b' < 6)%nat -> b <> b' -> side b <> side b'.
Proof.
  intros H H' Hne.
  do 6 (destruct b as [|b]; [do 6 (destruct b' as [|b']; [try lia; cbn [side]; lra|]); lia|]). lia.
Qed.

Lemma side_nonzero b : side b <> 0.
Proof. do 5 (destruct b as [|b]; [cbn [side]; lra|]). cbn [side]. lra. Qed.

(** The inputs are pairwise different. *)
Lemma whole_inputs_differ a a' : (a < 20)%nat -> (a' < 20)%nat -> a <> a' ->
  exists i, (1 <= i <= 2)%nat /\ whole_input a i <> whole_input a' i.
Proof.
  intros Ha Ha' Hne. unfold whole_input.
  destruct (Nat.ltb_spec a 14) as [L|L]; destruct (Nat.ltb_spec a' 14) as [L'|L'].
  - exists 1%nat. split; [lia|]. cbn [still_input]. intros E. apply eq_IZR in E.
    unfold place_of in E. lia.
  - exists 2%nat. split; [lia|]. cbn [still_input]. apply not_eq_sym, side_nonzero.
  - exists 2%nat. split; [lia|]. cbn [still_input]. apply side_nonzero.
  - exists 2%nat. split; [lia|]. apply side_differ; lia.
Qed.

(** All that is printed: the sigmoid, pairwise different inputs, an isolated local minimum, which is
    a strict one (p. 6), B positive definite, with its bias row, and D = 0. And there is no local
    minimum after splitting, for any lambda in (0, 1). *)
Theorem theorem_9_as_printed_fails :
  exists (P : problem) (l r : nat) (w : parameters),
  sigma P = (fun x => / (1 + exp (- x)))
  /\ one_output P /\ hidden_neuron P l r
  /\ (forall a b, (a < samples P)%nat -> (b < samples P)%nat -> a <> b ->
        exists i, (1 <= i <= width P 0)%nat /\ input P a i <> input P b i)
  /\ strict_local_minimum (trained P true) (loss P) w
  /\ positive_definite (S (width P (pred l))) (B P l r w)
  /\ (forall i s, (i <= width P (pred l))%nat -> (s < width P (S l))%nat -> D P l r w i s = 0)
  /\ forall lambda, 0 < lambda < 1 ->
       ~ local_minimum (loss (widened P l)) (gamma P l r lambda w).
Proof.
  destruct still_growth as [c [r [eps [b [Hc [Hr [He [Hb Hstill]]]]]]]].
  destruct soft_second_bounded as [eps' [L [He' [HL Hsoft]]]].
  destruct (soft_fourth (48 * (L ^ 2 / b + 1))) as [q Hq].
  exists (whole q c r), 1%nat, 1%nat, star.
  split; [reflexivity|]. split; [reflexivity|]. split; [split; cbn; lia|].
  split; [exact whole_inputs_differ|].
  split.
  { exact (whole_minimum q c r b eps L eps' _ He Hb Hstill He' HL Hsoft Hq eq_refl). }
  split.
  { intros z [i [Hi Hz]]. change (0 < B_form (whole q c r) 1 1 star z z).
    rewrite B_star by exact Hr. change (i < 3)%nat in Hi.
    assert (X0 := pow2_ge_0 (z 0%nat)). assert (X1 := pow2_ge_0 (z 1%nat)).
    assert (X2 := pow2_ge_0 (z 2%nat)). assert (Y := Rlt_0_sqr _ Hz). unfold Rsqr in Y.
    assert (Pos : 0 < z i ^ 2) by (replace (z i ^ 2) with (z i * z i) by ring; exact Y).
    destruct i as [|[|[|i]]]; try lia; nra. }
  split.
  { intros i s Hi Hs. apply D_star; [exact Hr|exact Hi|exact Hs]. }
  intros lambda Hl. apply whole_not_minimum; assumption.
Qed.
