"""The Java that Spark runs on: where it is, how old it is, and what to do where it will not do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from contracts.errors import InputError

OLDEST = 17
"""The first Java that Spark 4 runs on."""

REMEDY = (
    f"install Java {OLDEST} or later (Debian and Ubuntu: openjdk-17-jre-headless, macOS: brew install openjdk@17),"
    " or set JAVA_HOME to one that is there"
)
"""What a person can do without a Java that Spark runs on."""

_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def java_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The home of the Java that Spark is to run on: what JAVA_HOME names, else what is on the PATH, else what Homebrew keeps aside.

    Raises:
        InputError: if there is none, or the one that was found is too old.
    """
    named = environment.get("JAVA_HOME")
    program = _program(named, environment)
    if program is None:
        raise InputError(f"Spark needs Java, and {f'JAVA_HOME={named} holds none' if named else 'there is none'}: {REMEDY}")
    version = _version(program)
    if version is None or version < OLDEST:
        found = "cannot be run" if version is None else f"is Java {version}"
        raise InputError(f"Spark needs Java {OLDEST} or later, and {program} {found}: {REMEDY}")
    return Path(named) if named else program.resolve().parents[1]


def _program(named: str | None, environment: Mapping[str, str]) -> Path | None:
    if named:
        program = Path(named) / "bin" / "java"
        return program if program.is_file() else None
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    return Path(on_path) if on_path else _set_aside(environment)


def _set_aside(environment: Mapping[str, str]) -> Path | None:
    """Homebrew's newest Java, which it does not put on the PATH."""
    brew = shutil.which("brew", path=environment.get("PATH", ""))
    kept = sorted(Path(brew).parents[1].glob("opt/openjdk*/bin/java")) if brew else []
    return kept[-1] if kept else None


def _version(program: Path) -> int | None:
    """Major version that the program tells of itself (8 for 1.8), None if it tells none."""
    try:
        told = subprocess.run([str(program), "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(told.stderr + told.stdout)
    return int(found[1]) if found else None
