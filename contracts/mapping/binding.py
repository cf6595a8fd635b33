"""A mapping put beside the tables that it speaks of: each name it uses is found, or refused with the nearest that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from sqlglot import exp

from contracts.dataset import Dataset, Source
from contracts.errors import InputError
from contracts.mapping.nearest import suggestion
from contracts.mapping.reading import Entry, MappingFile, Stated


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

    def refuse_engine(self, entry: Entry, columns: Mapping[str, Mapping[str, str]], said: str) -> NoReturn:
        """Raises InputError for a SELECT that an engine cannot plan: of a name that is nowhere, where it stands and what is near.

        ``columns`` are the columns that the source's tables have, by table and name.
        """
        known = {name.lower() for table in self.reads(entry) for name in columns[table]}
        known |= {node.alias.lower() for node in entry.select.tree.find_all(exp.Alias)}
        known |= {node.name.lower() for alias in entry.select.tree.find_all(exp.TableAlias) for node in alias.columns}
        known |= {node.alias_or_name.lower() for node in entry.select.tree.find_all(exp.Table, exp.CTE, exp.Subquery)}
        for column in entry.select.tree.find_all(exp.Column):
            if column.name and column.name.lower() not in known:
                there = [name for table in self.reads(entry) for name in columns[table]]
                where = " and ".join(self.reads(entry))
                entry.refuse(f"there is no column {column.name} in {where}; {suggestion(column.name, there)}", column.name, _output(column))
        entry.refuse(said)


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
    sources: dict[str, Source] = {}
    names: dict[str, str] = {}
    for entry in mapping.entries.values():
        for name in entry.select.reads:
            if name not in found.sources and name.lower() not in spelt:
                entry.refuse(f"there is no table {name} in {found.target}; {suggestion(name, found.sources)}", name)
            own = name if name in found.sources else spelt[name.lower()]
            names[name] = own
            sources[own] = _with_types(found.sources[own], mapping.types, own)
    for table, stated in mapping.types.items():
        if table not in found.sources:
            stated.node.refuse(f"there is no table {table} in {found.target}; {suggestion(table, found.sources)}", line=stated.node.named)
    mapped = Mapped(str(mapping.file), sources, names, mapping.entries, mapping.parameters)
    return Dataset(target, {}, found.parameters, mapped)


def _with_types(source: Source, types: Mapping[str, Stated], name: str) -> Source:
    return replace(source, types=types[name].types) if name in types else source


def check_types(stated: Mapping[str, Any], columns: Mapping[str, str], source: Source) -> None:
    """Raises InputError if types are stated for columns that the table does not have."""
    for name in stated:
        if name not in columns:
            raise InputError(f"the types of {source.table}: there is no column {name}; {suggestion(name, columns)}")
