"""Posting, on real sockets, to a server that behaves like GitHub's API: one comment, whatever happens on the way."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest
from aiohttp import web

from grader.cli import main
from grader.course import UserError
from grader.github.api import Patience
from grader.github.comment import Memory, compose, is_score
from grader.github.post import post
from grader.github.target import Target
from grader.report.schema import Report, encode
from tests.grader.github.server import REPOSITORY, SHA, Fault, GitHub
from tests.grader.report.samples import check, exercise, hostile, partial, perfect, report

POSTED = ["The score was posted on pull request #5."]
UPDATED = ["The score was updated on pull request #5."]
SHOWN = ["The score was already shown on pull request #5."]
NEW = r"/issues/5/comments"
ONE = r"/issues/comments/"


class Clock:
    """A clock that does not wait: how long it should have is in *slept*."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Remember *seconds*."""
        self.slept.append(seconds)

    def patience(self) -> Patience:
        """Return the patience of the command, by this clock, except that answers have to come soon."""
        return Patience(sleep=self.sleep, now=lambda: 1000.0, answer=0.5)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that does not wait."""
    return Clock()


def posted(github: GitHub, clock: Clock, made: Report, *, token: str = "job", sha: str = SHA) -> list[str]:  # noqa: S107 - a fake one
    """Post *made* and return what was said."""
    target = Target(api=github.url, repository=REPOSITORY, sha=sha, token=token)
    return asyncio.run(post(made, target, clock.patience()))


# --- One comment ------------------------------------------------------------------------------------------------------


def test_score_is_posted_once(github: GitHub, clock: Clock) -> None:
    """The first time it is posted, and after that there is nothing to do."""
    github.pull(5)
    assert posted(github, clock, partial()) == POSTED
    assert [posted(github, clock, partial()) for _ in range(3)] == [SHOWN] * 3
    (body,) = github.bodies()
    assert body.split("\n")[1] == "## 1.75 of 12.75 points"
    assert github.writes() == ["POST"]
    assert clock.slept == []


def test_score_is_updated(github: GitHub, clock: Clock) -> None:
    """A later commit's score takes the place of the one before and says what has changed; posted again, it stays so."""
    github.pull(5)
    first = report(exercise("alpha", check("alpha", 1, 5), check("alpha", 2, 5, passed=True)))
    assert posted(github, clock, first) == POSTED
    github.pulls[0]["head"]["sha"] = "a" * 40
    second = report(exercise("alpha", check("alpha", 1, 5, passed=True), check("alpha", 2, 5, passed=True)))
    assert posted(github, clock, second, sha="a" * 40) == UPDATED
    assert posted(github, clock, second, sha="a" * 40) == SHOWN
    (body,) = github.bodies()
    assert "## 10 of 10 points (+5 since the last score)" in body
    assert "| ✓ | 1.1 alpha | 10/10 | +5 |" in body


def test_comment_is_found_on_any_page(github: GitHub, clock: Clock) -> None:
    """A long conversation has many pages."""
    github.pull(5)
    for n in range(250):
        github.comment(5, f"talk {n}", "learner", "User")
    assert posted(github, clock, partial()) == POSTED
    for n in range(120):
        github.comment(5, f"more {n}", "learner", "User")
    assert posted(github, clock, perfect()) == UPDATED
    assert sum(map(is_score, github.bodies())) == 1


@pytest.mark.parametrize("token", ["job", "person"])
def test_only_our_own_comment_is_updated(github: GitHub, clock: Clock, token: str) -> None:
    """Anybody can write a comment that looks like the score: it is left alone, as another program's is."""
    github.pull(5)
    looks = compose(perfect(), SHA, None)
    github.comment(5, looks, "learner", "User")
    github.comment(5, looks, "other-app[bot]", "Bot")
    gone = github.comment(5, looks)
    gone["user"] = None
    assert posted(github, clock, partial(), token=token) == POSTED
    assert github.bodies()[:3] == [looks] * 3
    assert len(github.bodies()) == 4


