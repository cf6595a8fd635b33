"""Judging piece by piece says what judging in one piece says, to the byte, of sound worlds and of worlds in which nothing is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.dataset import open_folder
from contracts.engines import open_tables
from contracts.invariants.catalogue import LAWS
from contracts.judge import judge
from contracts.plan import Piece, pieces, split
from contracts.relations.derived import find
from contracts.report.json_report import as_data
from contracts.tally import Tally
from contracts.verdict import WITNESS_LIMIT, Verdict
from tests.unsound import spoil


def cores() -> int:
    """Threads that DuckDB takes unless it is told otherwise."""
    with duckdb.connect() as connection:
        return int(connection.execute("SELECT current_setting('threads')").fetchall()[0][0])


SIZE = {"products": 12, "customers": 60, "stores": 2, "warehouses": 1, "dcs": 1, "days": 40}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world of four locations."""
    from generator.config import configure
    from generator.generate import generate

    folder = tmp_path_factory.mktemp("worlds") / "sound"
    generate(configure("tiny", SIZE), folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def unsound(sound: Path) -> Path:
    """The same, with values of other rows, copies and gaps in every column of every table that names locations."""
    return spoil(sound, sound.with_name("unsound"))


@pytest.fixture(scope="module")
def whole(sound: Path, unsound: Path) -> Mapping[str, list[dict[str, Any]]]:
    """What is told of either world when it is judged in one piece."""
    return {"sound": told(sound), "unsound": told(unsound)}


def told(folder: Path) -> list[dict[str, Any]]:
    """The results as a report shows them, but for how long they took."""
    return [{name: value for name, value in result.items() if name != "seconds"} for result in as_data(judge(str(folder)))["results"]]


@pytest.mark.parametrize("world", ["sound", "unsound"])
@pytest.mark.parametrize("rows_at_once", [1, 5_000])
def test_pieces_say_what_the_whole_says(
    world: str,
    rows_at_once: int,
    whole: Mapping[str, list[dict[str, Any]]],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("contracts.engines.duckdb.ROWS_AT_ONCE", rows_at_once)
    monkeypatch.setattr("contracts.engines.sizes.LARGE", rows_at_once)
    assert told(request.getfixturevalue(world)) == whole[world]


@pytest.mark.parametrize(("bytes_at_once", "side_by_side", "threads"), [(0, True, 1), (0, False, cores()), (2**40, True, cores())])
def test_what_is_asked_side_by_side_gets_one_thread_where_it_is_large(
    bytes_at_once: int, side_by_side: bool, threads: int, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contracts.engines.sizes.LARGE", bytes_at_once)
    with open_tables("duckdb", open_folder(str(sound)), side_by_side=side_by_side) as tables:
        tables.define("settings", "SELECT CAST(current_setting('threads') AS BIGINT) AS threads")
        assert tables.fetch("settings", "TRUE", ["threads"], 1) == [{"threads": threads}]


def test_most_laws_are_broken_where_nothing_is_right(whole: Mapping[str, list[dict[str, Any]]]) -> None:
    local = {law.id for law in LAWS if not law.relation.startswith("columns_of") and find(law.relation, {}).position_local}
    results = [result for result in whole["unsound"] if result["id"] in local]
    assert sum(result["verdict"] == Verdict.BROKEN for result in results) > 0.7 * len(results)


def test_relations_that_are_no_pieces_business_take_the_whole() -> None:
    groups = {law.relation: (law,) for law in LAWS if law.relation in ("position_day", "stockout_rate", "sale_order")}
    cut = split(groups, lambda name: find(name, {}))
    assert (list(cut.by_piece), sorted(cut.whole), cut.kept) == (["position_day"], ["sale_order", "stockout_rate"], ("position_month",))
    assert cut.after == {"stockout_rate"}, "sale_order needs nothing of the pieces"


@pytest.mark.parametrize(
    ("rows_of", "expected"),
    [
        ([], []),
        ([(7, 5)], ["location_key = 7"]),
        ([(3, 40), (1, 30), (2, 30)], ["location_key BETWEEN 1 AND 2", "location_key = 3"]),
        ([(1, 500), (2, 1)], ["location_key = 1", "location_key = 2"]),
        ([(None, 1), (1, 1)], ["location_key = 1", "location_key IS NULL"]),
    ],
)
def test_locations_are_cut_where_rows_become_too_many(rows_of: list[tuple[int | None, int]], expected: list[str]) -> None:
    assert [piece.condition for piece in pieces(rows_of, 60)] == expected


def test_a_piece_is_called_by_its_locations() -> None:
    assert pieces([(4, 1), (5, 1)], 2) == [Piece("locations 4 to 5", "location_key BETWEEN 4 AND 5")]


def test_of_the_witnesses_of_two_pieces_the_smallest_stay_in_order() -> None:
    first, second = (Tally(30, 25, 1.0, tuple(rows(start))) for start in (1, 2))
    both = first.plus(second, ("k",))
    assert (both.judged, both.broken, both.seconds) == (60, 50, 2.0)
    assert [row["k"] for row in both.witnesses] == [None, None, *range(1, WITNESS_LIMIT - 1)]


def rows(start: int) -> list[Mapping[str, int | None]]:
    """Witnesses as an engine fetches them: NULL first, then every other key from ``start`` on."""
    return [{"k": None, "v": start}, *({"k": key, "v": 0} for key in range(start, start + 2 * WITNESS_LIMIT, 2))]
