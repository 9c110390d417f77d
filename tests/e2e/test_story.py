# SPDX-License-Identifier: Apache-2.0
"""What customers live through, once over Maildirs and once over Dovecot and Postfix."""
import email.utils
import hashlib
import random
import re

import pytest

from processes import duration, eventually


def opened(desk, customer, subject='Scherm is zwart', text='Mijn scherm blijft zwart na het opstarten.'):
    """A case with its acknowledgement."""
    mail = customer.send(customer.write(subject, text))
    letter = customer.letter(0)
    return mail, letter, letter.number


def solved(desk, customer):
    """A case with its resolution letter."""
    _, acknowledgement, number = opened(desk, customer)
    desk.gateway.run('case', 'resolve', number, 'Nieuwe kabel geplaatst.')
    return customer.letter(1), number


def texts(case, kind):
    return [entry['text'] for entry in case['timeline'] if entry['kind'] == kind]


def test_new_mail_opens_a_case(desk):
    els = desk.customer()
    mail, letter, number = opened(desk, els)
    case = desk.case(number)
    assert case['kind'] == 'case' and case['state'] == 'new'
    assert case['title'] == 'Scherm is zwart'
    assert 'Mijn scherm blijft zwart na het opstarten.' in case['description']
    assert case['reporter'] == {'name': els.name, 'address': els.address}
    assert case['category'] == 'Overig'
    proven = 'L2' in desk.gateway.say('mail', 'show', 1)  # through servers; by folders nobody is
    assert letter.subject == f'[{number}] ' + ('Scherm is zwart' if proven else 'We hebben je mail ontvangen')
    assert number in letter.text and number in letter.html
    assert letter['In-Reply-To'] == mail['Message-ID']
    assert mail['Message-ID'] in letter['References']
    assert letter['Auto-Submitted'] == 'auto-replied'
    assert letter['From'].addresses[0].addr_spec == desk.address
    assert len(letter.token) >= 20
    assert desk.gateway.cases()[0]['number'] == number
    assert [entry for entry in case['timeline'] if entry['letter']], 'the timeline shows the letter'


def test_a_stranger_gets_constant_text(desk):
    tom = desk.customer('Tom Reed', known=False, domain='ander.example')
    tom.send(tom.write('WIN http://evil.example now', 'Buy http://evil.example at once, it is very cheap today.'))
    letter = tom.letter(0)
    whole = letter.subject + letter.text + letter.html
    assert 'evil' not in whole and 'WIN' not in whole and 'cheap' not in whole
    assert letter.subject.strip().startswith(f'[{letter.number}]')
    assert desk.case(letter.number)['title'] == 'WIN http://evil.example now'


def test_letters_speak_the_customers_language(desk):
    els, tom = desk.customer(), desk.customer('Tom Reed')
    els.send(els.write('Geen netwerk', 'Sinds vanmorgen heb ik geen netwerk meer op mijn laptop. Kunnen jullie helpen?'))
    tom.send(tom.write('No network', 'I have had no network on my laptop since this morning. Could you please help?'))
    assert re.search(r'\b(Je|je|Uw|uw|melding)\b', els.letter(0).text)
    assert re.search(r'\b(You|you|your|Your)\b', tom.letter(0).text)


def test_reply_lands_on_its_case(desk):
    els = desk.customer()
    _, letter, number = opened(desk, els)
    els.send(els.answer(letter, 'Het gebeurt alleen op maandag.'))
    desk.settled(2)
    case = desk.case(number)
    assert texts(case, 'comment') == ['Het gebeurt alleen op maandag.']
    assert case['state'] == 'new'
    assert len(desk.gateway.cases()) == 1


@pytest.mark.parametrize('evidence', ['token', 'references', 'subject'])
def test_each_evidence_alone_is_enough_for_a_party(desk, evidence):
    els = desk.customer()
    _, letter, number = opened(desk, els)
    if evidence == 'token':
        mail = els.write('iets anders', f'Een aanvulling.\n\n> Ref: {letter.token}\n')
    elif evidence == 'references':
        mail = els.write('iets anders', 'Een aanvulling.\n', In_Reply_To=letter.id)
    else:
        mail = els.write(f'Re: [{number}] iets', 'Een aanvulling.\n')
    els.send(mail, to=desk.address)
    desk.settled(2)
    new = '' if evidence == 'subject' else 'Subject: iets anders\n\n'
    assert texts(desk.case(number), 'comment') == [f'{new}Een aanvulling.']
    assert len(desk.gateway.cases()) == 1


