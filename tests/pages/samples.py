# SPDX-License-Identifier: Apache-2.0
"""What the commands say on a Wednesday at noon, screen by screen (casegate-json(5)): for pictures, and for tests of all
pages. `long` has a long word in each text that people write."""
NOW = '2026-11-25T12:00:00Z'
LONG = 'Hottentottententententoonstellingsterreinbeheerdersverenigingsvoorzitter'
VECTOR = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>'


def person(name, address):
    return {'name': name, 'address': address}


ELS = person('Els Bos', 'els@klant.example')
PIET = person('Piet Jansen', 'piet@jansen.example')
RIA = person('Ria Smit', 'ria@smit.example')
JORIS = person('Joris Kok', 'joris@kok.example')
SANNE, TOM = 'Sanne de Wit', 'Tom Vermeer'


def at(clock, day=25, month=11):
    return f'2026-{month:02}-{day:02}T{clock}:00Z'


def ticket(number, title, reporter, said, **more):
    """A row of a list; what is not said waits, new, for nobody."""
    out = {'number': number, 'kind': 'case' if number.startswith('CS') else 'request', 'state': 'open', 'title': title,
           'category': 'Werkplek', 'priority': 'normal', 'group': 'servicedesk', 'agent': None, 'reporter': reporter,
           'account': 'Jansen BV', 'created': at('08:00'), 'changed': at('11:00'), 'answer_due': None, 'overdue': False,
           'waiting': at('11:00'),
           'said': said and {'time': at('11:00'), 'author': (reporter or {}).get('name'), 'kind': 'description', 'text': said}}
    kind = more.pop('kind_said', None)
    out.update(more)
    if kind and out['said']:
        out['said']['kind'] = kind
        if kind in ('answer', 'question'):
            out['said']['author'] = out['agent']
    return out


WAITING = [
    ticket('CS0001198', 'VPN drops every ten minutes since Monday', PIET,
           'It happened again during the board call, can somebody look at it before tomorrow?', waiting=at('07:00', 24),
           answer_due=at('15:00', 24), overdue=True, priority='high', category='Netwerk', agent=TOM, kind_said='comment'),
    ticket('CS0001203', 'New colleague cannot open the shared calendar', RIA,
           'She starts tomorrow at eight, so it would help if this were done before that, since her first meeting is at nine.',
           waiting=at('10:00', 24), answer_due=at('16:00', 24), overdue=True, account='Bakkerij Smit'),
    ticket('CS0001234', 'Screen stays black after start', ELS, 'I tried the other cable, the light on the dock is orange now.',
           waiting=at('05:40'), answer_due=at('13:40'), agent=SANNE, kind_said='comment'),
    ticket('CS0001236', 'Printer A12 prints everything twice', ELS, 'Also from the other floor, so it is not my laptop.',
           waiting=at('07:00'), answer_due=at('13:30'), agent=SANNE),
    ticket('CS0001229', 'Mail still arrives late', JORIS, 'No, this morning again forty minutes.', waiting=at('07:50'),
           answer_due=at('17:00'), agent=TOM, account='Kok Advies', category='Netwerk', kind_said='comment'),
    ticket('CS0001240', 'Invoice 2026-113 names the wrong entity', person(None, 'a.visser@mail.example'),
           'Please see the attachment.', waiting=at('09:00'), account=None, state='new', category='Overig'),
    ticket('CS0001243', 'Request to restore a folder of last week', person('Hans Mulder', 'hans@mulder.example'),
           'The folder Offers 2026, by accident moved to …', waiting=at('11:40'), account='Mulder & Zn', state='new'),
    ticket('CS0001245', None, PIET, 'Speed test in the attachment.', waiting=at('11:58'), state='new', category='Netwerk'),
]
CUSTOMER = [
    ticket('CS0001187', 'Laptop for the new intern', person('Noor Aydin', 'noor@rijk.example'), 'Which of the two models?',
           state='awaiting info', waiting=None, changed=at('10:00', 23), agent=SANNE, account='Gemeente Rijk', kind_said='question'),
]
RESOLVED = [
    ticket('CS0001170', 'Phone does not sync contacts', person('Hans Mulder', 'hans@mulder.example'),
           'The account was added again; please try it.', state='resolved', waiting=None, changed=at('10:00', 21), agent=SANNE,
           account='Mulder & Zn', kind_said='answer'),
]
REQUESTS = [
    ticket('REQ0000412', 'Create a team: Project Noord', ELS, 'Approved.', state='in progress', category='Teams', kind_said='comment'),
    ticket('REQ0000408', 'Access to the finance share', RIA, 'Please, for the audit.', state='in progress', overdue=True,
           answer_due=at('10:00', 24), waiting=at('10:00', 24), agent=TOM, account='Bakkerij Smit'),
]
CLOSED = [
    ticket('CS0001102', 'Dock does not charge', JORIS, 'It blinks orange twice, then nothing.', state='closed', waiting=None,
           changed=at('10:00', 2, 10), agent=TOM, account='Kok Advies', kind_said='comment'),
    ticket('CS0000871', 'Docking station of room A4', RIA, 'Since the move the dock of this room shows an orange light.',
           state='closed', waiting=None, changed='2025-08-14T10:00:00Z', agent=TOM, account='Bakkerij Smit'),
]


