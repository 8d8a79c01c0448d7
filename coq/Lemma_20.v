(** Lemmas 17 to 20 (p. 19 and 20) and what Theorem 5 (p. 9) makes of them: from parameters whose
    wide layer spans R^N and whose later weights have full rank a continuous path leads to a global
    minimum, and the loss never increases on it. All depths, widths and data; with biases. *)

From Coq Require Import Reals Lra Lia Arith Bool FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Theorem_5.
Open Scope R_scope.

(** The activation vectors of layer l span R^N: A' X = I for their matrix A, neurons by samples. *)
Definition spanning (P : problem) (w : parameters) (l : nat) : Prop :=
  exists X : matrix, forall a b, (a < samples P)%nat -> (b < samples P)%nat ->
    sum (width P l) (fun i => X i b * act P w (input P a) l (S i)) = delta a b.

(** The weights of layer l, without biases, have full rank: a right inverse. *)
Definition full_rank (P : problem) (w : parameters) (l : nat) : Prop :=
  exists Y : matrix, forall k j, (k < width P l)%nat -> (j < width P l)%nat ->
    sum (width P (pred l)) (fun h => w (l, S k, S h) * Y h j) = delta k j.

(** Strictly increasing, with the open interval (c, d) as image. *)
Definition increasing_onto (s : R -> R) (c d : R) : Prop :=
  (forall x y, x < y -> s x < s y) /\ (forall x, c < s x < d)
  /\ (forall y, c < y < d -> exists x, s x = y).

(** The pre-activations of layer l on the samples, on a path. *)
Definition path_from (P : problem) (w : parameters) (l : nat) (n : R -> nat -> nat -> R) : Prop :=
  forall k a, (1 <= k <= width P l)%nat -> (a < samples P)%nat ->
    (forall t, continuous (fun s => n s k a) t) /\ n 0 k a = pre P w (input P a) l k.

(** A continuous path of parameters from w that moves only the layers first, ..., last and has the
    pre-activations n in the last one. *)
Definition realises (P : problem) (w : parameters) (first last : nat)
    (n : R -> nat -> nat -> R) (c : R -> parameters) : Prop :=
  (forall j t, continuous (fun s => c s j) t) /\ c 0 = w
  /\ (forall t m k i, (m < first \/ last < m)%nat -> c t (m, k, i) = w (m, k, i))
  /\ (forall t k a, (1 <= k <= width P last)%nat -> (a < samples P)%nat ->
      pre P (c t) (input P a) last k = n t k a).

(** For example the sigmoid. *)
Theorem sigmoid_onto : increasing_onto (fun x => / (1 + exp (- x))) 0 1.
Proof.
  assert (E : forall x, 0 < exp (- x)) by (intros; apply exp_pos). split; [|split].
  - intros x y H. apply Rinv_lt_contravar.
    + assert (A := E x). assert (B := E y). apply Rmult_lt_0_compat; lra.
    + assert (exp (- y) < exp (- x)) by (apply exp_increasing; lra). lra.
  - intros x. assert (A := E x). split; [apply Rinv_0_lt_compat; lra|].
    apply Rlt_le_trans with (/ 1); [apply Rinv_lt_contravar|rewrite Rinv_1]; lra.
  - intros y Hy. assert (A : / 1 < / y) by (apply Rinv_lt_contravar; lra). rewrite Rinv_1 in A.
    exists (- ln (/ y - 1)). rewrite Ropp_involutive, exp_ln by lra. field. lra.
Qed.

(** ** Continuity *)

Lemma continuous_sum n (f : nat -> R -> R) t :
  (forall i, (i < n)%nat -> continuous (f i) t) -> continuous (fun s => sum n (fun i => f i s)) t.
Proof.
  apply (holds_of_sums (fun g => continuous g t) (fun n s => sum n (fun i => f i s)));
    [simpl; apply continuous_const|]. intros k A B. apply (continuous_plus _ (f k)); [exact A|exact B].
Qed.

Lemma continuous_times (f g : R -> R) t :
  continuous f t -> continuous g t -> continuous (fun s => f s * g s) t.
Proof. apply (continuous_mult f g). Qed.

Lemma continuous_less (f g : R -> R) t :
  continuous f t -> continuous g t -> continuous (fun s => f s - g s) t.
Proof. apply (continuous_minus f g). Qed.

Lemma continuous_more (f g : R -> R) t :
  continuous f t -> continuous g t -> continuous (fun s => f s + g s) t.
Proof. apply (continuous_plus f g). Qed.

(** The lower layers decide the activations. *)
Lemma act_layers P w z x l i :
  (forall m k j, (m <= l)%nat -> z (m, k, j) = w (m, k, j)) -> act P z x l i = act P w x l i.
Proof.
  revert i. induction l as [|m IH]; intros [|i] H; try reflexivity.
  change (sigma P (pre P z x (S m) (S i)) = sigma P (pre P w x (S m) (S i))).
  f_equal. apply sum_ext. intros j _. simpl pred.
  rewrite IH by (intros; apply H; lia). rewrite H by lia. reflexivity.
Qed.

(** ** Lemma 17 *)

Theorem lemma_17 :
  forall (P : problem) (w : parameters) (l : nat) (n : R -> nat -> nat -> R),
  spanning P w l -> path_from P w (S l) n ->
  exists c, realises P w (S l) (S l) n c
    /\ forall t m k, c t (m, k, 0%nat) = w (m, k, 0%nat).
Proof.
  intros P w l n [X HX] Hn.
  set (inside := fun m k i : nat =>
    (m =? S l) && (1 <=? k) && (k <=? width P (S l)) && negb (i =? 0)).
  set (c := fun (t : R) '((m, k, i) : nat * nat * nat) => w (m, k, i)
    + if inside m k i then sum (samples P) (fun b => (n t k b - n 0 k b) * X (pred i) b) else 0).
  exists c. split; [split; [|split; [|split]]|].
  - intros [[m k] i] t. unfold c. apply continuous_more; [apply continuous_const|].
    destruct (inside m k i) eqn:E; [|apply continuous_const].
    unfold inside in E. rewrite !andb_true_iff, !Nat.leb_le in E. destruct E as [[[_ E1] E2] _].
    apply (continuous_sum _ (fun b s => (n s k b - n 0 k b) * X (pred i) b)). intros b Hb.
    apply continuous_times; [|apply continuous_const].
    apply continuous_less; [|apply continuous_const]. apply Hn; [split; assumption|exact Hb].
  - apply functional_extensionality. intros [[m k] i]. unfold c. destruct (inside m k i); [|ring].
    rewrite sum_zero by (intros; ring). ring.
  - intros t m k i H. unfold c, inside. rewrite (proj2 (Nat.eqb_neq m (S l))) by lia.
    cbn [andb]. ring.
  - intros t k a Hk Ha. unfold pre. simpl pred.
    rewrite (sum_ext _ _ (fun j => w (S l, k, j) * act P w (input P a) l j
      + (if negb (j =? 0) then sum (samples P) (fun b => (n t k b - n 0 k b) * X (pred j) b) else 0)
        * act P w (input P a) l j)).
    + rewrite sum_plus.
      change (sum (S (width P l)) (fun j => w (S l, k, j) * act P w (input P a) l j))
        with (pre P w (input P a) (S l) k).
      rewrite <- (proj2 (Hn k a Hk Ha)), sum_first. simpl negb. cbv iota.
      rewrite Rmult_0_l, Rplus_0_l.
      rewrite (sum_ext _ _ (fun i => sum (samples P) (fun b =>
        (n t k b - n 0 k b) * (X i b * act P w (input P a) l (S i)))))
        by (intros i _; simpl; rewrite <- sum_scal_r; apply sum_ext; intros; ring).
      rewrite sum_swap.
      rewrite (sum_ext _ _ (fun b => delta a b * (n t k b - n 0 k b)))
        by (intros b Hb; rewrite sum_scal, HX by assumption; ring).
      rewrite (sum_delta _ a (fun b => n t k b - n 0 k b)) by exact Ha. ring.
    + intros j _. rewrite (act_layers P w (c t)).
      * unfold c, inside. rewrite Nat.eqb_refl, (proj2 (Nat.leb_le 1 k)), (proj2 (Nat.leb_le k _))
          by lia. cbn [andb]. ring.
      * intros m k' i Hm. unfold c, inside. rewrite (proj2 (Nat.eqb_neq m (S l))) by lia.
        cbn [andb]. ring.
  - intros t m k. unfold c, inside. rewrite Nat.eqb_refl. simpl negb. rewrite andb_false_r. ring.
Qed.

(** ** Lemma 18 *)

(** The largest x with s x <= y. *)
Definition inverse_function (s : R -> R) (y : R) : R := real (Lub_Rbar (fun x => s x <= y)).

Section Inverse.

Variables (s : R -> R) (c d : R).
Hypothesis onto : increasing_onto s c d.

Lemma inverse_of x : inverse_function s (s x) = x.
Proof.
  unfold inverse_function. rewrite (is_lub_Rbar_unique _ (Finite x)); [reflexivity|]. split.
  - intros u Hu. simpl. destruct (Rle_dec u x) as [H|H]; [exact H|exfalso].
    assert (s x < s u) by (apply onto; lra). lra.
  - intros b Hb. apply Hb. lra.
Qed.

Lemma of_inverse y : c < y < d -> s (inverse_function s y) = y.
Proof. intros H. destruct (proj2 (proj2 onto) y H) as [x <-]. rewrite inverse_of. reflexivity. Qed.

Lemma continuous_inverse y : c < y < d -> continuous (inverse_function s) y.
Proof.
  intros H. destruct (proj2 (proj2 onto) y H) as [x <-].
  apply filterlim_locally. intros eps. assert (He := cond_pos eps). rewrite inverse_of.
  assert (U : s x < s (x + eps)) by (apply onto; lra).
  assert (L : s (x - eps) < s x) by (apply onto; lra).
  assert (Hd : 0 < Rmin (s (x + eps) - s x) (s x - s (x - eps))) by (apply Rmin_pos; lra).
  exists (mkposreal _ Hd). intros y Hy. change (Rabs (y - s x) < Rmin (s (x + eps) - s x)
    (s x - s (x - eps))) in Hy. change (Rabs (inverse_function s y - x) < eps).
  assert (Y1 := Rmin_l (s (x + eps) - s x) (s x - s (x - eps))).
  assert (Y2 := Rmin_r (s (x + eps) - s x) (s x - s (x - eps))).
  apply Rabs_def2 in Hy.
  destruct (proj2 (proj2 onto) y) as [z Hz].
  - assert (A := proj1 (proj2 onto) (x + eps)). assert (B := proj1 (proj2 onto) (x - eps)). lra.
  - rewrite <- Hz, inverse_of in *. apply Rabs_def1.
    + destruct (Rlt_dec z (x + eps)) as [Q|Q]; [lra|exfalso].
      destruct (Req_dec z (x + eps)) as [->|Hne]; [lra|].
      assert (s (x + eps) < s z) by (apply onto; lra). lra.
    + destruct (Rlt_dec (x - eps) z) as [Q|Q]; [lra|exfalso].
      destruct (Req_dec z (x - eps)) as [->|Hne]; [lra|].
      assert (s z < s (x - eps)) by (apply onto; lra). lra.
Qed.

End Inverse.

(** A path of activations in the open image is the image of a path of pre-activations. *)
Theorem lemma_18 :
  forall (s : R -> R) (c d : R) (a : R -> R),
  increasing_onto s c d -> (forall t, c < a t < d) -> (forall t, continuous a t) ->
  exists n, (forall t, continuous n t) /\ (forall t, s (n t) = a t)
    /\ forall x, s x = a 0 -> n 0 = x.
Proof.
  intros s c d a onto Ha Hc. exists (fun t => inverse_function s (a t)). split; [|split].
  - intros t. apply (continuous_comp a (inverse_function s)); [apply Hc|].
    apply (continuous_inverse s c d onto), Ha.
  - intros t. apply (of_inverse s c d onto), Ha.
  - intros x <-. apply (inverse_of s c d onto).
Qed.

(** ** Lemma 19, for every open interval as image *)

Theorem lemma_19 :
  forall (q m N : nat) (c d : R) (w : matrix) (w0 : nat -> R) (a : matrix)
    (n : R -> nat -> nat -> R),
  (exists Y : matrix, forall k j, (k < m)%nat -> (j < m)%nat ->
     sum q (fun h => w k h * Y h j) = delta k j) ->
  (forall h al, (h < q)%nat -> (al < N)%nat -> c < a h al < d) -> c < d ->
  (forall k al, (k < m)%nat -> (al < N)%nat -> (forall t, continuous (fun s => n s k al) t)
     /\ n 0 k al = sum q (fun h => w k h * a h al) + w0 k) ->
  exists (scale : R -> R) (bias : R -> nat -> R) (act : R -> matrix),
    (forall t, continuous scale t) /\ (forall k t, continuous (fun s => bias s k) t)
    /\ (forall h al t, (h < q)%nat -> (al < N)%nat -> continuous (fun s => act s h al) t)
    /\ scale 0 = 1 /\ (forall t, 1 <= scale t) /\ (forall k, bias 0 k = w0 k)
    /\ (forall h al, act 0 h al = a h al)
    /\ (forall t h al, (h < q)%nat -> (al < N)%nat -> c < act t h al < d)
    /\ (forall t k al, (k < m)%nat -> (al < N)%nat ->
        sum q (fun h => scale t * w k h * act t h al) + bias t k = n t k al).
Proof.
  intros q m N c d w w0 a n [Y HY] Ha Hcd Hn.
  set (a0 := (c + d) / 2). set (rho := (d - c) / 2). assert (Hrho : 0 < rho) by (unfold rho; lra).
  set (x := fun t h al => sum m (fun j => Y h j * (n t j al - n 0 j al))).
  set (M := fun t => sum q (fun h => sum N (fun al => Rabs (x t h al)))).
  set (scale := fun t => 1 + 2 / rho * M t).
  assert (Hx : forall h al t, (al < N)%nat -> continuous (fun s => x s h al) t).
  { intros h al t Hal. apply (continuous_sum m (fun j s => Y h j * (n s j al - n 0 j al))).
    intros j Hj. apply continuous_times; [apply continuous_const|].
    apply continuous_less; [apply Hn; assumption|apply continuous_const]. }
  assert (HM : forall t, continuous M t).
  { intros t. apply (continuous_sum q (fun h s => sum N (fun al => Rabs (x s h al)))).
    intros h _. apply (continuous_sum N (fun al s => Rabs (x s h al))). intros al Hal.
    apply (continuous_comp (fun s => x s h al) Rabs); [apply Hx, Hal|apply continuous_Rabs]. }
  assert (Hscale : forall t, continuous scale t).
  { intros t. apply continuous_more; [apply continuous_const|].
    apply continuous_times; [apply continuous_const|apply HM]. }
  assert (M0 : forall t, 0 <= M t).
  { intros t. apply sum_nonneg. intros h _. apply sum_nonneg. intros. apply Rabs_pos. }
  assert (Hle : forall t h al, (h < q)%nat -> (al < N)%nat -> Rabs (x t h al) <= M t).
  { intros t h al Hh Hal.
    apply Rle_trans with (sum N (fun al => Rabs (x t h al))).
    - rewrite <- (sum_delta N al (fun b => Rabs (x t h b))) by exact Hal.
      apply sum_le. intros b _. assert (Z := Rabs_pos (x t h b)). unfold delta.
      destruct (al =? b); lra.
    - unfold M. rewrite <- (sum_delta q h (fun g => sum N (fun al => Rabs (x t g al)))) by exact Hh.
      apply sum_le. intros g _. assert (Z : 0 <= sum N (fun al => Rabs (x t g al)))
        by (apply sum_nonneg; intros; apply Rabs_pos). unfold delta.
      destruct (h =? g); lra. }
  assert (x0 : forall h al, x 0 h al = 0) by (intros; apply sum_zero; intros; ring).
  assert (s0 : scale 0 = 1).
  { unfold scale, M. rewrite sum_zero; [ring|]. intros h _. apply sum_zero. intros al _.
    rewrite x0. apply Rabs_R0. }
  assert (s1 : forall t, 1 <= scale t).
  { intros t. unfold scale. assert (0 <= 2 / rho * M t); [|lra].
    apply Rmult_le_pos; [|apply M0]. left. apply Rdiv_lt_0_compat; lra. }
  exists scale, (fun t k => w0 k - (scale t - 1) * (a0 * sum q (w k))),
    (fun t h al => / scale t * ((scale t - 1) * a0 + (a h al + x t h al))).
  split; [exact Hscale|split; [|split; [|split; [exact s0|split; [exact s1|split; [|split;
    [|split]]]]]]].
  - intros k t. apply continuous_less; [apply continuous_const|].
    apply continuous_times; [|apply continuous_const].
    apply continuous_less; [apply Hscale|apply continuous_const].
  - intros h al t Hh Hal. apply continuous_times.
    + apply (continuous_comp scale Rinv); [apply Hscale|].
      apply continuous_Rinv. specialize (s1 t). lra.
    + apply continuous_more.
      * apply continuous_times; [|apply continuous_const].
        apply continuous_less; [apply Hscale|apply continuous_const].
      * apply continuous_more; [apply continuous_const|apply Hx, Hal].
  - intros k. rewrite s0. ring.
  - intros h al. rewrite s0, x0. field.
  - intros t h al Hh Hal. specialize (s1 t). specialize (Ha h al Hh Hal).
    assert (B := Hle t h al Hh Hal). apply Rabs_le_between in B.
    assert (E : M t = (scale t - 1) * rho / 2) by (unfold scale; field; lra).
    rewrite E in B.
    assert (K : forall y, / scale t * (scale t * y) = y) by (intros; field; lra).
    split.
    + rewrite <- (K c). apply Rmult_lt_compat_l; [apply Rinv_0_lt_compat; lra|].
      unfold a0, rho in *. nra.
    + rewrite <- (K d). apply Rmult_lt_compat_l; [apply Rinv_0_lt_compat; lra|].
      unfold a0, rho in *. nra.
  - intros t k al Hk Hal. specialize (s1 t).
    rewrite (sum_ext _ _ (fun h => (scale t - 1) * a0 * w k h + w k h * a h al + w k h * x t h al))
      by (intros; field; lra).
    rewrite !sum_plus, sum_scal.
    assert (Hs : sum q (fun h => w k h * x t h al) = n t k al - n 0 k al).
    { rewrite (sum_ext _ _ (fun h => sum m (fun j => w k h * Y h j * (n t j al - n 0 j al)))).
      - rewrite sum_swap.
        rewrite (sum_ext _ _ (fun j => delta k j * (n t j al - n 0 j al))).
        + apply (sum_delta m k (fun j => n t j al - n 0 j al) Hk).
        + intros j Hj. rewrite sum_scal_r, HY by assumption. reflexivity.
      - intros h _. unfold x. rewrite <- sum_scal. apply sum_ext. intros. ring. }
    rewrite Hs, (proj2 (Hn k al Hk Hal)). ring.
Qed.

(** ** Lemma 20: layer after layer *)

Theorem lemma_20_layer :
  forall (P : problem) (w : parameters) (l : nat) (c d : R),
  increasing_onto (sigma P) c d -> spanning P w l ->
  forall j, (forall m, (S l < m <= j + S l)%nat -> full_rank P w m) ->
  forall n, path_from P w (j + S l) n -> exists path, realises P w (S l) (j + S l) n path.
Proof.
  intros P w l c d onto Hspan j. induction j as [|j IH]; intros Hrank n Hn.
  - destruct (lemma_17 P w l n Hspan Hn) as [path [H _]]. exists path. exact H.
  - set (m := (j + S l)%nat) in *. change (S j + S l)%nat with (S m) in *.
    destruct (lemma_19 (width P m) (width P (S m)) (samples P) c d
      (fun k h => w (S m, S k, S h)) (fun k => w (S m, S k, 0%nat))
      (fun h al => act P w (input P al) m (S h)) (fun t k al => n t (S k) al))
      as [scale [bias [a [Cs [Cb [Ca [s0 [_ [b0 [a0 [Ha Hpre]]]]]]]]]]].
    + destruct (Hrank (S m)) as [Y HY]; [unfold m; lia|]. exists Y. exact HY.
    + intros h al _ _. unfold m. rewrite Nat.add_succ_r. apply onto.
    + assert (X := proj1 (proj2 onto) 0). lra.
    + intros k al Hk Hal. destruct (Hn (S k) al) as [H1 H2]; [lia|exact Hal|].
      split; [exact H1|]. rewrite H2. unfold pre. simpl pred. rewrite sum_first.
      destruct m; simpl; ring.
    + set (n' := fun t k al => inverse_function (sigma P) (a t (pred k) al)).
      destruct (IH ltac:(intros; apply Hrank; lia) n') as [path [P1 [P2 [P3 P4]]]].
      { intros k al Hk Hal. destruct k as [|k]; [lia|]. unfold n'. simpl pred. split.
        - intros t. apply (continuous_comp (fun s => a s k al) (inverse_function (sigma P))).
          + apply Ca; [lia|exact Hal].
          + apply (continuous_inverse (sigma P) c d onto), Ha; [lia|exact Hal].
        - rewrite a0. unfold m. rewrite Nat.add_succ_r.
          apply (inverse_of (sigma P) c d onto). }
      set (inside := fun m' k : nat => (m' =? S m) && (1 <=? k) && (k <=? width P (S m))).
      exists (fun t '(m', k, i) => if inside m' k then
        if i =? 0 then bias t (pred k) else scale t * w (S m, k, i) else path t (m', k, i)).
      split; [|split; [|split]].
      * intros [[m' k] i] t. destruct (inside m' k); [|apply P1].
        destruct (i =? 0); [apply Cb|].
        apply continuous_times; [apply Cs|apply continuous_const].
      * apply functional_extensionality. intros [[m' k] i]. unfold inside.
        destruct (Nat.eqb_spec m' (S m)) as [->|]; cbn [andb]; [|rewrite P2; reflexivity].
        destruct (Nat.leb_spec 1 k) as [H|H]; cbn [andb]; [|rewrite P2; reflexivity].
        destruct (k <=? width P (S m)); [|rewrite P2; reflexivity].
        destruct (Nat.eqb_spec i 0) as [->|]; [|rewrite s0; ring].
        rewrite b0. destruct k; [lia|reflexivity].
      * intros t m' k i H. unfold inside. rewrite (proj2 (Nat.eqb_neq m' (S m))) by lia.
        cbn [andb]. apply P3. unfold m in *. lia.
      * intros t k al Hk Hal. destruct k as [|k]; [lia|].
        rewrite <- (Hpre t k al) by (try exact Hal; lia).
        unfold pre. simpl pred. rewrite sum_first. unfold inside.
        rewrite Nat.eqb_refl, (proj2 (Nat.leb_le 1 (S k))), (proj2 (Nat.leb_le (S k) _)) by lia.
        cbn [andb]. rewrite Nat.eqb_refl. simpl (pred (S k)).
        rewrite Rplus_comm. f_equal.
        -- apply sum_ext. intros h Hh. rewrite (act_layers P (path t)).
           ++ change (S h =? 0) with false. cbv iota. f_equal.
              assert (E := P4 t (S h) al ltac:(lia) Hal). unfold n' in E. simpl pred in E.
              unfold m in *. rewrite Nat.add_succ_r in *.
              change (sigma P (pre P (path t) (input P al) (S (j + l)) (S h)) = a t h al).
              rewrite E. apply (of_inverse (sigma P) c d onto), Ha; assumption.
           ++ intros m' k' i Hm. rewrite (proj2 (Nat.eqb_neq m' (S m))) by lia. reflexivity.
        -- destruct m; simpl; ring.
Qed.

(** Every continuous path of outputs is that of a continuous path of parameters. *)
Theorem lemma_20 :
  forall (P : problem) (w : parameters) (l : nat) (c d : R) (f : R -> nat -> R),
  one_output P -> (l <= hidden P)%nat -> increasing_onto (sigma P) c d -> spanning P w l ->
  (forall m, (S l < m <= S (hidden P))%nat -> full_rank P w m) ->
  (forall a, (a < samples P)%nat ->
     (forall t, continuous (fun s => f s a) t) /\ f 0 a = output P w (input P a)) ->
  exists path : R -> parameters,
    (forall j t, continuous (fun s => path s j) t) /\ path 0 = w
    /\ (forall t m k i, (m <= l)%nat -> path t (m, k, i) = w (m, k, i))
    /\ forall t a, (a < samples P)%nat -> output P (path t) (input P a) = f t a.
Proof.
  intros P w l c d f single Hl onto Hspan Hrank Hf.
  assert (E : (hidden P - l + S l = S (hidden P))%nat) by lia.
  destruct (lemma_20_layer P w l c d onto Hspan (hidden P - l))
    with (n := fun t (_ a : nat) => f t a) as [path [P1 [P2 [P3 P4]]]].
  - intros m Hm. apply Hrank. lia.
  - intros k a Hk Ha. rewrite E in *. rewrite single in Hk. replace k with 1%nat by lia.
    apply Hf, Ha.
  - rewrite E in P4. exists path. split; [exact P1|split; [exact P2|split]].
    + intros t m k i H. apply P3. lia.
    + intros t a Ha. apply P4; [rewrite single; lia|exact Ha].
Qed.

(** Theorem 5 from such parameters on: Lemma 16 says that they are arbitrarily near. *)
Theorem theorem_5_path :
  forall (P : problem) (w : parameters) (l : nat) (c d : R),
  one_output P -> (l <= hidden P)%nat -> increasing_onto (sigma P) c d -> spanning P w l ->
  (forall m, (S l < m <= S (hidden P))%nat -> full_rank P w m) ->
  exists path : R -> parameters,
    (forall j t, continuous (fun s => path s j) t) /\ path 0 = w
    /\ (forall s t, s <= t <= 1 -> loss P (path t) <= loss P (path s))
    /\ (forall t, loss P (path t) = (1 - t) ^ 2 * loss P w)
    /\ loss P (path 1) = 0 /\ forall z, loss P (path 1) <= loss P z.
Proof.
  intros P w l c d single Hl onto Hspan Hrank.
  set (f := fun t a => output P w (input P a) + t * (label P a - output P w (input P a))).
  destruct (lemma_20 P w l c d f single Hl onto Hspan Hrank) as [path [P1 [P2 [_ P4]]]].
  - intros a Ha. split; [|unfold f; ring]. intros t. unfold f.
    apply continuous_more; [apply continuous_const|].
    apply continuous_times; [apply continuous_id|apply continuous_const].
  - destruct (theorem_5_loss P path) as [H1 [H2 H3]].
    + intros a t Ha. rewrite !P4 by exact Ha. unfold f. ring.
    + exists path. split; [exact P1|split; [exact P2|split; [exact H2|split; [|split]]]].
      * intros t. rewrite H1, P2. reflexivity.
      * exact H3.
      * intros z. rewrite H3. apply sum_nonneg. intros. apply pow2_ge_0.
Qed.
