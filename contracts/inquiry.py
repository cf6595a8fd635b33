"""Questions about single rows, put to opened tables: the rows of a relation at a place, all rows that break a law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from contracts.dataset import StoredTable, open_folder
from contracts.engines import Opened, Predicate, open_tables
from contracts.invariants.law import Invariant
from contracts.parameters import Setting
from contracts.relations import Relation, bind, in_order
from contracts.relations.derived import find

Rows = list[dict[str, Any]]

EVERY_ROW = 1_000_000
"""More than a person reads: a limit where all rows are meant."""


@dataclass(frozen=True)
class Inquiry:
    """Opened tables and the values of the parameters; remembers which relations the engine knows already."""

    tables: Opened
    settings: Mapping[str, Setting]
    defined: set[str] = field(default_factory=set)

    @property
    def stored(self) -> Mapping[str, StoredTable]:
        """The tables that are there."""
        return self.tables.stored

    def relation(self, name: str) -> Relation:
        """The relation of that name, offered to the engine with all that it reads."""
        known = partial(find, stored=self.stored)
        relation = known(name)
        for needed in (*in_order(relation.reads, known), relation):
            if needed.name not in self.defined:
                self.tables.define(needed.name, self._bound(needed.sql), once=needed.computed_once)
                self.defined.add(needed.name)
        return relation

    def rows(self, name: str, where: str = "TRUE", order_by: Sequence[str] = (), limit: int = EVERY_ROW) -> Rows:
        """Rows of a relation, in this order or else in that of its key.

        Raises:
            EngineError: if the engine refuses.
        """
        relation = self.relation(name)
        return self.tables.fetch(name, where, order_by or relation.key, limit)

    def stored_rows(self, table: str, where: str, order_by: Sequence[str], limit: int = EVERY_ROW) -> Rows:
        """Rows of a table as the contract offers it."""
        return self.tables.fetch(table, where, order_by, limit)

    def condition(self, law: Invariant) -> str:
        """SQL that is TRUE of the rows that break a law."""
        return Predicate(self._bound(law.when), self._bound(law.holds)).broken

    def write_broken(self, law: Invariant, path: Path) -> None:
        """Writes every row that breaks a law as Parquet, smallest keys first.

        Raises:
            EngineError: if the engine refuses.
        """
        relation = self.relation(law.relation)
        self.tables.write(relation.name, self.condition(law), relation.key, path)

    def _bound(self, sql: str) -> str:
        return bind(sql, {name: setting.literal for name, setting in self.settings.items()})


@contextmanager
def inquire(target: str, settings: Mapping[str, Setting], engine: str = "duckdb", memory_limit: str | None = None) -> Iterator[Inquiry]:
    """An inquiry into the tables of a target, open for as long as the context.

    Raises:
        InputError: for a target that cannot be read.
    """
    with open_tables(engine, open_folder(target), memory_limit) as tables:
        yield Inquiry(tables, settings)
