"""What a column and a table are: the vocabulary in which `contracts.tables` states the star schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


class Type(StrEnum):
    """The declared types; ``money`` is decimal(12,2), ``rate`` is decimal(5,4), ``timestamp`` an instant in UTC."""

    INT = "int"
    BIGINT = "bigint"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    MONEY = "decimal(12,2)"
    RATE = "decimal(5,4)"
    DOUBLE = "double"


INT, BIGINT, STRING, BOOLEAN, DATE, TIMESTAMP, MONEY, RATE, DOUBLE = Type


@dataclass(frozen=True)
class Column:
    """One column: its type, whether NULL is allowed, and what its values must satisfy.

    ``ref`` names the ``table.column``, a primary or candidate key, in which every value must be found.
    ``since`` is the schema version that added the column; ``unique`` marks a candidate key beside the primary key.
    """

    name: str
    type: Type
    nullable: bool = False
    ref: str | None = None
    unique: bool = False
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    since: str | None = None
    comment: str = ""

    @property
    def is_date_key(self) -> bool:
        """Whether the column holds calendar days as YYYYMMDD."""
        return self.name.endswith("date_key")

    @property
    def reference(self) -> tuple[str, str] | None:
        """Table and column that the values refer to, or None."""
        if self.ref is None:
            return None
        table, column = self.ref.split(".")
        return table, column


@dataclass(frozen=True)
class Table:
    """One table: what a row stands for, the columns that identify it, and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name.update((column.name, column) for column in self.columns)

    def __getitem__(self, column: str) -> Column:
        return self.by_name[column]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def is_dimension(self) -> bool:
        """Whether the table describes entities rather than what happened to them."""
        return self.name.endswith("_dim")

    def arrow_schema(self) -> pa.Schema:
        """The table's Arrow schema, column comments as field metadata."""
        import pyarrow as pa  # here, so that reading the schema as data stays free of Arrow

        types = {
            INT: pa.int32(),
            BIGINT: pa.int64(),
            STRING: pa.string(),
            BOOLEAN: pa.bool_(),
            DATE: pa.date32(),
            TIMESTAMP: pa.timestamp("us", tz="UTC"),
            MONEY: pa.decimal128(12, 2),
            RATE: pa.decimal128(5, 4),
            DOUBLE: pa.float64(),
        }
        return pa.schema(pa.field(c.name, types[c.type], c.nullable, {"comment": c.comment} if c.comment else None) for c in self)
