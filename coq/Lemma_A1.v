(** Lemma A.1 (p. 22), for all sizes. Semidefinite: the form is nowhere negative. *)

From Coq Require Import Reals Lra Lia Arith.
From Proofcheck Require Import Sums Statements Forms.
Open Scope R_scope.

(** The 3 x 3 block matrix with b, c, e above the diagonal and their transposes below. *)
Definition corner (n1 n2 n3 : nat) (a b c d e f : matrix) : matrix :=
  blocks n1 n1 a (blocks n1 n2 b c zero_matrix zero_matrix)
    (blocks n2 n1 (transpose b) zero_matrix (transpose c) zero_matrix)
    (blocks n2 n2 d e (transpose e) f).

(** ** A form on two vectors put together *)

Definition joined (m : nat) (y z : nat -> R) : nat -> R := fun i =>
  if (i <? m)%nat then y i else z (i - m)%nat.

Lemma joined_left m y z i : (i < m)%nat -> joined m y z i = y i.
Proof. intros H. unfold joined. rewrite (proj2 (Nat.ltb_lt i m)) by easy. reflexivity. Qed.

Lemma joined_right m y z i : joined m y z (m + i)%nat = z i.
Proof.
  unfold joined. rewrite (proj2 (Nat.ltb_ge (m + i) m)) by lia. f_equal. lia.
Qed.

Lemma bilinear_joined m n A B C D y z y' z' :
  bilinear (m + n) (m + n) (blocks m m A B C D) (joined m y z) (joined m y' z')
  = bilinear m m A y y' + bilinear m n B y z' + bilinear n m C z y' + bilinear n n D z z'.
Proof.
  rewrite bilinear_blocks.
  f_equal; [f_equal; [f_equal|]|]; apply bilinear_vec; intros;
    rewrite ?joined_right, ?joined_left by easy; reflexivity.
Qed.

Lemma bilinear_zero_matrix m n y z : bilinear m n zero_matrix y z = 0.
Proof. apply sum_zero. intros. apply sum_zero. intros. unfold zero_matrix. ring. Qed.

(** A block diagonal matrix is semidefinite if and only if its blocks are. *)
Lemma psd_diagonal m n A D :
  positive_semidefinite (m + n) (blocks m m A zero_matrix zero_matrix D)
  <-> positive_semidefinite m A /\ positive_semidefinite n D.
Proof.
  split; [intros H; split; intros z|intros [HA HD] z].
  - specialize (H (joined m z none)).
    rewrite bilinear_joined, !bilinear_zero_matrix, (bilinear_zero_l n n) in H by easy. lra.
  - specialize (H (joined m none z)).
    rewrite bilinear_joined, !bilinear_zero_matrix, (bilinear_zero_l m m) in H by easy. lra.
  - rewrite bilinear_blocks, !bilinear_zero_matrix.
    specialize (HA z). specialize (HD (fun i => z (m + i)%nat)). lra.
Qed.

Lemma bilinear_times m n c M y z : bilinear m n (times c M) y z = c * bilinear m n M y z.
Proof.
  unfold bilinear. rewrite <- sum_scal. apply sum_ext. intros i _.
  rewrite <- sum_scal. apply sum_ext. intros j _. unfold times. ring.
Qed.

(** The form of the corner on a vector in three parts. *)
Lemma bilinear_corner n1 n2 n3 a b c d e f y :
  bilinear (n1 + (n2 + n3)) (n1 + (n2 + n3)) (corner n1 n2 n3 a b c d e f) y y
  = bilinear n1 n1 a y y
    + 2 * bilinear n1 n2 b y (fun i => y (n1 + i)%nat)
    + 2 * bilinear n1 n3 c y (fun i => y (n1 + (n2 + i))%nat)
    + bilinear n2 n2 d (fun i => y (n1 + i)%nat) (fun i => y (n1 + i)%nat)
    + 2 * bilinear n2 n3 e (fun i => y (n1 + i)%nat) (fun i => y (n1 + (n2 + i))%nat)
    + bilinear n3 n3 f (fun i => y (n1 + (n2 + i))%nat) (fun i => y (n1 + (n2 + i))%nat).
Proof.
  unfold corner. rewrite bilinear_blocks.
  assert (Hb : bilinear n1 (n2 + n3) (blocks n1 n2 b c zero_matrix zero_matrix) y
            (fun j => y (n1 + j)%nat)
          = bilinear n1 n2 b y (fun i => y (n1 + i)%nat)
            + bilinear n1 n3 c y (fun i => y (n1 + (n2 + i))%nat)).
  { assert (H := bilinear_blocks n1 n2 0 n3 b c zero_matrix zero_matrix y
      (fun j => y (n1 + j)%nat)).
    rewrite Nat.add_0_r in H. rewrite H, !bilinear_zero_matrix. ring. }
  assert (Hc : bilinear (n2 + n3) n1
            (blocks n2 n1 (transpose b) zero_matrix (transpose c) zero_matrix)
            (fun i => y (n1 + i)%nat) y
          = bilinear n1 n2 b y (fun i => y (n1 + i)%nat)
            + bilinear n1 n3 c y (fun i => y (n1 + (n2 + i))%nat)).
  { assert (H := bilinear_blocks n2 n1 n3 0 (transpose b) zero_matrix (transpose c) zero_matrix
      (fun i => y (n1 + i)%nat) y).
    rewrite Nat.add_0_r in H.
    rewrite H, !bilinear_zero_matrix, !(bilinear_transpose _ n1).
    change (transpose (transpose b)) with b. change (transpose (transpose c)) with c. ring. }
  rewrite Hb, Hc, bilinear_blocks, (bilinear_transpose n3 n2).
  change (transpose (transpose e)) with e. ring.
