"""What a page shows beside the verdicts: pictures of the tables, and the stories of what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contracts.engines import EngineError
from contracts.errors import InputError
from contracts.explain.page import part
from contracts.explain.pictures import pictures
from contracts.explain.story import tell
from contracts.inquiry import Inquiry, inquire
from contracts.report.overview import Overview
from contracts.verdict import Report

MOST_STORIES = 12
"""Broken laws whose story a page tells; of the others it says how to ask."""


def overview(report: Report, memory_limit: str | None = None, mapping: str | Path | None = None) -> Overview:
    """Pictures of the tables that a report speaks of, and the stories of what is broken, the heaviest first.

    Raises:
        InputError: for tables that can no longer be read.
    """
    with inquire(report.target, report.parameters, report.engine, memory_limit, mapping) as inquiry:
        return Overview(tuple(pictures(inquiry, report)), dict(_stories(inquiry, report)))


def _stories(inquiry: Inquiry, report: Report) -> Iterator[tuple[str, str]]:
    for result in report.by_weight[:MOST_STORIES]:
        try:
            yield result.law.id, part(tell(inquiry, report, result))
        except (EngineError, InputError):
            continue  # the law is told of all the same; a story is more than its verdict needs
