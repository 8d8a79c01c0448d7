"""The notebook in docs: executed again, its outputs stored.

Usage: python -m documents.notebook     runs docs/minimum-to-saddle.ipynb and stores what it prints
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "minimum-to-saddle.ipynb"


def executed(notebook: Any, folder: Path) -> Any:
    """Return the notebook with the outputs of a fresh kernel that runs in the folder.

    Raises:
        CellExecutionError: a cell raises.
    """
    fresh = nbformat.from_dict(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        fresh,
        timeout=300,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()
    return fresh


def outputs(notebook: Any) -> list[str]:
    """Return the text that each code cell has put out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return ["".join(_text(output) for output in cell.outputs) for cell in cells]


def _text(output: Any) -> str:
    return str(output["text"] if "text" in output else output["data"]["text/plain"])


if __name__ == "__main__":
    done = executed(nbformat.read(NOTEBOOK, as_version=4), NOTEBOOK.parent)
    done.metadata.pop("language_info", None)
    nbformat.write(done, NOTEBOOK)
