"""Identifiers: each is composed from the keys of its entity, never a running number (D23).

Read as a decimal, an id is day (5 digits, from 1970-01-01), location (4), product (6) or block (4) and slot (2), number (2), kind (1):
``20018 0003 000042 01 1`` is the sale line of the first request for product 42 at location 3 on day 20018. So a row keeps its id
whatever else is in the world, ids of different kinds never meet, and all fit a bigint.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK_PRODUCTS = 100
"""Consecutive product keys that share order slots (D23)."""

MAX_PER_POSITION_DAY = 99
"""Requests of one position on one day that an id can tell apart; demand above it is cut off."""


class Kind(IntEnum):
    """What an id stands for; its last digit."""

    REQUEST = 0
    SALE = 1
    RETURN = 2
    RECEIPT = 3
    OPENING = 4
    CART = 5
    ABANDONMENT = 6
    SESSION = 7
    STOCKOUT = 8


def compose(kind: Kind, day: Any, location_key: Any, entity: Any, number: Any = 0) -> NDArray[np.int64]:
    """The id of a product's (``entity`` = product key) or slot's (``entity`` from `slot_entity`) something of a day at a location."""
    base = (np.asarray(day, dtype=np.int64) * 10_000 + location_key) * 1_000_000 + entity
    return np.asarray((base * 100 + number) * 10 + int(kind))


def slot_entity(block: Any, slot: Any) -> Any:
    """Block of products and slot within it, as one number below a million."""
    return block * 100 + slot


def block_of(product_keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The block of 100 consecutive product keys that a product belongs to, from 0."""
    return (product_keys - 1) // BLOCK_PRODUCTS


def as_kind(ids: NDArray[np.int64], kind: Kind) -> NDArray[np.int64]:
    """The same entities' ids of another kind."""
    return ids - ids % 10 + int(kind)
