"""The course: its exercises in order, read from ``exercises/course.toml``, and the words by which people name them."""

from __future__ import annotations

import contextlib
import difflib
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePath

import msgspec

COURSE_FILE = Path("exercises", "course.toml")
HINTS = 3
MAX_PLACE = 4
MAX_QUOTED = 60
LIST = "nox -s list"
LIBRARIES = ("aiofiles", "aiohttp", "aioresponses", "bs4", "pytest")
"""What exercises may import besides the standard library: what grading has installed."""


class UserError(Exception):
    """Something stops a command that its user can put right: shown as a plain message, exit status 2.

    *problem* is a sentence or two: what arrived, what was expected. *command* is the exact next command, if there is
    one.
    """

    def __init__(self, problem: str, command: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.command = command

    def __str__(self) -> str:
        return self.problem if self.command is None else f"{self.problem}\nNext: {self.command}"


class Exercise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exercise. Its id is its topic; *minutes* is what it takes somebody to whom the topic is new.

    *libraries* names packages that are imported once for all its checks, because that takes long. *teaches* lists names
    and syntax that appear here first, *fidelity* is the check that is also played in real time, and *undrawn* says why
    no check draws its inputs, if none does. These three are for authors.
    """

    topic: str
    part: str
    title: str
    minutes: int
    hints: tuple[str, ...]
    points: float = 10
    prerequisites: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    draft: bool = False
    libraries: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    fidelity: str = ""
    undrawn: str = ""
    number: str = ""
    """Its part and its place there, as in "1.2". Follows from the order of the file, unless that is a part of one."""

    @property
    def file(self) -> PurePath:
        """Where it lies in ``exercises/``, in ``solutions/`` and in a submission."""
        return PurePath(self.part, f"{self.topic}.py")

    @property
    def suite_file(self) -> PurePath:
        """Where its checks lie in ``tests/public/`` and in ``tests/hidden/``."""
        return PurePath(self.part, f"test_{self.topic}.py")


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``course.toml`` as it is written; *python* is the version that scores, as in "3.11"."""

    python: str
    parts: dict[str, str]
    tracks: dict[str, str]
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Course:
    """The exercises in the order in which they are taught, and the folder that holds them all."""

    root: Path
    python: str
    parts: dict[str, str]
    tracks: dict[str, str]
    exercises: tuple[Exercise, ...]

    @property
    def finished(self) -> tuple[Exercise, ...]:
        """The exercises that are no drafts."""
        return tuple(exercise for exercise in self.exercises if not exercise.draft)

    def choose(self, words: list[str]) -> tuple[Exercise, ...]:
        """Return the exercises that *words* name, each once, in the order of the course; without words, all but drafts.

        Raises UserError for a word that names nothing.
        """
        if not words:
            return self.finished
        chosen = {exercise.topic for word in words for exercise in self.resolve(word)}
        return tuple(exercise for exercise in self.exercises if exercise.topic in chosen)

    def one(self, word: str) -> Exercise:
        """Return the one exercise that *word* names.

        Raises UserError if it names nothing, or a part with several exercises.
        """
        found = self.resolve(word)
        if len(found) > 1:
            topics = ", ".join(exercise.topic for exercise in found)
            raise UserError(f"{quoted(word)} is a whole part; this takes one exercise: {topics}.", LIST)
        return found[0]

    def resolve(self, word: str) -> tuple[Exercise, ...]:
        """Return what *word* names: a topic, a number ("1.2"), a path, or a part ("1", "1_coroutines", "coroutines").

        A whole number is a part, and one with a dot an exercise. A part stands for its exercises without the drafts.
        Raises UserError, with the nearest name, if it names nothing.
        """
        path = PurePath(word.strip().rstrip("/\\").replace("\\", "/"))
        name = path.name.lower()
        found = self._exercise(name) or self._part(name) or self._exercise_of(path)
        if not found:
            raise self._unknown(word)
        return found

    def _exercise(self, name: str) -> tuple[Exercise, ...]:
        topic = name.removesuffix(".py").removeprefix("test_")
        return tuple(e for e in self.exercises if name in {e.topic, e.number} or topic == e.topic)

    def _part(self, name: str) -> tuple[Exercise, ...]:
        return tuple(e for e in self.finished if name in {e.part, *e.part.split("_", 1)})

    def _exercise_of(self, path: PurePath) -> tuple[Exercise, ...]:
        """A file in a folder that is called by a topic, as the right and wrong submissions are."""
        return self._exercise(path.parent.name) if path.suffix == ".py" else ()

    def _nearest(self, word: str) -> str | None:
        """Give the name that is most like *word*; for a number with a dot, the nearest one of the same part."""
        part, dot, place = word.partition(".")
        numbers = [e.number for e in self.finished if e.number.startswith(f"{part}.")]
        if dot and place.isdecimal() and len(place) < MAX_PLACE and numbers:
            return min(numbers, key=lambda number: abs(int(number.partition(".")[2]) - int(place)))
        names = [n for e in self.exercises for n in (e.topic, e.number, e.part, e.part.split("_", 1)[-1])]
        return next(iter(difflib.get_close_matches(PurePath(word).stem.lower(), names, n=1, cutoff=0.5)), None)

    def _unknown(self, word: str) -> UserError:
        near = self._nearest(word)
        guess = f" Did you mean {near!r}?" if near else ""
        with contextlib.suppress(OSError):  # what is too long for a name of a file
            if Path(word).is_dir():
                guess = " To grade the files of a folder, use --from."
        return UserError(f"No exercise or part is called {quoted(word)}.{guess} See them all:", LIST)


def quoted(word: str) -> str:
    """Give *word* in quotation marks for a message, without the middle of a very long one."""
    return repr(word if len(word) <= MAX_QUOTED else f"{word[: MAX_QUOTED // 2]}…{word[-MAX_QUOTED // 2 :]}")


def find_root(start: Path) -> Path:
    """Return the folder of the course: *start*, the nearest folder above it, or the one that holds this grader.

    Raises UserError if none of them has a ``course.toml``.
    """
    here = Path(__file__).resolve().parent.parent
    for folder in (start, *start.parents, here):
        if (folder / COURSE_FILE).is_file():
            return folder
    raise UserError(
        f"There is no course here: {COURSE_FILE} is neither in {start} nor in a folder above it.", "cd asynclings"
    )


def load(root: Path) -> Course:
    """Read the course in *root*.

    Raises UserError, with the exercise and the field, if the file is missing or says something that cannot be.
    """
    path = root / COURSE_FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        manifest = msgspec.convert(raw, Manifest)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error
    exercises = _numbered(manifest.exercises)
    problems = _problems(manifest, exercises)
    if problems:
        raise UserError(f"{path} is not right: {problems[0]}")
    return Course(root, manifest.python, manifest.parts, manifest.tracks, exercises)


def _numbered(exercises: tuple[Exercise, ...]) -> tuple[Exercise, ...]:
    seen: Counter[str] = Counter()
    numbered = []
    for exercise in exercises:
        seen[exercise.part] += 1
        number = exercise.number or f"{exercise.part.split('_', 1)[0]}.{seen[exercise.part]}"
        numbered.append(msgspec.structs.replace(exercise, number=number))
    return tuple(numbered)


def _problems(manifest: Manifest, exercises: tuple[Exercise, ...]) -> list[str]:
    problems = [
        f"{part!r} is no part: expected a number and a name, as in '1_coroutines'."
        for part in manifest.parts
        if not _is_part(part)
    ]
    if not exercises:
        problems.append("it has no exercise.")
    numbers = Counter(exercise.number for exercise in exercises)
    problems += [f"there are {count} exercises {number}." for number, count in numbers.items() if count > 1]
    before: set[str] = set()
    for exercise in exercises:
        problems += [
            f"the exercise {exercise.topic!r}: {problem}" for problem in _exercise_problems(exercise, manifest, before)
        ]
        before.add(exercise.topic)
    return problems


def _is_part(name: str) -> bool:
    number, _, rest = name.partition("_")
    return number.isdecimal() and rest.isidentifier()


def _exercise_problems(exercise: Exercise, manifest: Manifest, before: set[str]) -> list[str]:
    problems = []
    if not exercise.topic.isidentifier() or exercise.topic != exercise.topic.lower():
        problems.append("a topic is a Python name in lower case.")
    if exercise.topic in before:
        problems.append("there are two of them; a topic is unique.")
    if exercise.part not in manifest.parts:
        problems.append(f"its part {exercise.part!r} is not in [parts].")
    if exercise.minutes <= 0 or exercise.points <= 0:
        problems.append(f"it has {exercise.minutes} minutes and {exercise.points:g} points; both are above 0.")
    if len(exercise.hints) != HINTS or not all(hint.strip() for hint in exercise.hints):
        problems.append(f"it has {len(exercise.hints)} hints; expected {HINTS}, none of them empty.")
    problems += [
        f"its library {name!r} is none of {', '.join(LIBRARIES)}."
        for name in exercise.libraries
        if name not in LIBRARIES
    ]
    problems += [
        f"its track {track!r} is not in [tracks]." for track in exercise.tracks if track not in manifest.tracks
    ]
    problems += [
        f"its prerequisite {topic!r} does not come before it."
        for topic in exercise.prerequisites
        if topic not in before
    ]
    return problems
