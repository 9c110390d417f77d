# SPDX-License-Identifier: Apache-2.0
"""The customers' pages, in Dutch: who gets in by a code, what they see, what they send; and what is begun on a page and
ended by mail, and the other way round."""
import base64
import hmac
import re
import time

import pytest

from browser import Browser
from processes import eventually
from test_web import OPERATOR, SANNE, free_port


@pytest.fixture
def web(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, agents=[SANNE, OPERATOR])
    desk.port = port
    return desk.start()


def browser_of(web):
    return Browser(web.port, Accept_Language='nl')


def code_letter(customer, after=0):
    """The newest letter with a code, once there is one more than before."""
    def arrived():
        letters = [letter for letter in customer.letters() if 'code om in te loggen' in letter.subject]
        return letters if len(letters) > after else None
    return eventually(arrived, 'a letter with a code')[-1]


def code_of(letter):
    found = re.search(r'^\s*(\d{6})\s*$', letter.text, re.M)
    assert found, letter.text
    return found.group(1)


def log_in(web, customer):
    browser = browser_of(web)
    known = len([letter for letter in customer.letters() if 'code om in te loggen' in letter.subject])
    page = browser.post('/my/login', {'address': customer.address})
    assert (page.status, page.location) == (303, '/my/code'), page.text
    page = browser.post('/my/code', {'code': code_of(code_letter(customer, known))})
    assert (page.status, page.location) == (303, '/my/'), page.text
    return browser


def submit(browser, path, form, files=None):
    """Fills in the form of this page; what the browser shows in the end, and where that is."""
    page = browser.submit(path, form, files)
    for _ in range(20):
        if page.status != 303:
            return page, None
        where = page.location
        page = browser.get(where)
        if page.status == 200 and '/my/sent/' not in where:
            return page, where
        if page.status == 200:
            time.sleep(0.1)
            page = browser.get(where)
    raise AssertionError(f'{where} leads nowhere')


def file_case(browser, title='Scherm blijft zwart', text='Na het opstarten blijft mijn scherm zwart.', **fields):
    page, where = submit(browser, '/my/new', {'title': title, 'text': text, 'f.category': 'Overig', **fields})
    assert where is not None, page.text
    return re.match(r'/my/(CS\d+)', where).group(1), page


