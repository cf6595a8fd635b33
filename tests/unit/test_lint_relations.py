"""Every relation and predicate keeps to the SQL that all engines run as it stands."""

from __future__ import annotations

import re
from functools import cache

import pytest
from sqlglot import exp, parse, parse_one

from contracts.faults import scenes
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.lineage import dependencies_of, reads
from contracts.parameters import resolve
from contracts.relations import Relation, bind, load, placeholders, stored_relations
from contracts.relations.derived import COLUMNS, COPIES, ROWS, find
from contracts.tables import TABLES

DIALECTS = ("duckdb", "spark")
LITERALS = {name: setting.literal for name, setting in resolve().items()}
RELATIONS = [load(name) for name in stored_relations()]
SCENES = [scenes.load(name) for name in scenes.stored_scenes()]

PREDICATE_NODES = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Placeholder, exp.Paren, exp.Tuple, exp.Neg,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Is,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Case, exp.If, exp.Coalesce,
)  # fmt: skip

RELATION_FUNCTIONS = (
    exp.Case, exp.If, exp.Coalesce, exp.Cast, exp.TryCast, exp.And, exp.Or, exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg,
    exp.Abs, exp.Floor, exp.Ceil, exp.Round, exp.Sqrt, exp.Greatest, exp.Least, exp.Extract, exp.Nullif, exp.Concat, exp.Substring,
    exp.Pad, exp.Lag, exp.Lead, exp.RowNumber, exp.Rank, exp.DenseRank, exp.FirstValue, exp.LastValue, exp.Exists, exp.Pow, exp.Xor,
)  # fmt: skip

RELATION_REFUSALS = (exp.Qualify, exp.Lateral, exp.Unnest, exp.Pivot, exp.Limit, exp.ArrayAgg, exp.DPipe, exp.Anonymous, exp.Rand)


def named(relation: Relation) -> str:
    return relation.name


def law_id(law: Invariant) -> str:
    return law.id


@cache
def outputs(relation: str) -> frozenset[str]:
    """Columns of a relation, the derived ones included."""
    if relation.startswith(COLUMNS):
        return frozenset({"column_name", "declared", "stored", "is_there", "kind_ok", "width_ok", "not_castable"})
    if relation.startswith(COPIES):
        return frozenset(dependencies_of(relation).outputs)
    return frozenset(dependencies_of(relation).outputs) | ({"is_complete"} if relation.startswith(ROWS) else set())


@pytest.mark.parametrize("relation", RELATIONS, ids=named)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_relation_is_one_select_in_every_dialect(relation: Relation, dialect: str) -> None:
    (statement,) = parse(bind(relation.sql, LITERALS), dialect=dialect)
    assert isinstance(statement, exp.Query)


@pytest.mark.parametrize("relation", RELATIONS, ids=named)
def test_a_relation_uses_the_functions_that_every_engine_has(relation: Relation) -> None:
    tree = parse_one(relation.sql, dialect="duckdb")
    functions = {type(node).__name__ for node in tree.find_all(exp.Func) if not isinstance(node, RELATION_FUNCTIONS)}
    refused = {type(node).__name__ for node in tree.find_all(*RELATION_REFUSALS)}
    assert functions | refused == set()


@pytest.mark.parametrize("relation", RELATIONS, ids=named)
def test_a_relation_quotes_nothing_and_spells_out_every_alias(relation: Relation) -> None:
    assert '"' not in relation.sql
    assert "`" not in relation.sql
    tree = parse_one(relation.sql, dialect="duckdb")
    names = {node.alias for node in tree.find_all(exp.Alias, exp.Table, exp.Subquery) if node.alias}
    assert {name for name in names if not re.search(rf"\bAS\s+{name}\b", relation.sql)} == set()


@pytest.mark.parametrize("relation", [*RELATIONS, *SCENES], ids=named)
def test_every_order_says_where_null_stands(relation: Relation) -> None:
    """Engines disagree on it where nothing is said."""
    orders = parse_one(relation.sql, dialect="duckdb").find_all(exp.Order)
    terms = sum(len(order.expressions) for order in orders)
    assert len(re.findall(r"\bNULLS (?:FIRST|LAST)\b", relation.sql)) == terms


@pytest.mark.parametrize("relation", RELATIONS, ids=named)
def test_the_head_of_a_relation_says_its_grain_and_a_key_among_its_columns(relation: Relation) -> None:
    assert relation.grain.startswith("One row per ")
    assert relation.key
    assert set(relation.key) <= outputs(relation.name)


@pytest.mark.parametrize("relation", RELATIONS, ids=named)
def test_a_relation_reads_what_is_there_and_hides_no_table_behind_a_name_of_its_own(relation: Relation) -> None:
    tree = parse_one(relation.sql, dialect="duckdb")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    assert own.isdisjoint({*TABLES, *stored_relations()})
    assert {table.name for table in tree.find_all(exp.Table)} - own == set(relation.reads)


@pytest.mark.parametrize("law", LAWS, ids=law_id)
def test_a_predicate_keeps_to_the_small_subset(law: Invariant) -> None:
    for predicate in (law.when, law.holds):
        for dialect in DIALECTS:
            nodes = parse_one(predicate, dialect=dialect).walk()
            assert {type(node).__name__ for node in nodes if not isinstance(node, PREDICATE_NODES)} == set()


@pytest.mark.parametrize("law", LAWS, ids=law_id)
def test_a_predicate_names_columns_of_its_relation_and_parameters_of_the_contract(law: Invariant) -> None:
    for predicate in (law.when, law.holds):
        tree = parse_one(predicate, dialect="duckdb")
        assert {column.name for column in tree.find_all(exp.Column)} <= outputs(law.relation)
        assert set(placeholders(predicate)) <= set(LITERALS)


@pytest.mark.parametrize("law", LAWS, ids=law_id)
def test_a_law_depends_on_tables_of_the_contract(law: Invariant) -> None:
    fields = reads(law)
    assert fields
    assert all(table in TABLES and (column is None or column in TABLES[table].by_name) for table, column in fields)


@pytest.mark.parametrize("law", [law for law in LAWS if law.statistical], ids=law_id)
def test_a_statistical_law_says_what_it_measures(law: Invariant) -> None:
    assert {"observed", "expected_low", "expected_high", "sample", "tolerance"} <= outputs(law.relation)
    assert law.sample_needed


def test_ids_are_unique_and_relations_are_all_used() -> None:
    assert len({law.id for law in LAWS}) == len(LAWS)
    used = {law.relation for law in LAWS} | {name for relation in RELATIONS for name in relation.reads}
    assert set(stored_relations()) - used == set()


def test_derived_relations_parse_in_every_dialect() -> None:
    names = {law.relation for law in LAWS if law.relation.startswith((ROWS, COPIES))}
    for name in names:
        for dialect in DIALECTS:
            assert isinstance(parse_one(find(name, {}).sql, dialect=dialect), exp.Query)
