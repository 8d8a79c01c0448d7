(** Certificates that all matrices with entries in given intervals are positive definite. *)

From Coq Require Import Reals QArith Qreals List Bool Lra Lia Arith ZArith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Evaluation Sigmoid Intervals Contraction Positive.
Import ListNotations.
Open Scope R_scope.

Lemma sum_const n a : sum n (fun _ => a) = INR n * a.
Proof. induction n as [|n IH]; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IH. ring. Qed.

(** A + s I + sum c l l' with |A i j| <= s / (n + 1). *)
Lemma dominated n (M : matrix) s z :
  0 < s -> (exists i, (i < n)%nat /\ z i <> 0) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> Rabs (M i j) <= s / INR (S n)) ->
  0 < s * sum n (fun i => z i ^ 2) + bilinear n n M z z.
Proof.
  intros Hs Hz H. set (e := s / INR (S n)) in *. set (Z := sum n (fun i => z i ^ 2)).
  assert (N : 0 < INR (S n)) by (apply lt_0_INR; lia).
  assert (He : 0 < e) by (apply Rdiv_lt_0_compat; assumption).
  assert (HZ : 0 < Z).
  { apply sum_pos; [intros; apply pow2_ge_0|]. destruct Hz as [i [Hi Hn]].
    exists i. split; [exact Hi|]. rewrite <- Rsqr_pow2. apply Rlt_0_sqr, Hn. }
  assert (K : - (INR n * e * Z) <= bilinear n n M z z).
  { apply Rle_trans with (sum n (fun i => sum n (fun j => - (e * (z i ^ 2 + z j ^ 2) / 2)))).
    - right. rewrite (sum_ext n _ (fun i => - (e / 2) * (INR n * z i ^ 2 + Z))).
      + rewrite sum_scal, sum_plus, sum_scal, sum_const. fold Z. field.
      + intros i _. rewrite (sum_ext n _ (fun j => - (e / 2) * (z i ^ 2 + z j ^ 2)))
          by (intros; field).
        rewrite sum_scal, sum_plus, sum_const. reflexivity.
    - apply sum_le. intros i Hi. apply sum_le. intros j Hj. specialize (H i j Hi Hj).
      apply Rabs_le_between in H.
      assert (P := pow2_ge_0 (z i + z j)). assert (Q := pow2_ge_0 (z i - z j)). nra. }
  assert (E : s = e * INR (S n)) by (unfold e; field; lra).
  rewrite S_INR in E. nra.
Qed.

Section Definite.

Variable prec : Z.

Definition definite (n : nat) (m : nat -> nat -> I.type) (c : certificate) : bool :=
  negb (Qle_bool (shift c) 0)
  && forallb (fun term => Qle_bool 0 (fst term)) (squares c)
  && forallb (fun i => forallb (fun j =>
       less prec (I.abs (I.sub prec (m i j)
         (iQ prec (Qred (combination (shift c) (squares c) i j)))))
         (iQ prec (shift c / inject_Z (Z.of_nat (S n)))))
       (seq 0 n)) (seq 0 n).

Lemma definite_sound n m c (M : matrix) :
  definite n m c = true ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> inside (m i j) (M i j)) ->
  positive_definite n M.
Proof.
  intros H Hm z Hz. unfold definite in H. rewrite !andb_true_iff, !forallb_forall in H.
  destruct H as [[Hs Hc] He].
  assert (S0 : 0 < Q2R (shift c)).
  { replace 0 with (Q2R 0) by (unfold Q2R; simpl; field). apply Qlt_Rlt, Qnot_le_lt.
    intros Hle. apply Qle_bool_iff in Hle. rewrite Hle in Hs. discriminate. }
  set (C := fun i j => Q2R (combination (shift c) (squares c) i j)).
  rewrite (bilinear_ext n n M (fun i j => C i j + (M i j - C i j))) by (intros; ring).
  rewrite bilinear_plus. unfold C at 1. rewrite combination_form.
  assert (D := dominated n (fun i j => M i j - C i j) (Q2R (shift c)) z S0 Hz).
  assert (Q0 := squares_nonneg n (squares c) z Hc).
  enough (0 < Q2R (shift c) * sum n (fun i => z i ^ 2)
            + bilinear n n (fun i j => M i j - C i j) z z) by lra.
  apply D. intros i j Hi Hj.
  assert (Ii : In i (seq 0 n)) by (apply in_seq; lia).
  assert (Ij : In j (seq 0 n)) by (apply in_seq; lia).
  specialize (He i Ii). rewrite forallb_forall in He. specialize (He j Ij).
  left. replace (Q2R (shift c) / INR (S n)) with (Q2R (shift c / inject_Z (Z.of_nat (S n)))).
  - apply (less_inside prec _ _ _ _ He); [|apply iQ_inside].
    apply abs_inside, sub_inside; [apply Hm; assumption|].
    unfold C. rewrite <- (Qreals.Qeq_eqR _ _ (Qred_correct _)). apply iQ_inside.
  - rewrite Q2R_div by (intros E; unfold Qeq in E; simpl in E; lia).
    f_equal. rewrite INR_IZR_INZ. unfold Q2R, inject_Z. simpl. field.
Qed.

End Definite.
