"""Every row that breaks a law, as Parquet files: what a report holds but twenty of."""

from __future__ import annotations

from pathlib import Path

from contracts.engines import EngineError
from contracts.errors import InputError
from contracts.inquiry import Inquiry, inquire
from contracts.invariants.law import Invariant
from contracts.verdict import Report, Verdict


def write_witnesses(report: Report, folder: Path, memory_limit: str | None = None, mapping: str | Path | None = None) -> tuple[Path, ...]:
    """Writes ``ID.parquet`` for each broken law of the report, with the columns of its relation; the engine writes, row by row.

    ``mapping`` is the file by which the tables were judged, if there was one. A file that an earlier judgement left for a law that is
    no longer broken is removed.

    Raises:
        InputError: if the folder cannot be written to, or the tables can no longer be read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for result in report.results:
            if result.verdict is not Verdict.BROKEN:
                _file(folder, result.law).unlink(missing_ok=True)
        broken = [result.law for result in report.of(Verdict.BROKEN)]
        if not broken:
            return ()
        with inquire(report.target, report.parameters, report.engine, memory_limit, mapping) as inquiry:
            return tuple(_written(inquiry, law, _file(folder, law)) for law in broken)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from error


def _file(folder: Path, law: Invariant) -> Path:
    return folder / f"{law.id}.parquet"


def _written(inquiry: Inquiry, law: Invariant, path: Path) -> Path:
    """The file, there as a whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        inquiry.write_broken(law, unfinished)
        return unfinished.rename(path)
    except EngineError as error:
        raise InputError(f"{path}: cannot be written ({error})") from error
    finally:
        unfinished.unlink(missing_ok=True)
