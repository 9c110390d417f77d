# SPDX-License-Identifier: Apache-2.0
"""What goes wrong around casegate, and within it."""
import contextlib
import imaplib
import os
import signal
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest

import processes
from desk import UNLIMITED, Desk, ServerPost
from dovecot import Dovecot
from people import Letter
from processes import eventually, stretched

HOSTILE = {
    # A parameter name of 70 to 72 octets in a multipart without boundary: GMime 3.2.13 never returns.
    **{f'endless{n}': b'From: <a@ander.example>\r\nSubject: eindeloos\r\nContent-Type: multipart/mixed; '
       + b'a' * n + b'="\xc3\xa9"\r\n\r\ntekst\r\n' for n in (70, 71, 72)},
    # Groups inside groups: GMime 3.2.13 overflows the stack.
    'groups': b'From: ' + b'a:' * 50_000 + b'\r\nSubject: groepen\r\n\r\ntekst\r\n',
    'nested': b'From: <a@ander.example>\r\nSubject: diep\r\n' + b''.join(
        b'Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n' % (n, n) for n in range(20_000)) + b'\r\n',
    'parts': b'From: <a@ander.example>\r\nSubject: delen\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
             + b'--b\r\n\r\n' * 200_000,
    'long header': b'From: <a@ander.example>\r\nSubject: lang\r\nX-Long: ' + b'x' * 5_000_000 + b'\r\n\r\ntekst\r\n',
}


def send_many(desk, customer, count, prefix='melding'):
    for n in range(count):
        customer.send(customer.write(f'{prefix} {n}', f'Dit is {prefix} {n}.'))


def one_of_each(desk, customer, count, prefix='melding'):
    """Each mail has exactly one case and one letter."""
    wanted = [f'{prefix} {n}' for n in range(count)]
    eventually(lambda: sorted(case['title'] for case in desk.gateway.cases()
                              if case['title'].startswith(prefix)) == sorted(wanted), f'{count} cases')
    eventually(lambda: len({letter.number for letter in customer.letters()}) == count, f'{count} letters')
    desk.flushed()
    letters = [letter.id for letter in customer.letters()]
    assert len(letters) == len(set(letters)) == count


def test_restart_in_the_middle(any_desk):
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    for turn in range(3):
        send_many(desk, els, 10, f'ronde {turn}, melding')
        if turn == 1:
            desk.gateway.kill()
        else:
            desk.gateway.stop()
        desk.start()
    els.send(els.write('laatste', 'De laatste.'))
    eventually(lambda: len(desk.gateway.cases()) == 31, '31 cases')
    eventually(lambda: len({letter.id for letter in els.letters()}) == 31, '31 letters')
    assert len({letter.number for letter in els.letters()}) == 31


def test_a_reply_to_what_was_sent_before_a_restart(any_desk):
    desk = any_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    desk.gateway.stop()
    assert stat.S_IMODE((desk.gateway.state / 'key').stat().st_mode) == 0o600
    desk.start()
    els.send(els.answer(letter, 'Nog iets.'))
    desk.settled(2)
    assert len(desk.gateway.cases()) == 1


def test_uidvalidity_changes(server_desk):
    """After a server was restored all mails have other numbers: what was seen is known by its content."""
    desk = server_desk(**UNLIMITED)
    desk.configuration['mailboxes'][0]['processed'] = {'flag': 'Casegate'}
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    send_many(desk, els, 5)
    one_of_each(desk, els, 5)
    desk.gateway.stop()
    desk.post.dovecot.change_uidvalidity(desk.address)
    with desk.post.dovecot.login(desk.address) as session:
        session.select('INBOX')
        session.store('1:*', '-FLAGS.SILENT', 'Casegate')
    els.send(els.write('melding nieuw', 'Een nieuwe melding.'))
    desk.start()
    eventually(lambda: len(desk.gateway.cases()) == 7, 'one new case')
    desk.flushed()
    assert len(els.letters()) == 6
    assert [mail['duplicates'] for mail in desk.gateway.mails()] == [1] * 6 + [0] * 2  # five, and the barrier's


def test_uidvalidity_changes_while_it_runs(server_desk):
    desk = server_desk(**UNLIMITED).start()
    els = desk.customer()
    send_many(desk, els, 3)
    one_of_each(desk, els, 3)
    desk.post.dovecot.change_uidvalidity(desk.address)
    send_many(desk, els, 6)
    eventually(lambda: len(desk.gateway.cases()) >= 7, 'the cases of the renumbered mailbox')


