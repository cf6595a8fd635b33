"""Reading what strangers answer: whole numbers of any kind, mappings or objects, pairs or triples, in any container and order.

A reader returns None for what cannot be read as what it should be; the law that asked then says so.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_CUSTOMER = ("customer", "customer_key")
_UNITS = ("allocated_qty", "allocated", "qty_allocated", "qty", "units")


@dataclass(frozen=True)
class Stock:
    """What a position has, in units; None where the implementation does not say."""

    available: int | None
    on_hand: int | None = None
    reserved: int | None = None


@dataclass(frozen=True)
class Share:
    """One answer of an allocation: whose, how many units, and whether that is all they asked for (None: not said)."""

    customer: Any
    units: int
    is_fulfilled: bool | None = None


def units(value: Any) -> int | None:
    """A whole number of units: an int of any library, or a float without a fraction."""
    try:
        return operator.index(value)
    except TypeError:
        pass
    try:
        number = int(value) if not isinstance(value, str | bytes) else None
        return number if number is not None and number == value else None
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        return None


def flag(value: Any) -> bool | None:
    """A truth value of any library, 0 and 1 included."""
    number = units(value)
    return bool(number) if number in (0, 1) else None if not _is_flag(value) else bool(value)


def _is_flag(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")


def snapshot(value: Any) -> Stock | None:
    """A snapshot, mapping or object; None without a whole ``qty_available``."""
    read = {name: units(_item(value, f"qty_{name}")) for name in ("available", "on_hand", "reserved")}
    return Stock(**read) if read["available"] is not None else None


def purchase(value: Any) -> tuple[int, bool] | None:
    """The answer of validate_purchase."""
    parts = _parts(value)
    if parts is None or len(parts) < 2:
        return None
    allocated, is_constrained = units(parts[0]), flag(parts[1])
    return None if allocated is None or is_constrained is None else (allocated, is_constrained)


def shares(value: Any) -> list[Share] | None:
    """The answer of allocate_inventory; a mapping is read as customers and their units."""
    entries = list(value.items()) if isinstance(value, Mapping) else _parts(value)
    if entries is None:
        return [] if value is None else None
    read = [_share(entry) for entry in entries]
    return None if None in read else [share for share in read if share]


def positions(value: Any) -> list[tuple[int, int]] | None:
    """The (product_key, location_key) of each entry that detect_stockouts returned."""
    entries = _parts(value)
    if entries is None:
        return [] if value is None else None
    read = [_position(entry) for entry in entries]
    return None if None in read else [position for position in read if position]


def _share(entry: Any) -> Share | None:
    if isinstance(entry, Mapping):
        customer, allocated = (next((entry[name] for name in names if name in entry), None) for names in (_CUSTOMER, _UNITS))
        fulfilled = entry.get("fulfilled")
    else:
        parts = _parts(entry)
        if parts is None or len(parts) < 2:
            return None
        customer, allocated, fulfilled = parts[0], parts[1], parts[2] if len(parts) > 2 else None
    number = units(allocated)
    key = units(customer)
    return None if number is None else Share(customer if key is None else key, number, flag(fulfilled))


def _position(entry: Any) -> tuple[int, int] | None:
    keys = [units(_item(entry, name)) for name in ("product_key", "location_key")]
    if None in keys and (parts := _parts(entry)) is not None and not isinstance(entry, Mapping) and len(parts) > 1:
        keys = [units(parts[0]), units(parts[1])]
    product, location = keys
    return None if product is None or location is None else (product, location)


def _item(value: Any, name: str) -> Any:
    """A named part of a mapping, a row or an object; None if it has none."""
    try:
        return value[name]
    except Exception:
        return getattr(value, name, None)


def _parts(value: Any) -> Sequence[Any] | None:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return None
    return list(value)
