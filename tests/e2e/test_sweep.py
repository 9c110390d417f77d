# SPDX-License-Identifier: Apache-2.0
"""The gateway dies at each named point of its way, at the first, second, third ... time it gets there: whatever was
under way happens once."""
import os
import re
from collections import Counter

import pytest

from conftest import TREE
from desk import UNLIMITED, Desk, FolderPost
from processes import eventually

SOURCES = {file: file.read_text() for room in ('spool', 'gateway') for file in (TREE / room).rglob('*.c')}
ALL_POINTS = sorted({name for text in SOURCES.values() for name in re.findall(r'FAILPOINT\("([a-z._]+)"\)', text)})
POINTS = [name for name in ALL_POINTS  # the others: test_backup.py, test_desk_sweep.py, test_forget.py, test_key.py, test_step_up.py
          if not name.startswith(('backup.', 'code.', 'desk.', 'forget.', 'key.', 'restore.'))]
TIMES = range(1, 9)


@pytest.fixture
def mortal(folder):
    """A desk whose program was built with failpoints."""
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    assert os.access(program, os.X_OK), f'{program} is not there: ./quickstart test builds it (--enable-failpoints)'
    desk = Desk(program, folder, FolderPost(folder), **UNLIMITED)
    yield desk
    desk.end()


class Round:
    """One customer accepts a solution while another, unknown so far, opens a case."""

    def __init__(self, desk, resolution, number):
        self.desk = desk
        self.resolution = resolution  # who got it, and the letter
        self.newcomer = desk.customer(f'Nieuw {number}', known=False)

    def begin(self):
        customer, letter = self.resolution
        customer.send(customer.press(letter.accept, 'Bedankt!'))
        self.newcomer.send(self.newcomer.write('Scherm', 'Mijn scherm is zwart.'))

    def is_over(self):
        """Also in the spool, which hears of a letter's end after the one who gets it."""
        return (len(self.resolution[0].letters()) >= 3 and self.newcomer.letters() and
                self.desk.post.waiting(self.desk.address) == 0 and
                self.desk.gateway.json('status')['letters']['waiting'] == 0)

    def died_or_over(self):
        return self.desk.gateway.process.poll() is not None or self.is_over()

    def check(self):
        customer, letter = self.resolution
        case = self.desk.gateway.case(letter.number)
        accepted = [entry for entry in case['timeline'] if entry['text'].startswith('accepted')]
        assert case['state'] == 'closed' and len(accepted) == 1, case['timeline']
        assert len({sent.id for sent in customer.letters()}) == 3
        assert len({sent.id for sent in self.newcomer.letters()}) == 1

    def resolve(self):
        """What the next round accepts."""
        self.desk.gateway.run('case', 'resolve', self.newcomer.letters()[0].number, 'Gedaan.')
        found = eventually(lambda: [sent for sent in self.newcomer.letters() if sent.is_resolution], 'a resolution')
        return self.newcomer, found[0]


def first_resolution(desk):
    desk.start()
    els = desk.customer(known=False)
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    desk.gateway.run('case', 'resolve', els.letter(0).number, 'Gedaan.')
    letter = els.letter(1)
    desk.gateway.stop()
    return els, letter


def die_at(desk, point, nth, resolution, number):
    """Whether it died there, and what the next round accepts."""
    turn = Round(desk, resolution, number)
    turn.begin()  # before it starts, because some points are on the way to being ready
    desk.gateway.start(ready=False, CASEGATE_FAILPOINT=f'{point}:{nth}')
    eventually(turn.died_or_over, f'{point}:{nth}, or the end of the round')
    died = desk.gateway.process.poll() is not None
    desk.gateway.kill()
    desk.start()
    eventually(turn.is_over, f'the round after a death at {point}:{nth}')
    turn.check()
    resolution = turn.resolve()
    desk.gateway.stop()
    return died, resolution


def test_every_point_was_found():
    written = sum(text.count('FAILPOINT(') for text in SOURCES.values())
    assert written == sum(text.count(f'FAILPOINT("{name}")') for text in SOURCES.values() for name in ALL_POINTS)
    assert {'spool'} <= {file.relative_to(TREE).parts[0] for file, text in SOURCES.items() if 'FAILPOINT(' in text}


def test_death_at_every_point(mortal):
    resolution = first_resolution(mortal)
    deaths = Counter()
    rounds = 0
    for point in POINTS:
        for nth in TIMES:
            rounds += 1
            died, resolution = die_at(mortal, point, nth, resolution, rounds)
            deaths[point] += died
            if not died:
                break
    print(deaths)
    assert not set(POINTS) - set(+deaths), 'points that were never reached'
    assert deaths.total() >= 30, deaths
    mails = mortal.gateway.mails()
    assert len(mails) == 1 + 2 * rounds and {mail['state'] for mail in mails} == {'done'}
    assert len(mortal.gateway.cases()) == 1 + rounds