def entry(number, kind, author, text, time, **more):
    out = {'id': number, 'time': time, 'author': author, 'kind': kind, 'text': text, 'mark': None, 'mail': None, 'duplicates': 0,
           'last_duplicate': None, 'letter': None, 'cut': None}
    out.update(more)
    return out


TIMELINE = [
    entry(1, 'description', 'Els Bos', 'Since this morning my screen stays black after I start the laptop.\nI hear it start, and '
          'the fan runs. My colleague’s dock gives the same.\n\n- dock of the old kind\n- laptop of last year', at('08:14', 23), mail=17),
    entry(2, 'letter', None, 'acknowledgement sent', at('08:14', 23), letter=880),
    entry(3, 'change', 'Sanne de Wit', 'priority: normal', at('08:20', 23)),
    entry(4, 'question', SANNE, 'asked: Hello Els, could you try another cable, straight from the laptop to the screen? And which '
          'colour has the small light on the dock?', at('08:40', 23)),
    entry(5, 'letter', None, 'question not delivered to piet@jansen.example', at('08:40', 23), letter=881),
    entry(6, 'note', TOM, 'Same dock type as in CS0001102, that one needed firmware 1.4.', at('09:02')),
    entry(7, 'comment', 'Els Bos', 'I tried the other cable, the light on the dock is orange now. https://evil.example/ *bold*',
          at('09:20'), mail=31, mark='unproven', duplicates=2, last_duplicate=at('09:30'),
          cut=['quote: On 23 November Servicedesk Voorbeeld wrote: …', 'signature: Els']),
    entry(8, 'change', SANNE, 'resolved: Hello Els, orange means old firmware. I came by and updated the dock.', at('10:31')),
]


def attachment(number, mail, name, size, marks=()):
    return {'number': number, 'name': name, 'type': 'image/jpeg', 'size': size, 'marks': list(marks), 'file': name, 'mail': mail}


def shown(head, timeline, **more):
    out = dict(head, description='', involved=[PIET], timeline=timeline, predecessor=None, merged_into=None, merged=[], hold=None,
               attachments=[attachment(1, 17, 'photo.jpg', 217088), attachment(2, 17, 'tool.exe', 900, ['executable'])],
               links=[{'number': 'CS0001102', 'why': 'named', 'names': True}], desk=None, item=None, fields=[], steps=[])
    out.update(more)
    return out


def values(*names, about=None):
    return [{'value': name, 'about': about[i] if about else None} for i, name in enumerate(names)]


CHOICES = {
    'agents': values('sanne@desk.example', 'tom@desk.example', about=[SANNE, TOM]),
    'groups': values('servicedesk', 'werkplek'),
    'categories': values('Netwerk', 'Werkplek', 'Overig'),
}


