"""quickstart.md tells the truth: every line of SQL in it prints, on the world of `make demo`, the table that stands below it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from generator.config import configure
from generator.generate import generate

PAGE = (Path(__file__).parents[2] / "quickstart.md").read_text(encoding="utf-8")
LINES = re.findall(r"## (V\d).*?```sql\n(.*?)\n```\n\n```text\n(.*?)\n```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quickstart")
    generate(configure("small"), folder / "demo-world", workers=1)
    return folder


def test_all_five_verifications_are_there() -> None:
    assert [name for name, _, _ in LINES] == ["V1", "V2", "V3", "V4", "V5"]


@pytest.mark.parametrize(("sql", "printed"), [(sql, printed) for _, sql, printed in LINES], ids=[name for name, _, _ in LINES])
def test_a_line_of_sql_prints_what_the_page_shows(sql: str, printed: str, demo_world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo_world)
    assert str(duckdb.sql(sql)).strip() == printed.strip()
