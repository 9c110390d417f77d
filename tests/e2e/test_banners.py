# SPDX-License-Identifier: Apache-2.0
"""What mail systems put around a mail is nobody's word; the operator tells of his own ones."""
import json

import pytest

BANNER = 'Deze mail kwam via de poort van Kantoor Zuid binnen.'


@pytest.fixture
def gated(folder_desk):
    desk = folder_desk()
    desk.configuration['mailboxes'][0].update(banners=['Deze mail kwam via de poort van * binnen.'],
                                              subject_tags=['[Poort Zuid]'])
    desk.gateway.configure(desk.configuration)
    desk.start()
    return desk


def test_own_banners_and_tags_are_no_words(gated):
    els = gated.customer()
    els.send(els.write('[Poort Zuid] FW: [EXTERN] Kraan lekt', f'{BANNER}\n\nDe kraan lekt.'))
    letter = els.letter(0)
    case = gated.gateway.case(letter.number)
    assert case['title'] == 'Kraan lekt'
    assert BANNER not in str(case) and 'De kraan lekt.' in str(case)
    mail, = gated.gateway.mails()
    assert BANNER in gated.gateway.say('mail', 'show', str(mail['id']))
    shown = gated.gateway.say('case', 'show', letter.number, '--cut')
    assert f'cut: banner: {BANNER}' in shown
    cut = json.loads(gated.gateway.say('case', 'show', letter.number, '--cut', '--json'))['timeline'][0]['cut']
    assert len(cut) == 1 and BANNER in cut[0]


def test_commands_know_them_as_the_gateway_does(gated, tmp_path):
    mail = tmp_path / 'mail.eml'
    mail.write_text('From: els@klant.example\nTo: desk@desk.example\nSubject: [Poort Zuid] Kraan lekt\n\n'
                    f'{BANNER}\n\nDe kraan lekt.\n')
    explained = gated.gateway.json('explain', str(mail))[0]
    assert explained['title'] == 'Kraan lekt' and BANNER in str(explained['trace'])
    assert gated.gateway.json('read', str(mail))[0]['text'] == 'De kraan lekt.'
    gated.gateway.stop()
    assert gated.gateway.json('explain', str(mail))[0]['title'] == 'Kraan lekt'


def test_all_of_a_quote_is_shown(gated):
    els = gated.customer()
    els.send(els.write('Kraan lekt', 'De kraan lekt.'))
    letter = els.letter(0)
    quote = ''.join(f'> Regel {line} van een lange brief die hieronder staat.\n' for line in range(200))
    els.send(els.answer(letter, f'Het lekt nog.\n\nOp maandag schreef Piet:\n{quote}'))
    gated.settled(2)
    timeline = json.loads(gated.gateway.say('case', 'show', letter.number, '--cut', '--json'))['timeline']
    cut = '\n'.join(piece for entry in timeline for piece in entry['cut'] or [])
    assert cut.count('van een lange brief') == 200
    assert 'Regel 199 van' in gated.gateway.say('case', 'show', letter.number, '--cut')


def test_what_a_subject_adds_is_on_the_case(gated):
    els = gated.customer()
    els.send(els.write('Kraan lekt', 'De kraan lekt.'))
    letter = els.letter(0)
    answer = els.answer(letter, 'Zie onderwerp.')
    subject = answer['Subject']
    del answer['Subject']
    answer['Subject'] = f'{subject} HAAST: water op de vloer'
    els.send(answer)
    mails = gated.settled(2)
    assert mails[-1]['ticket'] == letter.number, mails
    assert 'HAAST: water op de vloer' in str(gated.gateway.case(letter.number))
