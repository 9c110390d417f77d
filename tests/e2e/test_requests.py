# SPDX-License-Identifier: Apache-2.0
"""Requests from the first mail to their end."""
import json
import os
import re
import time

import pytest

from desk import UNLIMITED
from gateway import Failed
from processes import duration, eventually

ITEM = """
item: chair
title: {nl: Bureaustoel bestellen, en: Order a chair}
group: servicedesk
variables:
  - {name: colour, label: {nl: Kleur, en: Colour}, required: yes, choice: {red: {nl: Rood, en: Red}, blue: {nl: Blauw, en: Blue}}}
when_complete:
  - run: [%s]
  - mail: inkoop@desk.example
"""


def show(desk, number, **wanted):
    """The request once it shows what is wanted."""
    def shows():
        request = desk.gateway.json('request', 'show', number)
        assert all(request[key] == value for key, value in wanted.items()), {key: request[key] for key in wanted}
        return request
    return eventually(shows, f'{number} with {wanted}')


def script(desk, text):
    """An operator's command, which an item of the catalog runs."""
    path = desk.gateway.folder / 'order-chair'
    path.write_text('#!/bin/sh\n' + text)
    path.chmod(0o755)
    catalog = desk.gateway.folder / 'catalog.d'
    catalog.mkdir(exist_ok=True)
    (catalog / 'chair.yaml').write_text(ITEM % path)


def order(desk, customer):
    """A complete request, confirmed by answering; its number."""
    customer.send(customer.write('Bureaustoel bestellen', 'Kleur: rood\n'))
    confirm = customer.letter(0)
    customer.send(customer.answer(confirm, 'Ja'))
    assert confirm.number in customer.letter(1).subject
    return confirm.number


def texts(request):
    return [entry['text'] for entry in request['timeline']]


def test_a_command_gets_the_request(folder_desk):
    desk = folder_desk()
    out = desk.gateway.folder / 'ordered'
    script(desk, f'cat > {out}\n')
    desk.start()
    els = desk.customer()
    number = order(desk, els)
    request = eventually(lambda: all(step['state'] == 'done' for step in show(desk, number)['steps']) and
                         show(desk, number), 'both steps')
    assert 'command order-chair: exit 0' in texts(request)
    got = json.loads(out.read_text())
    assert got['number'] == number and got['item'] == 'chair' and got['fields'] == {'colour': 'red'}
    assert got['reporter'] == {'name': els.name, 'address': els.address}
    assert 'Rood' in eventually(lambda: desk.post.letters('inkoop@desk.example'), 'the mail to inkoop')[0].decode()
    told = eventually(lambda: desk.post.letters('sanne@desk.example'), 'the notification')
    assert len(told) == 1 and b'#uitgevoerd' in told[0] and not desk.post.letters('team@desk.example')


def test_a_command_that_fails_is_told(folder_desk):
    desk = folder_desk(times={'give_up_command': '1s'})
    script(desk, 'echo geen stoelen meer\nexit 3\n')
    desk.start()
    number = order(desk, desk.customer())
    request = eventually(lambda: show(desk, number)['steps'][0]['state'] == 'failed' and show(desk, number), 'a failure')
    assert any(text.startswith('command order-chair: exit 3: geen stoelen meer; given up') for text in texts(request))
    assert not desk.post.letters('inkoop@desk.example')
    assert 'failed (exit 3: geen stoelen meer)' in desk.gateway.say('request', 'show', number)
    script(desk, 'exit 0\n')
    desk.gateway.run('request', 'retry', number)
    eventually(lambda: desk.post.letters('inkoop@desk.example'), 'the next step')


def test_a_command_that_takes_its_worker_along_has_failed(folder_desk):
    """Nobody can say any more whether it worked, so the next step waits."""
    desk = folder_desk(times={'give_up_command': '1s'})
    script(desk, 'kill -9 $PPID\n')
    desk.start()
    number = order(desk, desk.customer())
    request = eventually(lambda: show(desk, number)['steps'][0]['state'] == 'failed' and show(desk, number), 'a failure')
    assert any(text.startswith('command order-chair: its process ended: ') for text in texts(request)), texts(request)
    assert not desk.post.letters('inkoop@desk.example')


