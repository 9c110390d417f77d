# SPDX-License-Identifier: Apache-2.0
"""The wall clock jumps while casegate runs; libfaketime sets it for the gateway, and leaves the monotonic one alone."""
import glob
import sqlite3
import time

import pytest

from fakesmtp import FakeSmtp
from processes import eventually

DAY = 24 * 60 * 60


@pytest.fixture
def smtp():
    server = FakeSmtp()
    server.start()
    yield server
    server.stop()


class Clock:
    def __init__(self, file):
        self.file = file
        self.file.write_text('+0\n')

    def set(self, days):
        self.file.write_text(f'{days * DAY:+d}\n')

    def environment(self):
        library, = glob.glob('/usr/lib/*/faketime/libfaketime.so.1')
        return {'LD_PRELOAD': library, 'FAKETIME_TIMESTAMP_FILE': str(self.file), 'FAKETIME_NO_CACHE': '1',
                'FAKETIME_DONT_FAKE_MONOTONIC': '1', 'DONT_FAKE_MONOTONIC': '1'}


@pytest.fixture
def clock(folder):
    return Clock(folder / 'clock')


@pytest.fixture
def desk(folder_desk, smtp):
    return folder_desk(outgoing={'smtp': f'smtp://127.0.0.1:{smtp.port}'})


def noticed(desk, words):
    """It is noticed at the next piece of work at the latest."""
    desk.gateway.run('contact', 'add', f'wie-{time.time_ns()}@klant.example')
    eventually(lambda: words in desk.gateway.log(), words)


def letters(desk):
    """Of a gateway that has ended: name, state, seconds until it is due."""
    with sqlite3.connect(desk.gateway.state / 'spool.db') as spool:
        return [(name, state, due_ms / 1000 - time.time()) for name, state, due_ms in
                spool.execute('SELECT name, state, due_ms FROM letter ORDER BY id')]


def test_letters_that_were_put_off_by_a_wrong_clock_are_due_when_it_is_right(desk, smtp, clock):
    clock.set(days=1)
    desk.start(**clock.environment())
    smtp.fault('RCPT', '451 4.7.1 greylisted')
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: smtp.commands('RCPT'), 'a letter that is refused for now')
    eventually(lambda: 'greylisted' in desk.gateway.say('case', 'show', 'CS0000001') or
               desk.gateway.json('status')['letters']['waiting'] >= 1, 'the refusal')
    clock.set(days=0)
    noticed(desk, 'the clock was set back by')
    desk.gateway.stop()
    assert letters(desk)
    for name, state, due in letters(desk):
        assert state == 'waiting' and due < 10 * 60, (name, state, due)


def test_nothing_ends_because_the_clock_was_wrong_for_a_moment(desk, smtp, clock):
    desk.start(**clock.environment())
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: len(smtp.letters) >= 1, 'the acknowledgement')
    desk.gateway.run('case', 'resolve', 'CS0000001', 'Nieuwe kabel.')
    eventually(lambda: any(b'Nieuwe kabel.' in letter.bytes for letter in smtp.letters), 'the resolution')
    smtp.fault('RCPT', '451 4.7.1 greylisted')
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    eventually(lambda: len(desk.gateway.cases()) == 2, 'a second case')
    clock.set(days=365)
    noticed(desk, 'the clock was set forward')
    els.send(els.write('Toetsenbord', 'Mijn toetsenbord is stuk.'))
    eventually(lambda: len(desk.gateway.cases()) == 3, 'a third case')
    assert desk.gateway.json('status')['letters']['failed'] == 0
    clock.set(days=0)
    noticed(desk, 'the clock was set back by')
    assert desk.gateway.case('CS0000001')['state'] == 'resolved'
    desk.gateway.stop()
    for name, state, due in letters(desk):
        assert state == 'sent' or state == 'waiting' and due < 10 * 60, (name, state, due)
        assert name not in ('reminder-solution', 'closed-automatically')


def test_nobody_is_late_who_could_not_be_heard(desk, smtp, clock):
    """It was stopped for a month: the customer has as much time to answer as was left before."""
    desk.start(**clock.environment())
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: len(desk.gateway.cases()) == 1, 'a case')
    desk.gateway.run('case', 'resolve', 'CS0000001', 'Nieuwe kabel.')
    desk.gateway.stop()
    clock.set(days=30)
    desk.start(**clock.environment())
    noticed(desk, 'in which casegate did not run')
    assert desk.gateway.case('CS0000001')['state'] == 'resolved'
    desk.gateway.stop()
    assert 'reminder-solution' not in [name for name, _, _ in letters(desk)]


def test_an_alarm_is_due_after_its_time_whatever_the_clock_says(folder_desk, smtp, clock):
    desk = folder_desk(outgoing={'smtp': f'smtp://127.0.0.1:{smtp.port}'}, alarm='beheer@desk.example',
                       times={'alarm': '6s'})
    clock.set(days=1)
    desk.start(**clock.environment())
    smtp.stop()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: 'could not connect' in desk.gateway.log(), 'a server that is gone')
    began = time.monotonic()
    eventually(lambda: time.monotonic() - began > 2, 'the alarm to have seen it')
    clock.set(days=0)
    eventually(lambda: 'alarm: sending fails' in desk.gateway.log(), 'the alarm in the log')
