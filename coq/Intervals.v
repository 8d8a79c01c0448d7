(** Interval arithmetic, by the library Interval with binary numbers of Coq's own integers. *)

From Coq Require Import Reals ZArith QArith Qreals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Specific_stdz Float.Specific_ops Float.Basic.
From Interval Require Import Interval.Float_full Interval.Interval Real.Xreal.
From Proofcheck Require Import Sums Statements Sigmoid Evaluation.
Open Scope R_scope.

Module F := SpecificFloat StdZRadix2.
Module I := FloatIntervalFull F.

Definition inside (a : I.type) (x : R) : Prop := contains (I.convert a) (Xreal x).

Section Precision.

Variable prec : Z.

Definition iZ (z : Z) : I.type := I.fromZ prec z.

Lemma iZ_inside z : inside (iZ z) (IZR z).
Proof. apply I.fromZ_correct. Qed.

Lemma add_inside a b x y : inside a x -> inside b y -> inside (I.add prec a b) (x + y).
Proof. apply (I.add_correct prec a b (Xreal x) (Xreal y)). Qed.

Lemma sub_inside a b x y : inside a x -> inside b y -> inside (I.sub prec a b) (x - y).
Proof. apply (I.sub_correct prec a b (Xreal x) (Xreal y)). Qed.

Lemma mul_inside a b x y : inside a x -> inside b y -> inside (I.mul prec a b) (x * y).
Proof. apply (I.mul_correct prec a b (Xreal x) (Xreal y)). Qed.

Lemma neg_inside a x : inside a x -> inside (I.neg a) (- x).
Proof. apply (I.neg_correct a (Xreal x)). Qed.

Lemma abs_inside a x : inside a x -> inside (I.abs a) (Rabs x).
Proof. apply (I.abs_correct a (Xreal x)). Qed.

Lemma exp_inside a x : inside a x -> inside (I.exp prec a) (exp x).
Proof. apply (I.exp_correct prec a (Xreal x)). Qed.

Lemma inv_inside a x : x <> 0 -> inside a x -> inside (I.inv prec a) (/ x).
Proof.
  intros Hx Ha. assert (C := I.inv_correct prec a (Xreal x) Ha). unfold Xinv, Xbind, Xinv' in C.
  rewrite is_zero_false in C by exact Hx. exact C.
Qed.

Lemma div_inside a b x y : y <> 0 -> inside a x -> inside b y -> inside (I.div prec a b) (x / y).
Proof.
  intros Hy Ha Hb. assert (C := I.div_correct prec a b (Xreal x) (Xreal y) Ha Hb).
  unfold Xdiv, Xbind2, Xdiv' in C. rewrite is_zero_false in C by exact Hy. exact C.
Qed.

Definition iQ (q : Q) : I.type := I.div prec (iZ (Qnum q)) (iZ (Zpos (Qden q))).

Lemma iQ_inside q : inside (iQ q) (Q2R q).
Proof.
  apply div_inside; [|apply iZ_inside..]. apply not_eq_sym, Rlt_not_eq, IZR_lt, Pos2Z.is_pos.
Qed.

(** sigma' and sigma'' from sigma. *)
Definition sigmoids (a : I.type) : I.type * I.type * I.type :=
  let s := I.inv prec (I.add prec (iZ 1) (I.exp prec (I.neg a))) in
  let s1 := I.mul prec s (I.sub prec (iZ 1) s) in
  (s, s1, I.mul prec s1 (I.sub prec (iZ 1) (I.mul prec (iZ 2) s))).

Lemma sigmoids_inside a x : inside a x ->
  inside (fst (fst (sigmoids a))) (sigmoid x)
  /\ inside (snd (fst (sigmoids a))) (Derive sigmoid x)
  /\ inside (snd (sigmoids a)) (Derive (Derive sigmoid) x).
Proof.
  intros Ha. rewrite Derive_sigmoid, Derive_sigmoid_twice.
  assert (S : inside (fst (fst (sigmoids a))) (sigmoid x)).
  { apply inv_inside; [apply Rgt_not_eq, sigmoid_positive|].
    apply add_inside; [apply (iZ_inside 1)|]. apply exp_inside, neg_inside, Ha. }
  assert (S1 : inside (snd (fst (sigmoids a))) (sigmoid x * (1 - sigmoid x))).
  { apply mul_inside; [exact S|]. apply sub_inside; [apply (iZ_inside 1)|exact S]. }
  split; [exact S|]. split; [exact S1|].
  apply mul_inside; [exact S1|]. apply sub_inside; [apply (iZ_inside 1)|].
  apply mul_inside; [apply (iZ_inside 2)|exact S].
Qed.

Definition intervals : arithmetic sigmoid :=
  Arithmetic sigmoid I.type inside (iZ 0) (iZ 1) (I.add prec) (I.sub prec) (I.mul prec) iQ sigmoids
    (iZ_inside 0) (iZ_inside 1) add_inside sub_inside mul_inside iQ_inside sigmoids_inside.

(** Every number between - q and q. *)
Definition ball (q : Q) : I.type := I.join (iQ (- q)) (iQ q).

Lemma ball_inside q x : Rabs x <= Q2R q -> inside (ball q) x.
Proof.
  intros H. apply Rabs_le_between in H.
  apply (contains_connected _ (- Q2R q) (Q2R q)).
  - apply I.join_correct. left. rewrite <- Q2R_opp. apply iQ_inside.
  - apply I.join_correct. right. apply iQ_inside.
  - exact H.
Qed.

Definition above_zero (a : I.type) : bool :=
  match I.sign_strict a with Xgt => true | _ => false end.

Lemma above_zero_inside a x : above_zero a = true -> inside a x -> 0 < x.
Proof.
  unfold above_zero. intros H Hx. assert (C := I.sign_strict_correct a).
  destruct (I.sign_strict a); try discriminate. apply (C _ Hx).
Qed.

(** a < b for all numbers inside. *)
Definition less (a b : I.type) : bool := above_zero (I.sub prec b a).

Lemma less_inside a b x y : less a b = true -> inside a x -> inside b y -> x < y.
Proof.
  intros H Hx Hy. assert (P := above_zero_inside _ _ H (sub_inside _ _ _ _ Hy Hx)). lra.
Qed.

End Precision.