def test_commands_survive_kill_9(folder_desk):
    """Killed while a command runs, again and again: it has run in the end, and what follows has happened once."""
    desk = folder_desk(**UNLIMITED)
    folder = desk.gateway.folder
    (folder / 'begun').mkdir()
    script(desk, f'cat > {folder}/begun/$$; sleep 0.3; cat {folder}/begun/$$ >> {folder}/done\n')
    desk.start()
    customers = [desk.customer(f'Klant{n} Een') for n in range(6)]
    numbers = [order(desk, customer) for customer in customers]
    for _ in range(8):
        time.sleep(0.15)
        desk.gateway.kill()
        desk.start()
    for number in numbers:
        eventually(lambda: all(step['state'] == 'done' for step in show(desk, number)['steps']), f'{number} done')
    done = [json.loads(line)['number'] for line in (folder / 'done').read_text().splitlines()]
    assert set(done) == set(numbers)
    assert len(os.listdir(folder / 'begun')) >= len(numbers)
    for number in numbers:
        request = show(desk, number)
        assert texts(request).count('command order-chair: exit 0') == 1
    desk.flushed()
    letters = desk.post.letters('inkoop@desk.example')
    assert sorted(re.search(rb'\[(REQ\d+)\]', letter).group(1).decode() for letter in letters) == sorted(numbers)


TEAMS = 'Teams of Teamskanaal aanmaken'
REST = {'Doel van het Team/Kanaal': 'Overleg', 'Publiek of Privé': 'Privé', 'Urgentie': 'Laag'}
REST_LINES = ''.join(f'{label}: {value}\n' for label, value in REST.items())


def people(desk):
    """A customer and the manager whom the desk knows."""
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    desk.gateway.run('contact', 'set', els.address, '--manager', piet.address)
    return els, piet


def fields(request):
    return {field['name']: field['value'] for field in request['fields']}


def filled(letter, **values):
    """The quoted letter with values typed behind the labels of its form, as in Gmail."""
    lines = []
    for line in letter.text.splitlines():
        label = line.partition(':')[0]
        lines.append(f'> {label}: {values[label]}' if label in values else f'> {line}')
    return '\n'.join(lines)


def outlook(letter, desk, **values):
    """The same without quote marks, below a header, as in Outlook."""
    quoted = filled(letter, **values).replace('\n> ', '\n').removeprefix('> ')
    return (f'________________________________\nVan: Servicedesk <{desk.address}>\n'
            f'Verzonden: maandag 23 november 2026 10:02\nAan: Els Bos\nOnderwerp: {letter.subject}\n\n{quoted}\n')


def html_answer(customer, letter, desk, **values):
    """An HTML answer whose quoted form was filled in where it stands."""
    body = letter.html
    for label, value in values.items():
        body, count = re.subn(f'<b>{re.escape(label)}:</b>[^<]*', f'<b>{label}:</b> {value}', body)
        assert count == 1, label
    mail = customer.answer(letter, '', quote=False)
    mail.clear_content()
    mail.set_content(f'<html><body><div dir="ltr">Hierbij.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
                     f'Op ma 23 nov 2026 om 10:02 schreef Servicedesk &lt;{desk.address}&gt;:<br></div>'
                     f'<blockquote class="gmail_quote" style="margin:0">{body}</blockquote></div></body></html>', subtype='html')
    return mail


