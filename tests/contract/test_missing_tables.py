"""A table that is not there is never an alarm: what needs it is unknown, the rest keeps its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from contracts.judge import judge
from contracts.tables import TABLES
from contracts.verdict import Result, Verdict


@pytest.mark.parametrize("missing", list(TABLES))
def test_without_a_table_what_needs_it_is_unknown(missing: str, candidate: str, results: Mapping[str, Result], tmp_path: Path) -> None:
    if not Path(candidate).is_dir():
        pytest.skip("the candidate is no folder from which a table could be left out")
    there = [entry for entry in Path(candidate).iterdir() if entry.name.partition(".")[0] != missing]
    if len(there) == len(list(Path(candidate).iterdir())):
        pytest.skip(f"{missing} is not there anyway")
    for entry in there:
        (tmp_path / entry.name).symlink_to(entry.resolve())
    for result in judge(str(tmp_path)).results:
        if result.verdict is Verdict.UNKNOWN:
            assert missing in str(result.reason) or results[result.law.id].verdict is Verdict.UNKNOWN
        else:
            assert result.verdict is results[result.law.id].verdict
