"""The course file, and the words by which exercises are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, UserError, find_root, load

HEAD = """
python = "3.11"
parts = { 1_first = "First", 2_second_part = "Second" }
tracks = { core = "Core" }
"""


def entry(topic: str, part: str = "1_first", **fields: str) -> str:
    """Return an exercise as TOML, with *fields* as TOML values."""
    values = {
        "topic": f'"{topic}"',
        "part": f'"{part}"',
        "title": f'"About {topic}"',
        "minutes": "15",
        "hints": '["a", "b", "c"]',
        **fields,
    }
    return "[[exercises]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def write(root: Path, *entries: str, head: str = HEAD) -> Path:
    """Write a course file."""
    (root / "exercises").mkdir(exist_ok=True)
    (root / "exercises" / "course.toml").write_text("\n".join([head, *entries]), encoding="utf-8")
    return root


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course of two parts, with three exercises and a draft."""
    entries = (
        entry("alpha"),
        entry("beta", prerequisites='["alpha"]', points="5", tracks='["core"]'),
        entry("gamma", "2_second_part"),
        entry("delta", "2_second_part", draft="true"),
    )
    return load(write(tmp_path, *entries))


def topics(exercises: tuple[object, ...]) -> list[str]:
    """Return the topics of *exercises*."""
    return [getattr(exercise, "topic", "?") for exercise in exercises]


def test_load_numbers_exercises_by_part_and_place(course: Course) -> None:
    """A number is the part's, a dot, and the place in the part; points are 10 unless said otherwise."""
    assert [(e.number, e.topic, e.points) for e in course.exercises] == [
        ("1.1", "alpha", 10),
        ("1.2", "beta", 5),
        ("2.1", "gamma", 10),
        ("2.2", "delta", 10),
    ]


def test_exercise_knows_its_files(course: Course) -> None:
    """Files mirror each other by part and topic."""
    exercise = course.exercises[2]
    assert (exercise.file.as_posix(), exercise.suite_file.as_posix()) == (
        "2_second_part/gamma.py",
        "2_second_part/test_gamma.py",
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("beta", ["beta"]),
        ("Beta", ["beta"]),
        ("1.2", ["beta"]),
        ("beta.py", ["beta"]),
        ("exercises/1_first/beta.py", ["beta"]),
        ("solutions/1_first/beta.py", ["beta"]),
        ("/home/ada/course/exercises/1_first/beta.py", ["beta"]),
        ("exercises\\1_first\\beta.py", ["beta"]),
        ("tests/hidden/1_first/test_beta.py", ["beta"]),
        ("tests/submissions/1_first/beta/wrong_order.py", ["beta"]),
        ("1", ["alpha", "beta"]),
        ("1_first", ["alpha", "beta"]),
        ("first", ["alpha", "beta"]),
        ("exercises/1_first/", ["alpha", "beta"]),
        ("second_part", ["gamma"]),
        ("delta", ["delta"]),
    ],
)
def test_resolve_understands_topics_numbers_paths_and_parts(course: Course, word: str, expected: list[str]) -> None:
    """A whole number is a part and one with a dot an exercise; a part leaves its drafts out."""
    assert topics(course.resolve(word)) == expected


def test_choose_keeps_the_order_of_the_course_and_repeats_nothing(course: Course) -> None:
    """However they are named, exercises come once, in the order in which they are taught."""
    assert topics(course.choose(["gamma", "1", "beta"])) == ["alpha", "beta", "gamma"]


def test_choose_without_words_leaves_drafts_out(course: Course) -> None:
    """A draft is no part of the course until it is named."""
    assert topics(course.choose([])) == ["alpha", "beta", "gamma"]


@pytest.mark.parametrize("word", ["bta", "betta", "exercises/1_first/bet.py"])
def test_resolve_suggests_the_nearest_name(course: Course, word: str) -> None:
    """An unknown word is answered with the nearest name, and the command that shows them all."""
    with pytest.raises(UserError, match=r"Did you mean 'beta'\? See them all:\nNext: nox -s list"):
        course.resolve(word)


