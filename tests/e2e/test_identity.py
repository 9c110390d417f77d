# SPDX-License-Identifier: Apache-2.0
"""A mail is its bytes: where it was found says neither that it is known nor that it is new."""
import os
import shutil
from email.utils import formatdate

import pytest

import fakeimap
from desk import UNLIMITED, configuration
from fakeimap import FakeImap
from gateway import Gateway
from processes import eventually

FILED = pytest.mark.parametrize('processed', [{'move': 'Processed'}, {'flag': 'Casegate'}], ids=['move', 'flag'])


def titles(gateway):
    return [case['title'] for case in gateway.cases()]


def sent(customer, desk, *subjects, **headers):
    """Sends a mail for each subject and waits until all lie in the inbox of a desk that does not run."""
    before = desk.post.waiting(desk.address)
    for n, subject in enumerate(subjects, 1):
        customer.send(customer.write(subject, f'Dit is {subject}.', **headers))
        eventually(lambda: desk.post.waiting(desk.address) == before + n, f'{subject} in the inbox')


def unfiled(desk):
    """What a new session would find."""
    with desk.post.dovecot.login(desk.address) as session:
        session.select('INBOX', readonly=True)
        return session.uid('SEARCH', 'UNKEYWORD', 'Casegate')[1][0].split()


def desk_that_files(server_desk, processed):
    desk = server_desk(**UNLIMITED)
    desk.configuration['mailboxes'][0]['processed'] = processed
    desk.gateway.configure(desk.configuration)
    return desk


@FILED
def test_a_restored_mailbox(server_desk, processed):
    """Its UIDs were seen before, as those of mails that came after the backup; what it held is what it was."""
    desk = desk_that_files(server_desk, processed)
    els = desk.customer()
    sent(els, desk, 'voor de kopie')
    backup = desk.post.dovecot.backup(desk.address)
    desk.start()
    els.send(els.write('na de kopie 1', 'Dit is verloren.'))
    els.send(els.write('na de kopie 2', 'Dit ook.'))
    eventually(lambda: len(desk.gateway.cases()) == 3 and not unfiled(desk), 'three mails that are filed')
    desk.gateway.stop()
    desk.post.dovecot.restore(desk.address, backup)
    sent(els, desk, 'nieuw 1', 'nieuw 2')
    desk.start()
    eventually(lambda: len(desk.gateway.cases()) == 5 and not unfiled(desk), 'five cases, and nothing left')
    assert titles(desk.gateway)[3:] == ['nieuw 1', 'nieuw 2']
    desk.at_rest()
    assert len(els.letters()) == 5
    assert [mail['duplicates'] for mail in desk.gateway.mails()] == [0] * 5


@FILED
def test_another_account_with_the_same_numbers(server_desk, processed):
    """Many servers give each inbox UIDVALIDITY 1."""
    desk = desk_that_files(server_desk, processed)
    dovecot = desk.post.dovecot
    els = desk.customer()
    desk.start()
    for subject in ('oud 1', 'oud 2'):
        els.send(els.write(subject, f'Dit is {subject}.'))
    eventually(lambda: len(desk.gateway.cases()) == 2 and not unfiled(desk), 'two mails that are filed')
    desk.gateway.stop()
    first, desk.address = desk.address, f'ander-{desk.serial}@desk.example'
    dovecot.number_like(desk.address, first)
    desk.configuration['mailboxes'] = [desk.post.mailbox('support', desk.address, processed=processed)]
    desk.gateway.configure(desk.configuration)
    els.desk_address = desk.address
    sent(els, desk, 'nieuw 1', 'nieuw 2', 'nieuw 3')
    with dovecot.login(desk.address) as session:
        session.select('INBOX', readonly=True)
        assert session.uid('SEARCH', 'ALL')[1] == [b'1 2 3']
    desk.start()
    eventually(lambda: len(desk.gateway.cases()) == 5 and not unfiled(desk), 'the cases of the other account')
    assert titles(desk.gateway)[2:] == ['nieuw 1', 'nieuw 2', 'nieuw 3']


@FILED
def test_mails_without_an_id_are_taken_once(server_desk, processed):
    """Scanners and scripts write none. The mailbox is numbered anew, and all that was filed is there again."""
    desk = desk_that_files(server_desk, processed)
    els = desk.customer()
    desk.start()
    for n in range(4):
        els.send(els.write(f'scan {n}', 'Zie bijlage.', Message_ID=None))
    eventually(lambda: len(desk.gateway.cases()) == 4 and not unfiled(desk), 'four mails that are filed')
    desk.at_rest()
    desk.gateway.stop()
    desk.post.dovecot.change_uidvalidity(desk.address)
    desk.post.dovecot.move_back(desk.address, 'Casegate')
    desk.start()

    def known():
        mails = desk.gateway.mails()
        assert [mail['duplicates'] for mail in mails] == [1] * 4, mails
        return not unfiled(desk)
    eventually(known, 'four mails that came again and are filed')
    desk.at_rest()
    assert len(desk.gateway.cases()) == len(els.letters()) == 4
    assert desk.gateway.json('status')['mails']['duplicate'] == 4
    assert desk.gateway.say('case', 'show', 'CS0000001').count('1 duplicate, last') == 1


