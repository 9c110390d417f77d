# SPDX-License-Identifier: Apache-2.0
"""The links of letters: a button opens a page, the page asks, and what is pressed there counts as the same word in a mail
would. Whoever else has a link sees what its letter said, and nobody loses anything by a program that follows it."""
import re
import statistics
import time

import pytest

from browser import Browser
from desk import FolderPost
from processes import eventually
from remotedesk import RemoteDesk
from test_my_pages import TEAMS, browser_of, code_letter, code_of, letter_of, log_in, submit
from test_web import OPERATOR, SANNE, free_port
from tokens import ENVELOPE, PAGE, Outbox, Signer, found

SOLUTION = 'Nieuwe kabel geplaatst.'
TITLE = 'Scherm blijft zwart'


PASS = {'Authentication-Results': 'mx.desk.example; dmarc=pass header.from=klant.example'}


def desk_with_pages(make, more=None, **mailbox):
    port = free_port()
    desk = make(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, agents=[SANNE, OPERATOR],
                groups={'servicedesk': {'address': 'team@desk.example'}}, **(more or {}))
    desk.configuration['mailboxes'][0].update(reply_address=desk.address.replace('@', '+{token}@'), **mailbox)
    desk.gateway.configure(desk.configuration)
    desk.port = port
    return desk.start()


@pytest.fixture
def web(folder_desk):
    return desk_with_pages(folder_desk)


def anybody(web, **headers):
    return Browser(web.port, **{'Accept_Language': 'en', **headers})


def press(browser, path, form=None, **headers):
    """Opens the page and presses its button, as a person does; the page that comes in the end."""
    page = browser.get(path)
    assert page.status == 200, page.text
    action = re.search(r'action="([^"]*)"', page.text).group(1)
    page = browser.post(action, {'nonce': page.field('nonce'), **(form or {})}, **{'Sec_Fetch_User': '?1', **headers})
    if page.status != 303:
        return page
    return eventually(lambda: (lambda one: one if 'wordt zo verwerkt' not in one.text else None)(browser.get(page.location)), 'the end')


def resolved(web, els, title=TITLE):
    """A case that the desk calls solved, and the letter that says so."""
    count = len(els.letters())
    els.send(els.write(title, 'Na het opstarten blijft mijn scherm zwart.'))
    number = els.letter(count=count + 1).number
    web.gateway.run('case', 'note', number, 'Deze klant belt elke dag.')
    web.gateway.run('case', 'resolve', number, SOLUTION, '--as', 'sanne@desk.example')
    return number, els.letter(count=count + 2)


def test_a_button_closes_the_case_and_an_answer_opens_it_again(web):
    els = web.customer()
    number, letter = resolved(web, els)
    path = letter.page('accept')
    assert re.fullmatch(r'/p/[a-z2-7]{26}/accept', path)
    assert 'https://' not in letter.text and letter.accept, 'the plain text prepares a mail'
    page = anybody(web).get(path)
    assert page.status == 200 and '<html lang="nl">' in page.text, 'in the language of the letter'
    assert TITLE in page.text and SOLUTION in page.text and 'Er is nog niets gebeurd' in page.text
    assert '<script' not in page.text and page.headers['Referrer-Policy'] == 'no-referrer'
    assert page.headers['Cache-Control'] == 'no-store' and 'noindex' in page.headers['X-Robots-Tag']
    page = press(anybody(web), path)
    assert f'Dank je wel, {number} is gesloten' in page.text
    case = web.gateway.case(number)
    assert case['state'] == 'closed'
    told = els.letter(count=3)
    assert 'binnen een dag' in told.text and 'Was jij dat niet' in told.text
    accepted = next(entry for entry in case['timeline'] if entry['text'] == 'accepted')
    shown = web.gateway.say('mail', 'show', accepted['mail'])
    assert re.search(r'proof +L1 +the link of letter \d+: as its token in a mail', shown), shown
    els.send(els.answer(told, 'nee, werkt nog niet'))
    web.case(number, state='open')
    assert 'weer' in els.letter(count=4).text
    assert len(web.gateway.cases()) == 1


