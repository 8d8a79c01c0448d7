(** When a split local minimum is a local minimum, both directions; and Theorem 9 (p. 11), repaired:
    where the Hessian is positive definite, D = 0 decides. With biases and without. *)

From Coq Require Import Reals Lra Lia Arith Bool.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Proposition_15 Theorem_9
  Uniform Second_order Fibre Minimum Theorem_8 Theorem_9_minimum.
Open Scope R_scope.

Lemma moving_0 biases l k i : ~ moving biases (l, k, i) -> biases = false /\ i = 0%nat.
Proof.
  intros H. destruct biases, i; simpl in H; try (split; reflexivity); exfalso; apply H; auto.
Qed.

(** A fibre near w is near gamma_lambda(w), and keeps the biases that do not move. *)
Lemma fibre_near P l r lambda w z p eps del :
  hidden_neuron P l r -> near w del z ->
  (forall k, Rabs (p k - lambda * z (S l, k, r)) <= del) ->
  (Rabs lambda + Rabs (1 - lambda) + 2) * del <= eps ->
  near (gamma P l r lambda w) eps (fibre P l r p z).
Proof.
  intros neuron Hz Hp Heps [[m k] i].
  assert (A1 := Rabs_pos lambda). assert (A2 := Rabs_pos (1 - lambda)).
  assert (Hdel : 0 < del) by (eapply Rle_lt_trans; [apply Rabs_pos|apply (Hz (0, 0, 0)%nat)]).
  assert (L : forall c j, Rabs (c * (z j - w j)) <= Rabs c * del).
  { intros c j. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|left; apply Hz]. }
  unfold fibre, gamma. destruct ((m =? l) && (k =? twin P l)).
  { specialize (Hz (l, r, i)). nra. }
  destruct ((m =? S l) && (i =? twin P l)).
  { replace (p k - lambda * w (S l, k, r)) with
      ((p k - lambda * z (S l, k, r)) + lambda * (z (S l, k, r) - w (S l, k, r))) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|].
    specialize (Hp k). specialize (L lambda (S l, k, r)). nra. }
  destruct ((m =? S l) && (i =? r)).
  - replace (z (S l, k, r) - p k - (1 - lambda) * w (S l, k, r)) with
      ((1 - lambda) * (z (S l, k, r) - w (S l, k, r)) - (p k - lambda * z (S l, k, r))) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp.
    specialize (Hp k). specialize (L (1 - lambda) (S l, k, r)). nra.
  - specialize (Hz (m, k, i)). nra.
Qed.

Lemma fibre_fixed P l r lambda biases w z p j :
  hidden_neuron P l r -> (forall j, ~ trained P biases j -> z j = w j) ->
  ~ moving biases j -> fibre P l r p z j = gamma P l r lambda w j.
Proof.
  intros [Hl Hr] Hoff Hj. destruct j as [[m k] i].
  destruct (moving_0 biases m k i Hj) as [Eb ->].
  assert (N : forall m k, z (m, k, 0%nat) = w (m, k, 0%nat)).
  { intros m' k'. apply Hoff. intros [_ H]. rewrite Eb in H. simpl in H.
    destruct H as [H|H]; [discriminate|apply H; reflexivity]. }
  unfold fibre, gamma. rewrite (proj2 (Nat.eqb_neq 0 (twin P l))), (proj2 (Nat.eqb_neq 0 r)) by
    (unfold twin; lia).
  rewrite !andb_false_r, !N. reflexivity.
Qed.

(** Where the split point is a local minimum, D^2 is bounded by the loss above it. *)
Theorem D_bounded_at_minimum :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w) ->
  exists C eps, 0 < eps /\
    forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
    forall i s, source P l biases i -> (s < width P (S l))%nat ->
    D P l r z i s ^ 2 <= C * (loss P z - loss P w).
