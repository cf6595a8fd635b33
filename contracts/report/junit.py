"""The report as JUnit XML, which pipelines read: a suite for each family, a test case for each law.

A broken law is a failure, an unknown one skipped with its reason. A broken warning passes, as it does for the exit status, and says
so in the case's output.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from contracts.invariants.law import FAMILIES
from contracts.report.measurement import measured
from contracts.report.prose import counted, lines
from contracts.verdict import Report, Result, Verdict

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, even escaped."""


def render(report: Report) -> str:
    """The report as one XML document."""
    root = ElementTree.Element("testsuites", {"name": "stockproof", **_counts(report.results)})
    for family in dict.fromkeys(FAMILIES.values()):
        results = [result for result in report.results if result.law.family == family]
        if results:
            root.append(_suite(family, results, report))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counts(results: list[Result] | tuple[Result, ...]) -> dict[str, str]:
    return {
        "tests": str(len(results)),
        "failures": str(sum(result.is_alarm for result in results)),
        "errors": "0",
        "skipped": str(sum(result.verdict is Verdict.UNKNOWN for result in results)),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _suite(family: str, results: list[Result], report: Report) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": family, **_counts(results)})
    properties = ElementTree.SubElement(suite, "properties")
    known = {"target": report.target, "engine": report.engine, "contract": report.contract}
    for name, value in (known | {name: setting.value for name, setting in report.parameters.items()}).items():
        ElementTree.SubElement(properties, "property", {"name": name, "value": _clean(str(value))})
    suite.extend(_case(result, report) for result in results)
    return suite


def _case(result: Result, report: Report) -> ElementTree.Element:
    law = result.law
    case = ElementTree.Element("testcase", {"classname": law.family, "name": law.id, "time": f"{result.seconds:.3f}"})
    said = [law.title]
    if result.is_alarm:
        failure = ElementTree.SubElement(case, "failure", {"type": "broken", "message": _clean(f"{law.title}: {counted(result)}")})
        failure.text = _clean("\n".join((law.title, *lines(result, report))))
    elif result.verdict is Verdict.UNKNOWN:
        ElementTree.SubElement(case, "skipped", {"message": _clean(result.reason or "")})
    elif result.verdict is Verdict.BROKEN:
        said += ["broken, a warning only", *lines(result, report)]
    elif found := measured(result):
        said.append(found)
    ElementTree.SubElement(case, "system-out").text = _clean("\n".join(said))
    return case


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
