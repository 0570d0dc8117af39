"""locks: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import note, scenario, shared_value

seconds = st.integers(1, 5)


@scenario
async def withdrawals(exercise, store, amounts):
    account = exercise.Account(store)
    return await asyncio.gather(*(account.withdraw(amount) for amount in amounts))


@pytest.mark.points(1)
@given(amounts=st.lists(st.integers(1, 90), min_size=2, max_size=6), read=seconds, write=seconds)
def test_withdrawals_at_the_same_time_share_what_there_is(lab, amounts, read, write):
    """However many withdraw at once, all get what they are told they get, and nobody is refused what is there."""
    run = lab.play(withdrawals, shared_value("balance", 100, read=read, write=write), amounts)
    balance = run.final("balance")
    granted = [amount for amount, got in zip(amounts, run.returned, strict=True) if got]
    refused = [amount for amount, got in zip(amounts, run.returned, strict=True) if not got]
    assert balance == 100 - sum(granted)
    assert balance >= 0
    assert [amount for amount in refused if amount <= balance] == []


@scenario
async def business(exercise, stores, orders):
    accounts = {name: exercise.Account(store) for name, store in stores.items()}

    async def do(kind, one, other, amount):
        if kind == "transfer":
            return await exercise.transfer(accounts[one], accounts[other], amount)
        await exercise.level(accounts[one], accounts[other])
        return True

    note("done", await asyncio.gather(*(do(*order) for order in orders)))
    note("money", sum([await store.get() for store in stores.values()]))


@pytest.mark.points(1)
@given(
    orders=st.lists(
        st.tuples(st.sampled_from(["transfer", "level"]), st.permutations("abc"), st.integers(1, 12)),
        min_size=4,
        max_size=8,
    )
)
def test_no_money_is_lost_and_nobody_waits_for_ever(lab, orders):
    """Whoever transfers and levels among three accounts, in whatever circles: all is done in the end, and adds up."""
    stores = {name: shared_value(name, 100, read=1, write=1) for name in "abc"}
    run = lab.play(business, stores, [(kind, one, other, amount) for kind, (one, other, _), amount in orders])
    assert run.notes("done") == [[True] * len(orders)]  # at most 8 x 12 leave an account that has 100
    assert run.notes("money") == [300]


@scenario
async def stopped_calls(exercise, left, right):
    left, right = exercise.Account(left), exercise.Account(right)
    calls = [left.deposit(1), right.deposit(10), exercise.level(left, right), exercise.level(right, left)]
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0.5)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await left.deposit(200)
    await right.deposit(3000)
    note("money", await left.store.get() + await right.store.get())


@pytest.mark.points(1.5)
def test_a_stopped_call_leaves_the_account_free(lab):
    """Calls that are cancelled while they wait, or in the middle of their work, keep nobody else out."""
    left, right = shared_value("left", 0, read=1, write=1), shared_value("right", 0, read=1, write=1)
    for run in lab.explore(stopped_calls, left, right):
        # A deposit that is stopped may have been made or not.
        assert run.notes("money") in [[3200], [3201], [3210], [3211]]


@scenario
async def transfers(exercise, pairs):
    pairs = [(exercise.Account(source), exercise.Account(target)) for source, target in pairs]
    await asyncio.gather(*(exercise.transfer(source, target, 30) for source, target in pairs))


@scenario
async def levels(exercise, pairs):
    pairs = [(exercise.Account(first), exercise.Account(second)) for first, second in pairs]
    await asyncio.gather(*(exercise.level(first, second) for first, second in pairs))


@pytest.mark.points(1.5)
def test_strangers_do_not_wait_for_each_other(lab):
    """Transfers between some accounts, and the levelling of some, do not wait for those of others."""
    a, b = shared_value("a", 90, read=2, write=1), shared_value("b", 10, read=2, write=1)
    c, d = shared_value("c", 80, read=2, write=1), shared_value("d", 20, read=2, write=1)
    for scene, balances in (transfers, [60, 40, 50, 50]), (levels, [50, 50, 50, 50]):
        alone = lab.play(scene, [(a, b)]).elapsed
        together = lab.play(scene, [(a, b), (c, d)])
        assert together.elapsed == alone
        assert [together.final(name) for name in "abcd"] == balances
