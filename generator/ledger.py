"""The ledger: what a position has, and what each step of a day does to it (RA 1.1, RE 1, D2).

Stock is one frozen record of arrays by position; every step is a function from a record to the next. On hand is always
available + reserved + damaged; reserved never changes, so it lives with the position and not here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.int64]


@dataclass(frozen=True)
class Stock:
    """Units of each position at one moment."""

    available: Units
    damaged: Units
    in_transit: Units


def restock(stock: Stock, sellable: Units, unsellable: Units) -> Stock:
    """Returned units come back on hand: sellable ones also to available, the others to damaged, where they stay (D24)."""
    return replace(stock, available=stock.available + sellable, damaged=stock.damaged + unsellable)


def receive(stock: Stock, due: NDArray[np.intp]) -> tuple[Stock, Units]:
    """All that is in transit to the positions ``due`` arrives; returns the stock and the units that arrived at each of them."""
    arrived = stock.in_transit[due]
    available, in_transit = stock.available.copy(), stock.in_transit.copy()
    available[due] += arrived
    in_transit[due] = 0
    return replace(stock, available=available, in_transit=in_transit), arrived


def sell(stock: Stock, position: NDArray[np.intp], allocated: Units) -> Stock:
    """Allocated units leave available, and so on hand."""
    sold = np.bincount(position, weights=allocated, minlength=len(stock.available)).astype(np.int64)
    return replace(stock, available=stock.available - sold)


def dispatch(stock: Stock, leaving: NDArray[np.intp], level: Units) -> Stock:
    """Units leave for the positions ``leaving``, to fill available and in transit up to their ``level``."""
    in_transit = stock.in_transit.copy()
    in_transit[leaving] += np.maximum(level - stock.available[leaving] - in_transit[leaving], 0)
    return replace(stock, in_transit=in_transit)