def test_who_may_not_ask_for_its_name_is_a_program(github: GitHub, clock: Clock) -> None:
    """Where GitHub does not tell whose token it is, comments of programs are ours, and no person's."""
    github.pull(5)
    github.faults.append(Fault("POST", "/graphql", 403, times=99))
    looks = compose(perfect(), SHA, None)
    github.comment(5, looks, "learner", "User")
    github.comment(5, looks)
    assert posted(github, clock, partial()) == UPDATED
    assert github.bodies()[0] == looks


@pytest.mark.parametrize("token", ["job", "person"])
def test_name_is_learnt_from_the_first_comment(github: GitHub, clock: Clock, token: str) -> None:
    """Where GitHub does not tell the name, or another form of it, the comment that was posted does."""
    github.pull(5)
    known = github.tokens[token]
    github.comment(5, compose(perfect(), "b" * 40, None), known["login"], known["type"])
    github.tokens[token] = {**known, "viewer": "somebody"}
    assert posted(github, clock, partial(), token=token) == UPDATED
    github.faults.append(Fault("POST", "/graphql", 403, times=99))
    assert posted(github, clock, perfect(), token=token) == UPDATED
    assert len(github.bodies()) == 1


def test_copies_are_cleared_away(github: GitHub, clock: Clock) -> None:
    """Whatever left several, the next one to post keeps the oldest."""
    github.pull(5)
    for _ in range(3):
        github.comment(5, compose(perfect(), "b" * 40, None))
    assert posted(github, clock, partial()) == UPDATED
    assert len(github.bodies()) == 1


@pytest.mark.parametrize("runs", [2, 3])
def test_racing_runs_end_with_one_comment(github: GitHub, clock: Clock, runs: int) -> None:
    """All find none, all post one, and in the end one is there."""
    github.pull(5)
    gate = Gate(runs)
    github.before = gate
    target = Target(api=github.url, repository=REPOSITORY, sha=SHA, token="job")  # noqa: S106 - a fake one

    async def race() -> None:
        await asyncio.gather(*(post(partial(), target, clock.patience()) for _ in range(runs)))

    asyncio.run(race())
    assert github.writes().count("POST") == runs
    assert len(github.bodies()) == 1


class Gate:
    """Holds the first requests to post a comment until all are there."""

    def __init__(self, runs: int) -> None:
        self.runs, self.there, self.open = runs, 0, asyncio.Event()

    async def __call__(self, request: web.Request) -> None:
        """Wait for the others."""
        if request.method == "POST" and "comments" in request.path:
            self.there += 1
            if self.there == self.runs:
                self.open.set()
            await self.open.wait()


def test_comment_deleted_meanwhile_is_posted_again(github: GitHub, clock: Clock) -> None:
    """Somebody deletes the comment between our looking and our writing."""
    github.pull(5)
    github.comment(5, compose(perfect(), "b" * 40, None))

    async def delete(request: web.Request) -> None:
        if request.method == "PATCH":
            github.comments[5].clear()

    github.before = delete
    assert posted(github, clock, partial()) == POSTED
    assert len(github.bodies()) == 1


def test_list_that_is_late_posts_nothing_twice(github: GitHub, clock: Clock) -> None:
    """GitHub's lists may not show for a while what was posted: the comment itself is asked for."""
    github.pull(5)
    hidden: list[dict[str, object]] = []

    async def late(request: web.Request) -> None:
        if request.method == "GET" and request.path.endswith(NEW):
            hidden[:] = github.comments[5]
            github.comments[5] = []
        else:
            github.comments[5] += hidden
            hidden.clear()

    github.before = late
    assert posted(github, clock, partial()) == POSTED
    assert github.writes() == ["POST"]


# --- Which pull request -----------------------------------------------------------------------------------------------


def test_pull_request_from_a_fork_is_found(github: GitHub, clock: Clock) -> None:
    """GitHub may not know a fork's commit, and the fork may be gone: all open pull requests are looked through."""
    for number in range(100, 320):
        github.pull(number, f"{number:040x}")
    github.pull(5, fork=True)
    assert posted(github, clock, partial()) == POSTED


