"""Rows of Spark as one Parquet file of the driver's: they come there a partition at a time, however many they are."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_ROWS_AT_ONCE = 50_000


def write_rows(rows: DataFrame, path: Path) -> None:
    """Writes the rows in their order."""
    from pyspark.sql.pandas.types import to_arrow_schema

    schema = to_arrow_schema(rows.schema)
    arriving = rows.toLocalIterator()
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        while batch := [row.asDict() for row in islice(arriving, _ROWS_AT_ONCE)]:
            file.write_table(pa.Table.from_pylist(batch, schema))
