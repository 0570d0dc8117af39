"""Posts a report on the pull request whose head is its commit: one comment, whoever posts how often.

Two that post at the same time may both find none, and both post one. So each looks again afterwards, and keeps the
oldest: it is what both see first.
"""

from __future__ import annotations

from typing import Any

import gidgethub
import msgspec

from grader.course import UserError
from grader.github.api import Api, NoAnswerError, Patience, connect, is_limit, read
from grader.github.comment import compose, is_score
from grader.github.target import Target
from grader.report.schema import Report

ROUNDS = 6
GONE = frozenset({404, 410})


class Repository(msgspec.Struct, frozen=True):
    """A repository, as GitHub tells of it."""

    full_name: str


class Branch(msgspec.Struct, frozen=True):
    """A branch; its repository is None if somebody deleted that."""

    sha: str
    repo: Repository | None = None


class Pull(msgspec.Struct, frozen=True):
    """A pull request."""

    number: int
    state: str
    head: Branch
    base: Branch


class User(msgspec.Struct, frozen=True):
    """Somebody, or a program."""

    login: str
    type: str = "User"


class Viewer(msgspec.Struct, frozen=True):
    """Who asks."""

    viewer: User


class Comment(msgspec.Struct, frozen=True):
    """A comment; whoever wrote it may be gone."""

    id: int
    body: str | None = None
    user: User | None = None


async def post(report: Report, target: Target, patience: Patience) -> list[str]:
    """Post *report*, and return what was done, in sentences; that there was nothing to do is one, too.

    Raises UserError if GitHub refuses or does not answer.
    """
    try:
        async with connect(target, patience) as session:
            return await _Poster(Api(session, target, patience), report, target).post()
    except NoAnswerError as error:
        raise UserError(
            f"GitHub did not answer as it should at {target.api} ({error}). Probably it is down."
        ) from error
    except gidgethub.HTTPException as error:
        raise UserError(_refusal(error)) from error


