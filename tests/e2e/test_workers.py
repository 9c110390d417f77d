# SPDX-License-Identifier: Apache-2.0
"""Workers that a mail has taken over: they speak nonsense to the gateway, hold on to a mail, or leave with it. The
program is built with sanitizers and failpoints; what a mail says behind HOSTILE- is what its worker does
(gateway/workers/hostile.c)."""
import os
import socket
import threading
from collections import Counter
from pathlib import Path

import pytest

from conftest import TREE
from desk import Desk, FolderPost
from processes import eventually, free_port

SEEDS = range(60)
LIMITS = {'per_address_hour': 0, 'per_minute': 0}
ENDS = {'done', 'held', 'quarantined', 'duplicate'}


@pytest.fixture
def sanitized(folder):
    """Makes a desk whose program was built with failpoints."""
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    assert os.access(program, os.X_OK), f'{program} is not there: ./quickstart test builds it (--enable-failpoints)'
    made = []

    def make(name='desk'):
        place = folder / name
        place.mkdir()
        made.append(Desk(program, place, FolderPost(place), acknowledgements=LIMITS))
        return made[-1]
    yield make
    for desk in made:
        desk.end()


def is_sane(desk):
    assert desk.gateway.process.poll() is None, desk.gateway.log()[-4000:]
    for word in ('ERROR: AddressSanitizer', 'runtime error:', 'LeakSanitizer', 'GLib-CRITICAL', 'GLib-ERROR'):
        assert word not in desk.gateway.log(), desk.gateway.log()[-8000:]


def hostile_mail(customer, kind, seed):
    mail = customer.write(f'Vijandig {seed}', f'Let op: HOSTILE-{kind}={seed} .')
    customer.send(mail)


def test_readers_that_speak_nonsense(sanitized):
    """Each hostile mail comes to an end, after three readers at most; the good ones beside it are decided."""
    desk = sanitized().start()
    els = desk.customer()
    for seed in SEEDS:
        hostile_mail(els, 'READ', seed)
        els.send(els.write(f'Goed {seed}', 'Mijn scherm is zwart.'))
    eventually(lambda: len(desk.gateway.mails()) == 2 * len(SEEDS)
               and all(mail['state'] in ENDS for mail in desk.gateway.mails()), 'all mails decided', patience=240)
    is_sane(desk)
    mails = desk.gateway.mails()
    good = [mail for mail in mails if (mail['subject'] or '').startswith('Goed')]
    assert len([mail for mail in good if mail['state'] == 'done']) >= len(SEEDS), Counter(m['state'] for m in good)
    lost = [mail for mail in mails if mail['state'] == 'quarantined']
    assert len(lost) > len(SEEDS) / 4, 'most kinds of nonsense cost the reader its life'
    assert all(mail['attempts'] == 3 and mail['ticket'] for mail in lost), lost


def test_a_reader_that_makes_up_a_decision_is_not_believed(sanitized):
    """What would be granted something is read again by a reader that never saw it; both must say the same."""
    desk = sanitized().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    desk.gateway.run('case', 'resolve', letter.number, 'De kabel zat los.')
    solution = els.letter(1)
    els.send(els.answer(solution, 'Nee, HOSTILE-LIAR, het is nog zwart.'))
    held = eventually(lambda: desk.gateway.json('mail', 'list', 'held'), 'the mail held')
    assert 'two readings of it do not agree' in held[0]['reason']
    assert desk.gateway.case(letter.number)['state'] == 'resolved'
    els.send(els.answer(solution, 'Akkoord'))
    desk.case(letter.number, state='closed')
    is_sane(desk)


@pytest.mark.parametrize('seed', range(12))
def test_a_fetcher_that_speaks_nonsense_touches_no_other_mailbox(sanitized, seed):
    """It may do so to its own mailbox, which gets another fetcher once the mail is gone."""
    desk = sanitized()
    second = f'second-{desk.serial}@desk.example'
    desk.configuration['mailboxes'].append(desk.post.mailbox('second', second))
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    hostile_mail(els, 'FETCH', seed)
    for _ in range(3):
        els.send(els.write('Goed', 'Mijn scherm is zwart.', To=second))
    eventually(lambda: len([mail for mail in desk.gateway.mails() if mail['mailbox'] == 'second'
                            and mail['state'] == 'done']) == 3, 'the other mailbox')
    is_sane(desk)
    for file in (desk.post.inboxes[desk.address].folder / 'new').iterdir():
        file.unlink(missing_ok=True)
    els.send(els.write('Daarna', 'Mijn muis is stuk.'))
    eventually(lambda: [case for case in desk.gateway.cases() if case['title'] == 'Daarna'], 'the next fetcher')
    is_sane(desk)


