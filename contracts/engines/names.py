"""Names and messages as SQL and people have them, for the engine that quotes as the standard does."""

from __future__ import annotations

import re

_RAGGED = re.compile(r"CSV Error on Line: (?P<line>\d+).*?Expected Number of Columns: (?P<names>\d+) Found: (?P<values>\d+)", re.DOTALL)


def quoted(name: str) -> str:
    """A name as SQL that takes it as it stands."""
    return '"' + name.replace('"', '""') + '"'


def first_line(error: BaseException) -> str:
    """What an engine says before it goes into detail; of a line of CSV what is wrong with it, which is detail to the engine."""
    ragged = _RAGGED.search(str(error))
    if ragged:
        return "line {line} has another number of values ({values}) than the header has names ({names})".format(**ragged.groupdict())
    return str(error).strip().partition("\n")[0]
