"""An expectation of our own: a law of the contract holds for every row of a frame, on Spark and on pandas.

All laws of a frame are counted together, in one metric, so that a suite costs one pass however many laws it has. Results and pages show
the law's id, sentence, source and severity, the exact number of rows that break it, and up to twenty of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent, RenderedTableContent
from great_expectations.render.renderer.renderer import renderer
from pydantic.v1 import Field

from contracts.report.json_report import plain
from contracts.report.values import shown
from contracts.schemas.rules import rules_of

METRIC = "stockproof.broken"


class Broken(TableMetricProvider):
    """What a frame breaks: by law, the number of rows, and some of them."""

    metric_name = METRIC
    value_keys = ("rules", "thresholds")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine: Any, metric_domain_kwargs: Any, metric_value_kwargs: Any, **_: Any) -> dict[str, Any]:  # noqa: N805
        from contracts.schemas.pandas_counts import count

        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
        return count(frame, _rules(metric_value_kwargs))

    @metric_value(engine=SparkDFExecutionEngine)
    def _spark(cls, execution_engine: Any, metric_domain_kwargs: Any, metric_value_kwargs: Any, **_: Any) -> dict[str, Any]:  # noqa: N805
        from contracts.schemas.spark_counts import count

        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
        return count(frame, _rules(metric_value_kwargs))


def _rules(given: Mapping[str, Any]) -> Any:
    return rules_of(given["rules"], json.loads(given["thresholds"]))


class ExpectLawToHold(BatchExpectation):
    """A law of the contract holds for every row that it speaks of.

    ``rules`` names the table or relation that the frame holds, ``thresholds`` are the contract's parameters as JSON.
    """

    rules: str
    law: str
    sentence: str
    source: str
    thresholds: str = Field(default="{}")

    metric_dependencies = (METRIC,)
    success_keys = ("rules", "law", "thresholds")
    args_keys = ("rules", "law", "sentence", "source", "thresholds")

    class Config:
        """Title of the expectation in Great Expectations."""

        title = "Expect law to hold"

    def _validate(self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None) -> dict[str, Any]:
        broken, rows = metrics[METRIC].get(self.law, (0, []))
        return {"success": broken == 0, "result": outcome(broken, rows)}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(cls, configuration: Any = None, result: Any = None, **_: Any) -> list[RenderedStringTemplateContent]:
        told = (configuration or result.expectation_config).kwargs
        severity = (configuration or result.expectation_config).severity
        warns = "" if getattr(severity, "value", severity) == "critical" else ", a warning"
        params = {name: told[name] for name in ("law", "sentence", "source")}
        styling = {"params": {"law": {"classes": ["badge", "badge-secondary"]}, "about": {"classes": ["text-muted"]}}}
        template = {"template": "$law $sentence $about", "params": {**params, "about": f"({params['source']}{warns})"}, "styling": styling}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=template)]

    @classmethod
    @renderer(renderer_type="renderer.diagnostic.observed_value")
    def _diagnostic_observed_value_renderer(cls, configuration: Any = None, result: Any = None, **_: Any) -> str:
        found = result.result
        if found.get("reason"):
            return f"not judged: {found['reason']}"
        judged = f" of {found['judged']:,}" if "judged" in found else ""
        return f"{found['observed_value']:,}{judged} broken"

    @classmethod
    @renderer(renderer_type="renderer.diagnostic.unexpected_statement")
    def _diagnostic_unexpected_statement_renderer(cls, configuration: Any = None, result: Any = None, **_: Any) -> list[Any]:
        said = [cls._diagnostic_observed_value_renderer(result=result), *filter(None, [result.result.get("measured")])]
        colour = "text-danger" if not result.success and not result.result.get("reason") else "text-muted"
        styling = {"params": {"said": {"classes": [colour], "tag": "div"}}}
        template = {"template": "$said", "params": {"said": "; ".join(said)}, "styling": styling}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=template)]

    @classmethod
    @renderer(renderer_type="renderer.diagnostic.unexpected_table")
    def _diagnostic_unexpected_table_renderer(cls, configuration: Any = None, result: Any = None, **_: Any) -> Any:
        rows = result.result.get("details", {}).get("unexpected_rows")
        if not rows:
            return None
        table = [[_escaped(shown(value)) for value in row.values()] for row in rows]
        styling = {"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}}
        return [RenderedTableContent(content_block_type="table", table=table, header_row=list(map(_escaped, rows[0])), styling=styling)]

    @classmethod
    @renderer(renderer_type="renderer.diagnostic.status_icon")
    def _diagnostic_status_icon_renderer(cls, configuration: Any = None, result: Any = None, **_: Any) -> Any:
        kind, colour = (
            ("fa-question-circle", "text-secondary")
            if result.result.get("reason")
            else ("fa-check-circle", "text-success")
            if result.success
            else ("fa-times", "text-danger")
        )
        styling = {"params": {"icon": {"classes": ["fas", kind, colour], "tag": "i"}}}
        hides = {"parent": {"classes": ["hide-succeeded-validation-target-child"]}} if result.success else None
        template = {"template": "$icon", "params": {"icon": ""}, "styling": styling}
        return RenderedStringTemplateContent(content_block_type="string_template", string_template=template, styling=hides)


def outcome(broken: int, rows: Any, **more: Any) -> dict[str, Any]:
    """What a result holds: the exact count, and rows as values that JSON can hold."""
    details = {"unexpected_rows": [{name: plain(value) for name, value in row.items()} for row in rows]}
    return {"observed_value": broken, **more, "details": details}


def _escaped(text: str) -> str:
    """A value of the tables, which a page shows as it is: no markup, and no ``$`` that its templates would fill in.

    What is a parameter of a template the library escapes by itself, but no cell of a table.
    """
    from html import escape

    return escape(str(text)).replace("$", "&#36;")
