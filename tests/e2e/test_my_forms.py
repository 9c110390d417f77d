# SPDX-License-Identifier: Apache-2.0
"""What customers fill in on their pages: for whom and where a case is, what is asked often, a draft; and that whatever is
begun on a page can be ended by mail, and the other way round."""
import re

import pytest

from processes import eventually
from test_my_pages import TEAMS, app_code, browser_of, code_letter, code_of, file_case, letter_of, letters_of, log_in, submit, web  # noqa: F401
from test_requests import show
from test_web import OPERATOR, SANNE, free_port

FAQ = """
- title: {nl: Wachtwoord vergeten, en: Forgotten password}
  link: https://wachtwoord.desk.example/nl
  words: [wachtwoord]
- title: De printer drukt niets af
  text: Zet hem een minuut uit.
  words: [printer]
- {title: English only, language: en, words: [english], text: Yes.}
"""


def log_in_by_app(web, customer):  # noqa: F811
    """Connects an app, and logs in anew with its code."""
    browser = log_in(web, customer)
    browser.submit('/my/app', {'do': 'begin'})
    key = re.search(r'<p class="mono">([A-Z2-7]+)</p>', browser.get('/my/app').text).group(1)
    assert browser.submit('/my/app', {'do': 'confirm', 'code': app_code(key)}).status == 303
    known = len([letter for letter in customer.letters() if 'code om in te loggen' in letter.subject])
    again = browser_of(web)
    again.post('/my/login', {'address': customer.address})
    assert again.post('/my/code', {'code': code_of(code_letter(customer, known))}).location == '/my/code?app=1'
    assert again.post('/my/code', {'code': app_code(key, 1)}).location == '/my/'
    return again


def test_for_whom_and_in_which_account(web):  # noqa: F811
    els, piet, eve = web.customer(), web.customer('Piet Jansen'), web.customer('Eve Vos', domain='elders.example')
    for who in (els, piet):
        web.gateway.run('contact', 'set', who.address, '--account', 'Jansen BV')
    web.gateway.run('contact', 'set', eve.address, '--account', 'Elders BV')
    web.gateway.run('contact', 'set', els.address, '--approves', 'Elders BV')
    browser = log_in(web, els)
    page = browser.get('/my/new')
    assert 'name="f.reporter"' not in page.text and 'name="f.account"' not in page.text
    assert '<dd>Els Bos</dd>' in page.text and '<dd>Jansen BV</dd>' in page.text
    form = {'title': 'Scherm zwart', 'text': 'Het blijft zwart.', 'f.category': 'Overig'}
    page = browser.submit('/my/new', {**form, 'f.reporter': piet.address})
    assert page.status == 422 and 'href="#reporter"' in page.text, 'a code alone names nobody else'

    browser = log_in_by_app(web, els)
    page = browser.get('/my/new')
    assert f'value="{els.address}" required' in page.text
    assert '<option value="Elders BV">' in page.text and piet.address not in page.text, 'whom they may not see is not listed'
    for wrong in ('nobody@klant.example', eve.address):
        page = browser.submit('/my/new', {**form, 'f.reporter': wrong})
        assert page.status == 422 and f'value="{wrong}"' in page.text and 'field wrong' in page.text
    page, where = submit(browser, '/my/new', {**form, 'f.reporter': piet.address, 'f.account': 'Elders BV'})
    case = web.gateway.case(re.match(r'/my/(CS\d+)', where).group(1))
    assert (case['reporter']['address'], case['account']) == (piet.address, 'Elders BV')
    assert 'Piet Jansen' in page.text, 'who files it follows it'
    web.gateway.run('contact', 'set', els.address, '--sees', 'organisation')
    page = browser.get('/my/new')
    assert f'<option value="{piet.address}">Piet Jansen</option>' in page.text and eve.address not in page.text
    _, where = submit(browser, '/my/new', {**form, 'f.reporter': els.address.upper(), 'f.account': 'Jansen BV'})
    assert web.gateway.case(re.match(r'/my/(CS\d+)', where).group(1))['reporter']['address'] == els.address


