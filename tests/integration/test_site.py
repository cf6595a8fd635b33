"""The documentation as people meet it: every link leads somewhere, nothing is fetched from elsewhere, and what it says to type works."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contracts.invariants.catalogue import LAWS
from contracts.invariants.code import CODE_LAWS

ROOT = Path(__file__).parents[2]
AT_THE_ROOT = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
PAGES = sorted((ROOT / "docs").glob("*.md")) + sorted((ROOT / "docs/how-to").glob("*.md")) + [ROOT / name for name in AT_THE_ROOT]
STEP = re.compile(r"```(console|python|yaml(?=\n# [\w.-]+\.yaml\n))\n(.*?)```", re.DOTALL)
"""What a page says to type, to run, or to write into a file that its first line names."""

COMMAND = Path(sys.executable).with_name("stockproof")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as strictly as mkdocs can: a dead link or a missing anchor is an error."""
    folder = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(mkdocs, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


class Fetched(HTMLParser):
    """What a page would fetch when it is opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        wanted = "src" if tag != "link" else "href" if told.get("rel") in {"stylesheet", "icon", "preload", "preconnect"} else ""
        self.found.extend(filter(None, [told.get(wanted)]))


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    elsewhere = {(page.name, each) for page in pages for each in Fetched(page.read_text()).found if "//" in each}
    assert elsewhere == set()


def test_every_picture_is_there(site: Path) -> None:
    pictures = [(page, each) for page in site.rglob("*.html") for each in Fetched(page.read_text()).found if each.endswith(".svg")]
    assert pictures
    assert [(page.name, each) for page, each in pictures if not (page.parent / each).is_file()] == []


def test_every_law_has_an_anchor(site: Path) -> None:
    pages = "".join(page.read_text() for page in (site / "laws").glob("*.html"))
    assert [law.id for law in (*LAWS, *CODE_LAWS) if f'id="{law.id}"' not in pages] == []


@pytest.mark.parametrize("page", [page for page in PAGES if STEP.search(page.read_text())], ids=lambda page: page.name)
def test_what_a_page_says_to_do_works_one_after_the_other(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number, (kind, text) in enumerate(STEP.findall(page.read_text())):
        DO[kind](text, f"{page.stem.replace('-', '_')}_{number}")


def type_commands(block: str, _name: str) -> None:
    """Types each command, which exits 0 unless a comment says otherwise."""
    lines = [line for line in block.splitlines() if line.startswith("$ ")]
    assert lines
    for line in lines:
        command, *arguments = shlex.split(line.removeprefix("$ "), comments=True)
        assert command == "stockproof", line
        expected = re.search(r"# exits (\d+)", line)
        done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == int(expected[1] if expected else 0), f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def run_python(block: str, name: str) -> None:
    """Runs a block, and the tests in it; from a file, where Hypothesis can read the source."""
    file = Path(f"{name}.py")
    file.write_text(block)
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for test in [value for called, value in vars(module).items() if called.startswith("test_")]:
        test()


def write_down(block: str, _name: str) -> None:
    """Writes a block to the file that its first line names."""
    Path(block.partition("\n")[0].removeprefix("# ")).write_text(block)


DO = {"console": type_commands, "python": run_python, "yaml": write_down}
