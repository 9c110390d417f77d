# SPDX-License-Identifier: Apache-2.0
"""A server that cuts the line, stalls or never says whether it took a letter: no other letter waits for that one, and
it is tried by itself, so often at most, before a person is told."""
import contextlib
import os
import pty
import shutil
import signal
import subprocess
import threading
import time

import pytest

import fakesmtp
from desk import Desk, Maildir, SmtpPost
from gateway import Failed
from people import Letter
from processes import eventually, stretched

ALARM = 'beheer@desk.example'


@pytest.fixture
def sending(program, folder):
    desk = Desk(program, folder, SmtpPost(folder), alarm=ALARM, times={'alarm': '2s'})
    yield desk
    desk.end()
    desk.post.server.stop()


def write(desk, name):
    """A known customer's new case; the customer."""
    customer = desk.customer(f'{name} Klant')
    customer.send(customer.write('melding', 'Mijn scherm is zwart.'))
    return customer


def letter_to(desk, customer):
    """The row of the one letter to a customer."""
    letters = [letter for letter in desk.gateway.json('letter', 'list') if letter['recipient'] == customer.address]
    assert len(letters) == 1, f'{len(letters)} letters to {customer.address}'
    return letters[0]


def after_attempts(desk, customer, count):
    def tried():
        letter = letter_to(desk, customer)
        assert letter['attempts'] == count, letter
        return letter
    return eventually(tried, f'attempt {count} to {customer.address}')


def sent_at_last(desk, customer):
    """Once the server takes it; what waits for its time is tried again at once."""
    def sent():
        letter = letter_to(desk, customer)
        if letter['state'] == 'waiting' and letter['attempts']:
            with contextlib.suppress(Failed):  # the server has it just now
                desk.gateway.run('letter', 'retry', letter['id'])
        return letter['state'] == 'sent'
    eventually(sent, f'the letter to {customer.address}')


def try_again(desk, letter):
    """Does not wait for its time; while the server has it, it is not to be had."""
    def asked():
        return desk.gateway.run('letter', 'retry', letter['id'])
    eventually(asked, 'a letter that is tried again')


def outcomes(desk, letter):
    return [attempt['outcome'] for attempt in desk.gateway.json('letter', 'show', letter['id'])['failed_attempts']]


# How a server fails one letter, at which command, and what is known of it then.
ONE_FAILS = {
    'cut': ('TEXT', fakesmtp.hang_up, 'unknown'),
    'taken': ('TEXT', fakesmtp.take_and_hang_up, 'unknown'),
    '421': ('RCPT', '421 4.7.0 try later', 'lost'),
    'cut early': ('RCPT', fakesmtp.hang_up, 'lost'),
}


@pytest.mark.parametrize('how', ONE_FAILS)
def test_one_letter_holds_up_no_other(sending, how):
    command, fault, outcome = ONE_FAILS[how]
    desk = sending
    desk.post.server.fault(command, fakesmtp.of('vera', fault))
    desk.start()
    vera = write(desk, 'Vera')
    others = [write(desk, name) for name in ('Els', 'Piet', 'Jan')]
    for other in others:
        other.letter(0)
    eventually(lambda: outcome in outcomes(desk, letter_to(desk, vera)), 'the attempt')
    assert letter_to(desk, vera)['state'] == 'waiting'
    assert desk.gateway.json('status')['letters']['failed'] == 0
    desk.post.server.fault(command, None)
    sent_at_last(desk, vera)
    assert len({letter.id for letter in map(Letter, desk.post.letters(vera.address))}) == 1
    assert all(len(other.letters()) == 1 for other in others)


def test_an_unknown_outcome_is_repeated_twice_and_told(sending):
    desk = sending
    desk.post.server.fault('TEXT', fakesmtp.of('vera', fakesmtp.take_and_hang_up))
    desk.start()
    vera = write(desk, 'Vera')
    after_attempts(desk, vera, 2)  # the second comes after some seconds
    try_again(desk, letter_to(desk, vera))
    letter = after_attempts(desk, vera, 3)
    assert letter['state'] == 'failed' and outcomes(desk, letter) == ['unknown'] * 3
    copies = [Letter(raw) for raw in desk.post.letters(vera.address)]
    assert len(copies) == 3 and len({copy.id for copy in copies}) == 1, 'one letter, three times'
    assert any('may have arrived, and is not sent again' in entry['text']
               for entry in desk.gateway.case(copies[0].number)['timeline'])
    desk.post.server.fault('TEXT', None)
    try_again(desk, letter)
    eventually(lambda: letter_to(desk, vera)['state'] == 'sent', 'what a person had sent once more')


def test_letters_that_take_long_hold_up_no_other(sending):
    """More of them than there are sessions: the last ones push the first aside, which come again later."""
    desk = sending
    go_on = threading.Event()

    def wait(connection, _line):
        go_on.wait(stretched())
        return fakesmtp.PASS
    desk.post.server.fault('RCPT', fakesmtp.of('traag', wait))
    desk.start()
    slow = [write(desk, 'Traag')]
    eventually(lambda: desk.gateway.json('status')['gateway']['outgoing']['slow'] == 1, 'a letter that takes long')
    assert write(desk, 'Els').letter(0)
    assert letter_to(desk, slow[0])['attempts'] == 0, 'it has its time'
    slow += [write(desk, 'Traag') for _ in range(7)]
    assert write(desk, 'Piet').letter(0)
    eventually(lambda: 'lost' in outcomes(desk, letter_to(desk, slow[0])), 'the first to make room')
    go_on.set()  # those that were pushed aside come again by themselves
    for one in slow:
        sent_at_last(desk, one)
        assert len(one.letters()) == 1


