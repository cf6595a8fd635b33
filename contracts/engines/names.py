"""Names and messages as SQL and people have them, for the engine that quotes as the standard does."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name as SQL that takes it as it stands."""
    return '"' + name.replace('"', '""') + '"'


def first_line(error: BaseException) -> str:
    """What an engine says before it goes into detail."""
    return str(error).strip().partition("\n")[0]
