"""What is exported is useful alone: SQL that returns the violating rows in DuckDB and Spark, and an open data contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import jsonschema
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from pandera.errors import SchemaErrors
from pandera.polars import Check
from ruamel.yaml import YAML

from contracts.cli import main
from contracts.errors import InputError
from contracts.invariants.catalogue import BY_ID
from contracts.judge import judge
from contracts.schemas.expectations import library
from contracts.schemas.export import export
from contracts.tables import TABLES
from generator.config import configure
from generator.generate import generate
from tests.unsound import spoil

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SIZE = {"products": 6, "days": 16}
STANDARD = Path(__file__).parent / "odcs" / "odcs-3.1.0.schema.json"

ASKED = (
    *("REQ-1", "REQ-5", "REQ-6", "SAL-1", "SAL-9", "SAL-11", "SAL-15", "RET-2", "INV-2", "INV-5", "INV-11", "MOV-2", "STO-1", "STO-8"),
    *("CRT-2", "CRT-12", "EVT-1", "KEY-CAL", "KEY-DENSE", "KEY-PK.gold_sales_fact", "KEY-UQ.gold_location_dim.location_id"),
    *("KEY-FK.gold_sales_fact.request_id", "KEY-HORIZON.gold_sales_fact", "KEY-DATE.gold_sales_fact.return_restocked_date_key"),
    *("SCH-NULL.gold_purchase_request_fact", "SCH-COL.gold_purchase_request_fact", "SCH-NULL.gold_sales_fact"),
    *("SCH-TYPE.gold_channel_dim", "SCH-WIDTH.gold_channel_dim", "SCH-RANGE.gold_sales_fact.time_key"),
)
"""Laws of every kind of relation; make evidence runs all."""

ASKED_OF_SPARK = ("REQ-5", "SCH-NULL.gold_sales_fact", "SCH-TYPE.gold_channel_dim")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world in which little is right, in Parquet files; one column is of another type."""
    place = tmp_path_factory.mktemp("export")
    generate(configure("tiny", SIZE), place / "sound", workers=1)
    unsound = spoil(place / "sound", place / "unsound")
    channels = str(unsound / "gold_channel_dim.parquet")
    rows = pq.read_table(channels)
    pq.write_table(rows.set_column(0, "channel_key", rows["channel_key"].cast(pa.string())), channels)
    return unsound


@pytest.fixture(scope="module")
def broken(folder: Path) -> dict[str, int]:
    """Rows that the judge finds to break each law."""
    return {result.law.id: result.broken for result in judge(str(folder), only=ASKED).results}


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The text of the file of a law."""
    place = tmp_path_factory.mktemp("sql")
    written = {path.stem: path for path in export("sql", place)}
    assert written.keys() == BY_ID.keys()
    return lambda law: written[law].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A plain DuckDB session with the tables under their names."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder / name}.parquet')")
        yield connection


def test_plain_duckdb_returns_the_rows_that_the_judge_counts(
    session: duckdb.DuckDBPyConnection, text: Callable[[str], str], broken: dict[str, int]
) -> None:
    assert {law: len(session.execute(text(law)).fetchall()) for law in ASKED} == broken
    assert sum(count > 0 for count in broken.values()) > len(ASKED) / 2


def test_plain_spark_returns_them_too(spark: SparkSession, folder: Path, text: Callable[[str], str], broken: dict[str, int]) -> None:
    session = spark.newSession()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for name in TABLES:
        session.read.parquet(f"{folder / name}.parquet").createOrReplaceTempView(name)
    found = {law: session.sql(text(law).strip().removesuffix(";")).count() for law in ASKED_OF_SPARK}
    assert found == {law: broken[law] for law in ASKED_OF_SPARK}


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The open data contract, read by a reader of YAML that is not ours."""
    (path,) = export("odcs", tmp_path_factory.mktemp("odcs"))
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def test_the_open_data_contract_keeps_to_the_standard(contract: Any) -> None:
    standard = jsonschema.Draft201909Validator(json.loads(STANDARD.read_text(encoding="utf-8")))
    assert [error.message for error in standard.iter_errors(contract)] == []
    assert [error.message for error in standard.iter_errors({**contract, "kind": "DataContrast"})] != []


