"""A mapping is somebody else's text: it reads its own source, and nothing else on the machine or beyond."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from time import process_time

import duckdb
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from contracts.engines import EngineError, open_tables, open_target
from contracts.errors import InputError
from contracts.judge import judge

SECRET = "canary-4711"


class Listener:
    """A server on the loopback device that notes whoever connects."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.heard: list[object] = []
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, address = self._server.accept()
            except OSError:
                return
            self.heard.append(address)
            connection.close()

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file beside the source that nobody may read, write or copy."""
    folder = tmp_path / "private"
    folder.mkdir()
    file = folder / "canary.csv"
    file.write_text(f"sku\n{SECRET}\n")
    duckdb.sql(f"COPY (SELECT '{SECRET}' AS sku) TO '{folder / 'canary.parquet'}' (FORMAT parquet)")
    return file


SELECTS = {
    "a function that reads CSV": "SELECT sku AS product_id FROM read_csv('{canary}')",
    "a function that reads CSV, by another name": "SELECT sku AS product_id FROM read_csv_auto('{canary}')",
    "a function that reads Parquet": "SELECT sku AS product_id FROM read_parquet('{folder}/canary.parquet')",
    "a function that reads Parquet, by another name": "SELECT sku AS product_id FROM parquet_scan('{folder}/canary.parquet')",
    "a function that reads JSON": "SELECT * FROM read_json_auto('{canary}')",
    "a function that reads text": "SELECT content AS product_id FROM read_text('{canary}')",
    "a function that reads bytes": "SELECT content AS product_id FROM read_blob('{canary}')",
    "a function that lists files": "SELECT file AS product_id FROM glob('{folder}/*')",
    "a file in place of a table": "SELECT sku AS product_id FROM '{canary}'",
    "a file in quotes": 'SELECT sku AS product_id FROM "{canary}"',
    "a file of Spark": "SELECT sku AS product_id FROM csv.`{canary}`",
    "a file behind a join": "SELECT s.sku AS product_key FROM stock AS s JOIN '{canary}' AS c ON TRUE",
    "a file in a subquery": "SELECT (SELECT MAX(sku) FROM '{canary}') AS product_id FROM stock",
    "a file in a CTE": "WITH c AS (SELECT * FROM '{canary}') SELECT sku AS product_id FROM c",
    "a file in the other half of a union": "SELECT sku AS product_key FROM stock UNION ALL SELECT * FROM '{canary}'",
    "a file in EXISTS": "SELECT sku AS product_key FROM stock WHERE EXISTS (SELECT 1 FROM '{canary}')",
    "a file in IN": "SELECT sku AS product_key FROM stock WHERE sku IN (SELECT sku FROM '{canary}')",
    "the network": "SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')",
    "the network in place of a table": "SELECT * FROM 'http://127.0.0.1:{port}/x.parquet'",
    "a bucket": "SELECT * FROM 's3://127.0.0.1:{port}/x.parquet'",
    "a database elsewhere": "SELECT * FROM postgres_scan('host=127.0.0.1 port={port}', 'public', 't')",
    "SQL in a text": "SELECT * FROM query('SELECT * FROM read_text(''{canary}'')')",
    "a table by a text": "SELECT * FROM query_table('{canary}')",
    "the environment": "SELECT getenv('HOME') AS product_id FROM stock",
    "a setting": "SELECT current_setting('temp_directory') AS product_id FROM stock",
    "settings": "SELECT name AS product_id FROM duckdb_settings()",
    "secrets": "SELECT name AS product_id FROM duckdb_secrets()",
    "the engine's own tables": "SELECT table_name AS product_id FROM information_schema.tables",
    "another schema": "SELECT sku AS product_key FROM main.stock",
    "a table of the judge": "SELECT product_key FROM stored_gold_product_dim",
    "the clock": "SELECT sku AS product_key, CURRENT_DATE AS launch_date FROM stock",
    "chance": "SELECT sku AS product_key, random() AS base_price FROM stock",
    "Java by reflection": "SELECT reflect('java.lang.System', 'getenv', 'HOME') AS product_id FROM stock",
    "Java by its other name": "SELECT java_method('java.lang.Runtime', 'getRuntime') AS product_id FROM stock",
    "a sleep": "SELECT sleep_ms(100000) AS product_key FROM stock",
    "rows without end": "SELECT range AS product_key FROM range(1000000000000)",
    "rows without end by recursion": "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n AS sku FROM r, stock",
    "a list without end": "SELECT unnest(generate_series(1, 1000000000000)) AS product_key FROM stock",
    "a text without end": "SELECT repeat('x', 1000000000000) AS product_id FROM stock",
    "two statements": "SELECT sku AS product_key FROM stock; SELECT 1",
    "COPY": "COPY (SELECT * FROM stock) TO '{folder}/copied.csv'",
    "COPY after a SELECT": "SELECT sku AS product_key FROM stock; COPY stock TO '{folder}/copied.csv'",
    "EXPORT": "EXPORT DATABASE '{folder}/copied'",
    "ATTACH": "ATTACH '{folder}/copied.db'",
    "INSTALL": "INSTALL httpfs FROM 'http://127.0.0.1:{port}'",
    "LOAD": "LOAD httpfs",
    "PRAGMA": "PRAGMA database_list",
    "SET": "SET enable_external_access = true",
    "CREATE": "CREATE TABLE copied AS SELECT * FROM stock",
    "INSERT": "INSERT INTO stock VALUES (1)",
    "DELETE": "DELETE FROM stock",
    "CALL": "CALL pragma_version()",
    "EXPLAIN": "EXPLAIN ANALYZE SELECT * FROM stock",
    "SELECT INTO": "SELECT sku AS product_key INTO copied FROM stock",
    "a macro": "CREATE MACRO m() AS TABLE SELECT * FROM read_text('{canary}')",
    "a statement behind a comment": "SELECT sku AS product_key FROM stock /* */; -- '\n    ATTACH '{folder}/copied.db'",
    "a name that ends its quotes": "SELECT \"sku\"\" FROM read_text(''{canary}'') --\" AS product_key FROM stock",
    "a table that ends its quotes": "SELECT sku AS product_key FROM \"stock\"\" , read_text(''{canary}'') --\"",
    "a placeholder": "SELECT $1 AS product_key FROM stock",
    "brackets without end": "SELECT " + "(" * 5000 + "sku" + ")" * 5000 + " AS product_key FROM stock",
    "a type of the engine": "SELECT CAST('{canary}' AS REGCLASS) AS product_id FROM stock",
    "reads that double": "WITH c0 AS (SELECT sku FROM stock), "
    + ", ".join(f"c{n} AS (SELECT * FROM c{n - 1} UNION ALL SELECT * FROM c{n - 1})" for n in range(1, 40))
    + " SELECT sku AS product_key FROM c39",
    "rows that multiply": "SELECT a.sku AS product_key FROM stock AS a " + " ".join(f"CROSS JOIN stock AS s{n}" for n in range(9)),
    "rows that multiply by a condition that is none": "SELECT a.sku AS product_key FROM stock AS a "
    + " ".join(f"JOIN stock AS s{n} ON a.sku = a.sku" for n in range(9)),
    "rows that multiply by a WHERE that may be none": "SELECT a.sku AS product_key FROM stock AS a, stock AS b, stock AS c, stock AS d"
    " WHERE a.sku = b.sku AND (a.sku = c.sku OR a.sku = d.sku OR TRUE) AND a.sku = 1 AND b.sku IN (SELECT sku FROM stock, stock AS e,"
    " stock AS f, stock AS g)",
    "rows that multiply by pairs": "SELECT a0.sku AS product_key FROM "
    + ", ".join(f"stock AS a{n}, stock AS b{n}" for n in range(5))
    + " WHERE "
    + " AND ".join(f"a{n}.sku = b{n}.sku" for n in range(5)),
    "rows that multiply by a condition of others": "SELECT a.sku AS product_key FROM stock AS a JOIN stock AS b ON a.sku = b.sku "
    + " ".join(f"JOIN stock AS s{n} ON a.sku = b.sku" for n in range(5)),
    "rows that multiply by names": "WITH c0 AS (SELECT 1 AS sku UNION ALL SELECT 2), "
    + ", ".join(f"c{n} AS (SELECT a.sku FROM c{n - 1} AS a, c{n - 1} AS b)" for n in range(1, 5))
    + " SELECT c4.sku AS product_key FROM c4 JOIN stock USING (sku)",
    "a text that doubles by names": "WITH c0 AS (SELECT sku AS x FROM stock), "
    + ", ".join(f"c{n} AS (SELECT x || x AS x FROM c{n - 1})" for n in range(1, 40))
    + " SELECT x AS product_id FROM c39",
    "a text that doubles by outputs": "SELECT product_id FROM (SELECT 'a' || sku AS x0, "
    + ", ".join(f"CONCAT(x{n - 1}, x{n - 1}) AS x{n}" for n in range(1, 40))
    + ", x39 AS product_id FROM stock) AS s",
    "a text that doubles by REPLACE": "SELECT " + "REPLACE(" * 30 + "'aaaa'" + ", 'a', 'aa')" * 30 + " AS product_id FROM stock",
    "a list in place of a value": "SELECT MAX(sku, 2) AS product_key FROM stock",
    "a sample": "SELECT sku AS product_key FROM stock TABLESAMPLE 1%",
    "rows left out": "SELECT sku AS product_key FROM stock LIMIT 1",
}


@pytest.mark.parametrize("kind", SELECTS)
def test_a_select_that_reaches_further_is_refused_before_it_runs(
    kind: str, mapping: Callable[..., Path], foreign: Callable[..., Path], canary: Path, listener: Listener
) -> None:
    foreign(stock=[{"sku": 1}])
    before = {path: path.read_bytes() for path in canary.parent.iterdir()}
    select = SELECTS[kind].replace("{canary}", str(canary)).replace("{folder}", str(canary.parent)).replace("{port}", str(listener.port))
    file = mapping(gold_product_dim="|\n    " + select)
    with pytest.raises(InputError) as refused:
        judge(str(file))
    assert str(refused.value).startswith(f"{file}, line ")
    assert "gold_product_dim" in str(refused.value)
    assert {path: path.read_bytes() for path in canary.parent.iterdir()} == before
    assert not listener.heard


DOCUMENTS = {
    "an object": "stockproof_mapping: !!python/object/apply:os.system ['touch {folder}/copied']\n",
    "a module": "stockproof_mapping: 1\nsource: !!python/module:subprocess\n",
    "a tag": "stockproof_mapping: 1\nsource: !include {canary}\n",
    "a bomb of aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "a merge": "base: &base {path: x}\nsource: {<<: *base}\n",
    "depth": "stockproof_mapping: " + "[" * 3000 + "]" * 3000 + "\n",
    "depth that costs its square": "[" * 20_000,
    "depth by lines": "a:\n- " + "\n- ".join("[" * 100 for _ in range(200)),
    "depth by dashes": "- " * 20_000,
    "depth by question marks": "? " * 20_000,
    "values without end": "a: [" + "x," * 90_000 + "]",
    "a number of base 60": "stockproof_mapping: 1" + ":1" * 99_000,
    "length": "stockproof_mapping: 1\n#" + "x" * 1_100_000 + "\n",
    "bytes": "stockproof_mapping: \udcff\n",
    "a key that is no word": "stockproof_mapping: 1\n? [a, b]\n: c\n",
    "two documents": "stockproof_mapping: 1\n---\nstockproof_mapping: 1\n",
    "a number without end": "stockproof_mapping: 1\nparameters: {low_inventory_threshold: " + "9" * 5000 + "}\n",
    "no number": "stockproof_mapping: 1\nparameters: {stockout_rate_max: .nan}\n",
    "the network": "stockproof_mapping: 1\nsource: {path: 'http://127.0.0.1:{port}/x'}\ntables: {gold_product_dim: SELECT brand FROM b}\n",
    "a bucket": "stockproof_mapping: 1\nsource: {path: 's3://127.0.0.1:{port}/x'}\ntables: {gold_product_dim: SELECT brand FROM b}\n",
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_that_is_no_plain_text_is_refused(kind: str, tmp_path: Path, canary: Path, listener: Listener) -> None:
    file = tmp_path / "hostile.yaml"
    text = DOCUMENTS[kind].replace("{canary}", str(canary)).replace("{folder}", str(canary.parent)).replace("{port}", str(listener.port))
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    began = process_time()
    with pytest.raises(InputError) as refused:
        open_target("duckdb", str(file))
    assert process_time() - began < 5
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500
    assert not (canary.parent / "copied").exists()
    assert not listener.heard


NAMES = ['x"; DROP TABLE y; --', "x'; DROP TABLE y; --", "x`y", "x y", "x.y", "gold_product_dim", "stored_gold_product_dim", "%s{0}", "\\"]


def test_names_are_names_whatever_they_look_like(foreign: Callable[..., Path], mapping: Callable[..., Path], engine: str) -> None:
    foreign(**{name: [{f"{name}?": number}] for number, name in enumerate(NAMES)})
    parts = []
    for name in NAMES:
        quoted, text = name.replace('"', '""'), name.replace("'", "''")
        parts.append(f'SELECT "{quoted}?" AS product_key, \'{text}\' AS product_id FROM "{quoted}"')
    file = mapping(gold_product_dim="|\n    " + "\n    UNION ALL ".join(parts))
    with open_tables(engine, open_target(engine, str(file))) as tables:
        rows = tables.fetch("gold_product_dim", "TRUE", ["product_key"], len(NAMES) + 1)
    assert [(row["product_key"], row["product_id"]) for row in rows] == list(enumerate(NAMES))


LOCKED = [
    "SELECT * FROM read_text('{canary}')",
    "SELECT * FROM read_parquet('{folder}/canary.parquet')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')",
    "ATTACH '{folder}/copied.db'",
    "COPY (SELECT 1) TO '{folder}/copied.csv'",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '1TB'",
    "INSTALL httpfs FROM 'http://127.0.0.1:{port}'",
]


@pytest.mark.parametrize("sql", LOCKED)
def test_the_engine_itself_refuses_what_parsing_might_let_through(
    sql: str, foreign: Callable[..., Path], mapping: Callable[..., Path], canary: Path, listener: Listener
) -> None:
    foreign(stock=[{"sku": 1}])
    before = {path.name for path in canary.parent.iterdir()}
    statement = sql.replace("{canary}", str(canary)).replace("{folder}", str(canary.parent)).replace("{port}", str(listener.port))
    with (
        open_tables("duckdb", open_target("duckdb", str(mapping(gold_product_dim="SELECT sku AS product_key FROM stock")))) as tables,
        pytest.raises(EngineError),
    ):
        tables._run(statement)  # type: ignore[attr-defined]  # past everything that parses
    assert {path.name for path in canary.parent.iterdir()} == before
    assert not listener.heard


def test_a_view_in_a_database_reads_no_file(tmp_path: Path, canary: Path) -> None:
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute(f"CREATE VIEW gold_product_dim AS SELECT sku AS product_id FROM read_csv('{canary}')")
    with pytest.raises(InputError, match="disabled") as refused:
        judge(str(tmp_path / "shop.duckdb"))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("mapped", [False, True], ids=["as it is", "mapped"])
def test_a_view_in_a_database_tells_no_secret_in_an_error(mapped: bool, tmp_path: Path, canary: Path) -> None:
    read = f"SELECT 1 AS product_key, '7' AS product_id FROM (SELECT * FROM read_text('{canary}')) WHERE CAST(content AS INT) = 1"
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute(f"CREATE VIEW gold_product_dim AS {read}")
    (tmp_path / "shop.yaml").write_text(
        "stockproof_mapping: 1\nsource: {path: shop.duckdb, types: {gold_product_dim: {product_id: int}}}\n"
        "tables: {gold_product_dim: SELECT product_id FROM gold_product_dim}\n"
    )
    with pytest.raises(InputError, match="disabled") as refused:
        judge(str(tmp_path / ("shop.yaml" if mapped else "shop.duckdb")))
    assert SECRET not in str(refused.value)


def test_a_link_out_of_the_log_of_a_table_is_not_followed(tmp_path: Path, canary: Path) -> None:
    table = tmp_path / "tables" / "gold_product_dim"
    write_deltalake(table, pa.table({"product_id": ["a"]}))
    log = table / "_delta_log" / "00000000000000000000.json"
    (own,) = (path.name for path in table.glob("*.parquet"))
    log.write_text(log.read_text().replace(own, f"{canary.parent}/canary.parquet"))
    with pytest.raises(InputError, match="gold_product_dim"):
        judge(str(tmp_path / "tables"))
