"""Values of somebody's tables are values in every output: on the terminal, in JSON, JUnit and on the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from contracts.cli import main

HOSTILE_VALUES = ["<script>alert(1)</script>", "[bold]x[/bold]", "\x1b[31mred", "=1+1", "{{ 7 * 7 }}", "'\"--", "\u202eevil", "\x00"]
KEY = "KEY-UQ.gold_product_dim.product_id"


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_values_are_values_in_every_output(value: str, foreign: Callable[..., Path], mapping: Callable[..., Path], tmp_path: Path) -> None:
    foreign(goods=[{"sku": 1, "code": value}, {"sku": 2, "code": value}])
    file = mapping(gold_product_dim="SELECT sku AS product_key, code AS product_id FROM goods")
    written = {option: tmp_path / f"report.{option}" for option in ("json", "junit", "html")}
    options = [each for option, path in written.items() for each in (f"--{option}", str(path))]
    result = CliRunner().invoke(main, ["validate", str(file), "--only", KEY, *options, "--quiet"])
    assert result.exit_code == 1
    assert all(letter.isprintable() or letter == "\n" for letter in result.output)
    assert "\\" in result.output if not value.isprintable() else value in result.output
    assert json.loads(written["json"].read_text())["results"][0]["witnesses"][0]["product_id"] == value
    assert "<script>alert" not in written["html"].read_text()
    ElementTree.parse(written["junit"])