def test_the_open_data_contract_has_every_table_and_every_law_about_rows(contract: Any) -> None:
    assert [table["name"] for table in contract["schema"]] == list(TABLES)
    assert [[column["name"] for column in table["properties"]] for table in contract["schema"]] == [
        [column.name for column in table] for table in TABLES.values()
    ]
    rules = [rule["name"] for table in contract["schema"] for rule in table["quality"]]
    assert sorted(rules) == sorted(law for law in BY_ID if not law.startswith(("SCH-COL.", "SCH-TYPE.", "SCH-WIDTH.")))


def test_a_rule_of_the_open_data_contract_counts_the_rows(
    contract: Any, session: duckdb.DuckDBPyConnection, broken: dict[str, int]
) -> None:
    rules = {rule["name"]: rule for table in contract["schema"] for rule in table["quality"]}
    assert session.execute(rules["INV-2"]["query"]).fetchall() == [(broken["INV-2"],)]
    assert rules["INV-2"]["description"] == BY_ID["INV-2"].title


def test_a_parameter_is_that_which_was_given(tmp_path: Path) -> None:
    export("sql", tmp_path, {"return_delay_max": 9})
    text = (tmp_path / "returns" / "RET-2.sql").read_text(encoding="utf-8")
    assert "-- By return_delay_max = 9." in text
    assert "BETWEEN 1 AND 9" in text


def test_an_unknown_kind_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["export", "soda", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr == "Error: the contract cannot be exported as soda; did you mean odcs?\n"


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"^\S+file: cannot be written \(.+\)$"):
        export("odcs", tmp_path / "file")


def test_the_exported_schemas_need_nothing_of_stockproof_and_count_the_same(folder: Path, broken: dict[str, int], tmp_path: Path) -> None:
    (path,) = export("pandera", tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "contracts" not in text
    module: dict[str, Any] = {}
    exec(compile(text, path.name, "exec"), module)
    assert module["SCHEMAS"].keys() == TABLES.keys()
    with pytest.raises(SchemaErrors) as errors:
        module["SCHEMAS"]["gold_sales_fact"].validate(pl.read_parquet(folder / "gold_sales_fact.parquet"), lazy=True)
    named = [error for error in errors.value.schema_errors if isinstance(error.check, Check)]
    counts = {error.check.name: len(error.check_output) - error.check_output.to_series().sum() for error in named}
    asked = {law: broken[law] for law in ("SAL-1", "SAL-15", "KEY-PK.gold_sales_fact", "SCH-RANGE.gold_sales_fact.time_key") if broken[law]}
    assert asked
    assert {law: counts[law] for law in asked} == asked


def test_a_plain_project_of_great_expectations_loads_the_exported_suites_and_counts_the_same(
    spark: SparkSession, folder: Path, broken: dict[str, int], tmp_path: Path
) -> None:
    asked = {"REQ-1", "REQ-5", "SCH-COL.gold_purchase_request_fact", "SCH-NULL.gold_purchase_request_fact"}
    written = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in export("gx", tmp_path)}
    assert {each["meta"]["id"] for suite in written.values() for each in suite["expectations"]} == BY_ID.keys()
    suite = written["gold_purchase_request_fact"]
    suite["expectations"] = [each for each in suite["expectations"] if each["meta"]["id"] in asked]
    for name in TABLES:
        spark.read.parquet(f"{folder / name}.parquet").createOrReplaceTempView(name)
    gx = library()
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_spark("plain").add_dataframe_asset("requests")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": spark.table("gold_purchase_request_fact")})
    try:
        found = batch.validate(gx.ExpectationSuite(**suite))
    finally:
        for name in TABLES:
            spark.catalog.dropTempView(name)
    counts = {each.expectation_config.meta["id"]: each.result.get("observed_value", 0) for each in found.results}
    assert counts == {law: broken.get(law, 0) for law in asked}
