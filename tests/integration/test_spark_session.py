"""The session that Spark work runs in: one per process, its own files, and Delta."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.engines.spark_jars import fetch, jars
from contracts.engines.spark_session import COMPILED, beside, local_settings, own_session, spark_session, with_delta
from contracts.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

IN_UTC = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true", "spark.sql.shuffle.partitions": "2"}


def test_a_session_that_is_there_is_taken(spark: SparkSession) -> None:
    assert spark_session().sparkContext is spark.sparkContext


@pytest.mark.parametrize("setting", IN_UTC)
def test_a_local_session_is_small_and_strict(spark: SparkSession, setting: str) -> None:
    assert spark.conf.get(setting) == IN_UTC[setting]


def test_few_rows_are_walked_through_and_many_are_worth_compiling(spark: SparkSession, tmp_path: Path) -> None:
    small, large = (local_settings(tmp_path, (), large=large) for large in (False, True))
    assert small["spark.sql.codegen.factoryMode"] == "NO_CODEGEN"
    assert "TieredStopAtLevel" in small["spark.driver.extraJavaOptions"]
    assert {name: large[name] for name in COMPILED} == COMPILED
    assert "TieredStopAtLevel" not in large["spark.driver.extraJavaOptions"]
    for session, kept in ((beside(spark), {name: spark.conf.get(name) for name in COMPILED}), (beside(spark, large=True), COMPILED)):
        part = own_session(session)
        assert {name: part.conf.get(name) for name in COMPILED} == kept


def test_java_has_room_for_what_it_compiles(spark: SparkSession) -> None:
    pools = spark.sparkContext._jvm.java.lang.management.ManagementFactory.getMemoryPoolMXBeans()
    code = [pool.getUsage().getMax() for pool in pools if pool.getName().startswith("Code")]
    assert sum(code) >= 200 * 2**20


def test_a_session_writes_and_reads_delta_tables(spark: SparkSession, tmp_path: Path) -> None:
    spark.range(3).write.format("delta").save(str(tmp_path / "rows"))
    assert spark.read.format("delta").load(str(tmp_path / "rows")).count() == 3


def test_a_session_without_delta_is_refused_with_the_settings_it_lacks(spark: SparkSession) -> None:
    without = spark.newSession()
    without.conf.set("spark.sql.catalog.spark_catalog", "another.Catalog")
    with pytest.raises(
        InputError, match=r"^the Spark session does not know Delta tables: make it with spark\.sql\.catalog\.spark_catalog=\S+$"
    ):
        with_delta(without)


def test_jars_that_are_not_there_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^Delta's JARs are not in \S+: fetch them once with make setup or .+$"):
        jars(tmp_path)


def test_jars_that_are_there_are_not_fetched_again(tmp_path: Path) -> None:
    for path in jars():
        (tmp_path / path.name).symlink_to(path)
    before = {path: path.lstat() for path in tmp_path.iterdir()}
    fetch(tmp_path)
    assert {path: path.lstat() for path in tmp_path.iterdir()} == before
