"""Where to post: what GitHub's runner says in its environment, and a commit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

import msgspec

from grader.course import UserError

GITHUB = "https://api.github.com"
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
QUERIES = re.compile(r"(/v3)?/*$")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A repository of some GitHub's, the *sha* at a pull request's head there, and the *token* that may comment."""

    api: str
    repository: str
    sha: str
    token: str

    @classmethod
    def read(cls, variables: Mapping[str, str], sha: str) -> Self:
        """Read it from the environment of a job.

        Raises UserError if something is missing there, or is not what GitHub says.
        """
        api = variables.get("GITHUB_API_URL") or GITHUB
        address = urlsplit(api)
        if not (address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)):
            raise UserError(f"GITHUB_API_URL is {api!r}: expected an address that starts with https://.")
        repository = variables.get("GITHUB_REPOSITORY") or ""
        if not REPOSITORY.fullmatch(repository) or {".", ".."} & set(repository.split("/")):
            raise UserError(f"GITHUB_REPOSITORY is {repository!r}: expected a repository's owner/name.")
        if not SHA.fullmatch(sha):
            raise UserError(f"--sha is {sha!r}: expected all 40 digits of the commit at the pull request's head.")
        token = variables.get("GITHUB_TOKEN") or ""
        if not token or not token.isascii() or not token.isprintable():
            given = "is not set" if not token else "is no token"
            raise UserError(
                f"GITHUB_TOKEN {given}: nothing can be posted without one. In a job, give the step {TOKEN}."
            )
        return cls(api=api.rstrip("/"), repository=repository, sha=sha, token=token)

    @property
    def queries(self) -> str:
        """The address of the same GitHub's GraphQL API; an Enterprise Server has it beside `/api/v3`."""
        return QUERIES.sub("/graphql", self.api, count=1)


TOKEN = "`env: GITHUB_TOKEN: ${{ github.token }}`"  # noqa: S105 - the name of one
