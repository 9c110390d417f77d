# SPDX-License-Identifier: Apache-2.0
"""Backups are made while the story goes on, and what is put back goes on from there: nobody gets a number, a token or a
Message-ID that another had."""
import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from conftest import TREE
from desk import UNLIMITED, Desk, FolderPost
from gateway import Failed, Gateway
from processes import eventually, stretched
from test_spool_guard import damage

# Where it may die; "no.such" lets it live.
BACKUP_POINTS = ['backup.copied', 'backup.whole', 'backup.renamed', 'no.such']
RESTORE_POINTS = ['restore.begun', 'restore.aside', 'restore.key', 'restore.spool', 'commit.before', 'no.such']


def sound(file):
    with sqlite3.connect(f'file:{file}?immutable=1', uri=True) as spool:
        good = spool.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        mails = spool.execute('SELECT count(*) FROM mail').fetchone()[0]
    spool.close()
    assert good
    return mails


def whole(folder):
    """The backups in it, the oldest first."""
    return sorted(path.parent for path in Path(folder).glob('*[0-9]/manifest.json'))


def refused(gateway, *words):
    with pytest.raises(Failed) as failed:
        gateway.run(*words)
    return failed.value.stderr


def test_while_the_story_goes_on(any_desk):
    desk = any_desk(**UNLIMITED).start()
    els, piet = desk.customer('Els Bos'), desk.customer('Piet Jansen')
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    over = threading.Event()
    sent = []

    def write_on():
        while not over.is_set() and len(sent) < 200:
            piet.send(piet.write(f'melding {len(sent)}', 'Ook nog dit.'))
            sent.append(1)
            over.wait(0.05)
    writer = threading.Thread(target=write_on)
    writer.start()
    folder = desk.gateway.folder / 'backups'
    try:
        eventually(lambda: len(desk.gateway.mails()) > 3, 'some mails')
        made = [desk.gateway.json('backup', folder) for _ in range(3)]
    finally:
        over.set()
        writer.join()
    assert [str(path) for path in whole(folder)] == [one['folder'] for one in made[1:]], 'two are kept'
    for one in whole(folder):
        assert 3 < sound(one / 'spool.db') <= 1 + len(sent)
        assert (one / 'key').read_bytes() == (desk.gateway.state / 'key').read_bytes()
        assert {oct(path.stat().st_mode & 0o777) for path in one.rglob('*')} == {'0o600', '0o700'}
    # what comes after the backup is given to people, and forgotten
    desk.settled(1 + len(sent))
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    later = els.letter(1)
    desk.at_rest()
    before = {letter.id for letter in els.letters() + piet.letters()}
    tokens = {letter.token for letter in els.letters() + piet.letters()}
    desk.gateway.stop()
    shutil.rmtree(desk.gateway.state)
    os.rename(desk.gateway.config, desk.gateway.folder / 'old.yaml')
    said = desk.gateway.json('restore', folder)
    assert said['configuration'] and said['aside'] is None and said['skipped'] == 10000
    desk.start()
    els.send(els.answer(letter, 'Nog iets.'))
    eventually(lambda: any('Nog iets.' in entry['text'] for entry in desk.gateway.case(letter.number)['timeline']),
               'the reply on the case of before the backup')
    els.send(els.write('Toetsenbord', 'Mijn toetsenbord is stuk.'))
    eventually(lambda: [one for one in els.letters() if int(one.number[2:]) > 10000], 'its letter')
    desk.at_rest()
    new = [one for one in els.letters() + piet.letters() if one.id not in before]
    assert new and not tokens & {one.token for one in new}
    assert later.number not in {case['number'] for case in desk.gateway.cases()}


@pytest.fixture
def filled(program, folder):
    """A desk that ran, and has a case and rules of its own."""
    desk = Desk(program, folder, FolderPost(folder))
    (folder / 'rules.d').mkdir()
    (folder / 'rules.d' / '50-own.yaml').write_text('- name: own\n  when: {kind: person}\n  then: open_case\n')
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    desk.settled(1)
    desk.at_rest()
    desk.gateway.stop()
    yield desk
    desk.end()


def test_what_a_backup_holds(filled):
    """Without a gateway too; what was cut off before is swept away, what is no backup stays."""
    folder = filled.gateway.folder / 'backups'
    folder.mkdir()
    (folder / '20200101000000.000.part').mkdir()
    (folder / '20200101000000.000.part' / 'spool.db').write_text('half')
    (folder / 'notes').write_text('mine')
    filled.gateway.run('backup', folder, '--keep', '1')
    filled.gateway.run('backup', folder, '--keep', '1')
    one, = whole(folder)
    names = {file['name'] for file in json.loads((one / 'manifest.json').read_text())['files']}
    assert names == {'spool.db', 'key', 'config/casegate.yaml', 'config/rules.d/50-own.yaml'}
    assert {path.name for path in folder.iterdir()} == {one.name, 'notes'}


