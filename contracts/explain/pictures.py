"""Pictures of somebody's tables, each drawn from sums by group that the engine is asked for, however large the tables are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from contracts.engines import EngineError
from contracts.explain.days import days_of, name_of
from contracts.explain.timeline import timeline
from contracts.inquiry import Inquiry, Position
from contracts.lineage import absent
from contracts.relations.dependencies import Field
from contracts.report.charts import Bar, bars, lines
from contracts.report.overview import Picture
from contracts.scope import Scope
from contracts.verdict import Report

_ALL = 10_000

Rows = list[dict[str, Any]]


def pictures(inquiry: Inquiry, report: Report) -> Iterator[Picture]:
    """Every picture that there is, or instead of it what it lacks."""
    for title, (needs, draw) in _PICTURES.items():
        yield _drawn(title, needs, draw, inquiry, report)


def _drawn(
    title: str, needs: Iterable[Field], draw: Callable[[Inquiry, Report], Picture | None], inquiry: Inquiry, report: Report
) -> Picture:
    lacking = absent(needs, inquiry.scope.stored)
    if lacking:
        return Picture(title, missing=lacking)
    try:
        return draw(inquiry, report) or Picture(title, missing="there is no such row")
    except EngineError as error:
        return Picture(title, missing=f"the engine could not tell: {error}")


def _asked(scope: Scope, name: str, sql: str, order: tuple[str, ...]) -> Rows:
    scope.tables.define(f"overview_{name}", sql)
    return scope.tables.fetch(f"overview_{name}", "TRUE", order, _ALL)


def _months(inquiry: Inquiry, report: Report) -> Picture | None:
    sql = (
        "SELECT CAST((stock.date_key - stock.date_key % 100) / 100 AS INT) AS month,"
        " COALESCE(place.location_type, 'unknown') AS location_type,"
        " COUNT(*) AS snapshots, SUM(CASE WHEN stock.quantity_available = 0 THEN 1 ELSE 0 END) AS empty"
        " FROM gold_inventory_fact AS stock LEFT JOIN gold_location_dim AS place ON place.location_key = stock.location_key"
        " WHERE stock.date_key IS NOT NULL GROUP BY 1, 2"
    )
    rows = _asked(inquiry.scope, "months", sql, ("month", "location_type"))
    if not rows:
        return None
    steps = list(dict.fromkeys(_month(row["month"]) for row in rows))
    points: dict[str, dict[str, float]] = {}
    for row in sorted(rows, key=lambda each: str(each["location_type"])):
        points.setdefault(str(row["location_type"]), {})[_month(row["month"])] = int(row["empty"]) / row["snapshots"]
    low, high = (float(report.parameters[name].value or 0) for name in ("stockout_rate_min", "stockout_rate_max"))
    told = tuple(
        (_month(row["month"]), str(row["location_type"]), _share(row["empty"], row["snapshots"]), f"{row['snapshots']:,}") for row in rows
    )
    sentence = f"Share of position-days that close with nothing available; the band is what is allowed, {low:.0%} to {high:.0%}."
    svg = lines(points, steps, (low, high), f"Stockout rate of {', '.join(points)} from {steps[0]} to {steps[-1]}")
    return Picture("Stockout rate by month", sentence, svg, ("month", "location type", "rate", "position-days"), told, tuple(points))


def _month(key: int) -> str:
    return f"{key // 100}-{key % 100:02}"


def _share(some: Any, all_: Any) -> str:
    return f"{int(some) / int(all_):.1%}" if all_ else "none"


def _timeline(inquiry: Inquiry, _report: Report) -> Picture | None:
    """The position with the most days without stock that has days with it as well."""
    sql = (
        "SELECT product_key, location_key, SUM(CASE WHEN quantity_available = 0 THEN 1 ELSE 0 END) AS empty FROM gold_inventory_fact"
        " WHERE product_key IS NOT NULL AND location_key IS NOT NULL GROUP BY product_key, location_key"
        " HAVING 2 * SUM(CASE WHEN quantity_available = 0 THEN 1 ELSE 0 END) < COUNT(*)"
    )
    inquiry.scope.tables.define("overview_positions", sql)
    chosen = inquiry.scope.tables.fetch("overview_positions", "TRUE", ("-empty", "product_key", "location_key"), 1)
    if not chosen:
        return None
    position = Position(chosen[0]["product_key"], chosen[0]["location_key"])
    with inquiry.at(position) as scope:
        days, name = days_of(scope, position), name_of(scope, position)
    sentence = f"{name[:1].upper()}{name[1:]}: the position with the most days without stock. Those days are shaded."
    told = tuple(
        (str(day.key), str(day.available), *(str(day.units(each)) for each in ("received", "restocked", "sold", "lost"))) for day in days
    )
    headings = ("day", "available", "received", "restocked", "sold", "lost")
    return Picture("The days of one position", sentence, timeline(days, None), headings, told[:366], wide=True)


def _fill(inquiry: Inquiry, _report: Report) -> Picture | None:
    sql = (
        "SELECT COALESCE(who.segment, 'unknown') AS segment, SUM(asked.quantity_requested) AS asked,"
        " SUM(asked.quantity_allocated) AS served"
        " FROM gold_purchase_request_fact AS asked LEFT JOIN gold_customer_dim AS who ON who.customer_key = asked.customer_key GROUP BY 1"
    )
    rows = [row for row in _asked(inquiry.scope, "fill", sql, ("segment",)) if row["asked"]]
    drawn = [Bar(str(row["segment"]), int(row["served"] or 0) / int(row["asked"]), _share(row["served"], row["asked"])) for row in rows]
    told = tuple(
        (str(row["segment"]), f"{int(row['asked']):,}", f"{int(row['served'] or 0):,}", _share(row["served"] or 0, row["asked"]))
        for row in rows
    )
    sentence = "Share of the units asked for that was there. Allocation knows no segment, so that none should do better."
    if not rows:
        return None
    return Picture("Fill by segment", sentence, bars(drawn, _said(drawn)), ("segment", "units asked for", "units given", "fill"), told)


def _said(drawn: Iterable[Bar]) -> str:
    return "; ".join(f"{bar.name} {bar.said}" for bar in drawn)


def _delays(inquiry: Inquiry, report: Report) -> Picture | None:
    inquiry.scope.rows("return_line", limit=1)
    sql = "SELECT delay_days, COUNT(*) AS returned FROM return_line WHERE delay_days IS NOT NULL GROUP BY delay_days"
    rows = _asked(inquiry.scope, "delays", sql, ("delay_days",))
    total = sum(row["returned"] for row in rows)
    if not total:
        return None
    least, most = (int(report.parameters[name].value or 0) for name in ("return_delay_min", "return_delay_max"))
    allowed = range(least, most + 1)
    found = {int(row["delay_days"]): row["returned"] for row in rows}
    days = sorted({*allowed, *found})
    if len(days) > 12:
        days = [*[day for day in days if day in found][:11], days[-1]]
    drawn = [
        Bar(
            f"{day} {'day' if day == 1 else 'days'}",
            found.get(day, 0) / total,
            _share(found.get(day, 0), total),
            1 / len(allowed) if day in allowed else None,
            day in allowed,
        )
        for day in days
    ]
    sentence = (
        f"Days from the counter to the shelf, of {total:,} return lines; the marks are what is expected, {least} to {most} days alike."
    )
    told = tuple((str(day), f"{found.get(day, 0):,}", _share(found.get(day, 0), total)) for day in days)
    return Picture("Return delays", sentence, bars(drawn, _said(drawn)), ("days", "return lines", "share"), told)


def _carts(inquiry: Inquiry, report: Report) -> Picture | None:
    sql = (
        "SELECT low_inventory_trigger AS low, COUNT(*) AS carts, SUM(CASE WHEN is_abandoned THEN 1 ELSE 0 END) AS abandoned"
        " FROM gold_cart_abandonment_fact WHERE low_inventory_trigger IS NOT NULL GROUP BY low_inventory_trigger"
    )
    rows = _asked(inquiry.scope, "carts", sql, ("low",))
    if not rows:
        return None
    base, more = (float(report.parameters[name].value or 0) for name in ("base_abandonment_rate", "cart_abandonment_increase"))
    drawn = [
        Bar(
            "low stock" if row["low"] else "enough stock",
            int(row["abandoned"]) / row["carts"],
            _share(row["abandoned"], row["carts"]),
            base + more * bool(row["low"]),
        )
        for row in rows
    ]
    told = tuple((bar.name, f"{row['carts']:,}", f"{int(row['abandoned']):,}", bar.said) for bar, row in zip(drawn, rows, strict=True))
    sentence = f"Share of carts that are abandoned; the marks are what is expected, {base:.0%} and {more:.0%} more where an item is scarce."
    return Picture(
        "Abandonment with and without low stock", sentence, bars(drawn, _said(drawn)), ("carts with", "carts", "abandoned", "share"), told
    )


def _needs(**tables: str) -> tuple[Field, ...]:
    return tuple((table, column) for table, columns in tables.items() for column in columns.split())


_STOCK = "product_key location_key date_key quantity_available"

_PICTURES: Mapping[str, tuple[tuple[Field, ...], Callable[[Inquiry, Report], Picture | None]]] = {
    "Stockout rate by month": (
        _needs(gold_inventory_fact="location_key date_key quantity_available", gold_location_dim="location_key location_type"),
        _months,
    ),
    "Fill by segment": (
        _needs(gold_purchase_request_fact="customer_key quantity_requested quantity_allocated", gold_customer_dim="customer_key segment"),
        _fill,
    ),
    "Return delays": (_needs(gold_sales_fact="is_return date_key return_restocked_date_key"), _delays),
    "Abandonment with and without low stock": (_needs(gold_cart_abandonment_fact="low_inventory_trigger is_abandoned"), _carts),
    "The days of one position": (_needs(gold_inventory_fact=_STOCK), _timeline),
}
