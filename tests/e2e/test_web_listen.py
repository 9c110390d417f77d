# SPDX-License-Identifier: Apache-2.0
"""Where the pages are found without a proxy: TLS with a certificate of one's own, and sockets that systemd has opened."""
import os
import shutil
import socket
import ssl
import subprocess
import sys

import pytest

from browser import Browser
from certificates import Certificates
from processes import eventually, require, stretched
from test_web import SANNE, free_port


@pytest.fixture(scope='module')
def issued(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp('certificates'))


@pytest.fixture
def tls(folder_desk, issued):
    """A desk that has a certificate; desk.put(certificate) is another one in its files."""
    desk = folder_desk(agents=[SANNE])
    desk.port = free_port()
    certificate, key = desk.gateway.folder / 'web.pem', desk.gateway.folder / 'web.key'

    def put(certificate_of, key_of=None):
        shutil.copy(certificate_of.file, certificate)
        shutil.copy((key_of or certificate_of).key, key)
    desk.put = put
    desk.put(issued.good)
    desk.gateway.configure({**desk.configuration, 'web': {
        'listen': f'https://127.0.0.1:{desk.port}', 'certificate': 'web.pem', 'key': 'web.key',
        'url': f'https://localhost:{desk.port}'}})
    return desk


def curl(issued, desk, *words, path='/login', code=0):
    done = subprocess.run([require('curl', 'curl'), '-sS', '-i', '--cacert', issued.ca_file, *words,
                           f'https://localhost:{desk.port}{path}', '--resolve', f'localhost:{desk.port}:127.0.0.1'],
                          capture_output=True, text=True, timeout=stretched())
    assert (done.returncode == 0) == (code == 0), done.stderr
    return done.stdout


def shown(port):
    """The certificate; None: nobody listens just now."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(('127.0.0.1', port), 10) as line, context.wrap_socket(line) as secured:
            return secured.getpeercert(True)
    except OSError:
        return None


def answers(issued, desk):
    try:
        return ' 200 ' in curl(issued, desk).partition('\r\n')[0]
    except AssertionError:
        return False


def test_pages_by_tls(tls, issued):
    tls.start()
    eventually(lambda: answers(issued, tls), 'pages')
    page = curl(issued, tls)
    assert 'strict-transport-security: max-age=31536000' in page.lower() and '__Host-' not in page
    link = tls.gateway.json('session', 'open', 'sanne@desk.example')['link']
    assert link.startswith(f'https://localhost:{tls.port}/login?s=')
    done = curl(issued, tls, '-d', f's={link.partition("s=")[2]}', '-H', f'Origin: https://localhost:{tls.port}')
    assert '/desk/' in done and '__Host-casegate=' in done and 'secure' in done.lower()
    # nothing older, and nothing in the clear
    curl(issued, tls, '--tls-max', '1.1', '--ciphers', 'DEFAULT:@SECLEVEL=0', code=35)
    assert 'TLS' not in curl(issued, tls, '--tlsv1.2', '--tls-max', '1.2')
    with socket.create_connection(('127.0.0.1', tls.port), 10) as line:
        line.sendall(b'GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n')
        assert b'HTTP/1.1 200' not in line.recv(4096)
    for _ in range(30):  # one that was cut harms nobody
        with socket.create_connection(('127.0.0.1', tls.port), 10) as line:
            line.sendall(b'\x16\x03\x01\x02\x00\x01')
    assert answers(issued, tls)


def test_a_reload_takes_another_certificate(tls, issued):
    tls.start()
    eventually(lambda: answers(issued, tls), 'pages')
    before = shown(tls.port)
    tls.put(issued.expired)
    tls.gateway.run('reload')
    eventually(lambda: shown(tls.port) not in (before, None), 'the other certificate')
    tls.put(issued.good, issued.expired)
    tls.gateway.run('reload')
    eventually(lambda: 'web.key: it is not the key of the certificate' in tls.gateway.log(), 'why there are no pages')
    tls.put(issued.good)
    tls.gateway.run('reload')
    eventually(lambda: answers(issued, tls) and shown(tls.port) == before, 'the pages again')


def test_check_tells_what_is_wrong_with_it(tls, issued):
    tls.gateway.run('check')
    assert 'certificate' not in tls.gateway.stderr
    for certificate, key, told in ((issued.expired, None, 'web.pem, which is good until 2024-01-01'),
                                   (issued.good, issued.other_ca, 'web.key: it is not the key of the certificate')):
        tls.put(certificate, key)
        tls.gateway.run('check')
        assert told in tls.gateway.stderr
    (tls.gateway.folder / 'web.pem').write_text('nonsense')
    tls.gateway.run('check')
    assert 'web.pem: it holds no certificate' in tls.gateway.stderr


ACTIVATE = '''
import os, socket, sys
family, place, program, *words = sys.argv[1:]
listener = socket.socket(getattr(socket, family))
listener.bind(place if family == 'AF_UNIX' else (place, 0))
listener.listen(20)
if listener.fileno() != 3:
    os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='casegate-web')
os.execv(program, [program, *words])
'''


def start_given(desk, family, place):
    """Starts the gateway as systemd does: a socket that listens is descriptor 3, and it is told so."""
    plain = desk.gateway.argv
    desk.gateway.argv = lambda *words: (
        [sys.executable, '-c', ACTIVATE, family, str(place), *plain('run')] if words == ('run',) else plain(*words))
    return desk.start()


def test_a_socket_of_systemds(folder_desk, folder):
    path = folder / 'web.sock'
    desk = folder_desk(agents=[SANNE], web={'listen': 'systemd', 'url': 'https://localhost:1'})
    start_given(desk, 'AF_UNIX', path)

    def well():
        return Browser(str(path)).get('/login').status == 200
    assert well()
    (worker,) = desk.gateway.workers('web')
    os.kill(worker, 9)
    assert well(), 'who connects meanwhile waits'
    desk.gateway.run('reload')
    assert well()
    assert 'https://localhost:1: wrong: ' in desk.gateway.say('check', '--online', code=1)


def test_the_world_gets_nothing_in_the_clear(folder_desk):
    desk = folder_desk(agents=[SANNE], web={'listen': 'systemd', 'url': 'https://desk.example'})
    start_given(desk, 'AF_INET', '0.0.0.0')
    eventually(lambda: 'nothing is said in the clear' in desk.gateway.log(), 'why there are no pages')
    desk.gateway.run('status', code=1)
    assert 'web: the socket of systemd is reached from elsewhere' in desk.gateway.stderr


def test_without_a_socket_it_says_so(folder_desk):
    desk = folder_desk(agents=[SANNE], web={'listen': 'systemd', 'url': 'https://desk.example'}).start()
    eventually(lambda: 'systemd gave no socket' in desk.gateway.log(), 'why there are no pages')
