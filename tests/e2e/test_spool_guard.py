# SPDX-License-Identifier: Apache-2.0
"""The spool is damaged, or taken away under the gateway: nothing is taken in, filed or sent any more, and it says so."""
import os
import random
import shutil
import sqlite3
import subprocess
import time

import pytest

from gateway import Failed
from processes import eventually, stretched
from test_alarm import alarm, alarmed  # noqa: F401, a fixture

OSFILE = 72


def one_mail(desk):
    els = desk.customer()
    els.send(els.write('melding', 'Dit gaat goed.'))
    desk.settled(1)
    eventually(lambda: desk.gateway.json('status')['letters']['sent'] == 1, 'its letter')
    return els


def damage(spool, table):
    """Noise over every page of the table but those that lead to them; the file as a crash may leave it."""
    with sqlite3.connect(f'file:{spool}?mode=ro', uri=True) as reader:
        pages = [row[0] for row in reader.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'",
                                                  (table,))]
        size = reader.execute('PRAGMA page_size').fetchone()[0]
    reader.close()
    dice = random.Random(5)
    with open(spool, 'r+b') as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(dice.randbytes(size))
    assert pages


def remove_folder(state):
    shutil.rmtree(state)


def move_folder(state):
    os.rename(state, state.with_name('moved'))


def replace_folder(state):
    move_folder(state)
    shutil.copytree(state.with_name('moved'), state, ignore=lambda *_: ['control'])


def remove_log(state):
    (state / 'spool.db-wal').unlink()


def replace_log(state):
    shutil.copy(state / 'spool.db-wal', state / 'other')
    os.rename(state / 'other', state / 'spool.db-wal')


@pytest.mark.parametrize('deed', [remove_folder, move_folder, replace_folder, remove_log, replace_log])
def test_taken_away(alarmed, deed):  # noqa: F811
    """The mails that come after it stay in the mailbox, the desk is told, and the exit code keeps systemd from
    beginning anew with an empty spool."""
    desk = alarmed.start()
    els = one_mail(desk)
    deed(desk.gateway.state)
    for n in range(3):
        els.send(els.write(f'melding {n}', 'Deze mag niet weg.'))
    assert desk.gateway.process.wait(stretched(30)) == OSFILE
    desk.gateway.process = None
    told = alarm(desk, 1)
    assert 'staat casegate stil' in told.text and 'kan casegate' not in told.text
    assert 'while it was in use' in desk.gateway.log()
    assert desk.post.waiting(desk.address) == 3
    assert len(desk.post.server.letters) == 2, 'the alarm alone was sent'


def test_taken_away_while_idle(alarmed):  # noqa: F811
    """Nobody needs to write for it to be noticed; and where no mail can be sent, it ends nevertheless."""
    desk = alarmed
    del desk.configuration['alarm']
    desk.gateway.configure(desk.configuration)
    desk.start()
    remove_folder(desk.gateway.state)
    assert desk.gateway.process.wait(stretched(30)) == OSFILE
    desk.gateway.process = None


def test_a_damaged_page(alarmed):  # noqa: F811
    """It is named as such, with what to do; and no mail leaves its mailbox."""
    desk = alarmed.start()
    els = one_mail(desk)
    desk.gateway.stop()
    damage(desk.gateway.state / 'spool.db', 'ticket')
    desk.start()
    els.send(els.write('melding', 'Deze komt er niet in.'))
    told = alarm(desk, 1)
    assert 'staat casegate stil' in told.text and 'casegate restore' in told.text.replace('\n', ' ')
    assert 'is damaged' in desk.gateway.log() and 'nothing is lost' not in desk.gateway.log()
    with pytest.raises(Failed) as refused:
        desk.gateway.run('status')
    assert refused.value.code == OSFILE and 'DAMAGE in casegate(1)' in refused.value.stderr
    letters = len(desk.post.server.letters)
    els.send(els.write('melding', 'En deze ook niet.'))
    began = time.monotonic()
    eventually(lambda: time.monotonic() - began > 3, 'time in which a mail would be taken in')
    assert desk.post.waiting(desk.address) >= 1 and len(desk.post.server.letters) == letters
    desk.gateway.stop()


def test_a_page_that_nobody_reads(alarmed):  # noqa: F811
    """After an unclean end the whole file is looked through, beside the work."""
    desk = alarmed.start()
    one_mail(desk)
    desk.gateway.stop()
    desk.start()
    assert 'looked through' not in desk.gateway.log()
    desk.gateway.kill()
    desk.start()
    eventually(lambda: 'its file is sound' in desk.gateway.log(), 'the file that is sound')
    desk.gateway.stop()
    assert desk.gateway.log().count('looked through') == 1
    desk.start()
    desk.gateway.kill()
    desk.gateway.run('status')  # which writes what was left into the file
    damage(desk.gateway.state / 'spool.db', 'letter_text')
    desk.start()
    told = alarm(desk, 1)
    assert 'staat casegate stil' in told.text and 'is damaged' in desk.gateway.log()
    desk.gateway.stop()
    desk.start()
    eventually(lambda: desk.gateway.log().count('error: spool: ') == 2, 'that it is damaged still')


def test_a_missing_key(any_desk):
    desk = any_desk().start()
    one_mail(desk)
    desk.gateway.stop()
    key = desk.gateway.state / 'key'
    os.rename(key, key.with_name('kept'))
    with pytest.raises(RuntimeError, match='key is missing, which signed the tokens'):
        desk.start()
    assert not key.exists()
    os.rename(key.with_name('kept'), key)
    desk.start()


def test_the_key_is_durable_before_it_is_used(program, folder):
    """Written, synced, renamed, and then its folder synced: a power cut leaves a whole key or none."""
    strace = shutil.which('strace')
    if strace is None:
        pytest.skip('strace is not there')
    state, config, trace = folder / 'state', folder / 'casegate.yaml', folder / 'trace'
    state.mkdir(mode=0o700)
    config.write_text('desk: {name: D, domain: desk.example, language: nl, categories: [Overig], default_category: Overig}\n'
                      'mailboxes: [{name: support, maildir: in, address: desk@desk.example}]\n'
                      'outgoing: {maildir: out}\ngroups: {servicedesk: {address: team@desk.example}}\nagents: []\n')
    done = subprocess.run([strace, '-y', '-e', 'trace=fsync,rename', '-o', str(trace), program, 'status', '--config',
                           str(config), '--state', str(state)], capture_output=True, timeout=stretched())
    assert done.returncode == 3, done.stderr.decode()  # no gateway runs
    lines = [line for line in trace.read_text().splitlines() if 'key' in line or line.startswith(f'fsync(') and f'<{state}>' in line]
    began = next(i for i, line in enumerate(lines) if 'fsync' in line and 'key.new' in line)
    renamed = next(i for i, line in enumerate(lines) if line.startswith('rename('))
    synced = [i for i, line in enumerate(lines) if f'<{state}>' in line]
    assert began < renamed < max(synced), lines
