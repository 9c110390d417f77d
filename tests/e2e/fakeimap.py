# SPDX-License-Identifier: Apache-2.0
"""A small IMAP server for what real ones will not do: other abilities, odd answers, faults at a chosen command.

    server = FakeImap(mails=[b'...'], capabilities='IMAP4rev1 IDLE UIDPLUS')
    port = server.start()
    server.fault('UID FETCH', trickle)
    server.deliver(b'...')
    server.log            # ['LOGIN els secret', 'SELECT INBOX', ...]
    server.stop()

It holds its mailbox in memory and speaks just what casegate asks for. A fault is a function (connection, tag,
arguments) that answers instead; it may return PASS to let the usual answer follow."""
import base64
import re
import socket
import ssl
import threading
import time

from processes import stretched

PASS = object()
ALL_ABILITIES = 'IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE UIDPLUS MOVE'


class Folder:
    def __init__(self, uidvalidity):
        self.uidvalidity = uidvalidity
        self.mails = {}  # UID: bytes
        self.flags = {}  # UID: set of str
        self.next = 1

    def add(self, mail, flags=()):
        uid, self.next = self.next, self.next + 1
        self.mails[uid] = mail
        self.flags[uid] = set(flags)
        return uid

    def remove(self, uid):
        number = self.number(uid)
        del self.mails[uid], self.flags[uid]
        return number

    def number(self, uid):
        return sorted(self.mails).index(uid) + 1


class FakeImap:
    def __init__(self, mails=(), capabilities=ALL_ABILITIES, uidvalidity=17, user='els', password='secret', token='good',
                 tls=None, starttls=None, folders=('Processed', 'Failed'), permanent=r'\Deleted \Seen \*'):
        """tls: an ssl.SSLContext from the first byte on; starttls: one for STARTTLS, which is offered then."""
        self.capabilities = capabilities + (' STARTTLS' if starttls else '')
        self.user, self.password, self.token = user, password, token
        self.tls, self.starttls, self.permanent = tls, starttls, permanent
        self.folders = {'INBOX': Folder(uidvalidity), **{name: Folder(1) for name in folders}}
        self.greeting = b'* OK ready\r\n'
        self.faults = {}
        self.log = []
        self.sessions = 0
        self.changed = threading.Condition(threading.RLock())
        self.listener = None
        for mail in mails:
            self.folders['INBOX'].add(mail)

    @property
    def inbox(self):
        return self.folders['INBOX']

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
        self.drop()

    def drop(self):
        """Cuts all sessions."""
        with self.changed:
            self.sessions += 1
            self.changed.notify_all()

    def deliver(self, mail, flags=()):
        with self.changed:
            uid = self.inbox.add(mail, flags)
            self.changed.notify_all()
        return uid

    def fault(self, command, answer):
        """Lets answer speak for this command ('SELECT', 'UID FETCH'); None takes it back."""
        with self.changed:
            self.faults.pop(command, None)
            if answer:
                self.faults[command] = answer

    def commands(self, start=''):
        with self.changed:
            return [line for line in self.log if line.upper().startswith(start)]

    def _accept(self, listener):
        while True:
            try:
                peer, _ = listener.accept()
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return
            threading.Thread(target=_serve, args=(self, peer), daemon=True).start()


def _serve(server, peer):
    try:
        if server.tls:
            peer = server.tls.wrap_socket(peer, server_side=True)
        Connection(server, peer).run()
    except (OSError, ssl.SSLError, ValueError):
        pass
    finally:
        peer.close()


