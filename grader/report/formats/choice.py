"""Chooses what makes a report's text, once it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from grader.course import UserError
from grader.report import annotations as marks
from grader.report import markdown
from grader.report.formats import classroom, classroom50, gradescope, junit
from grader.report.intake import read_report
from grader.report.schema import Report

Format = Literal["markdown", "annotations", "junit", "gradescope", "classroom", "classroom50"]

PLAIN: dict[Format, Callable[[Report], str]] = {
    "annotations": marks.render,
    "classroom": classroom.render,
    "gradescope": gradescope.render,
    "junit": junit.render,
}


def formatter(form: Format, since: Path | None, variables: Mapping[str, str], now: datetime) -> Callable[[Report], str]:
    """Return what makes the text of a report in the format *form*, with all that the report itself does not say.

    Raises UserError, before anything is graded, if something of that is missing.
    """
    if since is not None and form != "markdown":
        raise UserError(f"--since is for --format markdown; --format {form} tells of no earlier report.")
    if form == "markdown":
        before = None if since is None else {e.id: e.points for e in read_report(since).exercises}
        return lambda report: markdown.render(report, before)
    if form == "classroom50":
        identity = classroom50.Identity.read(variables, now)
        return lambda report: classroom50.render(report, identity)
    return PLAIN[form]