def test_a_team_from_question_to_done(desk):
    """Asked with missing fields, answered twice, approved by the manager, carried out."""
    els, piet = people(desk)
    els.send(els.write(TEAMS, 'Hallo,\n\nGraag een nieuw team voor de afdeling.\n\nType verzoek: Nieuw team\n'))
    question = els.letter(0)
    number = question.number
    assert 'Gewenste naam van Team/Kanaal is verplicht' in question.text
    assert 'Eigenaar/Eigenaren is verplicht' in question.text and 'Type verzoek is verplicht' not in question.text
    proven = 'L2' in desk.gateway.say('mail', 'show', 1)  # through servers; else no value is told
    assert ('Type verzoek: Nieuw team' in question.text.splitlines()) == proven
    els.send(els.answer(question, 'Gewenste naam van Team/Kanaal: Verkoop\nUrgentie: vandaag'))
    second = els.letter(1)
    assert 'Urgentie moet een van deze zijn' in second.text and 'naam van Team/Kanaal is verplicht' not in second.text
    gmail = filled(second, **{**REST, 'Eigenaar/Eigenaren': 'Els Bos, Piet Jansen', 'Urgentie': 'Hoog'})
    els.send(els.answer(second, f'Op 23 november 2026 schreef Servicedesk:\n{gmail}', quote=False))
    waits = els.letter(2)
    assert 'goedkeuring' in waits.text and 'Verkoop' in waits.text
    approval = piet.letter(0)
    assert els.address in approval.text and 'Verkoop' in approval.text
    piet.send(piet.press(approval.accept))
    assert 'goedgekeurd' in els.letter(3).text
    request = show(desk, number, state='in progress')
    assert fields(request) == {'kind': 'Nieuw team', 'name': 'Verkoop', 'purpose': 'Overleg',
                               'owners': 'Els Bos, Piet Jansen', 'privacy': 'Privé', 'urgency': 'Hoog'}
    desk.gateway.run('request', 'fulfil', number, 'Het team staat klaar.')
    done = els.letter(4)
    assert 'Het team staat klaar.' in done.text and done.number == number
    assert show(desk, number)['state'] == 'fulfilled'
    els.send(els.answer(done, 'Ik kan er niet bij.'))
    followed = els.letter(5).number
    assert followed != number and desk.gateway.case(followed)['predecessor'] == number


@pytest.mark.parametrize('style', ['outlook', 'html', 'below', 'blank'])
def test_forms_are_filled_in_as_people_do(folder_desk, style):
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    els.send(els.write(TEAMS, '' if style == 'blank' else 'Kunnen jullie hier iets voor ons maken?'))
    letter = els.letter(0)
    values = {'Type verzoek': 'extra kanaal', 'Gewenste naam van Team/Kanaal': 'Zomer', 'Eigenaar/Eigenaren': 'Els Bos', **REST}
    if style == 'outlook':
        mail = els.answer(letter, outlook(letter, desk, **values), quote=False)
    elif style == 'html':
        mail = html_answer(els, letter, desk, **values)
    elif style == 'below':
        text = ''.join(f'> {line}\n' + (f'\n{values[line[:-1]]}\n\n' if line[:-1] in values else '')
                       for line in letter.text.splitlines())
        mail = els.answer(letter, f'Op 23 november 2026 schreef Servicedesk:\n{text}', quote=False)
    else:
        mail = els.answer(letter, ''.join(f'{label}: {value}\n' for label, value in values.items()))
    els.send(mail)
    request = show(desk, letter.number, state='awaiting approval')
    got = fields(request)
    assert (got['kind'], got['name'], got['owners']) == ('Extra kanaal', 'Zomer', 'Els Bos')
    assert 'members' not in got, got


def test_a_wish_to_close_approves_nothing(folder_desk):
    """What closes a solved case is no word on a request: the manager is asked again, and her keyword counts."""
    desk = folder_desk().start()
    els, piet = people(desk)
    els.send(els.write(TEAMS, 'Type verzoek: Nieuw team\nGewenste naam van Team/Kanaal: Verkoop\nEigenaren: Els\n' + REST_LINES))
    confirm = els.letter(0)
    els.send(els.answer(confirm, 'Ja, dat klopt.\nEigenaar/Eigenaren: Els'))
    show(desk, confirm.number, state='awaiting approval')
    approval = piet.letter(0)
    piet.send(piet.answer(approval, 'Die mag je sluiten hoor.'))
    again = piet.letter(1)
    assert show(desk, confirm.number)['state'] == 'awaiting approval'
    piet.send(piet.answer(again, 'Akkoord namens de directie.'))
    show(desk, confirm.number, state='in progress')


