"""Figures: enclosed data against other arithmetics, words that are computed, files that repeat."""

import random
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import flint
import numpy as np
import pytest

pytest.importorskip("matplotlib")

from proofcheck.cli import main
from proofcheck.core import InputError
from proofcheck.report.figures.curves import Curve, Landscape, lowest
from proofcheck.report.figures.experiment import _bounds, fibre, figure_3
from proofcheck.report.figures.gallery import NAMES, gallery
from proofcheck.report.figures.path import figure_4
from proofcheck.report.figures.regions import figure_1, figure_2
from proofcheck.runner.discovery import discover

ROOT = Path(__file__).parent.parent.parent
STORED = ROOT / "certificates"
TIMES = tuple(Fraction(k, 2) for k in (-2, -1, 0, 1, 2))


@pytest.fixture(scope="module", params=["a-wide.json", "b-wide.json"])
def landscape(request):
    return Landscape(STORED / request.param)


def loss_in_float64(landscape, layers):
    """An ordinary forward pass in numpy, with midpoints only."""
    network, a = landscape.case.network, np.array(landscape.columns, dtype=float)
    for level, layer in enumerate(layers, start=1):
        weights = np.array([[float(x.mid()) for x in row] for row in layer])
        ones = np.ones((1, a.shape[1])) if network.bias else np.empty((0, a.shape[1]))
        a = weights @ np.vstack([ones, a])
        a = a if level == len(layers) else 1 / (1 + np.exp(-a))
    labels = np.array([float(y.mid()) for y in landscape.located.labels])
    return float(((a[0] - labels) ** 2).sum())


def test_losses_against_numpy(landscape):
    with flint.ctx.workprec(106):
        for layers in (landscape.minimum, landscape.saddle):
            ball = landscape.loss(layers)
            assert abs(float(ball.mid()) / loss_in_float64(landscape, layers) - 1) < 1e-9
            low, high = landscape.case.witness["loss"]
            assert flint.arb(low) < ball < flint.arb(high)


def test_the_way_to_the_saddle_is_level_and_the_descent_descends(landscape):
    way = landscape.segment((Fraction(0), Fraction(1, 2), Fraction(1)))
    assert way.width < 1e-15
    assert all(loss.overlaps(way.losses[0]) for loss in way.losses)
    scale = Fraction(1, 8)
    down = landscape.line(landscape.saddle, landscape.descent(), [t * scale for t in TIMES])
    assert down.certainly_below
    assert not down.certainly_above


def test_random_directions_rise_from_the_minimum(landscape):
    steps = [landscape.random_direction(random.Random(k)) for k in range(3)]
    curves = [landscape.line(landscape.minimum, step, TIMES) for step in steps]
    assert all(curve.certainly_above and not curve.certainly_below for curve in curves)
    entries = [float(x) for layer in steps[0] for row in layer for x in row]
    assert len(entries) == landscape.case.network.size
    assert abs(sum(x * x for x in entries) - 1) < 1e-6
    least = lowest(curves)
    for k in range(len(TIMES)):
        assert all(not curve.losses[k] < least.losses[k] for curve in curves)


def test_a_ball_that_touches_is_neither_above_nor_below():
    wide = flint.arb(1, "0.5")
    curve = Curve((Fraction(-1), Fraction(0), Fraction(1)), (wide, flint.arb(1), wide))
    assert not curve.certainly_above
    assert not curve.certainly_below
    assert 1 <= curve.width < 1.01


@pytest.mark.parametrize(
    "matrix", [[[3]], [[2, 1], [1, 2]], [[4, 1, 0], [1, 3, 1], [0, 1, 2]], [[5, 0], [0, 5]]]
)
def test_bounds_of_the_spectrum(matrix):
    low, high = _bounds([[flint.arb(x) for x in row] for row in matrix])
    values = np.linalg.eigvalsh(np.array(matrix, dtype=float))
    slack = 1e-9
    assert float(low.mid()) <= values[0] + slack
    assert float(high.mid()) >= values[-1] - slack
    if len(matrix) < 3:
        assert np.allclose([float(low.mid()), float(high.mid())], [values[0], values[-1]])


