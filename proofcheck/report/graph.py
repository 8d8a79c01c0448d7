"""The dependency graph: every statement in the column after all that it leans on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 176, 46, 64, 16, 4
SWEEPS = 8
"""How often the order within the columns is improved."""

Uses = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Node:
    """A box of the graph, with its upper left corner."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Edge:
    """A line from a statement to one that leans on it, as an SVG path."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Graph:
    """Boxes and lines, with the size of the picture."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


def columns(uses: Uses) -> dict[str, int]:
    """Return the column of each name: one after the last of what it uses.

    Names that are used but not among the keys do not count.

    >>> columns({"c": ["b", "a"], "b": ["a"], "a": []})
    {'c': 2, 'b': 1, 'a': 0}
    """
    found: dict[str, int] = {}

    def column(name: str) -> int:
        if name not in found:
            found[name] = 1 + max((column(u) for u in uses[name] if u in uses), default=-1)
        return found[name]

    return {name: column(name) for name in uses}


def layout(uses: Uses) -> Graph:
    """Return the picture of a graph without cycles; the same graph always gives the same one."""
    order = _ordered(uses)
    tall = max((len(column) for column in order), default=0)
    nodes = {
        name: Node(name, MARGIN + i * (WIDTH + ACROSS), _height(k, len(column), tall))
        for i, column in enumerate(order)
        for k, name in enumerate(column)
    }
    edges = [
        Edge(source, name, _path(nodes[source], nodes[name]))
        for name in uses
        for source in uses[name]
        if source in nodes
    ]
    width = 2 * MARGIN + len(order) * WIDTH + max(len(order) - 1, 0) * ACROSS
    height = 2 * MARGIN + tall * HEIGHT + max(tall - 1, 0) * DOWN
    return Graph(tuple(nodes.values()), tuple(edges), width, height)


def _ordered(uses: Uses) -> list[list[str]]:
    """Return the columns, each in an order that keeps lines short."""
    place = columns(uses)
    order: list[list[str]] = [[] for _ in range(1 + max(place.values(), default=-1))]
    for name in uses:
        order[place[name]].append(name)
    beside: dict[str, list[str]] = {name: [u for u in uses[name] if u in uses] for name in uses}
    for name in uses:
        for source in uses[name]:
            if source in beside:
                beside[source].append(name)
    for sweep in range(SWEEPS):
        for column in order if sweep % 2 == 0 else reversed(order):
            _sort(column, beside, _heights(order))
    return order


def _heights(order: list[list[str]]) -> dict[str, float]:
    return {name: k - (len(column) - 1) / 2 for column in order for k, name in enumerate(column)}


def _sort(column: list[str], beside: Mapping[str, Sequence[str]], at: Mapping[str, float]) -> None:
    def wanted(name: str) -> tuple[float, float]:
        others = [at[other] for other in beside[name]] or [at[name]]
        return sum(others) / len(others), at[name]

    column.sort(key=wanted)


def _height(k: int, count: int, tall: int) -> float:
    return MARGIN + ((tall - count) / 2 + k) * (HEIGHT + DOWN)


def _path(source: Node, target: Node) -> str:
    x1, y1 = source.x + WIDTH, source.y + HEIGHT / 2
    x2, y2 = target.x, target.y + HEIGHT / 2
    bend = max(ACROSS / 2, (x2 - x1) / 3)
    return f"M{x1:g} {y1:g} C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
