(** Finite sums of real numbers, and derivatives of what is built from them. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** [sum n f] is f 0 + ... + f (n - 1). *)
Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 0
  | S m => sum m f + f m
  end.

(** The indicator of k = j. *)
Definition delta (k j : nat) : R := if Nat.eqb k j then 1 else 0.

(** ** Sums *)

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [reflexivity|].
  rewrite IH, (H n); [reflexivity|lia|intros; apply H; lia].
Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma sum_scal_r n c f : sum n (fun i => f i * c) = sum n f * c.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma sum_zero n f : (forall i, (i < n)%nat -> f i = 0) -> sum n f = 0.
Proof.
  intros H. rewrite (sum_ext n f (fun _ => 0 * 0)) by (intros; rewrite H by easy; ring).
  rewrite sum_scal. ring.
Qed.

Lemma sum_first n f : sum (S n) f = f O + sum n (fun i => f (S i)).
Proof. induction n as [|n IH]; [simpl; ring|]. simpl in *. rewrite IH. ring. Qed.

Lemma sum_app m n f : sum (m + n) f = sum m f + sum n (fun i => f (m + i)%nat).
Proof.
  induction n as [|n IH]; simpl.
  - rewrite Nat.add_0_r. ring.
  - rewrite Nat.add_succ_r. simpl. rewrite IH. ring.
Qed.

(** Two sums that differ in one term only. *)
Lemma sum_at n r f g :
  (r < n)%nat -> (forall i, (i < n)%nat -> i <> r -> f i = g i) ->
  sum n f = sum n g + (f r - g r).
Proof.
  induction n as [|n IH]; intros Hr H; [lia|]. simpl.
  destruct (Nat.eq_dec n r) as [->|Hne].
  - rewrite (sum_ext r f g) by (intros; apply H; lia). ring.
  - rewrite IH by (try lia; intros; apply H; lia). rewrite (H n) by lia. ring.
Qed.

Lemma sum_delta n k f : (k < n)%nat -> sum n (fun i => delta k i * f i) = f k.
Proof.
  intros Hk. rewrite (sum_at n k _ (fun _ => 0)).
  - rewrite sum_zero by easy. unfold delta. rewrite Nat.eqb_refl. ring.
  - easy.
  - intros i _ Hi. unfold delta. rewrite (proj2 (Nat.eqb_neq k i)) by auto. ring.
Qed.

Lemma sum_swap m n (f : nat -> nat -> R) :
  sum m (fun i => sum n (f i)) = sum n (fun j => sum m (fun i => f i j)).
Proof.
  induction m as [|m IH]; simpl.
  - symmetry. apply sum_zero. easy.
  - rewrite IH, <- sum_plus. reflexivity.
Qed.

Lemma sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (0 <= f n) by (apply H; lia).
  assert (0 <= sum n f) by (apply IH; intros; apply H; lia). lra.
Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (f n <= g n) by (apply H; lia).
  assert (sum n f <= sum n g) by (apply IH; intros; apply H; lia). lra.
Qed.

Lemma sum_pos n f :
  (forall i, (i < n)%nat -> 0 <= f i) -> (exists i, (i < n)%nat /\ 0 < f i) -> 0 < sum n f.
Proof.
  intros H [r [Hr Hpos]]. rewrite (sum_at n r f (fun i => if Nat.eqb i r then 0 else f i)).
  - rewrite Nat.eqb_refl.
    enough (0 <= sum n (fun i => if Nat.eqb i r then 0 else f i)) by lra.
    apply sum_nonneg. intros i Hi. destruct (Nat.eqb i r); [lra|auto].
  - easy.
  - intros i _ Hi. rewrite (proj2 (Nat.eqb_neq i r)) by easy. reflexivity.
Qed.

(** ** Derivatives *)

Lemma der_const c x : is_derive (fun _ : R => c) x 0.
Proof. apply is_derive_Reals, derivable_pt_lim_const. Qed.

Lemma der_plus (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g x b -> is_derive (fun t => f t + g t) x (a + b).
Proof. rewrite !is_derive_Reals. apply (derivable_pt_lim_plus f g). Qed.

Lemma der_minus (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g x b -> is_derive (fun t => f t - g t) x (a - b).
Proof. rewrite !is_derive_Reals. apply (derivable_pt_lim_minus f g). Qed.

Lemma der_mult (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g x b ->
  is_derive (fun t => f t * g t) x (a * g x + f x * b).
Proof. rewrite !is_derive_Reals. apply (derivable_pt_lim_mult f g). Qed.

Lemma der_comp (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g (f x) b -> is_derive (fun t => g (f t)) x (b * a).
Proof. rewrite !is_derive_Reals. apply (derivable_pt_lim_comp f g). Qed.

Lemma der_affine a b x : is_derive (fun t => a + t * b) x b.
Proof.
  evar_last.
  - apply der_plus; [apply der_const|apply der_mult; [apply is_derive_id|apply der_const]].
  - change one with 1. simpl. ring.
Qed.

Lemma der_ext (f g : R -> R) (x a b : R) :
  (forall t, f t = g t) -> a = b -> is_derive f x a -> is_derive g x b.
Proof. intros H <-. apply is_derive_ext, H. Qed.

(** What holds of a first sum, and of every next one if of the term that is added. *)
Lemma holds_of_sums {V : Type} (K : V -> Prop) (total f : nat -> V) n :
  K (total 0%nat) -> (forall k, K (total k) -> K (f k) -> K (total (S k))) ->
  (forall i, (i < n)%nat -> K (f i)) -> K (total n).
Proof.
  intros first next. induction n as [|n IH]; intros H; [exact first|].
  apply next; [apply IH; intros i Hi; apply H; lia|apply H; lia].
Qed.

Lemma der_sum n (f : nat -> R -> R) (a : nat -> R) x :
  (forall i, (i < n)%nat -> is_derive (f i) x (a i)) ->
  is_derive (fun t => sum n (fun i => f i t)) x (sum n a).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply der_const|].
  apply der_plus; [apply IH; intros; apply H; lia|apply H; lia].
Qed.
