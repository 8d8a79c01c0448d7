"""What the plugin collects: theorem modules that are asked for, and nothing else."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest
from lemmas_of_the_plugin import module

from proofcheck.plugin.hooks import DEFINES, is_theorem_module
from proofcheck.runner.discovery import discover

discover()  # NumPy refuses to be loaded twice, and pytester forgets what is loaded inside it first
pytest_plugins = ("pytester",)
INSTALLED = any(p.name == "proofcheck" for p in entry_points(group="pytest11"))
LOADED = () if INSTALLED else ("-p", "proofcheck.plugin.hooks")


@pytest.fixture
def run(pytester):
    """Run pytest inside this process, in a folder of its own, on the module `lemmas/x.py`."""

    def runs(definition, *arguments, **files):
        folder = pytester.mkdir("lemmas")
        (folder / "x.py").write_text(module(definition))
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        pytester.makepyfile(test_ordinary="def test_ordinary(): pass")
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *LOADED, *arguments)

    return runs


GOOD = 'statement(step("one"), step("two"))'
ITEMS = [
    f"lemmas/x.py::lemma-x::{step}::{name}"
    for step, mutant in (("one", "sign"), ("two", "sign-two"))
    for name in ("derivation", "compare", f"mutant[[]{mutant}[]]")
]


@pytest.mark.parametrize("arguments", [("lemmas",), ("lemmas/x.py",), ("--proofcheck",)])
def test_items_are_named_after_statement_step_and_check(run, arguments):
    result = run(GOOD, "--collect-only", "-q", *arguments)
    result.stdout.fnmatch_lines(ITEMS)


@pytest.mark.parametrize("arguments", [(), (".",), ("test_ordinary.py",), ("-k", "ordinary")])
def test_an_ordinary_run_collects_no_theorem_module(run, arguments):
    result = run("1 / 0", *arguments)
    result.assert_outcomes(passed=1)


def test_an_ordinary_run_imports_nothing_of_the_engine(run, monkeypatch):
    import proofcheck.plugin.hooks as hooks

    monkeypatch.setattr(hooks, "is_theorem_module", None)
    run(GOOD).assert_outcomes(passed=1)


def test_test_paths_are_not_asked_for(run, pytester):
    pytester.makeini("[pytest]\ntestpaths = lemmas test_ordinary.py\n")
    run(GOOD).assert_outcomes(passed=1)


def test_one_item_can_be_named(run):
    result = run(GOOD, "lemmas/x.py::lemma-x::two::mutant[sign-two]")
    result.assert_outcomes(passed=1)


def test_files_that_define_no_statement_are_left_alone(run):
    files = {
        "_helper": "STATEMENT = 1 # proofcheck",
        "test_y": "STATEMENT = 1 # proofcheck\ndef test_y(): pass",
        "plain": "STATEMENT_TEXT = 'proofcheck'",
        "other": "STATEMENT = 'of a bank'",
        "template": 'TEXT = """import proofcheck\nSTATEMENT = $id\n"""',
    }
    result = run('statement(step("one"))', "lemmas", **files)
    result.assert_outcomes(passed=4)


def test_several_statements_and_helpers_of_a_folder(run):
    several = module("0").replace(
        "STATEMENT = 0", "from _more import more\nSTATEMENTS = more(step)"
    )
    more = (
        "from proofcheck.core import Statement\n"
        "def more(step):\n"
        "    return tuple(Statement(n, 'T', 1, 'c', (step('s'),)) for n in ('a-1', 'a-2'))\n"
    )
    result = run(GOOD, "lemmas/several.py", "-v", several=several, _more=more)
    result.stdout.fnmatch_lines(["*::a-1::s::derivation PASSED*", "*::a-2::s::compare PASSED*"])


def test_a_broken_module_is_an_error_with_the_repair(run):
    result = run("1 / 0", "lemmas")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*x.py: given ZeroDivisionError*; repair: *"])
    assert "Traceback" not in result.stdout.str()


def test_a_module_that_cannot_be_parsed_is_an_error_and_not_left_out(run):
    result = run("(", "lemmas")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*x.py: given SyntaxError*; repair: *"])


@pytest.mark.parametrize("folder", ["proofcheck/cli", "tests/cli"])
def test_the_templates_of_this_project_are_no_theorem_modules(folder):
    files = list((Path(__file__).parents[2] / folder).glob("*.py"))
    assert any(DEFINES.search(path.read_text(encoding="utf-8")) for path in files)
    assert not any(map(is_theorem_module, files))


def test_the_same_name_with_two_kinds_of_evidence_is_two_items(run):
    checks = "(Derivation(derivation, scope()), Computation(derivation, scope(), Kind.EXACT))"
    result = run(f'statement(step("one", checks={checks}))', "--collect-only", "-q", "lemmas")
    result.stdout.fnmatch_lines(["*::derivation", "*::derivation (exact)"])


def test_module_doctests_are_collected_beside_the_checks(run):
    text = module('statement(step("one"))').replace(
        "\nfrom", '"""A lemma.\n\n>>> 1 + 1\n2\n"""\nfrom', 1
    )
    result = run(GOOD, "lemmas/y.py", "--doctest-modules", y=text)
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("wrong", ["--proofcheck-examples=-1", "--proofcheck-digits=0"])
def test_budgets_that_cannot_be_are_refused(run, wrong):
    result = run(GOOD, "lemmas", wrong)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*given *; admissible: an integer >= *"])


def test_digits_examples_and_seed_arrive(run):
    told = (
        "statement(step('one', checks=(Sampling(Family('tell', ('a',), lambda c, r, d: "
        "Values({'k': c.fraction(-3, 3, 4), 'digits': d}, labels=(r,))), "
        "lambda p, claim: undecided(Cause.PRECISION, f'{p[\"digits\"]} digits')"
        ", scope()),)))"
    )
    result = run(told, "lemmas", "--proofcheck-digits=17", "--proofcheck-examples=3")
    result.stdout.fnmatch_lines(["found *3 of 3 instances stayed undecided*17 digits"])


def test_with_workers_the_same_items_run_and_no_others(run, pytester):
    result = run(GOOD, "-n", "2", "lemmas", "test_ordinary.py")
    result.assert_outcomes(passed=7)


def test_workers_collect_nothing_that_was_not_asked_for(run, pytester):
    pytester.makeini("[pytest]\ntestpaths = lemmas test_ordinary.py\n")
    run(GOOD, "-n", "1").assert_outcomes(passed=1)


def test_a_stored_counterexample_is_named_after_its_file(run, pytester):
    folder = pytester.path / "cases" / "lemma-x"
    folder.mkdir(parents=True)
    (folder / "abc.json").write_text("{}")
    result = run(GOOD, "--collect-only", "-q", "lemmas")
    result.stdout.fnmatch_lines(["lemmas/x.py::lemma-x::case[[]abc[]]"])
