"""What `escape` says of a path: no descent that is not proved, no number rounded downwards."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console, Group

from proofcheck.certificates.escaping import Stop
from proofcheck.cli.escape_text import change, parts, stops_json, upwards
from proofcheck.cli.loss_plot import BOTTOM, HEIGHT, LEFT, MARGIN, WIDTH, check_plot, svg
from proofcheck.core import InputError

LOSSES = st.fractions(0, 100, max_denominator=1000)


def stop(loss, radius=0, *, t=0, layer=None, note=""):
    return Stop(Fraction(t), arb(loss, radius), arb(7), layer, note)


def printed(found, stops):
    """What is shown, as lines of text."""
    console = Console(width=160, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(Group(*parts(found, stops)))
    return [line.rstrip() for line in captured.get().splitlines()]


BY_THEOREM = {
    "by": "theorem-5",
    "reason": "proved",
    "changed": [],
    "distance": "0",
    "loss": "4",
    "layer": 1,
    "vectors": 3,
    "rank_bits": 128,
    "rank_digits": 38,
    "defect": "0",
    "bits": 256,
    "digits": 77,
    "formulas": ["layer 1: w(t) = w'"],
}
OVER_A_SADDLE = {
    "by": "saddle",
    "reason": "proved",
    "loss": ["1", "2"],
    "dimension": 3,
    "neuron": 1,
    "twin": 4,
    "layer": 2,
}


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (stop(2), stop(1), "lower"),
        (stop(2, 1), stop(1, 1), "not proved"),  # the balls overlap
        (stop(1), stop(2), "not proved"),
        (stop(2), stop(2), "not proved"),  # equal, but not on a certified level set
        (stop(2, 1), stop(2, 1, note="lambda = 1/2"), "constant"),
        (stop(5), stop(2, 1, note="lambda = 1/2"), "lower"),
        (stop(1), stop(2, note="lambda = 1/2"), "not proved"),  # disjoint: not one level
        (stop(2), stop(arb("nan")), "not proved"),
        (stop(arb("nan")), stop(1), "not proved"),
        (stop(2), stop(1, arb("inf")), "not proved"),
    ],
)
def test_only_disjoint_balls_are_lower(before, after, word):
    assert change(before, after) == word


@given(LOSSES, LOSSES, st.fractions(0, 3, max_denominator=50))
def test_overlapping_losses_are_never_called_lower(x, y, radius):
    def ball(value):
        return arb(arb(value.numerator) / value.denominator, float(radius))

    word = change(stop(ball(x)), stop(ball(y)))
    assert (word == "lower") <= (y < x)
    if y + 2 * radius + Fraction(1, 100) < x:
        assert word == "lower"


def value(shown):
    return Fraction(shown)


@given(st.fractions(0, 10**9, max_denominator=10**9))
def test_three_digits_rounded_upwards_are_an_upper_bound_and_near(x):
    shown = upwards(x)
    assert value(shown) >= x
    assert value(shown) <= x * Fraction(101, 100)


@given(st.integers(-400, 400), st.integers(1, 10**6), st.integers(1, 10**6))
@settings(max_examples=60)
def test_three_digits_have_one_digit_before_the_point(exponent, above, below):
    assert re.fullmatch(r"[1-9]\.\d\de-?\d+", upwards(Fraction(10) ** exponent * above / below))


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (Fraction(1), "1.00e0"),
        (Fraction(1001, 1000), "1.01e0"),
        (Fraction(9999, 10000), "1.00e0"),  # a carry into the next power
        (Fraction(99901, 100), "1.00e3"),
        (Fraction(999), "9.99e2"),
        (Fraction(1, 3 * 10**50), "3.34e-51"),
    ],
)
def test_three_digits_by_hand(x, shown):
    assert upwards(x) == shown


def test_stops_as_json_say_what_is_proved_between_neighbours():
    stops = [
        stop(4),
        stop(3, t="1/2", layer=2),
        stop(3, 1, t="2/3"),
        stop(0, t=1, layer=3, note="x"),
    ]
    found = stops_json(stops)
    assert [row["change"] for row in found] == ["start", "lower", "not proved", "lower"]
    assert [row["t"] for row in found] == ["0", "1/2", "2/3", "1"]
    assert [row["layer"] for row in found] == [None, 2, None, 3]
    assert (found[0]["loss"], found[2]["loss"][:1], found[3]["note"]) == (
        "4.00000000000000 +/- 0",
        "3",
        "x",
    )


def rows_of(lines):
    start = next(k for k, line in enumerate(lines) if "change" in line)
    return [line.split() for line in lines[start + 2 :]]


@pytest.mark.parametrize(("count", "least"), [(1, 1), (2, 2), (21, 21), (22, 12), (1001, 21)])
def test_a_long_path_is_thinned_out_and_keeps_its_ends(count, least):
    stops = [stop(count - k, t=Fraction(k, count - 1 or 1)) for k in range(count)]
    rows = rows_of(printed(BY_THEOREM, stops))
    assert least <= len(rows) <= 22
    assert (rows[0][0], rows[-1][0]) == ("0", "1" if count > 1 else "0")
    assert all("lower" in row for row in rows[1:])


def test_a_rise_between_the_rows_shown_is_not_called_lower():
    losses = [9 if 0 < k < 1000 else 10 - k / 1000 for k in range(1001)]
    stops = [stop(x, t=Fraction(k, 1000)) for k, x in enumerate(losses)]
    rows = rows_of(printed(BY_THEOREM, stops))
    assert ["lower" in row for row in rows[1:3]] == [True, False]


def test_the_words_for_a_path_of_theorem_5():
    lines = printed({**BY_THEOREM, "changed": [1, 3]}, [stop(1), stop(0, t=1)])
    assert lines[0] == "path to a global minimum: certificate accepted, proved"
    assert "  layers moved for the start     1, 3; |w' - w| = 0" in lines
    assert "  layers moved for the start     none; |w' - w| = 0" in printed(BY_THEOREM, [stop(1)])
    assert "  layer 1: w(t) = w'" in lines


def test_the_words_for_a_path_over_a_saddle_promise_no_global_minimum():
    lines = printed(OVER_A_SADDLE, [stop(2), stop(1, t=1)])
    assert lines[0] == "path to a lower loss, over a saddle: certificate accepted, proved"
    assert "  local minimum with loss between 1 and 2" in lines
    assert "neurons 1 and 4 of layer 2" in " ".join(lines)
    assert not any("global" in line for line in lines)


def test_bars_are_as_long_as_the_loss_is_high():
    rows = rows_of(printed(BY_THEOREM, [stop(4), stop(2, t="1/2"), stop(0, t=1)]))
    assert [sum(cell.count("#") for cell in row) for row in rows] == [20, 10, 0]


CURVES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6)), min_size=1, max_size=12)


def polylines(text):
    """The points of axes and curve."""
    root = ElementTree.fromstring(text)
    lines = [n.get("points") for n in root if n.tag.endswith("polyline")]
    return [[tuple(map(float, p.split(","))) for p in line.split()] for line in lines]


def texts(text):
    return [n.text for n in ElementTree.fromstring(text) if n.tag.endswith("text")]


@given(CURVES)
@settings(max_examples=50)
def test_the_curve_stays_inside_of_the_axes(points):
    axes, curve = polylines(svg(points, "loss"))
    assert axes[1] == (LEFT, HEIGHT - BOTTOM)
    for x, y in curve:
        assert LEFT <= x <= WIDTH - MARGIN + 0.01
        assert 2 * MARGIN - 0.01 <= y <= HEIGHT - BOTTOM + 0.01


@given(CURVES)
@settings(max_examples=50)
def test_a_higher_loss_is_never_drawn_lower(points):
    _, curve = polylines(svg(points, "loss"))
    pairs = [(loss, y) for (_, loss), (_, y) in zip(points, curve, strict=True)]
    assert all(y1 >= y2 for a, y1 in pairs for b, y2 in pairs if a <= b)


@pytest.mark.parametrize(
    ("points", "low", "top"),
    [
        ([(0, 4), (1, 0)], "0", "4.2"),
        ([(0, 4), (1, 1)], "0", "4.2"),  # falls below a half: the axis begins at 0
        ([(0, 4), (1, 3)], "3", "4.05"),
        ([(0, 2), (1, 2)], "2", "3"),  # constant: no division by 0
        ([(0, 0)], "0", "1"),
    ],
)
def test_the_axis_of_the_loss(points, low, top):
    _, shown_top, shown_low, *_ = texts(svg(points, "loss"))
    assert (shown_low, shown_top) == (low, top)


def test_a_title_is_text_and_no_markup():
    shown = svg([(0, 1)], "a < b & <script>")
    assert texts(shown)[0] == "a < b & <script>"


@pytest.mark.parametrize(("name", "given_"), [("loss.pdf", ".pdf"), ("loss", "no suffix")])
def test_another_kind_of_plot_is_refused_with_a_repair(tmp_path, name, given_):
    with pytest.raises(InputError) as caught:
        check_plot(tmp_path / name)
    assert caught.value.given == given_
    assert caught.value.repair == 'name a .svg file, or pip install "proofcheck[plot]"'


def test_a_plot_into_a_folder_that_is_not_there_is_refused_before_the_work(tmp_path):
    with pytest.raises(InputError) as caught:
        check_plot(tmp_path / "none" / "loss.svg")
    assert caught.value.given == "No such file or directory"
    check_plot(tmp_path / "loss.svg")
    assert list(tmp_path.iterdir()) == []
