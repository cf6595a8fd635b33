"""The thresholds of the sources, as parameters of the contract: defaults, and where each value in use came from (D20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.errors import InputError
from contracts.nearest import suggestion
from contracts.tables import TABLES

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Parameter:
    """One threshold: its default (None: the laws that need it are not judged), its source, and what values are possible."""

    name: str
    default: float | None
    source: str
    meaning: str
    minimum: float = 0
    maximum: float = 1
    whole: bool = False

    def accept(self, value: object, given_by: str) -> float:
        """The value as a number.

        Raises:
            InputError: if it is not a number, not whole where only whole numbers make sense, or out of bounds.
        """
        allowed = f"{'a whole number' if self.whole else 'a number'} from {self.minimum:,.15g} to {self.maximum:,.15g}"
        refusal = InputError(f"parameter {self.name}={value} ({given_by}): it must be {allowed}")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise refusal
        try:
            number = float(value)
        except ValueError:
            raise refusal from None
        if not self.minimum <= number <= self.maximum or (self.whole and number != int(number)):
            raise refusal
        return int(number) if self.whole else number


@dataclass(frozen=True)
class Setting:
    """The value of a parameter in one judgement, and where it came from: default, tables, mapping or param."""

    value: float | None
    source: str

    @property
    def literal(self) -> str:
        """The value in SQL, typed so that every engine computes with it alike."""
        if self.value is None:
            return "CAST(NULL AS DOUBLE)"
        return str(self.value) if isinstance(self.value, int) else f"CAST({self.value!r} AS DOUBLE)"


SEGMENTS = TABLES["gold_customer_dim"]["segment"].allowed

_BASE_RATE = "base_abandonment_rate"

_ALL = (
    Parameter("low_inventory_threshold", 5, "RA 2.4, D4", "a cart item is constrained strictly below so many units", 0, 1_000_000, True),
    Parameter("stockout_rate_min", 0.05, "RA V1", "least share of position-days that close with nothing available"),
    Parameter("stockout_rate_max", 0.10, "RA V1", "greatest share of position-days that close with nothing available"),
    Parameter("target_stockout_rate", None, "RA Configuration Changes", "the share that the tables were made for"),
    Parameter("return_delay_min", 1, "RA return_delay_days", "least days from a return to its restock", 0, 365, True),
    Parameter("return_delay_max", 3, "RA return_delay_days", "most days from a return to its restock", 0, 365, True),
    Parameter("cart_abandonment_increase", 0.10, "RA 2.4, V4", "added to the abandonment rate of carts with scarce items"),
    Parameter(_BASE_RATE, 0.30, "RA 2.4", "abandonment rate of carts without scarce items"),
    *(Parameter(f"{_BASE_RATE}_{segment}", None, "D20", f"the same for segment {segment}") for segment in SEGMENTS),
)

PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _ALL}
"""Every parameter of the contract by name; a segment's base rate is the common one unless it is given by itself."""

_ORDERED = (("stockout_rate_min", "stockout_rate_max"), ("return_delay_min", "return_delay_max"))


def resolve(*layers: tuple[str, Mapping[str, Any]]) -> dict[str, Setting]:
    """The value of every parameter: defaults, overridden by each layer (its source and its values) in turn.

    ``base_abandonment_rate`` may be one number or a mapping from segment to number.

    Raises:
        InputError: for an unknown name or an impossible value.
    """
    settings = {name: Setting(parameter.default, "default") for name, parameter in PARAMETERS.items()}
    for source, given in layers:
        for name, value in _flat(given).items():
            if name not in PARAMETERS:
                raise InputError(f"unknown parameter {name} ({source}); {suggestion(name, PARAMETERS)}")
            settings[name] = Setting(PARAMETERS[name].accept(value, source), source)
            if name == _BASE_RATE:
                settings |= {f"{_BASE_RATE}_{segment}": settings[name] for segment in SEGMENTS}
    for segment in SEGMENTS:
        if settings[f"{_BASE_RATE}_{segment}"].value is None:
            settings[f"{_BASE_RATE}_{segment}"] = settings[_BASE_RATE]
    _refuse_reversed(settings)
    return settings


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    """One entry per parameter, the common base rate before those of segments, so that the latter prevail."""
    flat = dict(given)
    base = flat.pop(_BASE_RATE, None)
    if isinstance(base, Mapping):
        return {f"{_BASE_RATE}_{segment}": rate for segment, rate in base.items()} | flat
    return flat if base is None else {_BASE_RATE: base} | flat


def _refuse_reversed(settings: Mapping[str, Setting]) -> None:
    for low, high in _ORDERED:
        least, most = settings[low].value, settings[high].value
        if least is not None and most is not None and least > most:
            raise InputError(f"parameters {low}={least} and {high}={most}: the first must not exceed the second")
