"""The shop as it stands keeps every law, the structure of its tables included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.invariants.catalogue import LAWS
from contracts.verdict import Verdict

STATISTICAL = {law.id for law in LAWS if law.statistical}


@pytest.fixture
def results(judged: Callable[..., Any], shop: Any) -> Any:
    return judged(vars(shop), ())


def test_nothing_is_broken(results: Any) -> None:
    assert {name for name, result in results.items() if result.verdict is Verdict.BROKEN} == set()


def test_all_but_what_needs_a_larger_sample_is_judged(results: Any) -> None:
    assert {name for name, result in results.items() if result.verdict is Verdict.UNKNOWN} == STATISTICAL
