# SPDX-License-Identifier: Apache-2.0
"""`casegate init` at a terminal: who mistypes, whose login or certificate is refused, who is interrupted; and scripts."""
import os
import stat
import subprocess
import termios

import pytest

from dialogue import Dialogue
from dovecot import PASSWORD
from oauthserver import CLIENT, CODE, AuthorizationServer
from processes import eventually, stretched


@pytest.fixture
def post(server_desk):
    return server_desk().post


@pytest.fixture
def file(folder):
    return folder / 'etc' / 'casegate.yaml'


def signed(number, server='mx.desk.example', sender='klant'):
    """A mail as our own server hands it on: its result stands below the Received of whom it gave the mail to."""
    return (f'Received: from {server} by store.desk.example with LMTP; Mon, 30 Nov 2026 10:00:00 +0000\r\n'
            f'Authentication-Results: {server}; dmarc=pass header.from={sender}{number}.example\r\n'
            f'Received: from mail.{sender}{number}.example by {server} with ESMTPS; Mon, 30 Nov 2026 10:00:00 +0000\r\n'
            f'From: Piet <piet@{sender}{number}.example>\r\nTo: desk@desk.example\r\nSubject: Old {number}\r\n\r\n'
            'Black.\r\n').encode()


def start(program, file, *options):
    return Dialogue([program, 'init', '--config', file, *options])


def name_the_desk(talk, address):
    talk.answer('The address that customers write to', address)
    talk.answer('The language of its letters', 'en')
    talk.answer("The desk's name")


def answer_the_rest(talk, authserv=''):
    talk.answer('Authentication-Results of mail to', authserv)
    talk.answer('+anything')
    talk.answer('What becomes of mail', 'history')
    talk.answer('is told when fetching', 'admin@desk.example')
    talk.answer('The groups', 'team <team@desk.example>; network <network@desk.example>')
    talk.answer('The agents', 'Sanne de Wit <sanne@desk.example> (sdewit); Bart <bart@desk.example> network, team')


def test_from_nothing_to_a_letter_at_a_terminal(program, post, file, folder):
    """Each answer is mistyped once: what is wrong is told, and the question is put again."""
    address = 'dialoog@desk.example'
    imaps, smtp = f'imaps://localhost:{post.dovecot.imaps}/INBOX', f'submissions://localhost:{post.postfix.submissions}'
    for number in range(5):
        post.dovecot.append(address, signed(number))
    with start(program, file) as talk:
        talk.answer('The address that customers write to', 'dialoog')
        talk.expect("'dialoog' is no mail address")
        talk.answer('The address that customers write to', address)
        talk.answer('The language of its letters', 'de')
        talk.expect("--language is nl or en, not 'de'")
        talk.answer('The language of its letters', 'en')
        talk.answer("The desk's name", 'Desk & Co')
        talk.answer(f'The IMAP server with the mailbox of {address}', 'pop3://localhost')
        talk.expect("found 'pop3://localhost', expected imaps://HOST")
        talk.answer('The IMAP server', imaps)
        talk.answer(f'The user to log in as at localhost:{post.dovecot.imaps} [{address}]')
        talk.answer('How casegate logs in', 'passwrd')
        talk.expect("--login is password, microsoft or google, not 'passwrd'")
        talk.answer('How casegate logs in', 'password')
        talk.answer(f'The password of {address} at localhost', 'wrong', shown=False)
        # nobody knows the authority of this house: it is asked for, and the server tried at once
        talk.expect('certificate is not trusted')
        talk.answer('The file (PEM) of who signed the certificate of localhost', '/no/ca.pem')
        talk.expect("there is no file '/no/ca.pem'")
        talk.answer('The file (PEM)', post.ca_file)
        talk.expect('refused: look at the name and the secret')
        talk.answer('Change the answers (Enter keeps each)')
        talk.answer(f'[{imaps}]')
        talk.answer(f'The user to log in as at localhost:{post.dovecot.imaps} [{address}]')
        talk.answer('[password]')
        talk.answer('(Enter: it is as it was)', PASSWORD, shown=False)
        talk.expect('mailbox support: good')
        talk.answer(f'The SMTP server that takes the letters from {address}', smtp)
        talk.answer('The user to log in as', 'desk@desk.example')
        talk.answer('The password of desk@desk.example', PASSWORD, shown=False)
        talk.expect('certificate is not trusted')
        talk.answer(f'[{post.ca_file}]')
        talk.expect('outgoing: good')
        talk.expect("5 of the 5 newest mails bear Authentication-Results of 'mx.desk.example', below 1 Received")
        talk.answer('[mx.desk.example 1]', 'mx.desk.example one')
        talk.expect("found 'one', expected")
        answer_the_rest(talk)
        talk.expect('mailbox support: good')
        talk.answer('a letter is sent to now', 'els-dialoog@klant.example')
        talk.expect('The server took the letter to els-dialoog@klant.example')
        assert talk.end() == 0, talk.text
    assert 'wrong' not in talk.text.split('The password of')[1].split('\n')[0], 'a password is not shown'
    assert talk.text.rstrip().endswith(f'casegate status --config {file}'), talk.text
    text = file.read_text()
    assert 'authserv: "mx.desk.example"' in text and 'authserv_hops: 1' in text
    assert stat.S_IMODE(os.stat(file.parent / 'secrets' / 'imap').st_mode) == 0o600
    assert sorted(os.listdir(file.parent)) == ['casegate.yaml', 'secrets']
    said = subprocess.run([program, 'check', '--config', file], capture_output=True, text=True, timeout=stretched())
    assert said.returncode == 0 and 'groups: ["network", "team"]' in text, said.stderr
    eventually(lambda: b'a test letter' in b''.join(post.letters('els-dialoog@klant.example')), 'the letter')


