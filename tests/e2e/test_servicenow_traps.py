# SPDX-License-Identifier: Apache-2.0
"""What an instance may do that nobody expects of it: each has one outcome."""
import pytest

from processes import eventually

POST_CASE = r'/case$'
ORDER = '/order_now$'
ITEM = """item: kanaal
title: {nl: Kanaal aanvragen, en: Ask for a channel}
variables:
  - {name: model, label: {nl: Model, en: Model}, required: yes, text: {max: 100}}
remote: {item: %s%s}
"""


def sends(customer):
    return customer.send(customer.write('Scherm is zwart', 'Mijn scherm blijft zwart na het opstarten.'))


@pytest.mark.parametrize('late', [{}, {'seconds': 1}])
def test_a_case_that_is_there_only_after_the_look_up(remote, servicenow, late):
    remote = remote(look_up_after='3s').start()
    els = remote.customer()
    servicenow.fault('commit_late', method='POST', path=POST_CASE, **late)
    sends(els)
    number = els.letter(0).number
    assert len(remote.letters(els)) == 1
    assert [case['number'] for case in servicenow.cases()] == [number] and remote.posted(POST_CASE) == 1


def test_a_request_that_the_instance_cancels(remote, servicenow):
    """It took longer than its quota and is not done: looked for, and posted again."""
    servicenow.switch(scale=0.01, script_quota_s=60)
    remote = remote().start()
    els = remote.customer()
    servicenow.fault('slow', method='POST', path=POST_CASE, seconds=100)
    sends(els)
    number = els.letter(0).number
    assert len(remote.letters(els)) == 1
    assert [case['number'] for case in servicenow.cases()] == [number] and remote.posted(POST_CASE) == 2


def test_two_cases_with_one_key(remote, servicenow):
    """The first is the customer's; who reads the timeline learns of the other."""
    remote = remote(look_up_after='3s').start()
    els = remote.customer()
    servicenow.fault('cut_after', method='POST', path=POST_CASE)
    sends(els)
    first, = eventually(servicenow.cases, 'a case')
    twin = servicenow.agent.twin(first['number'])
    assert els.letter(0).number == first['number']
    assert len(remote.letters(els)) == 1 and remote.posted(POST_CASE) == 1
    remote.noted(first['number'], twin['number'])
    servicenow.agent.comment(first['number'], 'We kijken ernaar.')
    assert 'We kijken ernaar.' in els.letter(1).text


def test_changes_that_are_seen_late(remote, servicenow):
    """They come with an older stamp than others that were read already."""
    servicenow.clock(forward=-60)  # so that what it says later has passed already
    remote = remote().start()
    els, tom = remote.customer(), remote.customer('Tom Reed')
    _, number = remote.opened(els)
    _, other = remote.opened(tom)
    remote.in_step()
    servicenow.switch(show_late=3)
    servicenow.agent.comment(number, 'We kijken ernaar.')
    servicenow.switch(show_late=0)
    servicenow.clock(forward=10)
    servicenow.agent.comment(other, 'Wij ook.')
    assert 'Wij ook.' in tom.letter(1).text
    assert 'We kijken ernaar.' in els.letter(1).text
    assert len(remote.letters(els)) == 2 and len(remote.letters(tom)) == 2


def test_more_changes_in_one_second_than_a_page_has(remote, servicenow):
    """Each is told once, also when what comes first is hidden and a page is empty though others follow."""
    remote = remote().start()
    customers = [remote.customer(f'Klant{n} Een') for n in range(30)]
    servicenow.clock(stop=True)
    for customer in customers:
        sends(customer)
    numbers = [customer.letter(0).number for customer in customers]
    remote.in_step()
    for number in numbers:
        servicenow.agent.comment(number, 'We kijken ernaar.')
    for customer in customers:
        assert 'We kijken ernaar.' in customer.letter(1).text
    remote.in_step()
    assert all(len(customer.letters()) == 2 for customer in customers)
    by_id = sorted(servicenow.cases(), key=lambda case: case['sys_id'])
    servicenow.switch(hidden=[case['number'] for case in by_id[:25]])
    last = by_id[-1]['number']
    servicenow.agent.comment(last, 'Morgen komt iemand.')
    assert 'Morgen komt iemand.' in customers[numbers.index(last)].letter(2).text
    remote.in_step()
    assert sum(len(customer.letters()) for customer in customers) == 61


def test_a_note_before_the_number(remote, servicenow):
    """Opening a case ignores work notes, so that one goes by itself."""
    remote = remote().start()
    els = remote.customer()
    servicenow.down()
    sends(els)
    remote.settled(1)
    remote.gateway.run('case', 'note', 'NEW-1', 'Alleen voor ons.', '--no-wait')
    servicenow.up()
    number = els.letter(0).number
    assert len(remote.letters(els)) == 1
    (by, text), = servicenow.comments(number, 'work_notes')
    assert by == 'casegate' and text.startswith('Alleen voor ons.') and remote.said(number) == []


