"""Faults that follow from the schema: for each key, reference, day, enumeration, range and type the mistake that it forbids.

What else such a mistake breaks is stated in `contracts.faults.follow`.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.columns import INT, MONEY, STRING, Column, Table
from contracts.faults.edits import added, amend, every, first, retyped, without
from contracts.faults.fault import Fault
from contracts.faults.follow import FOLLOWS
from contracts.faults.ordinary import ordinary, ordinary_for
from contracts.relations.derived import HORIZON_TABLES
from contracts.tables import PROVENANCE, TABLES

_NOBODY = 1_900_000_000
"""A key that no row has."""

_SOME_COLUMN = PROVENANCE[0].name
"""A column of every table that no law reads but those of structure."""


def _fault(law: str, name: str, title: str, table: str, touched: str, edit: str) -> Fault:
    return Fault(f"{name}.{law.partition('.')[2]}", title, touched, {table: edit}, (law, *FOLLOWS.get(law, ())))


def _copies(table: Table) -> Iterator[Fault]:
    yield _fault(
        f"KEY-PK.{table.name}", "row-twice", f"A row of {table.name} is there twice", table.name, ordinary(table.name), added(table.name)
    )
    for column in table:
        if column.unique:
            law = f"KEY-UQ.{table.name}.{column.name}"
            title = f"Two rows of {table.name} have the same {column.name}"
            twin = f"SELECT MIN({column.name}) AS taken FROM {table.name}"
            edit = amend(table.name, **{column.name: "at_taken"})
            place = first(table.name, f"{column.name} > (SELECT MIN({column.name}) FROM {table.name})")
            touched = f"SELECT place.*, twin.taken AS at_taken FROM ({place}) AS place CROSS JOIN ({twin}) AS twin"
            yield _fault(law, "same-value", title, table.name, touched, edit)


def _orphans(table: Table) -> Iterator[Fault]:
    for column in table:
        if column.reference and not column.is_date_key:  # a day that no calendar has is one of the faults of days
            law = f"KEY-FK.{table.name}.{column.name}"
            title = f"In a row, {table.name}.{column.name} is a key that {column.reference[0]} does not know"
            yield _fault(
                law, "orphan", title, table.name, ordinary_for(table.name, column.name), amend(table.name, **{column.name: str(_NOBODY)})
            )


def _days(table: Table) -> Iterator[Fault]:
    for column in table:
        if column.is_date_key:
            law = f"KEY-DATE.{table.name}.{column.name}"
            title = f"In a row, {table.name}.{column.name} is the 31st of a month that has 30 days"
            edit = amend(table.name, **{column.name: f"{column.name} - {column.name} % 100 + 31"})
            yield _fault(law, "no-such-day", title, table.name, ordinary_for(table.name, column.name), edit)
    if table.name in HORIZON_TABLES:
        law = f"KEY-HORIZON.{table.name}"
        title = f"A row of {table.name} is dated ten years after the horizon"
        yield _fault(law, "beyond-horizon", title, table.name, ordinary(table.name), amend(table.name, date_key="date_key + 100000"))


def _types(table: Table) -> Iterator[Fault]:
    column = [column for column in table if column not in PROVENANCE][-1]
    everything = every(table.name, "TRUE")
    title = f"{table.name} has no {column.name}"
    yield _fault(f"SCH-COL.{table.name}", "no-column", title, table.name, everything, without(table.name, column.name))
    for column in {column.type: column for column in table if column.type is not STRING}.values():
        law, title = f"SCH-TYPE.{table.name}", f"{table.name}.{column.name} is text, not {column.type}"
        yield Fault(
            f"text.{table.name}.{column.name}",
            title,
            everything,
            {table.name: retyped(table.name, column.name, "STRING")},
            (law, f"SCH-WIDTH.{table.name}"),
        )
    for column, wider in _widened(table):
        law, title = f"SCH-WIDTH.{table.name}", f"{table.name}.{column.name} is {wider.lower()}, not {column.type}"
        yield Fault(f"wider.{table.name}.{column.name}", title, everything, {table.name: retyped(table.name, column.name, wider)}, (law,))
    title = f"A row of {table.name} has no {_SOME_COLUMN}"
    yield _fault(f"SCH-NULL.{table.name}", "no-value", title, table.name, ordinary(table.name), amend(table.name, **{_SOME_COLUMN: "NULL"}))


def _values(table: Table) -> Iterator[Fault]:
    for column in table:
        if column.allowed:
            law = f"SCH-ENUM.{table.name}.{column.name}"
            title = f"In a row, {table.name}.{column.name} is something that nobody has heard of"
            yield _fault(
                law,
                "unheard-of",
                title,
                table.name,
                ordinary_for(table.name, column.name),
                amend(table.name, **{column.name: "'unheard-of'"}),
            )
        law = f"SCH-RANGE.{table.name}.{column.name}"
        if column.minimum is not None:
            title = f"In a row, {table.name}.{column.name} is below {column.minimum:g}"
            value = f"{column.minimum:g} - 1"
            yield _fault(
                law, "too-small", title, table.name, ordinary_for(table.name, column.name), amend(table.name, **{column.name: value})
            )
        if column.maximum is not None:
            title = f"In a row, {table.name}.{column.name} is above {column.maximum:g}"
            value = f"{column.maximum:g} + 1"
            yield _fault(
                law, "too-large", title, table.name, ordinary_for(table.name, column.name), amend(table.name, **{column.name: value})
            )


def _widened(table: Table) -> Iterator[tuple[Column, str]]:
    """A key and an amount, each with a wider type that holds all its values; other integers are read as wide ones in any case."""
    yield from [(column, "BIGINT") for column in table if column.type is INT and column.name.endswith("_key")][:1]
    yield from [(column, "DOUBLE") for column in table if column.type is MONEY][:1]


_PER_TABLE = (_copies, _orphans, _days, _types, _values)

FAULTS = tuple(fault for derive in _PER_TABLE for table in TABLES.values() for fault in derive(table))
"""Every fault that is derived, in the order of the laws."""
