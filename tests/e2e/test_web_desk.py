# SPDX-License-Identifier: Apache-2.0
"""What agents do on the desk's pages beside answering: they see a letter first, put off, link and merge, set what a request
has, try a mail, and change what is known of a contact."""
import html
from concurrent.futures import ThreadPoolExecutor

import pytest

from browser import Browser
from test_web import OPERATOR, case_of, web  # noqa: F401: a fixture


@pytest.fixture
def sanne(web):  # noqa: F811
    return Browser(web.port, Accept_Language='en').log_in(web.gateway, 'sanne@desk.example')


def test_a_letter_is_seen_before_it_goes(web, sanne):  # noqa: F811
    number = case_of(web)
    before, letters = web.gateway.case(number), len(web.post.out.messages())
    form = {'do': 'resolve', 'text': 'Seen first, then sent.\n<b>It</b> works.', 'last': sanne.get(f'/desk/{number}').field('last')}
    page = sanne.submit(f'/desk/{number}', form, [('plan.txt', b'x')], to=f'/desk/{number}/preview')
    assert page.status == 200, page.text
    shown = html.unescape(page.text)
    assert 'Seen first, then sent.' in shown and '<b>It</b> works.' in shown and '<b>It</b>' not in page.text
    assert number in page.text and 'els' in page.text and 'plan.txt' in page.text
    assert page.field('last') == form['last'] and page.field('do') == 'resolve'
    assert web.gateway.case(number) == before and len(web.post.out.messages()) == letters

    back = sanne.post(f'/desk/{number}/text', {**form, 'nonce': page.field('nonce')})
    assert back.status == 200 and 'Seen first, then sent.' in back.text and 'value="resolve" checked' in back.text
    assert web.gateway.case(number) == before

    sent = sanne.post_files(f'/desk/{number}', {**form, 'nonce': page.field('nonce')}, [])
    assert (sent.status, sent.location) == (303, f'/desk/{number}?done=resolve')
    assert web.gateway.case(number)['state'] == 'resolved'
    letter = [raw for raw in web.post.out.messages() if b'Seen first, then sent.' in raw]
    assert len(letter) <= 1


def test_what_cannot_be_sent_is_said_beside_the_text(web, sanne):  # noqa: F811
    number = case_of(web)
    web.gateway.run('case', 'close', number, '--as', 'sanne@desk.example')
    page = sanne.post(f'/desk/{number}/preview', {'do': 'answer', 'text': 'Too late.'})
    assert page.status == 422 and 'Too late.' in page.text and 'closed for good' in page.text
    assert sanne.post(f'/desk/{number}/preview', {'do': 'dance', 'text': 'x'}).status == 422
    assert sanne.get(f'/desk/{number}/preview').location == f'/desk/{number}'
    assert sanne.get(f'/desk/{number}/text').location == f'/desk/{number}'
    assert Browser(web.port).post(f'/desk/{number}/preview', {'do': 'answer', 'text': 'x'}).status == 403


def test_the_command_line_shows_it_too(web):  # noqa: F811
    number = case_of(web)
    said = web.gateway.json('case', 'preview', number, 'answer', 'We come.', '--as', 'sanne@desk.example')
    assert said['number'] == number and said['act'] == 'answer' and said['unheard'] is None
    letter, = said['letters']
    assert set(letter) == {'to', 'address', 'subject', 'text', 'html', 'files'}
    assert 'We come.' in letter['text'] and 'We come.' in letter['html'] and number in letter['subject']


