"""What a story is made of, and how it is put together: the law's verdict, one row, the rows around it, the position's days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.engines import EngineError
from contracts.errors import InputError
from contracts.explain.chapters import Chapter, Row, around, day_of, place_of, whole_relation
from contracts.explain.days import DENSE, Day, FirstBroken, chapter_amiss, chapter_of_days, days_amiss, days_of, first_broken, name_of
from contracts.inquiry import Inquiry, Position, inquire
from contracts.invariants.catalogue import BY_ID, unknown
from contracts.judge import judge
from contracts.report.witness import Told, decisive, told
from contracts.scope import Scope
from contracts.verdict import Report, Result, Verdict


@dataclass(frozen=True)
class Story:
    """One law's verdict told by one row.

    ``witness`` is the row, ``number`` its place among the report's witnesses (from 1), None where a position was asked for;
    ``days`` are the position's, in order, and ``first`` the laws that are broken there, the earliest first.
    """

    report: Report
    result: Result
    witness: Told | None = None
    number: int | None = None
    position: Position | None = None
    place: str = ""
    day: int | None = None
    chapters: tuple[Chapter, ...] = ()
    days: tuple[Day, ...] = ()
    first: tuple[FirstBroken, ...] = ()


def explain(
    target: str,
    name: str,
    *,
    witness: int | None = None,
    position: Position | None = None,
    engine: str = "duckdb",
    parameters: Mapping[str, Any] | None = None,
    memory_limit: str | None = None,
    mapping: str | Path | None = None,
) -> Story:
    """Judges one law over the tables of a target and tells the story of a row that breaks it: by default the first witness.

    ``witness`` chooses another of the report's witnesses, from 1; ``position`` the earliest row that breaks the law there, or,
    where none does, the position's days alone.

    Raises:
        InputError: for an unknown law, a witness that there is not, a position that no table knows, a target that cannot be read.
    """
    if name not in BY_ID:
        raise unknown(name)
    report = judge(target, engine=engine, parameters=parameters, only=[name], memory_limit=memory_limit, mapping=mapping)
    (result,) = report.results
    if witness is not None:
        _refuse_unknown_witness(result, witness)
    try:
        with inquire(target, report.parameters, engine, memory_limit, mapping) as inquiry:
            return _told(inquiry, report, result, witness, position)
    except EngineError as error:
        raise InputError(f"{target} cannot be read to its end: {error}") from error


def tell(inquiry: Inquiry, report: Report, result: Result) -> Story:
    """The story of a broken law's first violation, without what else is broken at its position.

    Raises:
        EngineError: for tables that cannot be read to their end.
    """
    row = decisive(result)
    return _of_row(inquiry, report, result, row, result.witnesses.index(row) + 1, alone=True)


def _told(inquiry: Inquiry, report: Report, result: Result, number: int | None, position: Position | None) -> Story:
    if position:
        return _at_position(inquiry, report, result, position)
    if result.verdict is not Verdict.BROKEN:
        return Story(report, result, chapters=tuple(_rates(inquiry, result)))
    row = result.witnesses[number - 1] if number else decisive(result)
    return _of_row(inquiry, report, result, row, result.witnesses.index(row) + 1)


def _refuse_unknown_witness(result: Result, number: int) -> None:
    there = len(result.witnesses)
    if not there:
        raise InputError(f"{result.law.id} has no witness: its verdict is {result.verdict}")
    if not 1 <= number <= there:
        raise InputError(f"{result.law.id} has no witness {number}: give a number from 1 to {there}")


def _of_row(inquiry: Inquiry, report: Report, result: Result, row: Row, number: int | None, alone: bool = False) -> Story:
    position = place_of(row)
    witness = told(result, row, report.parameters)
    if result.law.statistical:
        return Story(report, result, witness, number, chapters=tuple(_rates(inquiry, result)))
    if position is None:
        return Story(report, result, witness, number, chapters=tuple(around(inquiry.scope, result, witness, day_of(row))))
    with inquiry.at(position) as scope:
        days = days_of(scope, position)
        amiss = days_amiss(scope, days) if result.law.relation == DENSE else {}
        day = next(iter(amiss), day_of(row))
        chapters = (*chapter_of_days(witness, days, day), *chapter_amiss(amiss), *around(scope, result, witness, day))
        first = () if alone else first_broken(inquiry, scope, position, days)
        return Story(report, result, witness, number, position, name_of(scope, position), day, chapters, days, first)


def _at_position(inquiry: Inquiry, report: Report, result: Result, position: Position) -> Story:
    with inquiry.at(position) as scope:
        days = days_of(scope, position)
        if not days:
            raise InputError(f"there is no position {position.product_key},{position.location_key}: {report.target} has no snapshot of it")
        row = _earliest(scope, result, position)
        if row is None:
            chapters, first = tuple(chapter_of_days(None, days, None)), first_broken(inquiry, scope, position, days)
            return Story(report, result, None, None, position, name_of(scope, position), None, chapters, days, first)
    return _of_row(inquiry, report, result, row, None)


def _earliest(scope: Scope, result: Result, position: Position) -> Row | None:
    """The earliest row of the position that breaks the law."""
    if result.verdict is not Verdict.BROKEN:
        return None
    if place_of(result.witnesses[0]) is None:
        raise InputError(f"the rows of {result.law.id} belong to no position: choose one by its number")
    rows = scope.rows(result.law.relation, f"{scope.breaking(result.law)} AND {position.condition}")
    return min(rows, key=lambda row: day_of(row) or 0, default=None)


def _rates(inquiry: Inquiry, result: Result) -> Iterator[Chapter]:
    """For a law about rates, every group that it speaks of."""
    if result.law.statistical:
        yield whole_relation(inquiry.scope, result)
