"""Why a row breaks a law: the parts of the predicate that the row contradicts, with its numbers put in.

``quantity_available = previous_available + moved_available`` becomes, for one row, ``13 is not 13 - 5 = 8``. Nothing is judged here:
an engine has found the row broken, and its values are put into the predicate once more to say where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlglot import exp, parse_one

from contracts.report.predicate import Row, compared, settled, value_of
from contracts.report.values import shown
from contracts.report.witness import Contradiction

_NOT_NULL = re.compile(r"NOT ([^()]+?) IS NULL")
_CENT = "0.005001"
_PLUS_MINUS, _MINUS_MINUS = re.compile(r"\+ -(?=\d)"), re.compile(r"- -(?=\d)")
_FLAGS = (exp.Column, exp.Not, exp.Is, exp.Boolean)
_FAILS: dict[type[exp.Expr], str] = {
    exp.LT: "is not less than",
    exp.LTE: "is more than",
    exp.GT: "is not more than",
    exp.GTE: "is less than",
    exp.NEQ: "is",
}


def contradictions(holds: str, row: Row, parameters: Mapping[str, Any]) -> tuple[Contradiction, ...]:
    """What of the predicate ``holds`` is not true of the row; nothing where the row's values do not show it."""
    found = _untrue(_parsed(holds), {**parameters, **row}, ())
    return tuple(dict.fromkeys(found))


@cache
def _parsed(predicate: str) -> exp.Expr:
    return parse_one(predicate, dialect="duckdb")


def _untrue(node: exp.Expr, row: Row, given: tuple[str, ...]) -> Iterator[Contradiction]:
    """The smallest parts of a predicate that are not true and make it so."""
    if value_of(node, row) is True:
        return
    if isinstance(node, exp.Paren):
        yield from _untrue(node.this, row, given)
    elif isinstance(node, exp.And):
        yield from _untrue(node.left, row, given)
        yield from _untrue(node.right, row, given)
    elif isinstance(node, exp.Or) and isinstance(node.left, _FLAGS):
        yield from _untrue(node.right, row, (*given, *compared(node.left)))
    elif isinstance(node, exp.Coalesce):
        yield from _untrue(node.this, row, given)
    elif isinstance(node, exp.Case):
        yield from _branch(node, row, given)
    else:
        yield _claim(settled(node, row), row, (*given, *(name for name in compared(node) if name not in compared(settled(node, row)))))


def _branch(case: exp.Case, row: Row, given: tuple[str, ...]) -> Iterator[Contradiction]:
    """The branch that the row takes; where that is FALSE outright, what led there."""
    for condition, branch in conditions(case):
        if condition is None or value_of(condition, row) is True:
            if isinstance(branch, exp.Boolean) and condition is not None:
                yield _claim(condition.this if isinstance(condition, exp.Not) else exp.Not(this=exp.paren(condition)), row, given)
            else:
                yield from _untrue(branch, row, given)
            return
        given = (*given, *compared(condition))


def conditions(case: exp.Case) -> Iterator[tuple[exp.Expr | None, exp.Expr]]:
    """Each condition of a CASE with its branch; the ELSE branch has None for its condition."""
    for each in case.args["ifs"]:
        yield (exp.EQ(this=case.this.copy(), expression=each.this.copy()) if case.this else each.this), each.args["true"]
    yield None, _none_of_them(case) or case.args.get("default") or exp.Null()


def _none_of_them(case: exp.Case) -> exp.Expr | None:
    """For a value that no branch foresees, where that is FALSE outright: that it be one of those foreseen."""
    if case.this and isinstance(case.args.get("default"), exp.Boolean):
        return exp.In(this=case.this.copy(), expressions=[each.this.copy() for each in case.args["ifs"]])
    return None


def _claim(node: exp.Expr, row: Row, given: tuple[str, ...]) -> Contradiction:
    columns = compared(node)
    others = tuple(name for name in dict.fromkeys(given) if name not in columns)
    return Contradiction(_text(node), _found(node, row), columns, others)


def _text(node: exp.Expr) -> str:
    if isinstance(node, exp.Between) and (centre := _centre(node)):
        return f"{_text(node.this)} = {_text(centre)} to the cent"
    return _NOT_NULL.sub(r"\1 IS NOT NULL", node.sql())


def _centre(node: exp.Between) -> exp.Expr | None:
    """What a value must equal to the cent, where that is what the bounds say."""
    low, high = node.args["low"], node.args["high"]
    is_cent = isinstance(low, exp.Sub) and isinstance(high, exp.Add) and low.right.name == high.right.name == _CENT
    return low.left if is_cent and low.left == high.left else None


def _found(node: exp.Expr, row: Row) -> str:
    """The claim as a sentence about the row's values."""
    if isinstance(node, exp.EQ):
        return _not_equal(node, row)
    if isinstance(node, exp.Between):
        if centre := _centre(node):
            return f"{_side(node.this, row)} is not {_side(centre, row)}"
        return f"{_side(node.this, row)} is not between {_last(node.args['low'], row)} and {_last(node.args['high'], row)}"
    if (
        isinstance(node, exp.Binary)
        and type(node) in _FAILS
        and value_of(node.left, row) is not None
        and value_of(node.right, row) is not None
    ):
        return f"{_side(node.left, row)} {_FAILS[type(node)]} {_side(node.right, row)}"
    if isinstance(node, exp.In):
        return f"{_side(node.this, row)} is none of them"
    if isinstance(node, exp.Is | exp.Column):
        return f"{node.this.sql() if isinstance(node, exp.Is) else node.name} is {_last(_operand(node), row)}"
    if isinstance(node, exp.Not) and isinstance(node.this, exp.Is):
        return _found(node.this, row)
    return ", ".join(f"{name} is {shown(row[name])}" for name in compared(node) if name in row)


def _operand(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Is) else node


def _not_equal(node: exp.EQ, row: Row) -> str:
    sides = (node.left, node.right)
    if any(isinstance(value_of(side, row), bool) for side in sides):
        return " while ".join(_flag(side, row) for side in sides)
    return f"{_side(node.left, row)} is not {_side(node.right, row)}"


def _flag(side: exp.Expr, row: Row) -> str:
    return f"{_text(side.unnest()) if isinstance(side, exp.Column) else _with_values(side.unnest(), row)} is {_last(side, row)}"


def _side(side: exp.Expr, row: Row) -> str:
    """One side of a comparison with its numbers; what they make follows where there is something to compute."""
    text = _with_values(side.unnest(), row)
    result = _last(side, row)
    return text if text == result else f"{text} = {result}"


def _last(node: exp.Expr, row: Row) -> str:
    value = value_of(node, row)
    return f"'{shown(value)}'" if isinstance(value, str) else shown(value)


def _with_values(node: exp.Expr, row: Row) -> str:
    def put_in(part: exp.Expr) -> exp.Expr:
        return exp.Var(this=_last(part, row)) if isinstance(part, exp.Column | exp.Placeholder) else part

    text = _NOT_NULL.sub(r"\1 IS NOT NULL", node.transform(put_in).sql())
    return _MINUS_MINUS.sub("+ ", _PLUS_MINUS.sub("- ", text))