def test_follow_up_on_ones_own_mail(desk):
    els = desk.customer()
    mail, letter, number = opened(desk, els)
    els.send(els.write('Re: Scherm is zwart', 'Nog iets.', In_Reply_To=mail['Message-ID']))
    desk.settled(2)
    assert texts(desk.case(number), 'comment') == ['Nog iets.']


def test_accept_by_the_link(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    assert 'Nieuwe kabel geplaatst.' in resolution.text
    assert resolution.accept.to and number in resolution.accept.subject
    assert resolution.token in resolution.accept.body
    els.send(els.press(resolution.accept))
    desk.case(number, state='closed')
    closed = els.letter(2)
    assert closed.number == number
    assert [entry for entry in desk.case(number)['timeline'] if entry['author'] == els.name]


def test_accept_in_words(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, 'Beste servicedesk,\n\nAkkoord, bedankt!\n\nGroet, Els'))
    desk.case(number, state='closed')


def test_accept_in_english(desk):
    tom = desk.customer('Tom Reed')
    tom.send(tom.write('No network', 'I have had no network on my laptop since this morning. Could you please help?'))
    number = tom.letter(0).number
    desk.gateway.run('case', 'resolve', number, 'The switch was replaced.')
    resolution = tom.letter(1)
    tom.send(tom.answer(resolution, 'Accepted, thank you!'))
    desk.case(number, state='closed')


def test_reject_by_the_link_with_a_reason(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.press(resolution.reject, 'Het scherm flikkert nog.'))
    case = desk.case(number, state='open')
    assert any('Het scherm flikkert nog.' in entry['text'] for entry in case['timeline'])
    assert els.letter(2).number == number


def test_reject_in_words(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, 'Niet akkoord: het scherm flikkert nog.'))
    desk.case(number, state='open')


def test_reject_without_a_reason_asks_for_it(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, 'Afgewezen'))
    desk.case(number, state='open')
    assert '?' in els.letter(2).text


@pytest.mark.parametrize('text', ['Akkoord, maar het werkt nog niet.', 'Niet afgewezen.'])
def test_an_unclear_answer_changes_no_state(desk, text):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, text))
    desk.settled(2)
    case = desk.case(number, state='resolved')
    assert any(text in entry['text'] for entry in case['timeline'])
    assert els.letter(2).number == number, 'the customer is asked'


def test_thanks_only_comments(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, 'Hartelijk dank!'))
    desk.settled(2)
    assert texts(desk.case(number, state='resolved'), 'comment') == ['Hartelijk dank!']


def test_a_quoted_word_counts_for_nothing(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, 'Ik kijk er morgen naar.\n\n> Akkoord'))
    desk.settled(2)
    assert desk.gateway.case(number)['state'] != 'closed'


def test_accept_without_the_token_does_not_close(desk):
    els = desk.customer()
    _, number = solved(desk, els)
    els.send(els.write(f'Re: [{number}] Scherm', 'Akkoord'))
    desk.settled(2)
    assert desk.gateway.case(number)['state'] == 'resolved'


def test_another_person_with_the_token_does_not_close(desk):
    els, eve = desk.customer(), desk.customer('Eve Vos', domain='ander.example')
    resolution, number = solved(desk, els)
    eve.send(eve.answer(resolution, 'Akkoord'))
    desk.settled(2)
    case = desk.gateway.case(number)
    assert case['state'] == 'resolved'
    assert case['timeline'][-1]['mark'].endswith(f'with the token issued to {els.address}')


