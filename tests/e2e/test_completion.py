# SPDX-License-Identifier: Apache-2.0
"""Completion in bash: what it offers, and that it knows each command that there is."""
import re
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / 'data' / 'casegate.bash'


def complete(*words):
    """What bash offers for the last word, sorted."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _casegate; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(['bash', '-c', script, 'bash', str(SCRIPT), 'casegate', *words], cwd=SCRIPT.parent,
                          capture_output=True, text=True, check=True)
    assert done.stderr == ''
    return sorted(done.stdout.split())


@pytest.mark.parametrize('words, offered', [
    (['ch'], ['check']),
    (['case', 're'], ['remove', 'reopen', 'resolve']),
    (['mail', ''], ['discard', 'list', 'raw', 'release', 'retry', 'show']),
    (['audit', '--o'], ['--online']),
    (['backup', '--k'], ['--keep']),
    (['check', '--o'], ['--online']),
    (['check', '--pr'], ['--proof']),
    (['case', 'answer', 'CS1', '--a'], ['--as']),
    (['case', 'list', '--l'], ['--limit']),
    (['case', 'show', 'CS1', '--cu'], ['--cut']),
    (['status', '--'], ['--config', '--help', '--json', '--state']),
    (['explain', 'casegate.b'], ['casegate.bash']),
    (['contact', 'import', 'casegate.b'], ['casegate.bash']),
    (['import', ''], ['imap', 'maildir', 'mbox']),
    (['import', 'mbox', 'casegate.b'], ['casegate.bash']),
    (['import', 'maildir', 'quick'], ['quickstart']),
    (['import', 'mbox', '--m'], ['--mailbox']),
    (['check', '--config', 'casegate.y'], ['casegate.yaml.example']),
    (['case', 'show', ''], []),
    (['nonsense', ''], []),
])
def test_offers(words, offered):
    assert complete(*words) == offered


def test_every_command_and_verb_is_known(program):
    def text(*words):
        return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r'^  (\w+)  ', text('help'), re.M)
    assert len(commands) > 8 and set(commands) <= set(complete(''))
    for command in ('case', 'request', 'mail', 'contact', 'account', 'letter', 'template', 'import'):
        verbs = re.findall(r'^  ([a-z]+)  ', text('help', command).split('\nOptions')[0], re.M)
        assert len(verbs) > 1 and set(verbs) <= set(complete(command, '')), command
