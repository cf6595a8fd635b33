"""The laws as pages of documentation: ``python -m contracts.reference.page EXAMPLES.json DIR`` writes one for each family.

Beside them ``relations.md``, the SELECTs whose rows the laws speak of.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contracts.faults.catalogue import FAULTS
from contracts.invariants.catalogue import LAWS
from contracts.invariants.code import CODE_LAWS
from contracts.invariants.law import FAMILIES, Invariant, Severity
from contracts.reference.examples import Example, columns_read, read
from contracts.relations import Relation, load, stored_relations
from contracts.relations.succession import SUCCESSIONS

_OPENING = """\
# {family}

{laws} {noun}. Each is a predicate over the rows of a [relation](relations.md): of the rows for which *when* is true, *holds* must be true,
and what is NULL is not true. `:name` is a [parameter](../reference/parameters.md). The example is taken from a sound world, and broken by a
fault of the [kill matrix](../kill-matrix.md): what differs in what the law reads is **set in bold**. This page is derived from the
declarations by `make docs`.
"""

_RELATIONS = """\
# Relations

What the laws speak of: one row of a relation for each thing that can be right or wrong, beside all that is needed to judge it. Relations
that follow from the schema alone, such as the rows of a table beside what is missing in them, have no text of their own. This page is
derived from `contracts/relations` by `make docs`.
"""

_CODE = """\
# Code

{laws} laws of code: of any allocator and ledger behind the [protocols](../reference/python.md#contractsprotocols), which `stockproof fuzz`
judges, and of a generator. Each speaks of a method that is called, or of what is generated: where *when* is true, *holds* must be.
`before` and `after` are every position's stock around the call, `said` is what it returned. Which mistakes they find is on the page of
[wrong implementations](../wrong-implementations.md). This page is derived from the declarations by `make docs`.
"""

KILLERS: Mapping[str, list[str]] = {law.id: [f"`{fault.id}`" for fault in FAULTS if law.id in fault.breaks] for law in LAWS}
_TITLES = {fault.id: fault.title for fault in FAULTS}


def pages(examples: Mapping[str, Example]) -> dict[str, str]:
    """Markdown by file name: a page for each family, and one of all relations."""
    written = {f"{family}.md": _family(family, examples) for family in dict.fromkeys(FAMILIES.values())}
    return {**written, "code.md": _laws_of_code(), "relations.md": _relations()}


def _family(family: str, examples: Mapping[str, Example]) -> str:
    laws = [law for law in LAWS if law.family == family]
    opening = _OPENING.format(family=family.capitalize(), laws=len(laws), noun="law" if len(laws) == 1 else "laws")
    return "\n".join([opening, *(_law(law, examples[law.id]) for law in laws)])


def _law(law: Invariant, example: Example) -> str:
    warning = " · a warning" if law.severity is Severity.WARNING else ""
    when = "" if law.when == "TRUE" else f"-- when\n{law.when}\n"
    return f"""\
## {law.id} {{ #{law.id} }}

**{law.title}.**

{law.source}{warning} · {_linked(law.relation)}

```sql
{when}-- holds
{law.holds}
```

{_example(law, example)}
Broken by `{example.fault}`: {_TITLES[example.fault]}.{_others(law, example.fault)}
"""


def _laws_of_code() -> str:
    return "\n".join([_CODE.format(laws=len(CODE_LAWS)), *map(_law_of_code, CODE_LAWS)])


def _law_of_code(law: Invariant) -> str:
    when = "" if law.when == "TRUE" else f"# when\n{law.when}\n"
    said = f"**{law.title}.**\n\n{law.source} · {law.relation}"
    return f"## {law.id} {{ #{law.id} }}\n\n{said}\n\n```text\n{when}# holds\n{law.holds}\n```\n"


def _linked(relation: str) -> str:
    return f"[{relation}](relations.md#{relation})" if relation in stored_relations() else f"`{relation}`"


def _example(law: Invariant, example: Example) -> str:
    own = [name for name in example.holds if name not in columns_read(law)]
    rows = "".join(_compared(name, example, name not in own) for name in (*own, *columns_read(law)))
    return f"| | holds | broken |\n|---|---|---|\n{rows}"


def _compared(name: str, example: Example, is_read: bool) -> str:
    sound, faulty = _cell(example.holds[name]), _cell(example.broken[name])
    return f"| {name} | {sound} | {f'**{faulty}**' if is_read and faulty != sound else faulty} |\n"


def _cell(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return value.replace("|", "\\|")
    return f"{value:.6g}" if isinstance(value, float) else json.dumps(value)


def _others(law: Invariant, shown: str) -> str:
    others = [name for name in KILLERS[law.id] if name != f"`{shown}`"]
    return f" {'So do' if len(others) > 1 else 'So does'} {', '.join(others)}." if others else ""


def _relations() -> str:
    parts = [*(load(name) for name in stored_relations())]
    return "\n".join([_RELATIONS, *map(_relation, parts), *_successions()])


def _relation(relation: Relation) -> str:
    return f"## {relation.name} {{ #{relation.name} }}\n\n{relation.grain}\n\n{_key(relation.key)}\n\n```sql\n{relation.sql}\n```\n"


def _successions() -> Iterable[str]:
    for name, succession in sorted(SUCCESSIONS.items()):
        yield f"## {name} {{ #{name} }}\n\n{succession.grain}\n\n```sql\n{succession.in_any_order()}\n```\n"


def _key(key: Iterable[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in key)
    return f"Identified by {listed}." if listed else "It has one row."


def main(examples: str, folder: str) -> None:
    """Writes all pages into a folder."""
    for name, text in pages(read(Path(examples).read_text(encoding="utf-8"))).items():
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
