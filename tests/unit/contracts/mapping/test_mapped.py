"""Tables under other names are judged by a mapping as if they had the contract's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from deltalake import write_deltalake

from contracts.cli import main
from contracts.errors import InputError
from contracts.judge import judge
from contracts.tables import TABLES
from contracts.verdict import Report, Result, Verdict
from contracts.witnesses import write_witnesses
from tests.unit.contracts.test_reading import deletion_vector

STOCK = [
    {"sku": 1, "shop": 1, "day": 20240101, "free": 5, "shelf": 7},
    {"sku": 1, "shop": 1, "day": 20240102, "free": 0, "shelf": 2},
    {"sku": 2, "shop": 1, "day": 20240101, "free": -1, "shelf": 0},
]
"""Three evenings of a foreign shop, one of them below zero."""

INVENTORY = (
    "SELECT sku AS product_key, shop AS location_key, day AS date_key, free AS quantity_available, shelf AS quantity_on_hand FROM stock"
)
BELOW_ZERO = "SCH-RANGE.gold_inventory_fact.quantity_available"


def by_id(report: Report) -> dict[str, Result]:
    return {result.law.id: result for result in report.results}


def counts(result: Result) -> tuple[Verdict, int, int]:
    return result.verdict, result.judged, result.broken


def test_a_broken_row_is_found_under_the_names_of_the_contract(
    foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str
) -> None:
    foreign(stock=STOCK)
    report = judge(str(mapping(gold_inventory_fact=INVENTORY)), engine=engine, only=[BELOW_ZERO])
    result = by_id(report)[BELOW_ZERO]
    assert counts(result) == (Verdict.BROKEN, 3, 1)
    assert result.witnesses[0]["product_key"] == 2
    assert report.tables["gold_inventory_fact"].columns == 5


def test_what_a_mapping_leaves_out_is_unknown_by_name(foreign: Callable[..., Path], mapping: Callable[..., Path]) -> None:
    foreign(stock=STOCK)
    results = by_id(judge(str(mapping(gold_inventory_fact=INVENTORY))))
    assert results["INV-3"].reason == "gold_inventory_fact.is_stockout is not in the mapping"
    assert results["KEY-FK.gold_inventory_fact.product_key"].reason == "gold_product_dim is not in the mapping"
    columns = results["SCH-COL.gold_inventory_fact"]
    assert columns.verdict is Verdict.UNKNOWN
    assert "gold_inventory_fact.order_up_to_level" in str(columns.reason)


def test_a_mapping_to_the_same_names_changes_no_verdict(write: Callable[..., Path], tmp_path: Path) -> None:
    folder = write(**{name: [{}] for name in TABLES})
    selects = "".join(
        f"  {table.name}: SELECT {', '.join(column.name for column in table)} FROM {table.name}\n" for table in TABLES.values()
    )
    file = tmp_path / "same.yaml"
    file.write_text(f"stockproof_mapping: 1\ntables:\n{selects}")
    plain, mapped = by_id(judge(str(folder))), by_id(judge(str(folder), mapping=file))
    assert {name: counts(result) for name, result in mapped.items()} == {name: counts(result) for name, result in plain.items()}


def test_parameters_of_a_mapping_override_those_of_the_tables(foreign: Callable[..., Path], mapping: Callable[..., Path]) -> None:
    folder = foreign(stock=STOCK)
    (folder / "_stockproof.json").write_text(json.dumps({"parameters": {"low_inventory_threshold": 9, "return_delay_max": 4}}))
    file = mapping("source: {path: warehouse}\nparameters: {low_inventory_threshold: 7}", gold_inventory_fact=INVENTORY)
    settings = judge(str(file), only=["INV-1"], parameters={"return_delay_min": 2}).parameters
    assert (settings["low_inventory_threshold"].value, settings["low_inventory_threshold"].source) == (7, "mapping")
    assert (settings["return_delay_max"].value, settings["return_delay_max"].source) == (4, "tables")
    assert settings["return_delay_min"].source == "param"


def test_a_target_given_beside_the_mapping_is_its_source(foreign: Callable[..., Path], mapping: Callable[..., Path]) -> None:
    folder = foreign(stock=STOCK)
    file = mapping("source: {path: elsewhere}", gold_inventory_fact=INVENTORY)
    assert judge(str(folder), mapping=file, only=[BELOW_ZERO]).results[0].broken == 1
    with pytest.raises(InputError, match="elsewhere: there is no such folder"):
        judge(str(file))


def delta_with_deletions(folder: Path, rows: pa.Table) -> None:
    """The rows and one more, which a deletion vector deletes."""
    write_deltalake(folder / "stock", pa.concat_tables([rows, rows.slice(2, 1)]))
    log = folder / "stock" / "_delta_log"
    (added,) = (each["add"] for each in map(json.loads, (log / f"{0:020}.json").read_text().splitlines()) if "add" in each)
    feature = ["deletionVectors"]
    later = [
        {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": feature, "writerFeatures": feature}},
        {"remove": {"path": added["path"], "deletionTimestamp": 1, "dataChange": True}},
        {"add": {**added, "deletionVector": deletion_vector([3])}},
    ]
    (log / f"{1:020}.json").write_text("\n".join(json.dumps(action) for action in later))


def parquet_in_folders(folder: Path, rows: pa.Table) -> None:
    pq.write_to_dataset(rows, folder / "stock", partition_cols=["day"])


def database(folder: Path, rows: pa.Table) -> None:
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.register("rows", rows)
        connection.execute("CREATE TABLE kept AS SELECT * FROM rows; CREATE VIEW stock AS SELECT * FROM kept")


def text(folder: Path, rows: pa.Table) -> None:
    (folder / "stock.csv").write_text(
        "\n".join([",".join(rows.column_names), *(",".join(map(str, row.values())) for row in rows.to_pylist())])
    )


@pytest.mark.parametrize(
    ("written", "source"),
    [
        (delta_with_deletions, "{path: warehouse}"),
        (parquet_in_folders, "{path: warehouse, types: {stock: {day: int}}}"),
        (database, "{path: warehouse/shop.duckdb}"),
        (text, "{path: warehouse, format: csv}"),
    ],
)
def test_every_kind_of_source(
    written: Callable[[Path, pa.Table], None], source: str, mapping: Callable[..., Path], foreign: Callable[..., Path]
) -> None:
    written(foreign(), pa.Table.from_pylist(STOCK))
    results = by_id(judge(str(mapping(f"source: {source}", gold_inventory_fact=INVENTORY))))
    assert counts(results[BELOW_ZERO]) == (Verdict.BROKEN, 3, 1)
    assert results["SCH-TYPE.gold_inventory_fact"].verdict is Verdict.HOLDS


def test_a_database_with_the_contracts_names_needs_no_mapping(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE Gold_Channel_Dim AS SELECT 1 AS channel_key, 'web' AS channel_code, true AS is_digital")
    results = by_id(judge(str(tmp_path / "shop.db")))
    assert results["KEY-UQ.gold_channel_dim.channel_code"].verdict is Verdict.HOLDS


@pytest.mark.parametrize(("format_", "refused"), [("csv", True), ("delta", True), ("duckdb", False)])
def test_a_database_is_of_no_other_format(format_: str, refused: bool, mapping: Callable[..., Path], foreign: Callable[..., Path]) -> None:
    database(foreign(), pa.Table.from_pylist(STOCK))
    file = mapping(f"source: {{path: warehouse/shop.duckdb, format: {format_}}}", gold_inventory_fact=INVENTORY)
    if not refused:
        assert by_id(judge(str(file)))[BELOW_ZERO].broken == 1
        return
    with pytest.raises(InputError, match=f"is a DuckDB file, and the mapping says format: {format_}"):
        judge(str(file))


CSV = "day,sku,price\n2024-01-01,1,9.50\n2024-01-02,1,cheap\n2024-13-01,2,3\n"
PRODUCTS = "SELECT CAST(sku AS INT) AS product_key, {price} AS base_price, day AS launch_date FROM goods"


@pytest.mark.parametrize(
    ("types", "price"),
    [("", "price"), (", types: {goods: {price: 'decimal(12,2)', day: date}}", "price"), (", types: {goods: {price: double}}", "price * 2")],
)
def test_texts_of_csv_that_are_no_such_value_are_counted(
    types: str, price: str, foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str
) -> None:
    (foreign() / "goods.csv").write_text(CSV)
    file = mapping(f"source: {{path: warehouse{types}}}", gold_product_dim=PRODUCTS.format(price=price))
    (result,) = judge(str(file), only=["SCH-TYPE.gold_product_dim"], engine=engine).results
    assert counts(result) == (Verdict.BROKEN, 3, 2)
    assert {row["column_name"]: row["not_castable"] for row in result.witnesses} == {"base_price": 1, "launch_date": 1}


JOINED = """
    WITH sold AS (SELECT sku, COUNT(*) AS lines, MIN(day) AS first FROM sales GROUP BY sku)
    SELECT ROW_NUMBER() OVER (ORDER BY goods.code DESC) AS product_key, goods.code AS product_id,
      CASE WHEN sold.lines IS NULL THEN FALSE ELSE TRUE END AS is_active,
      DATE_ADD(goods.born, goods.late) AS launch_date, ROUND(goods.cents / 100, 2) AS base_price,
      YEAR(goods.born) * 10000 + MONTH(goods.born) * 100 + DAY(goods.born) AS category_level_1,
      ISODOW(goods.born) AS category_level_2, goods.cents / sold.nothing AS unit_cost
    FROM goods LEFT JOIN (SELECT *, 0 AS nothing FROM sold) AS sold ON sold.sku = goods.code
