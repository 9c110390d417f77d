# SPDX-License-Identifier: Apache-2.0
"""What people write between the lines of our letters, as Outlook quotes them: without a mark."""
from processes import eventually
from test_agents import desk_with_agents
from test_story import opened, solved, texts


def outlook(letter, above, written):
    """What the program of who answers makes of the letter, with `written` behind lines of it."""
    quoted = letter.text
    for line, words in written.items():
        assert line in quoted, f'no {line!r} in\n{quoted}'
        quoted = quoted.replace(line, f'{line}\n{words}')
    return (f'{above}\n\nVan: Servicedesk <{letter["From"].addresses[0].addr_spec}>\n'
            f'Verzonden: maandag 23 november 2026 10:00\nAan: u\nOnderwerp: {letter.subject}\n\n{quoted}')


def commented(desk, number):
    return texts(desk.case(number), 'comment')


def test_a_customer_answers_between_the_lines(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    _, _, number = opened(desk, els)
    desk.gateway.run('case', 'ask', number, 'Welke melding staat er?\nSinds wanneer?')
    question = els.letter(1)
    els.send(els.answer(question, outlook(question, 'Zie hieronder.', {
        'Welke melding staat er?': 'Fout 17', 'Sinds wanneer?': 'gisteren'}), quote=False))
    assert eventually(lambda: commented(desk, number), 'a comment') == [
        'Zie hieronder.\n\n> Welke melding staat er?\nFout 17\n\n> Sinds wanneer?\ngisteren']


def test_what_a_text_points_at_is_told_to_the_desk(folder_desk):
    desk, (sanne, _) = desk_with_agents(folder_desk)
    els = desk.customer()
    els.send(els.write('Lift', 'Zie het bericht hieronder.\n\nVan: Bouw <info@bouw.example>\n'
                               'Verzonden: maandag 23 november 2026 10:00\nAan: Els\nOnderwerp: lift\n\n'
                               'De lift staat tot vrijdag stil.'))
    number = els.letter(0).number
    assert 'De lift staat tot vrijdag stil.' in sanne.told(number).text


def test_an_accept_with_words_between_the_lines_closes_nothing(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    letter, number = solved(desk, els)
    els.send(els.answer(letter, outlook(letter, 'Akkoord', {'Nieuwe kabel geplaatst.': 'Hij flikkert nog wel'}),
                        quote=False))
    assert eventually(lambda: commented(desk, number), 'a comment')
    assert desk.case(number)['state'] == 'resolved'
    els.send(els.answer(letter, outlook(letter, 'Akkoord', {}), quote=False))
    eventually(lambda: desk.case(number)['state'] == 'closed', 'an accept above our letter')


def test_an_agent_answers_between_the_lines(folder_desk):
    desk, (sanne, _) = desk_with_agents(folder_desk)
    els = desk.customer()
    els.send(els.write('Lift', 'Wanneer is de lift klaar?'))
    number = els.letter(0).number
    told = sanne.told(number)
    sanne.send(sanne.answer(told, outlook(told, 'Mijn antwoord staat in rood.', {}), quote=False))
    assert 'niets nieuws' in sanne.told(number, 2).text
    sanne.send(sanne.answer(told, outlook(told, 'Mijn antwoord staat in rood.', {
        'Wanneer is de lift klaar?': 'Vrijdag om 12 uur.'}), quote=False))
    letter = els.letter(1)
    assert '> Wanneer is de lift klaar?\nVrijdag om 12 uur.' in letter.text.replace('\r\n', '\n')
    assert told.token not in letter.text
