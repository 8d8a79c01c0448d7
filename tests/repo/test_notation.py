"""The notation table: its names exist in the sources, its pages in the paper, both ways."""

import re

import pytest
from sources import ROOT

TEXT = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
FORWARD, BACKWARD = TEXT.split("## From the code to the paper")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("proofcheck", "theorems")
    for path in sorted((ROOT / folder).rglob("*.py"))
)


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def words(cell):
    """The identifiers of the names in backticks."""
    quoted = re.findall(r"`([^`]*)`", cell)
    return {word for name in quoted for word in re.findall(r"[A-Za-z_][A-Za-z_0-9]{3,}", name)}


def test_both_tables_are_read():
    assert len(rows(FORWARD)) >= 25
    assert len(rows(BACKWARD)) >= 15


@pytest.mark.parametrize("row", rows(FORWARD), ids=lambda row: row[0])
def test_a_symbol_has_a_page_and_a_name_that_exists(row):
    pages = [int(page) for page in re.findall(r"\d+", row[1].split("eq.")[0])]
    assert pages
    assert all(1 <= page <= 34 for page in pages)
    for word in words(row[2]):
        assert word in SOURCES or (ROOT / "theorems" / f"{word}.py").exists(), word


@pytest.mark.parametrize("row", rows(BACKWARD), ids=lambda row: row[0])
def test_a_name_exists_and_has_a_symbol(row):
    assert row[1]
    for word in words(row[0]):
        assert re.search(rf"\b{word}\b", SOURCES), word


@pytest.mark.parametrize("name", ["B_matrix", "D_matrix", "split_basis", "twin", "residual", "lam"])
def test_central_names_stand_in_both_tables(name):
    assert name in FORWARD
    assert name in BACKWARD or name == "split_basis"
