"""What mkdocs needs to make one site of the pages in docs and of those that stand at the root of the project.

Links between the two kinds are made right; a link to a file that is no page becomes the file's name.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
MOVED = {
    "quickstart.md": "quickstart.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "README.md": "index.md",
}
"""Pages at the root of the project, and where they stand in the site."""

_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s:]+)(#[^)\s]*)?\)")
_SHOWN = (".md", ".svg")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages at the root."""
    from mkdocs.structure.files import File

    for source, place in MOVED.items():
        if not files.get_file_from_path(place):
            files.append(File.generated(config, place, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 (mkdocs gives them by name)
    """Makes the links of a page right."""
    own = page.file.src_uri
    source = next((path for path, place in MOVED.items() if place == own and not (ROOT / "docs" / own).exists()), f"docs/{own}")
    return relinked(markdown, source, own)


def relinked(markdown: str, source: str, place: str) -> str:
    """The text of the page ``source``, a path in the project, with links that are right at ``place`` in the site."""

    def link(found: re.Match[str]) -> str:
        text, target, anchor = found[1], found[2], found[3] or ""
        path = _normal(PurePosixPath(source).parent / target)
        page = MOVED.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") and path.endswith(_SHOWN) else None)
        return f"[{text}]({relpath(page, str(PurePosixPath(place).parent))}{anchor})" if page else _name_of(text, path)

    return _LINK.sub(link, markdown)


def _name_of(text: str, path: str) -> str:
    return text if text.strip("`") == path else f"{text} (`{path}`)"


def _normal(path: PurePosixPath) -> str:
    return str(relpath(str(path), "."))
