# SPDX-License-Identifier: Apache-2.0
"""What a person may ask us to forget: their words are in no byte of the state folder any more, whatever dies meanwhile; what
is kept for its time goes after it; what is held stays."""
import email
import json
import os
import signal
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

from conftest import TREE
from desk import UNLIMITED
from gateway import Failed
from processes import eventually, stretched

# Ends of words that stand nowhere else: an index keeps the beginnings of its words only once.
NAME, SUBJECT, WORDS, FILE, LATER = 'xylinde', 'zwoerdkast', 'quakkelbries', 'fjordkwast', 'plukstorm'


def found(folder, *words):
    """Where any of the words stands in the files of a folder."""
    places = []
    for path in Path(folder).rglob('*'):
        bytes = path.read_bytes().lower() if path.is_file() else b''
        for word in words:
            at = bytes.find(word.lower().encode())
            if at >= 0:
                places.append((word, path.name, at, bytes[max(at - 100, 0):at + 40]))
    return places


def person(desk):
    """Somebody who opened a case with an attachment, was answered, answered back, and wrote on a colleague's case."""
    els, piet = desk.customer(f'Elisabeth {NAME.title()}'), desk.customer('Piet Jansen')
    desk.gateway.run('account', 'add', 'Klant BV')
    for one in els, piet:
        desk.gateway.run('contact', 'set', one.address, '--account', 'Klant BV')
    mail = els.write(f'Scherm {SUBJECT}', f'Mijn scherm heeft een {WORDS} en dat wil ik niet.')
    mail.add_attachment(b'meer ' + FILE.encode() + b'\n', maintype='text', subtype='plain', filename=f'{FILE}.txt')
    els.send(mail)
    own = els.letter(0)
    desk.gateway.run('case', 'answer', own.number, f'Dag Elisabeth {NAME.title()}, wat voor {WORDS}?')
    els.send(els.answer(els.letter(1), f'Een {LATER} dus.'))
    piet.send(piet.write('Muis', 'Mijn muis is stuk, en ik weet niet wat ik moet doen.', Cc=els.address))
    shared = piet.letter(0)
    desk.gateway.run('case', 'note', shared.number, f'Elisabeth {NAME.title()} belde ook.')
    desk.gateway.run('case', 'add', shared.number, els.address)
    desk.gateway.run('case', 'answer', shared.number, 'Wij kijken ernaar.')
    els.send(els.answer(els.letter(2), f'Dat was een {LATER}.'))
    desk.settled(4)
    desk.at_rest()
    assert desk.gateway.json('case', 'list', '--text', f'{LATER}')
    return els, own.number, shared.number


def stop_at_rest(desk):
    """Without a letter that waits for the next gateway: the desk's people are told of what was done some seconds later."""
    for _ in range(10):
        desk.at_rest()
        desk.gateway.stop()
        if desk.gateway.json('letter', 'list', 'waiting') == []:
            return
        desk.start()
    raise AssertionError('there is always a letter that waits')


ALL = NAME, SUBJECT, WORDS, FILE, LATER


def erase(gateway, address):
    return gateway.json('contact', 'erase', address, '--yes')


def assert_forgotten(desk, els, own, shared, number=4):
    gateway = desk.gateway
    case = gateway.case(own)
    assert (case['title'], case['reporter'], case['attachments']) == ('(erased)', None, [])
    assert {entry['text'] for entry in case['timeline'] if entry['kind'] != 'letter'} == {'(erased)'}
    other = gateway.case(shared)
    assert other['title'] == 'Muis' and other['reporter']['name'] == 'Piet Jansen'
    assert any(entry['text'] == '(erased) belde ook.' for entry in other['timeline']), other['timeline']
    assert gateway.json('case', 'list', '--text', LATER) == []
    with pytest.raises(Failed):
        gateway.run('contact', 'show', els.address)
    assert gateway.json('audit')['good']
    assert len(gateway.mails()) == number


