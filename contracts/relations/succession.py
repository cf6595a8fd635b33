"""Successions: each row of a table beside the row before it, among those of its group in their order.

Finding the row before takes a sort of the whole table, unless the rows already lie in order, as most writers leave them. So a
succession is stated as data: `in_any_order` is its SQL for every engine, and an engine that knows how its rows are stored may find the
same rows in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass

from contracts.relations import Relation

BEFORE = "previous_"
"""What the names of the columns begin with that hold values of the row before."""

IS_THERE = "previous_row"
"""The column that is 1 where there is a row before, and NULL where there is none."""


@dataclass(frozen=True)
class Lying:
    """A way in which rows may lie: those of a ``unit`` together, or in several stretches, each in this ``order``.

    Unit and order hold all columns of the succession's group, and enough of its order to tell most rows apart.
    """

    unit: tuple[str, ...]
    order: tuple[str, ...]


@dataclass(frozen=True)
class Succession:
    """Rows of ``table`` where ``where`` is TRUE, grouped by ``group``, in ``order`` and then by ``ties``: NULL first.

    ``carried`` are the row's own columns, ``looked_back`` those whose value in the row before is wanted as well; ``lying`` are the ways in
    which writers leave such rows. Columns of ``ties`` only say which of several copies comes first, so that no law depends on them.
    """

    name: str
    grain: str
    table: str
    group: tuple[str, ...]
    order: tuple[str, ...]
    carried: tuple[str, ...]
    looked_back: tuple[str, ...]
    lying: tuple[Lying, ...]
    ties: tuple[str, ...] = ()
    where: str = "TRUE"

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of its columns."""
        return (*self.carried, *self.of_the_row_before)

    @property
    def of_the_row_before(self) -> tuple[str, ...]:
        """Names of the columns that tell of the row before."""
        return (IS_THERE, *(BEFORE + name for name in self.looked_back))

    def beside_the_row_before(self, over: str) -> str:
        """List of its columns, given what ``LAG`` looks over."""
        before = (f"LAG({name}) OVER {over} AS {BEFORE}{name}" for name in self.looked_back)
        return ", ".join([*self.carried, f"LAG(1) OVER {over} AS {IS_THERE}", *before])

    def in_any_order(self) -> str:
        """The succession as one SELECT that sorts."""
        return self._sorted((*self.order, *self.ties))

    def without_copies(self) -> str:
        """The succession as one SELECT, right where no two rows tie: what it depends on."""
        return self._sorted(self.order)

    def _sorted(self, order: tuple[str, ...]) -> str:
        ordered = ", ".join(f"{name} NULLS FIRST" for name in order)
        window = f"PARTITION BY {', '.join(self.group)} ORDER BY {ordered}"
        return f"SELECT {self.beside_the_row_before('succession')} FROM {self.table} WHERE {self.where} WINDOW succession AS ({window})"


_POSITION_DAY = ("product_key", "location_key", "date_key")
_QUANTITIES = ("quantity_available", "quantity_on_hand", "quantity_reserved", "quantity_in_transit", "quantity_damaged")
_SCHEDULE = ("last_replenishment_date", "next_replenishment_date")


def _by_day(*order: str) -> tuple[Lying, ...]:
    """What happens on a position's day lies by the day first, or by the position."""
    return (Lying(("date_key",), ("product_key", "location_key", *order)), Lying(("product_key", "location_key"), ("date_key", *order)))


SNAPSHOTS = Succession(
    name="successive_snapshot",
    grain="One row per snapshot, beside the one before it of its position.",
    table="gold_inventory_fact",
    group=("product_key", "location_key"),
    order=("date_key",),
    ties=(*_QUANTITIES, "order_up_to_level", *_SCHEDULE),
    carried=("product_key", "location_key", "date_key", *_QUANTITIES, "order_up_to_level", *_SCHEDULE),
    looked_back=("date_key", *_QUANTITIES, *_SCHEDULE),
    lying=(Lying(("product_key", "location_key"), ("date_key",)),),
)

REQUESTS = Succession(
    name="successive_request",
    grain="One row per request, beside the one before it on its position's day.",
    table="gold_purchase_request_fact",
    group=_POSITION_DAY,
    order=("inventory_check_timestamp", "request_id"),
    lying=_by_day("inventory_check_timestamp", "request_id"),
    carried=(
        "product_key",
        "location_key",
        "date_key",
        "inventory_check_timestamp",
        "request_id",
        "quantity_requested",
        "inventory_at_purchase",
        "quantity_allocated",
    ),
    looked_back=("request_id", "inventory_at_purchase", "quantity_allocated"),
)

SALE_LINES = Succession(
    name="successive_sale",
    grain="One row per sale line, beside the one before it on its position's day.",
    table="gold_sales_fact",
    where="NOT is_return",
    group=_POSITION_DAY,
    order=("inventory_check_timestamp", "line_item_id"),
    lying=_by_day("inventory_check_timestamp", "line_item_id"),
    carried=(
        "product_key",
        "location_key",
        "date_key",
        "inventory_check_timestamp",
        "line_item_id",
        "inventory_at_purchase",
        "quantity_sold",
    ),
    looked_back=("inventory_check_timestamp", "line_item_id", "inventory_at_purchase", "quantity_sold"),
)

SUCCESSIONS = {succession.name: succession for succession in (SNAPSHOTS, REQUESTS, SALE_LINES)}
"""Every succession, by the name of its relation."""


def relation(succession: Succession) -> Relation:
    """The succession as a relation: all of its rows are of one location, or of none."""
    key = (*succession.group, *(name for name in succession.order if name not in succession.group))
    return Relation(
        succession.name, succession.in_any_order(), succession.grain, key, (succession.table,), position_local=True, succession=succession
    )
