"""What became of faults laid over somebody's tables: the one model from which terminal and JSON are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.faults.fault import Fault
from contracts.parameters import Setting
from contracts.tables import SCHEMA_VERSION

FROM_SCHEMA = "schema"
"""What stands for a family of faults that are not stated by hand."""


@dataclass(frozen=True)
class Sample:
    """Which positions are looked at: ``condition`` chooses their rows, and is None where all of them are."""

    condition: str | None = None
    locations: tuple[int, ...] = ()
    last_product: int | None = None

    @property
    def words(self) -> str:
        """What is looked at, for people."""
        if self.condition is None:
            return "all positions"
        places = f"locations {', '.join(map(str, self.locations))}" if self.locations else "all locations"
        return f"{places}, products up to {self.last_product}" if self.last_product is not None else f"{places}, all products"


@dataclass(frozen=True)
class Finding:
    """A fault and the laws that would have caught it here: those that it broke and that were not broken before; else why none."""

    fault: Fault
    family: str
    caught_by: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def is_caught(self) -> bool:
        """Whether some law would have seen the mistake."""
        return bool(self.caught_by)


@dataclass(frozen=True)
class Sensitivity:
    """What would have been caught in some tables; ``rows`` and ``rates`` say on which positions laws of either kind were judged."""

    target: str
    engine: str
    seconds: float
    parameters: Mapping[str, Setting]
    rows: Sample
    rates: Sample
    findings: tuple[Finding, ...]
    contract: str = field(default=SCHEMA_VERSION)

    @property
    def caught(self) -> tuple[Finding, ...]:
        """The faults that some law would have seen."""
        return tuple(finding for finding in self.findings if finding.is_caught)
