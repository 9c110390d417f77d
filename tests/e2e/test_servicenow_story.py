# SPDX-License-Identifier: Apache-2.0
"""What a customer lives through whose cases are in ServiceNow, over Dovecot and Postfix; the agent works there."""
import re

from processes import eventually

CABLE = 'Nieuwe kabel geplaatst.'


def subjects(remote, customer, *wanted):
    """These letters, each once, and no others."""
    got = remote.letters(customer)
    assert len(got) == len(wanted) and all(re.search(*pair) for pair in zip(wanted, got)), got


def test_from_the_first_mail_to_accepted(remote_servers, servicenow):
    """With a file, a text and a title that are longer than a case's, and somebody in Cc."""
    remote = remote_servers().start()
    els, piet = remote.customer(account='Jansen BV'), remote.customer('Piet Jansen', account='Jansen BV')
    remote.gateway.run('account', 'set', 'Jansen BV', '--domains', 'klant.example', '--trust', 'domain')
    title = 'Scherm van de vergaderkamer is zwart ' + 'é' * 150
    text = 'Categorie: Werkplek\n\nHet scherm blijft zwart.\n' + ''.join(
        f'Regel {line}: wat ik deed en wat er daarna op het scherm stond.\n' for line in range(120))
    mail = els.write(title, text, Cc=f'{piet.name} <{piet.address}>')
    mail.add_attachment(b'\x89PNG scherm', maintype='image', subtype='png', filename='scherm.png')
    els.send(mail)
    letter = els.letter(0)
    number = letter.number
    assert number.startswith('CS') and letter['In-Reply-To'] == mail['Message-ID']

    case = servicenow.case(number)
    contact, = servicenow.rows('customer_contact', f'email={els.address}')
    watcher, = servicenow.rows('customer_contact', f'email={piet.address}')
    assert case['contact'] == contact['sys_id'] and case['account'] == contact['account'] != ''
    assert (case['state'], case['category'], case['priority'], case['contact_type']) == ('1', '2', '3', 'email')
    assert case['short_description'] == title[:160]
    assert len(case['description']) <= 4000 and case['description'].startswith('Categorie: Werkplek\n\nHet scherm blijft')
    assert case['watch_list'] == watcher['sys_id']
    files = eventually(lambda: len(servicenow.files(number)) == 2 and servicenow.files(number), 'both files')
    assert files.pop('scherm.png') == b'\x89PNG scherm'
    (_, whole), = files.items()
    assert 'Regel 119: wat ik deed' in whole.decode()

    servicenow.agent.ask(number, 'Welk merk is het scherm?')
    question = els.letter(1)
    assert question.number == number and 'Welk merk is het scherm?' in question.text and not question.is_resolution
    remote.is_there(number, 'awaiting info')

    els.send(els.answer(question, 'Een Philips.'))
    remote.is_there(number, 'open')
    assert remote.said(number) == [('jan.agent', 'Welk merk is het scherm?'), ('casegate', 'Een Philips.')]
    assert els.address in servicenow.comments(number)[1][1]

    servicenow.agent.resolve(number, CABLE)
    resolution = els.letter(2)
    assert CABLE in resolution.text and resolution.accept.to and resolution.reject.to
    remote.is_there(number, 'resolved')

    els.send(els.answer(resolution, 'Akkoord'))
    remote.is_there(number, 'closed')
    assert remote.said(number)[2] == ('casegate', 'Akkoord')
    assert servicenow.case(number)['close_notes'] == CABLE
    closed = els.letter(3)
    assert closed.number == number and not closed.is_resolution
    subjects(remote, els, rf'\[{number}\] Scherm', rf'\[{number}\] Vraag', rf'\[{number}\] Opgelost',
             rf'\[{number}\] Afgesloten')
    assert len(servicenow.cases()) == 1 and len(remote.gateway.cases()) == 1


