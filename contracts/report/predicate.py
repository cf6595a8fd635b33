"""The small language of predicates, evaluated for one row: comparison, boolean operators, arithmetic, CASE, COALESCE, IN, IS NULL.

NULL is None and spreads as in SQL; NaN is greater than any number, as engines order it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from math import isnan
from typing import Any

from sqlglot import exp

Row = Mapping[str, Any]

_ARITHMETIC: dict[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}
_COMPARISONS: dict[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}


def compared(node: exp.Expr) -> tuple[str, ...]:
    """Names of the columns in an expression, in order, each once."""
    return tuple(dict.fromkeys(column.name for column in _in_order(node) if isinstance(column, exp.Column)))


def _in_order(node: exp.Expr) -> Iterable[exp.Expr]:
    return node.walk(bfs=False)


def value_of(node: exp.Expr, row: Row) -> Any:
    """The value of an expression for a row; None also where the row lacks a column or the values do not go together."""
    try:
        return _value(node, row)
    except (TypeError, ZeroDivisionError):
        return None


def settled(node: exp.Expr, row: Row) -> exp.Expr:
    """The expression without its choices: each CASE replaced by the branch that the row takes, each COALESCE by what it finds."""

    def settle(part: exp.Expr) -> exp.Expr:
        while isinstance(part, exp.Case | exp.Coalesce):
            part = taken(part, row)
        return part

    return node.copy().transform(settle)


def taken(choice: exp.Case | exp.Coalesce, row: Row) -> exp.Expr:
    """The branch of a CASE or the argument of a COALESCE that gives its value."""
    if isinstance(choice, exp.Coalesce):
        arguments: tuple[exp.Expr, ...] = (choice.this, *choice.expressions)
        return next((argument for argument in arguments if value_of(argument, row) is not None), arguments[-1])
    for each in choice.args["ifs"]:
        condition = exp.EQ(this=choice.this.copy(), expression=each.this.copy()) if choice.this else each.this
        if value_of(condition, row) is True:
            branch: exp.Expr = each.args["true"]
            return branch
    default: exp.Expr = choice.args.get("default") or exp.Null()
    return default


def _value(node: exp.Expr, row: Row) -> Any:
    if isinstance(node, exp.Column | exp.Placeholder):
        return _number(row.get(node.name))
    if isinstance(node, exp.Literal):
        return node.this if node.is_string else _literal(node.this)
    if isinstance(node, exp.Boolean):
        return node.this
    if isinstance(node, exp.Case | exp.Coalesce):
        return value_of(taken(node, row), row)
    if isinstance(node, exp.Paren | exp.Neg | exp.Not | exp.Is | exp.Between | exp.In):
        return _of_one(node, row)
    return _of_two(node, row)


def _of_one(node: exp.Expr, row: Row) -> Any:
    value = value_of(node.this, row)
    if isinstance(node, exp.Paren):
        return value
    if isinstance(node, exp.Is):
        return value is value_of(node.expression, row)
    if value is None:
        return None
    if isinstance(node, exp.Not):
        return not value
    if isinstance(node, exp.Neg):
        return -value
    if isinstance(node, exp.In):
        return value in [value_of(each, row) for each in node.expressions]
    low, high = (value_of(node.args[bound], row) for bound in ("low", "high"))
    return _all((_compare(operator.ge, value, low), _compare(operator.le, value, high)))


def _of_two(node: exp.Expr, row: Row) -> Any:
    if isinstance(node, exp.And):
        return _all((value_of(node.left, row), value_of(node.right, row)))
    if isinstance(node, exp.Or):
        neither = _all(None if side is None else not side for side in (value_of(node.left, row), value_of(node.right, row)))
        return None if neither is None else not neither
    if not isinstance(node, exp.Binary):
        return None
    if type(node) in _COMPARISONS:
        return _compare(_COMPARISONS[type(node)], value_of(node.left, row), value_of(node.right, row))
    left, right = value_of(node.left, row), value_of(node.right, row)
    if left is None or right is None:
        return None
    if isinstance(node, exp.Mod):
        return abs(left) % abs(right) * (-1 if left < 0 else 1)
    if isinstance(node, exp.Div):
        return left / right
    return _ARITHMETIC[type(node)](left, right)


def _all(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    return False if False in found else None if None in found else True


def _compare(comparison: Callable[[Any, Any], bool], left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else comparison(_ordered(left), _ordered(right))


def _ordered(value: Any) -> tuple[bool, Any]:
    is_nan = isinstance(value, float) and isnan(value)
    return is_nan, 0 if is_nan else value


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _literal(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)