def mail(number, subject, sender, state, reason, received, **more):
    out = {'id': number, 'mailbox': 'support', 'key': '1/214', 'state': state, 'reason': reason, 'decision': None, 'ticket': None,
           'from': sender, 'subject': subject, 'message_id': 'x@y', 'received': received, 'size': 4096, 'attempts': 1, 'filed': True,
           'duplicates': 0, 'last_duplicate': None}
    out.update(more)
    return out


def numbers(much=1):
    """Of two weeks; much: 0: nothing happened."""
    def step(day):
        some = much * ((day * 37) % 11 + 6) * (0.2 if day % 7 in (0, 1) else 1)
        return {'from': f'2026-11-{day:02}', 'opened': int(some), 'requests': int(some / 5), 'first_answers': int(some),
                'first_answer_half_s': int(some) * 700 if much else None, 'first_answer_nine_of_ten_s': int(some) * 4100 if much else None,
                'first_answers_as_promised': int(some), 'resolved': int(some * 0.9), 'resolution_half_s': 7200 if much else None,
                'resolution_nine_of_ten_s': 86400 if much else None, 'reopened': 0, 'backlog': much * (70 - day),
                'mails': int(some * 7), 'letters': int(some * 9)}
    steps = [step(day) for day in range(12, 26)]
    every = {name: sum(one[name] or 0 for one in steps) for name in steps[0] if name not in ('from', 'mails', 'letters')}
    every.update(backlog=steps[-1]['backlog'], first_answer_half_s=6600 if much else None,
                 first_answer_nine_of_ten_s=25200 if much else None)
    return {'schema': 1, 'from': '2026-11-12', 'to': '2026-11-25', 'group': None, 'account': None, 'promised_s': 86400, 'all': every,
            'pace': 'day', 'steps': steps, 'by': {}, 'waiting': dict(zip(('last_hours', 'today', 'yesterday', 'week', 'longer'),
                                                                       (9 * much, 7 * much, 4 * much, 2 * much, much))),
            'solutions': {'accepted': 151 * much, 'by_time': 44 * much, 'by_desk': 3 * much, 'rejected': 19 * much, 'not_yet': 12 * much},
            'hours': [much * (0 if hour < 7 or hour > 18 else (hour * 5 + day) % 9) // (1 if day < 5 else 6)
                      for day in range(7) for hour in range(24)]}


HELD = [
    mail(214, 'Approval: access to the finance share', 'piet@jansen.example', 'held', 'two numbers name different cases', at('11:20')),
    mail(209, '#resolve CS0001203', 'tom@desk.example', 'held', 'written from another address than the one we wrote to', at('10:00')),
    mail(188, None, 'billing@mail.example', 'quarantined', 'the reader met its time limit', at('10:00', 24), size=9437184),
]
TRACE = ['mail      <5f1@klant.example>, 2026-11-23 10:02, "Re: [CS0001234] Screen stays black"',
         'kind      person: no automatic header, From is a person’s', 'sender    Els Bos <els@klant.example>, contact of Jansen BV',
         'proof     her domain (DMARC pass by mail.desk.example) and the token of our letter 881',
         'ticket    CS0001234, resolved: the token in To', 'rules     printer down         no: the subject has no match',
         '          accept               yes: "Akkoord, bedankt!" in line 1 is an acceptance', 'decision  accept: resolved -> closed']


def contact(who, account, **more):
    out = dict(who, account=account, language='nl', aliases=[], manager=None, sees='own', items=None, approves=[], known=True,
               registered=None, undeliverable=False, app=None, changes=[])
    out.update(more)
    return out


CONTACTS = [
    contact(ELS, 'Jansen BV', aliases=['els@thuis.example'], manager='piet@jansen.example', app={'state': 'active', 'since': at('10:00', 3, 10)}),
    contact(PIET, 'Jansen BV', sees='organisation', app={'state': 'active', 'since': at('10:00', 3, 10)}),
    contact(RIA, 'Bakkerij Smit', language=None),
    contact(JORIS, 'Kok Advies', sees='organisation', app={'state': 'locked', 'since': at('10:00', 3, 10)}),
    contact(person(None, 'a.visser@mail.example'), None, known=False),
]


