(** Newton-Kantorovich: an approximate zero, an approximate inverse of the derivative and a bound
    over a box give exactly one zero in the box. *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

(** The box |v i| <= rho, i < n; the other coordinates are 0. *)
Definition box (n : nat) (rho : R) (v : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> Rabs (v i) <= rho) /\ forall i, (n <= i)%nat -> v i = 0.

Lemma sum_abs n f : Rabs (sum n f) <= sum n (fun i => Rabs (f i)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(** |sum a_j d_j| <= q e, where sum |a_j| <= q and |d_j| <= e. *)
Lemma sum_bounded n a d q e :
  0 <= e -> sum n (fun j => Rabs (a j)) <= q -> (forall j, (j < n)%nat -> Rabs (d j) <= e) ->
  Rabs (sum n (fun j => a j * d j)) <= q * e.
Proof.
  intros He Ha Hd. eapply Rle_trans; [apply sum_abs|].
  apply Rle_trans with (sum n (fun j => Rabs (a j)) * e).
  - rewrite <- sum_scal_r. apply sum_le. intros j Hj. rewrite Rabs_mult.
    apply Rmult_le_compat_l; [apply Rabs_pos|apply Hd, Hj].
  - apply Rmult_le_compat_r; assumption.
Qed.

Section Banach.

Variables (n : nat) (rho q : R) (T : (nat -> R) -> nat -> R).
Hypothesis rho_pos : 0 <= rho.
Hypothesis q_less : 0 <= q < 1.
Hypothesis stays : forall v, box n rho v -> box n rho (T v).
Hypothesis contracts : forall v v' e, box n rho v -> box n rho v' -> 0 <= e ->
  (forall i, (i < n)%nat -> Rabs (v i - v' i) <= e) ->
  forall i, (i < n)%nat -> Rabs (T v i - T v' i) <= q * e.

Fixpoint iterate (k : nat) : nat -> R :=
  match k with O => fun _ => 0 | S k' => T (iterate k') end.

Lemma iterate_box k : box n rho (iterate k).
Proof.
  induction k as [|k IH]; [|apply stays, IH].
  split; intros i _; simpl; [rewrite Rabs_R0; exact rho_pos|reflexivity].
Qed.

Lemma q_power k : 0 <= q ^ k * rho.
Proof. apply Rmult_le_pos; [apply pow_le; lra|exact rho_pos]. Qed.

Lemma iterate_close k p i : (i < n)%nat -> Rabs (iterate (k + p) i - iterate k i) <= q ^ k * rho.
Proof.
  revert i. induction k as [|k IH]; intros i Hi.
  - simpl. rewrite Rminus_0_r, Rmult_1_l. apply iterate_box, Hi.
  - simpl. rewrite Rmult_assoc. apply contracts; try apply iterate_box; auto using q_power.
Qed.

Lemma powers_vanish a : (forall k, a <= q ^ k * rho) -> a <= 0.
Proof.
  intros H. apply Rnot_lt_le. intros Ha.
  destruct (pow_lt_1_zero q (ltac:(rewrite Rabs_pos_eq; lra) : Rabs q < 1)
    (a / (rho + 1))) as [N HN]; [apply Rdiv_lt_0_compat; lra|].
  specialize (HN N (le_n N)). specialize (H N).
  rewrite Rabs_pos_eq in HN by (apply pow_le; lra).
  assert (P : 0 <= q ^ N) by (apply pow_le; lra).
  assert (q ^ N * (rho + 1) < a).
  { apply Rlt_le_trans with (a / (rho + 1) * (rho + 1)); [apply Rmult_lt_compat_r; lra|].
    right. field. lra. }
  nra.
Qed.

Lemma iterate_limit i : (i < n)%nat ->
  { x : R | forall k : nat, Rabs (x - iterate k i) <= q ^ k * rho }.
Proof.
  intros Hi. destruct (Rcomplete.R_complete (fun k : nat => iterate k i)) as [x Hx].
  - intros eps Heps.
    destruct (pow_lt_1_zero q (ltac:(rewrite Rabs_pos_eq; lra) : Rabs q < 1)
      (eps / (rho + 1) / 2)) as [N HN]; [repeat apply Rdiv_lt_0_compat; lra|].
    exists N. intros a b Ha Hb. specialize (HN N (le_n N)).
    rewrite Rabs_pos_eq in HN by (apply pow_le; lra).
    assert (Hs : q ^ N * rho < eps / 2).
    { assert (P : 0 <= q ^ N) by (apply pow_le; lra).
      apply Rle_lt_trans with (q ^ N * (rho + 1)); [nra|].
      apply Rlt_le_trans with (eps / (rho + 1) / 2 * (rho + 1));
        [apply Rmult_lt_compat_r; lra|]. right. field. lra. }
    assert (Ca := iterate_close N (a - N) i Hi). assert (Cb := iterate_close N (b - N) i Hi).
    replace (N + (a - N))%nat with a in Ca by lia. replace (N + (b - N))%nat with b in Cb by lia.
    unfold R_dist. replace (iterate a i - iterate b i)
      with ((iterate a i - iterate N i) + - (iterate b i - iterate N i)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
  - exists x. intros k. apply Rnot_lt_le. intros Hlt.
    destruct (Hx (Rabs (x - iterate k i) - q ^ k * rho)) as [N HN]; [lra|].
    specialize (HN (k + N)%nat ltac:(lia)). unfold R_dist in HN.
    assert (C := iterate_close k N i Hi).
    replace (x - iterate k i)
      with (- (iterate (k + N) i - x) + (iterate (k + N) i - iterate k i)) in HN by ring.
    assert (X := Rabs_triang (- (iterate (k + N) i - x)) (iterate (k + N) i - iterate k i)).
    rewrite Rabs_Ropp in X. lra.
Qed.

Theorem banach : exists v, box n rho v /\ forall i, (i < n)%nat -> T v i = v i.
Proof.
  set (v := fun i => match lt_dec i n with left H => proj1_sig (iterate_limit i H) | _ => 0 end).
  assert (Hv : forall i k, (i < n)%nat -> Rabs (v i - iterate k i) <= q ^ k * rho).
  { intros i k Hi. unfold v. destruct (lt_dec i n) as [H|H]; [|lia].
    exact (proj2_sig (iterate_limit i H) k). }
  assert (Hb : box n rho v).
  { split; intros i Hi.
    - specialize (Hv i 0%nat Hi). simpl in Hv. rewrite Rminus_0_r, Rmult_1_l in Hv. exact Hv.
    - unfold v. destruct (lt_dec i n); [lia|reflexivity]. }
  exists v. split; [exact Hb|]. intros i Hi.
  enough (Rabs (T v i - v i) / 2 <= 0).
  { assert (P := Rabs_pos (T v i - v i)).
    assert (E : Rabs (T v i - v i) = 0) by lra.
    destruct (Req_dec (T v i - v i) 0) as [Z|Z]; [lra|]. apply Rabs_no_R0 in Z. lra. }
  apply powers_vanish. intros k.
  assert (C := contracts v (iterate k) (q ^ k * rho) Hb (iterate_box k) (q_power k)
    (fun j Hj => Hv j k Hj) i Hi).
  assert (C' := Hv i (S k) Hi). simpl in C'.
  replace (T v i - v i) with ((T v i - T (iterate k) i) + - (v i - T (iterate k) i)) by ring.
  assert (X := Rabs_triang (T v i - T (iterate k) i) (- (v i - T (iterate k) i))).
  rewrite Rabs_Ropp in X. assert (Q := q_power k). nra.
Qed.

Lemma fixed_points_agree v v' :
  box n rho v -> box n rho v' ->
  (forall i, (i < n)%nat -> T v i = v i) -> (forall i, (i < n)%nat -> T v' i = v' i) ->
  forall i, (i < n)%nat -> v i = v' i.
Proof.
  intros Hv Hv' E E'.
  assert (C : forall k i, (i < n)%nat -> Rabs (v i - v' i) <= q ^ k * (2 * rho)).
  { induction k as [|k IH]; intros i Hi.
    - destruct Hv as [B _]. destruct Hv' as [B' _]. specialize (B i Hi). specialize (B' i Hi).
      assert (X := Rabs_triang (v i) (- v' i)). rewrite Rabs_Ropp in X. unfold Rminus. simpl. lra.
    - rewrite <- E, <- E' by exact Hi. simpl. rewrite Rmult_assoc. apply contracts; auto.
      apply Rmult_le_pos; [apply pow_le|]; lra. }
  intros i Hi. enough (Rabs (v i - v' i) / 2 <= 0).
  { assert (P := Rabs_pos (v i - v' i)).
    destruct (Req_dec (v i - v' i) 0) as [Z|Z]; [lra|]. apply Rabs_pos_lt in Z. lra. }
  apply powers_vanish. intros k. specialize (C k i Hi). lra.
Qed.

End Banach.

(** F has the derivative J; X is an approximate inverse of J on both sides. *)
Theorem newton_kantorovich :
  forall (n : nat) (rho q : R) (F : (nat -> R) -> nat -> R) (J : (nat -> R) -> matrix)
    (X : matrix),
  0 <= rho -> 0 <= q < 1 ->
  (forall v d t i, is_derive (fun s => F (moved v d s) i) t
     (sum n (fun j => J (moved v d t) i j * d j))) ->
  (forall v i, box n rho v -> (i < n)%nat ->
     sum n (fun j => Rabs (delta i j - sum n (fun k => X i k * J v k j))) <= q) ->
  (forall i, (i < n)%nat ->
     sum n (fun j => Rabs (delta i j - sum n (fun k => J none i k * X k j))) <= q) ->
  (forall i, (i < n)%nat -> Rabs (sum n (fun k => X i k * F none k)) <= (1 - q) * rho) ->
  exists v, box n rho v /\ (forall i, (i < n)%nat -> F v i = 0)
    /\ forall v', box n rho v' -> (forall i, (i < n)%nat -> F v' i = 0) ->
       forall i, (i < n)%nat -> v' i = v i.
Proof.
  intros n rho q F J X Hrho Hq HF Hin Hout Hstart.
  set (T := fun v i => if (i <? n)%nat then v i - sum n (fun k => X i k * F v k) else 0).
  assert (HT : forall v i, (i < n)%nat -> T v i = v i - sum n (fun k => X i k * F v k)).
  { intros v i Hi. unfold T. rewrite (proj2 (Nat.ltb_lt i n)) by exact Hi. reflexivity. }
  assert (contracts : forall v v' e, box n rho v -> box n rho v' -> 0 <= e ->
    (forall i, (i < n)%nat -> Rabs (v i - v' i) <= e) ->
    forall i, (i < n)%nat -> Rabs (T v i - T v' i) <= q * e).
  { intros v v' e Hv Hv' He Hd i Hi. rewrite !HT by exact Hi.
    set (d := fun j => v j - v' j).
    set (phi := fun t => moved v' d t i - sum n (fun k => X i k * F (moved v' d t) k)).
    set (dphi := fun t => sum n (fun j =>
      (delta i j - sum n (fun k => X i k * J (moved v' d t) k j)) * d j)).
    assert (Hphi : forall t, is_derive phi t (dphi t)).
    { intros t.
      apply (der_ext phi _ _ (d i - sum n (fun k =>
        0 * F (moved v' d t) k + X i k * sum n (fun j => J (moved v' d t) k j * d j)))).
      - reflexivity.
      - unfold dphi.
        rewrite (sum_ext n (fun j => (delta i j - _) * d j) (fun j => delta i j * d j
          - sum n (fun k => X i k * (J (moved v' d t) k j * d j)))).
        + rewrite sum_minus, sum_delta by exact Hi. f_equal.
          rewrite <- sum_swap. apply sum_ext. intros k _. rewrite sum_scal. ring.
        + intros j _. rewrite Rmult_minus_distr_r. f_equal. rewrite <- sum_scal_r.
          apply sum_ext. intros k _. ring.
      - apply (der_minus (fun t => moved v' d t i)); [apply der_affine|].
        apply (der_sum n (fun k t => X i k * F (moved v' d t) k)). intros k _.
        apply (der_mult (fun _ => X i k)); [apply der_const|apply HF]. }
    destruct (MVT_cor2 phi dphi 0 1 ltac:(lra)) as [t [Et Ht]].
    { intros t _. apply is_derive_Reals, Hphi. }
    assert (E0 : moved v' d 0 = v' /\ moved v' d 1 = v).
    { split; apply functional_extensionality; intros j;
        unfold moved, d; ring. }
    destruct E0 as [E0 E1]. unfold phi in Et. rewrite E0, E1 in Et.
    rewrite Et, Rminus_0_r, Rmult_1_r. unfold dphi.
    apply sum_bounded; [exact He| |exact Hd]. apply Hin; [|exact Hi].
    destruct Hv as [Bv Zv]. destruct Hv' as [Bv' Zv']. unfold moved, d. split; intros j Hj.
    - specialize (Bv j Hj). specialize (Bv' j Hj).
      replace (v' j + t * (v j - v' j)) with ((1 - t) * v' j + t * v j) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, !Rabs_pos_eq with (x := t) by lra.
      rewrite Rabs_pos_eq by lra. nra.
    - rewrite Zv, Zv' by exact Hj. ring. }
  assert (zero : box n rho none)
    by (split; intros; unfold none; rewrite ?Rabs_R0; [exact Hrho|reflexivity]).
  assert (stays : forall v, box n rho v -> box n rho (T v)).
  { intros v Hv. split; intros i Hi.
    - assert (C := contracts v none rho Hv zero Hrho).
      specialize (C (fun j Hj => ltac:(unfold none; rewrite Rminus_0_r; apply Hv, Hj)) i Hi).
      assert (S := Hstart i Hi). rewrite (HT none i Hi) in C. unfold none at 1 in C.
      replace (T v i) with (T v i - (0 - sum n (fun k => X i k * F none k))
        + - sum n (fun k => X i k * F none k)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
    - unfold T. rewrite (proj2 (Nat.ltb_ge i n)) by exact Hi. reflexivity. }
  assert (fixed : forall v, (forall i, (i < n)%nat -> T v i = v i) <->
                            (forall i, (i < n)%nat -> F v i = 0)).
  { intros v. split; intros H.
    - assert (Z : forall i, (i < n)%nat -> sum n (fun k => X i k * F v k) = 0).
      { intros i Hi. specialize (H i Hi). rewrite HT in H by exact Hi. lra. }
      set (m := sum n (fun i => Rabs (F v i))).
      assert (K : forall k i, (i < n)%nat -> Rabs (F v i) <= q ^ k * m).
      { induction k as [|k IH]; intros i Hi.
        - simpl. rewrite Rmult_1_l. unfold m.
          rewrite (sum_at n i _ (fun j => if Nat.eqb j i then 0 else Rabs (F v j))).
          + rewrite Nat.eqb_refl.
            enough (0 <= sum n (fun j => if Nat.eqb j i then 0 else Rabs (F v j))) by lra.
            apply sum_nonneg. intros j _. destruct (Nat.eqb j i); [lra|apply Rabs_pos].
          + exact Hi.
          + intros j _ Hne. rewrite (proj2 (Nat.eqb_neq j i)) by exact Hne. reflexivity.
        - replace (F v i) with (sum n (fun j =>
            (delta i j - sum n (fun k => J none i k * X k j)) * F v j)).
          + simpl. rewrite Rmult_assoc. apply sum_bounded; [|apply Hout, Hi|exact IH].
            apply Rmult_le_pos; [apply pow_le; lra|apply sum_nonneg; intros; apply Rabs_pos].
          + rewrite (sum_ext n _ (fun j => delta i j * F v j
              - sum n (fun k => J none i k * (X k j * F v j)))).
            * rewrite sum_minus, sum_delta by exact Hi. rewrite <- sum_swap.
              rewrite (sum_zero n (fun k => sum n (fun j => J none i k * (X k j * F v j)))).
              ring.
              intros k2 Hk2. rewrite sum_scal, Z by exact Hk2. ring.
            * intros j _. rewrite Rmult_minus_distr_r. f_equal. rewrite <- sum_scal_r.
              apply sum_ext. intros k' _. ring. }
      intros i Hi. enough (Rabs (F v i) <= 0).
      { assert (P := Rabs_pos (F v i)).
        destruct (Req_dec (F v i) 0) as [E|E]; [exact E|]. apply Rabs_pos_lt in E. lra. }
      apply (powers_vanish m q); [apply sum_nonneg; intros; apply Rabs_pos|exact Hq|].
      intros k. apply K, Hi.
    - intros i Hi. rewrite HT by exact Hi. rewrite sum_zero; [ring|].
      intros k Hk. rewrite H by exact Hk. ring. }
  destruct (banach n rho q T Hrho Hq stays contracts) as [v [Hv Ev]].
  exists v. split; [exact Hv|]. split; [apply fixed, Ev|]. intros v' Hv' H i Hi.
  apply (fixed_points_agree n rho q T Hrho Hq contracts v' v); try assumption.
  apply fixed, H.
Qed.
