"""Build what is given away: `nox -s release -- starter DEST`, or `--onto REPOSITORY` to bring one up to date.

`nox -s release -- classroom50 DEST/SLUG.tar.gz` builds the bundle of an assignment for Classroom 50.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from grader import course as courses
from grader.course import UserError
from grader.release import classroom50, onto, starter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Course

ROOT = Path(__file__).resolve().parents[2]
DONE, NOT_DONE = 0, 2
SYSTEMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""What GitHub's Ubuntu machines run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what *arguments* ask for; return the exit status."""
    asked = parser().parse_args(arguments)
    try:
        course = courses.load(ROOT)
        return int(asked.action(course, asked))
    except UserError as error:
        print(error, file=sys.stderr)
        return NOT_DONE


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="nox -s release --", description="Build what is given away.")
    bundles = made.add_subparsers(required=True)
    learners = bundles.add_parser("starter", help="the learners' repository, without an answer in it")
    learners.set_defaults(action=lambda course, asked: (update if asked.onto else build)(course, asked))
    learners.add_argument("target", type=Path, nargs="?", metavar="DEST", help="a new or empty folder")
    learners.add_argument(
        "--onto", type=Path, metavar="REPOSITORY", help="bring a starter that was given out up to date, by one commit"
    )
    assignment = bundles.add_parser("classroom50", help="an assignment's bundle for Classroom 50")
    assignment.set_defaults(action=bundle)
    assignment.add_argument("target", type=Path, metavar="SLUG.tar.gz", help="the assignment's slug, and .tar.gz")
    assignment.add_argument(
        "--python", default="3.14", metavar="VERSION", help="the Python of the assignment's job (%(default)s)"
    )
    for each in (learners, assignment):
        each.add_argument(
            "--exercise",
            "--part",
            dest="words",
            action="append",
            default=[],
            metavar="EXERCISE|PART",
            help="only this exercise or part; may be given several times",
        )
    return made


def build(course: Course, asked: argparse.Namespace) -> int:
    """Build a starter in a folder."""
    if asked.target is None:
        raise UserError("Where to? Name a new folder.", "nox -s release -- starter ../asynclings-starter")
    exercises = course.choose(asked.words)
    made = starter.build(course, exercises, asked.target)
    size = sum(map(len, made.values()))
    print(f"{asked.target} holds {len(exercises)} exercises in {len(made)} files ({size / 1e6:.1f} MB), and no answer.")
    print(f"Next: git -C {asked.target} init && git -C {asked.target} add --all")
    return DONE


def update(course: Course, asked: argparse.Namespace) -> int:
    """Bring a starter up to date."""
    if asked.target is not None or asked.words:
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


def bundle(course: Course, asked: argparse.Namespace) -> int:
    """Build a bundle for Classroom 50."""
    exercises = course.choose(asked.words)
    size = classroom50.build(course, exercises, asked.target, download(asked.python))
    print(f"{asked.target} holds {len(exercises)} exercises ({size / 1e6:.1f} MB), and no hidden check.")
    print("Next: put it into the classroom's folder autograders/")
    return DONE


def download(python: str) -> dict[str, bytes]:
    """Return the wheels that the lock names for *python*, by file name, each checked by its digest.

    *python* is a version like 3.14; its newest release is meant, for packages may need one.
    """
    with tempfile.TemporaryDirectory() as folder:
        lock = ["--no-deps", "--require-hashes", "--requirement", str(ROOT / classroom50.LOCK)]
        machine = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", f"{python}.99"]
        machine += [word for system in SYSTEMS for word in ("--platform", system)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *lock, *machine, "--dest", folder]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", errors="replace")
        if done.returncode:
            why = (done.stderr.strip() or "pip did not say why").splitlines()[-1]
            raise UserError(f"The packages for Python {python} cannot be had: {why}")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


if __name__ == "__main__":
    sys.exit(main())
