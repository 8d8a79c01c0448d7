(** Theorem 2 (p. 7, proof p. 15), repaired: in a network whose layers above the lowest split one
    have one neuron each, neurons of any hidden layers can be split, any number of times and in any
    order; where B is positive definite for each of them and lambda is in (0, 1), a local minimum
    goes to a local minimum of the same loss, from which a path leads below. Any depth, with biases
    and without. *)

From Coq Require Import Reals Lra Lia Arith List Bool Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Proposition_15 Theorem_9 Uniform
  Definite Fibre Minimum Theorem_8 Non_attracting Repeated Lipschitz Along_paths Split_again.
Import ListNotations.
Open Scope R_scope.

(** ** Lists of splittings *)

(** Layer, neuron, and lambda. *)
Definition splitting : Type := nat * nat * R.

Definition split_layer (s : splitting) : nat := fst (fst s).

(** The network after the splittings of a list, the first of it first; and its parameters. *)
Fixpoint widened_by (P : problem) (ss : list splitting) : problem :=
  match ss with
  | [] => P
  | (l, r, lambda) :: rest => widened_by (widened P l) rest
  end.

Fixpoint gamma_by (P : problem) (ss : list splitting) (w : parameters) : parameters :=
  match ss with
  | [] => w
  | (l, r, lambda) :: rest => gamma_by (widened P l) rest (gamma P l r lambda w)
  end.

(** How many neurons are added to layer m. *)
Fixpoint added (ss : list splitting) (m : nat) : nat :=
  match ss with
  | [] => O
  | s :: rest => ((if m =? split_layer s then 1 else 0) + added rest m)%nat
  end.

(** B of neuron r of layer l is positive definite; with biases its rows and columns start at 0. *)
Definition B_positive (P : problem) (l r : nat) (biases : bool) (w : parameters) : Prop :=
  forall xi, (forall i, ~ source P l biases i -> xi i = 0) -> (exists i, xi i <> 0) ->
    0 < B_form P l r w xi xi.

Lemma widened_by_same P ss :
  sigma (widened_by P ss) = sigma P /\ hidden (widened_by P ss) = hidden P.
Proof.
  revert P. induction ss as [|[[l r] lambda] ss IH]; intros P; [split; reflexivity|].
  apply (IH (widened P l)).
Qed.

Lemma widened_by_data P ss :
  samples (widened_by P ss) = samples P /\ input (widened_by P ss) = input P
  /\ label (widened_by P ss) = label P.
Proof.
  revert P. induction ss as [|[[l r] lambda] ss IH]; intros P; [easy|]. apply (IH (widened P l)).
Qed.

Lemma widened_by_width P ss m : width (widened_by P ss) m = (added ss m + width P m)%nat.
Proof.
  revert P. induction ss as [|[[l r] lambda] ss IH]; intros P; [reflexivity|].
  simpl. rewrite IH. simpl. unfold split_layer. simpl. destruct (m =? l); lia.
Qed.

Lemma still_hidden P l m t : hidden_neuron P m t -> hidden_neuron (widened P l) m t.
Proof.
  intros [Hm Ht]. split; [exact Hm|]. simpl. destruct (Nat.eqb_spec m l); lia.
Qed.

Lemma output_by P ss w x :
  (forall l r lambda, In (l, r, lambda) ss -> hidden_neuron P l r) ->
  output (widened_by P ss) (gamma_by P ss w) x = output P w x.
Proof.
  revert P w. induction ss as [|[[l r] lambda] ss IH]; intros P w H; [reflexivity|].
  simpl. rewrite IH.
  - apply output_gamma, (H l r lambda). left. reflexivity.
  - intros m t mu Hin. apply still_hidden, (H m t mu). right. exact Hin.
Qed.

Lemma loss_by P ss w :
  (forall l r lambda, In (l, r, lambda) ss -> hidden_neuron P l r) ->
  loss (widened_by P ss) (gamma_by P ss w) = loss P w.
Proof.
  revert P w. induction ss as [|[[l r] lambda] ss IH]; intros P w H; [reflexivity|].
  simpl. rewrite IH.
  - rewrite gamma_fibre. apply loss_on_fibre, (H l r lambda). left. reflexivity.
  - intros m t mu Hin. apply still_hidden, (H m t mu). right. exact Hin.
