"""The profiles: the gate draws the same in every run, a night draws anew, keeps what it finds, and tries a hundred times as much."""

from __future__ import annotations

import pytest
from hypothesis import settings

from contracts.strategies.profiles import PROFILES, at_most, register


@pytest.fixture(autouse=True)
def registered_again() -> None:
    """As another plugin may, while a profile is in use already."""
    register()


def test_the_gate_fails_for_a_change_and_never_for_luck() -> None:
    ci = settings.get_profile("ci")
    assert (ci.derandomize, ci.database) == (True, None)


@pytest.mark.parametrize("name", [name for name in PROFILES if name != "ci"])
def test_other_profiles_draw_anew_and_keep_failures(name: str) -> None:
    profile = settings.get_profile(name)
    assert not profile.derandomize
    assert profile.database is not None


def test_a_night_tries_a_hundred_times_as_much_as_the_gate() -> None:
    assert settings.get_profile("nightly").max_examples == 100 * settings.get_profile("ci").max_examples


def test_a_test_names_its_examples_in_the_proportion_of_the_profile() -> None:
    assert at_most(3) == 3 * settings().max_examples // 100
