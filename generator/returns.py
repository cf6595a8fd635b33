"""Returns: some lines come back, and are restocked one to three days later (RA return_delay_days, D13, D14).

Whether a line comes back, when, how many units, in what condition and when they are restocked are draws of the line itself, so
they are known the moment it is sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator import streams
from generator.config import Config


@dataclass(frozen=True)
class Returns:
    """Lines sold that come back, one entry a return; days from 1970, units, keys as in the sale.

    ``sale`` is the line_item_id sold; ``restocked`` the day on which ``units`` go back on hand, ``is_sellable`` whether also to
    available.
    """

    sale: NDArray[np.int64]
    position: NDArray[np.int64]
    customer: NDArray[np.int64]
    channel: NDArray[np.int64]
    brought_back: NDArray[np.int64]
    restocked: NDArray[np.int64]
    units: NDArray[np.int64]
    is_sellable: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.sale)

    def __getitem__(self, chosen: Any) -> Returns:
        return Returns(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    @classmethod
    def none(cls) -> Returns:
        nothing = np.zeros(0, dtype=np.int64)
        keys = dict.fromkeys(cls.__dataclass_fields__, nothing)
        return cls(**{**keys, "is_sellable": nothing.astype(np.bool_)})  # type: ignore[arg-type]

    @classmethod
    def join(cls, parts: list[Returns]) -> Returns:
        """All of them, one after the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))


def comes_back(config: Config, sale: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether units of each sale line are brought back, if any are sold."""
    return streams.below(config.random_seed, "return.happens", config.return_rate, sale)


def returns_of(
    config: Config,
    sale: NDArray[np.int64],
    position: NDArray[np.int64],
    customer: NDArray[np.int64],
    channel: NDArray[np.int64],
    day: NDArray[np.int64],
    sold: NDArray[np.int64],
) -> Returns:
    """How the lines of which units are brought back come back: one to all of the units sold, each number alike likely."""
    seed = config.random_seed
    brought_back = day + streams.integers(seed, "return.after", 1, config.return_window_days, sale)
    return Returns(
        sale=sale,
        position=position,
        customer=customer,
        channel=channel,
        brought_back=brought_back,
        restocked=brought_back + streams.integers(seed, "return.delay", *config.return_delay_days, sale),
        units=1 + (streams.uniform(seed, "return.units", sale) * sold).astype(np.int64),
        is_sellable=~streams.below(seed, "return.unsellable", config.unsellable_share, sale),
    )
