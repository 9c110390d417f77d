# SPDX-License-Identifier: Apache-2.0
"""Two hundred kill -9 at random over two hundred mails: exactly one case and one letter for each."""
import random
from collections import Counter

import pytest

import processes
from desk import UNLIMITED
from processes import eventually

MAILS = 200
KILLS = 200


def kill_something(desk, dice):
    """The gateway in one of four, else one of its workers. Says what died."""
    workers = desk.workers_to_kill()
    if dice.random() < 0.25 or not workers:
        desk.gateway.kill()
        desk.start()
        return 'gateway'
    pid = dice.choice(workers)
    words = desk.gateway.arguments(pid)
    processes.kill(pid)
    return words[-1] if words else 'worker'


def test_random_kills(any_desk):
    seed = random.randrange(1 << 32)
    print(f'seed {seed}')
    dice = random.Random(seed)
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    died = Counter()
    sent = 0
    while sent < MAILS or sum(died.values()) < KILLS:
        if sent < MAILS:
            els.send(els.write(f'melding {sent}', f'Dit is melding {sent}.'))
            sent += 1
        if sum(died.values()) < KILLS and (dice.random() < 0.8 or sent == MAILS):
            died[kill_something(desk, dice)] += 1
    assert died['gateway'] >= 20 and len(died) >= 4, f'too few kinds of death: {died}'

    wanted = {f'melding {n}' for n in range(MAILS)}
    eventually(lambda: len(desk.gateway.cases()) >= MAILS, 'a case for each mail', patience=180)
    eventually(lambda: len({letter.number for letter in els.letters()}) >= MAILS, 'a letter for each mail',
               patience=180)
    desk.flushed()

    cases = desk.gateway.cases()
    titles = Counter(case['title'] for case in cases)
    titles.pop('sluitstuk')
    assert set(titles) == wanted, f'seed {seed}'
    assert not [title for title, count in titles.items() if count != 1], f'seed {seed}'

    letters = els.letters()
    assert len({letter.id for letter in letters}) == MAILS, f'seed {seed}: a repeated letter keeps its Message-ID'
    numbers = {case['number'] for case in cases if case['title'] in wanted}
    assert Counter(letter.number for letter in {letter.id: letter for letter in letters}.values()
                   ) == Counter(dict.fromkeys(numbers, 1)), f'seed {seed}'
    states = Counter(mail['state'] for mail in desk.gateway.mails())
    assert states['waiting'] == states['quarantined'] == states['held'] == 0, (states, f'seed {seed}')
    print(f'{died}, {len(letters) - MAILS} letters repeated')
    desk.gateway.stop()


@pytest.mark.parametrize('seed', range(3))
def test_kills_within_a_conversation(folder_desk, seed):
    """Replies, resolutions and acceptances also happen once, whenever the gateway dies."""
    dice = random.Random(seed)
    desk = folder_desk(**UNLIMITED).start()
    people = [desk.customer(f'Klant {n}') for n in range(5)]
    for person in people:
        person.send(person.write('Scherm', 'Mijn scherm is zwart.'))
    kill_something(desk, dice)
    letters = [person.letter(0) for person in people]
    for person, letter in zip(people, letters):
        desk.gateway.run('case', 'resolve', letter.number, 'Gedaan.')
    desk.gateway.kill()
    desk.start()

    def resolution(person):
        return next((letter for letter in person.letters() if letter.is_resolution), None)
    for person in people:
        person.send(person.press(eventually(lambda: resolution(person), 'a resolution').accept))
        if dice.random() < 0.5:
            desk.gateway.kill()
            desk.start()
    for person, letter in zip(people, letters):
        case = desk.case(letter.number, state='closed')
        assert len([entry for entry in case['timeline'] if entry['author'] == person.name]) == 2, case['timeline']
    desk.flushed()
    for person in people:
        assert len({letter.id for letter in person.letters()}) == 3
