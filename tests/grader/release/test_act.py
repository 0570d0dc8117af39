"""The starter's workflow, really run: from the event to the comment, with stand-ins for GitHub and for its actions.

act runs it on this machine. The session `workflows` says where act is; elsewhere these tests are skipped.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from grader.course import Course
from grader.release import starter
from tests.grader.release.repository import git

ROOT = Path(__file__).resolve().parents[3]
ACT = os.environ.get("ASYNCLINGS_ACT", "")
USES = re.compile(r"uses: (actions/([\w-]+)@[0-9a-f]{40})")
HALF = 18
STEPS = {
    "checkout": 'git clone --quiet "$LEARNERS" .',
    "setup-python": "python --version",
    "upload-artifact": 'test -s "${{ inputs.path }}"',
}
ACTION = """
name: stand-in
description: does what the action of this name does, as far as it is needed here
inputs: {{ path: {{ default: "" }} }}
runs: {{ using: composite, steps: [{{ shell: bash, run: {step} }}] }}
"""

pytestmark = [
    pytest.mark.skipif(not ACT, reason="the session workflows runs it, with act"),
    pytest.mark.timeout(600),
]


class GitHub:
    """One repository with one pull request, as far as posting a score asks for it."""

    def __init__(self, sha: str) -> None:
        head, base = {"sha": sha, "repo": {"full_name": "ada/work"}}, {"sha": sha, "repo": {"full_name": "ada/work"}}
        self.pull = {"number": 5, "state": "open", "title": "Work", "head": head, "base": base}
        self.comments: list[dict[str, Any]] = []

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request."""
        if request.path.endswith("/graphql"):
            return web.json_response({"data": {"viewer": {"login": "github-actions[bot]"}}})
        if request.path.endswith("/pulls"):
            return web.json_response([self.pull])
        if request.method == "POST":
            user = {"login": "github-actions[bot]", "type": "Bot"}
            self.comments.append({"id": len(self.comments), "body": (await request.json())["body"], "user": user})
            return web.json_response(self.comments[-1], status=201)
        return web.json_response(self.comments)


class Machine:
    """A machine with act and the learner's repository, in which half of the course is done."""

    def __init__(self, folder: Path, course: Course) -> None:
        self.folder, self.repository = folder, folder / "work"
        starter.build(course, course.finished, self.repository)
        for exercise in course.finished[:HALF]:
            shutil.copy(ROOT / "solutions" / exercise.file, self.repository / "exercises" / exercise.file)
        git(self.repository, "init", "--quiet")
        git(self.repository, "remote", "add", "origin", "https://github.com/ada/work")
        venv.create(folder / "python", with_pip=True)
        gh = folder / "python" / "bin" / "gh"
        gh.write_text("#!/bin/sh\necho '[false]'\n", encoding="ascii")
        gh.chmod(0o755)

    def run(self, message: str, *, draft: bool = False) -> tuple[str, list[str]]:
        """Commit with *message*, open a pull request; return what act says, and the comments that are there then."""
        git(self.repository, "add", "--all")
        git(self.repository, "commit", "--quiet", "--allow-empty", "--message", message)
        sha = git(self.repository, "rev-parse", "HEAD").strip()
        head = {"sha": sha, "ref": "work", "repo": {"fork": False}}
        pull = {"number": 5, "draft": draft, "head": head, "base": {"ref": "main"}}
        event = {"action": "opened", "pull_request": pull, "sender": {"type": "User"}}
        (self.folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
        github = GitHub(sha)
        said = asyncio.run(self._act(github))
        return said, [comment["body"] for comment in github.comments]

    async def _act(self, github: GitHub) -> str:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", github.answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        workflow = Path(".github", "workflows", "grade.yml")
        arguments = ["pull_request", "-e", str(self.folder / "event.json"), "-W", str(workflow), "--no-cache-server"]
        arguments += ["-P", "ubuntu-24.04=-self-hosted", "-s", "GITHUB_TOKEN=token"]
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v3"
        for variable in (f"GITHUB_API_URL={url}", f"LEARNERS={self.repository}", "NO_PROXY=127.0.0.1"):
            arguments += ["--env", variable]
        for action, name in set(USES.findall((self.repository / workflow).read_text(encoding="utf-8"))):
            arguments += ["--local-repository", f"{action}={self._stand_in(name)}"]
        path = f"{self.folder / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        variables = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(self.folder / "cache")}
        process = await asyncio.create_subprocess_exec(
            ACT, *arguments, cwd=self.repository, env=variables, stdout=asyncio.subprocess.PIPE, stderr=sys.stderr
        )
        said, _ = await process.communicate()
        await runner.cleanup()
        assert process.returncode == 0, said.decode()
        return said.decode()

    def _stand_in(self, name: str) -> Path:
        folder = self.folder / "actions" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = ACTION.format(step=json.dumps(STEPS[name]))
        (folder / "action.yml").write_text(text, encoding="utf-8")
        return folder


@pytest.fixture(scope="module")
def machine(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine; to make it takes some seconds."""
    return Machine(tmp_path_factory.mktemp("machine"), course)


def test_workflow_grades_and_posts(machine: Machine, course: Course) -> None:
    """Half of the course is done: the score is posted, as one comment, and what waits is said as such."""
    said, comments = machine.run("Do half of it")
    public = sum(
        starter.points((ROOT / "tests/public" / e.suite_file).read_text("utf-8")) for e in course.finished[:HALF]
    )
    total = sum(exercise.points for exercise in course.finished)
    assert len(comments) == 1
    assert f"{public:g} of {total:g} points" in comments[0]
    assert "waiting" in comments[0]
    assert "Job succeeded" in said


@pytest.mark.parametrize(("message", "draft"), [("Try [skip grade]", False), ("Try", True)], ids=["skipped", "draft"])
def test_workflow_leaves_alone_what_is_not_to_be_graded(machine: Machine, message: str, *, draft: bool) -> None:
    """Nothing is installed, graded or posted for a draft, or for a commit that says so."""
    said, comments = machine.run(message, draft=draft)
    assert comments == []
    assert "pip install" not in said
    assert "nox" not in said
