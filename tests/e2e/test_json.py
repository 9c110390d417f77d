# SPDX-License-Identifier: Apache-2.0
"""What the commands print for programs is what casegate-json(5) says: each command, each key, each type."""
import contextlib
import json
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from processes import eventually
from test_import import NOW, from_line, mbox
from test_mfa import code_of, enroll
from test_oauth import server as oauth  # noqa: F401
from test_old_mail import old
from test_requests import TEAMS
from test_step_up import asked

PAGE = (Path(__file__).parents[2] / 'doc/casegate-json.5').read_text()
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
PLAIN = {'string': lambda value: isinstance(value, str),
         'integer': lambda value: type(value) is int,
         'boolean': lambda value: isinstance(value, bool),
         'null': lambda value: value is None,
         'object': lambda value: isinstance(value, dict),
         'time': lambda value: isinstance(value, str) and TIME.fullmatch(value)}
PRINTS_NO_JSON = 'nothing', 'bytes'


def section(title):
    return PAGE.partition(f'.Sh {title}\n')[2].partition('.Sh ')[0]


def items(text, macro):
    """(what stands behind .It, its .Vt) of each."""
    return [(item, kind.rstrip(' .:')) for item, kind in re.findall(rf'^\.It {macro} (.*)\n\.Vt (.*)$', text, re.M)]


def shapes():
    found = {}
    for part in section('SHAPES').split('.Ss ')[1:]:
        base = re.search(r'^\.Sx (\S+) ,$', part, re.M)
        found[part.partition('\n')[0]] = {**(found[base[1]] if base else {}), **dict(items(part, 'Li'))}
    return found


def commands():
    """"case show" and what it prints, of each."""
    found = {}
    for words, kind in items(section('COMMANDS'), 'Ic'):
        first, *more = words.split(' , ')
        for one in [first] + [f'{first.split()[0]} {verb}' for verb in more]:
            assert one not in found, f'{one} stands twice in the manual'
            found[one] = kind
    return found


SHAPES, COMMANDS = shapes(), commands()


class Reader:
    """Compares, and remembers what it saw."""

    def __init__(self):
        self.commands, self.shapes, self.filled = set(), set(), set()

    def take(self, command, kind, value):
        """kind: "list of ticket". An object that is printed, or is in a list that is, begins with the schema."""
        self.commands.add(command)
        for one in value if kind.startswith('list of ') else [value]:
            assert list(one)[0] == 'schema' and one.pop('schema') == 1, f'{command}: no schema'
        self._compare(command, kind, value)

    def _compare(self, where, kind, value):
        assert value != '' or where.split('.')[-1] in ('subject', 'text', 'rest'), f'{where}: an empty string'
        if ' | ' in kind:
            return None if value is None else self._compare(where, kind.removesuffix(' | null'), value)
        if kind in PLAIN:
            assert PLAIN[kind](value), f'{where}: {value!r} is no {kind}'
        elif kind.startswith('list of '):
            assert isinstance(value, list), f'{where}: {value!r} is no list'
            for i, one in enumerate(value):
                self._compare(f'{where}[{i}]', kind.removeprefix('list of '), one)
        elif kind.startswith('object of '):
            assert isinstance(value, dict) and value, f'{where}: {value!r} is no object'
            for key, one in value.items():
                self._compare(f'{where}.{key}', kind.removeprefix('object of '), one)
        else:
            self._compare_keys(where, kind, value)

    def _compare_keys(self, where, kind, value):
        assert isinstance(value, dict), f'{where}: {value!r} is no {kind}'
        assert set(value) == set(SHAPES[kind]), f'{where}: {set(value) ^ set(SHAPES[kind])} in one of page and program'
        self.shapes.add(kind)
        for key, inner in SHAPES[kind].items():
            self.filled |= {(kind, key)} if value[key] not in (None, []) else set()
            self._compare(f'{where}.{key}', inner, value[key])

    def see(self, desk, *words, **more):
        """The value that a command prints, compared."""
        command = next(name for name in (' '.join(map(str, words[:2])), words[0]) if name in COMMANDS)
        if COMMANDS[command] in PRINTS_NO_JSON:
            self.commands.add(command)
            printed = desk.gateway.run(*words, '--json', **more)
            assert COMMANDS[command] == 'bytes' or printed == b'', f'{command}: {printed!r}'
            return printed
        value = json.loads(desk.gateway.run(*words, '--json', **more))
        self.take(command, COMMANDS[command], value)
        return value


