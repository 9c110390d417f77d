# SPDX-License-Identifier: Apache-2.0
"""People and organisations, and what they change for mail that comes."""
import os
import pty
import subprocess

import pytest

from desk import OPERATOR
from gateway import Failed


@pytest.fixture(params=['running', 'alone'])
def gateway(folder_desk, request):
    desk = folder_desk()
    if request.param == 'running':
        desk.start()
    return desk.gateway


def refused(gateway, *words):
    with pytest.raises(Failed) as failed:
        gateway.run(*words)
    return failed.value


def test_accounts(gateway):
    gateway.run('account', 'add', 'Jansen BV', '--domains', 'Jansen.example, klant.example', '--group', 'servicedesk')
    wanted = {'schema': 1, 'name': 'Jansen BV', 'domains': ['jansen.example', 'klant.example'], 'trust': 'registered',
              'group': 'servicedesk', 'language': None, 'needs': None}
    assert gateway.json('account', 'show', 'jansen bv') == wanted
    gateway.run('account', 'set', 'Jansen BV', '--trust', 'domain', '--language', 'en', '--group', '', '--domains', '')
    wanted.update(domains=[], trust='domain', group=None, language='en')
    assert gateway.json('account', 'list') == [wanted]
    assert 'Jansen BV' in gateway.say('account', 'list')


@pytest.mark.parametrize('words, code', [
    (('add', 'Jansen BV'), 1), (('add', ''), 64), (('add', 'Bos BV', '--domains', 'jansen.example'), 1),
    (('add', 'Bos BV', '--domains', 'bos'), 64), (('add', 'Bos BV', '--domains', 'bos.example,-x.example'), 64),
    (('add', 'Bos BV', '--domains', 'GMail.com'), 64), (('add', 'Bos BV', '--group', 'nobody'), 1),
    (('add', 'Bos BV', '--language', 'xx'), 64), (('add', 'Bos BV', '--trust', 'all'), 64), (('set', 'Bos BV'), 1), (('show', 'Bos BV'), 1)])
def test_a_refused_account_changes_nothing(gateway, words, code):
    gateway.run('account', 'add', 'Jansen BV', '--domains', 'jansen.example')
    before = gateway.json('account', 'list')
    failed = refused(gateway, 'account', *words)
    assert failed.code == code, failed.stderr
    assert gateway.json('account', 'list') == before


def test_the_account_decides_language_and_group(folder_desk):
    desk = folder_desk().start()
    desk.gateway.run('account', 'add', 'Jansen BV', '--language', 'en', '--group', 'servicedesk')
    els = desk.customer()
    desk.gateway.run('contact', 'add', els.address, '--account', 'Jansen BV')
    els.send(els.write('Scherm is zwart', 'Mijn scherm is zwart en ik weet niet wat ik nu moet doen.'))
    letter = els.letter(0)
    case = desk.gateway.case(letter.number)
    assert (case['account'], case['group']) == ('Jansen BV', 'servicedesk')
    assert 'Dear' in letter.text or 'Hello' in letter.text, letter.text


def test_an_unproven_sender_of_a_trusted_domain_stays_a_stranger(folder_desk):
    desk = folder_desk().start()
    desk.gateway.run('account', 'add', 'Klant BV', '--domains', 'klant.example', '--trust', 'domain')
    eve = desk.customer('Eve', known=False)
    eve.send(eve.write('Help', 'Mijn scherm is zwart.'))
    case = desk.gateway.case(eve.letter(0).number)
    assert case['account'] is None
    assert not desk.gateway.json('contact', 'show', eve.address)['known']


