# SPDX-License-Identifier: Apache-2.0
"""One mail to `alarm:` when fetching, sending or the disk fails, one when it works again."""
import contextlib
import os
import resource
import signal
import time

import pytest

from desk import Desk, SmtpPost
from people import Letter
from processes import eventually, stretched

ALARM = 'beheer@desk.example'
TIMES = {'alarm': '2s'}


class AlarmPost(SmtpPost):
    def alarms(self):
        return [Letter(letter.bytes) for letter in self.server.letters if letter.recipient == ALARM]


@pytest.fixture
def alarmed(program, folder):
    desk = Desk(program, folder, AlarmPost(folder), alarm=ALARM, times=TIMES)
    yield desk
    desk.end()
    desk.post.server.stop()


def break_mailbox(desk):
    """A file stands where the Maildir was; the fetcher, which has the folder open, has to look again."""
    inbox = desk.post.inboxes[desk.address].folder
    os.rename(inbox, inbox.with_name('away'))
    inbox.write_text('no Maildir')
    for pid in desk.gateway.workers('fetch-maildir'):
        with contextlib.suppress(ProcessLookupError):  # it may have seen it by itself
            os.kill(pid, signal.SIGKILL)


def mend_mailbox(desk):
    inbox = desk.post.inboxes[desk.address].folder
    inbox.unlink()
    os.rename(inbox.with_name('away'), inbox)


def alarm(desk, number):
    """The alarm of this number, and none after it."""
    def there():
        alarms = desk.post.alarms()
        assert len(alarms) == number, f'{len(alarms)} alarms'
        return alarms[-1]
    return eventually(there, f'alarm {number}')


def test_fetching(alarmed):
    desk = alarmed.start()
    els = desk.customer()
    els.send(els.write('melding', 'Dit gaat goed.'))
    desk.settled(1)
    break_mailbox(desk)
    fails = alarm(desk, 1)
    assert fails.subject == 'Er gaat iets mis bij Servicedesk Voorbeeld'
    assert 'kan casegate geen mail ophalen uit postbus support.' in fails.text
    assert 'De melding was:' in fails.text and 'in/' not in fails.subject
    assert fails['Auto-Submitted'] == 'auto-generated'
    mend_mailbox(desk)
    works = alarm(desk, 2)
    assert works.subject == 'Bij Servicedesk Voorbeeld werkt alles weer'
    assert 'haalt casegate weer mail op uit postbus support.' in works.text
    assert 'kan casegate' not in works.text, 'what was told is not told again'
    els.send(els.write('melding', 'En dit weer.'))
    desk.settled(2)
    assert len(desk.post.alarms()) == 2


def test_sending(alarmed):
    """That sending fails is told once it works, with what else happened meanwhile."""
    desk = alarmed.start()
    els = desk.customer()
    desk.post.server.stop()
    els.send(els.write('melding', 'Hier komt even geen antwoord op.'))
    desk.settled(1)
    eventually(lambda: 'sending fails' in desk.gateway.log(), 'the alarm in the log')
    break_mailbox(desk)
    eventually(lambda: 'mailbox support fails' in desk.gateway.log(), 'the other alarm in the log')
    desk.post.server.start(desk.post.port)
    first = eventually(lambda: desk.post.alarms(), 'an alarm')[0]
    assert 'kan casegate geen mail ophalen uit postbus support.' in first.text
    eventually(lambda: 'wordt mail weer verstuurd' in desk.post.alarms()[-1].text, 'that letters go again')
    assert len(desk.post.alarms()) <= 2


def test_a_server_that_refuses_every_letter(alarmed):
    desk = alarmed.start()
    desk.post.server.fault('RCPT', '550 5.7.1 relaying denied')
    for n in range(3):
        els = desk.customer(f'Els{n} Bos')
        els.send(els.write(f'melding {n}', 'Hallo.'))
    desk.settled(3)
    eventually(lambda: 'sending fails' in desk.gateway.log(), 'the alarm in the log')
    assert '550 5.7.1 relaying denied' in desk.gateway.log()
    desk.post.server.fault('RCPT', None)
    els.send(els.write('nog een', 'Hallo.'))
    told = alarm(desk, 1)
    assert 'wordt mail weer verstuurd' in told.text and 'relaying denied' in told.text


def test_two_letters_that_are_refused_say_nothing_of_the_server(alarmed):
    desk = alarmed
    desk.configuration['mailboxes'][0]['unknown_senders'] = 'register'
    desk.gateway.configure(desk.configuration)
    desk.start()
    desk.post.server.fault('RCPT', '550 5.7.1 no such address')

    def write(name):
        stranger = desk.customer(name, known=False)
        stranger.send(stranger.write('melding', 'Hallo.'))
    for count, name in enumerate(['Eva Een', 'Tom Twee'], 1):
        write(name)
        eventually(lambda: desk.gateway.json('status')['letters']['failed'] == count, f'{count} refused letters')
    began = time.monotonic()
    eventually(lambda: time.monotonic() - began > 3, 'the time of an alarm')
    assert 'sending fails' not in desk.gateway.log()
    write('Dirk Drie')
    eventually(lambda: 'sending fails' in desk.gateway.log(), 'the alarm in the log')


def test_the_disk(alarmed):
    """The alarm leaves although nothing can be stored."""
    desk = alarmed.start()
    els = desk.customer()
    pid = desk.gateway.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    els.send(els.write('melding', 'Dit past er niet meer bij.'))
    fails = alarm(desk, 1)
    assert 'kan casegate niets opslaan.' in fails.text
    assert desk.gateway.cases() == []
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    works = alarm(desk, 2)
    assert 'slaat casegate alles weer op.' in works.text
    desk.settled(1)


def test_a_blip_is_not_told(alarmed):
    desk = alarmed
    wait = round(stretched(8))
    desk.configuration['times'] = {'alarm': f'{wait}s'}
    desk.gateway.configure(desk.configuration)
    desk.start()
    break_mailbox(desk)
    eventually(lambda: not desk.gateway.json('status')['mailboxes'][0]['working'], 'a mailbox that fails')
    mend_mailbox(desk)
    eventually(lambda: desk.gateway.json('status')['mailboxes'][0]['working'], 'a mailbox that works')
    began = time.monotonic()
    eventually(lambda: time.monotonic() - began > wait + 1, 'the time of an alarm')
    assert desk.post.alarms() == []


def test_too_many_letters(alarmed):
    """What a ceiling holds back is told once, however much it is; the status and the case say more."""
    desk = alarmed
    desk.configuration['acknowledgements'] = {'per_address_hour': 1}
    desk.gateway.configure(desk.configuration)
    desk.start()
    eve = desk.customer('Eve', known=False, domain='ander.example')
    for n in range(5):
        eve.send(eve.write(f'koop {n}', 'Goedkope horloges.'))
    desk.settled(5)
    told = alarm(desk, 1)
    assert 'houdt casegate automatische mails tegen' in told.text
    assert 'ander.example' not in told.text
    ceilings = eventually(lambda: desk.gateway.json('status')['ceilings'], 'the ceilings')
    assert ceilings == {'held_back': 4, 'tickets': 4, 'waiting': 0}
    assert 'held back  4 automatic letters on 4 tickets' in desk.gateway.say('status')
    assert len(desk.post.alarms()) == 1