class Connection:
    def __init__(self, server, peer):
        self.server, self.peer, self.turn = server, peer, server.sessions
        self.buffer = b''
        self.known = 0  # mails that were announced
        self.folder = None

    def send(self, *pieces):
        self.peer.sendall(b''.join(p if isinstance(p, bytes) else p.encode() for p in pieces))

    def close(self):
        self.peer.shutdown(socket.SHUT_RDWR)

    def line(self, wait=None):
        """The next line without its end; None when none came in time."""
        self.peer.settimeout(wait)
        while b'\r\n' not in self.buffer:
            try:
                more = self.peer.recv(65536)
            except TimeoutError:
                return None
            if not more:
                raise OSError('closed')
            self.buffer += more
        line, self.buffer = self.buffer.split(b'\r\n', 1)
        return line.decode('utf-8', 'replace')

    def next_command(self):
        while True:
            line = self.line(0.05)
            if self.turn != self.server.sessions:
                raise OSError('dropped')
            if line is not None:
                return line

    def run(self):
        self.send(self.server.greeting)
        while True:
            tag, _, rest = self.next_command().partition(' ')
            with self.server.changed:
                self.server.log.append(rest)
            words = rest.split(' ')
            name = words[0].upper()
            if name == 'UID':
                name += ' ' + words[1].upper()
            arguments = rest[len(name):].strip()
            fault = self.server.faults.get(name)
            if fault and fault(self, tag, arguments) is not PASS:
                continue
            with self.server.changed:
                answer = getattr(self, '_' + name.lower().replace(' ', '_'), self._unknown)
                done = answer(tag, arguments)
            if done:
                self.idle(tag) if done == 'idle' else None
            if name == 'LOGOUT':
                return

    def ok(self, tag, text='done'):
        if self.folder and len(self.folder.mails) > self.known:
            self.send(f'* {len(self.folder.mails)} EXISTS\r\n')
            self.known = len(self.folder.mails)
        self.send(f'{tag} OK {text}\r\n')

    def no(self, tag, text):
        self.send(f'{tag} NO {text}\r\n')

    def _unknown(self, tag, _):
        self.send(f'{tag} BAD what\r\n')

    def _capability(self, tag, _):
        self.send(f'* CAPABILITY {self.server.capabilities}\r\n')
        self.ok(tag)

    def _noop(self, tag, _):
        self.ok(tag)

    def _logout(self, tag, _):
        self.send(f'* BYE see you\r\n{tag} OK done\r\n')

    def _starttls(self, tag, _):
        if not self.server.starttls:
            return self.no(tag, 'not here')
        self.ok(tag, 'begin')
        self.peer.settimeout(stretched())
        self.peer = self.server.starttls.wrap_socket(self.peer, server_side=True)

    def _login(self, tag, arguments):
        good = arguments.replace('"', '') == f'{self.server.user} {self.server.password}'
        self.ok(tag, 'in') if good else self.no(tag, '[AUTHENTICATIONFAILED] wrong')

    def _authenticate(self, tag, arguments):
        mechanism, _, start = arguments.partition(' ')
        if not start:
            self.send('+ \r\n')
            start = self.line(5) or ''
        said = base64.b64decode(start).decode()
        if mechanism.upper() == 'PLAIN':
            good = said == f'\0{self.server.user}\0{self.server.password}'
            return self.ok(tag, 'in') if good else self.no(tag, '[AUTHENTICATIONFAILED] wrong')
        if said == f'user={self.server.user}\x01auth=Bearer {self.server.token}\x01\x01':
            return self.ok(tag, 'in')
        self.send('+ ' + base64.b64encode(b'{"status":"401"}').decode() + '\r\n')
        self.line(5)
        return self.no(tag, '[AUTHENTICATIONFAILED] token refused')

    def _select(self, tag, arguments):
        folder = self.server.folders.get(arguments.strip('"'))
        if folder is None:
            return self.no(tag, '[NONEXISTENT] no such folder')
        self.folder, self.known = folder, len(folder.mails)
        self.send(f'* {self.known} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n'
                  f'* OK [PERMANENTFLAGS ({self.server.permanent})] ok\r\n'
                  f'* OK [UIDVALIDITY {folder.uidvalidity}] ok\r\n* OK [UIDNEXT {folder.next}] ok\r\n')
        return self.ok(tag, '[READ-WRITE] selected')

    def _list(self, tag, arguments):
        name = arguments.split(' ', 1)[1].strip('"')
        if name in self.server.folders:
            self.send(f'* LIST () "/" "{name}"\r\n')
        self.ok(tag)

    def _create(self, tag, arguments):
        self.server.folders[arguments.strip('"')] = Folder(1)
        self.ok(tag)

    def _uid_search(self, tag, arguments):
        without = re.findall(r'UNKEYWORD (\S+?)[) ]', arguments + ' ')
        having = re.findall(r'\bKEYWORD (\S+?)[) ]', arguments + ' ')
        found = [uid for uid in sorted(self.folder.mails) if not self.folder.flags[uid].intersection(without)
                 and self.folder.flags[uid].issuperset(having)]
        self.send('* SEARCH', *(f' {uid}' for uid in found), '\r\n')
        self.ok(tag)

    def uids(self, text):
        """Those of a set that are there."""
        wanted = set()
        for part in text.split(','):
            first, _, last = part.partition(':')
            wanted.update(range(int(first), int(last or first) + 1))
        return sorted(wanted.intersection(self.folder.mails))

    def _uid_fetch(self, tag, arguments):
        which, _, what = arguments.partition(' ')
        for uid in self.uids(which):
            mail = self.folder.mails[uid]
            number = self.folder.number(uid)
            if 'RFC822.SIZE' in what:
                self.send(f'* {number} FETCH (UID {uid} RFC822.SIZE {len(mail)})\r\n')
            elif 'BODY.PEEK[HEADER]<' in what:
                header = mail[:mail.index(b'\r\n\r\n') + 4][:int(re.search(r'<0\.(\d+)>', what).group(1))]
                self.send(f'* {number} FETCH (UID {uid} BODY[HEADER]<0> {{{len(header)}}}\r\n', header, ')\r\n')
            else:
                self.send(f'* {number} FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n', mail, ')\r\n')
        self.ok(tag)

    def _uid_store(self, tag, arguments):
        which, flags = arguments.split(' ', 1)
        for uid in self.uids(which):
            self.folder.flags[uid].update(re.search(r'\((.*)\)', flags).group(1).split())
        self.ok(tag)

    def copy(self, arguments):
        which, _, name = arguments.partition(' ')
        target = self.server.folders.get(name.strip('"'))
        if target is None:
            return None
        there = self.uids(which)
        for uid in there:
            target.add(self.folder.mails[uid], self.folder.flags[uid])
        return there

    def expunge(self, uids):
        for uid in uids:
            self.send(f'* {self.folder.remove(uid)} EXPUNGE\r\n')
        self.known = len(self.folder.mails)

    def _uid_copy(self, tag, arguments):
        self.no(tag, '[TRYCREATE] no such folder') if self.copy(arguments) is None else self.ok(tag)

    def _uid_move(self, tag, arguments):
        if 'MOVE' not in self.server.capabilities.split():
            return self._unknown(tag, arguments)
        moved = self.copy(arguments)
        if moved is None:
            return self.no(tag, '[TRYCREATE] no such folder')
        self.expunge(moved)
        return self.ok(tag)

    def _uid_expunge(self, tag, arguments):
        self.expunge([uid for uid in self.uids(arguments) if r'\Deleted' in self.folder.flags[uid]])
        self.ok(tag)

    def _idle(self, tag, _):
        self.send('+ idling\r\n')
        return 'idle'

    def idle(self, tag):
        while True:
            with self.server.changed:
                if len(self.folder.mails) > self.known:
                    self.known = len(self.folder.mails)
                    self.send(f'* {self.known} EXISTS\r\n')
            line = self.line(0.02)
            if self.turn != self.server.sessions:
                raise OSError('dropped')
            if line is not None:
                return self.ok(tag, 'idle done') if line.upper() == 'DONE' else self._unknown(tag, line)


