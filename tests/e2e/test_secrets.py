# SPDX-License-Identifier: Apache-2.0
"""No secret is seen anywhere; what the spool holds is its owner's alone."""
import os
import stat
from pathlib import Path

import processes
from dovecot import Dovecot
from processes import eventually


def everything_said(desk):
    """All that an onlooker may see of a desk: logs, every listing, the processes' arguments and environment."""
    gateway = desk.gateway
    said = {'log': gateway.log()}
    for words in (('case', 'list'), ('request', 'list'), ('mail', 'list'), ('contact', 'list'), ('status',)):
        said[' '.join(words)] = gateway.say(*words) + gateway.say(*words, '--json')
    for case in gateway.cases():
        said[case['number']] = gateway.say('case', 'show', case['number']) + gateway.say('case', 'show', case['number'], '--json')
    for mail in gateway.mails():
        said[f"mail {mail['id']}"] = gateway.say('mail', 'show', mail['id'])
    pid = gateway.process.pid
    for process in (pid, *processes.descendants(pid)):
        for name in ('cmdline', 'environ'):
            try:
                said[f'{name} of {process}'] = Path(f'/proc/{process}/{name}').read_bytes().decode(errors='replace')
            except (FileNotFoundError, ProcessLookupError):
                pass
    return said


def test_the_password_is_seen_nowhere(server_desk, folder):
    """With the right password and with a wrong one, that is easily found."""
    canary = 'kanarie-7f3a'
    desk = server_desk()
    wrong = folder / 'wrong'
    wrong.write_text(canary + '\n')
    wrong.chmod(0o600)
    desk.configuration['mailboxes'].append(
        {**desk.post.mailbox('second', f'second-{desk.serial}@desk.example'), 'password_file': str(wrong)})
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    eventually(lambda: 'second' in desk.gateway.log(), 'the log to tell of the refused login')
    key = (desk.gateway.state / 'key').read_bytes()
    for where, text in everything_said(desk).items():
        assert canary not in text, where
        assert letter.token not in text or where.startswith('mail'), where
        assert key.hex() not in text
    assert canary.encode() not in b''.join(file.read_bytes() for file in desk.gateway.state.iterdir() if file.is_file())


def test_the_token_of_xoauth2_is_seen_nowhere(server_desk):
    desk = server_desk()
    token = Dovecot.token(desk.address)
    file = desk.gateway.folder / 'token'
    file.write_text(token)
    mailbox = desk.configuration['mailboxes'][0]
    del mailbox['password_file']
    mailbox['token_command'] = ['/bin/cat', str(file)]
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    for where, text in everything_said(desk).items():
        assert token not in text, where


def test_customers_words_are_not_logged(desk):
    els = desk.customer()
    els.send(els.write('Onderwerp-geheim', 'Tekst-geheim.'))
    els.letter(0)
    assert 'geheim' not in desk.gateway.log()


def test_the_spool_is_its_owners(desk):
    old = os.umask(0)
    try:
        els = desk.customer()
        els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
        els.letter(0)
    finally:
        os.umask(old)
    names = {path.name for path in desk.gateway.state.iterdir()}
    assert {'spool.db', 'key'} <= names
    for path in desk.gateway.state.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_a_control_character_does_not_reach_the_terminal(folder_desk):
    """A subject cannot colour the operator's screen nor add a line to a list."""
    desk = folder_desk().start()
    els = desk.customer()
    raw = (b'From: =?utf-8?q?Els=1B=5B31m=0ABos?= <els@klant.example>\r\n'
           b'Subject: =?utf-8?q?rood=1B=5B31m=0ACS9999999_vals=E2=80=AE?=\r\nMessage-ID: <x@y>\r\n\r\nText \x1b[31m.\r\n')
    file = desk.gateway.folder / 'mail.eml'
    file.write_bytes(raw)
    explained = desk.gateway.say('explain', file)
    els.send(raw)
    mail, = desk.settled(1)
    number = mail['ticket']
    for said in (desk.gateway.say('case', 'list'), desk.gateway.say('case', 'show', number), desk.gateway.say('mail', 'list'),
                 desk.gateway.say('mail', 'show', mail['id']), desk.gateway.say('contact', 'show', 'els@klant.example'),
                 desk.gateway.say('contact', 'list'), desk.gateway.log(), explained):
        assert '\x1b' not in said and '\u202e' not in said
        assert not [line for line in said.splitlines() if line.startswith('CS9999999')]
