"""Three shops that keep the same trade in their own way: sound where they are sound, and a mistake is found under its own name.

One has other names, one another model in another store, one little more than its stock, judged by every engine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake
from sqlglot import exp

from contracts.judge import judge
from contracts.mapping.reading import read_mapping
from contracts.tables import TABLES
from contracts.verdict import Report, Result, Verdict
from tests.foreign_tables import write_database

HERE = Path(__file__).parent

MISTAKES = {
    "a unit that appears from nowhere": (
        "UPDATE gold_inventory_fact SET quantity_available = quantity_available + 1, quantity_on_hand = quantity_on_hand + 1"
        " WHERE product_key = 3 AND location_key = 1 AND date_key = 20241101"
    ),
    "a return that is shelved too late": (
        "UPDATE gold_sales_fact SET return_restocked_date_key = 20241231 WHERE line_item_id ="
        " (SELECT MIN(line_item_id) FROM gold_sales_fact WHERE is_return)"
    ),
    "a sale sold twice": "INSERT INTO gold_sales_fact SELECT * FROM gold_sales_fact WHERE NOT is_return ORDER BY line_item_id LIMIT 1",
}


def counts(report: Report) -> dict[str, tuple[Verdict, int, int]]:
    return {result.law.id: (result.verdict, result.judged, result.broken) for result in report.results}


def broken(report: Report) -> dict[str, Result]:
    return {result.law.id: result for result in report.results if result.is_alarm}


def german(rewritten: Callable[..., None], folder: Path, mistake: str) -> Path:
    """The tables under the names that german.yaml reads them by: as nothing but names differ, the mapping says how to make them."""
    tables = {}
    for name, entry in read_mapping(HERE / "german.yaml").entries.items():
        (foreign,) = entry.select.reads
        columns = ((alias.alias, alias.this.name) for alias in entry.select.tree.find_all(exp.Alias))
        tables[f"{foreign}.parquet"] = f"SELECT {', '.join(f'{own} AS {other}' for own, other in columns)} FROM {name}"
    rewritten(folder / "warehouse", tables, mistake)
    return Path(copy(HERE / "german.yaml", folder))


def test_other_names_change_nothing_that_is_judged(rewritten: Callable[..., None], tmp_path: Path) -> None:
    mistake = MISTAKES["a sale sold twice"]
    rewritten(tmp_path / "own", {f"{name}.parquet": f"SELECT * FROM {name}" for name in TABLES}, mistake)
    expected = counts(judge(str(tmp_path / "own")))
    found = counts(judge(str(german(rewritten, tmp_path, mistake))))
    rates = {name for name, (verdict, _, _) in expected.items() if verdict is Verdict.UNKNOWN}
    assert {name: each for name, each in found.items() if name not in rates} == {n: e for n, e in expected.items() if n not in rates}
    assert any(verdict is Verdict.BROKEN for verdict, _, _ in found.values())


SALE, RETURN = "SELECT * FROM gold_sales_fact WHERE NOT is_return", "SELECT * FROM gold_sales_fact WHERE is_return"
MODELLED = {
    "days": "SELECT * FROM gold_date_dim",
    "products": "SELECT * EXCLUDE (base_price, unit_cost), CAST(base_price * 100 AS INT) AS cents,"
    " CAST(unit_cost * 100 AS INT) AS cost_cents"
    " FROM gold_product_dim",
    "locations": "SELECT * FROM gold_location_dim",
    "customers": "SELECT * FROM gold_customer_dim",
    "channels": "SELECT * FROM gold_channel_dim",
    "missed_sales": "SELECT *, inventory_check_timestamp AS happened_at, quantity_requested AS missed, unit_price AS list_price"
    " FROM gold_purchase_request_fact WHERE quantity_allocated = 0",
    "sales": "SELECT sale.* EXCLUDE (is_return, return_of_line_item_id, return_restocked_date_key),"
    " strptime(CAST(back.date_key AS VARCHAR), '%Y%m%d')::DATE AS returned_on, back.time_key AS returned_at,"
    " back.quantity_sold AS returned_units, back.net_sales_amount AS refund, back.tax_amount AS refunded_tax,"
    " back.gross_margin_amount AS margin_taken_back, date_diff('day', strptime(CAST(back.date_key AS VARCHAR), '%Y%m%d'),"
    " strptime(CAST(back.return_restocked_date_key AS VARCHAR), '%Y%m%d')) AS shelved_after"
    f" FROM ({SALE}) AS sale LEFT JOIN ({RETURN}) AS back ON back.return_of_line_item_id = sale.line_item_id",
    "morning_stock": "SELECT stock.* EXCLUDE (date_key, is_stockout), CAST(calendar_date + 1 AS DATE) AS morning"
    " FROM gold_inventory_fact AS stock JOIN gold_date_dim USING (date_key)"
    " UNION ALL SELECT stock.* EXCLUDE (date_key, is_stockout), calendar_date FROM gold_inventory_fact AS stock"
    " JOIN gold_date_dim USING (date_key) WHERE day_number = 1",
    "moves": "SELECT move.* EXCLUDE (line_item_id, movement_type, quantity_change, available_change), movement_type AS kind,"
    " abs(quantity_change) AS pieces, abs(available_change) AS sellable,"
    " COALESCE(back.return_of_line_item_id, move.line_item_id) AS sold_line"
    f" FROM gold_inventory_movement_fact AS move LEFT JOIN ({RETURN}) AS back ON back.line_item_id = move.line_item_id",
    "empty_runs": "SELECT * FROM gold_stockout_events",
    "carts": "SELECT * FROM gold_cart_abandonment_fact",
    "cart_items": "SELECT * FROM gold_cart_item_fact",
    "clicks": "SELECT * FROM gold_customer_event_fact",
}


def modelled(rewritten: Callable[..., None], folder: Path, mistake: str) -> Path:
    rewritten(folder / "parts", {f"{name}.parquet": sql for name, sql in MODELLED.items()}, mistake)
    write_database(folder / "shop.db", folder / "parts", MODELLED)
    return Path(copy(HERE / "modelled.yaml", folder))


def test_another_model_of_a_sound_shop_is_sound(rewritten: Callable[..., None], tmp_path: Path) -> None:
    report = judge(str(modelled(rewritten, tmp_path, "")))
    assert broken(report) == {}
    assert report.parameters["target_stockout_rate"].source == "mapping"
    unjudged = [result.law.id for result in report.results if result.verdict is Verdict.UNKNOWN and not result.law.statistical]
    assert unjudged == []


@pytest.mark.parametrize(
    ("mistake", "laws"),
    [
        ("a unit that appears from nowhere", {"INV-5", "INV-6", "INV-7", "INV-16"}),
        ("a return that is shelved too late", {"RET-2", "RET-6"}),
    ],
)
def test_a_mistake_is_found_through_another_model(mistake: str, laws: set[str], rewritten: Callable[..., None], tmp_path: Path) -> None:
    concerned = [*sorted(laws), "INV-2", "RET-1", "MOV-3"]
    found = broken(judge(str(modelled(rewritten, tmp_path, MISTAKES[mistake])), only=concerned))
    assert found.keys() == laws


DEPOT = {
    "stock": "SELECT 'SKU ' || lpad(CAST(product_key AS VARCHAR), 3, '0') AS SKU, 'place ' || location_key AS place,"
    " CAST(calendar_date AS TIMESTAMP) + INTERVAL 22 HOUR AS counted_at, CAST(quantity_available AS VARCHAR) AS pieces_free,"
    " quantity_on_hand - quantity_available AS pieces_elsewhere FROM gold_inventory_fact JOIN gold_date_dim USING (date_key)",
    "moves": "SELECT movement_id AS id, 'SKU ' || lpad(CAST(product_key AS VARCHAR), 3, '0') AS sku, 'place ' || location_key AS place,"
    " CAST(calendar_date AS TIMESTAMP) + INTERVAL 9 HOUR AS moved_at, lower(movement_type) || '/book' AS reason, quantity_change AS pieces,"
    " quantity_change - available_change AS pieces_elsewhere FROM gold_inventory_movement_fact JOIN gold_date_dim USING (date_key)",
}


def test_a_depot_is_judged_by_its_stock_alone(rewritten: Callable[..., None], tmp_path: Path, engine: str) -> None:
    rewritten(tmp_path / "parts", {f"{name}.parquet": sql for name, sql in DEPOT.items()}, MISTAKES["a unit that appears from nowhere"])
    for name in DEPOT:
        rows = pq.read_table(tmp_path / "parts" / f"{name}.parquet")
        nullable = pa.schema([each.with_nullable(True) for each in rows.schema])
        write_deltalake(tmp_path / "warehouse" / name, rows.cast(nullable))
    laws = ["INV-5", "INV-6", "KEY-PK.gold_inventory_fact", "KEY-DENSE", "SCH-TYPE.gold_inventory_fact", "INV-9"]
    report = judge(str(copy(HERE / "depot.yaml", tmp_path)), engine=engine, only=laws)
    found = {result.law.id: result for result in report.results}
    assert (found["INV-5"].judged, found["INV-5"].broken) == (2400, 2)
    assert [row["date_key"] for row in found["INV-5"].witnesses] == [20241101, 20241102]
    assert found["INV-6"].broken == 2
    assert {found[law].verdict for law in laws[2:5]} == {Verdict.HOLDS}
    assert str(found["INV-9"].reason).endswith("are not in the mapping")
