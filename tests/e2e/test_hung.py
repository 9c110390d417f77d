# SPDX-License-Identifier: Apache-2.0
"""Workers that hang (SIGSTOP stands for an endless loop, a file server that is gone, a debugger): each is killed and
another started, and status and the alarm say so."""
import os
import signal
import time

from people import Letter
from processes import eventually, stretched
from test_requests import order, script, show

SILENCE = 10  # seconds; the least that may be configured
TIMES = {'silence': f'{SILENCE}s', 'alarm': '1h', 'give_up_command': '1s'}
ALARM = 'beheer@desk.example'


def freeze(pids):
    assert pids, 'no such worker runs'
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)


def hung(desk):
    return desk.gateway.json('status')['gateway']['hung']


def test_every_worker_at_once(any_desk):
    """Whatever hangs: the mail that comes then is answered all the same, and who runs the desk is told."""
    desk = any_desk(times=TIMES, alarm=ALARM).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    freeze(desk.gateway.workers())
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    els.letter(1)
    told = hung(desk)
    assert told['times'] >= 1 and 'without a sign of life' in told['last'], told
    assert 'hung       ' in desk.gateway.say('status')
    told = Letter(eventually(lambda: desk.post.letters(ALARM), 'the alarm')[0])
    assert 'gestopt en opnieuw gestart' in ' '.join(told.text.split())
    assert f'killed after {SILENCE} s without a sign of life' in desk.gateway.log()
    desk.settled(2)


def test_a_sender_with_a_letter(server_desk):
    """It hangs before it has told what became of the letter: another sends it, with the same Message-ID."""
    desk = server_desk(times=TIMES).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    freeze(desk.gateway.workers('send'))
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    desk.settled(2)
    assert not desk.gateway.json('status')['mailboxes'][0]['starts'] > 1, 'what works is left alone'
    els.letter(1)
    assert hung(desk)['times'] == 1 and 'send worker' in hung(desk)['last']
    desk.at_rest()


def test_a_command_whose_worker_hangs(folder_desk):
    """Its command is ended with it, and the request says that nobody knows how it went."""
    desk = folder_desk(times=TIMES)
    script(desk, 'kill -STOP $PPID\nsleep 600\n')
    desk.start()
    number = order(desk, desk.customer())
    request = eventually(lambda: show(desk, number)['steps'][0]['state'] == 'failed' and show(desk, number), 'a failure')
    assert any('its process ended: killed after' in entry['text'] for entry in request['timeline'])
    assert hung(desk)['times'] >= 1 and 'command' in hung(desk)['last']


def test_new_settings_wait_for_nobody(server_desk):
    """SIGHUP while the sender hangs over a letter and the fetcher hangs too, long before anybody misses them."""
    desk = server_desk(times={**TIMES, 'silence': '1h'}).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.letter(0)
    freeze(desk.gateway.workers('send'))
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    desk.settled(2)
    freeze(desk.gateway.workers('fetch'))
    began = time.monotonic()
    desk.gateway.reload()
    els.letter(1)
    els.send(els.write('Toetsenbord', 'Mijn toetsenbord is stuk.'))
    els.letter(2)
    assert time.monotonic() - began < stretched(20)
    assert hung(desk)['times'] == 0
