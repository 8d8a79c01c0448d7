"""What becomes of an item: pass, fail with the reason, or expected failure where it is recorded."""

import pytest
from test_collection import LOADED, run

pytest_plugins = ("pytester",)
assert run


def lines(result):
    return result.stdout.str()


def test_a_refutation_prints_the_counterexample(run):
    result = run('statement(step("one", formula=wrong))', "lemmas")
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "lemma-x REFUTED: step one",
            "claim        the claim of one   p. 7",
            "found        *",
            "confirmed    *",
            "lemma-x REFUTED: step one",
            'case         {"k": *',
        ]
    )
    assert "Traceback" not in lines(result)


def test_undecided_is_a_failure_with_its_cause(run):
    result = run('statement(step("one", checks=(Derivation(unsure, scope()),)))', "lemmas")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["lemma-x UNDECIDED: step one", "found *ball contains 0"])
    result.stdout.fnmatch_lines(["cause        precision", "mutant sign (x - 1) survives"])


def test_what_is_recorded_as_open_is_an_expected_failure(run):
    definition = (
        'statement(step("one", checks=(Derivation(unsure, scope()),), open="no proof yet"))'
    )
    result = run(definition, "lemmas", "-rx")
    result.assert_outcomes(xfailed=2)
    result.stdout.fnmatch_lines(["XFAIL *::unsure - open: no proof yet*"])


def test_open_does_not_excuse_a_refutation(run):
    run('statement(step("one", formula=wrong, open="no"))', "lemmas").assert_outcomes(
        failed=2, passed=1
    )


def test_a_check_that_was_never_seen_to_fail_is_undecided(run):
    result = run('statement(step("one", mutants=()))', "lemmas")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["found *never seen to fail*"])


def test_a_surviving_mutant_fails_by_name(run):
    result = run('statement(step("one", mutants=(SIGN, ALIVE)))', "lemmas")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["mutant alive (nothing) survives"])


def test_an_equivalent_mutant_passes_where_a_proof_says_so(run):
    run('statement(step("one", mutants=(SIGN, SAME)))', "lemmas").assert_outcomes(passed=4)


def test_sampling_alone_does_not_show_a_mutant_equivalent(run):
    checks = "(Sampling(LINE, compare, scope()),)"
    result = run(f'statement(step("one", checks={checks}, mutants=(SIGN, SAME)))', "lemmas")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["mutant order (1 + x) is not shown equivalent"])


def test_a_mutant_said_to_be_equivalent_must_not_be_killed(run):
    false = 'Mutant("sign", "x - 1", lambda c: lambda x: (x - 1) ** 2, equivalent="no")'
    result = run(
        f'statement(step("one", mutants=(SIGN.__class__("s", "t", SIGN.mutate), {false})))',
        "lemmas",
    )
    result.assert_outcomes(passed=3, failed=1)


def test_no_examples_are_no_evidence(run):
    result = run('statement(step("one"))', "lemmas", "--proofcheck-examples=0")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*0 examples asked for", "cause        vacuous"])


def test_instances_that_miss_the_hypotheses_are_not_counted(run):
    never = 'Hypothesis("never", "0 = 1", page=1)'
    result = run(f'statement(step("one"), hypotheses=({never},))', "lemmas")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*no instance met the hypotheses; not met: never"])


def test_a_check_that_raises_is_undecided(run):
    broken = "(Derivation(lambda claim, assume: 1 / 0, scope()),)"
    result = run(f'statement(step("one", checks={broken}))', "lemmas")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*"])


PRINTED = """
    step(
        "printed", {formula}, (Derivation(derivation, scope()),), form=Form.LITERAL
    ),
    step("repaired", form=Form.REPAIRED),
    findings=(
        Finding("slip", FindingKind.MISPRINT, 7, "line 1", "no 2 x",
                ("printed",), "add it", ("repaired",)),
    ),
"""


def test_a_printed_claim_that_a_finding_refutes_is_expected_to_fail(run):
    result = run(f"statement({PRINTED.format(formula='wrong')})", "lemmas", "-rx")
    result.assert_outcomes(xfailed=1, passed=4)
    result.stdout.fnmatch_lines(["XFAIL *as printed, refuted, see finding slip*"])


def test_a_finding_that_does_not_reproduce_fails(run):
    result = run(f"statement({PRINTED.format(formula='square')})", "lemmas")
    result.assert_outcomes(failed=1, passed=4)
    result.stdout.fnmatch_lines(["*the finding does not reproduce"])


def test_what_is_cited_is_skipped_with_its_reference(run):
    checks = '(Citation("Somebody 1999", scope()),)'
    result = run(f'statement(step("one", checks={checks}, mutants=()))', "lemmas", "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED *cited: Somebody 1999"])


def test_a_dropped_hypothesis_is_a_mutant(run):
    drop = (
        'Mutant("any-k", "k > 0 dropped", drops="positive", checks=(Sampling(LINE, '
        'lambda p, c: compare(p, c if p["k"] > 0 else wrong), scope()),))'
    )
    definition = f'statement(step("one", mutants=(SIGN, {drop})), hypotheses=(POSITIVE,))'
    run(definition, "lemmas").assert_outcomes(passed=4)


def test_the_same_seed_gives_the_same_counterexample(run, pytester):
    found = []
    for seed in ("4", "4", "5"):
        definition = (
            'statement(step("one", formula=wrong, checks=(Sampling(LINE, compare, scope()),)))'
        )
        if not found:
            result = run(definition, "lemmas", f"--proofcheck-seed={seed}")
        else:
            result = pytester.runpytest_inprocess(
                "-p", "no:cacheprovider", *LOADED, "lemmas",
                f"--proofcheck-seed={seed}",
            )  # fmt: skip
        found.append([line for line in lines(result).splitlines() if line.startswith("case")])
    assert found[0] == found[1] != found[2]
    assert found[0]


def test_a_file_that_is_no_counterexample_fails_or_is_skipped(run, pytester):
    from proofcheck.plugin.work import can_replay

    folder = pytester.path / "cases" / "lemma-x"
    folder.mkdir(parents=True)
    (folder / "abc.json").write_text("{}")
    result = run('statement(step("one"))', "lemmas")
    result.assert_outcomes(passed=3, **{"failed" if can_replay() else "skipped": 1})


@pytest.mark.parametrize(
    ("mutant", "form", "reproduces", "passes"),
    [
        (None, "only", True, False),
        (None, "only", False, True),
        (None, "literal", True, True),
        (None, "literal", False, False),
        ("sign", "only", True, True),
        ("sign", "only", False, False),
    ],
)
def test_stored_counterexamples(run, pytester, monkeypatch, mutant, form, reproduces, passes):
    import proofcheck.plugin.nodes as nodes
    from proofcheck.core import holds, refuted

    outcome = refuted("1 != 2", confirmed_by="replay") if reproduces else holds("1 = 1")
    data = {"statement": "lemma-x", "step": "one", "mutant": mutant, "form": form}
    monkeypatch.setattr(nodes, "can_replay", lambda: True)
    monkeypatch.setattr(nodes, "run_case", lambda among, path: (outcome, data))
    folder = pytester.path / "cases" / "lemma-x"
    folder.mkdir(parents=True)
    (folder / "abc.json").write_text("{}")
    result = run('statement(step("one"))', "lemmas/x.py", "-k", "case")
    result.assert_outcomes(**{"passed" if passes else "failed": 1, "deselected": 3})
    if not passes:
        result.stdout.fnmatch_lines(["replay       proofcheck replay *abc.json"])
