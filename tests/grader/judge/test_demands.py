"""What the words of suites refuse: an author's mistake is told as one, at the line where it stands."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader import judge
from grader.judge.demands import Misused
from grader.judge.grade import SuitesBroken

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

WORDS = {name: getattr(judge, name) for name in judge.__all__}

REFUSED = {
    "job()": "missing 1 required positional argument: 'name'",
    "job('')": "expected name to be a text that is not empty, got ''",
    "job(3)": "expected name to be a text that is not empty, got 3",
    "job('a', take=3)": "unexpected keyword argument 'take'",
    "job('a', takes=-1)": "expected takes to be seconds, 0 or more, got -1",
    "job('a', takes='1')": "expected takes to be seconds, 0 or more, got '1'",
    "job('a', takes=True)": "expected takes to be seconds, 0 or more, got True",
    "job('a', takes=None)": "expected takes to be seconds, 0 or more, got None",
    "job('a', takes=math.inf)": "expected takes to be seconds, 0 or more, got inf",
    "job('a', takes=math.nan)": "expected takes to be seconds, 0 or more, got nan",
    "job('a', takes=by_call(1, -1))": "expected takes to be seconds, 0 or more, got -1",
    "job('a', takes=by_argument({'x': 1, 'y': ()}))": "expected takes to be seconds, 0 or more, got ()",
    "job('a', cleanup=-2)": "expected cleanup to be seconds, 0 or more, got -2",
    "job('a', raises=ValueError)": "expected raises to be an exception, as in ValueError('no'), got <class",
    "job('a', raises=by_call(None, 'no'))": "expected raises to be an exception, as in ValueError('no'), got 'no'",
    "blocking_job('a', takes=-1)": "expected takes to be seconds, 0 or more, got -1",
    "blocking_job('a', cleanup=1)": "unexpected keyword argument 'cleanup'",
    "computing_job('a', raises=OSError)": "expected raises to be an exception",
    "by_call()": "needs at least one value",
    "by_argument([1, 2])": "expected values to be a dict, got [1, 2]",
    "shared_value('', 1)": "expected name to be a text that is not empty, got ''",
    "shared_value('a', 1, read=-1)": "expected read to be seconds, 0 or more, got -1",
    "shared_value('a', 1, write='2')": "expected write to be seconds, 0 or more, got '2'",
    "process_pool(2)": "expected name to be a text that is not empty, got 2",
    "process_pool('pool', 0)": "expected cores to be a whole number from 1, got 0",
    "process_pool('pool', 1.5)": "expected cores to be a whole number from 1, got 1.5",
    "program('')": "expected name to be a text that is not empty, got ''",
    "program('a', takes=-1)": "expected takes to be seconds, 0 or more, or math.inf, got -1",
    "program('a', takes=by_call('1'))": "expected takes to be seconds, 0 or more, or math.inf, got '1'",
    "program('a', output=3)": "expected output to be one text, or pairs of (seconds, text), got 3",
    "program('a', output=['x'])": "expected output to be one text, or pairs of (seconds, text), got ['x']",
    "program('a', output=(1, 'x'))": "expected output to be one text, or pairs of (seconds, text), got (1, 'x')",
    "program('a', output=[('x', 1)])": "expected output to be one text, or pairs of (seconds, text), got [('x', 1)]",
    "program('a', errors=[(-1, 'x')])": "expected the seconds in errors to be seconds, 0 or more, got -1",
    "program('a', exits='1')": "expected exits to be a whole number from 0 to 255, got '1'",
    "program('a', exits=None)": "expected exits to be a whole number from 0 to 255, got None",
    "program('a', exits=-9)": "expected exits to be a whole number from 0 to 255, got -9",
    "program('a', exits=by_call(0, 256))": "expected exits to be a whole number from 0 to 255, got 256",
    "program('a', stdin='read')": "expected stdin to be one of 'ignores', 'reads', 'echoes', got 'read'",
    "program('a', stdin=None)": "expected stdin to be one of 'ignores', 'reads', 'echoes', got None",
    "program('a', stops=-1)": "expected stops to be seconds, 0 or more, got -1",
    "program('a', stops=math.inf)": "expected stops to be seconds, 0 or more, got inf",
    "program('a', pipe=0)": "expected pipe to be a whole number from 1, got 0",
    "folder('')": "expected name to be a path inside the folder",
    "folder('a/b')": "expected name to be one folder's, got 'a/b'",
    "folder('..')": "expected name to be a path inside the folder",
    "folder('desk', ['a'])": "expected files to be a dict, got ['a']",
    "folder('desk', {'../a': ''})": "expected a file's name to be a path inside the folder",
    "folder('desk', {'/a': ''})": "expected a file's name to be a path inside the folder",
    "folder('desk', {'a': None})": "expected the content of 'a' to be text, bytes, or a pair",
    "folder('desk', {'a': ('x', -1)})": "expected how often the content of 'a' is repeated to be a whole",
    "folder('desk', {'a': (1, 1)})": "expected the content of 'a' to be text, bytes, or a pair",
    "folder('desk', open=-1)": "expected open to be seconds, 0 or more, got -1",
    "folder('desk', reed=1)": "unexpected keyword argument 'reed'",
    "folder('desk', read=math.inf)": "expected read to be seconds, 0 or more, got inf",
    "folder('desk', write='1')": "expected write to be seconds, 0 or more, got '1'",
    "folder('desk', room=-1)": "expected room to be a whole number from 0, got -1",
    "folder('desk', room=0.5)": "expected room to be a whole number from 0, got 0.5",
    "folder('desk', denied='a.txt')": "expected denied to be a list of names, got 'a.txt'",
    "folder('desk', denied=[1])": "expected each of denied to be a text that is not empty, got 1",
    "folder('desk', broken=['a'])": "expected broken to be a dict, got ['a']",
    "folder('desk', broken={'a': -1})": "expected where 'a' is broken to be a whole number from 0, got -1",
    "server('', 7)": "expected host to be a host's name, as in 'echo.example', got ''",
    "server('echo.example:7', 7)": "expected host to be a host's name, as in 'echo.example', got 'echo.example:7'",
    "server('a', '7')": "expected port to be a whole number from 0 to 65535, got '7'",
    "server('a', 70_000)": "expected port to be a whole number from 0 to 65535, got 70000",
    "server('a', 7, hear())": "expected a script to be a list of acts",
    "server('a', 7, ['hello'])": "expected a script to be a list of acts",
    "server('a', 7, [refuse(), hear()])": "expected refuse() to be the only act of its script",
    "server('a', 7, latency=-1)": "expected latency to be seconds, 0 or more, got -1",
    "server('a', 7, latency=math.inf)": "expected latency to be seconds, 0 or more, got inf",
    "server('a', 7, answers=None)": "expected answers to be True or False, got None",
    "say('a')": "expected data to be bytes, got 'a'",
    "say(b'a', after=-1)": "expected after to be seconds, 0 or more, or math.inf, got -1",
    "say_back(after='1')": "expected after to be seconds, 0 or more, or math.inf, got '1'",
    "hear('x')": "expected what to be bytes, a number of bytes, or nothing for all, got 'x'",
    "hear(b'')": "expected what to be bytes, a number of bytes, or nothing for all, got b''",
    "hear(0)": "expected what to be a whole number from 1, got 0",
    "end(after=-1)": "expected after to be seconds, 0 or more, or math.inf, got -1",
    "hang_up(-1)": "expected after to be seconds, 0 or more, or math.inf, got -1",
    "reset(-1)": "expected after to be seconds, 0 or more, or math.inf, got -1",
    "stop_reading(-1)": "expected after to be seconds, 0 or more, or math.inf, got -1",
    "refuse(after=1)": "unexpected keyword argument 'after'",
    "web_server('http://a', {})": "expected host to be a host's name",
    "web_server('a', [])": "expected routes to be a dict, got []",
    "web_server('a', {'b': reply()})": "expected a route to be a path, as in '/a', '/a?page=2' or 'POST /a', got 'b'",
    "web_server('a', {'/b': 'text'})": "expected what is at '/b' to be a reply(...), or a list of them, got 'text'",
    "web_server('a', {'/b': []})": "expected what is at '/b' to be a reply(...), or a list of them, got []",
    "web_server('a', {}, port=0)": "expected port to be a whole number from 1 to 65535, got 0",
    "web_server('a', {}, otherwise=404)": "expected otherwise to be one reply(...), got 404",
    "web_server('a', {}, latency=-1)": "expected latency to be seconds, 0 or more, got -1",
    "reply('ok')": "expected status to be a whole number from 200 to 599, got 'ok'",
    "reply(99)": "expected status to be a whole number from 200 to 599, got 99",
    "reply(text=3)": "expected text to be text or bytes, got 3",
    "reply(html=b'x')": "expected html to be text, got b'x'",
    "reply(json={1, 2})": "Object of type set is not JSON serializable",
    "reply(text='a', json=None)": "expected the body to be one of text, json and html, got ['text', 'json']",
    "reply(headers=['a'])": "expected headers to be a dict, got ['a']",
    "reply(headers={'Age': 3})": "expected the header 'Age' to be text, got 3",
    "reply(headers={'A': 'b\\nC: d'})": "expected the header 'A' to be one line",
    "reply(after=-1)": "expected after to be seconds, 0 or more, or math.inf, got -1",
    "reply(body_after='2')": "expected body_after to be seconds, 0 or more, or math.inf, got '2'",
    "reply(cut=-4)": "expected cut to be a whole number from 0, got -4",
    "reply(fault='hangup')": "expected fault to be one of '', 'hang_up', 'reset', got 'hangup'",
    "scenario(3)": "@scenario expects a function, got 3",
    "note('now')": "note('now', None) belongs in a function marked @scenario",
    "signal_at('SIGTERM', 3)": "signal_at('SIGTERM', 3) belongs in a function marked @scenario",
    "contents('desk')": "contents('desk') belongs in a function marked @scenario",
}


@pytest.mark.parametrize(("line", "said"), REFUSED.items(), ids=REFUSED)
def test_bad_argument_is_refused(line: str, said: str) -> None:
    """What a word cannot mean is refused where it is written, with the value and what was expected."""
    with pytest.raises(Misused) as misused:
        eval(line, {"math": math, **WORDS})  # noqa: S307 (the table above)
    assert said in str(misused.value)


GOOD = [
    "job('a', takes=by_argument({'x': 1.5}), raises=by_call(None, OSError(2, 'no')), returns=by_call(None, {1: 2}))",
    "blocking_job('a', 2)",
    "by_argument({})",
    "by_argument({1: 2})",
    "program('a', math.inf, output=by_argument({'x': b'X', 'y': [(0, 'Y')]}), stops=None)",
    "program('a', by_call(1, 2.5), errors=((1, b'e'),), exits=by_call(0, 255), stdin='reads', stops=1, pipe=1)",
    "folder('desk', {'sub/a.txt': (b'x', 3), 'b': '', '.hidden': ''}, room=0, denied={'new'}, broken={'b': 0})",
    "server('localhost', 0, [], [hear(), say(b'')], (refuse(),), latency=0.5, answers=False)",
    "web_server('127.0.0.1', {'/': [reply()], 'POST /a?b=c': reply(204)}, otherwise=reply(500))",
    "reply(json=False, after=math.inf, cut=0)",
]


@pytest.mark.parametrize("line", GOOD)
def test_good_argument_is_taken(line: str) -> None:
    """What a word can mean is taken as it is."""
    assert eval(line, {"math": math, **WORDS})  # noqa: S307 (the list above)


def test_json_may_be_null() -> None:
    """A body of JSON may be any value, null and false among them."""
    values: list[Any] = [None, False, 0, "", []]
    bodies = [judge.reply(json=value).body for value in values]
    assert bodies == [b"null", b"false", b"0", b'""', b"[]"]
    assert (judge.reply().body, judge.reply().content_type) == (b"", "text/plain; charset=utf-8")


MISUSING = '''
@pytest.mark.points(1)
def test_answer(lab):
    """The answer is 42."""
    assert lab.call("answer").returned == 42
    {line}
'''
MISTAKES = {
    "a word": ("job('a', takes=-1)", "job() at test_alpha.py:11: expected takes to be seconds, 0 or more, got -1"),
    "a word that does not belong there": ("note('now')", "note('now', None) belongs in a function marked @scenario"),
    "what is called": ("lab.call(print)", "expected what is called to be a text"),
    "a module": ("lab.test(shop=3)", "expected the module 'shop' to be text, got 3"),
    "schedules": ("lab.explore(scenario(lambda exercise: 1), schedules=0)", "expected schedules to be a whole number"),
}


@pytest.mark.parametrize(("line", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_of_the_author_is_not_the_learner_s(house: House, line: str, said: str) -> None:
    """A check that says what makes no sense is an error, though it has asked before, and says where."""
    house.suite("alpha", MISUSING.format(line=line))
    verdict = house.verdict("async def answer():\n    return 42\n")
    assert verdict.status == "error"
    assert said in (verdict.happened or "")


def test_mistake_outside_a_check_is_named(house: House) -> None:
    """A word that is misused while the suite is imported ends the grade before anything is graded."""
    house.suite("alpha", "JOB = job('a', takes=-1)\n" + MISUSING.format(line=""))
    with pytest.raises(SuitesBroken, match=r"job\(\) at test_alpha.py:6: expected takes to be seconds"):
        house.verdict("async def answer():\n    return 42\n")


IN_A_SCENARIO = {
    "signal_at('SIGNAL', 1)": "signal_at('SIGNAL', 1), in the check: expected the name of a signal",
    "signal_at(15, 1)": "signal_at(15, 1), in the check: expected the name of a signal",
    "signal_at('SIGTERM', -1)": "signal_at('SIGTERM', -1), in the check: expected seconds, 0 or more",
    "signal_at('SIGTERM', '1')": "signal_at('SIGTERM', '1'), in the check: expected seconds, 0 or more",
    "contents('desk')": "contents('desk'), in the check: expected a folder that it has handed out",
    "contents(3)": "contents(3), in the check: expected a folder that it has handed out",
    "note(3)": "note(3), in the check: expected a name for what happens",
}


@pytest.mark.parametrize(("line", "said"), IN_A_SCENARIO.items(), ids=IN_A_SCENARIO)
def test_mistake_in_a_scenario_is_named(house: House, line: str, said: str) -> None:
    """A word that is misused in a scenario says that it is the check's: nobody is graded by a silent one."""
    suite = f"@scenario\ndef played(exercise, box):\n    {line}\n" + MISUSING.format(
        line="lab.play(played, folder('box')).returned"
    )
    house.suite("alpha", suite)
    assert said in (house.verdict("async def answer():\n    return 42\n").happened or "")


def test_where_it_is_written_is_told(tmp_path: Path) -> None:
    """The line is that of the suite, also where one word stands in another."""
    line = "\n\nweb_server('a', {'/': reply(after=-1)})"
    with pytest.raises(Misused, match=r"^reply\(\) at test_sea.py:3: expected after to be"):
        exec(compile(line, str(tmp_path / "test_sea.py"), "exec"), dict(WORDS))  # noqa: S102 (as above)


def test_docstrings_and_names_survive() -> None:
    """A word keeps its name and its docstring: authors read them."""
    described: list[Any] = [(word.__name__, bool(word.__doc__)) for name, word in WORDS.items() if name != "Error"]
    assert described == [(name, True) for name in WORDS if name != "Error"]
