(** Exact arithmetic of polynomials in a logarithm of a natural number, with rational coefficients:
    the sigmoid of an integer multiple of the logarithm is rational. *)

From Coq Require Import Reals QArith Qreals List Bool Lra Lia Arith ZArith.
From Coq Require Import micromega.RMicromega.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Sigmoid Evaluation.
Import ListNotations.
Open Scope R_scope.

Section Base.

Variable b : positive.
Notation L := (ln (IZR (Zpos b))).

(** c_0 + c_1 L + c_2 L^2 + ... *)
Fixpoint value (p : list Q) : R :=
  match p with [] => 0 | c :: p' => Q2R c + L * value p' end.

(** [None]: nothing is known. *)
Definition number := option (list Q).

Definition equals (a : number) (x : R) : Prop :=
  match a with None => True | Some p => x = value p end.

Fixpoint plus_lists (p q : list Q) : list Q :=
  match p, q with
  | [], _ => q
  | _, [] => p
  | c :: p', d :: q' => Qred (c + d) :: plus_lists p' q'
  end.

Definition scale (c : Q) (p : list Q) : list Q := map (fun d => Qred (c * d)) p.

Fixpoint times_lists (p q : list Q) : list Q :=
  match p with [] => [] | c :: p' => plus_lists (scale c q) (0%Q :: times_lists p' q) end.

Lemma Q2R_Qred q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma value_plus p q : value (plus_lists p q) = value p + value q.
Proof.
  revert q. induction p as [|c p IH]; intros [|d q]; cbn [plus_lists value]; try ring.
  rewrite IH, Q2R_Qred, Q2R_plus. ring.
Qed.

Lemma value_scale c p : value (scale c p) = Q2R c * value p.
Proof.
  induction p as [|d p IH]; unfold scale in *; cbn [map value]; [ring|].
  rewrite IH, Q2R_Qred, Q2R_mult. ring.
Qed.

Lemma value_times p q : value (times_lists p q) = value p * value q.
Proof.
  induction p as [|c p IH]; cbn [times_lists value]; [ring|].
  rewrite value_plus, value_scale. cbn [value]. rewrite IH, Q2R_0. ring.
Qed.

Definition lift (f : list Q -> list Q -> list Q) (x y : number) : number :=
  match x, y with Some p, Some q => Some (f p q) | _, _ => None end.

Definition is_zero (p : list Q) : bool := forallb (fun c => Qeq_bool c 0) p.

