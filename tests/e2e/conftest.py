# SPDX-License-Identifier: Apache-2.0
"""Real servers for the tests, started once a session below one short folder and surely stopped."""
import os
import shutil
import tempfile
from pathlib import Path

import pytest

import processes
from certificates import Certificates
from desk import Desk, FolderPost, ServerPost
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
    folder = Path(tempfile.mkdtemp(prefix='cg-'))
    folder.chmod(0o755)
    yield folder
    if not os.environ.get('CASEGATE_KEEP'):
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


@pytest.fixture(scope='session')
def program(request):
    return request.config.getoption('--casegate')


@pytest.fixture
def folder(place, request):
    """A folder of this test's own. All of them stay for a look when CASEGATE_KEEP is set."""
    path = Path(tempfile.mkdtemp(prefix='t', dir=place))
    path.chmod(0o755)
    return path


@pytest.fixture
def folder_desk(program, folder):
    """Makes a desk on Maildirs: folder_desk(times={...}).start()"""
    yield from _desks(program, folder, lambda path: FolderPost(path))


@pytest.fixture
def server_desk(program, folder, dovecot, postfix):
    """Makes a desk on Dovecot and Postfix."""
    yield from _desks(program, folder, lambda path: ServerPost(path, dovecot, postfix))


@pytest.fixture(params=['maildir', 'servers'])
def any_desk(request):
    """Makes a desk, once on Maildirs and once on real servers."""
    return request.getfixturevalue('folder_desk' if request.param == 'maildir' else 'server_desk')


@pytest.fixture
def desk(any_desk):
    """A running desk with everything as it is shipped."""
    return any_desk().start()


def _desks(program, folder, post):
    made = []

    def make(**more):
        path = folder / str(len(made))
        path.mkdir()
        made.append(Desk(program, path, post(path), **more))
        return made[-1]
    yield make
    for desk in made:
        desk.end()
