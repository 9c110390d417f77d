# SPDX-License-Identifier: Apache-2.0
"""The commands, beside a running gateway and without one."""
import json
import os
import stat
import subprocess
from email.message import EmailMessage

import pytest

from gateway import Failed
from processes import eventually
from test_alarm import break_mailbox, mend_mailbox

CASE_KEYS = {'number', 'kind', 'state', 'title', 'category', 'priority', 'group', 'agent', 'reporter', 'account',
             'created', 'changed'}
RAW = (b'From: Els Bos <els@klant.example>\nTo: desk@desk.example\nSubject: Scherm is zwart\n'
       b'Message-ID: <deliver-1@klant.example>\n\nMijn scherm is zwart.\n')


@pytest.fixture(params=['running', 'alone'])
def quiet_desk(folder_desk, request):
    """A desk whose commands go through its gateway, or that has none running."""
    desk = folder_desk()
    desk.alone = request.param == 'alone'
    if not desk.alone:
        desk.start()
    return desk


def refused(desk, *words, **more):
    with pytest.raises(Failed) as failed:
        desk.gateway.run(*words, **more)
    assert failed.value.stderr.startswith('casegate '), failed.value.stderr
    return failed.value


def deliver(desk, raw=RAW):
    """One mail more, decided, and its letters sent; only a gateway does that, so one runs for that long."""
    count = len(desk.gateway.mails()) + 1
    desk.gateway.run('deliver', input=raw)
    if desk.alone:
        desk.start()
    mail = desk.settled(count)[-1]
    desk.at_rest()
    if desk.alone:
        desk.gateway.stop()
    return mail


def test_deliver_opens_a_case(quiet_desk):
    mail = deliver(quiet_desk)
    assert mail['state'] == 'done' and mail['mailbox'] == 'support'
    case, = quiet_desk.gateway.cases()
    assert CASE_KEYS <= set(case) and case['number'] == mail['ticket']


def test_deliver_keeps_a_mail_while_no_gateway_runs(folder_desk):
    desk = folder_desk()
    desk.gateway.run('deliver', input=RAW)
    mail, = desk.gateway.mails()
    assert mail['state'] == 'waiting' and mail['size'] == len(RAW)


def test_deliver_twice_is_one_case(quiet_desk):
    """The MTA did not see that it was taken: the same bytes again, and once more with another Received on top."""
    deliver(quiet_desk)
    quiet_desk.gateway.run('deliver', input=RAW)
    assert len(quiet_desk.gateway.mails()) == 1
    deliver(quiet_desk, b'Received: from mx by desk\n' + RAW)
    assert [mail['state'] for mail in quiet_desk.gateway.mails()] == ['done', 'duplicate']
    assert quiet_desk.gateway.mails()[0]['duplicates'] == 2
    assert len(quiet_desk.gateway.cases()) == 1


def test_deliver_says_what_is_wrong(folder_desk):
    desk = folder_desk()
    assert refused(desk, 'deliver', input=b'').code == 65
    # What is no fault of the mail must not make the MTA send it back.
    desk.gateway.state.rename(desk.gateway.folder / 'away')
    assert refused(desk, 'deliver', input=RAW).code == 75
    desk.gateway.state.write_text('a file where the folder is to be')
    assert refused(desk, 'deliver', input=RAW).code == 75


def test_case_commands(quiet_desk):
    gateway = quiet_desk.gateway
    deliver(quiet_desk)
    number = gateway.cases()[0]['number']

    def state():
        return gateway.case(number)['state']
    gateway.run('case', 'note', number, 'Alleen voor ons.')
    assert state() == 'new'
    gateway.run('case', 'answer', number, 'We kijken ernaar.')
    assert state() == 'open'
    gateway.run('case', 'assign', number, 'sanne@desk.example')
    assert gateway.case(number)['agent'] and 'Sanne' in gateway.say('case', 'show', number)
    gateway.run('case', 'set', number, 'category=Werkplek', 'priority=high', 'title=Zwart scherm')
    case = gateway.case(number)
    assert (case['category'], case['priority'], case['title']) == ('Werkplek', 'high', 'Zwart scherm')
    file = gateway.folder / 'text'
    file.write_text('Welk merk is het?\n')
    gateway.run('case', 'ask', number, '--file', file)
    assert state() == 'awaiting info'
    gateway.run('case', 'reopen', number)
    assert state() == 'open'
    gateway.run('case', 'resolve', number, input=b'Nieuwe kabel.\n')
    assert state() == 'resolved'
    gateway.run('case', 'reopen', number)
    gateway.run('case', 'close', number)
    assert state() == 'closed'
    failed = refused(quiet_desk, 'case', 'answer', number, 'Te laat.')
    assert failed.code == 1 and 'closed' in failed.stderr
    words = [entry['text'] for entry in gateway.case(number)['timeline']]
    for text in ('Alleen voor ons.', 'We kijken ernaar.', 'Welk merk is het?', 'Nieuwe kabel.'):
        assert any(text in word for word in words), text


