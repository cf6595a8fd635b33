"""Returns: known the moment a line is sold, and as the configuration says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import configure
from generator.identity import Kind, compose
from generator.returns import Returns, comes_back, returns_of

Fits = Callable[[object, object], None]
Near = Callable[[float, float, float], None]
LINES = compose(Kind.SALE, 20_000 + np.arange(60_000) % 60, 1 + np.arange(60_000) % 13, 1 + np.arange(60_000) // 60, 1)


def returned(sold: int = 3, lines: np.ndarray = LINES, **values: Any) -> Returns:
    """How these lines, all sold on day 20000, come back."""
    same = np.zeros(len(lines), dtype=np.int64)
    return returns_of(configure("tiny", values), lines, same, same, same, same + 20_000, same + sold)


def test_lines_come_back_as_often_as_the_return_rate_says(assert_near: Near) -> None:
    share = comes_back(configure("tiny", {"return_rate": 0.08}), LINES).mean()
    assert_near(float(share), 0.08, np.sqrt(0.08 * 0.92 / len(LINES)))


def test_whether_a_line_comes_back_does_not_depend_on_the_others() -> None:
    config = configure("tiny", {"return_rate": 0.5})
    assert comes_back(config, LINES[100:200]).tolist() == comes_back(config, LINES)[100:200].tolist()


@pytest.mark.parametrize(("fewest", "most"), [(1, 3), (2, 2), (1, 7)])
def test_every_delay_is_alike_likely(fewest: int, most: int, assert_fits: Fits) -> None:
    back = returned(return_delay_days=[fewest, most])
    delays = np.bincount(back.restocked - back.brought_back - fewest)
    assert len(delays) == most - fewest + 1
    if most > fewest:
        assert_fits(delays, np.full(len(delays), len(LINES) / len(delays)))


def test_lines_are_brought_back_within_the_window_each_day_alike(assert_fits: Fits) -> None:
    after = returned(return_window_days=20).brought_back - 20_000
    assert (after.min(), after.max()) == (1, 20)
    assert_fits(np.bincount(after)[1:], np.full(20, len(LINES) / 20))


@pytest.mark.parametrize("sold", [1, 2, 3])
def test_one_to_all_of_the_units_sold_come_back_each_number_alike(sold: int, assert_fits: Fits) -> None:
    units = np.bincount(returned(sold).units, minlength=sold + 1)
    assert (units[0], len(units)) == (0, sold + 1)
    if sold > 1:
        assert_fits(units[1:], np.full(sold, len(LINES) / sold))


@pytest.mark.parametrize("share", [0.0, 0.05, 1.0])
def test_damaged_lines_are_as_many_as_the_configuration_says(share: float, assert_near: Near) -> None:
    damaged = 1 - returned(unsellable_share=share).is_sellable.mean()
    assert_near(float(damaged), share, np.sqrt(share * (1 - share) / len(LINES)) + 1e-12)


def test_how_long_it_takes_says_nothing_of_how_many_come_back(assert_fits: Fits) -> None:
    back = returned()
    assert_fits(np.bincount((back.restocked - back.brought_back - 1) * 3 + back.units - 1), np.full(9, len(LINES) / 9))


def test_how_long_it_takes_says_nothing_of_when_it_is_brought_back(assert_fits: Fits) -> None:
    back = returned(return_window_days=10)
    pairs = (back.restocked - back.brought_back - 1) * 10 + back.brought_back - 20_001
    assert_fits(np.bincount(pairs), np.full(30, len(LINES) / 30))


@given(st.sets(st.integers(0, 199), min_size=1))
def test_a_line_comes_back_alike_whatever_else_is_sold(chosen: set[int]) -> None:
    some = np.array(sorted(chosen))
    alone, together = returned(lines=LINES[some]), returned(lines=LINES[:200])[some]
    assert all(np.array_equal(getattr(alone, name), getattr(together, name)) for name in Returns.__dataclass_fields__)


def test_nothing_joined_to_something_is_that() -> None:
    some = returned(lines=LINES[:5])
    joined = Returns.join([Returns.none(), some, Returns.none()])
    assert len(joined) == 5
    assert joined.sale.tolist() == some.sale.tolist()
    assert joined.is_sellable.dtype == np.bool_


def test_how_the_lines_of_a_seed_come_back_is_the_same_in_every_version() -> None:
    drawn = {"random_seed": 42, "return_rate": 0.5, "return_window_days": 30, "return_delay_days": [1, 3], "unsellable_share": 0.5}
    back = returned(lines=LINES[:16], **drawn)
    assert digits(comes_back(configure("tiny", drawn), LINES[:16])) == "0110101001111111"
    assert (back.brought_back - 20_000).tolist() == [11, 11, 8, 11, 29, 11, 10, 4, 19, 30, 24, 25, 9, 21, 9, 22]
    assert digits(back.restocked - back.brought_back) == "1322113113113132"
    assert digits(back.units) == "3113132212133312"
    assert digits(back.is_sellable) == "0100010101100000"


def digits(values: np.ndarray) -> str:
    """A digit for each value, 1 for true."""
    return "".join(str(int(value)) for value in values)