def letter(number, name, state, recipient, **more):
    out = {'id': number, 'state': state, 'name': name, 'recipient': recipient, 'ticket': 'CS0001229', 'created': at('11:00'),
           'subject': 'Re: [CS0001229] Mail still arrives late', 'due': None, 'sent': None, 'attempts': 1, 'result': None}
    out.update(more)
    return out


LETTERS = [
    letter(903, 'acknowledgement', 'waiting', 'ria@smit.example'),
    letter(902, 'answer', 'failed', 'joris@kok.example', result='452 mailbox full'),
    letter(901, 'question', 'sent', 'els@klant.example', sent=at('08:40', 23), result='250 ok'),
]
STATUS = {
    'gateway': {'pid': 4, 'trouble': None, 'wrong': [], 'hung': {'times': 0}, 'readers': [], 'verifier': {},
                'outgoing': {'working': True, 'starts': 1, 'pid': 9, 'state': 'connected', 'sessions': 1, 'slow': 0}},
    'mailboxes': [{'state': 'listening', 'working': True, 'heard': at('11:58'), 'name': 'support', 'address': 'servicedesk@desk.example'},
                  {'state': 'the login is refused', 'working': False, 'heard': at('08:00', 24), 'name': 'drop', 'address': 'drop@desk.example'}],
    'mails': {'waiting': 0, 'held': 2, 'quarantined': 1, 'done': 812}, 'letters': {'waiting': 2, 'failed': 1, 'sent': 911},
    'troubles': [{'letter': 902, 'name': 'answer', 'state': 'failed', 'recipient': 'joris@kok.example', 'attempts': 3, 'result': '452 mailbox full'}],
    'overdue': {'cases': 2, 'requests': 1}, 'cases': {'new': 5, 'open': 11, 'awaiting info': 4, 'resolved': 3, 'closed': 1102, 'cancelled': 7},
    'requests': {'draft': 1, 'awaiting approval': 2, 'in progress': 4, 'fulfilled': 213, 'declined': 9, 'cancelled': 2, 'expired': 3},
}


# What `my` says to a customer.
ELS = 'Els Bos'


def mine(number, title, state, day, waits=None, kind='case'):
    return {'number': number, 'kind': kind, 'state': state, 'title': title, 'category': 'Werkplek', 'created': at('09:00', 1),
            'changed': at('09:00', day), 'waits': waits, 'mine': True}


def my_entry(number, text, kind='comment', author=ELS, change=None, files=()):
    return {'id': number, 'time': at('09:14', 20 + number), 'kind': kind, 'change': change, 'mine': author == ELS, 'desk': author == SANNE,
            'author': author, 'text': text, 'files': list(files)}


MY_LIST = {'cases': [mine('CS0001234', 'Scherm blijft zwart na het opstarten', 'resolved', 3, 'accept'),
                     mine('CS0001219', 'Toegang tot de map Offertes', 'awaiting info', 30, 'question'),
                     mine('CS0001236', 'Printer A12 drukt alles dubbel af', 'open', 2), mine('CS0001090', 'Toetsenbord met vaste toets', 'closed', 9)],
           'requests': [mine('REQ0000412', 'Teams of Teamskanaal aanmaken', 'in progress', 20, kind='request')],
           'organisation': [], 'sees_organisation': True, 'account': 'Jansen BV'}
MY_CASE = dict(MY_LIST['cases'][0], entries=[
    my_entry(1, 'Sinds vanochtend blijft mijn scherm zwart als ik de laptop start.', 'description',
             files=[{'number': 1, 'name': 'foto.jpg', 'size': 212000, 'file': 'foto.jpg', 'risky': False}]),
    my_entry(2, 'Welke kleur heeft het lampje op de dock?', 'question', SANNE), my_entry(3, 'Het lampje is oranje.'),
    my_entry(4, 'Bij mij ook.', author=None), my_entry(5, 'Nieuwe kabel geplaatst en de dock bijgewerkt.', 'change', SANNE, 'resolved')],
    involved=['Piet Jansen'], reporter=ELS, account='Jansen BV', fields=[], may_comment=True, may_follow=False, may_answer=True, may_approve=False)
