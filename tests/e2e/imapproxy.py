# SPDX-License-Identifier: Apache-2.0
"""A line between casegate and a real IMAP server that misbehaves on demand.

    proxy = ImapProxy(dovecot.imap)
    proxy.port              # where to connect to
    proxy.client = filter   # of each line of the client: filter(line, say) returns what the server gets, or None
    proxy.server = filter   # of each line of the server: filter(line) returns what the client gets
    proxy.lines             # what the client said, without tags
    proxy.close()

say(bytes) answers in place of the server; a filter that raises Cut ends the session."""
import re
import socket
import threading


class Cut(Exception):
    pass


class ImapProxy:
    def __init__(self, server_port):
        self.server_port, self.client, self.server, self.lines, self.sessions = server_port, None, None, [], 0
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=50)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(('127.0.0.1', self.server_port))
            except OSError:
                return
            self.sessions += 1
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._carry, args=(client, server, self._from_client(client)), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, self._from_server), daemon=True).start()

    def _from_client(self, client):
        def take(line):
            self.lines.append(line.partition(b' ')[2].strip().decode())
            return line if self.client is None else self.client(line, client.sendall)
        return take

    def _from_server(self, line):
        return line if self.server is None else self.server(line)

    @staticmethod
    def _carry(source, target, take):
        rest = b''
        try:
            while data := source.recv(65536):
                *lines, rest = (rest + data).split(b'\n')
                given = [take(line + b'\n') for line in lines]
                target.sendall(b''.join(line for line in given if line is not None))
        except (OSError, Cut):
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def is_about(uids, uid):
    """Whether a set as in '1:3,7' holds this UID."""
    return any(int(first) <= uid <= int(last or first)
               for first, last in re.findall(r'(\d+)(?::(\d+))?', uids.decode()))


def refuse(command, answer, uid=None, while_true=lambda: True):
    """A client filter: this command (a pattern, as b'UID (STORE|EXPUNGE)'), where it is about uid, gets this answer."""
    pattern = re.compile(rb'(\S+) ' + command + rb' (\S+)', re.I)

    def take(line, say):
        match = pattern.match(line)
        if not match or not while_true() or (uid is not None and not is_about(match[match.lastindex], uid)):
            return line
        if answer is Cut:
            raise Cut
        say(match[1] + b' ' + answer + b'\r\n')
        return None
    return take


def without(abilities):
    """A server filter: it does not say that it can do these, as b'MOVE|IDLE'."""
    def take(line):
        return re.sub(rb' (' + abilities + rb')(?=[ \]\r])', b'', line) if b'CAPABILITY' in line else line
    return take
