# SPDX-License-Identifier: Apache-2.0
"""Mails that wait for a code: what brings one, what it does, and where it never stands."""
import json
import os
import re
import sqlite3

import pytest

from conftest import TREE
from desk import UNLIMITED, Desk, FolderPost
from processes import eventually
from test_mfa import code_of as shown_by_app
from test_mfa import enroll

ACCESS = 'Toepassing of map: Boekhouding\nSoort toegang: Lezen\nReden: Voor het jaarverslag.\n'
POINTS = ['code.asked', 'code.answered', 'code.confirmed']


def code_of(letter):
    """The digits stand alone on a line, and nowhere in the subject."""
    found = re.findall(r'(?m)^(\d{6})\s*$', letter.text)
    assert len(found) == 1, letter.text
    assert found[0] in letter.html and found[0] not in letter.subject
    return found[0]


def wrong(code):
    return '111111' if code != '111111' else '222222'


def asked(desk, customer, above='', subject=r'Bevestig met een code'):
    """A request for access waits for a code: the letter that asks for it, and the id of the mail. Who is not proven
    to write has to confirm the draft first."""
    before = len(customer.letters())
    customer.send(customer.write('Toegang aanvragen', above + ACCESS))
    letter = customer.letter(before)
    if not re.search(subject, letter.subject):
        customer.send(customer.answer(letter, 'Ja, graag.'))
        letter = customer.letter(before + 1)
    assert re.search(subject, letter.subject), letter.subject
    return letter, desk.gateway.mails()[-1]['id']


def mail(desk, number):
    return desk.gateway.json('mail', 'show', number)


def requests(desk):
    return {request['number']: request['state'] for request in desk.gateway.json('request', 'list')}


def eventually_awaits_approval(desk):
    eventually(lambda: list(requests(desk).values()) == ['awaiting approval'], 'a request that goes on')


def stored_in(desk, digits):
    """The files of the state folder, and the log, that have these bytes."""
    files = [path for path in desk.gateway.state.rglob('*') if path.is_file()] + [desk.gateway.log_file]
    return [path.name for path in files if digits.encode() in path.read_bytes()]


def told_in(desk, digits):
    """The rows of the spool, but for the bytes of mails, that have this text. The gateway, which holds it, ends."""
    desk.gateway.stop()
    with sqlite3.connect(desk.gateway.state / 'spool.db') as spool:
        tables = [name for name, in spool.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"
                                                  " AND name NOT LIKE 'search%' AND name <> 'mail_chunk'")]
        return [(table, row) for table in tables for row in spool.execute(f'SELECT * FROM "{table}"')
                if any(digits in (value.decode(errors='replace') if isinstance(value, bytes) else str(value))
                       for value in row if isinstance(value, (str, bytes)))]


def test_the_right_code_lets_a_request_go_on(desk):
    els = desk.customer()
    letter, waiting = asked(desk, els)
    assert mail(desk, waiting)['state'] == 'held' and 'waits for the code' in mail(desk, waiting)['reason']
    assert 'awaiting approval' not in requests(desk).values()
    els.send(els.answer(letter, code_of(letter)))
    eventually_awaits_approval(desk)
    assert mail(desk, waiting)['state'] == 'done'
    assert mail(desk, waiting + 1)['decision'] == 'confirm by code'
    assert list(requests(desk))[0] in els.letter(-1, count=len(els.letters())).subject


