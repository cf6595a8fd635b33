"""The kill matrix as a page of documentation: ``python -m contracts.faults.page`` prints docs/kill-matrix.md."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.faults.catalogue import DERIVED, FAMILIES, FAULTS, STATED
from contracts.faults.fault import Fault
from contracts.invariants.catalogue import LAWS

_OPENING = """\
# The kill matrix

{stated} faults stated by hand and {derived} that follow from the schema, against {laws} laws. Each fault is a small mistake that a
generator could make, laid as views over a sound world; `tests/contract/test_kill_matrix.py` judges each and proves that it breaks
exactly the laws named here, and no other. This page is derived from `contracts/faults` by `make docs`; change it there.

`stockproof sensitivity TARGET` lays the same faults over anybody's tables, and says which of them would be caught there.

- [Each fault, and what it breaks](#each-fault-and-what-it-breaks)
- [Each law, and what breaks it](#each-law-and-what-breaks-it)
"""


def matrix_page() -> str:
    """The whole page as Markdown: the rows of the matrix, then its columns."""
    opening = _OPENING.format(stated=len(STATED), derived=len(DERIVED), laws=len(LAWS))
    families = (_section(family, (fault for of, fault in STATED if of == family)) for family in FAMILIES)
    rows = ["## Each fault, and what it breaks", "", *families, _section("from the schema", DERIVED)]
    return "\n".join([opening, *rows, "## Each law, and what breaks it", "", _by_law()])


def _section(family: str, faults: Iterable[Fault]) -> str:
    rows = "\n".join(f"| `{fault.id}` | {fault.title} | {', '.join(fault.breaks)} |" for fault in faults)
    return f"### {family.capitalize()}\n\n| fault | the mistake | breaks |\n|---|---|---|\n{rows}\n"


def _by_law() -> str:
    killers: dict[str, list[str]] = {law.id: [] for law in LAWS}
    for fault in FAULTS:
        for name in fault.breaks:
            killers[name].append(fault.id)
    rows = "\n".join(f"| {law.id} | {law.title} | {_killers(killers[law.id])} |" for law in LAWS)
    return f"| law | what it says | broken by |\n|---|---|---|\n{rows}\n"


def _killers(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    print(matrix_page(), end="")