@pytest.mark.parametrize('style', ['one line', 'told', 'table', 'ticks'])
def test_answers_to_what_is_missing(folder_desk, style):
    """Nothing is a default that the customer speaks of, and each value that can mean one thing only is taken."""
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer()
    els.send(els.write(TEAMS, 'Type verzoek = extra kanaal graag\nGewenste naam\nZomer\n\nEigenaar - Els Bos en Piet Jansen\n'
                              'Doel: Overleg\nAlvast bedankt!\nEls\n'))
    question = els.letter(0)
    assert 'Publiek of Privé is verplicht' in question.text and 'Urgentie is verplicht' in question.text
    assert 'Doel van het Team/Kanaal is verplicht' not in question.text
    if style == 'one line':
        els.send(els.answer(question, 'Hoi,\n\nPrivé, hoog graag.'))
    elif style == 'told':
        els.send(els.answer(question, 'Over de urgentie bellen we nog.\nPubliek of privé: prive'))
        question = els.letter(1)
        assert 'Urgentie is verplicht' in question.text and 'Privé is verplicht' not in question.text
        els.send(els.answer(question, 'De urgentie is hoog.'))
    elif style == 'table':
        mail = els.answer(question, '', quote=False)
        mail.clear_content()
        mail.set_content('<table><tr><th>Publiek of Privé</th><th>Urgentie</th></tr>'
                         '<tr><td>Privé</td><td>Hoog</td></tr></table><p>Groet, Els</p><div class="gmail_quote">'
                         f'<blockquote class="gmail_quote">{question.html}</blockquote></div>', subtype='html')
        els.send(mail)
    else:
        els.send(els.answer(question, 'Hallo, hierbij wat jullie nog van ons wilden weten.\n\nPubliek of Privé:\n☐ Publiek\n☒ Privé\nUrgentie: [ ] laag [ ] normaal [x] hoog\n'
                                      '☒ Goedkeuring leidinggevende gekregen\n'))
    request = show(desk, question.number, state='awaiting approval')  # whatever the customer says of the manager
    wanted = {'kind': 'Extra kanaal', 'name': 'Zomer', 'purpose': 'Overleg', 'owners': 'Els Bos, Piet Jansen',
              'privacy': 'Privé', 'urgency': 'Hoog'}
    assert fields(request) == (wanted | {'approved': 'Ja'} if style == 'ticks' else wanted)


OLDER_TEAMS = """
item: teams
title: {nl: Teams of Teamskanaal aanmaken, en: Create a team or Teams channel}
approval: manager
variables:
  - {name: kind, label: {nl: Type verzoek, en: Type of request}, required: yes,
     choice: {team: {nl: Nieuw team, en: New team}, channel: {nl: Extra kanaal, en: Extra channel}}}
  - {name: name, label: {nl: Gewenste naam van Team/Kanaal, en: Name}, required: yes, text: {max: 100}}
  - {name: purpose, label: {nl: Doel van het Team/Kanaal, en: Purpose}, multi_line: {max: 2000}}
  - {name: owners, label: {nl: Eigenaar/Eigenaren, en: Owners}, required: yes, people: {min: 1}}
  - {name: members, label: {nl: Leden, en: Members}, people: {}}
  - {name: privacy, label: {nl: Openbaar of privé, en: Public or private}, default: private,
     choice: {private: {nl: Privé, en: Private}, public: {nl: Openbaar, en: Public}}}
  - {name: urgency, label: {nl: Urgentie, en: Urgency}, default: normal,
     choice: {low: {nl: Laag, en: Low}, normal: {nl: Normaal, en: Normal}, high: {nl: Hoog, en: High}}}
"""


def test_requests_of_the_older_form_go_on(folder_desk):
    """One that waits for its manager, and a draft whose letter has the older labels."""
    desk = folder_desk(**UNLIMITED)
    older = desk.gateway.folder / 'catalog.d' / 'teams.yaml'
    older.parent.mkdir(exist_ok=True)
    older.write_text(OLDER_TEAMS)
    desk.start()
    els, piet = people(desk)
    els.send(els.write(TEAMS, 'Type verzoek: Nieuw team\nGewenste naam van Team/Kanaal: Zomer\nEigenaar/Eigenaren: Els\n'))
    waiting = els.letter(0)
    els.send(els.answer(waiting, 'Ja'))
    show(desk, waiting.number, state='awaiting approval')
    approval = piet.letter(0)
    sent = len(els.letters())
    els.send(els.write(TEAMS, 'Hallo, wij willen graag een kanaal voor onze afdeling.\n\n'
                              'Type verzoek: Extra kanaal\nOpenbaar of privé: Openbaar\n'))
    question = els.letter(sent)
    desk.gateway.stop()
    older.unlink()
    desk.gateway.start()
    piet.send(piet.press(approval.accept))
    request = show(desk, waiting.number, state='in progress')
    assert fields(request) == {'kind': 'Nieuw team', 'name': 'Zomer', 'owners': 'Els', 'privacy': 'Privé', 'urgency': 'Normaal'}
    desk.gateway.run('request', 'fulfil', waiting.number, 'Het team staat klaar.')
    values = {'Gewenste naam van Team/Kanaal': 'Winter', 'Eigenaar/Eigenaren': 'Els Bos', 'Openbaar of privé': 'Openbaar'}
    gmail = filled(question, **values)
    els.send(els.answer(question, f'Op 23 november 2026 schreef Servicedesk:\n{gmail}', quote=False))
    again = eventually(lambda: [one for one in els.letters() if 'Doel van het Team/Kanaal is verplicht' in one.text
                                and one.number == question.number], 'the newer question')[-1]
    els.send(els.answer(again, 'Samen werken aan de winter'))
    request = show(desk, question.number, state='awaiting approval')
    assert fields(request) == {'kind': 'Extra kanaal', 'name': 'Winter', 'purpose': 'Samen werken aan de winter',
                               'owners': 'Els Bos', 'privacy': 'Publiek', 'urgency': 'Normaal'}


