"""The command `stockproof generate`: one clear line for what cannot be, and nothing written or removed that should not be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from deltalake import DeltaTable

from contracts.dataset import open_folder
from contracts.tables import TABLES
from generator.cli import main
from generator.config import configure
from generator.folder import MARK

FEW = ["--preset", "tiny", "--products", "2", "--locations", "2", "--days", "3", "--customers", "4", "--workers", "1"]


def stockproof(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["generate", *map(str, words)])


def listing(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refused(result: Result) -> str:
    """The one line that a person reads."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--products", "0"], "--products 0: allowed: a whole number from 1 to 999,999"),
        (["--products", "-3"], "--products -3: allowed: a whole number from 1 to 999,999"),
        (["--locations", "1"], "--locations 1: allowed: a whole number from 2 to 9,999"),
        (["--locations", "0"], "--locations 0: allowed: a whole number from 2 to 9,999"),
        (["--customers", "0"], "--customers 0: allowed: a whole number from 1 to 10,000,000"),
        (["--days", "0"], "--days 0: allowed: a whole number from 1 to 36,500"),
        (["--start", "2024-02-30"], "--start '2024-02-30': allowed: a day written YYYY-MM-DD, from 1980-01-01 to 2100-01-01"),
        (["--start", "20241301"], "--start '20241301': allowed: a day written YYYY-MM-DD, from 1980-01-01 to 2100-01-01"),
        (["--seed", "-1"], "--seed -1: allowed: a whole number from 0 to 9,223,372,036,854,775,807"),
        (["--preset", "huge"], "preset = 'huge': allowed: tiny, small, seed"),
        (["--preset", "smal"], "preset = 'smal': allowed: tiny, small, seed; did you mean small?"),
        (["--config", "no such file.toml"], "no such file.toml: cannot be read: No such file or directory"),
    ],
)
def test_an_impossible_option_is_one_line_and_nothing_is_written(words: list[str], said: str, tmp_path: Path) -> None:
    assert refused(stockproof(*words, "--out", tmp_path / "world")) == f"Error: {said}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense = 1", "config.toml, line 1: nonsense: no such key; allowed: base_abandonment_rate, "),
        ("# few\nproducs = 1", "config.toml, line 2: producs: no such key; did you mean products?"),
        ("target_stockout_rate = 1.5", "config.toml, line 1: target_stockout_rate = 1.5: allowed: a number from 0.001 to 0.3"),
        ("target_stockout_rate = -0.1", "target_stockout_rate = -0.1: allowed: a number from 0.001 to 0.3"),
        ("return_delay_days = [3, 1]", "return_delay_days = [3, 1]: allowed: two whole numbers of days, the smaller first"),
        ("[base_abandonment_rate]\nvip = 1.5", "config.toml, line 2: base_abandonment_rate.vip = 1.5: allowed: "),
        ("[base_abandonment_rate]\nvip = 0.5", "config.toml, line 1: base_abandonment_rate = "),
        ("products = true", "products = True: allowed: a whole number from 1 to 999,999"),
        ("start = 2024-02-30", "config.toml: not TOML: Invalid date or datetime (at line 1"),
    ],
)
def test_an_impossible_file_is_one_line_and_nothing_is_written(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(content, encoding="utf-8")
    assert said in refused(stockproof("--config", file, "--out", tmp_path / "world"))
    assert list(tmp_path.iterdir()) == [file]


def test_a_schema_of_a_catalog_needs_spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = "Error: main.retail: a schema of a catalog needs --engine spark; for a folder of that name write ./main.retail"
    assert refused(stockproof(*FEW, "--out", "main.retail")) == said
    Path("config.toml").write_text('catalog = "main"\nschema = "retail"', encoding="utf-8")
    assert refused(stockproof(*FEW, "--config", "config.toml")) == said
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
    assert stockproof(*FEW, "--out", "./main.retail").exit_code == 0


def test_words_that_are_no_option_or_number_are_bad_usage(tmp_path: Path) -> None:
    for words in (["--prodcts", "3"], ["--products", "many"], ["--workers", "0"], ["--format", "csv"]):
        assert stockproof(*words, "--out", tmp_path / "world").exit_code == 2
    assert stockproof().exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    said = f"{tmp_path}: holds what stockproof generate did not write (notes.txt); give a new or empty folder"
    assert said in refused(stockproof(*FEW, "--out", tmp_path))
    assert listing(tmp_path) == {"notes.txt": b"mine"}


def test_a_folder_with_a_world_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("{}", encoding="utf-8")
    assert "is not empty; give another folder, --resume to go on, or --overwrite" in refused(stockproof(*FEW, "--out", tmp_path))


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "world").write_text("mine", encoding="utf-8")
    assert "is a file; give a folder" in refused(stockproof(*FEW, "--out", tmp_path / "world"))
    assert listing(tmp_path) == {"world": b"mine"}


