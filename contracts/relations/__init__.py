"""Relations: named SELECTs that put beside each row what is needed to judge it.

One ``.sql`` file each, whose head comments say what a row stands for, ``key:`` the columns that identify it, and
``position-local`` where all tables may be restricted to one location without changing the location's rows, and ``computed once``
where the rows are few and many relations read them, so that engines keep them; ``adds up`` marks sums put side by side, to which a
table that is not there adds nothing. Relations that follow from the schema alone are made by `contracts.relations.derived`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.tables import TABLES

if TYPE_CHECKING:
    from contracts.relations.succession import Succession

REPEATED = "repeated_in_"
"""What the names of derived relations begin with that files may read, followed by a table: its primary keys that several rows have."""

SUCCESSIVE = "successive_"
"""What the names of successions begin with, which files may read too: see `contracts.relations.succession`."""

_FOLDER = Path(__file__).parent
_LOCAL, _ONCE, _ADDS_UP = "position-local", "computed once", "adds up"
_COMMENT = re.compile(r"--[^\n]*")
_SOURCE = re.compile(r"\b(?:FROM|JOIN)\s+([A-Za-z_]\w*)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?<![\w:]):([a-z]\w*)")


@dataclass(frozen=True)
class Relation:
    """A named SELECT: its text with placeholders, the grain of its rows, the key that witnesses are ordered by, what it reads.

    One that is a ``succession`` may be had in another way than by its text. ``by_sorting`` makes the same rows by a sort of all of them,
    for engines that sort on one machine.
    """

    name: str
    sql: str
    grain: str
    key: tuple[str, ...]
    reads: tuple[str, ...]
    position_local: bool = False
    computed_once: bool = False
    adds_up: bool = False
    succession: Succession | None = None
    by_sorting: str | None = None


def stored_relations() -> tuple[str, ...]:
    """Names of all relations that have a file, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.sql")))


@cache
def load(name: str) -> Relation:
    """The relation of the file ``NAME.sql``.

    Raises:
        KeyError: if there is no such file.
    """
    path = _FOLDER / f"{name}.sql"
    if not path.is_file():
        raise KeyError(f"no relation {name}: {path.name} is not there")
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Relation:
    """A relation from the text of its file: head comments, then one SELECT."""
    head = [line.removeprefix("--").strip() for line in _head(text)]
    key = next((line.removeprefix("key:") for line in head if line.startswith("key:")), "")
    grain = " ".join(line for line in head if not line.startswith(("key:", _LOCAL, _ONCE, _ADDS_UP)))
    local, once, adds_up = (any(line.startswith(mark) for line in head) for mark in (_LOCAL, _ONCE, _ADDS_UP))
    sql = _COMMENT.sub("", text).strip().rstrip(";")
    known = {*TABLES, *stored_relations()} - {name}
    reads = tuple(dict.fromkeys(word for word in _SOURCE.findall(sql) if word in known or word.startswith((REPEATED, SUCCESSIVE))))
    return Relation(name, sql, grain, tuple(word.strip() for word in key.split(",") if word.strip()), reads, local, once, adds_up)


def _head(text: str) -> Iterable[str]:
    for line in text.splitlines():
        if not line.startswith("--"):
            return
        yield line


def in_order(names: Iterable[str], find: Callable[[str], Relation] = load) -> list[Relation]:
    """The named relations and all that they read, each after what it reads; tables are left out."""
    ordered: dict[str, Relation] = {}

    def visit(name: str) -> None:
        if name in ordered or name in TABLES:
            return
        relation = find(name)
        for source in relation.reads:
            visit(source)
        ordered[name] = relation

    for name in names:
        visit(name)
    return list(ordered.values())


def bind(sql: str, literals: Mapping[str, str]) -> str:
    """The SQL with each ``:name`` replaced by its literal.

    Raises:
        KeyError: for a name that is not a parameter of the contract.
    """
    return _PLACEHOLDER.sub(lambda found: literals[found[1]], sql)


def placeholders(sql: str) -> tuple[str, ...]:
    """Names of the parameters that the SQL mentions, in order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(sql)))
