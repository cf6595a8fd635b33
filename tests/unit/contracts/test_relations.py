"""Relations: what their files say of them, what they read, and parameters put in their place."""

from __future__ import annotations

import pytest

from contracts.relations import bind, in_order, load, parse, placeholders
from contracts.relations.dependencies import Dependencies, Field, dependencies

TEXT = """-- One row per position and day:
-- what is there.
-- key: product_key, date_key
-- position-local: may be judged one location at a time
-- computed once: it is small
-- and nothing else
SELECT * FROM gold_inventory_fact INNER JOIN calendar_day ON TRUE -- FROM gold_sales_fact
"""


def test_the_head_of_a_file_says_grain_key_and_locality() -> None:
    relation = parse("position_day", TEXT)
    assert relation.grain == "One row per position and day: what is there. and nothing else"
    assert relation.key == ("product_key", "date_key")
    assert relation.position_local
    assert relation.computed_once


def test_a_relation_reads_tables_and_relations_but_not_what_comments_name() -> None:
    assert parse("position_day", TEXT).reads == ("gold_inventory_fact", "calendar_day")


def test_relations_come_after_what_they_read() -> None:
    found = in_order(["position_day"], lambda name: parse(name, TEXT) if name == "position_day" else load(name))
    assert [relation.name for relation in found] == ["number", "every_day", "calendar_day", "position_day"]


def test_placeholders_are_replaced_and_casts_left_alone() -> None:
    assert bind("a < :limit AND b::int > 0 AND c = :limit", {"limit": "5"}) == "a < 5 AND b::int > 0 AND c = 5"
    assert placeholders("a < :limit AND b = :other OR c = :limit") == ("limit", "other")


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError):
        bind(":limit", {})


TABLES = {
    "stock": Dependencies({name: frozenset({("stock", name)}) for name in ("k", "day", "units")}, frozenset({("stock", None)})),
    "product": Dependencies({name: frozenset({("product", name)}) for name in ("k", "price")}, frozenset({("product", None)})),
}


def fields(*names: str) -> frozenset[Field]:
    return frozenset((table, column or None) for table, _, column in (name.partition(".") for name in names))


def test_an_output_depends_on_the_columns_of_its_expression() -> None:
    found = dependencies("SELECT k, units + day AS later FROM stock", TABLES.__getitem__)
    assert found.outputs == {"k": fields("stock.k"), "later": fields("stock.units", "stock.day")}
    assert found.rows == fields("stock")


def test_a_left_join_counts_for_the_outputs_of_its_side_only() -> None:
    found = dependencies("SELECT s.units, p.price FROM stock AS s LEFT JOIN product AS p ON p.k = s.k", TABLES.__getitem__)
    assert found.outputs["units"] == fields("stock.units")
    assert found.outputs["price"] == fields("product.price", "product", "product.k", "stock.k")
    assert found.rows == fields("stock")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT s.units FROM stock AS s INNER JOIN product AS p ON p.k = s.k",
        "SELECT units FROM stock INNER JOIN product USING (k)",
        "SELECT units FROM stock WHERE k IN (SELECT k FROM product)",
        "WITH p AS (SELECT DISTINCT k FROM product) SELECT s.units FROM stock AS s, p WHERE p.k = s.k",
    ],
)
def test_what_chooses_rows_counts_for_the_rows(sql: str) -> None:
    assert dependencies(sql, TABLES.__getitem__).rows >= fields("stock", "stock.k", "product", "product.k")


def test_an_aggregate_of_everything_is_always_one_row() -> None:
    found = dependencies(
        "SELECT s.k, total.units FROM stock AS s CROSS JOIN (SELECT SUM(price) AS units FROM product) AS total", TABLES.__getitem__
    )
    assert found.rows == fields("stock")
    assert found.outputs == {"k": fields("stock.k"), "units": fields("product", "product.price")}


def test_a_union_depends_on_both_sides() -> None:
    found = dependencies("SELECT k FROM stock UNION ALL SELECT price FROM product", TABLES.__getitem__)
    assert found.outputs == {"k": fields("stock.k", "product.price")}
    assert found.rows == fields("stock", "product")


@pytest.mark.parametrize(
    "over",
    ["OVER (PARTITION BY k ORDER BY day) AS before FROM stock", "OVER w AS before FROM stock WINDOW w AS (PARTITION BY k ORDER BY day)"],
)
def test_a_window_counts_for_its_output_only(over: str) -> None:
    found = dependencies(f"SELECT k, LAG(units) {over}", TABLES.__getitem__)
    assert found.outputs == {"k": fields("stock.k"), "before": fields("stock.units", "stock.k", "stock.day")}
    assert found.rows == fields("stock")


def test_a_star_passes_everything_on() -> None:
    found = dependencies("SELECT s.*, price FROM stock AS s CROSS JOIN product", TABLES.__getitem__)
    assert set(found.outputs) == {"k", "day", "units", "price"}
