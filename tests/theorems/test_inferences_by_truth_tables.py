"""Steps that only put results together, by truth tables: what they take is enough, and needed.

The premises of each inference are caught on their way to SymPy. All assignments of truth values are
tried: the claim follows, it does not follow from fewer premises, and it does not hold by itself.
"""

from itertools import product

import pytest
import sympy
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or

from proofcheck.core import Assumptions, Cause, Verdict, holds
from theorems import (
    _order,
    beyond_constant_loss_deep,
    beyond_constant_loss_start,
    beyond_sharp_criterion,
    beyond_whole_fibre,
    corollary_6_non_attracting,
    lemma_16_spanning,
    lemma_18_inverse_activation,
    lemma_20_outputs,
    theorem_5_path_to_global_minimum,
)

DEEP, START = beyond_constant_loss_deep, beyond_constant_loss_start
SHARP, FIBRE = beyond_sharp_criterion, beyond_whole_fibre
LEMMA_20, THEOREM_5, COROLLARY_6 = (
    lemma_20_outputs,
    theorem_5_path_to_global_minimum,
    corollary_6_non_attracting,
)

IDLE = {"layers-below": {"a function"}, "separate": {"a function"}}
"""Equal values of equal numbers say nothing where different numbers are to stay different."""

STEPS = [
    (FIBRE, "critical-exactly"),
    (FIBRE, "minimum"),
    (SHARP, "criterion"),
    (START, "out-of-the-span"),
    (START, "upwards"),
    (START, "from-every-start"),
    (DEEP, "separate"),
    (DEEP, "free-neurons"),
    (DEEP, "downwards"),
    (DEEP, "all-steps"),
    (lemma_16_spanning, "layers-below"),
    (lemma_18_inverse_activation, "invertible"),
    (LEMMA_20, "base"),
    (LEMMA_20, "induction"),
    (LEMMA_20, "last-layer"),
    (THEOREM_5, "composition"),
    (THEOREM_5, "almost-every-start"),
    (COROLLARY_6, "non-attracting"),
    (COROLLARY_6, "none-isolated"),
]


def truth(formula, world):
    """The truth value, by recursion."""
    if isinstance(formula, sympy.Symbol):
        return world[formula]
    if formula in (sympy.true, sympy.false):
        return formula == sympy.true
    parts = [truth(part, world) for part in formula.args]
    by_kind = {
        Not: lambda: not parts[0],
        And: lambda: all(parts),
        Or: lambda: any(parts),
        Implies: lambda: parts[1] or not parts[0],
        Equivalent: lambda: len(set(parts)) == 1,
    }
    return by_kind[type(formula)]()


def worlds(*formulas):
    atoms = sorted(set().union(*(sympy.sympify(f).atoms(sympy.Symbol) for f in formulas)), key=str)
    for values in product((False, True), repeat=len(atoms)):
        yield dict(zip(atoms, values, strict=True))


def follows(premises, claim):
    """Whether the claim is true in every world in which all premises are."""
    return all(
        truth(claim, world)
        for world in worlds(*premises, claim)
        if all(truth(p, world) for p in premises)
    )


def caught(monkeypatch, module, step_id, formula=None, without=()):
    """The premises and the claim that a step's derivation hands on."""
    seen = []

    def catch(premises, claim):
        seen.append((dict(premises), claim))
        return holds("caught")

    monkeypatch.setattr(module, "decide_entailment", catch)
    statement = module.STATEMENT
    step = statement.step(step_id)
    (check,) = (c for c in step.checks if c.kind.value == "derived")
    known = {h.id for h in statement.hypotheses} - set(without)
    check.run(step.formula if formula is None else formula, Assumptions(known))
    (found,) = seen
    return found


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_the_claim_follows_and_the_premises_can_all_be_true(monkeypatch, module, step):
    premises, claim = caught(monkeypatch, module, step)
    assert follows(premises.values(), claim)
    assert any(
        all(truth(p, world) for p in premises.values()) for world in worlds(*premises.values())
    )


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_the_claim_does_not_hold_by_itself(monkeypatch, module, step):
    _, claim = caught(monkeypatch, module, step)
    assert not follows([], claim)


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_no_premise_is_idle(monkeypatch, module, step):
    """What a proof leans on it needs: without any one premise the claim fails somewhere."""
    premises, claim = caught(monkeypatch, module, step)
    idle = {
        name
        for name in premises
        if follows([p for other, p in premises.items() if other != name], claim)
    }
    assert idle == IDLE.get(step, set())


