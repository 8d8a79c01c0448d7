"""Syntax trees of Python files."""

from __future__ import annotations

import ast


def parsed(source: bytes) -> ast.Module:
    """Return the syntax tree; asks again where CPython before 3.11.8 miscounts (gh-106905).

    >>> len(parsed(b"a = 1").body)
    1
    """
    for _ in range(10):
        try:
            return ast.parse(source)
        except SystemError:
            continue
    return ast.parse(source)