def test_a_damaged_spool_takes_no_good_backups_place(filled):
    folder = filled.gateway.folder / 'backups'
    filled.gateway.run('backup', folder, '--keep', '1')
    damage(filled.gateway.state / 'spool.db', 'ticket_entry')
    assert 'earlier ones stay' in refused(filled.gateway, 'backup', folder, '--keep', '1')
    one, = whole(folder)
    assert sound(one / 'spool.db') == 1 and len(list(folder.iterdir())) == 1
    filled.gateway.run('restore', folder, '--force')
    filled.start()
    assert len(filled.gateway.cases()) == 1


def test_one_backup_at_a_time(filled):
    folder = filled.gateway.folder / 'backups'
    filled.gateway.run('backup', folder)
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    assert 'another backup is being made' in refused(filled.gateway, 'backup', folder)
    os.close(held)
    filled.gateway.run('backup', folder)


def test_refused(filled):
    """A restore touches nothing before all is looked at."""
    folder = filled.gateway.folder / 'backups'
    assert 'there is no backup' in refused(filled.gateway, 'restore', folder, '--force')
    filled.gateway.run('backup', folder)
    assert '--force moves it aside' in refused(filled.gateway, 'restore', folder)
    filled.start()
    assert 'stop the gateway first' in refused(filled.gateway, 'restore', folder, '--force')
    filled.gateway.stop()
    one, = whole(folder)
    with open(one / 'key', 'r+b') as key:
        key.write(b'x')
    assert 'key is not what was backed up' in refused(filled.gateway, 'restore', folder, '--force')
    (one / 'manifest.json').unlink()
    assert 'there is no backup' in refused(filled.gateway, 'restore', one, '--force')
    filled.start()
    assert len(filled.gateway.cases()) == 1
    assert not list(filled.gateway.state.glob('replaced-*'))


@pytest.fixture
def mortal(filled):
    """The same with a program that was built with failpoints."""
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    assert os.access(program, os.X_OK), f'{program} is not there: ./quickstart test builds it (--enable-failpoints)'
    filled.gateway.program = program
    return filled.gateway


def dies_at(gateway, point, *words):
    """Whether it died there."""
    done = subprocess.run(gateway.argv(*words), capture_output=True, timeout=stretched(),
                          env={**os.environ, 'CASEGATE_FAILPOINT': point})
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def test_a_backup_that_is_cut_off(mortal):
    """There is a whole one always, and the next run sweeps up."""
    folder = mortal.folder / 'backups'
    mortal.run('backup', folder, '--keep', '1')
    for point in BACKUP_POINTS:
        first = whole(folder)[-1]
        assert dies_at(mortal, point, 'backup', folder, '--keep', '1') == (point != 'no.such')
        assert whole(folder) and sound(whole(folder)[-1] / 'spool.db') == 1
        assert first in whole(folder) or point == 'no.such'
    assert [path for path in folder.iterdir()] == whole(folder) and len(whole(folder)) == 1


def test_a_restore_that_is_cut_off(mortal):
    """Nothing runs on half of it, another run ends it, and what was there is all aside."""
    folder = mortal.folder / 'backups'
    mortal.run('backup', folder)
    for point in RESTORE_POINTS:
        died = dies_at(mortal, point, 'restore', folder, '--force')
        assert died == (point != 'no.such')
        if (mortal.state / 'restoring').exists():
            assert 'run it again' in refused(mortal, 'status')
            assert not dies_at(mortal, 'no.such', 'restore', folder)
        assert len(mortal.cases()) == 1 and not (mortal.state / 'restoring').exists()
    kept = [sound(file) for file in mortal.state.glob('replaced-*/spool.db')]
    assert kept and set(kept) == {1}


def test_the_sweep_knows_every_point():
    text = ''.join((TREE / 'gateway' / 'cli' / name).read_text()
                   for name in ('backup_folder.c', 'command_backup.c', 'command_restore.c'))
    for point in BACKUP_POINTS + RESTORE_POINTS:
        assert point in ('no.such', 'commit.before') or f'FAILPOINT("{point}")' in text
    assert text.count('FAILPOINT("') == len(BACKUP_POINTS) + len(RESTORE_POINTS) - 3