Qed.

(** ** A wider network computes every function of a narrower one *)

Lemma sum_longer n k f : (forall i, (n <= i < n + k)%nat -> f i = 0) -> sum (n + k) f = sum n f.
Proof.
  intros H. rewrite sum_app, (sum_zero k) by (intros i Hi; apply H; lia). ring.
Qed.

(** Nothing comes from the further neurons of a layer. *)
Definition filled (P : problem) (u : parameters) : parameters := fun '(m, k, i) =>
  if i <=? width P (pred m) then u (m, k, i) else 0.

Theorem wider_network :
  forall (P Q : problem) (u : parameters),
  sigma Q = sigma P -> hidden Q = hidden P -> samples Q = samples P -> input Q = input P ->
  label Q = label P -> (forall m, (m <= hidden P)%nat -> (width P m <= width Q m)%nat) ->
  exists v, (forall x, output Q v x = output P u x) /\ loss Q v = loss P u.
Proof.
  intros P Q u Hs Hh Hn Hi Hy Hw.
  assert (E : forall x, output Q (filled P u) x = output P u x).
  { intros x.
    assert (S1 : forall m k, (m <= hidden P)%nat ->
      (forall i, (i <= width P m)%nat -> act Q (filled P u) x m i = act P u x m i) ->
      pre Q (filled P u) x (S m) k = pre P u x (S m) k).
    { intros m k Hm IH. unfold pre. simpl pred. specialize (Hw m Hm).
      replace (S (width Q m)) with (S (width P m) + (width Q m - width P m))%nat by lia.
      rewrite sum_longer.
      - apply sum_ext. intros i Hi'. rewrite IH by lia. unfold filled. simpl pred.
        rewrite (proj2 (Nat.leb_le i _)) by lia. reflexivity.
      - intros i Hi'. unfold filled. simpl pred. rewrite (proj2 (Nat.leb_gt i _)) by lia. ring. }
    unfold output. rewrite Hh. apply S1; [lia|].
    enough (A : forall m i, (m <= hidden P)%nat -> act Q (filled P u) x m i = act P u x m i)
      by (intros i _; apply A; lia).
    induction m as [|m IH]; intros [|i] Hm; try reflexivity.
    rewrite !act_pre, Hs, S1; [reflexivity|lia|]. intros j _. apply IH. lia. }
  exists (filled P u). split; [exact E|]. unfold loss, sample_loss. rewrite Hn, Hi, Hy.
  apply sum_ext. intros a _. rewrite E. reflexivity.
Qed.

(** ** Splittings in different layers can be exchanged *)

Lemma widened_exchanged P l m : widened (widened P l) m = widened (widened P m) l.
Proof.
  unfold widened. simpl. f_equal. apply functional_extensionality. intros k.
  destruct (k =? l), (k =? m); reflexivity.
Qed.

Lemma gamma_exchanged P l r lambda m s mu w : l <> m ->
  gamma (widened P l) m s mu (gamma P l r lambda w)
  = gamma (widened P m) l r lambda (gamma P m s mu w).
Proof.
  intros H.
  assert (T1 : twin (widened P l) m = twin P m) by (unfold twin; simpl; decide_index; reflexivity).
  assert (T2 : twin (widened P m) l = twin P l) by (unfold twin; simpl; decide_index; reflexivity).
  apply functional_extensionality. intros [[k j] i]. unfold gamma. rewrite T1, T2.
  assert (F : forall a b, a <> b -> (a =? b) = false) by (intros a b; apply Nat.eqb_neq).
  assert (F1 := F l m ltac:(lia)). assert (F2 := F m l ltac:(lia)).
  assert (F3 := F (S l) (S m) ltac:(lia)). assert (F4 := F (S m) (S l) ltac:(lia)).
  assert (F5 := F l (S l) ltac:(lia)). assert (F6 := F m (S m) ltac:(lia)).
  assert (F7 := F (S l) l ltac:(lia)). assert (F8 := F (S m) m ltac:(lia)).
  assert (F9 := F (S m) (S (S m)) ltac:(lia)). assert (F0 := F (S l) (S (S l)) ltac:(lia)).
  destruct (Nat.eq_dec k l) as [->|N1]; [|destruct (Nat.eq_dec k m) as [->|N2]].
  - destruct (Nat.eq_dec l (S m)) as [->|N3];
      [|apply F in N3; rewrite ?N3];
      rewrite ?F1, ?F2, ?F3, ?F4, ?F5, ?F6, ?F7, ?F8, ?F9, ?Nat.eqb_refl; cbn [andb];
      try reflexivity;
      repeat match goal with |- context [if ?b then _ else _] => destruct b end; ring.
  - destruct (Nat.eq_dec m (S l)) as [->|N3];
      [|apply F in N3; rewrite ?N3];
      rewrite ?F1, ?F2, ?F3, ?F4, ?F5, ?F6, ?F7, ?F8, ?F0, ?Nat.eqb_refl; cbn [andb];
      try reflexivity;
      repeat match goal with |- context [if ?b then _ else _] => destruct b end; ring.
  - apply F in N1. apply F in N2. rewrite ?N1, ?N2. cbn [andb].
    destruct (Nat.eq_dec k (S l)) as [->|N3]; [|destruct (Nat.eq_dec k (S m)) as [->|N4]].
    + rewrite ?F1, ?F2, ?F3, ?F4, ?F5, ?F6, ?F7, ?F8, ?N2, ?Nat.eqb_refl. reflexivity.
    + rewrite ?F1, ?F2, ?F3, ?F4, ?F5, ?F6, ?F7, ?F8, ?N1, ?Nat.eqb_refl. reflexivity.
    + apply F in N3. apply F in N4. rewrite ?N3, ?N4, ?N1, ?N2. reflexivity.
Qed.

(** A list in the order of the layers, the last layer first. *)
Fixpoint insert (s : splitting) (ss : list splitting) : list splitting :=
  match ss with
  | [] => [s]
  | t :: rest => if split_layer s <? split_layer t then t :: insert s rest else s :: ss
  end.

Fixpoint from_above (ss : list splitting) : list splitting :=
  match ss with
  | [] => []
  | s :: rest => insert s (from_above rest)
  end.

Fixpoint descending (ss : list splitting) : Prop :=
  match ss with
  | [] => True
  | s :: rest => (forall t, In t rest -> (split_layer t <= split_layer s)%nat) /\ descending rest
  end.

Lemma in_insert s t ss : In t (insert s ss) <-> s = t \/ In t ss.
Proof.
  induction ss as [|u ss IH]; simpl; [tauto|].
  destruct (split_layer s <? split_layer u); simpl; rewrite ?IH; tauto.
Qed.

Lemma in_from_above t ss : In t (from_above ss) <-> In t ss.
Proof. induction ss as [|s ss IH]; simpl; [tauto|]. rewrite in_insert, IH. tauto. Qed.

Lemma descending_insert s ss : descending ss -> descending (insert s ss).
Proof.
  induction ss as [|u ss IH]; simpl; [intros _; split; [intros t []|exact I]|].
  intros [H1 H2]. destruct (Nat.ltb_spec (split_layer s) (split_layer u)) as [H|H]; simpl.
  - split; [|apply IH, H2]. intros t Ht. apply in_insert in Ht. destruct Ht as [<-|Ht]; [lia|].
    apply H1, Ht.
  - split; [|split; assumption]. intros t [<-|Ht]; [exact H|]. specialize (H1 t Ht). lia.
Qed.

Lemma descending_from_above ss : descending (from_above ss).
Proof. induction ss as [|s ss IH]; [exact I|]. apply descending_insert, IH. Qed.

Lemma insert_same s ss : forall P w,
  widened_by P (insert s ss) = widened_by P (s :: ss)
  /\ gamma_by P (insert s ss) w = gamma_by P (s :: ss) w.
Proof.
  induction ss as [|t ss IH]; intros P w; [split; reflexivity|].
  cbn [insert]. destruct (Nat.ltb_spec (split_layer s) (split_layer t)) as [H|H];
    [|split; reflexivity].
  destruct s as [[l r] lambda], t as [[m k] mu]. unfold split_layer in H. simpl in H.
  cbn [widened_by gamma_by]. destruct (IH (widened P m) (gamma P m k mu w)) as [-> ->].
  cbn [widened_by gamma_by]. rewrite (widened_exchanged P m l), gamma_exchanged by lia.
  split; reflexivity.
Qed.

Lemma from_above_same ss : forall P w,
  widened_by P (from_above ss) = widened_by P ss
  /\ gamma_by P (from_above ss) w = gamma_by P ss w.
Proof.
  induction ss as [|[[l r] lambda] ss IH]; intros P w; [split; reflexivity|]. cbn [from_above].
  destruct (insert_same (l, r, lambda) (from_above ss) P w) as [-> ->].
  cbn [widened_by gamma_by]. apply IH.
Qed.

(** ** One splitting after the other, from above *)

(** What a splitting needs, and what is left of it after others in the same layer or above. *)
Definition can_split (P : problem) (biases : bool) (w : parameters) (s : splitting) : Prop :=
  let '(l, r, lambda) := s in
  hidden_neuron P l r /\ 0 < lambda < 1 /\ (exists i, source P l biases i)
  /\ B_positive P l r biases w /\ paths_under_loss P l r biases w.

Lemma D_bounded_by_paths P l r biases w :
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  paths_under_loss P l r biases w ->
  exists C eps, 0 < eps /\
    forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
    forall i s, source P l biases i -> (s < width P (S l))%nat ->
    D P l r z i s ^ 2 <= C * (loss P z - loss P w).
Proof.
  intros smooth single neuron H. set (n := S (width P (pred l))). set (m := width P (S l)).
  set (f := fun k z =>
    if (biases || negb (k / m =? 0)%nat)%bool then D P l r z (k / m)%nat (k mod m)%nat else 0).
  destruct (under_loss_all P biases w (n * m) f) as [C [eps [_ [He Hf]]]].
  - intros k Hk. assert (Hm : m <> 0%nat) by lia.
    assert (Hd : (k / m < n)%nat) by (apply Nat.div_lt_upper_bound; lia).
    unfold f. destruct (biases || negb (k / m =? 0)%nat)%bool eqn:E; [|apply under_loss_zero].
    apply under_loss_D; try assumption; [|apply Nat.mod_upper_bound, Hm].
    intros pi Hpi Er. apply H; try assumption. split; [unfold n in Hd; lia|].
    apply orb_true_iff in E. rewrite negb_true_iff, Nat.eqb_neq in E. exact E.
  - exists C, eps. split; [exact He|]. intros z Hz Hoff i s [Hi Hb] Hs. fold m in Hs.
    destruct (Hf z Hz Hoff) as [_ X]. specialize (X (i * m + s)%nat). unfold f in X.
    rewrite Nat.div_add_l, Nat.div_small, Nat.add_0_r in X by lia.
    rewrite Nat.add_comm, Nat.mod_add, Nat.mod_small in X by lia.
    replace (biases || negb (i =? 0)%nat)%bool with true in X.
    + apply X. unfold n. nia.
    + symmetry. apply orb_true_iff. rewrite negb_true_iff, Nat.eqb_neq. exact Hb.
Qed.

Lemma B_positive_definite P l r lambda biases w :
  0 < lambda < 1 -> B_positive P l r biases w -> B_definite P l r lambda biases w.
Proof. intros Hl H. apply B_definite_signs. left. split; assumption. Qed.

Lemma source_widened P l m biases i : (1 <= m <= l)%nat ->
  source (widened P l) m biases i <-> source P m biases i.
Proof. intros H. unfold source. rewrite width_other by lia. tauto. Qed.

Lemma B_positive_after P l r lambda biases w m t :
  differentiable (sigma P) -> hidden_neuron P l r -> hidden_neuron P m t -> (m <= l)%nat ->
  0 < lambda < 1 -> B_positive P m t biases w ->
  B_positive (widened P l) m t biases (gamma P l r lambda w).
Proof.
  intros smooth neuron N Hml Hlam H xi Hxi Hn. assert (Hm := proj1 N).
  assert (X : 0 < B_form P m t w xi xi).
  { apply H; [|exact Hn]. intros i Hi. apply Hxi. rewrite source_widened by lia. exact Hi. }
  unfold B_form. rewrite width_other by lia.
  destruct (classic (m = l /\ t = r)) as [[-> ->]|Hne].
  - rewrite (bilinear_ext _ _ _ (fun i j => (1 - lambda) * B P l r w i j))
      by (intros; apply B_gamma; assumption).
    unfold bilinear. rewrite (sum_ext _ _ (fun i => (1 - lambda) *
      sum (S (width P (pred l))) (fun j => xi i * B P l r w i j * xi j)))
      by (intros; rewrite <- sum_scal; apply sum_ext; intros; ring).
    rewrite sum_scal. apply Rmult_lt_0_compat; [lra|exact X].
  - rewrite (bilinear_ext _ _ _ (B P m t w)); [exact X|].
    intros i j _ _. apply B_gamma_other; try assumption.
    intros -> ->. apply Hne. split; reflexivity.
Qed.

Lemma can_split_after P biases l r lambda w s :
  twice_continuously_differentiable (sigma P) -> one_output P ->
  local_minimum_on (trained P biases) (loss P) w ->
  can_split P biases w (l, r, lambda) -> can_split P biases w s -> (split_layer s <= l)%nat ->
  can_split (widened P l) biases (gamma P l r lambda w) s.
Proof.
  intros smooth single Hmin [neuron [Hlam [_ [HB HE]]]] Hs Hl. destruct s as [[m t] mu].
  destruct Hs as [N [Hmu [[i Hi] [HB' HE']]]]. unfold split_layer in Hl. simpl in Hl.
  assert (Hm := proj1 N). split; [apply still_hidden, N|split; [exact Hmu|split; [|split]]].
  - exists i. apply source_widened; [lia|exact Hi].
  - apply B_positive_after; try assumption. apply smooth.
  - apply paths_under_loss_after_split; try assumption.
    + apply B_positive_definite; assumption.
    + apply D_bounded_by_paths; assumption.
    + lia.
    + apply N.
Qed.

Lemma leads_below_after P l r lambda biases w i :
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  source P l biases i -> B_positive P l r biases w ->
  leads_below (moving biases) (loss (widened P l)) (gamma P l r lambda w).
Proof.
  intros smooth single neuron Hi HB.
  apply (non_attracting P l r lambda biases w (delta i)); try assumption.
  - intros j Hj. unfold delta. destruct (Nat.eqb_spec i j) as [->|]; [contradiction|reflexivity].
  - apply Rgt_not_eq, HB.
    + intros j Hj. unfold delta. destruct (Nat.eqb_spec i j) as [->|]; [contradiction|reflexivity].
    + exists i. unfold delta. rewrite Nat.eqb_refl. lra.
Qed.

Lemma minimum_from_above ss : forall P biases w,
  twice_continuously_differentiable (sigma P) -> one_output P ->
  local_minimum_on (trained P biases) (loss P) w ->
  (forall s, In s ss -> can_split P biases w s) -> descending ss ->
  local_minimum_on (moving biases) (loss (widened_by P ss)) (gamma_by P ss w)
  /\ (ss <> [] -> leads_below (moving biases) (loss (widened_by P ss)) (gamma_by P ss w)).
Proof.
  induction ss as [|[[l r] lambda] ss IH]; intros P biases w smooth single Hmin H Hd.
  - split; [apply minimum_all_coordinates; assumption|intros []; reflexivity].
  - assert (Hs := H _ (or_introl eq_refl)). destruct Hs as [neuron [Hlam [[i Hi] [HB HE]]]].
    assert (Hmin' : local_minimum_on (moving biases) (loss (widened P l)) (gamma P l r lambda w)).
    { destruct (D_bounded_by_paths P l r biases w smooth single neuron HE) as [C [eps [He HD]]].
      apply (minimum_after_split P l r lambda biases w C eps); try assumption.
      apply B_positive_definite; assumption. }
    assert (Hmin'' : local_minimum_on (trained (widened P l) biases) (loss (widened P l))
                       (gamma P l r lambda w)).
    { destruct Hmin' as [eps [He Hm]]. exists eps. split; [exact He|]. intros z Hz Hoff.
      apply Hm; [exact Hz|]. intros j Hj. apply Hoff. intros [_ X]. contradiction. }
    destruct Hd as [Hd1 Hd2].
    destruct (IH (widened P l) biases (gamma P l r lambda w)) as [G1 G2]; try assumption.
    + apply one_output_widened with (r := r); assumption.
    + intros s Hs. apply can_split_after; try assumption.
      * apply H. left. reflexivity.
      * apply H. right. exact Hs.
      * apply (Hd1 s Hs).
    + cbn [widened_by gamma_by]. split; [exact G1|]. intros _.
      destruct ss as [|s ss]; [|apply G2; discriminate].
      apply (leads_below_after P l r lambda biases w i); try assumption. apply smooth.
Qed.

(** ** Where the layers above have one neuron each, the gradient bounds the sums *)

Fixpoint weights_above (z : parameters) (l j : nat) {struct j} : R :=
  match j with
  | O => 1
  | S j' => z (S (j' + S l), 1, 1)%nat * weights_above z l j'
  end.