def test_frequent_questions(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, agents=[SANNE, OPERATOR])
    desk.port = port
    (desk.gateway.folder / 'faq.d').mkdir()
    (desk.gateway.folder / 'faq.d' / 'own.yaml').write_text(FAQ)
    desk.start()
    browser = log_in(desk, desk.customer())
    page = browser.get('/my/new')
    assert 'Misschien helpt dit alvast' in page.text and 'English only' not in page.text
    assert '<a href="https://wachtwoord.desk.example/nl" rel="noreferrer">Wachtwoord vergeten</a>' in page.text
    page = browser.submit('/my/new', {'title': 'Mijn printer drukt niets', 'text': '', 'f.category': ''})
    assert page.status == 422 and page.text.index('De printer drukt') < page.text.index('Wachtwoord vergeten')
    page = browser.get('/my/faq')
    assert page.text.index('Wachtwoord vergeten') < page.text.index('De printer drukt niets af')
    page = browser.get('/my/faq?text=printer')
    assert page.text.index('De printer drukt niets af') < page.text.index('Wachtwoord vergeten')
    assert 'Zet hem een minuut uit.' in page.text and 'Daar past geen vraag bij' not in page.text
    assert 'Daar past geen vraag bij' in browser.get('/my/faq?text=paard').text


def test_no_frequent_questions(web):  # noqa: F811
    browser = log_in(web, web.customer())
    assert 'Misschien helpt' not in browser.get('/my/new').text and '/my/faq' not in browser.get('/my/new').text


def test_a_draft_is_kept_and_completed(web):  # noqa: F811
    els = web.customer()
    browser = log_in(web, els)
    page, where = submit(browser, '/my/catalog/teams', {'f.name': 'Project Zon', 'f.members': 'Piet', 'do': 'later'})
    number = re.match(r'/my/(REQ\d+)', where).group(1)
    assert 'Bewaard. Er ontbreekt nog iets' in page.text and 'value="Project Zon"' in page.text
    assert page.text.count('aria-invalid="true"') == 5 and 'Vraag aan jou' in browser.get('/my/').text
    show(web, number, state='draft')
    assert number in letter_of(els, 1).subject
    page = browser.submit(f'/my/{number}', {'do': 'complete', 'f.name': 'Project Maan'})
    assert page.status == 422 and 'value="Project Maan"' in page.text and 'href="#purpose"' in page.text
    page, _ = submit(browser, f'/my/{number}', {'do': 'later', 'f.name': 'Project Maan'})
    assert 'value="Project Maan"' in page.text and 'value="Piet"' not in page.text
    page, _ = submit(browser, f'/my/{number}', {**TEAMS, 'f.owners': els.address, 'do': 'complete'})
    assert 'Je aanvraag is ingediend' in page.text and 'name="f.name"' not in page.text
    request = web.gateway.json('request', 'show', number)
    assert request['state'] == 'awaiting approval'
    assert {field['name']: field['value'] for field in request['fields'] if field['value']} == {
        'kind': 'Nieuw team', 'name': 'Project Zon', 'purpose': 'Samen werken\nmet leveranciers', 'owners': els.address,
        'privacy': 'Privé', 'urgency': 'Normaal', 'approved': 'Ja'}
    nonce = browser.get('/my/new').field('nonce')
    assert browser.post(f'/my/{number}', {'do': 'complete', 'f.name': 'Te laat', 'nonce': nonce}).status == 422


class ByMail:
    """A customer with a mail program."""

    def __init__(self, desk, customer):
        self.desk, self.customer = desk, customer

    def open(self, title):
        before = len(letters_of(self.customer))
        self.customer.send(self.customer.write(title, 'Het gaat over het scherm op kamer vier.'))
        return letter_of(self.customer, before + 1).number

    def request(self, title):
        before = len(letters_of(self.customer))
        self.customer.send(self.customer.write('Teams of Teamskanaal aanmaken', f'Gewenste naam van Team/Kanaal: {title}\n'))
        return letter_of(self.customer, before + 1).number

    def _newest(self, number):
        return eventually(lambda: [one for one in letters_of(self.customer) if number in one.subject], f'a letter on {number}')[-1]

    def comment(self, number, text):
        self.customer.send(self.customer.answer(self._newest(number), text))

    def complete(self, number, fields):
        lines = ''.join(f'{label}: {value}\n' for label, value in fields)
        self.customer.send(self.customer.answer(self._newest(number), lines))

    def _press(self, number, link, text=''):
        letter = eventually(lambda: [one for one in letters_of(self.customer) if number in one.subject and one.is_resolution],
                            'a letter that asks')[-1]
        self.customer.send(self.customer.press(getattr(letter, link), text))

    def accept(self, number):
        self._press(number, 'accept')

    def reject(self, number, text):
        self._press(number, 'reject', text)

    def approve(self, number):
        self._press(number, 'accept')

    def decline(self, number, text):
        self._press(number, 'reject', text)


