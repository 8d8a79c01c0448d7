(** The second derivative of the loss is continuous in the point, uniformly in bounded directions:
    here the activation has to be C2. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets.
Open Scope R_scope.

Lemma near_less {I : Type} (w : I -> R) e e' z : near w e z -> e <= e' -> near w e' z.
Proof. intros H He i. specialize (H i). lra. Qed.

Lemma near_self {I : Type} (w : I -> R) e : 0 < e -> near w e w.
Proof. intros He i. rewrite Rminus_eq_0, Rabs_R0. exact He. Qed.

(** ** Functions of a point and a further variable t, continuous at w uniformly in t

    and bounded there. *)
Section Tame.

Context {T : Type}.
Variable w : parameters.

Definition bounded (f : parameters -> T -> R) : Prop := exists M, forall t, Rabs (f w t) <= M.

Definition steady (f : parameters -> T -> R) : Prop :=
  forall eps, 0 < eps -> exists del, 0 < del /\
    forall z t, near w del z -> Rabs (f z t - f w t) <= eps.

Definition tame (f : parameters -> T -> R) : Prop := bounded f /\ steady f.

Lemma tame_ext f g : (forall z t, f z t = g z t) -> tame f -> tame g.
Proof.
  intros H [[M HM] Hs]. split.
  - exists M. intros t. rewrite <- H. apply HM.
  - intros eps He. destruct (Hs eps He) as [del [Hd Hn]]. exists del. split; [exact Hd|].
    intros z t Hz. rewrite <- !H. apply Hn, Hz.
Qed.

Lemma tame_still (f : T -> R) M : (forall t, Rabs (f t) <= M) -> tame (fun _ t => f t).
Proof.
  intros H. split; [exists M; exact H|]. intros eps He. exists 1. split; [lra|].
  intros z t _. rewrite Rminus_eq_0, Rabs_R0. lra.
Qed.

Lemma tame_const c : tame (fun _ _ => c).
Proof. apply (tame_still (fun _ => c) (Rabs c)). intros _. lra. Qed.

Lemma tame_coordinate i : tame (fun z _ => z i).
Proof.
  split; [exists (Rabs (w i)); intros _; lra|]. intros eps He. exists eps. split; [exact He|].
  intros z _ Hz. left. apply Hz.
Qed.

Lemma tame_plus f g : tame f -> tame g -> tame (fun z t => f z t + g z t).
Proof.
  intros [[M HM] Hf] [[N HN] Hg]. split.
  - exists (M + N). intros t. eapply Rle_trans; [apply Rabs_triang|].
    apply Rplus_le_compat; [apply HM|apply HN].
  - intros eps He. destruct (Hf (eps / 2)) as [d1 [H1 K1]]; [lra|].
    destruct (Hg (eps / 2)) as [d2 [H2 K2]]; [lra|].
    exists (Rmin d1 d2). split; [apply Rmin_pos; assumption|]. intros z t Hz.
    specialize (K1 z t (near_less _ _ _ _ Hz (Rmin_l _ _))).
    specialize (K2 z t (near_less _ _ _ _ Hz (Rmin_r _ _))).
    replace (f z t + g z t - (f w t + g w t)) with ((f z t - f w t) + (g z t - g w t)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma product_close a b c d M N s :
  Rabs a <= M -> Rabs b <= N -> Rabs (c - a) <= s -> Rabs (d - b) <= s -> 0 <= s <= 1 ->
  Rabs (c * d - a * b) <= s * (M + N + 1).
Proof.
  intros Ha Hb Hc Hd Hs.
  replace (c * d - a * b) with (a * (d - b) + (c - a) * b + (c - a) * (d - b)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite (Rabs_mult (c - a) (d - b)).
  assert (X := Rabs_triang (a * (d - b)) ((c - a) * b)). rewrite !Rabs_mult in X.
  assert (A1 := Rabs_pos a). assert (A2 := Rabs_pos b). assert (A3 := Rabs_pos (c - a)).
  assert (A4 := Rabs_pos (d - b)).
  assert (Rabs a * Rabs (d - b) <= M * s) by (apply Rmult_le_compat; assumption).
  assert (Rabs (c - a) * Rabs b <= s * N) by (apply Rmult_le_compat; assumption).
  assert (Rabs (c - a) * Rabs (d - b) <= s * 1) by (apply Rmult_le_compat; lra).
  lra.
Qed.

Lemma tame_mult f g : tame f -> tame g -> tame (fun z t => f z t * g z t).
Proof.
  intros [[M HM] Hf] [[N HN] Hg]. split.
  - exists (M * N). intros t. rewrite Rabs_mult.
    apply Rmult_le_compat; try apply Rabs_pos; [apply HM|apply HN].
  - intros eps He. set (S := Rabs M + Rabs N + 1).
    assert (HS : 0 < S) by (assert (A := Rabs_pos M); assert (B := Rabs_pos N); unfold S; lra).
    set (s := Rmin 1 (eps / S)).
    assert (Hs : 0 < s) by (apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; assumption]).
    destruct (Hf s Hs) as [d1 [H1 K1]]. destruct (Hg s Hs) as [d2 [H2 K2]].
    exists (Rmin d1 d2). split; [apply Rmin_pos; assumption|]. intros z t Hz.
    specialize (K1 z t (near_less _ _ _ _ Hz (Rmin_l _ _))).
    specialize (K2 z t (near_less _ _ _ _ Hz (Rmin_r _ _))).
    apply Rle_trans with (s * S).
    + apply product_close; try assumption; [| |split; [lra|apply Rmin_l]].
      * eapply Rle_trans; [apply HM|apply Rle_abs].
      * eapply Rle_trans; [apply HN|apply Rle_abs].
    + apply Rle_trans with (eps / S * S); [|right; field; lra].
      apply Rmult_le_compat_r; [lra|apply Rmin_r].
Qed.

Lemma tame_sum n (f : nat -> parameters -> T -> R) :
  (forall i, (i < n)%nat -> tame (f i)) -> tame (fun z t => sum n (fun i => f i z t)).
Proof.
  apply (holds_of_sums tame (fun n z t => sum n (fun i => f i z t)));
    [simpl; apply tame_const|]. intros k A B. apply (tame_plus _ (f k)); [exact A|exact B].
Qed.

(** A continuous function of something that does not depend on t. *)
Lemma tame_comp (f : parameters -> R) (g : R -> R) :
  continuous g (f w) -> tame (fun z _ => f z) -> tame (fun z _ => g (f z)).
Proof.
  intros Hg [_ Hf]. split; [exists (Rabs (g (f w))); intros _; lra|].
  intros eps He. destruct (proj1 (filterlim_locally g (g (f w))) Hg (mkposreal eps He)) as [r Hr].
  destruct (Hf (r / 2)) as [del [Hd Hn]]; [assert (X := cond_pos r); lra|].
  exists del. split; [exact Hd|]. intros z t Hz. left. apply Hr.
  assert (X := cond_pos r). specialize (Hn z t Hz).
  change (Rabs (f z - f w) < r). lra.
Qed.

End Tame.

(** ** The derivatives of a network are tame, along directions with entries up to 1 *)

(** Pairs of bounded directions. *)
Record directions := Directions {
  one_of : parameters;
  other_of : parameters;
  one_bounded : forall i, Rabs (one_of i) <= 1;
  other_bounded : forall i, Rabs (other_of i) <= 1
}.

Section Network.

Variables (P : problem) (w : parameters).
Hypothesis smooth : twice_continuously_differentiable (sigma P).

Local Notation tame := (@tame directions w).

Lemma continuous_sigma x : continuous (sigma P) x.
Proof. apply (ex_derive_continuous (sigma P)), smooth. Qed.

Lemma continuous_sigma1 x : continuous (Derive (sigma P)) x.
Proof. apply (ex_derive_continuous (Derive (sigma P))), smooth. Qed.

Lemma tame_first i : tame (fun _ t => one_of t i).
Proof. apply (tame_still w (fun t => one_of t i) 1). intros t. apply one_bounded. Qed.

Lemma tame_second i : tame (fun _ t => other_of t i).
Proof. apply (tame_still w (fun t => other_of t i) 1). intros t. apply other_bounded. Qed.

Lemma tame_pre_from x l k :
  (forall i, tame (fun z _ => act P z x (pred l) i)) -> tame (fun z _ => pre P z x l k).
Proof.
  intros H. apply (tame_sum w _ (fun i z _ => z (l, k, i) * act P z x (pred l) i)).
  intros i _. apply (tame_mult w (fun z _ => z (l, k, i))); [apply tame_coordinate|apply H].
Qed.

Lemma tame_act x l i : tame (fun z _ => act P z x l i).
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try (simpl; apply tame_const).
  apply (tame_ext w (fun z _ => sigma P (pre P z x (S m) (S i)))); [reflexivity|].
  apply (tame_comp w (fun z => pre P z x (S m) (S i))); [apply continuous_sigma|].
  apply tame_pre_from. exact IH.
Qed.

Lemma tame_pre x l k : tame (fun z _ => pre P z x l k).
Proof. apply tame_pre_from. intros i. apply tame_act. Qed.

Section One.

Variable d : directions -> parameters.
Hypothesis tame_d : forall i, tame (fun _ t => d t i).

Lemma tame_tan_pre_from x l k :
  (forall i, tame (fun z t => tan_act P z x (d t) (pred l) i)) ->
  tame (fun z t => tan_pre P z x (d t) l k).
Proof.
  intros H. apply (tame_sum w _ (fun j z t => d t (l, k, j) * act P z x (pred l) j
    + z (l, k, j) * tan_act P z x (d t) (pred l) j)).
  intros j _. apply (tame_plus w (fun z t => d t (l, k, j) * act P z x (pred l) j)).
  - apply (tame_mult w (fun _ t => d t (l, k, j))); [apply tame_d|apply tame_act].
  - apply (tame_mult w (fun z _ => z (l, k, j))); [apply tame_coordinate|apply H].
Qed.

Lemma tame_tan_act x l i : tame (fun z t => tan_act P z x (d t) l i).
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try (simpl; apply tame_const).
  apply (tame_ext w (fun z t => Derive (sigma P) (pre P z x (S m) (S i))
                                * tan_pre P z x (d t) (S m) (S i))); [reflexivity|].
  apply (tame_mult w (fun z _ => Derive (sigma P) (pre P z x (S m) (S i)))).
  - apply (tame_comp w (fun z => pre P z x (S m) (S i))); [apply continuous_sigma1|].
    apply tame_pre.
  - apply tame_tan_pre_from. exact IH.
Qed.

Lemma tame_tan_pre x l k : tame (fun z t => tan_pre P z x (d t) l k).
Proof. apply tame_tan_pre_from. intros i. apply tame_tan_act. Qed.

End One.

Lemma tame_jet_pre_from x l k :
  (forall i, tame (fun z t => jet_act P z x (one_of t) (other_of t) (pred l) i)) ->
  tame (fun z t => jet_pre P z x (one_of t) (other_of t) l k).
Proof.
  intros H. apply (tame_sum w _ (fun j z t =>
    one_of t (l, k, j) * tan_act P z x (other_of t) (pred l) j
    + other_of t (l, k, j) * tan_act P z x (one_of t) (pred l) j
    + z (l, k, j) * jet_act P z x (one_of t) (other_of t) (pred l) j)).
  intros j _. apply (tame_plus w (fun z t =>
    one_of t (l, k, j) * tan_act P z x (other_of t) (pred l) j
    + other_of t (l, k, j) * tan_act P z x (one_of t) (pred l) j)).
  - apply (tame_plus w (fun z t => one_of t (l, k, j) * tan_act P z x (other_of t) (pred l) j)).
    + apply (tame_mult w (fun _ t => one_of t (l, k, j))); [apply tame_first|].
      apply tame_tan_act, tame_second.
    + apply (tame_mult w (fun _ t => other_of t (l, k, j))); [apply tame_second|].
      apply tame_tan_act, tame_first.
  - apply (tame_mult w (fun z _ => z (l, k, j))); [apply tame_coordinate|apply H].
Qed.

Lemma tame_jet_act x l i : tame (fun z t => jet_act P z x (one_of t) (other_of t) l i).
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try (simpl; apply tame_const).
  apply (tame_ext w (fun z t =>
    Derive (Derive (sigma P)) (pre P z x (S m) (S i)) * tan_pre P z x (other_of t) (S m) (S i)
      * tan_pre P z x (one_of t) (S m) (S i)
    + Derive (sigma P) (pre P z x (S m) (S i))
      * jet_pre P z x (one_of t) (other_of t) (S m) (S i))); [reflexivity|].
  apply (tame_plus w (fun z t =>
    Derive (Derive (sigma P)) (pre P z x (S m) (S i)) * tan_pre P z x (other_of t) (S m) (S i)
      * tan_pre P z x (one_of t) (S m) (S i))).
  - apply (tame_mult w (fun z t => Derive (Derive (sigma P)) (pre P z x (S m) (S i))
                                   * tan_pre P z x (other_of t) (S m) (S i)));
      [|apply tame_tan_pre, tame_first].
    apply (tame_mult w (fun z _ => Derive (Derive (sigma P)) (pre P z x (S m) (S i))));
      [|apply tame_tan_pre, tame_second].
    apply (tame_comp w (fun z => pre P z x (S m) (S i))); [apply smooth|apply tame_pre].
  - apply (tame_mult w (fun z _ => Derive (sigma P) (pre P z x (S m) (S i)))).
    + apply (tame_comp w (fun z => pre P z x (S m) (S i))); [apply continuous_sigma1|].
      apply tame_pre.
    + apply tame_jet_pre_from. exact IH.
Qed.

Lemma tame_output a : tame (fun z _ => output P z (input P a) - label P a).
Proof.
  apply (tame_plus w (fun z _ => output P z (input P a)) (fun _ _ => - label P a));
    [apply tame_pre|apply tame_const].
Qed.

Lemma tame_loss : tame (fun z _ => loss P z).
Proof.
  apply (tame_sum w _ (fun a z _ => sample_loss P a z)). intros a _.
  apply (tame_ext w (fun z _ => (output P z (input P a) - label P a)
                                * (output P z (input P a) - label P a))).
  - intros. unfold sample_loss. ring.
  - apply (tame_mult w (fun z _ => output P z (input P a) - label P a)); apply tame_output.
Qed.

Lemma tame_tan_loss : tame (fun z t => tan_loss P z (one_of t)).
Proof.
  apply (tame_sum w _ (fun a z t => tan_sample P a z (one_of t))). intros a _.
  apply (tame_mult w (fun z _ => 2 * (output P z (input P a) - label P a))).
  - apply (tame_mult w (fun _ _ => 2)); [apply tame_const|apply tame_output].
  - apply tame_tan_pre, tame_first.
Qed.

Lemma tame_jet_loss : tame (fun z t => jet_loss P z (one_of t) (other_of t)).
Proof.
  apply (tame_sum w _ (fun a z t => jet_sample P a z (one_of t) (other_of t))). intros a _.
  apply (tame_plus w (fun z t => 2 * tan_pre P z (input P a) (other_of t) (S (hidden P)) 1
                                 * tan_pre P z (input P a) (one_of t) (S (hidden P)) 1)).
  - apply (tame_mult w (fun z t => 2 * tan_pre P z (input P a) (other_of t) (S (hidden P)) 1));
      [|apply tame_tan_pre, tame_first].
    apply (tame_mult w (fun _ _ => 2)); [apply tame_const|apply tame_tan_pre, tame_second].
  - apply (tame_mult w (fun z _ => 2 * (output P z (input P a) - label P a))).
    + apply (tame_mult w (fun _ _ => 2)); [apply tame_const|apply tame_output].
    + apply tame_jet_pre_from. intros i. apply tame_jet_act.
Qed.

End Network.

(** ** The same for directions of any size *)

Section Scaled.

Variables (P : problem) (w : parameters).
Hypothesis smooth : twice_continuously_differentiable (sigma P).

(** A bounded direction is a multiple of one with entries up to 1. *)
Lemma unit_direction (d : parameters) K :
  0 < K -> (forall i, Rabs (d i) <= K) ->
  exists u, (forall i, Rabs (u i) <= 1) /\ (forall i, d i = K * u i).
Proof.
  intros HK H. exists (fun i => d i / K). split; intros i; [|field; lra].
  unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ K)) by (left; apply Rinv_0_lt_compat, HK).
  apply Rmult_le_reg_r with K; [exact HK|].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l by lra. apply H.
