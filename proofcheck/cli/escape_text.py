"""What `proofcheck escape` says about a path: in words, as a table, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, log10

from flint import arb
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from proofcheck.arithmetic import Balls, ball_text
from proofcheck.certificates.escaping import Escape, Stop
from proofcheck.certificates.level_descent import LevelDescent
from proofcheck.certificates.writer import Json
from proofcheck.cli.screen import heading, indented
from proofcheck.networks import Data, Network, forward_pass, loss
from proofcheck.paths import pieces

LOWER, CONSTANT, NOT_PROVED = "lower", "constant", "not proved"
_ROWS, _BAR, _SHOWN_BITS = 21, 20, 212


def change(before: Stop, after: Stop) -> str:
    """Return whether the loss is proved lower, constant, or neither.

    Constant only on the level set of a certified minimum, where the two balls have to overlap.
    """
    if after.loss < before.loss:
        return LOWER
    level = after.note.startswith("lambda") and after.loss.overlaps(before.loss)
    return CONSTANT if level else NOT_PROVED


def said_of_a_path(found: Escape, data: Data) -> Json:
    """Return what there is to say about a path of Theorem 5."""
    start = found.path.start
    return {
        "loss": _loss_at(start.original, data),
        "distance": _root(start.distance_squared),
        "changed": list(start.changed),
        "layer": start.layer,
        "vectors": len(start.rank.rows),
        "rank_bits": start.rank.bits,
        "rank_digits": _digits(start.rank.bits),
        "defect": upwards(start.rank.defect),
        "bits": found.bits,
        "digits": _digits(found.bits),
        "formulas": [str(piece) for piece in pieces(found.path)],
    }


def said_of_a_saddle(found: LevelDescent) -> Json:
    """Return what there is to say about a path over a saddle."""
    layer, neuron, twin = found.pair
    return {
        "layer": layer,
        "neuron": neuron,
        "twin": twin,
        "loss": found.certificate["witness"]["loss"],
        "dimension": found.certificate["witness"]["dimension"],
    }


def stops_json(stops: Sequence[Stop]) -> list[Json]:
    """Return the stops as JSON."""
    return [
        {
            "t": str(stop.t),
            "loss": ball_text(stop.loss),
            "change": "start" if k == 0 else change(stops[k - 1], stop),
            "layer": stop.layer,
            "largest": _short(stop.largest),
            "note": stop.note,
        }
        for k, stop in enumerate(stops)
    ]


def parts(found: Json, stops: Sequence[Stop]) -> Iterator[RenderableType]:
    """Yield what is printed."""
    end = "a global minimum" if found["by"] == "theorem-5" else "a lower loss, over a saddle"
    yield Text.assemble(("path", "bold"), f" to {end}: certificate accepted, {found['reason']}")
    lines = _path_lines(found) if found["by"] == "theorem-5" else _saddle_lines(found)
    yield from map(indented, lines)
    yield heading("Loss along the path")
    yield _table(stops)


def _path_lines(found: Json) -> Iterator[str]:
    moved = ", ".join(map(str, found["changed"])) or "none"
    yield f"loss at the given parameters   {found['loss']}"
    yield f"layers moved for the start     {moved}; |w' - w| = {found['distance']}"
    yield (
        f"wide layer {found['layer']}: {found['vectors']} independent vectors proved at "
        f"{found['rank_bits']} bits ({found['rank_digits']} digits), |X A - I| < {found['defect']}"
    )
    yield f"outputs proved at              {found['bits']} bits ({found['digits']} digits)"
    yield from found["formulas"]


def _saddle_lines(found: Json) -> Iterator[str]:
    low, high = found["loss"]
    yield f"local minimum with loss between {low} and {high}"
    yield f"critical set of dimension {found['dimension']}"
    yield (
        f"neurons {found['neuron']} and {found['twin']} of layer {found['layer']} share anew; "
        "the loss is constant up to the saddle"
    )


def _table(stops: Sequence[Stop]) -> Table:
    """Return at most 21 rows and the last; the bar shows the loss."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("t", "loss", "", "change", "layer moved most", "largest", ""):
        table.add_column(name, no_wrap=True)
    step = ceil((len(stops) - 1) / (_ROWS - 1)) or 1
    shown = [*stops[:-1:step], stops[-1]]
    top = max(float(stop.loss.mid()) for stop in shown) or 1
    changes = ["", *(change(a, b) for a, b in pairwise(shown))]
    for stop, word in zip(shown, changes, strict=True):
        bar = "#" * round(_BAR * float(stop.loss.mid()) / top)
        layer = "-" if stop.layer is None else str(stop.layer)
        loss_text = stop.loss.str(8, radius=False) if stop.loss > 0 else ball_text(stop.loss, 1)
        row = (_time(stop.t), loss_text, bar, word, layer, _short(stop.largest), stop.note)
        table.add_row(*row)
    return table


def upwards(x: Fraction) -> str:
    """Return three digits of a number that is not negative, rounded upwards.

    >>> upwards(Fraction(1, 3)), upwards(Fraction(9999, 10000)), upwards(Fraction(0))
    ('3.34e-1', '1.00e0', '0')
    """
    if x == 0:
        return "0"
    exponent = int((x.numerator.bit_length() - x.denominator.bit_length()) * log10(2)) + 1
    while Fraction(10) ** exponent > x:
        exponent -= 1
    digits = ceil(x / Fraction(10) ** (exponent - 2))
    if digits == 1000:
        digits, exponent = 100, exponent + 1
    return f"{digits // 100}.{digits % 100:02d}e{exponent}"


def _time(t: Fraction) -> str:
    return f"{float(t):.4g}"


def _short(x: arb) -> str:
    return str(x.mid().str(3, radius=False))


def _digits(bits: int) -> int:
    return int(bits * log10(2))


def _loss_at(network: Network, data: Data) -> str:
    balls = Balls(_SHOWN_BITS)
    return ball_text(loss(forward_pass(network, data.inputs, balls), data.labels), 10)


def _root(square: Fraction) -> str:
    balls = Balls(_SHOWN_BITS)
    with balls.active():
        return str(balls.number(square).sqrt().str(3, radius=False))
