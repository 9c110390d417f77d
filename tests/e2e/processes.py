# SPDX-License-Identifier: Apache-2.0
"""Waiting without sleeping blindly, ports, and processes that surely end."""
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 60  # seconds of an idle machine; only a test that fails waits this long
_libc = ctypes.CDLL(None, use_errno=True)
_reserved = []


def stretched(seconds=PATIENCE):
    """What takes so long on an idle machine takes this long here, where so many share each processor."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def duration(seconds):
    """The same for a configuration: what must happen before such a time has passed does, however slow it is here."""
    return f'{round(stretched(seconds))}s'


def eventually(condition, what=None, patience=PATIENCE):
    """The first true value of condition(); when patience ends an AssertionError that says what was waited for.

    An AssertionError inside the condition means "not yet", and its words are told when time is up; so does one of a list that
    has nothing yet.
    """
    began = time.monotonic()
    pause = 0.005
    last = None
    while True:
        try:
            value = condition()
            if value:
                return value
            last = repr(value)
        except (AssertionError, IndexError) as error:
            last = str(error)
        waited = time.monotonic() - began
        if waited >= stretched(patience):
            what = what or getattr(condition, '__doc__', None) or 'the condition'
            raise AssertionError(f'after {waited:.3g} s still not: {what}; the last answer was {last}')
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def free_port():
    """A loopback port that nothing listens on, below those that outgoing connections take. Whoever else asks this,
    here or in another run of the tests, gets another one: each is reserved by a name until this process ends."""
    for _ in range(200):
        port = random.randrange(20000, 32000)
        reservation = socket.socket(socket.AF_UNIX)
        with socket.socket() as probe:
            try:
                reservation.bind(f'\0casegate-tests-port-{port}')
                probe.bind(('127.0.0.1', port))
            except OSError:
                reservation.close()
                continue
        _reserved.append(reservation)
        return port
    raise RuntimeError('no free port between 20000 and 32000 on 127.0.0.1')


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(('127.0.0.1', port)) == 0


def require(program, package):
    """The path of a program; its absence is a failure that names the package."""
    path = shutil.which(program, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')
    if path is None:
        raise RuntimeError(f'{program} is missing; the end-to-end tests need it: apt-get install {package}')
    return path


def adopt_orphans():
    """Makes this process the parent of whatever its children leave behind, so that it can be ended."""
    if _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'prctl(PR_SET_CHILD_SUBREAPER)')


def end_with_parent():
    """For preexec_fn: the child gets SIGTERM when the tests are killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def start(argv, log, **more):
    """A child of the tests, its output in the file `log`."""
    with open(log, 'ab') as output:
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                preexec_fn=end_with_parent, **more)


def stat(pid):
    """(state letter, parent) of a process, or None when there is none."""
    try:
        with open(f'/proc/{pid}/stat', encoding='latin-1') as file:
            fields = file.read().rpartition(')')[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1])


def alive(pid):
    """Whether it still runs; a zombie does not."""
    found = stat(pid)
    return found is not None and found[0] not in 'ZX'


def children(pid):
    found = []
    for name in os.listdir('/proc'):
        if name.isdigit():
            entry = stat(int(name))
            if entry and entry[1] == pid and entry[0] not in 'ZX':
                found.append(int(name))
    return sorted(found)


def descendants(pid):
    found = children(pid)
    for child in list(found):
        found += descendants(child)
    return found


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def reap():
    """Takes leave of adopted children that ended, so that no zombies pile up."""
    for name in os.listdir('/proc'):
        entry = stat(int(name)) if name.isdigit() else None
        if entry and entry == ('Z', os.getpid()):
            try:
                os.waitpid(int(name), os.WNOHANG)
            except ChildProcessError:
                pass


def end_all(pids):
    """SIGTERM, and after five seconds SIGKILL; returns when none of them runs."""
    for pid in pids:
        kill(pid, signal.SIGTERM)
    try:
        eventually(lambda: not any(map(alive, pids)), 'servers that end', patience=5)
    except AssertionError:
        for pid in pids:
            kill(pid)
        eventually(lambda: not any(map(alive, pids)), 'killed servers that are gone')
