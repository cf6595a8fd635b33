"""The rules of the house that a test can keep; CONTRIBUTING.md says why they are there."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from contracts.schemas.page import schema_page

ROOT = Path(__file__).parents[2]
MODULE_LINES = 300
FUNCTION_LINES = 50
NAMELESS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK", "NotImplemented" + "Error"]) + r")\b")
ENGINES = re.compile(r"\b(duckdb|pyspark|spark|polars)", re.IGNORECASE)
FOREIGN = Path("tests/contract/foreign")
"""Other people's tables, made with whatever their owners use."""
DECIDING = {"exit", "_exit", "quit", "abort", "SystemExit", "Result", "Report", "judge"}

# Written in pieces, so that this file does not name what it forbids.
MACHINE_FOLDERS = re.compile(r"(?<![\w.*])/(" + "|".join(["home", "root", "Users", "tmp", "work", "mnt", "opt"]) + r")/")
REGISTRIES = re.compile(
    "|".join(
        ["pypi" + r"\.", "pythonhosted" + r"\.", "npmjs" + r"\.", r"repo1\." + "maven", "arti" + "factory", "(?<!emit-)index" + "-url"]
    )
)
SHARED_FOLDER = re.compile(r"(?<!\w)shared" + "/")

CITED = re.compile(r"\b(?:RA \d\.\d|RE \d|D\d{1,2}|V\d|GEN-\d)\b")

PINNED_GROUPS = ("testing", "docs", "spark", "expectations", "pandera")
LOCKS = (Path("requirements.lock"), Path("requirements-spark.lock"))
PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<rest>(?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every tracked file that is there, relative to the project's root."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(Path(name) for name in names if name and (ROOT / name).is_file())


def text_of(path: Path) -> str:
    """A tracked file's text; what is not text, such as a picture or a Parquet file, is read as empty."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def modules(*under: str) -> Iterator[tuple[Path, ast.Module]]:
    """The tracked Python files in these folders (all unless given), parsed."""
    for path in tracked():
        if path.suffix == ".py" and path.is_relative_to(Path(*under)):
            yield path, ast.parse(text_of(path))


def places(pattern: re.Pattern[str], files: tuple[Path, ...]) -> list[str]:
    """Where the pattern is found, as ``path:line: text``."""
    lines = ((path, number, line) for path in files for number, line in enumerate(text_of(path).splitlines(), 1))
    return [f"{path}:{number}: {line.strip()}" for path, number, line in lines if pattern.search(line)]


def test_a_module_is_one_room() -> None:
    lengths = {str(path): len(text_of(path).splitlines()) for path, _ in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_a_function_fits_on_a_screen() -> None:
    functions = ((path, node) for path, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    lengths = {f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1 for path, node in functions}
    assert {place: lines for place, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_a_module_is_named_for_what_it_holds() -> None:
    assert [str(path) for path in tracked() if NAMELESS & {path.stem, *path.parent.parts}] == []


def test_nothing_is_left_for_later() -> None:
    assert places(UNFINISHED, tuple(path for path in tracked() if path.suffix in {".py", ".sql", ".toml", ".md"})) == []


@pytest.mark.parametrize("pattern", [MACHINE_FOLDERS, SHARED_FOLDER, REGISTRIES], ids=["folder", "shared", "registry"])
def test_no_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    assert places(pattern, tracked()) == []


def test_no_contract_test_knows_which_engine_runs_it() -> None:
    tests = (path for path in tracked() if path.is_relative_to("tests/contract"))
    assert places(ENGINES, tuple(path for path in tests if not path.is_relative_to(FOREIGN))) == []


def test_a_report_is_drawn_and_decides_nothing() -> None:
    nodes = ((path, node) for path, tree in modules("contracts", "report") for node in ast.walk(tree))
    called = ((path, _called(node)) for path, node in nodes if isinstance(node, ast.Call | ast.Raise))
    assert [(str(path), name) for path, name in called if name in DECIDING] == []


def _called(node: ast.Call | ast.Raise) -> str:
    """The last name of what is called or raised: ``exit`` for ``sys.exit(1)``."""
    target = node.func if isinstance(node, ast.Call) else node.exc
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def test_tests_are_collected_without_being_packages() -> None:
    assert [str(path) for path in tracked() if path.parts[0] == "tests" and path.name == "__init__.py"] == []


def test_the_page_of_tables_is_the_schema() -> None:
    assert text_of(Path("docs/tables.md")) == schema_page(), "run: make docs"


def test_links_between_documents_lead_somewhere() -> None:
    links = ((path, link) for path in tracked() if path.suffix == ".md" for link in re.findall(r"\]\(([^)#\s]+)", text_of(path)))
    local = ((path, link) for path, link in links if "://" not in link)
    assert [f"{path}: {link}" for path, link in local if not (ROOT / path.parent / link).exists()] == []


def test_every_source_that_is_cited_is_on_the_page_of_decisions() -> None:
    page = text_of(Path("docs/decisions.md"))
    cited = {source for path in tracked() if path.suffix in {".py", ".sql"} for source in CITED.findall(text_of(path))}
    assert [source for source in sorted(cited) if not re.search(rf"\*{source}\b", page)] == []


def test_every_requirement_is_locked_at_a_version_it_allows() -> None:
    pins = {name: version for lock in LOCKS for name, version in pins_of(lock).items()}
    unmet = [str(need) for need in _needed() if not need.specifier.contains(pins.get(canonicalize_name(need.name), "0.dev0"))]
    assert unmet == [], "run: make lock"


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_every_pin_of_a_lock_has_its_hashes(lock: Path) -> None:
    text = text_of(lock)
    assert [pin["name"] for pin in PIN.finditer(text)] == re.findall(r"^[a-z][\w.-]*(?==|$)", text, re.MULTILINE)


def test_both_locks_pin_alike_what_both_pin() -> None:
    main, spark = map(pins_of, LOCKS)
    shared = main.keys() & spark.keys()
    assert {name: spark[name] for name in shared} == {name: main[name] for name in shared}, "run: make lock"


def pins_of(lock: Path) -> dict[str, str]:
    """Versions by name of what a lock pins."""
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text_of(lock))}


def _needed() -> Iterator[Requirement]:
    """What the project asks for: to run, to test, to be documented, to be worked on and to be built."""
    declared = tomllib.loads(text_of(Path("pyproject.toml")))
    project = declared["project"]
    yield from map(Requirement, project["dependencies"])
    for extra in PINNED_GROUPS:
        yield from map(Requirement, project["optional-dependencies"][extra])
    yield from map(Requirement, declared["dependency-groups"]["dev"])
    yield from map(Requirement, declared["build-system"]["requires"])
