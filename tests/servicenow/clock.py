# SPDX-License-Identifier: Apache-2.0
"""The instance's time: the machine's, moved or stopped by whoever tests."""
import calendar
import time

SHAPE = '%Y-%m-%d %H:%M:%S'


def stamp(seconds):
    """As the database has it: UTC, whole seconds."""
    return time.strftime(SHAPE, time.gmtime(seconds))


def seconds(text):
    return calendar.timegm(time.strptime(text, SHAPE))


class Clock:
    def __init__(self):
        self.offset = 0.0
        self.stopped = None

    def time(self):
        return self.stopped if self.stopped is not None else time.time() + self.offset

    def now(self):
        return stamp(self.time())

    def set(self, forward=None, offset=None, at=None, stop=None):
        """forward: so many seconds on; offset: so many from the machine's; at: UTC, like 2026-11-20 09:00:00;
        stop: true to stand still, false to go on from there."""
        if at is not None:
            self._move(seconds(at) - self.time())
        if offset is not None:
            self.offset = offset
            self.stopped = None
        if forward is not None:
            self._move(forward)
        if stop is True and self.stopped is None:
            self.stopped = self.time()
        elif stop is False and self.stopped is not None:
            self.offset = self.stopped - time.time()
            self.stopped = None
        return self.now()

    def _move(self, by):
        if self.stopped is not None:
            self.stopped += by
        else:
            self.offset += by