@pytest.fixture
def plain_dovecot(folder, certificates):
    """Makes further Dovecots: plain_dovecot(certificate=..., capability=...)"""
    made = []

    def make(**more):
        made.append(Dovecot(folder / f'd{len(made)}', certificates, **more).start())
        return made[-1]
    yield make
    for server in made:
        server.stop()


def desk_on(program, folder, server, postfix, **more):
    path = folder / 'gateway'
    path.mkdir()
    return Desk(program, path, ServerPost(path, server, postfix), **more)


def raw_mail(name, address):
    return (f'From: Els Bos <els@klant.example>\r\nTo: {address}\r\nSubject: {name}\r\n'
            f'Message-ID: <{name}@klant.example>\r\n\r\nDit is {name}.\r\n').encode()


def test_a_server_without_move(program, folder, plain_dovecot, postfix):
    server = plain_dovecot(capability='IMAP4rev1 SASL-IR LITERAL+ IDLE UIDPLUS')
    desk = desk_on(program, folder, server, postfix)
    try:
        for n in range(3):
            server.append(desk.address, raw_mail(f'm{n}', desk.address))
        desk.start()
        desk.settled(3)
        assert server.count(desk.address, 'Processed') == 3
    finally:
        desk.end()


@pytest.mark.parametrize('processed, left', [({'flag': 'Gelezen'}, 2), ('delete', 0)])
def test_other_ways_of_filing(server_desk, processed, left):
    desk = server_desk()
    desk.configuration['mailboxes'][0]['processed'] = processed
    desk.gateway.configure(desk.configuration)
    dovecot = desk.post.dovecot
    for n in range(2):
        dovecot.append(desk.address, raw_mail(f'f{n}', desk.address))
    desk.start()
    eventually(lambda: [mail['state'] for mail in desk.gateway.mails()] == ['done', 'done'], 'two mails done')
    eventually(lambda: all(mail['filed'] for mail in desk.gateway.mails()), 'both filed')
    assert dovecot.count(desk.address) == left
    assert dovecot.count(desk.address, 'Processed') == 0
    if left:
        with dovecot.login(desk.address) as session:
            session.select('INBOX', readonly=True)
            assert len(session.search(None, 'KEYWORD', 'Gelezen')[1][0].split()) == 2
            assert session.search(None, 'SEEN')[1][0].split() == []
        desk.gateway.stop()
        desk.start()
        desk.flushed()
        assert len(desk.gateway.mails()) == 3, 'what was flagged is not fetched again'


def test_mails_that_were_read_by_a_person_are_still_fetched(server_desk):
    desk = server_desk()
    dovecot = desk.post.dovecot
    with dovecot.login(desk.address) as session:
        session.append('INBOX', r'(\Seen)', '"01-Jan-2020 10:00:00 +0000"', raw_mail('gelezen', desk.address))
    desk.start()
    desk.settled(1)
    assert dovecot.count(desk.address, 'Processed') == 1


def test_the_fetcher_wakes_by_idle(server_desk):
    """No poll is due for an hour, yet the mail is there."""
    desk = server_desk()
    desk.configuration['mailboxes'][0]['poll'] = '1h'
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    els.send(els.write('een', 'Eerste.'))
    els.letter(0)
    els.send(els.write('twee', 'Tweede.'))
    els.letter(1)


def test_imap_server_restarts(program, folder, plain_dovecot, postfix):
    server = plain_dovecot()
    desk = desk_on(program, folder, server, postfix)
    try:
        desk.start()
        server.append(desk.address, raw_mail('voor', desk.address))
        desk.settled(1)
        server.stop()
        desk.gateway.run('status')
        server.start()
        server.append(desk.address, raw_mail('na', desk.address))
        desk.settled(2)
    finally:
        desk.end()


def test_smtp_down_and_back(server_desk):
    desk = server_desk().start()
    els = desk.customer()
    desk.post.postfix.stop()
    try:
        for n in range(3):
            desk.post.dovecot.append(desk.address, els.write(f'melding {n}', f'Dit is {n}.').as_bytes())
        desk.settled(3)
        assert len(desk.gateway.cases()) == 3, 'cases are opened although no letter can go'
        assert els.letters() == []
    finally:
        desk.post.postfix.start()
    eventually(lambda: len(els.letters()) == 3, 'the letters once the server is back')
    assert len({letter.id for letter in els.letters()}) == 3


