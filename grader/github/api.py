"""GitHub's API, with patience.

By gidgethub, rather than PyGithub: that one is LGPL and repeats a POST after a 502, which posts a comment twice.
gidgethub (Apache 2.0) leaves to its user how a request is sent and when it is repeated, speaks by aiohttp, which the
course has anyway, and brings what is left: addresses, headers, pages, errors and limits.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import gidgethub
import gidgethub.aiohttp
import msgspec

from grader.github.target import Target

LIMITED = frozenset({403, 429})
BROKEN = 500


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long to wait, in seconds.

    A request that failed is made again after *pauses*; one that GitHub puts off, when it says, or after *unsaid* if it
    does not, but never after more than *longest*. *answer* is how long one answer may take. *sleep* and *now* are the
    clock's.
    """

    pauses: tuple[float, ...] = (1, 2, 4, 8)
    unsaid: float = 60
    longest: float = 180
    answer: float = 30
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float]


class NoAnswerError(Exception):
    """No whole answer came, so that nobody knows whether what was asked for has been done."""


class Api(gidgethub.aiohttp.GitHubAPI):
    """Requests to GitHub.

    Raises gidgethub.HTTPException for an answer that says no, NoAnswerError where none came. A POST is not made again
    after that: whoever asked has to look whether it was done.
    """

    def __init__(self, session: aiohttp.ClientSession, target: Target, patience: Patience) -> None:
        super().__init__(session, "asynclings", oauth_token=target.token, base_url=target.api)
        self.patience = patience

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self.patience.sleep(seconds)

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        for pause in (*self.patience.pauses, None):
            try:
                return _whole(await super()._request(method, url, headers, body))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                if method == "POST" or pause is None:
                    raise NoAnswerError(str(error) or type(error).__name__) from error
                await self.sleep(pause)
        raise AssertionError  # the last pause is None

    async def handle_rate_limit_error(
        self, *, method: str, url: str, exception: gidgethub.HTTPException, attempt: int
    ) -> bool:
        """Wait and return True if the request should be made again."""
        del url
        if attempt > len(self.patience.pauses):
            return False
        pause = self.patience.pauses[attempt - 1] if exception.status_code >= BROKEN and method != "POST" else None
        if is_limit(exception):
            pause = self._until_allowed(exception.headers)
        if pause is None or pause > self.patience.longest:
            return False
        await self.sleep(pause)
        return True

    def _until_allowed(self, headers: Mapping[str, str]) -> float:
        """Return for how long GitHub wants to be left alone.

        https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
        """
        after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
        if after.isdecimal():
            return int(after)
        if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
            return max(int(reset) - self.patience.now(), 0) + 1
        return self.patience.unsaid


def is_limit(error: gidgethub.HTTPException) -> bool:
    """Tell whether GitHub refused because too much was asked of it, and not because it may not be asked."""
    spent = "retry-after" in error.headers or error.headers.get("x-ratelimit-remaining") == "0"
    return error.status_code in LIMITED and (error.status_code != 403 or spent or "rate limit" in str(error).lower())  # noqa: PLR2004


def _whole(response: tuple[int, Mapping[str, str], bytes]) -> tuple[int, Mapping[str, str], bytes]:
    """Return *response*.

    Raises ValueError if its status is none of HTTP's, or if it says that it is JSON, and is none: it was made or cut
    somewhere on the way.
    """
    status, headers, content = response
    HTTPStatus(status)
    if status < BROKEN and content and headers.get("content-type", "").startswith("application/json"):
        json.loads(content)
    return status, headers, content


def connect(target: Target, patience: Patience) -> aiohttp.ClientSession:
    """Return a session for an `Api`: to be used in `async with`.

    It goes through the environment's proxy. aiohttp's own `trust_env` would look into .netrc, too, and stumble over
    what it finds there: the token is given already.
    """
    address = urlsplit(target.api)
    proxy = None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience.answer), proxy=proxy)


def read(found: Any, kind: Any) -> Any:
    """Return what GitHub answered as a *kind*; fields that it does not have are left out.

    Raises NoAnswerError if it is something else: somebody other than GitHub answered.
    """
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        raise NoAnswerError(f"what came is not GitHub's: {error}") from error
