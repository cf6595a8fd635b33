"""An implementation is found by its name, or what is wrong with the name is said in one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli import main
from contracts.errors import InputError
from contracts.fuzz.subject import load

SHOP = """
class Shop:
    def get_available_inventory(self, product_key, location_key, date_key):
        return 3

def make():
    return Shop()

def empty():
    return object()

def broken():
    raise RuntimeError("out of\\norder")

ONE = Shop()

def again():
    return ONE

class Pool:
    def allocate_inventory(self, purchase_requests, available_inventory, rng=None):
        return []

class ByPosition:
    def allocate_inventory(self, purchase_requests, product_key, location_key, date_key):
        return []
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "corner_shop.py"
    path.write_text(SHOP)
    return path


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("corner_shop", "corner_shop: write MODULE:FACTORY"),
        (":make", ":make: write MODULE:FACTORY"),
        ("nowhere.at_all:make", "nowhere.at_all: cannot be imported (ModuleNotFoundError: No module named 'nowhere')"),
        ("nowhere.py:make", "nowhere.py: cannot be imported (FileNotFoundError"),
        ("{shop}:take", "has no take"),
        ("{shop}:ONE", "ONE cannot be called"),
        ("{shop}:broken", "the factory failed (RuntimeError: out of order)"),
        ("{shop}:empty", "what it returns has none of the methods initialize_inventory, "),
        ("{shop}:again", "it returns the same object twice"),
    ],
)
def test_a_bad_name_is_one_line_and_exit_2(target: str, said: str, shop: Path) -> None:
    result = CliRunner().invoke(main, ["fuzz", target.format(shop=shop)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(("factory", "from_a_number"), [("Pool", True), ("ByPosition", False), ("make", False)])
def test_the_form_of_allocation_is_told_by_what_a_call_must_give(factory: str, from_a_number: bool, shop: Path) -> None:
    assert load(f"{shop}:{factory}").fresh().allocates_from_a_number is from_a_number


def test_a_method_may_live_on_one_of_the_three_parts() -> None:
    subject = load("generator.reference:make").fresh()
    assert subject.places["deduct_inventory"] == "inventory_manager"
    assert subject.places["allocate_inventory"] == "sales_validator"
    assert subject.stock is subject.it.inventory_manager


def test_a_file_is_not_taken_for_a_module_of_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "json.py"
    path.write_text(SHOP)
    known = sys.modules["json"]
    assert load(f"{path}:make").fresh().has("get_available_inventory")
    assert sys.modules["json"] is known


def test_without_hypothesis_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "contracts.strategies.machine", None)
    result = CliRunner().invoke(main, ["fuzz", "generator.reference:make"])
    assert result.exit_code == 2
    assert "stockproof[testing]" in result.stderr
    with pytest.raises(InputError):
        load("no colon")
