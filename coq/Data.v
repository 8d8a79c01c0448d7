(** Networks and data sets of rational numbers: the words in which instances are stated. *)

From Coq Require Import Reals QArith Qreals List Arith.
From Proofcheck Require Import Sums Statements.
Import ListNotations.
Open Scope R_scope.

(** For each affine map the rows of its neurons: the bias, then the weights. *)
Definition layers := list (list (list Q)).

(** The parameters; what is not listed is 0. *)
Definition weights (ws : layers) : parameters := fun '(l, k, i) =>
  Q2R (nth i (nth (pred k) (nth (pred l) ws []) []) 0%Q).

(** Labels: given, or the outputs of a network, the teacher. *)
Inductive labels := Given (ys : list Q) | Taught (widths : list nat) (teacher : layers).

(** Widths from the input to the output; a row of [rows] is one sample. *)
Definition problem_of (s : R -> R) (widths : list nat) (rows : list (list Q)) (y : nat -> R)
  : problem :=
  Problem s (length widths - 2) (fun l => nth l widths 0%nat) (length rows)
    (fun a i => Q2R (nth (pred i) (nth a rows []) 0%Q)) y.

Definition label_of (s : R -> R) (rows : list (list Q)) (y : labels) (a : nat) : R :=
  match y with
  | Given ys => Q2R (nth a ys 0%Q)
  | Taught widths teacher =>
      let P := problem_of s widths rows (fun _ => 0) in output P (weights teacher) (input P a)
  end.

(** The network of the given widths, on the data. *)
Definition learner (s : R -> R) (widths : list nat) (rows : list (list Q)) (y : labels)
  : problem := problem_of s widths rows (label_of s rows y).

(** Parameters p + q ln b from pairs (p, q). *)
Definition log_layers := list (list (list (Q * Q))).

Definition log_weights (b : positive) (ws : log_layers) : parameters := fun '(l, k, i) =>
  let c := nth i (nth (pred k) (nth (pred l) ws []) []) (0, 0)%Q in
  Q2R (fst c) + Q2R (snd c) * ln (IZR (Zpos b)).