@pytest.mark.parametrize('running', [True, False])
def test_erased(any_desk, running):
    desk = any_desk(**UNLIMITED).start()
    gateway = desk.gateway
    els, own, shared = person(desk)
    if not running:
        stop_at_rest(desk)
    assert {word for word, *_ in found(gateway.state, *ALL)} >= {WORDS, LATER, NAME}
    done = erase(gateway, els.address)
    assert (done['state'], done['stays']) == ('done', False)
    assert_forgotten(desk, els, own, shared)
    # the colleague's own mail stays as it came, with its Cc
    assert found(gateway.state, *ALL) == [], 'words are left'
    gateway.run('mail', 'show', '1')
    with pytest.raises(Failed) as failed:
        gateway.run('mail', 'raw', '1')
    assert 'were deleted' in failed.value.stderr
    if not running:
        desk.start()
    # and of the mailbox, where only the colleague's mail is left
    if desk.post.kind == 'maildir':
        folder = desk.post.inboxes[desk.address].folder
    else:
        folder = desk.post.dovecot.maildir(desk.address)
    eventually(lambda: not found(folder, WORDS, LATER), 'no copies in the mailbox')
    assert found(folder, 'mijn muis is stuk')
    eventually(lambda: gateway.json('audit', '--online')['good'], 'a good audit')
    # who writes again is somebody new
    els.send(els.write('Nog iets', 'Daar ben ik weer.'))
    desk.settled(5)


def test_without_a_gateway_it_does_not_wait_for_one(folder_desk):
    desk = folder_desk(**UNLIMITED)
    rules = desk.gateway.folder / 'rules.d'
    rules.mkdir()
    (rules / '10.yaml').write_text('- {name: later, when: {text: vasthouden}, then: {hold: {reason: later}}}\n')
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is stuk.'))
    els.letter(0)
    els.send(els.write('Muis', f'Graag vasthouden: {WORDS}'))
    held = eventually(lambda: desk.gateway.json('mail', 'list', 'held'), 'a held mail')[0]['id']
    desk.at_rest()
    desk.gateway.stop()
    desk.gateway.run('mail', 'release', held)
    with pytest.raises(Failed) as failed:
        desk.gateway.run('contact', 'erase', els.address, '--yes')
    assert failed.value.code == 75 and 'the gateway ends it when it runs' in failed.value.stderr
    desk.start()
    eventually(lambda: not found(desk.gateway.state, WORDS), 'nothing of theirs')
    with pytest.raises(Failed):
        desk.gateway.run('contact', 'show', els.address)