def test_a_case_is_put_off_linked_and_merged(web, sanne):  # noqa: F811
    first, second = case_of(web), case_of(web, 'The printer smokes again')
    assert first != second
    assert sanne.submit(f'/desk/{first}', {'do': 'link', 'other': second}).location == f'/desk/{first}?done=link'
    assert [link['number'] for link in web.gateway.case(first)['links']] == [second]
    assert sanne.submit(f'/desk/{first}', {'do': 'snooze', 'until': '3d'}).status == 303
    assert web.gateway.case(first)['snoozed_until'] is not None
    page = sanne.get(f'/desk/{first}')
    assert 'Put off until' in page.text and 'value="wake"' in page.text
    assert sanne.submit(f'/desk/{first}', {'do': 'wake'}).status == 303
    assert web.gateway.case(first)['snoozed_until'] is None
    page = sanne.submit(f'/desk/{first}', {'do': 'snooze', 'until': 'someday'})
    assert page.status == 422 and 'someday' in page.text
    assert sanne.submit(f'/desk/{first}', {'do': 'merge', 'other': second}).status == 303
    assert web.gateway.case(first)['merged_into'] == second
    assert 'value="unmerge"' in sanne.get(f'/desk/{first}').text
    assert sanne.submit(f'/desk/{first}', {'do': 'unmerge'}).location == f'/desk/{first}?done=unmerge'
    assert web.gateway.case(first)['merged_into'] is None
    assert 'value="unlink"' in sanne.get(f'/desk/{second}').text
    assert sanne.submit(f'/desk/{second}', {'do': 'unlink', 'other': first}).location == f'/desk/{second}?done=unlink'
    assert web.gateway.case(first)['links'] == []
    assert 'value="un' not in sanne.get(f'/desk/{first}').text
    page = sanne.submit(f'/desk/{first}', {'do': 'unmerge'})
    assert page.status == 422 and 'not merged' in page.text


def test_people_come_and_go(web, sanne):  # noqa: F811
    number = case_of(web)
    assert sanne.submit(f'/desk/{number}', {'do': 'add', 'address': 'piet@klant.example'}).status == 303
    assert 'value="remove"' in sanne.get(f'/desk/{number}').text
    assert sanne.submit(f'/desk/{number}', {'do': 'remove', 'address': 'piet@klant.example'}).status == 303
    assert web.gateway.case(number)['involved'] == []


def test_what_a_request_has_is_set(web, sanne):  # noqa: F811
    customer = web.customer()
    customer.send(customer.write('x', 'y'))
    customer.letter(0)
    said = web.gateway.say('request', 'new', 'teams', 'kind=Nieuw team', 'name=Noord', 'purpose=Project', 'owners=els@klant.example',
                           'privacy=Privé', 'urgency=Normaal', '--for', customer.address, '--as', 'sanne@desk.example')
    number = said.split()[0]
    page = sanne.submit(f'/desk/{number}', {'do': 'set', 'agent': 'Sanne de Wit', 'priority': 'high'})
    assert (page.status, page.location) == (303, f'/desk/{number}?done=set'), page.text
    request = web.gateway.json('request', 'show', number)
    assert (request['agent'], request['priority']) == ('Sanne de Wit', 'high')


def test_a_contact_is_changed(web, sanne):  # noqa: F811
    customer = web.customer()
    path = f'/desk/contact/{customer.address.replace("@", "%40")}'
    form = {'do': 'save', 'name': 'Els de Bos', 'account': 'Klant BV', 'aliases': 'els@thuis.example', 'language': 'en', 'sees': 'organisation',
            'manager': '', 'approves': '', 'items': 'all'}
    page = sanne.submit(path, form)
    assert (page.status, page.location) == (303, f'{path}?done=save'), page.text
    contact = web.gateway.json('contact', 'show', customer.address)
    assert [contact[key] for key in ('name', 'account', 'aliases', 'language', 'sees', 'items')] == [
        'Els de Bos', 'Klant BV', ['els@thuis.example'], 'en', 'organisation', None]
    page = sanne.get(path)
    assert 'value="els@thuis.example"' in page.text and 'value="organisation" selected' in page.text

    page = sanne.submit(path, {**form, 'manager': 'nobody@klant.example', 'name': 'Typed anew'})
    assert page.status == 422 and 'nobody@klant.example' in page.text and 'Typed anew' in page.text
    assert sanne.submit(path, {**form, 'aliases': '', 'language': ''}).status == 303
    contact = web.gateway.json('contact', 'show', customer.address)
    assert (contact['aliases'], contact['language'], contact['name']) == ([], None, 'Els de Bos')
    page = sanne.get(path + '?aliases=evil%40evil.example&name=Evil&files=evil')
    assert 'evil' not in page.text.lower().replace('evil%40', ''), 'a link fills in a form'
    page = sanne.submit(path, {**form, 'sees': 'organisation', 'language': 'nl', 'manager': 'nobody@klant.example'})
    assert 'value="organisation" selected' in page.text and 'value="nl" selected' in page.text
    assert sanne.submit(path, {**form, 'do': 'reset'}).status == 422
    assert sanne.submit(path, {'do': 'dance'}).status == 404


