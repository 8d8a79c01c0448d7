(** A network with its derivatives, evaluated in any arithmetic whose numbers stand for real
    numbers: intervals that contain them, or exact numbers equal to them. *)

From Coq Require Import Reals QArith Qreals List Lia Arith Bool.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Jets.
Import ListNotations.
Open Scope R_scope.

(** [rep a x]: the number a stands for x. [neuron a] stands for sigma, sigma' and sigma''. *)
Record arithmetic (s : R -> R) := Arithmetic {
  num : Type;
  rep : num -> R -> Prop;
  zero : num;
  one : num;
  add : num -> num -> num;
  minus : num -> num -> num;
  mul : num -> num -> num;
  rational : Q -> num;
  neuron : num -> num * num * num;
  rep_zero : rep zero 0;
  rep_one : rep one 1;
  rep_add : forall a b x y, rep a x -> rep b y -> rep (add a b) (x + y);
  rep_minus : forall a b x y, rep a x -> rep b y -> rep (minus a b) (x - y);
  rep_mul : forall a b x y, rep a x -> rep b y -> rep (mul a b) (x * y);
  rep_rational : forall q, rep (rational q) (Q2R q);
  rep_neuron : forall a x, rep a x ->
    rep (fst (fst (neuron a))) (s x)
    /\ rep (snd (fst (neuron a))) (Derive s x)
    /\ rep (snd (neuron a)) (Derive (Derive s) x)
}.

Arguments num {s}. Arguments rep {s}. Arguments zero {s}. Arguments one {s}.
Arguments add {s}. Arguments minus {s}. Arguments mul {s}.
Arguments rational {s}. Arguments neuron {s}.
Arguments rep_zero {s}. Arguments rep_one {s}. Arguments rep_add {s}.
Arguments rep_minus {s}. Arguments rep_mul {s}. Arguments rep_rational {s}.
Arguments rep_neuron {s}.

Definition index := (nat * nat * nat)%type.

Section Total.

Variables (s : R -> R) (A : arithmetic s).

Fixpoint total (n : nat) (f : nat -> num A) : num A :=
  match n with O => zero A | S m => add A (total m f) (f m) end.

Lemma rep_total n f g : (forall i, (i < n)%nat -> rep A (f i) (g i)) -> rep A (total n f) (sum n g).
Proof.
  induction n as [|n IH]; intros H; [apply rep_zero|].
  apply rep_add; [apply IH; intros; apply H; lia|apply H; lia].
Qed.

End Total.

Arguments total {s}. Arguments rep_total {s}.

Section Evaluation.

Variables (P : problem) (A : arithmetic (sigma P)).
Notation N := (num A).
Notation "a ~ x" := (rep A a x) (at level 70).
Notation "a +' b" := (add A a b) (at level 50, left associativity).
Notation "a *' b" := (mul A a b) (at level 40, left associativity).

Notation total := (total A).

Definition two : N := one A +' one A.

Lemma rep_two : two ~ 2.
Proof. apply rep_add; apply rep_one. Qed.

(** sigma, sigma' and sigma'' of every hidden neuron of one sample. *)
Definition neurons := list (list (N * N * N)).

Definition triple (t : neurons) (l k : nat) : N * N * N :=
  nth (pred k) (nth (pred l) t []) (zero A, zero A, zero A).

Section Sample.

Variables (w : index -> N) (W : parameters) (x : nat -> N) (X : nat -> R).
Hypothesis w_W : forall i, w i ~ W i.
Hypothesis x_X : forall i, x i ~ X i.

(** Layers S l .. l + n from the activations of layer l. *)
Fixpoint climb (n l : nat) (below : nat -> N) : neurons :=
  match n with
  | O => []
  | S m =>
      let here := map (fun k => neuron A (total (S (width P l)) (fun j =>
        w (S l, S k, j) *' below j))) (seq 0 (width P (S l))) in
      here :: climb m (S l) (fun i => match i with
        | O => one A
        | S k => fst (fst (nth k here (zero A, zero A, zero A)))
        end)
  end.

Definition bottom (i : nat) : N := match i with O => one A | S _ => x i end.

Definition forward : neurons := climb (hidden P) 0 bottom.

Definition good (t : N * N * N) (l k : nat) : Prop :=
  fst (fst t) ~ act P W X l k
  /\ snd (fst t) ~ Derive (sigma P) (pre P W X l k)
  /\ snd t ~ Derive (Derive (sigma P)) (pre P W X l k).

Lemma climb_good n l below :
  (forall i, (i <= width P l)%nat -> below i ~ act P W X l i) ->
  forall m k, (m < n)%nat -> (k < width P (S (l + m)))%nat ->
  good (nth k (nth m (climb n l below) []) (zero A, zero A, zero A)) (S (l + m)) (S k).
Proof.
  revert l below. induction n as [|n IH]; intros l below Hb m k Hm Hk; [lia|].
  assert (Here : forall k', (k' < width P (S l))%nat ->
    good (nth k' (map (fun k => neuron A (total (S (width P l)) (fun j =>
      w (S l, S k, j) *' below j))) (seq 0 (width P (S l)))) (zero A, zero A, zero A))
      (S l) (S k')).
  { intros k' Hk'. rewrite nth_indep with (d' := neuron A (total (S (width P l)) (fun j =>
      w (S l, S 0, j) *' below j))) by (rewrite map_length, seq_length; exact Hk').
    rewrite (map_nth (fun k => neuron A (total (S (width P l)) (fun j =>
      w (S l, S k, j) *' below j)))), seq_nth by exact Hk'.
    assert (E : total (S (width P l)) (fun j => w (S l, S k', j) *' below j)
                ~ pre P W X (S l) (S k')).
    { apply rep_total. intros j Hj. apply rep_mul; [apply w_W|apply Hb, Nat.lt_succ_r, Hj]. }
    unfold good. rewrite act_pre. apply (rep_neuron A), E. }
  destruct m as [|m].
  - rewrite Nat.add_0_r in *. apply Here, Hk.
  - rewrite Nat.add_succ_r in *. cbn [climb nth]. apply (IH (S l)); [|lia|exact Hk].
    intros [|i] Hi; [apply rep_one|]. apply Here. exact Hi.
Qed.

(** What is read of [t] is true. *)
Definition faithful (t : neurons) : Prop :=
  forall l k, (1 <= l <= hidden P)%nat -> (1 <= k <= width P l)%nat -> good (triple t l k) l k.

Lemma bottom_rep i : bottom i ~ act P W X 0 i.
Proof. destruct i; [apply rep_one|apply x_X]. Qed.

Lemma forward_faithful : faithful forward.
Proof.
  intros [|l] [|k] Hl Hk; try lia.
  apply (climb_good (hidden P) 0 bottom); [intros; apply bottom_rep|lia|simpl; lia].
Qed.

Variable t : neurons.
Hypothesis t_good : faithful t.

Definition act' (l i : nat) : N :=
  match i, l with O, _ => one A | S _, O => x i | S _, S _ => fst (fst (triple t l i)) end.

Definition slope (l k : nat) : N := snd (fst (triple t l k)).
Definition bend (l k : nat) : N := snd (triple t l k).

Lemma act'_rep l i :
  (l <= hidden P)%nat -> (i <= width P l)%nat -> act' l i ~ act P W X l i.
Proof.
  destruct l as [|l], i as [|i]; intros Hl Hi; try apply rep_one; [apply x_X|].
  apply t_good; lia.
Qed.

Lemma slope_rep l k : (1 <= l <= hidden P)%nat -> (1 <= k <= width P l)%nat ->
  slope l k ~ Derive (sigma P) (pre P W X l k).
Proof. intros. apply t_good; assumption. Qed.

Lemma bend_rep l k : (1 <= l <= hidden P)%nat -> (1 <= k <= width P l)%nat ->
  bend l k ~ Derive (Derive (sigma P)) (pre P W X l k).
Proof. intros. apply t_good; assumption. Qed.

Definition output' : N :=
  total (S (width P (hidden P))) (fun j => w (S (hidden P), 1%nat, j) *' act' (hidden P) j).

Lemma output'_rep : output' ~ output P W X.
Proof.
  apply rep_total. intros j Hj. simpl in Hj.
  apply rep_mul; [apply w_W|apply act'_rep; simpl; lia].
Qed.

(** ** Derivatives along directions; see Jets.v *)

Section One.

Variables (d : index -> N) (V : parameters).
Hypothesis d_V : forall i, d i ~ V i.

Fixpoint tan_act' (l i : nat) {struct l} : N :=
  match i, l with
  | O, _ => zero A
  | S _, O => zero A
  | S _, S m => slope l i *' total (S (width P m)) (fun j =>
      d (l, i, j) *' act' m j +' w (l, i, j) *' tan_act' m j)
  end.

Definition tan_pre' (l k : nat) : N := total (S (width P (pred l))) (fun j =>
  d (l, k, j) *' act' (pred l) j +' w (l, k, j) *' tan_act' (pred l) j).

Lemma tan_act'_rep l i :
  (l <= hidden P)%nat -> (i <= width P l)%nat -> tan_act' l i ~ tan_act P W X V l i.
Proof.
  revert i. induction l as [|m IH]; intros [|i] Hl Hi; try apply rep_zero.
  apply rep_mul; [apply slope_rep; lia|]. apply rep_total. intros j Hj.
  apply rep_add; apply rep_mul; try apply d_V; try apply w_W; [apply act'_rep|apply IH]; lia.
Qed.

Lemma tan_pre'_rep l k : (pred l <= hidden P)%nat -> tan_pre' l k ~ tan_pre P W X V l k.
Proof.
  intros Hl. apply rep_total. intros j Hj.
  apply rep_add; apply rep_mul; try apply d_V; try apply w_W;
    [apply act'_rep|apply tan_act'_rep]; lia.
Qed.

End One.

Section Two.

Variables (d e : index -> N) (V U : parameters).
Hypothesis d_V : forall i, d i ~ V i.
Hypothesis e_U : forall i, e i ~ U i.

Fixpoint jet_act' (l i : nat) {struct l} : N :=
  match i, l with
  | O, _ => zero A
  | S _, O => zero A
  | S _, S m =>
      bend l i *' tan_pre' e l i *' tan_pre' d l i
      +' slope l i *' total (S (width P m)) (fun j =>
           d (l, i, j) *' tan_act' e m j +' e (l, i, j) *' tan_act' d m j
           +' w (l, i, j) *' jet_act' m j)
  end.

Definition jet_pre' (l k : nat) : N := total (S (width P (pred l))) (fun j =>
  d (l, k, j) *' tan_act' e (pred l) j +' e (l, k, j) *' tan_act' d (pred l) j
  +' w (l, k, j) *' jet_act' (pred l) j).

Lemma jet_act'_rep l i :
  (l <= hidden P)%nat -> (i <= width P l)%nat -> jet_act' l i ~ jet_act P W X V U l i.
Proof.
  revert i. induction l as [|m IH]; intros [|i] Hl Hi; try apply rep_zero.
  apply rep_add.
  - repeat apply rep_mul; [apply bend_rep; lia|apply tan_pre'_rep..]; try assumption; simpl; lia.
  - apply rep_mul; [apply slope_rep; lia|]. apply rep_total. intros j Hj.
    repeat apply rep_add; apply rep_mul; try apply d_V; try apply e_U; try apply w_W;
      [apply tan_act'_rep|apply tan_act'_rep|apply IH]; try assumption; lia.
Qed.

Lemma jet_pre'_rep l k : (pred l <= hidden P)%nat -> jet_pre' l k ~ jet_pre P W X V U l k.
Proof.
  intros Hl. apply rep_total. intros j Hj.
  repeat apply rep_add; apply rep_mul; try apply d_V; try apply e_U; try apply w_W;
    [apply tan_act'_rep|apply tan_act'_rep|apply jet_act'_rep]; try assumption; lia.
Qed.

End Two.

End Sample.

(** ** All samples *)

Section Samples.

Variables (w : index -> N) (W : parameters) (x : nat -> nat -> N) (y : nat -> N).
Hypothesis w_W : forall i, w i ~ W i.
Hypothesis x_X : forall a i, x a i ~ input P a i.
Hypothesis y_Y : forall a, (a < samples P)%nat -> y a ~ label P a.

(** Everything that has to be computed once: the neurons of all samples. *)
Definition memory : list neurons := map (fun a => forward w (x a)) (seq 0 (samples P)).

Variable t : list neurons.
Hypothesis t_memory : t = memory.

Definition at_sample (a : nat) : neurons := nth a t [].

Lemma at_sample_faithful a :
  (a < samples P)%nat -> faithful W (input P a) (at_sample a).
Proof.
  intros Ha. unfold at_sample. rewrite t_memory. unfold memory.
  rewrite nth_indep with (d' := forward w (x 0%nat))
    by (rewrite map_length, seq_length; exact Ha).
  rewrite (map_nth (fun a => forward w (x a))), seq_nth by exact Ha.
  apply forward_faithful; [exact w_W|apply x_X].
Qed.

Definition residual' (a : nat) : N := minus A (output' w (x a) (at_sample a)) (y a).

Lemma residual'_rep a :
  (a < samples P)%nat -> residual' a ~ output P W (input P a) - label P a.
Proof.
  intros Ha. apply rep_minus; [|apply y_Y, Ha].
  apply output'_rep; [exact w_W|apply x_X|apply at_sample_faithful, Ha].
Qed.

Definition loss' : N := total (samples P) (fun a => residual' a *' residual' a).

Lemma loss'_rep : loss' ~ loss P W.
Proof.
  apply rep_total. intros a Ha. unfold sample_loss. rewrite <- Rsqr_pow2.
  apply rep_mul; apply residual'_rep, Ha.
Qed.

Definition tan_sample' (d : index -> N) (a : nat) : N :=
  two *' residual' a *' tan_pre' w (x a) (at_sample a) d (S (hidden P)) 1.

Lemma tan_sample'_rep d V a :
  (forall i, d i ~ V i) -> (a < samples P)%nat -> tan_sample' d a ~ tan_sample P a W V.
Proof.
  intros Hd Ha. apply rep_mul; [apply rep_mul; [apply rep_two|apply residual'_rep, Ha]|].
  apply tan_pre'_rep; try assumption; [apply x_X|apply at_sample_faithful, Ha|simpl; lia].
Qed.

Definition tan_loss' (d : index -> N) : N := total (samples P) (tan_sample' d).

Lemma tan_loss'_rep d V : (forall i, d i ~ V i) -> tan_loss' d ~ tan_loss P W V.
Proof. intros Hd. apply rep_total. intros a Ha. apply tan_sample'_rep; assumption. Qed.

Definition jet_sample' (d e : index -> N) (a : nat) : N :=
  let t := at_sample a in
  two *' tan_pre' w (x a) t e (S (hidden P)) 1 *' tan_pre' w (x a) t d (S (hidden P)) 1
  +' two *' residual' a *' jet_pre' w (x a) t d e (S (hidden P)) 1.

Definition jet_loss' (d e : index -> N) : N := total (samples P) (jet_sample' d e).

Lemma jet_loss'_rep d e V U :
  (forall i, d i ~ V i) -> (forall i, e i ~ U i) -> jet_loss' d e ~ jet_loss P W V U.
Proof.
  intros Hd He. apply rep_total. intros a Ha.
  assert (G := at_sample_faithful a Ha). apply rep_add.
  - repeat apply rep_mul; [apply rep_two|apply tan_pre'_rep..]; try assumption; try apply x_X;
      simpl; lia.
  - repeat apply rep_mul; [apply rep_two|apply residual'_rep, Ha|].
    apply jet_pre'_rep; try assumption; [apply x_X|simpl; lia].
Qed.

(** An entry of B. *)
Definition axis' (l k i : nat) : index -> N := fun '(m, s, j) =>
  if (l =? m) && (k =? s) && (i =? j) then one A else zero A.

Lemma axis'_rep l k i p : axis' l k i p ~ axis l k i p.
Proof.
  destruct p as [[m s] j]. unfold axis', axis, delta.
  destruct (l =? m); [destruct (k =? s); [destruct (i =? j)|]|]; cbn [andb];
    rewrite ?Rmult_1_l, ?Rmult_0_l, ?Rmult_0_r; try apply rep_one; apply rep_zero.
Qed.

Definition B' (l r : nat) (i j : nat) : N :=
  total (samples P) (fun a => let t := at_sample a in
    total (width P (S l)) (fun k =>
      tan_sample' (axis' (S l) (S k) 0) a *' w (S l, S k, r) *' bend t l r
      *' act' (x a) t (pred l) i *' act' (x a) t (pred l) j)).

Lemma B'_rep l r i j :
  differentiable (sigma P) -> hidden_neuron P l r ->
  (i <= width P (pred l))%nat -> (j <= width P (pred l))%nat -> B' l r i j ~ B P l r W i j.
Proof.
  intros smooth [Hl Hr] Hi Hj. apply rep_total. intros a Ha. apply rep_total. intros k Hk.
  assert (G := at_sample_faithful a Ha).
  repeat apply rep_mul.
  - unfold sensitivity. rewrite D1_sample by exact smooth.
    apply tan_sample'_rep; [apply axis'_rep|exact Ha].
  - apply w_W.
  - apply bend_rep; assumption.
  - apply act'_rep; try assumption; [apply x_X|lia].
  - apply act'_rep; try assumption; [apply x_X|lia].
Qed.

End Samples.

End Evaluation.
