"""JUnit XML, as pytest writes it: a suite for each exercise, a case for each check.

The result is XML 1.0 whatever a submission printed: `visible` leaves nothing that XML forbids.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.judge.verdict import Status
from grader.report.formats.results import account, headline, line, name, results
from grader.report.schema import Check, ExerciseReport, Report

STATUSES: dict[str, Status] = {"failures": "failed", "errors": "error", "skipped": "waiting"}


def render(report: Report) -> str:
    """Return *report* as an XML document, ending in a newline."""
    cases: dict[str, list[tuple[ExerciseReport, Check]]] = {exercise.id: [] for exercise in report.exercises}
    for exercise, check in results(report):
        cases[exercise.id].append((exercise, check))
    everything = [check for found in cases.values() for _, check in found]
    root = ET.Element("testsuites", {"name": "asynclings", **_counts(everything), "time": f"{report.elapsed:.3f}"})
    for topic, found in cases.items():
        suite = ET.SubElement(root, "testsuite", {"name": line(topic), **_counts([check for _, check in found])})
        suite.set("time", "0.000")  # what a check takes in real seconds is nobody's business, nor in the report
        for exercise, check in found:
            _case(suite, exercise, check)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(checks: list[Check]) -> dict[str, str]:
    found = [check.status for check in checks]
    return {"tests": str(len(found)), **{label: str(found.count(status)) for label, status in STATUSES.items()}}


def _case(suite: ET.Element, exercise: ExerciseReport, check: Check) -> None:
    attributes = {"classname": line(exercise.id), "name": name(exercise, check), "time": "0.000"}
    case = ET.SubElement(suite, "testcase", attributes)
    properties = ET.SubElement(case, "properties")
    for key, value in (("id", line(check.id)), ("points", check.points), ("max_points", check.max_points)):
        ET.SubElement(properties, "property", {"name": key, "value": value if isinstance(value, str) else f"{value:g}"})
    if check.status == "waiting":
        ET.SubElement(case, "skipped", {"message": line(check.promise)})
    elif check.status != "passed":
        kind = "error" if check.status == "error" else "failure"
        ET.SubElement(case, kind, {"message": headline(exercise, check)}).text = account(exercise, check)
