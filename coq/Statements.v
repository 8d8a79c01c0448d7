(** The words of the paper as definitions: everything that the theorems speak of.

    Layers, neurons and inputs count from 1; index 0 is the bias, whose activation is 1. *)

From Coq Require Import Reals Arith Bool.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums.
Open Scope R_scope.

(** ** Networks (sections 3 and 4)

    [w (l, k, i)] is the weight from neuron i of layer l - 1 to neuron k of layer l. *)
Definition parameters := nat * nat * nat -> R.

(** The parameters of a network without biases; its biases are 0. *)
Definition no_bias : nat * nat * nat -> Prop := fun '(l, k, i) => i <> 0%nat.

(** The coordinates that move: all, or those of a network without biases. *)
Definition moving (biases : bool) : nat * nat * nat -> Prop := fun '(l, k, i) =>
  biases = true \/ i <> 0%nat.

(** A network with its data: activation, number of hidden layers, width of each layer (layer 0 is
    the input, layer [S hidden] the linear output), number of samples, inputs [input a i], labels. *)
Record problem := Problem {
  sigma : R -> R;
  hidden : nat;
  width : nat -> nat;
  samples : nat;
  input : nat -> nat -> R;
  label : nat -> R
}.

(** act(l, i; x) *)
Fixpoint act (P : problem) (w : parameters) (x : nat -> R) (l i : nat) {struct l} : R :=
  match i, l with
  | O, _ => 1
  | S _, O => x i
  | S _, S m => sigma P (sum (S (width P m)) (fun j => w (l, i, j) * act P w x m j))
  end.

(** n(l, k; x), for l >= 1 *)
Definition pre (P : problem) (w : parameters) (x : nat -> R) (l k : nat) : R :=
  sum (S (width P (pred l))) (fun j => w (l, k, j) * act P w x (pred l) j).

(** f(x) *)
Definition output (P : problem) (w : parameters) (x : nat -> R) : R := pre P w x (S (hidden P)) 1.

(** The squared loss of sample a, and of all samples. *)
Definition sample_loss (P : problem) (a : nat) (w : parameters) : R :=
  (output P w (input P a) - label P a) ^ 2.

Definition loss (P : problem) (w : parameters) : R :=
  sum (samples P) (fun a => sample_loss P a w).

Definition one_output (P : problem) : Prop := width P (S (hidden P)) = 1%nat.

Definition differentiable (s : R -> R) : Prop := forall x, ex_derive s x.

Definition twice_differentiable (s : R -> R) : Prop :=
  differentiable s /\ differentiable (Derive s).

(** C2 *)
Definition twice_continuously_differentiable (s : R -> R) : Prop :=
  twice_differentiable s /\ forall x, continuous (Derive (Derive s)) x.

(** The parameters that the network has: all other coordinates have no influence on its output. *)
Definition parameter (P : problem) : nat * nat * nat -> Prop := fun '(l, k, i) =>
  (1 <= l <= S (hidden P))%nat /\ (1 <= k <= width P l)%nat /\ (i <= width P (pred l))%nat.

(** The parameters that are trained. *)
Definition trained (P : problem) (biases : bool) : nat * nat * nat -> Prop := fun x =>
  parameter P x /\ moving biases x.

(** ** Calculus on functions of coordinates I -> R *)

(** The point w + t d. *)
Definition moved {I : Type} (w d : I -> R) (t : R) : I -> R := fun i => w i + t * d i.

(** First and second derivatives along directions: d_d f (w) and d_e d_d f (w). *)
Definition D1 {I : Type} (f : (I -> R) -> R) (w d : I -> R) : R :=
  Derive (fun t => f (moved w d t)) 0.

Definition D2 {I : Type} (f : (I -> R) -> R) (w d e : I -> R) : R :=
  Derive (fun t => D1 f (moved w e t) d) 0.

(** The derivative along every line through w is 0. *)
Definition critical {I : Type} (f : (I -> R) -> R) (w : I -> R) : Prop :=
  forall d, is_derive (fun t => f (moved w d t)) 0 0.

(** The same, along lines in the [free] coordinates only. *)
Definition critical_on {I : Type} (free : I -> Prop) (f : (I -> R) -> R) (w : I -> R) : Prop :=
  forall d, (forall i, ~ free i -> d i = 0) -> is_derive (fun t => f (moved w d t)) 0 0.

Definition near {I : Type} (w : I -> R) (eps : R) (z : I -> R) : Prop :=
  forall i, Rabs (z i - w i) < eps.