Qed.

Lemma jet_loss_both z K K' d e d' e' :
  (forall i, d i = K * d' i) -> (forall i, e i = K' * e' i) ->
  jet_loss P z d e = K * K' * jet_loss P z d' e'.
Proof.
  intros H H'. rewrite (jet_loss_scal P z K d' d e H), jet_loss_sym,
    (jet_loss_scal P z K' e' e d' H'), jet_loss_sym. ring.
Qed.

Lemma no_direction (d : parameters) : (forall i, Rabs (d i) <= 0) -> forall i, d i = 0.
Proof.
  intros H i. specialize (H i). destruct (Req_dec (d i) 0) as [E|E]; [exact E|].
  apply Rabs_pos_lt in E. lra.
Qed.

(** Near w the second derivative changes by at most eps K^2. *)
Lemma jet_loss_close eps : 0 < eps -> exists del, 0 < del /\
  forall z d K, near w del z -> 0 <= K -> (forall i, Rabs (d i) <= K) ->
    Rabs (jet_loss P z d d - jet_loss P w d d) <= eps * K ^ 2.
Proof.
  intros He. destruct (tame_jet_loss P w smooth) as [_ Hs]. destruct (Hs eps He) as [del [Hd Hn]].
  exists del. split; [exact Hd|]. intros z d K Hz HK H. destruct HK as [HK|<-].
  - destruct (unit_direction d K HK H) as [u [Hu Hdu]].
    rewrite !(jet_loss_both _ K K d d u u Hdu Hdu).
    specialize (Hn z (Directions u u Hu Hu) Hz). simpl in Hn.
    rewrite <- Rmult_minus_distr_l, Rabs_mult, Rabs_pos_eq by nra.
    assert (0 <= K * K) by nra. simpl. rewrite Rmult_1_r.
    rewrite (Rmult_comm eps). apply Rmult_le_compat_l; assumption.
  - rewrite !(jet_loss_zero P _ d d (no_direction d H)), Rminus_0_r, Rabs_R0. nra.