def test_one_id_on_three_days(desk):
    """A device that has one Message-ID for all its mails is heard each time, and a second copy only once."""
    device = desk.customer('Alarm')
    same = '<alarm@server1.klant.example>'
    mails = [device.write('Schijf vol', 'De schijf is vol.', Message_ID=same, Date=formatdate(1_790_000_000 + day * 86400))
             for day in range(3)]
    for n, mail in enumerate(mails, 1):
        device.send(mail)
        desk.settled(n)
    device.send(b'Received: from other by desk; Sat, 1 Jan 2022 00:00:00 +0000\r\n' + mails[1].as_bytes())
    last = desk.settled(4)[3]
    cases = [case['number'] for case in desk.gateway.cases() if case['title'] == 'Schijf vol']
    assert len(cases) == 3
    assert (last['state'], last['ticket'], last['reason']) == ('duplicate', cases[1], 'the same mail as 2')
    desk.flushed()
    assert len(device.letters()) == 3


def test_another_file_under_a_known_name(folder_desk):
    """Put back by a tool that keeps names and times."""
    desk = folder_desk().start()
    inbox = desk.post.inboxes[desk.address]
    els = desk.customer()
    els.send(els.write('eerste', 'Dit is de eerste.'))
    desk.settled(1)
    desk.gateway.stop()
    filed, = (inbox.folder / '.Processed' / 'cur').iterdir()
    again = inbox.folder / 'cur' / filed.name
    again.write_bytes(els.write('tweede', 'Dit is een andere.').as_bytes())
    shutil.copystat(filed, again)
    desk.start()
    desk.settled(2)
    assert titles(desk.gateway) == ['eerste', 'tweede']
    assert len(list((inbox.folder / '.Processed' / 'cur').iterdir())) == 2


class Stalled:
    """A gateway whose server does not get to filing: it has taken in three mails, and is killed."""

    def __init__(self, program, folder, processed):
        password = folder / 'password'
        password.write_text('secret\n')
        password.chmod(0o600)
        self.imap = FakeImap(mails=[self.mail(n) for n in range(3)])
        self.command = 'UID MOVE' if 'move' in processed else 'UID STORE'
        self.imap.fault(self.command, fakeimap.stall)
        mailbox = {'name': 'support', 'imap': f'imap+plain://127.0.0.1:{self.imap.start()}/INBOX', 'user': 'els',
                   'password_file': str(password), 'address': 'desk@desk.example', 'processed': processed}
        os.makedirs(folder / 'out' / 'new')
        self.gateway = Gateway(program, folder / 'gateway',
                               configuration([mailbox], {'maildir': str(folder / 'out')}, **UNLIMITED))
        self.letters = folder / 'out' / 'new'
        self.gateway.start()
        eventually(lambda: len(self.gateway.cases()) == 3 and self.imap.commands(self.command), 'three mails at filing')
        self.gateway.kill()
        self.imap.drop()
        self.imap.fault(self.command, None)
        assert sorted(self.imap.inbox.mails) == [1, 2, 3] and not any(self.imap.inbox.flags.values())

    @staticmethod
    def mail(name):
        return (f'From: Scanner <scan@klant.example>\r\nTo: desk@desk.example\r\nSubject: scan {name}\r\n\r\n'
                f'Dit is {name}.\r\n').encode()

    def filed(self, count):
        """All that was in the inbox, this many mails with those of before, was filed."""
        with self.imap.changed:
            left = [uid for uid in self.imap.inbox.mails if 'Casegate' not in self.imap.inbox.flags[uid]]
        mails = self.gateway.mails()
        assert not left and all(mail['filed'] for mail in mails), (left, mails)
        assert [mail['duplicates'] for mail in mails] == [0] * count, mails
        return True

    def end(self):
        self.gateway.end()
        self.imap.stop()


@pytest.fixture
def stalled(program, folder):
    made = []

    def make(processed):
        made.append(Stalled(program, folder, processed))
        return made[-1]
    yield make
    for desk in made:
        desk.end()


@FILED
def test_killed_between_commit_and_filing(stalled, processed):
    """The mails come again, are known, and only filed."""
    desk = stalled(processed)
    desk.gateway.start()
    eventually(lambda: desk.filed(3), 'three filed mails')
    assert titles(desk.gateway) == ['scan 0', 'scan 1', 'scan 2']


@FILED
def test_killed_and_other_mails_in_their_places(stalled, processed):
    desk = stalled(processed)
    for uid in (1, 2):
        desk.imap.inbox.mails[uid] = desk.mail(f'anders {uid}')
    desk.gateway.start()
    eventually(lambda: len(desk.gateway.cases()) == 5 and desk.filed(5), 'two more cases, and all filed')
    assert titles(desk.gateway)[3:] == ['scan anders 1', 'scan anders 2']


def test_killed_and_cleaned_up_by_a_person(stalled):
    """What is gone needs no filing any more."""
    desk = stalled({'move': 'Processed'})
    desk.imap.inbox.remove(2)
    desk.gateway.start()
    eventually(lambda: desk.filed(3), 'three mails that are filed or gone')
    assert len(desk.gateway.cases()) == 3


def test_many_duplicates_are_one_note(folder_desk):
    """By another way each time, and as the very same bytes: no letter, no line of their own."""
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    mail = els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    number = els.letter(0).number
    before = desk.gateway.case(number)['timeline']
    for n in range(20):
        els.send(b'Received: from mx%d by desk\r\n' % n + mail.as_bytes())
    for n in range(10):
        els.send(mail)
    desk.gateway.run('deliver', input=mail.as_bytes())
    desk.settled(21)
    eventually(lambda: desk.gateway.case(number)['timeline'][0]['duplicates'] == 31, '31 duplicates')
    after = desk.gateway.case(number)['timeline']
    assert len(after) == len(before) and after[0]['last_duplicate']
    assert desk.gateway.say('case', 'show', number).count('31 duplicates, last ') == 1
    assert 'came      31 more times, last ' in desk.gateway.say('mail', 'show', '1')
    assert desk.gateway.json('status')['mails']['duplicate'] == 31
    desk.at_rest()
    assert len(els.letters()) == 1
