"""The report in headless Chromium: links, console, accessibility, keyboard, print, narrow windows.

Two reports: that of lemmas with every status, and that of the paper if `make browser` built it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from browsing import ROOT, VNU, browser, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
PAPER = ROOT / "build" / "browser" / "report"
NO_PAPER = "built by make browser"
KINDS = (
    "index",
    "findings",
    "certificates",
    "about",
    "figures",
    "theorem-9",
    "my-false",
    "my-hostile",
)
"""A page of each kind: in the dark the same classes have the same colours everywhere."""


@pytest.fixture(scope="module")
def chromium():
    with browser() as running:
        yield running


@pytest.fixture(scope="module", params=["lemmas", "paper"])
def report(request, checked) -> Path:
    """The folder of a report."""
    if request.param == "lemmas":
        return checked / "report"
    return PAPER


def pages(report: Path) -> list[Path]:
    """All pages."""
    found = sorted(report.glob("*.html"))
    if report == PAPER and not found:
        pytest.skip(NO_PAPER)
    return found


def test_links_console_and_network(chromium, report):
    for page in pages(report):
        chromium.show(page)
        assert chromium.console() == [], page.name
        assert chromium.broken_anchors() == [], page.name
        files = {Path(unquote(urlparse(link).path)) for link in chromium.links()}
        assert all(file.is_file() and file.parent == page.parent for file in files), page.name
        assert all(name.startswith("file:") for name in chromium.loaded()), page.name


def test_a_broken_anchor_and_a_slip_in_a_script_would_be_seen(chromium, tmp_path):
    text = "<!DOCTYPE html><a href='#gone'>x</a><script>undefined_name()</script>"
    (tmp_path / "wrong.html").write_text(text)
    chromium.show(tmp_path / "wrong.html")
    assert "undefined_name" in str(chromium.console())
    assert len(chromium.broken_anchors()) == 1


def test_accessibility_in_light_and_dark(chromium, report):
    for page in pages(report):
        chromium.scheme("light")
        chromium.show(page)
        assert chromium.violations() == [], page.name
    for page in (page for page in pages(report) if page.stem in KINDS):
        chromium.show(page)
        chromium.scheme("dark")
        assert chromium.violations("color-contrast") == [], page.name


def test_the_linter_would_see_a_slip(chromium, tmp_path):
    text = "<!DOCTYPE html><p style='color:#aaa;background:#fff'>pale words</p><img src='x.png'>"
    (tmp_path / "wrong.html").write_text(text)
    chromium.scheme("light")
    chromium.show(tmp_path / "wrong.html")
    found = " ".join(chromium.violations())
    rules = ("color-contrast", "image-alt", "html-has-lang")
    assert [rule for rule in rules if rule not in found] == []


def test_dark_is_dark(chromium, report):
    chromium.show(report / "index.html")
    seen = {}
    for scheme in ("light", "dark"):
        chromium.scheme(scheme)
        colour = chromium.js("return getComputedStyle(document.body).backgroundColor")
        seen[scheme] = sum(int(part) for part in colour[4:-1].split(","))
    assert seen["dark"] < 150 < 600 < seen["light"]


def test_statuses_look_different_without_colour(chromium, checked):
    """Sign, word, and in the graph width or dashes of the border."""
    chromium.show(checked / "report" / "index.html")
    looks = chromium.js(
        "return [...document.querySelectorAll('svg.graph a')].map(a => {"
        "const s = getComputedStyle(a.querySelector('rect'));"
        "return [a.getAttribute('class'), s.strokeWidth + ' ' + s.strokeDasharray]})"
    )
    borders = dict(looks)
    assert set(borders) == {"settled", "sampled", "cited", "undecided", "refuted", "absent"}
    assert len(set(borders.values())) == len(borders)


def test_keyboard(chromium, report):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    chromium.show(report / "index.html")
    body = chromium.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    active = chromium.driver.switch_to.active_element
    assert active.text == "Skip to the content"
    active.send_keys(Keys.ENTER)
    assert chromium.driver.switch_to.active_element.get_attribute("id") == "content"
    seen = []
    for _ in range(12):
        chromium.driver.switch_to.active_element.send_keys(Keys.TAB)
        seen.append(chromium.js("return document.activeElement.getAttribute('aria-label')"))
    assert any(label and ", " in label for label in seen), seen


def test_a_box_of_the_graph_leads_to_its_page(chromium, report):
    from selenium.webdriver.common.by import By

    chromium.show(report / "index.html")
    box = chromium.driver.find_element(By.CSS_SELECTOR, "svg.graph a[aria-label^='lemma-17']")
    box.click()
    assert chromium.driver.title.startswith("lemma-17")


def test_narrow_windows_do_not_scroll_sideways(chromium, report):
    try:
        chromium.width(360)
        for page in pages(report):
            chromium.show(page)
            wide = chromium.js("return document.documentElement.scrollWidth")
            assert wide <= 360, page.name
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_print(chromium, report):
    chromium.show(report / "theorem-9.html")
    chromium.scheme("dark")
    chromium.media("print")
    hidden = chromium.js("return getComputedStyle(document.querySelector('nav')).display")
    ink = chromium.js("return getComputedStyle(document.body).color")
    chromium.media("")
    assert (hidden, ink) == ("none", "rgb(0, 0, 0)")
    assert len(chromium.driver.print_page()) > 20_000


def test_a_picture_of_the_graph(chromium, report):
    """Not blank: boxes, lines and letters have many different colours."""
    image = pytest.importorskip("PIL.Image")
    from io import BytesIO

    chromium.scheme("light")
    chromium.show(report / "index.html")
    shot = image.open(BytesIO(chromium.driver.get_screenshot_as_png()))
    (PAPER.parent / "screenshots").mkdir(parents=True, exist_ok=True)
    shot.save(PAPER.parent / "screenshots" / f"{report.parent.name}-index.png")
    colours = shot.convert("RGB").resize((320, 240)).getcolors(maxcolors=320 * 240)
    assert len(colours) > 100


def test_the_validator_finds_nothing_but_the_planted_slip(checked, tmp_path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!DOCTYPE html><title>x</title><p><div id=a id=a></p>")
    files = [wrong, *pages(checked / "report"), *sorted(PAPER.glob("*.html"))]
    command = ["java", "-jar", str(VNU), "--format", "gnu", *map(str, files)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = [line for line in found.stderr.splitlines() if "error" in line]
    assert errors
    assert not [line for line in errors if "wrong.html" not in line]
