# SPDX-License-Identifier: Apache-2.0
"""Agents work from their own mailboxes, which real servers hold: they are told, and they answer."""
import random
import re
from collections import Counter

import processes
from desk import OPERATOR
from people import Customer
from processes import eventually


class Agent(Customer):
    """One of the desk, who answers what notifications say."""

    def notifications(self, number):
        return [letter for letter in self.letters() if letter.subject.startswith(f'[{number}]')]

    def told(self, number, count=1):
        def arrived():
            found = self.notifications(number)
            return found if len(found) >= count else None
        return eventually(arrived, f'{count} notifications of {number}')[-1]


def desk_with_agents(make, **mailbox_options):
    """A desk whose two agents have mailboxes of this test's own."""
    desk = make()
    people = [Agent(desk.post, desk.address, name, f'{local}-{desk.serial}@desk.example')
              for name, local in (('Sanne de Wit', 'sanne'), ('Jan', 'jan'))]
    desk.configuration['agents'] = [{'name': agent.name, 'address': agent.address, 'groups': ['servicedesk']}
                                    for agent in people] + [OPERATOR]
    for mailbox in desk.configuration['mailboxes']:
        mailbox.setdefault('reply_address', desk.address.replace('@', '+{token}@'))
        mailbox.update(mailbox_options)
    desk.gateway.configure(desk.configuration)
    desk.start()
    return desk, people


def test_a_case_from_end_to_end_by_mail(any_desk):
    desk, (sanne, jan) = desk_with_agents(any_desk)
    els = desk.customer()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    number = els.letter(0).number
    first = sanne.told(number)
    assert 'Mijn scherm blijft zwart.' in first.text and els.address in first.text
    assert '#oplossen' in first.text and 'mailto:' in first.html
    assert jan.told(number).token != first.token

    sanne.send(sanne.answer(first, '#assign\nZit de kabel goed vast?\n\n-- \nSanne de Wit\nTelefoon 123'))
    question = els.letter(1)
    assert 'Zit de kabel goed vast?' in question.text
    for private in ('Telefoon 123', sanne.address, '#assign', first.token):
        assert private not in question.text, private
    # her own words below it, where our server says that they are hers
    sure = 'authserv' in desk.configuration['mailboxes'][0]
    assert question.text.count('\n> Mijn scherm blijft zwart.') == question.text.count('Mijn scherm') == sure
    assert question['From'].addresses[0].addr_spec == desk.address

    els.send(els.answer(question, 'Ja, de kabel zit vast.'))
    second = sanne.told(number, 2)
    assert 'Ja, de kabel zit vast.' in second.text
    assert second.subject == first.subject
    assert first['References'].split()[0] == second['References'].split()[0]
    assert len(jan.notifications(number)) == 1, 'the case is assigned to Sanne'

    link = next(found for found in second._links() if found.body.startswith('#oplossen'))
    sanne.send(sanne.write(link.subject, link.body.replace('#oplossen', '#oplossen\nNieuwe kabel geplaatst.'),
                           To=link.to))
    els.send(els.press(els.letter(2).accept))
    desk.case(number, state='closed')
    assert sanne.told(number, 3)

    sanne.send(sanne.answer(sanne.told(number, 3), 'Een late zebra.'))
    refused = sanne.told(number, 4)
    assert 'voorgoed afgesloten' in refused.text and 'Een late zebra.' in refused.text
    desk.flushed()
    assert not any('Een late zebra' in letter.text for letter in els.letters())


def test_what_does_nothing(any_desk):
    desk, (sanne, jan) = desk_with_agents(any_desk)
    els = desk.customer()
    els.send(els.write('Printer', 'De printer is stuk.'))
    number = els.letter(0).number
    notification = sanne.told(number)

    jan.send(jan.answer(notification, '#close'))
    sanne.send(sanne.answer(notification, 'Ik ben er niet.', Auto_Submitted='auto-replied'))
    sanne.send(sanne.answer(notification, '#sluiten\nKlaar.'))
    assert "er is geen opdracht 'sluiten'" in sanne.told(number, 2).text
    sanne.send(sanne.write(f'Re: [{number}] Printer', '#close'))
    desk.flushed()
    case = desk.gateway.case(number)
    assert case['state'] == 'new' and len(els.letters()) == 1
    held = [mail for mail in desk.gateway.mails() if mail['state'] == 'held']
    assert len(held) == 1 and 'somebody else' in held[0]['reason']
    trace = desk.gateway.say('mail', 'show', held[0]['id'])
    assert re.search(r'decision +hold +an answer to a notification', trace), trace


