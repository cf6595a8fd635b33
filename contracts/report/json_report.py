"""The report as JSON: format ``stockproof-report/1``."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracts.verdict import Report, Result

FORMAT = "stockproof-report/1"


def render(report: Report) -> str:
    """The report as one JSON document, one result after the other in the order of the catalogue."""
    return json.dumps(as_data(report), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain dictionaries and lists."""
    return {
        "format": FORMAT,
        "target": report.target,
        "engine": report.engine,
        "contract": report.contract,
        "seconds": round(report.seconds, 3),
        "parameters": {name: {"value": s.value, "source": s.source} for name, s in report.parameters.items()},
        "tables": {name: {"rows": size.rows, "columns": size.columns} for name, size in report.tables.items()},
        "summary": report.summary,
        "results": [_result(result) for result in report.results],
    }


def _result(result: Result) -> dict[str, Any]:
    observed = result.observed
    return {
        "id": result.law.id,
        "family": result.law.family,
        "title": result.law.title,
        "source": result.law.source,
        "severity": result.law.severity.value,
        "verdict": result.verdict.value,
        "judged": result.judged,
        "broken": result.broken,
        "reason": result.reason,
        "observed": observed
        and {
            "value": plain(observed.value),
            "expected": [plain(bound) for bound in observed.expected],
            "sample": observed.sample,
            "tolerance": plain(observed.tolerance),
        },
        "seconds": round(result.seconds, 4),
        "witnesses": [{name: plain(value) for name, value in row.items()} for row in result.witnesses],
    }


def plain(value: object) -> object:
    """A value that JSON can hold and a person can read: ISO dates, decimals as the numbers they print as, NaN by name."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
