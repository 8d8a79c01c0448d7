(** The counterexample to Theorem 9 as printed (p. 11), its certificate: fourteen functions of the
    input, as derivatives of the network's output and as entries of D and B, that are independent
    on fourteen inputs. The kernel computes with intervals that their matrix is invertible. *)

From Coq Require Import Reals QArith Qreals ZArith List Lia Lra Arith.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Real.Xreal.
From Proofcheck Require Import Sums Statements Sigmoid Evaluation Numbers Intervals Solvable.
Import ListNotations.
Open Scope R_scope.

(** What the neurons of the second layer get where the one of the first has activation h. *)
Definition before_one (h : R) : R := -2 + 3 * h.
Definition before_two (h : R) : R := 6 + ln 2 + -9 * h.

Definition inner_slope (h : R) : R :=
  3 * Derive sigmoid (before_one h) + -9 * Derive sigmoid (before_two h).

Definition bend_at (x : R) : R := inner_slope (sigmoid x) * Derive (Derive sigmoid) x.

Definition feature (i : nat) (x : R) : R :=
  let h := sigmoid x in
  let h1 := Derive sigmoid x in
  let p := Derive sigmoid (before_one h) in
  let q := Derive sigmoid (before_two h) in
  match i with
  | 0%nat => 1
  | 1%nat => sigmoid (before_one h)
  | 2%nat => sigmoid (before_two h)
  | 3%nat => p
  | 4%nat => p * h
  | 5%nat => q
  | 6%nat => q * h
  | 7%nat => p * h1
  | 8%nat => p * h1 * x
  | 9%nat => q * h1
  | 10%nat => q * h1 * x
  | 11%nat => bend_at x
  | 12%nat => bend_at x * x
  | _ => bend_at x * x * x
  end.

(** The inputs: the integers from -6 to 7. *)
Definition place_of (a : nat) : Z := (Z.of_nat a - 6)%Z.

Definition features : matrix := fun i a => feature i (IZR (place_of a)).

Section Enclosed.

Variable prec : Z.

Local Notation "x +' y" := (I.add prec x y) (at level 50, left associativity).
Local Notation "x *' y" := (I.mul prec x y) (at level 40, left associativity).

