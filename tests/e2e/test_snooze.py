# SPDX-License-Identifier: Apache-2.0
"""What the desk puts off is out of its lists and reminders until then, or until somebody writes."""
from processes import eventually
from test_agents import desk_with_agents
from test_clock import noticed, smtp  # noqa: F401
from test_hours import SANNE, calendar, desk, told  # noqa: F401


def listed(desk, *options):  # noqa: F811
    return [one['number'] for one in desk.gateway.json('case', 'list', *options)]


def test_a_case_is_put_off_and_comes_back_on_monday(desk, smtp, calendar):  # noqa: F811
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: len(smtp.letters) == 2, 'the acknowledgement and the notification')
    due = desk.gateway.case('CS0000001')['answer_due']
    said = desk.gateway.say('case', 'snooze', '1', 'tot', 'dinsdag')
    tuesday = calendar.at(4, 9, 0).strftime('%Y-%m-%d %H:%M')
    assert f'CS0000001 is snoozed until {tuesday}: an answer is promised by ' in said
    case = desk.gateway.case('CS0000001')
    assert case['answer_due'] == due and case['snoozed_until'].startswith(calendar.at(4, 8, 0).strftime('%Y-%m-%d'))
    assert f'snoozed   until {tuesday}' in desk.gateway.say('case', 'show', '1')
    assert listed(desk) == listed(desk, '--waiting') == [] and listed(desk, '--snoozed') == ['CS0000001']
    assert listed(desk, '--text', 'scherm') == ['CS0000001']
    assert desk.gateway.json('status')['snoozed'] == {'cases': 1, 'requests': 0}
    assert 'casegate_tickets_snoozed{kind="case"} 1' in desk.gateway.say('status', '--prometheus')

    calendar.go(3, 15, 0)
    noticed(desk, 'the clock was set forward')
    assert listed(desk, '--overdue') == [] and desk.gateway.json('status')['overdue'] == {'cases': 0, 'requests': 0}
    assert told(smtp, SANNE)[1:] == []
    calendar.go(4, 9, 1)
    noticed(desk, 'the clock was set forward')
    eventually(lambda: len(told(smtp, SANNE)) == 2, 'who has it is told that it is back')
    assert listed(desk, '--overdue') == ['CS0000001'] and listed(desk, '--snoozed') == []
    assert any(line['text'] == 'back after a snooze' for line in desk.gateway.case('CS0000001')['timeline'])


def test_an_agent_puts_it_off_by_mail_and_the_customer_wakes_it(folder_desk):
    desk, (sanne, _) = desk_with_agents(folder_desk)  # noqa: F811
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    first = sanne.told('CS0000001')
    sanne.send(sanne.answer(first, '#snooze straks'))
    assert "'straks' is geen datum; wel bijvoorbeeld 2026-12-14" in sanne.told('CS0000001', 2).text
    sanne.send(sanne.answer(first, '#uitstellen tot 3 dagen\n#note De kabel is besteld.'))
    eventually(lambda: listed(desk, '--snoozed') == ['CS0000001'], 'it is put off')
    els.send(els.answer(els.letter(0), 'Er is nu haast bij.'))
    eventually(lambda: listed(desk) == ['CS0000001'], 'it is back')
    assert listed(desk, '--snoozed') == []
    assert 'Er is nu haast bij.' in sanne.told('CS0000001', 3).text


def test_a_case_of_a_desk_elsewhere_is_put_off_here(remote, servicenow):
    """Nothing changes there, and the customer's word brings it back."""
    desk = remote().start()
    els = desk.customer()
    _, number = desk.opened(els)
    before = servicenow.case(number)['sys_mod_count']
    assert f'{number} is snoozed until' in desk.gateway.say('case', 'snooze', number, '2w')
    assert listed(desk) == [] and listed(desk, '--snoozed') == [number]
    assert servicenow.case(number)['sys_mod_count'] == before
    els.send(els.answer(els.letter(0), 'Er is nu haast bij.'))
    eventually(lambda: listed(desk) == [number], 'it is back')
    desk.in_step()
    assert listed(desk, '--snoozed') == []