def listed(program, *words):
    """What the program's help lists."""
    help_ = subprocess.run([program, 'help', *words], capture_output=True, text=True, check=True).stdout
    return re.findall(r'^  ([a-z-]+) ', help_, re.M)


def test_the_manual_names_each_command(program):
    verbs = re.compile(r'casegate (\S+) ([a-z|]+)\b')
    there = set()
    for command in listed(program):
        usage = subprocess.run([program, 'help', command], capture_output=True, text=True, check=True).stdout
        usage = usage.partition('\n\n')[0]
        words = [verb for name, several in verbs.findall(usage) if name == command for verb in several.split('|')]
        there |= {f'{command} {word}' for word in words} or {command}
    assert there == set(COMMANDS)


def test_the_manual_has_each_shape_that_it_names():
    named = {kind for keys in (COMMANDS, *SHAPES.values()) for value in keys.values()
             for kind in re.sub('list of |object of ', '', value).split(' | ')} | {'error'}
    assert named - set(PLAIN) - set(PRINTS_NO_JSON) == set(SHAPES) - {'ticket', 'letter', 'mail', 'contact'} | (
        named & {'ticket', 'letter', 'mail', 'contact'})
    assert all(re.fullmatch('[a-z_]+', key) for keys in SHAPES.values() for key in keys)


def local_desk(desk, see, folder):
    """All that needs no desk elsewhere; `see` prints for programs, and compares."""
    gateway = desk.start().gateway
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    see('account', 'add', 'Klant BV', '--domains', 'klant.example', '--group', 'servicedesk', '--language', 'nl')
    see('account', 'set', 'Klant BV', '--needs', 'accept=confirmed')
    see('account', 'show', 'Klant BV')
    see('account', 'list')
    see('contact', 'add', 'an@klant.example')
    see('contact', 'set', els.address, '--account', 'Klant BV', '--manager', piet.address, '--items', 'teams')
    see('contact', 'set', piet.address, '--approves', 'Klant BV')
    table = folder / 'people.csv'
    table.write_text('address;name\nkim@klant.example;Kim\n')
    see('contact', 'import', table)
    cases(desk, see, els, piet, folder)
    requests(desk, see, els)
    apps(see, desk, els)
    sessions(see)
    see('case', 'new', 'Belt over de printer', 'Er komen strepen op.', '--for', els.address)
    for verbs in (('approve', 'fulfil'), ('decline',)):
        number = see('request', 'new', 'teams', 'kind=new', 'name=Marketing', 'purpose=Campagnes', f'owners={els.address}',
                     'privacy=private', 'urgency=low', '--for', els.address)['number']
        for verb in verbs:
            see('request', verb, number, 'Bij deze.', '--as', 'Sanne de Wit')
    see('contact', 'show', els.address)
    see('contact', 'list')
    see('status')
    gateway.run('contact', 'export', els.address, folder / 'els.tar', '--json')
    see('contact', 'export', els.address, folder / 'els2.tar')
    see('contact', 'remove', 'an@klant.example')
    see('audit')
    see('report')
    see('backup', folder / 'backups')
    see('reload')
    see('deliver', input=RAW)


RAW = b'From: Kim <kim@klant.example>\nTo: desk@desk.example\nSubject: Vraag\nMessage-ID: <1@klant.example>\n\nHallo?\n'


