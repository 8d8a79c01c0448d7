"""A headless Chromium for tests: pages from disk, in light and dark, with the linter axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent.parent
TOOLS = ROOT / "build" / "browser" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--force-device-scale-factor=1"),
)
RUN_AXE = """
const done = arguments[arguments.length - 1];
const options = arguments[0].length ? {runOnly: {type: 'rule', values: arguments[0]}} : {};
axe.run(document, options).then(found => done(found.violations.map(
  v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', '))));
"""
TARGETS = """
const targets = [...document.querySelectorAll('a[href]')].map(
  a => new URL(a.getAttribute('href'), document.baseURI));
const here = document.location.href.split('#')[0];
"""
BROKEN_ANCHORS = f"""{TARGETS}
return targets.filter(u => u.href.split('#')[0] === here && u.hash
  && !document.getElementById(decodeURIComponent(u.hash.slice(1)))).map(u => u.href);
"""
LINKS = f"""{TARGETS}
return targets.map(u => u.href.split('#')[0]);
"""


def missing() -> str:
    """Return why these tests do not run here; `make browser` skips nothing."""
    if os.environ.get("PROOFCHECK_BROWSER"):
        return ""
    programs = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"no {' and no '.join(programs)} here" if programs else "run by make browser"


class Browser:
    """A Chromium that shows files of one folder at a time."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def show(self, path: Path) -> None:
        """Load a page, and forget what was logged before."""
        self.driver.get_log("browser")
        self.driver.get(path.resolve().as_uri())

    def console(self) -> list[str]:
        """Return what the console says of the page."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def scheme(self, name: str) -> None:
        """Prefer light or dark from now on."""
        self._send(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": name}]},
        )

    def media(self, name: str) -> None:
        """Show the page as on "screen" or in "print"."""
        self._send("Emulation.setEmulatedMedia", {"media": name})

    def width(self, pixels: int, height: int = 900) -> None:
        """Give the window this many pixels across, small ones too."""
        size = {"width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._send("Emulation.setDeviceMetricsOverride", size)

    def js(self, script: str, *arguments: Any) -> Any:
        """Return what a script returns."""
        return self.driver.execute_script(script, *arguments)

    def violations(self, *rules: str) -> list[str]:
        """Return what axe finds on the page: all of its rules, or the named ones."""
        self.js(AXE.read_text(encoding="utf-8"))
        return self.driver.execute_async_script(RUN_AXE, list(rules))

    def broken_anchors(self) -> list[str]:
        """Return the links of the page to places on it that are not there."""
        return self.js(BROKEN_ANCHORS)

    def links(self) -> list[str]:
        """Return where the links of the page lead, as the browser resolves them."""
        return self.js(LINKS)

    def loaded(self) -> list[str]:
        """Return what the page has loaded besides itself."""
        return self.js("return performance.getEntriesByType('resource').map(e => e.name)")

    def _send(self, command: str, arguments: dict[str, Any]) -> None:
        self.driver.execute_cdp_cmd(command, arguments)


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium with a new profile of its own, and end it."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    with TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        driver.set_script_timeout(60)
        try:
            yield Browser(driver)
        finally:
            driver.quit()
