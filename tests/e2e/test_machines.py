# SPDX-License-Identifier: Apache-2.0
"""What programs send by themselves, and people whom one could take for one."""
from desk import UNLIMITED
from processes import eventually


def opened(desk, customer):
    before = len(customer.letters())
    customer.send(customer.write('Scherm zwart', 'Mijn scherm is zwart.'))
    return customer.letter(before)


def resolved(desk, customer):
    """A case with a solution, and the letter that proposes it."""
    number, before = opened(desk, customer).number, len(customer.letters())
    desk.gateway.run('case', 'resolve', number, 'Er ligt een nieuwe kabel.')
    return number, customer.letter(before)


MACHINES = {
    'away behind a tag': ('[EXTERN] Automatisch antwoord: {s}', 'Ik ben met verlof.', {}),
    'away behind a list': ('Afwezig: {s}', 'Maandag ben ik er weer.', {'List_Id': '<inkoop.klant.example>'}),
    'away by its text alone': ('Re: {s}', 'Ik ben tot maandag niet op kantoor. Bel bij spoed met Piet.', {}),
    'gone': ('Re: {s}', 'Ik werk niet meer bij Klant BV. Mail naar info@klant.example.', {}),
    'read': ('Gelezen: {s}', 'Uw bericht is gelezen op maandag.', {}),
    'recalled': ('Recall: {s}', 'Els Bos would like to recall the message, "x".', {}),
    'reacted': ('Re: {s}', '👍 Els Bos heeft op uw bericht gereageerd:', {}),
    'challenge': ('Re: {s}', 'Your message is waiting. Please confirm it: https://filter.example/1', {}),
    'another desk': ('[Ticket#2026-17] {s}', 'Wij hebben uw bericht ontvangen onder nummer 2026-17.', {}),
}


def test_machines_open_nothing_again_and_get_no_letter(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els = desk.customer('Els Bos')
    number, proposal = resolved(desk, els)
    letters = len(els.letters())
    for name, (subject, text, headers) in MACHINES.items():
        count = len(desk.gateway.mails())
        els.send(els.answer(proposal, text, quote=False, Subject=subject.format(s=proposal.subject), **headers))
        row = desk.settled(count + 1)[-1]
        assert (row['ticket'], row['decision']) == (number, 'comment'), name
        assert desk.gateway.case(number)['state'] == 'resolved', name
    desk.flushed()
    assert len(els.letters()) == letters


def test_a_person_behind_a_list_is_answered(folder_desk):
    desk = folder_desk(**UNLIMITED).start()
    els, eve = desk.customer('Els Bos'), desk.customer('Eve Klein', known=False, domain='elders.example')
    before = len(desk.gateway.cases()), len(els.letters())
    ours = {'List_Id': '<desk.desk.example>', 'List_Post': f'<mailto:{desk.address}>', 'Precedence': 'list'}
    els.send(els.write('Offerte', 'Wat kosten acht stoelen?', Precedence='bulk'))
    eve.send(eve.write('Offerte', 'Wat kosten drie kasten?', **ours))
    assert els.letter(before[1]) and eve.letter(0)
    eve.send(eve.write('Aanbieding', 'Stoelen voor een prikje.', List_Id='<nieuws.elders.example>',
                       List_Unsubscribe='<https://elders.example/uit>'))
    els.send(els.write('Nieuwsbrief', 'Dit was november.', List_Unsubscribe='<https://klant.example/uit>'))
    eventually(lambda: len(desk.gateway.cases()) == before[0] + 4, 'four cases')
    desk.flushed()
    assert (len(els.letters()), len(eve.letters())) == (before[1] + 1, 1)