Qed.

Definition stretched (n1 n2 : nat) (factor : R) (y : nat -> R) : nat -> R := fun i =>
  if ((n1 <=? i) && (i <? n1 + n2))%nat%bool then factor * y i else y i.

Lemma stretched_form n1 n2 n3 a b c d e f k y :
  bilinear (n1 + (n2 + n3)) (n1 + (n2 + n3)) (corner n1 n2 n3 a b c d e f)
    (stretched n1 n2 k y) (stretched n1 n2 k y)
  = bilinear (n1 + (n2 + n3)) (n1 + (n2 + n3))
      (corner n1 n2 n3 a (times k b) c (times (k * k) d) (times k e) f) y y.
Proof.
  rewrite !bilinear_corner, !bilinear_times.
  assert (H1 : forall i, (i < n1)%nat -> stretched n1 n2 k y i = y i).
  { intros i Hi. unfold stretched. rewrite (proj2 (Nat.leb_gt n1 i)) by easy. reflexivity. }
  assert (H2 : forall i, (i < n2)%nat -> stretched n1 n2 k y (n1 + i)%nat = k * y (n1 + i)%nat).
  { intros i Hi. unfold stretched. rewrite (proj2 (Nat.leb_le n1 (n1 + i))) by lia.
    rewrite (proj2 (Nat.ltb_lt (n1 + i) (n1 + n2))) by lia. reflexivity. }
  assert (H3 : forall i, (i < n3)%nat ->
    stretched n1 n2 k y (n1 + (n2 + i))%nat = y (n1 + (n2 + i))%nat).
  { intros i Hi. unfold stretched. rewrite (proj2 (Nat.leb_le n1 (n1 + (n2 + i)))) by lia.
    rewrite (proj2 (Nat.ltb_ge (n1 + (n2 + i)) (n1 + n2))) by lia. reflexivity. }
  rewrite (bilinear_vec n1 n1 a _ _ _ _ H1 H1), (bilinear_vec n1 n2 b _ _ _ _ H1 H2),
    (bilinear_vec n1 n3 c _ _ _ _ H1 H3), (bilinear_vec n2 n2 d _ _ _ _ H2 H2),
    (bilinear_vec n2 n3 e _ _ _ _ H2 H3), (bilinear_vec n3 n3 f _ _ _ _ H3 H3).
  rewrite (bilinear_scal_r n1 n2 b), (bilinear_scal_l n2 n2 d), (bilinear_scal_r n2 n2 d),
    (bilinear_scal_l n2 n3 e). ring.
Qed.

(** (a) *)
Theorem lemma_a1_a :
  forall (n1 n2 n3 n4 : nat) (a b c d e f x : matrix),
  positive_semidefinite (n1 + (n2 + n3) + n4)
    (blocks (n1 + (n2 + n3)) (n1 + (n2 + n3))
       (corner n1 n2 n3 a (times 2 b) c (times 4 d) (times 2 e) f) zero_matrix zero_matrix x)
  <-> positive_semidefinite n4 x
      /\ positive_semidefinite (n1 + (n2 + n3)) (corner n1 n2 n3 a b c d e f).
Proof.
  intros. rewrite psd_diagonal, and_comm. apply and_iff_compat_l.
  replace 4 with (2 * 2) by ring. split; intros H z.
  - specialize (H (stretched n1 n2 (1 / 2) z)). rewrite stretched_form in H.
    erewrite bilinear_ext; [exact H|]. intros i j _ _.
    unfold corner, blocks, times, transpose.
    repeat match goal with |- context [if ?t then _ else _] => destruct t end; field.
  - rewrite <- stretched_form. apply H.
Qed.

(** (b) *)
Theorem lemma_a1_b :
  forall (p q : nat) (g h : matrix),
  positive_semidefinite (p + q) (blocks p p g h (transpose h) zero_matrix)
  <-> positive_semidefinite p g
      /\ (forall i j, (i < p)%nat -> (j < q)%nat -> h i j = 0).
Proof.
  intros p q g h.
  assert (F : forall y z,
    bilinear (p + q) (p + q) (blocks p p g h (transpose h) zero_matrix)
      (joined p y z) (joined p y z) = bilinear p p g y y + 2 * bilinear p q h y z).
  { intros y z. rewrite bilinear_joined, bilinear_zero_matrix, (bilinear_transpose q p).
    change (transpose (transpose h)) with h. ring. }
  split.
  - intros H. split.
    + intros z. specialize (H (joined p z none)).
      rewrite F, (bilinear_zero_r p q) in H by easy. lra.
    + intros i j Hi Hj. destruct (Req_dec (h i j) 0) as [E|E]; [exact E|exfalso].
      set (t := - (bilinear p p g (delta i) (delta i) + 1) / (2 * h i j)).
      specialize (H (joined p (delta i) (fun k => t * delta j k))).
      rewrite F, bilinear_scal_r, (bilinear_axes p q h) in H by easy.
      replace (2 * (t * h i j)) with (- (bilinear p p g (delta i) (delta i) + 1)) in H
        by (unfold t; field; exact E). lra.
  - intros [Hg Hh] z. rewrite bilinear_blocks, bilinear_zero_matrix, (bilinear_transpose q p).
    change (transpose (transpose h)) with h.
    assert (H0 : forall y z', bilinear p q h y z' = 0).
    { intros. apply sum_zero. intros i Hi. apply sum_zero. intros j Hj. rewrite Hh by easy. ring. }
    rewrite !H0. specialize (Hg z). lra.
Qed.
