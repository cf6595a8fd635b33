"""Allocation: stock meets requests in the order in which they arrive (RA 1.2, RE 3, the domain's step 3).

A request gets min(requested, what those before it left). In closed form over a day: what is left for a request is the opening
stock less all that was asked before it, and never less than nothing; so no request has to wait for the one before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.int64]


def allocate(opening: Units, asked_before: Units, requested: Units) -> tuple[Units, Units]:
    """What each request finds and gets.

    ``opening`` is the opening stock of each request's position, ``asked_before`` the units that earlier requests of the same
    position-day asked for, ``requested`` its own; all in units, one entry a request. Returns (available just before the request,
    units allocated).
    """
    found = np.maximum(opening - asked_before, 0)
    return found, np.minimum(requested, found)