def test_smtp_refuses_a_recipient_for_good(server_desk):
    """A 5yz is recorded and shown, on the case and in the status; the next letter goes."""
    desk = server_desk().start()
    els = desk.customer()
    nobody = desk.customer('Nemo Niemand')
    nobody.address = 'refused@klant.example'
    desk.post.dovecot.append(desk.address, nobody.write('melding', 'Dit is een melding.').as_bytes())
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    case, = [case for case in desk.gateway.cases() if case['reporter']['address'] == nobody.address]
    eventually(lambda: desk.gateway.json('status')['letters']['failed'] == 1, 'a failed letter')
    words = [entry['text'] for entry in desk.gateway.case(case['number'])['timeline']]
    assert any('Recipient is refused by the tests' in text for text in words), words


def test_a_letter_that_comes_back_is_noted_on_its_case(server_desk):
    """The server took it and sends it back later: the report belongs to the case and gets no letter itself."""
    desk = server_desk().start()
    nobody = desk.customer('Nemo Niemand', domain='elders.example')
    desk.post.dovecot.append(desk.address, nobody.write('melding', 'Dit is een melding.').as_bytes())
    report = desk.settled(2)[1]
    case, = desk.gateway.cases()
    assert report['ticket'] == case['number']
    words = [entry['text'] for entry in desk.gateway.case(case['number'])['timeline']]
    assert any('elders.example' in text for text in words), words
    # the desk's people may be told of it at any time
    outside = {letter['recipient'] for letter in desk.gateway.json('letter', 'list')
               if not letter['recipient'].endswith('@desk.example')}
    assert outside == {nobody.address}


@pytest.mark.parametrize('which', ['wrong_host', 'other_ca', 'expired'])
@pytest.mark.parametrize('scheme', ['imaps', 'imap'])
def test_a_bad_certificate_is_refused_before_any_login(program, folder, plain_dovecot, certificates, postfix, which,
                                                       scheme):
    server = plain_dovecot(certificate=getattr(certificates, which))
    desk = desk_on(program, folder, server, postfix)
    port = server.imaps if scheme == 'imaps' else server.imap
    desk.configuration['mailboxes'][0]['imap'] = f'{scheme}://localhost:{port}/INBOX'
    desk.gateway.configure(desk.configuration)
    try:
        desk.start()
        eventually(lambda: 'certificate' in desk.gateway.log().lower(), 'the log to name the certificate')
        eventually(lambda: 'SSL alert' in (server.folder / 'dovecot.log').read_text(),
                   'the server to tell how the handshake failed')
        log = (server.folder / 'dovecot.log').read_text()
        assert 'auth failed' not in log and 'Login:' not in log
    finally:
        desk.end()


@pytest.mark.parametrize('scheme', ['submissions', 'submission'])
def test_a_bad_certificate_of_the_smtp_server_is_refused(folder_desk, postfix, dovecot, certificates, scheme, folder):
    """Here the server is good and the gateway trusts another authority: no login either."""
    desk = folder_desk()
    post = ServerPost(folder, dovecot, postfix)
    desk.configuration['outgoing'] = post.outgoing(ca_file=str(certificates.ca_file.parent.parent / 'other-ca/ca.pem'))
    port = postfix.submissions if scheme == 'submissions' else postfix.submission
    desk.configuration['outgoing']['smtp'] = f'{scheme}://localhost:{port}'
    desk.gateway.configure(desk.configuration)
    before = len(postfix.log())
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: 'certificate' in desk.gateway.log().lower(), 'the log to name the certificate')
    assert 'sasl_username' not in postfix.log()[before:]


@pytest.mark.parametrize('scheme', ['imaps', 'imap'])
def test_starttls_and_implicit_tls(server_desk, scheme):
    desk = server_desk()
    dovecot, postfix = desk.post.dovecot, desk.post.postfix
    port = dovecot.imaps if scheme == 'imaps' else dovecot.imap
    desk.configuration['mailboxes'][0]['imap'] = f'{scheme}://localhost:{port}/INBOX'
    smtp = ('submissions', postfix.submissions) if scheme == 'imaps' else ('submission', postfix.submission)
    desk.configuration['outgoing']['smtp'] = f'{smtp[0]}://localhost:{smtp[1]}'
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    assert b'ESMTPSA' in els.letter(0).raw, 'sent over TLS after a login'


