# SPDX-License-Identifier: Apache-2.0
"""What gives access is asked for, approved and carried out by mail, and both people confirm it by a code."""
import pytest

from processes import eventually
from test_step_up import ACCESS, asked, code_of

CONFIRMED = {'request_sensitive': 'confirmed', 'approve_sensitive': 'confirmed'}


def people(desk):
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    desk.gateway.run('contact', 'set', els.address, '--manager', piet.address)
    return els, piet


def request(desk, number, state):
    return eventually(
        lambda: (desk.gateway.json('request', 'show', number)['state'] == state) or None, f'{number} {state}')


def requested(desk, els):
    """By the customer, with the code of a letter: the number."""
    letter, waiting = asked(desk, els)
    assert 'Toegang aanvragen' in letter.text and 'Boekhouding' not in letter.text
    count = len(els.letters())
    els.send(els.answer(letter, code_of(letter)))
    told = els.letter(-1, count=count + 1)
    assert 'Boekhouding' in told.text
    request(desk, told.number, 'awaiting approval')
    return told.number


def approved(piet, word='Akkoord'):
    """By the manager, with a code of his own."""
    question = piet.letter(0)
    piet.send(piet.press(question.accept) if word == 'Akkoord' else piet.answer(question, word))
    asks = piet.letter(1)
    assert 'code' in asks.subject and 'Toegang aanvragen' in asks.text
    piet.send(piet.answer(asks, code_of(asks)))


def test_from_the_question_to_fulfilment(any_desk):
    """A code each is enough where the desk says so: nobody of the desk approves."""
    desk = any_desk(needs=CONFIRMED).start()
    els, piet = people(desk)
    number = requested(desk, els)
    approved(piet)
    request(desk, number, 'in progress')
    count = len(els.letters())
    desk.gateway.run('request', 'fulfil', number, 'Je hebt nu toegang.')
    done = els.letter(-1, count=count + 1)
    assert 'Je hebt nu toegang.' in done.text
    request(desk, number, 'fulfilled')
    timeline = desk.gateway.say('request', 'show', number)
    assert 'approved' in timeline and 'Piet Jansen' in timeline


def test_without_an_app_a_person_of_the_desk_decides(desk):
    els, piet = people(desk)
    number = requested(desk, els)
    approved(piet)
    noted = piet.letter(2)
    assert number in noted.subject
    request(desk, number, 'awaiting approval')
    desk.gateway.run('request', 'approve', number)
    request(desk, number, 'in progress')
    desk.gateway.run('request', 'fulfil', number, 'Geregeld.')
    request(desk, number, 'fulfilled')


def test_the_requester_cannot_give_the_managers_code(any_desk):
    desk = any_desk(needs=CONFIRMED).start()
    els, piet = people(desk)
    number = requested(desk, els)
    piet.send(piet.press(piet.letter(0).accept))
    asks = piet.letter(1)
    els.send(els.answer(asks, code_of(asks)))
    desk.at_rest()
    assert desk.gateway.json('request', 'show', number)['state'] == 'awaiting approval'
    piet.send(piet.answer(asks, code_of(asks)))
    request(desk, number, 'in progress')


@pytest.mark.parametrize('wrong', ['000000', '123456'])
def test_a_wrong_code_files_nothing(desk, wrong):
    els, _ = people(desk)
    letter, waiting = asked(desk, els)
    wrong = wrong if wrong != code_of(letter) else '654321'
    els.send(els.answer(letter, wrong))
    els.letter(-1, count=len(els.letters()) + 1)
    assert desk.gateway.json('mail', 'show', waiting)['state'] == 'held'
