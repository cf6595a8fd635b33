"""Names with their values, as many on a line as fit: a name is never parted from its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from contracts.report.values import shown

_GAP = 3


def named(name: str, value: object, style: str = "") -> Text:
    """A name and its value, as one piece."""
    return Text.assemble((f"{name} ", "dim"), (shown(value), style))


@dataclass(frozen=True)
class Pieces:
    """Texts that flow into lines of the width there is; each stays whole, unless it is wider than a line by itself."""

    pieces: tuple[Text, ...]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._lines(options.max_width)

    def __rich_measure__(self, _console: Console, options: ConsoleOptions) -> Measurement:
        widest = max((piece.cell_len for piece in self.pieces), default=0)
        whole = sum(piece.cell_len + _GAP for piece in self.pieces)
        return Measurement(widest, whole).with_maximum(options.max_width)

    def _lines(self, width: int) -> Iterator[Text]:
        line = Text()
        for piece in self.pieces:
            if line and line.cell_len + _GAP + piece.cell_len > width:
                yield line
                line = Text()
            line.append(" " * _GAP if line else "").append_text(piece)
        yield line