def test_a_removed_contact(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    desk.gateway.run('contact', 'add', 'nooit@klant.example')
    desk.gateway.run('contact', 'remove', 'nooit@klant.example')
    assert refused(desk.gateway, 'contact', 'show', 'nooit@klant.example').code == 1
    desk.gateway.run('contact', 'remove', els.address)
    contact = desk.gateway.json('contact', 'show', els.address)
    assert (contact['known'], contact['name'], contact['account']) == (False, None, None)
    assert desk.gateway.case(letter.number)['reporter']['address'] == els.address
    els.send(els.answer(letter, 'Nog iets.'))
    desk.settled(2)
    assert not desk.gateway.json('contact', 'show', els.address)['known'], 'an old token made it known again'


@pytest.mark.parametrize('policy', ['register', 'hold'])
def test_unknown_senders(folder_desk, policy):
    desk = folder_desk()
    desk.configuration['mailboxes'][0]['unknown_senders'] = policy
    desk.gateway.configure(desk.configuration)
    desk.start()
    eve, els = desk.customer('Eve', known=False), desk.customer()
    eve.send(eve.write('Koop nu', 'Goedkope horloges'))
    [mail] = desk.settled(1)
    why = 'the sender is no known contact' if policy == 'hold' else 'it waits until its sender has confirmed the address'
    assert (mail['state'], mail['reason']) == ('held', why)
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    desk.settled(2)
    assert len(desk.gateway.json('case', 'list')) == 1
    if policy == 'register':
        letter = eve.letter(0)
        assert 'Koop' not in letter.subject + letter.text and 'horloges' not in letter.text
        assert 'adres' in letter.text


def test_a_case_filled_in_by_lines(folder_desk):
    """By folders nobody vouches for anybody: a category is taken, a colleague's name is not."""
    desk = folder_desk().start()
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    for person in (els, piet):
        desk.gateway.run('contact', 'set', person.address, '--account', 'Klant BV')
    els.send(els.write('', f'Beste servicedesk,\n\nCategorie: netwerk\nBetrokken personen: Piet Jansen\n'
                           f'Namens: {piet.address}\n\nDe wifi doet het niet.\n'))
    letter = els.letter(0)
    case = desk.gateway.case(letter.number)
    assert (case['title'], case['category'], case['account']) == ('De wifi doet het niet.', 'Netwerk', 'Klant BV')
    assert case['reporter']['address'] == els.address
    assert [person['address'] for person in case['involved']] == [piet.address]
    trace = desk.gateway.say('mail', 'show', '1')
    assert f'on behalf of {piet.address}: the sender is not proven, not taken' in trace
    els.send(els.write('', ''))
    assert 'Waar gaat' in els.letter(1).subject


def test_a_contact_from_end_to_end(gateway):
    gateway.run('contact', 'add', 'piet@klant.example', '--name', 'Piet')
    gateway.run('contact', 'add', 'els@klant.example', '--name', 'Els Bos', '--account', 'Klant BV', '--language', 'nl',
                '--aliases', 'e.bos@klant.example, els@thuis.example', '--manager', 'piet@klant.example',
                '--sees', 'organisation', '--items', 'none', '--approves', 'piet@klant.example, Klant BV')
    wanted = {'schema': 1, 'address': 'els@klant.example', 'name': 'Els Bos', 'account': 'Klant BV', 'language': 'nl',
              'aliases': ['e.bos@klant.example', 'els@thuis.example'], 'manager': 'piet@klant.example',
              'sees': 'organisation', 'items': [], 'approves': ['piet@klant.example', 'Klant BV'],
              'known': True, 'registered': None, 'undeliverable': False, 'app': None}
    assert gateway.json('contact', 'show', 'ELS@thuis.example') == {**wanted, 'changes': []}
    assert gateway.json('contact', 'list', '--account', 'klant bv') == [wanted]
    gateway.run('contact', 'set', 'els@thuis.example', '--aliases', '', '--manager', '', '--sees', 'own',
                '--items', 'all', '--approves', '', '--name', '', '--deliverable')
    wanted.update(aliases=[], manager=None, sees='own', items=None, approves=[], name=None)
    assert gateway.json('contact', 'show', 'els@klant.example') == {**wanted, 'changes': []}


@pytest.mark.parametrize('words, code', [
    (('set', 'nobody@klant.example', '--name', 'X'), 1), (('set', 'els@klant.example', '--language', 'xx'), 64),
    (('set', 'els@klant.example', '--manager', 'nobody@klant.example'), 64),
    (('set', 'els@klant.example', '--aliases', 'piet@klant.example'), 64), (('add', 'els'), 64),
    (('add', 'e@klant.example'), 1), (('list', '--account', 'Nobody'), 1)])
def test_a_refused_contact_changes_nothing(gateway, words, code):
    gateway.run('contact', 'add', 'els@klant.example', '--aliases', 'e@klant.example')
    gateway.run('contact', 'add', 'piet@klant.example')
    before = gateway.json('contact', 'list')
    failed = refused(gateway, 'contact', *words)
    assert failed.code == code, failed.stderr
    assert gateway.json('contact', 'list') == before


def test_import(gateway, tmp_path):
    table = tmp_path / 'people.csv'
    table.write_bytes('\ufeffaddress;name;account;manager\r\nels@klant.example;Els Bos;Klant BV;piet@klant.example\r\n'
                      'piet@klant.example;"Piet; Jansen";Klant BV;\r\n'.encode())
    assert gateway.json('contact', 'import', str(table)) == {'schema': 1, 'added': 2, 'set': 0}
    assert gateway.json('contact', 'show', 'els@klant.example')['manager'] == 'piet@klant.example'
    before = gateway.json('contact', 'list')
    table.write_text('address,name\nkees@klant.example,Kees\nnobody\nx,y\n')
    failed = refused(gateway, 'contact', 'import', str(table))
    assert failed.code == 65
    assert f"{table}:3: found 1 cells" in failed.stderr and f"{table}:4: found address 'x'" in failed.stderr
    assert '2 lines are wrong' in failed.stderr and '%' not in failed.stderr
    assert gateway.json('contact', 'list') == before
    assert refused(gateway, 'contact', 'import', str(tmp_path / 'nothing.csv')).code == 66


def test_an_alias_is_its_contact(folder_desk):
    """The answer to a mail goes where it came from, a token holds at each of the contact's addresses."""
    desk = folder_desk().start()
    els, home = desk.customer(), desk.customer('Thuis', known=False)
    desk.gateway.run('contact', 'set', els.address, '--aliases', home.address)
    home.send(home.write('Scherm', 'Mijn scherm is zwart.'))
    letter = home.letter(0)
    assert 'Scherm' not in letter.subject, 'by a folder nobody is proven, known or not'
    assert desk.gateway.case(letter.number)['reporter']['address'] == els.address
    desk.gateway.run('case', 'resolve', letter.number, 'Nieuwe kabel.', '--as', 'sanne@desk.example')
    solution = els.letter(0)
    home.send(home.answer(solution, 'Akkoord'))
    desk.case(letter.number, state='closed')


def test_on_behalf_of_somebody(server_desk):
    """Through real servers: a colleague's mail, an agent's mail, and what nobody vouches for."""
    desk = server_desk()
    agent = desk.customer('Sanne de Wit', known=False)
    desk.configuration['agents'] = [{'name': agent.name, 'address': agent.address, 'groups': ['servicedesk']}, OPERATOR]
    desk.gateway.configure(desk.configuration)
    desk.start()
    els, piet, anna = desk.customer(), desk.customer('Piet Jansen'), desk.customer('Anna Vos')
    for person in (els, piet, anna):
        desk.gateway.run('contact', 'set', person.address, '--account', 'Klant BV')

    els.send(els.write('Scherm', f'Namens: {piet.address}\n\nHet scherm van Piet is zwart.', Cc=anna.address))
    number = els.letter(0).number
    case = desk.gateway.case(number)
    assert case['reporter']['address'] == piet.address and case['account'] == 'Klant BV'
    assert {person['address'] for person in case['involved']} == {els.address, anna.address}
    assert els.name in piet.letter(0).text and number in piet.letter(0).text, 'Piet hears what is in his name'
    desk.gateway.run('case', 'resolve', number, 'Nieuwe kabel.', '--as', agent.address)
    solution = piet.letter(1)
    assert solution.is_resolution and els.letter(1).is_resolution and anna.letter(0).is_resolution
    piet.send(piet.answer(solution, 'Akkoord'))
    desk.case(number, state='closed')
    assert els.letter(2).number == anna.letter(1).number == number, 'who got the solution hears that it was accepted'

    agent.send(agent.write('Gebeld', f'Namens: {anna.address}\n\nAnna heeft geen wifi.'))
    letter = anna.letter(2)
    case = desk.gateway.case(letter.number)
    assert case['reporter']['address'] == anna.address and case['account'] == 'Klant BV'
    assert agent.letter(0).number == number, 'that her solution was accepted, told a while later'
    desk.at_rest()
    assert {letter.number for letter in agent.letters()} == {number}, 'and of nothing that she wrote herself'

    eve = desk.customer('Eve', domain='ander.example')
    desk.gateway.run('contact', 'set', eve.address, '--account', 'Klant BV')
    eve.send(eve.write('Scherm', f'Namens: {piet.address}\n\nZet dit op naam van Piet.'))
    assert desk.gateway.case(eve.letter(0).number)['reporter']['address'] == eve.address
    desk.at_rest()
    assert len(piet.letters()) == 3, 'what is in his name, the solution, and that the case is closed'


def shown_on(terminal):
    """All that is written to it until nobody has it open any more."""
    pieces = []
    try:
        while piece := os.read(terminal, 4096):
            pieces.append(piece)
    except OSError:
        pass
    os.close(terminal)
    return b''.join(pieces).decode()


def test_a_bar_on_a_terminal_only(gateway, tmp_path):
    table = tmp_path / 'people.csv'
    table.write_text('address\n' + ''.join(f'p{i}@klant.example\n' for i in range(3000)))
    ours, theirs = pty.openpty()
    with subprocess.Popen(gateway.argv('contact', 'import', str(table)), stdout=subprocess.PIPE, stderr=theirs) as child:
        os.close(theirs)
        shown = shown_on(ours)
        assert (child.stdout.read(), child.wait()) == (b'3000 contacts added, 0 set\n', 0)
    assert '50% [####################  ' in shown and shown.endswith('\r\x1b[K'), shown[-200:]
