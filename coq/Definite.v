(** Positive definite forms in finitely many coordinates are bounded below: by elimination of one
    coordinate after the other, without compactness. *)

From Coq Require Import Reals Lra Lia List Classical.
From Proofcheck Require Import Sums Statements.
Open Scope R_scope.

Section Definite.

Context {I : Type}.
Variable eq_dec : forall a b : I, {a = b} + {a <> b}.

(** A symmetric form, linear in both places. *)
Definition form (b : (I -> R) -> (I -> R) -> R) : Prop :=
  (forall x y, b x y = b y x)
  /\ (forall c1 c2 x1 x2 x y, (forall i, x i = c1 * x1 i + c2 * x2 i) ->
      b x y = c1 * b x1 y + c2 * b x2 y).

Definition unit_at (j : I) : I -> R := fun k => if eq_dec j k then 1 else 0.

Definition supported (S : I -> Prop) (d : I -> R) : Prop := forall i, ~ S i -> d i = 0.

Definition positive_on (S : I -> Prop) (b : (I -> R) -> (I -> R) -> R) : Prop :=
  forall d, supported S d -> (exists i, d i <> 0) -> 0 < b d d.

Lemma unit_at_same j : unit_at j j = 1.
Proof. unfold unit_at. destruct (eq_dec j j); [reflexivity|contradiction]. Qed.

Lemma unit_at_other j k : j <> k -> unit_at j k = 0.
Proof. intros H. unfold unit_at. destruct (eq_dec j k); [contradiction|reflexivity]. Qed.

Lemma form_scal b c x1 x y : form b -> (forall i, x i = c * x1 i) -> b x y = c * b x1 y.
Proof.
  intros [_ H] Hx. rewrite (H c 0 x1 x1 x y) by (intros i; rewrite Hx; ring). ring.
Qed.

Lemma form_zero b x y : form b -> (forall i, x i = 0) -> b x y = 0.
Proof. intros Hb H. rewrite (form_scal b 0 x x y Hb) by (intros i; rewrite H; ring). ring. Qed.

(** The form of x - c e. *)
Lemma form_difference b c x e d :
  form b -> (forall i, d i = x i - c * e i) -> b d d = b x x - 2 * c * b x e + c ^ 2 * b e e.
Proof.
  intros [Hs Hl] Hd.
  assert (D : forall y, b d y = b x y - c * b e y).
  { intros y. rewrite (Hl 1 (- c) x e d y) by (intros i; rewrite Hd; ring). ring. }
  rewrite (D d), (Hs x d), (Hs e d), !D, (Hs e x). ring.
Qed.

(** The form after coordinate j has been eliminated. *)
Definition eliminated (b : (I -> R) -> (I -> R) -> R) (j : I) : (I -> R) -> (I -> R) -> R :=
  fun x y => b x y - b x (unit_at j) * b y (unit_at j) / b (unit_at j) (unit_at j).

Lemma eliminated_form b j : form b -> form (eliminated b j).
Proof.
  intros [Hs Hl]. split.
  - intros x y. unfold eliminated. rewrite (Hs x y). unfold Rdiv. ring.
  - intros c1 c2 x1 x2 x y Hx. unfold eliminated. rewrite !(Hl c1 c2 x1 x2 x) by exact Hx.
    unfold Rdiv. ring.
Qed.

Lemma eliminated_positive b j (S S' : I -> Prop) :
  form b -> 0 < b (unit_at j) (unit_at j) -> ~ S' j -> S j -> (forall i, S' i -> S i) ->
  positive_on S b -> positive_on S' (eliminated b j).
Proof.
  intros Hb Ha Hj HSj HS Hpos x Hx [k Hk].
  set (a := b (unit_at j) (unit_at j)) in *. set (c := b x (unit_at j) / a).
  set (d := fun i => x i - c * unit_at j i).
  replace (eliminated b j x x) with (b d d).
  - apply Hpos.
    + intros i Hi. unfold d. rewrite (Hx i) by auto.
      rewrite unit_at_other by (intros ->; contradiction). ring.
    + exists k. unfold d. rewrite unit_at_other; [lra|]. intros ->. apply Hk, Hx, Hj.
  - rewrite (form_difference b c x (unit_at j) d Hb) by reflexivity.
    unfold eliminated. fold a. unfold c. field. lra.
