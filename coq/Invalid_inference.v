(** The inference "the Hessian is positive semidefinite and the function is constant along its
    kernel, so there is a local minimum" (p. 24) fails for y (y - x^2). *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

Definition parabola (z : nat -> R) : R := z 1%nat * (z 1%nat - z 0%nat ^ 2).

Lemma D1_parabola w d :
  D1 parabola w d
  = d 1%nat * (w 1%nat - w 0%nat ^ 2) + w 1%nat * (d 1%nat - 2 * w 0%nat * d 0%nat).
Proof.
  apply is_derive_unique. unfold parabola, moved. auto_derive; [easy|ring].
Qed.

Lemma D2_parabola d e : D2 parabola none d e = 2 * d 1%nat * e 1%nat.
Proof.
  apply is_derive_unique.
  apply (der_ext (fun t => d 1%nat * (t * e 1%nat - (t * e 0%nat) ^ 2)
    + t * e 1%nat * (d 1%nat - 2 * (t * e 0%nat) * d 0%nat)) _ _ (2 * d 1%nat * e 1%nat)).
  - intros t. rewrite D1_parabola. unfold moved, none. ring.
  - reflexivity.
  - auto_derive; [easy|ring].
Qed.

Theorem semidefinite_and_flat_is_not_a_minimum :
  let f := fun x => x 1%nat * (x 1%nat - x 0%nat ^ 2) in
  let z := fun _ : nat => 0 in
  critical f z
  /\ (forall d, 0 <= D2 f z d d)
  /\ (forall d, D2 f z d d = 0 -> forall t, f (moved z d t) = f z)
  /\ ~ local_minimum f z.
Proof.
  change (let f := parabola in let z := none in critical f z /\ (forall d, 0 <= D2 f z d d)
    /\ (forall d, D2 f z d d = 0 -> forall t, f (moved z d t) = f z) /\ ~ local_minimum f z).
  split; [|split; [|split]].
  - intros d. unfold parabola, moved, none. auto_derive; [easy|ring].
  - intros d. rewrite D2_parabola. assert (H := pow2_ge_0 (d 1%nat)). nra.
  - intros d H t. rewrite D2_parabola in H.
    assert (E : d 1%nat = 0) by nra. unfold parabola, moved, none. rewrite E. ring.
  - intros [eps [Heps H]]. set (t := Rmin eps 1 / 2).
    assert (Ht : 0 < t /\ t < eps /\ t < 1)
      by (unfold t, Rmin; destruct (Rle_dec eps 1); lra).
    specialize (H (fun i => match i with O => t | 1%nat => t ^ 2 / 2 | _ => 0 end)).
    assert (Hn : near none eps (fun i => match i with O => t | 1%nat => t ^ 2 / 2 | _ => 0 end)).
    { intros [|[|i]]; unfold none; rewrite Rminus_0_r, ?Rabs_R0; try lra;
        rewrite Rabs_pos_eq by nra; nra. }
    specialize (H Hn). unfold parabola, none in H. assert (0 < t ^ 4) by (apply pow_lt; lra). nra.
Qed.
