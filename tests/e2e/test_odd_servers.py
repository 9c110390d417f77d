# SPDX-License-Identifier: Apache-2.0
"""Servers that do what real ones will not do in a test: lie, break off at a chosen point, stop in mid-sentence."""
import os
import signal
import socket
import ssl
import threading
import time

import pytest

import fakeimap
import fakesmtp
from desk import UNLIMITED, configuration
from fakeimap import FakeImap
from fakesmtp import FakeSmtp
from gateway import Gateway
from processes import eventually

PASSWORD = 'g3heim-w00rd'


def mail(name):
    return (f'From: Els Bos <els@klant.example>\r\nTo: desk@desk.example\r\nSubject: {name}\r\n'
            f'Message-ID: <{name}@klant.example>\r\n\r\nDit is {name}.\r\n').encode()


@pytest.fixture
def tls(certificates):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good.file, certificates.good.key)
    return context


class OddDesk:
    """A gateway between the two servers of this file, not started yet."""

    def __init__(self, program, folder, certificates, tls):
        password = folder / 'password'
        password.write_text(PASSWORD + '\n')
        password.chmod(0o600)
        login = {'user': 'desk', 'password_file': str(password), 'ca_file': str(certificates.ca_file)}
        self.imap = FakeImap(user='desk', password=PASSWORD, tls=tls)
        self.smtp = FakeSmtp(user='desk', password=PASSWORD, tls=tls)
        self.configuration = configuration(
            [{'name': 'support', 'imap': f'imaps://localhost:{self.imap.start()}/INBOX', 'address': 'desk@desk.example',
              'processed': {'move': 'Processed'}, 'too_large': {'move': 'Failed'}, **login}],
            {'smtp': f'submissions://localhost:{self.smtp.start()}', **login},
            **UNLIMITED)
        self.gateway = Gateway(program, folder / 'gateway', self.configuration)

    def through(self, port):
        """Lets the gateway fetch by way of another port."""
        self.configuration['mailboxes'][0]['imap'] = f'imaps://localhost:{port}/INBOX'
        self.gateway.configure(self.configuration)

    def one_of_each(self, names):
        """Each mail has become exactly one case and one letter, and was filed."""
        def done():
            titles = sorted(case['title'] for case in self.gateway.cases())
            assert titles == sorted(names), titles
            assert not self.imap.inbox.mails, f'{len(self.imap.inbox.mails)} mails in the inbox'
            return True
        eventually(done, f'a case for each of {len(names)} mails, and an empty inbox')
        eventually(lambda: len(self.to_els()) >= len(names), 'a letter for each')
        assert len({header(letter, b'message-id') for letter in self.to_els()}) == len(names)

    def to_els(self):
        """Without what the desk is told, a while later."""
        return [letter for letter in self.smtp.letters if letter.recipient == 'els@klant.example']

    def end(self):
        self.gateway.end()
        self.imap.stop()
        self.smtp.stop()


def header(letter, name):
    head = letter.bytes.partition(b'\r\n\r\n')[0].replace(b'\r\n ', b' ')
    return next(line for line in head.split(b'\r\n') if line.lower().startswith(name + b':'))


@pytest.fixture
def odd(program, folder, certificates, tls):
    desk = OddDesk(program, folder, certificates, tls)
    yield desk
    desk.end()


def once(fault):
    """The fault at its first time only."""
    left = [1]

    def answer(*arguments):
        if left:
            left.pop()
            return fault(*arguments)
        return fakeimap.PASS
    return answer


@pytest.mark.parametrize('fault', [fakeimap.hang_up, fakeimap.say_bye, fakeimap.nonsense, fakeimap.refuse])
@pytest.mark.parametrize('command', ['UID SEARCH', 'UID FETCH', 'UID MOVE', 'IDLE'])
def test_a_session_that_breaks_is_taken_up_again(odd, command, fault):
    names = [f'melding {n}' for n in range(3)]
    for name in names[:2]:
        odd.imap.deliver(mail(name))
    odd.imap.fault(command, once(fault))
    if command == 'IDLE' and fault is fakeimap.refuse:
        odd.configuration['mailboxes'][0]['poll'] = '1s'
        odd.gateway.configure(odd.configuration)
    odd.gateway.start()
    eventually(lambda: odd.imap.commands(command), f'{command} to be said')
    odd.imap.deliver(mail(names[2]))
    odd.one_of_each(names)


@pytest.mark.parametrize('fault', [fakeimap.lie_about_length, fakeimap.answer_more])
def test_what_was_not_asked_for_is_not_believed(odd, fault):
    odd.imap.deliver(mail('melding'))
    odd.imap.fault('UID FETCH', fault if fault is fakeimap.answer_more else once_with_body(fault))
    odd.gateway.start()
    odd.one_of_each(['melding'])


def once_with_body(fault):
    left = [1]

    def answer(connection, tag, arguments):
        if 'BODY' in arguments and left:
            left.pop()
            return fault(connection, tag, arguments)
        return fakeimap.PASS
    return answer