def test_people_are_added_and_removed(folder_desk):
    desk, (sanne, _) = desk_with_agents(folder_desk)
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    els.send(els.write('Printer', 'De printer is stuk.'))
    number = els.letter(0).number
    desk.gateway.run('case', 'add', number, piet.address)
    sanne.send(sanne.answer(sanne.told(number), 'Hallo allebei.'))
    assert 'Hallo allebei.' in piet.letter(0).text and 'Hallo allebei.' in els.letter(1).text
    piet.send(piet.answer(piet.letters()[0], 'Ik zie het ook.'))
    assert 'Ik zie het ook.' in sanne.told(number, 2).text
    desk.gateway.run('case', 'remove', number, piet.address, '--as', 'Sanne de Wit')
    desk.gateway.run('case', 'remove', number, piet.address, code=1)
    desk.gateway.run('case', 'answer', number, 'Nu alleen Els.')
    assert 'Nu alleen Els.' in els.letter(2).text
    desk.flushed()
    assert len(piet.letters()) == 1


def test_a_held_mail_is_let_through(any_desk):
    desk, (sanne, _) = desk_with_agents(any_desk, unknown_senders='hold')
    eve = desk.customer('Eve', known=False)
    eve.send(eve.write('Een zebra', 'Mijn scherm is zwart.'))

    def told(count):
        found = [letter for letter in sanne.letters() if 'Een zebra' in letter.subject]
        return found[-1] if len(found) >= count else None
    held = eventually(lambda: told(1), 'the notification')
    sanne.send(sanne.answer(held, 'Die mag wel door.'))
    refused = eventually(lambda: told(2), 'the refusal')
    assert 'Die mag wel door.' in refused.text and '#doorlaten' in refused.text
    assert not eve.letters()
    sanne.send(sanne.answer(refused, '#release'))
    number = eve.letter(0).number
    assert desk.gateway.case(number)['title'] == 'Een zebra'
    desk.flushed()
    assert len(eve.letters()) == 1
    assert [case['title'] for case in desk.gateway.cases()].count('Een zebra') == 1


CHAIR = """
item: chair
title: {nl: Bureaustoel bestellen, en: Order a chair}
group: servicedesk
variables:
  - {name: colour, label: {nl: Kleur, en: Colour}, required: yes, text: {max: 20}}
"""


def test_a_request_from_end_to_end_by_mail(any_desk):
    desk, (sanne, jan) = desk_with_agents(any_desk)
    catalog = desk.gateway.folder / 'catalog.d'
    catalog.mkdir(exist_ok=True)
    (catalog / 'chair.yaml').write_text(CHAIR)
    desk.gateway.stop()
    desk.start()
    els = desk.customer()
    els.send(els.write('Bureaustoel bestellen', 'Kleur: rood\n'))
    number = els.letter(0).number
    if desk.gateway.json('request', 'show', number)['state'] == 'draft':
        els.send(els.answer(els.letter(0), 'Ja'))
    told = sanne.told(number)
    assert 'Kleur: rood' in told.text and '#uitgevoerd' in told.text
    assert jan.told(number)
    desk.at_rest()
    count = len(els.letters())
    els.send(els.answer(els.letters()[-1], 'Graag voor vrijdag.'))
    assert 'Graag voor vrijdag.' in sanne.told(number, 2).text
    sanne.send(sanne.answer(told, '#assign\n#fulfil\nDe stoel staat klaar.'))
    assert 'De stoel staat klaar.' in els.letter(count).text
    eventually(lambda: desk.gateway.json('request', 'show', number)['state'] == 'fulfilled', 'its end')
    desk.flushed()
    assert len(sanne.notifications(number)) == 2, 'what she did herself is no news'
    assert len(els.letters()) == count + 1


def with_files(mail, files):
    """The mail with these attachments: (name, type, bytes, disposition)."""
    for name, kind, content, disposition in files:
        main, sub = kind.split('/')
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name, disposition=disposition)
    return mail


def files_of(letter):
    return [(part.get_filename(), part.get_content_type(), part.get_content())
            for part in letter.message.iter_attachments()]


