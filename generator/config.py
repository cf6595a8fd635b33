"""What a world is made from: every number the sources give or leave open, with its default (D20, RA "Configuration Changes").

A configuration is checked when it is made: an unknown key or an impossible value is refused with one line that names the key,
the value and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from contracts.nearest import nearest
from generator.network import NETWORK_CYCLE, counts_by_type, location_keys

Share = Annotated[float, Field(ge=0, le=1)]
Segment = Literal["vip", "premium", "loyal", "regular", "new"]
SEGMENTS: tuple[Segment, ...] = ("vip", "premium", "loyal", "regular", "new")

MAX_PRODUCTS = 999_999
MAX_LOCATIONS = 9_999
MAX_CUSTOMERS = 10_000_000
_LAST_END = dt.date(2149, 1, 1)  # returns and receipts beyond it still fall on days that the contract knows
_LEAST_TARGET, _MOST_TARGET = 0.001, 0.3
_MANY_SNAPSHOTS = 1_000_000
_RATE_MIN, _RATE_MAX = 0.05, 0.10  # the sources' range of stockout rates (V1)


class ConfigError(ValueError):
    """A configuration that cannot be: the message is one line naming ``key``, value and what is allowed."""

    def __init__(self, text: str, key: str = "") -> None:
        super().__init__(text)
        self.key = key


class Config(BaseModel):
    """Everything that decides the rows of a world.

    RA's own keys come first, ours after them. Rates and shares are fractions of 1, times are days unless named otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, strict=True)

    random_seed: int = Field(42, ge=0, le=2**63 - 1, description="seed of every draw (RA)")
    target_stockout_rate: float = Field(
        0.075,
        ge=_LEAST_TARGET,
        le=_MOST_TARGET,
        description="share of position-days that close with nothing available (RA: middle of 5-10%)",
    )
    cart_abandonment_increase: Share = Field(0.10, description="added to a cart's abandonment probability when an item is low (RA)")
    return_delay_days: tuple[int, int] = Field((1, 3), description="fewest and most days from a return to its restock (RA)")
    low_inventory_threshold: int = Field(5, ge=0, le=1_000_000, description="an item with less available than this is low (RA)")
    customers: int = Field(3_000, ge=1, le=MAX_CUSTOMERS, description="customers (RA: 100,000)")
    products: int = Field(300, ge=1, le=MAX_PRODUCTS, description="products (RA: 10,000)")
    catalog: str = Field("", description="catalog to write to, with engine spark (RA)")
    schema_: str = Field("", alias="schema", description="schema to write to, with engine spark (RA)")
    force_recreate: bool = Field(False, description="replace tables that an earlier run wrote, as --overwrite does (RA)")

    days: int = Field(90, ge=1, le=36_500, description="days of the horizon (RE: 730)")
    start: dt.date = Field(dt.date(2024, 10, 15), description="first day of the horizon")
    stores: int = Field(10, ge=0, le=MAX_LOCATIONS, description="stores")
    warehouses: int = Field(2, ge=0, le=MAX_LOCATIONS, description="warehouses")
    dcs: int = Field(1, ge=0, le=MAX_LOCATIONS, description="distribution centres")
    opening_stock: Literal["steady", "source"] = Field(
        "steady", description="steady: the state a warm-up reaches (D17); source: RA's draw as it stands"
    )
    store_requests_per_day: float = Field(0.14, gt=0, le=3, description="requests a day for a product of average popularity at a store")
    warehouse_requests_per_day: float = Field(0.22, gt=0, le=3, description="the same at a warehouse")
    dc_requests_per_day: float = Field(0.30, gt=0, le=3, description="the same at a distribution centre")
    discount_share: Share = Field(0.25, description="share of lines sold at a discount")
    return_rate: Share = Field(
        0.08, description="share of sale lines of which units are brought back; above 0.25 the first weeks run short of them"
    )
    return_window_days: int = Field(20, ge=1, le=90, description="most days from a sale to its return")
    unsellable_share: Share = Field(0.05, description="share of returned lines that come back damaged (D24)")
    base_abandonment_rate: Share | dict[Segment, Share] = Field(
        0.30, description="abandonment of a cart with no low item, one for all segments or one each (RA)"
    )
    cart_requests_ratio: float = Field(0.3, gt=0, le=5, description="times a product is put into a cart, per request at a digital location")
    browsing_sessions_per_cart: float = Field(1.0, ge=0, le=12, description="digital sessions that put nothing into a cart, per cart slot")

    @field_validator("start", mode="before")
    @classmethod
    def _start_within_the_calendar(cls, given: object) -> dt.date:
        try:
            start = dt.date.fromisoformat(given) if isinstance(given, str) else given
        except ValueError:
            start = None
        if type(start) is not dt.date or not dt.date(1980, 1, 1) <= start <= dt.date(2100, 1, 1):
            raise ValueError("allowed: a day written YYYY-MM-DD, from 1980-01-01 to 2100-01-01")
        return start

    @field_validator("return_delay_days", mode="before")
    @classmethod
    def _delay_in_order(cls, given: object) -> tuple[int, ...]:
        delay = tuple(given) if isinstance(given, list | tuple) else ()
        if [type(days) for days in delay] != [int, int] or not 1 <= delay[0] <= delay[1] <= 30:
            raise ValueError("allowed: two whole numbers of days, the smaller first, from 1 to 30")
        return delay

    @field_validator("base_abandonment_rate")
    @classmethod
    def _every_segment(cls, rate: float | dict[Segment, float]) -> float | dict[Segment, float]:
        if isinstance(rate, dict) and set(rate) != set(SEGMENTS):
            raise ValueError(f"allowed: one rate, or one for each of {', '.join(SEGMENTS)}")
        return rate

    @model_validator(mode="after")
    def _together(self) -> Self:
        if not self.stores or not self.warehouses + self.dcs:
            given = f"stores, warehouses, dcs = {self.stores}, {self.warehouses}, {self.dcs}"
            raise ValueError(f"{given}: allowed: at least one store, and one warehouse or distribution centre")
        last_key = location_keys(self.stores, self.warehouses, self.dcs)[-1]
        if last_key > MAX_LOCATIONS:  # more than an id has room for
            given = f"stores, warehouses, dcs = {self.stores}, {self.warehouses}, {self.dcs}"
            raise ValueError(
                f"{given}: allowed: near 10:2:1, so that no location_key is above {MAX_LOCATIONS}; here one would be {last_key}"
            )
        if self.end > _LAST_END:
            raise ValueError(f"start + days = {self.start} + {self.days}: allowed: a horizon that ends by {_LAST_END}")
        highest, increase = max(self.base_rates().values()), self.cart_abandonment_increase
        if highest + increase > 1:
            raise ValueError(f"base_abandonment_rate + cart_abandonment_increase = {highest} + {increase}: allowed: at most 1")
        return self

    def base_rates(self) -> dict[Segment, float]:
        """Abandonment probability of a cart without a low item, by segment."""
        rate = self.base_abandonment_rate
        return rate if isinstance(rate, dict) else dict.fromkeys(SEGMENTS, rate)

    @property
    def end(self) -> dt.date:
        """Last day of the horizon."""
        return self.start + dt.timedelta(days=self.days - 1)

    @property
    def is_large(self) -> bool:
        """Whether snapshots are so many that Spark had better compile its queries."""
        return self.products * (self.stores + self.warehouses + self.dcs) * self.days > _MANY_SNAPSHOTS

    def contract_parameters(self) -> dict[str, Any]:
        """The contract's parameters that this configuration sets, by their contract names (D20)."""
        target = self.target_stockout_rate
        calibrated: dict[str, float] = {"target_stockout_rate": target} if self.opening_stock == "steady" else {}
        if not _RATE_MIN <= target <= _RATE_MAX:  # asked for another rate than the sources, it is judged around that one
            calibrated |= {"stockout_rate_min": round(target * 0.6, 6), "stockout_rate_max": round(target * 1.4, 6)}
        return {
            "low_inventory_threshold": self.low_inventory_threshold,
            **calibrated,
            "return_delay_min": self.return_delay_days[0],
            "return_delay_max": self.return_delay_days[1],
            "cart_abandonment_increase": self.cart_abandonment_increase,
            "base_abandonment_rate": self.base_abandonment_rate,
        }


