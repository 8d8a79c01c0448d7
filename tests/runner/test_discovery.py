# ruff: noqa: D103 - the names of the tests say it
"""Discovery: which modules are found, and one clear message for each way they can be wrong."""

from importlib.metadata import EntryPoint

import pytest

from proofcheck.core import InputError, Statement, StatementError
from proofcheck.runner import discovery
from proofcheck.runner.discovery import Library, discover, near, select
from proofcheck.runner.loading import ModuleRef, load
from proofcheck.runner.paper import PAPER, paper_ids

HEADER = "from proofcheck.core import Statement, Step\n"


def source(*ids, uses=()):
    made = ", ".join(
        f'Statement("{name}", "t", 1, "x", (Step("s", "x", 1, ()),), uses={tuple(uses)!r})'
        for name in ids
    )
    return f"{HEADER}STATEMENTS = ({made},)\n"


@pytest.fixture
def put(tmp_path):
    """Write a module into a directory and return its path."""

    def write(name, text, folder="modules"):
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return write


def found(tmp_path, *folders):
    return discover([tmp_path / folder for folder in folders], here=tmp_path)


def test_the_papers_list_has_22_statements_in_its_order():
    pages = [statement.page for statement in PAPER]
    assert len(set(paper_ids())) == len(PAPER) == 22
    assert pages == sorted(pages)
    assert all(statement.line for statement in PAPER)


def test_a_directory_of_modules(tmp_path, put):
    put("one.py", source("my-one"))
    put("several.py", source("my-two", "my-three"))
    library = found(tmp_path, "modules")
    assert {"my-one", "my-two", "my-three"} <= set(library.statements)
    assert library.modules["my-two"].path.name == "several.py"
    assert isinstance(library.statements["my-one"], Statement)


def test_theorems_of_the_current_directory(tmp_path, put):
    put("one.py", source("my-one"), folder="theorems")
    assert "my-one" in found(tmp_path).statements


def test_a_single_statement(tmp_path, put):
    text = HEADER + 'STATEMENT = Statement("my-one", "t", 1, "x", (Step("s", "x", 1, ()),))'
    put("one.py", text)
    assert "my-one" in found(tmp_path, "modules").statements


def test_the_installed_modules_are_always_there(tmp_path):
    installed = discover(here=tmp_path)
    assert set(installed.statements) >= set()
    for name, ref in installed.modules.items():
        assert ref.path.parent.name == "theorems", name


def test_one_file_found_twice_is_one(tmp_path, put):
    put("one.py", source("my-one"), folder="theorems")
    assert "my-one" in found(tmp_path, "theorems", "theorems").statements


def test_a_copy_of_a_module_is_the_module(tmp_path, put):
    first = put("one.py", source("my-one"), folder="theorems")
    put("one.py", source("my-one"), folder="copies")
    assert found(tmp_path, "copies").modules["my-one"].path == first


def test_a_copy_that_differs_is_another_module(tmp_path, put):
    put("one.py", source("my-one"), folder="theorems")
    put("one.py", source("my-one") + "# newer", folder="copies")
    with pytest.raises(StatementError, match="two copies of one module"):
        found(tmp_path, "copies")


def test_helpers_and_tests_are_no_theorem_modules(tmp_path, put):
    for name in ("_helper.py", "test_one.py", "conftest.py"):
        put(name, "raise RuntimeError")
    put("one.py", "from _helper_of_one import name\n" + source("my-one"))
    put("_helper_of_one.py", "name = 1")
    assert "my-one" in found(tmp_path, "modules").statements


def test_entry_points(tmp_path, put, monkeypatch):
    path = put("provided_by_somebody.py", source("my-one"))
    monkeypatch.syspath_prepend(str(path.parent))
    points = [EntryPoint("any", "provided_by_somebody", discovery.ENTRY_POINTS)]
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)
    assert found(tmp_path).modules["my-one"] == ModuleRef(path, "provided_by_somebody")


def test_an_entry_point_that_leads_nowhere(tmp_path, monkeypatch):
    points = [EntryPoint("any", "no_such_module_at_all", discovery.ENTRY_POINTS)]
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)
    with pytest.raises(StatementError, match="entry point any"):
        found(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def f(:", "SyntaxError"),
        ("import no_such_module_at_all", "No module named"),
        ("raise SystemExit(3)", "SystemExit"),
        ("", "no STATEMENT"),
        ("STATEMENT = 3", "no STATEMENT"),
        (source("my-one", "my-one").replace("STATEMENTS", "OTHER"), "no STATEMENT"),
        (
            HEADER + 'STATEMENT = Statement("my-one", "t", 1, "x", ())',
            "at least one step",
        ),
    ],
)
def test_a_broken_module_is_named_and_has_no_traceback(tmp_path, put, text, words):
    path = put("broken.py", text)
    with pytest.raises(StatementError) as caught:
        found(tmp_path, "modules")
    assert str(path) in str(caught.value)
    assert words in str(caught.value)
    assert caught.value.repair


def test_a_broken_module_is_tried_again(tmp_path, put):
    path = put("broken.py", "1 / 0")
    with pytest.raises(StatementError):
        load(ModuleRef(path))
    path.write_text(source("my-one"))
    assert [s.id for s in load(ModuleRef(path))] == ["my-one"]


def test_one_id_in_two_modules(tmp_path, put):
    put("one.py", source("my-one"))
    put("two.py", source("my-one"))
    with pytest.raises(StatementError, match=r"my-one: given in .*one\.py and in .*two\.py"):
        found(tmp_path, "modules")


def test_uses_of_an_unknown_statement(tmp_path, put):
    put("one.py", source("my-one", uses=("lemma-112",)))
    with pytest.raises(StatementError, match=r"uses.*my-one.*'lemma-112'.*lemma-12"):
        found(tmp_path, "modules")


def test_uses_of_a_statement_of_the_paper(tmp_path, put):
    put("one.py", source("my-one", uses=("theorem-2",)))
    assert "my-one" in found(tmp_path, "modules").statements


def test_a_directory_that_does_not_exist(tmp_path):
    with pytest.raises(InputError, match="an existing directory"):
        found(tmp_path, "nowhere")


def lemma(name):
    from fakes import a_statement, a_step

    return a_statement(a_step(), name=name)


LIBRARY = Library({"zeta": lemma("zeta"), "lemma-12": lemma("lemma-12"), "alpha": lemma("alpha")})


def test_select_without_ids_is_everything_encoded_in_the_papers_order():
    assert select(LIBRARY, ()) == ("lemma-12", "alpha", "zeta")
    assert "lemma-12" not in LIBRARY.not_encoded()
    assert len(LIBRARY.not_encoded()) == 21


def test_select_keeps_known_ids_once():
    assert select(LIBRARY, ("zeta", "theorem-2", "zeta")) == ("zeta", "theorem-2")


@pytest.mark.parametrize("given", ["lemma-122", "Lemma 12", "lemma_12", "lemma12"])
def test_unknown_ids_come_with_near_matches(given):
    with pytest.raises(InputError, match="did you mean lemma-12"):
        select(LIBRARY, (given,))


def test_an_id_like_no_other():
    with pytest.raises(InputError, match="proofcheck list"):
        select(LIBRARY, ("quux",))
    assert near("quux", paper_ids()) == ()
