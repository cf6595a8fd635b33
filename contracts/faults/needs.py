"""What a fault needs of tables before it can be laid over them."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.dataset import StoredTable
from contracts.faults.fault import Fault
from contracts.faults.layer import computed_columns
from contracts.faults.scenes import dependencies_of
from contracts.lineage import absent
from contracts.relations.dependencies import Field, dependencies
from contracts.tables import TABLES


def lacking(fault: Fault, stored: Mapping[str, StoredTable]) -> str | None:
    """Why there is no place for the fault in these tables, or None if all that it reads and sets is there."""
    is_whole = all(name in stored and all(column.is_there for column in stored[name].columns) for name in TABLES)
    return None if is_whole else absent(needs(fault), stored)


def needs(fault: Fault) -> frozenset[Field]:
    """Every table (column None) and column that the fault reads to find its place, or sets."""
    place = dependencies(fault.touched, dependencies_of)
    changed = {(table, None) for table in fault.changes}
    set_there = {(table, column) for table, sql in fault.changes.items() for column in computed_columns(sql) or ()}
    return place.rows.union(*place.outputs.values(), changed, set_there)
