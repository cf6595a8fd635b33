"""The distributed engine: Spark SQL over Delta tables, Parquet and CSV files, and tables of its catalog.

Tables stay where they are and queries run on the cluster; what comes to the driver is counts and witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from contracts.columns import Table
from contracts.dataset import Dataset, Format, Source, StoredColumn, StoredTable
from contracts.engines import Count, EngineError, Predicate, count_query, fetch_query
from contracts.engines import spark_types as types
from contracts.engines.sizes import are_large
from contracts.engines.spark_catalog import open_catalog as open_catalog
from contracts.engines.spark_readers import declared_columns, read
from contracts.engines.spark_refusals import refusals
from contracts.engines.spark_session import beside, own_session
from contracts.engines.spark_written import write_rows
from contracts.engines.stored import Known, damaged, described, with_misfits
from contracts.errors import InputError
from contracts.relations.derived import stored_name
from contracts.relations.succession import Succession
from contracts.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_GLOBAL = "global_temp"


class SparkTables:
    """A dataset opened in a session of its own: views by the contract's names, which no other session sees.

    What is computed once stays on the cluster. Parts have sessions of their own, and see what is published: global views under a name
    of this dataset's own.
    """

    sorts = False

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._own_name = f"stockproof_{uuid4().hex}"
        self._stored: dict[str, StoredTable] = {}
        self._kept: dict[str, DataFrame] = {}
        self._found: dict[str, DataFrame] = {}
        self._published: set[str] = set()
        self._taken: list[str] = []
        self._parts: list[SparkPart] = []

    @property
    def stored(self) -> Mapping[str, StoredTable]:
        """The tables that are there."""
        return self._stored

    @property
    def rows_at_once(self) -> int | None:
        """None: a cluster judges whole tables, however large."""
        return None

    @property
    def parts_at_once(self) -> int:
        """One: a cluster is busy with each of them."""
        return 1

    def open(self, source: Source) -> None:
        """Offers a table under its names.

        Raises:
            InputError: if it cannot be read.
        """
        table = TABLES[source.table]
        try:
            with refusals():
                self.offer(table, read(self._session, source), Known(frozenset(table.by_name if source.format is Format.CSV else ())))
        except EngineError as error:
            raise InputError(f"{table.name} cannot be read ({source.path}): {error}") from error

    def offer(self, table: Table, frame: DataFrame, known: Known) -> None:
        """Offers rows under a table's names."""
        found, columns = declared_columns(frame, table)
        shown = self._describe(table, columns, found, known)
        self._stored[table.name] = StoredTable(table.name, frame.count(), len(frame.columns), shown, known.mapped)
        self._found[table.name] = frame
        self._define(table.name, shown, found)

    def open_absent(self, table: Table) -> None:
        """Offers an empty table under the names of one that is not there, so that relations over it can be read."""
        self._define(table.name, tuple(StoredColumn(column, None) for column in table), None)

    def _describe(self, table: Table, columns: Mapping[str, str], found: DataFrame, known: Known) -> tuple[StoredColumn, ...]:
        names = {name: types.name_of(simple) for name, simple in columns.items()}
        shown = tuple(described(column, names, column.name in known.texts) for column in table)
        texts = [column for column in shown if column.is_there and column.declared.name in known.texts]
        counts = found.selectExpr(*(types.misfits(column) for column in texts)).collect()[0] if texts else ()
        misfits = dict(zip((column.declared.name for column in texts), counts, strict=True))
        fitted = ((c, misfits.get(c.declared.name, 0) + known.misfits.get(c.declared.name, 0)) for c in shown)
        return tuple(with_misfits(column, count) for column, count in fitted)

    def present(self, table: str, name: str, sql: str, once: bool = False) -> tuple[StoredColumn, ...]:
        """Offers a SELECT as one of the contract's tables, under another name; its columns as the SELECT holds them."""
        self.define(f"found_{name}", sql, once)
        with refusals():
            found, columns = declared_columns(self._session.table(_view(f"found_{name}")), TABLES[table])
            shown = self._describe(TABLES[table], columns, found, Known())
            self._define(name, shown, found)
        return shown

    def _define(self, name: str, columns: Sequence[StoredColumn], found: DataFrame | None) -> None:
        """Two views: the table as stored with its kinds made right, and above it the table as laws may rely on it."""
        needed = (f"{c.declared.name} IS NOT NULL" for c in columns if c.is_there and not c.declared.nullable)
        kinds = [f"{types.made_right(column)} AS {column.declared.name}" for column in columns]
        rows = self._session.range(1).limit(0) if found is None else found
        stored = rows.selectExpr(*kinds, f"{' AND '.join(needed) or 'TRUE'} AS is_complete")
        self._offer(stored_name(name), stored)
        self._define_bounded(name, columns, stored)

    def _define_bounded(self, name: str, columns: Sequence[StoredColumn], stored: DataFrame) -> None:
        self._offer(name, stored.selectExpr(*(f"{types.bounded(c)} AS {c.declared.name}" for c in columns)))

    def define(self, name: str, sql: str, once: bool = False) -> None:
        """Offers a SELECT under a name to all later queries; computed now, and kept, if ``once``."""
        with refusals():
            frame = self._session.sql(sql)
            if once:
                self._keep(name, frame)
            else:
                self._withdraw(name)
                self._offer(name, frame)

    def define_succession(self, succession: Succession) -> None:
        """Offers each row of a table beside the row before it, found by a sort."""
        self.define(succession.name, succession.in_any_order(), once=True)

    def _offer(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(_view(name))

    def _keep(self, name: str, frame: DataFrame) -> None:
        """Computes rows now, and offers them without their history: queries over it would be planned anew by all who read them."""
        renamed = frame.toDF(*frame.columns)  # columns that Spark takes for others than those they were made from, in joins of both
        kept = renamed.localCheckpoint()
        self._kept[name] = kept.limit(0) if kept.isEmpty() else kept  # joins with what is known to be empty are left out of plans
        self._withdraw(name)
        self._offer(name, self._kept[name])
        for part in self._parts:
            part.take_over(name)

    def take_in(self, name: str, frame: DataFrame, once: bool) -> DataFrame:
        """Rows of another session as rows of this one, computed now if ``once``."""
        public = f"{self._own_name}_mapped_{name}"
        rows = frame.toDF(*frame.columns).localCheckpoint() if once else frame
        rows.createOrReplaceGlobalTempView(public)
        self._taken.append(public)
        return self._session.table(f"{_GLOBAL}.{public}")

    def publish(self, name: str) -> str:
        """Full name under which other sessions see what is offered here under a name."""
        public = f"{self._own_name}_{_view(name)}"
        if name not in self._published:
            self._session.table(_view(name)).createOrReplaceGlobalTempView(public)
            self._published.add(name)
        return f"{_GLOBAL}.{public}"

    def _withdraw(self, name: str) -> None:
        if name in self._published:
            self._session.catalog.dropGlobalTempView(f"{self._own_name}_{_view(name)}")
            self._published.remove(name)

    def add(self, name: str, public: str) -> None:
        """Adds the rows that another session has published to what is computed here under a name."""
        with refusals():
            rows, before = self._session.table(public), self._kept.get(name)
            self._keep(name, before.unionByName(rows) if before else rows)

    def count(self, relation: str, predicates: Sequence[Predicate]) -> list[Count]:
        """Judges all predicates in one pass over the relation."""
        with refusals():
            row = self._session.sql(count_query(_view(relation), predicates)).collect()[0]
        return [Count(judged, int(broken)) for judged, broken in zip(row[::2], row[1::2], strict=True)]

    def fetch(self, relation: str, where: str, order_by: Sequence[str], limit: int) -> list[dict[str, Any]]:
        """Rows of the relation, in the given order and then by all columns from left to right, NULL first."""
        with refusals():
            return [row.asDict() for row in self._rows(relation, where, order_by, limit).collect()]

    def write(self, relation: str, where: str, order_by: Sequence[str], path: Path) -> None:
        """Writes all such rows, in the order of ``fetch``, as one Parquet file of the driver's; they come there piece by piece."""
        with refusals():
            write_rows(self._rows(relation, where, order_by, None), path)

    def frame(self, name: str) -> DataFrame:
        """All rows of a relation, or of a table as it is stored, as a frame of this session."""
        with refusals():
            return self._found[name] if name in self._found else self._session.table(_view(name))

    def _rows(self, relation: str, where: str, order_by: Sequence[str], limit: int | None) -> DataFrame:
        names = self._session.table(_view(relation)).columns
        order = [*order_by, *(name for name in names if name not in order_by)]
        return self._session.sql(fetch_query(_view(relation), where, order, limit))

    def part(self, condition: str, tables: Iterable[str]) -> SparkPart:
        """The same tables, those named restricted to rows of which the condition is TRUE."""
        return SparkPart(self, condition, frozenset(tables))

    def interrupt(self) -> None:
        """Ends what any of the parts is being asked."""
        for part in self._parts:
            part._session.interruptAll()

    def refuse_damaged(self, table: str) -> None:
        """Reads a table to its end; InputError if that fails."""
        columns = [column.declared.name for column in self._stored[table].columns if column.is_there]
        try:
            with refusals():
                self._session.sql(f"SELECT {', '.join(f'MAX({column})' for column in columns) or 1} FROM {stored_name(table)}").collect()
        except EngineError as error:
            raise damaged(self._stored[table], error) from error

    def close(self) -> None:
        """Gives back what was computed; the session that this one was taken from stays."""
        self._kept.clear()
        for public in (*(f"{self._own_name}_{_view(name)}" for name in self._published), *self._taken):
            self._session.catalog.dropGlobalTempView(public)
        self._published.clear()
        self._taken.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class SparkPart(SparkTables):
    """Some rows of an opened dataset, in a session of its own over what the whole has published."""

    def __init__(self, whole: SparkTables, condition: str, tables: frozenset[str]) -> None:
        super().__init__(own_session(whole._session))
        self._whole = whole
        self._stored = whole._stored
        for name, table in TABLES.items():
            stored = self._session.table(whole.publish(stored_name(name)))
            columns = self._stored[name].columns if name in self._stored else tuple(StoredColumn(column, None) for column in table)
            rows = stored.where(condition) if name in tables else stored
            self._offer(stored_name(name), rows)
            self._define_bounded(name, columns, rows)
        for name in whole._kept:
            self.take_over(name)
        whole._parts.append(self)

    def take_over(self, name: str) -> None:
        """Offers here what the whole has computed under a name."""
        self._offer(name, self._session.table(self._whole.publish(name)))

    def keep(self, name: str) -> None:
        """Adds the rows of what is defined here under a name to the whole's relation of that name."""
        self._whole.add(name, self.publish(name))

    def close(self) -> None:
        """Gives back what was computed here."""
        self._whole._parts.remove(self)
        super().close()


def _view(name: str) -> str:
    """A relation's name as one that Spark takes for a view."""
    return name.replace(".", "__")


def open_tables(
    dataset: Dataset, memory_limit: str | None, session: SparkSession | None = None, _side_by_side: bool = False
) -> SparkTables:
    """The dataset in a session of its own beside the given one, the active one, or a local one that is made.

    Raises:
        InputError: for a table that cannot be read, a session without Delta, or where no session can be made.
    """
    tables = SparkTables(beside(session, memory_limit, large=are_large(dataset.files)))
    try:
        if dataset.mapped:
            from contracts.engines.spark_mapped import offer_mapped  # parses SQL, which tables of the contract's own need not spend time on

            offer_mapped(tables, tables._session, dataset.mapped)
        for source in dataset.sources.values():
            tables.open(source)
        for table in TABLES.values():
            if table.name not in tables.stored:
                tables.open_absent(table)
    except BaseException:
        tables.close()
        raise
    return tables
