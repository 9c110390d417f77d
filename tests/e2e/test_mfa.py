# SPDX-License-Identifier: Apache-2.0
"""Authenticator apps: QR codes that a telephone reads from the screen, and their life with letters."""
import base64
import contextlib
import fcntl
import os
import pty
import re
import sqlite3
import stat
import struct
import subprocess
import termios
import time
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from processes import eventually, stretched
from terminal import screen


@pytest.fixture
def desk(folder_desk):
    return folder_desk()


def scan(picture):
    """What a scanner reads in it, or nothing."""
    done = subprocess.run(['zbarimg', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', '-'],
                          input=picture, capture_output=True, timeout=stretched())
    return done.stdout.decode().rstrip('\n')


def code_of(uri, at='now'):
    """The oracle: oathtool."""
    secret = parse_qs(urlsplit(uri).query)['secret'][0]
    return subprocess.run(['oathtool', '--totp', '-b', '--now', at, secret], check=True, capture_output=True,
                          timeout=stretched()).stdout.decode().strip()


def wrong_of(uri):
    near = {code_of(uri, f'now {minutes:+} minutes') for minutes in (-1, 0, 1)}
    near |= {code_of(uri, f'now {seconds:+} seconds') for seconds in (-90, -30, 30)}
    return next(code for code in (f'{number:06}' for number in range(100)) if code not in near)


def enroll(desk, address, *words):
    """Scans it from the picture; gives the URI."""
    file = desk.gateway.folder / 'code.png'
    desk.gateway.run('mfa', 'enroll', address, '--png', file, *words)
    uri = scan(file.read_bytes())
    file.unlink()
    return uri


def on_terminal(gateway, *words, columns=100):
    """The exit code and what is written on a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))
    process = subprocess.Popen(gateway.argv(*words), stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    written = b''
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:
            break
        if not some:
            break
        written += some
    os.close(ours)
    return process.wait(stretched()), written.decode().replace('\r\n', '\n')


def test_the_terminal_is_scanned_from_a_photo(desk):
    desk.start()
    els = desk.customer()
    code, text = on_terminal(desk.gateway, 'mfa', 'enroll', els.address)
    assert code == 0, text
    uris = {scan(screen(text, theme, high=high).photo(degrees=degrees).pgm())
            for theme, high, degrees in (('dark', 1, 5), ('light', 1.1, -4))}
    assert len(uris) == 1 and '' not in uris, uris
    uri = urlsplit(uris.pop())
    assert (uri.scheme, uri.netloc) == ('otpauth', 'totp')
    assert unquote(uri.path) == f'/Servicedesk Voorbeeld:{els.address}'
    values = parse_qs(uri.query, strict_parsing=True)
    assert re.fullmatch('[A-Z2-7]{32}', values.pop('secret')[0])
    assert values == {'issuer': ['Servicedesk Voorbeeld'], 'algorithm': ['SHA1'], 'digits': ['6'], 'period': ['30']}
    words = text.split('\x1b[0m\n')[-1]
    assert f'casegate mfa confirm {els.address} CODE' in words and 'never by mail' in words
    assert 'otpauth' not in text and 'secret=' not in text


def test_a_narrow_terminal_shows_half_of_none(desk):
    els = desk.customer()
    code, text = on_terminal(desk.gateway, 'mfa', 'enroll', els.address, columns=40)
    assert code == 64 and 'the terminal has 40 columns' in text and '▀' not in text


def test_the_picture_is_for_its_owner_alone(desk):
    els = desk.customer()
    file = desk.gateway.folder / 'code.png'
    shown = desk.gateway.say('mfa', 'enroll', els.address, '--png', file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = scan(file.read_bytes())
    assert first.startswith('otpauth://totp/') and '▀' not in shown and 'delete it' in shown
    desk.gateway.run('mfa', 'enroll', els.address, '--png', file, code=64)
    assert scan(file.read_bytes()) == first
    secret = parse_qs(urlsplit(first).query)['secret'][0]
    file.unlink()
    told = desk.gateway.json('mfa', 'enroll', els.address, '--png', file)
    assert told == {'schema': 1, 'address': els.address, 'state': 'pending', 'png': str(file)}
    assert parse_qs(urlsplit(scan(file.read_bytes())).query)['secret'][0] != secret
    desk.gateway.run('mfa', 'enroll', els.address, '--json', code=64)


@pytest.mark.parametrize('running', [True, False])
def test_an_app_from_its_first_code_to_its_end(desk, running):
    if running:
        desk.start()
    els = desk.customer()
    state = lambda: [(one['address'], one['state']) for one in desk.gateway.json('mfa', 'list')]
    uri = enroll(desk, els.address)
    assert state() == [(els.address, 'pending')]
    desk.gateway.run('mfa', 'confirm', els.address, wrong_of(uri), code=1)
    desk.gateway.run('mfa', 'confirm', els.address, '12 456', code=64)
    assert state() == [(els.address, 'pending')]
    desk.gateway.run('mfa', 'confirm', els.address, code_of(uri))
    assert state() == [(els.address, 'active')]
    desk.gateway.run('mfa', 'confirm', els.address, code_of(uri), code=1)
    desk.gateway.run('mfa', 'enroll', els.address, code=1)
    told = desk.gateway.say('mfa', 'reset', els.address)
    assert 'not for who asks by mail' in told and state() == []
    desk.gateway.run('mfa', 'reset', els.address, code=1)
    if not running:
        desk.start()
    eventually(lambda: len(els.letters()) == 2, 'letters that say what was done')
    assert [letter.subject for letter in els.letters()] == [
        'Je authenticator-app is gekoppeld', 'Je authenticator-app is losgekoppeld']


def test_only_a_known_contact_gets_one(desk):
    desk.gateway.run('mfa', 'enroll', 'nobody@klant.example', code=1)
    els = desk.customer()
    desk.gateway.run('contact', 'set', els.address, '--aliases', 'els@thuis.example')
    uri = enroll(desk, 'els@thuis.example')
    assert unquote(urlsplit(uri).path).endswith(f':{els.address}')


def test_who_has_the_address_next_has_no_app(desk):
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    uri = enroll(desk, els.address)
    desk.gateway.run('mfa', 'confirm', els.address, code_of(uri))
    desk.gateway.run('contact', 'remove', els.address)
    assert desk.gateway.json('mfa', 'list') == []
    desk.gateway.run('contact', 'add', els.address, '--name', 'Els de Tweede')
    desk.gateway.run('contact', 'set', piet.address, '--aliases', 'els@thuis.example')
    assert desk.gateway.json('mfa', 'list') == []


def forms_of(uri):
    """The secret in each way in which somebody could have written it."""
    text = parse_qs(urlsplit(uri).query)['secret'][0]
    raw = base64.b32decode(text)
    return [text.encode(), text.lower().encode(), raw, raw.hex().encode(), raw.hex().upper().encode(),
             base64.b64encode(raw).rstrip(b'='), uri.encode()]


def test_no_secret_and_no_code_stands_anywhere(desk):
    """Every octet of the state folder, the log, what commands print, and the letters."""
    desk.start()
    els = desk.customer()
    uri = enroll(desk, els.address)
    code = code_of(uri)
    desk.gateway.run('mfa', 'confirm', els.address, code)
    desk.gateway.run('key', 'rotate')
    eventually(els.letters, 'the letter about it')
    printed = [desk.gateway.run(*words) for words in (
        ('mfa', 'list'), ('mfa', 'list', '--json'), ('contact', 'show', els.address, '--json'),
        ('status', '--json'), ('letter', 'list', '--json'), ('mail', 'list', '--json'))]
    desk.gateway.run('backup', desk.gateway.folder / 'backups')
    desk.gateway.stop()
    places = {file: file.read_bytes() for file in desk.gateway.folder.rglob('*') if file.is_file()}
    assert any(file.name == 'spool.db' for file in places) and desk.gateway.log_file in places
    for needle in forms_of(uri):
        assert not [file for file, text in places.items() if needle in text]
        assert not [text for text in printed if needle in text]
    # six digits may stand in any bytes by chance: where people read
    assert code not in desk.gateway.log()
    assert not [text for text in printed if re.search(rb'\b' + code.encode() + rb'\b', text)]


def assert_came(desk, then):
    """The one mail, which waited for long before it was fetched."""
    desk.start()
    desk.settled(1)
    desk.gateway.stop()
    with contextlib.closing(sqlite3.connect(desk.gateway.state / 'spool.db')) as spool:
        [(came, received)] = spool.execute('SELECT came_ms, received_ms FROM mail')
    assert came == then * 1000 and received > came + 2_900_000


def test_a_code_is_of_the_time_when_the_server_got_it(server_desk, dovecot):
    then = int(time.time()) - 3000
    desk = server_desk()
    dovecot.append(desk.address, desk.customer().write('Code', '123456').as_bytes(), came=then)
    assert_came(desk, then)


def test_a_code_is_of_the_time_when_its_file_was_written(desk):
    then = int(time.time()) - 3000
    inbox = desk.post.inboxes[desk.address]
    file = inbox.folder / 'new' / inbox.add(desk.customer().write('Code', '123456').as_bytes())
    os.utime(file, (then, then))
    assert_came(desk, then)
