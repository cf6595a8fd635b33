"""What is wrong in a mapping is said in one line: the file, the line in it, the table, the column, and the nearest name that is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli import main
from contracts.errors import InputError
from contracts.judge import judge

GOOD = """stockproof_mapping: 1
source: {path: warehouse}
parameters:
  low_inventory_threshold: 5
tables:
  gold_inventory_fact: |
    SELECT sku AS product_key,
      shop AS location_key,
      free AS quantity_available
    FROM stock
"""

WRONG = {
    "unknown entry": ("parameters:", "paramters:", 3, "a mapping has no entry paramters; did you mean parameters?"),
    "unknown version": ("mapping: 1", "mapping: 2", 1, "stockproof_mapping 2 is not known to this release, which reads 1"),
    "a version that is no number": ("mapping: 1", "mapping: {a: b}", 1, "stockproof_mapping must be the number 1"),
    "a version that is a truth value": ("mapping: 1", "mapping: true", 1, "stockproof_mapping must be the number 1"),
    "no version": ("stockproof_mapping: 1\n", "", 1, "is no mapping of stockproof"),
    "unknown entry of the source": ("path:", "pth:", 2, "a source has no entry pth; did you mean path?"),
    "unknown format": ("warehouse}", "warehouse, format: excel}", 2, "excel is no format; there are csv, delta, duckdb, parquet"),
    "unknown type": ("warehouse}", "warehouse, types: {stock: {sku: number}}}", 2, "sku: number is no type"),
    "another format": ("warehouse}", "warehouse, format: delta}", 2, "stock is parquet, not delta"),
    "no such folder": ("warehouse}", "warehose}", 2, "warehose: there is no such folder"),
    "types of a column that is not there": (
        "warehouse}",
        "warehouse, types: {stock: {free: int,\n  skew: int}}}",
        3,
        "the types of stock: there is no column skew; did you mean sku?",
    ),
    "types of a table that is not there": ("warehouse}", "warehouse, types: {stok: {sku: int}}}", 2, "there is no table stok"),
    "half a catalog": ("{path: warehouse}", "{catalog: main}", 2, "need both catalog and schema"),
    "unknown parameter": ("low_inventory_threshold", "low_threshold", 4, "unknown parameter low_threshold"),
    "impossible parameter": (": 5", ": many", 4, "low_inventory_threshold=many (mapping): it must be a whole number"),
    "unknown table": ("gold_inventory_fact:", "gold_inventory:", 6, "no table gold_inventory; did you mean gold_inventory_fact?"),
    "unknown output": (
        "AS quantity_available",
        "AS qty_available",
        9,
        "gold_inventory_fact.qty_available: the contract's table has no column qty_available; did you mean quantity_available?",
    ),
    "unknown source table": ("FROM stock", "FROM stocks", 10, "gold_inventory_fact: there is no table stocks in"),
    "unknown source column": (
        "shop AS",
        "shopp AS",
        8,
        "gold_inventory_fact.location_key: there is no column shopp in stock; did you mean shop?",
    ),
    "no name": ("shop AS location_key", "shop + 1", 8, "its column 2, shop + 1, has no name"),
    "twice the same name": ("shop AS location_key", "shop AS product_key", 7, "two of its columns are called product_key"),
    "no SQL": ("FROM stock", "FROM stock JOIN ON x", 10, "gold_inventory_fact: cannot be parsed"),
    "unknown function": ("shop AS", "uper(shop) AS", 8, "UPER is not one of the functions of a mapping; did you mean UPPER?"),
    "too many arguments": ("shop AS", "FLOOR(shop, 2) AS", 8, "FLOOR is given more arguments than it takes"),
    "too few arguments": ("shop AS", "REPLACE(shop, 2) AS", 8, "REPLACE is given fewer arguments than it takes"),
    "a row that cannot be": ("shop AS", "CAST('x' AS INT) AS", 6, "gold_inventory_fact cannot be read to its end"),
    "no text": (
        "  gold_inventory_fact: |\n    SELECT",
        "  gold_channel_dim: [1]\n  gold_inventory_fact: |\n    SELECT",
        6,
        "here must be a text",
    ),
    "no YAML": ("{path: warehouse}", "{path: warehouse", 3, "is no YAML"),
    "twice the same table": ("  gold_inventory_fact: |", "  gold_inventory_fact: SELECT 1\n  gold_inventory_fact: |", 7, "is there twice"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_one_line_says_where_and_what(kind: str, foreign: Callable[..., Path], tmp_path: Path) -> None:
    right, wrong, line, says = WRONG[kind]
    assert right in GOOD
    foreign(stock=[{"sku": 1, "shop": 1, "free": 5}])
    file = tmp_path / "shop.yaml"
    file.write_text(GOOD.replace(right, wrong, 1))
    with pytest.raises(InputError) as refused:
        judge(str(file))
    assert str(refused.value).startswith(f"{file}, line {line}: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_good_one_is_judged(foreign: Callable[..., Path], tmp_path: Path) -> None:
    foreign(stock=[{"sku": 1, "shop": 1, "free": 5}])
    (tmp_path / "shop.yaml").write_text(GOOD)
    assert judge(str(tmp_path / "shop.yaml")).tables["gold_inventory_fact"].rows == 1


@pytest.mark.parametrize(
    ("target", "mapping", "says"),
    [
        ("none.yaml", None, "none.yaml: there is no such mapping file"),
        ("warehouse", "none.yaml", "none.yaml: there is no such mapping file"),
        ("shop.yaml", "shop.yaml", "is a mapping itself"),
    ],
)
def test_files_that_cannot_be(target: str, mapping: str | None, says: str, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(GOOD)
    with pytest.raises(InputError, match=says):
        judge(str(tmp_path / target), mapping=tmp_path / mapping if mapping else None)


def test_an_error_about_a_name_does_not_steer_the_terminal(foreign: Callable[..., Path], mapping: Callable[..., Path]) -> None:
    foreign(goods=[{"\x1b[2Jsku": 1}])
    result = CliRunner().invoke(main, ["validate", str(mapping(gold_product_dim="SELECT x AS product_key FROM goods"))])
    assert result.exit_code == 2
    assert "\x1b" not in result.output