def test_nowhere_to_post_is_no_failure(github: GitHub, clock: Clock) -> None:
    """No pull request, one that has moved on, and one of another repository."""
    told = f"No pull request has {SHA} at its head, or it has moved on: there is nowhere to post."
    assert posted(github, clock, partial()) == [told]
    github.pull(5, "c" * 40)
    github.pull(6)
    github.pulls[-1]["base"]["repo"]["full_name"] = "somebody/else"
    assert posted(github, clock, partial()) == [told]
    assert github.writes() == []


def test_closed_pull_request_is_left_alone(github: GitHub, clock: Clock) -> None:
    """It is said which one it is."""
    github.pull(5, state="closed")
    assert posted(github, clock, partial()) == [f"The pull request of {SHA} (#5) is closed: nothing is posted there."]
    assert github.writes() == []


def test_every_open_pull_request_gets_its_comment(github: GitHub, clock: Clock) -> None:
    """One branch may be in several, and a closed one, too."""
    for number, state in ((5, "open"), (6, "closed"), (7, "open")):
        github.pull(number, state=state)
    assert len(posted(github, clock, partial())) == 2
    assert [len(github.bodies(number)) for number in (5, 6, 7)] == [1, 0, 1]


# --- Bad days ---------------------------------------------------------------------------------------------------------

LIMIT = {"retry-after": "7"}
RESET = {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "60", "x-ratelimit-reset": "1020"}
SECONDARY = "You have exceeded a secondary rate limit."


@pytest.mark.parametrize(
    ("fault", "slept"),
    [
        (Fault("GET", "/pulls", 502), [1]),
        (Fault("GET", NEW, 500, times=3), [1, 2, 4]),
        (Fault("GET", NEW, "drop", times=4), [1, 2]),  # aiohttp itself asks a second time
        (Fault("GET", NEW, "cut", done=True), [1]),
        (Fault("GET", NEW, "garbage"), [1]),
        (Fault("GET", NEW, "slow"), [1]),
        (Fault("POST", "/graphql", 502), [1]),
        (Fault("POST", "/graphql", "drop", times=2), [1, 2]),
        (Fault("POST", NEW, 502), [1]),
        (Fault("POST", NEW, 502, done=True), [1]),
        (Fault("POST", NEW, "drop"), [1]),
        (Fault("POST", NEW, "drop", done=True), [1]),
        (Fault("POST", NEW, "cut", done=True), [1]),
        (Fault("POST", NEW, "slow", done=True), [1]),
        (Fault("POST", NEW, "garbage", done=True), [1]),
        (Fault("POST", NEW, 403, headers=LIMIT, message=SECONDARY), [7]),
        (Fault("POST", NEW, 403, message=SECONDARY, times=2), [60, 60]),
        (Fault("POST", NEW, 429, headers=LIMIT), [7]),
        (Fault("POST", NEW, 403, headers=RESET, message="API rate limit exceeded"), [21]),
        (Fault("GET", "/commits/", 429, headers=LIMIT), [7]),
    ],
    ids=lambda value: repr(value) if isinstance(value, Fault) else str(sum(value)),
)
def test_bad_day_costs_time_and_nothing_else(github: GitHub, clock: Clock, fault: Fault, slept: list[float]) -> None:
    """A request that failed is made again, later; one that may have been done is looked for first."""
    github.pull(5)
    github.faults.append(copy(fault))
    posted(github, clock, partial())
    assert clock.slept == slept
    assert [is_score(body) for body in github.bodies()] == [True]


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault("GET", "/commits/", 503, times=99), "GitHub is in trouble .503: 'Something went wrong.'"),
        (
            Fault("GET", NEW, "drop", times=99),
            "GitHub did not answer as it should at http://127.0.0.1:.*Probably it is d",
        ),
        (Fault("GET", NEW, "page", times=99), "what came is not GitHub's"),
        (Fault("POST", NEW, 502, times=99), "the comment on pull request #5 did not stay"),
        (
            Fault("POST", NEW, 422, times=9, message="Validation Failed"),
            "GitHub refused the comment .422: 'Validation F",
        ),
        (Fault("POST", NEW, 403, message="Unable to create comment because issue is locked"), "issue is locked"),
        (Fault("POST", NEW, 429, headers={"retry-after": "3600"}), "left alone for longer than a job should wait"),
        (Fault("POST", NEW, 403, headers=LIMIT, times=99), "left alone for longer than a job should wait"),
        (Fault("PATCH", ONE, 599, times=9), "599 is not a valid HTTPStatus"),
    ],
    ids=["down", "drops", "proxy", "never posts", "refused", "locked", "long", "always", "odd status"],
)
def test_what_does_not_get_better_is_said(github: GitHub, clock: Clock, fault: Fault, problem: str) -> None:
    """It ends, in a plain message, and nothing is there twice."""
    github.pull(5)
    if fault.method == "PATCH":
        github.comment(5, compose(perfect(), "b" * 40, None))
    github.faults.append(copy(fault))
    with pytest.raises(UserError, match=problem):
        posted(github, clock, partial())
    assert len(github.bodies()) <= 1


