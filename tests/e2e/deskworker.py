# SPDX-License-Identifier: Apache-2.0
"""The gateway's end of a desk worker, alone: frames as gateway/ipc/channel.c has them, bodies as GVariant lays them out."""
import array
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import time

SETTINGS, LOG, TROUBLE, BEAT = 1, 2, 3, 4
INLINE = 64 * 1024
PATIENCE = 30
OUTCOMES = ['done', 'again', 'paused', 'unknown', 'conflict', 'refused', 'doubtful']
SEALS = 1 | 2 | 4 | 8


def frame_types(tree):
    """{name: number}, out of the header that names them."""
    names, number = {}, 0
    for line in (tree / 'gateway/ipc/frame.h').read_text().splitlines():
        word = line.strip().split(',')[0].split(' ')[0]
        if word.startswith('FRAME_') and line.startswith('\t') and '(' not in word:
            number += 1
            names[word.removeprefix('FRAME_')] = number
        if line.startswith('} FrameType'):
            return names
    raise AssertionError('no frames in frame.h')


def _aligned(data, to):
    return data + b'\0' * (-len(data) % to)


def _offset(value, total):
    return struct.pack('<B' if total < 256 else '<H' if total < 65536 else '<I', value)


def _offsets(data, ends):
    """data with its framing offsets behind it, as wide as the whole needs."""
    for width in (1, 2, 4):
        if len(data) + width * len(ends) < 1 << 8 * width:
            return data + b''.join(end.to_bytes(width, 'little') for end in ends)
    raise ValueError('too long')


def _text(text):
    return text.encode() + b'\0'


def _strings(values):
    data, ends = b'', []
    for value in values:
        data += _text(value)
        ends.append(len(data))
    return _offsets(data, ends)


def settings_body(values):
    """a{sv} of texts, numbers and lists of texts."""
    data, ends = b'', []
    for name, value in values.items():
        if isinstance(value, str):
            variant = _text(value) + b'\0s'
        elif isinstance(value, int):
            variant = struct.pack('<q', value) + b'\0x'
        else:
            variant = _strings(value) + b'\0as'
        key = _text(name)
        entry = _offsets(_aligned(key, 8) + variant, [len(key)])
        data = _aligned(data, 8) + entry
        ends.append(len(data))
    return _offsets(data, ends)


class DeskWorker:
    """One worker process. operate() waits for its answer; begin() and answers() do not."""

    def __init__(self, casegate, tree, settings, name='servicenow'):
        self.types = frame_types(tree)
        self.log, self.trouble, self.answers, self.others = [], None, {}, []
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket = ours
        self.process = subprocess.Popen([str(casegate), '--worker', name], stdin=subprocess.DEVNULL, pass_fds=[3],
                                        preexec_fn=lambda: os.dup2(theirs.fileno(), 3))
        theirs.close()
        self.next_id = 0
        self._send('SETTINGS', settings_body(settings))

    def _send(self, name, body, content=b''):
        header = struct.pack('=IIII', self.types[name], len(body), len(content), 0)
        whole = _aligned(body, 8) + content
        if len(whole) <= INLINE:
            self.socket.send(header + whole)
            return
        memory = os.memfd_create('frame', os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
        with os.fdopen(memory, 'wb', closefd=False) as file:
            file.write(whole)
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, SEALS)
        self.socket.sendmsg([header[:12] + struct.pack('=I', 1)],
                            [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [memory]))])
        os.close(memory)

    def _receive(self, patience):
        """(name, body, bytes), or None where nothing came in time."""
        if not select.select([self.socket], [], [], patience)[0]:
            return None
        data, control, _, _ = self.socket.recvmsg(INLINE + 64, 64)
        if not data:
            raise EOFError(f'the worker ended: {self.process.wait()}, {self.trouble}')
        kind, body, length, memory = struct.unpack('=IIII', data[:16])
        whole = data[16:]
        if memory:
            descriptor = array.array('i', control[0][2])[0]
            whole = os.pread(descriptor, (body + 7 & ~7) + length, 0)
            os.close(descriptor)
        name = next(name for name, number in self.types.items() if number == kind)
        start = body + 7 & ~7
        return name, whole[:body], whole[start:start + length]

    def _take(self, patience):
        frame = self._receive(patience)
        if frame is None:
            return False
        name, body, content = frame
        if name == 'LOG':
            self.log.append(body[1:-1].decode())
        elif name == 'TROUBLE':
            self.trouble = body[0], body[1:-1].decode()
        elif name == 'OPERATED':
            self.answers[struct.unpack('<q', body[:8])[0]] = OUTCOMES[body[8]], json.loads(body[9:-1])
        elif name != 'BEAT':
            self.others.append((name, body, content))
        return True

    def begin(self, operation, asked, file=b'', look_first=False):
        """The id of what is under way from now on."""
        self.next_id += 1
        text, name = _text(json.dumps(asked)), _text(operation)
        data = struct.pack('<q', self.next_id) + name + bytes([look_first]) + text
        self._send('OPERATION', _offsets(data, [8 + len(name)]), file)
        return self.next_id

    def wait(self, id, patience=PATIENCE):
        end = time.monotonic() + patience
        while id not in self.answers:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f'no answer to {id} after {patience} s; log: {self.log[-5:]}')
            self._take(left)
        return self.answers.pop(id)

    def operate(self, operation, asked, file=b'', look_first=False, patience=PATIENCE):
        """(outcome, what it tells)"""
        return self.wait(self.begin(operation, asked, file, look_first), patience)

    def _other(self, name, patience=PATIENCE):
        end = time.monotonic() + patience
        while not any(other[0] == name for other in self.others):
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f'no {name} after {patience} s')
            self._take(left)
        found = next(other for other in self.others if other[0] == name)
        self.others.remove(found)
        return found

    def poll(self, asked=None):
        self._send('POLL', _text(json.dumps(asked or {})))
        return json.loads(self._other('CHANGES')[1][:-1])

    def fetch_file(self, remote_id):
        """(why not, bytes)"""
        self._send('FETCH_FILE', struct.pack('<q', 7) + _text(remote_id))
        _, body, content = self._other('FILE_FETCHED')
        return body[8:-1].decode(), content

    def ended(self, patience=PATIENCE):
        """Its exit status, once it ends by itself."""
        try:
            while self._take(patience):
                pass
        except EOFError:
            pass
        return self.process.wait(patience)

    def stop(self):
        """Its exit status when the gateway is gone."""
        self.socket.close()
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
