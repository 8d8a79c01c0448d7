"""Everything that the reference shows has an example in its docstring, and pytest runs it."""

import doctest
import importlib
import inspect
import re
import types

import pytest
from sources import ROOT

WITHOUT_EXAMPLES = {
    "proofcheck.strategies": "examples of strategies are whole tests, in docs/strategies.md",
}
"""What the reference shows without examples, each with the reason; nothing else."""
SHOWN = [
    module
    for page in sorted((ROOT / "docs" / "api").glob("*.md"))
    for module in re.findall(r"^::: (\S+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
]
MODULES = sorted({*SHOWN, "proofcheck.core", "proofcheck.symbolic"} - set(WITHOUT_EXAMPLES))


def public(module):
    """The public functions and classes of a module: what it exports, else what it defines."""
    exported = getattr(module, "__all__", None)
    names = exported or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    found = {name: getattr(module, name) for name in names}
    return {n: v for n, v in found.items() if inspect.isclass(v) or inspect.isfunction(v)}


def without_example(module):
    """The public names whose docstring has no example that shows something."""
    parse = doctest.DocTestParser().get_examples
    return [n for n, v in public(module).items() if not any(e.want for e in parse(v.__doc__ or ""))]


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_has_an_example(name):
    module = importlib.import_module(name)
    assert public(module)
    assert without_example(module) == []


def test_a_missing_example_is_seen():
    def shown():
        """Return one.

        >>> 1
        1
        """

    def imported():
        """Return two.

        >>> import math
        """

    module = types.ModuleType("made_up")
    vars(module).update(__all__=["shown", "imported"], shown=shown, imported=imported)
    assert without_example(module) == ["imported"]


def test_the_exceptions_are_shown_in_the_reference():
    assert set(WITHOUT_EXAMPLES) <= set(SHOWN)


def test_examples_are_run_by_the_test_command(pytestconfig):
    assert "--doctest-modules" in pytestconfig.getini("addopts")
    assert "proofcheck" in pytestconfig.getini("testpaths")
