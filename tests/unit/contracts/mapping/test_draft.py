"""A draft finds what is called alike, says why, and can be judged as it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli import main
from contracts.errors import InputError
from contracts.judge import judge
from contracts.mapping.draft import draft
from contracts.mapping.likeness import likeness
from contracts.mapping.reading import read_mapping
from contracts.tables import TABLES

SHOP: dict[str, list[dict[str, object]]] = {
    "sku_master": [{"sku_id": n, "sku_code": f"S{n}", "SkuName": "x", "brand": "b", "list_cost": 1.5, "active": 1} for n in (1, 2)],
    "StoreSites": [{"site_id": 1, "site_name": "a", "site_type": "store", "region": "n"}],
    "daily_stock": [{"sku_id": 1, "site_id": 1, "stock_date": date(2024, 1, 1), "qty_on_hand": 5, "qty_avail": 5, "in_transit_qty": 0}],
    "sales_lines": [{"line_item_no": 1, "order_no": 1, "sku_id": 1, "site_id": 1, "date": "2024-01-01", "qty_sold": 1, "unit_price": 2.0}],
    "weather": [{"town": "x", "degrees": 20.5}],
}


def selected(file: Path) -> dict[str, tuple[tuple[str, ...], tuple[str | None, ...]]]:
    return {name: (entry.select.reads, entry.select.outputs) for name, entry in read_mapping(file).entries.items()}


def test_a_draft_finds_what_is_called_alike(foreign: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    draft(str(foreign(**SHOP)), file)
    found = selected(file)
    assert {table: reads for table, (reads, _) in found.items()} == {
        "gold_product_dim": ("sku_master",),
        "gold_location_dim": ("StoreSites",),
        "gold_sales_fact": ("sales_lines",),
        "gold_inventory_fact": ("daily_stock",),
    }
    assert {"product_key", "location_key", "date_key", "quantity_on_hand", "quantity_available"} <= set(found["gold_inventory_fact"][1])
    assert {"line_item_id", "order_number", "product_key", "quantity_sold", "unit_price"} <= set(found["gold_sales_fact"][1])


def test_every_guess_has_its_reason_and_every_gap_a_word(foreign: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    guesses = draft(str(foreign(**SHOP)), file)
    text = file.read_text()
    for guess in guesses:
        for column in guess.columns:
            assert any(column.column.name in line and column.why in line for line in text.splitlines())
        assert not guess.missing or f"-- nothing found for {guess.missing[0]}" in text
    assert "# gold_channel_dim: nothing found; its laws are unknown" in text
    assert "# not used: weather" in text
    assert "CAST(STRFTIME(stock_date, '%Y%m%d') AS INT) AS date_key" in text


def test_keys_kept_as_text_are_pointed_at_and_the_only_days_are_taken(foreign: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    draft(str(foreign(stock=[{"sku": 1, "shop": "S1", "d": date(2024, 1, 1), "on_hand": 5, "available": "many"}])), file)
    text = file.read_text()
    assert "-- shop may be location_key, but holds text, which docs/mapping.md tells how to number" in text
    assert "-- available may be quantity_available, but holds string, not int" in text
    assert "CAST(STRFTIME(d, '%Y%m%d') AS INT) AS date_key" in text


def test_a_draft_is_judged_as_it_stands(foreign: Callable[..., Path], tmp_path: Path) -> None:
    draft(str(foreign(**SHOP)), tmp_path / "draft.yaml")
    assert judge(str(tmp_path / "draft.yaml")).tables["gold_inventory_fact"].rows == 1


def test_tables_with_the_contracts_names_are_mapped_to_themselves(write: Callable[..., Path], tmp_path: Path) -> None:
    folder = write(**{name: [{}] for name in TABLES})
    draft(str(folder), tmp_path / "same.yaml")
    assert selected(tmp_path / "same.yaml") == {name: ((name,), (None,)) for name in TABLES}


def test_texts_of_csv_get_their_types(foreign: Callable[..., Path], tmp_path: Path, engine: str) -> None:
    (foreign() / "stock.csv").write_text("sku,shop,counted_at,on_hand\n1,1,2024-01-01 20:00:00,5\n1,1,2024-01-02 20:00:00,4\n")
    draft(str(tmp_path / "warehouse"), tmp_path / "draft.yaml", engine=engine)
    mapping = read_mapping(tmp_path / "draft.yaml")
    assert list(mapping.types["stock"].types) == ["counted_at"]
    assert {"product_key", "location_key", "quantity_on_hand"} <= set(mapping.entries["gold_inventory_fact"].select.outputs)


AWKWARD = ['"', "\n  evil: SELECT 1", " -- ", " # ", ": ", "Ü", "'", "*/"]


@pytest.mark.parametrize("sign", AWKWARD)
def test_awkward_names_make_no_awkward_draft(sign: str, foreign: Callable[..., Path], tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{f"sku{sign}": 1, "product_key": 1, "location_key": 1, "on_hand": 3, "select": 1}]
    file = foreign(inventory=rows) / "inventory.parquet"
    file.rename(
        file.with_name(f"inventory{''.join(letter for letter in sign if not letter.isalnum() and letter not in '/' + chr(10))}.parquet")
    )
    draft(str(tmp_path / "warehouse"), tmp_path / "draft.yaml")
    assert list(selected(tmp_path / "draft.yaml")) == ["gold_inventory_fact"]


def test_what_looks_like_nothing_makes_no_draft(foreign: Callable[..., Path], tmp_path: Path) -> None:
    foreign(weather=SHOP["weather"])
    with pytest.raises(InputError, match=r"none of its tables looks like one of the contract's \(weather\)"):
        draft(str(tmp_path / "warehouse"), tmp_path / "draft.yaml")
    assert not (tmp_path / "draft.yaml").exists()


def test_a_table_that_breaks_off_is_left_out_whatever_the_folder_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "gold_sales_fact_export"
    folder.mkdir()
    rows = [f"{n},S{n},name {n}" for n in range(30_000)]
    (folder / "product.csv").write_text("\n".join(["product_key,product_id,product_name", *rows, "1,2,3,4,5"]))
    (folder / "stores.csv").write_text("store_id,store_name\n1,a\n")
    guesses = draft(str(folder), tmp_path / "draft.yaml")
    assert [guess.table.name for guess in guesses] == ["gold_location_dim"]


def test_a_refusal_of_no_guess_ends_the_draft(foreign: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise InputError("gold_sales_fact of another world")

    monkeypatch.setattr("contracts.mapping.draft.open_tables", refuse)
    with pytest.raises(InputError, match="another world"):
        draft(str(foreign(**SHOP)), tmp_path / "draft.yaml")
    assert not (tmp_path / "draft.yaml").exists()


def test_the_command_overwrites_nothing(foreign: Callable[..., Path], tmp_path: Path) -> None:
    command = ["map", str(foreign(**SHOP)), "--out", str(tmp_path / "draft.yaml")]
    first, second = (CliRunner().invoke(main, command) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 2)
    assert "gold_inventory_fact  from daily_stock" in first.output
    assert "is there already" in second.output


@pytest.mark.parametrize(("name", "other"), [("product_key", "SKU_ID"), ("quantity_sold", "soldQty"), ("location_key", "warehouse_no")])
def test_words_of_the_trade_are_alike(name: str, other: str) -> None:
    assert likeness(name, other) > 0.9 > 0.6 > likeness(name, "degrees")