Lemma lipschitz_weights w l j : lipschitz w (fun z => weights_above z l j).
Proof.
  induction j as [|j IH]; simpl; [apply lipschitz_const|].
  apply (lipschitz_mult w (fun z => z (S (j + S l), 1, 1)%nat));
    [apply lipschitz_coordinate|exact IH].
Qed.

Lemma slopes_along_last P z x pi j : forall m,
  slopes_along P z x pi m (S j)
  = slopes_along P z x pi m j * Derive (sigma P) (pre P z x (m + j) (pi (m + j)%nat)).
Proof.
  induction j as [|j IH]; intros m; [simpl; rewrite Nat.add_0_r; ring|].
  change (slopes_along P z x pi m (S (S j))) with
    (Derive (sigma P) (pre P z x m (pi m)) * slopes_along P z x pi (S m) (S j)).
  rewrite IH. cbn [slopes_along]. replace (S m + j)%nat with (m + S j)%nat by lia. ring.
Qed.

Lemma response_above P z x l rho pi :
  (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat) ->
  (forall m, (l < m <= hidden P)%nat -> pi m = 1%nat) ->
  forall j, (j <= hidden P - l)%nat ->
  response P z x (S l) rho j 1
  = rho 1%nat * (weights_above z l j * slopes_along P z x pi (S l) j).
