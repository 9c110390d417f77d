# SPDX-License-Identifier: Apache-2.0
"""What the customers' pages withstand: looking for what is another's, forms of others, old forms, many at once, trying out
codes, and whoever reads the spool."""
import re
import threading
import time

import pytest

from browser import Browser
from test_my_pages import (TEAMS, app_code, browser_of, code_letter, code_of, file_case, letter_of, log_in, submit,  # noqa: F401
                           web)

NEW = {'title': 'Scherm zwart', 'text': 'Het blijft zwart.', 'f.category': 'Overig'}


def without_nonce(page):
    return re.sub(r'value="[0-9a-f]{64}"', '', page.text)


def test_foreign_and_missing_are_one_answer(web):  # noqa: F811
    """Each page of a ticket, its files, each form on it: the same bytes, whether it is another's or nobody's."""
    els, eve = web.customer(), web.customer('Eve Vos', domain='elders.example')
    mail = els.write('Zie bijlage', 'Een foto.')
    mail.add_attachment(b'zwart', maintype='text', subtype='plain', filename='foto.txt')
    els.send(mail)
    case = letter_of(els, 1).number
    mine = log_in(web, els)
    assert mine.get(f'/my/{case}/file/1').bytes == b'zwart'
    _, where = submit(mine, '/my/catalog/teams', {'f.name': 'Project Zon', 'do': 'later'})
    draft = re.match(r'/my/(REQ\d+)', where).group(1)
    before = len(web.gateway.json('mail', 'list'))
    browser = log_in(web, eve)

    def answers(number):
        page, file = browser.get(f'/my/{number}'), browser.get(f'/my/{number}/file/1')
        told = [(page.status, without_nonce(page)), (file.status, file.text)]
        for do in ('comment', 'accept', 'reject', 'approve', 'decline', 'complete', 'later'):
            nonce = browser.get('/my/new').field('nonce')
            page = browser.post(f'/my/{number}', {'do': do, 'text': 'Hallo', 'f.name': 'Van mij', 'nonce': nonce})
            told.append((page.status, without_nonce(page)))
        return [(status, text.replace(number, 'X')) for status, text in told]
    missing = answers('CS0999999')
    assert missing[0][0] == 404
    for number in (case, draft):
        assert answers(number) == missing
    assert answers('REQ0999999') == missing
    assert len(web.gateway.json('mail', 'list')) == before, 'nothing was kept'
    assert 'Hallo' not in str(web.gateway.case(case)) and 'Van mij' not in str(web.gateway.json('request', 'show', draft))
    for path in ('/desk/' + case, '/desk/contacts'):
        assert browser.get(path).location == '/my/'


def test_each_kind_of_entry_as_a_customer_sees_it(web):  # noqa: F811
    els, piet = web.customer(), web.customer('Piet Jansen')
    browser = log_in(web, els)
    number, _ = file_case(browser, 'Printer kapot', 'De printer op A12 is kapot.', **{'f.people': piet.address})
    for words in (('note', 'Klant belt elke dag.'), ('answer', 'We kijken ernaar.'), ('ask', 'Welke printer?'),
                  ('set', 'priority=high'), ('assign', 'Sanne de Wit'), ('resolve', 'Nieuwe toner.')):
        web.gateway.run('case', words[0], number, words[1], '--as', 'sanne@desk.example')
    stranger = web.customer('Vreemde Vos', known=False, domain='elders.example')
    stranger.send(stranger.write(f'Re: [{number}] Printer kapot', 'Ik wil dit ook lezen.'))
    web.at_rest()
    case = web.gateway.case(number)
    kinds = {entry['kind'] for entry in case['timeline']}
    assert {'description', 'note', 'answer', 'question', 'change', 'letter'} <= kinds
    page = browser.get(f'/my/{number}').text
    for seen in ('De printer op A12 is kapot.', 'We kijken ernaar.', 'Welke printer?', 'Nieuwe toner.', 'Sanne de Wit', 'Jij'):
        assert seen in page, seen
    for unseen in ('Klant belt', 'priority', 'high', 'assigned', 'acknowledgement', 'sanne@desk.example', piet.address,
                   'Ik wil dit ook lezen.', 'trace', 'L1'):
        assert unseen not in page, unseen


@pytest.mark.parametrize('headers', [
    {'Sec_Fetch_Site': 'cross-site'}, {'Sec_Fetch_Site': 'same-site'}, {'Sec_Fetch_Site': None},
    {'Sec_Fetch_Site': None, 'Origin': 'https://evil.example'}, {'Content_Type': 'text/plain'}])
def test_forms_of_others_do_nothing(web, headers):  # noqa: F811
    els = web.customer()
    browser = log_in(web, els)
    number, _ = file_case(browser)
    web.gateway.run('case', 'resolve', number, 'Nieuwe kabel.')
    for path, form in (('/my/new', NEW), (f'/my/{number}', {'do': 'accept'}), ('/my/catalog/teams', TEAMS)):
        assert browser.submit(path, form, **headers).status in (403, 415), path
    for path, form in (('/my/login', {'address': els.address}), ('/my/code', {'code': '123456'}), ('/my/logout', {})):
        assert browser.post(path, form, **headers).status in (403, 415), path
    assert web.gateway.case(number)['state'] == 'resolved' and len(web.gateway.json('mail', 'list')) == 1
    assert browser.get('/my/').status == 200, 'still logged in'


