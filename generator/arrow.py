"""From arrays to Arrow: the only place that knows how a column of a table is laid out.

Money travels through the generator as whole cents (int64) and becomes decimal(12,2) here without passing through a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from contracts.tables import TABLES, Type

SOURCE_SYSTEM = "stockproof"
_MICROSECONDS_PER_DAY = 86_400_000_000
_DIMENSION_ETL = 10_957 * _MICROSECONDS_PER_DAY  # 2000-01-01


def table(name: str, columns: Mapping[str, Any], days: Any = None) -> pa.Table:
    """A table of the star schema from its columns.

    ``columns`` maps each column but the two of provenance to an array: whole cents for money, ten-thousandths for rates, days
    since 1970 for dates, microseconds since 1970 for timestamps; or to anything Arrow already holds; NULLs by a masked array.
    ``days`` are the rows' own days, from which etl_timestamp follows (D25); none for dimensions other than dates.
    """
    schema = TABLES[name].arrow_schema()
    rows = len(next(iter(columns.values())))
    etl = np.full(rows, _DIMENSION_ETL) if days is None else (np.asarray(days, dtype=np.int64) + 1) * _MICROSECONDS_PER_DAY
    whole = {**columns, "source_system": constant(SOURCE_SYSTEM, rows), "etl_timestamp": etl}
    arrays = [column(whole[c.name], c.type, schema.field(c.name).type) for c in TABLES[name]]
    return pa.Table.from_arrays(arrays, schema=schema)


def constant(text: str, rows: int) -> pa.Array:
    """The same text in every row, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int8)), pa.array([text])).cast(pa.string())


def column(values: Any, type_: Type, arrow_type: pa.DataType) -> pa.Array:
    """One column in its declared type."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values if values.type == arrow_type else values.cast(arrow_type)
    nulls = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    data = np.ma.getdata(values)
    match type_:
        case Type.MONEY | Type.RATE:
            return _decimals(data, nulls, arrow_type)
        case Type.DATE:
            return pa.array(data.astype(np.int32), mask=nulls).view(arrow_type)
        case Type.TIMESTAMP:
            return pa.array(data.astype(np.int64, copy=False), mask=nulls).view(arrow_type)
        case Type.STRING:
            return pa.array(data, type=arrow_type, mask=nulls)
        case _:
            return pa.array(data.astype(arrow_type.to_pandas_dtype(), copy=False), mask=nulls)


def _decimals(unscaled: NDArray[np.int64], nulls: NDArray[np.bool_] | None, arrow_type: pa.DataType) -> pa.Array:
    """Decimals from whole cents (or ten-thousandths): sign-extended to 128 bits in place of a conversion."""
    words = np.empty((len(unscaled), 2), dtype=np.int64)
    words[:, 0] = unscaled
    words[:, 1] = words[:, 0] >> 63
    valid = None if nulls is None else pa.py_buffer(np.packbits(~nulls, bitorder="little"))
    return pa.Array.from_buffers(arrow_type, len(unscaled), [valid, pa.py_buffer(words)])
