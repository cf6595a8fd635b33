"""What a page shows of the tables beside the verdicts: pictures of how they behave, and the story of each broken law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.report.charts import swatch


@dataclass(frozen=True)
class Picture:
    """A picture, what it shows in a sentence, and the same as numbers; ``missing`` says why there is none."""

    title: str
    sentence: str = ""
    svg: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    legend: tuple[str, ...] = ()
    missing: str = ""
    wide: bool = False

    @property
    def key(self) -> list[tuple[str, str]]:
        """The line of each name, and the name."""
        return [(swatch(place), name) for place, name in enumerate(self.legend)]


@dataclass(frozen=True)
class Overview:
    """Pictures in order, and stories by the law's id, as HTML of their own."""

    pictures: tuple[Picture, ...] = ()
    stories: Mapping[str, str] = field(default_factory=dict)
