(** Rational networks and data in any arithmetic. *)

From Coq Require Import Reals QArith Qreals List Lia Arith Bool.
From Proofcheck Require Import Sums Statements Jets Evaluation Data.
Import ListNotations.
Open Scope R_scope.

(** Lists and matrices that are computed once. *)
Definition vector {T} (n : nat) (f : nat -> T) : list T := map f (seq 0 n).

Lemma nth_vector {T} n (f : nat -> T) i x : (i < n)%nat -> nth i (vector n f) x = f i.
Proof.
  intros H. unfold vector. rewrite nth_indep with (d' := f 0%nat)
    by (rewrite map_length, seq_length; exact H).
  rewrite (map_nth f), seq_nth by exact H. reflexivity.
Qed.

Section Numbers.

Variables (s : R -> R) (A : arithmetic s).

Lemma rep_nth i l : rep A (nth i (map (rational A) l) (zero A)) (Q2R (nth i l 0%Q)).
Proof.
  revert i. induction l as [|q l IH]; intros [|i]; simpl; try apply rep_rational; try apply IH;
    rewrite RMicromega.Q2R_0; apply rep_zero.
Qed.

Definition numbers (ws : layers) : list (list (list (num A))) := map (map (map (rational A))) ws.

Definition weights' (ws : list (list (list (num A)))) : index -> num A := fun '(l, k, i) =>
  nth i (nth (pred k) (nth (pred l) ws []) []) (zero A).

Lemma weights'_rep ws p : rep A (weights' (numbers ws) p) (weights ws p).
Proof.
  destruct p as [[l k] i]. unfold weights', numbers, weights.
  change (@nil (list (num A))) with (map (map (rational A)) []). rewrite map_nth.
  change (@nil (num A)) with (map (rational A) []). rewrite map_nth. apply rep_nth.
Qed.

Definition inputs' (rows : list (list (num A))) (a i : nat) : num A :=
  nth (pred i) (nth a rows []) (zero A).

Lemma inputs'_rep widths rows y a i :
  rep A (inputs' (map (map (rational A)) rows) a i) (input (problem_of s widths rows y) a i).
Proof.
  unfold inputs'. simpl. change (@nil (num A)) with (map (rational A) []). rewrite map_nth.
  apply rep_nth.
Qed.

Definition labels' (rows : list (list Q)) (y : labels) : list (num A) :=
  match y with
  | Given ys => map (rational A) ys
  | Taught widths teacher =>
      let T := problem_of s widths rows (fun _ => 0) in
      let w := weights' (numbers teacher) in
      let x := inputs' (map (map (rational A)) rows) in
      vector (length rows) (fun a => output' T A w (x a) (forward T A w (x a)))
  end.

Lemma labels'_rep rows y a :
  (a < length rows)%nat -> rep A (nth a (labels' rows y) (zero A)) (label_of s rows y a).
Proof.
  intros Ha. destruct y as [ys|widths teacher]; [apply rep_nth|]. unfold labels'.
  rewrite nth_vector by exact Ha.
  set (T := problem_of s widths rows (fun _ => 0)).
  assert (X : forall i, rep A (inputs' (map (map (rational A)) rows) a i) (input T a i))
    by apply inputs'_rep.
  apply (output'_rep T A _ _ _ _ (weights'_rep teacher) X).
  apply (forward_faithful T A _ _ _ _ (weights'_rep teacher) X).
Qed.

End Numbers.