MY_CLOSED = dict(MY_CASE, state='closed', waits=None, may_comment=False, may_follow=True, may_answer=False)
MY_ASKED = dict(MY_CASE, number='REQ0000412', kind='request', state='awaiting approval', waits=None, mine=False, may_comment=False, may_answer=False, may_approve=True,
                fields=[{'label': 'Gewenste naam van Team/Kanaal', 'value': 'Project Noord'}, {'label': 'Doel', 'value': 'Samen werken\nmet leveranciers'}],
                entries=[my_entry(1, 'Gewenste naam van Team/Kanaal: Project Noord', 'description', author='Joris Kok')])
MY_OPEN = dict(MY_CASE, number='CS0001236', title='Printer A12 drukt alles dubbel af', state='open', waits=None, may_comment=True, may_answer=False,
               answer_due=at('16:00', 30), entries=[my_entry(1, 'Printer A12 drukt alles dubbel af, ook de testpagina.', 'description'),
                                                    my_entry(2, 'Dank je, we kijken ernaar.', 'answer', SANNE)])
MY_NEW = {'categories': ['Netwerk', 'Werkplek', 'Overig'], 'name': ELS, 'address': 'els@klant.example', 'account': 'Jansen BV',
          'accounts': ['Jansen BV'], 'may_report': False, 'colleagues': []}
MY_CHOSEN = dict(MY_NEW, accounts=['Jansen BV', 'Bakkerij Smit'], may_report=True,
                 colleagues=[person(ELS, 'els@klant.example'), person('Piet Jansen', 'piet@jansen.example')])
MY_FAQ = {'fitting': [{'title': 'Beeldscherm blijft zwart: drie dingen om te proberen', 'text': None, 'link': 'https://kennisbank.desk.example/scherm'}],
          'others': [{'title': 'Welke kabel hoort bij welke dock?', 'text': 'De grijze bij de oude,\nde zwarte bij de nieuwe.',
                      'link': 'https://kennisbank.desk.example/dock'}]}
MY_FORM = {'item': 'teams', 'title': 'Teams of Teamskanaal aanmaken', 'approval': True, 'fields': [
    {'name': 'kind', 'label': 'Type verzoek', 'help': 'Een heel nieuw team, of alleen een extra kanaal', 'type': 'choice', 'required': True, 'value': None,
     'choices': ['Nieuw team', 'Extra kanaal']},
    {'name': 'name', 'label': 'Gewenste naam van Team/Kanaal', 'help': None, 'type': 'text', 'required': True, 'value': None, 'choices': []},
    {'name': 'purpose', 'label': 'Doel van het Team/Kanaal', 'help': 'Waarvoor?', 'type': 'multi_line', 'required': True, 'value': None, 'choices': []},
    {'name': 'members', 'label': 'Leden', 'help': 'Namen of mailadressen', 'type': 'people', 'required': False, 'value': None, 'choices': []},
    {'name': 'approved', 'label': 'Goedkeuring leidinggevende gekregen', 'help': None, 'type': 'yes_no', 'required': False, 'value': None, 'choices': []}]}

MY_DRAFT = dict(MY_ASKED, number='REQ0000414', state='draft', title='Teams of Teamskanaal aanmaken', mine=True, waits='question', may_approve=False,
                may_complete=True, entries=[my_entry(1, 'Gewenste naam van Team/Kanaal: Project Noord', 'description')])
MY_BEGUN = dict(MY_FORM, fields=[dict(field, value='Project Noord' if field['name'] == 'name' else None,
                                      lacks=field['required'] and field['name'] != 'name') for field in MY_FORM['fields']])


