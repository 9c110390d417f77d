# SPDX-License-Identifier: Apache-2.0
"""What agents do there, and the command line to play one."""
import json
import subprocess
import sys
from pathlib import Path

import pytest

from servicenow.double import Refusal

HERE = Path(__file__).parent


def test_deeds(double, case):
    double.agent.take(case)
    assert double.case(case)['state'] == '10'
    double.agent.ask(case, 'Welke printer?')
    assert double.case(case)['state'] == '18'
    double.agent.resolve(case, 'Nieuwe kabel', notes_to_comments=True, by='mia.agent')
    row = double.case(case)
    assert (row['state'], row['close_notes'], row['resolution_code']) == ('6', 'Nieuwe kabel', '1')
    assert double.comments(case) == [('jan.agent', 'Welke printer?'), ('mia.agent', 'Nieuwe kabel')]
    with pytest.raises(Refusal, match='only a customer'):
        double.agent.close(case)
    double.agent.reject(case, 'Nee')
    double.agent.reassign(case, group='Netwerk')
    double.agent.set(case, priority='1')
    double.agent.touch(case)
    double.agent.portal_close(case)
    assert double.case(case)['close_notes'] == 'Closed by customer'
    with pytest.raises(Refusal, match='is closed'):
        double.agent.comment(case, 'te laat')
    double.agent.twin(case)
    assert len(double.cases('correlation_id=key1')) == 2


def test_auto_close(double, case):
    double.agent.resolve(case, 'Klaar')
    double.switch(auto_close=True)
    double.clock(forward=4 * 86400)
    assert double.comments(case) == []
    double.clock(forward=86400)
    double.clock(forward=86400)
    assert [text[:30] for _, text in double.comments(case)] == ['This case is pending solution ']
    double.clock(forward=4 * 86400)
    assert double.case(case)['state'] == '3' and double.comments(case)[-1][1] == 'This case was auto closed.'


def test_play(tmp_path):
    lines = ['open els@klant.example Printer', 'ask 1001 Welke printer?', 'list', 'resolve --comment Nieuwe kabel', 'close',
             'close --force', 'show 1001', 'switch put_status 200', 'fault cut_after method=POST', 'nonsense', 'people',
             'comment 1001 te laat', 'note', 'sins', 'quit']
    played = subprocess.run([sys.executable, '-B', str(HERE), '--play', '--port-file', str(tmp_path / 'port')],
                            input='\n'.join(lines), capture_output=True, text=True, timeout=60)
    assert played.returncode == 0 and played.stderr == ''
    for what in ('CS0001001', 'Awaiting Info', 'Resolved', 'only a customer', 'Closed', 'Nieuwe kabel', 'Welke printer?',
                 'put_status', '"cut_after"', 'unknown: nonsense', 'els@klant.example', 'CS0001001 is closed', 'help note'):
        assert what in played.stdout, what
    assert json.loads((tmp_path / 'port').read_text())['url'].startswith('https://localhost:')
