"""Libraries that reach for Spark Connect are imported where the main module is no file, and end nothing."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_libraries_ends_no_process() -> None:
    said = "from contracts.schemas.expectations import library; library(); import contracts.schemas.pandera_pyspark; print('still here')"
    main = f"import sys; del sys.modules['__main__'].__spec__; sys.modules['__main__'].__spec__ = None; {said}"
    done = subprocess.run([sys.executable, "-c", main], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "still here"), done.stderr[-2000:]
