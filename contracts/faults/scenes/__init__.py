"""Scenes: named SELECTs over sound tables in which faults look for the place where they happen.

One ``.sql`` file each, as for relations; they may read relations and other scenes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from contracts.lineage import dependencies_of as dependencies_of_relation
from contracts.relations import Relation, parse, stored_relations
from contracts.relations.dependencies import Dependencies, dependencies
from contracts.relations.derived import find
from contracts.tables import TABLES

_FOLDER = Path(__file__).parent
_SOURCE = re.compile(r"\b(?:FROM|JOIN)\s+([A-Za-z_]\w*)\b(?!\.)", re.IGNORECASE)


def stored_scenes() -> tuple[str, ...]:
    """Names of all scenes, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.sql")))


@cache
def load(name: str) -> Relation:
    """The scene, or else the relation, of that name.

    Raises:
        KeyError: if there is neither.
    """
    path = _FOLDER / f"{name}.sql"
    if not path.is_file():
        return find(name, {})
    scene = parse(name, path.read_text(encoding="utf-8"))
    return replace(scene, reads=tuple(sorted(sources(scene.sql) - {name})), computed_once=True)


def sources(sql: str) -> frozenset[str]:
    """The tables, relations and scenes that a SELECT reads."""
    known = {*TABLES, *stored_relations(), *stored_scenes()}
    return frozenset(name for name in _SOURCE.findall(sql) if name in known)


def key_of(source: str) -> tuple[str, ...]:
    """Columns that identify a row of a table, relation or scene."""
    return TABLES[source].key if source in TABLES else load(source).key


@cache
def dependencies_of(name: str) -> Dependencies:
    """Dependencies of a table, relation or scene by name."""
    return dependencies(load(name).sql, dependencies_of) if name in stored_scenes() else dependencies_of_relation(name)