def test_it_is_shown_first_and_asked(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, own, shared = person(desk)
    with pytest.raises(Failed) as failed:
        desk.gateway.run('contact', 'erase', els.address)
    assert failed.value.code == 64 and '--yes' in failed.value.stderr
    assert '1 tickets of theirs' in failed.value.stderr and own in failed.value.stderr
    assert desk.gateway.case(own)['title'] == f'Scherm {SUBJECT}'


def test_what_is_held_stays(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    gateway = desk.gateway
    els, own, shared = person(desk)
    gateway.run('case', 'hold', own, 'een rechtszaak')
    assert gateway.case(own)['hold']['reason'] == 'een rechtszaak'
    assert 'held      een rechtszaak' in gateway.say('case', 'show', own)
    assert erase(gateway, els.address)['stays']
    assert gateway.case(own)['title'] == f'Scherm {SUBJECT}'
    assert WORDS in gateway.run('mail', 'raw', '1').decode()
    gateway.run('case', 'unhold', own)
    assert not erase(gateway, els.address)['stays']
    assert_forgotten(desk, els, own, shared)
    assert found(gateway.state, *ALL, 'rechtszaak') == []


@pytest.fixture
def mortal(folder_desk):
    """A desk whose program was built with failpoints."""
    program = os.environ.get('CASEGATE_FAILPOINTS', str(TREE / 'build' / 'asan' / 'casegate'))
    assert os.access(program, os.X_OK), f'{program} is not there: ./quickstart test builds it (--enable-failpoints)'
    desk = folder_desk(**UNLIMITED)
    desk.gateway.program = program
    return desk.start()


@pytest.mark.parametrize('point', ['forget.step:1', 'forget.rows', 'forget.tidied', 'forget.scrub'])
def test_killed_in_the_middle(mortal, point):
    desk, gateway = mortal, mortal.gateway
    els, own, shared = person(desk)
    gateway.stop()
    gateway.start(CASEGATE_FAILPOINT=point)
    asked = subprocess.Popen(gateway.argv('contact', 'erase', els.address, '--yes'), stderr=subprocess.DEVNULL)
    assert gateway.process.wait(timeout=stretched()) == -signal.SIGKILL
    asked.wait(timeout=stretched())  # it may have been told already
    gateway.kill()
    gateway.start()
    eventually(lambda: gateway.case(own)['title'] == '(erased)', 'the ticket without words')
    eventually(lambda: not found(gateway.state, *ALL), 'no words in any file')
    assert_forgotten(desk, els, own, shared)


def test_exported(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    gateway = desk.gateway
    els, own, shared = person(desk)
    gateway.run('case', 'note', own, 'Een lastige klant.')
    tokens = {letter.token for letter in els.letters()}
    for kind in 'running', 'alone':
        if kind == 'alone':
            gateway.stop()
        path = gateway.folder / f'{kind}.tar'
        gateway.run('contact', 'export', els.address, path)
        assert oct(path.stat().st_mode & 0o777) == '0o600'
        with tarfile.open(path) as archive:
            files = {name: archive.extractfile(name).read() for name in archive.getnames()}
        everything = b'\n'.join(files.values())
        assert not [name for name, text in files.items() if any(token.encode() in text for token in tokens)]
        for secret in b'Een lastige klant', b'belde ook', b'Mijn muis is stuk', (gateway.state / 'key').read_bytes():
            assert secret not in everything, secret
        mails = [email.message_from_bytes(files[mail['file']]) for mail in json.loads(files['mails.json'])]
        assert len(mails) == 3 and FILE in str(mails[0])
        assert len(json.loads(files['letters.json'])) == len(els.letters())
        tickets = {ticket['number']: ticket for ticket in json.loads(files['tickets.json'])}
        assert tickets[own]['title'] == f'Scherm {SUBJECT}' and tickets[shared]['title'] is None
        assert tickets[own]['attachments'][0]['name'] == f'{FILE}.txt'
        said = [entry['text'] for entry in tickets[own]['timeline']]
        assert f'Dag Elisabeth {NAME.title()}, wat voor {WORDS}?' in said and f'Een {LATER} dus.' in said
        assert f'Dat was een {LATER}.' in [entry['text'] for entry in tickets[shared]['timeline']]
        assert json.loads(files['contact.json'])['address'] == els.address
    with pytest.raises(Failed):
        gateway.run('contact', 'export', els.address, path)
    assert b'Een lastige klant.' in gateway.run('contact', 'export', els.address, '-', '--notes')


def test_what_is_over_goes(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    gateway = desk.gateway
    els, own, shared = person(desk)
    gateway.run('case', 'close', own, 'Klaar.')
    held = desk.customer('Kees Houdt')
    held.send(held.write('Bewaar', 'Dit is een knoestgraf dat bewaard moet worden.'))
    kept = held.letter(0).number
    gateway.run('case', 'close', kept, 'Klaar.')
    gateway.run('case', 'hold', kept)
    desk.settled(5)
    desk.at_rest()
    gateway.stop()
    with sqlite3.connect(gateway.state / 'spool.db') as spool:
        for table, columns in (('mail', ['received_ms']), ('letter', ['created_ms']), ('ticket', ['state_ms'])):
            for column in columns:
                spool.execute(f'UPDATE {table} SET {column} = {column} - 40 * 86400000')
    spool.close()
    gateway.configure({**desk.configuration,
                       'retention': {'mail': '30d', 'trace': '30d', 'letter': '30d', 'ticket_closed': '30d'}})
    desk.start()
    eventually(lambda: gateway.case(own)['title'] == '(erased)', 'the old case without words')
    eventually(lambda: not found(gateway.state, SUBJECT, WORDS, FILE), 'no old words in any file')
    # what is not closed stays, though its mails are gone
    assert any(entry['text'] == f'Dat was een {LATER}.' for entry in gateway.case(shared)['timeline'])
    assert gateway.case(kept)['title'] == 'Bewaar' and b'knoestgraf' in gateway.run('mail', 'raw', '5')
    with pytest.raises(Failed):
        gateway.run('mail', 'raw', '4')
    assert gateway.json('audit')['good']


def test_what_is_replaced_goes(mortal):
    """Without anybody who erases: a name, an alias; from the log, too, while the gateway goes on."""
    desk, gateway = mortal, mortal.gateway
    els = desk.customer('Els Bos')
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    desk.at_rest()
    gateway.stop()
    # the tidying of the day, which empties the log too, is over
    with sqlite3.connect(gateway.state / 'spool.db') as spool:
        spool.execute("UPDATE search_state SET renewed_ms = unixepoch() * 1000")
    spool.close()
    gateway.start()
    gateway.run('contact', 'set', els.address, '--name', f'Elisabeth {NAME.title()}',
                '--aliases', f'{SUBJECT}@klant.example')
    assert {word for word, *_ in found(gateway.state, SUBJECT, NAME)} == {SUBJECT, NAME}
    gateway.run('contact', 'set', els.address, '--name', 'Iemand Anders', '--aliases', '')

    def gone():
        assert found(gateway.state, SUBJECT, NAME) == []
        return True
    eventually(gone, 'nothing of what was replaced in any file')
    assert gateway.json('contact', 'show', els.address)['name'] == 'Iemand Anders'


def test_who_asks_by_mail_meets_a_person(folder_desk):
    desk = folder_desk(privacy={'group': 'servicedesk', 'category': 'Privacy'},
                       **UNLIMITED)
    desk.configuration['desk']['categories'] = ['Overig', 'Privacy']
    desk.configuration['desk']['default_category'] = 'Overig'
    desk.gateway.configure(desk.configuration)
    desk.start()
    gateway = desk.gateway
    els = desk.customer('Els Bos')
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    first = els.letter(0)
    # a new mail, and one that answers a letter about something else
    els.send(els.write('Vraag', 'Welke gegevens hebben jullie van mij?'))
    asked = els.letter(1).number
    els.send(els.answer(first, 'Verwijder mijn gegevens, alstublieft.'))
    wants = els.letter(2).number
    assert len({first.number, asked, wants}) == 3
    for number in asked, wants:
        case = gateway.case(number)
        assert (case['category'], case['group'], case['state']) == ('Privacy', 'servicedesk', 'new')
    assert gateway.case(first.number)['category'] == 'Overig' and len(gateway.case(first.number)['timeline']) == 2
    els.send(els.write('Laptop', 'Verwijder mijn gegevens van de oude laptop.'))
    assert gateway.case(els.letter(3).number)['category'] == 'Overig'
    assert gateway.json('contact', 'show', els.address)['known']


def test_a_request_that_is_held_stays(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    gateway = desk.gateway
    els = desk.customer(f'Elisabeth {NAME.title()}')
    els.send(els.write('Toegang aanvragen', f'Toepassing of map: {SUBJECT}\nSoort toegang: Lezen\nReden: {WORDS}.\n'))
    number = els.letter(0).number
    desk.at_rest()
    gateway.run('request', 'hold', number, 'een rechtszaak')
    assert erase(gateway, els.address)['stays']
    request = gateway.json('request', 'show', number)
    assert request['hold']['reason'] == 'een rechtszaak' and WORDS in json.dumps(request)
    gateway.run('request', 'unhold', number)
    assert not erase(gateway, els.address)['stays']
    assert found(gateway.state, NAME, SUBJECT, WORDS, 'rechtszaak') == []
    assert gateway.json('audit')['good']


def test_with_a_case_at_a_desk_elsewhere(remote, servicenow):
    """What has not begun there is never done, what is there stays, and no copy of ours has the words any more."""
    remote = remote().start()
    gateway = remote.gateway
    els = remote.customer(f'Elisabeth {NAME.title()}')
    mail = els.write(f'Scherm {SUBJECT}', f'Mijn scherm heeft een {WORDS}.')
    mail.add_attachment(b'meer ' + FILE.encode() + b'\n', maintype='text', subtype='plain', filename=f'{FILE}.txt')
    els.send(mail)
    letter = els.letter(0)
    servicenow.agent.ask(letter.number, f'Wat voor {WORDS}?')
    question = els.letter(1)
    remote.in_step()
    servicenow.down()
    els.send(els.answer(question, f'Een {LATER}.'))
    remote.settled(2)
    assert {word for word, *_ in found(gateway.state, *ALL)} == set(ALL)
    erases = subprocess.Popen(gateway.argv('contact', 'erase', els.address, '--yes'), stderr=subprocess.PIPE, text=True)
    told = ''.join(iter(erases.stderr.readline, '  backups hold it until they are deleted, too\n'))
    assert f'at the desk elsewhere, where nothing is deleted: {letter.number}' in told
    assert {word for word, *_ in found(gateway.state, *ALL)} == set(ALL)
    servicenow.up()
    assert erases.wait(stretched(120)) == 0, erases.stderr.read()
    erases.stderr.close()
    assert found(gateway.state, *ALL) == [], 'words are left'
    case = servicenow.case(letter.number)
    assert WORDS in case['description'] and [text for _, text in remote.said(letter.number)] == [f'Wat voor {WORDS}?']
    assert gateway.case(letter.number)['title'] == '(erased)'
    gateway.stop()
    remote.start()
    remote.in_step()
    assert found(gateway.state, *ALL) == [], 'words came back'
    assert gateway.json('audit')['good']
