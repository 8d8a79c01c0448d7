(** What D is made of: for each path from a neuron up to the output, one sum over the samples with
    the slopes of the neurons on the path, without their weights. Splitting a neuron above or on the
    path does not change it, however the outgoing weights are shared. *)

From Coq Require Import Reals Lra Lia Arith Bool Classical FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting Proposition_15 Theorem_9 Uniform
  Fibre Minimum Lipschitz.
Open Scope R_scope.

(** ** Functions whose square is at most a multiple of the loss above that at w *)

Section Under_loss.

Variables (P : problem) (biases : bool) (w : parameters).

Definition under_loss (f : parameters -> R) : Prop :=
  exists C eps, 0 <= C /\ 0 < eps /\
    forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
    f z ^ 2 <= C * (loss P z - loss P w).

Lemma under_loss_ext f g : (forall z, f z = g z) -> under_loss f -> under_loss g.
Proof.
  intros H [C [eps [HC [He Hf]]]]. exists C, eps. split; [exact HC|split; [exact He|]].
  intros z. rewrite <- H. apply Hf.
Qed.

Lemma under_loss_zero : under_loss (fun _ => 0).
Proof. exists 0, 1. split; [lra|split; [lra|]]. intros z _ _. lra. Qed.

Lemma under_loss_plus f g : under_loss f -> under_loss g -> under_loss (fun z => f z + g z).
Proof.
  intros [C1 [e1 [HC1 [H1 Hf]]]] [C2 [e2 [HC2 [H2 Hg]]]].
  exists (2 * C1 + 2 * C2), (Rmin e1 e2). split; [lra|split; [apply Rmin_pos; assumption|]].
  intros z Hz Hoff. specialize (Hf z (near_less _ _ _ _ Hz (Rmin_l _ _)) Hoff).
  specialize (Hg z (near_less _ _ _ _ Hz (Rmin_r _ _)) Hoff).
  assert (X := pow2_ge_0 (f z - g z)). nra.
Qed.

Lemma under_loss_mult f g :
  lipschitz w f -> under_loss g -> under_loss (fun z => f z * g z).
Proof.
  intros [e1 [M [H1 [HM [Hb _]]]]] [C [e2 [HC [H2 Hg]]]].
  exists (M ^ 2 * C), (Rmin e1 e2). assert (X := pow2_ge_0 M).
  split; [apply Rmult_le_pos; assumption|split; [apply Rmin_pos; assumption|]].
  intros z Hz Hoff. specialize (Hg z (near_less _ _ _ _ Hz (Rmin_r _ _)) Hoff).
  specialize (Hb z (near_less _ _ _ _ Hz (Rmin_l _ _))).
  rewrite Rpow_mult_distr, Rmult_assoc. apply Rmult_le_compat; try apply pow2_ge_0; [|exact Hg].
  rewrite <- (pow2_abs (f z)). apply pow_incr. split; [apply Rabs_pos|exact Hb].
Qed.

Lemma under_loss_sum n (f : nat -> parameters -> R) :
  (forall i, (i < n)%nat -> under_loss (f i)) -> under_loss (fun z => sum n (fun i => f i z)).
Proof.
  apply (holds_of_sums under_loss (fun n z => sum n (fun i => f i z)));
    [simpl; apply under_loss_zero|]. intros k A B. apply (under_loss_plus _ (f k)); [exact A|exact B].
Qed.

(** Finitely many with one constant. *)
Lemma under_loss_all n (f : nat -> parameters -> R) :
  (forall i, (i < n)%nat -> under_loss (f i)) ->
  exists C eps, 0 <= C /\ 0 < eps /\
    forall z, near w eps z -> (forall j, ~ trained P biases j -> z j = w j) ->
    0 <= C * (loss P z - loss P w)
    /\ forall i, (i < n)%nat -> f i z ^ 2 <= C * (loss P z - loss P w).
Proof.
  induction n as [|n IH]; intros H.
  - exists 0, 1. split; [lra|split; [lra|]]. intros z _ _. split; [lra|lia].
  - destruct IH as [C1 [e1 [HC1 [H1 Hf]]]]; [intros i Hi; apply H; lia|].
    destruct (H n) as [C2 [e2 [HC2 [H2 Hg]]]]; [lia|].
    exists (C1 + C2), (Rmin e1 e2). split; [lra|split; [apply Rmin_pos; assumption|]].
    intros z Hz Hoff. destruct (Hf z (near_less _ _ _ _ Hz (Rmin_l _ _)) Hoff) as [X Y].
    specialize (Hg z (near_less _ _ _ _ Hz (Rmin_r _ _)) Hoff).
    assert (A := pow2_ge_0 (f n z)). split; [lra|]. intros i Hi.
    destruct (Nat.eq_dec i n) as [->|]; [lra|]. specialize (Y i). assert (i < n)%nat by lia.
    specialize (Y H0). lra.
