# SPDX-License-Identifier: Apache-2.0
"""A new key: what the one before it signed goes on to count, and nothing is lost whenever a rotation is cut off."""
import os
import shutil
import signal
import subprocess

import pytest

from conftest import TREE
from desk import Desk, FolderPost
from gateway import Failed
from people import Mailto
from processes import eventually, stretched
from test_mfa import code_of, enroll
from tokens import Signer

POINTS = ['key.written', 'key.renamed', 'commit.before']


@pytest.fixture
def desk(folder_desk):
    return folder_desk()


def solved(desk, customer):
    """The letter with a solution."""
    count = len(customer.letters())
    customer.send(customer.write('Scherm', 'Mijn scherm is zwart.'))
    number = customer.letter(count).number
    desk.gateway.run('case', 'resolve', number, 'Gedaan.')
    return customer.letter(count + 1)


def accept(desk, customer, letter, token=None):
    """By the token of the letter, or by another."""
    link = Mailto(letter.accept.link.replace(letter.token, token or letter.token))
    count = len(desk.gateway.mails())
    customer.send(customer.press(link))
    desk.settled(count + 1)


def size_of_key(desk):
    return (desk.gateway.state / 'key').stat().st_size


def refusal(gateway, *words):
    try:
        gateway.run(*words)
    except Failed as failed:
        return failed.stderr
    raise AssertionError(f'{words} was not refused')


def test_letters_of_before_are_answered_and_the_old_key_signs_no_new_one(desk):
    desk.start()
    els = desk.customer()
    before = solved(desk, els)
    assert size_of_key(desk) == 32
    told = desk.gateway.say('key', 'rotate')
    assert 'at most 90 days' in told and 'casegate backup' in told and size_of_key(desk) == 80
    old = Signer(desk.gateway.state)
    old.key = (desk.gateway.state / 'key').read_bytes()[32:64]
    accept(desk, els, before)
    desk.case(before.number, state='closed')
    after = solved(desk, els)
    fresh = Signer(desk.gateway.state)
    old.salts = fresh.salts
    letter = max(one['id'] for one in desk.gateway.json('letter', 'list') if one['recipient'] == els.address)
    assert fresh.token(letter) == after.token
    accept(desk, els, after, old.token(letter))
    assert desk.gateway.case(after.number)['state'] == 'resolved'
    desk.gateway.stop()
    desk.start()  # with what is in the file
    accept(desk, els, after)
    desk.case(after.number, state='closed')
    assert 'may be answered until' in refusal(desk.gateway, 'key', 'rotate')


def test_a_leaked_key_proves_nothing_any_more(desk):
    desk.start()
    els = desk.customer()
    before = solved(desk, els)
    uri = enroll(desk, els.address)
    told = desk.gateway.json('key', 'rotate', '--leaked')
    assert told == {'schema': 1, 'rotated': True, 'tokens_ended': True, 'sealed_again': 1,
                    'to_reset': [els.address]}
    accept(desk, els, before)
    assert desk.gateway.case(before.number)['state'] == 'resolved'
    desk.gateway.run('key', 'rotate', '--leaked')
    after = solved(desk, els)
    accept(desk, els, after)
    desk.case(after.number, state='closed')
    desk.gateway.run('mfa', 'confirm', els.address, code_of(uri))


def test_a_backup_from_before_a_rotation_is_whole(desk):
    """It has the key of its time, and one of after it has both."""
    desk.start()
    els = desk.customer()
    letter = solved(desk, els)
    uri = enroll(desk, els.address)
    folders = [desk.gateway.folder / name for name in ('before', 'after')]
    desk.gateway.run('backup', folders[0])
    desk.gateway.run('key', 'rotate')
    desk.gateway.run('backup', folders[1])
    desk.gateway.stop()
    for folder in folders:
        desk.gateway.run('restore', folder, '--force')
        desk.start()
        desk.gateway.run('mfa', 'confirm', els.address, code_of(uri))
        accept(desk, els, letter)
        desk.case(letter.number, state='closed')
        desk.gateway.stop()


@pytest.fixture
def mortal(folder):
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    assert os.access(program, os.X_OK), f'{program} is not there: ./quickstart test builds it (--enable-failpoints)'
    desk = Desk(program, folder, FolderPost(folder))
    yield desk
    desk.end()


def dies(gateway, point):
    """The rotation is cut off there, where no gateway runs."""
    done = subprocess.run(gateway.argv('key', 'rotate'), capture_output=True, timeout=stretched(),
                          env={**os.environ, 'CASEGATE_FAILPOINT': point})
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize('point', POINTS)
def test_a_rotation_that_is_cut_off(mortal, point):
    """The app of before is still one, the letter of before is still answered, and the next rotation ends it."""
    mortal.start()
    els = mortal.customer()
    letter = solved(mortal, els)
    uri = enroll(mortal, els.address)
    mortal.gateway.stop()
    dies(mortal.gateway, point)
    renamed = size_of_key(mortal) == 80
    assert renamed == (point != 'key.written')
    aside = shutil.copytree(mortal.gateway.state, mortal.gateway.folder / 'aside')
    told = mortal.gateway.json('key', 'rotate')
    assert told == {'schema': 1, 'rotated': not renamed, 'tokens_ended': False, 'sealed_again': 1,
                    'to_reset': []}
    for state in (mortal.gateway.state, aside):
        mortal.gateway.state = state
        mortal.start()
        mortal.gateway.run('mfa', 'confirm', els.address, code_of(uri))
        accept(mortal, els, letter)
        mortal.case(letter.number, state='closed')
        mortal.gateway.stop()


def test_a_gateway_that_dies_while_it_rotates(mortal):
    mortal.start()
    els = mortal.customer()
    letter = solved(mortal, els)
    mortal.gateway.stop()
    mortal.start(CASEGATE_FAILPOINT='key.renamed')
    refusal(mortal.gateway, 'key', 'rotate')
    eventually(lambda: mortal.gateway.process.poll() is not None, 'a death while it rotates')
    mortal.gateway.kill()
    mortal.start()
    accept(mortal, els, letter)
    mortal.case(letter.number, state='closed')


def test_every_point_is_one(mortal):
    text = (TREE / 'gateway' / 'model' / 'key_file.c').read_text()
    assert text.count('FAILPOINT("') == sum(f'FAILPOINT("{point}")' in text for point in POINTS) == len(POINTS) - 1