Qed.

(** One coordinate after elimination of the others. *)
Lemma definite_coordinate L i : forall b, form b ->
  positive_on (fun k => In k L \/ k = i) b ->
  exists c, 0 < c /\ forall d, supported (fun k => In k L \/ k = i) d -> c * d i ^ 2 <= b d d.
Proof.
  induction L as [|j L IH]; intros b Hb Hpos.
  - exists (b (unit_at i) (unit_at i)). split.
    + apply Hpos; [|exists i; rewrite unit_at_same; lra].
      intros k Hk. apply unit_at_other. intros ->. apply Hk. right. reflexivity.
    + intros d Hd.
      assert (E : forall k, d k = d i * unit_at i k).
      { intros k. destruct (eq_dec i k) as [<-|Hne]; [rewrite unit_at_same; ring|].
        rewrite unit_at_other, Rmult_0_r by exact Hne. apply Hd. intros [[]|H].
        apply Hne. symmetry. exact H. }
      rewrite (form_scal b (d i) (unit_at i) d d Hb E), (proj1 Hb (unit_at i) d),
        (form_scal b (d i) (unit_at i) d _ Hb E). right. ring.
  - destruct (classic (In j L \/ j = i)) as [Hj|Hj].
    + assert (W : forall d, supported (fun k => In k (j :: L) \/ k = i) d
                            <-> supported (fun k => In k L \/ k = i) d).
      { intros d. split; intros H k Hk; apply H; intros Hk'; apply Hk; simpl in *;
          intuition (subst; auto). }
      destruct (IH b Hb) as [c [Hc H]].
      * intros d Hd. apply Hpos, W, Hd.
      * exists c. split; [exact Hc|]. intros d Hd. apply H, W, Hd.
    + assert (Hij : j <> i) by (intros ->; apply Hj; right; reflexivity).
      assert (Ha : 0 < b (unit_at j) (unit_at j)).
      { apply Hpos; [|exists j; rewrite unit_at_same; lra].
        intros k Hk. apply unit_at_other. intros ->. apply Hk. left. left. reflexivity. }
      destruct (IH (eliminated b j) (eliminated_form b j Hb)) as [c [Hc H]].
      * apply (eliminated_positive b j (fun k => In k (j :: L) \/ k = i)); try assumption.
        -- left. left. reflexivity.
        -- intros k [Hk|Hk]; [left; right; exact Hk|right; exact Hk].
      * exists c. split; [exact Hc|]. intros d Hd.
        set (x := fun k => d k - d j * unit_at j k).
        assert (Hx : supported (fun k => In k L \/ k = i) x).
        { intros k Hk. unfold x. destruct (eq_dec j k) as [<-|Hne].
          - rewrite unit_at_same. ring.
          - rewrite unit_at_other, (Hd k) by (simpl; intuition). ring. }
        specialize (H x Hx).
        replace (x i) with (d i) in H by (unfold x; rewrite unit_at_other by exact Hij; ring).
        set (a := b (unit_at j) (unit_at j)) in *.
        assert (E : eliminated b j x x = b d d - b d (unit_at j) ^ 2 / a).
        { unfold eliminated. fold a.
          rewrite (form_difference b (d j) d (unit_at j) x Hb) by reflexivity. fold a.
          assert (F : b x (unit_at j) = b d (unit_at j) - d j * a).
          { unfold a. rewrite (proj2 Hb 1 (- d j) d (unit_at j) x) by
              (intros k; unfold x; ring). ring. }
          rewrite F. field. lra. }
        assert (0 <= b d (unit_at j) ^ 2 / a).
        { apply Rmult_le_pos; [apply pow2_ge_0|left; apply Rinv_0_lt_compat, Ha]. }
        lra.
Qed.