PRESETS: dict[str, dict[str, Any]] = {
    "tiny": {"products": 20, "customers": 200, "days": 30, "start": dt.date(2024, 10, 20), **counts_by_type(4)},
    "small": {"products": 300, "customers": 3_000, "days": 90, "start": dt.date(2024, 10, 15), **counts_by_type(NETWORK_CYCLE)},
    "seed": {"products": 10_000, "customers": 100_000, "days": 730, "start": dt.date(2024, 1, 1), **counts_by_type(NETWORK_CYCLE)},
}
"""Worlds by name: a first look, a demo, and RE's scale."""


def configure(preset: str = "small", *layers: Mapping[str, Any]) -> Config:
    """The configuration of a preset with layers of values over it, later ones first.

    ``locations`` in a layer stands for stores, warehouses and dcs in RA's proportion. Raises `ConfigError`.
    """
    if preset not in PRESETS:
        raise ConfigError(f"preset = {preset!r}: allowed: {', '.join(PRESETS)}{_meant(preset, PRESETS)}")
    values = dict(PRESETS[preset])
    for layer in layers:
        values.update(_with_locations(layer))
    try:
        return Config(**values)
    except ValidationError as error:
        raise _first_wrong(error) from None


def read_config(path: Path) -> dict[str, Any]:
    """The values that a TOML file gives. Raises `ConfigError` when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None


def _with_locations(layer: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(layer)
    if "locations" not in values:
        return values
    locations = values.pop("locations")
    if isinstance(locations, bool) or not isinstance(locations, int) or not 2 <= locations <= MAX_LOCATIONS:
        raise ConfigError(f"locations = {locations!r}: allowed: a whole number from 2 to {MAX_LOCATIONS:,}", "locations")
    return {**counts_by_type(locations), **values}


def _first_wrong(error: ValidationError) -> ConfigError:
    """The first thing wrong, as ``key = value: what is allowed``."""
    of_first_key = [e for e in error.errors() if e["loc"][:1] == error.errors()[0]["loc"][:1]]
    first = max(of_first_key, key=lambda e: len(e["loc"]))  # of a rate for each segment, the segment that is wrong
    key = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("float", "dict", "function", "constrained", "[key]")))
    if first["type"] == "extra_forbidden":
        allowed = _meant(key, allowed_keys()) or f"; allowed: {', '.join(sorted(allowed_keys()))}"
        return ConfigError(f"{key if key.isprintable() else repr(key)}: no such key{allowed}", key)
    range_ = _range(key) if first["type"].startswith(_OUT_OF_RANGE) else None
    message = range_ or first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if not key:
        return ConfigError(message)
    said = message if message.startswith("allowed:") else f"allowed: {message}"
    return ConfigError(f"{key} = {first['input']!r}: {said}", key)


_OUT_OF_RANGE = ("greater_than", "less_than", "int_", "float_")
"""How pydantic's names begin of what is wrong with a number."""


def _range(key: str) -> str | None:
    """Every number that a key may have, in words; None for what is no plain number."""
    named = {field.alias or name: field for name, field in Config.model_fields.items()}
    field = named.get(key)
    kinds: dict[object, str] = {int: "a whole number", float: "a number"}
    kind = kinds.get(field.annotation) if field else None
    if field is None or kind is None:
        return None
    words = {"ge": " from {:,}", "gt": " above {:,}", "le": " to {:,}", "lt": " and below {:,}"}
    return kind + "".join(
        said.format(getattr(each, name)) for name, said in words.items() for each in field.metadata if hasattr(each, name)
    )


def _meant(name: str, allowed: Iterable[str]) -> str:
    near = nearest(name, allowed, likeness=0.6)
    return f"; did you mean {near}?" if near else ""


def allowed_keys() -> list[str]:
    """Every key that a configuration may hold."""
    return [field.alias or name for name, field in Config.model_fields.items()] + ["locations"]
