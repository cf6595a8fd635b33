"""pandera says of spoilt tables what the judge says: law by law, the same number of rows."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pandera.errors import SchemaErrors, SchemaWarning

from contracts.invariants.law import Severity
from contracts.judge import judge
from contracts.schemas.frames import Frames, frames
from contracts.schemas.pandera import broken_rows, schema
from contracts.schemas.rules import names, rules_of
from contracts.tables import TABLES
from contracts.verdict import Result, Verdict
from generator.config import configure
from generator.generate import generate
from tests.unsound import spoil

SIZE = {"products": 5, "days": 14}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world in which little is right."""
    place = tmp_path_factory.mktemp("agree")
    generate(configure("tiny", SIZE), place / "sound", workers=1)
    return spoil(place / "sound", place / "unsound")


@pytest.fixture(scope="module")
def judged(folder: Path) -> dict[str, Result]:
    """What the judge says, by id."""
    return {result.law.id: result for result in judge(str(folder)).results}


@pytest.fixture(scope="module")
def tables(folder: Path) -> Iterator[Frames]:
    """Its tables, open."""
    with frames(str(folder)) as opened:
        yield opened


def counted(name: str, backend: str, frame: Any) -> dict[str, int]:
    """Rows that pandera finds to break each law, by id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SchemaWarning)
        try:
            schema(name, backend).validate(frame, lazy=True)
        except SchemaErrors as errors:
            return broken_rows(errors)
    return {}


def expected(name: str, judged: dict[str, Result]) -> dict[str, int]:
    """What the judge counted of the rules of a frame; warnings are none of its failures."""
    laws = [rule.law for rule in rules_of(name).rules if rule.law.severity is Severity.ERROR]
    return {law.id: judged[law.id].broken for law in laws if judged[law.id].verdict is Verdict.BROKEN}


@pytest.mark.parametrize(("backend", "of"), [("polars", names()), ("pandas", (*TABLES, "position_day"))])
def test_what_is_checked_is_counted_alike(backend: str, of: tuple[str, ...], tables: Frames, judged: dict[str, Result]) -> None:
    """pandas goes through polars, so that a few of its frames say enough here; make evidence checks all."""
    found = {name: counted(name, backend, tables.frame(name, backend)) for name in of}
    assert found == {name: expected(name, judged) for name in of}
    assert sum(map(len, found.values())) > 30