def test_xoauth2(server_desk, folder):
    desk = server_desk()
    mailbox = desk.configuration['mailboxes'][0]
    del mailbox['password_file']
    token = folder / 'token'
    mailbox['token_command'] = ['/bin/cat', str(token)]
    desk.gateway.configure(desk.configuration)
    token.write_text(desk.post.dovecot.token(desk.address, lasting=-5) + '\n')
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: 'refused' in desk.gateway.log(), 'the server to refuse the stale token')
    assert desk.gateway.mails() == []
    token.write_text(desk.post.dovecot.token(desk.address) + '\n')
    els.letter(0)


def test_sighup_takes_a_good_file_and_keeps_on_with_a_broken_one(any_desk):
    desk = any_desk().start()
    els = desk.customer()
    good = desk.gateway.config.read_text()
    desk.gateway.configure('desk: {naem: x}\nmailboxes: 7\n')
    desk.gateway.reload()
    eventually(lambda: 'naem' in desk.gateway.log(), 'the log to name the mistake')
    assert 'casegate.yaml:1' in desk.gateway.log()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    assert els.letter(0)
    desk.gateway.config.write_text(good.replace('Servicedesk Voorbeeld', 'Helpdesk Anders'))
    desk.gateway.reload()

    def renamed():
        before = len(els.letters())
        els.send(els.write('Muis', 'Mijn muis is stuk.'))
        letter = els.letter(before)
        return 'Helpdesk Anders' in letter.raw.decode()
    eventually(renamed, 'letters under the new name')


def test_sighup_changes_mailboxes(folder_desk):
    desk = folder_desk().start()
    second = f'second-{desk.serial}@desk.example'
    desk.configuration['mailboxes'].append(desk.post.mailbox('second', second))
    desk.gateway.configure(desk.configuration)
    desk.gateway.reload()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.', To=second))
    assert els.letter(0)['From'].addresses[0].addr_spec == second


@pytest.mark.parametrize('worker', ['fetch', 'read', 'send', 'verify'])
def test_a_worker_killed_in_mid_work(any_desk, worker):
    """While forty mails go through, every process of this worker is killed as soon as it is seen."""
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    send_many(desk, els, 40)
    killed = set()

    def kill_one():
        for pid in desk.workers_to_kill(worker):
            if pid not in killed:
                killed.add(pid)
                processes.kill(pid)
        return len(killed) >= 5 or (killed and len(desk.gateway.cases()) >= 40)
    eventually(kill_one, f'five {worker} workers to kill')
    eventually(lambda: len(desk.gateway.cases()) >= 40, '40 cases')
    eventually(lambda: len({letter.number for letter in els.letters()}) == 40, '40 letters')
    by_number = {}
    for letter in els.letters():
        by_number.setdefault(letter.number, set()).add(letter.id)
    assert all(len(ids) == 1 for ids in by_number.values()), 'a repeated letter keeps its Message-ID'
    assert len(desk.gateway.cases()) == 40


@pytest.mark.parametrize('worker', ['read', 'verify'])
def test_a_hanging_reader_holds_up_no_one(any_desk, worker):
    """A reader that stands still is ended; the mails behind it are read by another. So is who says who sent them."""
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    for pid in desk.gateway.workers(worker):
        os.kill(pid, signal.SIGSTOP)
    send_many(desk, els, 20)
    one_of_each(desk, els, 20)


