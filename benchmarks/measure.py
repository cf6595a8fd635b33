"""What a run of processes costs: wall time, CPU time and the peak of memory over all of them together."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

_SAMPLE_SECONDS = 0.02
_SHARE = 0.02
"""Of a core, at most so much goes into looking at memory: shared pages of large processes take long to count."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of CPU over all processes, bytes of memory (shared pages once) at the highest."""

    wall: float
    cpu: float
    memory: int


def measure(command: Sequence[str]) -> Cost:
    """Runs a command to its end; raises CalledProcessError when it fails."""
    begun, before = time.perf_counter(), _children_cpu()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0]
    watching = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watching.start()
    _, errors = process.communicate()
    wall = time.perf_counter() - begun
    watching.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    return Cost(wall, _children_cpu() - before, peak[0])


def machine() -> str:
    """The machine in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    return f"{cores} cores ({_processor()}), {memory:.0f} GiB of memory, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _watch(pid: int, peak: list[int]) -> None:
    """Keeps the highest sum over a process and its descendants; a page that several share is counted in parts."""
    try:
        root = psutil.Process(pid)
        while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
            begun = time.perf_counter()
            peak[0] = max(peak[0], sum(_memory(process) for process in [root, *root.children(recursive=True)]))
            time.sleep(max(_SAMPLE_SECONDS, (time.perf_counter() - begun) / _SHARE))
    except psutil.NoSuchProcess:
        return


def _memory(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
        return int(getattr(info, "pss", info.uss))
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
