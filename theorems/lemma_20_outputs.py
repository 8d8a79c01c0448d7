"""Lemma 20 (p. 20, proof p. 28): every path of outputs is realised by a path of parameters.

From the last layer backwards: Lemma 19 says which activations the layer below has to show, Lemma 18
which pre-activations, and so on down to the layer after the wide one, which Lemma 17 moves.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Symbol
from sympy.logic.boolalg import And, Implies

from proofcheck.core import (
    Assumptions,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Quantifier,
    Sampling,
    Statement,
    Step,
    Textbook,
    instances,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.positivity import inequalities
from theorems._lemma_20_cases import (
    activation_is_reached,
    determined_by,
    followed_by_the_inputs,
)
from theorems._path_checks import outputs
from theorems._path_instances import PATHS, SEEN

SPANNING, RANK = Symbol("1-and-a-span"), Symbol("rank(l+1)")
N_FIRST, A_FIRST = Symbol("N(l*+1)"), Symbol("A(l*+1)")
A_BELOW, N_NEXT, A_NEXT = Symbol("A(l)"), Symbol("N(l+1)"), Symbol("A(l+1)")
"""N(l), A(l): every continuous path of n^l, of a^l within the open image, is realised."""
WIDE_IS_LAST, RANK_LAST = Symbol("l*=L-1"), Symbol("rank(L)")
A_LAST, OUTPUTS = Symbol("A(L-1)"), Symbol("N(L)")


def base_case(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put Lemmas 17 (repaired: 1 may be needed to span R^N) and 18 together in layer l*+1."""
    premises = {"lemma-17": Implies(SPANNING, N_FIRST), "lemma-18": Implies(N_FIRST, A_FIRST)}
    if assume("spanning-with-1"):
        premises["hypothesis"] = SPANNING
    return decide_entailment(premises, claim["realised"])