def test_nobody_there(github: GitHub, clock: Clock) -> None:
    """A server that is down is named."""
    target = Target(api="http://127.0.0.1:9", repository=REPOSITORY, sha=SHA, token="job")  # noqa: S106 - a fake one
    with pytest.raises(UserError, match=r"at http://127.0.0.1:9 \(Cannot connect"):
        asyncio.run(post(partial(), target, clock.patience()))
    assert clock.slept == [1, 2, 4, 8]
    assert github.log == []


@pytest.mark.parametrize(
    ("token", "problem"),
    [("reads", "GitHub did not let this token comment .403"), ("expired", "GitHub does not know the token .*401")],
)
def test_token_without_rights_is_said(github: GitHub, clock: Clock, token: str, problem: str) -> None:
    """And what would give it some."""
    github.pull(5)
    with pytest.raises(UserError, match=problem):
        posted(github, clock, partial(), token=token)
    assert github.bodies() == []
    assert clock.slept == []


# --- The comment ------------------------------------------------------------------------------------------------------


def test_hostile_report_is_posted_as_text(github: GitHub, clock: Clock) -> None:
    """A million characters fit, and the hidden line stays the only one."""
    github.pull(5)
    for text in ("x\n" * 500_000, "--> @everyone <!-- asynclings:score/v1 {} -->"):
        posted(github, clock, hostile(text))
        (body,) = github.bodies()
        assert len(body) <= 65_536
        assert body.split("\n")[0].count("-->") == 1


def test_memory_is_read_with_care() -> None:
    """What somebody wrote into the hidden line is points by topic, or nothing."""
    body = compose(partial(), SHA, None)
    assert Memory.read(body) == Memory(SHA, {"alpha": 1.5, "beta": 0.25, "gamma": 0.0})
    line = body.split("\n")[0]
    for spoiled in (
        line.replace("alpha", "--> @x <!--"),
        line.replace("1.5", "1e999"),
        line.replace("1.5", '"1"'),
        line.replace('{"sha"', '{"x":1,"sha"'),
        line[:-9] + line[-4:],
        "",
    ):
        assert Memory.read(spoiled) is None
        assert " since the last score" not in compose(partial(), SHA, spoiled)


def test_longest_memory_leaves_room() -> None:
    """The hidden line and the page together fit into a comment."""
    many = [exercise(f"topic_{n:030}", *(check("a", m, 1 / 3) for m in range(9)), number=f"1.{n}") for n in range(300)]
    body = compose(report(*many), SHA, None)
    again = compose(report(*many), "a" * 40, body)
    assert max(len(text.encode()) for text in (body, again)) < 65_536
    assert Memory.read(again) is not None


# --- The command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what runs the command in a job's environment, beside a saved report."""
    monkeypatch.chdir(tmp_path)
    Path("report.json").write_bytes(encode(partial()))

    def run(*arguments: str, **variables: str | None) -> int:
        usual = {"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": "job"}
        for name, value in (usual | variables).items():
            monkeypatch.delenv(name, raising=False)
            if value is not None:
                monkeypatch.setenv(name, value)
        return main(["post", *(arguments or ("report.json", "--sha", SHA))])

    return run


