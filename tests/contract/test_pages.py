"""Pages about implementations say what the code says and what a run finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import described_page
import wrong_page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_wrong_implementations_is_their_list() -> None:
    assert (DOCS / "wrong-implementations.md").read_text() == wrong_page.page(), "run: make docs"


def test_the_page_of_what_ra_describes_is_what_fuzz_finds_in_it() -> None:
    # In a process of its own, as by make docs: what Hypothesis draws also depends on the modules that are loaded.
    page = subprocess.run([sys.executable, described_page.__file__], check=True, capture_output=True, text=True).stdout
    assert (DOCS / "ra-as-described.md").read_text() == page, "run: make docs"
