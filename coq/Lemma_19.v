(** The identity in the proof of Lemma 19 (p. 27), for all widths and numbers of samples. *)

From Coq Require Import Reals Lra Lia Arith.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

(** Layer l + 1 has m neurons, layer l has m + k; the first m columns of w have the inverse [inv].
    The new activations are (a + (inv n~; 0) + (inv delta; 0)) / lambda, the new weights lambda w,
    the new bias w0 - delta. *)
Definition solved (m : nat) (inv : matrix) (b : nat -> R) (i : nat) : R :=
  if (i <? m)%nat then sum m (fun j => inv i j * b j) else 0.

Theorem lemma_19_identity :
  forall (m k : nat) (w inv : matrix) (w0 delta : nat -> R) (a change : matrix) (lambda : R),
  lambda <> 0 ->
  (forall i j, (i < m)%nat -> (j < m)%nat ->
     sum m (fun h => w i h * inv h j) = Sums.delta i j) ->
  forall i al, (i < m)%nat ->
  let new_a h al := / lambda * (a h al + solved m inv (fun j => change j al) h
                                + solved m inv delta h) in
  sum (m + k) (fun h => lambda * w i h * new_a h al) + (w0 i - delta i)
  = sum (m + k) (fun h => w i h * a h al) + w0 i + change i al.
Proof.
  intros m k w inv w0 delta a change lambda Hl Hinv i al Hi. cbv zeta.
  assert (S : forall b, sum (m + k) (fun h => w i h * solved m inv b h) = b i).
  { intros b. rewrite sum_app, (sum_zero k).
    - rewrite Rplus_0_r.
      rewrite (sum_ext _ _ (fun h => sum m (fun j => w i h * inv h j * b j))).
      + rewrite sum_swap.
        rewrite (sum_ext _ _ (fun j => Sums.delta i j * b j)).
        * apply sum_delta, Hi.
        * intros j Hj. rewrite sum_scal_r, Hinv by easy. reflexivity.
      + intros h Hh. unfold solved. rewrite (proj2 (Nat.ltb_lt h m)) by easy.
        rewrite <- sum_scal. apply sum_ext. intros. ring.
    - intros j _. unfold solved. rewrite (proj2 (Nat.ltb_ge (m + j) m)) by lia. ring. }
  rewrite (sum_ext _ _ (fun h => w i h * a h al + w i h * solved m inv (fun j => change j al) h
    + w i h * solved m inv delta h)) by (intros; field; exact Hl).
  rewrite !sum_plus, !S. ring.
Qed.
