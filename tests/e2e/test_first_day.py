# SPDX-License-Identifier: Apache-2.0
"""The README's way from nothing to a first answered case, on Dovecot and Postfix, command by command."""
import subprocess
import time

import processes
from dovecot import PASSWORD
from gateway import Gateway
from people import Customer
from processes import eventually, stretched


def test_from_nothing_to_a_first_answer(program, folder, server_desk):
    post = server_desk().post
    address = 'eersteling@desk.example'
    etc = folder / 'etc'
    config = etc / 'casegate.yaml'

    def say(*words, **more):
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=stretched(), **more)
        assert done.returncode == 0, f'{words}: {done.returncode} {done.stderr}'
        return done.stdout

    past = b'From: Piet <piet-eersteling@klant.example>\r\nSubject: Long ago\r\n\r\nIt was black.\r\n'
    post.dovecot.append(address, past, came=time.time() - 3600)
    told = say('init', '--config', str(config), '--address', address, '--name', 'Service desk', '--language', 'en',
               '--imap', f'imaps://localhost:{post.dovecot.imaps}/INBOX', '--user', address,
               '--smtp', f'submissions://localhost:{post.postfix.submissions}', '--smtp-user', 'desk@desk.example',
               '--ca-file', post.ca_file, '--plus', 'yes', '--old-mail', 'leave',
               '--alarm', 'admin@desk.example',
               input=f'{PASSWORD}\n{PASSWORD}\n')
    assert f'casegate check --config {config}' in told
    assert 'good' in say('check', '--config', str(config))
    online = say('check', '--online', '--config', str(config))
    assert 'MOVE' in online
    assert 'mails in it: 1, of which from before taken_from: 1, which are left alone' in online

    desk = Gateway(program, folder / 'run', config.read_text())
    desk.config = config
    els = Customer(post, address, 'Els Bos', 'els-eersteling@klant.example')
    els.send(els.write('Screen is black', 'It stays black.'))
    eventually(lambda: post.dovecot.count(address) == 2, 'the mail in the mailbox')
    dry = processes.start(desk.argv('run', '--dry-run'), folder / 'dry-run')
    eventually(lambda: 'open case' in (folder / 'dry-run').read_text(), 'what would become of it')
    dry.terminate()
    assert dry.wait(stretched()) == 0
    assert 'Long ago' not in (folder / 'dry-run').read_text()
    assert post.dovecot.count(address) == 2
    desk.start()
    try:
        assert els.letter(0).number == 'CS0000001'
        assert 'Screen is black' in desk.say('case', 'list', '--waiting')
        desk.run('case', 'answer', 'CS0000001', 'We are looking into it.')
        assert 'We are looking into it.' in els.letter(1).text
        assert 'Screen is black' not in desk.say('case', 'list', '--waiting')
        assert 'heard' in desk.say('status')
        assert post.dovecot.messages(address) == [past] and len(desk.cases()) == 1
    finally:
        desk.end()
