"""Pages in a real browser: they show what they hold, and ask no network for anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from deltalake import DeltaTable

from contracts.cli import main
from contracts.tables import TABLES
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
    spoil_one_snapshot(folder / "world", folder / "spoilt")
    CliRunner().invoke(main, ["validate", str(folder / "spoilt"), "--html", str(folder / "spoilt.html"), "--quiet"])
    return folder


def spoil_one_snapshot(world: Path, folder: Path) -> None:
    """The same tables without events, and with a unit too many on the tenth row of the snapshots."""
    folder.mkdir()
    for name in TABLES.keys() - {"gold_customer_event_fact"}:
        rows = DeltaTable(world / name).to_pyarrow_table()
        if name == "gold_inventory_fact":
            one = pa.array([int(place == 9) for place in range(rows.num_rows)], pa.int32())
            place = rows.column_names.index("quantity_available")
            rows = rows.set_column(place, rows.schema.field(place), pc.add(rows["quantity_available"], one))
        pq.write_table(rows, folder / f"{name}.parquet")


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


def measured(browser: str, page: Path, tmp_path: Path, width: int, *flags: str) -> dict[str, str]:
    """A page in a window of a width: how wide its content is, and the colour behind it."""
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe id="page" src="{page.as_uri()}" style="width: {width}px; height: 900px; border: 0"></iframe><script>'
        "onload = () => { const shown = document.getElementById('page').contentDocument;"
        " document.title = [shown.documentElement.scrollWidth, getComputedStyle(shown.body).backgroundColor].join(' / '); }</script>"
    )
    command = [browser, *FLAGS, *flags, "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    dom = subprocess.run(
        [*command, "--window-size=1600,1000", frame.as_uri()], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    across, _, behind = dom.partition("<title>")[2].partition("</title>")[0].partition(" / ")
    return {"across": across, "behind": behind}


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["report.html", "story.html", "spoilt.html"])
def test_a_page_is_no_wider_than_its_window(browser: str, pages: Path, tmp_path: Path, name: str, width: int) -> None:
    assert int(measured(browser, pages / name, tmp_path, width)["across"]) <= width


def test_a_page_is_dark_where_one_wants_it_dark(browser: str, pages: Path, tmp_path: Path) -> None:
    light = measured(browser, pages / "report.html", tmp_path, 800)["behind"]
    dark = measured(browser, pages / "report.html", tmp_path, 800, "--blink-settings=preferredColorScheme=0")["behind"]
    assert (light, dark) == ("rgb(247, 248, 250)", "rgb(20, 23, 28)")


def test_a_page_has_pictures_that_can_be_read_aloud(browser: str, pages: Path, tmp_path: Path) -> None:
    dom, _ = opened(browser, pages / "spoilt.html", tmp_path)
    pictures = re.findall(r'<svg[^>]* role="img" aria-label="([^"]+)"', dom)
    assert [each for each in pictures if each.startswith(("Stockout rate of", "loyal ", "1 day ", "enough stock "))]
    assert dom.count(">as numbers<") == 5
    assert not re.findall(r"<svg(?![^>]*(?:role=|aria-hidden=))", dom)
    assert dom.index('id="part-unknown"') < dom.index('id="part-broken"') < dom.index('id="part-pictures"') < dom.index('id="part-holds"')
    assert "the story of its first violation" in dom


@pytest.mark.parametrize("name", ["report.html", "story.html"])
def test_a_page_shows_something(browser: str, pages: Path, tmp_path: Path, name: str) -> None:
    picture = tmp_path / "page.png"
    command = [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={picture}", "--window-size=1200,900"]
    subprocess.run([*command, (pages / name).as_uri()], capture_output=True, check=True, timeout=120)
    assert picture.stat().st_size > 20_000


def test_the_site_is_searched_from_disk(browser: str, tmp_path: Path) -> None:
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    subprocess.run(mkdocs, cwd=Path(__file__).parents[2], env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True)
    question = (tmp_path / "site/index.html").as_uri() + "?q=stockout"
    command = [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=10000", "--dump-dom", question]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert re.search(r'md-search-result__meta">\s*\d+ matching', dom)