Qed.

(** Near w the second derivative along two directions is bounded. *)
Lemma jet_loss_bounded : exists del M, 0 < del /\ 0 < M /\
  forall z d e K K', near w del z -> 0 <= K -> 0 <= K' ->
    (forall i, Rabs (d i) <= K) -> (forall i, Rabs (e i) <= K') ->
    Rabs (jet_loss P z d e) <= M * (K * K').
Proof.
  destruct (tame_jet_loss P w smooth) as [[M HM] Hs]. destruct (Hs 1) as [del [Hd Hn]]; [lra|].
  exists del, (Rabs M + 1). assert (A := Rabs_pos M). split; [exact Hd|split; [lra|]].
  intros z d e K K' Hz HK HK' H H'.
  destruct HK as [HK|<-]; [destruct HK' as [HK'|<-]|].
  - destruct (unit_direction d K HK H) as [u [Hu Hdu]].
    destruct (unit_direction e K' HK' H') as [v [Hv Hev]].
    rewrite (jet_loss_both z K K' d e u v Hdu Hev), Rabs_mult, Rabs_pos_eq by nra.
    specialize (Hn z (Directions u v Hu Hv) Hz).
    specialize (HM (Directions u v Hu Hv)). simpl in Hn, HM.
    assert (X := Rabs_triang (jet_loss P z u v - jet_loss P w u v) (jet_loss P w u v)).
    replace (jet_loss P z u v - jet_loss P w u v + jet_loss P w u v) with (jet_loss P z u v)
      in X by ring.
    assert (Y := Rle_abs M). assert (0 <= K * K') by nra. rewrite (Rmult_comm _ (K * K')).
    apply Rmult_le_compat_l; [assumption|lra].
  - rewrite jet_loss_sym, (jet_loss_zero P z e d (no_direction e H')), Rabs_R0. lra.
  - rewrite (jet_loss_zero P z d e (no_direction d H)), Rabs_R0. nra.
Qed.

(** Near w the first derivative is bounded. *)
Lemma tan_loss_bounded : exists del M, 0 < del /\ 0 < M /\
  forall z d, near w del z -> (forall i, Rabs (d i) <= 1) -> Rabs (tan_loss P z d) <= M.
Proof.
  destruct (tame_tan_loss P w smooth) as [[M HM] Hs]. destruct (Hs 1) as [del [Hd Hn]]; [lra|].
  exists del, (Rabs M + 1). assert (A := Rabs_pos M). split; [exact Hd|split; [lra|]].
  intros z d Hz Hu. specialize (Hn z (Directions d d Hu Hu) Hz).
  specialize (HM (Directions d d Hu Hu)).
  simpl in Hn, HM. assert (Y := Rle_abs M).
  assert (X := Rabs_triang (tan_loss P z d - tan_loss P w d) (tan_loss P w d)).
  replace (tan_loss P z d - tan_loss P w d + tan_loss P w d) with (tan_loss P z d) in X by ring.
  lra.
Qed.

End Scaled.
