"""What the documentation says to run in a Spark session runs there, on a small world under another name of its schema.

Too slow for the gate; everything else that the documentation says to type or run is run there (tests/integration/test_site.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.config import configure
from generator.generate import generate

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DOCS = Path(__file__).parents[2] / "docs"
IN_A_SESSION = re.compile(r'```python title="in a session"\n(.*?)```', re.DOTALL)


@pytest.mark.parametrize(
    "page", [page for page in sorted(DOCS.rglob("*.md")) if IN_A_SESSION.search(page.read_text())], ids=lambda p: p.name
)
def test_what_a_page_runs_in_a_session_runs(page: Path, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    generate(configure("tiny"), Path("warehouse"), format="parquet", workers=1)
    spark.sql("CREATE SCHEMA IF NOT EXISTS page_retail")
    rows = [row.asDict() for row in spark.read.parquet("warehouse/gold_sales_fact").limit(3).collect()]
    try:
        for block in IN_A_SESSION.findall(page.read_text()):
            text = block.replace("main.retail", "spark_catalog.page_retail").replace('"seed"', '"tiny"')
            exec(compile(text, str(page), "exec"), {"spark": spark, "rows": rows})
    finally:
        spark.sql("DROP SCHEMA page_retail CASCADE")