def test_a_place_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "cannot be written: Not a directory" in refused(stockproof(*FEW, "--out", tmp_path / "file" / "world"))
    assert listing(tmp_path) == {"file": b"mine"}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that nobody can write to")
def test_a_place_that_nobody_can_write_to_is_refused() -> None:
    assert "/proc/world: cannot be written" in refused(stockproof(*FEW, "--out", "/proc/world"))


def test_overwrite_replaces_what_was_generated_and_keeps_what_was_not(tmp_path: Path) -> None:
    assert stockproof(*FEW, "--out", tmp_path).exit_code == 0
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "my_table").mkdir()
    (tmp_path / "my_table" / "rows.csv").write_text("a,b", encoding="utf-8")
    assert stockproof(*FEW, "--products", "3", "--out", tmp_path, "--overwrite").exit_code == 0
    assert DeltaTable(tmp_path / "gold_product_dim").to_pyarrow_table().num_rows == 3
    snapshots = DeltaTable(tmp_path / "gold_inventory_fact").to_pyarrow_table()
    assert snapshots.num_rows == 3 * 2 * 3
    kept = listing(tmp_path)
    assert (kept["notes.txt"], kept["my_table/rows.csv"]) == (b"mine", b"a,b")


def test_overwrite_may_be_asked_for_in_the_configuration(tmp_path: Path) -> None:
    file, world = tmp_path / "config.toml", tmp_path / "world"
    file.write_text("force_recreate = true", encoding="utf-8")
    for seed in ("1", "2"):
        assert stockproof(*FEW, "--config", file, "--seed", seed, "--out", world).exit_code == 0
    assert json.loads((world / "_stockproof.json").read_text(encoding="utf-8"))["configuration"]["random_seed"] == 2


def test_overwrite_refuses_a_table_that_somebody_else_wrote(tmp_path: Path) -> None:
    (tmp_path / "gold_sales_fact").mkdir()
    pq.write_table(pa.table({"line_item_id": [1]}), tmp_path / "gold_sales_fact" / "mine.parquet")
    before = listing(tmp_path)
    assert "gold_sales_fact: was not written by stockproof generate" in refused(stockproof(*FEW, "--out", tmp_path, "--overwrite"))
    assert listing(tmp_path) == before


@pytest.mark.parametrize("mark", ["{", "[]", '{"tables": null}', '{"tables": [["gold_sales_fact"]]}'])
def test_overwrite_refuses_a_folder_whose_mark_cannot_be_trusted(mark: str, tmp_path: Path) -> None:
    (tmp_path / "_stockproof.json").write_text(mark, encoding="utf-8")
    (tmp_path / "gold_sales_fact").mkdir()
    (tmp_path / "gold_sales_fact" / "mine.txt").write_text("mine", encoding="utf-8")
    before = listing(tmp_path)
    refused(stockproof(*FEW, "--out", tmp_path, "--overwrite"))
    assert listing(tmp_path) == before


def test_a_world_comes_with_the_contract_s_parameters_and_its_configuration(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("low_inventory_threshold = 3\ntarget_stockout_rate = 0.06", encoding="utf-8")
    assert stockproof(*FEW, "--config", file, "--out", tmp_path / "world").exit_code == 0
    parameters = open_folder(str(tmp_path / "world")).parameters
    assert (parameters["low_inventory_threshold"], parameters["target_stockout_rate"]) == (3, 0.06)
    said = json.loads((tmp_path / "world" / "_stockproof.json").read_text(encoding="utf-8"))
    assert (said["configuration"]["products"], said["configuration"]["start"]) == (2, "2024-10-20")
    assert parameters == configure("tiny", {"low_inventory_threshold": 3, "target_stockout_rate": 0.06}).contract_parameters()


def test_progress_goes_to_standard_error_and_the_outcome_to_standard_output(tmp_path: Path) -> None:
    loud, quiet = stockproof(*FEW, "--out", tmp_path / "a"), stockproof(*FEW, "--out", tmp_path / "b", "--quiet")
    assert "generated 3 of 3 days" in loud.stderr
    assert "2 products x 2 locations x 3 days" in loud.stdout
    assert (quiet.stderr, quiet.exit_code) == ("", 0)


@pytest.mark.parametrize("module", ["generator"])
def test_the_package_runs_as_a_module(module: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", module, "generate", *FEW, "--out", str(tmp_path / "world"), "--format", "parquet"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0
    assert all((tmp_path / "world" / name).is_dir() for name in TABLES)
