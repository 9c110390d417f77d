# SPDX-License-Identifier: Apache-2.0
"""Logins by OAuth: signing in, and tokens that are renewed, by a small authorization server and a Dovecot that takes
its tokens."""
import os
import re
import signal
import stat
import subprocess

import pytest

from oauthserver import CLIENT, CODE, SECRET, AuthorizationServer
from processes import descendants, eventually, stretched


@pytest.fixture
def server(dovecot, certificates):
    with AuthorizationServer(dovecot, certificates.good, certificates.ca_file, secret=SECRET) as one:
        yield one


@pytest.fixture
def desk(server_desk, server, folder):
    """One whose mailbox and whose way out both log in by the same tokens."""
    desk = server_desk()
    server.address = desk.address
    for place in (desk.configuration['mailboxes'][0], desk.configuration['outgoing']):
        del place['password_file']
        place['user'] = server.address
        place['oauth'] = server.login(folder)
    desk.gateway.configure(desk.configuration)
    desk.tokens = folder / 'oauth' / 'tokens'
    return desk


def put_tokens(desk, refresh):
    """As if somebody had signed in long ago."""
    desk.tokens.parent.mkdir(mode=0o700, exist_ok=True)
    desk.tokens.write_text(refresh + '\n')
    desk.tokens.chmod(0o600)


def sign_in(desk, code=0, text=''):
    """What it says on standard error."""
    done = subprocess.run([desk.gateway.program, 'sign-in', '--config', str(desk.gateway.config)], input=text,
                          capture_output=True, text=True, timeout=stretched())
    assert done.returncode == code, done.stderr
    return done.stderr


def test_a_person_signs_in_and_mail_comes_and_goes(desk, server):
    server.next('authorization_pending', 'slow_down', 503)
    said = sign_in(desk)
    assert 'https://login.example/device' in said and CODE in said and f'sign in as {server.address}' in said
    assert server.count('device_code') == 4
    assert stat.S_IMODE(os.stat(desk.tokens).st_mode) == 0o600
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    assert b'ESMTPSA' in els.letter(0).raw, 'sent after a login'
    assert server.count('refresh_token') == 0, 'one that is good is not renewed'
    log = desk.gateway.log()
    assert server.refresh not in log and desk.tokens.read_text().split('\n')[1] not in log


@pytest.mark.parametrize('answer, words', [
    ('access_denied', 'the sign-in was refused there'),
    ('authorization_declined', 'the sign-in was refused there'),
    ('expired_token', 'nobody signed in while the code was good'),
    ('unauthorized_client', 'look at provider, client_id and its secret'),
])
def test_who_does_not_sign_in_is_told_why(desk, server, answer, words):
    server.next('authorization_pending', answer)
    assert words in sign_in(desk, code=1)
    assert not desk.tokens.exists()


@pytest.mark.parametrize('status, body, words', [
    (500, b'<html>', '127.0.0.1 gives no token: it answered with 500'),
    (200, b'<html>', '127.0.0.1 gives no token: it answered with 200'),
    (400, {'error': 'invalid_scope', 'error_description': 'Not for devices'}, 'invalid_scope: Not for devices'),
])
def test_a_server_that_gives_no_code(desk, server, status, body, words):
    server.device_answer = status, body
    assert words in sign_in(desk, code=1)


