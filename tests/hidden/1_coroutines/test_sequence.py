"""sequence: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, job, scenario

STEPS = ("is_in_stock", "pay", "send")

seconds = st.integers(1, 20)
errors = st.sampled_from([ValueError("no"), LookupError("what?"), ConnectionError("hung up"), TimeoutError("too slow")])


@pytest.mark.points(1)
@given(takes=st.tuples(seconds, seconds, seconds), failing=st.sampled_from(STEPS), error=errors)
def test_whichever_step_fails_is_the_last(lab, takes, failing, error):
    """Whichever step of a purchase fails, and however, it is the last one, and the caller gets that very error."""
    steps = [
        job(step, takes=time, returns=True, raises=error if step == failing else None)
        for step, time in zip(STEPS, takes, strict=True)
    ]
    begun = STEPS[: STEPS.index(failing) + 1]
    *starts, end = accumulate(takes[: len(begun)], initial=0)
    run = lab.call("buy", "Emma", *steps)
    assert run.raised == (type(error).__name__, str(error))
    assert [run.times(f"{step} started") for step in begun] == [[start] for start in starts]
    assert run.peak() == 1
    assert len(run.order) == 2 * len(begun)
    assert run.elapsed == end


@pytest.mark.points(1)
@given(
    cards=st.lists(st.tuples(seconds, st.sampled_from(["accepted", "declined", "lost line"])), max_size=5).map(
        lambda answers: dict(zip(["gold", "blue", "green", "red", "white"], answers, strict=False))
    )
)
def test_tries_cards_until_one_is_accepted_or_nobody_knows(lab, cards):
    """However many cards there are, they are tried in turn until one is accepted, or may have been charged."""
    problems = {"declined": ValueError("declined"), "lost line": ConnectionError("lost line"), "accepted": None}
    charge = job(
        "charge",
        takes=by_argument({card: takes for card, (takes, _) in cards.items()}),
        raises=by_argument({card: problems[answer] for card, (_, answer) in cards.items()}),
        returns=by_argument({card: f"paid with {card}" for card in cards}),
    )
    answers = [answer for _, answer in cards.values()]
    tried = next((place for place, answer in enumerate(answers, start=1) if answer != "declined"), len(cards))
    last = answers[tried - 1] if tried else None
    *starts, end = accumulate([takes for takes, _ in cards.values()][:tried], initial=0)
    run = lab.call("charge_one", list(cards), charge)
    assert run.raised == (("ConnectionError", "lost line") if last == "lost line" else None)
    if last != "lost line":
        assert run.returned == (f"paid with {list(cards)[tried - 1]}" if last == "accepted" else None)
    assert run.elapsed == end
    assert run.times("charge started") == starts
    assert [call.arguments for call in run.spans("charge")] == [[card] for card in list(cards)[:tried]]


@scenario
async def two_customers(exercise, ada, bo):
    return await asyncio.gather(exercise.buy("Emma", *ada), exercise.buy("Emma", *bo))


@pytest.mark.points(0.5)
def test_customers_do_not_mix(lab):
    """Two who buy at the same time each get their own receipt, and each of their books is sent when it is paid."""
    steps = {
        who: [
            job(f"{who} asks", takes=1, returns=True),
            job(f"{who} pays", takes=1, returns=who),
            job(f"{who} gets it"),
        ]
        for who in ("Ada", "Bo")
    }
    for run in lab.explore(two_customers, steps["Ada"], steps["Bo"]):
        assert run.returned == ["Ada", "Bo"]
        for who in ("Ada", "Bo"):
            happened = [event for event in run.order if event.startswith(who)]
            assert happened == [
                f"{who} {step} {what}" for step in ("asks", "pays", "gets it") for what in ("started", "finished")
            ]