less, equal, more = _order.less, _order.equal, _order.more
value_less, value_equal, value_more = _order.value_less, _order.value_equal, _order.value_more
OTHERS = [
    (FIBRE, "critical-exactly", Implies(FIBRE.LARGE, FIBRE.SMALL), True),
    (FIBRE, "critical-exactly", Implies(FIBRE.LARGE, FIBRE.ON), True),
    (FIBRE, "critical-exactly", Implies(FIBRE.ON, FIBRE.SMALL), False),
    (FIBRE, "critical-exactly", Implies(FIBRE.SMALL, FIBRE.LARGE), False),
    (FIBRE, "minimum", Implies(And(FIBRE.SMALL, FIBRE.D_ZERO), FIBRE.EVERY), True),
    (FIBRE, "minimum", Implies(And(FIBRE.D_ZERO, FIBRE.DEFINITE), FIBRE.MINIMUM), False),
    (FIBRE, "minimum", Implies(FIBRE.MINIMUM, FIBRE.D_ZERO), False),
    (FIBRE, "minimum", Implies(FIBRE.DEFINITE, FIBRE.MINIMUM), False),
    (SHARP, "criterion", Equivalent(SHARP.MINIMUM, SHARP.CRITERION), True),
    (SHARP, "criterion", Implies(SHARP.ONE_NEXT, SHARP.AT_POINT), True),
    (SHARP, "criterion", Implies(SHARP.MINIMUM, SHARP.KERNEL), True),
    (SHARP, "criterion", Implies(SHARP.MINIMUM, SHARP.POSITIVE), False),
    (SHARP, "criterion", Implies(SHARP.MINIMUM, SHARP.ONE_NEXT), False),
    (SHARP, "criterion", Implies(SHARP.KERNEL, SHARP.CRITERION), False),
    (SHARP, "criterion", Implies(SHARP.AT_POINT, SHARP.KERNEL), False),
    (SHARP, "criterion", SHARP.CRITERION, False),
    (START, "upwards", {"conclusion": Implies(START.BELOW, START.RAISED)}, True),
    (START, "upwards", {"conclusion": Implies(START.REALISED, START.NEXT)}, True),
    (START, "upwards", {"conclusion": Implies(START.RAISED, START.NEXT)}, False),
    (START, "upwards", {"conclusion": START.BELOW}, False),
    (DEEP, "downwards", {"end": DEEP.BELOW_FINE}, True),
    (DEEP, "downwards", {"end": And(DEEP.MOVED, DEEP.HERE)}, True),
    (DEEP, "downwards", {"end": Not(DEEP.ABOVE)}, False),
    (lemma_16_spanning, "layers-below", {"kept": Implies(less, value_less)}, True),
    (lemma_16_spanning, "layers-below", {"kept": Implies(less, value_more)}, False),
    (lemma_16_spanning, "layers-below", {"kept": Not(value_equal)}, False),
    (lemma_18_inverse_activation, "invertible", {"inverse": Implies(value_more, more)}, True),
    (lemma_18_inverse_activation, "invertible", {"inverse": Implies(value_more, less)}, False),
    (lemma_18_inverse_activation, "invertible", {"inverse": Implies(value_less, equal)}, False),
    (LEMMA_20, "base", {"realised": LEMMA_20.N_FIRST}, True),
    (LEMMA_20, "base", {"realised": LEMMA_20.A_BELOW}, False),
    (LEMMA_20, "induction", {"realised": Implies(LEMMA_20.A_BELOW, LEMMA_20.N_NEXT)}, True),
    (LEMMA_20, "induction", {"realised": Implies(LEMMA_20.N_NEXT, LEMMA_20.A_NEXT)}, True),
    (LEMMA_20, "induction", {"realised": Implies(LEMMA_20.A_NEXT, LEMMA_20.A_BELOW)}, False),
    (LEMMA_20, "induction", {"realised": LEMMA_20.N_NEXT}, False),
    (THEOREM_5, "almost-every-start", {"where": THEOREM_5.RANKS}, True),
    (THEOREM_5, "almost-every-start", {"where": THEOREM_5.PATHS_REALISED}, True),
    (THEOREM_5, "almost-every-start", {"where": THEOREM_5.FALLING}, False),
    (COROLLARY_6, "non-attracting", {"conclusion": And(COROLLARY_6.ABOVE, COROLLARY_6.BALL)}, True),
    (COROLLARY_6, "non-attracting", {"conclusion": COROLLARY_6.ZERO_REACHED}, True),
    (COROLLARY_6, "non-attracting", {"conclusion": COROLLARY_6.LARGEST}, False),
    (COROLLARY_6, "none-isolated", {"conclusion": COROLLARY_6.ENDS_BELOW}, True),
    (COROLLARY_6, "none-isolated", {"conclusion": COROLLARY_6.LEAVES}, False),
    (COROLLARY_6, "none-isolated", {"conclusion": Not(COROLLARY_6.HITS)}, False),
]


