"""A Great Expectations checkpoint over frames: each validation has a frame of its own, which the library itself has no place for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import great_expectations as gx
from pydantic.v1 import PrivateAttr


class FramesCheckpoint(gx.Checkpoint):
    """A checkpoint that gives each of its validations the frame of that name."""

    validation_definitions: list[Any]
    _frames: dict[str, Any] = PrivateAttr(default_factory=dict)

    def _run_validation_definitions(self, batch_parameters: dict[str, Any], **given: Any) -> dict[Any, Any]:
        """Runs one validation after the other; each is the only one that its part of the run knows."""
        whole: list[Any] = self.validation_definitions
        results: dict[Any, Any] = {}
        try:
            for validation in whole:
                self.validation_definitions = [validation]
                own = {**batch_parameters, "dataframe": self._frames[validation.name]}
                results |= super()._run_validation_definitions(batch_parameters=own, **given)
        finally:
            self.validation_definitions = whole
        return results


def checkpoint_over(frames: Mapping[str, Any], suites: Mapping[str, gx.ExpectationSuite], name: str) -> gx.Checkpoint:
    """A checkpoint of a context of its own that lives in memory, and asks no network for anything."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    spark = any(type(frame).__module__.startswith("pyspark") for frame in frames.values())
    source = context.data_sources.add_spark(name=name) if spark else context.data_sources.add_pandas(name=name)
    validations = []
    for frame in frames:
        batch = source.add_dataframe_asset(name=frame).add_batch_definition_whole_dataframe(frame)
        validation = gx.ValidationDefinition(name=frame, data=batch, suite=context.suites.add(suites[frame]))
        validations.append(context.validation_definitions.add(validation))
    checkpoint = FramesCheckpoint(name=name, validation_definitions=validations, result_format="COMPLETE")
    checkpoint._frames = dict(frames)
    context.checkpoints.add(checkpoint)
    return checkpoint