(** The elements of a list with a property. *)
Lemma sublist (S : I -> Prop) L : (forall i, S i -> In i L) -> exists L', forall i, In i L' <-> S i.
Proof.
  intros H. enough (exists L', forall i, In i L' <-> In i L /\ S i) as [L' H'].
  - exists L'. intros i. rewrite H'. split; [intros [_ Hi]; exact Hi|auto].
  - clear H. induction L as [|j L [L' IH]].
    + exists nil. simpl. tauto.
    + destruct (classic (S j)) as [Hj|Hj].
      * exists (j :: L'). intros i. simpl. rewrite IH. intuition (subst; auto).
      * exists L'. intros i. simpl. rewrite IH. intuition (subst; contradiction).
Qed.

(** All coordinates with one constant. *)
Lemma definite_bounded (S : I -> Prop) L b :
  (forall i, S i -> In i L) -> form b -> positive_on S b ->
  exists c, 0 < c /\ forall d, supported S d -> forall i, c * d i ^ 2 <= b d d.
Proof.
  intros HL Hb Hpos. destruct (sublist S L HL) as [K HK].
  assert (Hn : forall d, supported S d -> 0 <= b d d).
  { intros d Hd. destruct (classic (exists i, d i <> 0)) as [Hi|Hi].
    - left. apply Hpos; assumption.
    - right. symmetry. apply form_zero; [exact Hb|]. intros i. apply NNPP. intros Hd'.
      apply Hi. exists i. exact Hd'. }
  assert (H : forall L', (forall i, In i L' -> S i) ->
    exists c, 0 < c /\ forall d, supported S d -> forall i, In i L' -> c * d i ^ 2 <= b d d).
  { induction L' as [|j L' IH]; intros HS.
    - exists 1. split; [lra|]. intros d _ i [].
    - destruct IH as [c [Hc H]]; [intros i Hi; apply HS; right; exact Hi|].
      assert (W : forall k, In k K \/ k = j <-> S k).
      { intros k. rewrite HK. split; [intros [Hk| ->]|auto]; [exact Hk|].
        apply HS. left. reflexivity. }
      destruct (definite_coordinate K j b Hb) as [c' [Hc' H']].
      { intros d Hd. apply Hpos. intros i Hi. apply Hd. rewrite W. exact Hi. }
      exists (Rmin c c'). split; [apply Rmin_pos; assumption|]. intros d Hd i Hi.
      assert (X := pow2_ge_0 (d i)). destruct Hi as [<-|Hi].
      + apply Rle_trans with (c' * d j ^ 2);
          [apply Rmult_le_compat_r; [exact X|apply Rmin_r]|].
        apply H'. intros k Hk. apply Hd. rewrite <- W. exact Hk.
      + apply Rle_trans with (c * d i ^ 2);
          [apply Rmult_le_compat_r; [exact X|apply Rmin_l]|]. apply H; assumption. }
  destruct (H K) as [c [Hc H']]; [intros i Hi; apply HK, Hi|].
  exists c. split; [exact Hc|]. intros d Hd i. destruct (classic (S i)) as [Hi|Hi].
  - apply H'; [exact Hd|apply HK, Hi].
  - rewrite (Hd i Hi). specialize (Hn d Hd). simpl. lra.
Qed.

(** The largest entry. *)
Lemma largest (L : list I) (d : I -> R) : exists K, 0 <= K
  /\ (forall i, In i L -> Rabs (d i) <= K) /\ (K = 0 \/ exists i, K = Rabs (d i)).
Proof.
  induction L as [|j L [K [H0 [H1 H2]]]].
  - exists 0. split; [lra|split; [intros i []|left; reflexivity]].
  - assert (X := Rabs_pos (d j)). destruct (Rle_dec (Rabs (d j)) K) as [H|H].
    + exists K. split; [exact H0|split; [|exact H2]]. intros i [<-|Hi]; auto.
    + exists (Rabs (d j)). split; [exact X|split; [|right; exists j; reflexivity]].
      intros i [<-|Hi]; [lra|]. specialize (H1 i Hi). lra.
Qed.

End Definite.