@pytest.mark.parametrize(("module", "step", "formula", "holds_"), OTHERS)
def test_other_conclusions_are_told_apart(module, step, formula, holds_):
    """Weaker ones hold; false ones are refuted in a world that the table confirms."""
    check = module.STATEMENT.step(step).checks[0]
    known = {h.id for h in module.STATEMENT.hypotheses}
    outcome = check.run(formula, Assumptions(known))
    assert outcome.verdict is (Verdict.HOLDS if holds_ else Verdict.REFUTED)
    assert bool(outcome.confirmed_by) is not holds_


FALSE = [case[:3] for case in OTHERS if not case[3]]


@pytest.mark.parametrize(("module", "step", "formula"), FALSE)
def test_the_world_of_a_refutation_makes_the_premises_true(monkeypatch, module, step, formula):
    known = {h.id for h in module.STATEMENT.hypotheses}
    witness = module.STATEMENT.step(step).checks[0].run(formula, Assumptions(known)).witness
    premises, claim = caught(monkeypatch, module, step, formula)
    world = {sympy.Symbol(name): value for name, value in witness.items()}
    assert all(truth(p, world) for p in premises.values())
    assert truth(claim, world) is False


WITHOUT_SETTING = [("critical-exactly", "critical"), ("minimum", "minimum")]


@pytest.mark.parametrize(("step", "function"), WITHOUT_SETTING)
def test_without_two_networks_nothing_is_decided(step, function):
    """The setting is no premise: taken away, the step is undecided, not refuted."""
    claim = FIBRE.STATEMENT.step(step).formula
    outcome = getattr(FIBRE, function)(claim, Assumptions(set()))
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)


DROPPED = [
    (START, "out-of-the-span", "distinct", {START.INSIDE: True, START.LEMMA_16: False}),
    (START, "out-of-the-span", "biases", {START.INSIDE: True, START.LEMMA_16: False}),
    (THEOREM_5, "composition", "wide-enough", {THEOREM_5.WIDE: False, THEOREM_5.RANKS: False}),
    (THEOREM_5, "composition", "non-increasing", {THEOREM_5.WIDTHS_FIT: False}),
    (LEMMA_20, "last-layer", "spanning-with-1", {LEMMA_20.SPANNING: False}),
    (LEMMA_20, "last-layer", "full-rank", {LEMMA_20.RANK_LAST: False}),
    (COROLLARY_6, "non-attracting", "suboptimal", {COROLLARY_6.ABOVE: False}),
    (DEEP, "free-neurons", "wide", {DEEP.FREE: False}),
    (DEEP, "downwards", "distinct-inputs", {DEEP.BELOW_FINE: False, DEEP.HERE: True}),
]


@pytest.mark.parametrize(("module", "step", "hypothesis", "world"), DROPPED)
def test_where_a_hypothesis_is_dropped_the_proof_breaks_at_its_place(
    monkeypatch, module, step, hypothesis, world
):
    """There is a world in which exactly what the hypothesis gave is false."""
    premises, claim = caught(monkeypatch, module, step, without={hypothesis})
    failing = [
        w
        for w in worlds(*premises.values(), claim)
        if all(truth(p, w) for p in premises.values()) and not truth(claim, w)
    ]
    assert failing
    assert any(all(w[atom] is value for atom, value in world.items()) for w in failing)
