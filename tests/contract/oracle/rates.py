"""The laws of rates, in plain Python: a share or a mean, its standard error by clusters, and z of them around what is allowed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from oracle.demand import arrival, opening_as_moved
from oracle.returns import days_between
from oracle.world import Row, Spoken, World, known, place

Z = 4.9
LEAST_DAYS, LEAST_MONTH, LEAST_POSITIONS = 30, 28, 100


@dataclass(frozen=True)
class Mean:
    """A mean over things that come in clusters, and its standard error: that of a ratio of sums by cluster."""

    value: float
    error: float
    things: int
    clusters: int

    @classmethod
    def of(cls, values: Iterable[tuple[Hashable, float]]) -> Mean:
        totals: defaultdict[Hashable, list[float]] = defaultdict(list)
        for cluster, value in values:
            totals[cluster].append(value)
        things = sum(map(len, totals.values()))
        value = sum(map(sum, totals.values())) / things
        clusters = len(totals)
        spread = sum((sum(each) - value * len(each)) ** 2 for each in totals.values())
        error = sqrt(spread * clusters / (clusters - 1)) / things if clusters > 1 else float("inf")
        return cls(value, error, things, clusters)

    def is_within(self, low: float, high: float, tolerance: float) -> bool:
        allowed = tolerance + Z * self.error
        return low - allowed <= self.value <= high + allowed


def rates(world: World) -> Spoken:
    """REQ-7, RET-3, INV-13 to INV-15, CRT-6 and CRT-7."""
    if world.days < LEAST_DAYS:
        return
    yield from _queue(world)
    yield from _delays(world)
    yield from _stockouts(world)
    yield from _carts(world)


def _queue(world: World) -> Spoken:
    ranks: defaultdict[Any, list[tuple[Hashable, float]]] = defaultdict(list)
    for rows in world.asked.values():
        opening = opening_as_moved(rows[0], world)
        asked = [row["quantity_requested"] for row in rows]
        if len(rows) < 2 or opening is None or not known(*asked) or sum(asked) <= opening:
            continue
        ordered = sorted(rows, key=lambda row: arrival(row, "request_id"))
        for number, row in enumerate(ordered):
            customer = world.entity("customer", row)
            if customer and customer["segment"] is not None:
                ranks[customer["segment"]].append((row["order_number"], (number + 0.5) / len(rows)))
    for found in ranks.values():
        if len(found) >= 100:
            yield "REQ-7", Mean.of(found).is_within(0.5, 0.5, 0.01)


def _delays(world: World) -> Spoken:
    least, most = int(world.thresholds["return_delay_min"] or 0), int(world.thresholds["return_delay_max"] or 0)
    counted = [days_between(line["date_key"], line["return_restocked_date_key"]) for line in world.return_lines]
    delays = [delay for delay in counted if delay is not None and least <= delay <= most]
    if len(delays) >= 100:
        share = 1 / (most - least + 1)
        for delay in range(least, most + 1):
            found = sum(each == delay for each in delays) / len(delays)
            yield "RET-3", abs(found - share) <= 0.01 + Z * sqrt(share * (1 - share) / len(delays))


def _stockouts(world: World) -> Spoken:
    low, high, target = (world.thresholds[name] for name in ("stockout_rate_min", "stockout_rate_max", "target_stockout_rate"))
    closes = [(row, float(row["quantity_available"] == 0)) for row in world["inventory"]]
    whole = Mean.of([(place(row), zero) for row, zero in closes])
    if whole.clusters >= LEAST_POSITIONS:
        yield "INV-13", whole.is_within(low or 0, high or 0, 0)
        if target is not None:
            yield "INV-15", whole.is_within(target, target, 0.005)
    groups: defaultdict[Any, list[tuple[Row, float]]] = defaultdict(list)
    for row, zero in closes:
        for group in _groups(row, world):
            groups[group].append((row, zero))
    for (dimension, _), found in groups.items():
        mean = Mean.of([(place(row), zero) for row, zero in found])
        days = max(Counter(place(row) for row, _ in found).values())
        if mean.clusters >= LEAST_POSITIONS and days >= (LEAST_MONTH if dimension == "month" else LEAST_DAYS):
            yield "INV-14", mean.is_within(low or 0, high or 0, 0)


def _groups(row: Row, world: World) -> list[tuple[str, Any]]:
    location, product, today = world.entity("location", row), world.entity("product", row), row["date_key"]
    groups = [
        ("location_type", location["location_type"] if location else None),
        ("category", product["category_level_1"] if product else None),
        ("month", None if today is None else today // 100),
    ]
    return [(dimension, member) for dimension, member in groups if member is not None]


def _carts(world: World) -> Spoken:
    by_segment: defaultdict[Any, dict[bool, list[float]]] = defaultdict(lambda: {True: [], False: []})
    for cart in world["cart"]:
        customer = world.entity("customer", cart)
        if customer and known(customer["segment"], cart["low_inventory_trigger"], cart["is_abandoned"]):
            by_segment[customer["segment"]][cart["low_inventory_trigger"]].append(float(cart["is_abandoned"]))
    for segment, found in by_segment.items():
        rate = world.thresholds[f"base_abandonment_rate_{segment}"]
        if len(found[False]) >= 100 and rate is not None:
            share = sum(found[False]) / len(found[False])
            error = sqrt(rate * (1 - rate) / len(found[False]))
            yield "CRT-7", abs(share - rate) <= 0.01 + Z * error
    yield from _increase([found for found in by_segment.values() if found[True] and found[False]], world)


def _increase(segments: list[dict[bool, list[float]]], world: World) -> Spoken:
    """Weighted by n1 n2 / (n1 + n2) of each segment (D31)."""
    if sum(len(found[low]) for found in segments for low in found) < 1000:
        return
    weights = [len(found[True]) * len(found[False]) / (len(found[True]) + len(found[False])) for found in segments]
    shares = [{low: sum(found[low]) / len(found[low]) for low in found} for found in segments]
    increase = sum(w * (share[True] - share[False]) for w, share in zip(weights, shares, strict=True)) / sum(weights)
    variances = [sum(_variance(found[low]) for low in found) for found in segments]
    error = sqrt(sum(w * w * variance for w, variance in zip(weights, variances, strict=True))) / sum(weights)
    yield "CRT-6", abs(increase - (world.thresholds["cart_abandonment_increase"] or 0)) <= 0.005 + Z * error


def _variance(abandoned: list[float]) -> float:
    """Of a share; one more of each kind keeps it above zero where all or none were abandoned."""
    share = (sum(abandoned) + 1) / (len(abandoned) + 2)
    return share * (1 - share) / len(abandoned)
