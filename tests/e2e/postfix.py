# SPDX-License-Identifier: Apache-2.0
"""A real Postfix on free loopback ports; it needs root."""
import os
import shutil
import smtplib
import string
import subprocess
from pathlib import Path

from processes import descendants, end_all, eventually, free_port, listens, require, start, stretched

TEMPLATES = Path(__file__).parent / 'servers'


class Postfix:
    def __init__(self, folder, certificates, dovecot):
        self.program = require('postfix', 'postfix')
        if os.getuid() != 0:
            raise RuntimeError('Postfix only starts as root: run these tests as root (sudo ./quickstart test)')
        self.folder = folder
        self.certificates = certificates
        self.smtp, self.submission, self.submissions, self.outside = (free_port() for _ in range(4))
        self.process = None
        self.sink = None
        self._write(dovecot)

    def _write(self, dovecot):
        etc = self.folder / 'etc'
        for path in (self.folder, etc, self.folder / 'spool', self.folder / 'data'):
            path.mkdir(mode=0o755)
        shutil.chown(self.folder / 'data', 'postfix')
        (self.folder / 'data').chmod(0o700)
        for name in ('main.cf', 'master.cf'):
            text = string.Template((TEMPLATES / name).read_text()).substitute(
                folder=self.folder, smtp=self.smtp, submission=self.submission, submissions=self.submissions,
                outside=self.outside,
                certificate=self.certificates.good.file, key=self.certificates.good.key,
                lmtp=dovecot.lmtp, auth=dovecot.auth)
            (etc / name).write_text(text)
        (etc / 'dynamicmaps.cf').write_text('')
        shutil.copy('/etc/postfix/postfix-files', etc)

    def start(self):
        self.sink = start([require('smtp-sink', 'postfix'), '-u', 'postfix', '-f', 'RCPT', f'127.0.0.1:{self.outside}',
                           '10'], self.folder / 'output')
        self.process = start([self.program, '-c', str(self.folder / 'etc'), 'start-fg'], self.folder / 'output')
        eventually(self._ready, f'a Postfix that listens; its log is {self.folder}/postfix.log')
        return self

    def _ready(self):
        if self.process.poll() is not None:
            raise RuntimeError('postfix did not start: ' + (self.folder / 'output').read_text())
        return all(map(listens, (self.smtp, self.submission, self.submissions, self.outside)))

    def stop(self):
        if self.process is None:
            return
        family = [self.sink.pid, self.process.pid, *descendants(self.process.pid)]
        subprocess.run([self.program, '-c', str(self.folder / 'etc'), 'stop'], capture_output=True)
        end_all(family)
        self.process.wait()
        self.sink.wait()
        self.process = None

    def send(self, sender, recipient, raw):
        """As a stranger's mail server does: plain SMTP, no login."""
        with smtplib.SMTP('127.0.0.1', self.smtp, timeout=stretched()) as session:
            session.sendmail(sender, [recipient] if isinstance(recipient, str) else recipient, raw)

    def queue(self):
        """How many mails it has not delivered yet."""
        answer = subprocess.run([require('postqueue', 'postfix'), '-c', str(self.folder / 'etc'), '-j'],
                                capture_output=True, text=True, check=True)
        return len(answer.stdout.splitlines())

    def log(self):
        return (self.folder / 'postfix.log').read_text()
