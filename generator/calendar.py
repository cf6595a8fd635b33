"""Calendar days, and how much each is asked for relative to an ordinary one: functions of the date alone.

Days are counted from 1970-01-01 (``day``, an integer) inside the generator and written YYYYMMDD (``date_key``) in tables; only
dates are ever added to, never keys (D12). The calendar reaches beyond the horizon, because stock is ordered for days to come (D18).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_EPOCH = dt.date(1970, 1, 1)
_MONTH_WEIGHT = np.array([0.88, 0.88, 0.96, 1.0, 1.02, 1.0, 0.98, 0.98, 1.02, 1.02, 1.05, 1.05])
_WEEKEND_WEIGHT = 1.25
_PEAK_WEIGHT = 1.25
_SALE_WEIGHT = 1.2
_SEASONS = np.array(["winter", "spring", "summer", "autumn"])
_HOLIDAYS = ((1, 1), (5, 1), (7, 4), (11, 11), (12, 24), (12, 25), (12, 26), (12, 31))
_SALES = (((1, 2), (1, 16)), ((6, 24), (7, 7)), ((11, 22), (12, 2)))


def day_of(date: dt.date) -> int:
    """Days from 1970-01-01 to a date."""
    return (date - _EPOCH).days


def date_keys(days: NDArray[np.int64]) -> NDArray[np.int32]:
    """Days as YYYYMMDD."""
    if not len(days):
        return np.zeros(0, dtype=np.int32)
    first = int(days.min())
    parts = Dates.of(np.arange(first, int(days.max()) + 1))  # each day once, then looked up: rows are many, days few
    keys = (parts.year * 10_000 + parts.month * 100 + parts.day_of_month).astype(np.int32)
    return keys[days - first]


def days_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days of YYYYMMDD, the other way round than `date_keys`; the keys must be calendar days."""
    year, month, day = keys // 10_000, keys // 100 % 100, keys % 100
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    first: NDArray[np.int64] = months.astype("datetime64[D]").astype(np.int64)
    return first + day - 1


@dataclass(frozen=True)
class Dates:
    """The parts of calendar days, each an array with one entry a day."""

    days: NDArray[np.int64]
    year: NDArray[np.int64]
    month: NDArray[np.int64]
    day_of_month: NDArray[np.int64]
    day_of_week: NDArray[np.int64]

    @classmethod
    def of(cls, days: NDArray[np.int64]) -> Dates:
        dates = np.asarray(days).astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        return cls(
            days=np.asarray(days),
            year=dates.astype("datetime64[Y]").astype(np.int64) + 1970,
            month=months.astype(np.int64) % 12 + 1,
            day_of_month=(dates - months).astype(np.int64) + 1,
            day_of_week=(np.asarray(days) + 3) % 7 + 1,  # 1970-01-01 was a Thursday; 1 = Monday
        )

    @property
    def is_weekend(self) -> NDArray[np.bool_]:
        return self.day_of_week >= 6

    @property
    def is_peak_season(self) -> NDArray[np.bool_]:
        """November and December."""
        return self.month >= 11

    @property
    def season(self) -> NDArray[np.str_]:
        """Meteorological: winter is December to February, and so on by three months."""
        return _SEASONS[self.month % 12 // 3]

    @property
    def is_holiday(self) -> NDArray[np.bool_]:
        return np.isin(self._month_day, [month * 100 + day for month, day in _HOLIDAYS])

    @property
    def is_sale_period(self) -> NDArray[np.bool_]:
        at = self._month_day
        is_on: NDArray[np.bool_] = np.any([(a * 100 + b <= at) & (at <= c * 100 + d) for (a, b), (c, d) in _SALES], axis=0)
        return is_on

    @property
    def demand_multiplier(self) -> NDArray[np.float64]:
        """Expected demand of the day relative to an ordinary one."""
        weight = _MONTH_WEIGHT[self.month - 1] * np.where(self.is_weekend, _WEEKEND_WEIGHT, 1.0)
        weight = weight * np.where(self.is_peak_season, _PEAK_WEIGHT, 1.0) * np.where(self.is_sale_period, _SALE_WEIGHT, 1.0)
        return np.round(weight, 4)

    @property
    def _month_day(self) -> NDArray[np.int64]:
        return self.month * 100 + self.day_of_month


def multipliers(first: int, last: int) -> NDArray[np.float64]:
    """`Dates.demand_multiplier` of the days first..last."""
    return Dates.of(np.arange(first, last + 1)).demand_multiplier
