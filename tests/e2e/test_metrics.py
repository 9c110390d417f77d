# SPDX-License-Identifier: Apache-2.0
"""What a running gateway tells a Prometheus, and what a report says of it."""
import csv
import io
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from desk import UNLIMITED
from gateway import Failed
from processes import eventually

ALERTS = Path(__file__).parents[2] / 'doc' / 'alerts.yaml'


def value(text, sample):
    """Of a sample as it is written, or None."""
    found = re.search(f'^{re.escape(sample)} (\\S+)$', text, re.M)
    return found and float(found[1])


@pytest.fixture
def story(any_desk):
    """Two cases, one of them solved; the gateway writes its metrics."""
    desk = any_desk(metrics={'file': 'casegate.prom'}, **UNLIMITED).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    els.send(els.write('Muis', 'Mijn muis is stuk.'))
    desk.gateway.run('case', 'resolve', letter.number, 'Gedaan.')
    desk.settled(2)
    desk.at_rest()
    return desk


def test_metrics_of_a_running_gateway(story):
    told = story.gateway.say('status', '--prometheus')
    assert value(told, 'casegate_up') == 1
    assert value(told, 'casegate_tickets{kind="case",state="resolved",group=""}') == 1
    assert value(told, 'casegate_ticket_first_answer_seconds_count{kind="case"}') == 1
    # an agent is told of a new case in a moment, unless it was solved by then
    assert value(told, 'casegate_letters{state="sent"}') in (3, 4)
    assert value(told, 'casegate_commit_seconds_count') > 3
    assert value(told, 'casegate_wrong{what="sending",name=""}') == 0
    assert value(told, 'casegate_worker_starts_total{worker="read",mailbox=""}') > 0
    decided = re.findall(r'^casegate_mail_decisions_total\{decision="open case",rule="(.+)"\} 2$', told, re.M)
    assert len(decided) == 1, told
    story.gateway.stop()
    assert value(story.gateway.say('status', '--prometheus', code=0), 'casegate_up') == 0


def test_the_file_is_there_and_kept(story):
    file = story.gateway.folder / 'casegate.prom'
    assert file.stat().st_mode & 0o777 == 0o644
    first = file.read_text()
    assert first.endswith('\n') and value(first, 'casegate_up') == 1
    eventually(lambda: value(file.read_text(), 'casegate_mails{state="done",mailbox="support"}') == 2,
               'the file to have both mails', patience=40)


def test_promtool_finds_nothing(story):
    promtool = os.environ.get('PROMTOOL') or shutil.which('promtool')
    if promtool is None:
        pytest.skip('there is no promtool: tests/unit/commands/test_metrics.c reads the format')
    told = story.gateway.run('status', '--prometheus')
    for words, given in ((['check', 'metrics'], told), (['check', 'rules', ALERTS], None)):
        done = subprocess.run([promtool, *words], input=given, capture_output=True)
        assert done.returncode == 0 and done.stderr == b'', done


def test_a_report_beside_the_gateway_and_without(story):
    gateway = story.gateway
    page = gateway.folder / 'report.html'
    text = gateway.say('report')
    assert re.search(r'^opened +2   2 cases, 0 requests$', text, re.M), text
    assert re.search(r'^resolved +1   half within 1 min', text, re.M), text
    assert gateway.json('report')['all']['backlog'] == 1
    rows = list(csv.DictReader(io.StringIO(gateway.say('report', '--csv', '--html', page))))
    assert rows[0]['of'] == 'all' and rows[0]['opened'] == '2' and rows[0]['first_answers'] == '1'
    assert page.read_text().count('<svg ') >= 5
    gateway.stop()
    assert gateway.say('report') == text
    today = date.today().isoformat()
    assert gateway.json('report', '--from', today, '--to', today)['all']['opened'] == 2
    assert gateway.json('report', '--to', '2001-01-31')['all']['opened'] == 0


@pytest.mark.parametrize('words, code, told', [
    (['--from', 'yesterday'], 64, "--from needs a day, as in 2026-11-30, not 'yesterday'"),
    (['--to', '2026-02-30'], 64, "not '2026-02-30'"),
    (['--from', '2026-02-03', '--to', '2026-02-02'], 64, 'the period ends before it begins'),
    (['--from', '1970-01-01', '--to', '2100-01-01'], 64, 'more than 100 years'),
    (['--csv', '--json'], 64, '--csv is no JSON'),
    (['--froom', '2026-02-02'], 64, '--from'),
    (['today'], 64, 'it takes no words'),
    (['--group', 'nobody'], 1, "no group 'nobody'"),
    (['--account', 'Nobody BV'], 1, "no account 'Nobody BV'"),
    (['--html', '/nowhere/report.html'], 66, '/nowhere/report.html'),
])
def test_what_cannot_be_asked(any_desk, words, code, told):
    gateway = any_desk(**UNLIMITED).gateway
    gateway.run('case', 'list')  # makes the spool
    with pytest.raises(Failed) as failed:
        gateway.run('report', *words)
    assert failed.value.code == code and told in failed.value.stderr
