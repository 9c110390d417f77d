# SPDX-License-Identifier: Apache-2.0
"""The customers' manual of the portal as one story in a browser, in Dutch: with our script allowed and without, and by keyboard
alone. The desk's agent is let in by the proxy before it, which knows them by a login of its own."""
import getpass
import http.server
import re
import subprocess
import threading

import pytest

import pagedriver
from browser import UnixConnection
from pagedriver import ENTER, TAB, Driver
from processes import eventually, free_port
from test_my_pages import code_letter, code_of, letters_of
from test_pages import OPERATOR, SANNE

pytestmark = pytest.mark.skipif(pagedriver.missing() is not None, reason=pagedriver.missing() or '')
HEADER = 'X-Forwarded-Email'
FAQ = "- {title: Beeldscherm blijft zwart, link: 'https://kennisbank.desk.example/scherm', words: [scherm]}\n"


class Proxy(http.server.ThreadingHTTPServer):
    """Stands before the socket of the pages, as nginx would, and says who it has let in."""

    def __init__(self, port, path, person=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def hand_on(self):
                length = int(self.headers.get('Content-Length') or 0)
                connection = UnixConnection(path)
                headers = {name: value for name, value in self.headers.items() if name not in (HEADER, 'Connection')}
                if person is not None:
                    headers[HEADER] = person
                connection.request(self.command, self.path, self.rfile.read(length) if length else None, headers)
                answer = connection.getresponse()
                body = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name not in ('Connection', 'Content-Length', 'Date'):
                        self.send_header(name, value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                connection.close()
            do_GET = do_POST = hand_on

            def log_message(self, *_):
                pass
        super().__init__(('127.0.0.1', port), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def portal(folder_desk):
    port, agents_port = free_port(), free_port()
    desk = folder_desk(agents=[SANNE, OPERATOR])
    path = str(desk.gateway.folder / 'web')
    desk.configuration['web'] = {'listen': f'unix:{path}', 'url': f'http://localhost:{port}',
                                 'sso': {'header': HEADER, 'user': getpass.getuser()}}
    desk.gateway.configure(desk.configuration)
    (desk.gateway.folder / 'faq.d').mkdir()
    (desk.gateway.folder / 'faq.d' / 'own.yaml').write_text(FAQ)
    desk.start()
    proxies = [Proxy(port, path), Proxy(agents_port, path, 'sanne@desk.example')]
    desk.origin, desk.agents_origin = f'http://localhost:{port}', f'http://localhost:{agents_port}'
    yield desk
    for proxy in proxies:
        proxy.shutdown()


@pytest.fixture
def drive():
    """drive(origin, script=False): a browser in which nobody is logged in."""
    drivers = []

    def start(origin, **how):
        drivers.append(Driver(origin, **{'language': 'nl', **how}))
        return drivers[-1]
    yield start
    for driver in drivers:
        driver.close()


def well(browser):
    """Nothing stands in people's way on this page, and nothing was refused."""
    assert browser.barriers() == [] and browser.errors() == []


def press(browser, button):
    browser.follow(next(one for one in browser.all('main button') if one.text == button))


def ask_code(browser, customer):
    """Types the address, and the code of the letter that comes."""
    known = len([letter for letter in customer.letters() if 'code om in te loggen' in letter.subject])
    assert browser.path == '/my/login'
    well(browser)
    browser.fill('#address', customer.address)
    press(browser, 'Stuur mij een inlogcode')
    assert browser.path == '/my/code'
    well(browser)
    browser.fill('#code', code_of(code_letter(customer, known)))
    press(browser, 'Verder')


def oath(key, *options):
    return subprocess.run(['oathtool', '--totp', '-b', *options, key], check=True, capture_output=True, text=True).stdout.strip()


def scan(browser, folder):
    """What a telephone reads on the screen."""
    picture = folder / 'qr.png'
    picture.write_bytes(browser.one('svg.qr').screenshot_as_png)
    read = subprocess.run(['zbarimg', '-q', '--raw', picture], check=True, capture_output=True, text=True).stdout.strip()
    assert read.startswith('otpauth://totp/')
    return re.search(r'[?&]secret=([A-Z2-7]+)', read).group(1)


def connect_app(browser, folder):
    browser.follow(browser.link('Authenticator-app'))
    press(browser, 'App koppelen')
    well(browser)
    key = scan(browser, folder)
    browser.fill('#code', oath(key))
    press(browser, 'Aanzetten')
    assert 'Je app is gekoppeld.' in browser.text
    return key


def sent(browser, kind):
    """The number that the page shows in the end."""
    eventually(lambda: re.match(rf'/my/{kind}\d*$', browser.path), 'the number')
    well(browser)
    return browser.path.rpartition('/')[2]


def resolve(agent, number, text):
    agent.go(f'/desk/{number}').act('resolve', text)


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_the_portals_manual(portal, drive, script, tmp_path):
    els, it, piet = portal.customer(), portal.customer('Iris Tol'), portal.customer('Piet Jansen')
    for who in (els, it, piet):
        portal.gateway.run('contact', 'set', who.address, '--account', 'Jansen BV')
    portal.gateway.run('contact', 'set', els.address, '--manager', piet.address)
    portal.gateway.run('contact', 'set', it.address, '--sees', 'organisation')
    customer = drive(portal.origin, script=script).go('/')

    # 2 and 6: logging in by a code; an app, which is asked from then on.
    ask_code(customer, els)
    assert customer.path == '/my/' and customer.one('h1').text == 'Overzicht'
    well(customer)
    key = connect_app(customer, tmp_path)
    customer.click('header button')
    ask_code(customer, els)
    assert customer.path == '/my/code' and 'authenticator-app' in customer.text
    customer.fill('#code', oath(key, '-N', 'now + 30 seconds'))
    press(customer, 'Verder')
    assert customer.path == '/my/'

    # The desk's people have a login of their own, which the proxy knows them by.
    agent = drive(portal.agents_origin, script=script, language='en').go('/')
    assert agent.path == '/desk/' and 'Sanne de Wit' in agent.one('.who').text

    # 3: a case with all its fields, and the hint beside it.
    customer.follow(customer.link('Case maken'))
    well(customer)
    assert 'Misschien helpt dit alvast' in customer.text and customer.link('Beeldscherm blijft zwart')
    for label in ('Rapporterende persoon', 'Account', 'Categorie', 'Titel', 'Beschrijving', 'Betrokken personen'):
        assert label in customer.text, label
    customer.one('main button.main').click()
    assert customer.path == '/my/new' and customer.all('select:invalid'), 'the browser says what lacks'
    customer.choose('f\\.category', 'Werkplek')
    customer.fill('#title', 'Scherm blijft zwart')
    customer.fill('#text', 'Na het opstarten blijft mijn scherm zwart.')
    customer.fill('#people', piet.address)
    for field in customer.all('main input[type=file]'):
        (tmp_path / 'foto.txt').write_text('zwart')
        field.send_keys(str(tmp_path / 'foto.txt'))
    press(customer, 'Indienen')
    number = sent(customer, 'CS')
    assert 'Je case is ingediend' in customer.notice
    eventually(lambda: any(number in letter.subject for letter in els.letters()), 'its number by mail')

    # 1: it is under my cases, and under my organisation's for who sees that.
    customer.follow(customer.link('Overzicht'))
    assert 'Scherm blijft zwart' in customer.text
    manager = drive(portal.origin, script=script).go('/my/login')
    ask_code(manager, it)
    assert 'Scherm blijft zwart' not in manager.text
    manager.follow(manager.link('Jansen BV'))
    well(manager)
    manager.follow(manager.link('Scherm blijft zwart'))
    assert 'Na het opstarten' in manager.text and not manager.all('main form'), 'who only looks has no form'
    well(manager)

    # 5: rejected, and accepted; closed for good is not opened again.
    resolve(agent, number, 'Er zit een nieuwe kabel in.')
    customer.go('/')
    assert 'Wacht op jou' in customer.text
    customer.follow(customer.link('Scherm blijft zwart'))
    assert 'Er zit een nieuwe kabel in.' in customer.text
    well(customer)
    customer.fill('#text', 'Hij is nog steeds zwart.')
    press(customer, 'Nee, opnieuw openen')
    sent(customer, number)
    assert customer.notice == 'De case is weer open.'
    resolve(agent, number, 'Er staat een ander scherm.')
    customer.go(f'/my/{number}')
    press(customer, 'Ja, het is opgelost')
    sent(customer, number)
    assert customer.notice == 'Fijn. De case is gesloten.' and portal.gateway.case(number)['state'] == 'closed'
    assert 'Wat afgesloten is, gaat niet meer open.' in customer.text
    customer.fill('#text', 'Nu is ook dit scherm zwart.')
    press(customer, 'Nieuwe case maken')
    eventually(lambda: re.match(r'/my/CS\d+$', customer.path) and number not in customer.path, 'another case')
    assert portal.gateway.case(customer.path.rpartition('/')[2])['predecessor'] == number

    # 4: a request, which the manager approves.
    customer.follow(customer.link('Aanvraag doen'))
    well(customer)
    customer.follow(customer.link('Teams of Teamskanaal'))
    well(customer)
    customer.choose('f\\.kind', 'Nieuw team')
    customer.fill('#name', 'Project Noord')
    press(customer, 'Bewaren voor later')
    request = sent(customer, 'REQ')
    assert 'Er ontbreekt nog iets' in customer.notice
    assert customer.one('#name').get_attribute('value') == 'Project Noord'
    customer.fill('#purpose', 'Samen werken met leveranciers')
    customer.fill('#owners', els.address)
    customer.choose('f\\.privacy', 'Privé')
    customer.choose('f\\.urgency', 'Normaal')
    customer.one('#approved').click()
    press(customer, 'Indienen')
    sent(customer, request)
    assert 'Je aanvraag is ingediend' in customer.notice
    approver = drive(portal.origin, script=script).go('/my/login')
    ask_code(approver, piet)
    approver.follow(approver.link('Teams of Teamskanaal'))
    assert 'Project Noord' in approver.text
    well(approver)
    press(approver, 'Goedkeuren')
    eventually(lambda: portal.gateway.json('request', 'show', request)['state'] == 'in progress', 'the approval')
    customer.go('/my/?tab=requests')
    assert 'Teams of Teamskanaal' in customer.text
    well(customer)
    customer.click('header button')
    assert customer.path == '/my/login' and customer.go('/my/').path == '/my/login'


def tab_to(browser, wanted, most=40):
    """Presses Tab until this has the focus, as people do who have no mouse."""
    for _ in range(most):
        focused = browser.focused()
        if wanted in (focused.get_attribute('id'), focused.get_attribute('name'), focused.text):
            return focused
        browser.keys(TAB)
    raise AssertionError(f'Tab does not lead to {wanted}')


def go_on(browser, wanted):
    """Presses Enter on it, which leads to another page."""
    tab_to(browser, wanted)
    browser.enter()


def test_by_keyboard(portal, drive):
    els = portal.customer()
    browser = drive(portal.origin, script=False).go('/')
    browser.keys(TAB)
    assert browser.focused().get_attribute('class') == 'skip' and browser.focused().is_displayed()
    tab_to(browser, 'address').send_keys(els.address)
    go_on(browser, 'Stuur mij een inlogcode')
    tab_to(browser, 'code').send_keys(code_of(code_letter(els)))
    go_on(browser, 'Verder')
    assert browser.path == '/my/'
    go_on(browser, 'Case maken')
    tab_to(browser, 'f.category').send_keys('Over')
    tab_to(browser, 'title').send_keys('Scherm blijft zwart')
    tab_to(browser, 'text').send_keys('Na het opstarten.')
    go_on(browser, 'Indienen')
    number = sent(browser, 'CS')
    portal.gateway.run('case', 'resolve', number, 'Nieuwe kabel.')
    browser.go('/')
    go_on(browser, 'Scherm blijft zwart')
    go_on(browser, 'Ja, het is opgelost')
    sent(browser, number)
    assert portal.gateway.case(number)['state'] == 'closed' and letters_of(els)
    go_on(browser, 'Uitloggen')
    assert browser.path == '/my/login'


def test_in_dutch_on_a_telephone(portal, drive):
    els = portal.customer('Els Hottentottententententoonstelling')
    browser = drive(portal.origin)
    browser.narrow(320)
    browser.go('/')
    ask_code(browser, els)
    for path in ('/my/', '/my/?tab=closed', '/my/new', '/my/faq', '/my/catalog', '/my/catalog/teams', '/my/app', '/my/CS0999999', '/my/login'):
        browser.go(path)
        assert browser.one('html').get_attribute('lang') == 'nl'
        wide = browser.chrome.execute_script('return document.documentElement.scrollWidth - document.documentElement.clientWidth')
        assert wide <= 0, path
        assert browser.barriers() == [], path