Qed.

End Under_loss.

(** ** The sum along a path *)

(** The slopes of the neurons pi m, pi (m + 1), ... of j layers. *)
Fixpoint slopes_along (P : problem) (z : parameters) (x : nat -> R) (pi : nat -> nat) (m j : nat)
    {struct j} : R :=
  match j with
  | O => 1
  | S j' => Derive (sigma P) (pre P z x m (pi m)) * slopes_along P z x pi (S m) j'
  end.

Definition along (P : problem) (l : nat) (pi : nat -> nat) (i : nat) (z : parameters) : R :=
  sum (samples P) (fun a => 2 * (output P z (input P a) - label P a)
    * act P z (input P a) (pred l) i * slopes_along P z (input P a) pi l (S (hidden P) - l)).

(** A path from layer l through the hidden layers above. *)
Definition path (P : problem) (l : nat) (pi : nat -> nat) : Prop :=
  forall m, (l <= m <= hidden P)%nat -> (1 <= pi m <= width P m)%nat.

Lemma slopes_along_ext P z x pi pi' j : forall m,
  (forall k, (m <= k)%nat -> pi k = pi' k) ->
  slopes_along P z x pi m j = slopes_along P z x pi' m j.
Proof.
  induction j as [|j IH]; intros m H; [reflexivity|]. simpl.
  rewrite (H m), (IH (S m)) by (try lia; intros; apply H; lia). reflexivity.
Qed.

Lemma lipschitz_along w P l pi i :
  twice_continuously_differentiable (sigma P) -> lipschitz w (along P l pi i).
Proof.
  intros smooth. apply (lipschitz_sum w _ (fun a z => 2 * (output P z (input P a) - label P a)
    * act P z (input P a) (pred l) i * slopes_along P z (input P a) pi l (S (hidden P) - l))).
  intros a _. apply (lipschitz_mult w (fun z => 2 * (output P z (input P a) - label P a)
    * act P z (input P a) (pred l) i)).
  - apply (lipschitz_mult w (fun z => 2 * (output P z (input P a) - label P a)));
      [apply lipschitz_residual, smooth|apply lipschitz_act, smooth].
  - generalize l at 1. induction (S (hidden P) - l)%nat as [|j IH]; intros m; simpl;
      [apply lipschitz_const|].
    apply (lipschitz_mult w (fun z => Derive (sigma P) (pre P z (input P a) m (pi m))));
      [apply lipschitz_slope, smooth|apply IH].
Qed.

Lemma along_ext P l pi i y z :
  one_output P -> (1 <= l <= hidden P)%nat -> path P l pi -> (i <= width P (pred l))%nat ->
  (forall j, parameter P j -> y j = z j) -> along P l pi i y = along P l pi i z.
Proof.
  intros single Hl Hpi Hi H. apply sum_ext. intros a _. f_equal.
  - unfold output. rewrite (pre_ext P y z) by (try exact H; rewrite ?single; lia).
    rewrite (act_ext P y z) by (try exact H; lia). reflexivity.
  - assert (G : forall j m, (l <= m)%nat -> (m + j <= S (hidden P))%nat ->
      slopes_along P y (input P a) pi m j = slopes_along P z (input P a) pi m j).
    { induction j as [|j IH]; intros m Hm Hj; [reflexivity|]. simpl.
      rewrite (pre_ext P y z) by (try exact H; try apply Hpi; lia).
      rewrite IH by lia. reflexivity. }
    apply G; lia.
Qed.

(** D of neuron r is a combination of the sums along the paths that start there. *)
Lemma under_loss_D P biases w l r i s :
  twice_continuously_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall pi, path P l pi -> pi l = r -> under_loss P biases w (along P l pi i)) ->
  (s < width P (S l))%nat -> under_loss P biases w (fun z => D P l r z i s).