class _Poster:
    def __init__(self, api: Api, report: Report, target: Target) -> None:
        self._api = api
        self._report = report
        self._target = target
        self._root = f"/repos/{target.repository}"
        self._me: str | None = None
        self._posted: int | None = None

    async def post(self) -> list[str]:
        pulls = await self._pulls()
        opened = [pull for pull in pulls if pull.state == "open"]
        sha = self._target.sha
        if opened:
            self._me = await self._login()
            return [await self._comment_on(pull) for pull in opened]
        closed = " and ".join(f"#{pull.number}" for pull in pulls)
        if closed:
            return [f"The pull request of {sha} ({closed}) is closed: nothing is posted there."]
        return [f"No pull request has {sha} at its head, or it has moved on: there is nowhere to post."]

    async def _pulls(self) -> list[Pull]:
        """Return the pull requests whose head is the commit, open ones if there are any.

        GitHub finds those of a commit, but not always where it lies in a fork: then all open ones are looked through.
        """
        try:
            found = await self._all(f"{self._root}/commits/{self._target.sha}/pulls?per_page=100", Pull)
        except gidgethub.HTTPException as error:
            if error.status_code not in {404, 422}:
                raise
            found = []  # the repository has no such commit: it lies in a fork
        found = list(filter(self._is_ours, found))
        if not any(pull.state == "open" for pull in found):
            every = await self._all(f"{self._root}/pulls?state=open&per_page=100", Pull)
            found += filter(self._is_ours, every)
        return found

    def _is_ours(self, pull: Pull) -> bool:
        base = pull.base.repo
        here = base is not None and base.full_name.lower() == self._target.repository.lower()
        return here and pull.head.sha == self._target.sha

    async def _login(self) -> str | None:
        """Return whose token it is, as comments name it; None if GitHub does not tell.

        Only GraphQL tells it of a job's token: "github-actions[bot]".
        """
        for pause in (*self._api.patience.pauses, None):
            try:
                found = await self._api.graphql("{viewer{login}}", endpoint=self._target.queries)
                return str(read(found, Viewer).viewer.login)
            except (NoAnswerError, gidgethub.GitHubBroken):
                if pause is None:
                    raise
                await self._api.sleep(pause)
            except gidgethub.GitHubException:
                return None
        raise AssertionError  # the last pause is None

    async def _comment_on(self, pull: Pull) -> str:
        where = f"{self._root}/issues/{pull.number}/comments"
        said = f"The score was already shown on pull request #{pull.number}."
        self._posted = None
        for round_ in range(ROUNDS):
            mine = await self._mine(where)
            if mine:
                first, *others = mine
                body = compose(self._report, self._target.sha, first.body)
                if (first.body or "").rstrip() == body:
                    await self._delete(others)
                    return said
                said = f"The score was updated on pull request #{pull.number}."
                if await self._done("PATCH", f"{self._root}/issues/comments/{first.id}", body):
                    await self._delete(others)
                    return said
            else:
                said = f"The score was posted on pull request #{pull.number}."
                if not await self._done("POST", where, compose(self._report, self._target.sha, None)):
                    await self._api.sleep(2**round_)
        raise NoAnswerError(f"the comment on pull request #{pull.number} did not stay")

    async def _mine(self, where: str) -> list[Comment]:
        """Return the score comments that we wrote, the oldest first. Anybody can write one that looks like them."""
        comments: list[Comment] = await self._all(f"{where}?per_page=100", Comment)
        if self._posted is not None and self._posted not in {comment.id for comment in comments}:
            comments += await self._again(self._posted)
        ours = (c for c in comments if c.id == self._posted or (is_score(c.body or "") and self._wrote(c.user)))
        return sorted(ours, key=lambda comment: comment.id)

    async def _again(self, number: int) -> list[Comment]:
        """Return a comment that we posted and that is not listed: a list may be late, or somebody deleted it."""
        try:
            return [read(await self._api.getitem(f"{self._root}/issues/comments/{number}"), Comment)]
        except gidgethub.BadRequest as error:
            if error.status_code not in GONE:
                raise
            return []

    def _wrote(self, user: User | None) -> bool:
        return user is not None and (user.type == "Bot" if self._me is None else user.login == self._me)

    async def _done(self, method: str, url: str, body: str) -> bool:
        """Write a comment; return False if it may not be there afterwards."""
        try:
            if method == "POST":
                made = read(await self._api.post(url, data={"body": body}), Comment)
                self._posted = made.id
                self._me = made.user.login if made.user is not None else self._me
            else:
                await self._api.patch(url, data={"body": body})
        except (NoAnswerError, gidgethub.GitHubBroken):
            if method != "POST":
                raise
            return False
        except gidgethub.HTTPException as error:
            if method == "POST" or error.status_code not in GONE:
                raise
            return False  # somebody deleted it in the meantime
        return True

    async def _delete(self, comments: list[Comment]) -> None:
        for comment in comments:
            try:
                await self._api.delete(f"{self._root}/issues/comments/{comment.id}")
            except gidgethub.HTTPException as error:
                if error.status_code not in GONE:  # the other one was faster
                    raise

    async def _all(self, url: str, kind: type) -> list[Any]:
        return [read(item, kind) async for item in self._api.getiter(url)]


def _refusal(error: gidgethub.HTTPException) -> str:
    """Say what GitHub refused, and what helps."""
    status = f"({int(error.status_code)}: {str(error)[:300]!r})"
    if is_limit(error):
        return f"GitHub wants to be left alone for longer than a job should wait {status}. Post again later."
    match error.status_code:
        case 401:
            return f"GitHub does not know the token in GITHUB_TOKEN {status}. It may have expired."
        case 403 | 404:
            return (
                f"GitHub did not let this token comment {status}. A job needs `permissions: pull-requests: write`. "
                "For a pull request from a fork it only reads, whatever is asked for: post from a workflow_run."
            )
        case code if code >= 500:  # noqa: PLR2004 - HTTP's
            return f"GitHub is in trouble {status}. Post again later."
    return f"GitHub refused the comment {status}."
