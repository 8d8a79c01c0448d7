"""Whether a built site loads anything from elsewhere: it has to open without a network.

Usage: python -m documents.elsewhere FOLDER     status 1 and a list, if it does
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
NOT_LOADED = ("canonical", "alternate", "next", "prev", "author", "license")


class _Loads(HTMLParser):
    """Collects what the tags of a page load from other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = dict(attrs)
        address = given.get(LOADS.get(tag, "")) or ""
        loaded = tag != "link" or given.get("rel") not in NOT_LOADED
        if loaded and address.startswith(("http:", "https:", "//")):
            self.found.append(address)


def loads_from_elsewhere(page: str) -> list[str]:
    """Return the addresses on other hosts that a page of HTML loads.

    >>> loads_from_elsewhere('<script src="//a.example/x.js"></script><a href="//b.example">b</a>')
    ['//a.example/x.js']
    """
    parser = _Loads()
    parser.feed(page)
    return parser.found


def offenders(folder: Path) -> Iterator[str]:
    """Return a line for every page and address; no page at all is one, too."""
    pages = sorted(folder.rglob("*.html"))
    if not pages:
        yield f"no page in {folder}"
    for page in pages:
        for address in loads_from_elsewhere(page.read_text(encoding="utf-8")):
            yield f"{page}: {address}"


if __name__ == "__main__":
    lines = list(offenders(Path(sys.argv[1])))
    print("\n".join(lines) or "nothing is loaded from elsewhere")
    sys.exit(1 if lines else 0)
