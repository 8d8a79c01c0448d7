(** Theorems 8 and 9 (p. 11), the half that says when there is a local minimum after splitting; any
    depth, layer, widths and data, with biases and without. What decides is whether D^2 is bounded
    by the loss above the minimum. *)

From Coq Require Import Reals Lra Lia Arith Bool Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Lemma_12 Proposition_15
  Theorem_9 Uniform Definite Second_order Fibre.
Open Scope R_scope.

(** ** The loss depends on the parameters of the network only *)

Lemma act_ext P w z x l i :
  (l <= hidden P)%nat -> (i <= width P l)%nat -> (forall j, parameter P j -> w j = z j) ->
  act P w x l i = act P z x l i.
Proof.
  intros Hl Hi H. revert i Hi. induction l as [|m IH]; intros [|i] Hi; try reflexivity.
  rewrite !act_pre. f_equal. apply sum_ext. intros j Hj. simpl pred in *.
  rewrite IH by lia. rewrite H; [reflexivity|]. simpl. lia.
Qed.

Lemma pre_ext P w z x l k :
  (1 <= l <= S (hidden P))%nat -> (1 <= k <= width P l)%nat ->
  (forall j, parameter P j -> w j = z j) -> pre P w x l k = pre P z x l k.
Proof.
  intros Hl Hk H. apply sum_ext. intros j Hj.
  rewrite (act_ext P w z) by (try exact H; lia). rewrite H; [reflexivity|]. simpl. lia.
Qed.

Lemma loss_ext P w z :
  one_output P -> (forall j, parameter P j -> w j = z j) -> loss P w = loss P z.
Proof.
  intros single H. apply sum_ext. intros a _. unfold sample_loss, output.
  rewrite (pre_ext P w z) by (try exact H; rewrite ?single; lia). reflexivity.
Qed.

Definition is_parameter (P : problem) : nat * nat * nat -> bool := fun '(l, k, i) =>
  (1 <=? l)%nat && (l <=? S (hidden P))%nat && (1 <=? k)%nat && (k <=? width P l)%nat
  && (i <=? width P (pred l))%nat.

Lemma is_parameter_spec P j : is_parameter P j = true <-> parameter P j.
Proof.
  destruct j as [[l k] i]. unfold is_parameter, parameter. rewrite !andb_true_iff, !Nat.leb_le. lia.
Qed.

(** ** Estimates of sums *)

Lemma sum_bounded n f c : (forall i, (i < n)%nat -> Rabs (f i) <= c) -> Rabs (sum n f) <= INR n * c.
Proof.
  induction n as [|n IH]; intros H; [simpl; rewrite Rabs_R0; lra|].
  rewrite S_INR. cbn [sum]. eapply Rle_trans; [apply Rabs_triang|].
  assert (X : Rabs (f n) <= c) by (apply H; lia).
  assert (Y : Rabs (sum n f) <= INR n * c) by (apply IH; intros; apply H; lia). lra.
Qed.

Lemma bilinear_bounded m n M y z c :
  (forall i j, (i < m)%nat -> (j < n)%nat -> Rabs (y i * M i j * z j) <= c) ->
  Rabs (bilinear m n M y z) <= INR m * (INR n * c).
Proof.
  intros H. apply sum_bounded. intros i Hi. apply sum_bounded. intros j Hj. apply H; assumption.
Qed.

Lemma B_form_is_form P l r w : form (fun x y => B_form P l r w x y).
Proof.
  split.
  - intros x y. unfold B_form. rewrite bilinear_transpose. apply bilinear_ext. intros i j _ _.
    unfold transpose, B. apply sum_ext. intros a _. apply sum_ext. intros k _. ring.
  - intros c1 c2 x1 x2 x y H. unfold B_form, bilinear.
    rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros i _.
    rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros j _. rewrite H. ring.
Qed.

(** A definite lambda (1 - lambda) B is bounded below. *)
Lemma B_definite_bound P l r lambda biases w :
  B_definite P l r lambda biases w ->
  exists b, 0 < b /\ forall xi, (forall i, ~ source P l biases i -> xi i = 0) ->
    forall i, b * xi i ^ 2 <= lambda * (1 - lambda) * B_form P l r w xi xi.
