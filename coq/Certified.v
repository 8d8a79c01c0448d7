(** Certificates about the loss of a sigmoid network: an exact critical point in a box, its Hessian
    and the matrices B are definite, bounds of the loss. Checked by computation with intervals. *)

From Coq Require Import Reals QArith Qreals List Bool Lra Lia Arith ZArith.
From Coq Require Import FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Evaluation Sigmoid Intervals Data Numbers.
From Proofcheck Require Import Contraction Place Positive Neurons Definite_intervals.
From Proofcheck Require Import Theorem_7 Second_order Theorem_8 Non_attracting Repeated Theorem_2.
Import ListNotations.
Open Scope R_scope.

(** ** The test of the contraction *)

Section Contraction.

Variable prec : Z.
Notation A := (intervals prec).
Notation total := (total A).

Definition entry (X : list (list Q)) (i j : nat) : I.type := iQ prec (nth j (nth i X []) 0%Q).

Definition unit' (i j : nat) : I.type := iZ prec (if i =? j then 1 else 0).

(** sum_j |delta i j - sum_k a_k b_k j| *)
Definition defect (n : nat) (a : nat -> I.type) (b : nat -> nat -> I.type) (i : nat) : I.type :=
  total n (fun j => I.abs (I.sub prec (unit' i j) (total n (fun k => I.mul prec (a k) (b k j))))).

Definition contracts (n : nat) (X : list (list Q)) (rho q : Q) (g : nat -> I.type)
    (h : nat -> nat -> I.type) : bool :=
  Qle_bool 0 rho && Qle_bool 0 q && negb (Qle_bool 1 q)
  && forallb (fun i =>
       less prec (defect n (entry X i) h i) (iQ prec q)
       && less prec (defect n (h i) (entry X) i) (iQ prec q)
       && less prec (I.abs (total n (fun k => I.mul prec (entry X i k) (g k))))
            (I.mul prec (I.sub prec (iZ prec 1) (iQ prec q)) (iQ prec rho)))
     (seq 0 n).

Lemma unit'_inside i j : inside (unit' i j) (delta i j).
Proof. unfold unit', delta. destruct (i =? j); apply iZ_inside. Qed.

Lemma defect_inside n a b (a' : nat -> R) (b' : matrix) i :
  (forall k, (k < n)%nat -> inside (a k) (a' k)) ->
  (forall k j, (k < n)%nat -> (j < n)%nat -> inside (b k j) (b' k j)) ->
  inside (defect n a b i) (sum n (fun j => Rabs (delta i j - sum n (fun k => a' k * b' k j)))).
Proof.
  intros Ha Hb. apply (rep_total A). intros j Hj. apply abs_inside, sub_inside.
  - apply unit'_inside.
  - apply (rep_total A). intros k Hk. apply mul_inside; auto.
Qed.

Lemma contracts_sound n X rho q g h (F : (nat -> R) -> nat -> R) (J : (nat -> R) -> matrix) :
  contracts n X rho q g h = true ->
  (forall v d t i, is_derive (fun s => F (moved v d s) i) t
     (sum n (fun j => J (moved v d t) i j * d j))) ->
  (forall i, (i < n)%nat -> inside (g i) (F none i)) ->
  (forall v i j, box n (Q2R rho) v -> (i < n)%nat -> (j < n)%nat -> inside (h i j) (J v i j)) ->
  0 <= Q2R rho /\
  exists v, box n (Q2R rho) v /\ (forall i, (i < n)%nat -> F v i = 0)
    /\ forall v', box n (Q2R rho) v' -> (forall i, (i < n)%nat -> F v' i = 0) ->
       forall i, (i < n)%nat -> v' i = v i.
Proof.
  intros H HF Hg Hh. unfold contracts in H. rewrite !andb_true_iff, forallb_forall in H.
  destruct H as [[[Hr Hq0] Hq1] H].
  assert (Hrho : 0 <= Q2R rho)
    by (rewrite <- RMicromega.Q2R_0; apply Qle_Rle, Qle_bool_iff, Hr).
  assert (Hq : 0 <= Q2R q < 1).
  { split.
    - rewrite <- RMicromega.Q2R_0. apply Qle_Rle, Qle_bool_iff, Hq0.
    - rewrite <- RMicromega.Q2R_1. apply Qlt_Rlt, Qnot_le_lt. intros L.
      apply Qle_bool_iff in L. rewrite L in Hq1. discriminate. }
  split; [exact Hrho|].
  assert (Hi : forall i, (i < n)%nat -> In i (seq 0 n)) by (intros; apply in_seq; lia).
  assert (zero : box n (Q2R rho) none)
    by (split; intros; unfold none; rewrite ?Rabs_R0; [exact Hrho|reflexivity]).
  set (X' := rational_matrix X).
  assert (HX : forall i k, inside (entry X i k) (X' i k)) by (intros; apply iQ_inside).
  apply (newton_kantorovich n (Q2R rho) (Q2R q) F J X' Hrho Hq HF).
  - intros v i Hv L. specialize (H i (Hi i L)). rewrite !andb_true_iff in H.
    destruct H as [[H _] _]. left. apply (less_inside prec _ _ _ _ H); [|apply iQ_inside].
    apply defect_inside; auto.
  - intros i L. specialize (H i (Hi i L)). rewrite !andb_true_iff in H.
    destruct H as [[_ H] _]. left. apply (less_inside prec _ _ _ _ H); [|apply iQ_inside].
    apply (defect_inside n (h i) (entry X) (J none i) X'); auto.
  - intros i L. specialize (H i (Hi i L)). rewrite !andb_true_iff in H.
    destruct H as [_ H]. left. apply (less_inside prec _ _ _ _ H).
    + apply abs_inside, (rep_total A). intros k Hk. apply mul_inside; auto.
    + apply mul_inside; [apply sub_inside; [apply (iZ_inside prec 1)|]|]; apply iQ_inside.
Qed.

End Contraction.

(** ** Certificates *)

Record certified := Certified {
  precision : Z;
  centre : layers;
  radius : Q;
  rate : Q;
  inverse : list (list Q);
  curvature : certificate;
  above : Q;
  below : Q;
  inner : list (nat * nat);
  inner_certificates : list certificate;
  outer : list (nat * nat);
  outer_certificates : list certificate;
  better : list (nat * layers)
}.

(** In the free coordinates at most rho from c, in the others equal to c. *)
Definition within (free : nat * nat * nat -> Prop) (c : parameters) (rho : R) (w : parameters) : Prop :=
  (forall p, Rabs (w p - c p) <= rho) /\ forall p, ~ free p -> w p = c p.

Section Instance.

Variables (widths : list nat) (biases : bool) (rows : list (list Q)) (y : labels) (c : certified).
Notation P := (learner sigmoid widths rows y).
Notation prec := (precision c).
Notation A := (intervals prec).

(** B with its sign. *)
Definition signed (opposite : bool) (x : I.type) : I.type := if opposite then I.neg x else x.

Notation neurons := (neurons_check P biases (definite prec) signed).

(** The tests of gradient at the centre, Hessian, loss and matrices B over the box. *)
Definition accepted (g : nat -> I.type) (h : nat -> nat -> I.type) (f : I.type)
    (b : nat -> nat -> nat -> nat -> I.type) (lower : nat -> layers -> I.type) : bool :=
  let n := length (trained_list P biases) in
  (width P (S (hidden P)) =? 1)
  && contracts prec n (inverse c) (radius c) (rate c) g h
  && definite prec n h (curvature c)
  && less prec (iQ prec (above c)) f && less prec f (iQ prec (below c))
  && neurons false b (inner c) (inner_certificates c)
  && neurons true b (outer c) (outer_certificates c)
  && forallb (fun one => less prec (lower (fst one) (snd one)) (iQ prec (above c))) (better c).

Definition check_all : bool :=
  let x := inputs' sigmoid A (map (map (iQ prec)) rows) in
  let ys := labels' sigmoid A rows y in
  let y' := fun a => nth a ys (iZ prec 0) in
  let ps := trained_list P biases in
  let n := length ps in
  let ws := numbers sigmoid A (centre c) in
  let w0 := weights' sigmoid A ws in
  let r := ball prec (radius c) in
  let w1 := fun p => match place p ps with Some _ => I.add prec (w0 p) r | None => w0 p end in
  let e := fun j p => match place p ps with Some i => unit' prec j i | None => iZ prec 0 end in
  let t0 := memory P A w0 x in
  let t1 := memory P A w1 x in
  let g := vector n (fun i => tan_loss' P A w0 x y' t0 (e i)) in
  let h := vector n (fun i => vector n (fun j =>
    if j <=? i then jet_loss' P A w1 x y' t1 (e i) (e j) else iZ prec 0)) in
  accepted (fun i => nth i g (iZ prec 0))
    (fun i j => if j <=? i then nth j (nth i h []) (iZ prec 0) else nth i (nth j h []) (iZ prec 0))
    (loss' P A w1 x y' t1) (B' P A w1 x y' t1)
    (fun l ws => let w := weights' sigmoid A (numbers sigmoid A ws) in
       loss' (widened P l) A w x y' (memory (widened P l) A w x)).

Notation free := (trained P biases).
Notation C := (weights (centre c)).
Notation ps := (trained_list P biases).
Notation n := (length ps).

Lemma free_list (d : parameters) :
  (forall p, ~ free p -> d p = 0) <-> (forall p, ~ In p ps -> d p = 0).
Proof. split; intros H p Hp; apply H; rewrite trained_listed in *; exact Hp. Qed.

Lemma free_critical w :
  critical_on (fun p => In p ps) (loss P) w <-> critical_on free (loss P) w.
Proof. split; intros H d Hd; apply H, free_list, Hd. Qed.

Lemma free_hessian w :
  positive_hessian_on (fun p => In p ps) (loss P) w -> positive_hessian_on free (loss P) w.
Proof. intros H d Hd. apply H, free_list, Hd. Qed.

Lemma signed_inside opposite x a : inside x a -> inside (signed opposite x) (sign_of opposite * a).
Proof.
  intros H. destruct opposite; simpl.
  - replace (-1 * a) with (- a) by ring. apply neg_inside, H.
  - rewrite Rmult_1_l. exact H.
Qed.

Lemma intervals_sound opposite b w ns cs :
  (forall l r i j, hidden_neuron P l r -> (i <= width P (pred l))%nat ->
     (j <= width P (pred l))%nat -> inside (b l r i j) (B P l r w i j)) ->
  neurons opposite b ns cs = true ->
  forall l r lambda, In (l, r) ns -> 0 < lambda * (1 - lambda) * sign_of opposite ->
  hidden_neuron P l r /\ B_definite P l r lambda biases w.
Proof.
  apply (neurons_sound P biases (definite prec) signed inside);
    [exact signed_inside|intros n m k M H; apply (definite_sound prec n m k M H)].
Qed.

(** Neuron r of layer l can be split: B is definite, and with one neuron in layer l + 1 the larger
    network has a local minimum of the same loss at gamma_lambda(w), from which a continuous path
    leads to a smaller loss and on which it never increases; for lambda in (0, 1) there is one after
    any number of splits. *)
Definition kept (l r : nat) (lambda : R) (w : parameters) : Prop :=
  hidden_neuron P l r
  /\ B_definite P l r lambda biases w
  /\ (width P (S l) = 1%nat ->
      local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w)
      /\ loss (widened P l) (gamma P l r lambda w) = loss P w
      /\ ((exists i, source P l biases i) ->
          leads_below (moving biases) (loss (widened P l)) (gamma P l r lambda w))
      /\ (0 < lambda < 1 -> forall k,
          width (widened_times P l k) l = (k + width P l)%nat
          /\ loss (widened_times P l k) (gamma_times P l r lambda k w) = loss P w
          /\ local_minimum_on (moving biases) (loss (widened_times P l k))
               (gamma_times P l r lambda k w))).

(** Some neurons split in any number and order, as Theorem 2 has it: a local minimum of the same
    loss, a path below it, and a smaller loss if one of the neurons more is enough for that. *)
Definition kept_by_all (ns : list (nat * nat)) (w : parameters) : Prop :=
  forall ss, (forall l r lambda, In (l, r, lambda) ss ->
      In (l, r) ns /\ 0 < lambda < 1 /\ (exists i, source P l biases i)
      /\ (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat)) ->
    let Q := widened_by P ss in
    let z := gamma_by P ss w in
    (forall m, width Q m = (added ss m + width P m)%nat)
    /\ loss Q z = loss P w
    /\ local_minimum_on (moving biases) (loss Q) z
    /\ (ss <> [] -> leads_below (moving biases) (loss Q) z)
    /\ (forall l u, (0 < added ss l)%nat -> loss (widened P l) u < loss P w ->
        exists v, loss Q v < loss Q z).

Lemma minimum_of_hessian w :
  critical_on free (loss P) w -> positive_hessian_on free (loss P) w ->
  local_minimum_on free (loss P) w.
Proof.
  intros Hc Hpos.
  destruct (quadratic_growth P free w sigmoid_C2 (fun p Hp => proj1 Hp) Hc Hpos)
    as [eps [k [He [Hk G]]]].
  exists eps. split; [exact He|]. intros z Hn Ho. specialize (G z Hn Ho (0, 0, 0)%nat).
  assert (Sq := pow2_ge_0 (z (0, 0, 0)%nat - w (0, 0, 0)%nat)). nra.
Qed.

Lemma definite_kept l r lambda w :
  one_output P -> hidden_neuron P l r -> local_minimum_on free (loss P) w ->
  B_definite P l r lambda biases w -> kept l r lambda w.
Proof.
  intros single neuron Hmin HB. split; [exact neuron|]. split; [exact HB|]. intros H1.
  split; [|split; [|split]].
  - apply one_next_neuron_minimum; try assumption. exact sigmoid_C2.
  - apply theorem_7_same_function, neuron.
  - intros [i Hi]. apply (non_attracting P l r lambda biases w (delta i)); try assumption.
    + exact sigmoid_smooth.
    + intros j Hj. unfold delta. destruct (Nat.eqb_spec i j) as [->|]; [contradiction|reflexivity].
    + intros Z. specialize (HB (delta i)). rewrite Z, Rmult_0_r in HB. apply (Rlt_irrefl 0), HB.
      * intros j Hj. unfold delta.
        destruct (Nat.eqb_spec i j) as [->|]; [contradiction|reflexivity].
      * exists i. unfold delta. rewrite Nat.eqb_refl. lra.
  - intros Hlam k. apply (minimum_of_every_width P l r lambda biases w k); try assumption.
    + exact sigmoid_C2.
    + intros xi Hxi Hn. specialize (HB xi Hxi Hn).
      assert (0 < lambda * (1 - lambda)) by nra.
      apply (Rmult_lt_reg_l (lambda * (1 - lambda))); [assumption|]. rewrite Rmult_0_r. exact HB.
Qed.

Lemma definite_kept_by_all ns w :
  one_output P -> local_minimum_on free (loss P) w ->
  (forall l r lambda, In (l, r) ns -> 0 < lambda < 1 ->
     hidden_neuron P l r /\ B_definite P l r lambda biases w) ->
  kept_by_all ns w.
Proof.
  intros single Hmin H ss Hss Q z.
  destruct (theorem_2 P ss biases w sigmoid_C2 single Hmin) as [H1 [_ [H2 [H3 H4]]]].
  - intros l r lambda Hin. destruct (Hss l r lambda Hin) as [Hns [Hlam [Hi Hw]]].
    destruct (H l r lambda Hns Hlam) as [neuron HB].
    split; [exact neuron|split; [exact Hlam|split; [exact Hi|split; [exact Hw|]]]].
    intros xi Hxi Hn. specialize (HB xi Hxi Hn).
    assert (0 < lambda * (1 - lambda)) by nra.
    apply (Rmult_lt_reg_l (lambda * (1 - lambda))); [assumption|]. rewrite Rmult_0_r. exact HB.
  - split; [exact H1|split; [exact H2|split; [exact H3|split; [exact H4|]]]].
    intros l u Hl Hu. destruct (widened_by_same P ss) as [E1 E2].
    destruct (widened_by_data P ss) as [E3 [E4 E5]].
    destruct (wider_network (widened P l) Q u) as [v [_ Hv]]; try assumption.
    + intros m _. unfold Q. rewrite H1. simpl. destruct (Nat.eqb_spec m l) as [->|]; lia.
    + exists v. rewrite Hv. unfold Q, z. rewrite H2. exact Hu.
Qed.

Lemma accepted_sound g h f b lower :
  accepted g h f b lower = true ->
  (forall i, (i < n)%nat -> inside (g i) (slopes P ps C none i)) ->
  (forall v, box n (Q2R (radius c)) v ->
     (forall i j, (i < n)%nat -> (j < n)%nat -> inside (h i j) (hessian P ps C v i j))
     /\ inside f (loss P (at_point C ps v))
     /\ forall l r i j, hidden_neuron P l r -> (i <= width P (pred l))%nat ->
          (j <= width P (pred l))%nat -> inside (b l r i j) (B P l r (at_point C ps v) i j)) ->
  (forall l ws, inside (lower l ws) (loss (widened P l) (weights ws))) ->
  one_output P /\ exists w,
  within free C (Q2R (radius c)) w
  /\ critical_on free (loss P) w
  /\ positive_hessian_on free (loss P) w
  /\ strict_local_minimum free (loss P) w
  /\ (forall w', within free C (Q2R (radius c)) w' -> critical_on free (loss P) w' ->
        forall p, w' p = w p)
  /\ Q2R (above c) < loss P w < Q2R (below c)
  /\ (forall l r lambda, In (l, r) (inner c) -> 0 < lambda < 1 -> kept l r lambda w)
  /\ (forall l r lambda, In (l, r) (outer c) -> lambda < 0 \/ 1 < lambda -> kept l r lambda w)
  /\ kept_by_all (inner c) w
  /\ (forall l z, In (l, z) (better c) -> loss (widened P l) (weights z) < loss P w).
Proof.
  intros H Hg Hbox Hlow. unfold accepted in H.
  rewrite !andb_true_iff, Nat.eqb_eq, forallb_forall in H.
  destruct H as [[[[[[[single H] Hd] Ha] Hb] Hin] Hout] Hbetter].
  split; [exact single|].
  assert (smooth := sigmoid_smooth).
  destruct (contracts_sound prec n (inverse c) (radius c) (rate c) g h (slopes P ps C)
    (hessian P ps C) H) as [Hr [v [Hv [Hz Hu]]]].
  - intros v d t i. apply der_slopes. exact smooth.
  - exact Hg.
  - intros v i j Hv. apply Hbox, Hv.
  - exists (at_point C ps v). destruct (Hbox v Hv) as [Hh [Hf HB]].
    assert (off : forall v p, ~ free p -> at_point C ps v p = C p).
    { intros v' p Hp. rewrite trained_listed in Hp. apply place_none in Hp.
      unfold at_point, spread. rewrite Hp. ring. }
    set (w := at_point C ps v) in *.
    assert (Hc : critical_on free (loss P) w)
      by (apply free_critical, critical_slopes; [apply smooth|exact Hz]).
    assert (Hpos : positive_hessian_on free (loss P) w).
    { apply free_hessian, definite_hessian; [exact smooth|].
      apply (definite_sound prec _ _ _ _ Hd), Hh. }
    assert (Hmin : local_minimum_on free (loss P) w) by (apply minimum_of_hessian; assumption).
    assert (Hl : Q2R (above c) < loss P w) by (apply (less_inside prec _ _ _ _ Ha); auto using iQ_inside).
    split; [|split; [|split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]]]].
    + split; [apply at_point_box; assumption|apply off].
    + exact Hc.
    + exact Hpos.
    + apply second_order_sufficient; try assumption; [exact sigmoid_C2|intros p Hp; apply Hp].
    + intros w' [Hnear Hoff] Hc' p.
      set (d := fun j => if (j <? n)%nat then
        w' (nth j ps (0, 0, 0)%nat) - C (nth j ps (0, 0, 0)%nat) else 0).
      assert (E : w' = at_point C ps d).
      { apply functional_extensionality. intros p'. unfold at_point, spread.
        destruct (place p' ps) as [j|] eqn:Ej.
        - destruct (place_some _ _ _ Ej) as [Lj Nj]. unfold d.
          rewrite (proj2 (Nat.ltb_lt j n) Lj), Nj. ring.
        - rewrite Hoff; [ring|]. rewrite trained_listed. apply place_none, Ej. }
      assert (Bd : box n (Q2R (radius c)) d).
      { split; intros j Hj; unfold d.
        - rewrite (proj2 (Nat.ltb_lt j n) Hj). apply Hnear.
        - rewrite (proj2 (Nat.ltb_ge j n) Hj). reflexivity. }
      rewrite E in Hc' |- *.
      specialize (Hu d Bd (proj1 (critical_slopes P ps C d (proj1 smooth))
        (proj2 (free_critical _) Hc'))). unfold w, at_point, spread.
      destruct (place p ps) as [j|] eqn:Ej; [|reflexivity].
      rewrite Hu; [reflexivity|]. apply (place_some _ _ _ Ej).
    + split; [exact Hl|]. apply (less_inside prec _ _ _ _ Hb); [exact Hf|apply iQ_inside].
    + intros l r lambda Hlr Hlam.
      destruct (intervals_sound false b _ _ _ HB Hin l r lambda Hlr) as [neuron D]; [simpl; nra|].
      apply definite_kept; assumption.
    + intros l r lambda Hlr Hlam.
      destruct (intervals_sound true b _ _ _ HB Hout l r lambda Hlr) as [neuron D]; [simpl; nra|].
      apply definite_kept; assumption.
    + apply definite_kept_by_all; try assumption. intros l r lambda Hlr Hlam.
      apply (intervals_sound false b _ _ _ HB Hin l r lambda Hlr). simpl. nra.
    + intros l z Hz'. specialize (Hbetter _ Hz'). eapply Rlt_trans; [|exact Hl].
      apply (less_inside prec _ _ _ _ Hbetter); [apply Hlow|apply iQ_inside].
Qed.

Theorem certified_minimum :
  check_all = true ->
  one_output P /\ exists w,
  within free C (Q2R (radius c)) w
  /\ critical_on free (loss P) w
  /\ positive_hessian_on free (loss P) w
  /\ strict_local_minimum free (loss P) w
  /\ (forall w', within free C (Q2R (radius c)) w' -> critical_on free (loss P) w' ->
        forall p, w' p = w p)
  /\ Q2R (above c) < loss P w < Q2R (below c)
  /\ (forall l r lambda, In (l, r) (inner c) -> 0 < lambda < 1 -> kept l r lambda w)
  /\ (forall l r lambda, In (l, r) (outer c) -> lambda < 0 \/ 1 < lambda -> kept l r lambda w)
  /\ kept_by_all (inner c) w
  /\ (forall l z, In (l, z) (better c) -> loss (widened P l) (weights z) < loss P w).
Proof.
  unfold check_all. cbv zeta. intros H. apply (accepted_sound _ _ _ _ _ H); clear H.
  all: set (w0 := weights' sigmoid A (numbers sigmoid A (centre c))).
  all: set (x := inputs' sigmoid A (map (map (iQ prec)) rows)).
  all: assert (H0 : forall p, inside (w0 p) (C p)) by apply (weights'_rep sigmoid A).
  all: assert (Hx : forall a i, inside (x a i) (input P a i))
         by apply (inputs'_rep sigmoid A widths).
  all: assert (Hy : forall a, (a < samples P)%nat ->
         inside (nth a (labels' sigmoid A rows y) (iZ prec 0)) (label P a))
         by (intros a Ha; apply (labels'_rep sigmoid A rows y a Ha)).
  all: assert (He : forall j p, inside
         (match place p ps with Some i => unit' prec j i | None => iZ prec 0 end)
         (spread ps (delta j) p))
         by (intros j p; unfold spread; destruct (place p ps); [apply unit'_inside|apply iZ_inside]).
  - intros i Hi. rewrite nth_vector by exact Hi. unfold slopes.
    replace (at_point C ps none) with C.
    + apply (tan_loss'_rep P A w0 C x _ H0 Hx Hy _ eq_refl). apply He.
    + apply functional_extensionality. intros p. unfold at_point, spread, none.
      destruct (place p ps); ring.
  - intros v Hv.
    set (w1 := fun p => match place p ps with
      Some _ => I.add prec (w0 p) (ball prec (radius c)) | None => w0 p end).
    assert (H1 : forall p, inside (w1 p) (at_point C ps v p)).
    { intros p. unfold w1, at_point, spread. destruct (place p ps) as [j|] eqn:Ej.
      - apply add_inside; [apply H0|]. apply ball_inside, Hv, (place_some _ _ _ Ej).
      - rewrite Rplus_0_r. apply H0. }
    split; [|split].
    + assert (J : forall i j, (j <= i)%nat -> (i < n)%nat -> (j < n)%nat ->
        inside (nth j (nth i (vector n (fun i => vector n (fun j => if j <=? i then
          jet_loss' P A w1 x (fun a => nth a (labels' sigmoid A rows y) (iZ prec 0))
            (memory P A w1 x)
            (fun p => match place p ps with Some k => unit' prec i k | None => iZ prec 0 end)
            (fun p => match place p ps with Some k => unit' prec j k | None => iZ prec 0 end)
          else iZ prec 0))) []) (iZ prec 0)) (hessian P ps C v i j)).
      { intros i j L Hi Hj. rewrite !nth_vector by assumption.
        rewrite (proj2 (Nat.leb_le j i) L).
        apply (jet_loss'_rep P A w1 _ x _ H1 Hx Hy _ eq_refl); apply He. }
      intros i j Hi Hj. destruct (Nat.leb_spec j i) as [L|L]; [apply J; assumption|].
      unfold hessian. rewrite jet_loss_sym. apply (J j i); lia.
    + apply (loss'_rep P A w1 _ x _ H1 Hx Hy _ eq_refl).
    + intros l r i j neuron Hi Hj.
      apply (B'_rep P A w1 _ x _ H1 Hx Hy _ eq_refl); try assumption. apply sigmoid_smooth.
  - intros l ws. apply (loss'_rep (widened P l) A _ _ x _
      (weights'_rep sigmoid A ws) Hx Hy _ eq_refl).
Qed.

End Instance.