def test_command_says_what_it_did(
    github: GitHub, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Posted, already shown, and nowhere to post: each is fine."""
    assert command() == 0
    github.pull(5)
    assert command() == 0
    assert command() == 0
    assert capsys.readouterr().out.splitlines() == [
        f"No pull request has {SHA} at its head, or it has moved on: there is nowhere to post.",
        *POSTED,
        *SHOWN,
    ]


@pytest.mark.parametrize(
    ("variables", "arguments", "problem"),
    [
        ({"GITHUB_TOKEN": None}, (), "GITHUB_TOKEN is not set: nothing can be posted without one. In a job, give the "),
        ({"GITHUB_TOKEN": "a\nb"}, (), "GITHUB_TOKEN is no token: "),
        ({"GITHUB_REPOSITORY": "../x"}, (), "GITHUB_REPOSITORY is '../x': expected a repository's owner/name.\n"),
        ({"GITHUB_API_URL": "http://example.org"}, (), "GITHUB_API_URL is 'http://example.org': expected an address "),
        ({}, ("report.json", "--sha", "main"), "--sha is 'main': expected all 40 digits of the commit"),
        ({}, ("../report.json", "--sha", SHA), "'../report.json' leads out of its folder by '..'"),
        ({}, ("gone.json", "--sha", SHA), "The report 'gone.json' cannot be read: No such file or directory."),
        ({"GITHUB_TOKEN": "reads"}, (), "GitHub did not let this token comment (403: 'Resource not accessible by "),
    ],
    ids=["no token", "odd token", "repository", "cleartext", "sha", "out", "gone", "read-only"],
)
def test_command_ends_with_2_and_a_message(  # noqa: PLR0913, PLR0917 - pytest's parameters
    github: GitHub,
    command: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str | None],
    arguments: tuple[str, ...],
    problem: str,
) -> None:
    """Nothing is posted, and the report stays."""
    github.pull(5)
    assert command(*arguments, **variables) == 2
    out, err = capsys.readouterr()
    assert (out, err[: len(problem)]) == ("", problem)
    assert "Traceback" not in err
    assert github.bodies() == []
    assert Path("report.json").exists()


def test_command_says_how_to_go_on(
    github: GitHub, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is not lost, and the same command posts it."""
    github.pull(5)
    assert command(GITHUB_TOKEN="reads") == 2  # noqa: S106 - a fake one
    assert capsys.readouterr().err.endswith(
        f" The report is still in report.json.\nNext: python -m grader post report.json --sha {SHA}\n"
    )


def test_netrc_is_nobodys_business(
    github: GitHub, command: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has other credentials for this host posts by the token all the same."""
    Path("netrc").write_text("machine 127.0.0.1 login me password mine\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(Path("netrc").resolve()))
    github.pull(5)
    assert command() == 0
    assert len(github.bodies()) == 1


def test_proxy_is_asked(github: GitHub, command: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    """A runner behind a proxy reaches GitHub by it."""
    monkeypatch.setenv("http_proxy", github.url)
    monkeypatch.delenv("no_proxy", raising=False)
    github.pull(5)
    assert command(GITHUB_API_URL="http://localhost:9/api/v3") == 0
    assert len(github.bodies()) == 1


@pytest.mark.parametrize("secret", ["super-secret-token"])
def test_token_is_never_shown(command: Callable[..., int], capsys: pytest.CaptureFixture[str], secret: str) -> None:
    """Not even one that GitHub refuses."""
    assert command(GITHUB_TOKEN=secret) == 2
    out, err = capsys.readouterr()
    assert secret not in out + err


def test_grading_imports_nothing_of_it() -> None:
    """Whoever only grades needs none of these packages."""
    code = "import sys, grader.cli; assert not {'gidgethub', 'aiohttp', 'asyncio'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("api", "queries"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://ghe.example/api/v3/", "https://ghe.example/api/graphql"),
    ],
)
def test_queries_have_their_own_address(api: str, queries: str) -> None:
    """As GitHub and an Enterprise Server have it."""
    variables = {"GITHUB_API_URL": api, "GITHUB_REPOSITORY": "o/r", "GITHUB_TOKEN": "t"}
    assert Target.read(variables, SHA).queries == queries