def cases(desk, see, els, piet, folder):
    mail = els.write('Scherm is zwart', 'Mijn scherm blijft zwart.')
    mail.add_attachment(b'een foto', maintype='image', subtype='png', filename='foto.png.exe')
    els.send(mail)
    number = els.letter(0).number
    els.send(els.write('Toner', 'De toner is op.'))
    other = els.letter(1).number
    els.send(els.answer(els.letter(0), 'Nog steeds.'))
    desk.settled(3)
    for verb, *words in (('add', piet.address), ('set', 'priority=high'), ('assign', 'Sanne de Wit'), ('note', 'Kabel'),
                         ('preview', 'answer', 'Wij kijken.'), ('answer', 'Wij kijken.'), ('ask', 'Welk scherm?'), ('link', other),
                         ('unlink', other), ('merge', other), ('unmerge',), ('link', other), ('hold', 'onderzoek'), ('snooze', 'until', '3d')):
        see('case', verb, number, *words)
    assert see('case', 'list', '--snoozed')[0]['snoozed_until']
    for verb, *words in (('wake',), ('resolve', 'Nieuw.'),
                         ('reopen', 'Toch niet.')):
        see('case', verb, number, *words)
    see('case', 'show', number, '--cut')
    see('case', 'unhold', number)
    see('case', 'merge', other, number)
    see('case', 'show', other)
    see('case', 'show', number)
    see('case', 'unmerge', other)
    see('case', 'remove', number, piet.address)
    see('case', 'close', number, 'Klaar.')
    see('case', 'cancel', other, 'Dubbel.')
    see('case', 'attachment', number)
    see('case', 'list', '--words')
    see('case', 'list', '--limit', 1)
    see('case', 'list', '--words')
    assert see('case', 'list', 'new') == []
    file = folder / 'mail.eml'
    file.write_bytes(els.write('Muis', 'Mijn muis is stuk.').as_bytes())
    nonsense = folder / 'bounce.eml'
    nonsense.write_bytes(BOUNCE)
    see('explain', file, nonsense)
    trial = desk.gateway.folder / 'rules.trial'
    trial.mkdir()
    (trial / '10.yaml').write_text('- {name: loud, when: {text: muis}, then: {open_case: {priority: high}}}\n')
    see('explain', '--trial', file)
    see('read', file, nonsense)


BOUNCE = b'''From: MAILER-DAEMON@klant.example
To: desk@desk.example
Subject: Undeliverable
Message-ID: <b@klant.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; klant.example

Final-Recipient: rfc822; els@klant.example
Action: failed
Status: 5.1.1

--b--
'''


def requests(desk, see, els):
    before = len(els.letters())
    els.send(els.write(TEAMS, 'Type verzoek: Nieuw team\n'))
    number = els.letter(before).number
    for verb, *words in (('note', 'Even kijken.'), ('answer', 'Wij kijken.'), ('ask', 'Voor wie?'), ('hold', 'zomaar'),
                         ('unhold',), ('snooze', '2w'), ('wake',), ('preview', 'answer', 'Wij kijken.'), ('assign', 'sanne'),
                         ('add', 'piet@klant.example'), ('remove', 'piet@klant.example'), ('set', 'priority=high'),
                         ('link', desk.gateway.cases()[0]['number']),
                         ('unlink', desk.gateway.cases()[0]['number']), ('cancel', 'Niet meer nodig.')):
        see('request', verb, number, *words)
    see('request', 'show', number)
    see('request', 'list')
    see('request', 'attachment', number)


def apps(see, desk, els):
    uri = enroll(desk, els.address)
    see('mfa', 'enroll', els.address, '--png', desk.gateway.folder / 'again.png')
    see('mfa', 'list')
    see('contact', 'show', els.address)
    uri = enroll(desk, els.address)
    see('mfa', 'confirm', els.address, code_of(uri))
    see('mfa', 'reset', els.address)
    see('key', 'rotate')


def sessions(see):
    see('session', 'open', 'sanne@desk.example')
    see('session', 'end', see('session', 'list')[0]['id'])


def set_aside(desk, see):
    """Mails that wait for a person, and letters that cannot be sent."""
    gateway = desk.gateway
    els = desk.customer('Els Vos')
    _, coded = asked(desk, els)
    assert see('mail', 'show', coded)['code']
    kim = desk.customer('Kim', known=False)
    kim.send(kim.write('Hulp', 'Kunnen jullie helpen?'))
    held = eventually(lambda: next((one['id'] for one in gateway.json('mail', 'list', 'held') if one['id'] != coded), None),
                      'a held mail')
    see('mail', 'list')
    see('mail', 'retry', held)
    eventually(lambda: gateway.json('mail', 'show', held)['state'] == 'held', 'a mail that is held again')
    see('mail', 'release', held)
    see('mail', 'discard', coded, 'Niet nodig.')
    see('mail', 'raw', held)
    see('mail', 'spam', held)
    see('mail', 'spammers')
    see('mail', 'ham', held)
    see('mail', 'spam', held)
    see('mail', 'ham', kim.address)
    desk.at_rest()


