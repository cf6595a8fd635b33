"""What a judgement found as Great Expectations Data Docs: a folder of pages that open from disk and ask no network for anything.

Pages are drawn by the library's own renderer, from results that say whose they are: the judge's. Its assets are kept in ``assets``, and
pages are rewritten to use them; what only draws charts, of which there are none, is left out, and so is all that is fetched to be counted.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import InputError
from contracts.report.json_report import plain
from contracts.report.measurement import measured
from contracts.report.page import fill
from contracts.report.rows import table_of
from contracts.report.witness import told
from contracts.schemas.expectations import described, library
from contracts.verdict import Report, Result, Verdict

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

ASSETS = Path(__file__).parent / "assets"

_KEPT = {
    "bootstrap.min.css": "bootstrap.min.css",
    "bootstrap.min.js": "bootstrap.min.js",
    "bootstrap-table.min.css": "bootstrap-table.min.css",
    "bootstrap-table.min.js": "bootstrap-table.min.js",
    "bootstrap-table-filter-control.css": "bootstrap-table-filter-control.min.css",
    "bootstrap-table-filter-control.min.css": "bootstrap-table-filter-control.min.css",
    "bootstrap-table-filter-control.min.js": "bootstrap-table-filter-control.min.js",
    "bootstrap-datepicker.min.css": "bootstrap-datepicker.min.css",
    "bootstrap-datepicker.min.js": "bootstrap-datepicker.min.js",
    "jquery-3.7.1.min.js": "jquery.min.js",
    "popper.min.js": "popper.min.js",
    "all.min.css": "fontawesome/css/all.min.css",
}
"""Remote files that pages refer to, by the last part of their address, and where each is kept."""

_LEFT_OUT = ("vega@", "vega-lite@", "vega-embed@", "bootstrap-prefers-dark.css", "logo-long.png", "short-logo", "favicon.ico")
"""Remote files that pages do without: charts, a second look, pictures that are fetched to be counted."""

_FETCHED = re.compile(r"<(?:link|script|img|iframe)\b[^>]*?\s(?:href|src)=\"((?:https?:)?//[^\"]+)\"[^>]*>(?:\s*</script>)?", re.IGNORECASE)
_FOOTER = re.compile(r"<footer\b.*?</footer>", re.IGNORECASE | re.DOTALL)
_ELSEWHERE = re.compile(r"<a [^>]*?href=\"(?:\.\./)+(?:expectations|validations)/[^\"]*\"[^>]*>(.*?)</a>", re.DOTALL)
_ICON = re.compile(r"<link[^>]*favicon\.ico[^>]*>")
_STYLE = (
    "<style>td { vertical-align: top !important; } td table { display: block; overflow-x: auto; max-width: 56vw; }"
    " td table th, td table td { padding: 0.2rem 0.5rem !important; white-space: nowrap; }</style>"
)
_HOME = re.compile(r"href=\"(?:\.\./)+index\.html\"")
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


def write_docs(report: Report, folder: Path) -> Path:
    """Writes the pages of a report to a folder, and returns its index; pages that are there are replaced.

    Raises:
        InputError: if the folder cannot be written to, or where Great Expectations is not installed, or is of a version whose pages
            refer to files that are not kept here.
    """
    library()
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ASSETS, folder / "assets", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for family in report.families:
            page = _rewritten(_drawn(_validation(family, report)), family, report)
            (folder / f"{family}.html").write_text(page, encoding="utf-8")
        index = folder / "index.html"
        index.write_text(_index(report), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from error
    return index


def _drawn(validation: ExpectationSuiteValidationResult) -> str:
    """The page that Great Expectations makes of a validation."""
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    page: str = DefaultJinjaPageView().render(ValidationResultsPageRenderer().render(validation))
    return page


def _validation(family: str, report: Report) -> ExpectationSuiteValidationResult:
    """The results of a family of laws, as a validation that says who judged."""
    from great_expectations.core import ExpectationSuiteValidationResult, RunIdentifier

    results = [result for result in report.results if result.law.family == family]
    judged = sum(result.verdict is not Verdict.UNKNOWN for result in results)
    alarms = sum(result.is_alarm for result in results)  # a warning that is broken fails no suite
    return ExpectationSuiteValidationResult(
        success=not alarms,
        results=[_validated(result, report) for result in results],
        suite_name=family,
        statistics={
            "evaluated_expectations": judged,
            "successful_expectations": judged - alarms,
            "unsuccessful_expectations": alarms,
            "success_percent": 100 * (judged - alarms) / judged if judged else None,
        },
        meta={"run_id": RunIdentifier(run_name=judged_by(report), run_time=datetime.now(UTC))},
    )


def judged_by(report: Report) -> str:
    """Who judged: never Great Expectations, which only draws the pages."""
    return f"judged by stockproof on {report.engine}"


def _validated(result: Result, report: Report) -> Any:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    from contracts.schemas.expectations_law import outcome

    law = result.law
    kwargs = {"rules": law.relation, "law": law.id, "sentence": law.title, "source": law.source}
    more: dict[str, Any] = {"judged": result.judged, "verdict": result.verdict.value}
    if result.reason:
        more["reason"] = result.reason
    if found := measured(result):
        more["measured"] = found
    return ExpectationValidationResult(
        success=result.verdict is Verdict.HOLDS,
        expectation_config=ExpectationConfiguration(type="expect_law_to_hold", kwargs=kwargs, **described(law)),
        result=outcome(result.broken, _witnesses(result, report), **more),
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )


def _witnesses(result: Result, report: Report) -> list[dict[str, Any]]:
    """Rows that break a law: the key comes first, and beside it what the law compares."""
    if not result.witnesses:
        return []
    columns = table_of([told(result, row, report.parameters) for row in result.witnesses], result.key).columns
    return [{name: row.get(name) for name in columns} for row in result.witnesses]


def _rewritten(page: str, family: str, report: Report) -> str:
    """The page with its assets beside it, its index beside it, and a line that says who judged."""
    page = _FOOTER.sub("", _FETCHED.sub(_kept, page))
    page = _HOME.sub('href="index.html"', _ELSEWHERE.sub(r"\1", _ICON.sub('<link rel="icon" href="data:,">', page)))
    page = page.replace("</head>", f"{_STYLE}</head>", 1)
    page = _TITLE.sub(f"<title>{family.capitalize()}: {escape(report.target)}</title>", page, count=1)
    line = f"Tables of {escape(report.target)}, {judged_by(report)}. Great Expectations draws this page; it ran none of it."
    banner = f'<div class="alert alert-secondary mx-5 mt-4 mb-0" role="note">{line} <a href="index.html">All families</a></div>'
    return page.replace('<div class="container-fluid pt-4', f'{banner}\n<div class="container-fluid pt-4', 1)


def _kept(found: re.Match[str]) -> str:
    address = found[1].partition("?")[0]
    name = address.rpartition("/")[2]
    if name in _KEPT:
        local = _KEPT[name]
        return f'<script src="assets/{local}"></script>' if local.endswith(".js") else f'<link rel="stylesheet" href="assets/{local}">'
    if any(part in address for part in _LEFT_OUT):
        return ""
    raise InputError(f"pages of this version of Great Expectations need {address}, which is not kept here: install great-expectations 1.24")


def _index(report: Report) -> str:
    rows = [
        {"name": family, "laws": len(results), **counts, "broken_laws": [result for result in results if result.verdict is Verdict.BROKEN]}
        for family, (counts, results) in report.families.items()
    ]
    parameters = {name: (plain(setting.value), setting.source) for name, setting in report.parameters.items()}
    return fill("docs.html.jinja", report=report, judged_by=judged_by(report), families=rows, parameters=parameters)
