# SPDX-License-Identifier: Apache-2.0
"""All that was taken in is accounted for, or the audit says what is not; and what a person does with single mails."""
import os
import sqlite3

import pytest

from desk import UNLIMITED
from gateway import Failed
from processes import eventually
from test_spool_guard import damage

GOOD = 'all accounted for\n'


def told(desk, *words):
    """The lines of an audit that finds something."""
    with pytest.raises(Failed) as failed:
        desk.gateway.run('audit', *words)
    assert failed.value.code == 1
    return desk.gateway.say('audit', *words, code=1).splitlines()


@pytest.fixture
def story(any_desk):
    """A case, a reply to it, and another case."""
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    els.send(els.answer(letter, 'Nog iets.'))
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    desk.gateway.run('case', 'resolve', letter.number, 'Gedaan.')
    desk.settled(3)
    desk.at_rest()
    return desk


def test_all_is_accounted_for(story):
    """While the gateway runs, and without it."""
    assert story.gateway.say('audit').startswith('audit: 3 mails, 2 tickets, ')
    assert story.gateway.say('audit').endswith(GOOD)
    online = story.gateway.json('audit', '--online')
    assert online['good'] and online['filed'] == 3 and online['waiting'] == 0 and online['faults'] == []
    story.gateway.stop()
    assert story.gateway.say('audit', '--online').endswith(', 3 mails filed away, 0 in inboxes: ' + GOOD)


def change(desk, *statements):
    with sqlite3.connect(desk.gateway.state / 'spool.db') as spool:
        for statement in statements:
            spool.execute(statement)
    spool.close()


def test_what_is_not(story):
    story.gateway.stop()
    change(story, 'DELETE FROM mail_chunk WHERE mail = 1', "UPDATE mail SET state = 'lost' WHERE id = 2",
           'DELETE FROM trace WHERE mail = 3', 'DELETE FROM letter_text WHERE letter = 1',
           "UPDATE counter SET last = 0 WHERE kind = 'case'")
    first, *rest = told(story)
    assert first.endswith(f': {len(rest)} faults')
    for line in ('mail 1 has no bytes', '1 mails are in no state: "lost"', 'mail 3 was decided, and has no trace',
                 'letter 1 has no text', 'ticket CS0000001 has a number that was not given yet'):
        assert line in rest
    with pytest.raises(Failed) as failed:
        story.gateway.json('audit')
    assert failed.value.code == 1


def test_a_damaged_file(story):
    story.gateway.stop()
    damage(story.gateway.state / 'spool.db', 'ticket_entry')
    assert len(told(story)) > 1


def test_mailboxes_against_the_spool(server_desk):
    """A mail that was filed away and that the spool does not have, and one that lies in the inbox again."""
    desk = server_desk(**UNLIMITED).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    desk.settled(1)
    desk.at_rest()
    lost = els.write('Verloren', 'Deze is weg.')
    with desk.post.dovecot.login(desk.address) as session:
        session.append('Processed', None, None, bytes(lost))
    lines = told(desk, '--online')
    assert len(lines) == 2 and 'the spool has no such mail' in lines[1] and 'Processed' in lines[1]
    assert desk.gateway.say('audit').endswith(GOOD)


def test_the_bytes_of_a_mail(any_desk):
    desk = any_desk().start()
    raw = (b'From: Els <els@klant.example>\r\nTo: ' + desk.address.encode() + b'\r\nSubject: bytes\r\n'
           b'Message-ID: <bytes@klant.example>\r\n\r\n' + bytes(range(1, 256)) * 40 + b'\r\n')
    desk.gateway.run('deliver', input=raw)
    assert desk.gateway.run('mail', 'raw', '1') == raw
    desk.gateway.stop()
    assert desk.gateway.run('mail', 'raw', '1') == raw


def test_a_mail_that_is_discarded(any_desk):
    desk = any_desk()
    (desk.gateway.folder / 'rules.d').mkdir()
    (desk.gateway.folder / 'rules.d' / '10-hold.yaml').write_text(
        '- name: hold\n  when: {kind: person}\n  then: {hold: {reason: looks odd}}\n')
    desk.start()
    els = desk.customer()
    els.send(els.write('Horloges', 'Goedkope horloges.'))
    desk.settled(1)
    assert desk.gateway.say('mail', 'discard', '1', 'reclame') == 'mail 1 is discarded: reclame\n'
    mail = desk.gateway.json('mail', 'show', '1')
    assert (mail['state'], mail['reason']) == ('discarded', 'reclame') and 'reclame' in mail['trace'][-1]
    assert [one['id'] for one in desk.gateway.json('mail', 'list', 'discarded')] == [1]
    assert desk.gateway.json('status')['mails']['discarded'] == 1
    with pytest.raises(Failed):
        desk.gateway.run('mail', 'release', '1')
    assert desk.gateway.say('audit').endswith(GOOD)
    eventually(lambda: desk.post.waiting(desk.address) == 0, 'an inbox that is empty')
