"""A starter that was given out, brought up to date by one commit."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.course import Course, Exercise, UserError
from grader.release import onto, starter
from tests.authoring import release
from tests.grader.release.repository import git

STUB = "exercises/1_coroutines/gather.py"


@pytest.fixture
def repository(course: Course, tmp_path: Path) -> Path:
    """Return a learner's repository: the starter of gather, with an older grader."""
    folder = tmp_path / "learner"
    exercises = course.choose(["gather"])
    starter.build(course, exercises, folder)
    for path, text in (("grader/play.py", "bug = 1\n"), ("grader/old.py", "gone = 1\n"), ("NEWS.md", "old\n")):
        (folder / path).write_text(text, encoding="utf-8")
    record = json.loads((folder / starter.RECORD).read_bytes())
    files = {path: (folder / path).read_bytes() for path in [*record["files"], "grader/old.py", "NEWS.md"]}
    record["files"] = starter.digests(files)
    (folder / starter.RECORD).write_text(json.dumps(record), encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Ada")
    git(folder, "config", "user.email", "ada@example.org")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Commit everything."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Work")


def test_update_brings_the_grader_in_one_commit(course: Course, repository: Path) -> None:
    """What was mended is mended there, what is gone is gone, the rest stays; the second time does nothing."""
    (repository / STUB).write_text("mine = 1\n", encoding="utf-8")
    (repository / "notes.md").write_text("mine\n", encoding="utf-8")
    commit(repository)
    onto.update(course, repository)
    changed = git(repository, "show", "--name-status", "--format=%s", "HEAD").split("\n\n")
    assert changed[0] == "Update the grader and the public checks"
    assert set(changed[1].split("\n")) - {""} == {
        f"M\t{starter.RECORD}",
        "D\tNEWS.md",
        "D\tgrader/old.py",
        "M\tgrader/play.py",
    }
    assert (repository / STUB).read_text(encoding="utf-8") == "mine = 1\n"
    assert git(repository, "status", "--porcelain") == ""
    head = git(repository, "rev-parse", "HEAD")
    assert onto.update(course, repository) == onto.Change({}, (), ())
    assert git(repository, "rev-parse", "HEAD") == head


def test_update_leaves_what_learners_changed(course: Course, repository: Path) -> None:
    """A file of theirs stays as they made it and is named; the grader's own is mended all the same."""
    (repository / "README.md").write_text("my solutions\n", encoding="utf-8")
    (repository / "NEWS.md").write_text("my news\n", encoding="utf-8")
    (repository / "grader" / "cli.py").write_text("cheat = 1\n", encoding="utf-8")
    (repository / STUB).unlink()
    commit(repository)
    change = onto.update(course, repository)
    assert change.left == ("NEWS.md", "README.md")
    assert (repository / "README.md").read_text(encoding="utf-8") == "my solutions\n"
    assert (repository / "NEWS.md").exists()
    assert not (repository / STUB).exists()
    assert "cheat" not in (repository / "grader" / "cli.py").read_text(encoding="utf-8")


def test_update_refuses_a_dirty_tree(course: Course, repository: Path) -> None:
    """What is not committed is not mixed with an update, an untracked file neither."""
    (repository / "notes.md").write_text("mine\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"has changes that are not committed: notes\.md"):
        onto.update(course, repository)
    assert (repository / "grader" / "play.py").read_text(encoding="utf-8") == "bug = 1\n"


@pytest.mark.skipif(os.name == "nt", reason="needs a right to make links there")
def test_update_writes_and_deletes_nothing_elsewhere(course: Course, repository: Path, tmp_path: Path) -> None:
    """A link in the way is refused, and a record that names somebody else's file has no say."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "play.py").write_text("precious", encoding="utf-8")
    record = json.loads((repository / starter.RECORD).read_bytes())
    record["files"] |= {str(victim / "play.py"): "0", "grader/../../victim/play.py": "0"}
    (repository / starter.RECORD).write_text(json.dumps(record), encoding="utf-8")
    commit(repository)
    assert onto.update(course, repository).deleted == ("NEWS.md", "grader/old.py")
    assert (victim / "play.py").read_text(encoding="utf-8") == "precious"
    git(repository, "rm", "-r", "--quiet", "grader")
    (repository / "grader").symlink_to(victim)
    commit(repository)
    with pytest.raises(UserError, match=r"grader is a symbolic link: nothing is written through it"):
        onto.update(course, repository)
    assert [path.name for path in victim.iterdir()] == ["play.py"]


def test_update_refuses_a_folder_where_a_file_belongs(course: Course, repository: Path) -> None:
    """It says what stands there, before anything is written."""
    (repository / "grader" / "play.py").unlink()
    (repository / "grader" / "play.py").mkdir()
    (repository / "grader" / "play.py" / "x.txt").write_text("x", encoding="utf-8")
    commit(repository)
    with pytest.raises(UserError, match=r"play\.py cannot be written: something else stands there"):
        onto.update(course, repository)
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize("record", [None, "{}", "[", '{"exercises": [1], "files": {}}'])
def test_update_refuses_what_is_no_starter(course: Course, repository: Path, record: str | None) -> None:
    """Without its record, or with a broken one, nobody knows what was given out."""
    (repository / starter.RECORD).unlink()
    if record is not None:
        (repository / starter.RECORD).write_text(record, encoding="utf-8")
    with pytest.raises(UserError, match=r"is no starter: \.github/starter\.json cannot be read"):
        onto.update(course, repository)


def test_update_refuses_a_folder_of_another_repository(course: Course, tmp_path: Path) -> None:
    """A starter that lies in a repository of somebody else is not committed to that one."""
    git(tmp_path, "init", "--quiet")
    starter.build(course, course.choose(["gather"]), tmp_path / "inside")
    with pytest.raises(UserError, match="is no Git repository of its own"):
        onto.update(course, tmp_path / "inside")


def test_command_builds_and_updates(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what it made and what comes next; a mistake is a plain sentence and exit status 2."""
    seen: list[Sequence[Exercise]] = []

    def build(_: Course, exercises: Sequence[Exercise], __: Path) -> dict[str, bytes]:
        seen.append(exercises)
        return {"README.md": b"hello"}

    monkeypatch.setattr(starter, "build", build)
    assert release.main(["starter", str(tmp_path / "new"), "--part", "1", "--exercise", "timeouts"]) == 0
    assert "holds 4 exercises in 1 files" in capsys.readouterr().out
    assert seen == [course.choose(["1", "timeouts"])]
    assert release.main(["starter"]) == 2
    assert release.main(["starter", str(tmp_path), "--onto", str(tmp_path)]) == 2
    assert release.main(["starter", "--onto", str(tmp_path)]) == 2
    errors = capsys.readouterr().err
    assert "Where to? Name a new folder." in errors
    assert "--onto keeps the exercises" in errors
    assert "is no starter" in errors