@pytest.mark.parametrize(("word", "near"), [("1.9", "1.2"), ("2.7", "2.1"), ("1.0", "1.1")])
def test_resolve_suggests_the_nearest_number_of_the_part(course: Course, word: str, near: str) -> None:
    """A number of an exercise that does not exist is answered with one of the part that it names."""
    with pytest.raises(UserError, match=rf"Did you mean '{near}'\?"):
        course.resolve(word)


@pytest.mark.parametrize("word", ["", "17", "zzzzzz", ".", "3.7"])
def test_resolve_refuses_a_word_that_is_near_to_nothing(course: Course, word: str) -> None:
    """No name is suggested where none is near."""
    with pytest.raises(UserError, match=r"No exercise or part is called") as caught:
        course.resolve(word)
    assert "Did you mean" not in str(caught.value)


def test_one_refuses_a_whole_part(course: Course) -> None:
    """A command for one exercise names the exercises of a part."""
    with pytest.raises(UserError, match=r"'1' is a whole part; this takes one exercise: alpha, beta\."):
        course.one("1")


def test_load_keeps_the_numbers_that_are_written(tmp_path: Path) -> None:
    """A part of a course keeps the numbers that its exercises have in the whole one."""
    course = load(write(tmp_path, entry("beta", number='"1.2"'), entry("delta", "2_second_part", number='"2.4"')))
    assert [exercise.number for exercise in course.exercises] == ["1.2", "2.4"]
    assert course.one("2.4").topic == "delta"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (entry("alpha", number='"1.2"') + entry("beta"), r"there are 2 exercises 1\.2"),
        (entry("Alpha"), "a topic is a Python name in lower case"),
        (entry("alpha", "3_third"), r"its part '3_third' is not in \[parts\]"),
        (entry("alpha", minutes="0"), "it has 0 minutes and 10 points; both are above 0"),
        (entry("alpha", points="-1"), "it has 15 minutes and -1 points"),
        (entry("alpha", hints='["a"]'), "it has 1 hints; expected 3"),
        (entry("alpha", hints='["a", "", "c"]'), "none of them empty"),
        (entry("alpha", tracks='["cor"]'), r"its track 'cor' is not in \[tracks\]"),
        (entry("alpha", libraries='["requests"]'), r"its library 'requests' is none of aiofiles, aiohttp, "),
        (entry("alpha", prerequisites='["beta"]'), "its prerequisite 'beta' does not come before it"),
        (entry("alpha") + entry("alpha"), "there are two of them; a topic is unique"),
        (entry("alpha", minutes='"15"'), r"Expected `int`, got `str` - at `\$.exercises\[0\].minutes`"),
        (entry("alpha", tilte='"x"'), "unknown field `tilte`"),
        ("[[exercises]", "cannot be read"),
        ("", "missing required field `exercises`"),
        ("exercises = []", "it has no exercise"),
    ],
)
def test_load_says_what_is_wrong(tmp_path: Path, wrong: str, message: str) -> None:
    """A mistake in the course file is named with its exercise and its field."""
    with pytest.raises(UserError, match=message):
        load(write(tmp_path, wrong))


def test_load_refuses_a_part_without_a_number(tmp_path: Path) -> None:
    """A part's name starts with its number."""
    with pytest.raises(UserError, match=r"'first' is no part: expected a number and a name"):
        load(write(tmp_path, entry("alpha"), head=HEAD.replace("1_first", "first")))


def test_find_root_looks_above(course: Course, tmp_path: Path) -> None:
    """A command works in any folder of the course."""
    below = tmp_path / "exercises" / "1_first"
    below.mkdir()
    assert find_root(below) == course.root


def test_shipped_course_is_right() -> None:
    """The course that ships can be read."""
    root = Path(__file__).parents[2]
    assert load(root).python == "3.11"
