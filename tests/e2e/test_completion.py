# SPDX-License-Identifier: Apache-2.0
"""Completion in bash, zsh and fish: what a key offers, and that it knows each command, option and value that there is."""
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from processes import eventually, stretched

DATA = Path(__file__).parents[2] / 'data'
BASH = '''source "$1"; shift; COMP_LINE=$1; COMP_POINT=${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_casegate casegate; for one in "${COMPREPLY[@]}"; do echo "$one"; done'''
FISH = 'source $argv[1]; complete -C $argv[2]'
# A terminal in which the key is pressed; what stands on the line then is printed.
ZSH = r'''zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; fpath=($2 \$fpath); autoload -U compinit; compinit -u -d $2/dump; setopt nobeep
show() { zle -I; print -r -- \"<\$BUFFER>\"; BUFFER=; }; zle -N show; bindkey '^X' show; print REA""DY"
zpty -r z out '*READY*'
zpty -n -w z "$1"$'\t\x18'
zpty -r z out '*<*>*'
print -r -- "${${out##*<}%%>*}"
zpty -d z'''


class Shells:
    def __init__(self, program, folder):
        (folder / '_casegate').write_bytes((DATA / 'casegate.zsh').read_bytes())
        self.folder = folder
        self.environment = {**os.environ, 'HOME': str(folder), 'TERM': 'dumb',
                            'PATH': f'{Path(program).resolve().parent}:{os.environ["PATH"]}'}

    def _run(self, *argv):
        done = subprocess.run(list(map(str, argv)), cwd=DATA, capture_output=True, text=True, timeout=stretched(),
                              env=self.environment)
        assert done.stderr == '', done.stderr
        return done.stdout.splitlines()

    def bash(self, line):
        """What is offered for the last word; bash itself takes words apart at = and @."""
        pieces = [piece for piece in re.split(r'( +|[=@])', line) if piece.strip()]
        return sorted(self._run('bash', '-c', BASH, 'bash', DATA / 'casegate.bash', line, *pieces,
                                *[''] * (line[-1] == ' ')))

    def fish(self, line):
        rows = self._run('fish', '-N', '-c', FISH, DATA / 'casegate.fish', line)
        return sorted(row.partition('\t')[0] for row in rows)

    def zsh(self, line):
        """The line, completed."""
        return self._run('zsh', '-f', '-c', ZSH, 'zsh', line, self.folder)[-1]


@pytest.fixture
def shells(program, folder):
    return Shells(program, folder)


@pytest.mark.parametrize('line, offered', [
    ('ch', ['check']),
    ('case re', ['remove', 'reopen', 'resolve', 'retry']),
    ('mail ', ['discard', 'ham', 'list', 'raw', 'release', 'retry', 'show', 'spam', 'spammers']),
    ('mail list h', ['held']),
    ('case list aw', [r'awaiting\ info']),
    ('audit --o', ['--online']),
    ('backup --k', ['--keep']),
    ('mfa ', ['confirm', 'enroll', 'list', 'reset']),
    ('mfa enroll els@klant.example --p', ['--png']),
    ('key rotate --l', ['--leaked']),
    ('check --pr', ['--proof']),
    ('case answer CS1 --a', ['--as', '--attach']),
    ('case list --l', ['--limit']),
    ('case show CS1 --cu', ['--cut']),
    ('case close CS1 --l', []),
    ('status --', ['--config', '--help', '--json', '--prometheus', '--state']),
    ('report --f', ['--from']),
    ('explain casegate.b', ['casegate.bash']),
    ('contact import casegate.b', ['casegate.bash']),
    ('contact set x --del', ['--deliverable']),
    ('account set x --trust ', ['domain', 'registered']),
    ('catalog import x --w', ['--write']),
    ('init --servicenow-c', ['--servicenow-ca', '--servicenow-client']),
    ('init --plus ', ['no', 'yes']),
    ('import ', ['imap', 'maildir', 'mbox']),
    ('import maildir quick', ['quickstart']),
    ('check --config casegate.y', ['casegate.yaml.example']),
    ('case set CS1 g', ['group=']),
    ('case show ', []),
    ('nonsense ', []),
])
def test_offers(shells, line, offered):
    assert shells.bash(f'casegate {line}') == offered


