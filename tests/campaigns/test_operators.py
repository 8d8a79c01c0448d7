"""Every operator on a toy source; positions; what is left alone; determinism."""

import ast

import pytest

from campaigns.operator_mutants.mutants import choose, mutants_of, mutants_of_source
from campaigns.operator_mutants.operators import apply


def broken(text, kind=None):
    """Return the mutated texts of a source."""
    data = text.encode()
    found = mutants_of_source("toy.py", data)
    return [apply(data, m.edit).decode() for m in found if kind in (None, m.kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("a + b", "sign", ["a - b"]),
        ("(a) - (b)", "sign", ["(a) + (b)"]),
        ("-a", "sign", ["a"]),
        ("a += b", "sign", ["a -= b"]),
        ("a -= b", "sign", ["a += b"]),
        ("a * b", "product", ["a / b"]),
        ("a / b", "product", ["a * b"]),
        ("a**b", "product", ["a*b"]),
        ("a.T", "transpose", ["a"]),
        ("(a + b).T", "transpose", ["(a + b)"]),
        ("a.swapaxes(0, 1)", "axes", ["a.swapaxes(0, 0)"]),
        ("a.transpose(0, 2, 1)", "axes", ["a.transpose(2, 0, 1)"]),
        ("f(a, axis=0)", "axes", ["f(a, axis=1)"]),
        ("a[3]", "index", ["a[2]", "a[4]"]),
        ("a[0, i]", "index", ["a[(-1), i]", "a[1, i]", "a[0, i + 1]", "a[0, i - 1]"]),
        ("a[layer]", "index", ["a[layer + 1]", "a[layer - 1]"]),
        ("a[name]", "index", []),
        ("f(7)", "constant", ["f(6)", "f(8)"]),
        ("a < b", "comparison", ["a <= b", "a > b"]),
        ("a >= b", "comparison", ["a <= b", "a > b"]),
        ("a == b != c", "comparison", ["a != b != c", "a == b == c"]),
    ],
)
def test_each_operator(text, kind, expected):
    assert broken(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"a + 1"',
        'f"{a + 1}"',
        "'-' * n",
        "[a] * n",
        "def f(a: dict[int, 3] = b) -> tuple[1, 2]: ...",
        "a: Literal[1] = b",
        "@lru_cache(4096)\ndef f(): ...",
        'raise ValueError(f"{a}", a + 1)',
        "True",
        "a is not None",
    ],
)
def test_what_is_no_formula_is_left_alone(text):
    assert broken(text) == []


def test_pages_and_definitions_of_mutants_are_left_alone():
    text = """
STATEMENT = Statement(
    page=11,
    hypotheses=(Hypothesis("h", "text", 11),),
    steps=(Step(page=12, formula={"rest": b - k}, mutants=(Mutant("m", 1 + 1, change(1, _f)),)),),
)

def _f(old: Any) -> Any:
    return old + 2

def _maker(name: str) -> Mutant:
    return Mutant(name, 1 + 1)

MANY = (_maker(1 + 2),)
"""
    assert broken(text) == [text.replace("b - k", "b + k")]


def test_a_page_given_to_a_function_is_left_alone(tmp_path):
    (tmp_path / "theorems").mkdir()
    (tmp_path / "theorems/_help.py").write_text("def step(page, text): ...", encoding="utf-8")
    (tmp_path / "theorems/one.py").write_text("STEPS = (step(14, f(1)),)", encoding="utf-8")
    assert {m.edit.old for m in mutants_of(tmp_path, "theorems/one.py")} == {"1"}


def test_a_function_that_a_formula_names_too_is_broken():
    text = "F = change(g)\nG = g\ndef g(x):\n    return -x\n"
    assert broken(text) == [text.replace("-x", "x")]


def test_everything_else_stays_byte_for_byte():
    text = "# é + 1\nx = (a  # a - b\n     + b)  # c\r\n\ty = 'é'; z = λ - 1\n".replace("\ty", "y")
    data = text.encode()
    for mutant in mutants_of_source("toy.py", data):
        edit, new = mutant.edit, apply(data, mutant.edit)
        assert data[edit.start : edit.end].decode() == edit.old
        assert new[: edit.start] == data[: edit.start]
        assert new[edit.start + len(edit.new.encode()) :] == data[edit.end :]
        ast.parse(new)
    first = mutants_of_source("toy.py", data)[0]
    assert (first.line, first.column, first.before, first.after) == (3, 6, "+ b)  # c", "- b)  # c")


def test_the_id_says_where_and_what():
    mutant = mutants_of_source("folder/toy.py", b"class A:\n    def f(self):\n        return -x\n")[
        0
    ]
    assert mutant.id == "folder/toy.py:3:16:sign '-' -> ''"
    assert mutant.where == "A.f"
    assert mutant.diff == "return -x  ->  return x"


def toys():
    files = {"a.py": b"x = a + b - c\ny = a < b\n", "b.py": b"x = a * b\ny = c[1]\nz = d[2]\n"}
    return [mutant for name, data in files.items() for mutant in mutants_of_source(name, data)]


def test_the_same_seed_chooses_the_same_mutants():
    assert choose(toys(), 5, 7) == choose(reversed(choose(toys(), 99, 3)), 5, 7)
    assert len({tuple(m.id for m in choose(toys(), 5, seed)) for seed in range(5)}) > 1


def test_a_change_of_one_file_leaves_the_choice_in_the_others():
    changed = mutants_of_source("b.py", b"\n\nx = a * b\ny = c[1]\nz = d[2] - 3\n")
    others = [m for m in toys() if m.file == "a.py"]
    chosen = [m for m in choose([*others, *changed], 99, 4) if m.file == "a.py"]
    assert chosen == [m for m in choose(toys(), 99, 4) if m.file == "a.py"]


def test_a_choice_meets_every_file_and_kind_first():
    groups = {(m.file, m.kind) for m in toys()}
    assert {(m.file, m.kind) for m in choose(toys(), len(groups), 0)} == groups
