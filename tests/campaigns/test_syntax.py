"""A miscount of CPython is asked again; a real error of the source is not hidden."""

import ast

import pytest

from campaigns import syntax


def test_a_miscount_is_asked_again(monkeypatch):
    true, asked = ast.parse, []

    def miscounting(source):
        asked.append(source)
        if len(asked) < 3:
            raise SystemError("AST constructor recursion depth mismatch")
        return true(source)

    monkeypatch.setattr(syntax.ast, "parse", miscounting)
    assert len(syntax.parsed(b"a = 1\nb = 2").body) == 2
    assert len(asked) == 3


def test_a_miscount_that_stays_is_told(monkeypatch):
    def miscounting(_source):
        raise SystemError("mismatch")

    monkeypatch.setattr(syntax.ast, "parse", miscounting)
    with pytest.raises(SystemError, match="mismatch"):
        syntax.parsed(b"a = 1")


def test_a_wrong_source_is_refused():
    with pytest.raises(SyntaxError):
        syntax.parsed(b"a = = 1")
