"""Submissions, fetched as data; and the roster that names them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.grader.release.repository import git

ROOT = Path(__file__).resolve().parents[3]
NEEDED = ("bash", "git", "jq")

pytestmark = pytest.mark.skipif(
    os.name == "nt" or not all(map(shutil.which, NEEDED)), reason=f"runs on a machine of GitHub's: {', '.join(NEEDED)}"
)


def run(script: str, *arguments: str, server: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a script of the workflows; *server* is a folder that stands in for GitHub."""
    variables = {**os.environ, "GITHUB_SERVER_URL": f"file://{server}", "FETCH_TOKEN": "secret"}
    command = [str(ROOT / ".github" / script), *arguments]
    return subprocess.run(command, env=variables, check=False, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Return a folder with the repository ada/work in it."""
    work = tmp_path / "server" / "ada" / "work"
    stub = work / "exercises" / "1_coroutines" / "gather.py"
    stub.parent.mkdir(parents=True)
    stub.write_text("mine = 1\n", encoding="utf-8")
    (work / "setup.py").write_text("raise SystemExit\n", encoding="utf-8")
    git(work, "init", "--quiet")
    commit(work)
    return tmp_path / "server"


def commit(work: Path) -> str:
    """Commit everything, and return the commit."""
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "Work")
    return git(work, "rev-parse", "HEAD").strip()


def test_fetch_takes_the_exercises_and_nothing_else(server: Path, tmp_path: Path) -> None:
    """The newest commit is printed, or the one that was asked for is fetched."""
    first = git(server / "ada" / "work", "rev-parse", "HEAD").strip()
    (server / "ada" / "work" / "exercises" / "new.py").write_text("", encoding="utf-8")
    second = commit(server / "ada" / "work")
    done = run("fetch", "ada/work", str(tmp_path / "newest"), server=server)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{second}\n", "")
    assert files(tmp_path / "newest") == ["exercises/1_coroutines/gather.py", "exercises/new.py"]
    assert run("fetch", "ada/work", str(tmp_path / "old"), first, server=server).stdout == f"{first}\n"
    assert files(tmp_path / "old") == ["exercises/1_coroutines/gather.py"]


@pytest.mark.parametrize("place", ["exercises", "exercises/1_coroutines", "exercises/1_coroutines/gather.py"])
def test_fetch_follows_no_link(server: Path, tmp_path: Path, place: str) -> None:
    """A link to the solutions arrives as a file that says where it led."""
    work = server / "ada" / "work"
    git(work, "rm", "-r", "--quiet", "exercises")
    (work / place).parent.mkdir(parents=True, exist_ok=True)
    (work / place).symlink_to(ROOT / "solutions")
    commit(work)
    assert run("fetch", "ada/work", str(tmp_path / "new"), server=server).returncode == 0
    assert files(tmp_path / "new") == [place]
    assert (tmp_path / "new" / place).read_text(encoding="utf-8") == str(ROOT / "solutions")


def test_fetch_runs_nothing_of_a_submission(server: Path, tmp_path: Path) -> None:
    """A filter that the submission's attributes name is not run, and neither is one of the machine."""
    work = server / "ada" / "work"
    (work / ".gitattributes").write_text("*.py filter=evil\n", encoding="utf-8")
    (work / "exercises" / ".gitattributes").write_text("*.py filter=evil\n", encoding="utf-8")
    commit(work)
    config = tmp_path / "gitconfig"
    config.write_text(f'[filter "evil"]\n\tsmudge = touch {tmp_path}/ran; cat\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(config))
        assert run("fetch", "ada/work", str(tmp_path / "new"), server=server).returncode == 0
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ada", "new"), "ada is no OWNER/NAME."),
        (("--upload-pack=x/y", "new"), "--upload-pack=x/y is no OWNER/NAME."),
        (("ada/work", "new", "main"), "main is no commit."),
        (("ada/work", "new", "--all"), "--all is no commit."),
    ],
    ids=["no name", "an option", "a branch", "an option for a commit"],
)
def test_fetch_refuses_what_is_no_name(arguments: tuple[str, ...], told: str) -> None:
    """A name or a commit that might mean something else to git is refused."""
    done = run("fetch", *arguments)
    assert (done.returncode, done.stderr) == (2, f"{told}\n")


def test_fetch_fails_where_nothing_is(server: Path, tmp_path: Path) -> None:
    """No such repository, or no exercises in it: another exit status than 0, and no token in what is said."""
    work = server / "ada" / "work"
    git(work, "rm", "-r", "--quiet", "exercises")
    commit(work)
    for repository in ("ada/none", "ada/work"):
        done = run("fetch", repository, str(tmp_path / repository), server=server)
        assert done.returncode != 0
        assert "secret" not in done.stdout + done.stderr
        assert not (tmp_path / repository / "exercises").exists()


def files(folder: Path) -> list[str]:
    """Return the files and links below *folder*."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_symlink() or p.is_file())


def test_roster_makes_batches(tmp_path: Path) -> None:
    """Comments, blank lines and doubles are left out; each repository is in one batch."""
    roster = tmp_path / "roster.txt"
    roster.write_text("# class of 2026\nb/x\n\na/x  # late\r\nb/x\nc/y.z_1\n", encoding="utf-8")
    done = run("roster", str(roster), "2")
    assert json.loads(done.stdout.removeprefix("batches=")) == [
        {"name": "batch 1", "repositories": "a/x b/x"},
        {"name": "batch 2", "repositories": "c/y.z_1"},
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [(None, "There is no roster"), ("# nobody\n", "names no repository"), ("a/b\na/$(id)\n", "and found: a/$(id)")],
    ids=["missing", "empty", "a command"],
)
def test_roster_refuses_what_is_none(tmp_path: Path, text: str | None, told: str) -> None:
    """Nothing is graded with half a roster, and what went wrong is said."""
    roster = tmp_path / "roster.txt"
    if text is not None:
        roster.write_text(text, encoding="utf-8")
    done = run("roster", str(roster))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
