# SPDX-License-Identifier: Apache-2.0
"""Real servers for the tests, started once a session below one short folder and surely stopped."""
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

import processes
from certificates import Certificates
from desk import Desk, FolderPost, ServerPost
from dovecot import Dovecot
from postfix import Postfix
from remotedesk import RemoteDesk

TREE = Path(__file__).resolve().parents[2]
sys.path.append(str(TREE / 'tests'))
from servicenow.double import Double  # noqa: E402


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


@pytest.fixture
def servicenow(place, certificates):
    """A ServiceNow instance's stand-in, whose certificates.ca_file its clients trust: tests/servicenow/double.py"""
    with Double(certificate=certificates.good, ca=certificates.ca_file) as double:
        yield double


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
    apart = folder / 'servers'  # a test may have a desk on Maildirs, too
    apart.mkdir()
    yield from _desks(program, apart, lambda path: ServerPost(path, dovecot, postfix))


@pytest.fixture
def remote(program, folder, servicenow):
    """Makes a desk on Maildirs whose tickets live at `servicenow`: remote(poll='5s').start()"""
    yield from _remotes(program, folder, lambda path: FolderPost(path), servicenow)


@pytest.fixture
def remote_servers(program, folder, dovecot, postfix, servicenow):
    """The same on Dovecot and Postfix."""
    yield from _remotes(program, folder, lambda path: ServerPost(path, dovecot, postfix), servicenow)


@pytest.fixture(params=['maildir', 'servers'])
def any_desk(request):
    """Makes a desk, once on Maildirs and once on real servers."""
    return request.getfixturevalue('folder_desk' if request.param == 'maildir' else 'server_desk')


@pytest.fixture
def desk(any_desk):
    """A running desk with everything as it is shipped."""
    return any_desk().start()


def _remotes(program, folder, post, servicenow):
    """Quick ones, whose agents' words for a case are the instance's. Nothing that they do is against its rules."""
    def make(path, **settings):
        group, = servicenow.rows('sys_user_group', 'name=Service Desk')
        quick = {'poll': '1s', 'look_up_after': '1s', 'resolution_code': '1',
                 'categories': {'Netwerk': '1', 'Werkplek': '2', 'Overig': '0'},
                 'groups': {'servicedesk': group['sys_id']}}
        return RemoteDesk(program, path, post(path), servicenow, {**quick, **settings})
    apart = folder / 'elsewhere'
    apart.mkdir()
    yield from _made(apart, make)
    assert servicenow.sins() == []


def _desks(program, folder, post):
    yield from _made(folder, lambda path, **more: Desk(program, path, post(path), **more))


def _made(folder, make):
    made = []

    def make_one(**more):
        path = folder / str(len(made))
        path.mkdir()
        made.append(make(path, **more))
        return made[-1]
    yield make_one
    for desk in made:
        desk.end()