def test_mails_that_hang_or_crash_gmime_in_front_of_twenty_others(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    for raw in HOSTILE.values():
        els.send(raw)
    send_many(desk, els, 20)
    one_of_each(desk, els, 20)
    eventually(lambda: not [mail for mail in desk.gateway.mails() if mail['state'] == 'waiting'],
               'the hostile mails to come to an end')
    for mail in desk.gateway.mails():
        assert mail['ticket'] or mail['reason'], mail


def test_an_idle_gateway_sleeps(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('melding', 'Dit is een melding.'))
    desk.settled(1)
    desk.at_rest()

    def sleeps():
        status = Path(f'/proc/{desk.gateway.process.pid}/status').read_text()
        return int(status.partition('voluntary_ctxt_switches:')[2].split()[0])
    before = sleeps()
    time.sleep(3)
    assert sleeps() - before < 100, 'how often it woke within three seconds'


def test_large_mails_do_not_share_a_reader(folder_desk):
    """Four of them wait while a mail hangs its reader; each of them then has another one."""
    desk = folder_desk(readers=1, **UNLIMITED)
    els = desk.customer()
    els.send(HOSTILE['endless70'])
    for n in range(4):
        mail = els.write(f'melding {n}', f'Dit is melding {n}.')
        mail.add_attachment(os.urandom(3_300_000), maintype='application', subtype='octet-stream', filename='groot.bin')
        els.send(mail)
    desk.start()
    eventually(lambda: len(desk.gateway.cases()) >= 4, 'the cases of the large ones')
    reader, = desk.gateway.json('status')['gateway']['readers']
    assert reader['starts'] >= 5, reader


@contextlib.contextmanager
def killing(desk, worker):
    """Every process of this worker that comes up meanwhile is killed, within milliseconds."""
    over = threading.Event()

    def kill_all():
        while not over.wait(0.002):
            for pid in desk.gateway.workers(worker):
                processes.kill(pid)
    hand = threading.Thread(target=kill_all)
    hand.start()
    try:
        yield
    finally:
        over.set()
        hand.join()


def test_a_mail_that_kills_its_reader_three_times_is_quarantined(folder_desk):
    """Every reader that works is killed while only this mail is there: it is kept, a bare ticket opens, the
    next mail goes on, and releasing it reads it again."""
    desk = folder_desk().start()
    els = desk.customer()

    def settled(count):
        mails = desk.gateway.mails()
        return len(mails) == count and mails[-1]['state'] in ('quarantined', 'done') and mails[-1]
    for count in range(1, 6):  # a reader may have been quicker than the killer, but not each time
        mail = els.write(f'Dodelijk {count}', 'Deze mail doodt zijn lezer.')
        for n in range(60):  # large enough to be seen at work
            mail.add_attachment(os.urandom(300_000), maintype='application', subtype='zip', filename=f'{n}.zip')
        els.send(mail)
        with killing(desk, 'read'):
            found = eventually(lambda: settled(count), 'the mail in quarantine')
        if found['state'] == 'quarantined':
            break
    assert found['state'] == 'quarantined' and found['attempts'] == 3 and found['reason']
    assert found['ticket'], 'a bare ticket is open'
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: [mail for mail in desk.gateway.mails() if mail['subject'] == 'Scherm'
                        and mail['state'] == 'done'], 'the next mail')
    desk.gateway.run('mail', 'release', found['id'])
    eventually(lambda: all(mail['state'] == 'done' for mail in desk.gateway.mails()), 'the released mail')


@pytest.mark.parametrize('signal_number', [signal.SIGSTOP, signal.SIGKILL], ids=['hangs', 'dies'])
def test_a_mail_uses_an_attempt_when_its_verifier_ends(folder_desk, signal_number):
    """It is not decided as if nobody vouched for its sender: it runs again, and another says who sent it."""
    desk = folder_desk()
    desk.configuration['mailboxes'][0].update(authserv='mail.desk.example')
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    verifier, = eventually(lambda: desk.gateway.workers('verify'), 'a verifier')
    os.kill(verifier, signal.SIGSTOP)
    els.send(b'Authentication-Results: mail.desk.example; dmarc=pass header.from=klant.example\n'
             + els.write('Scherm', 'Mijn scherm is zwart.').as_bytes())
    eventually(lambda: len(desk.gateway.mails()) == 1, 'the mail')
    os.kill(verifier, signal_number)
    mail, = desk.settled(1)
    assert mail['attempts'] == 1 and mail['ticket'], mail
    assert 'L2' in desk.gateway.say('mail', 'show', mail['id'])


