"""RET and MOV, in plain Python: what came back, and what moved."""

from __future__ import annotations

from collections.abc import Sequence

from oracle.world import Row, Spoken, World, agree, blended, by, day, key, known, near, same, total_if_any

_OF_THE_SALE = ("customer_key", "product_key", "location_key", "channel_key")


def returns(world: World) -> Spoken:
    """RET-1 to RET-7, without RET-3."""
    lines = by(world["sales"], "line_item_id")
    for line in world["sales"]:
        is_return, of, back = line["is_return"], line["return_of_line_item_id"], line["return_restocked_date_key"]
        yield "RET-1", known(is_return) and (of is not None) is (back is not None) is is_return
    for line in world.return_lines:
        yield from _delayed(line, world)
        originals = lines.get(line["return_of_line_item_id"], [])
        if line["return_of_line_item_id"] is not None:
            yield "RET-4", bool(originals) and _refers(line, originals)
        if originals:
            sale = blended(originals)
            yield "RET-7", near(line["unit_price"], sale["unit_price"]) and near(line["discount_amount"], sale["discount_amount"])
    yield from _no_more_than_sold(world)
    yield from _restocks(world)


def _delayed(line: Row, world: World) -> Spoken:
    if line["return_restocked_date_key"] is None:
        return
    delay = days_between(line["date_key"], line["return_restocked_date_key"])
    least, most = world.thresholds["return_delay_min"], world.thresholds["return_delay_max"]
    yield "RET-2", delay is not None and least <= delay <= most


def days_between(first: int | None, last: int | None) -> int | None:
    """Calendar days from one date key to another; None if one of them is no day."""
    start, end = day(first), day(last)
    return (end - start).days if start and end else None


def _refers(line: Row, originals: Sequence[Row]) -> bool:
    sale = blended(originals)
    is_later = known(line["date_key"], sale["date_key"]) and line["date_key"] >= sale["date_key"]
    are_sales = all(original["is_return"] is False for original in originals)
    return are_sales and is_later and all(same(line[name], sale[name]) for name in _OF_THE_SALE)


def _no_more_than_sold(world: World) -> Spoken:
    sold = by(world.sold_lines, "line_item_id")
    for number, back in by(world.return_lines, "return_of_line_item_id").items():
        if number in sold:
            brought, units = total_if_any(back, "quantity_sold"), blended(sold[number])["quantity_sold"]
            yield "RET-5", known(brought, units) and brought <= units


def _restocks(world: World) -> Spoken:
    """Of each line number that return lines or RETURN movements name; what names no line restocks none."""
    moved = _by_number([told for told in world["movement"] if told["movement_type"] == "RETURN"])
    lines = _by_number(world.return_lines)
    for number in lines.keys() | moved.keys():
        back, restocks = lines.get(number, []), moved.get(number, [])
        keys = [line["return_restocked_date_key"] for line in back if line["return_restocked_date_key"] is not None]
        if restocks or keys:
            yield "RET-6", number is not None and bool(back) and _are_restocked(back, min(keys, default=None), restocks, world)


def _by_number(rows: Sequence[Row]) -> dict[int | None, list[Row]]:
    unnumbered = [row for row in rows if row["line_item_id"] is None]
    return by(rows, "line_item_id") | ({None: unnumbered} if unnumbered else {})


def _are_restocked(back: Sequence[Row], today: int | None, restocks: Sequence[Row], world: World) -> bool:
    if not world.is_within(today):
        return not restocks
    return len(restocks) == 1 and _restocks_it(restocks[0], back)


def _restocks_it(told: Row, back: Sequence[Row]) -> bool:
    line = blended(back)
    delays = [days_between(each["date_key"], each["return_restocked_date_key"]) for each in back]
    return (
        agree([told, *back], "product_key", "location_key")
        and same(told["date_key"], line["return_restocked_date_key"])
        and same(told["quantity_change"], line["quantity_sold"])
        and same(told["return_delay_days"], min((delay for delay in delays if delay is not None), default=None))
    )


def movements(world: World) -> Spoken:
    """MOV-1 to MOV-4."""
    for told in world["movement"]:
        if told["movement_type"] not in ("OPENING", None):
            yield "MOV-1", bool(told["quantity_change"] or told["available_change"])
        shape = _SHAPES.get(told["movement_type"])
        yield "MOV-2", shape is not None and known(told["quantity_change"], told["available_change"]) and shape(told)
    yield from _sale_movements(world)
    yield from _openings(world)


def _is_opening(told: Row) -> bool:
    return 0 <= told["available_change"] <= told["quantity_change"] and told["line_item_id"] is None and told["return_delay_days"] is None


def _is_sale(told: Row) -> bool:
    line, delay = told["line_item_id"], told["return_delay_days"]
    return told["quantity_change"] == told["available_change"] <= 0 and line is not None and delay is None


def _is_return(told: Row) -> bool:
    whole, sellable = told["quantity_change"], told["available_change"]
    return 0 <= sellable <= whole and known(told["line_item_id"], told["return_delay_days"])


def _is_receipt(told: Row) -> bool:
    return told["quantity_change"] == told["available_change"] >= 0 and told["line_item_id"] is None and told["return_delay_days"] is None


_SHAPES = {"OPENING": _is_opening, "SALE": _is_sale, "RETURN": _is_return, "RECEIPT": _is_receipt}


def _sale_movements(world: World) -> Spoken:
    """Of each line number that sale lines or SALE movements name; those that name none are one group, and never in order."""
    moved = _by_number([told for told in world["movement"] if told["movement_type"] == "SALE"])
    lines = _by_number(world.sold_lines)
    for number in lines.keys() | moved.keys():
        sold, taken = lines.get(number, []), moved.get(number, [])
        yield "MOV-3", number is not None and len(sold) == len(taken) == 1 and _takes_it(taken[0], sold[0])


def _takes_it(told: Row, line: Row) -> bool:
    change = told["quantity_change"]
    units = {line["quantity_sold"], None if change is None else -change} - {None}
    return agree([told, line], "product_key", "location_key", "date_key") and len(units) == 1


def _openings(world: World) -> Spoken:
    """Of each position with snapshots, and of each with movements of a product that is known."""
    if not world.horizon:
        return
    told = by([row for row in world["movement"] if world.entity("product", row)], "product_key", "location_key")
    for position in world.listed.keys() | told.keys():
        opened = [row["date_key"] for row in told.get(position, []) if row["movement_type"] == "OPENING"]
        yield "MOV-4", opened == [key(world.horizon[0])]
