"""The notebook runs, and prints what is stored in it."""

import copy
import json

import nbformat
import pytest
from sources import ROOT

from documents.notebook import NOTEBOOK, executed, outputs

STORED = nbformat.read(NOTEBOOK, as_version=4)


@pytest.mark.filterwarnings("ignore")
def test_a_fresh_kernel_prints_what_is_stored():
    assert outputs(executed(STORED, NOTEBOOK.parent)) == outputs(STORED)


def test_it_walks_from_the_minimum_to_the_descent():
    shown = "".join(outputs(STORED))
    assert "4.8174941053599" in shown
    assert shown.count("True - proved in balls") + shown.count("[True, True]") == 3
    assert shown.count("proved lower: True") == shown.count("proved higher: True") == 3
    assert "False" not in shown
    assert "Traceback" not in shown


def test_an_output_that_was_changed_is_seen():
    changed = copy.deepcopy(STORED)
    cell = next(c for c in changed.cells if c.cell_type == "code" and c.outputs)
    text = cell.outputs[0]["text"]
    cell.outputs[0]["text"] = text.replace("True", "False")
    assert outputs(changed) != outputs(STORED)


def test_nothing_of_the_machine_is_stored():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert set(json.loads(text)["metadata"]) == {"kernelspec"}
    assert nbformat.validate(STORED) is None
