"""The entities of a world: products, locations, customers, channels, each drawn from its own key alone.

So one product, location or customer more leaves all others as they were (GEN-2). Nothing here depends on the length of the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator import streams
from generator.calendar import day_of
from generator.config import SEGMENTS, Config
from generator.network import location_keys, type_of

_SEGMENT_SHARES = np.cumsum([0.10, 0.16, 0.22, 0.32, 0.20])
_POPULARITY_FLOOR, _POPULARITY_CAP, _POPULARITY_TAIL = 1 / 3, 6.0, 1.5
_TRAFFIC_LEAST, _TRAFFIC_MOST = 0.75, 1.25
_INACTIVE_SHARE = 0.02
_ACQUIRED_DURING_SHARE, _ACQUIRED_DURING_DAYS = 0.10, 28
_HISTORY_DAYS = 1_500
_DIGITAL_FIRST_KEY, _STORE_FIRST_KEY = 1, 4


@dataclass(frozen=True)
class Products:
    """Products by ascending key: money in cents; ``popularity`` is demand relative to the average product's, about 1 on average."""

    key: NDArray[np.int64]
    price: NDArray[np.int64]
    cost: NDArray[np.int64]
    popularity: NDArray[np.float64]
    launched: NDArray[np.int64]
    is_active: NDArray[np.bool_]
    category: NDArray[np.int64]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> Products:
        return Products(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Location:
    """One location; ``traffic`` is requests a day for a product of popularity 1, ``tax_rate`` in ten-thousandths."""

    key: int
    type: str
    traffic: float
    tax_rate: int
    review_days: int
    lead_days: int

    @property
    def is_digital(self) -> bool:
        """Whether digital channels draw on it (D16)."""
        return self.type != "store"


@dataclass(frozen=True)
class Customers:
    """Customers by ascending key from 1: day acquired, segment as an index into SEGMENTS."""

    acquired: NDArray[np.int64]
    segment: NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """A configuration and the entities that follow from it."""

    config: Config
    products: Products
    locations: tuple[Location, ...]
    customers: Customers

    @property
    def seed(self) -> int:
        return self.config.random_seed

    @property
    def first_day(self) -> int:
        return day_of(self.config.start)

    @property
    def last_day(self) -> int:
        return day_of(self.config.end)


def make_world(config: Config) -> World:
    """The entities of a configuration."""
    keys = location_keys(config.stores, config.warehouses, config.dcs)
    return World(
        config=config,
        products=_products(config),
        locations=tuple(_location(config, key) for key in keys),
        customers=_customers(config),
    )


def demand_bounds(config: Config) -> tuple[float, float]:
    """Fewest and most requests that any position can expect on an ordinary day, whichever entities there are."""
    requests = _requests_per_day(config).values()
    return min(requests) * _TRAFFIC_LEAST * _POPULARITY_FLOOR, max(requests) * _TRAFFIC_MOST * _POPULARITY_CAP


def channel_keys(is_digital: bool) -> tuple[int, int]:
    """First key and number of the channels of a kind."""
    return (_DIGITAL_FIRST_KEY, 3) if is_digital else (_STORE_FIRST_KEY, 2)


CATEGORIES = (
    # category, subcategories, price range in whole currency units
    ("Tops", ("T-Shirts", "Shirts", "Knitwear", "Sweatshirts"), 12, 80),
    ("Bottoms", ("Jeans", "Trousers", "Skirts", "Shorts"), 20, 120),
    ("Dresses", ("Day Dresses", "Evening Dresses", "Jumpsuits"), 30, 220),
    ("Outerwear", ("Jackets", "Coats", "Vests"), 50, 380),
    ("Footwear", ("Sneakers", "Boots", "Sandals", "Formal Shoes"), 35, 240),
    ("Accessories", ("Bags", "Belts", "Scarves", "Hats"), 8, 150),
)


def _products(config: Config) -> Products:
    seed = config.random_seed
    key = np.arange(1, config.products + 1)
    category = streams.integers(seed, "product.category", 0, len(CATEGORIES) - 1, key)
    low = np.array([c[2] for c in CATEGORIES])[category]
    high = np.array([c[3] for c in CATEGORIES])[category]
    price = 100 * np.floor(low * (high / low) ** streams.uniform(seed, "product.price", key)).astype(np.int64) + 99
    cost = np.round(price * (0.35 + 0.25 * streams.uniform(seed, "product.cost", key))).astype(np.int64)
    tail = _POPULARITY_FLOOR * (1 - streams.uniform(seed, "product.popularity", key)) ** (-1 / _POPULARITY_TAIL)
    return Products(
        key=key,
        price=price,
        cost=cost,
        popularity=np.minimum(tail, _POPULARITY_CAP),
        launched=day_of(config.start) - streams.integers(seed, "product.launch", 90, _HISTORY_DAYS, key),
        is_active=~streams.below(seed, "product.inactive", _INACTIVE_SHARE, key) | (key == 1),
        category=category,
    )


def _location(config: Config, key: int) -> Location:
    seed = config.random_seed
    kind = type_of(key)
    spread = _TRAFFIC_MOST - _TRAFFIC_LEAST
    review = {"store": (5, 7), "warehouse": (7, 8), "dc": (10, 12)}[kind]
    lead = {"store": (2, 5), "warehouse": (3, 4), "dc": (5, 7)}[kind]
    return Location(
        key=key,
        type=kind,
        traffic=_requests_per_day(config)[kind] * float(_TRAFFIC_LEAST + spread * streams.uniform(seed, "location.traffic", key)),
        tax_rate=int(streams.integers(seed, "location.tax", 0, 38, key)) * 25,
        review_days=int(streams.integers(seed, "location.review", *review, key)),
        lead_days=int(streams.integers(seed, "location.lead", *lead, key)),
    )


def _requests_per_day(config: Config) -> dict[str, float]:
    return {"store": config.store_requests_per_day, "warehouse": config.warehouse_requests_per_day, "dc": config.dc_requests_per_day}


def _customers(config: Config) -> Customers:
    seed = config.random_seed
    key = np.arange(1, config.customers + 1)
    start = day_of(config.start)
    before = start - streams.integers(seed, "customer.acquired", 1, _HISTORY_DAYS, key)
    during = start + streams.integers(seed, "customer.acquired.during", 0, _ACQUIRED_DURING_DAYS - 1, key)
    late = streams.below(seed, "customer.late", _ACQUIRED_DURING_SHARE, key) & (key > 1)  # someone must be there on the first day
    return Customers(
        acquired=np.where(late, during, before),
        segment=np.minimum(streams.choice(seed, "customer.segment", _SEGMENT_SHARES, key), len(SEGMENTS) - 1),
    )
