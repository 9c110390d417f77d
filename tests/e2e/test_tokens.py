# SPDX-License-Identifier: Apache-2.0
"""Nobody gets the token of another: what people quote, wrap and send on is gone over before it leaves."""
import json
import re

import tokens
from desk import OPERATOR
from people import Customer, Letter
from processes import eventually
from test_agents import Agent
from test_web import free_port

SUPPLIER = 'leverancier@supplier.example'
BOOKS = 'boeken@desk.example'
ITEMS = """
item: stick
title: {nl: Stick bestellen, en: Order a stick}
group: servicedesk
approval: manager
variables:
  - {name: kind, label: {nl: Soort, en: Kind}, required: yes, text: {max: 2000}}
when_complete:
  - mail: %s
  - run: [%s]
"""
RULES = """
- name: invoices
  when: {ticket: any, subject: '^Factuur'}
  then: {forward: {address: %s}}
""" % BOOKS
LIMITS = {'per_address_hour': 0, 'per_minute': 0}


def prefixed(mark, text):
    return '\n'.join(mark + line for line in text.splitlines())


def quotings(letter):
    """How mail programs bring along the letter that they answer, by name; HTML begins with a tag. Without commands."""
    text, whole = (re.sub('#(?=[a-z]{3,}\\b)', '', one) for one in (letter.text, letter.html))
    token = letter.token
    bare = re.sub(r'(?is)</?(html|head|body|!doctype)[^>]*>', '', whole)
    half = token[:11] + '\n' + token[11:]
    return {
        'pipes': prefixed('| ', text), 'initials': prefixed('SdW> ', text), 'percents': prefixed('% ', text),
        'nothing': text, 'deep': prefixed('> > SdW> ', text),
        'joined': 'Groet Sanne Ref: ' + token, 'with words': f'Ref: {token} (graag laten staan in je antwoord)',
        'typed address': f'Mail naar servicedesk+{token}@desk.example als er iets is.',
        'header line': f'Servicedesk <servicedesk+{token}@desk.example> schreef op 23 nov. 2026\n' + text,
        'german': 'Am 23.11.2026 schrieb Servicedesk:\n' + text,
        'next line': 'Ref:\n' + token, 'wrapped': 'Ref: ' + half, 'wrapped and quoted': prefixed('SdW> ', 'Ref: ' + half),
        'upper case': 'Ref: ' + token.upper(), 'within letters': 'xyz' + token + 'xyz',
        'links': '\n'.join(link.link for link in letter._links()),
        'soft hyphens': 'Zie \u00ad'.join(['', '\u00ad'.join(token)]), 'zero width': 'Zie ' + '\u200b'.join(token),
        'html': f'<p>Kabel.</p><div>{whole}</div>', 'html in a table': f'<table><tr><td>{bare}</td></tr></table>',
        'html broken up': '<p>Ref: ' + '<wbr>'.join(token) + '</p>',
        'html entities': '<p>Ref: ' + ''.join(f'&#{ord(c)};' for c in token) + '</p>',
        'html wrapped': f'<p>SdW&gt; Ref: {token[:7]}<br>SdW&gt; {token[7:]}</p>',
        'html in an attribute': f'<p><a href="https://x.example/?to=desk%2B{token}%40desk.example">Zie daar</a></p>',
    }


def answer_with(person, letter, body):
    """An answer of which the body is all that it holds."""
    mail = person.answer(letter, '', quote=False)
    is_html = body.startswith('<')
    text = '<p>Klaar, de kabel is vervangen.</p>' + body if is_html else 'Klaar, de kabel is vervangen.\n\n' + body
    mail.clear_content()
    mail.set_content(text, subtype='html' if is_html else 'plain')
    return mail


def started(make, **more):
    """A desk with two agents, a manager, a supplier, a command and a rule that sends on."""
    desk = make(acknowledgements=LIMITS, **more)
    sanne = Agent(desk.post, desk.address, 'Sanne de Wit', 'sanne@desk.example')
    jan = Agent(desk.post, desk.address, 'Jan', 'jan@desk.example')
    desk.configuration['agents'] = [{'name': one.name, 'address': one.address, 'groups': ['servicedesk']}
                                    for one in (sanne, jan)] + [OPERATOR]
    desk.configuration['mailboxes'][0]['reply_address'] = desk.address.replace('@', '+{token}@')
    desk.configuration['web'] = {'listen': f'127.0.0.1:{free_port()}', 'url': 'https://desk.example'}
    desk.gateway.configure(desk.configuration)
    folder = desk.gateway.folder
    command = folder / 'order'
    command.write_text(f'#!/bin/sh\ncat >> {folder}/ordered\n')
    command.chmod(0o755)
    (folder / 'catalog.d').mkdir()
    (folder / 'catalog.d' / 'stick.yaml').write_text(ITEMS % (SUPPLIER, command))
    (folder / 'rules.d').mkdir()
    (folder / 'rules.d' / '10-own.yaml').write_text(RULES)
    people = {}
    for name, address in (('Els Bos', 'els@klant.example'), ('Piet Jansen', 'piet@klant.example'),
                          ('Bea Baas', 'baas@klant.example')):
        desk.gateway.run('contact', 'add', address, '--name', name, '--account', 'Jansen BV', '--language', 'nl')
        people[name.split()[0].lower()] = Customer(desk.post, desk.address, name, address)
    desk.gateway.run('contact', 'set', 'els@klant.example', '--manager', 'baas@klant.example')
    desk.start()
    return desk, sanne, jan, people['els'], people['piet'], people['bea']


