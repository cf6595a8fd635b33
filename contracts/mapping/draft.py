"""A first draft of a mapping, with the reason for every guess and a word where there is none."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlglot.dialects import DuckDB

from contracts.columns import BOOLEAN, DATE
from contracts.dataset import Kind
from contracts.engines import list_tables, look, open_tables, open_target
from contracts.errors import InputError
from contracts.mapping.guess import ColumnGuess, Seen, TableGuess, guess
from contracts.tables import TABLES

_PLAIN = re.compile(r"[A-Za-z_]\w*")
_WIDTH = 44
TOKENS = DuckDB().tokenizer_class.KEYWORDS
"""The words that SQL knows."""

_TYPES = {Kind.INTEGER: "bigint", Kind.NUMBER: "double", Kind.BOOLEAN: "boolean", Kind.DATE: "date", Kind.TIMESTAMP: "timestamp"}


def draft(target: str, out: Path, *, engine: str = "duckdb") -> tuple[TableGuess, ...]:
    """Writes a mapping for the tables of a target, and returns what was guessed; what cannot be opened as guessed is left out.

    Raises:
        InputError: for a target that cannot be read, in which nothing looks like one of the contract's tables, or a file that is there.
    """
    if out.exists():
        raise InputError(f"{out}: is there already; give another name, or remove it")
    if not out.name.lower().endswith((".yaml", ".yml")):
        raise InputError(f"{out}: a mapping's name ends in .yaml")
    found = list_tables(engine, target)
    seen = [each for each in look(engine, found) if _can_be_named(each.name)]
    guesses = guess(seen)
    try:
        while guesses:
            _write(out, written(target, out, guesses, seen))
            refused = _refused(engine, out)
            if refused is None:
                return guesses
            guesses = _without(guesses, refused)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    out.unlink(missing_ok=True)
    names = ", ".join(sorted(found.sources)[:12])
    raise InputError(
        f"{target}: none of its tables looks like one of the contract's ({names}); docs/mapping.md tells how to write a mapping"
    )


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from error


def _without(guesses: tuple[TableGuess, ...], refused: InputError) -> tuple[TableGuess, ...]:
    """The guesses less those about the table that was refused; raises the refusal if it is about none of them."""
    left = tuple(each for each in guesses if refused.table not in (each.table.name, each.seen.name))
    if len(left) == len(guesses):
        raise refused
    return left


def _refused(engine: str, out: Path) -> InputError | None:
    """What is wrong with the draft, or None if its tables open."""
    try:
        with open_tables(engine, open_target(engine, str(out))):
            return None
    except InputError as error:
        return error


def written(target: str, out: Path, guesses: Sequence[TableGuess], seen: Sequence[Seen]) -> str:
    """The draft as YAML."""
    lines = [
        "# A draft by stockproof map: every line is a guess, its reason beside it. docs/mapping.md tells what a mapping may say.",
        "stockproof_mapping: 1",
        "source:",
        *(f"  {line}" for line in _source(target, out)),
        *_types([each.seen for each in guesses]),
        "tables:",
        *(line for each in guesses for line in _table(each)),
    ]
    rest = [name for name in TABLES if name not in {each.table.name for each in guesses}]
    others = sorted({each.name for each in seen} - {each.seen.name for each in guesses})
    lines += [f"  # {name}: nothing found; its laws are unknown" for name in rest]
    lines += [f"  # not used: {_said(name)}" for name in others]
    return "\n".join(lines) + "\n"


def _source(target: str, out: Path) -> Iterator[str]:
    if not Path(target).exists():
        catalog, _, schema = target.partition(".")
        yield f"catalog: {json.dumps(catalog)}"
        yield f"schema: {json.dumps(schema)}"
    else:
        yield f"path: {json.dumps(os.path.relpath(target, out.parent), ensure_ascii=False)}"


def _types(seen: Iterable[Seen]) -> Iterator[str]:
    """What texts hold; those that may be numbers of any width go as they are where the contract says which."""
    stated = {each.name: {name: _TYPES[kind] for name, kind in each.texts.items() if kind in (Kind.DATE, Kind.TIMESTAMP)} for each in seen}
    told = {table: types for table, types in stated.items() if types}
    if told:
        yield "  types:"
    for table, types in told.items():
        yield f"    {json.dumps(table, ensure_ascii=False)}: {json.dumps(types, ensure_ascii=False)}"


def _table(guess: TableGuess) -> Iterator[str]:
    name, own = guess.table.name, _quoted(guess.seen.name)
    if guess.same:
        yield f"  {name}: |"
        yield f"    SELECT * FROM {own} -- all columns have their names already"
        return
    yield f"  {name}: |"
    yield f"    -- {_said(guess.seen.name)} {guess.why}"
    yield "    SELECT"
    last = len(guess.columns) - 1
    for place, column in enumerate(guess.columns):
        yield f"      {_column(column)}{',' if place < last else ''}".ljust(_WIDTH) + f" -- {column.why}"
    yield f"    FROM {own}"
    for nearly, name, kind in guess.nearly:
        is_text_key = kind is Kind.STRING and name.endswith("_key")
        holds = "text, which docs/mapping.md tells how to number" if is_text_key else f"{kind}, not {guess.table.by_name[name].type}"
        yield f"    -- {_said(nearly)} may be {name}, but holds {holds}"
    if guess.missing:
        yield f"    -- nothing found for {', '.join(guess.missing)}"


def _column(guess: ColumnGuess) -> str:
    """The source's column, written as the contract wants it where that is known."""
    own, column = _quoted(guess.own), guess.column
    if column.is_date_key and guess.kind in (Kind.DATE, Kind.TIMESTAMP):
        return f"CAST(STRFTIME({own}, '%Y%m%d') AS INT) AS {column.name}"
    if column.type is DATE and guess.kind is Kind.TIMESTAMP:
        return f"CAST({own} AS DATE) AS {column.name}"
    if column.type is BOOLEAN and guess.kind is Kind.INTEGER:
        return f"CAST({own} AS INT) <> 0 AS {column.name}"
    return own if own == column.name else f"{own} AS {column.name}"


def _quoted(name: str) -> str:
    """A name as SQL takes it; words that SQL knows itself are quoted, and most names are not."""
    return name if not TOKENS.get(name.upper()) and _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _said(name: str) -> str:
    """A name in a comment, which ends where its line does."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _can_be_named(name: str) -> bool:
    return name.isprintable()
