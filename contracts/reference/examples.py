"""Examples of every law, taken from tables rather than made up: a row of which it holds, and what a fault makes of such a row.

The tables are any sound ones in which every law speaks. Each law is shown broken by the fault of the catalogue that breaks fewest
others, so that the two rows differ in what the law is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlglot import parse_one

from contracts.faults.bench import Bench, opened
from contracts.faults.catalogue import FAULTS
from contracts.faults.fault import Fault
from contracts.faults.layer import Layer
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.relations.derived import find
from contracts.report.json_report import plain
from contracts.report.predicate import compared
from contracts.scope import Scope
from contracts.verdict import settled

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A law's two rows, with the columns that identify them and those that the law reads, and the fault that broke the second."""

    law: str
    holds: Row
    broken: Row
    fault: str


def examples(target: str) -> Iterator[Example]:
    """An example of each law, in the order of the contract, from a folder of sound tables.

    Raises:
        InputError: for a target that cannot be read.
        LookupError: for a law that no fault is named to break, of which the tables have no row, or that its fault did not break there.
    """
    with opened(target) as bench:
        found = {example.law: example for fault, laws in _by_fault() for example in _broken_by(fault, laws, bench)}
    return (found[law.id] for law in LAWS)


def read(text: str) -> dict[str, Example]:
    """The examples by id, from the text of `write`."""
    return {told["law"]: Example(**told) for told in json.loads(text)}


def write(told: Iterable[Example]) -> str:
    """The examples as JSON, one law a line."""
    lines = (json.dumps(vars(example), ensure_ascii=False) for example in told)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _by_fault() -> list[tuple[Fault, list[Invariant]]]:
    chosen: dict[str, tuple[Fault, list[Invariant]]] = {}
    for law in LAWS:
        fault = min((fault for fault in FAULTS if law.id in fault.breaks), key=lambda fault: len(fault.breaks), default=None)
        if fault is None:
            raise LookupError(f"{law.id}: no fault of contracts/faults names it among what it breaks: add one that does")
        chosen.setdefault(fault.id, (fault, []))[1].append(law)
    return list(chosen.values())


def _broken_by(fault: Fault, laws: Iterable[Invariant], bench: Bench) -> Iterator[Example]:
    sound = _scope(bench, bench.tables)
    faulty = _scope(bench, bench.with_fault(fault, with_rows=True))
    for law in laws:
        key = sound.find(law.relation).key
        broken = _first(faulty, law, faulty.breaking(law))
        obeying = sound.obeying(law)
        same = sound.rows(law.relation, f"{obeying} AND {_is(broken, key)}", limit=1)
        yield Example(law.id, _shown(law, same[0] if same else _first(sound, law, obeying), key), _shown(law, broken, key), fault.id)


def _scope(bench: Bench, tables: Layer) -> Scope:
    return Scope(tables, bench.settings, lambda name: find(name, tables.stored))


def _first(scope: Scope, law: Invariant, where: str) -> Row:
    for row in scope.rows(law.relation, where, limit=1):
        return row
    raise LookupError(f"{law.id}: these tables have no row where {where}")


def _is(row: Row, key: Iterable[str]) -> str:
    return " AND ".join(f"{name} IS NOT DISTINCT FROM {_literal(row[name])}" for name in key) or "TRUE"


def _literal(value: Any) -> str:
    if value is None or isinstance(value, int | float | Decimal):
        return "NULL" if value is None else str(value)
    kind = "TIMESTAMP" if isinstance(value, datetime) else "DATE" if isinstance(value, date) else "VARCHAR"
    return f"CAST('{str(value).replace(chr(39), 2 * chr(39))}' AS {kind})"


def _shown(law: Invariant, row: Row, key: Iterable[str]) -> dict[str, Any]:
    """What identifies a row, and what the law reads of it, as JSON has it."""
    shown = {name: plain(row[name]) for name in dict.fromkeys((*key, *columns_read(law)))}
    return {name: settled(value) if isinstance(value, float) else value for name, value in shown.items()}


@cache
def columns_read(law: Invariant) -> tuple[str, ...]:
    """The columns that a law reads: first those that choose its rows, then those that must agree."""
    return tuple(dict.fromkeys(name for sql in (law.when, law.holds) for name in compared(parse_one(sql, dialect="duckdb"))))