@pytest.mark.parametrize('line, completed', [
    ('casegate ch', 'casegate check '),
    ('casegate case list aw', r'casegate case list awaiting\ info '),
    ('casegate audit --o', 'casegate audit --online '),
    ('casegate explain casegate.b', 'casegate explain casegate.bash '),
    ('casegate import maildir quick', 'casegate import maildir quickstart/'),
])
def test_all_shells_complete_alike(shells, line, completed):
    before, _, word = completed.replace('\\ ', '\0').rstrip(' /').rpartition(' ')
    word = word.replace('\0', ' ')
    assert shells.zsh(line).rstrip(' /') == completed.rstrip(' /')
    assert [one.rstrip('/') for one in shells.fish(line)] == [word]
    assert [one.replace('\\', '') for one in shells.bash(line)] == [word]


def test_values_are_those_of_the_gateway_that_runs(shells, folder_desk):
    desk = folder_desk().start()
    desk.gateway.run('account', 'add', 'Klant BV')
    els = desk.customer()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    number = els.letter(0).number
    state = f'--state {desk.gateway.state}'
    for line, found in ((f'case {state} show C', number), (f'mail show {state} ', '1'), (f'letter show {state} ', '1'),
                        (f'case assign {state} {number} ', 'sanne@desk.example'), (f'case list {state} --group s', 'servicedesk'),
                        (f'contact show {state} els-', els.address), (f'account show {state} ', 'Klant BV'),
                        (f'contact set {state} x --items t', 'teams'), (f'contact set {state} x --items access,t', 'access,teams'),
                        (f'template show {state} ack', 'acknowledgement'), (f'explain {state} --mailbox ', 'support'),
                        (f'case list {state} --category N', 'Netwerk'), (f'template show {state} x --lang n', 'nl')):
        assert found in shells.fish(f'casegate {line}'), line
        assert found in [one.replace('\\', '') for one in shells.bash(f'casegate {line}')], line
    # bash completes what stands behind its last = or @
    assert shells.bash(f'casegate case set {state} {number} group=s') == ['servicedesk']
    assert shells.bash(f'casegate contact show {state} {els.address[:-3]}') == [els.address.partition('@')[2]]
    assert shells.zsh(f'casegate case show {state} C').endswith(f'{number} ')
    assert shells.zsh(f'casegate contact show {state} els-').endswith(f'{els.address} ')
    assert desk.gateway.log().count('error') == 0
    # one that does not answer keeps nobody waiting
    desk.gateway.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert shells.bash(f'casegate case show {state} ') == []
    assert time.monotonic() - began < stretched(5)
    desk.gateway.process.send_signal(signal.SIGCONT)
    eventually(lambda: shells.bash(f'casegate case show {state} ') == [number], 'values again')


def test_every_command_verb_and_option_is_known(shells, program):
    def text(*words):
        return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r'^  ([a-z-]+)  ', text('help'), re.M)
    assert len(commands) > 8 and set(commands) <= set(shells.bash('casegate '))
    for command in commands:
        help_ = text('help', command)
        verbs = {verb for several in re.findall(rf'casegate {command} ([a-z|]+)\b', help_.partition('\n\n')[0])
                 for verb in several.split('|')}
        lines = [f'casegate {command} {verb} x --' for verb in verbs] or [f'casegate {command} x --']
        if verbs:
            assert verbs == set(shells.bash(f'casegate {command} ')), command
        offered = {option for line in lines for option in shells.bash(line)}
        assert set(re.findall(r'^  (--[a-z-]+)', help_, re.M)) <= offered, command
