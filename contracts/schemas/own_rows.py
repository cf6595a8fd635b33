"""What of a relation can be said of the rows of one table alone.

Many relations put something beside each row of a table and keep the rows as they are. What they show of the row itself is an
expression over the table's own columns, so that a law that speaks of nothing else can be judged on a frame of that table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlglot import exp, parse_one

from contracts.columns import DOUBLE, INT, MONEY, RATE, Column
from contracts.relations import load, stored_relations
from contracts.tables import TABLES

_DIALECT = "duckdb"
_FRACTIONAL = (MONEY, RATE, DOUBLE)
_UNKNOWN = (exp.Window, exp.AggFunc, exp.Query, exp.Subquery, exp.Placeholder)
_ATOMS = (exp.Column, exp.Cast, exp.Case, exp.Paren)
_ELSEWHERE = ("group", "having", "distinct", "qualify", "limit", "windows")

Outputs = Mapping[str, exp.Expr]
"""Columns of a relation by name, those that can be said in the table's own columns alone, as expressions over these."""


@dataclass(frozen=True)
class OwnRows:
    """A relation whose rows are those of a table of which ``kept`` is TRUE; ``outputs`` is what it shows of the row itself."""

    table: str
    outputs: Outputs
    kept: tuple[exp.Expr, ...] = ()

    def said(self, predicate: str) -> str | None:
        """The predicate in columns of the table, or None if it speaks of something else as well."""
        found = _put(parse_one(predicate, dialect=_DIALECT), self.outputs)
        return None if found is None else found.transform(_widened).sql(dialect=_DIALECT)

    def spoken_of(self, when: str) -> str | None:
        """The same for the rows that a law speaks of, which are rows that the relation keeps."""
        said = self.said(when)
        kept = [f"({each.sql(dialect=_DIALECT)})" for each in self.kept]
        return None if said is None else " AND ".join([*kept, f"({said})"]) if kept else said


@cache
def own_rows(relation: str) -> OwnRows | None:
    """The table whose rows a relation of a file keeps, or None if it makes rows of its own."""
    return _rows(parse_one(load(relation).sql, dialect=_DIALECT), {}) if relation in stored_relations() else None


def _rows(query: exp.Expr, named: Mapping[str, OwnRows | None]) -> OwnRows | None:
    if not isinstance(query, exp.Select) or any(query.args.get(clause) for clause in _ELSEWHERE):
        return None
    with_ = query.args.get("with_") or query.args.get("with")
    for step in with_.expressions if with_ else ():
        named = {**named, step.alias: _rows(step.this, named)}
    source = query.args.get("from_") or query.args.get("from")
    joins: list[exp.Expr] = query.args.get("joins") or []
    if source is None or not isinstance(source.this, exp.Table) or not all(_changes_nothing(join) for join in joins):
        return None
    below = named[source.this.name] if source.this.name in named else _source(source.this.name)
    return _select(query, source.alias_or_name, below, bool(joins)) if below else None


def _changes_nothing(join: exp.Expr) -> bool:
    """Whether a join leaves the rows as they are: a LEFT JOIN goes to a unique side, and CROSS JOIN to the one row of the horizon."""
    return join.args.get("side") == "LEFT" or join.args.get("kind") == "CROSS"


def _source(name: str) -> OwnRows | None:
    if name not in TABLES:
        return own_rows(name)
    return OwnRows(name, {column.name: _relied_on(column) for column in TABLES[name]})


def _relied_on(column: Column) -> exp.Expr:
    """A column as laws may rely on it: no sum or product of quantities overflows, no number is NaN or infinite."""
    if column.type is INT and not column.name.endswith("_key"):
        return parse_one(f"CAST({column.name} AS BIGINT)", dialect=_DIALECT)
    if column.type in _FRACTIONAL:
        return parse_one(f"CASE WHEN {column.name} - {column.name} = 0 THEN {column.name} END", dialect=_DIALECT)
    return exp.column(column.name)


def _select(query: exp.Select, alias: str, below: OwnRows, joined: bool) -> OwnRows | None:
    inside = {f"{alias}.{name}": value for name, value in below.outputs.items()}
    if not joined:
        inside |= below.outputs
    where = query.args.get("where")
    kept = _put(where.this, inside) if where else None
    if where and kept is None:
        return None
    outputs = {name: value for item in query.expressions for name, value in _shown(item, alias, below, inside)}
    return OwnRows(below.table, outputs, (*below.kept, *([kept] if kept else [])))


def _shown(item: exp.Expr, alias: str, below: OwnRows, inside: Outputs) -> Iterator[tuple[str, exp.Expr]]:
    if item.is_star:
        if not isinstance(item, exp.Column) or item.table == alias:
            yield from below.outputs.items()
        return
    value = _put(item.unalias(), inside)
    if value is not None:
        yield item.alias_or_name, value


def _put(expression: exp.Expr, inside: Outputs) -> exp.Expr | None:
    """The expression with each column replaced by what it stands for, or None if one stands for something else."""
    if expression.find(*_UNKNOWN):
        return None
    names = [_full_name(column) for column in expression.find_all(exp.Column)]
    if any(name not in inside for name in names):
        return None

    def replaced(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        value = inside[_full_name(node)].copy()
        return value if isinstance(value, _ATOMS) else exp.paren(value)

    return expression.copy().transform(replaced)


def _widened(node: exp.Expr) -> exp.Expr:
    """Parts of an instant as BIGINT: where they are small integers, a hundred times one is too much for its type."""
    return exp.cast(node, "BIGINT") if isinstance(node, exp.Extract) else node


def _full_name(column: exp.Expr) -> str:
    return f"{column.table}.{column.name}" if isinstance(column, exp.Column) and column.table else column.name
