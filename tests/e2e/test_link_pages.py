# SPDX-License-Identifier: Apache-2.0
"""The links of letters in a real browser: from the letter's button to the closed case, and back by an answer; and programs
that look into mails as a browser does, with scripts and forms, change nothing."""
import pytest

import pagedriver
from pagedriver import Driver
from processes import eventually, free_port

pytestmark = pytest.mark.skipif(pagedriver.missing() is not None, reason=pagedriver.missing() or '')
SANNE = {'name': 'Sanne de Wit', 'address': 'sanne@desk.example', 'groups': ['servicedesk']}


@pytest.fixture
def desk(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': f'http://localhost:{port}'}, agents=[SANNE])
    desk.origin = f'http://localhost:{port}'
    desk.configuration['mailboxes'][0]['reply_address'] = desk.address.replace('@', '+{token}@')
    desk.gateway.configure(desk.configuration)
    return desk.start()


@pytest.fixture
def drive(desk):
    drivers = []

    def start(**how):
        drivers.append(Driver(desk.origin, language='nl', **how))
        return drivers[-1]
    yield start
    for driver in drivers:
        driver.close()


def resolved(desk, els):
    els.send(els.write('Scherm blijft zwart', 'Na het opstarten blijft mijn scherm zwart.'))
    number = els.letter(count=1).number
    desk.gateway.run('case', 'resolve', number, 'Nieuwe kabel geplaatst.', '--as', 'sanne@desk.example')
    return number, els.letter(count=2)


def open_letter(desk, browser, letter):
    """As a mail program shows it."""
    file = desk.gateway.folder / 'letter.html'
    file.write_text(letter.html)
    browser.chrome.get(file.as_uri())


def told(browser, words):
    """Waits for the page that says so; one that has to wait for the decision is looked at again."""
    def shows():
        again = browser.all('a.button[href=""]')
        if again:
            browser.follow(again[0])
        return browser.one('h1').text == words
    eventually(shows, words)


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_from_the_letters_button_to_the_closed_case_and_back(desk, drive, script):
    els = desk.customer()
    number, letter = resolved(desk, els)
    browser = drive(script=script)
    open_letter(desk, browser, letter)
    browser.follow(browser.link('Nee, nog niet'))
    assert browser.one('h1').text == 'Wat gaat er nog mis?' and browser.barriers() == []
    browser.follow(browser.link('Toch wel opgelost'))
    assert browser.path == letter.page('accept')
    assert 'Nieuwe kabel geplaatst.' in browser.text and 'Is het opgelost?' in browser.text
    assert browser.barriers() == []
    browser.narrow(320)
    assert browser.barriers() == []
    assert desk.gateway.case(number)['state'] == 'resolved', 'nothing happened yet'
    browser.click('button.yes')
    told(browser, f'Dank je wel, {number} is gesloten')
    assert browser.barriers() == []
    assert desk.gateway.case(number)['state'] == 'closed'
    letter_back = els.letter(count=3)
    assert 'binnen een dag' in letter_back.text
    els.send(els.answer(letter_back, 'nee, werkt nog niet'))
    desk.case(number, state='open')
    open_letter(desk, browser, letter)
    browser.follow(browser.link('Ja, het is opgelost'))
    assert 'Aan deze case wordt nog gewerkt' in browser.text
    browser.fill('#text', 'Ook met de oude kabel.')
    browser.click('button.main')
    told(browser, f'Je bericht staat bij {number}')
    assert desk.gateway.case(number)['timeline'][-1]['text'] == 'Ook met de oude kabel.'


def test_a_program_that_presses_by_script_is_shown_the_page_again(desk, drive):
    els = desk.customer()
    number, letter = resolved(desk, els)
    browser = drive()
    for how in ('document.forms[0].submit()', 'document.forms[0].requestSubmit()', 'document.querySelector("button.yes").click()'):
        browser.go(letter.page('accept'))
        page = browser.one('html')
        browser.chrome.execute_cdp_cmd('Runtime.evaluate', {'expression': how, 'userGesture': False})
        eventually(lambda: browser._is_gone(page), 'the page again')
        assert 'Is het opgelost?' in browser.text and browser.path == letter.page('accept'), how
    assert desk.gateway.case(number)['state'] == 'resolved' and len(els.letters()) == 2
