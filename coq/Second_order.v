(** The second order condition: at a critical point of the loss where the second derivative is
    positive along all directions in the free parameters, there is a strict local minimum. Any
    network with a C2 activation, any data; with biases and without. *)

From Coq Require Import Reals Lra Lia Arith List Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets Uniform Definite.
Open Scope R_scope.

(** ** Taylor's formula of second order on a line *)

Lemma taylor_line (f f' f'' : R -> R) :
  (forall t, is_derive f t (f' t)) -> (forall t, is_derive f' t (f'' t)) ->
  exists s, 0 < s < 1 /\ f 1 = f 0 + f' 0 + f'' s / 2.
Proof.
  intros H1 H2. set (A := f 1 - f 0 - f' 0).
  destruct (MVT_cor2 (fun t => f t - f' 0 * t - A * (t * t)) (fun t => f' t - f' 0 - A * (2 * t))
    0 1) as [u [Eu Hu]]; [lra| |].
  { intros t _. apply is_derive_Reals.
    apply (der_ext (fun t => f t - (f' 0 * t + A * (t * t))) _ _ (f' t - (f' 0 + A * (2 * t))));
      [intros; ring|ring|].
    apply (der_minus f (fun t => f' 0 * t + A * (t * t))); [apply H1|]. auto_derive; [easy|ring]. }
  destruct (MVT_cor2 (fun t => f' t - f' 0 - A * (2 * t)) (fun t => f'' t - A * 2) 0 u)
    as [s [Es Hs]]; [lra| |].
  { intros t _. apply is_derive_Reals.
    apply (der_ext (fun t => f' t - (f' 0 + A * (2 * t))) _ _ (f'' t - A * 2));
      [intros; ring|ring|].
    apply (der_minus f' (fun t => f' 0 + A * (2 * t))); [apply H2|]. auto_derive; [easy|ring]. }
  exists s. split; [lra|].
  assert (E0 : f' u - f' 0 - A * (2 * u) = 0) by (unfold A in *; nra).
  assert (E1 : f'' s = A * 2) by nra. rewrite E1. unfold A. field.
Qed.

Lemma taylor P w d : twice_differentiable (sigma P) -> exists s, 0 < s < 1 /\
  loss P (moved w d 1) = loss P w + tan_loss P w d + jet_loss P (moved w d s) d d / 2.
Proof.
  intros smooth. destruct (taylor_line (fun t => loss P (moved w d t))
    (fun t => tan_loss P (moved w d t) d) (fun t => jet_loss P (moved w d t) d d)) as [s [Hs E]].
  - intros t. apply der_loss, smooth.
  - intros t. apply der_tan_loss, smooth.
  - rewrite moved_0 in E. exists s. split; assumption.
Qed.

Lemma moved_to {I : Type} (w z : I -> R) : moved w (fun i => z i - w i) 1 = z.
Proof. apply functional_extensionality. intros i. unfold moved. ring. Qed.

Lemma near_between {I : Type} (w z : I -> R) e s :
  near w e z -> 0 < s < 1 -> near w e (moved w (fun i => z i - w i) s).
Proof.
  intros H Hs i. unfold moved. replace (w i + s * (z i - w i) - w i) with (s * (z i - w i)) by ring.
  rewrite Rabs_mult, (Rabs_pos_eq s) by lra. specialize (H i). assert (X := Rabs_pos (z i - w i)).
  nra.
Qed.

(** ** The parameters of a network are finitely many *)

Definition coordinates (P : problem) : list (nat * nat * nat) :=
  flat_map (fun l => flat_map (fun k => map (fun i => (l, k, i)) (seq 0 (S (width P (pred l)))))
    (seq 1 (width P l))) (seq 1 (S (hidden P))).

Lemma coordinates_complete P x : parameter P x -> In x (coordinates P).
Proof.
  destruct x as [[l k] i]. intros [Hl [Hk Hi]].
  apply in_flat_map. exists l. split; [apply in_seq; lia|].
  apply in_flat_map. exists k. split; [apply in_seq; lia|].
  apply in_map. apply in_seq. lia.
Qed.

Definition same_coordinate : forall a b : nat * nat * nat, {a = b} + {a <> b}.
Proof. repeat decide equality. Defined.

Lemma jet_loss_form P w : form (jet_loss P w).
Proof.
  split; [intros x y; apply jet_loss_sym|]. intros c1 c2 x1 x2 x y H. apply jet_loss_linear, H.
Qed.

(** Along the free parameters a positive second derivative is bounded below. *)
Theorem positive_hessian_bound :
  forall (P : problem) (free : nat * nat * nat -> Prop) (w : parameters),
  twice_differentiable (sigma P) -> (forall i, free i -> parameter P i) ->
  (positive_hessian_on free (loss P) w
   <-> exists c, 0 < c /\ forall d, (forall i, ~ free i -> d i = 0) ->
       forall i, c * d i ^ 2 <= D2 (loss P) w d d).
Proof.
  intros P free w smooth Hfree. split.
  - intros H. destruct (definite_bounded same_coordinate free (coordinates P) (jet_loss P w))
      as [c [Hc Hb]].
    + intros i Hi. apply coordinates_complete, Hfree, Hi.
    + apply jet_loss_form.
    + intros d Hd Hi. rewrite <- D2_loss by exact smooth. apply H; assumption.
    + exists c. split; [exact Hc|]. intros d Hd i. rewrite D2_loss by exact smooth.
      apply Hb. exact Hd.
  - intros [c [Hc H]] d Hd [i Hi]. apply Rlt_le_trans with (c * d i ^ 2); [|apply H, Hd].
    apply Rmult_lt_0_compat; [exact Hc|]. assert (X := Rlt_0_sqr (d i) Hi). unfold Rsqr in X. lra.
Qed.

Lemma critical_on_tan P free w d :
  differentiable (sigma P) -> critical_on free (loss P) w -> (forall i, ~ free i -> d i = 0) ->
  tan_loss P w d = 0.
Proof.
  intros smooth H Hd. rewrite <- D1_loss by exact smooth. apply is_derive_unique, H, Hd.
Qed.

(** The loss grows at least quadratically. *)
Theorem quadratic_growth :
  forall (P : problem) (free : nat * nat * nat -> Prop) (w : parameters),
  twice_continuously_differentiable (sigma P) -> (forall i, free i -> parameter P i) ->
  critical_on free (loss P) w -> positive_hessian_on free (loss P) w ->
  exists eps c, 0 < eps /\ 0 < c /\
    forall z, near w eps z -> (forall i, ~ free i -> z i = w i) ->
    forall i, c * (z i - w i) ^ 2 <= loss P z - loss P w.
Proof.
  intros P free w smooth Hfree Hc Hpos.
  apply positive_hessian_bound in Hpos; [|apply smooth|exact Hfree].
  destruct Hpos as [c [Hc0 Hb]].
  destruct (jet_loss_close P w smooth (c / 2)) as [eps [He Hn]]; [lra|].
  exists eps, (c / 4). split; [exact He|split; [lra|]]. intros z Hz Hoff.
  set (d := fun i => z i - w i).
  assert (Hd : forall i, ~ free i -> d i = 0)
    by (intros i Hi; unfold d; rewrite Hoff by exact Hi; ring).
  destruct (largest (coordinates P) d) as [K [HK [Hmax Hatt]]].
  assert (Hall : forall i, Rabs (d i) <= K).
  { intros i. destruct (classic (free i)) as [Hi|Hi].
    - apply Hmax, coordinates_complete, Hfree, Hi.
    - rewrite (Hd i Hi), Rabs_R0. exact HK. }
  assert (HJ : c * K ^ 2 <= jet_loss P w d d).
  { rewrite <- D2_loss by apply smooth. destruct Hatt as [->|[j ->]].
    - specialize (Hb d Hd (0, 0, 0)%nat).
      assert (X := pow2_ge_0 (d (0, 0, 0)%nat)). nra.
    - rewrite pow2_abs. apply Hb, Hd. }
  destruct (taylor P w d) as [s [Hs E]]; [apply smooth|].
  unfold d in E at 1. rewrite moved_to in E.
  rewrite (critical_on_tan P free w d) in E by (try assumption; apply smooth).
  specialize (Hn (moved w d s) d K (near_between w z eps s Hz Hs) HK Hall).
  intros i. change (z i - w i) with (d i).
  assert (d i ^ 2 <= K ^ 2) by (rewrite <- (pow2_abs (d i)); apply pow_incr; split;
    [apply Rabs_pos|apply Hall]).
  apply Rabs_le_between in Hn. nra.
Qed.

(** Second order sufficient condition. *)
Theorem second_order_sufficient :
  forall (P : problem) (free : nat * nat * nat -> Prop) (w : parameters),
  twice_continuously_differentiable (sigma P) -> (forall i, free i -> parameter P i) ->
  critical_on free (loss P) w -> positive_hessian_on free (loss P) w ->
  strict_local_minimum free (loss P) w.
Proof.
  intros P free w smooth Hfree Hc Hpos.
  destruct (quadratic_growth P free w smooth Hfree Hc Hpos) as [eps [c [He [Hc0 H]]]].
  exists eps. split; [exact He|]. intros z Hz Hoff [i Hi].
  specialize (H z Hz Hoff i). assert (0 < (z i - w i) ^ 2) by (assert (z i - w i <> 0) by lra; nra).
  nra.
Qed.
