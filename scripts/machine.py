"""What the tests need of the machine itself, Java and Chromium: found, else installed where that needs no question, else named.

    python scripts/machine.py          sees to all; exits 2 with a line for each thing that a person has to install

The system's package manager is asked only where it can work unattended: apt as root, or Homebrew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts.engines.spark_java import java_home
from contracts.errors import InputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Programs by any of whose names the browser may be there."""

Run = Callable[[tuple[str, ...]], bool]
"""Runs a command; whether it succeeded."""


@dataclass(frozen=True)
class Need:
    """Something the machine must have: how to tell what is wrong (None if nothing is), and the packages that bring it, best first."""

    name: str
    missing: Callable[[], str | None]
    apt: tuple[str, ...]
    brew: tuple[str, ...]

    def packages(self, manager: str) -> tuple[str, ...]:
        """Its packages by the name of the package manager."""
        return self.apt if manager == "apt" else self.brew


def without_java() -> str | None:
    """Why Spark would find no Java to run on."""
    try:
        java_home()
    except InputError as error:
        return str(error)
    return None


def without_browser() -> str | None:
    """Why pages could not be looked at in a browser."""
    if any(map(shutil.which, BROWSERS)):
        return None
    return f"no browser on the PATH (looked for {', '.join(BROWSERS)}): install Chromium (Debian: apt-get install chromium)"


NEEDS = (
    Need("Java", without_java, ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "default-jre-headless"), ("openjdk@17",)),
    Need("Chromium", without_browser, ("chromium",), ("chromium",)),
)


def unattended(environment: Mapping[str, str], is_root: bool) -> str | None:
    """The package manager that installs without asking anybody: apt for root, brew; None where there is none."""
    path = environment.get("PATH", "")
    if is_root and shutil.which("apt-get", path=path):
        return "apt"
    return "brew" if shutil.which("brew", path=path) else None


def see_to(needs: tuple[Need, ...], manager: str | None, run: Run) -> list[str]:
    """Installs what is missing where a package manager can; what a person has to see to, a line for each thing."""
    missing = [need for need in needs if need.missing()]
    if missing and manager == "apt":
        run(("apt-get", "update", "-qq"))
    for need in missing:
        if manager:
            _install(need, manager, run)
    return [reason for need in missing if (reason := need.missing())]


def _install(need: Need, manager: str, run: Run) -> None:
    """Tries one package after the other until the need is met; which there are depends on the system's age."""
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends") if manager == "apt" else ("brew", "install")
    for package in need.packages(manager):
        if run((*command, package)) and not need.missing():
            return


def _run(command: tuple[str, ...]) -> bool:
    print(" ".join(command), file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def main() -> int:
    """Sees to all needs; 2 if a person has to."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    left = see_to(NEEDS, unattended(os.environ, is_root), _run)
    for line in left:
        print(f"Error: {line}", file=sys.stderr)
    return 2 if left else 0


if __name__ == "__main__":
    sys.exit(main())
