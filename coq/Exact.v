(** Exact certificates: critical points whose parameters are p + q ln b, checked without rounding. *)

From Coq Require Import Reals QArith Qreals List Bool Lra Lia Arith ZArith.
From Coq Require Import FunctionalExtensionality micromega.RMicromega.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Evaluation Sigmoid Data Numbers.
From Proofcheck Require Import Place Positive Neurons Second_order Logarithms Theorem_2 Certified.
Import ListNotations.
Open Scope R_scope.

Record exact_point := Exact {
  base : positive;
  point : log_layers;
  value_of_loss : Q;
  exact_curvature : certificate;
  exact_inner : list (nat * nat);
  exact_inner_certificates : list certificate;
  exact_outer : list (nat * nat);
  exact_outer_certificates : list certificate;
  exact_better : list (nat * log_layers)
}.

Section Base.

Variable b : positive.
Notation A := (logarithms b).

Definition log_numbers (ws : log_layers) : list (list (list number)) :=
  map (map (map (fun c => Some [fst c; snd c]))) ws.

Lemma log_weights_equal ws p :
  equals b (weights' sigmoid A (log_numbers ws) p) (log_weights b ws p).
Proof.
  destruct p as [[l k] i]. unfold weights', log_numbers, log_weights.
  change (@nil (list (num A))) with (map (map (fun c : Q * Q => Some [fst c; snd c])) []).
  rewrite map_nth. change (@nil (num A)) with (map (fun c : Q * Q => Some [fst c; snd c]) []).
  rewrite map_nth. set (row := nth (pred k) (nth (pred l) ws []) []). generalize row. clear row.
  induction i as [|i IH]; intros [|c row]; try apply IH; simpl; rewrite ?Q2R_0; ring.
Qed.

(** The number is known to be this one. *)
Definition is_number (a : number) (q : Q) : bool :=
  match constant a with Some q' => Qeq_bool q' q | None => false end.

Lemma is_number_value a q x : is_number a q = true -> equals b a x -> x = Q2R q.
Proof.
  unfold is_number. destruct (constant a) as [q'|] eqn:E; [|discriminate]. intros H Hx.
  rewrite (constant_value b a q' x E Hx). apply Qeq_eqR, Qeq_bool_eq, H.
Qed.

Definition is_less (a : number) (q : Q) : bool :=
  match constant a with Some q' => negb (Qle_bool q q') | None => false end.

Lemma is_less_value a q x : is_less a q = true -> equals b a x -> x < Q2R q.
Proof.
  unfold is_less. destruct (constant a) as [q'|] eqn:E; [|discriminate]. intros H Hx.
  rewrite (constant_value b a q' x E Hx). apply Qlt_Rlt, Qnot_le_lt. intros L.
  apply Qle_bool_iff in L. rewrite L in H. discriminate.
Qed.

Definition get (q : option Q) : Q := match q with Some q => q | None => 0%Q end.

(** A matrix of rational numbers with its certificate. *)
Definition definite_exact (n : nat) (m : nat -> nat -> number) (c : certificate) : bool :=
  let rows := vector n (fun i => vector n (fun j => constant (m i j))) in
  forallb (forallb (fun q => match q with Some _ => true | None => false end)) rows
  && check n (map (map get) rows) c.

Lemma definite_exact_sound n m c (M : matrix) :
  definite_exact n m c = true ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> equals b (m i j) (M i j)) ->
  positive_definite n M.
Proof.
  unfold definite_exact. cbv zeta. rewrite andb_true_iff. intros [Hk Hc] Hm z Hz.
  set (table := vector n (fun i => vector n (fun j => constant (m i j)))) in *.
  rewrite (bilinear_ext n n M (rational_matrix (map (map get) table))).
  - apply (check_sound n _ c Hc), Hz.
  - intros i j Hi Hj. unfold rational_matrix.
    rewrite (map_nth (map get) table [] i : nth i (map (map get) table) [] = _).
    rewrite (map_nth get _ (Some 0%Q) j : nth j (map get (nth i table [])) 0%Q = _).
    unfold table at 1. rewrite !nth_vector by assumption.
    rewrite forallb_forall in Hk.
    assert (K : In (vector n (fun j => constant (m i j))) table).
    { apply in_map_iff. exists i. split; [reflexivity|apply in_seq; lia]. }
    specialize (Hk _ K). rewrite forallb_forall in Hk.
    assert (K' : In (constant (m i j)) (vector n (fun j => constant (m i j)))).
    { apply in_map_iff. exists j. split; [reflexivity|apply in_seq; lia]. }
    specialize (Hk _ K'). destruct (constant (m i j)) as [q|] eqn:E; [|discriminate].
    apply (constant_value b _ _ _ E), Hm; assumption.
Qed.

End Base.

Section Instance.

Variables (widths : list nat) (biases : bool) (rows : list (list Q)) (y : labels).
Variable c : exact_point.
Notation P := (learner sigmoid widths rows y).
Notation A := (logarithms (base c)).
Notation eq' := (equals (base c)).

Definition exact_sign (opposite : bool) (x : number) : number :=
  mul A (Some [if opposite then (-1)%Q else 1%Q]) x.

Notation exact_neurons := (neurons_check P biases definite_exact exact_sign).

Definition check_exact : bool :=
  let x := inputs' sigmoid A (map (map (rational A)) rows) in
  let ys := labels' sigmoid A rows y in
  let y' := fun a => nth a ys (zero A) in
  let ps := trained_list P biases in
  let n := length ps in
  let w := weights' sigmoid A (log_numbers (point c)) in
  let e := fun j p => match place p ps with
    Some i => if j =? i then one A else zero A | None => zero A end in
  let t := memory P A w x in
  (width P (S (hidden P)) =? 1)
  && forallb (fun i => is_number (tan_loss' P A w x y' t (e i)) 0) (seq 0 n)
  && definite_exact n (fun i j => jet_loss' P A w x y' t (e i) (e j)) (exact_curvature c)
  && is_number (loss' P A w x y' t) (value_of_loss c)
  && exact_neurons false (B' P A w x y' t) (exact_inner c) (exact_inner_certificates c)
  && exact_neurons true (B' P A w x y' t) (exact_outer c) (exact_outer_certificates c)
  && forallb (fun one => let w := weights' sigmoid A (log_numbers (snd one)) in
       is_less (loss' (widened P (fst one)) A w x y' (memory (widened P (fst one)) A w x))
         (value_of_loss c)) (exact_better c).

Notation free := (trained P biases).
Notation ps := (trained_list P biases).
Notation n := (length ps).
Notation W := (log_weights (base c) (point c)).

Lemma exact_neurons_sound opposite m ns cs :
  (forall l r i j, hidden_neuron P l r -> (i <= width P (pred l))%nat ->
     (j <= width P (pred l))%nat -> eq' (m l r i j) (B P l r W i j)) ->
  exact_neurons opposite m ns cs = true ->
  forall l r lambda, In (l, r) ns -> 0 < lambda * (1 - lambda) * sign_of opposite ->
  hidden_neuron P l r /\ B_definite P l r lambda biases W.
Proof.
  apply (neurons_sound P biases definite_exact exact_sign eq').
  - intros o x a H. apply (rep_mul A); [|exact H]. destruct o; simpl; unfold Q2R; simpl; field.
  - intros n m' k M H. apply (definite_exact_sound (base c) n m' k M H).
Qed.

Theorem exact_minimum :
  check_exact = true ->
  one_output P
  /\ critical_on free (loss P) W
  /\ positive_hessian_on free (loss P) W
  /\ strict_local_minimum free (loss P) W
  /\ loss P W = Q2R (value_of_loss c)
  /\ (forall l r lambda, In (l, r) (exact_inner c) -> 0 < lambda < 1 ->
        kept widths biases rows y l r lambda W)
  /\ (forall l r lambda, In (l, r) (exact_outer c) -> lambda < 0 \/ 1 < lambda ->
        kept widths biases rows y l r lambda W)
  /\ kept_by_all widths biases rows y (exact_inner c) W
  /\ (forall l z, In (l, z) (exact_better c) ->
        loss (widened P l) (log_weights (base c) z) < loss P W).
Proof.
  unfold check_exact. cbv zeta. rewrite !andb_true_iff, Nat.eqb_eq, !forallb_forall.
  set (w := weights' sigmoid A (log_numbers (point c))).
  set (x := inputs' sigmoid A (map (map (rational A)) rows)).
  intros [[[[[[single Hg] Hd] Hl] Hin] Hout] Hbetter].
  assert (H0 : forall p, eq' (w p) (W p)) by apply log_weights_equal.
  assert (Hx : forall a i, eq' (x a i) (input P a i)) by apply (inputs'_rep sigmoid A widths).
  assert (Hy : forall a, (a < samples P)%nat ->
    eq' (nth a (labels' sigmoid A rows y) (zero A)) (label P a))
    by (intros a Ha; apply (labels'_rep sigmoid A rows y a Ha)).
  assert (He : forall j p, eq' (match place p ps with
      Some i => if j =? i then one A else zero A | None => zero A end) (spread ps (delta j) p)).
  { intros j p. unfold spread, delta. destruct (place p ps) as [i|]; [|reflexivity].
    destruct (j =? i); [apply (rep_one A)|apply (rep_zero A)]. }
  assert (HB : forall l r i j, hidden_neuron P l r -> (i <= width P (pred l))%nat ->
    (j <= width P (pred l))%nat -> eq' (B' P A w x (fun a => nth a (labels' sigmoid A rows y)
      (zero A)) (memory P A w x) l r i j) (B P l r W i j)).
  { intros l r i j neuron Hi Hj.
    apply (B'_rep P A w W x _ H0 Hx Hy _ eq_refl); try assumption. apply sigmoid_smooth. }
  assert (E0 : at_point W ps none = W).
  { apply functional_extensionality. intros p. unfold at_point, spread, none.
    destruct (place p ps); ring. }
  assert (smooth := sigmoid_smooth).
  assert (Hc : critical_on free (loss P) W).
  { apply free_critical. rewrite <- E0. apply critical_slopes; [apply smooth|].
    intros i Hi. unfold slopes. rewrite E0, <- RMicromega.Q2R_0.
    apply (is_number_value (base c) _ _ _ (Hg i (proj2 (in_seq n 0 i) ltac:(lia)))).
    apply (tan_loss'_rep P A w W x _ H0 Hx Hy _ eq_refl). apply He. }
  assert (Hpos : positive_hessian_on free (loss P) W).
  { apply free_hessian. rewrite <- E0. apply definite_hessian; [exact smooth|].
    apply (definite_exact_sound (base c) _ _ _ _ Hd). intros i j _ _. unfold hessian. rewrite E0.
    apply (jet_loss'_rep P A w W x _ H0 Hx Hy _ eq_refl); apply He. }
  assert (Hmin : local_minimum_on free (loss P) W) by (apply minimum_of_hessian; assumption).
  assert (Hloss : loss P W = Q2R (value_of_loss c)).
  { apply (is_number_value (base c) _ _ _ Hl).
    apply (loss'_rep P A w W x _ H0 Hx Hy _ eq_refl). }
  split; [exact single|]. split; [exact Hc|]. split; [exact Hpos|].
  split; [|split; [|split; [|split; [|split]]]].
  - apply second_order_sufficient; try assumption; [exact sigmoid_C2|intros p Hp; apply Hp].
  - exact Hloss.
  - intros l r lambda Hlr Hlam.
    destruct (exact_neurons_sound false _ _ _ HB Hin l r lambda Hlr) as [neuron D]; [simpl; nra|].
    apply definite_kept; assumption.
  - intros l r lambda Hlr Hlam.
    destruct (exact_neurons_sound true _ _ _ HB Hout l r lambda Hlr) as [neuron D]; [simpl; nra|].
    apply definite_kept; assumption.
  - apply definite_kept_by_all; try assumption. intros l r lambda Hlr Hlam.
    apply (exact_neurons_sound false _ _ _ HB Hin l r lambda Hlr). simpl. nra.
  - intros l z Hz. specialize (Hbetter _ Hz). rewrite Hloss.
    apply (is_less_value (base c) _ _ _ Hbetter).
    apply (loss'_rep (widened P l) A _ _ x _ (log_weights_equal _ z) Hx Hy _ eq_refl).
Qed.

End Instance.
