"""Inventory as rows: a snapshot of every position at each close, and a movement for each change of its stock (RA 2.3, RE 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator.arrow import Nullable, constant, loaded, table
from generator.calendar import date_keys
from generator.identity import Kind, as_kind, compose
from generator.returns import Returns
from generator.sales import Trade
from generator.world import Location, Products

Units = NDArray[np.int64]


@dataclass(frozen=True)
class Closes:
    """Each position at each close of a chunk: arrays of positions x days, in units or days from 1970.

    ``zero_days`` counts consecutive closes with nothing available, this one included; ``last_receipt`` is 0 before the first.
    """

    days: NDArray[np.int64]
    available: NDArray[np.int32]
    damaged: NDArray[np.int32]
    in_transit: NDArray[np.int32]
    level: NDArray[np.int32]
    zero_days: NDArray[np.int32]
    last_receipt: NDArray[np.int32]
    next_receipt: NDArray[np.int32]


@dataclass(frozen=True)
class Receipts:
    """Units that arrived, one entry a receipt."""

    position: NDArray[np.int64]
    day: NDArray[np.int64]
    units: Units


def snapshot_table(location: Location, products: Products, reserved: Units, closes: Closes) -> pa.Table:
    """gold_inventory_fact: one row per position and day, by product and day."""
    positions, days = closes.available.shape
    on_hand = closes.available + closes.damaged + reserved[:, None].astype(np.int32)
    return table(
        "gold_inventory_fact",
        {
            "product_key": np.repeat(products.key.astype(np.int32), days),
            "location_key": constant(location.key, positions * days),
            "date_key": np.tile(date_keys(closes.days), positions),
            "quantity_on_hand": on_hand.ravel(),
            "quantity_available": closes.available.ravel(),
            "quantity_reserved": np.repeat(reserved.astype(np.int32), days),
            "quantity_in_transit": closes.in_transit.ravel(),
            "quantity_damaged": closes.damaged.ravel(),
            "order_up_to_level": closes.level.ravel(),
            "is_stockout": (closes.available == 0).ravel(),
            "stockout_duration_days": _unless_zero(closes.zero_days),
            "last_replenishment_date": _unless_zero(closes.last_receipt),
            "next_replenishment_date": closes.next_receipt.ravel(),
            "inventory_value_cost": (on_hand * products.cost[:, None]).ravel(),
            "inventory_value_retail": (on_hand * products.price[:, None]).ravel(),
            "etl_timestamp": np.tile(loaded(closes.days), positions),
        },
    )


def movement_table(
    location: Location, products: Products, trade: Trade, restocked: Returns, receipts: Receipts, opening: pa.Table | None
) -> pa.Table:
    """gold_inventory_movement_fact: what each sale, restock and receipt changed; on the first day also the opening."""
    sold = trade.allocated > 0
    asked, units = trade.asked[sold], trade.allocated[sold]
    line, back = as_kind(asked.id, Kind.SALE), as_kind(restocked.sale, Kind.RETURN)
    delay = restocked.restocked - restocked.brought_back
    arrived = compose(Kind.RECEIPT, receipts.day, location.key, products.key[receipts.position])
    parts = [
        _movements(location, products, "SALE", line, asked.position, asked.day, -units, -units, line_item_id=line),
        _movements(
            location,
            products,
            "RETURN",
            back,
            restocked.position,
            restocked.restocked,
            restocked.units,
            restocked.units * restocked.is_sellable,
            line_item_id=back,
            return_delay_days=delay,
        ),
        _movements(location, products, "RECEIPT", arrived, receipts.position, receipts.day, receipts.units, receipts.units),
    ]
    return pa.concat_tables([opening, *parts] if opening is not None else parts)


def opening_table(location: Location, products: Products, day: int, available: Units, reserved: Units) -> pa.Table:
    """The OPENING movements: what each position starts the first day with."""
    position = np.arange(len(available))
    ids = compose(Kind.OPENING, day, location.key, products.key)
    return _movements(location, products, "OPENING", ids, position, np.full(len(position), day), available + reserved, available)


def _movements(
    location: Location,
    products: Products,
    kind: str,
    ids: Units,
    position: NDArray[np.int64],
    day: NDArray[np.int64],
    on_hand: Units,
    available: Units,
    **of_return: Any,
) -> pa.Table:
    rows = len(ids)
    columns = {
        "movement_id": ids,
        "product_key": products.key[position],
        "location_key": constant(location.key, rows),
        "date_key": date_keys(day),
        "movement_type": constant(kind, rows),
        "quantity_change": on_hand,
        "available_change": available,
        "line_item_id": pa.nulls(rows),
        "return_delay_days": pa.nulls(rows),
        **of_return,
    }
    return table("gold_inventory_movement_fact", columns, day)


def _unless_zero(values: NDArray[np.int32]) -> Nullable:
    flat = values.ravel()
    return Nullable(flat, flat == 0)