# Faults, by what they are called in the trade.

def hang_up(connection, _tag, _arguments):
    connection.close()
    raise OSError('hung up')


def say_bye(connection, _tag, _arguments):
    connection.send('* BYE going down\r\n')
    hang_up(connection, _tag, _arguments)


def refuse(connection, tag, _arguments):
    connection.no(tag, '[UNAVAILABLE] not now')


def stall(connection, _tag, _arguments):
    time.sleep(3600)


def nonsense(connection, tag, _arguments):
    connection.send(f'* ((((\r\n{tag} OK done\r\n')


def trickle(connection, tag, _arguments):
    """A literal that comes a byte at a time and never ends."""
    connection.send('* 1 FETCH (UID 1 BODY[] {1000000}\r\n')
    while True:
        connection.send('x')
        time.sleep(0.1)


def lie_about_length(connection, tag, arguments):
    """A body without end, where a short one was announced."""
    if 'BODY' not in arguments:
        return PASS
    connection.send('* 1 FETCH (UID 1 BODY[] {4294967295}\r\n')
    while True:
        connection.send(b'z' * 65536)


def inject_after_starttls(connection, tag, _arguments):
    connection.send(f'{tag} OK begin\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n')


def answer_more(connection, tag, arguments):
    """Mails that nobody asked for, flags, and texts that are not there."""
    if 'BODY' in arguments:
        connection.send('* 1 FETCH (FLAGS (\\Seen))\r\n* 9 FETCH (UID 999 BODY[] "not asked for")\r\n'
                        '* 8 FETCH (UID 998 BODY[] NIL)\r\n')
    return PASS