Proof.
  intros H.
  destruct (definite_bounded Nat.eq_dec (source P l biases) (List.seq 0 (S (width P (pred l))))
    (fun x y => lambda * (1 - lambda) * B_form P l r w x y)) as [b [Hb HB]].
  - intros i [Hi _]. apply List.in_seq. lia.
  - destruct (B_form_is_form P l r w) as [Hs Hl]. split.
    + intros x y. rewrite Hs. reflexivity.
    + intros c1 c2 x1 x2 x y Hx. rewrite (Hl c1 c2 x1 x2 x y Hx). ring.
  - intros d Hd Hi. apply H; assumption.
  - exists b. split; [exact Hb|]. intros xi Hxi. apply HB. exact Hxi.
Qed.

(** ** The sharp criterion, the half that gives a minimum *)

Section Core.

Variables (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters).
Hypothesis smooth : twice_continuously_differentiable (sigma P).
Hypothesis single : one_output P.
Hypothesis neuron : hidden_neuron P l r.

Local Notation Q := (widened P l).
Local Notation tw := (twin P l).
Local Notation n := (width P (pred l)).
Local Notation scale := (Rabs lambda + Rabs (1 - lambda)).

(** Parameters of the smaller network for those of the larger one: averaged incoming weights, added
    outgoing weights. *)
Definition merged (W : parameters) : parameters := fun '(m, k, i) =>
  if is_parameter P (m, k, i) then
    if (m =? l) && (k =? r) then lambda * W (l, tw, i) + (1 - lambda) * W (l, r, i)
    else if (m =? S l) && (i =? r) then W (S l, k, tw) + W (S l, k, r)
    else W (m, k, i)
  else w (m, k, i).

(** How far the incoming weights are apart. *)
Definition gap (W : parameters) : nat -> R := fun i =>
  if (i <=? n)%nat then W (l, tw, i) - W (l, r, i) else 0.

Definition on_fibre (W : parameters) : parameters :=
  fibre P l r (fun k => W (S l, k, tw)) (merged W).

Local Notation toward W := (seen P l r lambda (gap W) none).

Variable W : parameters.
Variable del : R.
Hypothesis close : near (gamma P l r lambda w) del W.
Hypothesis fixed : forall i, ~ moving biases i -> W i = gamma P l r lambda w i.

Lemma close_twin i : Rabs (W (l, tw, i) - w (l, r, i)) < del.
Proof.
  assert (H := close (l, tw, i)). rewrite gamma_twin in H by exact neuron. exact H.
Qed.

Lemma close_out_twin k : Rabs (W (S l, k, tw) - lambda * w (S l, k, r)) < del.
Proof.
  assert (H := close (S l, k, tw)). rewrite gamma_out_twin in H by exact neuron. exact H.
Qed.

Lemma close_out_r k : Rabs (W (S l, k, r) - (1 - lambda) * w (S l, k, r)) < del.
Proof.
  assert (H := close (S l, k, r)). rewrite gamma_out_r in H by exact neuron. exact H.
Qed.

Lemma close_other m k i : (m = l -> k <> tw) -> (m = S l -> i <> tw /\ i <> r) ->
  Rabs (W (m, k, i) - w (m, k, i)) < del.
Proof.
  intros H1 H2. assert (H := close (m, k, i)). rewrite gamma_other in H by assumption. exact H.
Qed.

Lemma parameter_not_twin m k i : parameter P (m, k, i) ->
  (m = l -> k <> tw) /\ (m = S l -> i <> tw).
Proof. intros [H1 [H2 H3]]. unfold twin. split; intros ->; simpl pred in *; lia. Qed.

Lemma combination_small a b x y : Rabs x < del -> Rabs y < del ->
  Rabs (a * x + b * y) <= (Rabs a + Rabs b) * del.
Proof.
  intros Hx Hy. eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
  assert (A := Rabs_pos a). assert (B := Rabs_pos b). nra.
