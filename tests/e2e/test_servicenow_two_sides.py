# SPDX-License-Identifier: Apache-2.0
"""Agent and customer at once: an agent in ServiceNow does something in the moment before our request comes there."""
import pytest

from test_agents import desk_with_agents


def meanwhile(servicenow, number, deed, **more):
    """The agent's deed comes just before our next request for the case: where it is to move, before its state is read."""
    servicenow.fault('deed', path=r'case/\w{32}(\?|$)', deed=deed, case=number, **more)


def open_there(remote, servicenow, els):
    letter, number = remote.opened(els)
    servicenow.agent.take(number)
    remote.is_there(number, 'open')
    return letter, number


@pytest.mark.parametrize('first', ['agent', 'customer'])
def test_both_say_something(remote, servicenow, first):
    """Neither is lost, in whatever order; the customer hears of the agent's once, and of their own not at all."""
    remote = remote().start()
    els = remote.customer()
    letter, number = open_there(remote, servicenow, els)
    if first == 'agent':
        meanwhile(servicenow, number, 'comment', text='We kijken ernaar.')
    els.send(els.answer(letter, 'Het gebeurt alleen op maandag.'))
    words = [('jan.agent', 'We kijken ernaar.'), ('casegate', 'Het gebeurt alleen op maandag.')]
    if first == 'customer':
        remote.in_step()
        servicenow.agent.comment(number, 'We kijken ernaar.')
        words.reverse()
    assert 'We kijken ernaar.' in els.letter(1).text
    assert len(remote.letters(els)) == 2
    assert remote.said(number) == words
    timeline = remote.timeline(number)
    assert all(timeline.count(text) == 1 for _, text in words), timeline
    assert remote.is_there(number, 'open')


def test_agent_closed_meanwhile(remote, servicenow):
    """The customer's words are not lost: they open a new case that names the old one."""
    remote = remote().start()
    els = remote.customer()
    letter, number = open_there(remote, servicenow, els)
    meanwhile(servicenow, number, 'close', notes='Niets meer gehoord.')
    els.send(els.answer(letter, 'Het scherm is nog steeds zwart.'))
    remote.is_there(number, 'closed')
    letters = remote.letters(els)
    assert len(letters) == 3 and len(servicenow.cases()) == 2, letters
    new, = {letter.number for letter in els.letters()} - {number}
    assert 'nog steeds zwart' in servicenow.case(new)['description'] and remote.said(number) == []
    assert sum('nog steeds zwart' in letter.text for letter in els.letters()) <= 1
    assert next(letter for letter in els.letters() if letter.number == new and number in letter.text)
    assert len(remote.gateway.cases()) == 2


def test_agent_resolved_meanwhile(remote, servicenow):
    """An answer to a question meets a solution: as any mail on a solution that accepts nothing, it opens it again."""
    remote = remote().start()
    els = remote.customer()
    _, number = remote.opened(els)
    servicenow.agent.ask(number, 'Welk merk is het scherm?')
    question = els.letter(1)
    remote.is_there(number, 'awaiting info')
    meanwhile(servicenow, number, 'resolve', notes='Nieuwe kabel geplaatst.')
    els.send(els.answer(question, 'Een Philips, en het is nog zwart.'))
    remote.in_step()
    remote.is_there(number, 'open')
    assert remote.said(number)[-1] == ('casegate', 'Een Philips, en het is nog zwart.')
    assert len(servicenow.cases()) == 1
    assert [text for by, text in remote.said(number) if by == 'casegate'] == ['Een Philips, en het is nog zwart.']


def test_accepts_what_the_agent_took_back(remote, servicenow):
    """The agent opened it again: nothing is accepted any more, so nothing is closed."""
    remote = remote().start()
    els = remote.customer()
    resolution, number = remote.solved(els)
    remote.in_step()
    meanwhile(servicenow, number, 'take')
    els.send(els.answer(resolution, 'Akkoord'))
    remote.in_step()
    remote.is_there(number, 'open')
    assert ('casegate', 'Akkoord') in remote.said(number)
    assert not any(letter.subject.startswith(f'[{number}] Afgesloten') for letter in els.letters())


@pytest.mark.parametrize('first', ['portal', 'mail'])
def test_accepted_in_the_portal_and_by_mail(remote, servicenow, first):
    """It is closed once, and one letter says so."""
    remote = remote().start()
    els = remote.customer()
    resolution, number = remote.solved(els)
    remote.in_step()
    if first == 'portal':
        meanwhile(servicenow, number, 'accept', by=els.address)
    els.send(els.answer(resolution, 'Akkoord'))
    remote.is_there(number, 'closed')
    letters = remote.letters(els)
    assert len(letters) == 3 and len(servicenow.cases()) == 1, letters
    assert len([text for _, text in remote.said(number)]) <= 1


def test_rejected_while_it_was_closed(remote, servicenow):
    """What is closed stays closed; the reason opens a new case that names it."""
    remote = remote().start()
    els = remote.customer()
    resolution, number = remote.solved(els)
    remote.in_step()
    meanwhile(servicenow, number, 'close', force=True)
    els.send(els.answer(resolution, 'Niet akkoord: het scherm flikkert nog.'))
    remote.is_there(number, 'closed')
    letters = remote.letters(els)
    assert len(servicenow.cases()) == 2, letters
    new = max(case['number'] for case in servicenow.cases())
    follows = servicenow.case(new)
    assert follows['parent'] == servicenow.case(number)['sys_id']
    assert f'Volgt op {number}' in follows['description'] and 'flikkert nog' in follows['description']
    assert len(letters) == 3 and sum(f'[{new}]' in one for one in letters) == 1, letters


