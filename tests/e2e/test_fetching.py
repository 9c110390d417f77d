# SPDX-License-Identifier: Apache-2.0
"""What a real IMAP server refuses stops nothing else: mails that do not come, mails that cannot be filed."""
import os
import re
import shutil
import signal
import time

import pytest

from desk import Desk, UNLIMITED
from dovecot import PASSWORD, Dovecot
from fakesmtp import FakeSmtp
from imapproxy import Cut, ImapProxy, refuse, without
from people import Letter
from processes import eventually, stretched

ALARM = 'beheer@desk.example'
LIMITS = {'alarm': ALARM, 'times': {'alarm': '1s'}, **UNLIMITED}


class ProxyPost:
    """Mails come through a line that misbehaves, letters go to a server of the test."""
    kind = 'proxy'

    def __init__(self, folder, dovecot):
        self.dovecot = dovecot
        self.proxy = ImapProxy(dovecot.imap)
        self.smtp = FakeSmtp()
        self.smtp.start()
        self.password_file = folder / 'password'
        self.password_file.write_text(PASSWORD + '\n')
        self.password_file.chmod(0o600)

    def mailbox(self, name, address):
        return {'name': name, 'imap': f'imap+plain://127.0.0.1:{self.proxy.port}/INBOX', 'user': address,
                'password_file': str(self.password_file), 'address': address, 'poll': '1s'}

    def outgoing(self):
        return {'smtp': f'smtp://127.0.0.1:{self.smtp.port}'}

    def alarms(self):
        return [Letter(letter.bytes).text for letter in self.smtp.letters if letter.recipient == ALARM]


class ProxyDesk(Desk):
    @property
    def proxy(self):
        return self.post.proxy

    def fill(self, count, first=0):
        for n in range(first, first + count):
            self.post.dovecot.append(self.address, (
                f'From: Els Bos <els{n}@klant.example>\r\nTo: {self.address}\r\nSubject: melding {n}\r\n'
                f'Message-ID: <{n}.{self.serial}@klant.example>\r\n\r\nDit is melding {n}.\r\n').encode())

    def has_taken(self, count):
        eventually(lambda: self.gateway.json('status')['mails']['done'] == count, f'{count} mails taken in')

    def has_left(self, count):
        eventually(lambda: self.post.dovecot.count(self.address) == count, f'{count} mails left in the inbox')

    def mailbox_status(self):
        return self.gateway.json('status')['mailboxes'][0]

    def names(self, mail):
        return eventually(lambda: [one for one in self.mailbox_status()['unfetched'] if one['mail'] == mail],
                          f'{mail} in the status')[0]

    def is_told(self, *words):
        eventually(lambda: any(all(word in text for word in words) for text in self.post.alarms()),
                   f'an alarm that says {words}')

    def end(self):
        super().end()
        self.post.smtp.stop()
        self.post.proxy.close()


@pytest.fixture
def desk(program, folder, dovecot):
    desk = ProxyDesk(program, folder, ProxyPost(folder, dovecot), **LIMITS)
    yield desk
    desk.end()


def commands_in(proxy, seconds):
    before = len(proxy.lines)
    time.sleep(seconds)
    return proxy.lines[before:]


def test_a_mail_that_the_server_cannot_read_stops_no_other(desk):
    """Dovecot ends the session when it is asked for it. It is remembered across kill -9, and comes once it can be read."""
    desk.fill(5)
    inbox = desk.post.dovecot.maildir(desk.address)
    broken, = [file for part in ('new', 'cur') for file in (inbox / part).iterdir() if b'melding 2' in file.read_bytes()]
    broken.chmod(0)
    owner = broken.stat()
    if os.getuid() == 0:
        shutil.chown(broken, 'root', 'root')
    desk.start()
    desk.has_taken(4)
    desk.has_left(1)
    assert 'session ended over it' in desk.names('UID 3')['reason']
    desk.is_told('support', 'UID 3')
    assert 'UID 3 does not come' in desk.gateway.say('status')
    desk.gateway.kill()
    assert desk.mailbox_status()['unfetched'][0]['mail'] == 'UID 3', 'known without a gateway, too'
    desk.start()
    desk.fill(1, 5)
    desk.has_taken(5)
    desk.has_left(1)
    mended = next(file for part in ('new', 'cur') for file in (inbox / part).iterdir())
    os.chown(mended, owner.st_uid, owner.st_gid)
    mended.chmod(0o600)
    desk.has_taken(6)
    desk.has_left(0)
    eventually(lambda: desk.mailbox_status()['unfetched'] == [], 'nothing that does not come')


