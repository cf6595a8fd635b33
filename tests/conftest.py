"""Hypothesis draws the same examples in every run, so that the gate fails for a change and never for luck."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side already; threads of each would fight for the cores
settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")
