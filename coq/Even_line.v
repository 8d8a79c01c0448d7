(** The counterexample to Theorem 9 as printed (p. 11), its samples with second input not 0: their
    loss is an even function of the soft coordinate, of fourth order at the point. *)

From Coq Require Import Reals ZArith List Lia Lra Arith Bool Classical.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Sigmoid Features Uniform Deep_example.
Open Scope R_scope.

(** ** Derivatives of the sigmoid, from its value *)

Definition rise_1 (s : R) : R := s * (1 - s).
Definition rise_2 (s : R) : R := s * (1 - s) * (1 - 2 * s).
Definition rise_3 (s : R) : R := s * (1 - s) * (1 - 6 * s + 6 * (s * s)).
Definition rise_4 (s : R) : R := s * (1 - s) * (1 - 2 * s) * (1 - 12 * s + 12 * (s * s)).

(** A sigmoid neuron over a function f of t, from the derivatives of f. *)
Definition over_1 (k f1 : R) : R := rise_1 k * f1.
Definition over_2 (k f1 f2 : R) : R := rise_2 k * (f1 * f1) + rise_1 k * f2.
Definition over_3 (k f1 f2 f3 : R) : R :=
  rise_3 k * (f1 * f1 * f1) + 3 * rise_2 k * (f1 * f2) + rise_1 k * f3.
Definition over_4 (k f1 f2 f3 f4 : R) : R :=
  rise_4 k * (f1 * f1 * f1 * f1) + 6 * rise_3 k * (f1 * f1 * f2)
  + rise_2 k * (3 * (f2 * f2) + 4 * (f1 * f3)) + rise_1 k * f4.

Section Chain.

Variables k f1 f2 f3 f4 : R -> R.
Hypothesis d0 : forall t, is_derive k t (over_1 (k t) (f1 t)).
Hypothesis d1 : forall t, is_derive f1 t (f2 t).
Hypothesis d2 : forall t, is_derive f2 t (f3 t).
Hypothesis d3 : forall t, is_derive f3 t (f4 t).

Ltac chain t :=
  assert (E0 : Derive (fun s => k s) t = _) by (apply is_derive_unique, d0);
  assert (E1 : Derive (fun s => f1 s) t = _) by (apply is_derive_unique, d1);
  assert (E2 : Derive (fun s => f2 s) t = _) by (apply is_derive_unique, d2);
  assert (E3 : Derive (fun s => f3 s) t = _) by (apply is_derive_unique, d3);
  assert (ex_derive k t) by (eexists; apply d0); assert (ex_derive f1 t) by (eexists; apply d1);
  assert (ex_derive f2 t) by (eexists; apply d2); assert (ex_derive f3 t) by (eexists; apply d3);
  auto_derive; [repeat split; assumption|];
  rewrite ?E0, ?E1, ?E2, ?E3; unfold over_1, rise_1; ring.

Lemma der_over_1 t :
  is_derive (fun s => over_1 (k s) (f1 s)) t (over_2 (k t) (f1 t) (f2 t)).
Proof. unfold over_1, over_2, rise_1, rise_2. chain t. Qed.

Lemma der_over_2 t :
  is_derive (fun s => over_2 (k s) (f1 s) (f2 s)) t (over_3 (k t) (f1 t) (f2 t) (f3 t)).
Proof. unfold over_2, over_3, rise_1, rise_2, rise_3. chain t. Qed.

Lemma der_over_3 t :
  is_derive (fun s => over_3 (k s) (f1 s) (f2 s) (f3 s)) t
    (over_4 (k t) (f1 t) (f2 t) (f3 t) (f4 t)).
Proof. unfold over_3, over_4, rise_1, rise_2, rise_3, rise_4. chain t. Qed.

End Chain.

(** ** The output on the line n = n_0 + t, and its derivatives in t *)

Definition centre_of (z : parameters) : R := z (1, 1, 0)%nat + z (1, 1, 1)%nat * ln 2.

(** Derivatives 0 to 4 of the first neuron. *)
Definition first_at (i : nat) (z : parameters) (t : R) : R :=
  let s := sigmoid (centre_of z + t) in
  match i with
  | 0%nat => s
  | 1%nat => rise_1 s
  | 2%nat => rise_2 s
  | 3%nat => rise_3 s
  | _ => rise_4 s
  end.

(** Those of neuron k of the second layer. *)
Definition second_at (k i : nat) (z : parameters) (t : R) : R :=
  let f j := z (2%nat, k, 1%nat) * first_at j z t in
  let s := sigmoid (second z k (first_at 0 z t)) in
  match i with
  | 0%nat => s
  | 1%nat => over_1 s (f 1%nat)
  | 2%nat => over_2 s (f 1%nat) (f 2%nat)
  | 3%nat => over_3 s (f 1%nat) (f 2%nat) (f 3%nat)
  | _ => over_4 s (f 1%nat) (f 2%nat) (f 3%nat) (f 4%nat)
  end.