Definition local_minimum {I : Type} (f : (I -> R) -> R) (w : I -> R) : Prop :=
  exists eps, 0 < eps /\ forall z, near w eps z -> f w <= f z.

(** A strict local minimum among the points that differ from w in the [free] coordinates only. *)
Definition strict_local_minimum {I : Type} (free : I -> Prop) (f : (I -> R) -> R) (w : I -> R) :=
  exists eps, 0 < eps /\ forall z,
    near w eps z -> (forall i, ~ free i -> z i = w i) -> (exists i, z i <> w i) -> f w < f z.

(** The same, not strict. *)
Definition local_minimum_on {I : Type} (free : I -> Prop) (f : (I -> R) -> R) (w : I -> R) :=
  exists eps, 0 < eps /\ forall z, near w eps z -> (forall i, ~ free i -> z i = w i) -> f w <= f z.

(** The second derivative is positive along every direction in the [free] coordinates, not 0. *)
Definition positive_hessian_on {I : Type} (free : I -> Prop) (f : (I -> R) -> R) (w : I -> R) :=
  forall d, (forall i, ~ free i -> d i = 0) -> (exists i, d i <> 0) -> 0 < D2 f w d d.

(** ** Matrices, by their entries; the size is given where they are used *)

Definition matrix := nat -> nat -> R.

Definition transpose (M : matrix) : matrix := fun i j => M j i.

Definition times (c : R) (M : matrix) : matrix := fun i j => c * M i j.

Definition zero_matrix : matrix := fun _ _ => 0.

