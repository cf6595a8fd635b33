"""A world in a schema of Spark's catalog: the rows of the local engine, in tables that say what they hold and refuse what they may not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from contracts.columns import Table
from contracts.engines.spark_catalog import tables_of_schema
from contracts.tables import SCHEMA_VERSION, TABLES
from generator.catalog import CONFIGURATION, PARAMETERS
from generator.config import configure
from generator.generate import OutputError, generate
from generator.sinks.ddl import CLUSTERED_BY
from tests.notebook import run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Tables = dict[str, pa.Table]
WORLD: dict[str, Any] = {"days": 12}
TARGET = "spark_catalog.generated"
STOCK = f"{TARGET}.gold_inventory_fact"


@pytest.fixture(scope="module")
def session(spark: SparkSession) -> Iterator[SparkSession]:
    """The session, with a world in a schema that was empty, made by the notebook."""
    spark.sql(f"CREATE SCHEMA {TARGET}")
    run("generate", spark, target=TARGET, preset="tiny", days="12", partitions="1")
    yield spark
    spark.sql(f"DROP SCHEMA {TARGET} CASCADE")


@pytest.fixture(params=["gold_product_dim", "gold_sales_fact", "gold_stockout_events"])
def table(request: pytest.FixtureRequest) -> Table:
    return TABLES[request.param]


def test_the_rows_are_those_of_the_local_engine(
    session: SparkSession, tables_of: Callable[..., Tables], assert_same: Callable[[Tables, Tables], None]
) -> None:
    found = {name: session.table(f"{TARGET}.{name}").toArrow().cast(table.arrow_schema()) for name, table in TABLES.items()}
    ordered = {name: rows.sort_by([(key, "ascending") for key in TABLES[name].key]).combine_chunks() for name, rows in found.items()}
    assert_same(ordered, tables_of(**WORLD))


def test_columns_have_the_declared_types_and_comments(session: SparkSession, table: Table) -> None:
    found = session.table(f"{TARGET}.{table.name}").schema.fields
    assert [(field.name, field.dataType.simpleString(), field.metadata.get("comment", "")) for field in found] == [
        (column.name, str(column.type), column.comment) for column in table
    ]


def test_a_table_says_what_it_is_and_what_made_it(session: SparkSession, table: Table) -> None:
    detail = session.sql(f"DESCRIBE DETAIL {TARGET}.{table.name}").first()
    assert detail is not None
    told = detail["properties"]
    assert (detail["description"], told["schema_version"]) == (table.grain, SCHEMA_VERSION)
    assert json.loads(told[PARAMETERS]) == json.loads(json.dumps(configure("tiny", WORLD).contract_parameters()))
    assert json.loads(told[CONFIGURATION])["days"] == 12
    assert (told["delta.autoOptimize.optimizeWrite"], told["delta.autoOptimize.autoCompact"]) == ("true", "true")
    assert detail["clusteringColumns"] == [name for name in CLUSTERED_BY if name in table.by_name and not table.is_dimension]


@pytest.mark.parametrize(
    ("column", "value", "refusal"),
    [
        ("quantity_available", "-1", "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES"),
        ("quantity_on_hand", "quantity_on_hand + 1", "CHECK constraint inv_2 "),
        ("date_key", "CAST(NULL AS INT)", "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"),
    ],
)
def test_a_table_refuses_what_its_columns_may_not_hold(session: SparkSession, column: str, value: str, refusal: str) -> None:
    wrong = ", ".join(f"{value} AS {name}" if name == column else name for name in TABLES["gold_inventory_fact"].by_name)
    with pytest.raises(Exception, match=refusal):
        session.sql(f"INSERT INTO {STOCK} SELECT {wrong} FROM {STOCK} LIMIT 1")


def test_the_judge_takes_its_parameters_from_the_tables(session: SparkSession) -> None:
    assert tables_of_schema(session, TARGET).parameters == json.loads(json.dumps(configure("tiny", WORLD).contract_parameters()))


def test_the_notebook_that_optimizes_leaves_a_table_of_one_file_alone(session: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    run("optimize", session, target=TARGET)
    said = capsys.readouterr().out
    assert all((name in said) is not table.is_dimension for name, table in TABLES.items())
    assert session.sql(f"DESCRIBE HISTORY {STOCK}").where("operation = 'OPTIMIZE'").isEmpty()


def test_a_world_that_is_there_is_left_alone(session: SparkSession) -> None:
    with pytest.raises(
        OutputError, match=rf"^{TARGET}\.gold_\w+: is there already; give another schema, --resume to go on, or --overwrite"
    ):
        generate(configure("tiny", WORLD), TARGET, engine="spark", session=session)


def test_another_configuration_is_refused_with_the_difference_named(session: SparkSession) -> None:
    with pytest.raises(OutputError, match="was begun with days = 12, not 13"):
        generate(configure("tiny", {"days": 13}), TARGET, engine="spark", session=session, resume=True)


def test_a_table_with_another_schema_is_refused_by_name(session: SparkSession) -> None:
    session.sql(f"ALTER TABLE {TARGET}.gold_channel_dim ADD COLUMNS (opened DATE)")
    with pytest.raises(OutputError, match=r"gold_channel_dim: is there with another schema: opened is date, allowed: not declared"):
        generate(configure("tiny", WORLD), TARGET, engine="spark", session=session, resume=True)


def test_a_table_of_somebody_else_is_never_dropped(session: SparkSession) -> None:
    session.sql(f"ALTER TABLE {TARGET}.gold_channel_dim UNSET TBLPROPERTIES ('{CONFIGURATION}')")
    with pytest.raises(OutputError, match=r"gold_channel_dim: was not written by stockproof generate"):
        generate(configure("tiny", WORLD), TARGET, engine="spark", session=session, overwrite=True)
    assert session.table(f"{TARGET}.gold_channel_dim").count() == 5


@pytest.mark.parametrize("target", ["spark_catalog.nowhere", "nowhere.shop"])
def test_a_schema_that_is_not_there_is_one_line(spark: SparkSession, target: str) -> None:
    with pytest.raises(
        OutputError, match=rf"^{target}: there is no such schema in Spark's catalog; make it first: CREATE SCHEMA {target}$"
    ):
        generate(configure("tiny"), target, engine="spark", session=spark)


def test_a_session_without_delta_is_refused_with_the_settings_it_lacks(spark: SparkSession, tmp_path: Path) -> None:
    without = spark.newSession()
    without.conf.set("spark.sql.catalog.spark_catalog", "another.Catalog")
    with pytest.raises(
        OutputError, match=r"^the Spark session does not know Delta tables: make it with spark\.sql\.catalog\.spark_catalog=\S+$"
    ):
        generate(configure("tiny"), tmp_path, engine="spark", session=without)
    assert list(tmp_path.iterdir()) == []


def test_workers_of_another_python_are_one_line(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark.sparkContext, "pythonVer", "3.99")
    with pytest.raises(
        OutputError, match=r"^the Spark session: Spark's workers run Python 3\.\d+, and the driver 3\.99: set PYSPARK_PYTHON [^\n]+$"
    ):
        generate(configure("tiny"), tmp_path, engine="spark", session=spark)
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_not_what_spark_writes_here(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"^format = parquet: with engine spark allowed: delta$"):
        generate(configure("tiny"), tmp_path, engine="spark", session=spark, format="parquet")
