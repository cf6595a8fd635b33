"""A world as plain Python sees it: each table a list of dicts, and the few look-ups that the sentences of several laws share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import Any

Row = dict[str, Any]
Position = tuple[int, int]
Spoken = Iterator[tuple[str, bool]]
"""What a law's sentence says of one thing after the other: the law's id, and whether it is true of the thing."""

CENT = Decimal("0.005001")
"""Money that is nearer than this is the same to the cent."""


FIRST_YEAR, LAST_YEAR = 1950, 2149
"""Years of the days that laws count with."""


def written(key: int | None) -> date | None:
    """The calendar day written YYYYMMDD, or None if it is no day."""
    try:
        return None if key is None else date(key // 10000, key // 100 % 100, key % 100)
    except ValueError:
        return None


def day(key: int | None) -> date | None:
    """The same, of a day that laws count with."""
    found = written(key)
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def known(*values: object) -> bool:
    """Whether all of these are there; a law that needs one that is not is broken."""
    return all(value is not None for value in values)


def same(left: object, right: object) -> bool:
    """Whether both are there, and equal."""
    return known(left, right) and left == right


def agree(rows: Sequence[Row], *names: str) -> bool:
    """Whether rows say one and the same in each of these columns; what a row leaves out is the business of SCH-NULL."""
    return all(len({row[name] for row in rows if row[name] is not None}) == 1 for name in names)


def iff(left: bool | None, right: bool | None) -> bool:
    """Whether both are known, and both true or both false."""
    return same(left, right)


def near(left: Any, right: Any) -> bool:
    """Whether two amounts of money are both there, and the same to the cent."""
    return known(left, right) and abs(left - right) <= CENT


def following(day_: date) -> date:
    return day_ + timedelta(days=1)


def place(row: Row) -> Position:
    return row["product_key"], row["location_key"]


def at(row: Row) -> tuple[Any, Any, Any]:
    return row["product_key"], row["location_key"], row["date_key"]


def by(rows: Iterable[Row], *names: str) -> dict[Any, list[Row]]:
    """Rows by the values of these columns, a tuple if several; rows in which one is missing are left out."""
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        values = tuple(row[name] for name in names)
        if known(*values):
            groups[values if len(names) > 1 else values[0]].append(row)
    return dict(groups)


def blended(rows: Sequence[Row]) -> Row:
    """What copies of one key say together: the smallest that any of them says, column by column (D34)."""
    if len(rows) == 1:
        return rows[0]
    return {name: min((row[name] for row in rows if row[name] is not None), default=None) for name in rows[0]}


def total(rows: Iterable[Row], column: str) -> int:
    """The sum of what is there in a column."""
    return sum(row[column] for row in rows if row[column] is not None)


def total_if_any(rows: Iterable[Row], column: str) -> int | None:
    """The same, or None where nothing is."""
    there = [row[column] for row in rows if row[column] is not None]
    return sum(there) if there else None


def _with_numbers_only(row: Row) -> Row:
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}


@dataclass(frozen=True)
class World:
    """Tables by name, and the thresholds that they are judged by."""

    tables: Mapping[str, Sequence[Row]]
    thresholds: Mapping[str, float | None] = field(default_factory=dict)
    stored: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Columns that are stored in another type than the declared one, and in which."""

    def __getitem__(self, short: str) -> Sequence[Row]:
        """A table by the middle of its name, ``world["sales"]``; what cannot be computed with is not there (D32)."""
        return self._finite[SHORT[short]]

    @cached_property
    def _finite(self) -> dict[str, list[Row]]:
        return {name: [_with_numbers_only(row) for row in rows] for name, rows in self.tables.items()}

    @cached_property
    def horizon(self) -> tuple[date, date] | None:
        """First and last day of the snapshots."""
        days = [found for row in self["inventory"] if (found := day(row["date_key"]))]
        return (min(days), max(days)) if days else None

    @property
    def days(self) -> int:
        """Days of the horizon."""
        return (self.horizon[1] - self.horizon[0]).days + 1 if self.horizon else 0

    def is_within(self, key_: int | None) -> bool:
        """Whether a date key lies in the horizon."""
        return key_ is not None and self.horizon is not None and key(self.horizon[0]) <= key_ <= key(self.horizon[1])

    @cached_property
    def _entities(self) -> dict[str, dict[Any, Row]]:
        tables = {name: self[name] for name in ("product", "customer", "channel")}
        tables["location"] = [row | {name: _countable(row[name]) for name in _PERIODS} for row in self["location"]]
        return {name: {key_: blended(rows) for key_, rows in by(table, f"{name}_key").items()} for name, table in tables.items()}

    def entity(self, name: str, row: Row) -> Row | None:
        """What a row's reference to a product, location, customer or channel resolves to, or None."""
        return self._entities[name].get(row[f"{name}_key"])

    @cached_property
    def dates(self) -> dict[int, list[Row]]:
        """The calendar's rows by date key."""
        return by(self["date"], "date_key")

    @cached_property
    def listed(self) -> dict[Position, list[Row]]:
        """Snapshots of each position in the order of their days; copies of a day in the order of what they say (D34)."""
        return {position: sorted(rows, key=_in_order) for position, rows in by(self["inventory"], "product_key", "location_key").items()}

    @cached_property
    def _pairs(self) -> dict[int, Row | None]:
        """The snapshot listed before each, by the identity of the later one."""
        return {id(row): before for rows in self.listed.values() for before, row in zip([None, *rows], rows, strict=False)}

    def is_first(self, close: Row) -> bool:
        """Whether a snapshot is its position's on the first day of the horizon."""
        return self.horizon is not None and close["date_key"] == key(self.horizon[0]) and self._is_no_copy(close)

    def _is_no_copy(self, close: Row) -> bool:
        if id(close) not in self._pairs:
            return False
        before = self._pairs[id(close)]
        return before is None or before["date_key"] != close["date_key"]

    def evening_before(self, close: Row) -> Row | None:
        """The snapshot listed before this one, if it is of the evening before."""
        before, today = self._pairs.get(id(close)), day(close["date_key"])
        return before if before and today and day(before["date_key"]) == today - timedelta(days=1) else None

    @cached_property
    def _closes(self) -> dict[tuple[int, int, int], Row]:
        return {at(row): row for rows in self.listed.values() for row in rows if self._is_no_copy(row)}

    def close(self, position: Position, day_: date | None) -> Row | None:
        """A position's snapshot of a day, the first of copies, or None if there is none."""
        return None if day_ is None else self._closes.get((*position, key(day_)))

    @cached_property
    def moved(self) -> dict[tuple[int, int, int], list[Row]]:
        """Movements by product, location and date key."""
        return by(self["movement"], "product_key", "location_key", "date_key")

    @cached_property
    def asked(self) -> dict[tuple[int, int, int], list[Row]]:
        """Requests by product, location and date key."""
        return by(self["request"], "product_key", "location_key", "date_key")

    @cached_property
    def sold_lines(self) -> list[Row]:
        return [line for line in self["sales"] if line["is_return"] is False]

    @cached_property
    def return_lines(self) -> list[Row]:
        return [line for line in self["sales"] if line["is_return"] is True]

    @cached_property
    def sold(self) -> dict[tuple[int, int, int], list[Row]]:
        """Sale lines by product, location and date key."""
        return by(self.sold_lines, "product_key", "location_key", "date_key")

    @cached_property
    def restocked(self) -> dict[tuple[int, int, int], list[Row]]:
        """Return lines by product, location and the day on which they go back on hand."""
        return by(self.return_lines, "product_key", "location_key", "return_restocked_date_key")


