(** Functions of the parameters that are bounded near a point and change at most proportionally to
    the parameters there: sums, products and smooth functions of such functions, values of
    neurons. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets Uniform.
Open Scope R_scope.

Section Lipschitz.

Variable w : parameters.

Definition lipschitz (f : parameters -> R) : Prop :=
  exists eps M, 0 < eps /\ 0 < M
    /\ (forall z, near w eps z -> Rabs (f z) <= M)
    /\ forall y z h, near w eps y -> near w eps z -> (forall j, Rabs (z j - y j) <= h) ->
       Rabs (f z - f y) <= M * h.

Lemma near_left e e' z : near w (Rmin e e') z -> near w e z.
Proof. intros H. eapply near_less; [exact H|apply Rmin_l]. Qed.

Lemma near_right e e' z : near w (Rmin e e') z -> near w e' z.
Proof. intros H. eapply near_less; [exact H|apply Rmin_r]. Qed.

Lemma size_nonneg (y z : parameters) h : (forall j, Rabs (z j - y j) <= h) -> 0 <= h.
Proof. intros H. eapply Rle_trans; [apply Rabs_pos|apply (H (0, 0, 0)%nat)]. Qed.

Lemma lipschitz_ext f g : (forall z, f z = g z) -> lipschitz f -> lipschitz g.
Proof.
  intros H [eps [M [He [HM [Hb Hl]]]]]. exists eps, M. split; [exact He|split; [exact HM|split]].
  - intros z Hz. rewrite <- H. apply Hb, Hz.
  - intros y z h Hy Hz Hh. rewrite <- !H. apply Hl; assumption.
Qed.

Lemma lipschitz_const c : lipschitz (fun _ => c).
Proof.
  exists 1, (Rabs c + 1). assert (A := Rabs_pos c).
  split; [lra|split; [lra|split; [intros; lra|]]].
  intros y z h _ _ Hh. rewrite Rminus_eq_0, Rabs_R0. assert (X := size_nonneg y z h Hh). nra.
Qed.

Lemma lipschitz_coordinate i : lipschitz (fun z => z i).
Proof.
  exists 1, (Rabs (w i) + 1). assert (A := Rabs_pos (w i)).
  split; [lra|split; [lra|split]].
  - intros z Hz. specialize (Hz i). assert (X := Rabs_triang (z i - w i) (w i)).
    replace (z i - w i + w i) with (z i) in X by ring. lra.
  - intros y z h _ _ Hh. assert (X := size_nonneg y z h Hh). specialize (Hh i). nra.
Qed.

