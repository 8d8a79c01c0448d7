(** Certificates that a rational matrix is positive definite, checked by computation. *)

From Coq Require Import Reals QArith Qreals List Bool Lra Lia Arith.
From Proofcheck Require Import Sums Statements Forms.
Import ListNotations.
Open Scope R_scope.

(** The matrix with rational rows. *)
Definition rational_matrix (rows : list (list Q)) : matrix := fun i j =>
  Q2R (nth j (nth i rows []) 0%Q).

(** The certificate of A: s > 0 and squares (c, l) with c >= 0 and A = s I + sum c l l'. *)
Record certificate := Certificate { shift : Q; squares : list (Q * list Q) }.

Definition combination (s : Q) (terms : list (Q * list Q)) (i j : nat) : Q :=
  fold_right (fun term rest => fst term * nth i (snd term) 0 * nth j (snd term) 0 + rest)%Q
    (if i =? j then s else 0)%Q terms.

Definition check (n : nat) (rows : list (list Q)) (c : certificate) : bool :=
  negb (Qle_bool (shift c) 0)
  && forallb (fun term => Qle_bool 0 (fst term)) (squares c)
  && forallb (fun i => forallb (fun j =>
       Qeq_bool (nth j (nth i rows []) 0%Q) (combination (shift c) (squares c) i j)) (seq 0 n))
     (seq 0 n).

Lemma combination_form n s terms z :
  bilinear n n (fun i j => Q2R (combination s terms i j)) z z
  = Q2R s * sum n (fun i => z i ^ 2)
    + fold_right (fun term rest =>
        Q2R (fst term) * sum n (fun i => z i * Q2R (nth i (snd term) 0%Q)) ^ 2 + rest) 0 terms.
Proof.
  induction terms as [|[c l] terms IH]; cbn [combination fold_right fst snd].
  - rewrite Rplus_0_r. unfold bilinear. rewrite <- sum_scal. apply sum_ext. intros i Hi.
    rewrite (sum_ext _ _ (fun j => delta i j * (z i * Q2R s * z j))).
    + rewrite (sum_delta n i (fun j => z i * Q2R s * z j) Hi). ring.
    + intros j _. unfold combination, delta. cbn [fold_right]. destruct (i =? j); [ring|].
      replace (Q2R 0) with 0 by (unfold Q2R; simpl; field). ring.
  - rewrite (bilinear_ext n n _ (fun i j =>
      Q2R c * Q2R (nth i l 0%Q) * Q2R (nth j l 0%Q) + Q2R (combination s terms i j)))
      by (intros; rewrite Q2R_plus, !Q2R_mult; reflexivity).
    rewrite bilinear_plus, IH.
    rewrite (bilinear_rank_one n n (Q2R c) (fun i => Q2R (nth i l 0%Q))
      (fun j => Q2R (nth j l 0%Q))). ring.
Qed.

Lemma squares_nonneg n terms z :
  (forall term, In term terms -> Qle_bool 0 (fst term) = true) ->
  0 <= fold_right (fun term rest =>
    Q2R (fst term) * sum n (fun i => z i * Q2R (nth i (snd term) 0%Q)) ^ 2 + rest) 0 terms.
Proof.
  intros Hc. induction terms as [|t ts IH]; cbn [fold_right]; [lra|].
  assert (0 <= Q2R (fst t)).
  { replace 0 with (Q2R 0) by (unfold Q2R; simpl; field). apply Qle_Rle, Qle_bool_iff, Hc.
    left. reflexivity. }
  assert (P := pow2_ge_0 (sum n (fun i => z i * Q2R (nth i (snd t) 0%Q)))).
  assert (0 <= fold_right (fun term rest =>
    Q2R (fst term) * sum n (fun i => z i * Q2R (nth i (snd term) 0%Q)) ^ 2 + rest) 0 ts)
    by (apply IH; intros; apply Hc; right; assumption).
  nra.
Qed.

Theorem check_sound :
  forall (n : nat) (rows : list (list Q)) (c : certificate),
  check n rows c = true -> positive_definite n (rational_matrix rows).
Proof.
  intros n rows c H z Hz. unfold check in H.
  apply andb_prop in H. destruct H as [H He]. apply andb_prop in H. destruct H as [Hs Hc].
  rewrite (bilinear_ext n n _ (fun i j => Q2R (combination (shift c) (squares c) i j))).
  - rewrite combination_form.
    assert (0 < Q2R (shift c)).
    { replace 0 with (Q2R 0) by (unfold Q2R; simpl; field). apply Qlt_Rlt.
      apply Qnot_le_lt. intros Hle. apply Qle_bool_iff in Hle. rewrite Hle in Hs. discriminate. }
    assert (0 < sum n (fun i => z i ^ 2)).
    { apply sum_pos; [intros; apply pow2_ge_0|]. destruct Hz as [i [Hi Hn]].
      exists i. split; [exact Hi|]. assert (P := pow2_ge_0 (z i)).
      destruct P as [P|P]; [exact P|]. exfalso. apply Hn. nra. }
    assert (Hn := squares_nonneg n (squares c) z (proj1 (forallb_forall _ _) Hc)).
    nra.
  - intros i j Hi Hj. unfold rational_matrix. apply Qeq_eqR, Qeq_bool_iff.
    rewrite forallb_forall in He. assert (Hin : In i (seq 0 n)) by (apply in_seq; lia).
    specialize (He i Hin). rewrite forallb_forall in He. apply He, in_seq. lia.
Qed.
