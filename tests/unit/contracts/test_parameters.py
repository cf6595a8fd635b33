"""Thresholds: defaults, layers that override them, and what is refused."""

from __future__ import annotations

import pytest

from contracts.errors import InputError
from contracts.parameters import PARAMETERS, SEGMENTS, Setting, resolve


def test_without_layers_every_parameter_has_the_value_of_its_source() -> None:
    settings = resolve()
    assert set(settings) == set(PARAMETERS)
    assert settings["low_inventory_threshold"] == Setting(5, "default")
    assert settings["target_stockout_rate"] == Setting(None, "default")


def test_a_later_layer_overrides_an_earlier_one_and_is_named() -> None:
    settings = resolve(("tables", {"low_inventory_threshold": 7, "return_delay_max": 4}), ("param", {"low_inventory_threshold": "3"}))
    assert settings["low_inventory_threshold"] == Setting(3, "param")
    assert settings["return_delay_max"] == Setting(4, "tables")


def test_the_base_rate_counts_for_each_segment_that_has_none_of_its_own() -> None:
    settings = resolve(("param", {"base_abandonment_rate_vip": 0.2, "base_abandonment_rate": 0.4}))
    assert {segment: settings[f"base_abandonment_rate_{segment}"].value for segment in SEGMENTS} == {
        "vip": 0.2,
        "premium": 0.4,
        "loyal": 0.4,
        "regular": 0.4,
        "new": 0.4,
    }


def test_base_rates_may_come_as_one_mapping() -> None:
    settings = resolve(("tables", {"base_abandonment_rate": {"new": 0.5}}))
    assert settings["base_abandonment_rate_new"] == Setting(0.5, "tables")
    assert settings["base_abandonment_rate_vip"] == Setting(0.3, "default")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"treshold": 1}, "treshold"),
        ({"base_abandonment_rate": {"gold": 0.3}}, "base_abandonment_rate_gold"),
        ({"stockout_rate_max": "7%"}, "stockout_rate_max=7%"),
        ({"stockout_rate_max": 1.5}, "from 0 to 1"),
        ({"stockout_rate_max": "nan"}, "from 0 to 1"),
        ({"return_delay_min": 1.5}, "a whole number"),
        ({"return_delay_min": True}, "a whole number"),
        ({"return_delay_min": 4}, "return_delay_min=4 and return_delay_max=3"),
        ({"low_inventory_threshold": None}, "low_inventory_threshold=None"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(given: dict[str, object], named: str) -> None:
    with pytest.raises(InputError, match=named):
        resolve(("param", given))


def test_literals_are_typed() -> None:
    assert [Setting(value, "param").literal for value in (5, 0.1, None)] == ["5", "CAST(0.1 AS DOUBLE)", "CAST(NULL AS DOUBLE)"]