def test_cancel(quiet_desk):
    deliver(quiet_desk)
    number = quiet_desk.gateway.cases()[0]['number']
    quiet_desk.gateway.run('case', 'cancel', number)
    assert quiet_desk.gateway.case(number)['state'] == 'cancelled'
    assert refused(quiet_desk, 'case', 'reopen', number).code == 1


def test_a_note_is_not_sent(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    number = els.letter(0).number
    desk.gateway.run('case', 'note', number, 'Alleen voor ons: lastige klant.')
    desk.flushed()
    assert len(els.letters()) == 1


@pytest.mark.parametrize('words, code', [
    (('case', 'show', 'CS9999999'), 1), (('request', 'show', 'REQ9999999'), 1), (('mail', 'show', '999'), 1),
    (('case', 'resolve', 'CS9999999', 'x'), 1), (('case', 'show'), 64), (('case', 'dance'), 64), (('case',), 64),
    (('mail', 'show', 'abc'), 64), (('case', 'list', '--nonsense'), 64), (('contact', 'add', 'geen adres'), 65),
    (('case', 'attachment', 'CS9999999', '1'), 1), (('mail', 'retry', '999'), 1), (('mail', 'release', '999'), 1)])
def test_refusals_have_codes_and_words(quiet_desk, words, code):
    failed = refused(quiet_desk, *words)
    assert failed.code == code or (code == 65 and failed.code == 64), (failed.code, failed.stderr)


def test_a_wrong_set_changes_nothing(quiet_desk):
    deliver(quiet_desk)
    number = quiet_desk.gateway.cases()[0]['number']
    before = quiet_desk.gateway.case(number)
    for wrong in ('category=Nergens', 'priority=enorm', 'colour=blue', 'title=', 'high'):
        assert refused(quiet_desk, 'case', 'set', number, 'priority=low', wrong).code in (1, 64, 65)
    assert quiet_desk.gateway.case(number) == before


def test_contacts(quiet_desk):
    gateway = quiet_desk.gateway
    gateway.run('contact', 'add', 'els@klant.example', '--name', 'Els Bos', '--account', 'Jansen BV', '--language', 'nl')
    gateway.run('contact', 'add', 'tom@ander.example')
    found = {contact['address']: contact for contact in gateway.json('contact', 'list')}
    assert found['els@klant.example']['name'] == 'Els Bos' and found['els@klant.example']['account'] == 'Jansen BV'
    assert set(found) == {'els@klant.example', 'tom@ander.example'}
    assert 'Els Bos' in gateway.say('contact', 'list')


def test_lists_in_words(quiet_desk):
    mail = deliver(quiet_desk)
    gateway = quiet_desk.gateway
    number = gateway.cases()[0]['number']
    assert number in gateway.say('case', 'list') and 'Scherm is zwart' in gateway.say('case', 'list')
    shown = gateway.say('case', 'show', number)
    for word in (number, 'Scherm is zwart', 'els@klant.example', 'Mijn scherm is zwart.'):
        assert word in shown
    assert 'Scherm is zwart' in gateway.say('mail', 'list')
    trace = gateway.say('mail', 'show', mail['id'])
    for word in ('kind', 'person', 'sender', 'proof', 'rules', 'decision', 'anything else'):
        assert word in trace
    assert gateway.json('status') and gateway.say('status')


def test_the_status_ends_with_how_it_is(folder_desk):
    desk = folder_desk()
    gateway = desk.gateway
    gateway.run('status', code=3)
    desk.start()
    eventually(lambda: gateway.json('status')['mailboxes'][0]['working'], 'a mailbox that works')
    gateway.run('status', code=0)
    assert gateway.stderr == '' and gateway.json('status')['gateway']['wrong'] == []
    break_mailbox(desk)
    wrong = eventually(lambda: gateway.json('status')['gateway']['wrong'], 'what is wrong')
    gateway.run('status', '--json', code=1)
    assert json.loads(gateway.stderr)['error']['message'].startswith('mailbox support: ')
    mend_mailbox(desk)
    eventually(lambda: gateway.json('status')['gateway']['wrong'] == [], 'all well again')
    gateway.stop()
    with pytest.raises(Failed) as stopped:
        gateway.run('status', code=0)
    assert stopped.value.code == 3 and 'no gateway runs' in stopped.value.stderr


def test_what_runs_can_be_checked_too(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    desk.settled(1)
    assert 'mails: not looked at while a gateway runs' in desk.gateway.say('check', '--online')
    desk.gateway.stop()
    assert 'while a gateway runs' not in desk.gateway.say('check', '--online')


def test_reload(folder_desk):
    """All of a new configuration or nothing of it, and the mistakes are listed where they were made."""
    desk = folder_desk()
    gateway = desk.gateway
    gateway.run('reload', code=3)
    desk.start()
    configuration = dict(desk.configuration)
    configuration['desk'] = {**configuration['desk'], 'language': 'xx'}
    gateway.configure(configuration)
    with pytest.raises(Failed) as refused:
        gateway.run('reload')
    assert refused.value.code == 78 and f'{gateway.config}:' in refused.value.stderr, refused.value.stderr
    assert 'language' in refused.value.stderr and 'the old one stays' in refused.value.stderr
    configuration['desk'].update(language='nl', name='Nieuwe desk')
    gateway.configure(configuration)
    gateway.run('reload')
    els = desk.customer('Els Bos', known=False, domain='ander.example')
    els.send(els.write('Scherm', 'Mijn scherm blijft zwart.'))
    assert 'Nieuwe desk' in els.letter(0).text


def test_explain_tells_and_changes_nothing(quiet_desk):
    gateway = quiet_desk.gateway
    file = gateway.folder / 'mail.eml'
    file.write_bytes(RAW)
    said = gateway.say('explain', file)
    for word in ('kind', 'sender', 'els@klant.example', 'decision', 'open'):
        assert word in said
    assert gateway.cases() == [] and gateway.mails() == []


def test_explain_needs_no_state_folder_and_takes_attachments(quiet_desk):
    gateway = quiet_desk.gateway
    mail = quiet_desk.customer().write('Scherm', 'Mijn scherm is zwart.')
    mail.add_attachment(b'x' * 100, maintype='image', subtype='png', filename='foto.png')
    file = gateway.folder / 'mail.eml'
    file.write_bytes(mail.as_bytes())
    assert 'open case' in gateway.say('explain', file)
    nowhere = gateway.folder / 'nowhere'
    done = subprocess.run([gateway.program, 'explain', '--config', gateway.config, '--state', nowhere, file],
                          capture_output=True, text=True)
    assert done.returncode == 0 and 'open case' in done.stdout, done.stderr
    assert not nowhere.exists()


def test_explain_names_the_ticket_of_a_reply(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    file = desk.gateway.folder / 'reply.eml'
    file.write_bytes(els.answer(letter, 'Nog iets.').as_bytes())
    said = desk.gateway.say('explain', file)
    assert letter.number in said and 'token' in said
    assert len(desk.gateway.mails()) == 1


def test_read_prints_a_list_with_each_object_on_a_line(folder_desk):
    desk = folder_desk()
    files = []
    for n in range(3):
        files.append(desk.gateway.folder / f'{n}.eml')
        files[-1].write_bytes(RAW.replace(b'zwart', b'zwart %d' % n))
    done = subprocess.run([desk.gateway.program, 'read', '--json', *map(str, files)], capture_output=True, check=True)
    rows = json.loads(done.stdout)
    assert [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith('{')] == rows
    assert [row['file'] for row in rows] == list(map(str, files))
    assert [row['subject'] for row in rows] == [f'Scherm is zwart {n}' for n in range(3)]
    for row in rows:
        assert {'refused', 'limits', 'kind', 'from', 'text', 'rest', 'attachments', 'bounce'} <= set(row)
        assert row['refused'] is None and row['kind'] == 'person'
        assert row['from'] == {'address': 'els@klant.example', 'name': 'Els Bos'}


def test_read_writes_an_attachment(folder_desk):
    desk = folder_desk()
    file = desk.gateway.folder / 'mail.eml'
    picture = bytes(range(256))
    mail = EmailMessage()
    mail['From'], mail['Subject'] = 'els@klant.example', 'Foto'
    mail.set_content('Zie de foto.')
    mail.add_attachment(picture, maintype='image', subtype='png', filename='foto.png')
    file.write_bytes(mail.as_bytes())
    done = subprocess.run([desk.gateway.program, 'read', '--part', '2', str(file)], capture_output=True, check=True)
    assert done.stdout == picture
    done = subprocess.run([desk.gateway.program, 'read', '--part', '7', str(file)], capture_output=True)
    assert done.returncode == 1 and b'no part 7' in done.stderr and not done.stdout


def test_check_lists_every_mistake(folder_desk):
    desk = folder_desk()
    assert desk.gateway.run('check') is not None
    desk.gateway.configure('desk:\n  name: x\n  domian: desk.example\nmailboxes:\n  - name: a\n    imap: imap://mail.desk.example\n'
                           '    adress: x\noutgoing: {smtp: smtp://mail.desk.example}\ntimes: {close_solution: ten days}\n')
    failed = refused_check(desk)
    assert failed.code == 78
    for line in (3, 7, 8, 9):
        assert f'casegate.yaml:{line}' in failed.stderr, line
    assert 'domain' in failed.stderr and 'address' in failed.stderr, 'the nearest right name is told'


def refused_check(desk):
    with pytest.raises(Failed) as failed:
        desk.gateway.run('check')
    return failed.value


def test_check_lists_a_broken_rule(folder_desk):
    desk = folder_desk()
    rules = desk.gateway.folder / 'rules.d'
    rules.mkdir()
    (rules / '10-own.yaml').write_text("- name: kapot\n  when: {subject: '(['}\n  then: open_case\n")
    failed = refused_check(desk)
    assert failed.code == 78 and '10-own.yaml:2' in failed.stderr


def test_an_own_rule_is_used(folder_desk):
    desk = folder_desk()
    rules = desk.gateway.folder / 'rules.d'
    rules.mkdir()
    (rules / '10-printer.yaml').write_text(
        "- name: printer\n  when: {subject: '(?i)printer'}\n  then:\n    open_case: {category: Werkplek, priority: high}\n")
    desk.start()
    els = desk.customer()
    els.send(els.write('Printer stuk', 'De printer doet het niet.'))
    case = desk.case(els.letter(0).number)
    assert (case['category'], case['priority']) == ('Werkplek', 'high')
    assert 'printer' in desk.gateway.say('mail', 'show', desk.gateway.mails()[0]['id'])


@pytest.mark.parametrize('command', ['run', 'reload', 'deliver', 'read', 'explain', 'check', 'case', 'request', 'mail', 'contact',
                                     'status', 'init', 'account', 'letter', 'template', 'test-rules', 'report', 'sign-in', 'audit'])
def test_help(program, command):
    done = subprocess.run([program, command, '--help'], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ''
    assert f'casegate {command}' in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80, 'it fits a terminal'
    listed = subprocess.run([program, 'help'], capture_output=True, text=True)
    assert listed.returncode == 0 and f' {command}' in listed.stdout


def test_no_command_and_a_wrong_one(program):
    assert subprocess.run([program], capture_output=True).returncode == 64
    done = subprocess.run([program, 'dance'], capture_output=True, text=True)
    assert done.returncode == 64 and 'dance' in done.stderr


def test_a_closed_pipe_is_no_crash(quiet_desk):
    deliver(quiet_desk)
    done = subprocess.run(f'{quiet_desk.gateway.program} case list --config {quiet_desk.gateway.config} '
                          f'--state {quiet_desk.gateway.state} | true', shell=True, capture_output=True)
    assert b'Segmentation' not in done.stderr


def test_the_control_socket_is_private(folder_desk):
    desk = folder_desk().start()
    sockets = [path for path in desk.gateway.state.iterdir() if stat.S_ISSOCK(path.stat().st_mode)]
    assert len(sockets) == 1
    assert stat.S_IMODE(sockets[0].stat().st_mode) & 0o077 == 0


def test_the_control_socket_where_it_is_configured(folder_desk):
    desk = folder_desk()
    path = desk.gateway.folder / 'elsewhere'
    desk.configuration['control_socket'] = str(path)
    desk.gateway.configure(desk.configuration)
    desk.start()
    assert stat.S_ISSOCK(path.stat().st_mode)
    assert desk.gateway.cases() == []


def test_nonsense_at_the_control_socket_is_survived(folder_desk):
    import socket
    desk = folder_desk().start()
    path, = [path for path in desk.gateway.state.iterdir() if stat.S_ISSOCK(path.stat().st_mode)]
    for nonsense in (b'', b'x', os.urandom(60_000), b'\0' * 8):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
            client.connect(str(path))
            try:
                client.send(nonsense)
            except OSError:
                pass
    assert desk.gateway.cases() == []
