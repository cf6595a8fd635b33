"""A sample of positions: the same tables with some products at some locations, laid over the whole as views.

Whatever belongs to a position comes with it, and carts and sessions are whole or not there, so that what holds of all rows holds of
the sample's.
"""

from __future__ import annotations

from contracts.faults.edits import columns_of
from contracts.faults.finding import Sample
from contracts.faults.layer import Layer, lay_over

STOCK, CARTS, ITEMS, CLICKS = "gold_inventory_fact", "gold_cart_abandonment_fact", "gold_cart_item_fact", "gold_customer_event_fact"

_BY_POSITION = (STOCK, "gold_inventory_movement_fact", "gold_purchase_request_fact", "gold_sales_fact", "gold_stockout_events")
_PLACES = "sampled_places"
_PRODUCTS = "sampled_products"
_MOST_PLACES = 1000

_ONE_OF_EACH_TYPE = f"""
SELECT MIN(stock.location_key) AS location_key, MAX(stock.days) AS days
FROM (
    SELECT location_key, COUNT(DISTINCT date_key) AS days
    FROM {STOCK}
    GROUP BY location_key
) AS stock
LEFT JOIN (SELECT DISTINCT location_key, location_type FROM gold_location_dim) AS place ON place.location_key = stock.location_key
WHERE stock.location_key IS NOT NULL
GROUP BY place.location_type
"""
_ALL_PLACES = f"""
SELECT location_key, COUNT(DISTINCT date_key) AS days
FROM {STOCK}
WHERE location_key IS NOT NULL
GROUP BY location_key
"""
_IN_ORDER = f"""
SELECT product_key, ROW_NUMBER() OVER (ORDER BY product_key NULLS LAST) AS place
FROM (SELECT DISTINCT product_key FROM {STOCK} WHERE product_key IS NOT NULL) AS product
"""


def choose(tables: Layer, most_snapshots: int, one_of_each_type: bool) -> Sample:
    """A sample of about so many snapshots: all products at one location of each type, or at all; the first products if too many.

    Raises:
        EngineError: for tables that the engine cannot look through.
    """
    stock = tables.stored.get(STOCK)
    if stock is None or stock.rows <= most_snapshots:
        return Sample()
    places = _fetched(tables, _PLACES, _ONE_OF_EACH_TYPE if one_of_each_type else _ALL_PLACES, ("location_key",))
    products = _fetched(tables, _PRODUCTS, _IN_ORDER, ("place",))
    days = sum(int(place["days"]) for place in places)
    if not places or not products or not days:
        return Sample()
    locations = tuple(sorted(int(place["location_key"]) for place in places)) if one_of_each_type else ()
    enough = max(1, most_snapshots // days)
    last = int(products[enough - 1]["product_key"]) if enough < len(products) else None
    where = [f"location_key IN ({', '.join(map(str, locations))})"] if locations else []
    where += [f"product_key <= {last}"] if last is not None else []
    return Sample(" AND ".join(where) or None, locations, last)


def _fetched(tables: Layer, name: str, sql: str, key: tuple[str, ...]) -> list[dict[str, int]]:
    tables.engine.define(name, tables.seen(sql))
    return tables.engine.fetch(name, "TRUE", key, _MOST_PLACES * _MOST_PLACES)


def looked_at(tables: Layer, sample: Sample, prefix: str, held: bool) -> Layer:
    """The tables with the sample's rows only; ``held`` by the engine, where it is small, so that no fault reads the files again."""
    if sample.condition is None:
        return lay_over(tables, {}, prefix)
    changes = {table: _where(table, sample.condition) for table in _BY_POSITION}
    gone = f"SELECT DISTINCT cart_id AS gone_id FROM {ITEMS} WHERE NOT ({sample.condition})"
    changes |= {table: _unless(table, "cart_id", gone) for table in (CARTS, ITEMS)}
    if sample.locations:
        changes["gold_location_dim"] = _where("gold_location_dim", f"location_key IN ({', '.join(map(str, sample.locations))})")
    if sample.last_product is not None:
        changes["gold_product_dim"] = _where("gold_product_dim", f"product_key <= {sample.last_product}")
        elsewhere = f"SELECT DISTINCT session_id AS gone_id FROM {CLICKS} WHERE product_key > {sample.last_product}"
        changes[CLICKS] = _unless(CLICKS, "session_id", elsewhere)
    return lay_over(tables, changes, prefix, once=held)


def _where(table: str, condition: str) -> str:
    return f"SELECT {columns_of(table)} FROM {table} WHERE {condition}"


def _unless(table: str, key: str, gone: str) -> str:
    return f"SELECT {columns_of(table)} FROM {table} LEFT JOIN ({gone}) AS gone ON gone.gone_id = {table}.{key} WHERE gone_id IS NULL"