@pytest.mark.parametrize('first', ['here', 'there'])
def test_two_agents_solve_it(remote, servicenow, first):
    """The first one's solution stands, and the customer gets that one alone."""
    remote = remote().start()
    els = remote.customer()
    _, number = open_there(remote, servicenow, els)
    if first == 'there':
        meanwhile(servicenow, number, 'resolve', notes='Nieuwe kabel geplaatst.')
        remote.gateway.run('case', 'resolve', number, 'Stekker erin gedaan.', code=1)
    else:
        remote.gateway.run('case', 'resolve', number, 'Stekker erin gedaan.')
    remote.is_there(number, 'resolved')
    stands = 'Nieuwe kabel geplaatst.' if first == 'there' else 'Stekker erin gedaan.'
    assert stands in els.letter(1).text and els.letter(1).is_resolution
    assert len(remote.letters(els)) == 2
    assert servicenow.case(number)['close_notes'].startswith(stands)


def test_what_the_customer_says_in_the_portal(remote, servicenow):
    """It is on the timeline here, and nobody is told what they said themselves."""
    remote = remote().start()
    els = remote.customer()
    resolution, number = remote.solved(els)
    servicenow.agent.reject(number, 'Het scherm flikkert nog.', by=els.address)
    remote.is_there(number, 'open')
    remote.in_step()
    assert 'Het scherm flikkert nog.' in remote.timeline(number)
    assert not any('flikkert' in letter.text for letter in els.letters())
    servicenow.agent.note(number, 'Alleen voor ons.')
    servicenow.agent.touch(number)
    before = remote.letters(els)
    assert 'Alleen voor ons.' in remote.timeline(number)
    els.send(els.answer(resolution, 'Ik wacht op een nieuw scherm.'))
    assert remote.letters(els) == before


def test_agent_by_command(remote, servicenow):
    """Answer, ask, note, category, watcher and agent by commands here stand there, and each letter goes once."""
    remote = remote().start()
    els = remote.customer()
    _, number = remote.opened(els)
    run = remote.gateway.run
    run('case', 'ask', number, 'Welk merk is het scherm?')
    assert servicenow.case(number)['state'] == '18', 'a command waits for its result'
    els.letter(1)
    run('case', 'note', number, 'Ligt in de kast.')
    run('case', 'set', number, 'category=Netwerk', 'priority=high')
    remote.in_step()
    case = servicenow.case(number)
    assert (case['category'], case['priority']) == ('1', '2')
    assert [text for _, text in servicenow.comments(number, 'work_notes')][0].startswith('Ligt in de kast.')
    assert remote.said(number) == [('casegate', 'Welk merk is het scherm?')]
    run('case', 'resolve', number, 'Nieuwe kabel geplaatst.')
    assert servicenow.case(number)['resolution_code'] == '1'
    resolution = els.letter(2)
    els.send(els.press(resolution.accept))
    remote.is_there(number, 'closed')
    assert len(remote.letters(els)) == 4


def test_an_agents_file_comes_along(remote, servicenow):
    """With what was said, or alone; and no file of ours comes back."""
    remote = remote().start()
    els = remote.customer()
    mail = els.write('Scherm is zwart', 'Mijn scherm blijft zwart.')
    mail.add_attachment(b'zwart', maintype='image', subtype='png', filename='scherm.png')
    els.send(mail)
    number = els.letter(0).number
    remote.in_step()
    servicenow.agent.attach(number, name='handleiding.txt', content='U3RhcCAx')
    servicenow.agent.comment(number, 'Zie de handleiding.')
    letter = els.letter(1)
    assert 'Zie de handleiding.' in letter.text
    remote.in_step()
    files = [(part.get_filename(), part.get_payload(decode=True)) for one in els.letters()
             for part in one.message.iter_attachments()]
    assert files == [('handleiding.txt', b'Stap 1')]
    assert [name for name in servicenow.files(number)] == ['scherm.png', 'handleiding.txt']


def test_mail_of_the_instance_is_a_machines(remote, servicenow):
    """Whatever it says, and of whomever it seems to be."""
    remote = remote().start()
    els = remote.customer()
    resolution, number = remote.solved(els)
    els.send(els.answer(resolution, 'Akkoord', X_ServiceNow_Generated='true'))
    remote.settled(2)
    assert len(remote.letters(els)) == 2
    assert remote.is_there(number, 'resolved') and len(servicenow.cases()) == 1


def test_the_instance_writes_the_letters(remote, servicenow):
    """With `letters: servicenow` all comes there, and none of ours reaches the customer."""
    remote = remote(letters='servicenow').start()
    els = remote.customer()
    mail = els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    remote.settled(1)
    remote.in_step()
    case, = servicenow.cases()
    servicenow.agent.comment(case['number'], 'We kijken ernaar.')
    els.send(els.write('Re: Scherm is zwart', 'Het gebeurt alleen op maandag.', In_Reply_To=mail['Message-ID']))
    remote.settled(2)
    assert remote.letters(els) == []
    assert remote.said(case['number']) == [('jan.agent', 'We kijken ernaar.'), ('casegate', 'Het gebeurt alleen op maandag.')]


def test_agents_are_offered_what_the_desk_takes(remote):
    """No state of this instance means cancelled."""
    remote, (sanne, _) = desk_with_agents(remote)
    els = remote.customer()
    _, number = remote.opened(els)
    offered = sanne.told(number).text
    assert '#oplossen  ' in offered and '#intrekken  ' not in offered