LINK = {'number': 'CS0001234', 'title': 'Scherm blijft zwart na het opstarten', 'solution': 'Nieuwe kabel geplaatst en de dock bijgewerkt.',
        'reader': 'els@klant.example', 'of_desk': False, 'state': 'resolved', 'changed': at('10:00', 23), 'language': 'nl',
        'mail': 'servicedesk@desk.example', 'form': '0' * 64}

PREVIEW = {'number': 'CS0001234', 'act': 'resolve', 'unheard': None, 'letters': [
    {'to': 'Els Bos', 'address': 'els@klant.example', 'subject': '[CS0001234] Screen stays black after start: solved?', 'files': ['plan.pdf'],
     'text': 'Hello Els Bos,\n\nHello Els, there is a new cable.\n\nIs it solved? Answer with "yes", or with what is still wrong.\n\nServicedesk Voorbeeld',
     'html': '<!DOCTYPE html><html lang="en"><body style="font-family: sans-serif"><p>Hello Els Bos,</p></body></html>'}]}
MAILBOXES = [{'value': 'support', 'about': 'support@desk.example'}, {'value': 'drop', 'about': 'drop@desk.example'}]
COUNTS = {'queue': 23, 'mine': 4, 'requests': 6, 'held': 3}
CASE = WAITING[2]