def app_code(key, ahead=0):
    """RFC 6238, as any app does it; so many steps of 30 seconds ahead."""
    step = (int(time.time() // 30) + ahead).to_bytes(8, 'big')
    digest = hmac.digest(base64.b32decode(key + '=' * (-len(key) % 8)), step, 'sha1')
    at = digest[-1] & 15
    return f'{(int.from_bytes(digest[at:at + 4], "big") & 0x7fffffff) % 1000000:06}'


def letters_of(customer):
    return [letter for letter in customer.letters() if 'code om in te loggen' not in letter.subject]


def letter_of(customer, count):
    return eventually(lambda: letters_of(customer)[count - 1:] and letters_of(customer), f'letter {count}')[count - 1]


def test_a_code_lets_in_the_browser_that_asked(web):
    els = web.customer()
    browser, other = browser_of(web), browser_of(web)
    assert browser.get('/my/').location == '/my/login'
    assert 'Stuur mij een inlogcode' in browser.get('/my/login').text
    browser.post('/my/login', {'address': f' {els.address.upper()} '})
    first = browser.cookie
    code = code_of(code_letter(els))
    other.post('/my/login', {'address': 'nobody@elders.example'})
    assert other.post('/my/code', {'code': code}).location == '/my/code?wrong=1'
    assert browser.get('/my/').location == '/my/login', 'a code was only asked for'
    assert browser.post('/my/code', {'code': f'{code[:3]} {code[3:]}'}).location == '/my/'
    assert browser.cookie != first
    page = browser.get('/my/')
    assert page.status == 200 and els.name in page.text and 'Overzicht' in page.text
    assert '<script' not in page.text
    stale = browser_of(web)
    stale.cookie = first
    assert stale.get('/my/').location == '/my/login'
    assert stale.post('/my/code', {'code': code}).location == '/my/login?over=1', 'a code counts once'
    page = browser.post('/my/logout', {})
    assert page.location == '/my/login'
    assert browser.get('/my/').location == '/my/login'


def test_customers_and_agents_keep_to_their_own_pages(web):
    els = web.customer()
    browser = log_in(web, els)
    for path in ('/desk/', '/desk/mails', '/desk/contacts', '/desk/CS0001001'):
        page = browser.get(path)
        assert (page.status, page.location) == (303, '/my/'), path
    agent = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    assert agent.get('/my/').location == '/desk/'
    number, _ = file_case(browser)
    nonce = browser.get('/my/new').field('nonce')
    assert browser.post(f'/desk/{number}', {'do': 'close', 'text': 'x', 'nonce': nonce}).location == '/my/'
    assert web.gateway.case(number)['state'] == 'new'


def test_each_is_led_to_their_own_page(web):
    stranger, els = browser_of(web), web.customer()
    for path, where in (('/', '/my/login'), ('/my', '/my/login'), ('/desk', '/login')):
        assert stranger.get(path).location == where
        assert stranger.post(path, {}).status == 405
    customer, agent = log_in(web, els), Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    assert (customer.get('/').location, customer.get('/my').location) == ('/my/', '/my/')
    assert (agent.get('/').location, agent.get('/desk').location) == ('/desk/', '/desk/')
    assert 'href="/my/login"' in stranger.get('/login').text and 'href="/desk/"' in stranger.get('/my/login').text


def test_no_script_may_run(web):
    """Where nothing of ours needs one, no policy lets one run, ours neither."""
    browser = log_in(web, web.customer())
    number, _ = file_case(browser)
    for path in ('/my/', '/my/new', '/my/faq', '/my/catalog', '/my/catalog/teams', '/my/app', f'/my/{number}', '/my/CS0999999'):
        page = browser.get(path)
        policy = page.headers['Content-Security-Policy']
        assert "default-src 'none'" in policy and 'script-src' not in policy and 'connect-src' not in policy, path
        assert '<script' not in page.text and not re.search(r'\son[a-z]+=', page.text), path
    assert 'script-src' not in browser_of(web).get('/my/login').headers['Content-Security-Policy']
    assert "script-src 'self'" in browser_of(web).get('/login').headers['Content-Security-Policy']


def test_a_formal_desk_says_u(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, agents=[SANNE, OPERATOR],
                       desk={'name': 'Servicedesk', 'domain': 'desk.example', 'language': 'nl', 'address': 'formal',
                             'categories': ['Overig'], 'default_category': 'Overig'}).start()
    page = Browser(port, Accept_Language='nl').get('/my/login')
    assert 'Uw e-mailadres' in page.text and 'Je ' not in page.text
    desk.end()


def test_a_case_from_beginning_to_end(web):
    els = web.customer()
    browser = log_in(web, els)
    number, page = file_case(browser)
    assert number in page.text and 'Je case is ingediend' in page.text and 'Je hoort uiterlijk ' in page.text
    case = web.gateway.case(number)
    assert case['title'] == 'Scherm blijft zwart' and case['reporter']['address'] == els.address
    assert number in letter_of(els, 1).subject
    shown = web.gateway.say('mail', 'show', case['timeline'][0]['mail'])
    assert 'logged in on the page: the code of a letter to the registered address' in shown
    web.gateway.run('case', 'note', number, 'Klant belt elke dag.')
    web.gateway.run('case', 'resolve', number, 'Nieuwe kabel geplaatst.', '--as', 'sanne@desk.example')
    page = browser.get('/my/')
    assert 'Wacht op jou' in page.text and 'Akkoord?' in page.text
    page = browser.get(f'/my/{number}')
    assert 'Nieuwe kabel geplaatst.' in page.text and 'Sanne de Wit' in page.text
    assert 'Klant belt' not in page.text
    page, _ = submit(browser, f'/my/{number}', {'do': 'reject', 'text': 'Nog steeds zwart.'})
    assert 'De case is weer open.' in page.text
    assert web.gateway.case(number)['state'] == 'open'
    web.gateway.run('case', 'resolve', number, 'Ander scherm geplaatst.', '--as', 'sanne@desk.example')
    page, _ = submit(browser, f'/my/{number}', {'do': 'accept'})
    assert 'De case is gesloten.' in page.text
    assert web.gateway.case(number)['state'] == 'closed'
    page, where = submit(browser, f'/my/{number}', {'do': 'comment', 'text': 'Het is terug.'})
    follower = re.match(r'/my/(CS\d+)', where).group(1)
    assert follower != number and web.gateway.case(number)['state'] == 'closed'
    assert web.gateway.case(follower)['predecessor'] == number


def test_begun_on_a_page_and_ended_by_mail(web):
    els = web.customer()
    number, _ = file_case(log_in(web, els))
    letter = letter_of(els, 1)
    els.send(els.answer(letter, 'Het lampje is oranje.'))
    eventually(lambda: 'Het lampje is oranje.' in str(web.gateway.case(number)['timeline']), 'the answer')
    web.gateway.run('case', 'resolve', number, 'Nieuwe kabel geplaatst.')
    els.send(els.answer(letter_of(els, 2), 'Akkoord, bedankt!'))
    eventually(lambda: web.gateway.case(number)['state'] == 'closed', 'closed by mail')


def test_begun_by_mail_and_ended_on_a_page(web):
    els = web.customer()
    els.send(els.write('Printer kapot', 'De printer op A12 is kapot.'))
    number = letter_of(els, 1).number
    browser = log_in(web, els)
    assert 'De printer op A12 is kapot.' in browser.get(f'/my/{number}').text
    page, _ = submit(browser, f'/my/{number}', {'do': 'comment', 'text': 'Hij ruikt ook.'})
    assert 'Hij ruikt ook.' in page.text and 'Toegevoegd.' in page.text
    web.gateway.run('case', 'resolve', number, 'Nieuwe printer.')
    submit(browser, f'/my/{number}', {'do': 'accept'})
    assert web.gateway.case(number)['state'] == 'closed'


TEAMS = {'f.kind': 'Nieuw team', 'f.name': 'Project Zon', 'f.purpose': 'Samen werken\nmet leveranciers',
         'f.privacy': 'Privé', 'f.urgency': 'Normaal', 'f.approved': 'yes'}


def test_a_request_and_its_approval(web):
    els, piet = web.customer(), web.customer('Piet Jansen')
    web.gateway.run('contact', 'set', els.address, '--manager', piet.address)
    browser = log_in(web, els)
    page = browser.get('/my/catalog')
    assert 'Teams of Teamskanaal aanmaken' in page.text
    page = browser.get('/my/catalog/teams')
    for label in ('Type verzoek', 'Gewenste naam van Team/Kanaal', 'Doel van het Team/Kanaal', 'Eigenaar/Eigenaren',
                  'Leden', 'Publiek of Privé', 'Urgentie', 'Goedkeuring leidinggevende gekregen'):
        assert label in page.text, label
    page = browser.submit('/my/catalog/teams', {**TEAMS, 'f.urgency': ''})
    assert page.status == 422 and 'href="#urgency">Urgentie</a>' in page.text and 'href="#owners"' in page.text
    assert 'Samen werken' in page.text and web.gateway.json('mail', 'list') == []
    page, where = submit(browser, '/my/catalog/teams', {**TEAMS, 'f.owners': els.address})
    number = re.match(r'/my/(REQ\d+)', where).group(1)
    assert 'Je aanvraag is ingediend' in page.text and 'Project Zon' in page.text
    request = web.gateway.json('request', 'show', number)
    assert request['state'] == 'awaiting approval'
    assert {field['name']: field['value'] for field in request['fields']}['purpose'] == 'Samen werken\nmet leveranciers'
    letter_of(piet, 1)
    assert browser.get(f'/my/{number}').text.count('value="approve"') == 0, 'nobody approves their own request'
    manager = log_in(web, piet)
    page = manager.get('/my/')
    assert number in page.text and 'Goedkeuren?' in page.text
    assert 'Goedkeuren?' not in browser.get('/my/').text
    page = manager.get(f'/my/{number}')
    assert 'Is dit akkoord?' in page.text and 'Project Zon' in page.text
    submit(manager, f'/my/{number}', {'do': 'approve'})
    assert web.gateway.json('request', 'show', number)['state'] == 'in progress'


def test_an_app_is_connected_and_asked_for(web):
    els = web.customer()
    browser = log_in(web, els)
    page = browser.get('/my/app')
    assert '<svg' not in page.text
    page = browser.submit('/my/app', {'do': 'begin'})
    assert page.status == 303
    page = browser.get('/my/app')
    assert '<path d="M4 4h7v1h-7z' in page.text
    key = re.search(r'<p class="mono">([A-Z2-7]+)</p>', page.text).group(1)
    assert browser.submit('/my/app', {'do': 'confirm', 'code': '12'}).status == 422
    assert browser.submit('/my/app', {'do': 'confirm', 'code': app_code(key)}).status == 303
    page = browser.get('/my/app')
    assert 'Je app is gekoppeld.' in page.text and '<svg' not in page.text
    again = browser_of(web)
    again.post('/my/login', {'address': els.address})
    assert again.post('/my/code', {'code': code_of(code_letter(els, 1))}).location == '/my/code?app=1'
    assert again.get('/my/').location == '/my/login', 'the app is to be shown first'
    assert again.post('/my/code', {'code': app_code(key, -1)}).location == '/my/code?wrong=1', 'one that came before'
    assert again.post('/my/code', {'code': app_code(key, 1)}).location == '/my/'
    number, _ = file_case(again)
    shown = web.gateway.say('mail', 'show', web.gateway.case(number)['timeline'][0]['mail'])
    assert "and that of the sender's app" in shown


def test_what_lacks_is_said_and_kept(web):
    browser = log_in(web, web.customer())
    page = browser.submit('/my/new', {'title': '', 'text': 'Mijn <b>tekst</b>', 'f.category': ''})
    assert page.status == 422
    assert 'href="#title"' in page.text and 'href="#category"' in page.text and 'href="#text"' not in page.text
    assert 'Mijn &lt;b&gt;tekst&lt;/b&gt;' in page.text
    assert web.gateway.json('mail', 'list') == []
