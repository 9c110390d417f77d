# SPDX-License-Identifier: Apache-2.0
"""A small clamd: it knows PING and INSTREAM, and finds the harmless test virus of EICAR.

    clamd = FakeClamd(folder / 'clamd.ctl').start()
    clamd.answer = 'INSTREAM size limit exceeded. ERROR'      # to whatever mail; None: what it finds
    clamd.mute = True      # it takes everything and says nothing
    clamd.hang_up = True   # it takes a mail and hangs up
    clamd.scanned          # the mails that came, bytes
    clamd.stop()"""
import base64
import os
import socket
import struct
import threading

# Not in one piece, so that no scanner takes this file for it.
EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}' + '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!' + '$H+H*'


def take(connection, size):
    data = b''
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError('the line was cut')
        data += more
    return data


class FakeClamd:
    def __init__(self, path):
        self.path = str(path)
        self.answer, self.mute, self.hang_up = None, False, False
        self.scanned = []

    def start(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(20)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()
        return self

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        os.unlink(self.path)

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection:
                command = b''
                while not command.endswith(b'\0'):
                    command += take(connection, 1)
                connection.sendall(b'PONG\0' if command == b'zPING\0' else self._stream(connection))
        except (ConnectionError, OSError):
            pass

    def _stream(self, connection):
        mail = b''
        while True:
            size, = struct.unpack('!I', take(connection, 4))
            if size == 0:
                break
            mail += take(connection, size)
        self.scanned.append(mail)
        if self.hang_up:
            raise ConnectionError('it hangs up')
        if self.mute:
            take(connection, 1)
        virus = EICAR.encode() in mail or base64.b64encode(EICAR.encode())[:60] in mail.replace(b'\r\n', b'')
        found = 'stream: Eicar-Test-Signature FOUND' if virus else 'stream: OK'
        return (self.answer or found).encode() + b'\0'