Proof.
  intros Hw Hpi. induction j as [|j IH]; intros Hj; [simpl; ring|].
  cbn [response]. rewrite (Hw (j + S l)%nat) by lia. rewrite slopes_along_last.
  rewrite (Hpi (S l + j)%nat) by lia. replace (S l + j)%nat with (j + S l)%nat by lia.
  cbn [sum weights_above]. rewrite IH by lia. ring.
Qed.

Lemma D_above P l r z i pi :
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat) ->
  path P l pi -> pi l = r ->
  D P l r z i 0%nat = weights_above z l (hidden P - l) * along P l pi i z.
Proof.
  intros smooth single [Hl Hr] Hw Hpi Er. unfold D, along. rewrite <- sum_scal.
  apply sum_ext. intros a _.
  rewrite (sensitivity_response P z a (S l) (hidden P - l)) by (try lia; exact smooth).
  assert (Hpi' : forall m, (l < m <= hidden P)%nat -> pi m = 1%nat).
  { intros m Hm. specialize (Hpi m ltac:(lia)). rewrite (Hw m Hm) in Hpi. lia. }
  rewrite (response_above P z (input P a) l _ pi Hw Hpi') by lia.
  replace (S (hidden P) - l)%nat with (S (hidden P - l)) by lia. cbn [slopes_along].
  rewrite Er. unfold delta. rewrite Nat.eqb_refl. ring.
Qed.

Lemma next_width P l : one_output P -> (l <= hidden P)%nat ->
  (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat) -> width P (S l) = 1%nat.
Proof.
  intros single Hl Hw. destruct (Nat.eq_dec l (hidden P)) as [->|]; [exact single|]. apply Hw. lia.
Qed.

(** Without a weight on the way up B is 0. *)
Lemma weights_not_0 P l r biases w i :
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat) ->
  source P l biases i -> B_positive P l r biases w ->
  w (S l, 1%nat, r) * weights_above w l (hidden P - l) <> 0.
Proof.
  intros smooth single neuron Hw Hi HB E. assert (N := neuron). destruct N as [Hl Hr].
  assert (H1 := next_width P l single ltac:(lia) Hw).
  specialize (HB (delta i)). enough (X : B_form P l r w (delta i) (delta i) = 0).
  - assert (Y : 0 < B_form P l r w (delta i) (delta i)).
    { apply HB.
      - intros j Hj. unfold delta.
        destruct (Nat.eqb_spec i j) as [->|]; [contradiction|reflexivity].
      - exists i. unfold delta. rewrite Nat.eqb_refl. lra. }
    lra.
  - rewrite B_form_sum, H1. apply sum_zero. intros a _. cbn [sum].
    rewrite (sensitivity_response P w a (S l) (hidden P - l)) by (try lia; exact smooth).
    rewrite (response_above P w (input P a) l _ (fun _ => 1%nat) Hw) by (try lia; reflexivity).
    match goal with |- 0 + ?u * ?v * (?d * (?p * ?q)) * ?x * _ * _ * _ = 0 =>
      replace (u * v * (d * (p * q)) * x) with (u * v * d * q * (x * p)) by ring end.
    rewrite E. ring.
Qed.

Lemma paths_under_loss_above P l r biases w :
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat) ->
  local_minimum_on (trained P biases) (loss P) w -> B_positive P l r biases w ->
  paths_under_loss P l r biases w.
