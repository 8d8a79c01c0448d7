(** Bilinear forms of matrices. *)

From Coq Require Import Reals Lra Lia Arith.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

Lemma bilinear_ext m n M M' y z :
  (forall i j, (i < m)%nat -> (j < n)%nat -> M i j = M' i j) ->
  bilinear m n M y z = bilinear m n M' y z.
Proof.
  intros H. apply sum_ext. intros i Hi. apply sum_ext. intros j Hj. rewrite H by easy. reflexivity.
Qed.

Lemma bilinear_vec m n M y y' z z' :
  (forall i, (i < m)%nat -> y i = y' i) -> (forall j, (j < n)%nat -> z j = z' j) ->
  bilinear m n M y z = bilinear m n M y' z'.
Proof.
  intros Hy Hz. apply sum_ext. intros i Hi. apply sum_ext. intros j Hj.
  rewrite Hy, Hz by easy. reflexivity.
Qed.

Lemma bilinear_sum m n N (M : nat -> matrix) y z :
  bilinear m n (fun i j => sum N (fun a => M a i j)) y z
  = sum N (fun a => bilinear m n (M a) y z).
Proof.
  unfold bilinear.
  rewrite (sum_ext m _ (fun i => sum N (fun a => sum n (fun j => y i * M a i j * z j)))).
  - apply sum_swap.
  - intros i _. rewrite (sum_swap N n (fun a j => y i * M a i j * z j)). apply sum_ext. intros j _.
    rewrite <- sum_scal, <- sum_scal_r. reflexivity.
Qed.

Lemma bilinear_rank_one m n c p q y z :
  bilinear m n (fun i j => c * p i * q j) y z
  = c * sum m (fun i => y i * p i) * sum n (fun j => z j * q j).
Proof.
  unfold bilinear. rewrite <- (sum_scal m c), <- sum_scal_r. apply sum_ext. intros i _.
  rewrite <- sum_scal. apply sum_ext. intros j _. ring.
Qed.

Lemma bilinear_plus m n M M' y z :
  bilinear m n (fun i j => M i j + M' i j) y z = bilinear m n M y z + bilinear m n M' y z.
Proof.
  unfold bilinear. rewrite <- sum_plus. apply sum_ext. intros i _.
  rewrite <- sum_plus. apply sum_ext. intros. ring.
Qed.

Lemma bilinear_scal_l m n M c y z :
  bilinear m n M (fun i => c * y i) z = c * bilinear m n M y z.
Proof.
  unfold bilinear. rewrite <- sum_scal. apply sum_ext. intros i _.
  rewrite <- sum_scal. apply sum_ext. intros j _. ring.
Qed.

Lemma bilinear_scal_r m n M c y z :
  bilinear m n M y (fun j => c * z j) = c * bilinear m n M y z.
Proof.
  unfold bilinear. rewrite <- sum_scal. apply sum_ext. intros i _.
  rewrite <- sum_scal. apply sum_ext. intros j _. ring.
Qed.

Lemma bilinear_zero_l m n M y z : (forall i, (i < m)%nat -> y i = 0) -> bilinear m n M y z = 0.
Proof. intros H. apply sum_zero. intros i Hi. apply sum_zero. intros. rewrite H by easy. ring. Qed.

Lemma bilinear_zero_r m n M y z : (forall j, (j < n)%nat -> z j = 0) -> bilinear m n M y z = 0.
Proof. intros H. apply sum_zero. intros i _. apply sum_zero. intros. rewrite H by easy. ring. Qed.

Lemma bilinear_transpose m n M y z : bilinear m n M y z = bilinear n m (transpose M) z y.
Proof.
  unfold bilinear. rewrite sum_swap. apply sum_ext. intros j _. apply sum_ext. intros i _.
  unfold transpose. ring.
Qed.

(** An entry of a matrix is its form on two axes. *)
Lemma bilinear_axes m n M i j :
  (i < m)%nat -> (j < n)%nat -> bilinear m n M (delta i) (delta j) = M i j.
Proof.
  intros Hi Hj. unfold bilinear.
  rewrite (sum_ext _ _ (fun k => delta i k * M k j)); [apply (sum_delta m i (fun k => M k j) Hi)|].
  intros k _. rewrite (sum_ext _ _ (fun h => delta j h * (delta i k * M k h))) by (intros; ring).
  apply (sum_delta n j (fun h => delta i k * M k h) Hj).
Qed.

(** The form of a matrix of blocks. *)
Lemma bilinear_blocks m n m' n' A B C D y z :
  bilinear (m + m') (n + n') (blocks m n A B C D) y z
  = bilinear m n A y z + bilinear m n' B y (fun j => z (n + j)%nat)
    + bilinear m' n C (fun i => y (m + i)%nat) z
    + bilinear m' n' D (fun i => y (m + i)%nat) (fun j => z (n + j)%nat).
Proof.
  unfold bilinear. rewrite sum_app.
  rewrite (sum_ext m _ (fun i => sum n (fun j => y i * A i j * z j)
                                 + sum n' (fun j => y i * B i j * z (n + j)%nat))).
  - rewrite sum_plus.
    rewrite (sum_ext m' _ (fun i => sum n (fun j => y (m + i)%nat * C i j * z j)
      + sum n' (fun j => y (m + i)%nat * D i j * z (n + j)%nat))).
    + rewrite sum_plus. ring.
    + intros i Hi. rewrite sum_app. f_equal; apply sum_ext; intros j Hj; unfold blocks;
        rewrite (proj2 (Nat.ltb_ge (m + i) m)) by lia; replace (m + i - m)%nat with i by lia.
      * rewrite (proj2 (Nat.ltb_lt j n)) by easy. reflexivity.
      * rewrite (proj2 (Nat.ltb_ge (n + j) n)) by lia. replace (n + j - n)%nat with j by lia.
        reflexivity.
  - intros i Hi. rewrite sum_app. f_equal; apply sum_ext; intros j Hj; unfold blocks;
      rewrite (proj2 (Nat.ltb_lt i m)) by easy.
    + rewrite (proj2 (Nat.ltb_lt j n)) by easy. reflexivity.
    + rewrite (proj2 (Nat.ltb_ge (n + j) n)) by lia. replace (n + j - n)%nat with j by lia.
      reflexivity.
Qed.
