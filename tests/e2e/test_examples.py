# SPDX-License-Identifier: Apache-2.0
"""The commands of casegate(1)'s EXAMPLES, run as they stand there."""
import os
import re
import subprocess
from pathlib import Path

import pytest

from processes import eventually, stretched

MANUAL = Path(__file__).parents[2] / 'doc' / 'casegate.1'
PICTURE = b'\xff\xd8 no real picture'


def examples():
    """Each command line of the EXAMPLES; other literals, as lines of a configuration file, begin otherwise."""
    section = MANUAL.read_text().split('.Sh EXAMPLES')[1].split('.Sh ')[0]
    blocks = re.findall(r'\.Bd -literal.*?\n(.*?)\.Ed', section, re.S)
    lines = [line.removeprefix('$ ').partition(' | ')[0] for block in blocks for line in block.replace('\\e\n', '').splitlines()]
    return [line for line in lines if re.match(r'casegate [a-z]+ [a-z]', line) or line.startswith('casegate init')]


@pytest.fixture
def shell(folder_desk, program):
    """A desk with one case that has a picture, and a mail that is held; gives what runs a line."""
    desk = folder_desk()
    rules = desk.gateway.folder / 'rules.d'
    rules.mkdir(exist_ok=True)
    (rules / '10-hold.yaml').write_text("- {name: hold, when: {subject: wachten}, then: {hold: {reason: a person looks}}}\n")
    desk.start()
    els = desk.customer()
    mail = els.write('De printer heeft een storing', 'Mijn scherm blijft zwart.')
    mail.add_attachment(PICTURE, maintype='image', subtype='jpeg', filename='foto.jpg')
    els.send(mail)
    els.letter(0)
    els.send(els.write('wachten', 'Even wachten.'))
    eventually(lambda: desk.gateway.json('mail', 'list', 'held'), 'a mail that is held')
    work = desk.gateway.folder / 'work'
    work.mkdir()
    (work / 'solution.txt').write_text('Nieuwe kabel geplaatst.\n')
    (work / 'reply.eml').write_bytes(mail.as_bytes())
    (work / 'people.csv').write_text(re.search(r'\$ cat people.csv\n(.*?)\$ casegate', MANUAL.read_text(), re.S)[1])
    binary = work / 'bin'
    binary.mkdir()
    (binary / 'casegate').write_text(
        f'#!/bin/sh\ncommand=$1; shift\nexec {program} "$command" --config {desk.gateway.config}'
        f' --state {desk.gateway.state} "$@"\n')
    (binary / 'casegate').chmod(0o755)
    held = desk.gateway.json('mail', 'list', 'held')[0]['id']

    def run(line):
        line = line.replace('mail show 17', f'mail show {held}').replace('CS0001234', desk.gateway.cases()[0]['number'])
        return subprocess.run(['sh', '-ec', line], cwd=work, capture_output=True, text=True, timeout=stretched(),
                              env={**os.environ, 'PATH': f'{binary}:{os.environ["PATH"]}'}), work
    return run


def test_examples(shell):
    lines = examples()
    assert len(lines) >= 10
    said = {}
    for line in lines:
        done, work = shell(line)
        assert done.returncode == 0, f'{line}: {done.returncode} {done.stderr}'
        said[line] = done.stdout
    assert (work / 'picture.jpg').read_bytes() == PICTURE
    assert 'a person looks' in said['casegate mail show 17']
    assert said['casegate contact import people.csv'] == '2 contacts added, 0 set\n'
    assert 'wachten' in said['casegate mail list held']
    assert 'printer' in said["casegate case list --text 'printer storing*' --newer 2w"]
