"""The contract as Great Expectations suites in JSON, one for each table, of the library's own expectations only.

A project that knows nothing of stockproof loads them; it runs them on Spark, where the other tables that a law looks at are known by
their names. The batch is the suite's own table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant, Severity
from contracts.parameters import Setting, resolve
from contracts.schemas.odcs import table_of
from contracts.schemas.sql import query
from contracts.tables import TABLES, Table

BATCH = "{batch}"
"""What stands in a query for the rows that are judged."""


def suites(parameters: Mapping[str, Any] | None = None) -> Iterator[tuple[str, str]]:
    """Each table with its suite, by the contract's parameters or those given.

    Raises:
        InputError: for an unknown parameter or an impossible value.
    """
    settings = resolve(("param", parameters or {}))
    for table in TABLES.values():
        laws = [law for law in LAWS if table_of(law) == table.name]
        expectations = [each for law in laws for each in _expected(law, table, settings)]
        suite = {"name": table.name, "expectations": expectations, "meta": {"grain": table.grain}}
        yield table.name, json.dumps(suite, indent=1, ensure_ascii=False) + "\n"


def _expected(law: Invariant, table: Table, settings: Mapping[str, Setting]) -> Iterator[dict[str, Any]]:
    if law.holds == "is_there":
        for column in table:
            yield _expectation(law, "expect_column_to_exist", {"column": column.name})
    else:
        asked = query(law, settings, {table.name: BATCH})
        yield _expectation(law, "unexpected_rows_expectation", {"unexpected_rows_query": asked})


def _expectation(law: Invariant, kind: str, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": kind,
        "kwargs": kwargs,
        "description": f"{law.id}: {law.title}",
        "severity": "critical" if law.severity is Severity.ERROR else "warning",
        "meta": {"id": law.id, "title": law.title, "family": law.family, "source": law.source, "severity": law.severity.value},
    }
