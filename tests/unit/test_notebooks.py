"""The notebooks are what Databricks imports, and the job runs them by their names and parameters."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.notebook import FOLDER, cells

NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_first_what_it_is_for(name: str) -> None:
    first = cells(name)[0].splitlines()
    assert first[:2] == ["# MAGIC %md", first[1]]
    assert first[1].startswith("# MAGIC # ")
    assert all(line.startswith("# MAGIC") for line in first)


def tasks() -> list[dict[str, Any]]:
    bundle = yaml.safe_load((FOLDER / "databricks.yml").read_text(encoding="utf-8"))
    return list(bundle["resources"]["jobs"]["weekly"]["tasks"])


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task["task_key"])
def test_the_job_gives_a_notebook_the_parameters_that_it_has(task: dict[str, Any]) -> None:
    notebook = task["notebook_task"]
    name = (FOLDER / notebook["notebook_path"]).relative_to(FOLDER).stem
    assert name in NAMES
    assert set(notebook["base_parameters"]) <= set(re.findall(r'widgets\.text\("(\w+)"', "\n".join(cells(name))))


def test_the_job_puts_files_in_order_before_it_judges() -> None:
    assert [task["task_key"] for task in tasks()] == ["optimize", "judge"]
    assert tasks()[1]["depends_on"] == [{"task_key": "optimize"}]