Proof.
  intros P l r lambda biases w smooth single neuron Hmin.
  set (Q := widened P l). set (g := gamma P l r lambda w).
  destruct (gradient_bound Q (moving biases) g smooth Hmin) as [eps [C [Heps [HC Hgrad]]]].
  set (T := Rabs lambda + Rabs (1 - lambda) + 2).
  assert (A1 := Rabs_pos lambda). assert (A2 := Rabs_pos (1 - lambda)).
  assert (HT : 0 < T) by (unfold T; lra).
  set (del := eps / T). assert (Hdel : 0 < del) by (apply Rdiv_lt_0_compat; assumption).
  set (u := Rabs lambda + 1). assert (Hu : 0 < u) by (unfold u; lra).
  exists (C * (u / del) ^ 2), del. split; [exact Hdel|].
  intros z Hz Hoff i s Hi Hs.
  set (p := fun k => lambda * z (S l, k, r) + del * delta (S s) k).
  set (F := fibre P l r p z). set (d := seen P l r lambda (delta i) none).
  assert (HF : near g eps F).
  { apply (fibre_near P l r lambda w z p eps del neuron Hz).
    - intros k. unfold p.
      replace (lambda * z (S l, k, r) + del * delta (S s) k - lambda * z (S l, k, r)) with
        (del * delta (S s) k) by ring.
      rewrite Rabs_mult, (Rabs_pos_eq del) by lra. assert (X := delta_bounded (S s) k). nra.
    - right. unfold del. fold T. field. lra. }
  assert (Hd : forall j, Rabs (d j) <= u).
  { intros j. replace u with (u * 1 + 0) by ring.
    apply seen_bounded; [apply delta_bounded|]. intros k. unfold none. rewrite Rabs_R0. lra. }
  set (e := fun j => / u * d j).
  assert (He : forall j, Rabs (e j) <= 1).
  { intros j. unfold e. rewrite Rabs_mult, Rabs_pos_eq by (left; apply Rinv_0_lt_compat, Hu).
    apply Rmult_le_reg_l with u; [exact Hu|].
    rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l, Rmult_1_r by lra. apply Hd. }
  assert (Heoff : forall j, ~ moving biases j -> e j = 0).
  { intros [[m k] t] Hj. destruct (moving_0 biases m k t Hj) as [Eb ->].
    assert (Z : delta i 0 = 0).
    { unfold delta. destruct i; [|reflexivity]. destruct Hi as [_ [Hi|Hi]];
        [rewrite Eb in Hi; discriminate|exfalso; apply Hi; reflexivity]. }
    unfold e, d, seen, large_direction, small_direction, none, nowhere. rewrite Z.
    repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring. }
  assert (G := Hgrad F e HF
    (fun j => fibre_fixed P l r lambda biases w z p j neuron Hoff) He Heoff).
  rewrite D1_loss in G by apply smooth.
  rewrite (tan_loss_linear Q F (/ u) 0 d d e) in G by (intros; unfold e; ring).
  unfold F, p, d, Q, g in G.
  rewrite (D_on_fibre P l r lambda z i s del (proj1 (proj1 smooth)) single neuron (proj1 Hi) Hs)
    in G.
  rewrite gamma_fibre, !loss_on_fibre in G by exact neuron.
  replace (D P l r z i s ^ 2) with
    ((u / del) ^ 2 * (/ u * (del * D P l r z i s) + 0 * (del * D P l r z i s)) ^ 2)
    by (field; lra).
  rewrite (Rmult_comm C), Rmult_assoc. apply Rmult_le_compat_l; [apply pow2_ge_0|exact G].
Qed.

(** Where lambda (1 - lambda) B is positive definite, the split point is a local minimum if and
    only if the smaller one is, and D^2 is bounded by the loss above it. *)
Theorem sharp_criterion :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  B_definite P l r lambda biases w ->
  (local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w)
   <-> local_minimum_on (trained P biases) (loss P) w
       /\ exists C eps, 0 < eps /\
          forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
          forall i s, source P l biases i -> (s < width P (S l))%nat ->
          D P l r z i s ^ 2 <= C * (loss P z - loss P w)).
Proof.
  intros P l r lambda biases w smooth single neuron HB. split.
  - intros Hmin. split; [|apply (D_bounded_at_minimum P l r lambda biases w); assumption].
    destruct Hmin as [eps [Heps Hmin]].
    set (T := Rabs lambda + Rabs (1 - lambda) + 2).
    assert (A1 := Rabs_pos lambda). assert (A2 := Rabs_pos (1 - lambda)).
    assert (HT : 0 < T) by (unfold T; lra).
    exists (eps / T). split; [apply Rdiv_lt_0_compat; assumption|]. intros z Hz Hoff.
    assert (X : loss (widened P l) (gamma P l r lambda w)
                <= loss (widened P l) (fibre P l r (fun k => lambda * z (S l, k, r)) z)).
    { apply Hmin.
      - apply (fibre_near P l r lambda w z _ eps (eps / T) neuron Hz).
        + intros k. rewrite Rminus_eq_0, Rabs_R0. left. apply Rdiv_lt_0_compat; assumption.
        + right. fold T. field. lra.
      - intros j. apply (fibre_fixed P l r lambda biases w z _ j neuron Hoff). }
    rewrite gamma_fibre, !loss_on_fibre in X by exact neuron. exact X.
  - intros [Hmin [C [eps [Heps HD]]]].
    apply (minimum_after_split P l r lambda biases w C eps); assumption.
Qed.

(** Theorem 9, repaired. *)
Theorem theorem_9 :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  critical_on (trained P biases) (loss P) w ->
  positive_hessian_on (trained P biases) (loss P) w ->
  B_definite P l r lambda biases w ->
  (local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w)
   <-> D_zero P l r biases w).
Proof.
  intros P l r lambda biases w smooth single neuron Hc Hpos HB. split.
  - intros Hmin i s Hi Hs.
    destruct (D_bounded_at_minimum P l r lambda biases w smooth single neuron Hmin)
      as [C [eps [Heps H]]].
    specialize (H w (near_self w eps Heps) (fun j _ => eq_refl) i s Hi Hs).
    rewrite Rminus_eq_0, Rmult_0_r in H. assert (X := pow2_ge_0 (D P l r w i s)). nra.
  - intros HD. apply theorem_9_minimum; assumption.
Qed.