def test_figure_3_says_what_is_proved():
    landscape = Landscape(STORED / "a-wide.json")
    drawn = figure_3(landscape, "f", "a minimum", 2, 0)
    assert "2 of them are proved to lie above" in drawn.alt
    assert "falls below its value at t = 0" in drawn.alt
    assert landscape.name in drawn.data
    assert re.search(r"widest ball has width \d\.\de-2\d", drawn.data)


def test_the_fibre_has_the_figures_of_the_paper():
    """Half of it: B of equation (1) is twice that of the experiment, 0.0004 and 0.0182 (p. 16)."""
    drawn = fibre(Landscape(STORED / "a-wide.json"), 1)
    low, high = map(float, re.search(r"between (\S+) and (\S+), above", drawn.data).groups())
    assert (round(low / 2, 4), round(high / 2, 4)) == (0.0004, 0.0182)


def test_the_path_falls_to_zero():
    drawn = figure_4(STORED / "f-escape.json")
    width = float(re.search(r"width (\S+)$", drawn.data)[1])
    assert 0 < width < 1e-30


def test_figure_1_uses_the_function_that_is_checked():
    statement = discover().statements["definition-1"]
    drawn = figure_1(statement)
    assert str(statement.step("left-minima").formula["f"]) in drawn.data


@pytest.mark.parametrize(
    ("widths", "layer", "neuron", "larger"),
    [((2, 3, 2, 1), 1, 1, "2-4-2-1"), ((1, 1, 1), 1, 1, "1-2-1"), ((2, 2, 5, 1), 2, 5, "2-2-6-1")],
)
def test_figure_2(widths, layer, neuron, larger):
    drawn = figure_2(widths, layer, neuron, bias=True)
    assert f"Right {larger}:" in drawn.alt
    edges = sum(a * b for a, b in pairwise(widths))
    wide = [n + (level == layer) for level, n in enumerate(widths)]
    edges += sum(a * b for a, b in pairwise(wide))
    lines = drawn.svg.decode().count('<g id="line2d_')
    assert lines == edges + sum(widths) + sum(wide)


@pytest.mark.parametrize(("layer", "neuron"), [(0, 1), (3, 1), (1, 4), (1, 0)])
def test_figure_2_of_a_neuron_that_is_not_there(layer, neuron):
    with pytest.raises(InputError, match="a hidden layer"):
        figure_2((2, 3, 2, 1), layer, neuron, bias=True)


def test_misuse(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert main(["figures", "out", "--certificates", "empty"]) == 2
    assert main(["figures", "out", "--certificates", str(STORED), "--widths", "2-x"]) == 2
    assert "widths like 2-3-2-1" in capsys.readouterr().err
    with pytest.raises(InputError, match="figure-1, figure-2"):
        next(gallery(["figure-9"], None, STORED))


def shapes(svg: str):
    """What is drawn: the texts, and the numbers of all shapes."""
    texts = re.findall(r"<text[^>]*>([^<]*)", svg)
    paths = " ".join(re.findall(r' (?:d|x|y|transform)="([^"]*)"', svg))
    return texts, np.array([float(x) for x in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", paths)])


def test_the_stored_picture_is_that_of_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert main(["figures", str(tmp_path), "--only", "fibre"]) == 0
    made = (tmp_path / "fibre.svg").read_text()
    assert (tmp_path / "fibre.png").read_bytes().startswith(b"\x89PNG")
    stored = (ROOT / "docs" / "images" / "fibre.svg").read_text()
    (texts, numbers), (old_texts, old_numbers) = shapes(made), shapes(stored)
    assert texts == old_texts
    assert numbers.shape == old_numbers.shape
    assert np.allclose(numbers, old_numbers, atol=0.5)
    assert "<dc:date>" not in made
    assert fibre(Landscape(STORED / "a-wide.json"), 1).svg.decode() == made


def test_figures_on_a_page():
    from report_pages import parsed, tags

    from proofcheck.report.pages import pages
    from proofcheck.report.source import Source

    drawn = figure_2((1, 2, 1), 1, 1, bias=False)
    source = Source((), (), frozenset(), {}, ())
    page = parsed(pages(source, (drawn,))["figures.html"])
    assert [(n.get("src"), n.get("alt")) for n in tags(page, "img")] == [
        ("figure-2.svg", drawn.alt)
    ]
    assert NAMES[0] == "figure-1"
