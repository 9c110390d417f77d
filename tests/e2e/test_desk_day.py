# SPDX-License-Identifier: Apache-2.0
"""A desk elsewhere that is away for a day: mails are taken in all the while, memory stays as it is, and afterwards all is
made up for, once and in the order of each ticket. CASEGATE_DAY says how many mails (10,000 for a real day)."""
import email
import email.policy
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from desk import FolderPost
from processes import eventually
from remotedesk import RemoteDesk

MAILS = int(os.environ.get('CASEGATE_DAY', '120'))
EACH = 4  # mails of one customer: a case and what they add to it
MEMORY = 56 * 1024  # KiB that the gateway has at most, however many mails wait; 24 MiB are SQLite's cache, once it is full


def memory(desk):
    """KiB that the gateway itself keeps, without its workers."""
    status = Path(f'/proc/{desk.gateway.process.pid}/status').read_text()
    return int(status.partition('RssAnon:')[2].split()[0])


def queue(desk):
    return desk.gateway.json('status')['desk']['queue']


def letters(desk):
    """How many each customer got; their subjects."""
    read = [email.message_from_bytes(raw.partition(b'\r\n\r\n')[0], policy=email.policy.default)
            for raw in desk.post.out.messages()]
    to = [(letter['To'].addresses[0].addr_spec, letter['Subject']) for letter in read]
    return (Counter(address for address, _ in to if address.endswith('@klant.example')),
            {subject for address, subject in to if address.endswith('@klant.example')})


def decided(desk):
    mails = desk.gateway.json('status')['mails']
    return sum(mails.values()) - mails['waiting']


@pytest.fixture
def day(program, folder, servicenow):
    desk = RemoteDesk(program, folder, FolderPost(folder), servicenow, 
                      {'poll': '1h', 'parallel': 8, 'acknowledge': {'wait': '2s', 'then': 'early'}})
    yield desk
    desk.end()
    assert servicenow.sins() == []


def test_a_day_without_the_desk(day, servicenow):
    servicenow.down()
    day.start()
    customers = [day.customer(f'Klant {number}', known=False, there=False) for number in range(MAILS // (EACH - 1))]
    for customer in customers[:4]:
        customer.send(customer.write('Eerste', 'Bericht 0.'))
    day.settled(4)
    began = time.monotonic()
    total = 4
    kept = []
    for nth in range(1, EACH):
        for customer in customers:
            first = getattr(customer, 'first', None)
            mail = customer.write('Scherm', f'Bericht {nth}.', In_Reply_To=first, References=first)
            customer.first = first or mail['Message-ID']
            customer.send(mail)
        total += len(customers)
        eventually(lambda: decided(day) == total, f'{total} mails', patience=60 + total / 20)
        kept.append(memory(day))
    waiting = queue(day)
    print(f'{total} mails in {time.monotonic() - began:.1f} s, {waiting}, memory {kept} KiB')
    assert kept[-1] < MEMORY, kept
    assert waiting['waiting'] >= len(customers) and day.gateway.json('status')['desk']['oldest']
    # of each case one letter, that its mail has arrived
    cases = len(day.gateway.cases())
    eventually(lambda: letters(day)[0].total() == cases, 'a letter of each case', patience=60 + total / 20)
    servicenow.up()
    began = time.monotonic()
    eventually(lambda: not sum(queue(day)[state] for state in ('waiting', 'behind', 'in flight', 'unknown')),
               'all is made up for', patience=120 + total / 5)
    print(f'made up for in {time.monotonic() - began:.1f} s, memory {memory(day)} KiB')
    assert memory(day) < MEMORY
    there = servicenow.cases('correlation_display=casegate')
    assert len(there) == len(day.gateway.cases()) and len({case['correlation_id'] for case in there}) == len(there)
    texts = Counter()
    for case in there:
        said = [text for _, text in servicenow.comments(case['number'])]
        texts.update(nth for text in said for nth in range(EACH) if f'Bericht {nth}.' in text)
        order = [nth for text in said for nth in range(EACH) if f'Bericht {nth}.' in text]
        assert order == sorted(order), (case['number'], order)
        assert len({case['description'].count(f'Bericht {nth}.') for nth in range(2)}) == 2, case['description']
    assert all(texts[nth] == len(customers) for nth in range(2, EACH)), texts
    # and none after it, as they wrote it all themselves
    day.at_rest()
    counts, subjects = letters(day)
    first = {customer.address for customer in customers[:4]}
    assert counts == {customer.address: 1 + (customer.address in first) for customer in customers}
    assert not [subject for subject in subjects if '[' in subject or 'NEW-' in subject], subjects