@pytest.mark.parametrize('words', ['Dat was ik niet.', 'Nee, dat was ik niet', 'Het scherm is nog steeds zwart.'])
def test_who_did_not_press_it_opens_it_again(web, words):
    els = web.customer()
    number, letter = resolved(web, els)
    press(anybody(web), letter.page('accept'))
    els.send(els.answer(els.letter(count=3), words))
    web.case(number, state='open')
    assert len(web.gateway.cases()) == 1


def test_thanks_leave_it_closed_and_an_accept_by_mail_is_as_before(web):
    els = web.customer()
    number, letter = resolved(web, els)
    press(anybody(web), letter.page('accept'))
    els.send(els.answer(els.letter(count=3), 'Bedankt!'))
    web.settled(3)
    assert web.gateway.case(number)['state'] == 'closed'
    other, letter = resolved(web, els, 'Muis doet het niet')
    els.send(els.answer(letter, 'akkoord'))
    web.case(other, state='closed')
    told = els.letter()
    assert 'binnen een dag' not in told.text
    els.send(els.answer(told, 'nee, werkt nog niet'))
    eventually(lambda: len(web.gateway.cases()) == 3, 'a new case that follows')
    assert web.gateway.case(other)['state'] == 'closed'


def test_a_rejection_takes_words_and_opens_the_case(web):
    els = web.customer()
    number, letter = resolved(web, els)
    browser = anybody(web)
    page = browser.get(letter.page('accept'))
    path = re.search(r'class="button" href="([^"]*)"', page.text).group(1)
    assert path == letter.page('reject')
    page = press(browser, path)
    assert page.status == 422 and 'Schrijf er nog bij' in page.text
    assert web.gateway.case(number)['state'] == 'resolved'
    page = press(browser, path, {'text': 'Na een uur werd het weer zwart.'})
    assert f'We gaan verder met {number}' in page.text
    case = web.case(number, state='open')
    assert [entry['text'] for entry in case['timeline'] if entry['kind'] == 'comment'] == ['rejected: Na een uur werd het weer zwart.']
    page = browser.get(letter.page('accept'))
    assert 'nog gewerkt' in page.text, 'of an open case a button leads to what can be said'
    page = press(browser, letter.page('accept'), {'text': 'Ook met de oude kabel.'})
    assert f'Je bericht staat bij {number}' in page.text
    assert web.gateway.case(number)['timeline'][-1]['text'] == 'Ook met de oude kabel.'


def test_nothing_happens_by_looking_nor_by_a_script(web):
    els = web.customer()
    number, letter = resolved(web, els)
    before = web.gateway.case(number)
    browser = anybody(web)
    for _ in range(500):
        for deed in ('accept', 'reject'):
            assert browser.get(letter.page(deed)).status == 200
    page = browser.get(letter.page('accept'))
    nonce = page.field('nonce')
    for headers in ({}, {'Sec_Fetch_User': '?0'}):
        for check in ({}, {'check': ''}, {'check': '0000'}, {'check': number}, {'check': number[-3:]}):
            page = browser.post(letter.page('accept'), {'nonce': nonce, **check}, **headers)
            assert page.status == 422 and 'Ja, sluit de case' in page.text and 'laatste vier cijfers' in page.text, 'the page again'
    page = browser.post(letter.page('accept'), {'nonce': nonce}, Sec_Fetch_Site='cross-site', Sec_Fetch_User='?1')
    assert page.status == 403
    page = browser.post(letter.page('accept'), {'nonce': nonce}, Sec_Fetch_Site=None, Origin='https://evil.example')
    assert page.status == 403
    assert browser.send('HEAD', letter.page('accept')).status == 200
    assert web.gateway.case(number) == before and len(els.letters()) == 2
    page = browser.post(letter.page('accept'), {'nonce': nonce}, Sec_Fetch_Site=None, Origin='null')
    assert page.status == 303, 'a browser that tells nothing'
    web.case(number, state='closed')


def test_who_has_a_browser_that_does_not_tell_types_digits(web):
    els = web.customer()
    number, letter = resolved(web, els)
    safari = anybody(web)
    page = press(safari, letter.page('reject'), {'text': 'Nog steeds zwart.'}, Sec_Fetch_User=None)
    assert page.status == 422 and 'Nog steeds zwart.' in page.text and web.gateway.case(number)['state'] == 'resolved'
    page = safari.post(letter.page('reject'), {'nonce': page.field('nonce'), 'text': 'Nog steeds zwart.', 'check': number[-4:]})
    assert page.status == 303
    web.case(number, state='open')


