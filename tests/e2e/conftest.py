# SPDX-License-Identifier: Apache-2.0
"""Real servers for the tests, started once a session below one short folder and surely stopped."""
import os
import shutil
import tempfile
from pathlib import Path

import pytest

import processes
from certificates import Certificates
from dovecot import Dovecot
from postfix import Postfix

TREE = Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    parser.addoption('--casegate', default=os.environ.get('CASEGATE', str(TREE / 'build' / 'casegate')),
                     help='the program under test (build/casegate)')


@pytest.fixture(scope='session', autouse=True)
def no_orphans():
    """Whatever the tests started is gone when they end, also what was left by something killed."""
    processes.adopt_orphans()
    yield
    processes.end_all(processes.descendants(os.getpid()))
    processes.reap()


@pytest.fixture(scope='session')
def place(no_orphans):
    """A short folder (paths of sockets are) that servers running as others can enter (mode 755)."""
    folder = Path(tempfile.mkdtemp(prefix='cg-', dir='/tmp'))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope='session')
def certificates(place):
    folder = place / 'tls'
    folder.mkdir()
    return Certificates(folder)


@pytest.fixture(scope='session')
def dovecot(place, certificates):
    server = Dovecot(place / 'dovecot', certificates)
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope='session')
def postfix(place, certificates, dovecot):
    server = Postfix(place / 'postfix', certificates, dovecot)
    try:
        yield server.start()
    finally:
        server.stop()
