# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of the tests, and the certificates that a careful client must refuse."""
import subprocess

from processes import require


class Certificate:
    def __init__(self, file, key):
        self.file = file
        self.key = key


class Authority:
    """A CA below a folder; ca_file is what its clients trust."""

    def __init__(self, folder, name):
        self.openssl = require('openssl', 'openssl')
        self.folder = folder / name
        self.folder.mkdir(mode=0o755)
        self.ca_file = self.folder / 'ca.pem'
        self._run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', f'/CN={name}',
                  '-keyout', 'ca.key', '-out', 'ca.pem')
        (self.folder / 'index.txt').write_text('')
        (self.folder / 'serial').write_text('01\n')
        (self.folder / 'ca.conf').write_text(
            '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n'
            'unique_subject=no\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n')

    def issue(self, name, alternative, start='20200101000000Z', end='20491231235959Z'):
        """A server certificate for these alternative names, in a file NAME.pem with its key in NAME.key."""
        self._run('req', '-newkey', 'rsa:2048', '-nodes', '-subj', f'/CN={name}', '-addext',
                  f'subjectAltName={alternative}', '-keyout', f'{name}.key', '-out', f'{name}.req')
        self._run('ca', '-batch', '-config', 'ca.conf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-notext',
                  '-startdate', start, '-enddate', end, '-in', f'{name}.req', '-out', f'{name}.pem')
        return Certificate(self.folder / f'{name}.pem', self.folder / f'{name}.key')

    def _run(self, *arguments):
        subprocess.run([self.openssl, *arguments], cwd=self.folder, check=True, capture_output=True)


class Certificates:
    def __init__(self, folder):
        ours = Authority(folder, 'ca')
        theirs = Authority(folder, 'other-ca')
        here = 'DNS:localhost,IP:127.0.0.1'
        self.ca_file = ours.ca_file
        self.good = ours.issue('good', here)
        self.wrong_host = ours.issue('wrong-host', 'DNS:mail.elsewhere.example')
        self.expired = ours.issue('expired', here, end='20240101000000Z')
        self.other_ca = theirs.issue('other', here)
