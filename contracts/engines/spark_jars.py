"""Delta's JARs for local Spark sessions: two files in a folder of the project, fetched once, by the set-up alone.

``python -m contracts.engines.spark_jars`` fetches them, which takes Java and half a minute.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.engines.spark_java import java_home
from contracts.errors import InputError

FOLDER = "STOCKPROOF_JARS"
"""Environment variable that names another folder for them."""

COORDINATES = "io.delta:delta-spark_4.2_2.13:4.4.0"
JARS = {
    "io.delta_delta-spark_4.2_2.13-4.4.0.jar": "27d4fd8b1f879535c573ed1c718177d6a27f24d3e626ba02e216369725721ead",
    "io.delta_delta-storage-4.4.0.jar": "c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc",
}
"""Names and SHA-256 of the files: all of Delta that Spark does not bring along itself."""

_LEFT_OUT = ("com.*:*", "commons*:*", "io.airlift:*", "io.unitycatalog:*", "javax.*:*", "org.*:*", "io.delta:delta-kernel*")
"""What Delta's description asks for besides: Spark has it, or nothing here needs it."""


def folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the JARs are kept: what STOCKPROOF_JARS names, else ``.jars`` beside the packages."""
    named = environment.get(FOLDER)
    return Path(named) if named else Path(__file__).parents[2] / ".jars"


def jars(place: Path | None = None) -> tuple[Path, ...]:
    """The JARs.

    Raises:
        InputError: if they are not there.
    """
    place = place or folder()
    paths = tuple(place / name for name in JARS)
    if not all(path.is_file() for path in paths):
        raise InputError(
            f"Delta's JARs are not in {place}: fetch them once with make setup or {Path(sys.executable).name} -m {__spec__.name}"
        )
    return paths


def fetch(place: Path) -> None:
    """Fetches the JARs into a folder, each there as a whole or not at all; what is there already is left alone.

    Raises:
        InputError: if there is no Java to fetch them with, they cannot be had, or are not the expected ones.
    """
    if all((place / name).is_file() for name in JARS):
        return
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place, prefix="unfinished-") as scratch:
        _resolve(Path(scratch))
        for name, expected in JARS.items():
            _check(Path(scratch) / "jars" / name, expected)
        for name in JARS:
            (Path(scratch) / "jars" / name).replace(place / name)


def _resolve(scratch: Path) -> None:
    """Has Spark's own Ivy bring them; with a home of its own, for a description without its file in another's cache makes Ivy fail."""
    import subprocess  # for the one time that JARs are fetched

    environment = {**os.environ, "JAVA_HOME": str(java_home()), "JAVA_TOOL_OPTIONS": f"-Duser.home={scratch}"}
    script = f"import {__spec__.name} as own, sys; own.start(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", script, str(scratch)], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"Delta's JARs ({COORDINATES}) cannot be fetched: {_last_line(done.stderr)}")


def start(scratch: str) -> None:
    """Starts a session that needs the JARs, and ends it."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.master": "local[1]",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.jars.ivy": scratch,
        "spark.jars.packages": COORDINATES,
        "spark.jars.excludes": ",".join(_LEFT_OUT),
    }
    SparkSession.builder.config(map=settings).getOrCreate().stop()


def _check(path: Path, expected: str) -> None:
    if not path.is_file():
        raise InputError(f"{path.name} cannot be fetched: Delta's description no longer names it")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise InputError(f"{path.name} is not the file that was expected: its SHA-256 is {found}, not {expected}")


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "Java said nothing")


def main() -> int:
    """Fetches what is missing; 2 with one line if it cannot be had."""
    try:
        fetch(folder())
    except InputError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