def test_a_form_is_of_its_link_and_counts_once(web):
    els, piet = web.customer(), web.customer('Piet Jansen')
    number, letter = resolved(web, els)
    other, others = resolved(web, piet, 'Muis doet het niet')
    browser = anybody(web)
    nonce = browser.get(others.page('accept')).field('nonce')
    for wrong in (nonce, 'x', '', '0' * 64):
        page = browser.post(letter.page('accept'), {'nonce': wrong}, Sec_Fetch_User='?1')
        assert page.status == 422 and 'nog niets verstuurd' in page.text
    nonce = browser.get(letter.page('accept')).field('nonce')
    pages = [browser.post(letter.page('accept'), {'nonce': nonce}, Sec_Fetch_User='?1') for _ in range(3)]
    assert {page.status for page in pages} == {303} and len({page.location for page in pages}) == 1
    web.case(number, state='closed')
    els.letter(count=3)
    els.send(els.answer(els.letter(), 'nee, werkt nog niet'))
    web.case(number, state='open')
    web.gateway.run('case', 'resolve', number, 'En nu?', '--as', 'sanne@desk.example')
    page = browser.post(letter.page('accept'), {'nonce': nonce}, Sec_Fetch_User='?1')
    assert page.status == 303, 'an old form is the one that was sent'
    assert web.gateway.case(number)['state'] == 'resolved'
    assert web.gateway.case(other)['state'] == 'resolved'


def test_whoever_a_letter_is_forwarded_to_sees_what_it_said(web):
    els = web.customer()
    number, letter = resolved(web, els)
    els.send(els.write('Muis doet het niet', 'Mijn geheime muis.'))
    els.letter(count=3)
    browser = anybody(web)
    seen = [browser.get(letter.page('accept')).text, browser.get(letter.page('reject')).text]
    page = press(browser, letter.page('accept'))
    seen += [page.text, browser.get(letter.page('accept')).text]
    for text in seen:
        for secret in ('Na het opstarten', 'belt elke dag', 'Muis', 'Sanne', 'geheime'):
            assert secret not in text
        assert 'Set-Cookie' not in page.headers
    assert browser.cookie is None
    assert browser.get(f'/my/{number}').location.startswith('/my/login')


def test_what_was_over_says_so(web):
    els = web.customer()
    number, letter = resolved(web, els)
    browser = anybody(web)
    web.gateway.run('case', 'reopen', number, 'Toch niet.', '--as', 'sanne@desk.example')
    web.gateway.run('case', 'resolve', number, 'Een nieuw scherm.', '--as', 'sanne@desk.example')
    page = browser.get(letter.page('accept'))
    assert 'Er is een nieuwe oplossing' in page.text and SOLUTION not in page.text and '<form' not in page.text
    newest = eventually(lambda: [one for one in els.letters() if 'Een nieuw scherm' in one.text], 'the new solution')[-1]
    assert 'Een nieuw scherm' in browser.get(newest.page('accept')).text
    els.send(els.answer(newest, 'akkoord'))
    web.case(number, state='closed')
    for one in (letter, newest):
        page = browser.get(one.page('accept'))
        assert page.status == 200 and f'{number} is al afgesloten' in page.text and '<form' not in page.text
        assert '/my/new' in page.text and f'mailto:{web.address}?subject={number}' in page.text