def test_a_wrong_code_a_colleague_and_a_second_time(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    letter, waiting = asked(desk, els)
    code = code_of(letter)
    count = len(els.letters())
    els.send(els.answer(letter, wrong(code)))
    told = els.letter(count)
    assert 'klopt niet' in told.subject and 'nog 4 keer' in told.text
    piet.send(piet.answer(letter, code))
    assert 'ander adres' in piet.letter(0).text
    assert mail(desk, waiting)['state'] == 'held'
    els.send(els.answer(told, code))  # to the newer letter
    eventually_awaits_approval(desk)
    els.letter(count + 1)
    els.send(els.answer(letter, code))
    assert 'al gebruikt' in els.letter(count + 2).text
    assert list(requests(desk).values()) == ['awaiting approval']


def test_the_code_stands_nowhere(folder_desk):
    """Neither while it is open, nor when it came back: by a mail whose bytes do not have it as it stands, in no file at
    all; by a plain one that quotes the letter, in the bytes of that mail alone."""
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    letter, _ = asked(desk, els)
    code = code_of(letter)
    assert stored_in(desk, code) == []
    answer = els.answer(letter, code)
    answer.set_content(answer.get_content(), cte='base64')
    els.send(answer)
    eventually_awaits_approval(desk)
    desk.at_rest()
    assert stored_in(desk, code) == []

    letter, waiting = asked(desk, els)
    code = code_of(letter)
    els.send(els.answer(letter, f'Waarvoor is {code}?'))
    heard = eventually(lambda: [shown for shown in (json.dumps(desk.gateway.json('request', 'show', letter.number)),)
                                if 'Waarvoor is' in shown], 'these words on the request')
    assert code not in heard[0] and 'Waarvoor is [code]?' in heard[0]
    els.send(els.answer(letter, code))
    eventually(lambda: mail(desk, waiting)['state'] == 'done', 'the mail that goes on')
    desk.at_rest()
    assert code not in desk.gateway.log()
    shown = ''.join(json.dumps(desk.gateway.json('mail', 'show', each['id'])) for each in desk.gateway.mails())
    assert code not in shown and '[code]' in shown
    assert told_in(desk, code) == [] and len(told_in(desk, '[code]')) > 2


def test_the_code_of_an_app(desk):
    """In an answer to the letter that asks for it; and, where our own server vouches for who writes, above the words of
    the request itself. Neither stands anywhere afterwards."""
    els = desk.customer()
    uri = enroll(desk, els.address)
    first = shown_by_app(uri, 'now -30 seconds')
    desk.gateway.run('mfa', 'confirm', els.address, first)
    els.letter(0)
    letter, waiting = asked(desk, els, subject='Bevestig met je app')
    code = shown_by_app(uri)
    els.send(els.answer(letter, code))
    eventually_awaits_approval(desk)
    assert mail(desk, waiting)['state'] == 'done'
    assert "confirmed by the code of the sender's app" in desk.gateway.say('mail', 'show', waiting)
    now = None
    if desk.post.kind == 'servers':
        now = shown_by_app(uri, 'now +30 seconds')
        els.send(els.write('Toegang aanvragen', f'{now}\n\n{ACCESS}'))
        eventually(lambda: list(requests(desk).values()) == ['awaiting approval'] * 2, 'a second request at once')
    desk.at_rest()
    for digits in filter(None, (code, now)):
        assert digits not in desk.gateway.log() and told_in(desk, digits) == []


def test_that_was_not_me(any_desk):
    """Somebody writes in her name, and she says so: nothing is done, a person is told, and no code helps any more."""
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    letter, waiting = asked(desk, els)
    count = len(els.letters())
    els.send(els.answer(letter, 'Hallo,\n\nDit heb ik niet aangevraagd. Kunnen jullie mij bellen?\n\nEls'))
    thanks = els.letter(count)
    assert 'Goed dat je dit meldt' in thanks.subject and 'We doen niets met' in thanks.text
    assert mail(desk, waiting)['reason'] == 'its sender says that they did not send it'
    denial = mail(desk, waiting + 1)
    assert (denial['state'], denial['decision']) == ('held', 'deny') and f'mail {waiting} is not theirs' in denial['reason']
    els.send(els.answer(letter, code_of(letter)))
    desk.at_rest()
    assert mail(desk, waiting)['state'] == 'held' and 'awaiting approval' not in requests(desk).values()
    desk.gateway.run('mail', 'release', waiting + 1)
    eventually(lambda: mail(desk, waiting + 1)['state'] == 'done', 'her words on a ticket')
    tickets = [desk.gateway.json(kind, 'show', each['number']) for kind in ('case', 'request')
               for each in desk.gateway.json(kind, 'list')]
    assert any('mij bellen' in json.dumps(ticket) for ticket in tickets)


def test_what_waits_is_told(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    letter, waiting = asked(desk, els)
    assert '1 held waits for a code of its sender' in desk.gateway.say('status')
    shown = desk.gateway.say('mail', 'show', waiting)
    assert 'step-up' in shown and els.address in shown and re.search(r'asked by letter \d+, open until', shown)
    assert 'wait for a code' in desk.gateway.say('mail', 'list')
    desk.gateway.run('mail', 'release', waiting)
    eventually(lambda: mail(desk, waiting)['state'] == 'done', 'a mail whose words are kept')
    els.send(els.answer(letter, code_of(letter)))
    eventually(lambda: 'geldt niet meer' in els.letters()[-1].subject, 'a letter that says so')
    assert 'awaiting approval' not in requests(desk).values()


@pytest.mark.parametrize('point', POINTS)
def test_death_where_a_code_changes_something(folder, point):
    """Wherever it dies, the customer's code lets the mail go on once, and one letter asks for it."""
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    desk = Desk(program, folder, FolderPost(folder), **UNLIMITED)
    try:
        desk.start()
        els = desk.customer()
        els.send(els.write('Toegang aanvragen', ACCESS))
        draft = els.letter(0)
        desk.gateway.stop()
        els.send(els.answer(draft, 'Ja, graag.'))
        desk.gateway.start(ready=False, CASEGATE_FAILPOINT=f'{point}:1')
        if point != 'code.asked':
            letter = els.letter(1)
            els.send(els.answer(letter, code_of(letter)))
        eventually(lambda: desk.gateway.process.poll() is not None, f'a death at {point}')
        desk.gateway.kill()
        desk.start()
        if point == 'code.asked':
            letter = els.letter(1)
            els.send(els.answer(letter, code_of(letter)))
        eventually_awaits_approval(desk)
        desk.at_rest()
        subjects = [sent.subject for sent in els.letters()]
        assert len([subject for subject in subjects if 'Bevestig met een code' in subject]) == 1, subjects
        assert len(set(sent.id for sent in els.letters())) == 3, subjects
        assert {each['state'] for each in desk.gateway.mails()} == {'done'}
    finally:
        desk.end()
