"""The reference says what the declarations say, and its examples are examples."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlglot import parse_one

from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.parameters import resolve
from contracts.reference.examples import Example, read
from contracts.reference.page import pages
from contracts.report.predicate import value_of

ROOT = Path(__file__).parents[3]
EXAMPLES = read((ROOT / "docs/reference/examples.json").read_text(encoding="utf-8"))
PARAMETERS = {name: setting.value for name, setting in resolve().items()}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs/laws").glob("*.md")))
def test_the_pages_of_laws_are_those_of_the_declarations(name: str) -> None:
    assert (ROOT / "docs/laws" / name).read_text(encoding="utf-8") == pages(EXAMPLES)[name], "run: make docs"


def test_no_page_of_laws_is_missing() -> None:
    assert {path.name for path in (ROOT / "docs/laws").glob("*.md")} == pages(EXAMPLES).keys(), "run: make docs"


def test_the_pages_of_command_configuration_and_functions_are_those_of_the_code() -> None:
    for name, text in script("reference").pages().items():
        assert (ROOT / "docs/reference" / name).read_text(encoding="utf-8") == text, "run: make docs"


def test_the_picture_of_the_architecture_is_that_of_the_imports() -> None:
    picture = script("architecture")
    assert (ROOT / "docs/architecture.svg").read_text(encoding="utf-8") == picture.drawn(picture.reduced(picture.imports())), (
        "run: make docs"
    )


def test_every_law_has_an_example() -> None:
    assert list(EXAMPLES) == [law.id for law in LAWS], "run: make docs"


@pytest.mark.parametrize("law", [law for law in LAWS if not law.statistical], ids=lambda law: law.id)
def test_an_example_holds_and_its_other_row_does_not(law: Invariant) -> None:
    assert law.id in EXAMPLES, "run: make docs"
    example: Example = EXAMPLES[law.id]
    assert verdict(law, example.holds) is True
    assert verdict(law, example.broken) is not True


def verdict(law: Invariant, row: Any) -> Any:
    """What a law says of a row as JSON has it, the row being one of those that it speaks of."""
    values = {name: days_as_days(value) for name, value in (PARAMETERS | dict(row)).items()}
    assert value_of(parse_one(law.when, dialect="duckdb"), values) is True
    return value_of(parse_one(law.holds, dialect="duckdb"), values)


def days_as_days(value: Any) -> Any:
    """A day written out, as a day."""
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def test_links_between_docs_and_the_root_are_made_right() -> None:
    relinked = script("site").relinked
    assert relinked("[t](docs/tables.md)", "README.md", "index.md") == "[t](tables.md)"
    assert relinked("[a](ARCHITECTURE.md#the-one-idea)", "README.md", "index.md") == "[a](architecture.md#the-one-idea)"
    assert relinked("[d](decisions.md)", "docs/laws/carts.md", "laws/carts.md") == "[d](decisions.md)"
    assert relinked("[k](../kill-matrix.md)", "docs/laws/carts.md", "laws/carts.md") == "[k](../kill-matrix.md)"
    assert relinked("[the protocols](contracts/protocols.py)", "README.md", "index.md") == "the protocols (`contracts/protocols.py`)"
    assert relinked("![what it shows](docs/terminal.svg)", "README.md", "index.md") == "![what it shows](terminal.svg)"
    assert relinked("[x](https://example.org/a.md)", "README.md", "index.md") == "[x](https://example.org/a.md)"


def script(name: str) -> ModuleType:
    """A module of scripts, which is no package."""
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / f"scripts/{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
