"""Grades a submission for Classroom 50: its runner starts this file, out of the assignment's bundle, in the checkout.

It needs Python only: the grader and the packages that it needs lie beside it. When it ends with 0, ``result.json`` is
there and whole. When the grader could not be set up or broke, it ends with 1 and leaves none: Classroom 50 then says
so, and nobody gets a score for a fault of ours.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

RESULT, BODY = "result.json", "release-body.md"
SUMMARY = 140
MINUTES = 10
"""What grading may take. The whole job has 15."""


def main(install: Callable[[Path, Path], str] | None = None) -> int:
    """Grade the exercises in the working directory; return the exit status. *install* stands in for `make`."""
    bundle = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR") or Path(__file__).parent).resolve()
    checkout = Path.cwd()
    for name in (RESULT, BODY):  # what was committed under these names is not ours
        remove(checkout / name)
    with tempfile.TemporaryDirectory(prefix="asynclings-") as scratch:
        try:
            python = (install or make)(bundle, Path(scratch))
            text = grade(python, bundle, checkout, Path(scratch))
        except (OSError, subprocess.SubprocessError, ValueError) as problem:
            sys.stderr.write(f"Nothing was graded: {problem}\n")
            return 1
    write(checkout / RESULT, text)
    tell(json.loads(text))
    return 0


def make(bundle: Path, scratch: Path) -> str:
    """Make an environment in *scratch* with what the lock in *bundle* names, each file by its digest.

    The wheels in the bundle are for one version of Python; another one gets its own from the package index.
    """
    home = scratch / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = str(home / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    lock = ["--no-deps", "--require-hashes", "--requirement", str(bundle / "requirements.txt")]
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *lock]
    wheels = ["--find-links", str(bundle / "wheels")]
    if subprocess.run([*command, "--no-index", *wheels], check=False, capture_output=True).returncode:
        subprocess.run(command, check=True)
    return python


def grade(python: str, bundle: Path, checkout: Path, scratch: Path) -> str:
    """Return the result as JSON.

    Raises ValueError if the grader did not grade; what it said is on standard error.
    """
    exercises = checkout / "exercises"
    if not exercises.is_dir() or exercises.is_symlink():
        exercises = scratch / "nothing"  # no exercises are no points, and no fault of ours
        exercises.mkdir()
    command = [python, "-P", "-m", "grader", "grade", "--from", str(exercises), "--format", "classroom50"]
    course = bundle / "course"
    variables = {**os.environ, "PYTHONPATH": str(course)}
    done = subprocess.run(
        command, cwd=course, env=variables, check=False, stdout=subprocess.PIPE, timeout=60 * MINUTES, encoding="utf-8"
    )
    if done.returncode:
        raise ValueError(f"the grader ended with exit status {done.returncode}.")
    json.loads(done.stdout)
    return done.stdout


def write(path: Path, text: str) -> None:
    """Write *text* so that it is there whole or not at all; a link of that name is replaced, not followed."""
    part = path.with_name(f".{path.name}.part")
    remove(part)
    with part.open("x", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def remove(path: Path) -> None:
    """Remove whatever is there: a file, a link, a folder, or nothing."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def tell(result: Mapping[str, Any]) -> None:
    """Give the runner a line for its overview."""
    output = os.environ.get("GITHUB_OUTPUT")
    if output is None:
        return
    waiting = sum(test["max-score"] for test in result["tests"] if test.get("status") == "waiting")
    line = f"{result['score']} of {result['max-score']}" + (f", {waiting} wait for hidden checks" if waiting else "")
    with Path(output).open("a", encoding="utf-8") as file:
        file.write(f"summary={line[:SUMMARY]}\n")


if __name__ == "__main__":
    sys.exit(main())
