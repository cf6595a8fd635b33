"""Questions about single rows of a target's tables: open for as long as somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contracts.engines import Opened, open_tables, open_target
from contracts.invariants.law import Invariant
from contracts.parameters import Setting
from contracts.plan import count_located
from contracts.relations.derived import find
from contracts.scope import Scope
from contracts.tables import TABLES


@dataclass(frozen=True)
class Position:
    """A product at a location."""

    product_key: int
    location_key: int

    @property
    def condition(self) -> str:
        """SQL that is TRUE of the position's rows."""
        return f"product_key = {self.product_key} AND location_key = {self.location_key}"


@dataclass(frozen=True)
class Inquiry:
    """Opened tables, and the scope that asks them."""

    opened: Opened
    scope: Scope

    @property
    def is_small(self) -> bool:
        """Whether the engine answers questions to all locations at once without much ado."""
        most = self.opened.rows_at_once
        return most is None or count_located(self.opened.stored) <= most

    @contextmanager
    def at(self, position: Position) -> Iterator[Scope]:
        """The scope of one position: all that is position-local is asked of the position's rows alone."""
        tables = [name for name, table in TABLES.items() if {"product_key", "location_key"} <= set(table.by_name)]
        with self.opened.part(position.condition, tables) as part:
            yield self.scope.of_part(part)

    def write_broken(self, law: Invariant, path: Path) -> None:
        """Writes every row that breaks a law as Parquet, smallest keys first.

        Raises:
            EngineError: if the engine refuses.
        """
        breaking = self.scope.breaking(law)
        self.opened.write(law.relation, breaking, self.scope.find(law.relation).key, path)


@contextmanager
def inquire(
    target: str,
    settings: Mapping[str, Setting],
    engine: str = "duckdb",
    memory_limit: str | None = None,
    mapping: str | Path | None = None,
) -> Iterator[Inquiry]:
    """An inquiry into the tables of a target, as a mapping shows them where there is one; open for as long as the context.

    Raises:
        InputError: for a target that cannot be read.
    """
    with open_tables(engine, open_target(engine, target, mapping=mapping), memory_limit) as tables:
        yield Inquiry(tables, Scope(tables, settings, lambda name: find(name, tables.stored)))
