"""Where the checks lie, and which of them are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from grader.course import Exercise

Suite = Literal["public", "hidden"]
Scope = Literal["public", "hidden", "all"]
SUITES: tuple[Suite, ...] = ("public", "hidden")


class Suites(msgspec.Struct, frozen=True):
    """The suites in *folder* (``tests/``) that *scope* asks for. One that is not there is no error: its points wait."""

    folder: Path
    scope: Scope = "all"

    @property
    def asked(self) -> tuple[Suite, ...]:
        """The suites that the scope asks for, public first."""
        return tuple(suite for suite in SUITES if self.scope in {suite, "all"})

    def files(self, exercise: Exercise) -> dict[Suite, Path]:
        """Return the files to run for *exercise*, public first: those asked for that are there."""
        paths = {suite: self.folder / suite / exercise.suite_file for suite in self.asked}
        return {suite: path for suite, path in paths.items() if path.is_file()}

    def used(self, exercises: Sequence[Exercise]) -> Scope | None:
        """Return what is really there of the scope, or None if nothing is."""
        found = {suite for exercise in exercises for suite in self.files(exercise)}
        return "all" if len(found) == len(SUITES) else next(iter(found), None)

    def digest(self, exercises: Sequence[Exercise]) -> str:
        """Return a digest over the names and contents of the files to run: equal digests, equal checks."""
        digest = hashlib.sha256()
        for exercise in exercises:
            for suite, path in self.files(exercise).items():
                content = path.read_bytes()
                digest.update(f"{suite}/{exercise.suite_file.as_posix()} {len(content)}\n".encode())
                digest.update(content)
        return f"sha256:{digest.hexdigest()}"
