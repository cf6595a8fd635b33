"""A mapping reads what it names: no clock and no user by a name that engines know, and of a folder nothing that no SELECT reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from contracts.engines import open_tables, open_target
from contracts.errors import InputError
from contracts.mapping import language

AMBIENT = [
    'SELECT "{name}" AS product_id FROM stock',
    'SELECT "{name}" AS "product_id" FROM (SELECT "{name}" AS "{name}" FROM stock) AS s',
    'SELECT "{name}" AS product_id FROM stock WHERE EXISTS (SELECT 1 AS "{name}" FROM stock)',
    'SELECT stock.sku AS product_key FROM stock JOIN stock AS s ON "{name}" IS NOT NULL JOIN owned ON TRUE',
    'SELECT stock.sku AS product_key FROM stock, (VALUES ("{name}")) AS v(x)',
    'SELECT "{name}".x AS product_key FROM stock',
]


@pytest.mark.parametrize("select", AMBIENT)
@pytest.mark.parametrize("name", ["current_timestamp", "user"])
def test_no_name_stands_for_the_clock_or_the_user(
    name: str, select: str, foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str
) -> None:
    foreign(stock=[{"sku": 1}], owned=[{name: "a"}])
    file = mapping(gold_product_dim="|\n    " + select.replace("{name}", name))
    with pytest.raises(InputError, match=name) as refused:
        open_tables(engine, open_target(engine, str(file)))
    assert str(refused.value).startswith(f"{file}, line 5: gold_product_dim")


def test_duckdb_has_no_value_for_another_name() -> None:
    with duckdb.connect() as connection:
        known = "SELECT function_name FROM duckdb_functions() UNION SELECT keyword_name FROM duckdb_keywords()"
        names = [name for (name,) in connection.execute(known).fetchall()]
        assert {name for name in names if _has_value(connection, name)} <= language.AMBIENT


def _has_value(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    quoted = name.replace('"', '""')
    try:
        connection.execute(f'SELECT "{quoted}" FROM (SELECT 1 AS sku) AS stock')
    except duckdb.Error:
        return False
    return True


@pytest.mark.parametrize("own", ['"user"', 'owned."user"', 'o."user"'])
def test_a_column_of_such_a_name_is_read(own: str, foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str) -> None:
    foreign(owned=[{"user": "a"}])
    file = mapping(gold_product_dim=f"SELECT {own} AS product_id FROM owned{' AS o' if own.startswith('o.') else ''}")
    with open_tables(engine, open_target(engine, str(file))) as tables:
        assert tables.fetch("gold_product_dim", "TRUE", ["product_id"], 2)[0]["product_id"] == "a"


def test_only_what_a_select_reads_is_looked_into(
    foreign: Callable[..., Path], mapping: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = foreign()
    for name in ("stock", "much"):
        (folder / name / "part").mkdir(parents=True)
        (folder / name / "part" / "a.csv").write_text("sku\n1\n")
    for number in range(9):
        (folder / "much" / f"{number}.csv").write_text("sku\n1\n")
    (folder / "stock" / "round").symlink_to(folder)
    monkeypatch.setattr("contracts.dataset.MOST_FILES", 5)
    target = open_target("duckdb", str(mapping(gold_product_dim="SELECT sku AS product_key FROM STOCK")))
    assert [source.files for source in target.files] == [(str(folder / "stock" / "part" / "a.csv"),)]
    with pytest.raises(InputError, match="much: more than 5 files and folders"):
        open_target("duckdb", str(mapping(gold_product_dim="SELECT sku AS product_key FROM much")))
    with pytest.raises(InputError, match=r"no table muck in .*; did you mean much\?"):
        open_target("duckdb", str(mapping(gold_product_dim="SELECT sku AS product_key FROM muck")))
