(** The bound from below near a split point that Theorems 8 and 9 (p. 11, proof p. 23) rest on, from
    what is granted there: how the loss of the smaller network grows, D, and the second order. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Theorem_9 Uniform Fibre Minimum.
Open Scope R_scope.

(** The Euclidean norm of x 0, ..., x (n - 1). *)
Definition norm_of (n : nat) (x : nat -> R) : R := sqrt (sum n (fun i => x i ^ 2)).

(** Around gamma_lambda(w), for parameters W of the larger network: z are the merged parameters of
    the smaller one, d is how far the incoming weights are apart, q what the twin has more than its
    share of the outgoing weights, and e the direction that moves the incoming weights apart by d. *)
Definition outgoing_excess (P : problem) (l r : nat) (lambda : R) (w W : parameters) : nat -> R :=
  fun k => W (S l, k, twin P l) - lambda * merged P l r lambda w W (S l, k, r).

(** What the bounds say: a first order that two squares absorb. *)
Definition sum_of_squares (c k b x d : R) : Prop :=
  exists rest, 0 <= rest
    /\ c * x ^ 2 - k * x * d + b / 2 * d ^ 2 = c * (x - k * d / (2 * c)) ^ 2 + rest * d ^ 2.

Lemma absorbing c k b x d : 0 < c -> k ^ 2 <= 2 * b * c -> sum_of_squares c k b x d.
Proof.
  intros Hc Hk. exists ((2 * b * c - k ^ 2) / (4 * c)). split; [|field; lra].
  apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra.
Qed.

(** Theorem 9: l - l* >= c zeta^2, |D| <= C zeta as a form, and d'Hd >= b |d|^2, H a second
    derivative between the point of the fibre and W. *)
Theorem lower_bound :
  forall (P : problem) (l r : nat) (lambda : R) (w W : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  let z := merged P l r lambda w W in
  let d := gap P l r W in
  let q := outgoing_excess P l r lambda w W in
  let e := seen P l r lambda d none in
  let size := norm_of (S (width P (pred l))) d in
  let share := norm_of (width P (S l)) (fun s => q (S s)) in
  exists t, 0 < t < 1 /\ forall C b c zeta,
  c * zeta ^ 2 <= loss P z - loss P w ->
  Rabs (D_form P l r z d q) <= C * zeta * size * share ->
  b * size ^ 2 <= D2 (loss (widened P l)) (moved (on_fibre P l r lambda w W) e t) e e ->
  c * zeta ^ 2 - share * C * zeta * size + b / 2 * size ^ 2
    <= loss (widened P l) W - loss (widened P l) (gamma P l r lambda w)
  /\ (0 < c -> (share * C) ^ 2 <= 2 * b * c -> sum_of_squares c (share * C) b zeta size).
Proof.
  intros P l r lambda w W smooth single neuron z d q e size share.
  destruct (expansion P l r lambda w smooth single neuron W) as [t [Ht E]].
  exists t. split; [exact Ht|]. intros C b c zeta Hx HD Hb.
  rewrite D2_loss in Hb by apply smooth.
  replace (loss (widened P l) (gamma P l r lambda w)) with (loss P w)
    by (rewrite gamma_fibre; symmetry; apply loss_on_fibre, neuron).
  fold z d in E. change (fun k => W (S l, k, twin P l) - lambda * z (S l, k, r)) with q in E.
  fold e in E. apply Rabs_le_between in HD.
  split; [rewrite E; lra|]. intros Hc Hq. apply absorbing; assumption.
Qed.

(** Theorem 8: |D| <= C |grad l| as a form, |grad l|^2 <= 2 K (l - l* ); s^2 = l - l*, and
    k = C sqrt(2 K) |q|. *)
Theorem lower_bound_by_gradient :
  forall (P : problem) (l r : nat) (lambda : R) (w W : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  let z := merged P l r lambda w W in
  let d := gap P l r W in
  let q := outgoing_excess P l r lambda w W in
  let e := seen P l r lambda d none in
  let size := norm_of (S (width P (pred l))) d in
  let share := norm_of (width P (S l)) (fun s => q (S s)) in
  let s := sqrt (loss P z - loss P w) in
  exists t, 0 < t < 1 /\ forall C K b gradient,
  loss P w <= loss P z -> 0 <= C -> 0 <= K -> 0 <= gradient ->
  Rabs (D_form P l r z d q) <= C * gradient * size * share ->
  gradient ^ 2 <= 2 * K * (loss P z - loss P w) ->
  b * size ^ 2 <= D2 (loss (widened P l)) (moved (on_fibre P l r lambda w W) e t) e e ->
  let k := C * sqrt (2 * K) * share in
  s ^ 2 - k * s * size + b / 2 * size ^ 2
    <= loss (widened P l) W - loss (widened P l) (gamma P l r lambda w)
  /\ (k ^ 2 <= 2 * b -> sum_of_squares 1 k b s size).
Proof.
  intros P l r lambda w W smooth single neuron z d q e size share s.
  destruct (lower_bound P l r lambda w W smooth single neuron) as [t [Ht H]].
  fold z d q e size share in H.
  exists t. split; [exact Ht|]. intros C K b g Hmin HC HK Hg HD Hgrad Hb k.
  assert (Hx : 0 <= loss P z - loss P w) by lra.
  assert (Hs : s ^ 2 = loss P z - loss P w) by (apply pow2_sqrt, Hx).
  assert (G : g <= sqrt (2 * K) * s).
  { unfold s. rewrite <- sqrt_mult by lra. rewrite <- (sqrt_pow2 g Hg).
    apply sqrt_le_1_alt. exact Hgrad. }
  assert (N1 : 0 <= size) by apply sqrt_pos. assert (N2 : 0 <= share) by apply sqrt_pos.
  destruct (H (C * sqrt (2 * K)) b 1 s) as [L Q].
  - rewrite Rmult_1_l, Hs. lra.
  - eapply Rle_trans; [exact HD|]. apply Rmult_le_compat_r; [exact N2|].
    apply Rmult_le_compat_r; [exact N1|]. rewrite Rmult_assoc.
    apply Rmult_le_compat_l; assumption.
  - exact Hb.
  - unfold k. rewrite (Rmult_comm share) in L, Q. split; [lra|]. intros Hk. apply Q; lra.
Qed.