class ByPage:
    """The same customer in a browser."""

    def __init__(self, desk, customer):
        self.browser = log_in(desk, customer)

    def open(self, title):
        return file_case(self.browser, title, 'Het gaat over het scherm op kamer vier.')[0]

    def request(self, title):
        _, where = submit(self.browser, '/my/catalog/teams', {'f.name': title, 'do': 'later'})
        return re.match(r'/my/(REQ\d+)', where).group(1)

    def _do(self, number, do, text='', **fields):
        page, where = submit(self.browser, f'/my/{number}', {'do': do, 'text': text, **fields})
        assert where, page.text

    def comment(self, number, text):
        self._do(number, 'comment', text)

    def complete(self, number, fields):
        names = {'Type verzoek': 'kind', 'Gewenste naam van Team/Kanaal': 'name', 'Doel van het Team/Kanaal': 'purpose',
                 'Eigenaar/Eigenaren': 'owners', 'Publiek of Privé': 'privacy', 'Urgentie': 'urgency'}
        self._do(number, 'complete', **{f'f.{names[label]}': value for label, value in fields})

    def accept(self, number):
        self._do(number, 'accept')

    def reject(self, number, text):
        self._do(number, 'reject', text)

    def approve(self, number):
        self._do(number, 'approve')

    def decline(self, number, text):
        self._do(number, 'decline', text)


def resolved(desk, one, title):
    number = one.open(title)
    desk.gateway.run('case', 'resolve', number, 'Nieuwe kabel geplaatst.')
    return number


def case(desk, one, other, _):
    number = one.open('Een case van begin tot eind')
    other.comment(number, 'Er is nog iets.')
    eventually(lambda: 'Er is nog iets.' in str(desk.gateway.case(number)['timeline']), 'the comment')


def comments(desk, one, other, _):
    number = one.open('Een case met een vraag')
    one.comment(number, 'Ten eerste dit.')
    desk.gateway.run('case', 'ask', number, 'Welke kleur?')
    other.comment(number, 'Oranje.')
    desk.case(number, state='open')
    assert 'Oranje.' in str(desk.gateway.case(number)['timeline'])


def accept(desk, one, other, _):
    number = resolved(desk, one, 'Een case die wordt geaccepteerd')
    other.accept(number)
    desk.case(number, state='closed')


def reject(desk, one, other, _):
    number = resolved(desk, one, 'Een case die wordt afgewezen')
    other.reject(number, 'Nog steeds zwart.')
    desk.case(number, state='open')
    assert 'Nog steeds zwart.' in str(desk.gateway.case(number)['timeline'])


def requested(desk, one, other, number=None):
    els = other.customer.address if isinstance(other, ByMail) else one.customer.address
    number = one.request('Project Zon')
    show(desk, number, state='draft')
    other.complete(number, [('Type verzoek', 'Nieuw team'), ('Gewenste naam van Team/Kanaal', 'Project Zon'),
                            ('Doel van het Team/Kanaal', 'Samen werken'), ('Eigenaar/Eigenaren', els),
                            ('Publiek of Privé', 'Privé'), ('Urgentie', 'Normaal')])
    show(desk, number, state='awaiting approval')
    return number


def request(desk, one, other, _):
    requested(desk, one, other)


def approve(desk, one, other, manager):
    number = requested(desk, one, other)
    manager.approve(number)
    show(desk, number, state='in progress')


def decline(desk, one, other, manager):
    number = requested(desk, one, other)
    manager.decline(number, 'Er is al zo een team.')
    show(desk, number, state='declined')


@pytest.mark.parametrize('begins, ends', [(ByPage, ByMail), (ByMail, ByPage)])
@pytest.mark.parametrize('story', [case, comments, accept, reject, request, approve, decline])
def test_begun_one_way_and_ended_the_other(web, story, begins, ends):  # noqa: F811
    els, piet = web.customer(), web.customer('Piet Jansen')
    web.gateway.run('contact', 'set', els.address, '--manager', piet.address)
    story(web, begins(web, els), ends(web, els), ends(web, piet) if story in (approve, decline) else None)
