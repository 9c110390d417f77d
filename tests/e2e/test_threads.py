# SPDX-License-Identifier: Apache-2.0
"""A second person on a ticket, tickets that have to do with each other, and tickets that are merged."""
from desk import UNLIMITED
from people import Letter
from processes import eventually


def opened(desk, customer, subject='Camera stuk', text='De camera in de hal doet niets.', **headers):
    """A case of this customer's, with its letter; nobody else may write meanwhile."""
    before = len(customer.letters())
    customer.send(customer.write(subject, text, **headers))
    letter = customer.letter(before)
    return letter.number, letter


def with_account(desk, name, account='Klant BV', domain='klant.example'):
    person = desk.customer(name, known=False, domain=domain)
    desk.gateway.run('contact', 'add', person.address, '--name', name, '--account', account)
    return person


def decided(desk, person, mail):
    """Sends it; what became of it, once it was decided."""
    count = len(desk.gateway.mails())
    person.send(mail, to=mail['To'].addresses[-1].addr_spec if mail['To'].addresses[-1].domain == 'desk.example' else desk.address)
    return desk.settled(count + 1)[-1]


def marks(case):
    return [entry['mark'] for entry in case['timeline'] if entry['kind'] == 'comment']


def links(case):
    return [(link['number'], link['why']) for link in case['links']]


def test_a_colleague_answers_the_question_that_was_sent_on(any_desk):
    desk = any_desk(**UNLIMITED).start()
    els, anna = with_account(desk, 'Els Bos'), desk.customer('Anna Vos', known=False)
    number, _ = opened(desk, els)
    desk.gateway.run('case', 'ask', number, 'Welk merk is het?')
    question = els.letter(1)
    quoted = ''.join(f'> > {line}\n' for line in question.text.splitlines())
    mail = anna.write('RE: FW: camera', f'Het is een Axis.\n\nOp 23 november 2026 schreef Els Bos:\n> Anna, weet jij dit?\n>\n{quoted}',
                      Cc=els.address, In_Reply_To='<fw@klant.example>', References='<fw@klant.example>')
    assert decided(desk, anna, mail)['ticket'] == number
    case = desk.gateway.case(number)
    assert case['state'] == 'awaiting info' and marks(case) == [f'unproven, with the token issued to {els.address}']
    assert anna.address not in [person['address'] for person in case['involved']]
    assert f'(unproven, with the token issued to {els.address}, mail' in desk.gateway.say('case', 'show', number)
    # what she answers to her own mail belongs there, too
    again = anna.write('RE: FW: camera', 'Model 7.', In_Reply_To=mail['Message-ID'], References=mail['Message-ID'])
    assert decided(desk, anna, again)['ticket'] == number
    assert marks(desk.gateway.case(number))[-1] == 'unproven, wrote on it before'
    desk.flushed()
    assert anna.letters() == []


