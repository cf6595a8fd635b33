"""Faults as data: they keep to the SQL that every engine runs, and the page that lists them is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from contracts.faults.catalogue import FAULTS, STATED
from contracts.faults.fault import TOUCHED, Fault
from contracts.faults.layer import computed_columns, shown_columns
from contracts.faults.page import matrix_page
from contracts.faults.scenes import load, sources, stored_scenes
from contracts.invariants.catalogue import BY_ID
from contracts.parameters import resolve
from contracts.relations import Relation, bind
from contracts.tables import TABLES

ROOT = Path(__file__).parents[3]
DIALECTS = ("duckdb", "spark")
LITERALS = {name: setting.literal for name, setting in resolve().items()}
SCENES = [load(name) for name in stored_scenes()]

FUNCTIONS = (
    exp.Case, exp.If, exp.Coalesce, exp.Cast, exp.And, exp.Or, exp.Count, exp.Sum, exp.Min, exp.Max, exp.Floor, exp.Extract,
    exp.Lag, exp.Lead, exp.RowNumber,
)  # fmt: skip
REFUSED = (exp.Qualify, exp.Lateral, exp.Unnest, exp.Pivot, exp.Limit, exp.ArrayAgg, exp.DPipe, exp.Anonymous, exp.Rand)


def fault_id(fault: Fault) -> str:
    return fault.id


def named(scene: Relation) -> str:
    return scene.name


def unportable(sql: str) -> set[str]:
    """Functions and clauses that not every engine has."""
    tree = parse_one(sql, dialect="duckdb")
    functions = {type(node).__name__ for node in tree.find_all(exp.Func) if not isinstance(node, FUNCTIONS)}
    return functions | {type(node).__name__ for node in tree.find_all(*REFUSED)}


@pytest.mark.parametrize("fault", FAULTS, ids=fault_id)
def test_a_fault_is_portable_selects_over_what_is_there(fault: Fault) -> None:
    for sql in (fault.touched, *fault.changes.values()):
        assert unportable(sql) == set()
        assert '"' not in sql
        read = {table.name for table in parse_one(sql, dialect="duckdb").find_all(exp.Table)} - {TOUCHED}
        assert read == sources(sql)
        for dialect in DIALECTS:
            assert isinstance(parse_one(bind(sql, LITERALS), dialect=dialect), exp.Query)


@pytest.mark.parametrize("fault", FAULTS, ids=fault_id)
def test_a_fault_changes_tables_of_the_contract_and_breaks_laws_of_it(fault: Fault) -> None:
    assert fault.changes
    assert fault.breaks
    assert set(fault.changes) <= set(TABLES)
    assert set(fault.breaks) <= set(BY_ID)
    assert len(set(fault.breaks)) == len(fault.breaks)
    for table, sql in fault.changes.items():
        assert computed_columns(sql) != () or len(shown_columns(sql)) < len(TABLES[table].columns)


@pytest.mark.parametrize("scene", SCENES, ids=named)
def test_a_scene_keeps_to_the_sql_of_relations(scene: Relation) -> None:
    assert unportable(scene.sql) == set()
    assert scene.grain.startswith("One row per ")
    tree = parse_one(scene.sql, dialect="duckdb")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    assert own.isdisjoint({*TABLES, *stored_scenes()})
    assert {table.name for table in tree.find_all(exp.Table)} - own == set(scene.reads)
    names = {node.alias for node in tree.find_all(exp.Alias, exp.Table, exp.Subquery) if node.alias}
    assert {name for name in names if not re.search(rf"\bAS\s+{name}\b", scene.sql)} == set()


def test_scenes_are_all_used() -> None:
    used = {name for fault in FAULTS for name in sources(fault.touched)} | {name for scene in SCENES for name in scene.reads}
    assert set(stored_scenes()) - used == set()


def test_there_are_enough_faults_and_each_has_a_name_of_its_own() -> None:
    assert len(STATED) >= 80
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
    assert len({fault.title for fault in FAULTS}) == len(FAULTS)


def test_the_page_of_the_kill_matrix_is_the_catalogue() -> None:
    assert (ROOT / "docs" / "kill-matrix.md").read_text(encoding="utf-8") == matrix_page(), "run: make docs"