def without_gateway(desk, see, folder):
    see('template', 'list')
    see('template', 'show', 'acknowledgement')
    see('check')
    see('check', '--config', folder / 'nowhere.yaml', code=78)
    (folder / 'mail.expect.yaml').write_text('priority: high\n')
    see('test-rules', folder, code=1)
    one = {name: desk.gateway.json(name, 'list')[0] for name in ('request', 'contact', 'letter')}
    with contextlib.closing(sqlite3.connect(desk.gateway.state / 'spool.db')) as spool, spool:
        spool.execute("INSERT INTO unfetched VALUES ('support', '1:7', 'no body', 2, 1790000000000, 1790000060000)")
        spool.execute("UPDATE letter SET state = 'waiting', result = '451 busy', attempts = 1 WHERE id = ?", (one['letter']['id'],))
        spool.execute("INSERT INTO letter_attempt VALUES (?, 1, 1790000000000, 'later', '451 busy')", (one['letter']['id'],))
        spool.execute("INSERT INTO request_step SELECT id, 0, 'waiting', 1790000000000, 1790000000000, 1, 'exit 1' FROM ticket"
                      ' WHERE number = ?', (one['request']['number'],))
        spool.execute("INSERT INTO contact_change SELECT NULL, id, 'name', '', 'Kim', NULL, 1790000000000 FROM contact"
                      ' WHERE address = ?', (one['contact']['address'],))
    letter = one['letter']['id']
    see('request', 'show', one['request']['number'])
    see('contact', 'show', one['contact']['address'])
    see('status', code=3)
    see('letter', 'list')
    see('letter', 'show', letter)
    see('letter', 'retry', letter)
    see('letter', 'drop', letter, 'Hij belde al.')
    archive = mbox(folder / 'archive.mbox', [(NOW, old('v1', desk.address))])
    archive.write_bytes(from_line(NOW) + archive.read_bytes())
    see('import', 'mbox', archive, code=65)
    for part in ('cur', 'new', 'tmp'):
        (folder / 'old' / part).mkdir(parents=True)
    see('import', 'maildir', folder / 'old')
    see('audit', '--online')
    in_trouble(desk, see, one['request']['number'])
    with_copies = next(contact['address'] for contact in desk.gateway.json('contact', 'list') if contact['address'].startswith('els'))
    see('contact', 'erase', with_copies, '--yes')
    see('restore', '--force', folder / 'backups')


def in_trouble(desk, see, number):
    """A request whose command was given up, and of which a desk elsewhere refused something."""
    with contextlib.closing(sqlite3.connect(desk.gateway.state / 'spool.db')) as spool, spool:
        spool.execute("UPDATE request_step SET state = 'failed'")
        spool.execute("INSERT INTO outbox (ticket, kind, body, state, created_ms, due_ms) SELECT id, 'note', '{}', 'refused', 1, 1"
                      ' FROM ticket WHERE number = ?', (number,))
    see('request', 'drop', number)
    see('request', 'retry', number)


def with_servers(desk, reader, oauth, folder):  # noqa: F811
    """What needs a mailbox on a server, or a login there."""
    def see(*words, **more):
        return reader.see(desk, *words, **more)
    with desk.post.dovecot.login(desk.address) as session:
        session.create('Oud')
    desk.post.dovecot.append(desk.address, old('toen', desk.address), folder='Oud', came=NOW)
    see('import', 'imap', 'support', 'Oud')
    see('init', '--yes', '--offline', '--config', folder / 'first' / 'casegate.yaml', '--address', 'eerste@desk.example',
        '--imap', folder / 'in', '--smtp', folder / 'out')
    oauth.address = desk.address
    for place in (desk.configuration['mailboxes'][0], desk.configuration['outgoing']):
        del place['password_file']
        place.update(user=oauth.address, oauth=oauth.login(folder))
    desk.gateway.configure(desk.configuration)
    see('sign-in')
    runs(desk, reader)


