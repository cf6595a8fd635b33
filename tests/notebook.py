"""Notebooks as Databricks keeps them, run from top to bottom with a local session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FOLDER = Path(__file__).parents[1] / "notebooks"
_CELL = re.compile(r"^# COMMAND -{10}$", re.MULTILINE)
_FIRST_LINE = "# Databricks notebook source\n"


@dataclass
class Widgets:
    """The parameters of a notebook: what was given, else what the notebook has as its default."""

    given: Mapping[str, str]
    declared: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, default: str, label: str = "") -> None:
        """Declares a parameter that may be any text."""
        assert label
        self.declared[name] = self.given.get(name, default)

    def dropdown(self, name: str, default: str, choices: list[str], label: str = "") -> None:
        """Declares a parameter that may be one of some texts."""
        self.text(name, default, label)
        assert self.declared[name] in choices

    def get(self, name: str) -> str:
        """The value of a parameter."""
        return self.declared[name]


@dataclass
class Utilities:
    """What Databricks calls dbutils: here, the parameters alone."""

    widgets: Widgets


def cells(name: str) -> list[str]:
    """The cells of a notebook, which must be in source format."""
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert source.startswith(_FIRST_LINE)
    return [cell.strip() for cell in _CELL.split(source.removeprefix(_FIRST_LINE))]


def run(name: str, session: SparkSession, **given: str) -> dict[str, Any]:
    """Runs a notebook's cells one after the other; returns the names that they leave, and as ``shown`` the pages that they showed."""
    shown: list[str] = []
    names: dict[str, Any] = {"spark": session, "dbutils": Utilities(Widgets(given)), "displayHTML": shown.append}
    for at, cell in enumerate(cells(name), 1):
        exec(compile(cell, f"{name}, cell {at}", "exec"), names)
    strangers = given.keys() - names["dbutils"].widgets.declared.keys()
    assert not strangers, f"{name} has no parameters {strangers}"
    return {**names, "shown": shown}
