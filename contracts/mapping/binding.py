"""A mapping put beside the tables that it speaks of: each name it uses is found, or refused with the nearest that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from contracts.dataset import Dataset, Source
from contracts.errors import InputError
from contracts.mapping.language import AMBIENT
from contracts.mapping.reading import Entry, MappingFile, Stated
from contracts.mapping.select import is_of_source
from contracts.nearest import suggestion


@dataclass(frozen=True)
class Mapped:
    """What an engine is to open for a mapping: the source's tables that it reads, and the SELECTs by table of the contract.

    ``spelt`` says which of the source's tables a name in a SELECT stands for.
    """

    file: str
    sources: Mapping[str, Source]
    spelt: Mapping[str, str]
    entries: Mapping[str, Entry]
    parameters: Mapping[str, Any]

    def reads(self, entry: Entry) -> tuple[str, ...]:
        """The source's tables that a SELECT reads."""
        return tuple(self.spelt[name] for name in entry.select.reads)

    def refuse_unknown(self, entry: Entry, columns: Mapping[str, Mapping[str, str]]) -> None:
        """Raises InputError for a column of a SELECT that is nowhere: where it stands and what is near.

        An engine may have a value of its own for such a name, the clock's or the user's. ``columns`` are the columns that the source's
        tables have, by table and name.
        """
        tree, there = entry.select.tree, [name for table in self.reads(entry) for name in columns[table]]
        of_source = {name.lower() for name in there}
        tables = {node.alias_or_name.lower() for node in tree.find_all(exp.Table, exp.CTE, exp.Subquery, exp.Values)}
        known = of_source | {node.alias.lower() for node in tree.find_all(exp.Alias)} | tables
        known |= {node.name.lower() for alias in tree.find_all(exp.TableAlias) for node in alias.columns}
        for column in tree.find_all(exp.Column):
            name, of = column.name.lower(), column.table.lower()
            if name in AMBIENT and not of and not self._is_of_tables(column, columns):
                entry.refuse(f'{name} is not read, as engines have a value of their own for it; a column is TABLE."{name}"', name)
            if of in AMBIENT or (of and of not in tables | of_source):
                entry.refuse(f"there is no table {column.table}; {suggestion(column.table, tables)}", column.table, _output(column))
            if not column.is_star and name not in known and of not in of_source - tables:  # a field of a column is the engine's to find
                where = " and ".join(self.reads(entry))
                entry.refuse(f"there is no column {column.name} in {where}; {suggestion(column.name, there)}", column.name, _output(column))

    def _is_of_tables(self, column: exp.Expr, columns: Mapping[str, Mapping[str, str]]) -> bool:
        """Whether a table of the source right in the FROM around a column has it, so that no engine looks further."""
        around = column.find_ancestor(exp.Select, exp.SetOperation, exp.Values, exp.Join, exp.Table)
        from_ = around.args.get("from_") or around.args.get("from") if isinstance(around, exp.Select) else None
        table = from_.this if from_ else None
        if table is None or not is_of_source(table):
            return False
        return column.name.lower() in {name.lower() for name in columns[self.spelt[table.name]]}


def _output(column: exp.Expr) -> str:
    """The output that a column takes part in, if it is one alone."""
    alias = column.find_ancestor(exp.Alias)
    return alias.alias if alias else ""


def bind(mapping: MappingFile, found: Dataset, target: str) -> Dataset:
    """The candidate that a mapping makes of the tables in ``found``, which are there under their own names.

    Raises:
        InputError: for a name of a table that is not there, with its line.
    """
    spelt = {name.lower(): name for name in found.sources}
    there = (*found.sources, *found.others)
    sources: dict[str, Source] = {}
    names: dict[str, str] = {}
    for entry in mapping.entries.values():
        for name in entry.select.reads:
            if name not in found.sources and name.lower() not in spelt:
                entry.refuse(f"there is no table {name} in {found.target}; {suggestion(name, there)}", name)
            own = name if name in found.sources else spelt[name.lower()]
            names[name] = own
            sources[own] = _with_types(found.sources[own], mapping.types, own)
    for table, stated in mapping.types.items():
        if table not in found.sources:
            stated.node.refuse(f"there is no table {table} in {found.target}; {suggestion(table, there)}", line=stated.node.named)
    mapped = Mapped(str(mapping.file), sources, names, mapping.entries, mapping.parameters)
    return Dataset(target, {}, found.parameters, mapped)


def _with_types(source: Source, types: Mapping[str, Stated], name: str) -> Source:
    if name not in types:
        return source
    stated = types[name]
    return replace(source, types=stated.types, typed_at={column: node.place for column, node in stated.node.entries.items()})


def check_types(stated: Mapping[str, Any], columns: Mapping[str, str], source: Source) -> None:
    """Raises InputError if types are stated for columns that the table does not have."""
    for name in stated:
        if name not in columns:
            what = f"the types of {source.table}: there is no column {name}; {suggestion(name, columns)}"
            raise InputError(f"{source.typed_at[name]}: {what}", table=source.table)
