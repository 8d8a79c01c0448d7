"""The bytes of a file, with the offset of every position of its syntax tree."""

from __future__ import annotations

import ast
import re


class Source:
    """A file's bytes; offsets count bytes from the beginning, lines and columns count from 1."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._lines = [0, *(m.end() for m in re.finditer(rb"\n", data))]

    def start(self, node: ast.expr) -> int:
        """Return the offset at which a node begins."""
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr) -> int:
        """Return the offset behind a node."""
        return self._lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)

    def text(self, start: int, end: int) -> str:
        """Return the text between two offsets."""
        return self.data[start:end].decode()

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = sum(1 for begin in self._lines if begin <= offset)
        return line, offset - self._lines[line - 1] + 1

    def line(self, number: int) -> str:
        """Return one line without the space around it."""
        return self.data.split(b"\n")[number - 1].decode().strip()

    def find(self, symbol: str, left: ast.expr, right: ast.expr) -> int:
        """Return the offset of an operator between its operands, past brackets and comments."""
        begin = self.end(left)
        between = self.data[begin : self.start(right)]
        blank = re.sub(rb"#[^\n]*", lambda comment: b" " * len(comment[0]), between)
        return begin + blank.index(symbol.encode())
