# SPDX-License-Identifier: Apache-2.0
"""The way back: what agents do at a desk elsewhere reaches the customer as letters from here, once; the customer's answers go
back; and where both were at it at once, what is true there holds and the customer hears that, once."""
import re

import pytest

from desk import FolderPost
from processes import eventually
from remotedesk import RemoteDesk

POLL = {'poll': '1s'}
NEVER = {'poll': '1h'}
PASS = {'Authentication-Results': 'mx.desk.example; dmarc=pass header.from=klant.example'}


@pytest.fixture
def remote_desk(program, folder, servicenow):
    """Makes a desk and starts it: remote_desk(poll='1s')"""
    made = []

    def make(mailbox=None, **settings):
        desk = RemoteDesk(program, folder, FolderPost(folder), servicenow, settings)
        desk.configuration['mailboxes'][0].update(mailbox or {})
        desk.gateway.configure(desk.configuration)
        made.append(desk)
        return desk.start()
    servicenow.reset()
    servicenow.up()
    yield make
    for desk in made:
        desk.end()
    assert servicenow.sins() == []


def subjects(customer):
    return [letter.subject for letter in customer.letters()]


def said(double, number):
    return [text for _, text in double.comments(number)]


def opened(desk, customer):
    customer.send(customer.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    return customer.letter(0)


def drained(desk):
    """Until nothing waits for the instance, and all that it said was heard."""
    def done():
        queue = desk.gateway.json('status')['desk']['queue']
        waiting = {state: count for state, count in queue.items() if state in ('waiting', 'behind', 'in flight', 'unknown')}
        assert sum(waiting.values()) == 0, waiting
        return True
    eventually(done, 'an outbox with nothing to do')
    desk.at_rest()


def timeline(desk, number):
    return desk.gateway.say('case', 'show', number)


def test_the_story_of_a_customer_and_an_agent_there(remote_desk, servicenow):
    desk = remote_desk(**POLL)
    els = desk.customer()
    number = opened(desk, els).number
    servicenow.agent.take(number)
    servicenow.agent.ask(number, 'Welk scherm is het?')
    question = els.letter(1)
    assert 'Welk scherm is het?' in question.text and 'vraag' in question.text
    els.send(els.answer(question, 'Het linker.'))
    eventually(lambda: servicenow.case(number)['state'] == '10', 'it is open there')
    servicenow.agent.note(number, 'Intern: kabel uit voorraad.')
    servicenow.agent.resolve(number, 'Nieuwe kabel geplaatst.', notes_to_comments=True)
    solution = els.letter(2)
    assert solution.is_resolution and solution.text.count('Nieuwe kabel geplaatst.') == 1
    els.send(els.press(solution.reject, 'Hij is weer zwart.'))
    eventually(lambda: servicenow.case(number)['state'] == '10', 'it is open there again')
    els.letter(3)
    servicenow.call('agent/attach', case=number, name='uitleg.txt', text='Zo werkt het.')
    assert 'uitleg.txt' in els.letter(4).text
    servicenow.agent.resolve(number, 'Nieuwe voeding geplaatst.')
    again = els.letter(5)
    assert again.is_resolution and 'Nieuwe voeding geplaatst.' in again.text
    els.send(els.press(again.accept, 'Bedankt!'))
    eventually(lambda: servicenow.case(number)['state'] == '3', 'it is closed there')
    desk.case(number, state='closed')
    drained(desk)
    told = timeline(desk, number)
    for words in ('Welk scherm is het?', 'Het linker.', 'Hij is weer zwart.', 'Bedankt!', 'Intern: kabel uit voorraad.',
                  'resolved: Nieuwe voeding geplaatst.'):
        assert told.count(words) == 1, told
    for words in ('Het linker.', 'Hij is weer zwart.', 'Bedankt!'):
        assert len([text for text in said(servicenow, number) if words in text]) == 1
    assert not [letter for letter in els.letters() if 'Intern' in letter.text]
    assert len([letter for letter in els.letters() if letter.is_resolution]) == 2
    assert [b'uitleg.txt' in raw for raw in desk.post.letters(els.address)].count(True) == 1
    assert len(els.letters()) == 7, subjects(els)


@pytest.mark.parametrize('rich', ['code', 'html'])
def test_an_agents_rich_text_comes_as_text(remote_desk, servicenow, rich):
    servicenow.switch(rich_text=rich)
    desk = remote_desk(**POLL)
    els = desk.customer()
    number = opened(desk, els).number
    servicenow.agent.ask(number, 'Is het < 24" & zwart?\nOf wit?')
    question = els.letter(1)
    assert 'Is het < 24" & zwart?\r\nOf wit?' in question.text
    servicenow.agent.resolve(number, 'Nieuwe kabel < 2 m.', notes_to_comments=True)
    solution = els.letter(2)
    assert solution.text.count('Nieuwe kabel < 2 m.') == 1
    drained(desk)
    assert len(els.letters()) == 3 and not [raw for raw in desk.post.letters(els.address) if b'[code]' in raw or b'<p>Is' in raw]


def test_what_the_customer_does_in_the_portal_is_theirs(remote_desk, servicenow):
    desk = remote_desk(**POLL)
    els = desk.customer()
    number = opened(desk, els).number
    servicenow.agent.resolve(number, 'Nieuwe kabel.')
    assert els.letter(1).is_resolution
    servicenow.agent.reject(number, 'Nog steeds zwart.', by=els.address)
    assert 'Nog steeds zwart.' not in els.letter(2).text
    desk.case(number, state='open')
    assert [entry['author'] for entry in desk.gateway.case(number)['timeline'] if entry['text'] == 'Nog steeds zwart.'] == [
        'Els Bos']
    servicenow.agent.resolve(number, 'Nieuwe voeding.')
    els.letter(3)
    servicenow.agent.accept(number, by=els.address)
    desk.case(number, state='closed')
    els.letter(4)
    drained(desk)
    assert len(els.letters()) == 5


def resolved_here(desk, els):
    """By a command, so that the instance need not be asked."""
    number = opened(desk, els).number
    desk.gateway.say('case', 'resolve', number, 'Nieuwe kabel.')
    return els.letter(1)


def test_an_agents_command_that_came_too_late(remote_desk, servicenow):
    desk = remote_desk(**NEVER)
    els = desk.customer()
    solution = resolved_here(desk, els)
    drained(desk)
    servicenow.agent.close(solution.number, force=True)
    desk.gateway.run('case', 'reopen', solution.number, 'Toch nog iets.', '--as', 'sanne@desk.example', code=1)
    assert 'it changed at the desk meanwhile' in desk.gateway.stderr
    desk.case(solution.number, state='closed')
    assert 'not done at the desk' in timeline(desk, solution.number)
    told = eventually(lambda: desk.post.letters('sanne@desk.example')[-1], 'a letter to the agent')
    assert b'the ticket is not where it could be done' in told.replace(b'=\r\n', b'')


def test_my_cases_are_those_of_the_portal_too(remote_desk, servicenow):
    desk = remote_desk(mailbox={'authserv': 'mx.desk.example'}, acknowledge={'wait': '3s'}, **NEVER)
    els, anna = desk.customer(), desk.customer('Anna de Vries', account='De Vries', domain='vries.example')
    letter = opened(desk, els)
    servicenow.agent.open(contact=els.address, subject='Uit het portaal')
    servicenow.agent.open(contact=anna.address, subject='Niet van Els')
    els.send(els.write('mijn cases', 'mijn cases', **PASS))
    answer = els.letter(1)
    assert 'Uit het portaal' in answer.text and letter.number in answer.text and 'bereiken' not in answer.text
    assert 'Niet van Els' not in answer.text
    servicenow.down()
    els.send(els.write('mijn cases', 'mijn cases', **PASS))
    answer = els.letter(2)
    assert letter.number in answer.text and 'niet te bereiken' in answer.text
    assert 'Uit het portaal' not in answer.text
    servicenow.up()
    drained(desk)
    assert len(els.letters()) == 3


def test_what_was_done_there_stands_in_the_trace(remote_desk, servicenow):
    desk = remote_desk(**POLL)
    els = desk.customer()
    letter = opened(desk, els)
    els.send(els.answer(letter, 'Ook na opnieuw starten.'))

    def done():
        traces = ''.join(desk.gateway.say('mail', 'show', mail['id']) for mail in desk.gateway.mails())
        found = re.findall(r'desk +(\w+): done, transaction (\w+)', traces)
        return dict(found) if {'open', 'say'} <= {kind for kind, _ in found} else None
    told = eventually(done, 'what was done there in the traces')
    assert set(told.values()) <= {one['transaction'] for one in servicenow.requests()}


LAPTOP = '''
item: laptop
title: {nl: Nieuwe laptop, en: New laptop}
remote: {item: %s}
variables:
  - {name: model, label: {nl: Model, en: Model}, required: true, choice: {'13': {nl: Klein, en: Small}, '15': {nl: Groot, en: Large}}}
  - {name: wanneer, label: {nl: Nodig op, en: Needed on}, required: true, date: {}}
'''


def test_a_request_is_ordered_and_carried_out_there(remote_desk, servicenow, folder):
    item = servicenow.rows('sc_cat_item', 'name=Nieuwe laptop')[0]['sys_id']
    (folder / 'catalog.d').mkdir()
    (folder / 'catalog.d' / 'laptop.yaml').write_text(LAPTOP % item)
    desk = remote_desk(mailbox={'authserv': 'mx.desk.example'}, **POLL)
    els = desk.customer()
    els.send(els.write('Nieuwe laptop', 'Model: Klein\nNodig op: 24-12-2026', **PASS))
    letter = els.letter(0)
    [ritm] = servicenow.rows('sc_req_item', 'correlation_display=casegate')
    assert letter.number == ritm['number'], letter.text
    assert desk.gateway.json('request', 'show', letter.number)['state'] == 'in progress'
    refused = desk.gateway.run('request', 'fulfil', letter.number, code=1)
    assert refused == b'' and 'carried out at the desk' in desk.gateway.stderr
    servicenow.agent.comment(letter.number, 'Hij is besteld.')
    assert 'Hij is besteld.' in els.letter(1).text
    servicenow.agent.approve(letter.number)
    servicenow.agent.fulfil(letter.number, notes='Hij ligt klaar bij de balie.')
    done = els.letter(2)
    assert 'Hij ligt klaar bij de balie.' in done.text and 'is klaar' in done.text
    drained(desk)
    assert len(els.letters()) == 3, subjects(els)


def test_a_request_has_a_number_of_ours_until_it_is_ordered(remote_desk, servicenow, folder):
    item = servicenow.rows('sc_cat_item', 'name=Nieuwe laptop')[0]['sys_id']
    (folder / 'catalog.d').mkdir()
    (folder / 'catalog.d' / 'laptop.yaml').write_text(LAPTOP % item)
    desk = remote_desk(mailbox={'authserv': 'mx.desk.example'}, **POLL)
    els = desk.customer()
    els.send(els.write('Nieuwe laptop', 'Model: Klein', **PASS))
    asked = els.letter(0)
    assert asked.number.startswith('REQ') and not servicenow.rows('sc_req_item', 'correlation_display=casegate')
    els.send(els.write('Mijn cases', 'Mijn cases', **PASS))
    assert asked.number in els.letter(1).text
    els.send(els.answer(asked, 'Nodig op: 24-12-2026', **PASS))
    told = els.letter(2)
    [ritm] = servicenow.rows('sc_req_item', 'correlation_display=casegate')
    assert told.number == ritm['number'] and asked.number not in told.text, told.text
    assert desk.gateway.json('request', 'show', asked.number)['number'] == ritm['number']
    els.send(els.write('Mijn cases', 'Mijn cases', **PASS))
    assert ritm['number'] in els.letter(3).text
    drained(desk)
    assert len(els.letters()) == 4
