"""Configurations: what is impossible is refused in one line that names the key, the value and what is allowed."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest

from generator.config import Config, ConfigError, allowed_keys, configure, read_config

EVERY_SEGMENT = {"vip": 0.1, "premium": 0.2, "loyal": 0.3, "regular": 0.3, "new": 0.4}


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("products", 0, "a whole number from 1 to 999,999"),
        ("products", -5, "a whole number from 1 to 999,999"),
        ("products", 1_000_000, "a whole number from 1 to 999,999"),
        ("products", 1.5, "a whole number from 1"),
        ("products", "many", "a whole number from 1"),
        ("products", True, "a whole number from 1"),
        ("customers", 0, "a whole number from 1 to 10,000,000"),
        ("days", 0, "a whole number from 1 to 36,500"),
        ("days", -30, "a whole number from 1 to 36,500"),
        ("locations", 1, "from 2 to 9,999"),
        ("locations", "4", "a whole number"),
        ("locations", True, "a whole number"),
        ("stores", -1, "a whole number from 0 to 9,999"),
        ("random_seed", -1, "a whole number from 0 to"),
        ("random_seed", 2**63, "to 9,223,372,036,854,775,807"),
        ("start", "2024-02-30", "YYYY-MM-DD"),
        ("start", "2024-13-01", "YYYY-MM-DD"),
        ("start", "tomorrow", "YYYY-MM-DD"),
        ("start", 20240101, "YYYY-MM-DD"),
        ("start", "1704067200", "YYYY-MM-DD"),
        ("start", "1979-12-31", "1980-01-01 to 2100-01-01"),
        ("start", dt.date(2100, 1, 2), "1980-01-01 to 2100-01-01"),
        ("target_stockout_rate", 0.5, "a number from 0.001 to 0.3"),
        ("target_stockout_rate", 1e-18, "a number from 0.001 to 0.3"),
        ("target_stockout_rate", 0, "a number from 0.001 to 0.3"),
        ("target_stockout_rate", 1, "a number from 0.001 to 0.3"),
        ("target_stockout_rate", 7.5, "a number from 0.001 to 0.3"),
        ("target_stockout_rate", -0.1, "a number from 0.001 to 0.3"),
        ("target_stockout_rate", math.nan, "a number from 0.001 to 0.3"),
        ("return_rate", math.nan, "a number from 0 to 1"),
        ("return_rate", True, "a number from 0 to 1"),
        ("return_delay_days", [3, 1], "the smaller first"),
        ("return_delay_days", [0, 3], "from 1 to 30"),
        ("return_delay_days", [1, 31], "from 1 to 30"),
        ("return_delay_days", [1, 2, 3], "two whole numbers"),
        ("return_delay_days", [True, 3], "two whole numbers"),
        ("return_delay_days", [1, 2.5], "two whole numbers"),
        ("return_delay_days", 2, "two whole numbers"),
        ("low_inventory_threshold", -1, "a whole number from 0 to 1,000,000"),
        ("opening_stock", "none", "'steady' or 'source'"),
        ("base_abandonment_rate", 1.2, "less than or equal to 1"),
        ("base_abandonment_rate", {"vip": 0.1}, "one for each of vip, premium, loyal, regular, new"),
        ("cart_abandonment_increase", 2, "a number from 0 to 1"),
        ("store_requests_per_day", math.inf, "a number above 0 to 3"),
        ("force_recreate", "perhaps", "boolean"),
        ("catalog", 3, "string"),
    ],
)
def test_an_impossible_value_is_named_with_its_key_and_what_is_allowed(key: str, value: Any, allowed: str) -> None:
    with pytest.raises(ConfigError) as refused:
        configure("tiny", {key: value})
    line = str(refused.value)
    assert line.startswith(f"{key} = {value!r}: allowed: ")
    assert allowed in line
    assert "\n" not in line


def test_one_segment_with_an_impossible_rate_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^base_abandonment_rate.vip = 2.0: allowed: less than or equal to 1$"):
        configure("tiny", {"base_abandonment_rate": EVERY_SEGMENT | {"vip": 2.0}})


def test_a_segment_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^base_abandonment_rate.*gold.*allowed: 'vip', 'premium', 'loyal', 'regular' or 'new'$"):
        configure("tiny", {"base_abandonment_rate": EVERY_SEGMENT | {"gold": 0.1}})


def test_a_network_too_large_for_ids_is_refused() -> None:
    with pytest.raises(
        ConfigError, match=r"^stores, warehouses, dcs = 9999, 1, 0: allowed: .*no location_key is above 9999; here one would be 12999$"
    ):
        configure("tiny", {"stores": 9_999})


def test_a_horizon_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"^start \+ days = 2100-01-01 \+ 20000: allowed: a horizon that ends by 2149-01-01$"):
        configure("tiny", {"start": dt.date(2100, 1, 1), "days": 20_000})


def test_another_rate_than_the_sources_is_judged_around_itself() -> None:
    assert "stockout_rate_max" not in configure("tiny").contract_parameters()
    parameters = configure("tiny", {"target_stockout_rate": 0.2}).contract_parameters()
    assert (parameters["stockout_rate_min"], parameters["stockout_rate_max"]) == (0.12, 0.28)
    assert "target_stockout_rate" not in configure("tiny", {"opening_stock": "source"}).contract_parameters()


def test_a_chance_above_certainty_names_both_rates() -> None:
    with pytest.raises(ConfigError, match=r"^base_abandonment_rate \+ cart_abandonment_increase = 0\.95 \+ 0\.1: allowed: at most 1$"):
        configure("tiny", {"base_abandonment_rate": 0.95})


@pytest.mark.parametrize("values", [{"stores": 0}, {"warehouses": 0, "dcs": 0}])
def test_a_network_needs_stock_for_every_channel(values: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match=r"^stores, warehouses, dcs = \d+, \d+, \d+: allowed: at least one store, and one warehouse or"):
        configure("tiny", values)


def test_an_unknown_key_is_named_with_the_nearest_or_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match=r"^prodcts: no such key; did you mean products\?$"):
        configure("tiny", {"prodcts": 3})
    with pytest.raises(ConfigError, match=r"^xyz: no such key; allowed: ") as refused:
        configure("tiny", {"xyz": 3})
    assert all(key in str(refused.value) for key in allowed_keys())


def test_a_key_with_a_line_break_is_still_refused_in_one_line() -> None:
    with pytest.raises(ConfigError) as refused:
        configure("tiny", {"two\nlines": 1})
    assert "\n" not in str(refused.value)


def test_an_unknown_preset_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match=r"^preset = 'huge': allowed: tiny, small, seed$"):
        configure("huge")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"products = ", "not TOML"), (b"start = 2024-02-30", "not TOML.*date.*line 1"), (b"\xff\xfe", "cannot be read")],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=rf"config\.toml: {said}"):
        read_config(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: cannot be read: No such file"):
        read_config(tmp_path / "absent.toml")


def test_the_keys_of_the_refactoring_analysis_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        """
        random_seed = 7
        target_stockout_rate = 0.06
        cart_abandonment_increase = 0.15
        return_delay_days = [2, 4]
        low_inventory_threshold = 8
        customers = 50
        products = 12
        catalog = "retail_dev"
        schema = "gold"
        force_recreate = true
        """,
        encoding="utf-8",
    )
    config = configure("tiny", read_config(file))
    assert (config.random_seed, config.products, config.customers) == (7, 12, 50)
    assert (config.catalog, config.schema_, config.force_recreate) == ("retail_dev", "gold", True)
    assert config.contract_parameters() == {
        "low_inventory_threshold": 8,
        "target_stockout_rate": 0.06,
        "return_delay_min": 2,
        "return_delay_max": 4,
        "cart_abandonment_increase": 0.15,
        "base_abandonment_rate": 0.30,
    }


def test_a_file_may_hold_a_date_and_a_rate_for_each_segment(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    rates = ", ".join(f"{segment} = {rate}" for segment, rate in EVERY_SEGMENT.items())
    file.write_text(f"start = 2024-02-29\nbase_abandonment_rate = {{{rates}}}\n", encoding="utf-8")
    config = configure("tiny", read_config(file))
    assert config.start == dt.date(2024, 2, 29)
    assert config.base_rates() == EVERY_SEGMENT


def test_the_defaults_are_those_that_the_sources_give() -> None:
    config = Config()
    assert (config.random_seed, config.target_stockout_rate, config.return_delay_days) == (42, 0.075, (1, 3))
    assert (config.cart_abandonment_increase, config.low_inventory_threshold) == (0.10, 5)
    assert set(config.base_rates().values()) == {0.30}


@pytest.mark.parametrize(
    ("preset", "products", "locations", "customers", "days", "start"),
    [
        ("tiny", 20, 4, 200, 30, dt.date(2024, 10, 20)),
        ("small", 300, 13, 3_000, 90, dt.date(2024, 10, 15)),
        ("seed", 10_000, 13, 100_000, 730, dt.date(2024, 1, 1)),
    ],
)
def test_a_preset_is_a_world_of_known_size(preset: str, products: int, locations: int, customers: int, days: int, start: dt.date) -> None:
    config = configure(preset)
    assert (config.products, config.stores + config.warehouses + config.dcs) == (products, locations)
    assert (config.customers, config.days, config.start) == (customers, days, start)


def test_later_layers_win_and_locations_stand_for_the_whole_network() -> None:
    config = configure("small", {"products": 5, "days": 3, "dcs": 9}, {"products": 6, "locations": 4})
    assert (config.products, config.days) == (6, 3)
    assert (config.stores, config.warehouses, config.dcs) == (3, 1, 0)


def test_the_horizon_ends_on_the_last_of_its_days() -> None:
    assert configure("tiny", {"start": dt.date(2024, 2, 28), "days": 2}).end == dt.date(2024, 2, 29)
