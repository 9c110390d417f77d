# SPDX-License-Identifier: Apache-2.0
"""What customers, managers, agents and machines write to each other in a soak.

A conversation is a generator. It yields what it waits for, a letter or something that the desk shows or does, and sends
mails through the world, which notes each with what is expected of it. Whatever must be found again bears a tag that no
other mail has.
"""
import email.message
import email.policy
import itertools
import time

from people import Customer, Letter

TEAMS = 'Teams of Teamskanaal aanmaken'
_tags = itertools.count(1)


def tag(kind):
    return f'{kind}-{next(_tags):06d}'


class To:
    """A letter to this address, in answer to a mail, or with these words in its subject or text. `within`: seconds,
    after which None comes instead."""

    def __init__(self, address, *words, answers='', within=None):
        self.address, self.words, self.answers = address, words, answers
        self.end = within and time.monotonic() + within

    def __repr__(self):
        return f'a letter to {self.address} with {" and ".join(self.words) or "In-Reply-To: " + self.answers}'

    def met_by(self, letter):
        return (letter.to == self.address and self.answers in (letter['In-Reply-To'] or '') and
                all(word in letter.subject or word in letter.text for word in self.words))


class Desk:
    """The desk shows these marks on a ticket; or else, where there is an action, does it with the last of them."""

    def __init__(self, number, *marks, action=None):
        self.noun = 'request' if number.startswith('REQ') else 'case'
        self.number, self.marks, self.action = number, marks, action

    def __repr__(self):
        return f'{self.number} with {" and ".join(self.marks)}'


class Arrived(Letter):
    """A letter as the SMTP server accepted it."""

    def __init__(self, envelope):
        super().__init__(envelope.bytes)
        self.sender, self.to = envelope.sender, envelope.recipient


class Person(Customer):
    """Whoever writes; the world keeps the ledger."""

    def __init__(self, world, name, address):
        super().__init__(world, world.address, name, address)
        self.world = world

    def mail(self, kind, message, **expected):
        self.world.deliver(kind, self.address, message.as_bytes(), message['Message-ID'], **expected)


def about(world, customer):
    """A case from the first mail to the solution, and what the customer says to it."""
    dice, mark = world.dice, tag('NEW')
    mail = customer.write(f'Melding {mark}', f'BODY-{mark} werkt niet meer.')
    if dice.random() < 0.15:
        mail.add_attachment(dice.randbytes(dice.choice([500, 20_000, 300_000])), maintype='application',
                            subtype='octet-stream', filename=f'{mark}.bin')
    customer.mail('new', mail, tag=mark)
    acknowledgement = yield To(customer.address, answers=mail['Message-ID'])
    number = acknowledgement.number
    if dice.random() < 0.1:
        world.repeat(mail)
    marks = []
    while dice.random() < 0.4:
        marks.append(tag('REPLY'))
        customer.mail('reply', customer.answer(acknowledgement, f'BODY-{marks[-1]} en nog iets.'), tag=marks[-1],
                      ticket=number)
    if dice.random() < 0.1:
        marks.append(tag('AUTO'))
        customer.mail('automatic', customer.answer(
            acknowledgement, f'BODY-{marks[-1]} ik ben er niet.', Auto_Submitted='auto-replied', Precedence='bulk',
            Subject=f'Automatisch antwoord: {acknowledgement.subject}'), tag=marks[-1], ticket=number)
    yield Desk(number, *marks)  # what comes after a solution would open the case again
    yield from resolved(world, customer, number)


def resolved(world, customer, number):
    mark = tag('SOLVED')
    told = None
    if world.dice.random() < 0.3:
        # of many tickets at once one notification tells, which cannot be answered
        told = yield To(world.agent.address, f'[{number}]', within=30)
    if told:
        world.agent.mail('agent', world.agent.answer(told, f'#resolve\nBODY-{mark} nieuwe kabel.'), tag=mark,
                         ticket=number)
    else:
        yield Desk(number, mark, action='resolve')
    solution = yield To(customer.address, mark)
    mark, accepts = tag('ANSWER'), world.dice.random() < 0.7
    link = solution.accept if accepts else solution.reject
    text = f'BODY-{mark} want het werkt nog niet.' if not accepts else ''
    if world.dice.random() < 0.5:
        answer = customer.press(link, text)
    else:
        answer = customer.answer(solution, 'Akkoord.' if accepts else f'Afwijzen\n{text}')
    customer.mail('accept' if accepts else 'reject', answer, tag=mark, ticket=number)


def request(world, customer):
    """A form, confirmed by the customer, approved by the manager, fulfilled by the desk."""
    mark = tag('REQUEST')
    form = customer.write(
        TEAMS, f'Type verzoek: Nieuw team\nGewenste naam van Team/Kanaal: {mark}\nEigenaar/Eigenaren: Els\n'
               'Doel van het Team/Kanaal: Overleg\nPubliek of Privé: Privé\nUrgentie: Laag\n')
    customer.mail('request', form, tag=mark)
    confirm = yield To(customer.address, answers=form['Message-ID'])
    number = confirm.number
    customer.mail('confirm', customer.answer(confirm, 'Ja'), ticket=number)
    question = yield To(world.manager.address, f'[{number}]')
    approves = world.dice.random() < 0.8
    world.manager.mail('approve' if approves else 'decline', world.manager.press(
        question.accept if approves else question.reject, '' if approves else 'Er is al zo een team.'), ticket=number)
    if approves:
        yield To(customer.address, f'[{number}]', 'goedgekeurd')
        mark = tag('FULFILLED')
        yield Desk(number, mark, action='fulfil')
        yield To(customer.address, mark)


def bounced(world, customer):
    """The acknowledgement comes back."""
    mark = tag('NEW')
    mail = customer.write(f'Melding {mark}', f'BODY-{mark} werkt niet meer.')
    customer.mail('new', mail, tag=mark)
    acknowledgement = yield To(customer.address, answers=mail['Message-ID'])
    report = email.message.EmailMessage(policy=email.policy.SMTP)
    del report['Content-Type']
    raw = (f'Return-Path: <>\r\nDelivered-To: {acknowledgement.sender}\r\n'
           f'From: Mail Delivery System <mailer-daemon@mx.klant.example>\r\nTo: {acknowledgement.sender}\r\n'
           f'Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{mark}@mx.klant.example>\r\n'
           'Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n'
           'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n'
           '--b\r\nContent-Type: text/plain\r\n\r\nUnknown user.\r\n'
           '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.klant.example\r\n\r\n'
           f'Final-Recipient: rfc822; {customer.address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n')
    world.deliver('bounce', '', raw.encode(), f'<{mark}@mx.klant.example>', ticket=acknowledgement.number)


KINDS = [(0.75, about), (0.95, request), (1, bounced)]


def begin(world):
    """A new conversation of somebody, of any kind."""
    dice = world.dice.random()
    kind = next(kind for most, kind in KINDS if dice <= most)
    # who bounced once gets nothing any more
    customer = world.newcomer() if kind is bounced else world.dice.choice(world.customers)
    return kind(world, customer)
