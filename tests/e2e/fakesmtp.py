# SPDX-License-Identifier: Apache-2.0
"""A small SMTP server for what real ones will not do: chosen answers, faults at a chosen command.

    server = FakeSmtp(extensions=['PIPELINING', 'SIZE 1000000'])
    port = server.start()
    server.fault('RCPT', '451 4.3.0 later')       # an answer
    server.fault('TEXT', hang_up)                  # or a function (connection, line), which may say PASS
    server.letters        # [Letter(sender, recipient, bytes), ...] as accepted
    server.log            # ['EHLO desk.example', 'MAIL FROM:<...>', ...]
    server.stop()

TEXT stands for the end of the letter's text, CONNECT for the greeting."""
import base64
import socket
import ssl
import threading
import time
from collections import namedtuple

Letter = namedtuple('Letter', 'sender recipient bytes')
PASS = object()     # of a fault: the usual answer is given
EXTENSIONS = ('PIPELINING', 'SIZE 50000000', '8BITMIME', 'AUTH PLAIN LOGIN XOAUTH2')


class FakeSmtp:
    def __init__(self, extensions=EXTENSIONS, user='desk', password='secret', token='good', tls=None, starttls=None):
        """tls: an ssl.SSLContext from the first byte on; starttls: one for STARTTLS, which is offered then."""
        self.extensions = list(extensions) + (['STARTTLS'] if starttls else [])
        self.user, self.password, self.token = user, password, token
        self.tls, self.starttls = tls, starttls
        self.faults = {}
        self.letters = []
        self.log = []
        self.connections = 0
        self.lock = threading.Lock()
        self.peers = set()
        self.listener = None

    def start(self, port=0):
        self.listener = socket.create_server(('127.0.0.1', port), backlog=50)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()
        return self.port

    def stop(self):
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        for peer in list(self.peers):
            try:
                peer.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def fault(self, command, answer):
        """Lets answer speak for this command; None takes it back."""
        self.faults.pop(command, None)
        if answer:
            self.faults[command] = answer

    def commands(self, start=''):
        with self.lock:
            return [line for line in self.log if line.upper().startswith(start)]

    def _accept(self, listener):
        while True:
            try:
                peer, _ = listener.accept()
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        self.connections += 1
        self.peers.add(peer)
        try:
            if self.tls:
                peer = self.tls.wrap_socket(peer, server_side=True)
            Connection(self, peer).run()
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            self.peers.discard(peer)
            peer.close()


class Connection:
    def __init__(self, server, peer):
        self.server, self.peer = server, peer
        self.buffer = b''
        self.open = True
        self.forget()

    def forget(self):
        self.sender = self.recipient = self.text = None

    def say(self, *lines):
        self.peer.sendall(''.join(line + '\r\n' for line in lines).encode())

    def close(self):
        self.open = False
        self.peer.shutdown(socket.SHUT_RDWR)

    def until(self, end):
        while end not in self.buffer:
            more = self.peer.recv(65536)
            if not more:
                raise OSError('closed')
            self.buffer += more
        found, self.buffer = self.buffer.split(end, 1)
        return found

    def answer(self, name, line, usual):
        """Says what a fault says for this command, else what is usual; True when it was the usual. A function that
        returns True has done nothing."""
        fault = self.server.faults.get(name)
        if isinstance(fault, str):
            self.say(fault)
            return False
        if fault is not None and not fault(self, line):
            return False
        self.say(usual)
        return True

    def run(self):
        self.open = self.answer('CONNECT', '', '220 fake ESMTP')
        while self.open:
            line = self.until(b'\r\n').decode('utf-8', 'replace')
            with self.server.lock:
                self.server.log.append(line)
            name = line.split(' ')[0].upper()
            getattr(self, '_' + name.lower(), self._unknown)(name, line)

    def _unknown(self, name, line):
        self.answer(name, line, '502 5.5.1 what')

    def _ehlo(self, name, line):
        if name in self.server.faults:
            self.answer(name, line, '')
            return
        lines = ['fake'] + self.server.extensions
        self.say(*(f'250-{text}' for text in lines[:-1]), f'250 {lines[-1]}')

    def _starttls(self, name, line):
        if self.answer(name, line, '220 2.0.0 begin'):
            self.peer = self.server.starttls.wrap_socket(self.peer, server_side=True)

    def _auth(self, name, line):
        words = line.split(' ')
        if words[1].upper() == 'LOGIN':
            self.say('334 VXNlcm5hbWU6')
            user = base64.b64decode(self.until(b'\r\n')).decode()
            self.say('334 UGFzc3dvcmQ6')
            good = (user, base64.b64decode(self.until(b'\r\n')).decode()) == (self.server.user, self.server.password)
        else:
            if len(words) == 2:
                self.say('334 ')
                words.append(self.until(b'\r\n'))
            said = base64.b64decode(words[2]).decode()
            good = said.endswith(f'\0{self.server.user}\0{self.server.password}') if words[1].upper() == 'PLAIN' \
                else said == f'user={self.server.user}\x01auth=Bearer {self.server.token}\x01\x01'
        self.answer(name, line, '235 2.7.0 in' if good else '535 5.7.8 wrong')

    def _mail(self, name, line):
        if self.answer(name, line, '250 2.1.0 ok'):
            self.sender = line[line.index('<') + 1:line.index('>')]

    def _rcpt(self, name, line):
        if self.sender is None:
            self.say('503 5.5.1 MAIL first')
        elif self.answer(name, line, '250 2.1.5 ok'):
            self.recipient = line[line.index('<') + 1:line.index('>')]

    def _data(self, name, line):
        if self.recipient is None:
            self.say('554 5.5.1 no valid recipients')
        elif self.answer(name, line, '354 go on'):
            text = self.until(b'\r\n.\r\n') + b'\r\n'
            text = text.replace(b'\r\n..', b'\r\n.')
            self.text = text[1:] if text.startswith(b'..') else text
            if self.answer('TEXT', '', '250 2.0.0 taken'):
                self.server.letters.append(Letter(self.sender, self.recipient, self.text))
            self.forget()

    def _rset(self, name, line):
        self.forget()
        self.answer(name, line, '250 2.0.0 ok')

    def _noop(self, name, line):
        self.answer(name, line, '250 2.0.0 ok')

    def _quit(self, name, line):
        self.answer(name, line, '221 2.0.0 bye')
        self.close()


# Faults, by what they are called in the trade.

def of(recipient, fault):
    """The fault for one recipient alone, or for those whose address begins so: an answer, or a function."""
    def answer(connection, line):
        if f'<{recipient}' not in line and not (connection.recipient or '').startswith(recipient):
            return PASS
        return connection.say(fault) if isinstance(fault, str) else fault(connection, line)
    return answer


def take_and_hang_up(connection, _line):
    """It has the letter, and does not say so."""
    connection.server.letters.append(Letter(connection.sender, connection.recipient, connection.text))
    connection.close()


def hang_up(connection, _line):
    connection.close()


def stall(_connection, _line):
    time.sleep(3600)


def trickle(connection, _line):
    """An answer that never ends, a byte at a time."""
    connection.peer.sendall(b'250-')
    while True:
        connection.peer.sendall(b'x')
        time.sleep(0.1)


def babble(connection, _line):
    """An answer of lines without end."""
    while True:
        connection.peer.sendall(b'250-and another thing\r\n' * 1000)
