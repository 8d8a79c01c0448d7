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
    assert shown.count("accepted=True, reason='proved in balls") == 3
    assert shown.count("[True, True]") == 1
    assert shown.count("proved lower: True") == shown.count("proved higher: True") == 3
    assert "accepted=False" not in shown
    assert "proved lower: False" not in shown
    assert "Traceback" not in shown


def test_statements_matrices_certificates_and_paths_show_themselves():
    """Each of the four has HTML, and where it has formulas LaTeX."""
    shown = [
        output["data"]
        for cell in STORED.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]
    beginnings = ("<theorem-9", "<path from a 1-3-2-1", "array(", "Report(", "Certificate(")
    for beginning in beginnings:
        found = [data for data in shown if str(data["text/plain"]).startswith(beginning)]
        assert found, beginning
        assert all("text/html" in data for data in found)
        if beginning in beginnings[:3]:
            assert all(data["text/latex"].startswith("$$") for data in found)


def test_nothing_printed_is_an_address():
    assert " at 0x" not in "".join(outputs(STORED))


def test_an_output_that_was_changed_is_seen():
    changed = copy.deepcopy(STORED)
    cell = next(c for c in changed.cells if c.cell_type == "code" and c.outputs)
    text = cell.outputs[0]["data"]["text/plain"]
    cell.outputs[0]["data"]["text/plain"] = text.replace("True", "False")
    assert outputs(changed) != outputs(STORED)


def test_nothing_of_the_machine_is_stored():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert set(json.loads(text)["metadata"]) == {"kernelspec"}
    assert nbformat.validate(STORED) is None