"""


def test_what_a_select_computes_is_the_same_on_every_engine(
    foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str
) -> None:
    from datetime import date

    from contracts.engines import open_tables, open_target

    goods = [
        {"code": "a", "born": date(2024, 1, 7), "late": 3, "cents": 1234},
        {"code": "b", "born": date(2024, 2, 28), "late": 2, "cents": 5},
    ]
    foreign(goods=goods, sales=[{"sku": "a", "day": 1}, {"sku": "a", "day": 2}])
    file = mapping(gold_product_dim="|" + JOINED)
    with open_tables(engine, open_target(engine, str(file))) as tables:
        names = ["product_key", "product_id", "is_active", "launch_date", "category_level_1", "category_level_2", "unit_cost"]
        rows: list[dict[str, Any]] = tables.fetch("gold_product_dim", "TRUE", ["product_key"], 9)
    assert [[row[name] for name in names] for row in rows] == [
        [1, "b", False, date(2024, 3, 1), "20240228", "3", None],
        [2, "a", True, date(2024, 1, 10), "20240107", "7", None],
    ]
    assert [float(row["base_price"]) for row in rows] == [0.05, 12.34]


def test_joins_are_as_many_as_their_conditions(foreign: Callable[..., Path], mapping: Callable[..., Path]) -> None:
    foreign(stock=STOCK)
    where = " AND ".join(f"a.sku = {other}.sku AND a.day = {other}.day" for other in "bcde")
    old = f"SELECT a.sku AS product_key, a.day AS date_key FROM stock AS a, stock AS b, stock AS c, stock AS d, stock AS e WHERE {where}"
    once = "(SELECT MIN(day) AS first FROM stock)"
    rows = " ".join(f"CROSS JOIN {once} AS once_{number}" for number in range(5))
    file = mapping(gold_inventory_fact=old, gold_product_dim=f"SELECT DISTINCT sku AS product_key FROM stock {rows}")
    found = judge(str(file), only=["KEY-FK.gold_inventory_fact.product_key"])
    assert {name: table.rows for name, table in found.tables.items()} == {"gold_inventory_fact": 3, "gold_product_dim": 2}


def test_names_differ_by_more_than_their_case(foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str) -> None:
    foreign(Stock=STOCK)
    file = mapping(gold_inventory_fact=INVENTORY.upper(), gold_product_dim="SELECT DISTINCT SKU AS product_key FROM stOCK")
    report = judge(str(file), engine=engine, only=["KEY-FK.gold_inventory_fact.product_key"])
    assert counts(report.results[0]) == (Verdict.HOLDS, 3, 0)


def test_witnesses_of_a_mapped_table_are_written(foreign: Callable[..., Path], mapping: Callable[..., Path], tmp_path: Path) -> None:
    foreign(stock=STOCK)
    file = mapping(gold_inventory_fact=INVENTORY)
    write_witnesses(judge(str(file), only=[BELOW_ZERO]), tmp_path / "witnesses")
    assert pq.read_table(tmp_path / "witnesses" / f"{BELOW_ZERO}.parquet")["quantity_available"].to_pylist() == [-1]


@pytest.mark.parametrize("command", [["validate", "--only", BELOW_ZERO], ["explain", BELOW_ZERO]])
def test_commands_take_a_mapping(command: list[str], foreign: Callable[..., Path], mapping: Callable[..., Path]) -> None:
    folder, file = foreign(stock=STOCK), mapping("", gold_inventory_fact=INVENTORY)
    name, *rest = command
    result = CliRunner().invoke(main, [name, str(folder), *rest, "--mapping", str(file), "--quiet"])
    assert result.exit_code == 1
    assert "quantity_available" in result.output
