# SPDX-License-Identifier: Apache-2.0
"""A real Dovecot on free loopback ports, as root or as anyone else."""
import base64
import getpass
import grp
import hashlib
import hmac
import imaplib
import json
import os
import re
import shutil
import ssl
import string
import subprocess
import time
from pathlib import Path

from processes import descendants, end_all, eventually, free_port, listens, require, start, stretched

TEMPLATE = Path(__file__).parent / 'servers' / 'dovecot.conf'
PASSWORD = 'secret'
OAUTH_KEY = b'the key of the tests, thirty-two octets or more'


class Dovecot:
    """capability: what it says it can do, instead of everything it can."""

    def __init__(self, folder, certificates, certificate=None, capability=None):
        self.program = require('dovecot', 'dovecot-core')
        self.doveadm = require('doveadm', 'dovecot-core')
        for part, package in (('imap', 'dovecot-imapd'), ('lmtp', 'dovecot-lmtpd')):
            if not Path('/usr/lib/dovecot', part).exists():
                raise RuntimeError(f'Dovecot has no {part}; the end-to-end tests need it: apt-get install {package}')
        self.folder = folder
        self.certificates = certificates
        self.imap, self.imaps, self.lmtp, self.auth = (free_port() for _ in range(4))
        self.process = None
        self._write(certificate or certificates.good, capability)

    def _write(self, certificate, capability):
        self.folder.mkdir(mode=0o755, exist_ok=True)
        (self.folder / 'mail').mkdir()
        (self.folder / 'state').mkdir()
        user, group, login = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name, getpass.getuser()
        if os.getuid() == 0:
            user, group, login = 'dovecot', 'dovecot', 'dovenull'
            shutil.chown(self.folder / 'mail', user, group)
        self.user, self.group = user, group
        text = string.Template(TEMPLATE.read_text()).substitute(
            folder=self.folder, user=user, group=group, login_user=login, certificate=certificate.file,
            key=certificate.key, imap=self.imap, imaps=self.imaps, lmtp=self.lmtp, auth=self.auth,
            capability=f'imap_capability = {capability}' if capability else '')
        self.config = self.folder / 'dovecot.conf'
        self.config.write_text(text)
        keys = self.folder / 'keys' / 'default' / 'HS256'
        keys.mkdir(parents=True)
        (keys / 'default').write_text(base64.b64encode(OAUTH_KEY).decode())
        (self.folder / 'oauth2.conf').write_text(
            'introspection_mode = local\nusername_attribute = sub\n'
            f'local_validation_key_dict = fs:posix:prefix={self.folder}/keys/\n')

    def start(self):
        """In the foreground, so that it is a child of the tests and keeps none of their pipes open. One that ran here
        before may take a moment to let go of its ports."""
        eventually(lambda: not any(map(listens, (self.imap, self.imaps, self.lmtp, self.auth))), 'ports that are free')
        self.process = start([self.program, '-F', '-c', str(self.config)], self.folder / 'output')
        eventually(self._ready, f'a Dovecot that listens; its log is {self.folder}/dovecot.log')
        return self

    def _ready(self):
        if self.process.poll() is not None:
            raise RuntimeError('dovecot did not start: ' + (self.folder / 'output').read_text())
        return all(map(listens, (self.imap, self.imaps, self.lmtp, self.auth)))

    def stop(self):
        if self.process is None:
            return
        family = [self.process.pid, *descendants(self.process.pid)]
        end_all(family)
        self.process.wait()
        self.process = None

    def login(self, address):
        """An IMAP session over TLS whose certificate was checked."""
        context = ssl.create_default_context(cafile=self.certificates.ca_file)
        session = imaplib.IMAP4_SSL('localhost', self.imaps, ssl_context=context, timeout=stretched())
        session.login(address, PASSWORD)
        return session

    def messages(self, address, folder='INBOX'):
        """The raw messages in a folder, oldest first."""
        with self.login(address) as session:
            status, answer = session.select(f'"{folder}"', readonly=True)
            if status != 'OK':
                return []
            if answer == [b'0']:
                return []
            _, data = session.fetch('1:*', '(UID BODY.PEEK[])')
            return [part[1] for part in data if isinstance(part, tuple)]

    def count(self, address, folder='INBOX'):
        with self.login(address) as session:
            status, answer = session.select(f'"{folder}"', readonly=True)
            return int(answer[0]) if status == 'OK' else 0

    def append(self, address, raw, folder='INBOX', came=None):
        """came: its INTERNALDATE in seconds since 1970, or as the server writes it; None: now."""
        date = imaplib.Time2Internaldate(came) if isinstance(came, (int, float)) else came
        with self.login(address) as session:
            status, answer = session.append(folder, None, date, raw)
            assert status == 'OK', answer

    def maildir(self, address):
        name, _, domain = address.partition('@')
        return self.folder / 'mail' / domain / name / 'Maildir'

    def change_uidvalidity(self, address):
        """Numbers the inbox anew, as a restored server does; the old number is returned with the new one."""
        def validity():
            with self.login(address) as session:
                session.select('INBOX', readonly=True)
                return session.response('UIDVALIDITY')[1][0]
        before = validity()
        listing = self.maildir(address) / 'dovecot-uidlist'

        def renumbered():
            subprocess.run([self.doveadm, '-c', str(self.config), 'kick', address], capture_output=True)
            for file in (listing, *self.maildir(address).glob('dovecot.index*'),
                         *self.maildir(address).glob('dovecot-uidvalidity*')):
                file.unlink(missing_ok=True)
            return validity() != before
        eventually(renumbered, 'another UIDVALIDITY')
        return before, validity()

    def _forget(self, address):
        """Ends its sessions, and leaves nothing of what the server remembers of the inbox but its list of UIDs."""
        subprocess.run([self.doveadm, '-c', str(self.config), 'kick', address], capture_output=True)
        for file in (*self.maildir(address).glob('dovecot.index*'),
                     *self.maildir(address).glob('dovecot-uidvalidity*')):
            file.unlink(missing_ok=True)

    def backup(self, address):
        """The inbox with its numbers, for restore()."""
        self.count(address)  # numbers what has come
        folder = self.maildir(address)
        return {file.relative_to(folder): file.read_bytes()
                for file in (*folder.glob('new/*'), *folder.glob('cur/*'), folder / 'dovecot-uidlist')}

    def restore(self, address, backup):
        """Puts the inbox back as it was: what comes now gets numbers that others have had. Nobody may be using it."""
        folder = self.maildir(address)
        self._forget(address)
        for file in (*folder.glob('new/*'), *folder.glob('cur/*')):
            file.unlink()
        for name, content in backup.items():
            (folder / name).write_bytes(content)
            shutil.chown(folder / name, self.user, self.group)

    def number_like(self, address, other):
        """Gives this inbox, which is empty, the UIDVALIDITY of the other, and UIDs from 1 on."""
        self.count(address)
        numbers = (self.maildir(other) / 'dovecot-uidlist').read_text().splitlines()[0]
        self._forget(address)
        listing = self.maildir(address) / 'dovecot-uidlist'
        listing.write_text(re.sub(r'N\d+', 'N1', numbers) + '\n')
        shutil.chown(listing, self.user, self.group)

    def move_back(self, address, keyword):
        """What was filed away is as it was before: in the inbox, without the keyword."""
        with self.login(address) as session:
            if session.select('Processed')[0] == 'OK':
                session.uid('MOVE', '1:*', 'INBOX')
            session.select('INBOX')
            session.store('1:*', '-FLAGS.SILENT', keyword)

    @staticmethod
    def token(address, lasting=3600, pad=0):
        """An OAuth 2 token of this address that the server believes, so many characters longer than it need be."""
        def part(data):
            return base64.urlsafe_b64encode(data).rstrip(b'=')
        now = int(time.time())
        head = part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())
        claims = {'sub': address, 'iat': now - 10, 'exp': now + lasting, 'pad': 'x' * (pad * 3 // 4)}
        body = part(json.dumps(claims).encode())
        seal = part(hmac.new(OAUTH_KEY, head + b'.' + body, hashlib.sha256).digest())
        return (head + b'.' + body + b'.' + seal).decode()
