"""What a SELECT may grow to: how often it reads tables, how many of them it multiplies, how often its texts are put together anew.

A short SELECT can ask for more than any machine has, by names that stand for names twice each. These bounds keep that out; they do not
bound time, which a join on a column of one value takes without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

MOST_READS = 1_000
"""Reads of tables, each common table expression written out wherever it is named."""

MOST_CROSSED = 2
"""Tables that may multiply the rows of another: joins without a condition, one over the other."""

MOST_TEXT = 4
"""Times that a text may be made of several texts, or lengthened by REPLACE, one over the other."""

_JOINED = (exp.DPipe, exp.Concat)


class CostError(Exception):
    """Which bound a SELECT is beyond, and a word near it."""

    def __init__(self, what: str, word: str = "") -> None:
        super().__init__(what)
        self.word = word


@dataclass(frozen=True)
class Cost:
    """``reads`` of tables; ``crossed`` tables that multiply each other beyond the first, -1 for a single row; steps of a ``text``."""

    reads: int = 0
    crossed: int = -1
    text: int = 0


def cost(node: exp.Expr, named: Mapping[str, Cost] | None = None, texts: Mapping[str, int] | None = None, base: int = 0) -> Cost:
    """The cost of a part of a SELECT, ``named`` being that of the names in it, ``texts`` steps of its own outputs and ``base`` of columns.

    Raises:
        CostError: beyond a bound.
    """
    named, texts = dict(named or {}), texts or {}
    with_ = node.args.get("with_") or node.args.get("with")
    for each in with_.expressions if with_ else ():
        named[each.alias.lower()] = cost(each.this, named, base=base)
    if isinstance(node, exp.Select):
        return _bounded(_select(node, named, base))
    if isinstance(node, exp.Table):
        found = Cost(1, 0) if node.db else named.get(node.name.lower(), Cost(1, 0))
        return Cost(max(1, found.reads), found.crossed, found.text)
    parts = [cost(child, named, texts, base) for child in node.iter_expressions() if child is not with_]
    text = max((part.text for part in parts), default=0) + _lengthens(node)
    if isinstance(node, exp.Column):
        text = max(base, texts.get(node.name.lower(), 0))
    lowest = 0 if isinstance(node, exp.SetOperation | exp.Values) else -1
    return _bounded(Cost(sum(part.reads for part in parts), max((part.crossed for part in parts), default=-1), text), lowest)


def _bounded(found: Cost, lowest: int = -1) -> Cost:
    if found.reads > MOST_READS:
        raise CostError(f"reads tables more than {MOST_READS:,} times, each of its own names written out", "WITH")
    if found.crossed > MOST_CROSSED:
        raise CostError(f"has more than {MOST_CROSSED} joins without a condition: say JOIN ... ON, with columns of both sides", "JOIN")
    if found.text > MOST_TEXT:
        raise CostError(f"lengthens a text more than {MOST_TEXT} times by REPLACE or of several texts, one over the other")
    return Cost(found.reads, max(found.crossed, lowest), found.text)


def _select(select: exp.Select, named: Mapping[str, Cost], base: int) -> Cost:
    reads, crossed = 0, -1
    met, before = _met(select.args.get("where")), set[str]()
    joins: list[exp.Expr] = select.args.get("joins") or []
    for join, source in _sources(select, joins):
        of = cost(source, named, base=base)
        reads, base = reads + of.reads, max(base, of.text)
        crossed = crossed + of.crossed + 1 if join is None or _is_free(join, met, before) else max(crossed, of.crossed)
        before.add(source.alias_or_name.lower())
    texts: dict[str, int] = {}
    output = 0
    for item in select.expressions:
        of = cost(item, named, texts, base)
        reads, output = reads + of.reads, max(output, base if item.is_star else of.text)
        texts[item.alias_or_name.lower()] = max(of.text, texts.get(item.alias_or_name.lower(), 0))
    conditions = [join.args["on"] for join in joins if join.args.get("on")]
    clauses = [value for key in ("where", "group", "having", "distinct", "windows") for value in _listed(select.args.get(key))]
    reads += sum(cost(each, named, texts, base).reads for each in (*conditions, *clauses))
    return Cost(reads, -1 if _is_one_row(select) else crossed, output)


def _sources(select: exp.Select, joins: list[exp.Expr]) -> Iterator[tuple[exp.Expr | None, exp.Expr]]:
    """What a SELECT reads from, the first without a join; a first one counts as joined to a single row."""
    from_ = select.args.get("from_") or select.args.get("from")
    if from_:
        yield None, from_.this
    for join in joins:
        yield join, join.this


def _listed(value: object) -> list[exp.Expr]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, exp.Expr)]


def _met(where: exp.Expr | None) -> list[frozenset[str]]:
    """Pairs of tables of which a WHERE demands that columns be equal: as good as a join's own condition."""
    demands = where.this.flatten() if where and isinstance(where.this, exp.And) else [where.this] if where else []
    equations = [each for each in demands if isinstance(each, exp.EQ)]
    return [frozenset(column.table.lower() for column in (each.left, each.right) if isinstance(column, exp.Column)) for each in equations]


def _is_free(join: exp.Expr, met: list[frozenset[str]], before: set[str]) -> bool:
    """Whether a join has no condition on both of its sides; ``before`` are the tables to its left."""
    own = join.this.alias_or_name.lower()
    if join.args.get("using") or any(own in pair and pair & (before - {own}) for pair in met):
        return False
    on = join.args.get("on")
    columns = {(column.table.lower(), column.name.lower()) for column in on.find_all(exp.Column)} if on else set()
    tables = {table for table, _ in columns}
    return len(columns) < 2 or ("" not in tables and not (own in tables and len(tables) > 1))


def _is_one_row(select: exp.Select) -> bool:
    if select.args.get("group"):
        return False
    if not (select.args.get("from_") or select.args.get("from")):
        return True
    found = (each for item in select.expressions for each in item.find_all(exp.AggFunc))
    return any(each.find_ancestor(exp.Window, exp.Select) is select for each in found)


def _lengthens(node: exp.Expr) -> bool:
    """Whether a text becomes a multiple of its parts; a chain of texts is one step, and what is not of two columns none."""
    if isinstance(node, exp.Replace):
        old, new = node.expression, node.args.get("replacement")
        return not (isinstance(old, exp.Literal) and isinstance(new, exp.Literal) and len(new.name) <= len(old.name))
    if not isinstance(node, _JOINED):
        return False
    outer = node.parent
    while isinstance(outer, exp.Paren):
        outer = outer.parent
    return not isinstance(outer, _JOINED) and sum(1 for _ in node.find_all(exp.Column)) > 1
