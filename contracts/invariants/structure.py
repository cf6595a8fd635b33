"""Structure: keys, references, calendar and schema; all but two laws are derived from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.columns import DOUBLE, MONEY, RATE, Column, Table
from contracts.invariants.law import Invariant, Severity
from contracts.relations.derived import COLUMNS, COPIES, HORIZON_TABLES, ROWS, found_column, relation_name
from contracts.tables import TABLES

_SCHEMA = "schema"
_FRACTIONAL = (DOUBLE, MONEY, RATE)

EVERY_POSITION_HAS_EVERY_DAY = Invariant(
    id="KEY-DENSE",
    title="Each active product has exactly one snapshot per location and day of the horizon, and inactive products have none",
    relation="dense_position",
    when="first_day IS NOT NULL",
    holds="snapshots = days_expected AND days_in_whole_months = days_expected",
    source="RA 2.3, RE 1",
)

CALENDAR_AGREES = Invariant(
    id="KEY-CAL",
    title="Day numbers have no gap, and weekday, month, quarter, year, season and peak season agree with the calendar date",
    relation="calendar_day",
    holds=(
        "date_key = date_key_expected AND day_number = day_number_expected AND follows_a_day AND day_of_week = day_of_week_expected"
        " AND is_weekend = is_weekend_expected AND month = month_expected AND quarter = quarter_expected AND year = year_expected"
        " AND season = season_expected AND is_peak_season = is_peak_season_expected"
    ),
    source="schema, RA 3.1",
)


def _if_nullable(column: Column) -> str:
    return f"{column.name} IS NOT NULL" if column.nullable else "TRUE"


def _primary_key(table: Table) -> Iterator[Invariant]:
    yield Invariant(
        id=f"KEY-PK.{table.name}",
        title=f"No two rows of {table.name} have the same {', '.join(table.key)}",
        relation=relation_name(COPIES, table.name),
        holds="copies = 1",
        source=_SCHEMA,
    )


def _candidate_keys(table: Table) -> Iterator[Invariant]:
    for column in table:
        if column.unique:
            yield Invariant(
                id=f"KEY-UQ.{table.name}.{column.name}",
                title=f"No two rows of {table.name} have the same {column.name}",
                relation=relation_name(COPIES, table.name, column.name),
                holds="copies = 1",
                source=_SCHEMA,
            )


def _references(table: Table) -> Iterator[Invariant]:
    for column in table:
        if column.reference:
            target, key = column.reference
            yield Invariant(
                id=f"KEY-FK.{table.name}.{column.name}",
                title=f"Each {column.name} of {table.name} is found as {key} in {target}",
                relation=relation_name(ROWS, table.name),
                when=_if_nullable(column),
                holds=found_column(column),
                source=_SCHEMA,
            )


def _real_days(table: Table) -> Iterator[Invariant]:
    for column in table:
        if column.is_date_key:
            yield Invariant(
                id=f"KEY-DATE.{table.name}.{column.name}",
                title=f"Each {column.name} of {table.name} is a day of the calendar, written YYYYMMDD",
                relation=relation_name(ROWS, table.name),
                when=_if_nullable(column),
                holds=_is_calendar_day(column.name),
                source="schema, D12",
            )


def _is_calendar_day(key: str) -> str:
    """Predicate for "YYYYMMDD is a day of the Gregorian calendar", by arithmetic on the integer alone.

    ``key - key % 10000`` is the year times 10,000, so that a year divisible by 4 leaves no remainder by 40,000. Every month has 28 days,
    which settles nearly all rows before the rest is asked.
    """
    year = f"({key} - {key} % 10000)"
    leap = f"{year} % 40000 = 0 AND ({year} % 1000000 <> 0 OR {year} % 4000000 = 0)"
    month = f"{key} % 10000"
    last = (
        f"CASE WHEN {month} BETWEEN 200 AND 299 THEN CASE WHEN {leap} THEN 29 ELSE 28 END"
        f" WHEN {month} BETWEEN 400 AND 499 OR {month} BETWEEN 600 AND 699 OR {month} BETWEEN 900 AND 999"
        f" OR {month} BETWEEN 1100 AND 1199 THEN 30 ELSE 31 END"
    )
    in_a_month = f"{key} BETWEEN 10101 AND 99991231 AND {month} BETWEEN 101 AND 1231"
    return f"{in_a_month} AND ({key} % 100 BETWEEN 1 AND 28 OR {key} % 100 BETWEEN 29 AND {last})"


def _in_horizon(table: Table) -> Iterator[Invariant]:
    if table.name in HORIZON_TABLES:
        yield Invariant(
            id=f"KEY-HORIZON.{table.name}",
            title=f"Each date_key of {table.name} lies between the first and the last day with snapshots",
            relation=relation_name(ROWS, table.name),
            when="first_day IS NOT NULL",
            holds="date_key BETWEEN first_day AND last_day",
            source="RA 2.3",
        )


def _columns(table: Table) -> Iterator[Invariant]:
    relation = relation_name(COLUMNS, table.name)
    yield Invariant(
        id=f"SCH-COL.{table.name}",
        title=f"{table.name} has every declared column",
        relation=relation,
        holds="is_there",
        source=_SCHEMA,
    )
    yield Invariant(
        id=f"SCH-TYPE.{table.name}",
        title=f"The columns of {table.name} hold the declared kinds of values",
        relation=relation,
        when="is_there",
        holds="kind_ok AND not_castable = 0",
        source=_SCHEMA,
    )
    yield Invariant(
        id=f"SCH-WIDTH.{table.name}",
        title=f"The columns of {table.name} have exactly the declared types",
        relation=relation,
        when="is_there",
        holds="width_ok",
        source=_SCHEMA,
        severity=Severity.WARNING,
    )
    yield Invariant(
        id=f"SCH-NULL.{table.name}",
        title=f"No row of {table.name} lacks a value that every row must have",
        relation=relation_name(ROWS, table.name),
        holds="is_complete",
        source=_SCHEMA,
    )


def _enumerations(table: Table) -> Iterator[Invariant]:
    for column in table:
        if column.allowed:
            yield Invariant(
                id=f"SCH-ENUM.{table.name}.{column.name}",
                title=f"Each {column.name} of {table.name} is one of {', '.join(column.allowed)}",
                relation=relation_name(ROWS, table.name),
                when=_if_nullable(column),
                holds=f"{column.name} IN ({', '.join(repr(value) for value in column.allowed)})",
                source=_SCHEMA,
            )


def _ranges(table: Table) -> Iterator[Invariant]:
    for column in table:
        if column.minimum is not None or column.maximum is not None:
            predicate, words = _range(column)
            yield Invariant(
                id=f"SCH-RANGE.{table.name}.{column.name}",
                title=f"Each {column.name} of {table.name} is {words}",
                relation=relation_name(ROWS, table.name),
                when=_if_nullable(column),
                holds=predicate,
                source=_SCHEMA,
            )


def _range(column: Column) -> tuple[str, str]:
    """Predicate and words for a column's bounds; a fractional number must be finite as well.

    Only NaN and infinity do not leave 0 when taken from themselves. No comparison finds a NaN for certain: Parquet leaves it out of
    a file's least and greatest value, and from these an engine concludes what need not be compared.
    """
    name, low, high = column.name, column.minimum, column.maximum
    predicates, words = [], []
    if low is not None:
        predicates.append(f"{name} >= {low:g}")
        words.append(f"at least {low:g}" if high is not None or column.type not in _FRACTIONAL else f"a number of at least {low:g}")
    if high is not None:
        predicates.append(f"{name} <= {high:g}")
        words.append(f"at most {high:g}")
    if column.type in _FRACTIONAL:
        predicates.append(f"{name} - {name} = 0")
    if name == "time_key":
        predicates.append(f"{name} % 100 < 60")
        words[-1] += ", its minutes below 60"
    if name == "lead_time_days":
        predicates.append(f"{name} <= review_period_days")
        words.append("at most review_period_days")
    return " AND ".join(predicates), " and ".join(words)


_PER_TABLE = (_primary_key, _candidate_keys, _references, _real_days, _in_horizon, _columns, _enumerations, _ranges)

LAWS = (
    EVERY_POSITION_HAS_EVERY_DAY,
    CALENDAR_AGREES,
    *(law for derive in _PER_TABLE for table in TABLES.values() for law in derive(table)),
)
"""Every law of the family: keys and calendar, then what each table's columns must be like."""
