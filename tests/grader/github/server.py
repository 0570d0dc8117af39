"""A server that behaves like GitHub's API, as an Enterprise Server has it: pages, limits, rights, and bad days."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

REPOSITORY = "course/learner"
SHA = "0123456789abcdef0123456789abcdef01234567"
PREFIX = "/api/v3"

Json = dict[str, Any]


class Fault:
    """What goes wrong with requests of a *method* whose path matches, so many *times*; *done* all the same, or not.

    *how* is a status, "drop" (no answer), "cut" (half of one), "slow" (one that is late), "garbage" or "page" (HTML).
    """

    def __init__(  # noqa: PLR0913 - a fault has many sides
        self,
        method: str,
        path: str,
        how: int | str,
        *,
        times: int = 1,
        done: bool = False,
        headers: dict[str, str] | None = None,
        message: str = "Something went wrong.",
    ) -> None:
        self.method, self.path, self.how, self.times, self.done = method, re.compile(path), how, times, done
        self.headers, self.message = headers or {}, message

    def __repr__(self) -> str:
        done = " done" if self.done else ""
        return f"{self.method} {self.path.pattern} {self.how}{done}"

    def strikes(self, request: web.Request) -> bool:
        """Tell whether *request* meets it, and count that."""
        if self.times and request.method == self.method and self.path.search(request.path):
            self.times -= 1
            return True
        return False


class GitHub:
    """A repository of pull requests and comments; what was asked is in *log*."""

    def __init__(self) -> None:
        self.pulls: list[Json] = []
        self.comments: dict[int, list[Json]] = {}
        self.tokens: dict[str, Json] = {
            "job": {"login": "github-actions[bot]", "type": "Bot", "write": True},
            "reads": {"login": "github-actions[bot]", "type": "Bot", "write": False},
            "person": {"login": "teacher", "type": "User", "write": True},
        }
        self.faults: list[Fault] = []
        self.log: list[str] = []
        self.in_forks: set[str] = set()
        self.before: Callable[[web.Request], Any] | None = None
        self.url = ""
        self._ids = iter(range(1000, 100_000))

    # --- What the tests arrange --------------------------------------------------------------------------------------

    def pull(self, number: int, sha: str = SHA, state: str = "open", *, fork: bool = False) -> None:
        """Add a pull request; a commit that lies in a fork is not known to the repository."""
        head = {"sha": sha, "repo": None if fork else {"full_name": REPOSITORY}}
        base = {"sha": "f" * 40, "repo": {"full_name": REPOSITORY}}
        self.pulls.append({"number": number, "state": state, "title": "<b>`@x`", "head": head, "base": base})
        self.comments[number] = []
        if fork:
            self.in_forks.add(sha)

    def comment(self, number: int, body: str, login: str = "github-actions[bot]", kind: str = "Bot") -> Json:
        """Add a comment."""
        made = {"id": next(self._ids), "body": body, "user": {"login": login, "type": kind}, "html_url": "https://x"}
        self.comments[number].append(made)
        return made

    def bodies(self, number: int = 5) -> list[str]:
        """Return the comments of a pull request."""
        return [comment["body"] for comment in self.comments[number]]

    def writes(self) -> list[str]:
        """Return what was asked to be changed, without paths."""
        return [line.split()[0] for line in self.log if not line.startswith("GET") and "graphql" not in line]

    # --- How it answers ----------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to answer."""
        application = web.Application(client_max_size=2**22)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}{PREFIX}"

    async def stop(self) -> None:
        """Hang up on everybody."""
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.log.append(f"{request.method} {request.path_qs.removeprefix(PREFIX)}")
        if self.before is not None:
            await self.before(request)
        fault = next((fault for fault in self.faults if fault.strikes(request)), None)
        if fault is None:
            return await self._usual(request)
        whole = await self._usual(request) if fault.done else web.json_response({"message": "x" * 1000})
        return await self._spoiled(request, fault, whole)

    async def _spoiled(self, request: web.Request, fault: Fault, whole: web.Response) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        if isinstance(fault.how, int):
            return web.json_response({"message": fault.message}, status=fault.how, headers=fault.headers)
        if fault.how == "garbage":
            return web.Response(text='{"message": "cu', content_type="application/json")
        if fault.how == "page":
            return web.Response(text="<html>A proxy's log-in page</html>", content_type="text/html")
        if fault.how == "slow":
            await asyncio.sleep(1)
        if fault.how == "cut":
            content = whole.body
            assert isinstance(content, bytes)
            response = web.StreamResponse(headers={"content-length": str(len(content))})
            response.content_type = "application/json"
            await response.prepare(request)
            await response.write(content[: len(content) // 2])
        transport.close()
        return web.Response()

    async def _usual(self, request: web.Request) -> web.Response:
        token = self.tokens.get(request.headers.get("authorization", "").removeprefix("token ").removeprefix("Bearer "))
        if token is None:
            return _no(401, "Bad credentials")
        if request.path == "/api/graphql":
            return web.json_response({"data": {"viewer": {"login": token.get("viewer", token["login"])}}})
        path = request.path.removeprefix(f"{PREFIX}/repos/{REPOSITORY}")
        if request.method != "GET" and not token["write"]:
            return _no(403, "Resource not accessible by integration")
        body = str((await request.json())["body"]) if request.method in {"POST", "PATCH"} else ""
        if len(body) > 65_536:
            errors = [{"resource": "IssueComment", "code": "unprocessable", "message": "body is too long"}]
            return web.json_response({"message": "Validation Failed", "errors": errors}, status=422)
        return self._repository(request, path, body, token)

    def _repository(  # noqa: PLR0911 - one for each address
        self, request: web.Request, path: str, body: str, token: Json
    ) -> web.Response:
        if match := re.fullmatch(r"/commits/(\w+)/pulls", path):
            if match[1] in self.in_forks or all(pull["head"]["sha"] != match[1] for pull in self.pulls):
                return _no(422, f"No commit found for SHA: {match[1]}")
            return self._page(request, [pull for pull in self.pulls if pull["head"]["sha"] == match[1]])
        if path == "/pulls":
            return self._page(request, [pull for pull in self.pulls if pull["state"] == request.query["state"]])
        if match := re.fullmatch(r"/issues/(\d+)/comments", path):
            number = int(match[1])
            if request.method == "GET":
                return self._page(request, self.comments[number])
            return web.json_response(self.comment(number, body, token["login"], token["type"]), status=201)
        if match := re.fullmatch(r"/issues/comments/(\d+)", path):
            return self._comment(request.method, int(match[1]), body)
        return _no(404, "Not Found")

    def _comment(self, method: str, number: int, body: str) -> web.Response:
        for comments in self.comments.values():
            for comment in comments:
                if comment["id"] == number:
                    if method == "DELETE":
                        comments.remove(comment)
                        return web.Response(status=204)
                    if method == "PATCH":
                        comment["body"] = body
                    return web.json_response(comment)
        return _no(404, "Not Found")

    def _page(self, request: web.Request, items: list[Json]) -> web.Response:
        size, page = min(int(request.query.get("per_page", 30)), 100), int(request.query.get("page", 1))
        headers = {}
        if len(items) > size * page:
            follow = request.url.update_query(page=page + 1)
            headers["link"] = f'<{follow}>; rel="next", <{follow}>; rel="last"'
        content = json.dumps(items[size * (page - 1) : size * page])
        return web.Response(text=content, content_type="application/json", headers=headers)


def _no(status: int, message: str) -> web.Response:
    return web.json_response({"message": message, "documentation_url": "https://docs.github.com"}, status=status)