Qed.

Lemma close_merged : near w ((scale + 3) * del) (merged W).
Proof.
  assert (Hdel : 0 < del) by (eapply Rle_lt_trans; [apply Rabs_pos|apply (close (0, 0, 0)%nat)]).
  assert (Hs : 0 <= scale)
    by (assert (A := Rabs_pos lambda); assert (B := Rabs_pos (1 - lambda)); lra).
  intros [[m k] i]. unfold merged. destruct (is_parameter P (m, k, i)) eqn:E.
  - apply is_parameter_spec in E. destruct (parameter_not_twin m k i E) as [N1 N2].
    destruct (Nat.eqb_spec m l) as [->|Hm]; cbn [andb].
    + destruct (Nat.eqb_spec k r) as [->|Hk].
      * assert (H1 := close_twin i). assert (H2 := close_other l r i).
        replace (lambda * W (l, tw, i) + (1 - lambda) * W (l, r, i) - w (l, r, i)) with
          (lambda * (W (l, tw, i) - w (l, r, i)) + (1 - lambda) * (W (l, r, i) - w (l, r, i)))
          by ring.
        eapply Rle_lt_trans; [apply combination_small; [exact H1|apply H2; lia]|]. nra.
      * decide_index. eapply Rlt_le_trans; [apply close_other; lia|]. nra.
    + destruct (Nat.eqb_spec m (S l)) as [->|Hm']; cbn [andb].
      * destruct (Nat.eqb_spec i r) as [->|Hi].
        -- assert (H1 := close_out_twin k). assert (H2 := close_out_r k).
           replace (W (S l, k, tw) + W (S l, k, r) - w (S l, k, r)) with
             (1 * (W (S l, k, tw) - lambda * w (S l, k, r))
              + 1 * (W (S l, k, r) - (1 - lambda) * w (S l, k, r))) by ring.
           eapply Rle_lt_trans; [apply combination_small; assumption|]. rewrite Rabs_R1. nra.
        -- eapply Rlt_le_trans; [apply close_other; lia|]. nra.
      * eapply Rlt_le_trans; [apply close_other; lia|]. nra.
  - rewrite Rminus_eq_0, Rabs_R0. nra.
Qed.

Lemma merged_fixed j : ~ trained P biases j -> merged W j = w j.
Proof.
  intros Hj. destruct j as [[m k] i]. unfold merged.
  destruct (is_parameter P (m, k, i)) eqn:E; [|reflexivity].
  apply is_parameter_spec in E.
  assert (Hm : ~ moving biases (m, k, i)) by (intros H; apply Hj; split; assumption).
  assert (i = 0%nat) as -> by (destruct i; [reflexivity|exfalso; apply Hm; right; easy]).
  assert (F : forall m k, W (m, k, 0%nat) = gamma P l r lambda w (m, k, 0%nat)).
  { intros m' k'. apply fixed. simpl in *. tauto. }
  destruct (parameter_not_twin m k 0 E) as [N1 _]. destruct neuron as [Hl Hr].
  destruct (Nat.eqb_spec m l) as [->|Hml]; cbn [andb].
  - destruct (Nat.eqb_spec k r) as [->|Hk].
    + rewrite !F, gamma_twin, gamma_other by (try assumption; lia). ring.
    + decide_index. rewrite F, gamma_other by (try assumption; unfold twin; lia). reflexivity.
  - rewrite (proj2 (Nat.eqb_neq 0 r)), andb_false_r by lia.
    rewrite F, gamma_other by (try assumption; unfold twin; lia). reflexivity.
Qed.

Lemma gap_fixed i : ~ source P l biases i -> gap W i = 0.
Proof.
  intros Hi. unfold gap. destruct (Nat.leb_spec i n) as [H|H]; [|reflexivity].
  assert (E : biases = false /\ i = 0%nat).
  { destruct biases, i; unfold source in Hi; try (split; reflexivity);
      exfalso; apply Hi; split; auto. }
  destruct E as [Eb ->]. destruct neuron as [Hl Hr].
  rewrite !fixed by (rewrite Eb; simpl; intros [X|X]; [discriminate|apply X; reflexivity]).
  assert (H1 := r_tw P l r neuron).
  rewrite gamma_twin, gamma_other by (try assumption; lia). ring.
Qed.

Lemma gap_small i : Rabs (gap W i) <= 2 * del.
Proof.
  assert (Hdel : 0 < del) by (eapply Rle_lt_trans; [apply Rabs_pos|apply (close (0, 0, 0)%nat)]).
  unfold gap. destruct (i <=? n)%nat; [|rewrite Rabs_R0; lra].
  assert (H1 := r_tw P l r neuron). destruct neuron as [Hl Hr].
  replace (W (l, tw, i) - W (l, r, i)) with
    (1 * (W (l, tw, i) - w (l, r, i)) + -1 * (W (l, r, i) - w (l, r, i))) by ring.
  eapply Rle_trans; [apply combination_small; [apply close_twin|apply close_other; lia]|].
  rewrite Rabs_R1, Rabs_left by lra. lra.
Qed.

(** From the point on the fibre, along the gap, to W, on all parameters of the larger network. *)
Lemma reached j : parameter Q j -> moved (on_fibre W) (toward W) 1 j = W j.
Proof.
  assert (N := neuron). destruct N as [Hl Hr].
  destruct j as [[m k] i]. intros [Hm [Hk Hi]]. simpl hidden in Hm.
  unfold moved, on_fibre, seen, large_direction, small_direction, none, nowhere.
  destruct (Nat.eq_dec m l) as [->|Hml].
  - rewrite width_split in Hk. rewrite width_other in Hi by lia.
    assert (G : gap W i = W (l, tw, i) - W (l, r, i))
      by (unfold gap; rewrite (proj2 (Nat.leb_le i n)) by exact Hi; reflexivity).
    assert (M : merged W (l, r, i) = lambda * W (l, tw, i) + (1 - lambda) * W (l, r, i)).
    { unfold merged. rewrite (proj2 (is_parameter_spec P (l, r, i))) by (simpl; lia).
      decide_index. reflexivity. }
    rewrite (Nat.eqb_refl l). cbn [andb].
    destruct (Nat.eqb_spec k tw) as [->|Hkt].
    + rewrite fibre_twin, M, G by exact neuron. ring.
    + rewrite fibre_other by (try assumption; lia).
      destruct (Nat.eqb_spec k r) as [->|Hkr].
      * decide_index. rewrite M, G. ring.
      * decide_index. unfold merged.
        rewrite (proj2 (is_parameter_spec P (l, k, i)))
          by (unfold twin in Hkt; simpl; lia).
        decide_index. ring.
  - rewrite width_other in Hk by exact Hml. decide_index.
    destruct (Nat.eq_dec m (S l)) as [->|Hml'].
    + simpl pred in Hi. rewrite width_split in Hi. rewrite Nat.eqb_refl. cbn [andb].
      destruct (Nat.eqb_spec i tw) as [->|Hit]; [rewrite fibre_out_twin by exact neuron; ring|].
      assert (E : is_parameter P (S l, k, i) = true)
        by (apply is_parameter_spec; unfold twin in Hit; simpl; lia).
      destruct (Nat.eqb_spec i r) as [->|Hir].
      * rewrite fibre_out_r by exact neuron. unfold merged. rewrite E. decide_index. ring.
      * rewrite fibre_other by (try assumption; lia). unfold merged. rewrite E. decide_index. ring.
    + rewrite width_other in Hi by lia. decide_index.
      rewrite fibre_other by (try assumption; lia). unfold merged.
      rewrite (proj2 (is_parameter_spec P (m, k, i))) by (simpl; lia).
      decide_index. ring.
Qed.

Lemma close_on_fibre s : 0 <= s <= 1 ->
  near (gamma P l r lambda w) ((3 * scale + 7) * del) (moved (on_fibre W) (toward W) s).
Proof.
  intros Hs.
  assert (Hdel : 0 < del) by (eapply Rle_lt_trans; [apply Rabs_pos|apply (close (0, 0, 0)%nat)]).
  assert (A1 := Rabs_pos lambda). assert (A2 := Rabs_pos (1 - lambda)).
  assert (N := neuron). destruct N as [Hl Hr]. assert (H1 := r_tw P l r neuron).
  assert (C := close_merged).
  assert (G : forall i c, Rabs c <= scale ->
    Rabs (merged W (l, r, i) + s * (c * gap W i) - w (l, r, i)) < (3 * scale + 7) * del).
  { intros i c Hc. specialize (C (l, r, i)). assert (Gi := gap_small i).
    replace (merged W (l, r, i) + s * (c * gap W i) - w (l, r, i)) with
      ((merged W (l, r, i) - w (l, r, i)) + s * (c * gap W i)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|].
    rewrite !Rabs_mult, (Rabs_pos_eq s) by lra.
    assert (Rabs c * Rabs (gap W i) <= scale * (2 * del))
      by (apply Rmult_le_compat; try apply Rabs_pos; assumption).
    assert (0 <= Rabs c * Rabs (gap W i)) by (apply Rmult_le_pos; apply Rabs_pos).
    nra. }
  intros [[m k] i]. unfold moved, on_fibre, seen, large_direction, small_direction, none, nowhere.
  destruct (Nat.eqb_spec m l) as [->|Hm]; cbn [andb].
  - destruct (Nat.eqb_spec k tw) as [->|Hk].
    + rewrite fibre_twin, gamma_twin by exact neuron. apply G. lra.
    + rewrite fibre_other, gamma_other by (try assumption; lia).
      destruct (Nat.eqb_spec k r) as [->|Hkr].
      * decide_index. apply G. rewrite Rabs_Ropp. lra.
      * decide_index. rewrite Rmult_0_r, Rplus_0_r.
        eapply Rlt_le_trans; [apply C|]. nra.
  - destruct (Nat.eqb_spec m (S l)) as [->|Hm']; cbn [andb].
    + destruct (Nat.eqb_spec i tw) as [->|Hi].
      * rewrite fibre_out_twin, Rmult_0_r, Rplus_0_r by exact neuron.
        eapply Rlt_le_trans; [apply close|]. nra.
      * destruct (Nat.eqb_spec i r) as [->|Hir].
        -- rewrite fibre_out_r, gamma_out_r by exact neuron. specialize (C (S l, k, r)).
           assert (T := close_out_twin k).
           replace (merged W (S l, k, r) - W (S l, k, tw) + s * - 0 - (1 - lambda) * w (S l, k, r))
             with ((merged W (S l, k, r) - w (S l, k, r))
                   - (W (S l, k, tw) - lambda * w (S l, k, r))) by ring.
           eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. nra.
        -- rewrite fibre_other, gamma_other, Rmult_0_r, Rplus_0_r by (try assumption; lia).
           eapply Rlt_le_trans; [apply C|]. nra.
    + rewrite fibre_other, gamma_other, Rmult_0_r, Rplus_0_r by (try assumption; lia).
      eapply Rlt_le_trans; [apply C|]. nra.
Qed.

(** What the twin has more than its share of the outgoing weights. *)
Lemma share_small k : (1 <= k <= width P (S l))%nat ->
  Rabs (W (S l, k, tw) - lambda * merged W (S l, k, r)) <= scale * del.
Proof.
  intros Hk. assert (N := neuron). destruct N as [Hl Hr].
  unfold merged. rewrite (proj2 (is_parameter_spec P (S l, k, r))) by (simpl; lia).
  decide_index.
  replace (W (S l, k, tw) - lambda * (W (S l, k, tw) + W (S l, k, r))) with
    ((1 - lambda) * (W (S l, k, tw) - lambda * w (S l, k, r))
     + - lambda * (W (S l, k, r) - (1 - lambda) * w (S l, k, r))) by ring.
  eapply Rle_trans; [apply combination_small; [apply close_out_twin|apply close_out_r]|].
  rewrite Rabs_Ropp. lra.
Qed.

(** The exact expansion around the point on the fibre. *)
Lemma expansion : exists s, 0 < s < 1 /\
  loss Q W = loss P (merged W)
    + D_form P l r (merged W) (gap W) (fun k => W (S l, k, tw) - lambda * merged W (S l, k, r))
    + jet_loss Q (moved (on_fibre W) (toward W) s) (toward W) (toward W) / 2.
Proof.
  destruct (taylor Q (on_fibre W) (toward W)) as [s [Hs E]]; [apply smooth|].
  exists s. split; [exact Hs|].
  rewrite <- (loss_ext Q (moved (on_fibre W) (toward W) 1) W), E by
    (try exact (one_output_widened P l r neuron single); apply reached).
  f_equal. f_equal.
  - apply loss_on_fibre, neuron.
  - apply (tan_seen P l r (fun k => W (S l, k, tw)) (merged W) neuron);
      [apply smooth|exact single|].
    intros i Hi. unfold gap. rewrite (proj2 (Nat.leb_gt i n)) by exact Hi. reflexivity.
Qed.

End Core.

Lemma absorbed x D k b :
  4 * k ^ 2 <= b -> x ^ 2 / 2 + b / 8 * D ^ 2 <= x ^ 2 - k * x * D + b / 4 * D ^ 2.
Proof.
  intros Hk. assert (A := pow2_ge_0 (x - k * D)). assert (B := pow2_ge_0 D). nra.
Qed.

(** A local minimum w, lambda (1 - lambda) B positive definite, D^2 <= C (loss - loss w) near w:
    near gamma_lambda(w) the loss grows at least like half that of the smaller network at the merged
    parameters, and like the square of how far the incoming weights are apart. *)
Theorem growth_after_split :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters) (C eps : R),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  local_minimum_on (trained P biases) (loss P) w ->
  B_definite P l r lambda biases w ->
  0 < eps ->
  (forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
     forall i s, source P l biases i -> (s < width P (S l))%nat ->
     D P l r z i s ^ 2 <= C * (loss P z - loss P w)) ->
  exists del b, 0 < del /\ 0 < b /\ forall W, near (gamma P l r lambda w) del W ->
    (forall j, ~ moving biases j -> W j = gamma P l r lambda w j) ->
    let z := merged P l r lambda w W in
    loss P w <= loss P z
    /\ forall i, (loss P z - loss P w) / 2 + b * gap P l r W i ^ 2
         <= loss (widened P l) W - loss (widened P l) (gamma P l r lambda w).
Proof.
  intros P l r lambda biases w C eps smooth single neuron [eps0 [Heps0 Hmin]] HB Heps HD.
  destruct (B_definite_bound P l r lambda biases w HB) as [b [Hb Hbound]].
  set (g := gamma P l r lambda w).
  set (scale := Rabs lambda + Rabs (1 - lambda)).
  assert (A1 := Rabs_pos lambda). assert (A2 := Rabs_pos (1 - lambda)).
  assert (HS : 0 <= scale) by (unfold scale; lra).
  set (u := Rabs lambda + 1). assert (Hu : 0 < u) by (unfold u; lra).
  destruct (jet_loss_close (widened P l) g smooth (b / (2 * u ^ 2))) as [eps1 [Heps1 Hjet]].
  { apply Rdiv_lt_0_compat; nra. }
  set (N := INR (S (width P (pred l))) * INR (width P (S l))).
  assert (HN : 0 <= N) by (apply Rmult_le_pos; apply pos_INR).
  set (C' := Rabs C + 1). assert (HC : 0 < C') by (assert (X := Rabs_pos C); unfold C'; lra).
  (* how near *)
  set (q := N * scale * sqrt C').
  assert (Hq : 0 <= q) by (apply Rmult_le_pos; [apply Rmult_le_pos; assumption|apply sqrt_pos]).
  set (T := 3 * scale + 7). assert (HT : 0 < T) by (unfold T; lra).
  set (del := Rmin (Rmin eps eps0 / T) (Rmin (eps1 / T) (sqrt b / (2 * (q + 1))))).
  assert (Hsb : 0 < sqrt b) by (apply sqrt_lt_R0, Hb).
  assert (Hdel : 0 < del).
  { unfold del. repeat apply Rmin_pos; apply Rdiv_lt_0_compat; try lra.
    apply Rmin_pos; assumption. }
  assert (D1 : T * del <= Rmin eps eps0).
  { apply Rle_trans with (T * (Rmin eps eps0 / T)); [|right; field; lra].
    apply Rmult_le_compat_l; [lra|]. apply Rmin_l. }
  assert (D2 : T * del <= eps1).
  { apply Rle_trans with (T * (eps1 / T)); [|right; field; lra].
    apply Rmult_le_compat_l; [lra|]. eapply Rle_trans; [apply Rmin_r|apply Rmin_l]. }
  assert (D3 : 2 * (q * del) <= sqrt b).
  { apply Rle_trans with (2 * ((q + 1) * (sqrt b / (2 * (q + 1))))); [|right; field; lra].
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat; try lra.
    eapply Rle_trans; [apply Rmin_r|apply Rmin_r]. }
  exists del, (b / 8). split; [exact Hdel|]. split; [lra|]. intros W Hclose Hfixed z.
  replace (loss (widened P l) g) with (loss P w)
    by (unfold g; rewrite gamma_fibre; symmetry; apply loss_on_fibre, neuron).
  set (xi := gap P l r W).
  assert (Hz : near w (Rmin eps eps0) z).
  { eapply near_less; [apply (close_merged P l r lambda w neuron W del Hclose)|].
    unfold T in D1. fold scale. nra. }
  assert (Hzf : forall j, ~ trained P biases j -> z j = w j)
    by (intros j; apply (merged_fixed P l r lambda biases w neuron W Hfixed)).
  assert (Hxif : forall i, ~ source P l biases i -> xi i = 0)
    by (intros i; apply (gap_fixed P l r lambda biases w neuron W Hfixed)).
  assert (Hx : 0 <= loss P z - loss P w).
  { assert (X : loss P w <= loss P z)
      by (apply Hmin; [eapply near_less; [exact Hz|apply Rmin_r]|exact Hzf]). lra. }
  assert (HDz : forall i s, source P l biases i -> (s < width P (S l))%nat ->
    D P l r z i s ^ 2 <= C' * (loss P z - loss P w)).
  { intros i s Hi Hs. eapply Rle_trans; [apply HD; try assumption;
      eapply near_less; [exact Hz|apply Rmin_l]|].
    apply Rmult_le_compat_r; [exact Hx|]. assert (X := Rle_abs C). unfold C'. lra. }
  destruct (largest (List.seq 0 (S (width P (pred l)))) xi) as [K [HK [Hmax Hatt]]].
  assert (Hall : forall i, Rabs (xi i) <= K).
  { intros i. destruct (Nat.le_gt_cases i (width P (pred l))) as [Hi|Hi].
    - apply Hmax, List.in_seq. lia.
    - unfold xi, gap. rewrite (proj2 (Nat.leb_gt i (width P (pred l)))) by exact Hi.
      rewrite Rabs_R0. exact HK. }
  destruct (expansion P l r lambda w smooth single neuron W) as [s [Hs E]].
  fold z in E. fold xi in E. set (e := seen P l r lambda xi none) in *.
  (* the second order *)
  assert (J0 : b * K ^ 2 <= jet_loss (widened P l) g e e).
  { rewrite <- D2_loss by apply smooth. unfold e, g.
    rewrite D2_seen by (try assumption; apply smooth).
    replace (D_form P l r w xi none) with 0
      by (symmetry; apply bilinear_zero_r; reflexivity).
    rewrite Rmult_0_r, Rplus_0_r. destruct Hatt as [->|[j ->]].
    - specialize (Hbound xi Hxif 0%nat). assert (X := pow2_ge_0 (xi 0%nat)). nra.
    - rewrite pow2_abs. apply Hbound, Hxif. }
  assert (He : forall j, Rabs (e j) <= u * K).
  { intros j. replace (u * K) with (u * K + 0) by ring. apply seen_bounded; [exact Hall|].
    intros k. unfold none. rewrite Rabs_R0. lra. }
  assert (J1 := Hjet (moved (on_fibre P l r lambda w W) e s) e (u * K)).
  assert (J2 : b / 2 * K ^ 2
    <= jet_loss (widened P l) (moved (on_fibre P l r lambda w W) e s) e e).
  { assert (X : near g eps1 (moved (on_fibre P l r lambda w W) e s)).
    { eapply near_less; [apply (close_on_fibre P l r lambda w neuron W del Hclose s); lra|].
      exact D2. }
    specialize (J1 X ltac:(nra) He). apply Rabs_le_between in J1.
    replace (b / (2 * u ^ 2) * (u * K) ^ 2) with (b / 2 * K ^ 2) in J1 by (field; lra). lra. }
  (* the first order *)
  set (x := sqrt (loss P z - loss P w)).
  assert (Hx0 : 0 <= x) by apply sqrt_pos.
  assert (Hxx : x ^ 2 = loss P z - loss P w) by (apply pow2_sqrt, Hx).
  set (F := D_form P l r z xi (fun k => W (S l, k, twin P l) - lambda * z (S l, k, r))) in *.
  assert (F1 : Rabs F <= q * del * x * K).
  { unfold F, D_form. eapply Rle_trans; [apply bilinear_bounded with
      (c := K * (sqrt C' * x) * (scale * del))|].
    - intros i t Hi Ht. rewrite !Rabs_mult.
      destruct (classic (source P l biases i)) as [Hso|Hso].
      + apply Rmult_le_compat; try apply Rabs_pos.
        * apply Rmult_le_pos; apply Rabs_pos.
        * apply Rmult_le_compat; try apply Rabs_pos; [apply Hall|].
          unfold x. rewrite <- sqrt_mult by lra. apply Rsqr_incr_0_var; [|apply sqrt_pos].
          rewrite <- Rsqr_abs, Rsqr_sqrt by (apply Rmult_le_pos; lra).
          unfold Rsqr. specialize (HDz i t Hso Ht). simpl in HDz. lra.
        * apply (share_small P l r lambda w neuron W del Hclose). lia.
      + rewrite (Hxif i Hso), Rabs_R0. rewrite !Rmult_0_l.
        apply Rmult_le_pos; [apply Rmult_le_pos; [exact HK|]|];
          apply Rmult_le_pos; try lra; apply sqrt_pos.
    - right. unfold q, N. ring. }
  assert (Hk : 4 * (q * del) ^ 2 <= b).
  { rewrite <- (sqrt_sqrt b) by lra. assert (0 <= q * del) by (apply Rmult_le_pos; lra). nra. }
  assert (Key := absorbed x K (q * del) b Hk).
  split; [lra|]. intros i. rewrite E. apply Rabs_le_between in F1.
  assert (G : xi i ^ 2 <= K ^ 2).
  { rewrite <- (pow2_abs (xi i)). apply pow_incr. split; [apply Rabs_pos|apply Hall]. }
  nra.
Qed.

(** gamma_lambda(w) is then a local minimum. *)
Theorem minimum_after_split :
  forall (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters) (C eps : R),
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  local_minimum_on (trained P biases) (loss P) w ->
  B_definite P l r lambda biases w ->
  0 < eps ->
  (forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
     forall i s, source P l biases i -> (s < width P (S l))%nat ->
     D P l r z i s ^ 2 <= C * (loss P z - loss P w)) ->
  local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros P l r lambda biases w C eps smooth single neuron Hmin HB Heps HD.
  destruct (growth_after_split P l r lambda biases w C eps) as [del [b [Hdel [Hb H]]]];
    try assumption.
  exists del. split; [exact Hdel|]. intros W Hn Hf. destruct (H W Hn Hf) as [Hz Hg].
  specialize (Hg 0%nat). assert (X := pow2_ge_0 (gap P l r W 0)). nra.
Qed.