@pytest.mark.parametrize('command,outcome', [('RCPT', 'lost'), ('TEXT', 'unknown')])
def test_of_a_worker_that_dies_the_letter_in_hand_is_known(sending, command, outcome):
    desk = sending
    held = threading.Event()

    def hold(connection, _line):
        held.set()
        time.sleep(3600)
    desk.post.server.fault(command, fakesmtp.of('vera', hold))
    desk.start()
    vera = write(desk, 'Vera')
    eventually(held.is_set, 'her letter at the server')
    os.kill(desk.gateway.workers('send-smtp')[0], signal.SIGKILL)
    letter = after_attempts(desk, vera, 1)
    assert letter['state'] == 'waiting' and outcomes(desk, letter) == [outcome]
    assert write(desk, 'Els').letter(0)


def test_a_letter_that_waits_can_be_dropped(sending):
    desk = sending
    desk.post.server.fault('RCPT', '451 4.3.0 later')
    desk.start()
    els = write(desk, 'Els')
    letter = after_attempts(desk, els, 1)
    assert 'put off: 451 4.3.0 later' in desk.gateway.say('letter', 'show', letter['id'])

    def drop():
        ours, theirs = pty.openpty()
        try:
            os.write(ours, b'Els is gebeld\n\x04')
            done = subprocess.run(desk.gateway.argv('letter', 'drop', letter['id'], '--as', 'Sanne de Wit'), stdin=theirs,
                                  capture_output=True, text=True, timeout=stretched())
        finally:
            os.close(ours)
            os.close(theirs)
        assert 'a line with Ctrl-D alone ends it' in done.stderr, 'who waits for the reason says so'
        return done.returncode == 0
    eventually(drop, 'a letter that is dropped')
    entry = desk.gateway.case(letter['ticket'])['timeline'][-1]
    assert entry['author'] == 'Sanne de Wit by root' and entry['text'].endswith('is not sent: Els is gebeld')
    desk.post.server.fault('RCPT', None)
    assert write(desk, 'Piet').letter(0)
    assert not els.letters() and letter_to(desk, els)['state'] == 'dropped'


def test_the_alarm_comes_when_sending_begins_to_fail(sending):
    """By the same server, which takes no letter to customers, but this one."""
    desk = sending
    desk.post.server.fault('RCPT', fakesmtp.of('', lambda connection, line: fakesmtp.PASS if ALARM in line
                                               else connection.say('451 4.3.0 later')))
    desk.start()
    for name in ('Els', 'Piet', 'Jan'):
        write(desk, name)
    told = eventually(lambda: desk.post.letters(ALARM), 'the alarm')
    assert 'kan casegate geen mail versturen' in Letter(told[0]).text
    assert '451 4.3.0 later' in Letter(told[0]).text
    desk.post.server.fault('RCPT', None)
    assert write(desk, 'Eva').letter(0)
    eventually(lambda: 'wordt mail weer verstuurd' in Letter(desk.post.letters(ALARM)[-1]).text, 'that it works')
    assert len(desk.post.letters(ALARM)) == 2


def test_a_server_that_is_silent_over_all_that_it_has_is_told(sending):
    desk = sending
    go_on = threading.Event()

    def wait(connection, _line):
        go_on.wait(stretched(120))
        return fakesmtp.PASS
    desk.post.server.fault('TEXT', fakesmtp.of('traag', wait))
    desk.start()
    for _ in range(3):
        write(desk, 'Traag')
    eventually(lambda: desk.gateway.json('status')['gateway']['outgoing']['slow'] == 3, 'letters that take long')
    assert write(desk, 'Els').letter(0), 'three hold up no other'
    for _ in range(5):
        write(desk, 'Traag')
    told = eventually(lambda: desk.post.letters(ALARM), 'the alarm')
    assert 'takes long over the letters that it has' in Letter(told[0]).text
    go_on.set()
    eventually(lambda: desk.gateway.json('status')['letters']['waiting'] == 0, 'all letters')
    assert len({letter.bytes for letter in desk.post.server.letters}) == len(desk.post.server.letters)


def test_an_outbox_that_was_replaced_is_written_to(folder_desk):
    desk = folder_desk().start()
    write(desk, 'Els').letter(0)
    out = desk.post.out.folder
    shutil.rmtree(out)
    desk.post.out = Maildir(out)
    piet = write(desk, 'Piet')
    sent_at_last(desk, piet)
    assert piet.letter(0)


def test_a_restored_backup_repeats_no_token(folder_desk, tmp_path):
    """The same ids are given to other letters: what was sent in between names none of them."""
    desk = folder_desk().start()
    write(desk, 'Anna').letter(0)
    eventually(lambda: len(desk.gateway.json('letter', 'list')) == 2, 'the notification of an agent')
    desk.at_rest()
    desk.gateway.stop()
    shutil.copytree(desk.gateway.state, tmp_path / 'backup')
    desk.start()
    bert = write(desk, 'Bert')
    lost = bert.letter(0)
    lost_row = letter_to(desk, bert)
    desk.at_rest()
    desk.gateway.stop()
    shutil.rmtree(desk.gateway.state)
    shutil.copytree(tmp_path / 'backup', desk.gateway.state)
    desk.start()
    carla = write(desk, 'Carla')
    again = carla.letter(0)
    assert letter_to(desk, carla)['id'] == lost_row['id'], 'the id comes again'
    assert again.id != lost.id and again.token != lost.token
    bert.send(bert.answer(lost, 'Nog iets.'))
    desk.settled(3)
    assert 'Nog iets' not in str(desk.gateway.case(again.number)), 'nothing of his is on hers'