def settled(desk):
    """Everything that was sent in is decided, and what it brings about has left."""
    def quiet():
        mails = desk.gateway.mails()
        assert not [mail for mail in mails if mail['state'] == 'waiting'] and desk.post.waiting(desk.address) == 0
        return True
    eventually(quiet, 'every mail to be decided')
    desk.flushed()


def test_no_quoting_brings_an_agents_token_to_the_customer(folder_desk):
    desk, sanne, _, els, _, _ = started(folder_desk)
    els.send(els.write('Printer', 'De printer is stuk.'))
    number = els.letter(0).number
    told = sanne.told(number)
    forms = quotings(told)
    for body in forms.values():
        sanne.send(answer_with(sanne, told, body))
    answers = eventually(lambda: len(els.letters()) > len(forms) and els.letters()[1:], 'an answer to each')
    for name, letter in zip(forms, answers):
        assert 'kabel is vervangen' in letter.text, name
        assert told.token not in letter.raw.decode().replace('=\r\n', '').lower(), name
    desk.flushed()
    assert tokens.Outbox(desk).check_tokens() > len(forms)


def test_no_letter_of_a_long_story_holds_anothers_token_or_id(folder_desk):
    desk, sanne, jan, els, piet, bea = started(folder_desk)
    els.send(els.write('Printer', 'De printer is stuk.', Cc=piet.address))
    number = els.letter(0).number
    told, other_told = sanne.told(number), jan.told(number)
    desk.gateway.run('case', 'add', number, piet.address)
    sanne.send(answer_with(sanne, told, quotings(other_told)['initials']))
    to_els, to_piet = els.letter(1), piet.letter(0)

    # people show each other what they got
    for body in quotings(to_piet).values():
        els.send(answer_with(els, to_els, body))
    for body in quotings(to_els).values():
        piet.send(answer_with(piet, to_piet, body))
    settled(desk)
    sanne.send(sanne.answer(sanne.notifications(number)[-1], '#resolve\nKlaar.\n\n' + prefixed('| ', to_els.text)))
    resolution = eventually(lambda: next((one for one in els.letters() if one.is_resolution), None), 'a resolution')
    before = len(els.letters())
    els.send(els.answer(resolution, 'Akkoord, maar het werkt nog niet.', References=f'{to_piet.id} {resolution.id}'))
    eventually(lambda: len(els.letters()) > before, 'a question back')

    # an agent sends a customer's mail along
    attached = sanne.answer(told, 'Zie de bijlage.')
    attached.add_attachment(els.answer(to_els, 'Bijlage').as_bytes(), maintype='application', subtype='octet-stream',
                            filename='mail.eml')
    attached.add_attachment(f'Ref: {told.token}'.encode(), maintype='application', subtype='octet-stream',
                            filename=f'mail-{told.token}.eml')
    attached.add_attachment(els.answer(to_els, 'Nog een'))
    sanne.send(attached)

    eventually(lambda: any(len(list(one.message.iter_attachments())) == 3 for one in els.letters()), 'three mails')

    # a request whose fields quote, a manager who approves, a supplier and a command that get it
    els.send(els.write('Stick bestellen', f'Soort: usb, zie {to_els.token} en desk+{to_piet.token}@desk.example\n'))
    confirm = eventually(lambda: next((one for one in els.letters() if '[REQ' in one.subject), None), 'a question')
    els.send(els.answer(confirm, 'Ja'))
    request = confirm.number
    approval = eventually(lambda: bea.letters() and bea.letter(-1), 'an approval')
    assert request == approval.number
    bea.send(bea.answer(approval, 'Akkoord'))
    supplied = eventually(lambda: desk.post.letters(SUPPLIER), "the supplier's mail")
    assert b'zie' in supplied[0]
    desk.gateway.run('request', 'answer', request, f'We bestellen hem. Ref: {approval.token}')

    # an invoice that quotes, in the encodings that mails have
    for encoding in ('7bit', 'quoted-printable', 'base64'):
        invoice = els.write(f'Factuur Ref: {to_els.token}', 'x', In_Reply_To=to_els.id)
        invoice.clear_content()
        invoice.set_content(f'Ref: {to_els.token}\ndesk+{to_piet.token}@desk.example\n', cte=encoding)
        invoice.add_alternative(to_els.html, subtype='html', cte='base64')
        els.send(invoice)
    eventually(lambda: len(desk.post.letters(BOOKS)) == 3, 'three forwarded mails')
    settled(desk)

    outbox = tokens.Outbox(desk)
    assert outbox.check_tokens() > 12
    assert outbox.check_references() > 5
    ordered = eventually(lambda: (desk.gateway.folder / 'ordered').read_text(), "the command's input")
    assert json.loads(ordered)['fields']['kind'].startswith('usb, zie')
    assert not tokens.found(outbox.signer, ordered)