def test_what_is_no_link_of_ours_looks_the_same_and_takes_as_long(web):
    els = web.customer()
    number, letter = resolved(web, els)
    path = letter.page('accept')
    page_token = path.split('/')[2]
    signer = Signer(web.gateway.state)
    sent = signer.accepted(page_token)
    assert sent and signer.token(sent, PAGE) == page_token
    other = letter.page('accept').replace(page_token, page_token[:-1] + ('a' if page_token[-1] != 'a' else 'b'))
    wrong = {
        'changed': other, 'of a mail': f'/p/{letter.token}/accept', 'of an envelope': f'/p/{signer.token(sent, ENVELOPE)}/accept',
        'of no letter': f'/p/{signer.token(99999, PAGE)}/accept', 'of another deed': path.replace('accept', 'approve'),
        'of no deed': path.replace('accept', 'x'), 'cut': path.rpartition('/')[0], 'none': '/p/', 'none, with a deed': '/p/x/accept',
        'much': '/p/' + 'a' * 2000 + '/accept', 'signs': '/p/%3c%26/accept', 'not sent': path.replace('accept', 'done?form=1'),
    }
    browser = anybody(web)
    pages = {name: browser.get(one) for name, one in wrong.items()}
    assert {page.status for page in pages.values()} == {404}, {name: page.status for name, page in pages.items()}
    assert len({page.text for page in pages.values()}) == 1
    page = pages['none']
    assert number not in page.text and 'does not work any more' in page.text and page.headers['Referrer-Policy'] == 'no-referrer'
    for one in ('changed', 'of a mail', 'of no letter'):
        page = browser.post(wrong[one], {'nonce': '0' * 64}, Sec_Fetch_User='?1')
        assert page.status == 422 and number not in page.text
    mail = els.write('akkoord', 'akkoord')
    mail.set_content(f'akkoord\n\nRef: {page_token}\n')
    mail.replace_header('To', web.address.replace('@', f'+{page_token}@'))
    els.send(mail, to=web.address)
    web.settled(2)
    assert web.gateway.case(number)['state'] == 'resolved', "a page's token is no mail's"

    def taken(path):
        start = time.perf_counter()
        browser.get(path)
        return time.perf_counter() - start
    spans = {name: [] for name in ('changed', 'of no letter', 'none, with a deed')}
    for _ in range(100):
        for name in spans:
            spans[name].append(taken(wrong[name]))
    least = [statistics.quantiles(values, n=10)[0] for values in spans.values()]
    assert max(least) - min(least) < 0.003, least


def test_what_has_ended_looks_as_what_never_was(web):
    els = web.customer()
    number, letter = resolved(web, els)
    browser = anybody(web)
    nowhere = browser.get('/p/x/accept').text
    web.gateway.run('key', 'rotate')
    assert browser.get(letter.page('accept')).status == 200, 'the key that signed it still checks it'
    web.gateway.run('key', 'rotate', '--leaked')
    assert browser.get(letter.page('accept')).text == nowhere
    _, letter = resolved(web, els, 'Muis doet het niet')
    assert browser.get(letter.page('accept')).status == 200
    web.gateway.run('contact', 'erase', els.address, '--yes')
    eventually(lambda: browser.get(letter.page('accept')).text == nowhere, 'nothing is left of it')


def test_too_much_by_one_letter_is_refused(web):
    els = web.customer()
    number, letter = resolved(web, els)
    browser = anybody(web)
    path = letter.page('reject').replace('reject', 'comment')
    web.gateway.run('case', 'reopen', number, 'Toch niet.', '--as', 'sanne@desk.example')
    for i in range(10):
        assert f'Je bericht staat bij {number}' in press(browser, path, {'text': f'Bericht {i}'}).text
    page = press(browser, path, {'text': 'Nog een'})
    assert page.status == 422 and 'vandaag al vaak' in page.text and 'Nog een' in page.text, 'what was typed is kept'
    assert 'Nog een' not in str(web.gateway.case(number)['timeline'])


def test_each_button_of_an_overview_names_one_case(folder_desk):
    web = desk_with_pages(folder_desk, authserv='mx.desk.example')
    els = web.customer()
    first, _ = resolved(web, els)
    second, _ = resolved(web, els, 'Muis doet het niet')
    els.send(els.write('Mijn cases', 'mijn cases', **PASS))
    letter = els.letter(count=5)
    page = anybody(web).get(letter.page('accept', second))
    assert 'Muis' in page.text and TITLE not in page.text
    press(anybody(web), letter.page('accept', second))
    web.case(second, state='closed')
    assert web.gateway.case(first)['state'] == 'resolved'
    assert anybody(web).get(letter.page('accept', first).replace(first, 'CS0009999')).status == 404


