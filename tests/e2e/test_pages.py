# SPDX-License-Identifier: Apache-2.0
"""An agent's morning in a browser: with the script and without, and by keyboard alone."""
import pytest

import pagedriver
from pagedriver import ENTER, ESCAPE, TAB, Driver
from people import Letter
from processes import eventually, free_port

pytestmark = pytest.mark.skipif(pagedriver.missing() is not None, reason=pagedriver.missing() or '')
SANNE = {'name': 'Sanne de Wit', 'address': 'sanne@desk.example', 'groups': ['servicedesk']}
TOM = {'name': 'Tom Vermeer', 'address': 'tom@desk.example', 'groups': ['servicedesk']}
OPERATOR = {'name': 'Olga Operator', 'address': 'olga@desk.example', 'operator': True}
HOLD = "- {name: look, when: {subject: factuur}, then: {hold: {reason: a person looks}}}\n"
VECTOR = '<img src=x onerror=alert(1)><script>alert(2)</script>'


@pytest.fixture
def desk(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': f'http://localhost:{port}'}, agents=[SANNE, TOM, OPERATOR])
    desk.origin = f'http://localhost:{port}'
    rules = desk.gateway.folder / 'rules.d'
    rules.mkdir(exist_ok=True)
    (rules / '10-look.yaml').write_text(HOLD)
    return desk.start()


@pytest.fixture
def drive(desk):
    """drive(script=False): a browser in which Sanne is logged in."""
    drivers = []

    def start(**how):
        drivers.append(Driver(desk.origin, **how))
        return drivers[-1].log_in(desk.gateway, 'sanne@desk.example')
    yield start
    for driver in drivers:
        driver.close()


def opened(desk, customer, subject, text):
    """The number of the case that a mail of this customer opens."""
    before = len(customer.letters())
    customer.send(customer.write(subject, text))
    return customer.letter(before).number


def letters_with(desk, customer, text):
    return eventually(lambda: [letter for letter in map(Letter, desk.post.letters(customer.address)) if text in letter.text],
                      f'a letter with "{text}"')


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_a_morning(desk, drive, script):
    els = desk.customer()
    number = opened(desk, els, 'Scherm blijft zwart', 'Het scherm blijft zwart.\nDe stekkers zijn nagekeken.')
    browser = drive(script=script)

    assert browser.barriers() == []
    assert 'Scherm blijft zwart' in browser.text and number in browser.text
    browser.follow(browser.link('Scherm blijft zwart'))
    assert browser.path == f'/desk/{number}' and browser.barriers() == []
    assert 'De stekkers zijn nagekeken.' in browser.text

    browser.act('answer', 'Wij komen kijken.\nTot zo.')
    assert browser.notice == 'Sent to the customer.'
    assert len(letters_with(desk, els, 'Wij komen kijken.')) == 1
    browser.act('note', 'Zelfde dok als vorige maand.')
    browser.act('ask', 'Welke kleur heeft het lampje?')
    assert 'Waiting for the customer' in browser.text.replace('waiting', 'Waiting')
    letters_with(desk, els, 'Welke kleur')

    browser.choose('agent', 'Tom Vermeer')
    browser.choose('priority', 'high')
    browser.click('button[value=set]')
    case = desk.gateway.case(number)
    assert (case['agent'], case['priority'], case['state']) == ('Tom Vermeer', 'high', 'awaiting info')
    browser.act('resolve', 'Er zit een nieuwe kabel in.')
    assert letters_with(desk, els, 'Er zit een nieuwe kabel in.')[0].is_resolution
    said = [(entry['kind'], entry['author']) for entry in desk.gateway.case(number)['timeline'] if entry['author'] == 'Sanne de Wit']
    assert [kind for kind, _ in said] == ['answer', 'note', 'question', 'change', 'change', 'change']
    assert not any('Zelfde dok' in letter.text for letter in map(Letter, desk.post.letters(els.address)))

    browser.fill('#find', 'stekkers')
    browser.enter()
    assert browser.path == '/desk/search'
    assert 'Scherm blijft zwart' in browser.text and browser.barriers() == []
    assert browser.one('#find').get_attribute('value') == 'stekkers'
    browser.fill('#find', number.lower())
    browser.enter()
    assert browser.path.lower() == f'/desk/{number.lower()}'

    els.send(els.write('De factuur klopt niet', 'Zie de bijlage.'))
    held = eventually(lambda: [mail for mail in desk.gateway.mails() if mail['state'] == 'held'], 'a held mail')[0]['id']
    browser.go('/desk/mails')
    assert browser.barriers() == []
    browser.follow(browser.link('De factuur klopt niet'))
    assert 'a person looks' in browser.text and browser.barriers() == []
    browser.click('button[value=release]')
    eventually(lambda: desk.gateway.json('mail', 'show', str(held))['state'] == 'done', 'the mail to be decided')
    assert browser.go('/desk/').link('De factuur klopt niet')
    for path in ('/desk/mine', '/desk/requests', '/desk/contacts', f'/desk/contact/{els.address}', '/desk/letters', '/desk/status',
                 '/desk/new', '/desk/menu'):
        assert browser.go(path).one('h1').text != 'This page cannot be shown', path
        assert browser.barriers() == [], path

    assert browser.errors() == []
    browser.click('.who button')
    assert browser.go('/desk/').path == '/login'


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_the_morning_goes_on(desk, drive, folder, script):
    """A letter is seen first, files go along; what can wait is put off; who wrote is corrected; and a mail is only tried."""
    els = desk.customer()
    number = opened(desk, els, 'Lampje knippert', 'Het lampje knippert.')
    plan = folder / 'plan.txt'
    plan.write_text('eerst dit')
    browser = drive(script=script)
    browser.follow(browser.link('Lampje knippert'))

    browser.one('#answer label:has([value=ask])').click()
    browser.fill('#text', 'Welke kleur\nheeft het lampje?')
    browser.click('#answer button[formaction]')
    assert browser.path == f'/desk/{number}/preview' and browser.barriers() == []
    assert 'Welke kleur' in browser.text and els.address in browser.text and number in browser.text
    browser.click('button[formaction]')
    assert browser.one('#text').get_attribute('value') == 'Welke kleur\nheeft het lampje?'
    assert browser.one('[value=ask]').is_selected() and desk.gateway.case(number)['state'] == 'new'

    browser.unfold('Attach files')
    browser.one('#files').send_keys(str(plan))
    browser.click('#answer button[formaction]')
    assert 'plan.txt' in browser.text and browser.barriers() == []
    browser.one('#files').send_keys(str(plan))
    browser.click('button.main')
    assert browser.path == f'/desk/{number}' and browser.notice == 'Sent to the customer.' and 'plan.txt' in browser.text
    letter, = letters_with(desk, els, 'heeft het lampje?')
    assert [part.get_filename() for part in letter.message.iter_attachments()] == ['plan.txt']
    assert browser.one('#text').get_attribute('value') == ''

    browser.choose('agent', 'Sanne de Wit')
    browser.click('button[value=set]')
    browser.unfold('Put off')
    browser.fill('#until', '3d')
    browser.click('button[value=snooze]')
    assert browser.notice == 'Put off.' and desk.gateway.case(number)['snoozed_until']
    assert 'Lampje knippert' not in browser.go('/desk/').text

    browser.go(f'/desk/contact/{els.address}')
    browser.fill('#name', 'Els de Bos')
    browser.one('#sees option[value=organisation]').click()
    browser.click('button[value=save]')
    assert browser.notice == 'Saved.' and browser.one('h1').text == 'Els de Bos' and browser.barriers() == []
    assert desk.gateway.json('contact', 'show', els.address)['sees'] == 'organisation'

    mail = folder / 'probeer.eml'
    mail.write_bytes(els.write('De factuur klopt niet', 'Zie de bijlage.').as_bytes())
    browser.go('/desk/try').one('#eml').send_keys(str(mail))
    before = len(desk.gateway.mails())
    browser.click('button[value=try]')
    assert 'probeer.eml' in browser.text and 'a person looks' in browser.text and browser.barriers() == []
    assert len(desk.gateway.mails()) == before
    assert browser.go('/desk/numbers').one('h1').text == 'Numbers'
    assert browser.errors() == []


def test_without_a_mouse(desk, drive):
    """From the queue to a letter that was seen first, and a case that is put off."""
    els = desk.customer()
    number = opened(desk, els, 'Zonder muis', 'Het kan.')
    browser = drive(script=False)
    browser.tab_to('.list .t')
    browser.enter()
    assert browser.path == f'/desk/{number}'
    browser.tab_to('#text')
    browser.keys('Met het toetsenbord.')
    browser.tab_to('#answer button[formaction]')
    browser.enter()
    assert browser.path == f'/desk/{number}/preview'
    browser.tab_to('button.main')
    browser.enter()
    assert browser.path == f'/desk/{number}'
    letters_with(desk, els, 'Met het toetsenbord.')
    browser.tab_to('details:has(#until) > summary')
    browser.keys(ENTER)
    browser.tab_to('#until')
    browser.keys('2w')
    browser.enter()
    assert browser.notice == 'Put off.'
    assert desk.gateway.case(number)['snoozed_until']


def test_a_case_by_telephone(desk, drive):
    els = desk.customer()
    browser = drive().go('/desk/new')
    browser.fill('#for', els.address)
    browser.fill('#title', 'Telefoon doet niets')
    browser.fill('#text', 'Zij belde erover.')
    browser.choose('category', 'Werkplek')
    browser.click('main button.main')
    case = desk.gateway.json('case', 'list')[0]
    assert browser.path == f'/desk/{case["number"]}'
    assert (case['title'], case['category']) == ('Telefoon doet niets', 'Werkplek')
    browser.go('/desk/new')
    browser.fill('#for', 'nobody at all')
    browser.fill('#title', 'Een andere')
    browser.fill('#text', 'Deze tekst blijft.')
    browser.click('main button.main')
    assert browser.path == '/desk/new' and 'nobody at all' in browser.notice
    assert browser.one('#text').get_attribute('value') == 'Deze tekst blijft.'
    assert browser.one('#for').get_attribute('value') == 'nobody at all'


def test_what_came_meanwhile_is_read_first(desk, drive):
    els = desk.customer()
    number = opened(desk, els, 'Scherm blijft zwart', 'Het scherm blijft zwart.')
    browser = drive().go(f'/desk/{number}')
    desk.gateway.run('case', 'note', number, 'Ik ben al onderweg.', '--as', 'tom')
    browser.act('answer', 'Zal ik langskomen?\nVanmiddag?')
    assert 'Not sent yet.' in browser.text and 'Ik ben al onderweg.' in browser.text
    assert browser.barriers() == []
    assert 'Zal ik' not in str(desk.gateway.case(number))
    assert browser.one('#text').get_attribute('value') == 'Zal ik langskomen?\nVanmiddag?'
    browser.click('button.main')
    assert browser.path == f'/desk/{number}'
    letters_with(desk, els, 'Zal ik langskomen?')


def test_by_keyboard(desk, drive):
    els = desk.customer()
    first = opened(desk, els, 'Het eerste', 'Iets.')
    second = opened(desk, els, 'Het tweede', 'Iets anders.')
    browser = drive()
    assert browser.all('.list .t')[0].text == 'Het eerste'
    browser.keys(TAB)
    assert browser.focused().get_attribute('class') == 'skip' and browser.focused().is_displayed()
    browser.keys('j')
    browser.keys('j')
    browser.enter()
    assert browser.path == f'/desk/{second}'
    browser.one('body').send_keys('a')
    assert browser.focused().get_attribute('id') == 'text'
    browser.keys('gq en j zijn hier letters')
    browser.keys(ESCAPE)
    browser.led_on(lambda: browser.keys('gm'))
    assert browser.path == '/desk/mine'
    browser.one('body').send_keys('/')
    assert browser.focused().get_attribute('id') == 'find'

    # What was typed and not sent is there again; once sent it is not.
    browser.go(f'/desk/{second}')
    assert browser.one('#text').get_attribute('value') == 'gq en j zijn hier letters'
    browser.click('#answer button.main')
    letters_with(desk, els, 'gq en j zijn hier letters')
    assert browser.one('#text').get_attribute('value') == ''
    assert browser.go(f'/desk/{first}').one('#text').get_attribute('value') == ''


def test_a_list_says_what_came(desk, drive):
    els = desk.customer()
    opened(desk, els, 'Het eerste', 'Iets.')
    browser = drive()
    look = "document.dispatchEvent(new Event('visibilitychange'))"  # as when somebody comes back to the window
    opened(desk, els, 'Het tweede', 'Iets anders.')
    opened(desk, els, 'Het derde', 'Nog iets.')
    browser.chrome.execute_script(look)
    told = eventually(lambda: browser.all('.fresh-bar a'), 'what is new')[0]
    assert told.text == '2 new' and browser.chrome.title.startswith('(2) ') and browser.barriers() == []
    browser.follow(told)
    assert len(browser.all('.list .t')) == 3 and not browser.all('.fresh-bar')
    assert browser.errors() == []


def test_who_is_logged_out_keeps_the_text(desk, drive):
    els = desk.customer()
    number = opened(desk, els, 'Scherm blijft zwart', 'Het scherm blijft zwart.')
    browser = drive().go(f'/desk/{number}')
    session = desk.gateway.json('session', 'list')[0]['id']
    desk.gateway.run('session', 'end', str(session))
    browser.act('answer', 'Een lang verhaal.')
    assert browser.one('textarea').get_attribute('value') == 'Een lang verhaal.' and browser.barriers() == []
    browser.log_in(desk.gateway, 'sanne@desk.example').go(f'/desk/{number}')
    assert browser.one('#text').get_attribute('value') == 'Een lang verhaal.'


def test_nothing_of_a_mail_runs(desk, drive):
    eve = desk.customer('Eve Vreemd')
    number = opened(desk, eve, VECTOR, f'{VECTOR}\njavascript:alert(3) https://evil.example/')
    browser = drive()
    for path in ('/desk/', f'/desk/{number}', '/desk/search?text=evil', '/desk/mails?tab=all', '/desk/letters',
                 f'/desk/contact/{eve.address}'):
        browser.go(path)
        assert browser.all('main img, main script, main a[href^="https:"], main a[href^="javascript:"]') == []
    browser.go(f'/desk/{number}')
    assert VECTOR in browser.text and 'https://evil.example/' in browser.text
    assert browser.errors() == []


def test_in_dutch_on_a_telephone(desk, drive):
    els = desk.customer()
    number = opened(desk, els, 'Hottentottententententoonstellingsterreinbeheerdersverenigingsvoorzitter', 'Iets.')
    browser = drive(language='nl')
    browser.narrow(320)
    for path in ('/desk/', f'/desk/{number}', '/desk/mails', '/desk/status', '/desk/contacts', '/desk/new'):
        browser.go(path)
        assert browser.one('html').get_attribute('lang') == 'nl'
        wide = browser.chrome.execute_script('return document.documentElement.scrollWidth - document.documentElement.clientWidth')
        assert wide <= 0, path
        assert browser.barriers() == [], path