Lemma is_zero_value p : is_zero p = true -> value p = 0.
Proof.
  induction p as [|c p IH]; simpl; [reflexivity|]. rewrite andb_true_iff. intros [H H'].
  rewrite IH, (Qeq_eqR _ _ (Qeq_bool_eq _ _ H)), Q2R_0 by exact H'. ring.
Qed.

(** The integer m, if p is m L. *)
Definition multiple (p : list Q) : option Z :=
  match p with
  | [] => Some 0%Z
  | c :: p' =>
      if Qeq_bool c 0 then
        match p' with
        | [] => Some 0%Z
        | d :: q =>
            if Qeq_bool d (inject_Z (Qnum (Qred d))) && is_zero q then Some (Qnum (Qred d))
            else None
        end
      else None
  end.

Lemma Q2R_inject z : Q2R (inject_Z z) = IZR z.
Proof. unfold Q2R, inject_Z. simpl. field. Qed.

Lemma multiple_value p m : multiple p = Some m -> value p = IZR m * L.
Proof.
  destruct p as [|c p]; simpl; [intros H; injection H as <-; ring|].
  destruct (Qeq_bool c 0) eqn:Ec; [|discriminate].
  apply Qeq_bool_eq, Qeq_eqR in Ec. rewrite Ec, Q2R_0.
  destruct p as [|d q]; simpl; [intros H; injection H as <-; ring|].
  destruct (Qeq_bool d _ && is_zero q) eqn:E; [|discriminate]. rewrite andb_true_iff in E.
  destruct E as [Ed Eq]. intros H. injection H as <-.
  apply Qeq_bool_eq, Qeq_eqR in Ed. rewrite (is_zero_value _ Eq), Ed, Q2R_inject. ring.
Qed.

(** sigmoid (m L) = 1 / (1 + b^(- m)) *)
Definition sigmoid_at (m : Z) : Q := Qred (/ (1 + Qpower (inject_Z (Zpos b)) (- m))).

Lemma sigmoid_value m : sigmoid (IZR m * L) = Q2R (sigmoid_at m).
Proof.
  assert (Hb : 0 < IZR (Zpos b)) by (apply IZR_lt; lia).
  assert (E : exp (- (IZR m * L)) = Q2R (Qpower (inject_Z (Zpos b)) (- m))).
  { rewrite Q2RpowerRZ, Q2R_inject.
    - rewrite Ropp_mult_distr_l, <- opp_IZR. generalize (- m)%Z as k. intros k.
      rewrite powerRZ_Rpower by exact Hb. reflexivity.
    - left. unfold Qeq. simpl. lia. }
  unfold sigmoid_at, sigmoid. rewrite Q2R_Qred, E.
  assert (P : 0 < Q2R (Qpower (inject_Z (Zpos b)) (- m))) by (rewrite <- E; apply exp_pos).
  rewrite Q2R_inv.
  - rewrite Q2R_plus, Q2R_1. reflexivity.
  - intros Z. apply Qeq_eqR in Z. rewrite Q2R_plus, Q2R_1, Q2R_0 in Z. lra.
Qed.

Definition neuron_at (a : number) : number * number * number :=
  match a with
  | None => (None, None, None)
  | Some p =>
      match multiple p with
      | None => (None, None, None)
      | Some m =>
          let s := sigmoid_at m in
          let s1 := Qred (s * (1 - s)) in
          (Some [s], Some [s1], Some [Qred (s1 * (1 - 2 * s))])
      end
  end.

Lemma value_one c : value [c] = Q2R c.
Proof. simpl. ring. Qed.

Lemma neuron_equals a x : equals a x ->
  equals (fst (fst (neuron_at a))) (sigmoid x)
  /\ equals (snd (fst (neuron_at a))) (Derive sigmoid x)
  /\ equals (snd (neuron_at a)) (Derive (Derive sigmoid) x).
Proof.
  intros H. destruct a as [p|]; [|easy]. unfold neuron_at.
  destruct (multiple p) as [m|] eqn:E; [|easy]. simpl in H.
  rewrite (multiple_value _ _ E) in H. subst x.
  rewrite Derive_sigmoid, Derive_sigmoid_twice, sigmoid_value.
  cbn [fst snd equals]. rewrite !value_one, !Q2R_Qred.
  repeat rewrite ?Q2R_mult, ?Q2R_minus, ?Q2R_Qred, ?Q2R_1.
  split; [reflexivity|]. split; [reflexivity|].
  replace (Q2R 2) with 2 by (unfold Q2R; simpl; field). reflexivity.
Qed.

Definition minus_lists (p q : list Q) : list Q := plus_lists p (scale (-1) q).

Definition logarithms : arithmetic sigmoid.
Proof.
  refine (Arithmetic sigmoid number equals (Some []) (Some [1%Q]) (lift plus_lists)
    (lift minus_lists) (lift times_lists) (fun q => Some [q]) neuron_at _ _ _ _ _ _ neuron_equals).
  - reflexivity.
  - simpl. rewrite Q2R_1. ring.
  - intros [p|] [q|] x y; simpl; try easy. intros -> ->. symmetry. apply value_plus.
  - intros [p|] [q|] x y; simpl; try easy. intros -> ->. unfold minus_lists.
    rewrite value_plus, value_scale. replace (Q2R (-1)) with (-1) by (unfold Q2R; simpl; field).
    ring.
  - intros [p|] [q|] x y; simpl; try easy. intros -> ->. symmetry. apply value_times.
  - intros q. simpl. ring.
Defined.

(** The rational number that is meant, if it is one. *)
Definition constant (a : number) : option Q :=
  match a with
  | None => None
  | Some [] => Some 0%Q
  | Some (c :: p) => if is_zero p then Some c else None
  end.

Lemma constant_value a q x : constant a = Some q -> equals a x -> x = Q2R q.
Proof.
  destruct a as [[|c p]|]; simpl; [| |discriminate].
  - intros H ->. injection H as <-. rewrite Q2R_0. reflexivity.
  - destruct (is_zero p) eqn:E; [|discriminate]. intros H ->. injection H as <-.
    rewrite (is_zero_value _ E). ring.
Qed.

End Base.