def test_rejected_and_closed_by_time(remote_servers, servicenow):
    """Rejected with a reason, solved again, closed there by time; then a mail to it opens a new case that names it."""
    remote = remote_servers(auto_close='servicenow').start()
    els = remote.customer()
    resolution, number = remote.solved(els)

    els.send(els.answer(resolution, 'Afwijzen, want het scherm flikkert nog.'))
    remote.is_there(number, 'open')
    assert 'het scherm flikkert nog' in remote.said(number)[-1][1]
    assert els.letter(2).number == number

    servicenow.agent.resolve(number, 'Ander scherm geplaatst.')
    again = els.letter(3)
    assert 'Ander scherm geplaatst.' in again.text and again.is_resolution

    servicenow.switch(auto_close=True)
    servicenow.clock(forward=11 * 86400)
    remote.is_there(number, 'closed')
    assert els.letter(4).number == number
    assert len(remote.letters(els)) == 5

    els.send(els.answer(els.letters()[4], 'Het scherm is weer zwart, kunnen jullie nog eens kijken?'))
    new = els.letter(5)
    assert new.number != number and number in new.text
    assert servicenow.case(number)['state'] == '3'
    assert 'weer zwart' in servicenow.case(new.number)['description']
    assert remote.gateway.case(new.number)['predecessor'] == number
    assert len(remote.letters(els)) == 6


def test_a_request_is_ordered_and_fulfilled(remote_servers, servicenow):
    item, = servicenow.rows('sc_cat_item', 'name=Teams team of kanaal aanmaken')
    remote = remote_servers()
    catalog = remote.gateway.folder / 'catalog.d'
    catalog.mkdir()
    (catalog / 'kanaal.yaml').write_text(
        'item: kanaal\ntitle: {nl: Kanaal aanvragen, en: Ask for a channel}\nvariables:\n'
        '  - {name: soort, label: {nl: Soort verzoek, en: Kind}, required: yes,'
        ' choice: {team: {nl: Team, en: Team}, kanaal: {nl: Kanaal, en: Channel}}}\n'
        '  - {name: naam, label: {nl: Naam, en: Name}, required: yes, text: {max: 100}}\n'
        '  - {name: eigenaar, label: {nl: Eigenaar, en: Owner}, required: yes, text: {max: 100}}\n'
        f'remote: {{item: {item["sys_id"]}, key_variable: casegate_key}}\n')
    remote.start()
    els = remote.customer()
    els.send(els.write('Kanaal aanvragen', 'Soort verzoek: Kanaal\nNaam: Project Waterkant\nEigenaar: Piet Jansen\n'))
    letter = els.letter(0)
    ritm, = servicenow.rows('sc_req_item')
    assert letter.number == ritm['number']
    contact, = servicenow.rows('customer_contact', f'email={els.address}')
    assert ritm['requested_for'] == contact['sys_id']
    values = servicenow.variables(ritm['number'])
    assert (values['soort'], values['naam'], values['eigenaar']) == ('kanaal', 'Project Waterkant', 'Piet Jansen')
    assert values['casegate_key'] == ritm['correlation_id'] != ''

    servicenow.agent.fulfil(ritm['number'], notes='Het kanaal staat klaar.')
    done = els.letter(1)
    assert done.number == ritm['number'] and 'Het kanaal staat klaar.' in done.text
    subjects(remote, els, rf'\[{letter.number}\] Kanaal', rf'\[{letter.number}\] Klaar')


def test_a_case_by_telephone_is_opened_there(remote, servicenow):
    """By the same outbox as any other, with its file; the command tells the number that it got there."""
    remote = remote().start()
    file = remote.gateway.folder / 'foto.txt'
    file.write_text('zwart')
    said = remote.gateway.say('case', 'new', 'Scherm zwart', 'Sinds vanochtend.', '--for', 'els@klant.example',
                              '--attach', file)
    number = said.split()[0]
    assert said == f'{number} is new\n' and number.startswith('CS')
    case = servicenow.case(number)
    assert (case['short_description'], case['description']) == ('Scherm zwart', 'Sinds vanochtend.')
    assert case['contact_type'] == 'phone'
    assert servicenow.files(number) == {'foto.txt': b'zwart'}
    said = remote.gateway.say('case', 'new', 'Toner op', 'Op is op.', '--for', 'els@klant.example')
    assert servicenow.case(said.split()[0])['contact_type'] == 'phone'
    assert remote.gateway.json('case', 'show', number[2:])['number'] == number
