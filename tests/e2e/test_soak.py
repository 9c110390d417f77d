# SPDX-License-Identifier: Apache-2.0
"""A short soak (tests/soak), and whether the comparison of its ledgers would notice what it is there for."""
import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).resolve().parents[1] / 'soak'
sys.path.append(str(SOAK))

import compare  # noqa: E402


@pytest.fixture(scope='module')
def ledgers(program, tmp_path_factory):
    """Of 500 mails and 50 kills."""
    folder = tmp_path_factory.mktemp('ledgers')
    done = subprocess.run([sys.executable, '-B', SOAK / 'soak.py', '--casegate', program, '--mails', '500',
                           '--kills', '50', '--ledgers', folder], capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_nothing_is_lost_and_nothing_happens_twice(ledgers):
    faults, summary = compare.compare(ledgers)
    assert not faults
    for kind in ('accept', 'agent', 'approve', 'automatic', 'bounce', 'reject', 'request'):
        assert f' {kind}' in summary, f'no {kind}: {summary}'


class Copy:
    """Ledgers in which something is wrong."""

    def __init__(self, ledgers, folder):
        self.folder = shutil.copytree(ledgers, folder / 'copy')
        self.desk = json.loads((self.folder / 'desk.json').read_text())
        self.letters = self._lines('letters.jsonl')
        self.delivered = self._lines('delivered.jsonl')

    def _lines(self, name):
        return [json.loads(line) for line in (self.folder / name).read_text().splitlines()]

    def faults(self):
        (self.folder / 'desk.json').write_text(json.dumps(self.desk))
        for name in ('letters', 'delivered'):
            (self.folder / f'{name}.jsonl').write_text(
                ''.join(json.dumps(line) + '\n' for line in getattr(self, name)))
        return compare.compare(self.folder)[0]

    def case(self, kind):
        """The ticket of a mail of this kind."""
        number = next(mail['ticket'] for mail in self.delivered if mail['kind'] == kind)
        return next(ticket for ticket in self.desk['tickets'] if ticket['number'] == number)


def lose_a_mail(copy):
    copy.desk['mails'].pop()


def lose_a_case(copy):
    copy.desk['tickets'].remove(copy.case('reply'))


def leave_a_mail_waiting(copy):
    copy.desk['mails'][0]['state'] = 'waiting'


def file_a_mail_twice(copy):
    copy.desk['folders']['Processed'] += 1


def say_a_word_twice(copy):
    timeline = copy.case('reply')['timeline']
    timeline.append(next(entry for entry in timeline if 'BODY-' in entry['text']))


def forget_an_acceptance(copy):
    copy.case('accept')['state'] = 'open'


def lose_a_letter(copy):
    wanted = next(mail for mail in copy.delivered if mail['kind'] == 'new')
    copy.letters = [line for line in copy.letters
                    if wanted['id'].encode() not in base64.b64decode(line['raw']) or line['to'] != wanted['from']]


def send_a_letter_anew(copy):
    raw = base64.b64decode(copy.letters[0]['raw']).replace(b'Message-ID: <', b'Message-ID: <another.')
    copy.letters.append({**copy.letters[0], 'raw': base64.b64encode(raw).decode()})


@pytest.mark.parametrize('harm', [lose_a_mail, lose_a_case, leave_a_mail_waiting, file_a_mail_twice, say_a_word_twice,
                                  forget_an_acceptance, lose_a_letter, send_a_letter_anew])
def test_the_comparison_notices(ledgers, tmp_path, harm):
    copy = Copy(ledgers, tmp_path)
    harm(copy)
    assert copy.faults()