Proof.
  intros smooth single neuron Hw Hmin HB pi i Hpi Er Hi. assert (N := neuron).
  destruct N as [Hl Hr]. assert (H1 := next_width P l single ltac:(lia) Hw).
  set (v := fun z : parameters => z (S l, 1%nat, r) * weights_above z l (hidden P - l)).
  assert (Hv : v w <> 0)
    by (apply (weights_not_0 P l r biases w i); try assumption; apply smooth).
  assert (Hv0 : 0 < Rabs (v w)) by (apply Rabs_pos_lt, Hv).
  destruct (gradient_bound P (trained P biases) w smooth Hmin) as [e1 [C [He1 [HC Hgrad]]]].
  assert (Lv : lipschitz w v).
  { apply (lipschitz_mult w (fun z => z (S l, 1%nat, r)));
      [apply lipschitz_coordinate|apply lipschitz_weights]. }
  destruct Lv as [e2 [M [He2 [HM [_ Hlip]]]]].
  set (e3 := Rabs (v w) / (2 * M)). assert (He3 : 0 < e3) by (apply Rdiv_lt_0_compat; lra).
  assert (Hv2 : 0 < v w ^ 2) by (rewrite <- (pow2_abs (v w)); apply pow_lt, Hv0).
  exists (C * 4 / v w ^ 2), (Rmin e1 (Rmin e2 e3)).
  split; [left; apply Rdiv_lt_0_compat; lra|]. split; [repeat apply Rmin_pos; assumption|].
  intros z Hz Hoff.
  assert (Hz2 : near w (Rmin e2 e3) z) by (eapply near_less; [exact Hz|apply Rmin_r]).
  assert (G := Hgrad z (axis l r i) (near_less _ _ _ _ Hz (Rmin_l _ _)) Hoff
    (axis_bounded l r i) (fun j => axis_trained P l r i biases j neuron Hi)).
  rewrite <- (sum_rule P l r i z (proj1 (proj1 smooth)) single neuron (proj1 Hi)), H1 in G.
  cbn [sum] in G. rewrite Rplus_0_l in G.
  rewrite (D_above P l r z i pi (proj1 (proj1 smooth)) single neuron Hw Hpi Er) in G.
  rewrite <- Rmult_assoc in G. fold (v z) in G.
  assert (Hvz : Rabs (v w) / 2 <= Rabs (v z)).
  { assert (X : Rabs (v z - v w) <= M * e3).
    { apply Hlip.
      - apply near_self, He2.
      - eapply near_less; [exact Hz2|apply Rmin_l].
      - intros j. left. eapply Rlt_le_trans; [apply Hz2|apply Rmin_r]. }
    replace (M * e3) with (Rabs (v w) / 2) in X by (unfold e3; field; lra).
    assert (T := Rabs_triang_inv (v w) (v w - v z)).
    replace (v w - (v w - v z)) with (v z) in T by ring. rewrite Rabs_minus_sym in X. lra. }
  assert (V : v w ^ 2 / 4 <= v z ^ 2).
  { rewrite <- (pow2_abs (v w)), <- (pow2_abs (v z)). simpl. nra. }
  assert (Hpos := pow2_ge_0 (along P l pi i z)).
  apply Rmult_le_reg_l with (v w ^ 2 / 4); [lra|].
  replace (v w ^ 2 / 4 * (C * 4 / v w ^ 2 * (loss P z - loss P w))) with
    (C * (loss P z - loss P w)) by (field; nra).
  eapply Rle_trans; [|exact G]. rewrite Rpow_mult_distr. apply Rmult_le_compat_r; assumption.
