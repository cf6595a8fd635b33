"""From arrays to Arrow: the only place that knows how a column of a table is laid out.

Money travels through the generator as whole cents (int64) and becomes decimal(12,2) here without passing through a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from contracts.tables import TABLES, Type

SOURCE_SYSTEM = "stockproof"
_MICROSECONDS_PER_DAY = 86_400_000_000
_DIMENSION_ETL = 10_957 * _MICROSECONDS_PER_DAY  # 2000-01-01


class Nullable(NamedTuple):
    """Values of which some are NULL."""

    values: NDArray[Any]
    is_null: NDArray[np.bool_]


@cache
def schema_of(table_name: str) -> pa.Schema:
    """A table's schema as the generator holds its rows: money in 64 bits, what wrote a row once; in Parquet both are as declared."""
    held = {c.name: pa.decimal64(12, 2) for c in TABLES[table_name] if c.type is Type.MONEY}
    held["source_system"] = pa.dictionary(pa.int8(), pa.string())
    return pa.schema(field.with_type(held.get(field.name, field.type)) for field in TABLES[table_name].arrow_schema())


def table(name: str, columns: Mapping[str, Any], days: Any = None) -> pa.Table:
    """A table of the star schema from its columns.

    ``columns`` maps each column, but for provenance, to an array or `Nullable`: whole cents for money, ten-thousandths for
    rates, days since 1970 for dates, microseconds since 1970 for timestamps; or to an array that Arrow already holds. ``days`` are
    the rows' own days, from which etl_timestamp follows (D25); none for dimensions other than dates.
    """
    schema = schema_of(name)
    rows = len(columns[schema.names[0]])
    source = pa.DictionaryArray.from_arrays(np.zeros(rows, dtype=np.int8), [SOURCE_SYSTEM])
    etl = np.full(rows, _DIMENSION_ETL) if days is None else loaded(days)
    whole = {"source_system": source, "etl_timestamp": etl, **columns}
    return pa.Table.from_arrays([column(whole[c.name], c.type, schema.field(c.name).type) for c in TABLES[name]], schema=schema)


def loaded(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """The etl_timestamp of rows of each day, in microseconds: midnight UTC after it (D25)."""
    return (days + 1) * _MICROSECONDS_PER_DAY


def constant(value: Any, rows: int) -> pa.Array:
    """The same value in every row."""
    return pa.repeat(value, rows)


def column(values: Any, type_: Type, arrow_type: pa.DataType) -> pa.Array:
    """One column in its declared type."""
    if isinstance(values, pa.Array):
        return values if values.type == arrow_type else values.cast(arrow_type)
    data, nulls = values if isinstance(values, Nullable) else (values, None)
    match type_:
        case Type.MONEY:
            return pa.array(data.astype(np.int64, copy=False), mask=nulls).view(arrow_type)
        case Type.RATE:
            return _decimals(data, arrow_type)
        case Type.DATE:
            return pa.array(data.astype(np.int32, copy=False), mask=nulls).view(arrow_type)
        case Type.TIMESTAMP:
            return pa.array(data.astype(np.int64, copy=False), mask=nulls).view(arrow_type)
        case Type.STRING:
            return pa.array(data, type=arrow_type, mask=nulls)
        case _:
            return pa.array(data.astype(arrow_type.to_pandas_dtype(), copy=False), mask=nulls)


def _decimals(unscaled: NDArray[np.int64], arrow_type: pa.DataType) -> pa.Array:
    """128-bit decimals from whole ten-thousandths: sign-extended in place of a conversion."""
    words = np.empty((len(unscaled), 2), dtype=np.int64)
    words[:, 0] = unscaled
    words[:, 1] = words[:, 0] >> 63
    return pa.Array.from_buffers(arrow_type, len(unscaled), [None, pa.py_buffer(words)])
