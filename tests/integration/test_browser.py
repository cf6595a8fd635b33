"""Pages in a real browser: they show what they hold, and ask no network for anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli import main
from generator.config import configure
from generator.generate import generate

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
ITSELF = "not an origin"
"""What a browser's log names as the initiator of its own errands, such as updates."""


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on the PATH: make machine sees to it")
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of a judgement and the page of a story, of a small world of the reference generator."""
    folder = tmp_path_factory.mktemp("pages")
    world = str(folder / "world")
    generate(configure("tiny"), folder / "world")
    for name, arguments in (("report", ["validate", world]), ("story", ["explain", world, "INV-5", "--position", "3,1"])):
        result = CliRunner().invoke(main, [*arguments, "--html", str(folder / f"{name}.html"), "--quiet"])
        assert result.exit_code == 0
    return folder


def opened(browser: str, page: Path, tmp_path: Path) -> tuple[str, set[str]]:
    """What the browser makes of a page, and every address that the page made it ask for."""
    log = tmp_path / "network.json"
    command = [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}", "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    events = json.loads(log.read_text())["events"]
    asked = (event.get("params", {}) for event in events)
    return dom, {each["url"] for each in asked if "url" in each and each.get("initiator", ITSELF) != ITSELF}


def test_a_page_that_asks_for_something_would_be_found(browser: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<img src="http://127.0.0.1:9/picture.png">')
    assert opened(browser, page, tmp_path)[1] == {"http://127.0.0.1:9/picture.png"}


@pytest.mark.parametrize(("name", "says"), [("report.html", "INV-5"), ("story.html", "Stock of the position from 2024-10-20")])
def test_a_page_needs_nothing_but_the_browser(browser: str, pages: Path, tmp_path: Path, name: str, says: str) -> None:
    dom, asked = opened(browser, pages / name, tmp_path)
    assert says in dom
    assert asked == set()


@pytest.mark.parametrize("name", ["report.html", "story.html"])
def test_a_page_shows_something(browser: str, pages: Path, tmp_path: Path, name: str) -> None:
    picture = tmp_path / "page.png"
    command = [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={picture}", "--window-size=1200,900"]
    subprocess.run([*command, (pages / name).as_uri()], capture_output=True, check=True, timeout=120)
    assert picture.stat().st_size > 20_000