def runs(desk, reader):
    """It logs on standard error, and prints nothing."""
    process = subprocess.Popen(desk.gateway.argv('run', '--json'), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: desk.gateway.json('status')['gateway'], 'a gateway that runs')
    finally:
        process.terminate()
    assert process.communicate()[0] == b''
    reader.commands.add('run')


def elsewhere(desk, see, servicenow):
    els = desk.start().customer()
    _, number = desk.opened(els)
    see('case', 'answer', number, 'Wij kijken.', '--as', 'Sanne de Wit')
    servicenow.fault('forbidden', method='PUT', path='/case/')
    els.send(els.answer(els.letter(0), 'Het gebeurt alleen op maandag.'))
    desk.noted(number, 'weigerde het')
    see('case', 'show', number)
    see('status')
    see('case', 'retry', number)
    desk.in_step()
    servicenow.fault('forbidden', method='PUT', path='/case/')
    els.send(els.answer(els.letter(0), 'En op dinsdag.'))
    eventually(lambda: desk.gateway.json('status')['desk']['stuck'], 'what was refused')
    see('case', 'drop', number)
    see('catalog', 'import', 'Nieuwe laptop', '--name', 'laptop')
    see('catalog', 'import', 'Nieuwe laptop', '--name', 'laptop', '--write')


def test_what_is_printed_is_what_the_manual_says(folder_desk, server_desk, remote, oauth, servicenow, folder):  # noqa: F811
    reader = Reader()
    desk = folder_desk(web={'listen': f'unix:{folder}/web', 'url': 'https://desk.example'})

    def see(*words, **more):
        return reader.see(desk, *words, **more)
    desk.configuration['mailboxes'][0]['unknown_senders'] = 'hold'
    desk.configuration['clamd'] = str(folder / 'nowhere')
    desk.gateway.configure(desk.configuration)
    local_desk(desk, see, folder)
    set_aside(desk, see)
    desk.gateway.stop()
    without_gateway(desk, see, folder)
    desk = remote()
    elsewhere(desk, see, servicenow)
    with_servers(server_desk(), reader, oauth, folder)
    assert reader.commands == set(COMMANDS)
    assert set(SHAPES) - reader.shapes == {'error'}


def test_what_fails_is_said_so(program, folder_desk, folder):
    """One object a line on standard error, with the exit status in it, and nothing on standard output."""
    desk = folder_desk()
    broken = folder / 'broken.yaml'
    broken.write_text('mailboxs: 1\n')
    table = folder / 'people.csv'
    table.write_text('address;nam\n')
    people = folder / 'more.csv'
    people.write_text('address;name\nnobody;Els\n')
    for words, code, message, mistakes in (
            (('case', 'show', 'CS9'), 1, "there is no case 'CS9'", 0),
            (('case', 'lst'), 64, "did you mean 'list'", 0),
            (('audit', '--onlin'), 64, "did you mean '--online'", 0),
            (('nonsense',), 64, 'no such command', 0),
            (('restore', folder), 1, '--force moves it aside', 0),
            (('contact', 'import', table), 65, 'nothing was changed', 1),
            (('contact', 'import', people), 65, 'nothing was changed', 1),
            (('template', 'list', '--config', broken), 78, 'the configuration is wrong', 1),
            (('reload',), 3, 'no gateway runs', 0),
            (('read', folder / 'none.eml'), 66, 'none.eml', 0)):
        done = subprocess.run(desk.gateway.argv(*words, '--json'), capture_output=True, text=True)
        line, = done.stderr.splitlines()
        told = json.loads(line)
        assert list(told) == ['schema', 'error'] and told['schema'] == 1
        Reader()._compare('error', 'error', told['error'])
        error = told['error']
        assert (error['command'], error['code'], done.returncode) == (words[0], code, code), line
        assert message in error['message'] and (len(error['mistakes']) > 0) == bool(mistakes), line
        assert done.stdout in ('', '[]\n'), words