def test_declined_by_the_manager(folder_desk):
    desk = folder_desk().start()
    els, piet = people(desk)
    els.send(els.write(TEAMS, 'Type verzoek: Nieuw team\nGewenste naam van Team/Kanaal: X\nEigenaren: Els\n' + REST_LINES))
    confirm = els.letter(0)
    els.send(els.answer(confirm, 'Ja, dat klopt.\nEigenaar/Eigenaren: Els'))
    show(desk, confirm.number, state='awaiting approval')
    approval = piet.letter(0)
    piet.send(piet.press(approval.reject, 'Er is al zo een team.'))
    show(desk, confirm.number, state='declined')
    declined = eventually(lambda: [one for one in els.letters() if 'Afgewezen' in one.subject], 'the refusal')[0]
    assert 'Er is al zo een team.' in declined.text
    piet.send(piet.press(approval.accept))
    assert 'al beslist' in piet.letter(1).text
    assert show(desk, confirm.number)['state'] == 'declined'


def test_time_ends_drafts_and_approvals(folder_desk):
    desk = folder_desk(times={'expire_draft': duration(2), 'remind_approval': duration(1),
                              'expire_approval': duration(3)}).start()
    els, piet = people(desk)
    els.send(els.write(TEAMS, ''))
    draft = els.letter(0).number
    assert 'verlopen' in els.letter(1).text
    assert show(desk, draft)['state'] == 'expired'
    els.send(els.write(TEAMS, 'Type verzoek: Nieuw team\nGewenste naam van Team/Kanaal: X\nEigenaar/Eigenaren: Els\n'
                       + REST_LINES))
    confirm = els.letter(2)
    els.send(els.answer(confirm, 'Ja'))
    assert 'Herinnering' in piet.letter(1).subject
    show(desk, confirm.number, state='expired')


def test_the_list_of_forms(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('Formulieren', 'Welke formulieren zijn er?'))
    forms = els.letter(0)
    link = forms._link('Teamskanaal')
    assert link.to == desk.address
    els.send(els.press(link))
    form = els.letter(1)
    assert 'Type verzoek:' in form.text.splitlines() and form.number
    assert not desk.gateway.cases()


def test_attachments_stay_with_the_request(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    mail = els.write(TEAMS, 'Type verzoek: Nieuw team\n')
    mail.add_attachment(b'een lijst', maintype='text', subtype='csv', filename='leden.csv')
    els.send(mail)
    number = els.letter(0).number
    assert [one['name'] for one in desk.gateway.json('request', 'attachment', number)] == ['leden.csv']
    assert desk.gateway.run('request', 'attachment', number, 1) == b'een lijst'


def test_the_desk_answers_and_ends(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write(TEAMS, ''))
    number = els.letter(0).number
    desk.gateway.run('request', 'ask', number, 'Voor welke afdeling?', '--as', 'Sanne de Wit')
    assert 'Voor welke afdeling?' in els.letter(1).text
    with pytest.raises(Failed, match='it is not complete yet'):
        desk.gateway.run('request', 'fulfil', number)
    desk.gateway.run('request', 'decline', number, 'Dit kan niet meer.')
    assert 'Dit kan niet meer.' in els.letter(2).text
    assert [one['number'] for one in desk.gateway.json('request', 'list', 'declined')] == [number]
    with pytest.raises(Failed, match='use .casegate request.'):
        desk.gateway.run('case', 'close', number)
