# SPDX-License-Identifier: Apache-2.0
"""The gateway dies at each named point of the way of an operation, at the first, second, third ... time that it gets there,
and so does its worker: what was to be done at the desk elsewhere is done once, and told once."""
import os
import signal
from collections import Counter

import pytest

from conftest import TREE
from desk import FolderPost
from processes import eventually, stretched
from remotedesk import RemoteDesk
from test_sweep import ALL_POINTS

POINTS = [name for name in ALL_POINTS if name.startswith('desk.') and name not in ('desk.news', 'desk.postponed')]
TIMES = range(1, 4)
OPEN = ('waiting', 'behind', 'in flight', 'unknown')


@pytest.fixture
def mortal(folder, servicenow):
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    assert os.access(program, os.X_OK), f'{program} is not there: ./quickstart test builds it (--enable-failpoints)'
    desk = RemoteDesk(program, folder, FolderPost(folder), servicenow, {'look_up_after': '1s', 'poll': '1s'})
    yield desk
    desk.end()
    assert servicenow.sins() == []


class Round:
    """A customer accepts a solution while another opens a case with a file."""

    def __init__(self, desk, solved, number):
        self.desk = desk
        self.solved = solved  # who got a solution, and that letter
        self.words = f'Bedankt voor ronde {number}!'
        self.newcomer = desk.customer(f'Nieuw {number}')

    def begin(self):
        customer, letter = self.solved
        customer.send(customer.press(letter.accept, self.words))
        mail = self.newcomer.write('Scherm', 'Mijn scherm is zwart.')
        mail.add_attachment(b'zwart\n', maintype='text', subtype='plain', filename='foto.txt')
        self.newcomer.send(mail)

    def is_over(self):
        status = self.desk.gateway.json('status')
        return (len(self.solved[0].letters()) >= 3 and self.newcomer.letters() and
                not sum(status['desk']['queue'][state] for state in OPEN) and status['letters']['waiting'] == 0 and
                self.desk.post.waiting(self.desk.address) == 0)

    def died_or_over(self):
        return self.desk.gateway.process.poll() is not None or self.is_over()

    def check(self):
        customer, letter = self.solved
        double = self.desk.double
        assert len([text for _, text in double.comments(letter.number) if self.words in text]) == 1
        assert double.case(letter.number)['state'] == '3'
        assert len({sent.id for sent in customer.letters()}) == 3
        [first] = {sent.id: sent for sent in self.newcomer.letters()}.values()
        assert double.files(first.number) == {'foto.txt': b'zwart\n'}
        assert len(double.rows('sys_attachment', f"table_sys_id={double.case(first.number)['sys_id']}")) == 1

    def resolve(self):
        """What the next round accepts."""
        self.desk.gateway.run('case', 'resolve', self.newcomer.letters()[0].number, 'Gedaan.')
        found = eventually(lambda: [sent for sent in self.newcomer.letters() if sent.is_resolution], 'a resolution')
        return self.newcomer, found[0]


def first_solution(desk):
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    desk.gateway.run('case', 'resolve', els.letter(0).number, 'Gedaan.')
    letter = els.letter(1)
    desk.gateway.stop()
    return els, letter


def one_each(desk, rounds):
    """No case twice, none missing, here and there."""
    there = desk.double.cases('correlation_display=casegate')
    assert len(there) == len(desk.gateway.cases()) == 1 + rounds
    assert {case['number'] for case in there} == {case['number'] for case in desk.gateway.cases()}


def test_death_at_every_point(mortal):
    solved = first_solution(mortal)
    deaths = Counter()
    rounds = 0
    for point in POINTS:
        for nth in TIMES:
            rounds += 1
            turn = Round(mortal, solved, rounds)
            turn.begin()
            mortal.gateway.start(ready=False, CASEGATE_FAILPOINT=f'{point}:{nth}')
            eventually(turn.died_or_over, f'{point}:{nth}, or the end of the round')
            died = mortal.gateway.process.poll() is not None
            mortal.gateway.kill()
            mortal.start()
            eventually(turn.is_over, f'the round after a death at {point}:{nth}')
            turn.check()
            solved = turn.resolve()
            mortal.gateway.stop()
            deaths[point] += died
            if not died:
                break
    print(deaths)
    assert not set(POINTS) - set(+deaths), 'points that were never reached'
    mortal.start()
    one_each(mortal, rounds)


@pytest.mark.parametrize('fault', ['cut_before', 'cut_after', 'commit_late', 'queued', 'unavailable'])
def test_the_worker_dies_and_the_line_is_cut(mortal, fault):
    solved = first_solution(mortal)
    mortal.start()
    for number, (method, path) in enumerate([('POST', '/case$'), ('PUT', '/case/'), ('POST', '/attachment/')], 1):
        turn = Round(mortal, solved, number)
        mortal.double.fault(fault, method=method, path=path)
        turn.begin()
        for pid in mortal.gateway.workers('servicenow'):
            os.kill(pid, signal.SIGKILL)
        eventually(turn.is_over, f'{fault} at {method} {path}', patience=stretched(60))
        turn.check()
        solved = turn.resolve()
    one_each(mortal, 3)
