"""Delta tables as others open them: declared types and comments, true statistics, each chunk once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from contracts.columns import Type
from contracts.tables import SCHEMA_VERSION, TABLES
from generator.arrow import schema_of
from generator.config import configure
from generator.generate import generate
from generator.sinks.delta import APPLICATION, DeltaSink
from generator.sinks.parquet import PartWriter

DELTA_TYPES = {
    Type.INT: "integer",
    Type.BIGINT: "long",
    Type.STRING: "string",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIMESTAMP: "timestamp",
    Type.MONEY: "decimal(12,2)",
    Type.RATE: "decimal(5,4)",
    Type.DOUBLE: "double",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of two chunks of days, in Delta tables."""
    place = tmp_path_factory.mktemp("delta")
    generate(configure("tiny", {"days": 105, "products": 30}), place, workers=1)
    return place


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest, folder: Path) -> DeltaTable:
    return DeltaTable(folder / request.param)


def declared(table: DeltaTable) -> Any:
    return TABLES[Path(table.table_uri).name]


def test_columns_have_the_declared_types_nulls_and_comments(table: DeltaTable) -> None:
    found = [(f.name, str(f.type.type), f.nullable, f.metadata.get("comment", "")) for f in table.schema().fields]
    assert found == [(c.name, DELTA_TYPES[c.type], c.nullable, c.comment) for c in declared(table)]


def test_a_table_says_which_version_of_the_schema_it_has(table: DeltaTable) -> None:
    assert table.metadata().configuration["schema_version"] == SCHEMA_VERSION == "2.0"


def test_a_table_says_what_it_is(table: DeltaTable) -> None:
    assert (table.metadata().name, table.metadata().description) == (declared(table).name, declared(table).grain)


def test_duckdb_reads_as_many_rows_as_delta(table: DeltaTable) -> None:
    rows = table.to_pyarrow_table()
    with duckdb.connect() as connection:
        counted = connection.execute("SELECT count(*) FROM read_parquet(?)", [table.file_uris()]).fetchall()
    assert counted == [(rows.num_rows,)]
    assert rows.num_rows > 0


def test_every_file_in_the_folder_is_the_table_s(table: DeltaTable) -> None:
    place = Path(table.table_uri.removeprefix("file://"))
    assert {Path(uri).name for uri in table.file_uris()} == {path.name for path in place.glob("*.parquet*")}


def files_with_statistics(table: DeltaTable) -> list[tuple[pa.Table, dict[str, Any]]]:
    """Each file's rows, and what the log says of them."""
    place = Path(table.table_uri.removeprefix("file://"))
    actions = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    return [(pq.read_table(place / action["path"]), action) for action in actions]


def test_the_log_counts_rows_and_nulls_truly(table: DeltaTable) -> None:
    for rows, said in files_with_statistics(table):
        assert said["num_records"] == rows.num_rows
        for column in declared(table):
            assert said[f"null_count.{column.name}"] == rows[column.name].null_count, column.name


def test_the_log_bounds_values_truly(table: DeltaTable) -> None:
    bounded = 0
    for rows, said in files_with_statistics(table):
        for column in declared(table):
            least, greatest = said.get(f"min.{column.name}"), said.get(f"max.{column.name}")
            if least is None or greatest is None:
                assert column.type is Type.BOOLEAN or rows[column.name].null_count == rows.num_rows, column.name
                continue
            found = pc.min_max(rows[column.name]).as_py()
            assert least <= found["min"], column.name
            assert found["max"] <= greatest, column.name
            assert column.type is Type.TIMESTAMP or (least, greatest) == (found["min"], found["max"]), column.name
            bounded += 1
    assert bounded >= 3


def test_a_reader_skips_files_by_their_statistics(folder: Path) -> None:
    days = DeltaTable(folder / "gold_inventory_fact")
    rows = days.to_pyarrow_table(filters=[("date_key", "=", 20241101)])
    assert rows.num_rows == days.to_pyarrow_table().filter(pc.field("date_key") == 20241101).num_rows > 0


def test_facts_are_committed_by_chunk_and_say_which(folder: Path) -> None:
    for name in ("gold_inventory_fact", "gold_purchase_request_fact", "gold_sales_fact", "gold_inventory_movement_fact"):
        assert DeltaTable(folder / name).transaction_version(APPLICATION) == 2


def test_money_in_the_files_is_decimal(folder: Path) -> None:
    file = next((folder / "gold_sales_fact").glob("*.parquet"))
    assert pq.read_schema(file).field("gross_margin_amount").type == pa.decimal128(12, 2)


def test_a_chunk_that_is_there_already_is_not_added_again(tmp_path: Path) -> None:
    sink, name = DeltaSink(tmp_path), "gold_channel_dim"
    sink.create(name)
    rows = pa.Table.from_pylist(
        [{"channel_key": key, "channel_code": f"c{key}", "is_digital": True, "source_system": "x", "etl_timestamp": 0} for key in (1, 2)],
        TABLES[name].arrow_schema(),
    )
    for chunk, part in [(1, "first"), (1, "again"), (0, "older"), (2, "next")]:
        writer = PartWriter(name, tmp_path / name, part)
        writer.write(rows.cast(schema_of(name)))
        sink.commit(name, chunk, writer.close())
    kept = DeltaTable(tmp_path / name)
    assert kept.to_pyarrow_table().num_rows == 4
    assert sorted(Path(uri).name.split("-")[0] for uri in kept.file_uris()) == ["first", "next"]


def test_rows_of_another_schema_are_never_written(tmp_path: Path) -> None:
    writer = PartWriter("gold_channel_dim", tmp_path, "part")
    writer.write(pa.table({"channel_key": [1]}))
    with pytest.raises(TypeError, match="gold_channel_dim: rows of another schema"):
        writer.close()
    assert list(tmp_path.iterdir()) == []