FAULTS = {
    'size': refuse(rb'UID FETCH', b'NO Some messages could not be fetched', uid=3),
    'body': lambda line, say: line if b'BODY' not in line else FAULTS['size'](line, say),
    'cut': lambda line, say: line if b'BODY' not in line else refuse(rb'UID FETCH', Cut, uid=3)(line, say),
}


@pytest.mark.parametrize('fault', FAULTS)
def test_a_mail_that_is_refused_stops_no_other(desk, fault):
    desk.fill(6)
    desk.proxy.client = FAULTS[fault]
    desk.start()
    desk.has_taken(5)
    desk.has_left(1)
    desk.names('UID 3')
    desk.fill(1, 6)
    desk.has_taken(6)
    assert len(commands_in(desk.proxy, 2)) < 60, 'no busy loop'
    desk.proxy.client = None
    desk.has_taken(7)
    eventually(lambda: desk.mailbox_status()['unfetched'] == [], 'nothing that does not come')


def test_a_mail_that_is_listed_and_never_answered_makes_no_loop(desk):
    desk.proxy.server = lambda line: line.replace(b'\r\n', b' 4000000\r\n') if line.startswith(b'* SEARCH') else line
    desk.fill(2)
    desk.start()
    desk.has_taken(2)
    assert 'does not answer' in desk.names('UID 4000000')['reason']
    assert len(commands_in(desk.proxy, 2)) < 40, 'no busy loop'
    desk.proxy.server = None
    eventually(lambda: desk.mailbox_status()['unfetched'] == [], 'what is not listed any more to be forgotten')


def test_a_server_that_is_throttled_is_left_in_peace_and_blames_no_mail(desk):
    over = time.monotonic() + 3
    desk.fill(8)
    desk.proxy.client = refuse(rb'UID FETCH', b'NO [THROTTLED] slow down', while_true=lambda: time.monotonic() < over)
    desk.start()
    desk.has_taken(8)
    desk.has_left(0)
    assert len([line for line in desk.proxy.lines if line.startswith('UID FETCH')]) < 40
    eventually(lambda: desk.mailbox_status()['unfetched'] == [], 'no mail to blame')


def unfiled(desk, count, word):
    def there():
        mailbox = desk.mailbox_status()
        assert mailbox['unfiled'] == count and word in (mailbox['unfiled_reason'] or ''), mailbox
        return True
    eventually(there, f'{count} that are not filed: {word}')


def test_filing_that_takes_long_keeps_no_mail_waiting(desk):
    """Dovecot needs seconds to move mails out of a large folder, however few; what waits there is fetched first."""
    for n in range(30):
        desk.post.dovecot.append(desk.address, (
            f'From: Els Bos <els{n}@klant.example>\r\nTo: {desk.address}\r\nSubject: melding {n}\r\n'
            f'Message-ID: <{n}.{desk.serial}@klant.example>\r\n\r\n').encode() + b'Dit is een regel.\r\n' * 50_000)

    def take_long(line, _say):
        if b'UID MOVE' in line:
            time.sleep(2)
        return line
    desk.proxy.client = take_long
    desk.start()
    desk.has_taken(30)
    desk.has_left(0)
    asked = [line for line in desk.proxy.lines if 'BODY' in line or 'UID MOVE' in line]
    last = max(i for i, line in enumerate(asked) if 'BODY' in line)
    assert last >= 3, f'they came in one piece: {asked}'
    assert sum('MOVE' in line for line in asked[:last]) <= 1, asked


