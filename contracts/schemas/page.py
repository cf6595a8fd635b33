"""The star schema as a page of documentation: ``python -m contracts.schemas.page`` prints docs/tables.md."""

from __future__ import annotations

from contracts.tables import SCHEMA_VERSION, TABLES, Column, Table

_OPENING = f"""\
# The tables

The star schema, version {SCHEMA_VERSION}. This page is derived from `contracts/tables.py` by `make docs`; change it there.

- `money` is decimal(12,2) in the tables' one currency, `rate` is decimal(5,4), a `timestamp` is an instant in UTC,
  quantities are whole units.
- A `*_date_key` is a real calendar day written YYYYMMDD. Only a row's own `date_key` refers to gold_date_dim; the others
  may lie beyond the horizon.
- **NULL** marks the columns in which NULL is allowed.
"""

_SPOKEN_TYPES = {"decimal(12,2)": "money", "decimal(5,4)": "rate"}


def schema_page() -> str:
    """The whole page as Markdown: a list of the tables, then each with its grain, key and columns."""
    contents = "\n".join(f"- [{table.name}](#{table.name}): {table.grain}" for table in TABLES.values())
    return "\n".join([_OPENING, contents, "", *map(_section, TABLES.values())])


def _section(table: Table) -> str:
    rows = "\n".join(_row(column, column.name in table.key) for column in table)
    key = ", ".join(f"`{name}`" for name in table.key)
    return f"""\
## {table.name}

{_sentence(table.grain)} Identified by {key}.

| column | type | NULL | values | meaning |
|---|---|---|---|---|
{rows}
"""


def _row(column: Column, is_key: bool) -> str:
    meaning = "; ".join(filter(None, [column.comment, f"since {column.since}" if column.since else ""]))
    spoken = _SPOKEN_TYPES.get(column.type, column.type)
    return f"| {_bold(column.name, is_key)} | {spoken} | {'NULL' if column.nullable else ''} | {_values(column)} | {meaning} |"


def _values(column: Column) -> str:
    """What the column's values must satisfy, in the order: reference, candidate key, enumeration, range."""
    said = [
        f"in {column.ref}" if column.ref else "",
        "unique" if column.unique else "",
        ", ".join(column.allowed),
        _range(column),
    ]
    return "; ".join(filter(None, said))


def _range(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"at least {low:g}" if low is not None else f"at most {high:g}" if high is not None else ""


def _bold(name: str, is_key: bool) -> str:
    return f"**{name}**" if is_key else name


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


if __name__ == "__main__":
    print(schema_page(), end="")
