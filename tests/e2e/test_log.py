# SPDX-License-Identifier: Apache-2.0
"""The log tells the life of each mail and letter by ids and sizes, and nothing of what is in them or whose they are."""
import re

from processes import eventually


def lines(desk, about):
    return [line.split(': ', 2)[2] for line in desk.gateway.log().splitlines() if line.startswith(f'info: {about}: ')]


def numbers(about, what):
    return rf'(?m)^info: {about} (\d+): {what}'


def test_each_mail_and_letter_has_its_line_and_nobody_is_named(desk):
    els = desk.customer('Elsbeth Verhoeven-Kanarie')
    els.send(els.write('Kanariegele monitor', 'Mijn beeldscherm is kanariegeel.'))
    number = els.letter(0).number
    desk.gateway.run('case', 'resolve', number, 'Lamp vervangen door kanariepiet')
    els.send(els.answer(els.letter(1), 'Akkoord'))
    els.letter(2)
    mails = {mail['id']: mail for mail in desk.gateway.mails()}

    def all_told():
        log = desk.gateway.log()
        sent = [letter for letter in desk.gateway.json('letter', 'list') if letter['state'] == 'sent']
        assert set(map(int, re.findall(numbers('mail', 'taken in: '), log))) == set(mails)
        assert set(map(int, re.findall(numbers('mail', 'decided: '), log))) == set(mails)
        assert sorted(map(int, re.findall(numbers('letter', 'sent: '), log))) == sorted(letter['id'] for letter in sent)
        return sent
    sent = eventually(all_told, 'a line for each')
    first, second = sorted(mails)
    assert lines(desk, f'mail {first}')[0].startswith(f"taken in: {mails[first]['size']} bytes, by mailbox ")
    assert lines(desk, f'mail {first}')[1:] == [f'decided: done, open case, {number}']
    assert lines(desk, f'mail {second}')[1:] == [f'decided: done, accept, {number}']
    assert re.fullmatch(rf'sent: closed, \d+ bytes, {number}, for mail {second}',
                        *lines(desk, f"letter {max(letter['id'] for letter in sent if letter['name'] == 'closed')}"))
    desk.gateway.stop()
    # an agent is told of the case in a moment, unless it ended by then
    told = re.findall(numbers('letter', 'sent: '), desk.gateway.log())
    assert desk.gateway.log().splitlines()[-1] == (
        f'info: casegate: ended: SIGTERM; mails taken in: 2, decided: 2; letters sent: {len(told)}')
    assert set(map(int, told)) >= {letter['id'] for letter in sent}
    for canary in ('kanarie', 'elsbeth', 'verhoeven', els.address, els.address.split('@')[0]):
        assert canary.lower() not in desk.gateway.log().lower(), canary
