(** Which ways to share a split neuron's outgoing weights give a critical point: all p with
    D p = 0. Theorem 7 (p. 11) is the case p = lambda v. Any depth, layer, widths and data. *)

From Coq Require Import Reals Lra Lia Arith Bool FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Theorem_9 Fibre Minimum.
Open Scope R_scope.

(** A derivative of the loss sees the parameters of the network only. *)
Lemma D1_ext P w d d' :
  one_output P -> (forall j, parameter P j -> d j = d' j) -> D1 (loss P) w d = D1 (loss P) w d'.
Proof.
  intros single H. apply Derive_ext. intros t. apply (loss_ext P _ _ single). intros j Hj.
  unfold moved. rewrite H by exact Hj. reflexivity.
Qed.

(** Along directions that stay on fibres. *)
Lemma along_fibres P l r p w u vt vr rest t :
  hidden_neuron P l r ->
  moved (fibre P l r p w) (large_direction P l r u u vt vr rest) t
  = fibre P l r (fun k => p k + t * vt k)
      (moved w (small_direction l r u (fun k => vt k + vr k) rest) t).
Proof.
  intros neuron. assert (H := r_tw P l r neuron).
  apply functional_extensionality. intros [[m k] i].
  unfold moved, fibre, large_direction, small_direction.
  destruct (Nat.eqb_spec m l) as [->|Hm]; cbn [andb].
  - destruct (Nat.eqb_spec k (twin P l)) as [->|]; [decide_index; reflexivity|].
    decide_index. reflexivity.
  - destruct (Nat.eqb_spec m (S l)) as [->|]; cbn [andb]; [|reflexivity].
    destruct (Nat.eqb_spec i (twin P l)) as [->|]; [reflexivity|].
    destruct (Nat.eqb_spec i r) as [->|]; [|reflexivity]. decide_index. ring.
Qed.

(** The derivative at every point of every fibre, along any direction. *)
Theorem gradient_on_fibre :
  forall (P : problem) (l r : nat) (p : nat -> R) (w : parameters)
    (u_twin u_r v_twin v_r : nat -> R) (rest : parameters),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  D1 (loss (widened P l)) (fibre P l r p w) (large_direction P l r u_twin u_r v_twin v_r rest)
  = D1 (loss P) w (small_direction l r u_r (fun k => v_twin k + v_r k) rest)
    + D_form P l r w (fun i => u_twin i - u_r i) p.
Proof.
  intros P l r p w ut ur vt vr rest smooth single neuron. set (Q := widened P l).
  assert (single' : one_output Q) by apply (one_output_widened P l r neuron single).
  set (n := width P (pred l)).
  set (xi := fun i => if (i <=? n)%nat then ut i - ur i else 0).
  rewrite (D1_ext Q _ _ (fun j => 1 * large_direction P l r ur ur vt vr rest j
                                  + 1 * seen P l r 0 xi none j) single').
  - rewrite D1_loss by exact smooth.
    rewrite (tan_loss_linear Q _ 1 1 (large_direction P l r ur ur vt vr rest)
      (seen P l r 0 xi none)) by reflexivity.
    unfold Q at 2. rewrite tan_seen by (try assumption; intros i Hi; unfold xi;
      rewrite (proj2 (Nat.leb_gt i n)) by exact Hi; reflexivity).
    rewrite <- D1_loss by exact smooth. rewrite !Rmult_1_l. f_equal.
    + apply Derive_ext. intros t. rewrite along_fibres by exact neuron.
      apply loss_on_fibre, neuron.
    + apply bilinear_vec; intros i Hi; [|ring]. unfold xi.
      rewrite (proj2 (Nat.leb_le i n)) by (unfold n; lia). reflexivity.
  - assert (H := r_tw P l r neuron). destruct neuron as [Hl Hr].
    intros [[m k] i] [_ [_ Hi]].
    unfold seen, large_direction, small_direction, none, nowhere.
    destruct (Nat.eqb_spec m l) as [->|Hm]; cbn [andb].
    + unfold Q in Hi. rewrite width_other in Hi by lia. unfold xi.
      rewrite (proj2 (Nat.leb_le i n)) by exact Hi.
      destruct (Nat.eqb_spec k (twin P l)) as [->|]; [ring|].
      destruct (Nat.eqb_spec k r) as [->|]; decide_index; ring.
    + repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring.
Qed.

(** The fibre point p is critical if and only if w is, and D p = 0. *)
Theorem fibre_critical :
  forall (P : problem) (l r : nat) (biases : bool) (p : nat -> R) (w : parameters),
  differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (critical_on (moving biases) (loss (widened P l)) (fibre P l r p w)
   <-> critical_on (trained P biases) (loss P) w
       /\ forall i, source P l biases i ->
          sum (width P (S l)) (fun s => p (S s) * D P l r w i s) = 0).
Proof.
  intros P l r biases p w smooth single neuron. set (Q := widened P l).
  assert (H := r_tw P l r neuron). assert (N := neuron). destruct N as [Hl Hr].
  assert (C : forall P' free z, differentiable (sigma P') ->
    critical_on free (loss P') z
    <-> forall d, (forall j, ~ free j -> d j = 0) -> D1 (loss P') z d = 0).
  { intros P' free z smooth'. split; intros K d Hd.
    - apply is_derive_unique, K, Hd.
    - specialize (K d Hd). rewrite D1_loss in K by exact smooth'.
      generalize (der_loss P' smooth' z d 0). rewrite moved_0, K. easy. }
  assert (M : forall m k i, ~ moving biases (m, k, i) -> i = 0%nat /\ biases = false).
  { intros m k i K. destruct biases, i; simpl in K; try (split; reflexivity);
      exfalso; apply K; auto. }
  rewrite !C by exact smooth. split.
  - intros K. split.
    + intros d Hd.
      assert (G := gradient_on_fibre P l r p w (fun i => d (l, r, i)) (fun i => d (l, r, i))
        none (fun k => d (S l, k, r)) d smooth single neuron).
      fold Q in G. rewrite K in G.
      * replace (D_form P l r w (fun i => d (l, r, i) - d (l, r, i)) p) with 0 in G
          by (symmetry; apply bilinear_zero_l; intros; ring).
        rewrite Rplus_0_r in G. rewrite G. f_equal.
        apply functional_extensionality. intros [[m k] i]. unfold small_direction, none.
        destruct (Nat.eqb_spec m l) as [->|]; cbn [andb].
        -- destruct (Nat.eqb_spec k r) as [->|]; [reflexivity|]. decide_index. reflexivity.
        -- destruct (Nat.eqb_spec m (S l)) as [->|]; cbn [andb]; [|reflexivity].
           destruct (Nat.eqb_spec i r) as [->|]; [ring|reflexivity].
      * intros [[m k] i] Hj. destruct (M m k i Hj) as [-> Eb].
        assert (Z : forall m k, d (m, k, 0%nat) = 0).
        { intros m' k'. apply Hd. intros [_ K']. rewrite Eb in K'.
          destruct K' as [K'|K']; [discriminate|apply K'; reflexivity]. }
        unfold large_direction, small_direction, none. rewrite !Z.
        rewrite (proj2 (Nat.eqb_neq 0 r)), !andb_false_r by lia.
        repeat match goal with |- context [if ?c then _ else _] => destruct c end; reflexivity.
    + intros i Hi.
      assert (G := gradient_on_fibre P l r p w (delta i) none none none nowhere smooth single
        neuron). fold Q in G. rewrite K in G.
      * assert (Z : D1 (loss P) w
          (small_direction l r none (fun k => none k + none k) nowhere) = 0).
        { rewrite D1_loss by exact smooth.
          rewrite (tan_loss_linear P w 0 0 nowhere nowhere); [ring|].
          intros [[m k] t]. unfold small_direction, none, nowhere.
          repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring. }
        rewrite Z, Rplus_0_l in G. unfold D_form in G.
        rewrite (bilinear_vec _ _ _ _ (delta i) _ (fun s => p (S s))) in G
          by (intros; unfold none; ring).
        rewrite G. symmetry. unfold bilinear.
        rewrite (sum_ext _ _ (fun t => delta i t * sum (width P (S l))
          (fun s => p (S s) * D P l r w t s)))
          by (intros t _; rewrite <- sum_scal; apply sum_ext; intros; ring).
        apply (sum_delta _ i (fun t => sum (width P (S l))
          (fun s => p (S s) * D P l r w t s))). destruct Hi. lia.
      * intros [[m k] t] Hj. destruct (M m k t Hj) as [-> Eb].
        unfold large_direction, small_direction, none, nowhere, delta.
        destruct (Nat.eqb_spec i 0) as [->|].
        -- exfalso. destruct Hi as [_ [Hi|Hi]]; [rewrite Eb in Hi; discriminate|apply Hi; easy].
        -- repeat match goal with |- context [if ?c then _ else _] => destruct c end; reflexivity.
  - intros [Kw KD] d Hd. rewrite <- (large_direction_all P l r d).
    unfold Q. rewrite gradient_on_fibre by assumption.
    assert (Z : biases = false -> forall m k, d (m, k, 0%nat) = 0).
    { intros Eb m k. apply Hd. rewrite Eb. intros [K|K]; [discriminate|apply K; reflexivity]. }
    replace (D_form P l r w _ p) with 0.
    + rewrite Rplus_0_r.
      set (s := small_direction l r _ _ d).
      rewrite (D1_ext P w s (fun j => if is_parameter P j then s j else 0) single).
      * apply Kw. intros [[m k] i] Hj. destruct (is_parameter P (m, k, i)) eqn:E; [|reflexivity].
        apply is_parameter_spec in E.
        destruct (M m k i) as [-> Eb]; [intros K; apply Hj; split; assumption|].
        unfold s, small_direction. rewrite !(Z Eb).
        rewrite (proj2 (Nat.eqb_neq 0 r)), !andb_false_r by lia.
        destruct ((m =? l) && (k =? r)); reflexivity.
      * intros j Hj. rewrite (proj2 (is_parameter_spec P j)) by exact Hj. reflexivity.
    + symmetry. apply sum_zero. intros i Hi.
      rewrite (sum_ext _ _ (fun t => (d (l, twin P l, i) - d (l, r, i))
        * (p (S t) * D P l r w i t))) by (intros; ring).
      rewrite sum_scal. destruct biases, i; try (rewrite KD by (split; [lia|auto]); ring).
      rewrite !Z by reflexivity. ring.
Qed.