Qed.

(** ** Theorem 2 *)

Theorem theorem_2 :
  forall (P : problem) (ss : list splitting) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P ->
  local_minimum_on (trained P biases) (loss P) w ->
  (forall l r lambda, In (l, r, lambda) ss ->
     hidden_neuron P l r /\ 0 < lambda < 1 /\ (exists i, source P l biases i)
     /\ (forall m, (l < m <= hidden P)%nat -> width P m = 1%nat)
     /\ B_positive P l r biases w) ->
  let Q := widened_by P ss in
  let z := gamma_by P ss w in
  (forall m, width Q m = (added ss m + width P m)%nat)
  /\ (forall x, output Q z x = output P w x)
  /\ loss Q z = loss P w
  /\ local_minimum_on (moving biases) (loss Q) z
  /\ (ss <> [] -> leads_below (moving biases) (loss Q) z).
Proof.
  intros P ss biases w smooth single Hmin H Q z.
  assert (Hn : forall l r lambda, In (l, r, lambda) ss -> hidden_neuron P l r)
    by (intros l r lambda Hs; apply (H l r lambda Hs)).
  split; [apply widened_by_width|]. split; [intros x; apply output_by, Hn|].
  split; [apply loss_by, Hn|]. unfold Q, z.
  destruct (from_above_same ss P w) as [<- <-].
  destruct (minimum_from_above (from_above ss) P biases w) as [G1 G2]; try assumption.
  - intros [[l r] lambda] Hs. rewrite in_from_above in Hs.
    destruct (H l r lambda Hs) as [neuron [Hlam [Hi [Hw HB]]]].
    split; [exact neuron|split; [exact Hlam|split; [exact Hi|split; [exact HB|]]]].
    apply paths_under_loss_above; assumption.
  - apply descending_from_above.
  - split; [exact G1|]. intros Hne. apply G2. intros E. destruct ss as [|s ss]; [easy|].
    assert (X : In s (from_above (s :: ss))) by (apply in_from_above; left; reflexivity).
    rewrite E in X. exact X.