def test_an_outsider_with_a_copied_ref_gets_nothing(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, eve = with_account(desk, 'Els Bos'), desk.customer('Eve Vos', known=False, domain='ander.example')
    number, _ = opened(desk, els)
    desk.gateway.run('case', 'resolve', number, 'Vervangen.')
    resolution = els.letter(1)
    for text in ('Akkoord', 'Afwijzen, hij is stuk.', 'Wat is de status?', 'Sluit maar.', 'Stuur mij de geschiedenis.'):
        mail = decided(desk, eve, eve.write('over de camera', f'{text}\n\nRef: {resolution.token}\n', Cc='mallory@ander.example'))
        assert mail['ticket'] == number, text
        assert desk.gateway.case(number)['state'] == 'resolved', text
    case = desk.gateway.case(number)
    assert set(marks(case)) == {f'unproven, with the token issued to {els.address}'} and case['involved'] == []
    els.send(els.answer(resolution, 'Akkoord'))
    desk.case(number, state='closed')
    desk.flushed()
    assert eve.letters() == []


def test_the_customer_from_home(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, home = with_account(desk, 'Els Bos'), desk.customer('Els Bos', known=False, domain='thuis.example')
    number, acknowledgement = opened(desk, els)
    desk.gateway.run('case', 'ask', number, 'Welk merk is het?')
    assert decided(desk, home, home.answer(els.letter(1), 'Een Axis.'))['ticket'] == number
    # without a token she is anybody: a case that says which one it names
    other = decided(desk, home, home.write(f'Re: [{number}] camera', 'Hij doet het weer.'))['ticket']
    assert other != number and links(desk.gateway.case(other)) == [(number, 'named')]
    assert links(desk.gateway.case(number)) == [(other, 'named')]
    assert f'see also  {number} (named)' in desk.gateway.say('case', 'show', other)
    assert desk.gateway.case(number)['reporter']['address'] == els.address

    def told():
        return [letter for letter in map(Letter, desk.post.letters('sanne@desk.example')) if letter.subject.startswith(f'[{other}]')]
    assert f'Zie ook {number} (genoemd in de mail)' in eventually(told, f'a notification of {other}')[0].text


def test_who_stood_in_to_or_cc_replies_to_all(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, piet, kim = with_account(desk, 'Els Bos'), with_account(desk, 'Piet Jansen'), desk.customer('Kim', known=False)
    first = els.write('Wifi weg', 'De wifi is weg.', To=f'{piet.address}, {desk.address}', Cc=kim.address)
    number = decided(desk, els, first)['ticket']
    assert {person['address'] for person in desk.gateway.case(number)['involved']} == {piet.address, kim.address}
    for person, mark in ((piet, 'unproven'), (kim, 'unproven, was named on it')):
        reply = person.write('RE: Wifi weg', 'Hier ook.', To=f'{els.address}, {desk.address}',
                             In_Reply_To=first['Message-ID'], References=first['Message-ID'])
        assert decided(desk, person, reply)['ticket'] == number
        assert marks(desk.gateway.case(number))[-1] == mark
    desk.flushed()
    assert kim.letters() == []


def test_three_who_answer_what_we_never_saw(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    people = [desk.customer(name, known=False) for name in ('Els Bos', 'Piet Jansen', 'Kim Vos')]
    unseen = {'In_Reply_To': '<unseen@klant.example>', 'References': '<unseen@klant.example>'}
    numbers = [decided(desk, person, person.write('Re: Poort klemt', f'{person.name} ook.', **unseen))['ticket'] for person in people]
    assert len(set(numbers)) == 3
    for number in numbers[1:]:
        assert links(desk.gateway.case(number)) == [(numbers[0], 'same conversation')]
    assert [other for other, _ in links(desk.gateway.case(numbers[0]))] == numbers[1:]


def test_a_letter_that_is_sent_on_to_another_mailbox(folder_desk):
    desk = folder_desk(**UNLIMITED)
    sales = f'verkoop-{desk.serial}@desk.example'
    desk.configuration['mailboxes'].append(desk.post.mailbox('sales', sales))
    desk.configuration['mailboxes'][0]['reply_address'] = desk.address.replace('@', '+{token}@')
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = with_account(desk, 'Els Bos')
    number, _ = opened(desk, els)
    desk.gateway.run('case', 'resolve', number, 'Vervangen.')
    resolution = els.letter(1)
    mail = els.answer(resolution, 'Wat kost een groter model?', To=sales)
    els.send(mail, to=sales)
    other = eventually(lambda: [case for case in desk.gateway.cases() if case['number'] != number], 'a case of sales')[0]['number']
    assert desk.gateway.case(number)['state'] == 'resolved'
    assert links(desk.gateway.case(other)) == [(number, 'forwarded')]
    els.send(els.answer(resolution, 'Nog stuk.'))
    desk.case(number, state='open')


def test_two_cases_are_one_and_two_again(any_desk):
    desk = any_desk(**UNLIMITED).start()
    els, piet = with_account(desk, 'Els Bos'), with_account(desk, 'Piet Jansen')
    first, letter = opened(desk, els, 'Scherm', 'Zwart scherm op kamer vier.')
    second, _ = opened(desk, piet, 'Beeldscherm', 'Ook zwart.')
    assert desk.gateway.say('case', 'merge', first, second).strip() == f'{first} is merged into {second}'
    case = desk.gateway.case(second)
    assert case['merged'] == [first] and [person['address'] for person in case['involved']] == [els.address]
    assert case['description'] == 'Ook zwart.' and 'Zwart scherm op kamer vier.' in [entry['text'] for entry in case['timeline']]
    assert desk.gateway.case(first)['merged_into'] == second and desk.gateway.case(first)['state'] == 'closed'
    assert f'merged    into {second}' in desk.gateway.say('case', 'show', first)
    assert f'includes  {first}' in desk.gateway.say('case', 'show', second)
    # an answer to the old letter, by its token, and by the number
    assert decided(desk, els, els.answer(letter, 'Nog iets.'))['ticket'] == second
    assert decided(desk, els, els.write(f'Re: [{first}] iets', 'En nog iets.'))['ticket'] == second
    # what is done to the old one is refused, and says where it is
    desk.gateway.run('case', 'note', first, 'Iets.', code=1)
    assert f'{first}: it is merged into {second}: name that' in desk.gateway.stderr
    found = eventually(lambda: desk.gateway.json('case', 'list', 'new', '--text', 'vier'), 'the words of the merged one')
    assert [one['number'] for one in found] == [second]
    assert desk.gateway.say('case', 'unmerge', first).strip() == f'{first} is new'
    assert desk.gateway.case(second)['merged'] == [] and desk.gateway.case(first)['description'] == 'Zwart scherm op kamer vier.'
    assert decided(desk, els, els.answer(letter, 'Weer hier.'))['ticket'] == first
    desk.at_rest()
    desk.gateway.stop()
    desk.gateway.run('audit')


def test_cases_of_two_accounts_stay_two(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, tom = with_account(desk, 'Els Bos'), with_account(desk, 'Tom Reed', 'Ander Ltd', 'ander.example')
    first, second = opened(desk, els)[0], opened(desk, tom)[0]
    desk.gateway.run('case', 'merge', first, second, code=1)
    assert f'it is of the account Klant BV, and {second} is of Ander Ltd: they can be linked' in desk.gateway.stderr
    desk.gateway.run('case', 'link', first, second, '--as', 'Sanne de Wit')
    assert links(desk.gateway.case(second)) == [(first, 'linked by the desk')]
    desk.gateway.run('case', 'unlink', second, first)
    assert links(desk.gateway.case(first)) == []
