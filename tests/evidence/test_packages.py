"""What people install: wheel and sdist, in clean environments of every supported Python at hand, used from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUPPORTED = ("3.11", "3.12", "3.13")
MOST_BYTES = 4_000_000


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    """What a command says, in an environment that knows nothing of this one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Wheel and sdist of what is committed or about to be, by kind."""
    folder = tmp_path_factory.mktemp("built")
    tracked = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()
    source = folder / "source"
    for name in tracked:
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "hatchling", "build", "-d", str(folder / "dist"), cwd=source)
    (wheel,), (sdist,) = (list((folder / "dist").glob(f"*.{kind}")) for kind in ("whl", "tar.gz"))
    return {"wheel": wheel, "sdist": sdist}


def test_the_wheel_is_small_typed_and_whole(built: dict[str, Path]) -> None:
    print(f"\nwheel: {built['wheel'].stat().st_size:,} bytes; sdist: {built['sdist'].stat().st_size:,} bytes")
    assert built["wheel"].stat().st_size < MOST_BYTES
    inside = set(zipfile.ZipFile(built["wheel"]).namelist())
    assert {"contracts/py.typed", "generator/py.typed"} <= inside
    packaged = {
        str(path.relative_to(ROOT)) for package in ("contracts", "generator") for path in (ROOT / package).rglob("*") if path.is_file()
    }
    assert {name for name in packaged if "__pycache__" not in name} <= inside
    assert not [name for name in inside if name.startswith(("tests/", "docs/", "benchmarks/"))]


def test_the_sdist_makes_the_same_wheel(built: dict[str, Path], tmp_path: Path) -> None:
    with tarfile.open(built["sdist"]) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist"), cwd=source)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert sorted(zipfile.ZipFile(wheel).namelist()) == sorted(zipfile.ZipFile(built["wheel"]).namelist())


def interpreters() -> Iterator[tuple[str, str]]:
    """Supported Pythons that this machine has, and where."""
    for version in SUPPORTED:
        managed = sorted((Path.home() / ".pyenv/versions").glob(f"{version}.*/bin/python"))
        for found in filter(None, [shutil.which(f"python{version}"), *managed]):
            asked = subprocess.run([found, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                yield version, asked.stdout.strip()


@pytest.mark.parametrize("version", SUPPORTED)
def test_it_installs_and_judges_in_a_clean_environment(version: str, built: dict[str, Path], tmp_path: Path) -> None:
    python = dict(interpreters()).get(version)
    if not python:
        pytest.skip(f"no Python {version} on this machine")
    run(python, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    own = tmp_path / "venv/bin"
    run(own / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", ROOT / "requirements.lock", cwd=tmp_path)
    run(own / "python", "-m", "pip", "install", "--quiet", "--no-deps", built["wheel"], cwd=tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    assert run(own / "stockproof", "--version", cwd=project).startswith("stockproof, version ")
    assert "stockproof" in run("env", "_STOCKPROOF_COMPLETE=bash_source", own / "stockproof", cwd=project)
    run(own / "stockproof", "generate", "--preset", "tiny", "--out", "world", "--quiet", cwd=project)
    run(own / "stockproof", "validate", "world", "--html", "report.html", "--quiet", cwd=project)
    told = run(own / "python", "-m", "pytest", "-q", "--pyargs", "contracts.conformance", "--candidate", "world", cwd=project)
    assert " passed" in told
    print(f"\n{version}: {told.strip().splitlines()[-1]}")
