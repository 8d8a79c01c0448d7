"""Reading pages in tests: parsed strictly, with links, ids and marks."""

from __future__ import annotations

from pathlib import Path

import html5lib

VOID = {"{http://www.w3.org/1999/xhtml}" + tag for tag in ("meta", "br", "img")}


def parsed(text: str):
    """Return the tree of a page.

    Raises:
        AssertionError: the page is no HTML5.
    """
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    tree = parser.parse(text)
    assert not parser.errors, parser.errors[:3]
    return tree


def folder(path: Path) -> dict[str, object]:
    """Return the trees of all pages of a folder."""
    return {p.name: parsed(p.read_text(encoding="utf-8")) for p in sorted(path.glob("*.html"))}


def ids(tree) -> list[str]:
    return [node.get("id") for node in tree.iter() if node.get("id")]


def links(tree) -> list[str]:
    return [node.get("href") for node in tree.iter() if node.get("href")]


def tags(tree, name: str) -> list:
    return [node for node in tree.iter() if isinstance(node.tag, str) and local(node) == name]


def local(node) -> str:
    return node.tag.rpartition("}")[2]


def text(node) -> str:
    return " ".join("".join(node.itertext()).split())


def marks(tree) -> list[tuple[str, str]]:
    """Return the style and the word of every mark, on a page and in its graph."""
    spans = [n for n in tags(tree, "span") if (n.get("class") or "").startswith("mark ")]
    return [(n.get("class").split()[1], text(n).split(" ", 1)[1]) for n in spans]


def boxes(tree) -> dict[str, tuple[str, str]]:
    """Return the style and the text of every box of the graph, by name."""
    found = {}
    for svg in tags(tree, "svg"):
        for node in svg:
            if local(node) in ("a", "g"):
                name, status = (text(n) for n in tags(node, "text"))
                found[name] = (node.get("class"), status)
    return found


def broken_links(pages: dict[str, object]) -> list[str]:
    """Return the links of a folder's pages that lead nowhere or leave the folder."""
    anchors = {name: set(ids(tree)) for name, tree in pages.items()}
    broken = []
    for name, tree in pages.items():
        for link in links(tree):
            file, _, anchor = link.partition("#")
            target = file or name
            if target not in pages or (anchor and anchor not in anchors[target]):
                broken.append(f"{name}: {link}")
    return broken
