"""Which location is a store, a warehouse or a distribution centre: RE's thirteen, and any other number in their proportion."""

from __future__ import annotations

TYPES = ("store", "warehouse", "dc")

_CYCLE = ("store", "warehouse", *("store",) * 4, "dc", *("store",) * 2, "warehouse", *("store",) * 3)
NETWORK_CYCLE = len(_CYCLE)
"""RE's number of locations: 10 stores, 2 warehouses, 1 distribution centre."""


def type_of(location_key: int) -> str:
    """The type of a location, from its key alone: so one location more leaves the others what they were (GEN-2)."""
    return _CYCLE[(location_key - 1) % NETWORK_CYCLE]


def counts_by_type(locations: int) -> dict[str, int]:
    """Stores, warehouses and distribution centres among the first ``locations`` keys."""
    types = [type_of(key) for key in range(1, locations + 1)]
    return {"stores": types.count("store"), "warehouses": types.count("warehouse"), "dcs": types.count("dc")}


def location_keys(stores: int, warehouses: int, dcs: int) -> list[int]:
    """Keys of a network, ascending: the first so many keys of each type."""
    wanted = dict(zip(TYPES, (stores, warehouses, dcs), strict=True))
    keys: list[int] = []
    key = 0
    while any(wanted.values()):
        key += 1
        if wanted[type_of(key)]:
            wanted[type_of(key)] -= 1
            keys.append(key)
    return keys
