"""A mapping's SELECT as an engine is to run it: the same values and, as far as SQL lets one say so, the same types everywhere."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from contracts.mapping.language import COUNTED, RANKED
from contracts.mapping.select import Select

_PARTS = {
    "YEAR": exp.Year,
    "QUARTER": exp.Quarter,
    "MONTH": exp.Month,
    "DAY": exp.Day,
    "HOUR": exp.Hour,
    "MINUTE": exp.Minute,
    "ISODOW": exp.DayOfWeekIso,
}


def rendered(select: Select, name_of: Callable[[str], exp.Table], dialect: str) -> str:
    """The SELECT in an engine's dialect, over the engine's own names of the source's tables; every name is quoted.

    A division is one of DOUBLE, and by nothing it is NULL; what counts days, letters and parts of a day is INT, what numbers rows
    BIGINT; DATE_ADD is a DATE.
    """
    tree = select.over(name_of)
    for node in reversed(list(tree.walk())):  # what is inside before what it is in
        alike = _alike(node, dialect)
        if alike is not node:
            node.replace(alike)
    return tree.sql(dialect, identify=True, comments=False)


def _alike(node: exp.Expr, dialect: str) -> exp.Expr:
    if isinstance(node, exp.Div | exp.IntDiv | exp.Mod):
        return _divided(node)
    if isinstance(node, exp.DateAdd):
        return exp.Paren(this=exp.Add(this=_cast(node.this, "DATE"), expression=_cast(node.expression, "INT")))
    if isinstance(node, exp.Extract):
        return _counted(_PARTS[node.name.upper()](this=node.expression.copy()), dialect)
    if isinstance(node, COUNTED):
        return _counted(node, dialect)
    if isinstance(node, exp.Window) and isinstance(node.this, RANKED):
        return _cast(node, "BIGINT")
    return node


def _divided(division: exp.Expr) -> exp.Expr:
    by = division.expression
    if not (isinstance(by, exp.Literal) and by.is_number and float(by.name) != 0):
        by = exp.Nullif(this=by.copy(), expression=exp.Literal.number(0))
    whole = not isinstance(division, exp.Div)
    return type(division)(this=division.this.copy() if whole else _cast(division.this, "DOUBLE"), expression=by.copy())


def _counted(node: exp.Expr, dialect: str) -> exp.Expr:
    """Spark's own count of the days of a week begins at 0; and days between instants are those of the calendar."""
    if isinstance(node, exp.DayOfWeekIso) and dialect == "spark":
        weekday = exp.Anonymous(this="WEEKDAY", expressions=[node.this.copy()])
        return _cast(exp.Paren(this=exp.Add(this=weekday, expression=exp.Literal.number(1))), "INT")
    if isinstance(node, exp.DateDiff):
        return _cast(exp.DateDiff(this=_cast(node.this, "DATE"), expression=_cast(node.expression, "DATE"), unit=exp.var("DAY")), "INT")
    return _cast(node, "INT")


def _cast(node: exp.Expr, type_: str) -> exp.Expr:
    return exp.Cast(this=node.copy(), to=exp.DataType.build(type_))