Qed.

(** One neuron in each of two hidden layers, the lower one first, as in the paper: in the words of
    the paper, and in either order. *)
Theorem theorem_2_two_layers :
  forall (P : problem) (l r m s : nat) (lambda mu : R) (biases : bool) (w : parameters),
  twice_continuously_differentiable (sigma P) -> one_output P ->
  hidden_neuron P l r -> hidden_neuron P m s -> (l < m)%nat ->
  (forall k, (l < k <= hidden P)%nat -> width P k = 1%nat) ->
  0 < lambda < 1 -> 0 < mu < 1 -> (exists i, source P l biases i) ->
  local_minimum_on (trained P biases) (loss P) w ->
  B_positive P l r biases w -> B_positive P m s biases w ->
  let Q := widened (widened P l) m in
  let z := gamma (widened P l) m s mu (gamma P l r lambda w) in
  z = gamma (widened P m) l r lambda (gamma P m s mu w)
  /\ loss Q z = loss P w
  /\ local_minimum_on (moving biases) (loss Q) z
  /\ leads_below (moving biases) (loss Q) z.
Proof.
  intros P l r m s lambda mu biases w smooth single neuron neuron' Hlm Hw Hlam Hmu Hi Hmin HB HB'
    Q z.
  split; [apply gamma_exchanged; lia|].
  destruct (theorem_2 P [(l, r, lambda); (m, s, mu)] biases w smooth single Hmin)
    as [_ [_ [H1 [H2 H3]]]].
  - intros l' r' lambda' [E|[E|[]]]; injection E as <- <- <-; split; try assumption;
      (split; [assumption|split; [|split; [|assumption]]]); try assumption.
    + exists 1%nat. destruct neuron as [Hl Hr]. destruct neuron' as [Hm Hs].
      split; [|right; lia]. destruct (Nat.eq_dec (pred m) l) as [->|Hne]; [lia|].
      rewrite Hw by lia. lia.
    + intros k Hk. apply Hw. lia.
  - split; [exact H1|split; [exact H2|]]. apply H3. discriminate.
Qed.
