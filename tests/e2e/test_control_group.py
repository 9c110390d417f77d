# SPDX-License-Identifier: Apache-2.0
"""People of the desk at one machine: a Unix group may call the gateway, and the kernel says who it is that does."""
import grp
import os
import socket
import stat
import subprocess

import pytest

from desk import OPERATOR
from processes import eventually, stretched

GROUP, AGENT, MEMBER, STRANGER = 'games', 'man', 'lp', 'mail'  # users and a group that every Debian has
SANNE = {'name': 'Sanne de Wit', 'address': 'sanne@desk.example', 'login': AGENT, 'groups': ['servicedesk']}
JAN = {'name': 'Jan Kok', 'address': 'jan@desk.example', 'groups': ['servicedesk']}


@pytest.fixture
def shared(folder_desk):
    """A desk whose gateway may be called by GROUP, and a call of a command by one of its members."""
    assert os.geteuid() == 0, 'commands of other users need root'
    desk = folder_desk(control_group=GROUP, agents=[SANNE, JAN, OPERATOR])
    path = desk.gateway.folder / 'control'
    desk.gateway.configure({**desk.configuration, 'control_socket': str(path)})
    desk.start()

    def call(login, *words, groups=(GROUP,), **environment):
        return subprocess.run(desk.gateway.argv(*words), user=login, group=login, extra_groups=groups,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=stretched(), text=True,
                              cwd='/', env={**os.environ, **environment})
    desk.call, desk.control = call, path
    return desk


def test_the_socket_is_the_groups(shared):
    status = shared.control.stat()
    assert stat.S_IMODE(status.st_mode) == 0o660 and status.st_gid == grp.getgrnam(GROUP).gr_gid
    assert shared.call(MEMBER, 'case', 'list').returncode == 0
    assert shared.call(STRANGER, 'case', 'list', groups=()).returncode == 77


def test_who_acts_is_who_calls(shared):
    """An agent by the login, a member as nobody but themselves, root in somebody's name; none by what they say."""
    def line(text):
        shown = shared.gateway.json('case', 'show', '1')['timeline']
        return [entry['author'] for entry in shown if text in entry['text']]

    new = shared.call(AGENT, 'case', 'new', 'Printer', 'Strepen.', '--for', 'els@klant.example', '--name', 'Els Bos')
    assert (new.returncode, new.stdout) == (0, 'CS0000001 is new\n'), new.stderr
    assert line('Strepen.') == ['Sanne de Wit']
    assert shared.call(AGENT, 'case', 'note', '1', 'Toner?').returncode == 0
    assert shared.call(MEMBER, 'case', 'note', '1', 'Ik keek ook.', USER=AGENT, LOGNAME=AGENT).returncode == 0
    shared.gateway.run('case', 'note', '1', 'Gebeld.', '--as', 'jan')
    assert line('Toner?') == ['Sanne de Wit']
    assert line('Ik keek ook.') == [MEMBER]
    assert line('Gebeld.') == [f'Jan Kok by {OPERATOR["login"]}']
    eventually(lambda: f'case note 1 by {MEMBER}' in shared.gateway.log(), 'the log to name who acted')


def test_what_is_not_theirs_is_refused(shared):
    """Read by all, letters by agents alone, keys by root; and nobody acts for another."""
    shared.call(AGENT, 'case', 'new', 'Printer', '--for', 'els@klant.example')
    for login, words, wrong in (
            (MEMBER, ('case', 'answer', '1', 'Hallo.'), 'it takes an agent'),
            (MEMBER, ('case', 'note', '1', 'x', '--as', 'jan'), 'lp cannot act as Jan Kok'),
            (AGENT, ('case', 'answer', '1', 'x', '--as', 'jan k'), 'man cannot act as Jan Kok'),
            (AGENT, ('key', 'rotate'), 'it takes root'),
            (AGENT, ('mfa', 'reset', 'els@klant.example'), 'it takes root'),
            (AGENT, ('contact', 'erase', 'els@klant.example', '--yes'), 'it takes root'),
            (AGENT, ('reload',), 'it takes root')):
        done = shared.call(login, *words)
        assert done.returncode == 77 and wrong in done.stderr, (words, done.stderr)
    assert shared.call(MEMBER, 'case', 'show', '1').returncode == 0
    assert shared.call(AGENT, 'status').returncode in (0, 1)
    assert shared.call(AGENT, 'case', 'answer', '1', 'Hallo.').returncode == 0


def test_mistakes_are_told_in_the_readers_language(shared):
    shared.call(AGENT, 'case', 'new', 'Printer', '--for', 'els@klant.example')
    done = shared.call(AGENT, 'case', 'assign', '1', 'piet', LC_ALL='nl_NL.UTF-8', LANGUAGE='')
    assert done.stderr == "casegate case: er is geen medewerker 'piet'; er is Sanne de Wit, Jan Kok of Olga Operator\n"
    done = shared.call(AGENT, 'case', 'set', '1', 'prio=zzz', LC_ALL='C.UTF-8')
    assert done.stderr == "casegate case: there is no priority 'zzz'; there is low, normal or high\n"
    done = shared.call(AGENT, 'mail', 'discard', '99', LC_ALL='nl_NL.UTF-8', LANGUAGE='')
    assert done.stderr == 'casegate mail: er is geen mail 99\n'
    done = shared.call(MEMBER, 'mail', 'discard', '1', LC_ALL='nl_NL.UTF-8', LANGUAGE='')
    assert done.returncode == 77 and done.stderr == (f'casegate mail: mail discard mag {MEMBER} niet: daar is een medewerker'
                                                     ' uit de configuratie met die gebruikersnaam voor nodig\n')


def test_nobody_takes_the_place_of_a_missing_group(folder_desk):
    """A group that is not there is no open socket: the gateway says so and ends."""
    desk = folder_desk(control_group='no-such-group')
    desk.gateway.configure({**desk.configuration, 'control_socket': str(desk.gateway.folder / 'control')})
    with pytest.raises(RuntimeError, match="there is no Unix group 'no-such-group'"):
        desk.start()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client, pytest.raises(OSError):
        client.connect(str(desk.gateway.folder / 'control'))
