# SPDX-License-Identifier: Apache-2.0
"""The tests' own servers do what the other tests rely on."""
import imaplib
import os
import smtplib
import socket
import ssl
import subprocess

import pytest

import processes
from dovecot import PASSWORD, Dovecot
from processes import eventually, stretched

RAW = (b'From: Els Bos <els@klant.example>\r\nTo: %s\r\nSubject: proef\r\nMessage-ID: <%s@klant.example>\r\n'
       b'\r\nEen proef.\r\n')


def trusting(certificates):
    return ssl.create_default_context(cafile=certificates.ca_file)


def handshake(port, context):
    with socket.create_connection(('127.0.0.1', port), stretched()) as plain:
        with context.wrap_socket(plain, server_hostname='localhost') as secure:
            return secure.version()


def test_folder_is_short_and_open(place):
    assert place.stat().st_mode & 0o777 == 0o755
    assert len(str(place)) < 20


def test_dovecot_implicit_tls(dovecot, certificates):
    assert handshake(dovecot.imaps, trusting(certificates)) in ('TLSv1.2', 'TLSv1.3')


def test_dovecot_starttls_and_login(dovecot, certificates):
    session = imaplib.IMAP4('localhost', dovecot.imap, timeout=stretched())
    session.starttls(trusting(certificates))
    assert session.login('starttls@desk.example', PASSWORD)[0] == 'OK'
    session.logout()


def test_dovecot_refuses_a_wrong_password(dovecot):
    with imaplib.IMAP4('localhost', dovecot.imap, timeout=stretched()) as session:
        with pytest.raises(imaplib.IMAP4.error):
            session.login('starttls@desk.example', 'wrong')


def test_dovecot_can_what_casegate_uses(dovecot):
    with dovecot.login('able@desk.example') as session:
        able = session.capability()[1][0].decode().split()
        assert {'IDLE', 'MOVE', 'UIDPLUS'} <= set(able)
        assert b'"/" Processed' in b' '.join(session.list()[1])


def test_dovecot_xoauth2(dovecot):
    address = 'oauth@desk.example'

    def login(token):
        with imaplib.IMAP4('localhost', dovecot.imap, timeout=stretched()) as session:
            said = f'user={address}\1auth=Bearer {token}\1\1'.encode()
            return session.authenticate('XOAUTH2', lambda challenge: said if challenge == b'' else b'')[0]
    assert login(dovecot.token(address)) == 'OK'
    with pytest.raises(imaplib.IMAP4.error):
        login(dovecot.token(address, lasting=-5))


def test_dovecot_changes_uidvalidity(dovecot):
    address = 'renumbered@desk.example'
    dovecot.append(address, RAW % (address.encode(), b'renumbered'))
    before, after = dovecot.change_uidvalidity(address)
    assert before != after
    assert len(dovecot.messages(address)) == 1


def test_dovecot_without_move_and_with_a_wrong_certificate(place, certificates):
    server = Dovecot(place / 'd2', certificates, certificate=certificates.wrong_host,
                     capability='IMAP4rev1 SASL-IR LITERAL+ UIDPLUS IDLE')
    try:
        server.start()
        with imaplib.IMAP4('localhost', server.imap, timeout=stretched()) as session:
            session.login('x@desk.example', PASSWORD)
            assert 'MOVE' not in session.capability()[1][0].decode().split()
        with pytest.raises(ssl.SSLCertVerificationError):
            handshake(server.imaps, trusting(certificates))
    finally:
        server.stop()
    assert not processes.listens(server.imap)


@pytest.mark.parametrize('which, word', [('wrong_host', 'Hostname mismatch'), ('expired', 'expired'),
                                         ('other_ca', 'self-signed|unable to get')])
def test_bad_certificates_are_bad(certificates, which, word):
    """Each is bad for its own reason and no other."""
    bad = getattr(certificates, which)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(bad.file, bad.key)
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            server.wrap_socket(theirs, server_side=True)
        except OSError:
            pass
        os._exit(0)
    theirs.close()
    try:
        with pytest.raises(ssl.SSLCertVerificationError, match=word):
            trusting(certificates).wrap_socket(ours, server_hostname='localhost')
    finally:
        ours.close()
        os.waitpid(pid, 0)


def test_postfix_delivers_with_plus_address_to_dovecot(postfix, dovecot):
    postfix.send('els@klant.example', 'plus+abc@desk.example', RAW % (b'plus+abc@desk.example', b'plus'))
    raw = eventually(lambda: dovecot.messages('plus@desk.example'), 'the mail in the mailbox')[0]
    assert b'plus+abc@desk.example' in raw
    assert b'Authentication-Results: mail.desk.example; dmarc=pass header.from=klant.example' in raw


def test_postfix_vouches_for_no_one_else(postfix, dovecot):
    postfix.send('x@ander.example', 'plain@desk.example', RAW % (b'plain@desk.example', b'plain'))
    raw = eventually(lambda: dovecot.messages('plain@desk.example'), 'the mail in the mailbox')[0]
    assert b'Authentication-Results' not in raw


def test_postfix_submissions(postfix, dovecot, certificates):
    with smtplib.SMTP_SSL('localhost', postfix.submissions, context=trusting(certificates), timeout=stretched()) as session:
        session.login('desk@desk.example', PASSWORD)
        session.sendmail('desk@desk.example', ['implicit@klant.example'], RAW % (b'implicit@klant.example', b'i'))
    eventually(lambda: dovecot.messages('implicit@klant.example'), 'the mail in the mailbox')


def test_postfix_submission_demands_tls_and_login(postfix, certificates):
    with smtplib.SMTP('localhost', postfix.submission, timeout=stretched()) as session:
        session.ehlo()
        assert session.mail('desk@desk.example')[0] == 530
        session.starttls(context=trusting(certificates))
        session.ehlo()
        session.mail('desk@desk.example')
        assert session.rcpt('els@klant.example')[0] in (550, 554)
        session.rset()
        session.login('desk@desk.example', PASSWORD)
        session.mail('desk@desk.example')
        assert session.rcpt('els@klant.example')[0] == 250


def test_postfix_sends_back_what_the_world_refuses(postfix, dovecot):
    raw = RAW % (b'nemo@elders.example', b'comes-back')
    postfix.send('sender@desk.example', 'nemo@elders.example', raw)
    report = eventually(lambda: dovecot.messages('sender@desk.example'), 'the report')[0]
    assert b'Content-Type: multipart/report' in report and b'nemo@elders.example' in report


def test_postfix_stops_and_starts_again(postfix):
    postfix.stop()
    assert not processes.listens(postfix.smtp)
    postfix.start()
    assert processes.listens(postfix.smtp)
    assert postfix.queue() == 0


def test_missing_server_is_said(monkeypatch):
    monkeypatch.setenv('PATH', '/nowhere')
    with pytest.raises(RuntimeError, match='apt-get install imaginary-package'):
        processes.require('imaginary-server', 'imaginary-package')


def test_orphans_come_to_us():
    """A grandchild whose parent is killed becomes our child and can be ended."""
    with subprocess.Popen(['sh', '-c', 'sleep 1000 & echo $!; wait'], stdout=subprocess.PIPE) as parent:
        orphan = int(parent.stdout.readline())
        parent.kill()
    eventually(lambda: processes.stat(orphan)[1] == os.getpid(), 'the orphan as our child')
    processes.end_all([orphan])
    assert not processes.alive(orphan)


def test_eventually_says_what_was_missing():
    with pytest.raises(AssertionError, match='a letter; the last answer was'):
        eventually(lambda: [], 'a letter', patience=0.05)
