"""Which outputs of a SELECT may hold a column of the source: what is wrong with the one is to be said of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp

from contracts.mapping.select import Select


def sources_of(select: Select, counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """For each output the sum of what was counted of the columns that it is made of; ``counts`` are by column, for each table it reads.

    Names are followed through all that the SELECT names on its way, so that an output is charged with too much rather than too little.
    """
    counted: dict[str, int] = {}
    for table in counts:
        for name, count in table.items():
            counted[name.lower()] = counted.get(name.lower(), 0) + count
    if not counted:
        return {}
    made_of: dict[str, set[str]] = {}
    for alias in select.tree.find_all(exp.Alias):
        made_of.setdefault(alias.alias.lower(), set()).update(column.name.lower() for column in alias.find_all(exp.Column))
    outputs = [name for name in select.outputs if name is not None] or list(counted)
    return {name: sum(counted.get(each, 0) for each in _closure(name, made_of)) for name in outputs}


def _closure(name: str, made_of: Mapping[str, set[str]]) -> set[str]:
    found, open_ = set[str](), [name]
    while open_:
        each = open_.pop()
        if each not in found:
            found.add(each)
            open_ += made_of.get(each, ())
    return found
