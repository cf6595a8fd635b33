"""What a law is: a predicate that must be TRUE of every row of one relation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """``error``: the data contradict the sources. ``warning``: realism or house style."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Invariant:
    """One law of the contract.

    ``relation`` names a file of `contracts.relations` (or a relation derived from the schema); ``when`` chooses the rows the
    law speaks of, all unless given; ``holds`` must be TRUE of each of them, NULL counting as a violation. Both are SQL in the
    subset every engine runs as it stands: comparison, boolean operators, arithmetic, CASE, COALESCE, IN, IS NULL, and
    ``:name`` for a parameter of the contract. ``source`` names the sections and decisions that the law comes from.

    A ``statistical`` law speaks of rates: its relation has the columns ``observed``, ``expected_low``, ``expected_high``,
    ``sample`` and ``tolerance``, from which the report states what was measured; rows whose sample is too small are kept out
    by ``when``, and ``sample_needed`` says in words what would have been enough. ``measures`` says in words what was measured,
    ``{observed}`` standing for the rate in ``unit`` and any other ``{column}`` for a value of the relation's row.
    """

    id: str
    title: str
    relation: str
    holds: str
    source: str
    when: str = "TRUE"
    severity: Severity = Severity.ERROR
    statistical: bool = False
    sample_needed: str = ""
    measures: str = ""
    unit: str = "%"

    @property
    def family(self) -> str:
        """The family's name as reports show it: structure, requests, sales, returns, inventory, ..."""
        prefix = self.id.partition("-")[0]
        return FAMILIES.get(prefix) or CODE_FAMILIES[prefix]

    @property
    def is_of_columns(self) -> bool:
        """Whether it speaks of columns, and not of rows."""
        return self.id.startswith(("SCH-COL.", "SCH-TYPE.", "SCH-WIDTH."))


FAMILIES = {
    "KEY": "structure",
    "SCH": "structure",
    "REQ": "requests",
    "SAL": "sales",
    "RET": "returns",
    "INV": "inventory",
    "MOV": "movements",
    "STO": "stockouts",
    "CRT": "carts",
    "EVT": "events",
}
"""Family by id prefix, in the order in which reports show them."""

CODE_FAMILIES = {"ALC": "allocation", "LED": "ledger", "STK": "ledger", "GEN": "generation"}
"""The same for laws of code, which no report on tables shows."""
