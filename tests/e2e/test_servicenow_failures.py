# SPDX-License-Identifier: Apache-2.0
"""What may go wrong on the way to ServiceNow: what is done is done once, what waits is made up, the rest a person decides."""
import pytest

from processes import eventually, kill

POST_CASE = r'/case$'


def once(remote, servicenow, els):
    """One case there, with its number here, and one letter; gives the number."""
    number = els.letter(0).number
    assert len(remote.letters(els)) == 1
    assert [case['number'] for case in servicenow.cases()] == [number]
    return number


def sends(remote, customer):
    return customer.send(customer.write('Scherm is zwart', 'Mijn scherm blijft zwart na het opstarten.'))


def test_answered_202_it_was_not_done(remote, servicenow):
    remote = remote().start()
    els = remote.customer()
    servicenow.fault('queued', method='POST', path=POST_CASE)
    sends(remote, els)
    once(remote, servicenow, els)
    assert remote.posted(POST_CASE) == 2


@pytest.mark.parametrize('fault', ['cut_before', 'cut_after', 'cut_within'])
def test_a_line_that_was_cut(remote, servicenow, fault):
    """Nobody knows whether it was done, so it is looked for: the case, the file, the comment, the note, the move."""
    servicenow.switch(attachment_hashes=False)
    remote = remote().start()
    els = remote.customer()
    for method, path in (('POST', POST_CASE), ('POST', '/attachment/file'), ('PUT', '/case/')):
        servicenow.fault(fault, method=method, path=path)
    mail = els.write('Scherm is zwart', 'Mijn scherm blijft zwart.')
    mail.add_attachment(b'\x89PNG scherm', maintype='image', subtype='png', filename='scherm.png')
    els.send(mail)
    letter = els.letter(0)
    els.send(els.answer(letter, 'Het gebeurt alleen op maandag.'))
    remote.in_step()
    number = once(remote, servicenow, els)
    assert servicenow.files(number) == {'scherm.png': b'\x89PNG scherm'}
    assert len(servicenow.rows('sys_attachment')) == 1
    assert remote.said(number) == [('casegate', 'Het gebeurt alleen op maandag.')]
    servicenow.fault(fault, method='PUT', path='/case/', body='close_notes')
    servicenow.fault(fault, method='PUT', path='/case/', body='work_notes')
    remote.gateway.run('case', 'note', number, 'Kabel uit de kast.', '--no-wait')
    remote.gateway.run('case', 'resolve', number, 'Nieuwe kabel geplaatst.', '--no-wait')
    assert els.letter(1).is_resolution
    assert len(remote.letters(els)) == 2
    assert len(servicenow.comments(number, 'work_notes')) == 1 and len(remote.said(number)) == 1


def test_a_token_that_expired(remote, servicenow):
    remote = remote().start()
    els = remote.customer()
    letter, number = remote.opened(els)
    servicenow.expire_tokens()
    els.send(els.answer(letter, 'Het gebeurt alleen op maandag.'))
    assert len(remote.letters(els)) == 1
    assert remote.said(number) == [('casegate', 'Het gebeurt alleen op maandag.')]
    assert remote.posted('/oauth_token') == 2


@pytest.mark.parametrize('what', ['login', 'asleep', 'limited', 'unavailable'])
def test_the_desk_pauses(remote, servicenow, what):
    """One operation tries whether it is back, the others wait; mails are taken in all the while."""
    fault = {'login': 'unauthorized', 'asleep': 'html', 'limited': 'rate_limited', 'unavailable': 'unavailable'}[what]
    remote = remote(acknowledge={'then': 'nothing'}).start()
    customers = [remote.customer(f'Klant{n} Een') for n in range(6)]
    remote.in_step()
    servicenow.fault(fault, path='/(api|oauth)', times=0, **({'retry_after': 1} if what == 'limited' else {}))
    for customer in customers:
        sends(remote, customer)
    remote.settled(6)
    eventually(lambda: remote.gateway.json('status')['desk']['worker']['paused'], 'a desk that is left alone')
    assert servicenow.cases() == [] and remote.posted(POST_CASE) <= 4
    assert all(customer.letters() == [] for customer in customers)
    servicenow.clear()
    assert len({customer.letter(0).number for customer in customers}) == 6
    remote.in_step()
    assert len(servicenow.cases()) == 6 and all(len(customer.letters()) == 1 for customer in customers)


def test_too_many_requests_and_no_word_of_when_again(remote, servicenow):
    remote = remote().start()
    els = remote.customer()
    servicenow.fault('rate_limited', method='POST', path=POST_CASE)
    sends(remote, els)
    once(remote, servicenow, els)


def test_refused_it_waits_for_a_person(remote, servicenow):
    """The timeline says why; the person lets it go again."""
    remote = remote().start()
    els = remote.customer()
    letter, number = remote.opened(els)
    servicenow.fault('forbidden', method='PUT', path='/case/')
    els.send(els.answer(letter, 'Het gebeurt alleen op maandag.'))
    assert 'ACL' in remote.noted(number, 'weigerde het')
    assert remote.said(number) == []
    remote.gateway.run('case', 'retry', number)
    remote.in_step()
    assert remote.said(number) == [('casegate', 'Het gebeurt alleen op maandag.')]
    assert len(remote.letters(els)) == 1


