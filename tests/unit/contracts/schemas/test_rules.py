"""Rules for frames: what is said of the rows of one table is what the relation says of them."""

from __future__ import annotations

import polars as pl
import pytest

from contracts.errors import InputError
from contracts.invariants.catalogue import BY_ID, LAWS
from contracts.relations.derived import COLUMNS, COPIES
from contracts.schemas.own_rows import own_rows
from contracts.schemas.polars_rows import expression
from contracts.schemas.rules import RowRule, names, rules_of
from contracts.tables import TABLES


def test_every_law_is_a_rule_of_its_relation_or_of_its_table() -> None:
    ruled = {rule.law.id for name in names() for rule in rules_of(name).rules}
    assert ruled == set(BY_ID)


def test_a_law_of_a_table_is_judged_in_its_relation_too_unless_it_speaks_of_columns_or_keys() -> None:
    of_relations = {rule.law.id for name in names() if name not in TABLES for rule in rules_of(name).rules}
    assert set(BY_ID) - of_relations == {law.id for law in LAWS if law.relation.partition(".")[0] in (COLUMNS, COPIES)}


@pytest.mark.parametrize("name", names())
def test_every_predicate_is_a_native_expression(name: str) -> None:
    rules = [rule for rule in rules_of(name).rules if isinstance(rule, RowRule)]
    assert [rule.law.id for rule in rules if set(expression(rule).meta.root_names()) - set(rule.needs)] == []


def test_a_law_that_looks_at_nothing_but_the_row_is_a_rule_of_the_table() -> None:
    of_sales = {rule.law.id for rule in rules_of("gold_sales_fact").rules}
    assert {"SAL-1", "SAL-2", "SAL-3", "SAL-4", "SAL-5", "SAL-6", "SAL-15", "RET-1"} <= of_sales
    assert of_sales.isdisjoint({"SAL-7", "SAL-9", "SAL-11", "RET-2", "KEY-FK.gold_sales_fact.product_key"})


def test_a_column_that_a_relation_computes_is_computed() -> None:
    (rule,) = (rule for rule in rules_of("gold_sales_fact").rules if rule.law.id == "SAL-15")
    assert isinstance(rule, RowRule)
    assert set(rule.needs) == {"is_return", "inventory_check_timestamp", "time_key"}


def test_rows_that_a_relation_leaves_out_are_not_spoken_of() -> None:
    rows = own_rows("opening_movement")
    assert rows is not None
    assert "OPENING" in (rows.spoken_of("TRUE") or "")


@pytest.mark.parametrize("relation", ["position_day", "sale_order", "zero_run", "stockout_rate"])
def test_a_relation_with_rows_of_its_own_says_nothing_of_a_table(relation: str) -> None:
    rows = own_rows(relation)
    assert rows is None or rows.said(BY_ID["INV-5"].holds) is None


def test_a_product_of_small_parts_of_an_instant_does_not_overflow() -> None:
    (rule,) = (rule for rule in rules_of("gold_purchase_request_fact").rules if rule.law.id == "REQ-5")
    frame = pl.DataFrame({"date_key": [20241231], "inventory_check_timestamp": ["2024-12-31T23:59:00"]})
    frame = frame.with_columns(pl.col("inventory_check_timestamp").str.to_datetime(time_zone="UTC"))
    assert isinstance(rule, RowRule)
    assert frame.select(expression(rule)).to_series().to_list() == [True]


def test_parameters_are_those_given() -> None:
    wide = next(rule for rule in rules_of("return_line", {"return_delay_max": 9}).rules if rule.law.id == "RET-2")
    assert isinstance(wide, RowRule)
    assert wide.holds == "delay_days BETWEEN 1 AND 9"


def test_an_unknown_name_is_one_line() -> None:
    with pytest.raises(InputError, match=r"^no table or relation is called gold_sales: there is gold_date_dim, "):
        rules_of("gold_sales")