def test_a_forged_token_is_none(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    last = resolution.token[-1]
    forged = resolution.token[:-1] + ('a' if last != 'a' else 'b')
    els.send(els.write('over mijn scherm', f'Akkoord\n\nRef: {forged}\n'))
    desk.settled(2)
    assert desk.gateway.case(number)['state'] == 'resolved'


def test_reply_to_a_resolved_case_reopens(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.answer(resolution, 'Sinds vandaag is het scherm weer zwart.'))
    desk.case(number, state='open')


def test_what_our_own_mail_server_vouches_for_is_believed(server_desk):
    """Without the token: a reply reopens when our MX says that it is from there, and does not when it is forged."""
    desk = server_desk().start()
    els = desk.customer()
    _, number = solved(desk, els)
    assert els.letters()[0].subject == f'[{number}] Scherm is zwart'
    reply = els.write(f'Re: [{number}] Scherm', 'Het scherm is weer zwart.')
    reply['Authentication-Results'] = 'mail.desk.example; dmarc=pass header.from=klant.example'  # a forged one
    els.send(reply, sender='els@ander.example')
    desk.settled(2)
    assert desk.gateway.case(number)['state'] == 'resolved'
    assert 'L0' in desk.gateway.say('mail', 'show', 2)
    els.send(els.write(f'Re: [{number}] Scherm', 'Het scherm is nu echt weer zwart.'))
    desk.case(number, state='open')
    assert 'L2' in desk.gateway.say('mail', 'show', 3)


def test_how_tickets_stand_is_told_to_whom_our_server_vouches_for(server_desk):
    """A table of one's own; the same words to all others, and about all else. None of it opens a case."""
    desk = server_desk().start()
    els, tom = desk.customer(), desk.customer('Tom Reed', known=False, domain='ander.example')
    _, _, number = opened(desk, els)
    els.send(els.write('Mijn cases', 'Dank je wel!'))
    table = els.letter(1)
    assert number in table.text and 'Scherm is zwart' in table.text and 'nieuw' in table.text
    assert re.search(rf'<b>{number}</b></td><td[^>]*>Scherm is zwart</td><td[^>]*>nieuw</td>', table.html)
    els.send(els.write('Vraag', 'Status CS7654321?'))
    tom.send(tom.write(f'status {number}', ''))
    refused = [letter.text.partition('Ref:')[0] for letter in (els.letter(2), tom.letter(0))]
    assert refused[0] == refused[1] and 'CS' not in refused[0]
    assert len(desk.gateway.cases()) == 1


def test_reply_to_a_closed_case_opens_a_new_one(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.press(resolution.accept))
    desk.case(number, state='closed')
    els.send(els.answer(els.letter(2), 'Na een week is het scherm weer zwart, kunnen jullie nog eens kijken?'))
    desk.settled(3)
    assert desk.gateway.case(number)['state'] == 'closed'
    old, new = desk.gateway.cases()
    assert old['number'] == number and new['state'] == 'new'
    letter = els.letter(3)
    assert letter.number == new['number'] and number in letter.text


def test_accepting_twice_changes_nothing(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    els.send(els.press(resolution.accept))
    desk.case(number, state='closed')
    els.send(els.press(resolution.accept))
    desk.settled(3)
    assert desk.gateway.case(number)['state'] == 'closed'
    assert len(desk.gateway.cases()) == 1


def test_agents_answer_and_question(desk):
    els = desk.customer()
    _, _, number = opened(desk, els)
    desk.gateway.run('case', 'answer', number, 'We kijken ernaar.')
    assert 'We kijken ernaar.' in els.letter(1).text
    desk.case(number, state='open')
    desk.gateway.run('case', 'ask', number, input='Welk merk is het scherm?'.encode())
    question = els.letter(2)
    assert 'Welk merk is het scherm?' in question.text and not question.is_resolution
    desk.case(number, state='awaiting info')
    els.send(els.answer(question, 'Een Philips.'))
    assert texts(desk.case(number, state='open'), 'comment') == ['Een Philips.']
    ids = [letter.id for letter in els.letters()]
    assert len(set(ids)) == len(ids)
    assert ids[0] in els.letters()[2]['References'], 'one thread in the mail program'


@pytest.mark.parametrize('header', [{'Auto-Submitted': 'auto-replied'}, {'X-Autoreply': 'yes'},
                                    {'Precedence': 'auto_reply'}])
def test_an_auto_reply_gets_no_letter_and_changes_no_state(desk, header):
    els = desk.customer()
    resolution, number = solved(desk, els)
    before = len(els.letters())
    els.send(els.answer(resolution, 'Akkoord, ik ben op vakantie.', **header))
    desk.settled(2)
    desk.flushed()
    assert desk.gateway.case(number)['state'] == 'resolved'
    assert len(els.letters()) == before


def test_a_machine_that_belongs_to_nothing_opens_no_case(desk):
    els = desk.customer()
    els.send(els.write('Automatisch antwoord: afwezig', 'Ik ben er niet.', Auto_Submitted='auto-replied'))
    mail, = desk.settled(1)
    assert mail['decision'] == 'ignore' and mail['reason']
    assert desk.gateway.cases() == []
    desk.flushed()
    assert els.letters() == []


def test_duplicate_delivery_changes_nothing(desk):
    els = desk.customer()
    mail, letter, number = opened(desk, els)
    els.send(b'Received: from another by desk\r\n' + mail.as_bytes())
    mails = desk.settled(2)
    assert [mail['state'] for mail in mails] == ['done', 'duplicate']
    assert [mail['ticket'] for mail in mails] == [number, number]
    desk.flushed()
    assert len(els.letters()) == 1
    assert [case['number'] for case in desk.gateway.cases()][0] == number
    assert len([case for case in desk.gateway.cases() if case['reporter']['address'] == els.address]) == 1
    assert texts(desk.case(number), 'comment') == []


def test_the_same_id_with_other_content_is_another_mail(desk):
    """Else anyone who knows a Message-ID could suppress a customer's mail."""
    els, eve = desk.customer(), desk.customer('Eve Vos', domain='ander.example')
    same = '<known@klant.example>'
    eve.send(eve.write('eerst', 'Iets anders.', Message_ID=same))
    els.send(els.write('Scherm is zwart', 'Mijn scherm is zwart.', Message_ID=same))
    desk.settled(2)
    assert els.letter(0) and eve.letter(0)


def test_original_and_reply_in_one_batch(any_desk):
    desk = any_desk()
    desk.start()
    els = desk.customer()
    desk.gateway.stop()
    first = els.send(els.write('Scherm is zwart', 'Mijn scherm is zwart.'))
    eventually(lambda: desk.post.waiting(desk.address) == 1, 'the original in the inbox')
    els.send(els.write('Re: Scherm is zwart', 'Nog iets.', In_Reply_To=first['Message-ID']))
    eventually(lambda: desk.post.waiting(desk.address) == 2, 'both in the inbox')
    desk.start()
    desk.settled(2)
    case, = desk.gateway.cases()
    assert texts(desk.case(case['number']), 'comment') == ['Nog iets.']
    desk.flushed()
    assert len(els.letters()) == 1


def test_two_mailboxes(any_desk):
    desk = any_desk()
    second = f'second-{desk.serial}@desk.example'
    desk.configuration['mailboxes'].append(desk.post.mailbox('second', second))
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    els.send(els.write('voor de eerste', 'Een vraag aan de eerste.'))
    els.send(els.write('voor de tweede', 'Een vraag aan de tweede.', To=second))
    eventually(lambda: len(els.letters()) == 2, 'two acknowledgements')
    senders = {desk.case(letter.number)['title']: letter['From'].addresses[0].addr_spec for letter in els.letters()}
    assert senders == {'voor de eerste': desk.address, 'voor de tweede': second}
    assert {mail['mailbox'] for mail in desk.gateway.mails()} == {'support', 'second'}


def test_one_mail_to_both_mailboxes_is_one_case(any_desk):
    desk = any_desk()
    second = f'second-{desk.serial}@desk.example'
    desk.configuration['mailboxes'].append(desk.post.mailbox('second', second))
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    mail = els.write('voor beide', 'Een vraag.', To=f'{desk.address}, {second}')
    els.send(mail, to=desk.address)
    els.send(b'Received: from another by desk\r\n' + mail.as_bytes(), to=second)
    eventually(lambda: sorted(mail['state'] for mail in desk.gateway.mails()) == ['done', 'duplicate'],
               'one done and one duplicate')
    desk.flushed()
    assert len(els.letters()) == 1


def test_attachments_byte_for_byte(desk):
    els = desk.customer()
    noise = random.Random(7).randbytes(300_001)
    files = [('foto.jpg', 'image', 'jpeg', noise), ('leeg.bin', 'application', 'octet-stream', b'\0'),
             ('verslag größe.txt', 'text', 'plain', b'regel 1\r\nregel 2\n.\n'),
             ('../../etc/passwd', 'application', 'x-thing', b'x' * 70_000)]
    mail = els.write('Met bijlagen', 'Zie de bijlagen.')
    for name, main, sub, data in files:
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    els.send(mail)
    number = els.letter(0).number
    found = desk.case(number)['attachments']
    assert [(entry['number'], entry['type']) for entry in found] == [
        (1, 'image/jpeg'), (2, 'application/octet-stream'), (3, 'text/plain'), (4, 'application/x-thing')]
    assert [entry['name'] for entry in found[:3]] == ['foto.jpg', 'leeg.bin', 'verslag größe.txt']
    assert '/' not in found[3]['name']
    for entry, (_, _, _, data) in zip(found, files):
        assert entry['size'] == len(data)
        assert desk.gateway.run('case', 'attachment', number, entry['number']) == data


def test_reply_with_an_attachment(desk):
    els = desk.customer()
    _, letter, number = opened(desk, els)
    mail = els.answer(letter, 'Zie foto.')
    mail.add_attachment(b'\xff\xd8foto', maintype='image', subtype='jpeg', filename='foto.jpg')
    els.send(mail)
    desk.settled(2)
    entry, = desk.case(number)['attachments']
    assert desk.gateway.run('case', 'attachment', number, entry['number']) == b'\xff\xd8foto'


def test_reminder_and_auto_close(any_desk):
    desk = any_desk(times={'remind_solution': duration(2), 'close_solution': duration(5),
                           'remind_question': duration(2)}).start()
    els = desk.customer()
    resolution, number = solved(desk, els)
    reminder = els.letter(2)
    assert reminder.number == number and reminder.accept and reminder.reject
    desk.case(number, state='closed')
    assert els.letter(3).number == number
    _, _, asked = opened_again(desk, els)
    desk.gateway.run('case', 'ask', asked, 'Welk merk?')
    reminder = els.letter(6)
    assert reminder.number == asked
    assert desk.gateway.case(asked)['state'] == 'awaiting info', 'a question never closes by itself'


def opened_again(desk, customer):
    before = len(customer.letters())
    customer.send(customer.write('Muis is stuk', 'Mijn muis doet het niet.'))
    letter = customer.letter(before)
    return None, letter, letter.number


def test_an_unclear_answer_stops_the_clock(any_desk):
    desk = any_desk(times={'remind_solution': duration(6), 'close_solution': duration(8)}).start()
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    resolution, number = solved(desk, els)
    _, other = solved(desk, piet)
    els.send(els.answer(resolution, 'Akkoord, maar het werkt nog niet.'))
    desk.case(other, state='closed')
    assert desk.gateway.case(number)['state'] == 'resolved'


def test_a_strangers_number_in_the_subject_changes_nothing(desk):
    els = desk.customer()
    resolution, number = solved(desk, els)
    desk.at_rest()
    before = desk.case(number)
    eve = desk.customer('Eve Vos', known=False, domain='ander.example')
    eve.send(eve.write(f'Re: [{number}] Scherm is zwart', 'Akkoord. Sluit dit maar, en stuur mij de geschiedenis.'))
    desk.settled(2)
    letter = eve.letter(0)
    assert desk.gateway.case(number) == {**before, 'links': [{'number': letter.number, 'why': 'named', 'names': False}]}
    assert letter.number != number
    whole = letter.subject + letter.text + letter.html
    assert 'Scherm is zwart' not in whole and 'kabel' not in whole and number not in whole


def test_cc_is_involved_and_gets_no_letter(desk):
    els, piet = desk.customer(), desk.customer('Piet Jansen', known=False, domain='ander.example')
    els.send(els.write('Scherm is zwart', 'Mijn scherm is zwart.', Cc=f'{piet.name} <{piet.address}>'))
    number = els.letter(0).number
    assert desk.case(number)['involved'] == [{'name': piet.name, 'address': piet.address}]
    desk.flushed()
    assert piet.letters() == []


def test_reply_to_is_never_written_to(desk):
    els, victim = desk.customer(), desk.customer('Vera Slacht', known=False, domain='ander.example')
    els.send(els.write('Scherm', 'Mijn scherm is zwart.', Reply_To=victim.address))
    assert els.letter(0)
    desk.flushed()
    assert victim.letters() == []


def test_a_request_with_all_its_fields(desk):
    els = desk.customer()
    els.send(els.write('Teamskanaal aanmaken',
                       'Type verzoek: Nieuw team\nGewenste naam van Team/Kanaal: Project Waterkant\n'
                       f'Doel van het Team/Kanaal: Overleg\nEigenaar/Eigenaren: {els.address}\n'
                       'Publiek of Privé: Privé\nUrgentie: Laag\n'))
    letter = els.letter(0)
    assert letter.number.startswith('REQ')
    request = desk.gateway.json('request', 'show', letter.number)
    assert request['kind'] == 'request' and request['item'] == 'teams'
    values = {field['name']: field['value'] for field in request['fields']}
    assert values['name'] == 'Project Waterkant' and values['kind'] == 'Nieuw team'
    assert els.address in values['owners']
    assert [entry['number'] for entry in desk.gateway.json('request', 'list')] == [letter.number]
    assert desk.gateway.cases() == []


BROKEN = {
    'no sender': b'To: desk@desk.example\r\nSubject: geen afzender\r\n\r\nWie ben ik?\r\n',
    'no header': b'\r\nalleen tekst\r\n',
    'no Message-ID': b'From: <a@ander.example>\r\nSubject: geen id\r\n\r\ntekst\r\n',
    'NUL bytes': b'From: <a@ander.example>\r\nSubject: nul\0len\r\nMessage-ID: <nul@a>\r\n\r\nte\0kst\r\n',
    'two senders': b'From: <a@ander.example>\r\nFrom: <b@ander.example>\r\nSubject: twee\r\n\r\ntekst\r\n',
    'bare CR and LF': b'From: <a@ander.example>\nSubject: regels\r\rtekst\nmeer\n',
    'broken MIME': b'From: <a@ander.example>\r\nSubject: mime\r\nContent-Type: multipart/mixed\r\n\r\n--x\r\n\r\ntekst\r\n',
    'eight bits': b'From: <a@ander.example>\r\nSubject: caf\xe9 \xff\xfe\r\n\r\n\xe9\xff\xfe\r\n',
}


def test_broken_mails_get_a_ticket_or_a_reason_and_block_nothing(folder_desk):
    """Over Maildirs, where nothing mends a mail on its way."""
    desk = folder_desk().start()
    els = desk.customer()
    for raw in BROKEN.values():
        els.send(raw)
    els.send(els.write('Scherm is zwart', 'Mijn scherm is zwart.'))
    assert els.letter(0)
    for mail in desk.settled(len(BROKEN) + 1):
        assert mail['ticket'] or mail['reason'], mail
        assert desk.gateway.say('mail', 'show', mail['id']).strip()


def test_twenty_megabytes(desk):
    els = desk.customer()
    data = random.Random(8).randbytes(20_000_000)
    mail = els.write('Groot', 'Zie de bijlage.')
    mail.add_attachment(data, maintype='application', subtype='zip', filename='groot.zip')
    els.send(mail)
    number = els.letter(0).number
    entry, = desk.case(number)['attachments']
    assert entry['size'] == len(data)
    digest = hashlib.sha256(desk.gateway.run('case', 'attachment', number, 1)).hexdigest()
    assert digest == hashlib.sha256(data).hexdigest()


def test_letters_are_well_formed(desk):
    """Each line ends in CRLF, is 7 bit and short; the headers that a mail must have are there once."""
    jos = desk.customer('Jos Brûlée')
    jos.send(jos.write('Überraschung mit Ümlauten und einem sehr langen Betreff, der gefaltet werden muss ' * 2,
                       'Mijn scherm is zwart.'))
    number = jos.letter(0).number
    desk.gateway.run('case', 'resolve', number, 'Een regel met ü.\n.\n..\n' + 'lang ' * 400)
    for letter in (jos.letter(0), jos.letter(1)):
        raw = letter.raw
        if desk.post.kind == 'maildir':
            assert b'\r\n' in raw and b'\n' not in raw.replace(b'\r\n', b'')
        assert max(map(len, raw.split(b'\n'))) <= 999
        raw.decode('ascii')
        for header in ('From', 'To', 'Date', 'Message-ID', 'Subject', 'MIME-Version'):
            assert len(letter.message.get_all(header)) == 1, header
        assert email.utils.parsedate_to_datetime(letter['Date'])
        assert not letter.message.defects
        assert number in letter.message['Subject']
    assert ' '.join(['lang'] * 400) in ' '.join(jos.letter(1).text.split())
