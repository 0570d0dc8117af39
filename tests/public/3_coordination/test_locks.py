"""locks: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import scenario, shared_value


@scenario
async def one_by_one(exercise, store):
    account = exercise.Account(store)
    await account.deposit(25)
    return [await account.withdraw(100), await account.withdraw(50), await account.withdraw(25)]


@pytest.mark.points(1)
def test_an_account_gives_what_it_has(lab):
    """What is deposited is added; a withdrawal takes its amount or, if that is too much, nothing."""
    run = lab.play(one_by_one, shared_value("balance", 100, read=1, write=1))
    assert run.returned == [True, False, True]
    assert run.final("balance") == 0


@scenario
async def deposits(exercise, store, amounts):
    account = exercise.Account(store)
    await asyncio.gather(*(account.deposit(amount) for amount in amounts))


@pytest.mark.points(2)
def test_deposits_at_the_same_time_all_count(lab):
    """However the deposits into one account overlap, every one of them counts."""
    for run in lab.explore(deposits, shared_value("balance", 100, read=1, write=1), [1, 20, 300, 4000]):
        assert run.final("balance") == 4421


@scenario
async def two_accounts(exercise, left, right):
    await asyncio.gather(exercise.Account(left).deposit(5), exercise.Account(right).deposit(7))


@pytest.mark.points(1.5)
def test_different_accounts_do_not_wait_for_each_other(lab):
    """Deposits into two accounts take as long as one of them."""
    run = lab.play(two_accounts, shared_value("left", 10, read=2, write=1), shared_value("right", 20, read=2, write=1))
    assert run.elapsed == 3
    assert (run.final("left"), run.final("right")) == (15, 27)


@scenario
async def transfers(exercise, source, target, amounts):
    source, target = exercise.Account(source), exercise.Account(target)
    return [await exercise.transfer(source, target, amount) for amount in amounts]


@scenario
async def transfers_at_once(exercise, source, target, amounts):
    source, target = exercise.Account(source), exercise.Account(target)
    transferred = asyncio.gather(*(exercise.transfer(source, target, amount) for amount in amounts))
    await asyncio.gather(transferred, target.withdraw(175))  # so much is never there: only one of the transfers can be


@pytest.mark.points(1.5)
def test_a_transfer_moves_all_or_nothing(lab):
    """A transfer takes from one account what it gives to the other, or changes nothing at all."""
    left, right = (shared_value(name, 100, read=1, write=1) for name in ("left", "right"))
    run = lab.play(transfers, left, right, [70, 40, 30])
    assert run.returned == [True, False, True]
    assert (run.final("left"), run.final("right")) == (0, 200)
    for run in lab.explore(transfers_at_once, left, right, [70, 60]):
        assert (run.final("left"), run.final("right")) in [(30, 170), (40, 160)]


@scenario
async def levelled(exercise, left, right):
    left, right = exercise.Account(left), exercise.Account(right)
    await exercise.level(left, right)


@scenario
async def levelled_both_ways(exercise, left, right):
    left, right = exercise.Account(left), exercise.Account(right)
    pairs = [(left, right), (right, left), (left, right), (right, left)]
    await asyncio.gather(*(exercise.level(one, other) for one, other in pairs), left.deposit(20))


@pytest.mark.points(2)
def test_accounts_are_levelled_both_ways_round(lab):
    """Two accounts share their money evenly, also when many level them at once, both ways round."""
    left, right = shared_value("left", 90, read=1, write=1), shared_value("right", 11, read=1, write=1)
    run = lab.play(levelled, left, right)
    assert (run.final("left"), run.final("right")) == (51, 50)
    left, right = shared_value("left", 90, read=1, write=1), shared_value("right", 10, read=1, write=1)
    for run in lab.explore(levelled_both_ways, left, right):
        # The deposit comes before one of the four or after them all.
        assert (run.final("left"), run.final("right")) in [(60, 60), (70, 50)]