Proof.
  intros smooth single [Hl Hr] H Hs.
  set (c := fun z a => 2 * (output P z (input P a) - label P a)
    * act P z (input P a) (pred l) i * Derive (sigma P) (pre P z (input P a) l r)).
  assert (G : forall j pi, (j <= hidden P - l)%nat -> path P (j + S l) pi ->
    (1 <= pi (j + S l)%nat <= width P (j + S l))%nat ->
    under_loss P biases w (fun z => sum (samples P) (fun a => c z a
      * slopes_along P z (input P a) pi (j + S l) (hidden P - l - j)
      * response P z (input P a) (S l) (delta (S s)) j (pi (j + S l)%nat)))).
  { induction j as [|j IH]; intros pi Hj Hpi Hk.
    - set (pi' := fun m => if m =? l then r else pi m).
      apply (under_loss_ext P biases w (fun z => delta (S s) (pi (S l)) * along P l pi' i z)).
      + intros z. unfold along. rewrite <- sum_scal. apply sum_ext. intros a _. unfold c.
        replace (S (hidden P) - l)%nat with (S (hidden P - l)) by lia.
        cbn [slopes_along response plus]. rewrite Nat.sub_0_r.
        rewrite (slopes_along_ext P z (input P a) pi' pi (hidden P - l) (S l)).
        * unfold pi' at 1. rewrite Nat.eqb_refl. simpl (0 + S l)%nat. ring.
        * intros k Hk'. unfold pi'. rewrite (proj2 (Nat.eqb_neq k l)) by lia. reflexivity.
      + apply (under_loss_mult P biases w (fun _ => delta (S s) (pi (S l)))
          (along P l pi' i)); [apply lipschitz_const|]. apply H.
        * intros m Hm. unfold pi'. destruct (Nat.eqb_spec m l) as [->|]; [lia|]. apply Hpi. lia.
        * unfold pi'. rewrite Nat.eqb_refl. reflexivity.
    - set (pis := fun t m => if m =? j + S l then S t else pi m).
      apply (under_loss_ext P biases w (fun z => sum (width P (j + S l)) (fun t =>
        z (S (j + S l), pi (S (j + S l)), S t) * sum (samples P) (fun a => c z a
        * slopes_along P z (input P a) (pis t) (j + S l) (hidden P - l - j)
        * response P z (input P a) (S l) (delta (S s)) j (pis t (j + S l)%nat))))).
      + intros z. rewrite (sum_ext _ _ (fun t => sum (samples P) (fun a =>
          z (S (j + S l), pi (S (j + S l)), S t) * (c z a
          * slopes_along P z (input P a) (pis t) (j + S l) (hidden P - l - j)
          * response P z (input P a) (S l) (delta (S s)) j (pis t (j + S l)%nat)))))
          by (intros; symmetry; apply sum_scal).
        rewrite sum_swap. apply sum_ext. intros a _. cbn [response plus].
        rewrite <- sum_scal. apply sum_ext. intros t _.
        replace (hidden P - l - j)%nat with (S (hidden P - l - S j)) by lia.
        cbn [slopes_along].
        rewrite (slopes_along_ext P z (input P a) (pis t) pi _ (S (j + S l))).
        * unfold pis. rewrite Nat.eqb_refl. change (S j + S l)%nat with (S (j + S l)). ring.
        * intros k Hk'. unfold pis. rewrite (proj2 (Nat.eqb_neq k (j + S l))) by lia. reflexivity.
      + apply (under_loss_sum P biases w _ (fun t z => z (S (j + S l), pi (S (j + S l)), S t)
          * sum (samples P) (fun a => c z a
            * slopes_along P z (input P a) (pis t) (j + S l) (hidden P - l - j)
            * response P z (input P a) (S l) (delta (S s)) j (pis t (j + S l)%nat)))).
        intros t Ht.
        apply (under_loss_mult P biases w (fun z => z (S (j + S l), pi (S (j + S l)), S t)));
          [apply lipschitz_coordinate|]. apply IH; [lia| |].
        * intros m Hm. unfold pis. destruct (Nat.eqb_spec m (j + S l)) as [->|]; [lia|].
          apply Hpi. lia.
        * unfold pis. rewrite Nat.eqb_refl. lia. }
  assert (E : (hidden P - l + S l = S (hidden P))%nat) by lia.
  apply (under_loss_ext P biases w _ _) with (2 := G (hidden P - l)%nat (fun _ => 1%nat) (le_n _)
    ltac:(intros m Hm; lia) ltac:(rewrite E, single; lia)).
  intros z. unfold D. apply sum_ext. intros a _. rewrite Nat.sub_diag. cbn [slopes_along].
  rewrite (sensitivity_response P z a (S l) (hidden P - l)) by (try lia; apply smooth).
  unfold c. ring.
Qed.
