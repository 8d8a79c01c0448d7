"""A checked ledger of made-up lemmas with every status, and the command line inside the tests."""

from __future__ import annotations

import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from proofcheck.cli import main

LEMMAS = Path(__file__).parent.parent / "cli" / "lemmas.py"
CHECKED = (
    *("my-true", "my-sampled", "my-false", "my-undecided", "my-vacuous", "my-cited", "my-leaning"),
    *("my-broken-proof", "my-survivor", "my-open", "my-exploding", "my-lost-finding"),
    *("my-instance", "my-untested"),
)
HOSTILE = """
from proofcheck.core import *

STATEMENTS = (
    Statement(
        "my-hostile", "<script>alert(1)</script>", 3, "a < b & 'c' \\" <i>",
        (Step("a-step", "x_alpha^2 <= </li><b>", 3, ()),),
        hypotheses=(Hypothesis("h", "<img src=x>", 3),), latex=("\\\\frac{", "x<y&z"),
        display="</pre><b>",
    ),
    Statement(
        "index", "An id that is the name of a page", 0, "c", (Step("s", "c", 0, ()),),
        source="Nobody (1999)",
    ),
)
"""


def lemmas(folder: Path) -> Path:
    """Write the lemmas of the tests of the command line, and two that try to break pages."""
    spec = spec_from_file_location("lemmas_of_the_command_line", LEMMAS)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    directory = module.write_lemmas(folder)
    (directory / "hostile.py").write_text(HOSTILE)
    return directory


@pytest.fixture(scope="session")
def checked(tmp_path_factory) -> Path:
    """A folder with a ledger of the lemmas, one of them stale, and the folder's report."""
    folder = tmp_path_factory.mktemp("checked")
    directory = lemmas(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        modules = ["--modules", str(directory)]
        main(["check", *CHECKED, "--examples", "9", "--jobs", "1", *modules, "--json", "c.json"])
        assert main(["report", "report", *modules]) == 0
    finally:
        os.chdir(before)
    return folder
