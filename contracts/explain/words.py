"""Sentences of a story that the terminal and the page share."""

from __future__ import annotations

from contracts.explain.story import Story
from contracts.report.prose import counted, standing
from contracts.verdict import Verdict


def opening(story: Story) -> str:
    """The verdict with its counts, and which row is told of."""
    if story.result.verdict is Verdict.UNKNOWN:
        return f"it could not be judged: {story.result.reason}"
    if story.result.verdict is Verdict.HOLDS:
        return f"it holds: {counted(story.result)}, none broken ({standing(story.result)})"
    of = f"; witness {story.number} of {len(story.result.witnesses)}" if story.number else ""
    return f"{counted(story.result)} ({standing(story.result)}){of}"


def verdict_at_position(story: Story) -> str:
    """What is to be said of a position where no row breaks the law."""
    return "where it could not be judged" if story.result.verdict is Verdict.UNKNOWN else "where nothing breaks it"