def some_files():
    """What goes along, and the picture of a signature, which does not."""
    dice = random.Random(4)
    goes = [('handleiding één.pdf', 'application/pdf', dice.randbytes(300_001), 'attachment'),
            ('plaatje.png', 'image/png', dice.randbytes(40_000), 'inline'),
            ('leeg.bin', 'application/octet-stream', b'', 'attachment'),
            ('regels.bin', 'application/x-thing', b'een\r\ntwee\n\x00\xff--drie\n.\n', 'attachment')]
    return goes, [*goes, ('logo.png', 'image/png', dice.randbytes(9_000), 'inline')]


def test_attachments_go_along(any_desk):
    desk, (sanne, jan) = desk_with_agents(any_desk)
    els = desk.customer()
    els.send(els.write('Printer', 'De printer is stuk.'))
    number = els.letter(0).number
    goes, files = some_files()
    sanne.send(with_files(sanne.answer(sanne.told(number), 'Zie de handleiding.'), files))
    letter = els.letter(1)
    assert 'Zie de handleiding.' in letter.text
    assert files_of(letter) == [(name, kind, content) for name, kind, content, _ in goes]
    for n, (_, _, content, _) in enumerate(goes, 1):
        assert desk.gateway.run('case', 'attachment', number, n) == content

    jan.send(with_files(jan.answer(jan.told(number), 'Nog eens.'), [
        (f'{n}.zip', 'application/zip', bytes(9_500_000), 'attachment') for n in range(2)]))
    assert 'samen groter dan 18.9 MB' in jan.told(number, 2).text
    desk.flushed()
    assert len(els.letters()) == 2


def test_attachments_go_along_once_whoever_dies(any_desk):
    desk, (sanne, _) = desk_with_agents(any_desk)
    els = desk.customer()
    els.send(els.write('Printer', 'De printer is stuk.'))
    number = els.letter(0).number
    notification = sanne.told(number)
    goes, files = some_files()
    for n in range(6):
        sanne.send(with_files(sanne.answer(notification, f'Antwoord {n}.'), files))
        if n % 2:
            for pid in desk.workers_to_kill('read'):
                processes.kill(pid)
        for _ in range(n // 2 + 1):
            desk.gateway.kill()
            desk.start()
    eventually(lambda: len({letter.id for letter in els.letters()}) >= 7, 'six answers', patience=120)
    desk.flushed()
    answers = {letter.id: letter for letter in els.letters() if letter.id != els.letters()[0].id}
    assert Counter(re.search(r'Antwoord \d', letter.text).group() for letter in answers.values()) == Counter(
        f'Antwoord {n}' for n in range(6))
    for letter in answers.values():
        assert files_of(letter) == [(name, kind, content) for name, kind, content, _ in goes]
    assert len(desk.gateway.json('case', 'attachment', number)) == 6 * len(goes), 'none is kept twice'


LOCKER = """
item: locker
title: {nl: Kluisje aanvragen, en: Ask for a locker}
group: servicedesk
approval: manager
variables:
  - {name: floor, label: {nl: Verdieping, en: Floor}, required: yes}
"""


def test_the_desk_approves_and_carries_out_without_a_shell(folder_desk):
    """Nobody is the customer's manager, so that the desk is asked."""
    desk = folder_desk()
    catalog = desk.gateway.folder / 'catalog.d'
    catalog.mkdir()
    (catalog / 'locker.yaml').write_text(LOCKER)
    desk, (sanne, jan) = desk_with_agents(lambda: desk)
    els = desk.customer()
    els.send(els.write('Kluisje aanvragen', 'Verdieping: 3\n'))
    els.send(els.answer(els.letter(0), 'Ja'))
    number = els.letter(1).number
    asked = sanne.told(number)
    assert 'Jullie goedkeuring gevraagd' in asked.text and '#goedkeuren' in asked.text and 'Verdieping: 3' in asked.text
    sanne.send(sanne.answer(asked, '#goedkeuren'))
    assert 'goedgekeurd' in els.letter(2).text
    jan.send(jan.answer(jan.told(number), '#goedkeuren'))
    refused = jan.told(number, 3)
    assert desk.gateway.json('request', 'show', number)['state'] == 'in progress' and '#uitgevoerd' in refused.text
    jan.send(jan.answer(refused, '#uitgevoerd Nummer 12, de sleutel ligt klaar.'))
    assert 'de sleutel ligt klaar' in els.letter(3).text