def screens():
    """(name of the picture, what is asked) of each page."""
    def page(name, screen, path, values, **more):
        return name, dict({'screen': screen, 'path': path, 'agent': SANNE, 'counts': COUNTS, 'query': {}, 'values': values}, **more)
    def my(name, screen, path, values, **more):
        return page(name, screen, path, values, **dict({'agent': ELS, 'counts': None, 'nonce': '0' * 64}, **more))
    def link(name, deed, notice=None, kept_text=None, **more):
        return page(name, 'link', f'/p/auaaaa/{deed}', {'link': {**LINK, 'page': deed, **more}}, agent=None, counts=None,
                    notice=notice, notice_is_error=notice is not None, kept_text=kept_text)
    case = dict(CHOICES, show=shown(CASE, TIMELINE), others=[WAITING[2], WAITING[3]] + CLOSED[:1])
    fields = [{'name': 'team', 'label': 'Name of the team', 'value': 'Project Noord'},
              {'name': 'owners', 'label': 'Owners', 'value': 'els@klant.example\npiet@jansen.example'}]
    request = dict(CHOICES, show=shown(REQUESTS[0], TIMELINE[:2], fields=fields, item='teams'), others=[])
    return [
        page('login', 'desk-login', '/login', {}, query={'s': 'secret'}, agent=None, counts=None),
        page('login-how', 'desk-login', '/login', {}, agent=None, counts=None, notice='That link counts no more.', notice_is_error=True),
        page('login-kept', 'desk-login', '/desk/CS0001234', {}, agent=None, counts=None, kept_text='Hello Els,\norange means old firmware.'),
        page('queue', 'desk-queue', '/desk/', {'list': WAITING}),
        page('queue-empty', 'desk-queue', '/desk/', {'list': []}, counts={'queue': 0, 'mine': 0, 'requests': 0, 'held': 0}),
        page('case', 'desk-case', '/desk/CS0001234', case, notice='Sent.'),
        page('case-newer', 'desk-case-newer', '/desk/CS0001234', case, query={'do': 'answer', 'last': '7'},
             kept_text='Hello Els, orange means that the dock needs new firmware.\nShall I come by this afternoon?'),
        page('case-refused', 'desk-case', '/desk/CS0001234', dict(case, show=dict(case['show'], snoozed_until=at('08:00', 27))),
             notice='the attachments are larger than 18.9 MB together', notice_is_error=True,
             kept_text='See the video.', query={'do': 'answer', 'files': 'video of the screen.mp4, log.txt'}),
        page('preview', 'desk-preview', '/desk/CS0001234/preview', {'preview': PREVIEW}, query={'do': 'resolve', 'last': '9', 'files': 'plan.pdf'},
             kept_text='Hello Els, there is a new cable.'),
        page('preview-none', 'desk-preview', '/desk/CS0001234/preview', {'preview': dict(PREVIEW, letters=[], unheard='letters to this customer came back')},
             query={'do': 'note'}, kept_text='For us.'),
        page('preview-refused', 'desk-preview', '/desk/CS0001234/preview', {'error': {'message': 'CS0001234: it is closed for good'}}, query={'do': 'answer'},
             notice='CS0001234: it is closed for good; open a new case that names it instead', notice_is_error=True, kept_text='Hello Els,'),
        page('request', 'desk-case', '/desk/REQ0000412', request),
        page('mine', 'desk-mine', '/desk/mine', {'list': WAITING[2:4], 'customer': CUSTOMER, 'resolved': RESOLVED, 'requests': []}),
        page('requests', 'desk-requests', '/desk/requests', {'list': REQUESTS}),
        page('held', 'desk-held', '/desk/mails', {'list': HELD}),
        page('mail', 'desk-mail', '/desk/mail/214', {'show': dict(HELD[0], trace=TRACE, ticket='CS0001234', code=None)}),
        page('status', 'desk-status', '/desk/status', {'status': STATUS}),
        page('search', 'desk-search', '/desk/search', {'list': [WAITING[2]] + CLOSED, 'requests': []}, query={'text': 'dock orange'}),
        page('search-none', 'desk-search', '/desk/search', {'list': [], 'requests': []}, query={'text': 'nothing'}),
        page('new', 'desk-new', '/desk/new', CHOICES, notice='there is no contact "Els"', notice_is_error=True, kept_text='She called.',
             query={'for': 'Els', 'title': 'Screen'}),
        page('contacts', 'desk-contacts', '/desk/contacts', {'list': CONTACTS}),
        page('contact', 'desk-contact', '/desk/contact/els@klant.example', {'show': CONTACTS[0], 'list': WAITING[2:4] + CLOSED[:1], 'requests': REQUESTS[:1]}),
        page('contact-refused', 'desk-contact', '/desk/contact/els@klant.example', {'show': dict(CONTACTS[0], undeliverable=True), 'list': [], 'requests': []},
             is_operator=True, notice='found --manager, expected the address of a known contact', notice_is_error=True, query={'manager': 'nobody@klant.example'}),
        page('try', 'desk-try', '/desk/try', {'mailboxes': MAILBOXES}),
        page('try-result', 'desk-try', '/desk/try', {'mailboxes': MAILBOXES, 'explain': [{'file': 'reply.eml', 'refused': None, 'decision': 'accept', 'trace': TRACE, 'trial': None}]},
             query={'mailbox': 'drop'}),
        page('try-trial', 'desk-try', '/desk/try', {'mailboxes': MAILBOXES, 'explain': [
            {'file': 'text', 'refused': None, 'decision': 'open case', 'trace': TRACE[:4], 'trial': {
                'decision': 'hold', 'trace': TRACE[:3], 'differences': [
                    {'key': 'rule', 'expected': 'anything else', 'found': 'invoices of the new supplier'},
                    {'key': 'decision', 'expected': 'open case', 'found': 'hold'},
                    {'key': 'letter', 'expected': 'acknowledgement', 'found': 'none'}]}}]}),
        page('try-same', 'desk-try', '/desk/try', {'mailboxes': MAILBOXES, 'explain': [
            {'file': 'text', 'refused': None, 'decision': 'open case', 'trace': TRACE[:4],
             'trial': {'decision': 'open case', 'trace': TRACE[:3], 'differences': []}}]}),
        page('letters', 'desk-letters', '/desk/letters', {'list': LETTERS}),
        page('menu', 'desk-menu', '/desk/menu', {}),
        page('numbers', 'desk-numbers', '/desk/numbers', {'status': STATUS, 'numbers': numbers(), 'longest': WAITING[:1],
                                                          'groups': CHOICES['groups']}),
        page('numbers-none', 'desk-numbers', '/desk/numbers', {'status': STATUS, 'numbers': numbers(0), 'longest': [],
                                                               'groups': CHOICES['groups']}),
        my('my-login', 'my-login', '/my/login', {}, agent=None), my('my-code', 'my-code', '/my/code', {}, agent=None, query={'wrong': '1'}),
        my('my-app', 'my-code', '/my/code', {}, agent=None, query={'app': '1'}),
        my('my-overview', 'my-overview', '/my/', {'list': MY_LIST}), my('my-closed', 'my-overview', '/my/', {'list': MY_LIST}, query={'tab': 'closed'}),
        my('my-case', 'my-case', '/my/CS0001234', {'show': MY_CASE}), my('my-case-closed', 'my-case', '/my/CS0001234', {'show': MY_CLOSED}, query={'became': 'accept'}),
        my('my-approve', 'my-case', '/my/REQ0000412', {'show': MY_ASKED}),
        my('my-missing', 'my-case', '/my/CS9', {'error': {'message': 'there is no such ticket'}}),
        my('my-open', 'my-case', '/my/CS0001236', {'show': MY_OPEN}),
        my('my-draft', 'my-case', '/my/REQ0000414', {'show': MY_DRAFT, 'form': MY_BEGUN}, query={'became': 'file request'}),
        my('my-new-chosen', 'my-new', '/my/new', {'new': MY_CHOSEN, 'faq': MY_FAQ}),
        my('my-faq', 'my-faq', '/my/faq', {'faq': MY_FAQ}, query={'text': 'scherm'}),
        my('my-faq-none', 'my-faq', '/my/faq', {'faq': dict(MY_FAQ, fitting=[])}, query={'text': 'paard'}),
        my('my-new', 'my-new', '/my/new', {'new': MY_NEW, 'faq': MY_FAQ}, notice='lacks: title category', notice_is_error=True, kept_text='Mijn scherm is zwart.'),
        my('my-catalog', 'my-catalog', '/my/catalog', {'catalog': [{'name': 'teams', 'title': 'Teams of Teamskanaal aanmaken', 'approval': True}]}),
        my('my-request', 'my-request', '/my/catalog/teams', {'form': MY_FORM}),
        my('my-request-lacks', 'my-request', '/my/catalog/teams', {'form': MY_FORM}, query={'f.name': 'Noord'}, notice='lacks: kind purpose', notice_is_error=True),
        my('my-sent', 'my-sent', '/my/sent/0', {'sent': {'waiting': False, 'held': True, 'number': None, 'decision': 'hold'}}),
        link('link-accept', 'accept'), link('link-accept-bare', 'accept', title=None, solution=None), link('link-reject', 'reject'),
        link('link-reject-lacks', 'reject', notice='lacks: text'), link('link-comment', 'comment', kept_text='Ook met de oude kabel.'),
        link('link-check', 'accept', notice='unpressed'),
        link('link-newer', 'newer'), link('link-over', 'over', state='closed'),
        link('link-done', 'sent', reader=None, decision='accept', waiting=False, held=False), link('link-waiting', 'sent', reader=None, waiting=True, held=False, decision=''),
        page('link-busy', 'link', '/p/auaaaa/accept', {'error': {'message': 'the spool is full'}}, agent=None, counts=None,
             notice='the spool is full', notice_is_error=True),
        page('link-nowhere', 'link', '/p/auaaaa/accept', {'error': {'message': 'there is no such link'}}, agent=None, counts=None,
             notice='there is no such link', notice_is_error=True),
        page('error', 'desk-error', '/desk/CS9', {'error': {'message': 'there is no case CS9'}}),
    ]


TOLD = {'title', 'value', 'text', 'solution', 'name', 'subject', 'reason', 'author', 'label', 'result', 'account', 'about', 'line'}


def told_by_people(value, other):
    """The same with another text wherever people wrote one."""
    if isinstance(value, dict):
        return {key: other if key in TOLD and isinstance(inner, str) else told_by_people(inner, other)
                for key, inner in value.items()}
    if isinstance(value, list):
        return [told_by_people(inner, other) for inner in value]
    return value