def test_a_form_is_of_its_session(web):  # noqa: F811
    els, piet = web.customer(), web.customer('Piet Jansen')
    browser, other = log_in(web, els), log_in(web, piet)
    agent = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    for nonce in ('', '00' * 32, other.get('/my/new').field('nonce'), agent.get('/desk/new').field('nonce')):
        page = browser.post('/my/new', {**NEW, 'nonce': nonce})
        assert page.status == 422 and 'Het blijft zwart.' in page.text, 'what was typed is kept'
    old = browser.get('/my/new').field('nonce')
    browser.post('/my/logout', {})
    again = log_in(web, els)
    assert again.post('/my/new', {**NEW, 'nonce': old}).status == 422
    assert web.gateway.json('mail', 'list') == []


def test_what_is_looked_at_changes_nothing(web):  # noqa: F811
    browser = log_in(web, web.customer())
    number, _ = file_case(browser)
    web.gateway.run('case', 'resolve', number, 'Nieuwe kabel.')
    web.at_rest()
    before, mails = web.gateway.case(number), web.gateway.json('mail', 'list')
    nonce = browser.get(f'/my/{number}').field('nonce')
    for path in (f'/my/{number}?do=accept&nonce={nonce}', f'/my/new?title=x&text=y&f.category=Overig&nonce={nonce}', '/my/logout',
                 '/my/app?do=begin', f'/my/sent/{nonce}'):
        for _ in range(200):
            assert browser.get(path).status in (200, 404)
    assert browser.send('HEAD', f'/my/{number}').status == 200
    assert web.gateway.case(number) == before and web.gateway.json('mail', 'list') == mails
    assert browser.get('/my/').status == 200


def test_many_posts_at_once_are_one_mail(web):  # noqa: F811
    els = web.customer()
    browser = log_in(web, els)
    nonce = browser.get('/my/new').field('nonce')
    pages = []
    lines = [threading.Thread(target=lambda: pages.append(browser.post('/my/new', {**NEW, 'nonce': nonce}))) for _ in range(8)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    assert {(page.status, page.location) for page in pages} == {(303, f'/my/sent/{nonce}')}
    letter_of(els, 1)
    assert len(web.gateway.json('mail', 'list')) == 1 and len(web.gateway.cases()) == 1


def test_a_forged_host_is_in_no_link(web):  # noqa: F811
    browser = log_in(web, web.customer())
    number, _ = file_case(browser)
    browser.headers.update({'Host': 'evil.example', 'X-Forwarded-Host': 'evil.example', 'Forwarded': 'host=evil.example'})
    for path in ('/', '/my', '/my/', '/my/new', '/my/login', f'/my/{number}'):
        page = browser.get(path)
        assert 'evil.example' not in page.text + str(page.location)


def test_an_apps_code_counts_once(web):  # noqa: F811
    els = web.customer()
    browser = log_in(web, els)
    browser.submit('/my/app', {'do': 'begin'})
    key = re.search(r'<p class="mono">([A-Z2-7]+)</p>', browser.get('/my/app').text).group(1)
    confirmed = app_code(key)
    assert browser.submit('/my/app', {'do': 'confirm', 'code': confirmed}).status == 303

    def enters(code):
        known = len([letter for letter in els.letters() if 'code om in te loggen' in letter.subject])
        one = browser_of(web)
        one.post('/my/login', {'address': els.address})
        assert one.post('/my/code', {'code': code_of(code_letter(els, known))}).location == '/my/code?app=1'
        return one.post('/my/code', {'code': code}).location
    assert enters(confirmed) == '/my/code?wrong=1', 'that by which it was connected'
    used = app_code(key, 1)
    assert enters(used) == '/my/'
    assert enters(used) == '/my/code?wrong=1'


def test_nobody_learns_whether_an_address_is_known(web):  # noqa: F811
    els = web.customer()

    def asked(address):
        browser, began = browser_of(web), time.monotonic()
        page = browser.post('/my/login', {'address': address})
        return (page.status, page.location, page.text, browser.get('/my/code').text), time.monotonic() - began
    spent = {els.address: [], 'nobody@elders.example': []}
    answers = set()
    for _ in range(8):
        for address, times in spent.items():
            answer, seconds = asked(address)
            answers.add(answer)
            times.append(seconds)
    assert len(answers) == 1
    known, unknown = (sorted(times)[1] for times in spent.values())
    assert abs(known - unknown) < 0.05


def test_codes_cannot_be_tried_out(web):  # noqa: F811
    """Each that is asked for takes five, and a contact is sent five letters in an hour; then its right code is none either.
    Ten thousand of them, and a day: tests/unit/commands/test_command_login.c."""
    els = web.customer()
    browsers = [browser_of(web) for _ in range(12)]
    for i, browser in enumerate(browsers):
        browser.post('/my/login', {'address': els.address})
        if i < 5:
            code_letter(els, i)
        tries, where = 0, '/my/code?wrong=1'
        while where == '/my/code?wrong=1':
            where = browser.post('/my/code', {'code': f'00000{tries}'}).location
            tries += 1
        assert (where, tries) == ('/my/login?over=1', 5)
    web.at_rest()
    letters = [letter for letter in els.letters() if 'code om in te loggen' in letter.subject]
    assert len(letters) == 5
    for code in map(code_of, letters):
        for browser in browsers:
            assert browser.post('/my/code', {'code': code}).location == '/my/login?over=1'
            assert browser.get('/my/').location == '/my/login'


def test_no_secret_is_in_the_spool(web):  # noqa: F811
    els = web.customer()
    browser = log_in(web, els)
    code = code_of(code_letter(els))
    file_case(browser)
    web.gateway.stop()
    kept = b''.join(path.read_bytes() for path in web.gateway.state.rglob('*')
                    if path.is_file() and path.name != 'key')
    assert browser.cookie.encode() not in kept
    assert code.encode() not in kept
