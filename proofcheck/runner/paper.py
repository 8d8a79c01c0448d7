"""The numbered statements of the paper, as data: id, printed page, one line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PaperStatement:
    """One statement of the paper, whether or not a module encodes it.

    `open` says why a statement without a module is not expected to have one yet.
    """

    id: str
    page: int
    line: str
    open: str | None = None


PAPER: tuple[PaperStatement, ...] = tuple(
    PaperStatement(*row)
    for row in (
        ("definition-1", 6, "Attracting and non-attracting regions of local minima"),
        ("theorem-2", 7, "Deep, extremely wide networks have non-attracting suboptimal regions"),
        ("corollary-3", 7, "The loss surface alone cannot show that gradient descent succeeds"),
        ("theorem-4", 8, "For almost all finite data a local minimum at infinity exists"),
        ("theorem-5", 9, "A wide layer gives non-increasing paths to a global minimum"),
        ("corollary-6", 9, "Suboptimal local minima lie in non-attracting regions"),
        ("theorem-7", 11, "gamma maps critical points to critical points"),
        ("theorem-8", 11, "One hidden layer: B definite gives a local minimum"),
        ("theorem-9", 11, "Deep: a region of local minima if and only if D = 0"),
        ("remark-10", 12, "The deep theorem specialises to one hidden layer"),
        ("remark-11", 12, "Degenerate directions instead of an isolated minimum"),
        ("lemma-12", 12, "The block Hessian after splitting a neuron"),
        ("theorem-13", 13, "Extremely wide two-layer networks have suboptimal regions"),
        ("remark-14", 14, "The constructed example repeats an incoming weight vector"),
        ("proposition-15", 14, "Three conditions that give D = 0"),
        ("lemma-16", 18, "A small change makes the wide activations span everything"),
        ("lemma-17", 19, "The wide layer's weights realise any path of pre-activations"),
        ("lemma-18", 19, "A path of activations comes from a path of pre-activations"),
        ("lemma-19", 20, "Full rank weights realise pre-activation paths inside the image"),
        ("lemma-20", 20, "Any path of outputs is realised by a path of parameters"),
        ("lemma-a1", 22, "When such block matrices are positive semidefinite"),
        ("lemma-a2", 25, "An exponential sum can be made negative and positive"),
    )
)


def paper_ids() -> tuple[str, ...]:
    """Return the ids of the paper's statements, in its order.

    >>> paper_ids()[:2]
    ('definition-1', 'theorem-2')
    """
    return tuple(statement.id for statement in PAPER)


def open_reasons() -> dict[str, str]:
    """Return the recorded reasons of the statements that may lack a module, by id."""
    return {statement.id: statement.open for statement in PAPER if statement.open is not None}
