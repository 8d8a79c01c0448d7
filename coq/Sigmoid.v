(** The logistic function 1 / (1 + exp (-x)), and its derivatives. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

Definition sigmoid (x : R) : R := / (1 + exp (- x)).

Lemma sigmoid_positive x : 0 < 1 + exp (- x).
Proof. assert (H := exp_pos (- x)). lra. Qed.

Lemma der_sigmoid x : is_derive sigmoid x (sigmoid x * (1 - sigmoid x)).
Proof.
  assert (H := sigmoid_positive x). unfold sigmoid. auto_derive; [lra|]. field. lra.
Qed.

Lemma Derive_sigmoid x : Derive sigmoid x = sigmoid x * (1 - sigmoid x).
Proof. apply is_derive_unique, der_sigmoid. Qed.

Lemma der_sigmoid_twice x :
  is_derive (Derive sigmoid) x (sigmoid x * (1 - sigmoid x) * (1 - 2 * sigmoid x)).
Proof.
  apply (der_ext (fun t => sigmoid t * (1 - sigmoid t)) _ _
    (sigmoid x * (1 - sigmoid x) * (1 - sigmoid x)
     + sigmoid x * (0 - sigmoid x * (1 - sigmoid x)))).
  - intros t. symmetry. apply Derive_sigmoid.
  - ring.
  - apply (der_mult sigmoid (fun t => 1 - sigmoid t)); [apply der_sigmoid|].
    apply (der_minus (fun _ => 1)); [apply der_const|apply der_sigmoid].
Qed.

Lemma Derive_sigmoid_twice x :
  Derive (Derive sigmoid) x = sigmoid x * (1 - sigmoid x) * (1 - 2 * sigmoid x).
Proof. apply is_derive_unique, der_sigmoid_twice. Qed.

Lemma sigmoid_smooth : twice_differentiable sigmoid.
Proof. split; intros x; eexists; [apply der_sigmoid|apply der_sigmoid_twice]. Qed.

Lemma sigmoid_second_continuous x : continuous (Derive (Derive sigmoid)) x.
Proof.
  apply (continuous_ext (fun t => sigmoid t * (1 - sigmoid t) * (1 - 2 * sigmoid t))).
  - intros t. symmetry. apply Derive_sigmoid_twice.
  - apply (ex_derive_continuous (V := R_NormedModule)).
    assert (H := der_sigmoid x).
    eexists. apply (der_mult (fun t => sigmoid t * (1 - sigmoid t)) (fun t => 1 - 2 * sigmoid t)).
    + apply (der_mult sigmoid (fun t => 1 - sigmoid t)); [exact H|].
      apply (der_minus (fun _ => 1)); [apply der_const|exact H].
    + apply (der_minus (fun _ => 1) (fun t => 2 * sigmoid t)); [apply der_const|].
      apply (der_mult (fun _ => 2)); [apply der_const|exact H].
Qed.

Lemma sigmoid_C2 : twice_continuously_differentiable sigmoid.
Proof. split; [exact sigmoid_smooth|exact sigmoid_second_continuous]. Qed.
