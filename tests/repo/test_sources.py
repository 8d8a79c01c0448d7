"""House rules that a machine can check on every source file."""

import ast
import re

import pytest
from sources import library, modules, name, texts, tree

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


@pytest.mark.parametrize("path", library(), ids=name)
def test_everything_public_has_a_docstring(path):
    assert ast.get_docstring(tree(path)), "the module"
    assert not [n for n, node in public(tree(path)) if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", modules("proofcheck"), ids=name)
def test_modules_of_the_engine_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", library(), ids=name)
def test_the_library_raises_and_never_asserts(path):
    assert not [node.lineno for node in nodes(path, ast.Assert)]


@pytest.mark.parametrize("path", modules("theorems"), ids=name)
def test_no_float_literal_in_a_proof(path):
    assert not floats(nodes(path, ast.Constant))


@pytest.mark.parametrize("path", library(), ids=name)
def test_nothing_read_is_run(path):
    calls = [node.func for node in nodes(path, ast.Call)]
    names = {f.id for f in calls if isinstance(f, ast.Name)}
    attributes = {f"{f.value.id}.{f.attr}" for f in calls if _plain(f)}
    assert not names & {"eval", "exec", "compile", "__import__"}
    assert not attributes & {"pickle.load", "pickle.loads", "marshal.loads"}


def _plain(function):
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)


@pytest.mark.parametrize("path", list(texts()), ids=name)
def test_no_path_of_one_machine(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if PATHS_OF_ONE_MACHINE.search(line)]


def test_these_tests_would_see_a_slip():
    wrong = ast.parse("class A:\n    def f(self): x = 0.5\n    def _g(self): assert x\n")
    assert [n for n, node in public(wrong) if not ast.get_docstring(node)] == ["A", "A.f"]
    assert floats([n for n in ast.walk(wrong) if isinstance(n, ast.Constant)]) == [2]
    slash = "/"
    assert PATHS_OF_ONE_MACHINE.search(f"see {slash}home{slash}somebody")
    assert not PATHS_OF_ONE_MACHINE.search("tests/tmp/x, a/b")