def test_a_mail_that_cannot_be_decided_is_held_and_stops_no_other(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    desk.settled(1)
    desk.gateway.stop()
    with contextlib.closing(sqlite3.connect(desk.gateway.state / 'spool.db')) as spool:
        spool.execute('UPDATE letter SET ticket = 999')
        spool.execute('UPDATE ticket_message SET ticket = 999')
        spool.commit()
    send_many(desk, els, 5)
    els.send(els.answer(letter, 'Nog iets.'))
    send_many(desk, els, 5, 'vraag')
    desk.start()
    eventually(lambda: desk.gateway.json('status')['mails'] == {
        'waiting': 0, 'done': 11, 'duplicate': 0, 'held': 1, 'quarantined': 0, 'spam': 0, 'discarded': 0}, 'one held mail')
    eventually(lambda: len({letter.number for letter in els.letters()}) == 11, '11 letters')
    desk.flushed()
    assert len(els.letters()) == 11
    held, = desk.gateway.json('mail', 'list', 'held')
    assert held['reason'] == 'it could not be decided: there is no ticket 999'


@pytest.mark.parametrize('worker', ['read', 'verify'])
def test_the_reader_is_locked_in(desk, worker):
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    readers = desk.gateway.workers(worker)
    assert readers, f'no {worker} worker runs'
    for pid in readers:
        status = Path(f'/proc/{pid}/status').read_text()
        assert 'Seccomp:\t2' in status, 'the reader has no seccomp filter'
        assert 'NoNewPrivs:\t1' in status
        limits = Path(f'/proc/{pid}/limits').read_text()
        assert f'{512 << 20}' in [line for line in limits.splitlines() if 'address space' in line][0]
        descriptors = [os.readlink(f'/proc/{pid}/fd/{name}') for name in os.listdir(f'/proc/{pid}/fd')]
        assert not [name for name in descriptors if 'spool' in name or str(desk.gateway.state) in name]


def test_workers_hold_only_their_own_descriptors(desk):
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    for pid in desk.gateway.workers():
        for name in os.listdir(f'/proc/{pid}/fd'):
            target = os.readlink(f'/proc/{pid}/fd/{name}')
            assert 'spool' not in target and not target.startswith(str(desk.gateway.state)), target


def test_a_mail_over_the_limit(any_desk):
    """Over 40 MiB only the header is fetched: a bare ticket, and the mail lies where the large ones go."""
    desk = any_desk()
    desk.start()
    els = desk.customer()
    line = b'x' * 76 + b'\r\n'
    raw = els.write('Te groot', 'Zie hieronder.').as_bytes() + line * (42 * 1024 * 1024 // len(line))
    els.send(raw)
    mail, = desk.settled(1)
    assert mail['size'] > 40 * 1024 * 1024
    case = desk.gateway.case(mail['ticket'])
    assert case['title'] == 'Te groot'
    assert 'too large' in case['description'] and 'xxxx' not in case['description']
    if desk.post.kind == 'servers':
        assert desk.post.dovecot.count(desk.address, 'Failed') == 1
    spool = sum(file.stat().st_size for file in desk.gateway.state.iterdir() if file.is_file())
    assert spool < 8 * 1024 * 1024, 'the body was not fetched'
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    desk.settled(2)


def test_sigterm_ends_in_time_in_the_middle_of_work(any_desk):
    desk = any_desk(**UNLIMITED).start()
    els = desk.customer()
    send_many(desk, els, 30)
    desk.gateway.stop()
    desk.start()
    one_of_each(desk, els, 30)


def test_a_second_gateway_is_refused(desk):
    """Only one process may have the spool; the second says who is in its way, and the first goes on."""
    argv = ['run']
    with pytest.raises(AssertionError) as refused:
        desk.gateway.run(*argv)
    assert refused.value.code in (69, 75)
    assert 'already' in refused.value.stderr or 'another' in refused.value.stderr
    assert desk.gateway.run('status')


def test_nothing_starts_on_a_wrong_configuration(folder_desk):
    desk = folder_desk()
    desk.gateway.configure('desk:\n  naam: x\n  domain: desk.example\nmailboxes: []\nuitgaand: {}\n')
    with pytest.raises(AssertionError) as refused:
        desk.gateway.run('run')
    assert refused.value.code == 78
    for line in ('casegate.yaml:2', 'casegate.yaml:4', 'casegate.yaml:5'):
        assert line in refused.value.stderr
    assert not (desk.gateway.state / 'spool.db').exists()


def test_watchdog_and_readiness(folder_desk):
    """The service manager is told READY=1 (start() waits for it) and WATCHDOG=1 while it runs."""
    import socket
    desk = folder_desk()
    path = desk.gateway.folder / 'watch'
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        listener.settimeout(stretched())
        process = processes.start(desk.gateway.argv('run'), desk.gateway.log_file,
                                  env={**os.environ, 'NOTIFY_SOCKET': str(path), 'WATCHDOG_USEC': '400000'})
        try:
            heard = b''
            while b'WATCHDOG=1' not in heard:
                heard += listener.recv(4096)
            assert b'READY=1' in heard
            process.terminate()
            while b'STOPPING=1' not in heard:
                heard += listener.recv(4096)
        finally:
            processes.end_all([process.pid, *processes.descendants(process.pid)])
            process.wait()