def test_a_contact_is_added(web, sanne):  # noqa: F811
    page = sanne.submit('/desk/contacts', {'do': 'known', 'address': 'nieuw@klant.example', 'name': 'Nieuw Hier', 'account': 'Klant BV'})
    assert (page.status, page.location) == (303, '/desk/contact/nieuw%40klant.example?done=known'), page.text
    assert web.gateway.json('contact', 'show', 'nieuw@klant.example')['known'] is True
    page = sanne.submit('/desk/contacts', {'do': 'known', 'address': 'no address', 'name': 'Kept'})
    assert page.status == 422 and 'value="Kept"' in page.text


RAW = (b'From: Els Bos <els@klant.example>\r\nTo: desk@desk.example\r\nSubject: Printer kapot\r\nMessage-ID: <tried@klant.example>\r\n'
       b'Date: Mon, 23 Nov 2026 10:02:00 +0000\r\n\r\nDe printer doet het niet.\r\n')


def test_a_mail_is_tried(web, sanne):  # noqa: F811
    before = web.gateway.cases(), web.gateway.mails()
    assert 'Try a mail' in sanne.get('/desk/').text
    for form, files in (({'text': RAW.decode()}, None), ({}, [('printer.eml', RAW)]), ({'mailbox': 'support', 'text': ''}, [('printer.eml', RAW)])):
        page = sanne.submit('/desk/try', form, files)
        assert page.status == 200 and 'open case' in page.text and 'anything else' in page.text, page.text
        assert ('printer.eml' in page.text) == (files is not None)
    assert (web.gateway.cases(), web.gateway.mails()) == before
    assert sanne.submit('/desk/try', {'text': ''}).status == 200
    page = sanne.submit('/desk/try', {'text': 'x', 'mailbox': 'nowhere'})
    assert page.status == 422 and 'nowhere' in page.text
    page = sanne.submit('/desk/try', {'text': '\x01<script>alert(1)</script>'})
    assert page.status == 200 and '<script>alert' not in page.text
    assert Browser(web.port).post('/desk/try', {'text': RAW.decode()}).status == 403
    foreign = Browser(web.port)
    foreign.cookie = 'x' * 43
    assert foreign.post('/desk/try', {'text': RAW.decode()}).status == 403


def test_a_mail_is_tried_by_rules_that_are_not_in_force(web, sanne):  # noqa: F811
    form = {'text': RAW.decode(), 'trial': 'yes'}
    page = sanne.submit('/desk/try', form)
    assert page.status == 422 and 'rules.trial' in page.text, page.text
    folder = web.gateway.folder / 'rules.trial'
    folder.mkdir()
    (folder / '10.yaml').write_text('- {name: loud, when: {tekst: printer}, then: {open_case: {priority: high}}}\n')
    page = sanne.submit('/desk/try', form)
    assert page.status == 422 and '10.yaml:1' in page.text and 'tekst' in page.text, page.text
    (folder / '10.yaml').write_text('- {name: loud, when: {text: printer}, then: {open_case: {priority: high}}}\n')
    page = sanne.submit('/desk/try', form)
    assert page.status == 200 and 'rules on trial' in page.text and '<b>loud</b>' in page.text and 'normal → <b>high</b>' in page.text, page.text
    assert 'rules on trial' not in sanne.submit('/desk/try', {'text': RAW.decode()}).text
    (folder / '10.yaml').write_text('- {name: never, when: {text: nothing of this kind}, then: {hold: {reason: x}}}\n')
    page = sanne.submit('/desk/try', form)
    assert page.status == 200 and 'The same' in page.text, page.text


def test_many_mails_are_tried_one_after_the_other(web, sanne):  # noqa: F811
    nonce = sanne.get('/desk/try').field('nonce')
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda n: sanne.post('/desk/try', {'nonce': nonce, 'text': RAW.decode().replace('kapot', f'stuk {n}')}), range(8)))
    assert [(page.status, f'stuk {n}' in page.text) for n, page in enumerate(pages)] == [(200, True)] * 8
    assert web.gateway.json('status')['gateway']
