"""House rules that a machine can check on every source file."""

import ast
import re

from sources import ROOT, library, modules, name, offenders, texts, tree

PATHS_OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(root|home|tmp|work|farm|Users|mnt|opt)/\w")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def public(node, prefix=""):
    """Every public class and function of a syntax tree, without those inside functions."""
    for child in node.body:
        if isinstance(child, DEFINITIONS) and not child.name.startswith("_"):
            yield f"{prefix}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{child.name}.")


def nodes(path, kind):
    return [node for node in ast.walk(tree(path)) if isinstance(node, kind)]


def floats(found):
    return [n.lineno for n in found if isinstance(n.value, float)]


def undocumented(path):
    own = [] if ast.get_docstring(tree(path)) else ["the module"]
    return own + [n for n, node in public(tree(path)) if not ast.get_docstring(node)]


def test_everything_public_has_a_docstring():
    assert offenders(library(), undocumented) == {}


def test_modules_of_the_engine_are_short():
    lengths = {name(path): len(path.read_bytes().splitlines()) for path in modules("proofcheck")}
    assert {file: length for file, length in lengths.items() if length > 300} == {}


def test_the_library_raises_and_never_asserts():
    found = offenders(library(), lambda path: [node.lineno for node in nodes(path, ast.Assert)])
    assert found == {}


def test_no_float_literal_in_a_proof():
    assert offenders(modules("theorems"), lambda path: floats(nodes(path, ast.Constant))) == {}


def run_of_what_is_read(path):
    calls = [node.func for node in nodes(path, ast.Call)]
    names = {f.id for f in calls if isinstance(f, ast.Name)}
    attributes = {f"{f.value.id}.{f.attr}" for f in calls if _plain(f)}
    return names & {"eval", "exec", "compile", "__import__"} | attributes & {
        "pickle.load",
        "pickle.loads",
        "marshal.loads",
    }


def test_nothing_read_is_run():
    assert offenders(library(), run_of_what_is_read) == {}


def _plain(function):
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)


def paths_of_one_machine(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if PATHS_OF_ONE_MACHINE.search(line)]


def test_no_path_of_one_machine():
    assert offenders(texts(), paths_of_one_machine) == {}


def test_these_tests_would_see_a_slip(tmp_path):
    wrong = ast.parse("class A:\n    def f(self): x = 0.5\n    def _g(self): assert x\n")
    assert [n for n, node in public(wrong) if not ast.get_docstring(node)] == ["A", "A.f"]
    assert floats([n for n in ast.walk(wrong) if isinstance(n, ast.Constant)]) == [2]
    slash = "/"
    assert PATHS_OF_ONE_MACHINE.search(f"see {slash}home{slash}somebody")
    assert not PATHS_OF_ONE_MACHINE.search("tests/tmp/x, a/b")
    assert offenders([ROOT / "README.md"], lambda path: [path.name]) == {"README.md": ["README.md"]}
    path = tmp_path / "runs.py"
    path.write_text("import pickle\n\ndef f(x):\n    eval(x)\n    pickle.load(x)\n")
    assert run_of_what_is_read(path) == {"eval", "pickle.load"}
    assert undocumented(path) == ["the module", "f"]
