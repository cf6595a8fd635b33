"""Which of somebody's tables and columns are the contract's, as a guess: by name, by type, and by whether values are all different."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.columns import BIGINT, BOOLEAN, DATE, INT, STRING, TIMESTAMP, Column, Table
from contracts.dataset import Kind
from contracts.engines.stored import kind_of
from contracts.mapping.likeness import likeness, plain, words
from contracts.tables import TABLES

_TABLE, _COLUMN = 0.45, 0.6
"""Likeness from which a table, and a column, is worth a guess."""

_OTHER_KIND, _KEY = 0.12, 0.08
_DAYS = (Kind.DATE, Kind.TIMESTAMP)


@dataclass(frozen=True)
class Seen:
    """A table of a source as it was looked at: the types of its columns by the names of all engines, what its texts may be read as, and
    the columns whose values are all different, as far as was looked.
    """

    name: str
    rows: int
    columns: Mapping[str, str]
    texts: Mapping[str, Kind] = field(default_factory=dict)
    different: frozenset[str] = frozenset()

    def kind(self, column: str) -> Kind:
        """What a column holds, texts by what they may be read as."""
        return self.texts.get(column) or kind_of(self.columns[column])


@dataclass(frozen=True)
class ColumnGuess:
    """A column of the contract, the source's that it may be, and why."""

    column: Column
    own: str
    score: float
    why: str
    kind: Kind


@dataclass(frozen=True)
class TableGuess:
    """A table of the contract, the source's that it may be, why, and its columns; ``same`` if all have their names already."""

    table: Table
    seen: Seen
    why: str
    columns: tuple[ColumnGuess, ...]
    same: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns of the contract for which nothing was found."""
        found = {guess.column.name for guess in self.columns}
        return tuple(column.name for column in self.table if column.name not in found)

    @property
    def nearly(self) -> Iterator[tuple[str, str, Kind]]:
        """The columns that are called like one for which nothing was found, but hold another kind: the column, that one, and the kind."""
        used = {guess.own for guess in self.columns}
        for name in self.missing:
            for own in sorted(filter(str.isprintable, self.seen.columns.keys() - used)):
                if likeness(name, own, besides=self.seen.name) >= _COLUMN and not fits(self.table.by_name[name], self.seen.kind(own)):
                    yield own, name, self.seen.kind(own)


def guess(seen: Sequence[Seen]) -> tuple[TableGuess, ...]:
    """A guess for each table of the contract that one of the source's may be, none of which is taken twice."""
    pairs = ((table, each, columns_of(table, each)) for table in TABLES.values() for each in seen)
    scored = sorted(((_score(*pair), *pair) for pair in pairs), key=lambda found: -found[0])
    taken: dict[str, TableGuess] = {}
    used: set[str] = set()
    for score, table, each, columns in scored:
        if score >= _TABLE and columns and table.name not in taken and each.name not in used:
            taken[table.name] = _made(table, each, columns)
            used.add(each.name)
    return tuple(taken[name] for name in TABLES if name in taken)


def _score(table: Table, seen: Seen, columns: Sequence[ColumnGuess]) -> float:
    """Half by name, half by how well the columns do that are the table's own; those that every table has tell nothing."""
    if plain(table.name) == plain(seen.name):
        return 2.0
    found = {guess.column.name: guess.score for guess in columns}
    telling = [column for column in table if column.name not in ("source_system", "etl_timestamp")]
    weights = {column.name: 3.0 if column.name in table.key else 1.0 for column in telling}
    covered = sum(weight * found.get(name, 0.0) for name, weight in weights.items()) / sum(weights.values())
    explained = sum(found.values()) / max(len(seen.columns), 1)
    return 0.45 * likeness(table.name, seen.name) + 0.3 * covered + 0.25 * min(explained, 1.0)


def _made(table: Table, seen: Seen, columns: tuple[ColumnGuess, ...]) -> TableGuess:
    same = all(column.name in seen.columns for column in table)
    alike = "its name" if likeness(table.name, seen.name) >= _COLUMN else "its columns"
    return TableGuess(table, seen, f"by {alike}: {len(columns)} of {len(table.columns)} columns found", columns, same)


def columns_of(table: Table, seen: Seen) -> tuple[ColumnGuess, ...]:
    """For each column of a table the source's that is likest, none of which is taken twice."""
    pairs = (each for column in table for each in _candidates(table, column, seen))
    taken: dict[str, ColumnGuess] = {}
    used: set[str] = set()
    for each in sorted(pairs, key=lambda found: -found.score):
        if each.column.name not in taken and each.own not in used:
            taken[each.column.name] = each
            used.add(each.own)
    return tuple(taken[column.name] for column in table if column.name in taken)


def _candidates(table: Table, column: Column, seen: Seen) -> Iterator[ColumnGuess]:
    for own in filter(str.isprintable, seen.columns):
        score, kind = likeness(column.name, own, besides=seen.name), seen.kind(own)
        reasons = list(_reasons(column.name, own, score))
        if column.name == "date_key" and kind in _DAYS:
            is_alone = sum(seen.kind(other) in _DAYS for other in seen.columns) == 1
            score = max(score + _KEY, _COLUMN if is_alone else 0.0)
            reasons.append("it alone holds days" if is_alone else "it holds days")
        if not fits(column, kind):
            score -= _OTHER_KIND
            reasons.append(f"but it holds {kind}, not {column.type}")
        if (column.name,) == table.key and own in seen.different:
            score += _KEY
            reasons.append("its values are all different")
        if score >= _COLUMN:
            yield ColumnGuess(column, own, score, ", ".join(reasons), kind)


def _reasons(name: str, own: str, score: float) -> Iterable[str]:
    shared = sorted(words(name) & words(own))
    if name == own:
        yield "the same name"
    elif plain(name) == plain(own):
        yield "the same letters"
    elif shared and score > _COLUMN - _KEY:
        yield f"both name {' and '.join(shared)}"
    else:
        yield "a similar name"


def fits(column: Column, kind: Kind) -> bool:
    """Whether values of a kind can be the column's, as they are or written otherwise."""
    numbers = {Kind.INTEGER, Kind.NUMBER}
    wanted = {
        INT: {Kind.INTEGER},
        BIGINT: {Kind.INTEGER},
        STRING: {Kind.STRING},
        BOOLEAN: {Kind.BOOLEAN, Kind.INTEGER},
        DATE: {Kind.DATE, Kind.TIMESTAMP},
        TIMESTAMP: {Kind.TIMESTAMP},
    }.get(column.type, numbers)
    return kind in wanted or (column.is_date_key and kind in _DAYS)
