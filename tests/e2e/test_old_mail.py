# SPDX-License-Identifier: Apache-2.0
"""A mailbox that has a past: nobody gets a letter for what came before `taken_from`."""
import email
import email.policy
import os
import time
from datetime import datetime, timezone

import pytest

from processes import eventually

DAY = 24 * 3600


def moment(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def old(name, to, text='Er was iets.', answers=None, sender=None):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail['From'] = sender or f'{name.title()} Oud <{name}-oud@klant.example>'
    mail['To'] = to
    mail['Subject'] = f'Vraag van {name}'
    mail['Message-ID'] = f'<{name}@oud.example>'
    if answers:
        ids = [f'<{one}@oud.example>' for one in answers.split()]
        mail['In-Reply-To'], mail['References'] = ids[-1], ' '.join(ids)
    mail.set_content(text)
    return mail.as_bytes()


def start(desk, taken_from, **mailbox):
    desk.configuration['mailboxes'][0].update(taken_from=moment(taken_from), **mailbox)
    desk.gateway.configure(desk.configuration)
    return desk.start()


def subjects(desk, folder='INBOX'):
    return sorted(email.message_from_bytes(raw)['Subject'] for raw in desk.post.dovecot.messages(desk.address, folder))


def no_letters(desk):
    desk.at_rest()
    return sum(desk.gateway.json('status')['letters'][state] for state in ('waiting', 'sent', 'failed')) == 0


def test_old_mail_is_left_alone(server_desk):
    """INTERNALDATE itself is compared, not the day, and in whatever zone it stands; a Date header says nothing."""
    desk, now = server_desk(), int(time.time())
    box = desk.post.dovecot
    box.append(desk.address, old('voorjaar', desk.address), came=now - 200 * DAY)
    box.append(desk.address, old('net', desk.address), came=now - 61)
    box.append(desk.address, old('oost', desk.address),
               came=datetime.fromtimestamp(now - 61 + 14 * 3600, timezone.utc).strftime('"%d-%b-%Y %H:%M:%S +1400"'))
    box.append(desk.address, old('west', desk.address),
               came=datetime.fromtimestamp(now - 59 - 12 * 3600, timezone.utc).strftime('"%d-%b-%Y %H:%M:%S -1200"'))
    box.append(desk.address, old('tijdens', desk.address), came=now - 60)
    start(desk, now - 60)
    desk.post.deliver('later-oud@klant.example', desk.address, old('later', desk.address))
    eventually(lambda: len(desk.gateway.mails()) == 3, 'what came since')
    desk.at_rest()
    eventually(lambda: subjects(desk) == ['Vraag van net', 'Vraag van oost', 'Vraag van voorjaar'], 'the past, as it was')
    assert sorted(case['title'] for case in desk.gateway.cases()) == \
        ['Vraag van later', 'Vraag van tijdens', 'Vraag van west']
    assert 'mails in it: 3, of which from before taken_from: 3, which are left alone' in \
        desk.gateway.say('check', '--online')
    # a new session does not take it for new either
    desk.gateway.stop()
    desk.gateway.start()
    desk.flushed()
    assert len(subjects(desk)) == 3 and len(desk.gateway.mails()) == 4


def test_old_mail_becomes_history(server_desk):
    """The past is filed with its threads, without a letter, behind what is new; an answer to it names it."""
    desk, now = server_desk(), int(time.time())
    box, count = desk.post.dovecot, 40
    for i in range(count):
        box.append(desk.address, old(f'klant{i}', desk.address), came=now - 300 * DAY + i * 3600)
    box.append(desk.address, old('bedankt', desk.address, answers='klant0 desk0',
                                      sender='klant0-oud@klant.example'),
               came=now - 200 * DAY)
    box.append(desk.address, old('desk0', 'klant0-oud@klant.example', answers='klant0', sender=desk.address),
               came=now - 201 * DAY)
    start(desk, now - 60, old_mail='history')
    mails = desk.settled(count + 2)
    assert no_letters(desk)
    assert box.count(desk.address, 'Processed') == count + 2
    cases = desk.gateway.cases()
    assert len(cases) == count and {case['state'] for case in cases} == {'closed'}
    first = desk.gateway.case(next(case['number'] for case in cases if case['title'] == 'Vraag van klant0'))
    assert first['created'].startswith(moment(now - 300 * DAY)[:16])
    assert len(first['timeline']) == 3
    assert all(mail['decision'] in ('open case', 'comment') for mail in mails)
    assert 'came ' + moment(now - 300 * DAY)[:16] in desk.gateway.say('mail', 'show', str(mails[0]['id']))
    # the one who wrote then answers now
    sender = 'klant0-oud@klant.example'
    desk.post.deliver(sender, desk.address, old('weer', desk.address, answers='desk0', sender=sender))
    follows = eventually(lambda: [case for case in desk.gateway.cases() if case['state'] == 'new'], 'a new case')
    assert desk.gateway.case(follows[0]['number'])['predecessor'] == first['number']


@pytest.mark.parametrize('old_mail', ['leave', 'history'])
def test_maildir(folder_desk, old_mail):
    """The time of a file is when it came."""
    desk, now = folder_desk(), int(time.time())
    new = desk.post.inboxes[desk.address].folder / 'new'
    for i in range(3):
        (new / f'{now}.{i}.host').write_bytes(old(f'klant{i}', desk.address))
        os.utime(new / f'{now}.{i}.host', (now - 100 * DAY, now - 100 * DAY))
    (new / f'{now}.9.host').write_bytes(old('nieuw', desk.address))
    start(desk, now - 60, old_mail=old_mail)
    taken = 1 if old_mail == 'leave' else 4
    eventually(lambda: [mail['state'] for mail in desk.gateway.mails()] == ['done'] * taken, 'what is taken')
    states = [case['state'] for case in desk.gateway.cases()]
    assert sorted(states) == (['new'] if old_mail == 'leave' else ['closed', 'closed', 'closed', 'new'])
    eventually(lambda: len(list(new.iterdir())) == 4 - taken, 'the rest, as it was')
    assert desk.gateway.mails()[0]['subject'] == 'Vraag van nieuw'
    if old_mail == 'leave':
        assert 'from before taken_from: 3, which are left alone' in desk.gateway.say('check', '--online')