def test_an_approval_takes_who_was_asked(web):
    els, piet, eve = web.customer(), web.customer('Piet Jansen'), web.customer('Eve')
    web.gateway.run('contact', 'set', els.address, '--manager', piet.address)
    page, where = submit(log_in(web, els), '/my/catalog/teams', {**TEAMS, 'f.owners': els.address})
    number = re.match(r'/my/(REQ\d+)', where).group(1)
    letter = letter_of(piet, 1)
    assert 'waar je inlogt en beslist' in letter.html
    for deed in ('approve', 'decline'):
        page = anybody(web).get(letter.page(deed))
        assert (page.status, page.location) == (303, f'/my/{number}') and page.headers['Referrer-Policy'] == 'no-referrer'
    path = letter.page('approve')
    for wrong in ('accept', 'reject', 'comment'):
        assert anybody(web).get(path.replace('approve', wrong)).status == 404
    page = anybody(web).post(path, {'nonce': '0' * 64}, Sec_Fetch_User='?1')
    assert page.status == 422 or page.location == f'/my/{number}'
    assert log_in(web, eve).get(f'/my/{number}').status == 404
    browser = browser_of(web)
    page = browser.get(f'/my/{number}')
    assert page.location == f'/my/login?to={number}'
    page = browser.get(page.location)
    page = browser.post('/my/login', {'address': piet.address, 'to': page.field('to')})
    assert page.location == f'/my/code?to={number}'
    to = browser.get(page.location).field('to')
    page = browser.post('/my/code', {'code': '000000', 'to': to})
    assert page.location == f'/my/code?wrong=1&to={number}'
    page = browser.post('/my/code', {'code': code_of(code_letter(piet)), 'to': to})
    assert page.location == f'/my/{number}'
    assert 'Is dit akkoord?' in browser.get(page.location).text
    submit(browser, f'/my/{number}', {'do': 'approve'})
    assert web.gateway.json('request', 'show', number)['state'] == 'in progress'
    page = anybody(web).post('/my/login', {'address': piet.address, 'to': '//evil.example'})
    assert page.location == '/my/code'


def test_what_needs_a_code_waits_for_it_as_by_mail(folder_desk):
    web = desk_with_pages(folder_desk, {'needs': {'accept': 'confirmed'}})
    els = web.customer()
    number, letter = resolved(web, els)
    page = press(anybody(web), letter.page('accept'))
    assert 'Het is verstuurd' in page.text and 'een code voor nodig' in page.text
    assert web.gateway.case(number)['state'] == 'resolved'
    asked = els.letter(count=3)
    code = re.search(r'(?m)^\s*(\d{6})\s*$', asked.text).group(1)
    els.send(els.answer(asked, code))
    web.case(number, state='closed')
    told = eventually(lambda: [one for one in els.letters() if 'binnen een dag' in one.text], 'that it is told')
    els.send(els.answer(told[-1], 'Dat was ik niet.'))
    web.case(number, state='open')


def test_nobody_else_names_where_links_lead(web):
    els = web.customer()
    number, letter = resolved(web, els)
    browser = anybody(web)
    page = browser.get(letter.page('accept'), Host='evil.example', X_Forwarded_Host='evil.example')
    assert 'evil.example' not in page.text + str(page.headers)
    page = browser.post(letter.page('accept'), {'nonce': page.field('nonce')}, Sec_Fetch_User='?1', Host='evil.example')
    assert page.location.startswith('/p/')
    assert 'https://desk.example/p/' in letter.html
    assert 'evil' not in els.letter(count=3).html


@pytest.mark.parametrize('quoted', ['<blockquote type="cite">%s</blockquote>', '<div class="gmail_quote">Op 23 nov. 2026 schreef Servicedesk:<br>'
                                    '<blockquote class="gmail_quote">%s</blockquote></div>'], ids=['cite', 'gmail'])
def test_the_words_beside_the_buttons_are_nobodys_answer(web, quoted):
    els = web.customer()
    number, letter = resolved(web, els)
    mail = els.answer(letter, '', quote=False)
    mail.clear_content()
    mail.set_content('<p>Nee, het werkt nog niet.</p>' + quoted % letter.html, subtype='html')
    els.send(mail)
    case = web.case(number, state='open')
    said = [entry['text'] for entry in case['timeline'] if entry['kind'] == 'comment']
    assert len(said) == 1 and said[0].endswith('Nee, het werkt nog niet.'), said