def test_an_account_without_rights_to_fields(remote, servicenow):
    """The timeline names what the instance left out without a word."""
    servicenow.switch(external=True)
    remote = remote().start()
    els = remote.customer()
    sends(els)
    number = els.letter(0).number
    remote.noted(number, 'did not take: category Overig')
    remote.noted(number, 'did not take: the key')
    case = servicenow.case(number)
    assert (case['short_description'], case['description'], case['correlation_id']) == ('Scherm is zwart', '', '')
    assert len(servicenow.cases()) == 1


@pytest.mark.parametrize('how', ['slow', 'by its key', 'by what is known', 'not the only one'])
def test_an_order_takes_no_key(remote, servicenow, how):
    """One that got no answer is found by a variable of the item, else as the only one; of several a person decides."""
    keyed = how in ('slow', 'by its key')
    variables = [{'name': 'model', 'type': 6, 'mandatory': True}]
    variables += [{'name': 'casegate_key', 'type': 6, 'hidden': True}] if keyed else []
    item = servicenow.item(name='Laptop', variables=variables)
    remote = remote()
    catalog = remote.gateway.folder / 'catalog.d'
    catalog.mkdir()
    (catalog / 'kanaal.yaml').write_text(ITEM % (item['sys_id'], ', key_variable: casegate_key' if keyed else ''))
    remote.start()
    els = remote.customer()
    contact, = servicenow.rows('customer_contact', f'email={els.address}')
    if how == 'not the only one':
        servicenow.insert(table='sc_req_item', number='RITM0099999', cat_item=item['sys_id'],
                          requested_for=contact['sys_id'], sys_created_by='casegate')
    servicenow.fault('slow' if how == 'slow' else 'cut_after', method='POST', path=ORDER,
                     **({'seconds': 2} if how == 'slow' else {}))
    els.send(els.write('Kanaal aanvragen', 'Model: 13 inch\n'))
    confirm = els.letter(0)
    els.send(els.answer(confirm, 'Ja'))
    ordered = eventually(lambda: servicenow.rows('sc_request'), 'an order')
    if how == 'not the only one':
        number = remote.gateway.json('request', 'list')[0]['number']
        eventually(lambda: any('2 orders' in entry['text'] for entry in
                               remote.gateway.json('request', 'show', number)['timeline']), 'a word of two orders')
        assert len(remote.letters(els)) == 1
    else:
        letter = els.letter(1)
        ritm, = servicenow.rows('sc_req_item')
        assert letter.number == ritm['number'] and ritm['correlation_id']
        assert len(remote.letters(els)) == 2
    assert len(ordered) == len(servicenow.rows('sc_request')) == remote.posted(ORDER) == 1


def test_half_a_character(remote, servicenow):
    """A text that the instance cut within an emoji is no JSON: what stands beside it comes all the same."""
    remote = remote().start()
    els = remote.customer()
    _, number = remote.opened(els)
    servicenow.agent.comment(number, 'Gelukt \ud83d')
    assert 'Gelukt \ufffd' in els.letter(1).text
    servicenow.agent.comment(number, 'Tot ziens.')
    assert 'Tot ziens.' in els.letter(2).text


def test_one_case_whose_words_cannot_be_read(remote, servicenow):
    """It keeps no other waiting for ever; its own words come when they can be read."""
    remote = remote().start()
    els, bo = remote.customer(), remote.customer('Bo Smit')
    _, ill = remote.opened(els)
    _, well = remote.opened(bo)
    sys_id = servicenow.case(ill)['sys_id']
    servicenow.fault('server_error', path=f'{sys_id}/activities', times=0)
    servicenow.agent.comment(ill, 'Aan Els.')
    servicenow.agent.comment(well, 'Aan Bo.')
    assert 'Aan Bo.' in bo.letter(1).text
    servicenow.clear()
    servicenow.agent.comment(ill, 'Nog iets.')
    told = els.letter(1).text
    assert 'Aan Els.' in told and 'Nog iets.' in told


def test_a_very_long_comment(remote, servicenow):
    """Its beginning is told, and it takes no other's place."""
    remote = remote().start()
    els = remote.customer()
    _, number = remote.opened(els)
    servicenow.agent.comment(number, 'Kort.')
    servicenow.agent.comment(number, 'Lang. ' + 'b' * 2_000_000)
    remote.in_step()
    told = ''.join(letter.text for letter in els.letters())
    assert 'Kort.' in told and 'Lang.' in told and '[...]' in told


def test_html_of_a_customer_is_no_html_there(remote, servicenow):
    remote = remote().start()
    els = remote.customer()
    letter, number = remote.opened(els)
    els.send(els.answer(letter, 'Zie [code]<a href="https://evil.example">hier</a>[/code]'))
    said = remote.in_step() or servicenow.comments(number)[-1][1]
    assert '[code]' not in said and '[code ]<a href' in said