Definition out_at (i : nat) (z : parameters) (t : R) : R :=
  match i with 0%nat => z (3, 1, 0)%nat | _ => 0 end
  + z (3, 1, 1)%nat * second_at 1 i z t + z (3, 1, 2)%nat * second_at 2 i z t.

Lemma out_at_top z t : out_at 0 z t = top z (centre_of z + t).
Proof. reflexivity. Qed.

Lemma der_first i z t : (i < 4)%nat -> is_derive (first_at i z) t (first_at (S i) z t).
Proof.
  intros Hi.
  assert (D : forall t, is_derive (fun s => sigmoid (centre_of z + s)) t
    (over_1 (sigmoid (centre_of z + t)) 1)).
  { intros u. unfold over_1, rise_1. evar_last.
    - apply (der_comp (fun s => centre_of z + s) sigmoid);
        [apply (der_plus (fun _ => centre_of z)); [apply der_const|apply is_derive_id]
        |apply der_sigmoid].
    - change one with 1. ring. }
  assert (Z : forall t, is_derive (fun _ : R => 1) t 0) by (intros; apply der_const).
  assert (Z' : forall t, is_derive (fun _ : R => 0) t 0) by (intros; apply der_const).
  destruct i as [|[|[|[|i]]]]; try lia; unfold first_at; cbv zeta.
  - evar_last; [apply D|unfold over_1; ring].
  - evar_last; [eapply der_ext; [| |apply (der_over_1 _ (fun _ => 1) (fun _ => 0) (fun _ => 0)
      (fun _ => 0) D Z Z' Z')]|].
    + intros s. unfold over_1. ring.
    + reflexivity.
    + unfold over_2, rise_1, rise_2. ring.
  - evar_last; [eapply der_ext; [| |apply (der_over_2 _ (fun _ => 1) (fun _ => 0) (fun _ => 0)
      (fun _ => 0) D Z Z' Z')]|].
    + intros s. unfold over_2, rise_1, rise_2. ring.
    + reflexivity.
    + unfold over_3, rise_1, rise_2, rise_3. ring.
  - evar_last; [eapply der_ext; [| |apply (der_over_3 _ (fun _ => 1) (fun _ => 0) (fun _ => 0)
      (fun _ => 0) D Z Z' Z')]|].
    + intros s. unfold over_3, rise_1, rise_2, rise_3. ring.
    + reflexivity.
    + unfold over_4, rise_1, rise_2, rise_3, rise_4. ring.
Qed.

Lemma der_second k i z t : (i < 4)%nat -> is_derive (second_at k i z) t (second_at k (S i) z t).
Proof.
  intros Hi. set (v := z (2%nat, k, 1%nat)).
  assert (F : forall j t, (j < 4)%nat ->
    is_derive (fun s => v * first_at j z s) t (v * first_at (S j) z t)).
  { intros j u Hj. evar_last.
    - apply (der_mult (fun _ => v)); [apply der_const|apply der_first, Hj].
    - simpl. ring. }
  assert (D : forall t, is_derive (fun s => sigmoid (second z k (first_at 0 z s))) t
    (over_1 (sigmoid (second z k (first_at 0 z t))) (v * first_at 1 z t))).
  { intros u. unfold over_1, rise_1. evar_last.
    - apply (der_comp (fun s => second z k (first_at 0 z s)) sigmoid); [|apply der_sigmoid].
      apply (der_plus (fun _ => z (2%nat, k, 0%nat))); [apply der_const|apply (F 0%nat); lia].
    - ring. }
  destruct i as [|[|[|[|i]]]]; try lia.
  - exact (D t).
  - exact (der_over_1 _ _ _ _ _ D (fun t => F 1%nat t ltac:(lia)) (fun t => F 2%nat t ltac:(lia))
      (fun t => F 3%nat t ltac:(lia)) t).
  - exact (der_over_2 _ _ _ _ _ D (fun t => F 1%nat t ltac:(lia)) (fun t => F 2%nat t ltac:(lia))
      (fun t => F 3%nat t ltac:(lia)) t).
  - exact (der_over_3 _ _ _ _ _ D (fun t => F 1%nat t ltac:(lia)) (fun t => F 2%nat t ltac:(lia))
      (fun t => F 3%nat t ltac:(lia)) t).
Qed.

Lemma der_out i z t : (i < 4)%nat -> is_derive (out_at i z) t (out_at (S i) z t).
Proof.
  intros Hi. unfold out_at. evar_last.
  - apply der_plus; [apply der_plus|].
    + apply der_const.
    + apply (der_mult (fun _ => z (3, 1, 1)%nat)); [apply der_const|apply der_second, Hi].
    + apply (der_mult (fun _ => z (3, 1, 2)%nat)); [apply der_const|apply der_second, Hi].
  - destruct i; simpl; ring.
Qed.
