"""Each recipe of docs/mapping.md, run as it stands over a sound world kept in the way that the recipe is for: nothing is broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from contracts.judge import judge
from contracts.mapping.language import FUNCTIONS
from contracts.tables import TABLES
from contracts.verdict import Verdict

PAGE = Path(__file__).parents[3] / "docs" / "mapping.md"
RECIPE = re.compile(r"^### (.+?)\n.*?```yaml\n(.*?)```", re.DOTALL | re.MULTILINE)
RECIPES: dict[str, str] = dict(RECIPE.findall(PAGE.read_text(encoding="utf-8").partition("## Recipes")[2]))


@dataclass(frozen=True)
class Kept:
    """How somebody keeps what the contract's tables hold: tables by SELECTs over these; ``lacks`` is what they do not keep at all.

    ``holds`` are laws that the recipe makes judgeable, ``unknown`` those that it leaves open.
    """

    tables: dict[str, str]
    holds: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    others: bool = True


SALE = "SELECT * FROM gold_sales_fact WHERE NOT is_return"
RETURN = "SELECT * FROM gold_sales_fact WHERE is_return"

WAYS = {
    "Returns flagged on the sale itself": Kept(
        {
            "sales.parquet": (
                "SELECT sale.* EXCLUDE (is_return, return_of_line_item_id, return_restocked_date_key), back.date_key AS returned_on,"
                " back.time_key AS returned_at, back.quantity_sold AS returned_units, back.return_restocked_date_key AS back_on_shelf,"
                " back.net_sales_amount AS refund, back.tax_amount AS refunded_tax, back.gross_margin_amount AS margin_taken_back"
                f" FROM ({SALE}) AS sale LEFT JOIN ({RETURN}) AS back ON back.return_of_line_item_id = sale.line_item_id"
            ),
            "stock_moves.parquet": (
                "SELECT move.* EXCLUDE (line_item_id), COALESCE(back.return_of_line_item_id, move.line_item_id) AS sold_line"
                f" FROM gold_inventory_movement_fact AS move LEFT JOIN ({RETURN}) AS back ON back.line_item_id = move.line_item_id"
            ),
        },
        holds=("RET-1", "RET-2", "RET-4", "RET-5", "RET-6", "RET-7", "MOV-2", "SAL-9", "SAL-11", "SAL-12", "INV-7"),
    ),
    "Delays stored as days": Kept(
        {
            "sales.parquet": (
                "SELECT line.* EXCLUDE (return_restocked_date_key), day.calendar_date AS brought_back,"
                " CAST(date_diff('day', day.calendar_date, strptime(CAST(return_restocked_date_key AS VARCHAR), '%Y%m%d')) AS INT)"
                " AS restocked_after_days FROM gold_sales_fact AS line JOIN gold_date_dim AS day USING (date_key)"
            )
        },
        holds=("RET-1", "RET-2", "RET-6", "KEY-DATE.gold_sales_fact.return_restocked_date_key"),
    ),
    "Lost sales kept only as events": Kept(
        {
            "lost_sales.parquet": (
                "SELECT request_id AS event_id, inventory_check_timestamp AS happened_at, quantity_requested AS units_missed,"
                " unit_price AS list_price, * FROM gold_purchase_request_fact WHERE quantity_allocated = 0"
            )
        },
        holds=("REQ-1", "REQ-2", "REQ-6", "SAL-9", "STO-6", "STO-7", "STO-8", "STO-11"),
    ),
    "Snapshots at the opening of the day": Kept(
        {
            "morning_stock.parquet": (
                "SELECT stock.* EXCLUDE (date_key), CAST(calendar_date + 1 AS DATE) AS morning"
                " FROM gold_inventory_fact AS stock JOIN gold_date_dim USING (date_key)"
                " UNION ALL SELECT stock.* EXCLUDE (date_key), calendar_date FROM gold_inventory_fact AS stock"
                " JOIN gold_date_dim USING (date_key) WHERE day_number = 1"
            )
        },
        holds=("INV-4", "INV-5", "INV-6", "INV-7", "INV-9", "INV-10", "INV-11", "SAL-7", "KEY-DENSE", "STO-1"),
    ),
    "SKU, warehouse and a calendar of one's own": Kept(
        {
            "fiscal_calendar.csv": "SELECT calendar_date AS day, 'FW' || CAST(day_number // 7 AS VARCHAR) AS week FROM gold_date_dim",
            "articles.csv": "SELECT 'SKU-' || product_key AS sku, product_name AS title, base_price AS list_price, is_active AS on_sale"
            " FROM gold_product_dim",
            "warehouses.csv": "SELECT 'W' || location_key AS warehouse FROM gold_location_dim",
            "stock.csv": "SELECT 'SKU-' || product_key AS sku, 'W' || location_key AS warehouse, calendar_date AS day,"
            " quantity_available AS free, quantity_on_hand AS shelf, quantity_reserved AS display, quantity_damaged AS broken,"
            " quantity_in_transit AS coming FROM gold_inventory_fact JOIN gold_date_dim USING (date_key)",
        },
        holds=("KEY-DENSE", "KEY-PK.gold_inventory_fact", "INV-1", "INV-2", "INV-12", "SCH-TYPE.gold_product_dim"),
        unknown=("INV-5", "KEY-CAL", "SAL-1"),
        others=False,
    ),
    "No table of requests": Kept(
        {}, holds=("SAL-10", "SAL-2", "INV-7"), lacks=("gold_purchase_request_fact",), unknown=("REQ-1", "REQ-6", "SAL-9", "STO-6")
    ),
    "A ledger and nothing else": Kept(
        {
            "ledger.parquet": "SELECT movement_id AS entry, product_key AS sku, location_key AS shop, date_key AS day,"
            " movement_type AS kind, quantity_change AS pieces, available_change AS sellable,"
            " line_item_id AS line FROM gold_inventory_movement_fact",
        },
        holds=("INV-5", "INV-6", "MOV-1", "MOV-3", "MOV-4", "KEY-DENSE", "STO-1", "STO-2", "STO-3", "STO-11", "REQ-6"),
        unknown=("INV-9", "INV-11", "SAL-7"),
    ),
    "Stock, sales and deliveries, and no ledger": Kept(
        {
            "stock.parquet": "SELECT product_key AS sku, location_key AS shop, date_key AS day, quantity_available AS free,"
            " quantity_reserved AS display, quantity_damaged AS broken FROM gold_inventory_fact",
            "till.parquet": "SELECT line_item_id AS line, product_key AS sku, location_key AS shop, date_key AS day, quantity_sold AS units"
            f" FROM ({SALE})",
            "deliveries.parquet": "SELECT product_key AS sku, location_key AS shop, date_key AS day, quantity_change AS pieces"
            " FROM gold_inventory_movement_fact WHERE movement_type = 'RECEIPT'",
            "brought_back.parquet": "SELECT back.line_item_id AS slip, return_of_line_item_id AS line, back.product_key AS sku,"
            " back.location_key AS shop, back.date_key AS day, return_restocked_date_key AS shelved_on, quantity_sold AS units,"
            f" available_change AS sellable FROM ({RETURN}) AS back LEFT JOIN gold_inventory_movement_fact AS move USING (line_item_id)",
        },
        holds=("INV-2", "INV-5", "INV-6", "INV-7", "INV-9", "SAL-7", "SAL-8", "MOV-1", "MOV-3", "RET-2"),
        unknown=("INV-10", "INV-11", "SAL-1", "STO-1", "REQ-1"),
        others=False,
    ),
    "Orders instead of lines": Kept(
        {
            "orders.parquet": "SELECT order_number AS order_id, ANY_VALUE(customer_key) AS buyer, ANY_VALUE(location_key) AS shop,"
            " ANY_VALUE(channel_key) AS channel, ANY_VALUE(date_key) AS day, SUM(net_sales_amount) AS total,"
            + ",".join(
                f" MAX({column}) FILTER (WHERE place = {place}) AS {name}_{place}"
                for place in (1, 2, 3)
                for column, name in (("line_item_id", "line"), ("product_key", "sku"), ("quantity_sold", "units"), ("unit_price", "price"))
            )
            + f" FROM (SELECT *, row_number() OVER (PARTITION BY order_number ORDER BY line_item_id) AS place FROM ({SALE})) GROUP BY ALL"
        },
        holds=("SAL-12", "SAL-13", "SAL-14", "KEY-PK.gold_sales_fact", "KEY-FK.gold_sales_fact.product_key"),
        unknown=("SAL-11", "SAL-1"),
        lacks=("gold_inventory_movement_fact",),
    ),
}


def test_every_recipe_is_run() -> None:
    assert RECIPES.keys() == WAYS.keys()


@pytest.mark.parametrize("name", WAYS)
def test_a_sound_world_stays_sound_behind_a_recipe(name: str, rewritten: Callable[..., None], tmp_path: Path) -> None:
    way, recipe = WAYS[name], RECIPES[name]
    given = set(re.findall(r"^  (gold_\w+):", recipe, re.MULTILINE))
    others = [table for table in TABLES if way.others and table not in way.lacks]
    rewritten(tmp_path / "warehouse", {**way.tables, **{f"{table}.parquet": f"SELECT * FROM {table}" for table in others}})
    same = "".join(f"  {table}: SELECT * FROM {table}\n" for table in others if table not in given)
    (tmp_path / "shop.yaml").write_text(recipe + same, encoding="utf-8")
    report = judge(str(tmp_path / "shop.yaml"))
    results = {result.law.id: result for result in report.results}
    assert [result.law.id for result in report.results if result.is_alarm] == []
    assert {law: results[law].verdict for law in way.holds} == dict.fromkeys(way.holds, Verdict.HOLDS)
    assert {law: results[law].verdict for law in way.unknown} == dict.fromkeys(way.unknown, Verdict.UNKNOWN)


def test_the_page_lists_every_function_of_a_mapping() -> None:
    listed = re.search(r"- Functions: `([A-Z_\s]+)`", PAGE.read_text(encoding="utf-8"))
    assert listed
    assert listed[1].split() == sorted(FUNCTIONS)
