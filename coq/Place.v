(** The trained parameters of a network as R^n: the loss, its gradient and Hessian around a point. *)

From Coq Require Import Reals List Lia Lra Arith Bool FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets Evaluation Contraction.
Import ListNotations.
Open Scope R_scope.

(** ** The list of the trained parameters *)

Definition trained_list (P : problem) (biases : bool) : list index :=
  flat_map (fun l => flat_map (fun k => map (fun i => (l, k, i))
    (if biases then seq 0 (S (width P (pred l))) else seq 1 (width P (pred l))))
    (seq 1 (width P l))) (seq 1 (S (hidden P))).

Lemma trained_listed P biases p : trained P biases p <-> In p (trained_list P biases).
Proof.
  destruct p as [[l k] i]. unfold trained_list. rewrite in_flat_map. split.
  - intros [[Hl [Hk Hi]] Hm]. exists l. split; [apply in_seq; lia|].
    apply in_flat_map. exists k. split; [apply in_seq; lia|]. apply in_map.
    simpl in Hm. destruct biases; apply in_seq; destruct Hm; try discriminate; lia.
  - intros [l' [Hl H]]. apply in_flat_map in H. destruct H as [k' [Hk H]].
    apply in_map_iff in H. destruct H as [i' [E H]]. injection E as -> -> ->.
    apply in_seq in Hl. apply in_seq in Hk.
    destruct biases; apply in_seq in H; split; simpl; auto; try lia.
Qed.

Definition same (p q : index) : bool :=
  let '(l, k, i) := p in let '(l', k', i') := q in (i =? i') && (k =? k') && (l =? l').

Lemma same_true p q : same p q = true <-> p = q.
Proof.
  destruct p as [[l k] i], q as [[l' k'] i']. unfold same.
  rewrite !andb_true_iff, !Nat.eqb_eq. split; [intros [[-> ->] ->]; reflexivity|].
  intros E. injection E. auto.
Qed.

(** The first place of p in the list. *)
Fixpoint place (p : index) (ps : list index) : option nat :=
  match ps with
  | [] => None
  | q :: ps' => if same p q then Some O else option_map S (place p ps')
  end.

Lemma place_some p ps j : place p ps = Some j -> (j < length ps)%nat /\ nth j ps (0, 0, 0)%nat = p.
Proof.
  revert j. induction ps as [|q ps IH]; intros j; simpl; [discriminate|].
  destruct (same p q) eqn:E.
  - intros H. injection H as <-. apply same_true in E. split; [lia|auto].
  - destruct (place p ps) as [j'|]; [|discriminate]. intros H. injection H as <-.
    destruct (IH j' eq_refl). split; [lia|assumption].
Qed.

Lemma place_none p ps : place p ps = None <-> ~ In p ps.
Proof.
  induction ps as [|q ps IH]; simpl; [tauto|]. destruct (same p q) eqn:E.
  - apply same_true in E. split; [discriminate|]. intros H. exfalso. auto.
  - destruct (place p ps) as [j|]; simpl.
    + split; [discriminate|]. intros H.
      assert (N : ~ In p ps) by (intros I; apply H; right; exact I).
      apply IH in N. discriminate.
    + split; [|easy]. intros _ [->|I]; [|apply IH in I; [exact I|reflexivity]].
      rewrite (proj2 (same_true p p) eq_refl) in E. discriminate.
Qed.

(** Coordinates as parameters: 0 where p is not listed. *)
Definition spread (ps : list index) (v : nat -> R) : parameters := fun p =>
  match place p ps with Some j => v j | None => 0 end.

Lemma spread_sum ps v p : spread ps v p = sum (length ps) (fun j => v j * spread ps (delta j) p).
Proof.
  unfold spread. destruct (place p ps) as [j|] eqn:E.
  - destruct (place_some p ps j E) as [Hj _].
    rewrite (sum_ext _ _ (fun i => delta j i * v i)).
    + symmetry. apply sum_delta, Hj.
    + intros i _. unfold delta. rewrite Nat.eqb_sym. ring.
  - symmetry. apply sum_zero. intros. ring.
Qed.

(** A direction in the listed coordinates. *)
Lemma spread_direction ps d p :
  (~ In p ps -> d p = 0) -> spread ps (fun j => d (nth j ps (0, 0, 0)%nat)) p = d p.
Proof.
  intros H. unfold spread. destruct (place p ps) as [j|] eqn:E.
  - f_equal. apply place_some, E.
  - symmetry. apply H, place_none, E.
Qed.

(** The point at v of the plane through c. *)
Definition at_point (c : parameters) (ps : list index) (v : nat -> R) : parameters :=
  fun p => c p + spread ps v p.

Lemma moved_at c ps v d t :
  moved (at_point c ps v) (spread ps d) t = at_point c ps (moved v d t).
Proof.
  apply functional_extensionality. intros p. unfold moved, at_point, spread.
  destruct (place p ps); ring.
Qed.

Lemma at_point_box c ps rho v : 0 <= rho -> box (length ps) rho v ->
  forall p, Rabs (at_point c ps v p - c p) <= rho.
Proof.
  intros Hr [H _] p. unfold at_point, spread.
  replace (c p + _ - c p) with (match place p ps with Some j => v j | None => 0 end) by ring.
  destruct (place p ps) as [j|] eqn:E; [apply H, (place_some p ps j E)|].
  rewrite Rabs_R0. exact Hr.
Qed.

(** ** Directions that the network does not see *)

Section Range.

Variable P : problem.
Hypothesis single : one_output P.

Lemma tan_act_range w x d d' l i :
  (forall p, parameter P p -> d p = d' p) -> (l <= hidden P)%nat -> (i <= width P l)%nat ->
  tan_act P w x d l i = tan_act P w x d' l i.
Proof.
  intros H. revert i. induction l as [|m IH]; intros [|i] Hl Hi; try reflexivity.
  rewrite !tan_act_pre. f_equal. apply sum_ext. intros j Hj. simpl in Hj. simpl pred.
  rewrite IH, H by (try (split; [|split]; simpl); lia). reflexivity.
Qed.

Lemma tan_loss_range w d d' :
  (forall p, parameter P p -> d p = d' p) -> tan_loss P w d = tan_loss P w d'.
Proof.
  intros H. apply sum_ext. intros a _. unfold tan_sample. f_equal.
  apply sum_ext. intros j Hj. simpl in Hj. simpl pred.
  rewrite (tan_act_range w _ d d'), H by (try (split; [|split]; rewrite ?single; simpl); auto; lia).
  reflexivity.
Qed.

End Range.

(** ** Gradient and Hessian in coordinates *)

Section Coordinates.

Variables (P : problem) (ps : list index).
Notation n := (length ps).
Notation e j := (spread ps (delta j)).

Lemma tan_loss_combined w m (c : nat -> R) (b : nat -> parameters) d :
  (forall p, d p = sum m (fun j => c j * b j p)) ->
  tan_loss P w d = sum m (fun j => c j * tan_loss P w (b j)).
Proof.
  revert d. induction m as [|m IH]; intros d H.
  - apply sum_zero. intros a _. unfold tan_sample.
    rewrite (tan_pre_linear P _ _ 0 0 d d) by (intros; rewrite H; simpl; ring). ring.
  - simpl. rewrite <- (IH (fun p => sum m (fun j => c j * b j p))) by reflexivity.
    unfold tan_loss. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros a _.
    unfold tan_sample. rewrite (tan_pre_linear P _ _ 1 (c m)
      (fun p => sum m (fun j => c j * b j p)) (b m) d) by (intros; rewrite H; simpl; ring). ring.
Qed.

Lemma jet_loss_combined w m (c : nat -> R) (b : nat -> parameters) d e' :
  (forall p, d p = sum m (fun j => c j * b j p)) ->
  jet_loss P w d e' = sum m (fun j => c j * jet_loss P w (b j) e').
Proof.
  revert d. induction m as [|m IH]; intros d H.
  - apply jet_loss_zero. exact H.
  - simpl. rewrite <- (IH (fun p => sum m (fun j => c j * b j p))) by reflexivity.
    rewrite (jet_loss_linear P w 1 (c m) (fun p => sum m (fun j => c j * b j p)) (b m) d)
      by (intros; rewrite H; simpl; ring). ring.
Qed.

Lemma tan_loss_spread w v :
  tan_loss P w (spread ps v) = sum n (fun j => v j * tan_loss P w (e j)).
Proof. apply tan_loss_combined, spread_sum. Qed.

Lemma jet_loss_spread w v :
  jet_loss P w (spread ps v) (spread ps v) = bilinear n n (fun i j => jet_loss P w (e i) (e j)) v v.
Proof.
  rewrite (jet_loss_combined w n v (fun j => e j)) by apply spread_sum.
  apply sum_ext. intros i _. rewrite jet_loss_sym.
  rewrite (jet_loss_combined w n v (fun j => e j)), <- sum_scal by apply spread_sum.
  apply sum_ext. intros j _. rewrite (jet_loss_sym P w (e j)). ring.
Qed.

(** The gradient, and its derivative. *)
Definition slopes (c : parameters) (v : nat -> R) (i : nat) : R :=
  tan_loss P (at_point c ps v) (e i).

Definition hessian (c : parameters) (v : nat -> R) : matrix := fun i j =>
  jet_loss P (at_point c ps v) (e i) (e j).

Lemma der_slopes c v d t i :
  twice_differentiable (sigma P) ->
  is_derive (fun s => slopes c (moved v d s) i) t
    (sum n (fun j => hessian c (moved v d t) i j * d j)).
Proof.
  intros smooth. unfold slopes, hessian.
  apply (der_ext (fun s => tan_loss P (moved (at_point c ps v) (spread ps d) s) (e i)) _ _
    (jet_loss P (moved (at_point c ps v) (spread ps d) t) (e i) (spread ps d))).
  - intros s. rewrite moved_at. reflexivity.
  - rewrite moved_at, jet_loss_sym.
    rewrite (jet_loss_combined _ n d (fun j => e j)) by apply spread_sum.
    apply sum_ext. intros j _. rewrite jet_loss_sym. ring.
  - apply der_tan_loss, smooth.
Qed.

Lemma critical_slopes c v :
  differentiable (sigma P) ->
  (critical_on (fun p => In p ps) (loss P) (at_point c ps v)
   <-> forall i, (i < n)%nat -> slopes c v i = 0).
Proof.
  intros smooth. split.
  - intros H i _. unfold slopes. rewrite <- D1_loss by exact smooth.
    apply is_derive_unique, H. intros p Hp. unfold spread.
    apply place_none in Hp. rewrite Hp. reflexivity.
  - intros H d Hd. generalize (der_loss P smooth (at_point c ps v) d 0).
    rewrite moved_0. replace (tan_loss P (at_point c ps v) d) with 0; [easy|].
    symmetry. rewrite (tan_loss_combined _ n (fun j => d (nth j ps (0, 0, 0)%nat)) (fun j => e j)).
    + apply sum_zero. intros j Hj. specialize (H j Hj). unfold slopes in H. rewrite H. ring.
    + intros p. rewrite <- spread_sum. symmetry. apply spread_direction, Hd.
Qed.

Lemma definite_hessian c v :
  twice_differentiable (sigma P) -> positive_definite n (hessian c v) ->
  positive_hessian_on (fun p => In p ps) (loss P) (at_point c ps v).
Proof.
  intros smooth H d Hd [p Hp]. rewrite D2_loss by exact smooth.
  assert (E : d = spread ps (fun j => d (nth j ps (0, 0, 0)%nat))).
  { apply functional_extensionality. intros p'. symmetry. apply spread_direction, Hd. }
  rewrite E, jet_loss_spread. apply H.
  destruct (place p ps) as [j|] eqn:Ej.
  - destruct (place_some p ps j Ej) as [Hj Hn]. exists j. rewrite Hn. auto.
  - exfalso. apply Hp, Hd. apply place_none, Ej.
Qed.

End Coordinates.
