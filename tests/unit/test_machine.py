"""What set-up installs for the tests by itself, and what it leaves to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.machine import Need, see_to, unattended


class Shelf:
    """A machine on which the packages of a shelf can be installed; remembers the commands it was given."""

    def __init__(self, *packages: str) -> None:
        self.packages, self.commands, self.installed = packages, [], ""

    def run(self, command: tuple[str, ...]) -> bool:
        self.commands.append(command)
        if "install" not in command:
            return True
        self.installed = command[-1] if command[-1] in self.packages else ""
        return bool(self.installed)

    def need(self) -> Need:
        return Need("Java", lambda: None if self.installed else "no Java: install it", ("jre-17", "jre-21"), ("openjdk",))


def test_nothing_is_run_where_nothing_is_missing() -> None:
    shelf = Shelf()
    assert see_to((Need("Java", lambda: None, ("jre-17",), ()),), "apt", shelf.run) == []
    assert shelf.commands == []


def test_the_list_of_packages_is_brought_up_to_date_before_apt_installs() -> None:
    shelf = Shelf("jre-17")
    assert see_to((shelf.need(),), "apt", shelf.run) == []
    assert [command[:2] for command in shelf.commands] == [("apt-get", "update"), ("apt-get", "install")]


def test_a_system_without_the_first_package_gets_the_next() -> None:
    shelf = Shelf("jre-21")
    assert see_to((shelf.need(),), "apt", shelf.run) == []
    assert shelf.installed == "jre-21"


def test_homebrew_installs_by_its_own_names() -> None:
    shelf = Shelf("openjdk")
    assert see_to((shelf.need(),), "brew", shelf.run) == []
    assert shelf.commands == [("brew", "install", "openjdk")]


@pytest.mark.parametrize("manager", ["apt", None])
def test_what_cannot_be_installed_is_one_line_for_a_person(manager: str | None) -> None:
    assert see_to((Shelf().need(),), manager, Shelf().run) == ["no Java: install it"]


@pytest.mark.parametrize(("program", "is_root", "manager"), [("apt-get", True, "apt"), ("apt-get", False, None), ("brew", False, "brew")])
def test_only_a_package_manager_that_asks_nothing_is_used(tmp_path: Path, program: str, is_root: bool, manager: str | None) -> None:
    (tmp_path / program).touch(mode=0o755)
    assert unattended({"PATH": str(tmp_path)}, is_root) == manager