def test_a_look_up_that_cannot_be_believed(remote, servicenow):
    """The instance forgets the condition on the key: what may be done is never posted again."""
    remote = remote().start()
    first, els = remote.customer(), remote.customer()
    remote.opened(first)
    servicenow.switch(forgotten_fields=['correlation_id'])
    servicenow.fault('cut_before', method='POST', path=POST_CASE)
    sends(remote, els)
    remote.noted('NEW-2', 'niet duidelijk')
    assert len(servicenow.cases()) == 1 and remote.posted(POST_CASE) == 2
    assert remote.letters(els) == []


def test_two_contacts_of_one_address(remote, servicenow):
    """A person decides: takes one away there, and lets it go again."""
    remote = remote().start()
    els = remote.customer()
    twin = servicenow.contact(email=els.address, name='Els Bos', account='De Vries')
    sends(remote, els)
    remote.noted('NEW-1', 'several contacts')
    assert servicenow.cases() == [] and els.letters() == []
    servicenow.delete(table='customer_contact', sys_id=twin['sys_id'])
    remote.gateway.run('case', 'retry', 'NEW-1')
    once(remote, servicenow, els)


@pytest.mark.parametrize('unknown', ['guest', 'hold'])
def test_nobody_there_has_this_address(remote, servicenow, unknown):
    """The case is of nobody and its text says whose it is, or a person decides."""
    remote = remote(unknown_contacts=unknown).start()
    els = remote.customer(there=False)
    sends(remote, els)
    if unknown == 'hold':
        remote.noted('NEW-1', 'no contact')
        assert servicenow.cases() == [] and els.letters() == []
        servicenow.contact(email=els.address, name=els.name, account='Jansen BV')
        remote.gateway.run('case', 'retry', 'NEW-1')
    case = servicenow.case(once(remote, servicenow, els))
    assert bool(case['contact']) == (unknown == 'hold')
    assert (els.address in case['description']) == (unknown == 'guest')


@pytest.mark.parametrize('killed', ['worker', 'gateway'])
def test_killed_within_a_request(remote, servicenow, killed):
    """The request is done all the same, after the look-up was due had nobody waited."""
    remote = remote(look_up_after='4s').start()
    els = remote.customer()
    servicenow.fault('slow', method='POST', path=POST_CASE, seconds=2)
    sends(remote, els)
    eventually(lambda: servicenow.requests(method='POST', path=POST_CASE), 'a case that is posted')
    if killed == 'worker':
        for pid in remote.gateway.workers('servicenow'):
            kill(pid)
    else:
        remote.gateway.kill()
        remote.start()
    once(remote, servicenow, els)
    assert remote.posted(POST_CASE) == 1


def test_what_came_after_a_backup_is_opened_once(remote, servicenow):
    """The backup that is put back knows neither the mail nor its case; the mail comes again, and the case is found."""
    remote = remote().start()
    els, piet = remote.customer(), remote.customer('Piet Jansen')
    remote.opened(els)
    remote.in_step()
    remote.gateway.run('backup', remote.gateway.folder / 'backups')
    mail = piet.write('Muis is stuk', 'Mijn muis doet niets.')
    piet.send(mail)
    number = piet.letter(0).number
    remote.gateway.stop()
    remote.gateway.run('restore', '--force', remote.gateway.folder / 'backups')
    remote.start()
    assert number not in [case['number'] for case in remote.gateway.cases()]
    piet.send(mail)
    assert piet.letter(1).number == number
    remote.in_step()
    assert len(servicenow.cases()) == 2 and remote.posted(POST_CASE) == 2
    remote.opened(els, 'Nog een scherm')
    assert len(servicenow.cases()) == 3


def test_down_for_a_while(remote, servicenow):
    """Mails are taken in and acknowledged without a number, once; afterwards all is made up, once, and of each case in order."""
    remote = remote(acknowledge={'wait': '1s', 'then': 'early'}).start()
    customers = [remote.customer(f'Klant{n} Een') for n in range(3)]
    remote.in_step()
    servicenow.down()
    sent = []
    for customer in customers:
        sent.append(sends(remote, customer))
        assert 'CS' not in customer.letter(0).subject
    for mail, customer in zip(sent, customers):
        for number in range(3):
            customer.send(customer.write('Re: Scherm is zwart', f'Aanvulling {number}.', In_Reply_To=mail['Message-ID']))
        customer.send(customer.answer(customer.letters()[0], 'Aanvulling 3.'))
    remote.settled(15)
    told = remote.gateway.say('case', 'note', 'NEW-1', 'Alleen voor ons.')
    assert 'waits' in told and 'desk' in told
    remote.gateway.stop()
    remote.start()
    servicenow.up()
    remote.in_step()
    assert len(servicenow.cases()) == 3
    for customer in customers:
        contact, = servicenow.rows('customer_contact', f'email={customer.address}')
        case, = servicenow.cases(f"contact={contact['sys_id']}")
        assert remote.said(case['number']) == [('casegate', f'Aanvulling {number}.') for number in range(4)]
        assert len(customer.letters()) == 1
        notes = [text.partition('\n')[0] for _, text in servicenow.comments(case['number'], 'work_notes')]
        assert notes == (['Alleen voor ons.'] if customer is customers[0] else [])
