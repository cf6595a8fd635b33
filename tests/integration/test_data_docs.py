"""Data Docs: pages that open from disk, show what was judged and by whom, and ask no network for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from hashlib import sha256
from html import unescape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from contracts.cli import main
from contracts.invariants.catalogue import BY_ID
from contracts.schemas import docs
from contracts.tables import TABLES
from tests.integration.test_browser import FLAGS, browser, opened

STOCK = "gold_inventory_fact"
NASTY = "<script>document.title = 'broken out'</script> $icon \"quoted\" 💥"

__all__ = ["browser"]


def snapshots() -> pa.Table:
    """Three snapshots, in one of which more is on hand than there is; another comes from where it should not."""
    rows = [
        {"product_key": 1, "location_key": 1, "date_key": day, "quantity_available": 2, "quantity_reserved": 1, "quantity_damaged": 0}
        | {"quantity_on_hand": on_hand, "quantity_in_transit": 0, "order_up_to_level": 5, "is_stockout": False, "source_system": source}
        for day, on_hand, source in ((20241030, 3, NASTY), (20241031, 9, NASTY), (None, 3, NASTY))
    ]
    return pa.Table.from_pylist(rows, pa.schema([field.with_nullable(True) for field in TABLES[STOCK].arrow_schema()]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a faulty table."""
    place = tmp_path_factory.mktemp("docs")
    (place / "tables <b>").mkdir()
    pq.write_table(snapshots(), place / "tables <b>" / f"{STOCK}.parquet")
    result = CliRunner().invoke(main, ["docs", str(place / "tables <b>"), "--out", str(place / "site"), "--quiet"])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    return place / "site"


def page(site: Path, name: str) -> str:
    return (site / f"{name}.html").read_text(encoding="utf-8")


def test_the_index_counts_verdicts_by_family_and_leads_to_each(site: Path) -> None:
    index = page(site, "index")
    families = dict.fromkeys(law.family for law in BY_ID.values())
    assert re.findall(r'<th scope="row"><a href="(\w+)\.html">', index) == list(families)
    assert "<strong>INV-2</strong> What is on hand is what is available, reserved or damaged: 1 of 3 broken" in index


def test_each_law_is_there_with_its_sentence_source_count_and_rows(site: Path) -> None:
    inventory = unescape(page(site, "inventory"))
    laws = [law for law in BY_ID.values() if law.family == "inventory"]
    assert [law.id for law in laws if law.title not in inventory or law.source not in inventory] == []
    assert "1 of 3 broken" in inventory
    assert "20241031" in inventory
    assert "(V1, D18, a warning)" in inventory


def test_of_what_could_not_be_judged_the_reason_is_told(site: Path) -> None:
    assert "not judged: gold_inventory_movement_fact is not there" in page(site, "inventory")


def test_values_of_tables_are_shown_as_they_are(site: Path) -> None:
    shown = page(site, "structure")
    assert "document.title = 'broken out'" not in shown
    assert "&lt;script&gt;document.title" in shown
    assert "tables <b>" not in page(site, "index") + shown


def test_the_pages_say_whose_results_they_are(site: Path) -> None:
    said = "judged by stockproof on duckdb"
    assert [path.name for path in site.glob("*.html") if said not in path.read_text(encoding="utf-8")] == []


def test_every_file_that_a_page_refers_to_is_there(site: Path) -> None:
    referred = {
        (path.name, link)
        for path in site.glob("*.html")
        for link in re.findall(r'<(?:link|script|img|a)\b[^>]*?\s(?:href|src)="([^"#]+)"', path.read_text(encoding="utf-8"))
        if link != "data:,"
    }
    assert {link for _, link in referred if link.startswith(("http:", "https:", "//"))} <= {"https://greatexpectations.io"}
    local = {(name, link) for name, link in referred if "://" not in link}
    assert {(name, link) for name, link in local if not (site / link).is_file()} == set()
    assert len(local) > 20


@pytest.mark.parametrize("name", ["index", "structure"])
def test_a_page_asks_nobody_for_anything_and_complains_of_nothing(browser: str, site: Path, tmp_path: Path, name: str) -> None:
    dom, asked = opened(browser, site / f"{name}.html", tmp_path)
    assert {address for address in asked if not address.startswith("file:")} == set()
    assert "broken" in dom
    command = [browser, *FLAGS, f"--user-data-dir={tmp_path / 'again'}", "--enable-logging=stderr", "--dump-dom"]
    said = subprocess.run([*command, (site / f"{name}.html").as_uri()], capture_output=True, text=True, check=True, timeout=120).stderr
    assert [line for line in said.splitlines() if "CONSOLE" in line] == []


def test_a_page_of_another_version_that_needs_more_is_refused() -> None:
    unknown = docs._FETCHED.search('<script src="https://cdn.example/d3.min.js"></script>')
    assert unknown is not None
    with pytest.raises(docs.InputError, match=r"need https://cdn\.example/d3\.min\.js, which is not kept here"):
        docs._kept(unknown)


def test_the_assets_are_those_whose_sums_are_written_down() -> None:
    told = dict(re.findall(r"\| `(\S+)` \| ([0-9a-f]{64}) \|", (docs.ASSETS / "README.md").read_text(encoding="utf-8")))
    there = [path for path in docs.ASSETS.rglob("*") if path.is_file() and path.name != "README.md" and path.parent.name != "licenses"]
    assert {path.relative_to(docs.ASSETS).as_posix(): sha256(path.read_bytes()).hexdigest() for path in there} == told
    assert set(docs._KEPT.values()) <= set(told)


def test_without_great_expectations_the_extra_is_named_before_anything_is_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "great_expectations", None)
    result = CliRunner().invoke(main, ["docs", str(tmp_path), "--out", str(tmp_path / "site")])
    assert result.exit_code == 2
    how = "install stockproof[expectations,pandera], in a clone by make setup"
    assert result.stderr == f"Error: Great Expectations suites need great_expectations: {how}\n"
