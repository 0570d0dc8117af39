"""Brings a newer grader and newer public checks to a starter that was given out, as one commit.

What learners write is theirs: every exercise, and every other file that they changed, outside of the grader's own.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from grader.course import COURSE_FILE, Course, UserError
from grader.release import starter

OURS = ("grader/", "tests/public/", "requirements/", "noxfile.py", "pyproject.toml", COURSE_FILE.as_posix())
"""What is brought up to date even where it was changed: a grade is made with it."""
RECORD = Path(starter.RECORD)
SUBJECT = "Update the grader and the public checks"


class Record(msgspec.Struct, frozen=True):
    """What was given out: the topics of the exercises, and a digest of each file by path."""

    exercises: tuple[str, ...]
    files: dict[str, str]


@dataclass(frozen=True)
class Change:
    """What a newer starter changes: files to write, files to delete, and those left alone because they were changed."""

    written: dict[str, bytes]
    deleted: tuple[str, ...]
    left: tuple[str, ...]


def update(course: Course, repository: Path) -> Change:
    """Commit the newest starter of the same exercises to *repository*; return what that changed, if anything.

    Raises UserError, having changed nothing, if there is no starter, its work tree is not clean, git does not know who
    commits, or something else stands where a file would be written.
    """
    record = _record(repository)
    _check(repository)
    change = _change(record, starter.files(course, course.choose(list(record.exercises))), repository)
    if not change.written and not change.deleted:
        return change
    _check_places(change, repository)
    for path, content in change.written.items():
        target = repository / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for path in change.deleted:
        (repository / path).unlink()
    _git(repository, "add", "--all", "--force", "--", *change.written, *change.deleted)
    _git(repository, "commit", "--quiet", "--no-verify", "--message", SUBJECT)
    return change


def _record(repository: Path) -> Record:
    try:
        return msgspec.json.decode((repository / RECORD).read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError) as error:
        raise UserError(
            f"{repository} is no starter: {RECORD.as_posix()} cannot be read ({error}).", "nox -s release -- starter"
        ) from error


def _check(repository: Path) -> None:
    """See that *repository* is a repository of its own, with nothing in it that is not committed."""
    top = Path(_git(repository, "rev-parse", "--show-toplevel").strip())
    if top.resolve() != repository.resolve():
        raise UserError(f"{repository} is no Git repository of its own: {top} is.", "git clone")
    changed = _git(repository, "status", "--porcelain", "--untracked-files=all").splitlines()
    if changed:
        more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise UserError(
            f"{repository} has changes that are not committed: {changed[0][3:]}{more}.",
            f"git -C {repository} status",
        )
    _git(repository, "var", "GIT_COMMITTER_IDENT")


def _change(record: Record, new: dict[str, bytes], repository: Path) -> Change:
    tracked = _git(repository, "ls-files", "-z").split("\0")
    old = [path for path in record.files if path in tracked]  # whoever wrote the record may have named any file
    now = {path: _digest(repository / path) for path in {*old, *new}}
    fresh = {path: sha256(content).hexdigest() for path, content in new.items()}
    changed = {path for path in now if now[path] != fresh.get(path)} - {starter.RECORD}
    theirs = {path for path in changed if _is_theirs(path, now[path], record)}
    written = {path: new[path] for path in sorted(changed - theirs) if path in new}
    deleted = tuple(sorted(changed - theirs - new.keys()))
    if written or deleted:
        written[starter.RECORD] = new[starter.RECORD]
    return Change(written, deleted, tuple(sorted(path for path in theirs if not _is_exercise(path))))


def _is_theirs(path: str, digest: str | None, record: Record) -> bool:
    """Tell whether a file is left alone: an exercise that was given out, and what is not as it was given out."""
    if path.startswith(OURS):
        return False
    return (_is_exercise(path) and path in record.files) or digest != record.files.get(path)


def _is_exercise(path: str) -> bool:
    return path.startswith("exercises/") and path.endswith(".py")


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _check_places(change: Change, repository: Path) -> None:
    """See that each file can be written where it belongs: no link leads somewhere else, no folder is in the way."""
    for path in (*change.written, *change.deleted):
        target = repository / path
        above = [place for place in target.parents if place.is_relative_to(repository) and place != repository]
        for place in (target, *above):
            if place.is_symlink():
                raise UserError(f"{place} is a symbolic link: nothing is written through it.", f"git rm {place}")
        if target.is_dir() or any(place.is_file() for place in above):
            raise UserError(f"{target} cannot be written: something else stands there.", f"git rm -r {target}")


def _git(repository: Path, *arguments: str) -> str:
    """Run git in *repository*, none of whose hooks runs; return what it prints."""
    command = ["git", "-C", str(repository), "-c", "core.hooksPath=/dev/null", "--literal-pathspecs", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 (git)
    except FileNotFoundError as error:
        raise UserError("git is not there, and a starter is brought up to date by a commit.") from error
    if done.returncode:
        raise UserError(f"git {arguments[0]} failed in {repository}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
