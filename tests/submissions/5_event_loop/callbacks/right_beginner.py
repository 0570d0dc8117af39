"""A beginner's: every step by itself, lists and flags instead of closures, and a class for what repeats."""

import asyncio


def run_day(plan, length, patience):
    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = patience
    for pair in plan:
        moment = pair[0]
        do = pair[1]
        if moment == 0:
            loop.call_soon(do, loop)
        else:
            loop.call_later(moment, do, loop)
    try:
        loop.run_until_complete(asyncio.sleep(length))
    except KeyboardInterrupt:
        loop.close()
        raise
    loop.close()


class Repeater:
    def __init__(self, loop, period, action):
        self.loop = loop
        self.period = period
        self.action = action
        self.start_time = loop.time()
        self.number_of_calls = 0
        self.has_ended = False
        self.ask_for_next_call()

    def ask_for_next_call(self):
        next_time = self.start_time + (self.number_of_calls + 1) * self.period
        self.loop.call_at(next_time, self.call)

    def call(self):
        if self.has_ended == True:
            return
        self.number_of_calls = self.number_of_calls + 1
        try:
            self.action()
        finally:
            if self.has_ended == False:
                self.ask_for_next_call()

    def end(self):
        self.has_ended = True


def every(loop, period, action):
    repeater = Repeater(loop, period, action)
    return repeater.end


def in_pieces(loop, pieces, done):
    results = []
    pieces_to_do = []
    for piece in pieces:
        pieces_to_do.append(piece)

    def do_the_next_piece():
        if len(pieces_to_do) == 0:
            done(results)
            return
        piece = pieces_to_do.pop(0)
        result = piece()
        results.append(result)
        loop.call_soon(do_the_next_piece)

    loop.call_soon(do_the_next_piece)
