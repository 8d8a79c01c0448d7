(** Certificates for the matrices B of some neurons, in any arithmetic: what makes each of them
    definite, with its sign, and without biases without its bias row. *)

From Coq Require Import Reals List Bool Lra Lia Arith.
From Proofcheck Require Import Sums Statements Forms Positive.
Import ListNotations.
Open Scope R_scope.

Definition sign_of (opposite : bool) : R := if opposite then -1 else 1.

Section Neurons.

Variables (P : problem) (biases : bool).

(** Without biases rows and columns start at 1. *)
Definition shifted {T} (m : nat -> nat -> T) : nat -> nat -> T :=
  if biases then m else fun i j => m (S i) (S j).

Definition sources (l : nat) : nat := ((if biases then 1 else 0) + width P (pred l))%nat.

(** A form from its definite matrix; k is 1 or -1. *)
Lemma B_definite_shifted l r lambda w k :
  k * k = 1 -> 0 < lambda * (1 - lambda) * k ->
  positive_definite (sources l) (shifted (fun i j => k * B P l r w i j)) ->
  B_definite P l r lambda biases w.
Proof.
  intros Hk Hl H xi Hxi [i Hi].
  assert (E : B_form P l r w xi xi = k * bilinear (S (width P (pred l))) (S (width P (pred l)))
    (fun i j => k * B P l r w i j) xi xi).
  { unfold B_form. rewrite (bilinear_ext _ _ (fun i j => k * B P l r w i j)
      (fun i j => k * B P l r w i j + 0)) by (intros; ring).
    unfold bilinear. rewrite <- sum_scal. apply sum_ext. intros a _. rewrite <- sum_scal.
    apply sum_ext. intros b _.
    replace (xi a * B P l r w a b * xi b) with (k * k * (xi a * B P l r w a b * xi b))
      by (rewrite Hk; ring). ring. }
  rewrite E, <- Rmult_assoc. apply Rmult_lt_0_compat; [exact Hl|]. clear E.
  assert (range : (i <= width P (pred l))%nat /\ (biases = true \/ i <> 0%nat)).
  { destruct (Nat.leb_spec i (width P (pred l))) as [L|L].
    - split; [exact L|]. destruct biases; [left; reflexivity|right]. intros ->.
      apply Hi, Hxi. intros [_ [X|X]]; [discriminate|contradiction].
    - exfalso. apply Hi, Hxi. intros [X _]. lia. }
  unfold sources, shifted in H. destruct biases eqn:Eb.
  - apply H. exists i. split; [|exact Hi]. apply Nat.lt_succ_r, range.
  - destruct range as [range [X|X]]; [discriminate|].
    assert (Z : xi 0%nat = 0) by (apply Hxi; intros [_ [Y|Y]]; [discriminate|contradiction]).
    destruct i as [|i]; [contradiction|].
    specialize (H (fun i => xi (S i)) (ex_intro _ i (conj range Hi))).
    eapply Rlt_le_trans; [exact H|]. right. unfold bilinear. cbn [Nat.add].
    rewrite (sum_first (width P (pred l)) (fun i => sum _ _)).
    rewrite (sum_zero _ (fun j => xi 0%nat * _ * _)) by (intros; rewrite Z; ring).
    rewrite Rplus_0_l. apply sum_ext. intros a _. rewrite sum_first, Z. ring.
Qed.

Lemma paired (A B : Type) (xs : list A) (ys : list B) x :
  length xs = length ys -> In x xs -> exists y, In (x, y) (combine xs ys).
Proof.
  revert ys. induction xs as [|x' xs IH]; intros [|y' ys]; simpl; try easy.
  intros L [->|H]; [exists y'; auto|]. destruct (IH ys) as [z Hz]; [lia|exact H|].
  exists z. auto.
Qed.

Section Arithmetic.

(** Numbers that stand for reals, a number times the sign, and a test of definite matrices. *)
Context {T : Type}.
Variable test : nat -> (nat -> nat -> T) -> certificate -> bool.
Variable signed : bool -> T -> T.
Variable stands : T -> R -> Prop.
Hypothesis signed_stands : forall opposite x a,
  stands x a -> stands (signed opposite x) (sign_of opposite * a).
Hypothesis test_sound : forall n m c (M : matrix), test n m c = true ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> stands (m i j) (M i j)) -> positive_definite n M.

Definition neuron_check (opposite : bool) (b : nat -> nat -> nat -> nat -> T)
    (one : nat * nat * certificate) : bool :=
  let '(l, r, witness) := one in
  ((1 <=? l) && (l <=? hidden P) && (1 <=? r) && (r <=? width P l))%nat
  && test (sources l) (shifted (fun i j => signed opposite (b l r i j))) witness.

Definition neurons_check opposite b (ns : list (nat * nat)) (cs : list certificate) : bool :=
  (length ns =? length cs)%nat && forallb (neuron_check opposite b) (combine ns cs).

Lemma neurons_sound opposite b w ns cs :
  (forall l r i j, hidden_neuron P l r -> (i <= width P (pred l))%nat ->
     (j <= width P (pred l))%nat -> stands (b l r i j) (B P l r w i j)) ->
  neurons_check opposite b ns cs = true ->
  forall l r lambda, In (l, r) ns -> 0 < lambda * (1 - lambda) * sign_of opposite ->
  hidden_neuron P l r /\ B_definite P l r lambda biases w.
Proof.
  intros Hb H l r lambda Hin Hl. unfold neurons_check in H.
  rewrite andb_true_iff, Nat.eqb_eq, forallb_forall in H. destruct H as [L H].
  destruct (paired _ _ ns cs (l, r) L Hin) as [witness Hw]. specialize (H _ Hw).
  cbn [neuron_check] in H. rewrite !andb_true_iff, !Nat.leb_le in H.
  destruct H as [[[[H1 H2] H3] H4] H].
  assert (neuron : hidden_neuron P l r) by (split; split; assumption).
  split; [exact neuron|].
  apply (B_definite_shifted l r lambda w (sign_of opposite));
    [destruct opposite; simpl; ring|exact Hl|].
  apply (test_sound _ _ _ _ H).
  intros i j Hi Hj. unfold sources, shifted in *.
  destruct biases; apply signed_stands, Hb; try exact neuron; lia.
Qed.

End Arithmetic.

End Neurons.
