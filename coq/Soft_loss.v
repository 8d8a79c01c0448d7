(** The counterexample to Theorem 9 as printed (p. 11): the loss of its samples with second input
    not 0 is of fourth order in the soft coordinate, and its fourth derivative any number. *)

From Coq Require Import Reals ZArith List Lia Lra Arith Bool Classical.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Sigmoid Features Uniform Deep_example Even_line.
Open Scope R_scope.

(** ** Taylor's formula for even functions *)

Lemma higher_order (f f' : R -> R) C n T :
  (forall t, is_derive f t (f' t)) -> f 0 = 0 -> 0 <= C ->
  (forall s, Rabs s <= T -> Rabs (f' s) <= C * Rabs s ^ n) ->
  forall s, Rabs s <= T -> Rabs (f s) <= C * Rabs s ^ S n.
Proof.
  intros Hf H0 HC H s Hs.
  destruct (MVT_gen f 0 s f') as [u [Hu E]].
  - intros x _. apply Hf.
  - intros x _. apply continuity_pt_filterlim, (ex_derive_continuous f). eexists. apply Hf.
  - rewrite H0, !Rminus_0_r in E. rewrite E, Rabs_mult.
    assert (Us : Rabs u <= Rabs s).
    { unfold Rmin, Rmax in Hu. destruct (Rle_dec 0 s).
      - rewrite !Rabs_pos_eq by lra. lra.
      - rewrite !Rabs_left1 by lra. lra. }
    simpl. rewrite <- Rmult_assoc, (Rmult_comm (C * Rabs s)), <- Rmult_assoc, (Rmult_comm _ C).
    rewrite (Rmult_comm (C * Rabs s ^ n)), Rmult_comm.
    apply Rmult_le_compat_l; [apply Rabs_pos|].
    apply Rle_trans with (C * Rabs u ^ n); [apply H; lra|].
    apply Rmult_le_compat_l; [exact HC|]. apply pow_incr. split; [apply Rabs_pos|exact Us].
Qed.

Lemma even_taylor (f0 f1 f2 f3 f4 : R -> R) K e T :
  (forall t, is_derive f0 t (f1 t)) -> (forall t, is_derive f1 t (f2 t)) ->
  (forall t, is_derive f2 t (f3 t)) -> (forall t, is_derive f3 t (f4 t)) ->
  f1 0 = 0 -> f3 0 = 0 -> 0 <= e ->
  (forall s, Rabs s <= T -> Rabs (f4 s - K) <= e) ->
  forall s, Rabs s <= T ->
  Rabs (f0 s - (f0 0 + f2 0 / 2 * s ^ 2 + K / 24 * s ^ 4)) <= e * Rabs s ^ 4.
Proof.
  intros D0 D1 D2 D3 Z1 Z3 He H.
  assert (H3 : forall s, Rabs s <= T -> Rabs (f3 s - K * s) <= e * Rabs s ^ 1).
  { apply (higher_order _ (fun s => f4 s - K)); [|rewrite Z3; ring|exact He|].
    - intros t. apply (der_minus f3 (fun s => K * s)); [apply D3|]. auto_derive; [easy|ring].
    - intros s Hs. simpl. rewrite Rmult_1_r. apply H, Hs. }
  assert (H2 : forall s, Rabs s <= T -> Rabs (f2 s - (f2 0 + K / 2 * s ^ 2)) <= e * Rabs s ^ 2).
  { apply (higher_order _ (fun s => f3 s - K * s)); [|simpl; ring|exact He|exact H3].
    intros t. apply (der_minus f2 (fun s => f2 0 + K / 2 * s ^ 2)); [apply D2|].
    auto_derive; [easy|field]. }
  assert (H1 : forall s, Rabs s <= T ->
    Rabs (f1 s - (f2 0 * s + K / 6 * s ^ 3)) <= e * Rabs s ^ 3).
  { apply (higher_order _ (fun s => f2 s - (f2 0 + K / 2 * s ^ 2)));
      [|rewrite Z1; simpl; ring|exact He|exact H2].
    intros t. apply (der_minus f1 (fun s => f2 0 * s + K / 6 * s ^ 3)); [apply D1|].
    auto_derive; [easy|field]. }
  apply (higher_order _ (fun s => f1 s - (f2 0 * s + K / 6 * s ^ 3)));
    [|simpl; ring|exact He|exact H1].
  intros t. apply (der_minus f0 (fun s => f0 0 + f2 0 / 2 * s ^ 2 + K / 24 * s ^ 4)); [apply D0|].
  auto_derive; [easy|field].
Qed.

(** ** Functions that change at most proportionally to the parameters *)

Definition calm (f : parameters -> R) : Prop :=
  exists eps K, 0 < eps /\ 0 <= K /\ forall z h, near star eps z ->
    (forall j, Rabs (z j - star j) <= h) -> Rabs (f z - f star) <= K * h.

Lemma calm_const c : calm (fun _ => c).
Proof.
  exists 1, 0. split; [lra|split; [lra|]]. intros. rewrite Rminus_eq_0, Rabs_R0. lra.
Qed.

Lemma calm_coordinate j : calm (fun z => z j).
Proof.
  exists 1, 1. split; [lra|split; [lra|]]. intros z h _ H. specialize (H j). lra.
Qed.

Lemma calm_plus f g : calm f -> calm g -> calm (fun z => f z + g z).
Proof.
  intros [d1 [K1 [P1 [Q1 H1]]]] [d2 [K2 [P2 [Q2 H2]]]]. exists (Rmin d1 d2), (K1 + K2).
  split; [apply Rmin_pos; assumption|split; [lra|]]. intros z h Hz Hh.
  specialize (H1 z h (near_less _ _ _ _ Hz (Rmin_l _ _)) Hh).
  specialize (H2 z h (near_less _ _ _ _ Hz (Rmin_r _ _)) Hh).
  replace (f z + g z - (f star + g star)) with ((f z - f star) + (g z - g star)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma calm_mult f g : calm f -> calm g -> calm (fun z => f z * g z).
Proof.
  intros [d1 [K1 [P1 [Q1 H1]]]] [d2 [K2 [P2 [Q2 H2]]]]. set (d := Rmin d1 d2).
  assert (Pd : 0 < d) by (apply Rmin_pos; assumption).
  assert (A := Rabs_pos (f star)). assert (B := Rabs_pos (g star)).
  exists d, (K1 * (Rabs (g star) + K2 * d) + Rabs (f star) * K2).
  assert (X1 : 0 <= K2 * d) by (apply Rmult_le_pos; lra).
  assert (X2 : 0 <= K1 * (Rabs (g star) + K2 * d)) by (apply Rmult_le_pos; lra).
  assert (X3 : 0 <= Rabs (f star) * K2) by (apply Rmult_le_pos; lra).
  split; [exact Pd|split; [lra|]]. intros z h Hz Hh.
  assert (N1 := near_less _ _ _ _ Hz (Rmin_l _ _)).
  assert (N2 := near_less _ _ _ _ Hz (Rmin_r _ _)).
  assert (G : Rabs (g z) <= Rabs (g star) + K2 * d).
  { specialize (H2 z d N2 (fun j => Rlt_le _ _ (Hz j))).
    replace (g z) with (g star + (g z - g star)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra. }
  specialize (H1 z h N1 Hh). specialize (H2 z h N2 Hh).
  replace (f z * g z - f star * g star)
    with ((f z - f star) * g z + f star * (g z - g star)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
  assert (Y1 : Rabs (f z - f star) * Rabs (g z) <= K1 * h * (Rabs (g star) + K2 * d))
    by (apply Rmult_le_compat; try apply Rabs_pos; assumption).
  assert (Y2 : Rabs (f star) * Rabs (g z - g star) <= Rabs (f star) * (K2 * h))
    by (apply Rmult_le_compat_l; assumption).
  lra.
Qed.

Lemma calm_ext f g : (forall z, f z = g z) -> calm f -> calm g.
Proof.
  intros E [d [K [P [Q H]]]]. exists d, K. split; [exact P|split; [exact Q|]].
  intros z h Hz Hh. rewrite <- !E. apply H; assumption.
Qed.

Lemma calm_minus f g : calm f -> calm g -> calm (fun z => f z - g z).
Proof.
  intros Hf Hg. apply (calm_ext (fun z => f z + -1 * g z)); [intros; ring|].
  apply calm_plus; [exact Hf|]. apply calm_mult; [apply calm_const|exact Hg].
Qed.

Lemma sigmoid_between x : 0 < sigmoid x < 1.
Proof.
  unfold sigmoid. assert (H := exp_pos (- x)). split.
  - apply Rinv_0_lt_compat. lra.
  - rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
Qed.

Lemma sigmoid_lipschitz x y : Rabs (sigmoid x - sigmoid y) <= Rabs (x - y).
Proof.
  destruct (MVT_gen sigmoid y x (fun t => sigmoid t * (1 - sigmoid t))) as [u [_ E]].
  - intros t _. apply der_sigmoid.
  - intros t _. apply continuity_pt_filterlim, (ex_derive_continuous sigmoid).
    eexists. apply der_sigmoid.
  - rewrite E, Rabs_mult. assert (B := sigmoid_between u). assert (P := Rabs_pos (x - y)).
    rewrite (Rabs_pos_eq (sigmoid u * _)) by (apply Rmult_le_pos; lra).
    assert (sigmoid u * (1 - sigmoid u) <= 1) by nra. nra.
Qed.

Lemma calm_sigmoid f : calm f -> calm (fun z => sigmoid (f z)).
Proof.
  intros [d [K [P [Q H]]]]. exists d, K. split; [exact P|split; [exact Q|]].
  intros z h Hz Hh. eapply Rle_trans; [apply sigmoid_lipschitz|]. apply H; assumption.
Qed.

Ltac calm_parts :=
  match goal with
  | |- calm (fun _ => ?c) => apply calm_const
  | |- calm (fun z => @?f z + @?g z) => apply (calm_plus f g); calm_parts
  | |- calm (fun z => @?f z - @?g z) => apply (calm_minus f g); calm_parts
  | |- calm (fun z => @?f z * @?g z) => apply (calm_mult f g); calm_parts
  | |- calm (fun z => sigmoid (@?f z)) => apply (calm_sigmoid f); calm_parts
  | |- calm (fun z => z ?j) => apply calm_coordinate
  | _ => first [assumption|idtac]
  end.

Section Calm.

Variable c : R.

Lemma calm_first i : calm (fun z => first_at i z (c * z soft)).
Proof.
  assert (S : calm (fun z => sigmoid (centre_of z + c * z soft)))
    by (unfold centre_of; calm_parts).
  set (s := fun z => sigmoid (centre_of z + c * z soft)) in S.
  destruct i as [|[|[|[|i]]]]; unfold first_at; cbv zeta.
  - exact S.
  - change (calm (fun z => rise_1 (s z))). unfold rise_1. calm_parts.
  - change (calm (fun z => rise_2 (s z))). unfold rise_2. calm_parts.
  - change (calm (fun z => rise_3 (s z))). unfold rise_3. calm_parts.
  - change (calm (fun z => rise_4 (s z))). unfold rise_4. calm_parts.
Qed.

Lemma calm_second k i : calm (fun z => second_at k i z (c * z soft)).
Proof.
  set (f := fun j z => z (2%nat, k, 1%nat) * first_at j z (c * z soft)).
  assert (F : forall j, calm (f j)).
  { intros j. apply calm_mult; [apply calm_coordinate|apply calm_first]. }
  set (s := fun z => sigmoid (second z k (first_at 0 z (c * z soft)))).
  assert (S : calm s).
  { apply calm_sigmoid. unfold second.
    apply (calm_plus (fun z => z (2%nat, k, 0%nat)) (f 0%nat)); [apply calm_coordinate|apply F]. }
  assert (F1 := F 1%nat). assert (F2 := F 2%nat). assert (F3 := F 3%nat). assert (F4 := F 4%nat).
  destruct i as [|[|[|[|i]]]]; unfold second_at; cbv zeta.
  - exact S.
  - change (calm (fun z => over_1 (s z) (f 1%nat z))). unfold over_1, rise_1. calm_parts.
  - change (calm (fun z => over_2 (s z) (f 1%nat z) (f 2%nat z))).
    unfold over_2, rise_1, rise_2. calm_parts.
  - change (calm (fun z => over_3 (s z) (f 1%nat z) (f 2%nat z) (f 3%nat z))).
    unfold over_3, rise_1, rise_2, rise_3. calm_parts.
  - change (calm (fun z => over_4 (s z) (f 1%nat z) (f 2%nat z) (f 3%nat z) (f 4%nat z))).
    unfold over_4, rise_1, rise_2, rise_3, rise_4. calm_parts.
Qed.

Lemma calm_out i : calm (fun z => out_at i z (c * z soft)).
Proof.
  assert (S1 := calm_second 1 i). assert (S2 := calm_second 2 i). unfold out_at.
  destruct i; calm_parts.
Qed.

End Calm.

(** ** The loss of the six samples *)

(** Their second inputs. *)
Definition side (b : nat) : R :=
  match b with
  | 0%nat => 1 | 1%nat => -1 | 2%nat => 2 | 3%nat => -2 | 4%nat => 3 | _ => -3
  end.

(** Their residuals at the point: sum 0, second moment such that the second derivative is 0, and
    the fourth moment free. *)
Definition spare (q : R) (b : nat) : R :=
  match b with
  | 0%nat | 1%nat => q / 24 - 175 / 99
  | 2%nat | 3%nat => 175 / 99 - q / 15
  | _ => q / 40
  end.

Definition target (q : R) (b : nat) : R := out_at 0 star 0 - spare q b.

(** Derivatives 0 to 4 of a squared error along the line. *)
Definition error_at (i : nat) (y : R) (z : parameters) (t : R) : R :=
  let f j := out_at j z t in
  match i with
  | 0%nat => (f 0%nat - y) * (f 0%nat - y)
  | 1%nat => 2 * ((f 0%nat - y) * f 1%nat)
  | 2%nat => 2 * (f 1%nat * f 1%nat + (f 0%nat - y) * f 2%nat)
  | 3%nat => 2 * (3 * (f 1%nat * f 2%nat) + (f 0%nat - y) * f 3%nat)
  | _ => 2 * (3 * (f 2%nat * f 2%nat) + 4 * (f 1%nat * f 3%nat) + (f 0%nat - y) * f 4%nat)
  end.

Lemma der_error i y z t : (i < 4)%nat -> is_derive (error_at i y z) t (error_at (S i) y z t).
Proof.
  intros Hi.
  assert (D0 := der_out 0 z t ltac:(lia)). assert (D1 := der_out 1 z t ltac:(lia)).
  assert (D2 := der_out 2 z t ltac:(lia)). assert (D3 := der_out 3 z t ltac:(lia)).
  assert (C := der_minus _ _ _ _ _ D0 (der_const y t)).
  destruct i as [|[|[|[|i]]]]; try lia; unfold error_at; cbv beta zeta iota.
  - evar_last; [exact (der_mult _ _ _ _ _ C C)|cbv beta; ring].
  - evar_last; [exact (der_mult _ _ _ _ _ (der_const 2 t) (der_mult _ _ _ _ _ C D1))
    |cbv beta; ring].
  - evar_last; [exact (der_mult _ _ _ _ _ (der_const 2 t)
      (der_plus _ _ _ _ _ (der_mult _ _ _ _ _ D1 D1) (der_mult _ _ _ _ _ C D2)))|cbv beta; ring].
  - evar_last; [exact (der_mult _ _ _ _ _ (der_const 2 t)
      (der_plus _ _ _ _ _
        (der_mult _ _ _ _ _ (der_const 3 t) (der_mult _ _ _ _ _ D1 D2))
        (der_mult _ _ _ _ _ C D3)))|cbv beta; ring].
Qed.

(** Derivative i in the soft coordinate, at its value t. *)
Definition soft_loss (q : R) (i : nat) (z : parameters) (t : R) : R :=
  sum 6 (fun b => side b ^ i * error_at i (target q b) z (t * side b)).

Lemma der_soft q i z t : (i < 4)%nat -> is_derive (soft_loss q i z) t (soft_loss q (S i) z t).
Proof.
  intros Hi. unfold soft_loss.
  apply (der_sum 6 (fun b s => side b ^ i * error_at i (target q b) z (s * side b))).
  intros b _. evar_last.
  - apply (der_mult (fun _ => side b ^ i)); [apply der_const|].
    apply (der_comp (fun s => s * side b) (error_at i (target q b) z));
      [apply (der_mult (fun s => s) (fun _ => side b)); [apply is_derive_id|apply der_const]|].
    apply der_error, Hi.
  - change one with 1. simpl. ring.
Qed.

Lemma soft_odd q z : soft_loss q 1 z 0 = 0 /\ soft_loss q 3 z 0 = 0.
Proof.
  unfold soft_loss. cbn [sum side]. rewrite !Rmult_0_l.
  unfold error_at, target. cbn [spare]. split; ring.
Qed.

Lemma soft_value q z :
  soft_loss q 0 z 0 = soft_loss q 0 star 0 + 6 * (out_at 0 z 0 - out_at 0 star 0) ^ 2.
Proof.
  unfold soft_loss. cbn [sum side]. rewrite !Rmult_0_l.
  unfold error_at, target. cbn [spare]. field.
Qed.

Definition soft_second (z : parameters) : R :=
  56 * (out_at 1 z 0 * out_at 1 z 0 + (out_at 0 z 0 - out_at 0 star 0) * out_at 2 z 0)
  + 700 / 33 * out_at 2 z 0.

Lemma soft_second_eq q z : soft_loss q 2 z 0 = soft_second z.
Proof.
  unfold soft_loss, soft_second. cbn [sum side]. rewrite !Rmult_0_l.
  unfold error_at, target. cbn [spare]. field.
Qed.

(** ** Values at the point *)

Lemma sigmoid_ln_2 : sigmoid (ln 2) = 2 / 3.
Proof. unfold sigmoid. rewrite exp_Ropp, exp_ln by lra. field. Qed.

Lemma sigmoid_0 : sigmoid 0 = 1 / 2.
Proof. unfold sigmoid. rewrite Ropp_0, exp_0. field. Qed.

Lemma star_first : sigmoid (centre_of star + 0) = 2 / 3.
Proof.
  rewrite <- sigmoid_ln_2. f_equal. unfold centre_of. cbn [star]. ring.
Qed.

Lemma star_one : sigmoid (second star 1 (2 / 3)) = 1 / 2.
Proof. rewrite <- sigmoid_0. f_equal. unfold second. cbn [star]. field. Qed.

Lemma star_two : sigmoid (second star 2 (2 / 3)) = 2 / 3.
Proof.
  replace (second star 2 (2 / 3)) with (ln 2); [apply sigmoid_ln_2|].
  unfold second. cbn [star]. field.
Qed.

Lemma star_values :
  out_at 1 star 0 = -5 / 18 /\ out_at 2 star 0 = -11 / 54
  /\ out_at 3 star 0 = 17 / 18 /\ out_at 4 star 0 = 163 / 162.
Proof.
  unfold out_at, second_at, first_at. cbv zeta. rewrite star_first, star_one, star_two.
  unfold over_1, over_2, over_3, over_4, rise_1, rise_2, rise_3, rise_4. cbn [star].
  repeat split; field.
Qed.

Lemma soft_second_star : soft_second star = 0.
Proof.
  destruct star_values as [E1 [E2 _]]. unfold soft_second. rewrite E1, E2. field.
Qed.

Lemma soft_fourth K : exists q, soft_loss q 4 star 0 = K.
Proof.
  destruct star_values as [E1 [E2 [E3 E4]]].
  exists ((K - 196 * (6 * (11 / 54) ^ 2 - 8 * (5 / 18) * (17 / 18))) * 162 / 652 - 875 / 33).
  unfold soft_loss. cbn [sum side]. rewrite !Rmult_0_l.
  unfold error_at, target. cbn [spare]. rewrite E1, E2, E3, E4. field.
Qed.

(** ** Near the point *)

Lemma soft_second_bounded : exists eps L, 0 < eps /\ 0 <= L /\ forall z h, near star eps z ->
  (forall j, Rabs (z j - star j) <= h) -> Rabs (soft_second z) <= L * h.
Proof.
  assert (C : calm soft_second).
  { apply (calm_ext (fun z =>
      56 * (out_at 1 z (0 * z soft) * out_at 1 z (0 * z soft)
            + (out_at 0 z (0 * z soft) - out_at 0 star 0) * out_at 2 z (0 * z soft))
      + 700 / 33 * out_at 2 z (0 * z soft))).
    - intros z. rewrite !Rmult_0_l. reflexivity.
    - assert (C0 := calm_out 0 0). assert (C1 := calm_out 0 1). assert (C2 := calm_out 0 2).
      calm_parts. }
  destruct C as [eps [L [He [HL H]]]]. exists eps, L. split; [exact He|split; [exact HL|]].
  intros z h Hz Hh. specialize (H z h Hz Hh). rewrite soft_second_star, Rminus_0_r in H. exact H.
Qed.

(** The point with another soft coordinate. *)
Definition with_soft (z : parameters) (t : R) : parameters := fun '(l, k, i) =>
  match l, k, i with 1%nat, 1%nat, 2%nat => t | _, _, _ => z (l, k, i) end.

Lemma soft_loss_with q i z s t : soft_loss q i (with_soft z s) t = soft_loss q i z t.
Proof. reflexivity. Qed.

Lemma soft_fourth_close q e : 0 < e -> exists del, 0 < del /\ forall z t,
  near star del z -> Rabs t < del -> Rabs (soft_loss q 4 z t - soft_loss q 4 star 0) <= e.
Proof.
  intros He.
  assert (C : calm (fun z => soft_loss q 4 z (z soft))).
  { apply (calm_ext (fun z => sum 6 (fun b =>
      side b ^ 4 * error_at 4 (target q b) z (side b * z soft)))).
    - intros z. apply sum_ext. intros b _. rewrite (Rmult_comm (z soft)). reflexivity.
    - assert (E : forall b,
        calm (fun z => side b ^ 4 * error_at 4 (target q b) z (side b * z soft))).
      { intros b. unfold error_at. cbv zeta.
        assert (C0 := calm_out (side b) 0). assert (C1 := calm_out (side b) 1).
        assert (C2 := calm_out (side b) 2). assert (C3 := calm_out (side b) 3).
        assert (C4 := calm_out (side b) 4). calm_parts. }
      cbn [sum]. repeat apply calm_plus; try apply E. apply calm_const. }
  destruct C as [eps [L [Heps [HL H]]]]. set (del := Rmin eps (e / (L + 1))).
  assert (Hd : 0 < del) by (apply Rmin_pos; [exact Heps|apply Rdiv_lt_0_compat; lra]).
  exists del. split; [exact Hd|]. intros z t Hz Ht.
  assert (N : near star del (with_soft z t)).
  { intros [[l k] i]. specialize (Hz (l, k, i)).
    destruct l as [|[|l]]; try exact Hz. destruct k as [|[|k]]; try exact Hz.
    destruct i as [|[|[|i]]]; try exact Hz. cbn [with_soft star]. rewrite Rminus_0_r. exact Ht. }
  specialize (H (with_soft z t) del (near_less _ _ _ _ N (Rmin_l _ _))
    (fun j => Rlt_le _ _ (N j))).
  rewrite !soft_loss_with in H. change (with_soft z t soft) with t in H.
  change (star soft) with 0 in H. eapply Rle_trans; [exact H|].
  apply Rle_trans with (L * (e / (L + 1))).
  - apply Rmult_le_compat_l; [exact HL|apply Rmin_r].
  - replace (L * (e / (L + 1))) with (e * (L / (L + 1))) by (field; lra).
    rewrite <- (Rmult_1_r e) at 2. apply Rmult_le_compat_l; [lra|].
    apply Rmult_le_reg_r with (L + 1); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.