@pytest.mark.parametrize('seed', range(12))
def test_a_sender_that_speaks_nonsense_stops_nothing_but_letters(sanitized, seed):
    desk = sanitized().start()
    els = desk.customer()
    els.send(els.write(f'HOSTILE-SEND={seed} ', 'Mijn scherm is zwart.'))
    els.send(els.write('Goed', 'Mijn scherm is zwart.'))
    eventually(lambda: len(desk.gateway.cases()) == 2, 'both cases')
    eventually(lambda: desk.gateway.json('status')['gateway']['outgoing']['starts'] > 0, 'a sender')
    is_sane(desk)


class EvilImap:
    """An IMAP server that answers one command with what its client can hardly read."""

    def __init__(self, at, answer):
        self.at, self.answer, self.sessions = at, answer, 0
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            self.sessions += 1
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client):
        usual = {b'CAPABILITY': b'* CAPABILITY IMAP4rev1 UIDPLUS MOVE\r\n', b'SEARCH': b'* SEARCH 1\r\n',
                 b'SELECT': b'* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 2] x\r\n'}
        try:
            client.sendall(b'* OK hi\r\n')
            for line in client.makefile('rb'):
                tag = line.split()[0]
                word = next((word for word in (self.at, *usual) if word in line.upper()), b'')
                client.sendall((self.answer if word == self.at else usual.get(word, b'')) + tag + b' OK done\r\n')
        except OSError:
            pass
        finally:
            client.close()


EVIL = {
    'flags without end': (b'SELECT', b'* FLAGS ' + b'(' * 500_000 + b'\r\n'),
    'structure without end': (b'FETCH', b'* 1 FETCH (BODYSTRUCTURE ' + b'(' * 200_000 + b'\r\n'),
    'huge literal': (b'FETCH', b'* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[] {4294967295}\r\nabc)\r\n'),
    'huge numbers': (b'FETCH', b'* 1 FETCH (UID 99999999999999999999 RFC822.SIZE 99999999999999999999)\r\n'),
    'odd permanent flags': (b'SELECT', b'* OK [PERMANENTFLAGS ()\r\n'),
    'millions found': (b'SEARCH', b'* SEARCH' + b' 1' * 2_000_000 + b'\r\n'),
}


@pytest.mark.parametrize('name', EVIL)
def test_a_mail_server_that_kills_its_fetcher_touches_no_other_mailbox(folder_desk, folder, name):
    """Told in status, asked again more and more seldom."""
    server = EvilImap(*EVIL[name])
    desk = folder_desk(acknowledgements=LIMITS)
    password = folder / 'evil-password'
    password.write_text('geheim77\n')
    password.chmod(0o600)
    desk.configuration['mailboxes'].append(
        {'name': 'kwaad', 'imap': f'imap+plain://127.0.0.1:{server.port}/INBOX', 'user': 'u',
         'password_file': str(password), 'address': 'kwaad@desk.example', 'poll': '1s'})
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    eventually(lambda: server.sessions > 1, 'a second try') if 'without end' in name else None
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    mailboxes = {one['name']: one for one in desk.gateway.json('status')['mailboxes']}
    assert 'Maildir' in mailboxes[desk.configuration['mailboxes'][0]['name']]['state']
    if 'without end' in name:
        eventually(lambda: not {one['name']: one for one in desk.gateway.json('status')['mailboxes']}
                   ['kwaad']['working'], 'its state')
    assert server.sessions < 12, 'it is not asked again and again at once'
    assert desk.gateway.process.poll() is None
    assert 'geheim77' not in desk.gateway.log()


def test_no_worker_opens_the_state_folder_or_is_looked_into(desk):
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    for pid in desk.gateway.workers():
        status = Path(f'/proc/{pid}/status').read_text()
        assert 'NoNewPrivs:\t1' in status or 'fork' in desk.gateway.arguments(pid), status
        assert os.readlink(f'/proc/{pid}/fd/2') == '/dev/null', desk.gateway.arguments(pid)
        cores = [line for line in Path(f'/proc/{pid}/limits').read_text().splitlines() if 'core file' in line][0]
        assert cores.split()[-3:-1] == ['0', '0'], cores


def test_readers_are_fresh(desk):
    """A reader is gone when its mail is read; the next mail has another."""
    els = desk.customer()
    seen = eventually(lambda: len(pids := set(desk.gateway.workers('read'))) == 2 and pids, 'two readers that wait')
    for n in range(3):
        els.send(els.write(f'Scherm {n}', 'Mijn scherm is zwart.'))
        els.letter(n)
        seen |= eventually(lambda: set(desk.gateway.workers('read')) - seen, 'a new reader')
