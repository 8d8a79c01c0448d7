(** First and second derivatives of a network along directions, computed forwards layer by layer,
    and proved to be the derivatives. *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

Lemma moved_0 {I : Type} (w d : I -> R) : moved w d 0 = w.
Proof. apply functional_extensionality. intros i. unfold moved. ring. Qed.

Lemma moved_twice {I : Type} (w d : I -> R) s t : moved (moved w d s) d t = moved w d (s + t).
Proof. apply functional_extensionality. intros i. unfold moved. ring. Qed.

Lemma der_moved {I : Type} (w d : I -> R) i t : is_derive (fun s => moved w d s i) t (d i).
Proof. apply der_affine. Qed.

Section Jets.

Variable P : problem.
Notation sigma1 := (Derive (sigma P)).
Notation sigma2 := (Derive (Derive (sigma P))).

(** The derivative of act(l, i; x) along d. *)
Fixpoint tan_act (w : parameters) (x : nat -> R) (d : parameters) (l i : nat) {struct l} : R :=
  match i, l with
  | O, _ => 0
  | S _, O => 0
  | S _, S m =>
      sigma1 (pre P w x (S m) i)
      * sum (S (width P m)) (fun j => d (l, i, j) * act P w x m j + w (l, i, j) * tan_act w x d m j)
  end.

(** The derivative of n(l, k; x) along d. *)
Definition tan_pre w x d l k : R :=
  sum (S (width P (pred l))) (fun j =>
    d (l, k, j) * act P w x (pred l) j + w (l, k, j) * tan_act w x d (pred l) j).

(** The second derivative of act(l, i; x) along d and e. *)
Fixpoint jet_act (w : parameters) (x : nat -> R) (d e : parameters) (l i : nat) {struct l} : R :=
  match i, l with
  | O, _ => 0
  | S _, O => 0
  | S _, S m =>
      sigma2 (pre P w x (S m) i) * tan_pre w x e (S m) i * tan_pre w x d (S m) i
      + sigma1 (pre P w x (S m) i)
        * sum (S (width P m)) (fun j =>
            d (l, i, j) * tan_act w x e m j + e (l, i, j) * tan_act w x d m j
            + w (l, i, j) * jet_act w x d e m j)
  end.

(** The second derivative of n(l, k; x) along d and e. *)
Definition jet_pre w x d e l k : R :=
  sum (S (width P (pred l))) (fun j =>
    d (l, k, j) * tan_act w x e (pred l) j + e (l, k, j) * tan_act w x d (pred l) j
    + w (l, k, j) * jet_act w x d e (pred l) j).

Lemma act_pre w x m i : act P w x (S m) (S i) = sigma P (pre P w x (S m) (S i)).
Proof. reflexivity. Qed.

Lemma tan_act_pre w x d m i :
  tan_act w x d (S m) (S i) = sigma1 (pre P w x (S m) (S i)) * tan_pre w x d (S m) (S i).
Proof. reflexivity. Qed.

Lemma jet_act_pre w x d e m i :
  jet_act w x d e (S m) (S i)
  = sigma2 (pre P w x (S m) (S i)) * tan_pre w x e (S m) (S i) * tan_pre w x d (S m) (S i)
    + sigma1 (pre P w x (S m) (S i)) * jet_pre w x d e (S m) (S i).
Proof. reflexivity. Qed.

(** ** First derivatives *)

Section First.
Hypothesis smooth : differentiable (sigma P).

Lemma der_act w x d t l i :
  is_derive (fun s => act P (moved w d s) x l i) t (tan_act (moved w d t) x d l i).
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try (simpl; exact (der_const _ _)).
  rewrite tan_act_pre, Rmult_comm.
  apply (der_ext (fun s => sigma P (pre P (moved w d s) x (S m) (S i))) _ _ _ _
    (fun _ => eq_refl) (Rmult_comm _ _)).
  apply (der_comp (fun s => pre P (moved w d s) x (S m) (S i)) (sigma P)).
  - unfold pre, tan_pre. simpl pred.
    apply (der_sum _ (fun j s => moved w d s (S m, S i, j) * act P (moved w d s) x m j)).
    intros j _. apply der_mult; [apply der_moved|apply IH].
  - apply Derive_correct, smooth.
Qed.

Lemma der_pre w x d t l k :
  is_derive (fun s => pre P (moved w d s) x l k) t (tan_pre (moved w d t) x d l k).
Proof.
  apply (der_sum _ (fun j s => moved w d s (l, k, j) * act P (moved w d s) x (pred l) j)).
  intros j _. apply der_mult; [apply der_moved|apply der_act].
Qed.

(** The derivative of the loss of sample a along d. *)
Definition tan_sample (a : nat) (w d : parameters) : R :=
  2 * (output P w (input P a) - label P a) * tan_pre w (input P a) d (S (hidden P)) 1.

Definition tan_loss (w d : parameters) : R := sum (samples P) (fun a => tan_sample a w d).

Lemma der_residual a w d t :
  is_derive (fun s => output P (moved w d s) (input P a) - label P a) t
    (tan_pre (moved w d t) (input P a) d (S (hidden P)) 1 - 0).
Proof.
  apply (der_minus (fun s => output P (moved w d s) (input P a)) (fun _ => label P a)).
  - apply der_pre.
  - apply der_const.
Qed.

Lemma der_sample a w d t :
  is_derive (fun s => sample_loss P a (moved w d s)) t (tan_sample a (moved w d t) d).
Proof.
  set (f := fun s => output P (moved w d s) (input P a) - label P a).
  set (f' := tan_pre (moved w d t) (input P a) d (S (hidden P)) 1 - 0).
  apply (der_ext (fun s => f s * f s) _ _ (f' * f t + f t * f')).
  - intros s. unfold sample_loss, f. ring.
  - unfold tan_sample, f, f'. ring.
  - apply der_mult; apply der_residual.
Qed.

Lemma der_loss w d t :
  is_derive (fun s => loss P (moved w d s)) t (tan_loss (moved w d t) d).
Proof.
  apply (der_sum _ (fun a s => sample_loss P a (moved w d s))). intros a _. apply der_sample.
Qed.

Lemma D1_sample a w d : D1 (sample_loss P a) w d = tan_sample a w d.
Proof.
  generalize (der_sample a w d 0). rewrite (moved_0 w d). apply is_derive_unique.
Qed.

Lemma D1_loss w d : D1 (loss P) w d = tan_loss w d.
Proof. generalize (der_loss w d 0). rewrite (moved_0 w d). apply is_derive_unique. Qed.

Lemma critical_tan w : critical (loss P) w <-> forall d, tan_loss w d = 0.
Proof.
  split; intros H d.
  - rewrite <- D1_loss. apply is_derive_unique, H.
  - generalize (der_loss w d 0). rewrite (moved_0 w d), (H d). easy.
Qed.

End First.

(** ** Second derivatives *)

Section Second.
Hypothesis smooth : twice_differentiable (sigma P).

Lemma der_weighted w x d e t l k :
  (forall j, is_derive (fun s => tan_act (moved w e s) x d (pred l) j) t
                       (jet_act (moved w e t) x d e (pred l) j)) ->
  is_derive (fun s => tan_pre (moved w e s) x d l k) t (jet_pre (moved w e t) x d e l k).
Proof.
  intros IH.
  apply (der_sum _ (fun j s => d (l, k, j) * act P (moved w e s) x (pred l) j
    + moved w e s (l, k, j) * tan_act (moved w e s) x d (pred l) j)).
  intros j _.
  apply (der_ext (fun s => d (l, k, j) * act P (moved w e s) x (pred l) j
    + moved w e s (l, k, j) * tan_act (moved w e s) x d (pred l) j) _ _
    ((0 * act P (moved w e t) x (pred l) j + d (l, k, j) * tan_act (moved w e t) x e (pred l) j)
     + (e (l, k, j) * tan_act (moved w e t) x d (pred l) j
        + moved w e t (l, k, j) * jet_act (moved w e t) x d e (pred l) j)));
    [reflexivity|ring|].
  apply der_plus; apply der_mult.
  - apply der_const.
  - apply der_act, smooth.
  - apply der_moved.
  - apply IH.
Qed.

Lemma der_tan_act w x d e t l i :
  is_derive (fun s => tan_act (moved w e s) x d l i) t (jet_act (moved w e t) x d e l i).
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try (simpl; exact (der_const _ _)).
  rewrite jet_act_pre.
  apply (der_ext (fun s => sigma1 (pre P (moved w e s) x (S m) (S i))
                           * tan_pre (moved w e s) x d (S m) (S i)) _ _ _ _ (fun _ => eq_refl)
    eq_refl).
  apply (der_mult (fun s => sigma1 (pre P (moved w e s) x (S m) (S i)))
    (fun s => tan_pre (moved w e s) x d (S m) (S i))).
  - apply (der_comp (fun s => pre P (moved w e s) x (S m) (S i)) sigma1).
    + apply der_pre, smooth.
    + apply Derive_correct, smooth.
  - apply der_weighted. intros j. apply IH.
Qed.

Lemma der_tan_pre w x d e t l k :
  is_derive (fun s => tan_pre (moved w e s) x d l k) t (jet_pre (moved w e t) x d e l k).
Proof.
  apply der_weighted. intros j. apply der_tan_act.
Qed.

(** The second derivative of the loss along d and e. *)
Definition jet_sample (a : nat) (w d e : parameters) : R :=
  2 * tan_pre w (input P a) e (S (hidden P)) 1 * tan_pre w (input P a) d (S (hidden P)) 1
  + 2 * (output P w (input P a) - label P a) * jet_pre w (input P a) d e (S (hidden P)) 1.

Definition jet_loss (w d e : parameters) : R := sum (samples P) (fun a => jet_sample a w d e).

Lemma der_tan_loss w d e t :
  is_derive (fun s => tan_loss (moved w e s) d) t (jet_loss (moved w e t) d e).
Proof.
  apply (der_sum _ (fun a s => tan_sample a (moved w e s) d)). intros a _.
  set (f := fun s => output P (moved w e s) (input P a) - label P a).
  set (g := fun s => tan_pre (moved w e s) (input P a) d (S (hidden P)) 1).
  apply (der_ext (fun s => 2 * (f s * g s)) _ _
    (0 * (f t * g t)
     + 2 * ((tan_pre (moved w e t) (input P a) e (S (hidden P)) 1 - 0) * g t
            + f t * jet_pre (moved w e t) (input P a) d e (S (hidden P)) 1))).
  - intros s. unfold tan_sample, f, g. ring.
  - unfold jet_sample, f, g. ring.
  - apply (der_mult (fun _ => 2) (fun s => f s * g s)); [apply der_const|].
    apply (der_mult f g); [apply der_residual, smooth|apply der_tan_pre].
Qed.

Lemma D2_loss w d e : D2 (loss P) w d e = jet_loss w d e.
Proof.
  generalize (der_tan_loss w d e 0). rewrite (moved_0 w e). intros H. apply is_derive_unique.
  refine (der_ext _ _ _ _ _ _ eq_refl H). intros t. symmetry. apply D1_loss, smooth.
Qed.

End Second.

(** ** Linearity in the directions *)

Lemma tan_act_linear w x c1 c2 d1 d2 d l i :
  (forall j, d j = c1 * d1 j + c2 * d2 j) ->
  tan_act w x d l i = c1 * tan_act w x d1 l i + c2 * tan_act w x d2 l i.
Proof.
  intros H. revert i. induction l as [|m IH]; intros [|i]; try (simpl; ring).
  rewrite !tan_act_pre. unfold tan_pre. simpl pred.
  rewrite (sum_ext _ _ (fun j =>
      c1 * (d1 (S m, S i, j) * act P w x m j + w (S m, S i, j) * tan_act w x d1 m j)
      + c2 * (d2 (S m, S i, j) * act P w x m j + w (S m, S i, j) * tan_act w x d2 m j)))
    by (intros j _; rewrite H, IH; ring).
  rewrite sum_plus, !sum_scal. ring.
Qed.

Lemma tan_pre_linear w x c1 c2 d1 d2 d l k :
  (forall j, d j = c1 * d1 j + c2 * d2 j) ->
  tan_pre w x d l k = c1 * tan_pre w x d1 l k + c2 * tan_pre w x d2 l k.
Proof.
  intros H. unfold tan_pre. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros j _.
  rewrite H, (tan_act_linear w x c1 c2 d1 d2 d) by easy. ring.
Qed.

Lemma jet_act_linear w x c1 c2 d1 d2 d e l i :
  (forall j, d j = c1 * d1 j + c2 * d2 j) ->
  jet_act w x d e l i = c1 * jet_act w x d1 e l i + c2 * jet_act w x d2 e l i.
Proof.
  intros H. revert i. induction l as [|m IH]; intros [|i]; try (simpl; ring).
  rewrite !jet_act_pre, (tan_pre_linear w x c1 c2 d1 d2 d) by easy.
  replace (jet_pre w x d e (S m) (S i)) with
    (c1 * jet_pre w x d1 e (S m) (S i) + c2 * jet_pre w x d2 e (S m) (S i)).
  - ring.
  - unfold jet_pre. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros j _. simpl pred.
    rewrite H, IH, (tan_act_linear w x c1 c2 d1 d2 d) by easy. ring.
Qed.

Lemma jet_pre_linear w x c1 c2 d1 d2 d e l k :
  (forall j, d j = c1 * d1 j + c2 * d2 j) ->
  jet_pre w x d e l k = c1 * jet_pre w x d1 e l k + c2 * jet_pre w x d2 e l k.
Proof.
  intros H. unfold jet_pre. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros j _.
  rewrite H, (tan_act_linear w x c1 c2 d1 d2 d), (jet_act_linear w x c1 c2 d1 d2 d) by easy. ring.
Qed.

Lemma jet_loss_linear w c1 c2 d1 d2 d e :
  (forall j, d j = c1 * d1 j + c2 * d2 j) ->
  jet_loss w d e = c1 * jet_loss w d1 e + c2 * jet_loss w d2 e.
Proof.
  intros H. unfold jet_loss. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros a _.
  unfold jet_sample.
  rewrite (tan_pre_linear _ _ c1 c2 d1 d2 d), (jet_pre_linear _ _ c1 c2 d1 d2 d) by easy. ring.
Qed.

Lemma jet_act_sym w x d e l i : jet_act w x d e l i = jet_act w x e d l i.
Proof.
  revert i. induction l as [|m IH]; intros [|i]; try reflexivity.
  rewrite !jet_act_pre. f_equal; [ring|]. f_equal.
  apply sum_ext. intros j _. simpl pred. rewrite IH. ring.
Qed.

Lemma jet_loss_sym w d e : jet_loss w d e = jet_loss w e d.
Proof.
  apply sum_ext. intros a _. unfold jet_sample. f_equal; [ring|]. f_equal.
  apply sum_ext. intros j _. rewrite jet_act_sym. ring.
Qed.

Lemma jet_loss_zero w d e : (forall j, d j = 0) -> jet_loss w d e = 0.
Proof. intros H. rewrite (jet_loss_linear w 0 0 d d) by (intros; rewrite H; ring). ring. Qed.

Lemma jet_loss_scal w c d1 d e : (forall j, d j = c * d1 j) -> jet_loss w d e = c * jet_loss w d1 e.
Proof. intros H. rewrite (jet_loss_linear w c 0 d1 d1) by (intros; rewrite H; ring). ring. Qed.

End Jets.
