(** Splitting a neuron: values, first and second derivatives of both networks compared. *)

From Coq Require Import Reals Lra Lia Arith Bool FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets.
Open Scope R_scope.

Ltac decide_index :=
  repeat match goal with
  | |- context [?a =? ?b] =>
      first [ rewrite (proj2 (Nat.eqb_eq a b)) by lia | rewrite (proj2 (Nat.eqb_neq a b)) by lia ]
  end; cbn [andb].

Lemma plus_tail a b c d e : a = c -> b = d + e -> a + b = c + d + e.
Proof. intros -> ->. ring. Qed.

(** The sum over the neurons of a split layer: neuron r and the last one are taken together. *)
Lemma sum_split n r c c' :
  (r < S n)%nat -> (forall j, (j < S n)%nat -> j <> r -> c j = c' j) ->
  sum (S (S n)) c = sum (S n) c' + (c r + c (S n) - c' r).
Proof.
  intros Hr H. change (sum (S (S n)) c) with (sum (S n) c + c (S n)).
  rewrite (sum_at (S n) r c c') by auto. ring.
Qed.

(** ** How a change rho of the pre-activations of layer l0 moves those of layer j + l0 *)

Fixpoint response (P : problem) (w : parameters) (x : nat -> R) (l0 : nat) (rho : nat -> R)
    (j k : nat) {struct j} : R :=
  match j with
  | O => rho k
  | S j' =>
      sum (width P (j' + l0)) (fun i =>
        w (S (j' + l0), k, S i)%nat
        * (Derive (sigma P) (pre P w x (j' + l0) (S i)) * response P w x l0 rho j' (S i)))
  end.

Lemma response_by_axes P w x l0 rho j k :
  (1 <= k <= width P (j + l0))%nat ->
  response P w x l0 rho j k
  = sum (width P l0) (fun s => rho (S s) * response P w x l0 (delta (S s)) j k).
Proof.
  revert k. induction j as [|j IH]; intros k Hk.
  - simpl. destruct k as [|k]; [lia|]. simpl in Hk.
    rewrite <- (sum_delta (width P l0) k (fun s => rho (S s))) by lia.
    apply sum_ext. intros s _. unfold delta. simpl.
    rewrite (Nat.eqb_sym k s). ring.
  - cbn [response].
    rewrite (sum_ext _ _ (fun i => sum (width P l0) (fun s =>
      rho (S s) * (w (S (j + l0), k, S i)%nat
        * (Derive (sigma P) (pre P w x (j + l0) (S i))
           * response P w x l0 (delta (S s)) j (S i)))))).
    + rewrite sum_swap. apply sum_ext. intros s _. apply sum_scal.
    + intros i Hi. rewrite (IH (S i)) by lia. rewrite <- !sum_scal.
      apply sum_ext. intros s _. ring.
Qed.

Lemma tan_axis_below P w x l k m i :
  (m < l)%nat -> tan_act P w x (axis l k 0) m i = 0.
Proof.
  revert i. induction m as [|m IH]; intros [|i] Hm; try reflexivity.
  rewrite tan_act_pre. unfold tan_pre. rewrite sum_zero; [ring|].
  intros j _. simpl pred. rewrite IH by lia.
  unfold axis, delta. decide_index. ring.
Qed.

Lemma tan_axis P w x l k j k' :
  (1 <= l)%nat ->
  tan_pre P w x (axis l k 0) (j + l) k' = response P w x l (delta k) j k'.
Proof.
  intros Hl. revert k'. induction j as [|j IH]; intros k'.
  - simpl. unfold tan_pre. rewrite sum_first, sum_zero.
    + rewrite tan_axis_below by lia.
      replace (act P w x (pred l) 0) with 1 by (destruct (pred l); reflexivity).
      unfold axis. unfold delta at 1 3. rewrite !Nat.eqb_refl. ring.
    + intros i _. rewrite tan_axis_below by lia. unfold axis, delta at 3. simpl. ring.
  - unfold tan_pre. simpl (pred _). cbn [response plus]. rewrite sum_first.
    assert (H0 : forall i, axis l k 0 (S (j + l), k', i) = 0).
    { intros i. unfold axis, delta at 1. decide_index. ring. }
    rewrite H0. replace (tan_act P w x (axis l k 0) (j + l) 0) with 0
      by (destruct (j + l)%nat; reflexivity).
    rewrite !Rmult_0_l, Rmult_0_r, !Rplus_0_l.
    apply sum_ext. intros i _. rewrite H0, <- IH.
    destruct (j + l)%nat as [|m] eqn:E; [lia|]. rewrite tan_act_pre.
    replace (S j + l)%nat with (S (S m)) by lia. ring.
Qed.

(** The sensitivities are factors of the response of the output. *)
Lemma sensitivity_response P w a l j k :
  differentiable (sigma P) -> (1 <= l)%nat -> S (hidden P) = (j + l)%nat ->
  sensitivity P w a l k
  = 2 * (output P w (input P a) - label P a) * response P w (input P a) l (delta k) j 1.
Proof.
  intros smooth Hl Hj. unfold sensitivity. rewrite D1_sample by easy.
  unfold tan_sample. rewrite Hj, tan_axis by easy. reflexivity.
Qed.

(** B and D as sums over the samples. *)

Lemma B_form_sum P l r w xi eta :
  B_form P l r w xi eta
  = sum (samples P) (fun a => sum (width P (S l)) (fun k =>
      sensitivity P w a (S l) (S k) * w (S l, S k, r)
      * Derive (Derive (sigma P)) (pre P w (input P a) l r)
      * sum (S (width P (pred l))) (fun i => xi i * act P w (input P a) (pred l) i)
      * sum (S (width P (pred l))) (fun j => eta j * act P w (input P a) (pred l) j))).
Proof.
  unfold B_form, B. rewrite bilinear_sum. apply sum_ext. intros a _.
  rewrite bilinear_sum. apply sum_ext. intros k _. apply bilinear_rank_one.
Qed.

Lemma D_form_sum P l r w xi zeta :
  D_form P l r w xi zeta
  = sum (samples P) (fun a => sum (width P (S l)) (fun s =>
      sensitivity P w a (S l) (S s) * Derive (sigma P) (pre P w (input P a) l r)
      * sum (S (width P (pred l))) (fun i => xi i * act P w (input P a) (pred l) i)
      * zeta (S s))).
Proof.
  unfold D_form, D. rewrite bilinear_sum. apply sum_ext. intros a _.
  unfold bilinear. rewrite sum_swap. apply sum_ext. intros s _.
  rewrite sum_scal_r, <- sum_scal. f_equal. apply sum_ext. intros i _. ring.
Qed.

(** ** Values, however the outgoing weights are shared *)

Section Shares.

Variables (P : problem) (l r : nat) (p : nat -> R) (z : parameters).
Hypothesis neuron : hidden_neuron P l r.

Local Notation Q := (widened P l).
Local Notation tw := (twin P l).
Local Notation F := (fibre P l r p z).

Lemma width_other m : m <> l -> width Q m = width P m.
Proof. intros H. unfold widened. simpl. decide_index. reflexivity. Qed.

Lemma width_split : width Q l = S (width P l).
Proof. unfold widened. simpl. decide_index. reflexivity. Qed.

Lemma r_tw : r <> tw.
Proof. destruct neuron. unfold twin. lia. Qed.

Lemma fibre_twin i : F (l, tw, i) = z (l, r, i).
Proof. unfold fibre. decide_index. reflexivity. Qed.

Lemma fibre_out_twin k : F (S l, k, tw) = p k.
Proof. unfold fibre. decide_index. reflexivity. Qed.

Lemma fibre_out_r k : F (S l, k, r) = z (S l, k, r) - p k.
Proof. assert (H := r_tw). unfold fibre. decide_index. reflexivity. Qed.

Lemma fibre_other m k i :
  (m = l -> k <> tw) -> (m = S l -> i <> tw /\ i <> r) -> F (m, k, i) = z (m, k, i).
Proof.
  intros H1 H2. unfold fibre.
  destruct (Nat.eqb_spec m l) as [->|]; cbn [andb].
  - specialize (H1 eq_refl). decide_index. reflexivity.
  - destruct (Nat.eqb_spec m (S l)) as [->|]; cbn [andb]; [|reflexivity].
    destruct (H2 eq_refl). decide_index. reflexivity.
Qed.

(** The neuron of the smaller network that neuron i of layer m belongs to. *)
Definition origin (m i : nat) : nat := if (m =? l) && (i =? tw) then r else i.

Lemma origin_same m i : (m = l -> i <> tw) -> origin m i = i.
Proof.
  intros H. unfold origin. destruct (Nat.eqb_spec m l) as [->|]; [|reflexivity].
  specialize (H eq_refl). decide_index. reflexivity.
Qed.

Lemma origin_twin : origin l tw = r.
Proof. unfold origin. decide_index. reflexivity. Qed.

Lemma pre_fibre_from x m k :
  (forall i, act Q F x m i = act P z x m (origin m i)) ->
  pre Q F x (S m) k = pre P z x (S m) (origin (S m) k).
Proof.
  intros IH. destruct neuron as [Hl Hr]. unfold pre. simpl pred.
  destruct (Nat.eq_dec m l) as [->|Hm].
  - rewrite width_split, origin_same by lia.
    rewrite (sum_split _ r _ (fun j => z (S l, k, j) * act P z x l j)) by
      (try (lia); intros j Hj Hne; rewrite IH, origin_same by (unfold twin; lia);
       rewrite fibre_other by (unfold twin; lia); reflexivity).
    rewrite !IH. rewrite (origin_same l r) by (intros; apply r_tw).
    change (S (width P l)) with tw.
    rewrite origin_twin, fibre_out_twin, fibre_out_r. ring.
  - rewrite width_other by easy. apply sum_ext. intros j _.
    rewrite IH, origin_same by easy. f_equal. unfold origin.
    destruct (Nat.eqb_spec (S m) l) as [Hl'|]; cbn [andb].
    + rewrite Hl'. destruct (Nat.eqb_spec k tw) as [->|]; [apply fibre_twin|].
      apply fibre_other; lia.
    + apply fibre_other; lia.
Qed.

Lemma act_fibre x m i : act Q F x m i = act P z x m (origin m i).
Proof.
  destruct neuron as [Hl Hr].
  revert i. induction m as [|m IH]; intros i.
  - rewrite origin_same by lia. destruct i; reflexivity.
  - destruct i as [|i].
    + rewrite origin_same by (unfold twin; lia). reflexivity.
    + assert (H := pre_fibre_from x m (S i) IH).
      destruct (origin (S m) (S i)) as [|i'] eqn:E.
      * unfold origin in E. destruct ((S m =? l) && (S i =? tw)); lia.
      * rewrite !act_pre, H. reflexivity.
Qed.

Lemma pre_fibre x m k : pre Q F x (S m) k = pre P z x (S m) (origin (S m) k).
Proof. apply pre_fibre_from. intros i. apply act_fibre. Qed.

Lemma act_fibre_other x m i : (m = l -> i <> tw) -> act Q F x m i = act P z x m i.
Proof. intros H. rewrite act_fibre, origin_same by easy. reflexivity. Qed.

Lemma pre_fibre_other x m k :
  (1 <= m)%nat -> (m = l -> k <> tw) -> pre Q F x m k = pre P z x m k.
Proof. intros Hm H. destruct m; [lia|]. rewrite pre_fibre, origin_same by easy. reflexivity. Qed.

Lemma pre_fibre_twin x : pre Q F x l tw = pre P z x l r.
Proof.
  destruct neuron as [Hl _]. assert (H := pre_fibre x (pred l) tw).
  replace (S (pred l)) with l in H by lia. rewrite origin_twin in H. exact H.
Qed.

Lemma output_fibre x : output Q F x = output P z x.
Proof. destruct neuron. apply (pre_fibre_other x (S (hidden P)) 1); lia. Qed.

Lemma loss_on_fibre : loss Q F = loss P z.
Proof.
  apply sum_ext. intros a _. unfold sample_loss. rewrite output_fibre. reflexivity.
Qed.

End Shares.

Lemma gamma_fibre P l r lambda w :
  gamma P l r lambda w = fibre P l r (fun k => lambda * w (S l, k, r)) w.
Proof.
  apply functional_extensionality. intros [[m k] i]. unfold gamma, fibre.
  destruct ((m =? l) && (k =? twin P l)); [reflexivity|].
  destruct ((m =? S l) && (i =? twin P l)); [reflexivity|].
  destruct ((m =? S l) && (i =? r)); [ring|reflexivity].
Qed.

Section Splitting.

Variables (P : problem) (l r : nat) (lambda : R) (w : parameters).
Hypothesis neuron : hidden_neuron P l r.

Local Notation Q := (widened P l).
Local Notation n := (width P l).
Local Notation tw := (twin P l).
Local Notation g := (gamma P l r lambda w).
Local Notation origin := (origin P l r).

Lemma gamma_twin i : g (l, tw, i) = w (l, r, i).
Proof. rewrite gamma_fibre. apply fibre_twin. Qed.

Lemma gamma_out_twin k : g (S l, k, tw) = lambda * w (S l, k, r).
Proof. rewrite gamma_fibre. apply fibre_out_twin. Qed.

Lemma gamma_out_r k : g (S l, k, r) = (1 - lambda) * w (S l, k, r).
Proof. rewrite gamma_fibre, fibre_out_r by exact neuron. ring. Qed.

Lemma gamma_other m k i :
  (m = l -> k <> tw) -> (m = S l -> i <> tw /\ i <> r) -> g (m, k, i) = w (m, k, i).
Proof. intros H1 H2. rewrite gamma_fibre. apply fibre_other; assumption. Qed.

(** The larger network computes the same values; the twin that of neuron r (p. 10). *)
Lemma act_gamma x m i : act Q g x m i = act P w x m (origin m i).
Proof. rewrite gamma_fibre. apply act_fibre, neuron. Qed.

Lemma pre_gamma x m k : pre Q g x (S m) k = pre P w x (S m) (origin (S m) k).
Proof. rewrite gamma_fibre. apply pre_fibre, neuron. Qed.

Lemma act_gamma_other x m i : (m = l -> i <> tw) -> act Q g x m i = act P w x m i.
Proof. rewrite gamma_fibre. apply act_fibre_other, neuron. Qed.

Lemma pre_gamma_other x m k :
  (1 <= m)%nat -> (m = l -> k <> tw) -> pre Q g x m k = pre P w x m k.
Proof. rewrite gamma_fibre. apply pre_fibre_other, neuron. Qed.

Lemma pre_gamma_twin x : pre Q g x l tw = pre P w x l r.
Proof. rewrite gamma_fibre. apply pre_fibre_twin, neuron. Qed.

Lemma output_gamma x : output Q g x = output P w x.
Proof. rewrite gamma_fibre. apply output_fibre, neuron. Qed.

(** ** First derivatives *)

Section One.

Variables (ut ur vt vr : nat -> R) (rest : parameters).
Local Notation d := (large_direction P l r ut ur vt vr rest).
Definition merged_in (i : nat) : R := lambda * ut i + (1 - lambda) * ur i.
Definition merged_out (k : nat) : R := vt k + vr k.
Local Notation s := (small_direction l r merged_in merged_out rest).

Lemma merged_in_eq i : merged_in i = lambda * ut i + (1 - lambda) * ur i.
Proof. reflexivity. Qed.

Lemma merged_out_eq k : merged_out k = vt k + vr k.
Proof. reflexivity. Qed.

(** What the merged direction does not see. *)
Definition apart (i : nat) : R := ut i - ur i.
Definition outgoing_shift (k : nat) : R := (1 - lambda) * vt k - lambda * vr k.

Lemma d_twin i : d (l, tw, i) = ut i.
Proof. unfold large_direction. decide_index. reflexivity. Qed.

Lemma d_r i : d (l, r, i) = ur i.
Proof.
  assert (H := r_tw P l r neuron). unfold large_direction, small_direction.
  decide_index. reflexivity.
Qed.

Lemma d_out_twin k : d (S l, k, tw) = vt k.
Proof. unfold large_direction. decide_index. reflexivity. Qed.

Lemma d_out_r k : d (S l, k, r) = vr k.
Proof.
  assert (H := r_tw P l r neuron). unfold large_direction, small_direction.
  decide_index. reflexivity.
Qed.

Lemma s_r i : s (l, r, i) = merged_in i.
Proof. unfold small_direction. decide_index. reflexivity. Qed.

Lemma s_out_r k : s (S l, k, r) = merged_out k.
Proof. unfold small_direction. decide_index. reflexivity. Qed.

Lemma d_other m k i :
  (m = l -> k <> tw /\ k <> r) -> (m = S l -> i <> tw /\ i <> r) -> d (m, k, i) = s (m, k, i).
Proof.
  intros H1 H2. unfold large_direction, small_direction.
  destruct (Nat.eqb_spec m l) as [->|]; cbn [andb].
  - destruct (H1 eq_refl). decide_index. reflexivity.
  - destruct (Nat.eqb_spec m (S l)) as [->|]; cbn [andb]; [|reflexivity].
    destruct (H2 eq_refl). decide_index. reflexivity.
Qed.

(** The difference of the incoming directions, against the activations of layer l - 1. *)
Definition pull (x : nat -> R) : R :=
  sum (S (width P (pred l))) (fun j => apart j * act P w x (pred l) j).

Lemma tan_below x m i : (m < l)%nat -> tan_act Q g x d m i = tan_act P w x s m i.
Proof.
  revert i. induction m as [|m IH]; intros [|i] Hm; try reflexivity.
  rewrite !tan_act_pre, pre_gamma_other by lia. f_equal.
  unfold tan_pre. simpl pred. rewrite width_other by lia. apply sum_ext. intros j _.
  rewrite IH, act_gamma_other, d_other, gamma_other by lia. reflexivity.
Qed.

Lemma tan_pre_other x k :
  k <> tw -> k <> r -> tan_pre Q g x d l k = tan_pre P w x s l k.
Proof.
  intros H1 H2. destruct neuron. unfold tan_pre. rewrite width_other by lia.
  apply sum_ext. intros j _.
  rewrite tan_below, act_gamma_other, d_other, gamma_other by lia. reflexivity.
Qed.

Lemma tan_pre_r x : tan_pre Q g x d l r = tan_pre P w x s l r - lambda * pull x.
Proof.
  destruct neuron. assert (H1 := r_tw P l r neuron). unfold tan_pre, pull.
  rewrite <- sum_scal, <- sum_minus, width_other by lia.
  apply sum_ext. intros j _.
  rewrite tan_below, act_gamma_other, d_r, s_r, gamma_other by lia.
  unfold merged_in, apart. ring.
Qed.

Lemma tan_pre_twin x : tan_pre Q g x d l tw = tan_pre P w x s l r + (1 - lambda) * pull x.
Proof.
  destruct neuron. unfold tan_pre, pull.
  rewrite <- sum_scal, <- sum_plus, width_other by lia.
  apply sum_ext. intros j _.
  rewrite tan_below, act_gamma_other, d_twin, s_r, gamma_twin by lia.
  unfold merged_in, apart. ring.
Qed.

Lemma tan_act_at m k x : (1 <= m)%nat -> (1 <= k)%nat ->
  tan_act Q g x d m k = Derive (sigma P) (pre Q g x m k) * tan_pre Q g x d m k.
Proof. destruct m, k; try lia. reflexivity. Qed.

Lemma tan_act_small m k x : (1 <= m)%nat -> (1 <= k)%nat ->
  tan_act P w x s m k = Derive (sigma P) (pre P w x m k) * tan_pre P w x s m k.
Proof. destruct m, k; try lia. reflexivity. Qed.

Lemma tan_act_other x k : k <> tw -> k <> r -> tan_act Q g x d l k = tan_act P w x s l k.
Proof.
  intros H1 H2. destruct neuron. destruct k as [|k]; [destruct l; reflexivity|].
  rewrite tan_act_at, tan_act_small, pre_gamma_other, tan_pre_other by lia. reflexivity.
Qed.

Lemma tan_act_r x :
  tan_act Q g x d l r
  = Derive (sigma P) (pre P w x l r) * (tan_pre P w x s l r - lambda * pull x).
Proof.
  destruct neuron. assert (H1 := r_tw P l r neuron).
  rewrite tan_act_at, pre_gamma_other, tan_pre_r by lia. reflexivity.
Qed.

Lemma tan_act_twin x :
  tan_act Q g x d l tw
  = Derive (sigma P) (pre P w x l r) * (tan_pre P w x s l r + (1 - lambda) * pull x).
Proof.
  destruct neuron. rewrite tan_act_at by (unfold twin; lia).
  rewrite pre_gamma_twin, tan_pre_twin. reflexivity.
Qed.

Lemma tan_next x k : tan_pre Q g x d (S l) k = tan_pre P w x s (S l) k.
Proof.
  destruct neuron as [Hl Hr]. assert (H1 := r_tw P l r neuron). unfold tan_pre. simpl pred.
  rewrite width_split.
  rewrite (sum_split _ r _ (fun j => s (S l, k, j) * act P w x l j
                                     + w (S l, k, j) * tan_act P w x s l j)).
  - replace (S n) with tw by reflexivity.
    rewrite !act_gamma, origin_twin, (origin_same P l r l r) by auto.
    rewrite d_out_twin, d_out_r, s_out_r, gamma_out_r, gamma_out_twin, tan_act_r, tan_act_twin.
    rewrite (tan_act_small l r) by lia. unfold merged_out. ring.
  - lia.
  - intros j Hj Hne. assert (j <> tw) by (unfold twin; lia).
    rewrite tan_act_other, act_gamma_other, d_other, gamma_other by (auto; lia). reflexivity.
Qed.

Lemma tan_above x j k : tan_pre Q g x d (j + S l) k = tan_pre P w x s (j + S l) k.
Proof.
  destruct neuron. revert k. induction j as [|j IH]; intros k; [apply tan_next|].
  unfold tan_pre. simpl pred. rewrite width_other by lia. apply sum_ext. intros i _.
  cbn [plus]. rewrite act_gamma_other, d_other, gamma_other by lia. f_equal. f_equal.
  destruct i as [|i]; [destruct (j + S l)%nat; reflexivity|].
  rewrite tan_act_at, tan_act_small, IH, pre_gamma_other by lia. reflexivity.
Qed.

Lemma tan_act_above x j i : tan_act Q g x d (j + S l) i = tan_act P w x s (j + S l) i.
Proof.
  destruct i as [|i]; [destruct (j + S l)%nat; reflexivity|].
  rewrite tan_act_at, tan_act_small, tan_above, pre_gamma_other by lia. reflexivity.
Qed.

(** The first derivative of the larger loss is that of the smaller one along the merged
    direction. *)
Lemma tan_loss_gamma : tan_loss Q g d = tan_loss P w s.
Proof.
  destruct neuron. apply sum_ext. intros a _. unfold tan_sample.
  rewrite output_gamma. simpl hidden. f_equal.
  replace (S (hidden P)) with (hidden P - l + S l)%nat by lia. apply tan_above.
Qed.

End One.

Lemma large_direction_all d :
  large_direction P l r (fun i => d (l, tw, i)) (fun i => d (l, r, i))
    (fun k => d (S l, k, tw)) (fun k => d (S l, k, r)) d = d.
Proof.
  apply functional_extensionality. intros [[m k] i].
  unfold large_direction, small_direction.
  destruct (Nat.eqb_spec m l) as [->|]; cbn [andb].
  - destruct (Nat.eqb_spec k tw) as [->|]; [reflexivity|]. decide_index.
    destruct (Nat.eqb_spec k r) as [->|]; reflexivity.
  - destruct (Nat.eqb_spec m (S l)) as [->|]; cbn [andb]; [|reflexivity].
    destruct (Nat.eqb_spec i tw) as [->|]; [reflexivity|].
    destruct (Nat.eqb_spec i r) as [->|]; reflexivity.
Qed.

(** ** Second derivatives *)

Section Two.

Variables (ut ur vt vr : nat -> R) (rest : parameters).
Variables (ut' ur' vt' vr' : nat -> R) (rest' : parameters).
Local Notation d := (large_direction P l r ut ur vt vr rest).
Local Notation e := (large_direction P l r ut' ur' vt' vr' rest').
Local Notation s := (small_direction l r (merged_in ut ur) (merged_out vt vr) rest).
Local Notation s' := (small_direction l r (merged_in ut' ur') (merged_out vt' vr') rest').

Lemma jet_below x m i : (m < l)%nat -> jet_act Q g x d e m i = jet_act P w x s s' m i.
Proof.
  revert i. induction m as [|m IH]; intros [|i] Hm; try reflexivity.
  assert (HT : forall ut ur vt vr rest,
    tan_pre Q g x (large_direction P l r ut ur vt vr rest) (S m) (S i)
    = tan_pre P w x (small_direction l r (merged_in ut ur) (merged_out vt vr) rest)
        (S m) (S i)).
  { intros. unfold tan_pre. simpl pred. rewrite width_other by lia. apply sum_ext. intros j _.
    rewrite tan_below, act_gamma_other, d_other, gamma_other by lia. reflexivity. }
  rewrite !jet_act_pre, pre_gamma_other by lia. rewrite !HT.
  f_equal. f_equal. unfold jet_pre. simpl pred. rewrite width_other by lia.
  apply sum_ext. intros j _.
  rewrite IH by lia.
  rewrite !tan_below, !d_other, gamma_other by lia. reflexivity.
Qed.

(** The part of the second derivative of a split pre-activation that comes from its own
    direction. *)
Definition own (x : nat -> R) : R :=
  sum (S (width P (pred l))) (fun j =>
    apart ut ur j * tan_act P w x s' (pred l) j + apart ut' ur' j * tan_act P w x s (pred l) j).

Lemma jet_pre_other x k : k <> tw -> k <> r -> jet_pre Q g x d e l k = jet_pre P w x s s' l k.
Proof.
  intros H1 H2. destruct neuron. unfold jet_pre. rewrite width_other by lia.
  apply sum_ext. intros j _. rewrite jet_below by lia.
  rewrite !tan_below, !d_other, gamma_other by lia. reflexivity.
Qed.

Lemma jet_pre_r x : jet_pre Q g x d e l r = jet_pre P w x s s' l r - lambda * own x.
Proof.
  destruct neuron. assert (H1 := r_tw P l r neuron). unfold jet_pre, own.
  rewrite <- sum_scal, <- sum_minus, width_other by lia.
  apply sum_ext. intros j _. rewrite jet_below by lia.
  rewrite !tan_below, !d_r, !s_r, gamma_other by lia. rewrite !merged_in_eq. unfold apart. ring.
Qed.

Lemma jet_pre_twin x : jet_pre Q g x d e l tw = jet_pre P w x s s' l r + (1 - lambda) * own x.
Proof.
  destruct neuron. unfold jet_pre, own.
  rewrite <- sum_scal, <- sum_plus, width_other by lia.
  apply sum_ext. intros j _. rewrite jet_below by lia.
  rewrite !tan_below, !d_twin, !s_r, gamma_twin by lia. rewrite !merged_in_eq. unfold apart. ring.
Qed.

Lemma jet_act_at R' v x d1 d2 m k : (1 <= m)%nat -> (1 <= k)%nat ->
  jet_act R' v x d1 d2 m k
  = Derive (Derive (sigma R')) (pre R' v x m k) * tan_pre R' v x d2 m k * tan_pre R' v x d1 m k
    + Derive (sigma R') (pre R' v x m k) * jet_pre R' v x d1 d2 m k.
Proof. destruct m, k; try lia. reflexivity. Qed.

Lemma jet_act_other x k : k <> tw -> k <> r -> jet_act Q g x d e l k = jet_act P w x s s' l k.
Proof.
  intros H1 H2. destruct neuron. destruct k as [|k]; [destruct l; reflexivity|].
  rewrite !jet_act_at, pre_gamma_other, jet_pre_other by lia.
  rewrite !tan_pre_other by lia. reflexivity.
Qed.

(** The second derivative of n(l+1, k; x) that the smaller network does not have. *)
Definition excess (x : nat -> R) (k : nat) : R :=
  lambda * (1 - lambda) * w (S l, k, r) * Derive (Derive (sigma P)) (pre P w x l r)
    * pull ut ur x * pull ut' ur' x
  + Derive (sigma P) (pre P w x l r)
    * (outgoing_shift vt vr k * pull ut' ur' x + outgoing_shift vt' vr' k * pull ut ur x).

Lemma jet_next x k :
  jet_pre Q g x d e (S l) k = jet_pre P w x s s' (S l) k + excess x k.
Proof.
  destruct neuron as [Hl Hr]. assert (H1 := r_tw P l r neuron). unfold jet_pre. simpl pred.
  rewrite width_split.
  rewrite (sum_split _ r _ (fun j =>
    s (S l, k, j) * tan_act P w x s' l j + s' (S l, k, j) * tan_act P w x s l j
    + w (S l, k, j) * jet_act P w x s s' l j)).
  - replace (S n) with tw by reflexivity. f_equal.
    rewrite !jet_act_at by (unfold twin; lia).
    rewrite jet_pre_r, jet_pre_twin, pre_gamma_twin, pre_gamma_other by (try lia; easy).
   
    rewrite !d_out_twin, !d_out_r, !s_out_r, gamma_out_r, gamma_out_twin,
      !tan_act_r, !tan_act_twin, !tan_pre_r, !tan_pre_twin.
    rewrite !(tan_act_small _ _ _ _ _ l r) by lia.
    rewrite !merged_out_eq. unfold excess, outgoing_shift. change (sigma Q) with (sigma P). ring.
  - lia.
  - intros j Hj Hne. assert (j <> tw) by (unfold twin; lia).
    rewrite jet_act_other by auto.
    rewrite !tan_act_other, !d_other, gamma_other by (auto; lia). reflexivity.
Qed.

Lemma jet_above x j k :
  jet_pre Q g x d e (j + S l) k
  = jet_pre P w x s s' (j + S l) k + response P w x (S l) (excess x) j k.
Proof.
  destruct neuron. revert k. induction j as [|j IH]; intros k; [apply jet_next|].
  unfold jet_pre. cbn [plus]. simpl pred. rewrite width_other by lia.
  rewrite !sum_first. cbn [response].
  assert (Z0 : forall R' v d1 d2 m, jet_act R' v x d1 d2 m 0 = 0) by (intros; destruct m; easy).
  assert (Z1 : forall R' v d1 m, tan_act R' v x d1 m 0 = 0) by (intros; destruct m; easy).
  rewrite !Z0, !Z1. apply plus_tail; [ring|]. rewrite <- sum_plus.
  apply sum_ext. intros i _.
  rewrite !jet_act_at, IH, pre_gamma_other by lia.
  rewrite !tan_act_above, !tan_above, !d_other, gamma_other by lia.
  change (sigma Q) with (sigma P). change (S j + S l)%nat with (S (j + S l)). ring.
Qed.

(** ** The Hessian after splitting, along arbitrary directions *)

Hypothesis smooth : twice_differentiable (sigma P).
Hypothesis single : one_output P.

Lemma jet_loss_excess :
  jet_loss Q g d e
  = jet_loss P w s s'
    + sum (samples P) (fun a => sum (width P (S l)) (fun k =>
        sensitivity P w a (S l) (S k) * excess (input P a) (S k))).
Proof.
  destruct neuron. unfold jet_loss. rewrite <- sum_plus. apply sum_ext. intros a _.
  unfold jet_sample. rewrite output_gamma. simpl hidden. simpl input. simpl label.
  assert (Hj : S (hidden P) = (hidden P - l + S l)%nat) by lia.
  rewrite (sum_ext _ _ (fun k =>
    2 * (output P w (input P a) - label P a)
    * (excess (input P a) (S k)
       * response P w (input P a) (S l) (delta (S k)) (hidden P - l) 1))).
  - rewrite sum_scal, <- response_by_axes, Hj by (rewrite <- Hj, single; lia).
    rewrite !tan_above. rewrite jet_above. ring.
  - intros k _. rewrite (sensitivity_response P w a (S l) (hidden P - l)) by (try lia; apply smooth).
    ring.
Qed.

Lemma D2_gamma :
  D2 (loss Q) g d e
  = D2 (loss P) w s s'
    + lambda * (1 - lambda) * B_form P l r w (apart ut ur) (apart ut' ur')
    + D_form P l r w (apart ut' ur') (outgoing_shift vt vr)
    + D_form P l r w (apart ut ur) (outgoing_shift vt' vr').
Proof.
  rewrite !D2_loss by exact smooth. rewrite jet_loss_excess, !Rplus_assoc. f_equal.
  rewrite B_form_sum, !D_form_sum, <- sum_scal, <- !sum_plus.
  apply sum_ext. intros a _. rewrite <- sum_scal, <- !sum_plus.
  apply sum_ext. intros k _. unfold excess, pull. ring.
Qed.

End Two.

End Splitting.
