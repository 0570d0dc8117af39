"""What the checkers of workflows do not ask for, and this project does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / ".github" / "workflows", ROOT / "grader" / "release" / "material" / ".github" / "workflows")
WORKFLOWS = [path for folder in FOLDERS for path in sorted(folder.glob("*.yml"))]
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.relative_to(ROOT).as_posix())
USES = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v[\d.]+)$", re.MULTILINE)


@each_workflow
def test_workflow_asks_for_nothing_by_default(path: Path) -> None:
    """Each job says what it may do, how long it may take, and leaves no token behind in the checkout."""
    text = path.read_text(encoding="utf-8")
    jobs = text.count("runs-on:")
    assert "\npermissions: {}\n" in text
    assert "concurrency:" in text
    assert text.count("timeout-minutes:") == jobs
    assert len(re.findall(r"^    permissions:$", text, re.MULTILINE)) == jobs
    assert text.count("persist-credentials: false") == text.count("uses: actions/checkout@")


@each_workflow
def test_workflow_gives_no_expression_to_a_shell(path: Path) -> None:
    """What somebody else named reaches a command through the environment only."""
    text = path.read_text(encoding="utf-8")
    commands = re.findall(r"^( *)(?:- )?run: ?(.*(?:\n(?:\1  .*|$))*)", text, re.MULTILINE)
    assert commands
    assert [command for _, command in commands if "${{" in command] == []


def test_actions_have_one_version_everywhere() -> None:
    """Each action is pinned by commit, names its version, and is the same one in every workflow."""
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS]
    pins = {match.groups() for text in texts for match in USES.finditer(text)}
    assert sum(text.count("uses: ") for text in texts) == sum(len(USES.findall(text)) for text in texts)
    assert len({name for name, _, _ in pins}) == len(pins)


def test_tokens_stay_with_the_step_that_needs_them() -> None:
    """No step that grades sees a token, and the jobs that grade others' code may write nothing."""
    for path in WORKFLOWS:
        steps = re.split(r"^      - ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        grading = [step for step in steps if "nox -s grade" in step]
        assert [step for step in grading if re.search(r"token|secrets", step, re.IGNORECASE)] == []
    for name in ("grade.yml", "post-score.yml", "regrade.yml"):
        job = (FOLDERS[0] / name).read_text(encoding="utf-8").split("\n  post:\n")[0]
        assert "nox -s grade" in job
        assert ": write" not in job
        assert ("--sandbox require" in job) == (name != "grade.yml")
