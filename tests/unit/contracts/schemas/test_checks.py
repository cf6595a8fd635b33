"""Laws as constraints: each is TRUE of the rows that keep it and FALSE of those that break it, NULL never."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from contracts.schemas.checks import row_checks
from contracts.tables import TABLES


def test_every_table_has_an_entry_and_laws_go_by_their_ids() -> None:
    checks = row_checks()
    assert checks.keys() == TABLES.keys()
    assert {"inv_1", "inv_2", "inv_3"} <= checks["gold_inventory_fact"].keys()
    assert {"req_1", "req_2", "req_3", "req_4"} <= checks["gold_purchase_request_fact"].keys()
    assert not {"inv_5", "req_6"} & {law for table in checks.values() for law in table}  # they need more than the row


def test_no_law_depends_on_the_time_zone_of_who_writes() -> None:
    everything = " ".join(check for table in row_checks().values() for check in table.values())
    assert "EXTRACT" not in everything
    assert "sal_15" not in row_checks()["gold_sales_fact"]


@pytest.mark.parametrize(
    ("quantities", "kept"),
    [((7, 5, 1, 1), True), ((7, 6, 1, 1), False), ((None, 5, 1, 1), False)],
)
def test_on_hand_is_what_it_consists_of(quantities: tuple[Any, ...], kept: bool) -> None:
    row = "SELECT ? AS quantity_on_hand, ? AS quantity_available, ? AS quantity_reserved, ? AS quantity_damaged"
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {row_checks()['gold_inventory_fact']['inv_2']} FROM ({row})", quantities).fetchall()
    assert found == [(kept,)]