def test_a_forwarded_mail_is_the_same_but_for_its_tokens(folder_desk):
    desk, _, _, els, _, _ = started(folder_desk)
    els.send(els.write('Printer', 'De printer is stuk.'))
    letter = els.letter(0)
    picture = bytes(range(256)) * 500
    invoice = els.write('Factuur 17', f'Beste, zie bijlage.\n\n> Ref: {letter.token}\n')
    invoice.add_attachment(picture, maintype='image', subtype='png', filename='bon.png')
    raw = invoice.as_bytes()
    els.send(raw)
    forwarded = eventually(lambda: desk.post.letters(BOOKS), 'a forwarded mail')[0]
    [receipt, whole] = Letter(forwarded).message.iter_attachments()
    assert (receipt.get_filename(), receipt.get_payload(decode=True)) == ('bon.png', picture)
    assert (whole.get_filename(), whole.get_content_type()) == ('Factuur 17.eml', 'message/rfc822')
    blanked = raw.replace(letter.token.encode(), b'x' * len(letter.token))
    assert blanked != raw and blanked.replace(b'\r\n', b'\n') in forwarded.replace(b'\r\n', b'\n')


def guesses(letters):
    """The left side of every id that these letters show, and whatever else looks like a token."""
    names = ' '.join(f'{letter["References"]} {letter["In-Reply-To"]} {letter["Message-ID"]}' for letter in letters)
    return set(re.findall(r'<([^@>]+)@desk\.example>', names)), re.findall(r'<[^>]+@desk\.example>', names)


def test_a_watcher_does_not_close_as_the_reporter_by_what_his_letters_show(folder_desk):
    desk, _, _, els, piet, _ = started(folder_desk)
    els.send(els.write('Printer', 'De printer is stuk.', Cc=piet.address))
    number = els.letter(0).number
    desk.gateway.run('case', 'add', number, piet.address)
    desk.gateway.run('case', 'answer', number, 'We kijken ernaar.')
    desk.gateway.run('case', 'resolve', number, 'Klaar.')
    eventually(lambda: len(piet.letters()) == 2, "the watcher's letters")
    eventually(lambda: len(els.letters()) == 3, "the reporter's letters")
    lefts, ids = guesses(piet.letters())
    assert lefts and not lefts & {letter.id.strip('<>').partition('@')[0] for letter in els.letters()}
    for left in lefts:
        piet.send(els.write('Re: klaar', 'Akkoord', To=desk.address.replace('@', f'+{left}@')))
        piet.send(els.write('Re: klaar', f'Akkoord\n\nRef: {left}\n'))
    for one in ids:
        piet.send(els.write('Re: klaar', 'Akkoord', In_Reply_To=one, References=one))
    settled(desk)
    assert desk.gateway.case(number)['state'] != 'closed'


def test_a_requester_does_not_approve_by_what_her_letters_show(folder_desk):
    desk, _, _, els, _, bea = started(folder_desk)
    els.send(els.write('Stick bestellen', 'Soort: usb\n'))
    els.send(els.answer(els.letter(0), 'Ja'))
    request = els.letter(0).number
    approval = bea.letter(0)
    desk.gateway.run('request', 'answer', request, 'We wachten nog op je leidinggevende.')
    eventually(lambda: len(els.letters()) >= 3, "the requester's letters")
    lefts, ids = guesses(els.letters())
    assert lefts and approval.id not in ids
    for left in lefts:
        els.send(bea.write('Re: akkoord', 'Akkoord', To=desk.address.replace('@', f'+{left}@')))
        els.send(bea.write('Re: akkoord', f'Akkoord\n\nRef: {left}\n'))
    for one in ids:
        els.send(bea.write('Re: akkoord', 'Akkoord', In_Reply_To=one, References=one))
    settled(desk)
    assert desk.gateway.json('request', 'show', request)['state'] == 'awaiting approval'
