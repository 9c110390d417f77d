# SPDX-License-Identifier: Apache-2.0
"""Working hours: a mail of Friday afternoon is answered on Monday, or is overdue; libfaketime sets the gateway's clock."""
import datetime
import email
import email.policy
import zoneinfo

import pytest

from processes import eventually
from test_clock import Clock, noticed, smtp  # noqa: F401

ZONE = zoneinfo.ZoneInfo('Europe/Amsterdam')
LEADS = 'leiding@desk.example'
SANNE = 'sanne@desk.example'


class Calendar(Clock):
    """The gateway's clock, set to moments of the first Friday from now in Amsterdam, and after."""
    def __init__(self, file):
        super().__init__(file)
        today = datetime.datetime.now(ZONE).date()
        self.friday = today + datetime.timedelta((4 - today.weekday()) % 7 + 7)

    def at(self, days, hour, minute):
        return datetime.datetime.combine(
            self.friday + datetime.timedelta(days), datetime.time(hour, minute), ZONE)

    def go(self, days, hour, minute):
        ahead = self.at(days, hour, minute) - datetime.datetime.now(ZONE)
        self.file.write_text(f'{round(ahead.total_seconds()):+d}\n')


@pytest.fixture
def calendar(folder):
    return Calendar(folder / 'clock')


@pytest.fixture
def desk(folder_desk, smtp, calendar):  # noqa: F811
    desk = folder_desk(
        outgoing={'smtp': f'smtp://127.0.0.1:{smtp.port}'},
        groups={'servicedesk': {'address': 'team@desk.example'}, 'leiding': {'address': LEADS}},
        hours={'mon-fri': '09:00-17:00'}, times={'first_answer': '1h', 'remind_answer': '20m'},
        escalate=[{'after': '1h', 'to': 'leiding'}])
    desk.configuration['desk']['time_zone'] = 'Europe/Amsterdam'
    desk.gateway.configure(desk.configuration)
    calendar.go(0, 16, 40)
    return desk.start(**calendar.environment())


def told(smtp, address):  # noqa: F811
    """Why each letter to this address was written."""
    letters = [email.message_from_bytes(letter.bytes, policy=email.policy.default) for letter in smtp.letters
               if letter.recipient == address]
    return [letter.get_body(('plain',)).get_content().split(' (')[0].split(':')[0] for letter in letters]


def test_an_answer_is_due_on_monday_and_overdue_after(desk, smtp, calendar):  # noqa: F811
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    eventually(lambda: len(smtp.letters) == 2, 'the acknowledgement and the notification')
    case = desk.gateway.case('CS0000001')
    due = datetime.datetime.fromisoformat(case['answer_due'].replace('Z', '+00:00'))
    assert calendar.at(3, 9, 39) < due < calendar.at(3, 9, 45) and not case['overdue']
    assert desk.gateway.json('case', 'list', '--overdue') == []

    calendar.go(3, 9, 30)
    noticed(desk, 'the clock was set forward')
    eventually(lambda: told(smtp, SANNE)[1:] == ['Bijna tijd voor een antwoord'], 'who has it is told before')
    calendar.go(3, 10, 30)
    noticed(desk, 'the clock was set forward')
    eventually(lambda: told(smtp, SANNE)[2:] == ['Te laat met een antwoord'], 'and when it is')
    assert [one['number'] for one in desk.gateway.json('case', 'list', '--overdue')] == ['CS0000001']
    assert desk.gateway.json('status')['overdue'] == {'cases': 1, 'requests': 0}
    assert 'overdue    an answer on 1 cases' in desk.gateway.say('status')
    assert 'casegate_tickets_overdue{kind="case"} 1' in desk.gateway.say('status', '--prometheus')
    assert told(smtp, LEADS) == []

    calendar.go(3, 11, 0)
    noticed(desk, 'the clock was set forward')
    eventually(lambda: told(smtp, LEADS) == ['Al lang te laat met een antwoord'], 'the escalation')
    assert any(line['text'] == 'overdue: leiding is told' for line in desk.gateway.case('CS0000001')['timeline'])
    desk.gateway.run('case', 'answer', 'CS0000001', 'We komen eraan.')
    assert desk.gateway.case('CS0000001')['answer_due'] is None
    assert desk.gateway.json('case', 'list', '--overdue') == []
