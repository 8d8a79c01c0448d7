(** Lemma 12 (p. 12): the Hessian of the loss after splitting a neuron, in the split basis.

    Any depth, layer, widths and data; the activation is twice differentiable. The point w need
    not be critical. *)

From Coq Require Import Reals Lra Lia Arith Bool.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import Sums Statements Forms Jets Splitting.
Open Scope R_scope.

Lemma D2_scaled P w c c' d1 e1 d e :
  twice_differentiable (sigma P) ->
  (forall j, d j = c * d1 j) -> (forall j, e j = c' * e1 j) ->
  D2 (loss P) w d e = c * c' * D2 (loss P) w d1 e1.
Proof.
  intros smooth Hd He. rewrite !D2_loss by exact smooth.
  rewrite (jet_loss_scal P w c d1 d e Hd), jet_loss_sym, (jet_loss_scal P w c' e1 e d1 He),
    jet_loss_sym. ring.
Qed.

Lemma B_form_scaled P l r w b b' xi1 eta1 xi eta :
  (forall i, xi i = b * xi1 i) -> (forall i, eta i = b' * eta1 i) ->
  B_form P l r w xi eta = b * b' * B_form P l r w xi1 eta1.
Proof.
  intros H H'. unfold B_form.
  rewrite (bilinear_vec _ _ _ xi (fun i => b * xi1 i) eta (fun i => b' * eta1 i)) by auto.
  rewrite bilinear_scal_l, bilinear_scal_r. ring.
Qed.

Lemma D_form_scaled P l r w b q xi1 z1 xi z :
  (forall i, xi i = b * xi1 i) -> (forall k, z k = q * z1 k) ->
  D_form P l r w xi z = b * q * D_form P l r w xi1 z1.
Proof.
  intros H H'. unfold D_form.
  rewrite (bilinear_vec _ _ _ xi (fun i => b * xi1 i) _ (fun s => q * z1 (S s))) by auto.
  rewrite bilinear_scal_l, bilinear_scal_r. ring.
Qed.

(** The Hessian of the larger loss along arbitrary directions, at any point gamma_lambda(w). *)
Theorem hessian_after_split :
  forall (P : problem) (l r : nat) (lambda : R) (w : parameters)
    (ut ur vt vr ut' ur' vt' vr' : nat -> R) (rest rest' : parameters),
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  D2 (loss (widened P l)) (gamma P l r lambda w)
    (large_direction P l r ut ur vt vr rest) (large_direction P l r ut' ur' vt' vr' rest')
  = D2 (loss P) w
      (small_direction l r (fun i => lambda * ut i + (1 - lambda) * ur i)
         (fun k => vt k + vr k) rest)
      (small_direction l r (fun i => lambda * ut' i + (1 - lambda) * ur' i)
         (fun k => vt' k + vr' k) rest')
    + lambda * (1 - lambda)
      * B_form P l r w (fun i => ut i - ur i) (fun i => ut' i - ur' i)
    + D_form P l r w (fun i => ut' i - ur' i) (fun k => (1 - lambda) * vt k - lambda * vr k)
    + D_form P l r w (fun i => ut i - ur i) (fun k => (1 - lambda) * vt' k - lambda * vr' k).
Proof. intros. apply D2_gamma; assumption. Qed.

Theorem hessian_symmetric :
  forall (P : problem) (w d e : parameters),
  twice_differentiable (sigma P) -> D2 (loss P) w d e = D2 (loss P) w e d.
Proof. intros. rewrite !D2_loss by assumption. apply jet_loss_sym. Qed.

Lemma block P l r lambda w ut ur vt vr rest ut' ur' vt' vr' rest'
    c c' d1 e1 b b' xi1 eta1 q q' z1 z1' :
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  (forall j, small_direction l r (fun i => lambda * ut i + (1 - lambda) * ur i)
         (fun k => vt k + vr k) rest j = c * d1 j) ->
  (forall j, small_direction l r (fun i => lambda * ut' i + (1 - lambda) * ur' i)
         (fun k => vt' k + vr' k) rest' j = c' * e1 j) ->
  (forall i, ut i - ur i = b * xi1 i) -> (forall i, ut' i - ur' i = b' * eta1 i) ->
  (forall k, (1 - lambda) * vt k - lambda * vr k = q * z1 k) ->
  (forall k, (1 - lambda) * vt' k - lambda * vr' k = q' * z1' k) ->
  D2 (loss (widened P l)) (gamma P l r lambda w)
    (large_direction P l r ut ur vt vr rest) (large_direction P l r ut' ur' vt' vr' rest')
  = c * c' * D2 (loss P) w d1 e1
    + lambda * (1 - lambda) * (b * b' * B_form P l r w xi1 eta1)
    + b' * q * D_form P l r w eta1 z1 + b * q' * D_form P l r w xi1 z1'.
Proof.
  intros smooth single neuron Hd He Hb Hb' Hq Hq'.
  rewrite hessian_after_split by assumption.
  rewrite (D2_scaled P w c c' d1 e1 _ _ smooth Hd He).
  rewrite (B_form_scaled P l r w b b' xi1 eta1 _ _ Hb Hb').
  rewrite (D_form_scaled P l r w b' q eta1 z1 _ _ Hb' Hq).
  rewrite (D_form_scaled P l r w b q' xi1 z1' _ _ Hb Hq').
  reflexivity.
Qed.

Ltac same_directions :=
  try (intros [[m k] i]; unfold small_u, small_v, small_w, small_direction, none, nowhere);
  try intros i;
  try match goal with |- context [if ?c then _ else _] => destruct c end;
  try match goal with |- context [if ?c then _ else _] => destruct c end;
  unfold none; field; repeat split; assumption.

(** The 15 blocks; xi, eta are incoming directions, zeta, theta outgoing ones. *)
Theorem lemma_12 :
  forall (P : problem) (l r : nat) (w : parameters) (alpha beta : R)
    (xi eta zeta theta : nat -> R) (rest rest' : parameters),
  twice_differentiable (sigma P) -> one_output P -> hidden_neuron P l r ->
  alpha + beta <> 0 ->
  let lambda := beta / (alpha + beta) in
  let H := D2 (loss (widened P l)) (gamma P l r lambda w) in
  let h := D2 (loss P) w in
  let u := basis_u P l r in
  let v := basis_v P l r in
  let w' := basis_w P l r in
  let p := basis_p P l r alpha beta in
  let q := basis_q P l r in
  H (u xi) (u eta) = h (small_u l r xi) (small_u l r eta)
  /\ H (u xi) (v theta) = 2 * h (small_u l r xi) (small_v l r theta)
  /\ H (u xi) (w' rest') = h (small_u l r xi) (small_w l r rest')
  /\ H (u xi) (p eta) = 0
  /\ H (u xi) (q theta) = 0
  /\ H (v zeta) (v theta) = 4 * h (small_v l r zeta) (small_v l r theta)
  /\ H (v zeta) (w' rest') = 2 * h (small_v l r zeta) (small_w l r rest')
  /\ H (v zeta) (p eta) = (alpha - beta) * D_form P l r w eta zeta
  /\ H (v zeta) (q theta) = 0
  /\ H (w' rest) (w' rest') = h (small_w l r rest) (small_w l r rest')
  /\ H (w' rest) (p eta) = 0
  /\ H (w' rest) (q theta) = 0
  /\ H (p xi) (p eta) = alpha * beta * B_form P l r w xi eta
  /\ H (p xi) (q theta) = (alpha + beta) * D_form P l r w xi theta
  /\ H (q zeta) (q theta) = 0.
Proof.
  intros P l r w alpha beta xi eta zeta theta rest rest' smooth single neuron Hab.
  cbv zeta. unfold basis_u, basis_v, basis_w, basis_p, basis_q.
  pose (total := alpha + beta). pose (slant := 1 - 2 * (beta / (alpha + beta))).
  repeat split.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 1 (small_u l r xi) (small_u l r eta)
      0 0 none none 0 0 none none) by (try assumption; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 2 (small_u l r xi) (small_v l r theta)
      0 0 none none 0 slant none theta) by (try assumption; unfold slant; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 1 (small_u l r xi) (small_w l r rest')
      0 0 none none 0 0 none none) by (try assumption; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 0 (small_u l r xi) nowhere
      0 total none eta 0 0 none none) by (try assumption; unfold total; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 0 (small_u l r xi) nowhere
      0 0 none none 0 1 none theta) by (try assumption; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 2 2 (small_v l r zeta) (small_v l r theta)
      0 0 none none slant slant zeta theta) by (try assumption; unfold slant; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 2 1 (small_v l r zeta) (small_w l r rest')
      0 0 none none slant 0 zeta none) by (try assumption; unfold slant; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 2 0 (small_v l r zeta) nowhere
      0 total none eta slant 0 zeta none) by (try assumption; unfold total, slant; same_directions).
    unfold total, slant. field. assumption.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 2 0 (small_v l r zeta) nowhere
      0 0 none none slant 1 zeta theta) by (try assumption; unfold slant; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 1 (small_w l r rest) (small_w l r rest')
      0 0 none none 0 0 none none) by (try assumption; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 0 (small_w l r rest) nowhere
      0 total none eta 0 0 none none) by (try assumption; unfold total; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 1 0 (small_w l r rest) nowhere
      0 0 none none 0 1 none theta) by (try assumption; same_directions). ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 0 0 nowhere nowhere
      total total xi eta 0 0 none none) by (try assumption; unfold total; same_directions).
    unfold total. field. assumption.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 0 0 nowhere nowhere
      total 0 xi none 0 1 none theta) by (try assumption; unfold total; same_directions).
    unfold total. ring.
  - rewrite (block _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 0 0 nowhere nowhere
      0 0 none none 1 1 zeta theta) by (try assumption; same_directions). ring.
Qed.