(** y' M z, for M with m rows and n columns *)
Definition bilinear (m n : nat) (M : matrix) (y z : nat -> R) : R :=
  sum m (fun i => sum n (fun j => y i * M i j * z j)).

Definition positive_semidefinite (n : nat) (M : matrix) : Prop :=
  forall z, 0 <= bilinear n n M z z.

Definition positive_definite (n : nat) (M : matrix) : Prop :=
  forall z, (exists i, (i < n)%nat /\ z i <> 0) -> 0 < bilinear n n M z z.

(** [[A, B], [C, D]], where A has m rows and n columns *)
Definition blocks (m n : nat) (A B C D : matrix) : matrix := fun i j =>
  if i <? m then if j <? n then A i j else B i (j - n)%nat
  else if j <? n then C (i - m)%nat j else D (i - m)%nat (j - n)%nat.

(** ** Splitting neuron r of layer l (section 5) *)

Definition widened (P : problem) (l : nat) : problem :=
  Problem (sigma P) (hidden P) (fun m => if m =? l then S (width P m) else width P m)
    (samples P) (input P) (label P).

(** The index of the added neuron, -1 in the paper. *)
Definition twin (P : problem) (l : nat) : nat := S (width P l).

(** Neuron r of the hidden layer l. *)
Definition hidden_neuron (P : problem) (l r : nat) : Prop :=
  (1 <= l <= hidden P)%nat /\ (1 <= r <= width P l)%nat.

(** gamma_lambda^r (p. 10) *)
Definition gamma (P : problem) (l r : nat) (lambda : R) (w : parameters) : parameters :=
  fun '(m, k, i) =>
    if (m =? l) && (k =? twin P l) then w (l, r, i)
    else if (m =? S l) && (i =? twin P l) then lambda * w (S l, k, r)
    else if (m =? S l) && (i =? r) then (1 - lambda) * w (S l, k, r)
    else w (m, k, i).

(** All ways to share the outgoing weights: p for the twin, v_r - p for neuron r. *)
Definition fibre (P : problem) (l r : nat) (p : nat -> R) (w : parameters) : parameters :=
  fun '(m, k, i) =>
    if (m =? l) && (k =? twin P l) then w (l, r, i)
    else if (m =? S l) && (i =? twin P l) then p k
    else if (m =? S l) && (i =? r) then w (S l, k, r) - p k
    else w (m, k, i).

(** The axis of one parameter. *)
Definition axis (l k i : nat) : parameters := fun '(m, s, j) => delta l m * delta k s * delta i j.

(** d loss_a / d n(l, k; x_a): n(l, k; x) contains the bias of neuron k with the factor 1. *)
Definition sensitivity (P : problem) (w : parameters) (a l k : nat) : R :=
  D1 (sample_loss P a) w (axis l k 0).

(** B, equation (1), p. 11; neuron k of layer l + 1 is summed from 1. *)
Definition B (P : problem) (l r : nat) (w : parameters) : matrix := fun i j =>
  sum (samples P) (fun a => sum (width P (S l)) (fun k =>
    sensitivity P w a (S l) (S k) * w (S l, S k, r)
    * Derive (Derive (sigma P)) (pre P w (input P a) l r)
    * act P w (input P a) (pred l) i * act P w (input P a) (pred l) j)).

(** D, equation (2), p. 12; row i is the source (0 the bias), column s the neuron s + 1. *)
Definition D (P : problem) (l r : nat) (w : parameters) : matrix := fun i s =>
  sum (samples P) (fun a =>
    sensitivity P w a (S l) (S s) * Derive (sigma P) (pre P w (input P a) l r)
    * act P w (input P a) (pred l) i).

(** ** Directions around a split neuron (Lemma 12)

    Incoming directions are indexed by sources, outgoing ones by the neurons of layer l + 1. *)
Definition none : nat -> R := fun _ => 0.

Definition nowhere : parameters := fun _ => 0.

(** A direction of the smaller network: of u_r, of v_r, and of all others. *)
Definition small_direction (l r : nat) (u v : nat -> R) (rest : parameters) : parameters :=
  fun '(m, k, i) =>
    if (m =? l) && (k =? r) then u i
    else if (m =? S l) && (i =? r) then v k
    else rest (m, k, i).

(** A direction of the larger network: of u_twin, u_r, v_twin, v_r, and of all others. *)
Definition large_direction (P : problem) (l r : nat) (u_twin u_r v_twin v_r : nat -> R)
    (rest : parameters) : parameters :=
  fun '(m, k, i) =>
    if (m =? l) && (k =? twin P l) then u_twin i
    else if (m =? S l) && (i =? twin P l) then v_twin k
    else small_direction l r u_r v_r rest (m, k, i).

(** The basis of Lemma 12 for the larger network, and the same parts of the smaller one. *)
Definition small_u (l r : nat) (xi : nat -> R) : parameters := small_direction l r xi none nowhere.
Definition small_v (l r : nat) (zeta : nat -> R) : parameters :=
  small_direction l r none zeta nowhere.
Definition small_w (l r : nat) (rest : parameters) : parameters :=
  small_direction l r none none rest.

Definition basis_u (P : problem) (l r : nat) (xi : nat -> R) : parameters :=
  large_direction P l r xi xi none none nowhere.
Definition basis_v (P : problem) (l r : nat) (zeta : nat -> R) : parameters :=
  large_direction P l r none none zeta zeta nowhere.
Definition basis_w (P : problem) (l r : nat) (rest : parameters) : parameters :=
  large_direction P l r none none none none rest.
Definition basis_p (P : problem) (l r : nat) (alpha beta : R) (xi : nat -> R) : parameters :=
  large_direction P l r (fun i => alpha * xi i) (fun i => - beta * xi i) none none nowhere.
Definition basis_q (P : problem) (l r : nat) (zeta : nat -> R) : parameters :=
  large_direction P l r none none zeta (fun k => - zeta k) nowhere.

(** The forms of B and D on directions: outgoing directions are indexed from 1. *)
Definition B_form (P : problem) (l r : nat) (w : parameters) (xi eta : nat -> R) : R :=
  bilinear (S (width P (pred l))) (S (width P (pred l))) (B P l r w) xi eta.

Definition D_form (P : problem) (l r : nat) (w : parameters) (xi zeta : nat -> R) : R :=
  bilinear (S (width P (pred l))) (width P (S l)) (D P l r w) xi (fun s => zeta (S s)).

(** The sources of layer l: neurons of layer l - 1, and 0 if there are biases. *)
Definition source (P : problem) (l : nat) (biases : bool) (i : nat) : Prop :=
  (i <= width P (pred l))%nat /\ (biases = true \/ i <> 0%nat).

(** lambda (1 - lambda) B is positive definite; with biases its rows and columns start at 0. *)
Definition B_definite (P : problem) (l r : nat) (lambda : R) (biases : bool) (w : parameters) :=
  forall xi, (forall i, ~ source P l biases i -> xi i = 0) -> (exists i, xi i <> 0) ->
    0 < lambda * (1 - lambda) * B_form P l r w xi xi.

(** D = 0 *)
Definition D_zero (P : problem) (l r : nat) (biases : bool) (w : parameters) : Prop :=
  forall i s, source P l biases i -> (s < width P (S l))%nat -> D P l r w i s = 0.