def test_a_connection_that_drops_in_idle_is_made_again(odd):
    odd.gateway.start()
    eventually(lambda: odd.imap.commands('IDLE'), 'IDLE')
    odd.imap.drop()
    odd.imap.deliver(mail('melding'))
    odd.one_of_each(['melding'])


class Cutter:
    """Stands before a server and cuts each connection after so many of its bytes, a few more each time."""

    def __init__(self, port, step):
        self.port, self.step, self.cuts, self.allowed = port, step, 0, step
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.open = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(('127.0.0.1', self.port))
            allowed, self.allowed, self.cuts = self.allowed, self.allowed + self.step, self.cuts + 1
            threading.Thread(target=self._carry, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, allowed), daemon=True).start()

    @staticmethod
    def _carry(source, target, left):
        try:
            while left is None or left > 0:
                data = source.recv(65536 if left is None else min(left, 65536))
                if not data:
                    break
                target.sendall(data)
                left = None if left is None else left - len(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


def test_a_line_that_is_cut_everywhere_loses_and_doubles_nothing(odd):
    names = [f'melding {n}' for n in range(5)]
    for name in names:
        odd.imap.deliver(mail(name))
    cutter = Cutter(odd.imap.port, 1500)
    odd.through(cutter.open)
    odd.gateway.start()
    try:
        odd.one_of_each(names)
        assert cutter.cuts >= 2
    finally:
        cutter.close()


@pytest.mark.parametrize('case', ['preauth', 'no starttls', 'injected'])
def test_no_secret_before_tls(odd, case, tls):
    server = FakeImap(user='desk', password=PASSWORD, starttls=None if case == 'no starttls' else tls)
    if case == 'preauth':
        server.greeting = b'* PREAUTH welcome\r\n'
    if case == 'injected':
        server.fault('STARTTLS', fakeimap.inject_after_starttls)
    odd.configuration['mailboxes'][0]['imap'] = f'imap://localhost:{server.start()}/INBOX'
    odd.gateway.configure(odd.configuration)
    try:
        odd.gateway.start()
        eventually(lambda: 'STARTTLS' in odd.gateway.log() or 'PREAUTH' in odd.gateway.log(), 'the log to say why')
        assert not server.commands('LOGIN') and not server.commands('AUTHENTICATE')
        assert PASSWORD not in odd.gateway.log()
    finally:
        server.stop()


@pytest.mark.parametrize('command', ['CONNECT', 'EHLO', 'MAIL', 'TEXT'])
@pytest.mark.parametrize('fault', ['421 4.3.2 shutting down', fakesmtp.hang_up])
def test_a_letter_whose_fate_is_unknown_goes_again_with_its_own_id(odd, command, fault):
    odd.smtp.fault(command, fault)
    odd.imap.deliver(mail('melding'))
    odd.gateway.start()
    eventually(lambda: odd.smtp.connections >= 2, 'a second try')
    assert not odd.smtp.letters
    odd.smtp.fault(command, None)
    odd.one_of_each(['melding'])


def test_a_letter_that_was_taken_without_a_word_is_repeated_with_its_own_id(odd):
    odd.smtp.fault('TEXT', fakesmtp.take_and_hang_up)
    odd.imap.deliver(mail('melding'))
    odd.gateway.start()
    eventually(lambda: odd.smtp.letters, 'the letter')
    odd.smtp.fault('TEXT', None)
    def copies():
        return [letter.bytes for letter in odd.to_els()]
    eventually(lambda: len(copies()) == 2, 'the letter again')
    assert len(set(copies())) == 1


def test_what_stops_all_of_its_group_cuts_off_no_letter(odd):
    """systemd tells every process of a service to end, a terminal every one in front."""
    begun, taken = [], []

    def take_slowly(connection, _line):
        begun.append(connection)
        time.sleep(1)
        connection.server.letters.append(fakesmtp.Letter(connection.sender, connection.recipient, connection.text))
        taken.append(connection)
        connection.say('250 2.0.0 ok')
    odd.smtp.fault('TEXT', take_slowly)
    odd.imap.deliver(mail('melding'))
    odd.gateway.start()
    eventually(lambda: begun, 'the letter')
    for worker in odd.gateway.workers():
        os.kill(worker, signal.SIGTERM)
    odd.gateway.stop()
    eventually(lambda: taken, 'the letter at its server')
    odd.smtp.fault('TEXT', None)
    odd.gateway.start()
    odd.imap.deliver(mail('tweede'))
    odd.one_of_each(['melding', 'tweede'])
    assert len(odd.to_els()) == 2


def test_a_refused_recipient_holds_up_no_other(odd):
    def refuse_piet(connection, line):
        if 'piet' in line:
            connection.say('550 5.1.1 no such user')
        else:
            connection.recipient = line[line.index('<') + 1:line.index('>')]
            connection.say('250 2.1.5 ok')
    odd.smtp.fault('RCPT', refuse_piet)
    odd.imap.deliver(mail('piet').replace(b'els@klant', b'piet@klant'))
    odd.imap.deliver(mail('els'))
    odd.gateway.start()
    eventually(lambda: len(odd.to_els()) == 1, "Els's letter")
    assert odd.smtp.commands('RSET')
