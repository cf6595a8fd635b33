"""One SELECT of a mapping: parsed, held to the portable subset, and written anew for an engine.

An engine never sees the text of a mapping, only what is made of the parsed tree: every name quoted, every table that of a source.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from contracts.mapping.cost import CostError, cost
from contracts.mapping.language import ALLOWED, ARGUMENTS, CLOCK, FUNCTIONS, JOINS, NEEDED, SIDES, STEPS, TYPES, UNITS
from contracts.nearest import suggestion

MOST_CHARACTERS = 100_000
"""Length that one SELECT may have."""

_SOURCE = "source"
_PATTERN = re.compile(r"(%[A-Za-z])|([^%A-Za-z'\\]+)")


class RefusedError(Exception):
    """What is wrong with a SELECT, the word at which it shows, and the line of the SELECT where that is known."""

    def __init__(self, what: str, word: str = "", line: int | None = None) -> None:
        super().__init__(what)
        self.word = word
        self.line = line


@dataclass(frozen=True)
class Select:
    """A SELECT of the portable subset: ``reads`` are the source's tables by the names it uses, ``outputs`` its columns.

    ``outputs`` are None for columns that a star stands for. Table nodes of the source are marked; all others are the SELECT's own.
    """

    tree: exp.Expr
    reads: tuple[str, ...]
    outputs: tuple[str | None, ...]

    @property
    def is_projection(self) -> bool:
        """Whether its rows are rows of one table, in their order: engines need not compute it once and keep it."""
        others = (exp.Join, exp.Group, exp.Distinct, exp.Window, exp.AggFunc, exp.Query, exp.Having)
        tree = self.tree
        return isinstance(tree, exp.Select) and len(self.reads) == 1 and not any(n is not tree for n in tree.find_all(*others))

    def over(self, name_of: Callable[[str], exp.Table]) -> exp.Expr:
        """The tree over tables that an engine knows by names of its own."""
        return self.tree.transform(lambda node: _renamed(node, name_of))


def is_of_source(node: exp.Expr) -> bool:
    """Whether the node names a table of the source."""
    return isinstance(node, exp.Table) and node.db == _SOURCE


def _renamed(node: exp.Expr, name_of: Callable[[str], exp.Table]) -> exp.Expr:
    if not isinstance(node, exp.Table) or not is_of_source(node):
        return node
    named = name_of(node.name)
    named.set("alias", node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(node.name, quoted=True)))
    return named


def read(sql: str) -> Select:
    """The one SELECT that a text holds.

    Raises:
        RefusedError: for anything else, or anything in it that is not of the portable subset.
    """
    if len(sql) > MOST_CHARACTERS:
        raise RefusedError(f"{len(sql):,} characters are too many for one SELECT; at most {MOST_CHARACTERS:,} are read")
    try:
        return _read(_parsed(sql))
    except RecursionError:
        raise RefusedError("is nested too deeply") from None


def _parsed(sql: str) -> exp.Expr:
    try:
        with _silent():
            statements = [each for each in sqlglot.parse(sql, dialect="duckdb") if each is not None]
    except SqlglotError as error:
        raise _unreadable(error) from error
    if len(statements) != 1:
        raise RefusedError("must be one SELECT, and is " + (f"{len(statements)} statements" if statements else "empty"))
    return statements[0]


def _unreadable(error: SqlglotError) -> RefusedError:
    found = (getattr(error, "errors", None) or [{}])[0]
    said = str(found.get("description") or error).partition("\n")[0].rstrip(".")
    said = re.sub(r" for <class '.*'>", "", said)
    near = str(found.get("highlight") or "").strip()
    return RefusedError(f"cannot be parsed: {said}" + (f", near {near}" if near else ""), near, found.get("line"))


@contextmanager
def _silent() -> Iterator[None]:
    """What the parser would tell the log of statements that are refused anyway."""
    logger = logging.getLogger("sqlglot")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _read(tree: exp.Expr) -> Select:
    if not isinstance(tree, exp.Select | exp.SetOperation | exp.Subquery):
        raise RefusedError(f"must be one SELECT, and is {_kind(tree)}")
    for node in tree.walk():
        _check(node)
    reads: dict[str, None] = {}
    _mark(tree, frozenset(), reads)
    if not reads:
        raise RefusedError("reads no table of the source")
    try:
        cost(tree)
    except CostError as error:
        raise RefusedError(str(error), error.word) from error
    return Select(tree, tuple(reads), tuple(_outputs(tree)))


def _kind(node: exp.Expr) -> str:
    return str(node.this).upper() if isinstance(node, exp.Command) else re.sub(r"(?<!^)(?=[A-Z])", " ", type(node).__name__).upper()


def _check(node: exp.Expr) -> None:
    if isinstance(node, exp.Func) and type(node) not in ALLOWED:
        name = _word(node)
        raise RefusedError(f"{name.upper()} is not one of the functions of a mapping; {suggestion(name, FUNCTIONS, 0.7)}", name)
    if type(node) not in ALLOWED:
        raise RefusedError(f"{_kind(node)} is not part of the portable subset of SQL that a mapping is written in", _word(node))
    allowed = ARGUMENTS.get(exp.SetOperation if isinstance(node, exp.SetOperation) else type(node))
    if isinstance(node, exp.Func) and any(node.args.get(name) is None for name in NEEDED.get(type(node), ())):
        raise RefusedError(f"{_word(node).upper()} is given fewer arguments than it takes in a mapping", _word(node))
    for name, value in node.args.items() if allowed is not None else ():
        if value and name not in (allowed or ()):
            if isinstance(node, exp.Func) and not isinstance(node, exp.Cast):
                raise RefusedError(f"{_word(node).upper()} is given more arguments than it takes in a mapping", _word(node))
            clause = name.strip("_").replace("_", " ").upper()
            raise RefusedError(
                f"{_kind(node)} with {clause} is not part of the portable subset of SQL that a mapping is written in", _word(node)
            )
    for kind, check in _CHECKS.items():
        if isinstance(node, kind):
            check(node)


def _word(node: exp.Expr) -> str:
    """A word by which to find a node in the text."""
    if isinstance(node, exp.Func) and not isinstance(node, exp.Anonymous):
        return str(node.sql_names()[0])
    return node.name or next((inner.name for inner in node.find_all(exp.Identifier)), "")


def _check_table(table: exp.Expr) -> None:
    if not isinstance(table.this, exp.Identifier):
        name = _word(table.this)
        raise RefusedError(f"{name.upper()} is no table of the source; functions that make tables are refused", name)


def _check_join(join: exp.Expr) -> None:
    side, kind = str(join.args.get("side") or ""), str(join.args.get("kind") or "")
    if side.upper() not in SIDES or kind.upper() not in JOINS:
        raise RefusedError(f"{kind or side} JOIN is not part of the portable subset", kind or side)


def _check_type(type_: exp.Expr) -> None:
    if type_.this not in TYPES:
        name = type_.sql("duckdb")
        raise RefusedError(f"{name} is not one of the types of a mapping: {', '.join(dict.fromkeys(TYPES.values()))}", name)


def _check_parameter(parameter: exp.Expr) -> None:
    if not (isinstance(parameter.this, exp.Literal) and parameter.this.is_int):
        raise RefusedError("a type takes whole numbers only")


def _check_var(var: exp.Expr) -> None:
    """A bare word: written as it stands, so that it must be one of a few."""
    parent, word = var.parent, var.name.upper()
    allowed: tuple[str, ...] = ()
    if isinstance(parent, exp.Interval):
        allowed, word = STEPS, word.removesuffix("S")
    elif isinstance(parent, exp.Extract):
        allowed = UNITS
    elif isinstance(parent, exp.DateDiff):
        allowed = ("DAY",)
    if word not in allowed:
        raise RefusedError(f"{var.name} cannot stand here" + (f": {', '.join(allowed)} can" if allowed else ""), var.name)


def _check_interval(interval: exp.Expr) -> None:
    if not (
        isinstance(interval.this, exp.Literal)
        and interval.this.name.lstrip("-").isdigit()
        and isinstance(interval.args.get("unit"), exp.Var)
    ):
        raise RefusedError(
            "an INTERVAL must be a whole number and a unit, such as INTERVAL 2 DAY; for days of a column, DATE_ADD(day, n)", "INTERVAL"
        )


def _check_added(added: exp.Expr) -> None:
    if isinstance(added.expression, exp.Interval):
        raise RefusedError("DATE_ADD takes a day and a number of days", "DATE_ADD")


def _check_pattern(function: exp.Expr) -> None:
    pattern = function.args.get("format")
    text = pattern.name if isinstance(pattern, exp.Literal) and pattern.is_string else None
    pieces = list(_PATTERN.finditer(text or ""))
    whole = text is not None and "".join(found[0] for found in pieces) == text
    if not whole or any(found[1] and found[1][1] not in CLOCK for found in pieces):
        codes = ", ".join(f"%{code}" for code in CLOCK)
        raise RefusedError(f"a pattern must be a text of {codes} and punctuation", text or "")


_CHECKS: dict[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Table: _check_table,
    exp.Join: _check_join,
    exp.DataType: _check_type,
    exp.DataTypeParam: _check_parameter,
    exp.Var: _check_var,
    exp.Interval: _check_interval,
    exp.DateAdd: _check_added,
    exp.StrToTime: _check_pattern,
    exp.TimeToStr: _check_pattern,
}


def _mark(node: exp.Expr, own: frozenset[str], reads: dict[str, None]) -> None:
    """Marks every table that is none of the SELECT's own names at its place as the source's."""
    with_ = node.args.get("with_") or node.args.get("with")
    for named in with_.expressions if with_ else ():
        _mark(named.this, own, reads)
        own |= {named.alias.lower()}
    if isinstance(node, exp.Table) and node.name.lower() not in own:
        node.set("db", exp.to_identifier(_SOURCE))
        reads[node.name] = None
    for child in node.iter_expressions():
        if child is not with_:
            _mark(child, own, reads)


def _outputs(tree: exp.Expr) -> Iterator[str | None]:
    """Names of the columns; the first SELECT of a set operation names them."""
    first = tree
    while not isinstance(first, exp.Select):
        first = first.this
    seen: set[str] = set()
    for place, item in enumerate(first.expressions, 1):
        if item.is_star:
            yield None
            continue
        name = item.alias_or_name
        if not name:
            written = item.sql("duckdb", comments=False)[:40]
            raise RefusedError(f"its column {place}, {written}, has no name: write it AS one of the table's columns", _word(item))
        if name.lower() in seen:
            raise RefusedError(f"two of its columns are called {name}", name)
        seen.add(name.lower())
        yield name.lower()
