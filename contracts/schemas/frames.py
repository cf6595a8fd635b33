"""Frames to check: the relations of a dataset's tables, each row beside what is needed to judge it, and the tables as they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from contracts.engines import Opened, open_tables, open_target
from contracts.errors import InputError
from contracts.invariants.catalogue import LAWS
from contracts.parameters import resolve
from contracts.plan import plan
from contracts.relations.derived import find
from contracts.schemas.rules import names
from contracts.scope import Scope
from contracts.tables import TABLES

FORMS = ("arrow", "polars", "pandas", "pyspark")
"""What a frame may be; the last is Spark's own, and only its engine makes it."""


@dataclass(frozen=True)
class Frames:
    """The tables of a target, held open by an engine that makes frames of them; ``parameters`` are those by which they are judged."""

    opened: Opened
    scope: Scope

    @property
    def parameters(self) -> dict[str, Any]:
        """The contract's parameters that apply to these tables, by name, where they have a value."""
        return {name: setting.value for name, setting in self.scope.settings.items() if setting.value is not None}

    @property
    def available(self) -> tuple[str, ...]:
        """Names of the tables that are there, and of the relations of which some law can be judged."""
        judged = plan(LAWS, self.opened.stored).groups
        return tuple(name for name in names() if name in self.opened.stored or name in judged)

    def frame(self, name: str, form: str = "polars") -> Any:
        """All rows of a relation, or of a table as it is stored.

        Raises:
            InputError: for an unknown name or form, a table that is not there, or where a library is not installed.
            EngineError: when the engine refuses.
        """
        if name not in names():
            raise InputError(f"no table or relation is called {name}: there is {', '.join(names())}")
        if name in TABLES and name not in self.opened.stored:
            raise InputError(f"{name} is not there")
        if name not in TABLES:
            self.scope.define(name)
        return _as(self.opened.frame(name), form)


@contextmanager
def frames(
    target: str,
    *,
    engine: str = "duckdb",
    parameters: Mapping[str, Any] | None = None,
    session: Any = None,
    memory_limit: str | None = None,
) -> Iterator[Frames]:
    """The tables of a target, a folder or ``CATALOG.SCHEMA``, open for as long as the context.

    Raises:
        InputError: for a target that cannot be read, an unknown engine or parameter, an impossible value.
    """
    dataset = open_target(engine, target, session)
    settings = resolve(*dataset.settings, ("param", parameters or {}))
    with open_tables(engine, dataset, memory_limit, session) as opened:
        yield Frames(opened, Scope(opened, settings, lambda name: find(name, opened.stored)))


def _as(rows: Any, form: str) -> Any:
    """An engine's frame in another form."""
    if form not in FORMS:
        raise InputError(f"unknown form {form} of a frame: there is {', '.join(FORMS)}")
    is_arrow = type(rows).__module__.startswith("pyarrow")
    if form == "pyspark":
        if is_arrow:
            raise InputError("a pyspark frame is made by --engine spark only")
        return rows
    table = rows if is_arrow else rows.toArrow()
    if form == "arrow":
        return table
    try:
        return _polars(table) if form == "polars" else _pandas(table)
    except ImportError as error:
        raise InputError(f"a {form} frame needs {error.name}: install stockproof[pandera]") from error


def _polars(table: Any) -> Any:
    import polars

    return polars.from_arrow(table)


def _pandas(table: Any) -> Any:
    """Columns stay Arrow's: as pandas' own, whole numbers with gaps would become floats, and large ids other ids."""
    import pandas

    return table.to_pandas(types_mapper=pandas.ArrowDtype)
