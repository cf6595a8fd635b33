"""The dimensions as rows: what the world's entities are called, beside the keys and figures by which they act."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator import streams
from generator.arrow import table
from generator.calendar import Dates, date_keys
from generator.config import SEGMENTS
from generator.world import CATEGORIES, World

_BRANDS = ("Alder & Vale", "Northline", "Maren", "Casa Lumo", "Tidewater", "Fernhill", "Okto", "Verity Row")
_STYLES = ("Classic", "Relaxed", "Slim", "Cropped", "Everyday", "Signature", "Heritage", "Light")
_SEASON_CODES = np.array(["SS", "AW", "ALL"], dtype=object)
_REGIONS = ("Northeast", "Southeast", "Midwest", "Southwest", "West")
_TYPE_NAMES = {"store": "Store", "warehouse": "Warehouse", "dc": "Distribution Centre"}
_CHANNELS = (("web", True), ("app", True), ("marketplace", True), ("store", False), ("kiosk", False))
_CHANNEL_CODES = np.array([code for code, _ in _CHANNELS], dtype=object)


def dimensions(world: World) -> dict[str, pa.Table]:
    """Every dimension of a world, by table name."""
    return {
        "gold_date_dim": _dates(world),
        "gold_product_dim": _products(world),
        "gold_location_dim": _locations(world),
        "gold_customer_dim": _customers(world),
        "gold_channel_dim": _channels(),
    }


def _dates(world: World) -> pa.Table:
    days = np.arange(world.first_day, world.last_day + 1)
    dates = Dates.of(days)
    return table(
        "gold_date_dim",
        {
            "date_key": date_keys(days),
            "calendar_date": days,
            "day_number": days - world.first_day + 1,
            "day_of_week": dates.day_of_week,
            "is_weekend": dates.is_weekend,
            "month": dates.month,
            "quarter": (dates.month + 2) // 3,
            "year": dates.year,
            "season": dates.season.astype(object),
            "is_holiday": dates.is_holiday,
            "is_peak_season": dates.is_peak_season,
            "is_sale_period": dates.is_sale_period,
            "demand_multiplier": dates.demand_multiplier,
        },
        days,
    )


def _products(world: World) -> pa.Table:
    seed, products = world.seed, world.products
    brand = _pick(_BRANDS, seed, "product.brand", products.key)
    style = _pick(_STYLES, seed, "product.style", products.key)
    kind = streams.uniform(seed, "product.subcategory", products.key)
    subcategory = [CATEGORIES[c][1][int(u * len(CATEGORIES[c][1]))] for c, u in zip(products.category.tolist(), kind.tolist(), strict=True)]
    return table(
        "gold_product_dim",
        {
            "product_key": products.key,
            "product_id": pa.array([f"P{key:06d}" for key in products.key.tolist()]),
            "product_name": pa.array([f"{b} {s} {k}" for b, s, k in zip(brand, style, subcategory, strict=True)]),
            "brand": pa.array(brand),
            "category_level_1": pa.array([CATEGORIES[c][0] for c in products.category.tolist()]),
            "category_level_2": pa.array(subcategory),
            "season_code": _SEASON_CODES[streams.integers(seed, "product.season", 0, len(_SEASON_CODES) - 1, products.key)],
            "base_price": products.price,
            "unit_cost": products.cost,
            "launch_date": products.launched,
            "is_active": products.is_active,
        },
    )


def _locations(world: World) -> pa.Table:
    places = world.locations
    keys = np.array([place.key for place in places])
    region = _pick(_REGIONS, world.seed, "location.region", keys)
    return table(
        "gold_location_dim",
        {
            "location_key": keys,
            "location_id": pa.array([f"L{place.key:04d}" for place in places]),
            "location_name": pa.array([f"{r} {_TYPE_NAMES[place.type]} {place.key}" for r, place in zip(region, places, strict=True)]),
            "location_type": pa.array([place.type for place in places]),
            "region": pa.array(region),
            "state_tax_rate": np.array([place.tax_rate for place in places]),
            "review_period_days": np.array([place.review_days for place in places]),
            "lead_time_days": np.array([place.lead_days for place in places]),
        },
    )


def _customers(world: World) -> pa.Table:
    customers = world.customers
    keys = np.arange(1, len(customers.acquired) + 1)
    channel = streams.integers(world.seed, "customer.channel", 0, len(_CHANNELS) - 1, keys)
    return table(
        "gold_customer_dim",
        {
            "customer_key": keys,
            "customer_id": pa.array([f"C{key:08d}" for key in keys.tolist()]),
            "segment": np.array(SEGMENTS, dtype=object)[customers.segment],
            "preferred_channel": _CHANNEL_CODES[channel],
            "acquisition_date": customers.acquired,
            "is_current": np.ones(len(keys), dtype=np.bool_),
        },
    )


def _channels() -> pa.Table:
    return table(
        "gold_channel_dim",
        {
            "channel_key": np.arange(1, len(_CHANNELS) + 1),
            "channel_code": pa.array([code for code, _ in _CHANNELS]),
            "is_digital": np.array([is_digital for _, is_digital in _CHANNELS]),
        },
    )


def _pick(names: tuple[str, ...], seed: int, stream: str, keys: NDArray[np.int64]) -> list[str]:
    return [names[at] for at in streams.integers(seed, stream, 0, len(names) - 1, keys).tolist()]
