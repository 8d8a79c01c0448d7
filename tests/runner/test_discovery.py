"""Discovery: which modules are found, and one clear message for each way they can be wrong."""

import os
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from proofcheck.core import InputError, Statement, StatementError
from proofcheck.runner import discovery
from proofcheck.runner.discovery import Library, discover, near, select
from proofcheck.runner.loading import ModuleRef, load, loaded
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
        path.parent.mkdir(parents=True, exist_ok=True)
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


def reading(name, text):
    """A module whose title is what `text` makes of its helpers."""
    made = f'Statement("{name}", TITLE, 1, "x", (Step("s", "x", 1, ()),))'
    return f"{HEADER}{text}\nSTATEMENT = {made}\n"


@pytest.mark.parametrize(
    "text",
    [
        "from _helper import TITLE",
        "import _helper as h\nTITLE = h.TITLE",
        "def read():\n    from _helper import TITLE\n    return TITLE\nTITLE = read()",
        "from package.deep import TITLE",
        "import package.deep\nTITLE = package.deep.TITLE",
        "import package.deep as d\nTITLE = d.TITLE",
        "from package import deep\nTITLE = deep.TITLE",
        "from . import _helper\nTITLE = _helper.TITLE",
        "from ._helper import TITLE",
        "from other import TITLE",
    ],
)
def test_folders_do_not_see_each_others_helpers(tmp_path, put, text):
    for folder in ("first", "second"):
        put(f"{folder}.py", reading(f"my-{folder}", text), folder=folder)
        put("_helper.py", f'TITLE = "{folder}"', folder=folder)
        put("other.py", reading(f"my-other-{folder}", "from _helper import TITLE"), folder=folder)
        put("__init__.py", "", folder=f"{folder}/package")
        put("deep.py", "from _helper import TITLE", folder=f"{folder}/package")
    statements = found(tmp_path, "first", "second").statements
    assert statements["my-first"].title == "first"
    assert statements["my-second"].title == "second"
    assert not {"_helper", "package", "other"} & set(sys.modules)
    assert str(tmp_path / "first") not in sys.path


def test_a_helper_hides_nothing_of_the_standard_library(tmp_path, put):
    put("json.py", reading("my-json", "import json\nTITLE = json.dumps(1)"))
    assert found(tmp_path, "modules").statements["my-json"].title == "1"


def test_a_package_of_theorems_imports_from_itself_by_name(tmp_path, put):
    put("__init__.py", "", folder="theorems")
    put("_own.py", 'TITLE = "its own"', folder="theorems")
    put("one.py", reading("my-one", "from theorems._own import TITLE"), folder="theorems")
    assert found(tmp_path).statements["my-one"].title == "its own"


def test_a_helper_that_does_not_exist_is_not_found_elsewhere(tmp_path, put):
    put("_only_here.py", "TITLE = 1", folder="first")
    put("two.py", reading("my-two", "from _only_here import TITLE"), folder="second")
    with pytest.raises(StatementError, match="No module named '_only_here'"):
        found(tmp_path, "first", "second")


def test_a_copy_with_another_helper_is_another_module(tmp_path, put):
    for folder in ("theorems", "copies"):
        put("one.py", reading("my-one", "from _helper import TITLE"), folder=folder)
        put("_helper.py", "from _deeper import TITLE", folder=folder)
        put("_deeper.py", 'TITLE = "same"', folder=folder)
    put("_unrelated.py", "", folder="copies")
    assert found(tmp_path, "copies").modules["my-one"].path.parent.name == "theorems"
    put("_deeper.py", 'TITLE = "other"', folder="copies")
    with pytest.raises(StatementError, match="two copies of one module"):
        found(tmp_path, "copies")


def test_sources_are_never_taken_from_a_bytecode_cache(tmp_path, put):
    path = put("_helper.py", "TITLE = 'old'")
    put("one.py", reading("my-one", "from _helper import TITLE"))
    found(tmp_path, "modules")
    times = path.stat()
    path.write_text("TITLE = 'new'")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    code = (
        "import sys; from pathlib import Path; from proofcheck.runner.discovery import discover\n"
        "print(discover([Path(sys.argv[1])]).statements['my-one'].title)"
    )
    arguments = [sys.executable, "-c", code, str(path.parent)]
    assert subprocess.run(arguments, capture_output=True, text=True).stdout == "new\n"


@pytest.mark.parametrize("value", ['"table.csv"', "3", "(3,)", '("missing.csv",)'])
def test_data_files_are_names_of_files_that_are_there(tmp_path, put, value):
    put("table.csv", "1")
    put("one.py", source("my-one") + f"DATA_FILES = {value}\n")
    with pytest.raises(StatementError, match=r"one\.py.*(DATA_FILES|missing\.csv)"):
        found(tmp_path, "modules")


def test_data_files_are_kept_with_the_module(tmp_path, put):
    table = put("table.csv", "1")
    path = put("one.py", source("my-one") + 'DATA_FILES = ("table.csv",)\n')
    found(tmp_path, "modules")
    assert loaded(ModuleRef(path)).data == (table,)


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