def induction_step(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put Lemmas 19 and 18 together in layer l+1, paths in layer l being realised."""
    premises = {
        "lemma-19": Implies(And(A_BELOW, RANK), N_NEXT),
        "lemma-18": Implies(N_NEXT, A_NEXT),
    }
    if assume("full-rank"):
        premises["hypothesis"] = RANK
    return decide_entailment(premises, claim["realised"])


def last_layer(claim: Formulas, assume: Assumptions) -> Outcome:
    """Reach the outputs by Lemma 17 if l* = L-1, else by Lemma 19; no activation follows."""
    premises = {
        "induction": Implies(~WIDE_IS_LAST, A_LAST),
        "lemma-19": Implies(And(A_LAST, RANK_LAST), OUTPUTS),
    }
    if claim["lemma-17 too"]:
        premises["lemma-17"] = Implies(And(WIDE_IS_LAST, SPANNING), OUTPUTS)
    if assume("full-rank"):
        premises["rank"] = RANK_LAST
    if assume("spanning-with-1"):
        premises["spanning"] = SPANNING
    return decide_entailment(premises, OUTPUTS)


i = Symbol("i", integer=True, nonnegative=True)


def layers_of_full_rank(claim: Formulas) -> Formulas:
    """Count from l*: the i-th layer that Lemma 19 moves has to come after l*+1, and none is left.

    Those with full rank are 2, 3, ... layers after l*.
    """
    place = claim["place"](i)
    return {
        "after l*+1": place - 1,
        "the first is l*+2": 3 - place.subs(i, 0),
        "one after the other": claim["place"](i + 1) - place,
        "none left out": place + 2 - claim["place"](i + 1),
    }


ALL = scope()
CLASS_A = scope("A")
TWO = instances("sigmoid, path from activation 1/2 to 2")
CHAIN = instances("1-1-1-1 sigmoid, weight 1 in layer 2")
WIDE_LAST = instances("1-3-1, N = 3, weights ln 2 (1, 2, -1)")

STATEMENT = Statement(
    id="lemma-20",
    title="Every path of outputs is realised by a path of parameters",
    page=20,
    claim=(
        "if the activation vectors of l* span R^N, later widths do not increase and w^{l+1} has "
        "rank n_{l+1} for l > l*, every continuous path of outputs from [f(w; x_alpha)] is that of "
        "a continuous path of parameters from w"
    ),
    repaired=(
        "the same if the activation vectors of l* span R^N only together with the constant vector "
        "1; in the induction the paths of activations stay in the open image, and for l* = L-1 "
        "Lemma 17 alone moves the outputs"
    ),
    hypotheses=(
        Hypothesis("spanning", "the activation vectors of l* span R^N", 20, form=Form.LITERAL),
        Hypothesis(
            "spanning-with-1",
            "(weaker) they span R^N together with the constant vector 1",
            20,
            form=Form.REPAIRED,
        ),
        Hypothesis("non-increasing", "n_{l+1} <= n_l for l > l*", 20),
        Hypothesis("full-rank", "w^{l+1} has rank n_{l+1} for all l > l*", 20),
    ),
    uses=("lemma-17", "lemma-18", "lemma-19"),
    rests_on=(Textbook.INDUCTION, Textbook.COMPOSITION),
    latex=(
        r"\forall\,f_\Gamma:[0,1]\to\mathbb{R}^N,\ f_\Gamma(0)=[f(w;"
        r"x_\alpha)]_\alpha\quad\exists\,w_\Gamma,\ w_\Gamma(0)=w:\quad [f(w_\Gamma(t);"
        r"x_\alpha)]_\alpha=f_\Gamma(t)",
    ),
    steps=(
        Step(
            id="any-activations",
            claim="every continuous path of a^l in C([0, 1], R^(n_l x N)) can be realised",
            page=28,
            form=Form.LITERAL,
            scope=TWO,
            formula={"target": "2"},
            checks=(Computation(activation_is_reached, TWO, Kind.EXACT),),
        ),
        Step(
            id="activations-in-the-image",
            claim="a path of a^l within the open image can be: sigmoid from 1/2 to 2/3",
            page=28,
            form=Form.REPAIRED,
            quantifier=Quantifier.EXISTENTIAL,
            formula={"target": "2/3"},
            checks=(Computation(activation_is_reached, scope("sigmoid"), Kind.EXACT),),
            mutants=(
                Mutant("to-one", "to 1", change("target", lambda _: "1")),
                Mutant("below-zero", "to -1/2", change("target", lambda _: "-1/2")),
            ),
        ),
        Step(
            id="activations-at-w-l",
            claim="'the activations values in layer l for parameters w^l': w^l determines a^l",
            page=28,
            form=Form.LITERAL,
            scope=CHAIN,
            formula={"layers": (2,)},
            checks=(Computation(determined_by, CHAIN, Kind.EXACT),),
        ),
        Step(
            id="activations-at-w",
            claim="a^l = a^l(w): it depends on the layers with index at most l (p. 20)",
            page=28,
            form=Form.REPAIRED,
            scope=CHAIN,
            formula={"layers": (1, 2)},
            checks=(Computation(determined_by, CHAIN, Kind.EXACT),),
            mutants=(Mutant("w-l", "w^l", change("layers", lambda old: old[1:])),),
        ),
        Step(
            id="base",
            claim="l = l*+1: Lemma 17 (weights and biases), then Lemma 18",
            page=28,
            form=Form.REPAIRED,
            requires=("spanning-with-1",),
            formula={"realised": A_FIRST},
            checks=(Derivation(base_case, ALL),),
            mutants=(
                Mutant("not-spanning", "[1; a^{l*}] need not span", drops="spanning-with-1"),
                Mutant("later-layer", "any later layer", change("realised", lambda _: A_NEXT)),
            ),
        ),
        Step(
            id="induction",
            claim="from l to l+1: Lemma 19, then Lemma 18",
            page=28,
            requires=("full-rank",),
            formula={"realised": Implies(A_BELOW, A_NEXT)},
            checks=(Derivation(induction_step, ALL),),
            mutants=(
                Mutant("rank-dropped", "w^{l+1} need not have full rank", drops="full-rank"),
                Mutant("from-nothing", "without A(l)", change("realised", lambda _: A_NEXT)),
            ),
        ),
        Step(
            id="layers",
            claim=(
                "Lemma 19 is applied to the weights of the layers l*+2, l*+3, ..., L: exactly "
                "those of full rank, l > l*+1 in Lemma 16 (iii), w^{l+1} with l > l* here"
            ),
            page=20,
            formula={"place": lambda i: i + 2},
            checks=(inequalities(layers_of_full_rank, ALL),),
            mutants=(
                Mutant("from-l*+1", "from l*+1", change("place", lambda _: lambda i: i + 1)),
                Mutant("from-l*+3", "from l*+3", change("place", lambda _: lambda i: i + 3)),
                Mutant(
                    "every-other", "every other", change("place", lambda _: lambda i: 2 * i + 2)
                ),
            ),
        ),
        Step(
            id="last-layer-by-lemma-19",
            claim="'to also apply Lemma 19 to the last layer': also when l* = L-1",
            page=28,
            form=Form.LITERAL,
            scope=WIDE_LAST,
            formula={"step": Fraction(1)},
            checks=(Computation(followed_by_the_inputs, WIDE_LAST, Kind.EXACT),),
        ),
        Step(
            id="last-layer",
            claim=(
                "the outputs, to which no activation is applied: for l* = L-1 by Lemma 17, else by "
                "Lemma 19 from paths of a^{L-1}"
            ),
            page=28,
            form=Form.REPAIRED,
            scope=CLASS_A,
            formula={"lemma-17 too": True, "f": lambda z, y, t: z + (y - z) * t},
            checks=(Derivation(last_layer, ALL), Sampling(PATHS, outputs, SEEN)),
            mutants=(
                Mutant(
                    "lemma-19-only",
                    "Lemma 19 alone",
                    change("lemma-17 too", lambda _: False),
                ),
                Mutant(
                    "other-path",
                    "t^2 for t",
                    change("f", lambda _: lambda z, y, t: z + (y - z) * t * t),
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="paths-outside-the-image",
            kind=FindingKind.FALSE_AS_STATED,
            page=28,
            place="proof of Lemma 20, third and fifth line",
            claim=(
                "'a_Gamma in C([0, 1], R^(n_l x N))' (also p. 30): activations outside the image "
                "are reached by no parameters"
            ),
            shown_by=("any-activations",),
            repair="C([0, 1], Im(sigma)^(n_l x N)), as in the definition on p. 20",
            repaired_by=("activations-in-the-image", "base", "induction"),
        ),
        Finding(
            id="parameters-of-one-layer",
            kind=FindingKind.MISPRINT,
            page=28,
            place="proof of Lemma 20, fifth and sixth line",
            claim="'the activations values in layer l for parameters w^l': w^l alone gives none",
            shown_by=("activations-at-w-l",),
            repair="for parameters w, as in a_Gamma(0) = a^l(w) on the same line",
            repaired_by=("activations-at-w",),
        ),
        Finding(
            id="wide-layer-last",
            kind=FindingKind.INVALID_INFERENCE,
            page=28,
            place="proof of Lemma 20, last paragraph",
            claim=(
                "for l* = L-1 (one hidden layer, say) the induction is empty, and Lemma 19 at the "
                "last layer asks for activations of l* that its weights do not reach, whatever "
                "lambda and delta"
            ),
            shown_by=("last-layer-by-lemma-19",),
            repair="apply Lemma 17 to the last layer then",
            repaired_by=("last-layer",),
        ),
        Finding(
            id="rank-implies-widths",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=20,
            place="Lemma 20, second line",
            claim="'n_{l+1} <= n_l' follows from rank n_{l+1}",
            shown_by=("induction",),
            unused="non-increasing",
            repair="non-increasing widths are needed in theorem-5, where ranks are not assumed",
            repaired_by=("induction",),
        ),
    ),
)