def test_nobody_else_gets_a_link(web):
    els, piet = web.customer(), web.customer('Piet Jansen')
    for one in (els, piet):
        web.gateway.run('contact', 'set', one.address, '--account', 'Jansen BV')
    number, letter = resolved(web, els)
    web.gateway.run('case', 'add', number, piet.address, '--as', 'sanne@desk.example')
    path = letter.page('accept')
    token = path.split('/')[2]
    link = f'https://desk.example{path}'
    for text in (f'Deze knop doet niets: {link} en verder\n\n> {link}\n', f'Zie <a href="{link}">knop</a> {token}', letter.html):
        mail = els.answer(letter, '', quote=False)
        mail.clear_content()
        mail.set_content(text, subtype='html' if '<' in text else 'plain')
        els.send(mail)
    mail = els.answer(letter, f'Nog eens {link}')
    mail.replace_header('Subject', f'Re: {letter.subject} {link}')
    els.send(mail)
    els.send(els.write(f'Knop {link} kapot', f'Zie {link}, {token[:9]}\n{token[9:]}'))
    web.settled(6)
    web.gateway.run('case', 'answer', number, f'We zien {link}.', '--as', 'sanne@desk.example')
    web.gateway.run('case', 'note', number, f'Klant stuurde {link}.', '--as', 'sanne@desk.example')
    web.flushed()
    assert [one for one in piet.letters() if 'We zien' in one.text]
    assert Outbox(web).check_tokens() > 5
    said = [web.gateway.say('case', 'list', '--json'), web.gateway.say('mail', 'list', '--json'), web.gateway.log()]
    for case in web.gateway.cases():
        said += [web.gateway.say('case', 'show', case['number'], '--json'), web.gateway.say('case', 'show', case['number'])]
    for mail in web.gateway.mails():
        said += [web.gateway.say('mail', 'show', str(mail['id'])), web.gateway.say('mail', 'show', str(mail['id']), '--json')]
    agent = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    said += [agent.get(one).text for one in ('/desk/', f'/desk/{number}', '/desk/mails', '/desk/search?text=knop')]
    said += [log_in(web, piet).get(f'/my/{number}').text]
    assert 'Deze knop doet niets' in said[-1], 'what it is about is there to be seen'
    signer = Signer(web.gateway.state)
    for text in said:
        assert not found(signer, text) and '/p/a' not in text, text[:3000]


def test_no_token_stands_in_the_log(web):
    els = web.customer()
    _, letter = resolved(web, els)
    token = letter.page('accept').split('/')[2]
    press(anybody(web), letter.page('accept'))
    anybody(web).get(f'/p/{token}x/accept')
    anybody(web).post(letter.page('reject'), {'nonce': 'x', 'text': 'y'}, Sec_Fetch_User='?1')
    assert token not in web.gateway.log()


def test_a_case_that_lives_elsewhere_is_closed_there(program, folder, servicenow):
    servicenow.reset()
    servicenow.up()
    port = free_port()
    desk = RemoteDesk(program, folder, FolderPost(folder), servicenow, {'poll': '1s'},
                      web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'})
    desk.port = port
    desk.configuration['mailboxes'][0]['reply_address'] = desk.address.replace('@', '+{token}@')
    desk.gateway.configure(desk.configuration)
    try:
        desk.start()
        els = desk.customer()
        letter, number = desk.solved(els)
        page = anybody(desk).get(letter.page('accept'))
        assert SOLUTION in page.text and number in page.text
        press(anybody(desk), letter.page('accept'))
        desk.is_there(number, 'closed')
        told = eventually(lambda: [one for one in els.letters() if 'Via de link' in one.text], 'that it is told')[-1]
        assert 'nieuwe melding' in told.text and 'binnen een dag' not in told.text
        els.send(els.answer(told, 'nee, werkt nog niet'))
        eventually(lambda: len(desk.gateway.cases()) == 2, 'a new case')
        desk.is_there(number, 'closed')
    finally:
        desk.end()
    assert servicenow.sins() == []


def test_without_pages_letters_are_as_they_were(folder_desk):
    desk = folder_desk(agents=[SANNE, OPERATOR])
    desk.start()
    els = desk.customer()
    _, letter = resolved(desk, els)
    assert 'https://' not in letter.html and 'Een knop zet een mail voor je klaar' in letter.html
    assert letter.accept and letter.reject
