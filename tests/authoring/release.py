"""Build what is given away: `nox -s release -- starter DEST`, or `--onto REPOSITORY` to bring one up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader import course as courses
from grader.course import UserError
from grader.release import onto, starter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Course

ROOT = Path(__file__).resolve().parents[2]
DONE, NOT_DONE = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what *arguments* ask for; return the exit status."""
    asked = parser().parse_args(arguments)
    try:
        course = courses.load(ROOT)
        return update(course, asked) if asked.onto else build(course, asked)
    except UserError as error:
        print(error, file=sys.stderr)
        return NOT_DONE


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="nox -s release --", description="Build what is given away.")
    bundles = made.add_subparsers(required=True)
    learners = bundles.add_parser("starter", help="the learners' repository, without an answer in it")
    learners.add_argument("folder", type=Path, nargs="?", metavar="DEST", help="a new or empty folder")
    learners.add_argument(
        "--exercise",
        "--part",
        dest="words",
        action="append",
        default=[],
        metavar="EXERCISE|PART",
        help="only this exercise or part; may be given several times",
    )
    learners.add_argument(
        "--onto", type=Path, metavar="REPOSITORY", help="bring a starter that was given out up to date, by one commit"
    )
    return made


def build(course: Course, asked: argparse.Namespace) -> int:
    """Build a starter in a folder."""
    if asked.folder is None:
        raise UserError("Where to? Name a new folder.", "nox -s release -- starter ../asynclings-starter")
    exercises = course.choose(asked.words)
    made = starter.build(course, exercises, asked.folder)
    size = sum(map(len, made.values()))
    print(f"{asked.folder} holds {len(exercises)} exercises in {len(made)} files ({size / 1e6:.1f} MB), and no answer.")
    print(f"Next: git -C {asked.folder} init && git -C {asked.folder} add --all")
    return DONE


def update(course: Course, asked: argparse.Namespace) -> int:
    """Bring a starter up to date."""
    if asked.folder is not None or asked.words:
        raise UserError("--onto keeps the exercises that the repository has: leave DEST and --exercise out.")
    change = onto.update(course, asked.onto)
    for path in change.left:
        print(f"Left alone, because it was changed there: {path}")
    if not change.written and not change.deleted:
        print(f"{asked.onto} is up to date.")
        return DONE
    print(f"Committed to {asked.onto}: {len(change.written)} files written, {len(change.deleted)} deleted.")
    print(f"Next: git -C {asked.onto} push")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