def test_who_is_interrupted_is_offered_the_answers(program, post, file):
    with start(program, file) as talk:
        name_the_desk(talk, 'onderbroken@desk.example')
        talk.answer('The IMAP server', 'imap+plain://localhost:1/INBOX')
        talk.answer('The user to log in as', 'els')
        talk.answer('How casegate logs in')
        talk.expect('The password of els')
        talk.interrupt()
        talk.expect('the answers are kept')
        assert talk.end() == 130, talk.text
        assert termios.tcgetattr(talk.ours)[3] & termios.ECHO, 'what is typed is shown again'
    assert not file.exists()
    with start(program, file) as talk:
        talk.expect('Going on with the answers of the last time')
        talk.answer('[onderbroken@desk.example]')
        talk.answer('[en]')
        talk.answer('[Service desk]')
        talk.answer('[imap+plain://localhost:1/INBOX]', f'imap+plain://localhost:{post.dovecot.imap}/INBOX')
        talk.answer('[els]', 'onderbroken@desk.example')
        talk.answer('[password]')
        talk.answer('The password of onderbroken@desk.example', PASSWORD, shown=False)
        talk.expect('mailbox support: good')
        talk.answer('The SMTP server', str(file.parent / 'out'))
        answer_the_rest(talk, 'none')
        assert talk.end() == 0
    assert 'there is no such folder' in talk.text, 'of the Maildir, which the gateway makes'
    assert file.exists() and not (file.parent / 'casegate.yaml.answers').exists()


def test_a_server_that_does_not_answer_may_be_left_for_later(program, file):
    with start(program, file) as talk:
        name_the_desk(talk, 'later@desk.example')
        talk.answer('The IMAP server', 'imap+plain://localhost:1/INBOX')
        talk.answer('The user to log in as')
        talk.answer('How casegate logs in')
        talk.answer('The password of', 'secret', shown=False)
        talk.expect('Connection refused')
        talk.answer('Change the answers', 'perhaps')
        talk.expect("is again or later, not 'perhaps'")
        talk.answer('Change the answers', 'later')
        talk.answer('The SMTP server', '/out')
        talk.answer('Authentication-Results of mail to', 'none')
        talk.expect('+anything')
        talk.interrupt()
        assert talk.end() == 130


def test_signing_in_is_part_of_it(program, post, file, dovecot):
    address = 'aanmelden@desk.example'
    with AuthorizationServer(dovecot) as server:
        server.address = address
        provider = str(server.provider()).replace("'", '"')
        with start(program, file, '--ca-file', post.ca_file) as talk:
            name_the_desk(talk, address)
            talk.answer('The IMAP server', f'imaps://localhost:{dovecot.imaps}/INBOX')
            talk.answer('The user to log in as')
            talk.answer('How casegate logs in', provider, shown=False)
            talk.answer('The client id', 'another')
            talk.expect('invalid_client')
            talk.answer('Change the answers')
            talk.answer('The IMAP server')
            talk.answer('The user to log in as')
            talk.answer('How casegate logs in')
            talk.answer('[another]', CLIENT)
            talk.expect(CODE)
            talk.expect('mailbox support: good')
            talk.answer('The SMTP server', f'submissions://localhost:{post.postfix.submissions}')
            talk.answer(f'[{address}]')
            talk.expect('outgoing: good')
            answer_the_rest(talk, 'none')
            talk.answer('a letter is sent to now', 'none')
            assert talk.end() == 0, talk.text
        assert server.count('device') == 2, 'one for another client, and one for both servers'


def yes(program, file, *options, code=0):
    done = subprocess.run([program, 'init', '--yes', '--config', file, *options], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=stretched())
    assert done.returncode == code, done.stderr + done.stdout
    return done.stderr + done.stdout


def test_a_script_is_never_asked(program, post, file, folder):
    address = 'script@desk.example'
    secret = folder / 'secret'
    secret.write_text(PASSWORD + '\n')
    secret.chmod(0o600)
    options = []
    for more, missing in [
            ([], 'it needs --address'),
            (['--address', address], f'it needs --password-file, or the password of {address} at imap.desk.example'),
            (['--imap', f'imaps://localhost:{post.dovecot.imaps}/INBOX', '--password-file', secret],
             'it needs --smtp-password-file'),
            (['--smtp', f'submissions://localhost:{post.postfix.submissions}', '--smtp-user', 'desk@desk.example',
              '--smtp-password-file', secret, '--alarm', 'beheer'], "'beheer' is no mail address"),
            (['--alarm', 'none', '--agents', 'Sanne sanne@desk.example'], "--agents: found ''")]:
        options += more
        assert missing in yes(program, file, *options, code=64)
    options[-1] = 'Sanne <sanne@desk.example>'
    assert 'certificate is not trusted' in yes(program, file, *options, code=1), 'it is written, and tried'
    file.unlink()
    said = yes(program, file, *options, '--groups', 'team <team@desk.example>', '--ca-file', post.ca_file,
               '--test-letter', 'els-script@klant.example')
    assert 'mailbox support: good' in said and 'outgoing: good' in said and 'casegate run' in said
    eventually(lambda: post.letters('els-script@klant.example'), 'the test letter')
    assert 'is there already' in yes(program, file, *options, code=1)
