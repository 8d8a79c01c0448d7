(** The region of split points is not attracting (Definition 1, p. 6; Theorem 9, p. 11): from
    gamma_lambda(w) a continuous path leads below, on which the loss never increases. *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Theorem_9 Fibre.
Open Scope R_scope.

(** From w a continuous path leads below, on which f never increases; what is not free stays. *)
Definition leads_below (free : nat * nat * nat -> Prop) (f : parameters -> R) (w : parameters) :=
  exists c : R -> parameters,
    (forall j t, continuous (fun s => c s j) t) /\ c 0 = w
    /\ (forall t j, ~ free j -> c t j = w j)
    /\ (forall s t, 0 <= s <= t -> t <= 1 -> f (c t) <= f (c s))
    /\ f (c 1) < f w.

(** A function with derivative 0 and negative second derivative at 0 falls for a while. *)
Lemma falls (h g : R -> R) c :
  (forall t, is_derive h t (g t)) -> g 0 = 0 -> is_derive g 0 c -> c < 0 ->
  exists T, 0 < T /\ forall s t, 0 <= s < t -> t <= T -> h t < h s.
Proof.
  intros Hh H0 Hg Hc. apply is_derive_Reals in Hg.
  destruct (Hg (- c / 2)) as [del Hdel]; [lra|]. assert (Hd := cond_pos del).
  assert (N : forall s, 0 < s < del -> g s < 0).
  { intros s Hs. assert (Hn : Rabs (g s / s - c) < - c / 2).
    { specialize (Hdel s). rewrite H0, Rplus_0_l, Rminus_0_r in Hdel. apply Hdel; [lra|].
      rewrite Rabs_pos_eq; lra. }
    apply Rabs_def2 in Hn. assert (g s = g s / s * s) by (field; lra). nra. }
  exists (del / 2). split; [lra|]. intros s t Hs Ht.
  destruct (MVT_cor2 h g s t) as [u [Eu Hu]]; [lra| |].
  - intros u _. apply is_derive_Reals, Hh.
  - assert (g u < 0) by (apply N; lra). nra.
Qed.

(** First up to 1, then from 0: the two halves of the path. *)
Definition early (t : R) : R := (1 + 2 * t - Rabs (1 - 2 * t)) / 2.
Definition late (t : R) : R := (2 * t - 1 + Rabs (1 - 2 * t)) / 2.

Lemma early_half t : t <= 1 / 2 -> early t = 2 * t /\ late t = 0.
Proof. intros H. unfold early, late. rewrite Rabs_pos_eq by lra. lra. Qed.

Lemma late_half t : 1 / 2 <= t -> early t = 1 /\ late t = 2 * t - 1.
Proof. intros H. unfold early, late. rewrite Rabs_left1 by lra. lra. Qed.

Lemma continuous_abs t : continuous (fun s => Rabs (1 - 2 * s)) t.
Proof.
  apply (continuous_comp (fun s => 1 - 2 * s) Rabs); [|apply continuous_Rabs].
  apply (ex_derive_continuous (fun s => 1 - 2 * s)). auto_derive. easy.
Qed.

Lemma continuous_affine (f g : R -> R) a b c t :
  continuous f t -> (forall s, g s = a * s + b * f s + c) -> continuous g t.
Proof.
  intros Hf Hg. assert (E : forall s, (a * s + c) + b * f s = g s) by (intros; rewrite Hg; ring).
  apply (continuous_ext _ _ t E).
  apply (continuous_plus (fun s => a * s + c) (fun s => b * f s)).
  - apply (ex_derive_continuous (fun s => a * s + c)). auto_derive. easy.
  - apply (continuous_mult (fun _ => b) f); [apply continuous_const|exact Hf].
Qed.

(** The form of B is not 0 along some xi. Then moving lambda to the other side of 0 or 1 keeps the
    loss, and the loss falls from there: w need not be critical. *)
Theorem non_attracting :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters) (xi : nat -> R),
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall i, ~ source P l biases i -> xi i = 0) -> B_form P l r w xi xi <> 0 ->
  leads_below (moving biases) (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros P l r lambda biases w xi smooth single neuron Hxi HB.
  set (Q := widened P l). set (mu := if Rlt_dec 0 (B_form P l r w xi xi) then 2 else 1 / 2).
  set (e := seen P l r mu xi none). set (g := gamma P l r mu w).
  assert (Hneg : jet_loss Q g e e < 0).
  { rewrite <- D2_loss by exact smooth. unfold Q, g, e. rewrite D2_seen by assumption.
    replace (D_form P l r w xi none) with 0 by (symmetry; apply bilinear_zero_r; reflexivity).
    unfold mu. destruct (Rlt_dec 0 (B_form P l r w xi xi)); nra. }
  assert (H0 : tan_loss Q g e = 0).
  { unfold Q, g, e. rewrite gamma_fibre, tan_seen by
      (try assumption; try apply smooth; intros i Hi; apply Hxi; intros [H _]; lia).
    apply bilinear_zero_r. intros. ring. }
  destruct (falls (fun t => loss Q (moved g e t)) (fun t => tan_loss Q (moved g e t) e)
    (jet_loss Q g e e)) as [T [HT Hfall]].
  { intros t. apply der_loss, smooth. }
  { rewrite moved_0. exact H0. }
  { generalize (der_tan_loss Q smooth g e e 0). rewrite moved_0. easy. }
  { exact Hneg. }
  set (c := fun t => moved (gamma P l r (lambda + early t * (mu - lambda)) w) e (late t * T)).
  assert (C1 : forall t, t <= 1 / 2 -> loss Q (c t) = loss P w).
  { intros t Ht. unfold c. rewrite (proj2 (early_half t Ht)), Rmult_0_l, moved_0.
    unfold Q. rewrite gamma_fibre. apply loss_on_fibre, neuron. }
  assert (C2 : forall t, 1 / 2 <= t -> c t = moved g e ((2 * t - 1) * T)).
  { intros t Ht. unfold c, g. destruct (late_half t Ht) as [-> ->].
    replace (lambda + 1 * (mu - lambda)) with mu by ring. reflexivity. }
  assert (Hg : loss Q (moved g e 0) = loss P w).
  { rewrite moved_0. unfold Q, g. rewrite gamma_fibre. apply loss_on_fibre, neuron. }
  exists c. split; [|split; [|split; [|split]]].
  - intros j t.
    assert (G : exists a b, forall s, gamma P l r (lambda + early s * (mu - lambda)) w j
                                      = a + b * early s).
    { destruct j as [[m k] i]. unfold gamma.
      destruct ((m =? l) && (k =? twin P l))%bool; [exists (w (l, r, i)), 0; intros; ring|].
      destruct ((m =? S l) && (i =? twin P l))%bool.
      { exists (lambda * w (S l, k, r)), ((mu - lambda) * w (S l, k, r)). intros; ring. }
      destruct ((m =? S l) && (i =? r))%bool; [|exists (w (m, k, i)), 0; intros; ring].
      exists ((1 - lambda) * w (S l, k, r)), (- (mu - lambda) * w (S l, k, r)). intros; ring. }
    destruct G as [a [b G]].
    apply (continuous_affine (fun s => Rabs (1 - 2 * s)) _ (b + T * e j)
      (- b / 2 + T * e j / 2) (a + b / 2 - T * e j / 2) t (continuous_abs t)).
    intros s. unfold c, moved. rewrite G. unfold early, late. field.
  - unfold c. destruct (early_half 0) as [-> ->]; [lra|].
    rewrite Rmult_0_l, moved_0. f_equal. ring.
  - intros t j Hj. destruct j as [[m k] i].
    assert (E : biases = false /\ i = 0%nat).
    { destruct biases, i; simpl in Hj; try (split; reflexivity); exfalso; apply Hj; auto. }
    destruct E as [Eb ->]. destruct neuron as [Hl Hr].
    assert (Z : e (m, k, 0%nat) = 0).
    { unfold e, seen, large_direction, small_direction, none, nowhere.
      rewrite (Hxi 0%nat)
        by (intros [_ [H|H]]; [rewrite Eb in H; discriminate|apply H; reflexivity]).
      repeat match goal with |- context [if ?t then _ else _] => destruct t end; ring. }
    unfold c, moved. rewrite Z, Rmult_0_r, Rplus_0_r. unfold gamma.
    rewrite (proj2 (Nat.eqb_neq 0 (twin P l))), (proj2 (Nat.eqb_neq 0 r)) by (unfold twin; lia).
    rewrite !Bool.andb_false_r. reflexivity.
  - intros s t Hs Ht. destruct (Rle_dec t (1 / 2)) as [T1|T1].
    + rewrite !C1 by lra. lra.
    + rewrite (C2 t) by lra. destruct (Rle_dec s (1 / 2)) as [S1|S1].
      * rewrite C1, <- Hg by lra. left. apply Hfall; [|nra].
        split; [lra|]. apply Rmult_lt_0_compat; lra.
      * rewrite (C2 s) by lra. destruct (Req_dec s t) as [->|Hne]; [lra|].
        left. apply Hfall; [split; [apply Rmult_le_pos; lra|nra]|nra].
  - rewrite (C2 1) by lra. rewrite gamma_fibre. unfold Q at 2.
    rewrite loss_on_fibre, <- Hg by exact neuron. apply Hfall; [split; [lra|]|]; lra.
Qed.
