"""Which Java Spark is given, and what a person reads who has none that will do."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.engines.spark_java import java_home
from contracts.errors import InputError

VERSIONS = {8: "1.8.0_402", 11: "11.0.22", 17: "17.0.15", 25: "25"}


def a_java(home: Path, version: int) -> Path:
    """A home with a program that tells its version as Java does."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{VERSIONS[version]}\" 2024-01-16' >&2\n")
    program.chmod(0o755)
    return home


@pytest.mark.parametrize("version", [17, 25])
def test_a_java_that_java_home_names_is_taken(tmp_path: Path, version: int) -> None:
    home = a_java(tmp_path / "jdk", version)
    assert java_home({"JAVA_HOME": str(home)}) == home


def test_a_java_on_the_path_is_taken(tmp_path: Path) -> None:
    home = a_java(tmp_path / "jdk", 17)
    assert java_home({"PATH": str(home / "bin")}) == home


def test_a_link_on_the_path_leads_to_the_home_of_its_java(tmp_path: Path) -> None:
    home = a_java(tmp_path / "jdk", 17)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(home / "bin" / "java")
    assert java_home({"PATH": str(tmp_path / "bin")}) == home


@pytest.mark.parametrize("version", [8, 11])
@pytest.mark.parametrize("named", ["JAVA_HOME", "PATH"])
def test_an_old_java_is_named_with_what_to_install(tmp_path: Path, version: int, named: str) -> None:
    home = a_java(tmp_path / "jdk", version)
    with pytest.raises(InputError, match=rf"^Spark needs Java 17 or later, and \S+ is Java {version}: install Java 17 .*$"):
        java_home({named: str(home / "bin" if named == "PATH" else home)})


def test_a_missing_java_is_said_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^Spark needs Java, and JAVA_HOME=\S+ holds none: install Java 17 .*$"):
        java_home({"JAVA_HOME": str(tmp_path)})


def test_a_java_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    home = a_java(tmp_path / "jdk", 17)
    (home / "bin" / "java").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(InputError, match="cannot be run"):
        java_home({"JAVA_HOME": str(home)})


def test_a_java_that_homebrew_keeps_off_the_path_is_taken(tmp_path: Path) -> None:
    home = a_java(tmp_path / "opt" / "openjdk@17", 17)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "brew").touch(mode=0o755)
    assert java_home({"PATH": str(tmp_path / "bin")}) == home