def test_a_browser_brings_the_code(desk, server, folder):
    for place in (desk.configuration['mailboxes'][0], desk.configuration['outgoing']):
        place['oauth'] = server.login(folder, browser=True)
    desk.gateway.configure(desk.configuration)
    process = subprocess.Popen([desk.gateway.program, 'sign-in', '--config', str(desk.gateway.config)],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = ''
    while 'paste it here' not in said:
        said += process.stderr.readline()
    page, = re.findall(r'^  (https:\S+)$', said, re.M)
    assert 'prompt=consent' in page and 'scope=mail%20offline_access' in page
    address = server.authorized(page)
    _, said = process.communicate('what?\n' + server.authorized(page, state='another') + '\n' + address + '\n',
                                  timeout=stretched())
    assert process.returncode == 0, said
    assert 'it begins with http://127.0.0.1' in said and 'of another sign-in' in said
    kind, form = server.asked[-1]
    assert kind == 'authorization_code' and form['client_id'] == CLIENT
    assert 'open' not in desk.gateway.say('check', '--online') and desk.tokens.read_text().startswith(server.refresh)


def test_tokens_are_renewed_ahead_of_time_and_kept(desk, server):
    """Mailbox and way out ask at once, and the server takes each refresh token once: one asks, both have the token."""
    server.life = 4
    put_tokens(desk, server.tokens()['refresh_token'])
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    eventually(lambda: server.count('refresh_token') >= 3, 'tokens that are renewed while nobody writes')
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    els.letter(1)
    assert 'refused' not in desk.gateway.log() and 'closed the connection' not in desk.gateway.log()
    eventually(lambda: desk.tokens.read_text().startswith(server.refresh), 'the refresh token that came last')


def test_a_gateway_that_dies_over_it_has_the_token_that_came(desk, server):
    """Each refresh token is good for once: what was not on disk would be lost."""
    server.life = 2
    put_tokens(desk, server.tokens()['refresh_token'])
    for _ in range(3):
        before = server.count('refresh_token')
        desk.start()
        eventually(lambda: server.count('refresh_token') > before and
                   desk.tokens.read_text().startswith(server.refresh), 'a token on disk')
        desk.gateway.kill()
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)


def test_one_that_is_refused_is_renewed_at_once(desk, server):
    """By its date it is good, and the mail server does not take it."""
    stale = desk.post.dovecot.token(server.address, lasting=-5)
    put_tokens(desk, server.tokens()['refresh_token'] + f'\n{stale}\n99999999999999')
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    assert 'look who signed in' in desk.gateway.log()
    assert server.count('refresh_token') == 1


def test_a_sign_in_that_is_over_is_told_with_what_to_do(desk, server):
    desk.configuration['alarm'] = 'admin@desk.example'
    desk.configuration['times'] = {'alarm': '1s'}
    desk.configuration['outgoing'] = desk.post.outgoing()
    desk.gateway.configure(desk.configuration)
    put_tokens(desk, 'long-gone')
    desk.start()
    told = eventually(lambda: re.search(r'sign in again with .casegate sign-in.', desk.gateway.say('status')),
                      'what to do in status')
    assert told and 'casegate sign-in' in desk.gateway.log() and 'it repeats our secret' in desk.gateway.log()
    assert 'long-gone' not in desk.gateway.log()
    alarm = eventually(lambda: desk.post.letters('admin@desk.example'), 'an alarm')[0]
    assert b'casegate sign-in' in alarm
    sign_in(desk)
    desk.gateway.reload()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)


@pytest.mark.parametrize('answers', [(503, 'html'), ('temporarily_unavailable', 429)])
def test_a_server_in_trouble_is_asked_again(desk, server, answers):
    refresh = server.tokens()['refresh_token']
    server.next(*answers)
    put_tokens(desk, refresh)
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    assert 'gives no token: it answered with' in desk.gateway.log()
    assert 'casegate sign-in' not in desk.gateway.log()


def test_nothing_is_asked_for_that_could_not_be_kept(desk, server):
    """The folder cannot be written: the refresh token is not spent."""
    put_tokens(desk, server.tokens()['refresh_token'])
    (desk.tokens.parent / 'tokens.new').mkdir()
    desk.start()
    eventually(lambda: 'tokens: File exists' in desk.gateway.log(), 'what is wrong')
    assert server.count('refresh_token') == 0
    (desk.tokens.parent / 'tokens.new').rmdir()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)


def test_nobody_has_signed_in_yet(desk):
    """The configuration is good; what is missing is told where it is tried."""
    assert 'good' in desk.gateway.say('check')
    assert 'nobody has signed in yet: casegate sign-in' in desk.gateway.say('check', '--online', code=1)