def test_what_cannot_be_deleted_is_not_copied(desk):
    """A shared mailbox without the right to delete, on a server without MOVE."""
    desk.proxy.server = without(rb'MOVE')
    desk.proxy.client = refuse(rb'UID (?:STORE|EXPUNGE)', b'NO [NOPERM] Permission denied')
    desk.fill(3)
    desk.start()
    desk.has_taken(3)
    unfiled(desk, 3, 'Permission denied')
    desk.is_told('support', 'Permission denied')
    assert '3 safe and not filed yet' in desk.gateway.say('status')
    time.sleep(1)
    assert desk.post.dovecot.count(desk.address, 'Processed') == 0
    desk.proxy.client = None
    desk.has_left(0)
    assert desk.post.dovecot.count(desk.address, 'Processed') == 3


def test_what_is_copied_and_cannot_be_expunged_is_copied_once(desk):
    desk.proxy.server = without(rb'MOVE')
    desk.proxy.client = refuse(rb'UID EXPUNGE', b'NO [NOPERM] Permission denied')
    desk.fill(3)
    desk.start()
    desk.has_taken(3)
    eventually(lambda: len([line for line in desk.proxy.lines if line.startswith('UID EXPUNGE')]) >= 4, 'some tries')
    assert desk.post.dovecot.count(desk.address, 'Processed') == 3
    desk.gateway.stop()
    desk.start()
    desk.fill(1, 3)
    desk.has_taken(4)
    eventually(lambda: desk.post.dovecot.count(desk.address, 'Processed') == 4, 'the new one')
    assert desk.gateway.json('status')['mails']['duplicate'] == 0


def test_where_moving_stays_refused_mails_are_marked_until_it_works(desk):
    desk.proxy.client = refuse(rb'UID MOVE', b'NO [OVERQUOTA] Quota exceeded')
    desk.fill(3)
    desk.start()
    unfiled(desk, 3, 'Quota exceeded; marked CasegateProcessed instead')
    with desk.post.dovecot.login(desk.address) as session:
        session.select('INBOX', readonly=True)
        assert len(session.uid('SEARCH', 'KEYWORD', 'CasegateProcessed')[1][0].split()) == 3
    desk.gateway.kill()
    desk.start()
    unfiled(desk, 3, 'an earlier session was refused it, and marked them')
    desk.fill(1, 3)
    desk.has_taken(4)
    desk.proxy.client = None
    desk.has_left(0)
    assert desk.post.dovecot.count(desk.address, 'Processed') == 4
    unfiled(desk, 0, '')
    assert not [line for line in desk.proxy.lines if line.startswith('CREATE')], 'only on TRYCREATE'


def test_what_a_new_session_files_is_not_refused_any_more(desk):
    desk.proxy.client = refuse(rb'UID (?:MOVE|STORE)', b'NO [OVERQUOTA] Quota exceeded')
    desk.fill(3)
    desk.start()
    unfiled(desk, 3, 'Quota exceeded')
    worker, = desk.gateway.workers('fetch')
    os.kill(worker, signal.SIGSTOP)
    desk.proxy.client = None
    os.kill(worker, signal.SIGKILL)
    desk.has_left(0)
    unfiled(desk, 0, '')


@pytest.mark.parametrize('folder_name', ['Processed', 'Archief/Verwerkt é & ü'])
def test_folders_below_a_prefix(program, folder, certificates, folder_name):
    """As Courier has them: INBOX. before each, and points between them."""
    server = Dovecot(folder / 'dovecot', certificates)
    text = server.config.read_text().replace('separator = /', 'separator = .\n  prefix = INBOX.')
    server.config.write_text(re.sub(r'  mailbox \w+ \{\n    auto = create\n  \}\n', '', text))
    server.start()
    desk = ProxyDesk(program, folder, ProxyPost(folder, server), **LIMITS)
    desk.configuration['mailboxes'][0]['processed'] = {'move': folder_name}
    desk.gateway.configure(desk.configuration)
    name = 'INBOX.' + folder_name.replace('/', '.')
    try:
        desk.fill(2)
        said = desk.gateway.say('check', '--online')
        assert f'there is no folder {name} yet' in said and f'moving a mail to {name}' in said
        desk.start()
        desk.has_taken(2)
        desk.has_left(0)
        with server.login(desk.address) as session:
            listed = b' '.join(session.list()[1])
        assert name.replace('é', '&AOk-').replace(' & ', ' &- ').replace('ü', '&APw-').encode() in listed
    finally:
        desk.end()
        server.stop()
