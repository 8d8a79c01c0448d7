"""Control-C while Python still imports the command line: one word, status 130, no traceback."""

import subprocess
import sys

import pytest

INTERRUPTED = """
import sys

class Finder:
    def find_spec(self, name, *_):
        if name == {module!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Finder())
from proofcheck.__main__ import main
sys.exit(main())
"""


def run(module):
    """Run the command line; importing the module is interrupted."""
    program = [sys.executable, "-c", INTERRUPTED.format(module=module), "--version"]
    return subprocess.run(program, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["click", "proofcheck.core"])
def test_an_interrupted_import(module):
    ended = run(module)
    assert (ended.returncode, ended.stderr, ended.stdout) == (130, "interrupted\n", "")


def test_an_import_that_is_not_interrupted():
    ended = run("no_such_module")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("proofcheck")
