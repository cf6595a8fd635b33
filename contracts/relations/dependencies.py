"""Which tables and columns each output of a SELECT depends on, read from its SQL.

An output depends on the columns of its expression. The rows themselves, and so all outputs, depend on what filters, inner joins,
grouping and DISTINCT read; a LEFT JOIN to a side that is unique on its key never changes the rows, so that what it reads counts
for the outputs of that side only. An aggregate without grouping is always one row: its outputs depend on what it read, its rows
on nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp, parse_one

Field = tuple[str, str | None]
"""A table and one of its columns, or None for the table's rows."""

_NOTHING: frozenset[Field] = frozenset()


@dataclass(frozen=True)
class Dependencies:
    """What each output, and the rows, of a relation depend on."""

    outputs: Mapping[str, frozenset[Field]]
    rows: frozenset[Field] = _NOTHING

    def guarded_by(self, fields: frozenset[Field]) -> Dependencies:
        """The outputs of a side that is joined without changing the rows: each depends on the match as well."""
        return Dependencies({name: found | self.rows | fields for name, found in self.outputs.items()})


Find = Callable[[str], Dependencies]
"""Dependencies of a table or relation by name."""


def dependencies(sql: str, find: Find) -> Dependencies:
    """Dependencies of a SELECT (placeholders allowed) over the tables and relations that ``find`` knows."""
    return _query(parse_one(sql, dialect="duckdb"), find)


def added_up(sql: str, find: Find) -> Dependencies:
    """Dependencies of sums by a key, made by several SELECTs and put side by side, that are joined without changing rows.

    Where a SELECT has no row, its sums count as 0: so a sum depends on what its own SELECT adds up. Of a union, that is those parts
    which tell it something other than a constant, their rows and their keys, and no other part.
    """
    query = parse_one(sql, dialect="duckdb")
    parts: dict[str, list[Dependencies]] = {}
    sums: dict[str, dict[str, frozenset[Field]]] = {}
    for named in _named(query):
        select = named.this
        if isinstance(select, exp.SetOperation):
            parts[named.alias] = [_select(part, find) for part in select.find_all(exp.Select)]
        else:
            source = select.find(exp.Table).name
            key = {column.name for column in select.args["group"].expressions}
            told = {item.alias_or_name: {column.name for column in item.find_all(exp.Column)} for item in select.expressions}
            added = parts.get(source) or [find(source)]
            sums[named.alias] = {name: _NOTHING if name in key else _told_of(names, key, added) for name, names in told.items()}
    outputs = {item.alias_or_name: item.find_all(exp.Column) for item in query.expressions}
    return Dependencies({name: _NOTHING.union(*(sums[of.table][of.name] for of in told)) for name, told in outputs.items()})


def _told_of(names: Iterable[str], key: Iterable[str], parts: Iterable[Dependencies]) -> frozenset[Field]:
    found = _NOTHING
    for part in parts:
        own = _NOTHING.union(*(part.outputs[name] for name in names))
        if own:
            found |= own.union(part.rows, *(part.outputs[name] for name in key))
    return found


def _query(query: exp.Expr, find: Find) -> Dependencies:
    """Dependencies of a SELECT or of a set operation, with its common table expressions."""
    for named in _named(query):
        find = _also(find, named.alias, _query(named.this, find))
    if isinstance(query, exp.Subquery):
        return _query(query.this, find)
    if isinstance(query, exp.SetOperation):
        return _union(_query(query.left, find), _query(query.right, find), bool(query.args.get("distinct")))
    return _select(query, find)


def _named(query: exp.Expr) -> Sequence[exp.Expr]:
    """The common table expressions of a query."""
    with_ = query.args.get("with_") or query.args.get("with")
    return with_.expressions if with_ else ()


def _also(find: Find, name: str, known: Dependencies) -> Find:
    return lambda wanted: known if wanted == name else find(wanted)


def _union(left: Dependencies, right: Dependencies, distinct: bool) -> Dependencies:
    pairs = zip(left.outputs.items(), right.outputs.values(), strict=True)
    outputs = {name: first | second for (name, first), second in pairs}
    rows = left.rows | right.rows
    return Dependencies(outputs, rows.union(*outputs.values()) if distinct else rows)


def _select(query: exp.Expr, find: Find) -> Dependencies:
    sources: dict[str, Dependencies] = {}
    rows = _NOTHING
    from_ = query.args.get("from_") or query.args.get("from")
    for part in [from_, *query.args.get("joins", ())] if from_ else ():
        found = _source(part.this, find)
        sources[part.alias_or_name] = found
        matched = _matched(part, sources, find)
        if part.args.get("side") == "LEFT":
            sources[part.alias_or_name] = found.guarded_by(matched)
        else:
            rows |= found.rows | matched
    for clause in ("where", "group", "having"):
        rows |= _fields(query.args.get(clause), sources, find)
    outputs = _outputs(query, sources, find)
    if query.args.get("distinct"):
        rows = rows.union(*outputs.values())
    if _is_one_row(query):
        return Dependencies({name: found | rows for name, found in outputs.items()})
    return Dependencies(outputs, rows)


def _matched(join: exp.Expr, sources: Mapping[str, Dependencies], find: Find) -> frozenset[Field]:
    """What the condition of a join reads; a column that it shares by name is read on both sides."""
    shared = [_column(exp.column(name.name), sources) for name in join.args.get("using") or ()]
    return _fields(join.args.get("on"), sources, find).union(*shared)


def _source(part: exp.Expr, find: Find) -> Dependencies:
    return find(part.name) if isinstance(part, exp.Table) else _query(part, find)


def _outputs(query: exp.Expr, sources: Mapping[str, Dependencies], find: Find) -> dict[str, frozenset[Field]]:
    outputs: dict[str, frozenset[Field]] = {}
    windows = {window.name: _fields(window, sources, find) for window in query.args.get("windows") or ()}
    for item in query.expressions:
        if item.is_star:
            starred = [item.table] if isinstance(item, exp.Column) else list(sources)
            for name in starred:
                outputs |= sources[name].outputs
        else:
            named = (windows.get(window.alias, _NOTHING) for window in item.find_all(exp.Window))
            outputs[item.alias_or_name] = _fields(item, sources, find).union(*named)
    return outputs


def _fields(expression: exp.Expr | None, sources: Mapping[str, Dependencies], find: Find) -> frozenset[Field]:
    """All that an expression reads, queries inside it included."""
    if expression is None:
        return _NOTHING
    if isinstance(expression, exp.Query):
        inner = _query(expression, lambda name: sources.get(name) or find(name))
        return inner.rows.union(*inner.outputs.values())
    if isinstance(expression, exp.Column):
        return _column(expression, sources)
    return _NOTHING.union(*(_fields(child, sources, find) for child in expression.iter_expressions()))


def _column(column: exp.Column, sources: Mapping[str, Dependencies]) -> frozenset[Field]:
    """What a column stands for; an unqualified one is looked for in every source."""
    sides = [sources[column.table]] if column.table in sources else sources.values()
    return _NOTHING.union(*(side.outputs.get(column.name, _NOTHING) for side in sides))


def _is_one_row(query: exp.Expr) -> bool:
    """Whether the SELECT aggregates everything into one row."""
    aggregates = any(
        isinstance(node, exp.AggFunc) and not isinstance(node.parent, exp.Window | exp.Filter)
        for item in query.expressions
        for node in item.walk()
    )
    return aggregates and not query.args.get("group") and not query.args.get("having")