Lemma lipschitz_plus f g : lipschitz f -> lipschitz g -> lipschitz (fun z => f z + g z).
Proof.
  intros [e1 [M [H1 [HM [Mb Ml]]]]] [e2 [N [H2 [HN [Nb Nl]]]]].
  exists (Rmin e1 e2), (M + N). split; [apply Rmin_pos; assumption|split; [lra|split]].
  - intros z Hz. eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat;
      [apply Mb; eapply near_left, Hz|apply Nb; eapply near_right, Hz].
  - intros y z h Hy Hz Hh.
    assert (X := Ml y z h (near_left _ _ _ Hy) (near_left _ _ _ Hz) Hh).
    assert (Y := Nl y z h (near_right _ _ _ Hy) (near_right _ _ _ Hz) Hh).
    replace (f z + g z - (f y + g y)) with ((f z - f y) + (g z - g y)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma lipschitz_mult f g : lipschitz f -> lipschitz g -> lipschitz (fun z => f z * g z).
Proof.
  intros [e1 [M [H1 [HM [Mb Ml]]]]] [e2 [N [H2 [HN [Nb Nl]]]]].
  exists (Rmin e1 e2), (2 * (M * N)).
  assert (MN : 0 < M * N) by (apply Rmult_lt_0_compat; assumption).
  split; [apply Rmin_pos; assumption|split; [lra|split]].
  - intros z Hz. rewrite Rabs_mult. apply Rle_trans with (M * N); [|lra].
    apply Rmult_le_compat; try apply Rabs_pos;
      [apply Mb; eapply near_left, Hz|apply Nb; eapply near_right, Hz].
  - intros y z h Hy Hz Hh.
    assert (X := Ml y z h (near_left _ _ _ Hy) (near_left _ _ _ Hz) Hh).
    assert (Y := Nl y z h (near_right _ _ _ Hy) (near_right _ _ _ Hz) Hh).
    assert (B1 := Mb y (near_left _ _ _ Hy)). assert (B2 := Nb z (near_right _ _ _ Hz)).
    replace (f z * g z - f y * g y) with ((f z - f y) * g z + f y * (g z - g y)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    assert (Rabs (f z - f y) * Rabs (g z) <= M * h * N)
      by (apply Rmult_le_compat; try apply Rabs_pos; assumption).
    assert (Rabs (f y) * Rabs (g z - g y) <= M * (N * h))
      by (apply Rmult_le_compat; try apply Rabs_pos; assumption).
    lra.
Qed.

Lemma lipschitz_sum n (f : nat -> parameters -> R) :
  (forall i, (i < n)%nat -> lipschitz (f i)) -> lipschitz (fun z => sum n (fun i => f i z)).
Proof.
  apply (holds_of_sums lipschitz (fun n z => sum n (fun i => f i z)));
    [simpl; apply lipschitz_const|]. intros k A B. apply (lipschitz_plus _ (f k)); [exact A|exact B].
Qed.

(** A function with a continuous derivative. *)
Lemma lipschitz_comp (f : parameters -> R) (g : R -> R) :
  differentiable g -> (forall x, continuous (Derive g) x) ->
  lipschitz f -> lipschitz (fun z => g (f z)).
Proof.
  intros Hg Hc [e1 [M [H1 [HM [Mb Ml]]]]]. set (x := f w).
  destruct (proj1 (filterlim_locally (Derive g) (Derive g x)) (Hc x) (mkposreal 1 Rlt_0_1))
    as [r Hr].
  assert (Hrp := cond_pos r). set (N := Rabs (Derive g x) + 1).
  assert (HN : 0 < N) by (assert (A := Rabs_pos (Derive g x)); unfold N; lra).
  assert (Hd : forall t, Rabs (t - x) < r -> Rabs (Derive g t) <= N).
  { intros t Ht. assert (X : Rabs (Derive g t - Derive g x) < 1) by apply (Hr t Ht).
    assert (Y := Rabs_triang (Derive g t - Derive g x) (Derive g x)).
    replace (Derive g t - Derive g x + Derive g x) with (Derive g t) in Y by ring. unfold N. lra. }
  assert (L : forall s t, Rabs (s - x) < r -> Rabs (t - x) < r ->
    Rabs (g t - g s) <= N * Rabs (t - s)).
  { intros s t Hs Ht.
    destruct (MVT_gen g s t (Derive g)) as [u [Hu E]].
    - intros u _. apply Derive_correct, Hg.
    - intros u _. apply continuity_pt_filterlim.
      apply (ex_derive_continuous g). apply Hg.
    - rewrite E, Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|]. apply Hd.
      apply Rabs_def2 in Hs. apply Rabs_def2 in Ht. apply Rabs_def1;
      unfold Rmin, Rmax in Hu; destruct (Rle_dec s t); lra. }
  set (eps := Rmin e1 (r / (M + 1))).
  assert (He : 0 < eps) by (apply Rmin_pos; [exact H1|apply Rdiv_lt_0_compat; lra]).
  assert (In : forall z, near w eps z -> Rabs (f z - x) < r).
  { intros z Hz. apply Rle_lt_trans with (M * (r / (M + 1))).
    - apply (Ml w z).
      + apply near_self, H1.
      + eapply near_less; [exact Hz|apply Rmin_l].
      + intros j. left. eapply Rlt_le_trans; [apply Hz|apply Rmin_r].
    - apply Rmult_lt_reg_r with (M + 1); [lra|].
      replace (M * (r / (M + 1)) * (M + 1)) with (M * r) by (field; lra). nra. }
  set (K := N * M + Rabs (g x) + N * r).
  assert (A := Rabs_pos (g x)). assert (NM : 0 < N * M) by (apply Rmult_lt_0_compat; lra).
  assert (NR : 0 < N * r) by (apply Rmult_lt_0_compat; lra).
  exists eps, K. split; [exact He|split; [unfold K; lra|split]].
  - intros z Hz. assert (X := L x (f z)). rewrite Rminus_eq_0, Rabs_R0 in X.
    specialize (X Hrp (In z Hz)). assert (Y := Rabs_triang (g (f z) - g x) (g x)).
    replace (g (f z) - g x + g x) with (g (f z)) in Y by ring.
    assert (N * Rabs (f z - x) <= N * r) by (apply Rmult_le_compat_l; [lra|left; apply In, Hz]).
    unfold K. lra.
  - intros y z h Hy Hz Hh. assert (Hh0 := size_nonneg y z h Hh).
    assert (X := L (f y) (f z) (In y Hy) (In z Hz)).
    assert (Y := Ml y z h (near_left _ _ _ Hy) (near_left _ _ _ Hz) Hh).
    assert (N * Rabs (f z - f y) <= N * (M * h)) by (apply Rmult_le_compat_l; lra).
    unfold K. nra.
Qed.

(** ** Values of a network *)

Variable P : problem.
Hypothesis smooth : twice_continuously_differentiable (sigma P).

Lemma continuous_slope x : continuous (Derive (sigma P)) x.
Proof. apply (ex_derive_continuous (Derive (sigma P))), smooth. Qed.

Lemma lipschitz_act x l i : lipschitz (fun z => act P z x l i).
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try (simpl; apply lipschitz_const).
  apply (lipschitz_ext (fun z => sigma P (pre P z x (S m) (S i)))); [reflexivity|].
  apply (lipschitz_comp (fun z => pre P z x (S m) (S i)) (sigma P));
    [apply smooth|apply continuous_slope|].
  apply (lipschitz_sum _ (fun j z => z (S m, S i, j) * act P z x m j)). intros j _.
  apply lipschitz_mult; [apply lipschitz_coordinate|apply IH].
Qed.

Lemma lipschitz_pre x l k : lipschitz (fun z => pre P z x l k).
Proof.
  apply (lipschitz_sum _ (fun j z => z (l, k, j) * act P z x (pred l) j)). intros j _.
  apply lipschitz_mult; [apply lipschitz_coordinate|apply lipschitz_act].
Qed.

Lemma lipschitz_slope x l k : lipschitz (fun z => Derive (sigma P) (pre P z x l k)).
Proof.
  apply (lipschitz_comp (fun z => pre P z x l k) (Derive (sigma P)));
    [apply smooth|apply smooth|apply lipschitz_pre].
Qed.

Lemma lipschitz_residual a : lipschitz (fun z => 2 * (output P z (input P a) - label P a)).
Proof.
  apply (lipschitz_mult (fun _ => 2)); [apply lipschitz_const|].
  apply (lipschitz_plus (fun z => output P z (input P a)) (fun _ => - label P a));
    [apply lipschitz_pre|apply lipschitz_const].
Qed.

End Lipschitz.