Definition enclosed (x : Z) : list I.type :=
  let n := iZ prec x in
  let '(h, h1, h2) := sigmoids prec n in
  let '(g, p, _) := sigmoids prec (iZ prec (-2) +' iZ prec 3 *' h) in
  let '(k, q, _) := sigmoids prec
    (iZ prec 6 +' I.ln prec (iZ prec 2) +' iZ prec (-9) *' h) in
  let b := (iZ prec 3 *' p +' iZ prec (-9) *' q) *' h2 in
  [iZ prec 1; g; k; p; p *' h; q; q *' h; p *' h1; p *' h1 *' n; q *' h1; q *' h1 *' n;
   b; b *' n; b *' n *' n].

Lemma ln_inside a x : 0 < x -> inside a x -> inside (I.ln prec a) (ln x).
Proof.
  intros Hx Ha. assert (C := I.ln_correct prec a (Xreal x) Ha). unfold Xln, Xbind, Xln' in C.
  rewrite is_positive_true in C by exact Hx. exact C.
Qed.

Lemma enclosed_inside x i : (i < 14)%nat ->
  inside (nth i (enclosed x) (iZ prec 0)) (feature i (IZR x)).
Proof.
  intros Hi. unfold enclosed.
  destruct (sigmoids_inside prec _ _ (iZ_inside prec x)) as [H [H1 H2]].
  destruct (sigmoids prec (iZ prec x)) as [[h h1] h2]. cbn [fst snd] in *.
  destruct (sigmoids_inside prec (iZ prec (-2) +' iZ prec 3 *' h) (before_one (sigmoid (IZR x))))
    as [G [P _]].
  { apply add_inside; [apply iZ_inside|apply mul_inside; [apply iZ_inside|exact H]]. }
  destruct (sigmoids prec (iZ prec (-2) +' iZ prec 3 *' h)) as [[g p] g2]. cbn [fst snd] in *.
  destruct (sigmoids_inside prec (iZ prec 6 +' I.ln prec (iZ prec 2) +' iZ prec (-9) *' h)
    (before_two (sigmoid (IZR x)))) as [K [Q _]].
  { apply add_inside; [|apply mul_inside; [apply iZ_inside|exact H]].
    apply add_inside; [apply iZ_inside|]. apply ln_inside; [lra|apply iZ_inside]. }
  destruct (sigmoids prec (iZ prec 6 +' I.ln prec (iZ prec 2) +' iZ prec (-9) *' h))
    as [[k q] k2]. cbn [fst snd] in *.
  assert (B : inside ((iZ prec 3 *' p +' iZ prec (-9) *' q) *' h2) (bend_at (IZR x))).
  { apply mul_inside; [|exact H2].
    apply add_inside; apply mul_inside; try apply iZ_inside; assumption. }
  assert (N := iZ_inside prec x).
  generalize dependent ((iZ prec 3 *' p +' iZ prec (-9) *' q) *' h2). intros b B.
  clear - H H1 H2 G P K Q N B Hi. generalize dependent (iZ prec x). intros n N.
  do 14 (destruct i as [|i]; [cbn [nth]; unfold feature;
    repeat lazymatch goal with
    | |- inside (I.mul _ _ _) _ => apply mul_inside
    | |- inside (iZ _ _) _ => apply iZ_inside
    | E : inside ?a _ |- inside ?a _ => exact E
    end|]).
  lia.
Qed.

End Enclosed.

(** An approximate inverse of the matrix, times 2^20. *)
Definition approximate_inverse : list (list Z) :=
  [[59616311977; -200842168517; -36555409055; -2883700508; 510930804982; 924914506632;
    -1038643324417; -290264361347; -40821014149; -1321493109008; 117568340879; 84365564531;
    3633757958; -1180738081];
   [-135711533786; 431899232741; 82244058758; 44232572719; -1096318773410; -2076188554459;
    2311410401285; 559472430299; 82413456068; 2982782580379; -237313098724; -189217187005;
    -6967292058; 2350488801];
   [113973879537; -334499440729; -68156590325; -77584282183; 844418454048; 1716397502049;
    -1886771051540; -358568426549; -56634414120; -2484820780657; 162974512277; 156336128204;
    4455729534; -1581816704];
   [-47355226002; 127302834517; 28094422864; 47585998024; -317526258794; -709120980144;
    767629686810; 104596030544; 17491945969; 1035448031989; -50234140239; -64569454334;
    -1306222873; 477364484];
   [10873157036; -27376315056; -6459063716; -13003179195; 66970067244; 167159793802; -177906551576;
    -17696297987; -2684819035; -246391448661; 7667100934; 15160893771; 203729063; -71274809];
   [-1577055885; 4043383142; 935811844; 1843860375; -9807759964; -26844905298; 28085334186;
    3055372125; 260669050; 40055937470; -733750669; -2402252163; -22366471; 6578881];
   [240739511; -750691882; -132101492; -244735505; 1945489026; 5160939316; -5335367402; -950478026;
    -35804739; -7876526206; 97627382; 466155693; 3934935; -810169];
   [-197472958; 856846796; 90497142; 107370488; -2435942665; -5116475307; 5367792068; 1588253899;
    39609319; 7969321905; -102575428; -523801054; -5871653; 737032];
   [1359910893; -7144685683; -629329010; 739439381; 20500460010; 34523618937; -37629077570;
    -15433260780; -403368061; -52746223368; 991161745; 3986912619; 75158970; -5904773];
   [-12194213564; 68911301529; 6461856190; -20197166346; -192241646019; -286028231570;
    322441489481; 159697115281; 5196311124; 424669213997; -12375361837; -34752976552; -1095248322;
    62834478];
   [66365576311; -391673962424; -39176365224; 167837283347; 1064688623167; 1480118658070;
    -1708525456005; -951839501818; -37145923499; -2143364809011; 87884738449; 182628048706;
    8273385243; -402647290];
   [-188892240871; 1145739212849; 119397129511; -589239081448; -3061247498934; -4099761208182;
    4806543104308; 2871320692610; 124992273602; 5829014466241; -299048049209; -507239328591;
    -28526172931; 1281287763];
   [253974976666; -1565272728276; -167389017818; 886553411468; 4137326354758; 5429742392755;
    -6428680734591; -3997012949426; -185249917973; -7625242319068; 451061793740; 670817881037;
    42781243529; -1843095387];
   [-120475760289; 748807180993; 81274100329; -445747790618; -1967202373448; -2554957056601;
    3042013754963; 1932035381175; 92580996444; 3561995663998; -228438299300; -315056584861;
    -21503764924; 906995774]]%Z.
Definition columns (prec : Z) : list (list I.type) :=
  vector 14 (fun a => enclosed prec (place_of a)).

Definition independent (prec : Z) (X : list (list Q)) : bool :=
  let t := columns prec in
  invertible prec 14 (fun i a => nth i (nth a t []) (iZ prec 0)) X.

Lemma independent_sound prec X : independent prec X = true ->
  forall c, exists v, forall i, (i < 14)%nat -> sum 14 (fun a => features i a * v a) = c i.
Proof.
  intros H c. apply (solvable prec 14 _ X features c H).
  intros i a Hi Ha. unfold columns. rewrite nth_vector by exact Ha.
  apply enclosed_inside, Hi.
Qed.

Lemma independent_true :
  independent 60 (map (map (fun z => z # 1048576)%Q) approximate_inverse) = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

(** Every right side has a solution. *)
Theorem features_solvable :
  forall c, exists v, forall i, (i < 14)%nat -> sum 14 (fun a => features i a * v a) = c i.
Proof. exact (independent_sound _ _ independent_true). Qed.
