# SPDX-License-Identifier: Apache-2.0
"""A person at a terminal: what the program asks is waited for, what is typed is typed.

    with Dialogue([program, 'init', ...]) as talk:
        talk.answer('write to', 'desk@desk.example')   # waits for a question with these words
        talk.interrupt()                               # Ctrl-C
        assert talk.end() == 0
        talk.text                                      # all that was shown"""
import os
import pty
import re
import select
import signal
import subprocess
import time

from processes import PATIENCE, stretched


class Dialogue:
    def __init__(self, argv, **more):
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen([str(word) for word in argv], stdin=theirs, stdout=theirs, stderr=theirs,
                                        start_new_session=True, preexec_fn=lambda: _make_terminal(theirs), **more)
        os.close(theirs)
        self.text = ''
        self.seen = 0   # so much of it was answered

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)

    def _read(self, seconds):
        ready, _, _ = select.select([self.ours], [], [], seconds)
        if not ready:
            return True
        try:
            piece = os.read(self.ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.text += piece.decode(errors='replace').replace('\r\n', '\n')
        return bool(piece)

    def expect(self, words):
        """Waits until they stand behind what was answered last."""
        began = time.monotonic()
        while words not in self.text[self.seen:]:
            if not self._read(0.1) or time.monotonic() - began > stretched(PATIENCE):
                raise AssertionError(f'{words!r} did not come; shown since the last answer:\n{self.text[self.seen:]}')
        at = self.text.index(words, self.seen)
        self.seen = at + len(words)

    def answer(self, words, line='', shown=True):
        self.expect(words)
        while not re.search(r': $', self.text):
            assert self._read(stretched(PATIENCE)), f'no question ends behind {words!r}'
        self.seen = len(self.text)
        self.type(line + '\n')
        if shown and line:
            self.expect(line)

    def type(self, text):
        os.write(self.ours, text.encode())

    def interrupt(self):
        self.type('\x03')

    def end(self):
        """The exit code, when all is shown."""
        while self._read(stretched(PATIENCE)):
            pass
        return self.process.wait(stretched())


def _make_terminal(fd):
    import fcntl
    import termios
    fcntl.ioctl(fd, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