SHORT = {
    "date": "gold_date_dim",
    "product": "gold_product_dim",
    "location": "gold_location_dim",
    "customer": "gold_customer_dim",
    "channel": "gold_channel_dim",
    "request": "gold_purchase_request_fact",
    "sales": "gold_sales_fact",
    "inventory": "gold_inventory_fact",
    "movement": "gold_inventory_movement_fact",
    "stockout": "gold_stockout_events",
    "cart": "gold_cart_abandonment_fact",
    "item": "gold_cart_item_fact",
    "event": "gold_customer_event_fact",
}


def key(day_: date) -> int:
    return day_.year * 10000 + day_.month * 100 + day_.day


def minute(instant: datetime) -> int:
    """The time of day as HHMM."""
    return instant.hour * 100 + instant.minute


MOST_DAYS = 10_000
_PERIODS = ("review_period_days", "lead_time_days")


def _countable(days: int | None) -> int | None:
    """A number of days that can be counted with; what cannot is the business of SCH-RANGE."""
    return days if days is not None and 1 <= days <= MOST_DAYS else None


_LISTED_BY = (
    *("quantity_available", "quantity_on_hand", "quantity_reserved", "quantity_in_transit", "quantity_damaged", "order_up_to_level"),
    *("last_replenishment_date", "next_replenishment_date"),
)


def _in_order(row: Row) -> tuple[Any, ...]:
    """Days first, a missing one before all others; then what the snapshot says, a missing value behind all others."""
    told = ((row[name] is None, 0 if row[name] is None else row[name]) for name in _LISTED_BY)
    return row["date_key"] is not None, row["date_key"] or 0, *told
