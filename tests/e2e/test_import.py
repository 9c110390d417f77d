# SPDX-License-Identifier: Apache-2.0
"""`casegate import`: old mail taken in on purpose, from an mbox, a Maildir and a folder on a server."""
import os
import pty
import subprocess
import time

from processes import eventually, stretched
from test_old_mail import DAY, moment, no_letters, old

NOW = int(time.time())


def from_line(came):
    return f'From els@klant.example {time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(came))}\n'.encode()


def mbox(path, mails):
    """As mutt writes it: of (time, raw) each."""
    with open(path, 'wb') as file:
        for came, raw in mails:
            lines = raw.replace(b'\r\n', b'\n').splitlines(keepends=True)
            body = b''.join(b'>' + line if line.lstrip(b'>').startswith(b'From ') else line for line in lines)
            file.write(from_line(came) + body + b'\n')
    return path


def many(count, address):
    """Threads of three: a question, the desk's answer, and thanks."""
    mails = []
    for i in range(count):
        came = NOW - 300 * DAY + i * 60
        question = i - i % 3
        if i % 3 == 0:
            mails.append((came, old(f'v{i}', address)))
        elif i % 3 == 1:
            mails.append((came, old(f'v{i}', f'v{question}-oud@klant.example', answers=f'v{question}', sender=address)))
        else:
            mails.append((came, old(f'v{i}', address, answers=f'v{question} v{question + 1}',
                                    sender=f'v{question}-oud@klant.example')))
    return mails


def unchanged(path):
    """What an original is: its bytes and its times."""
    return {str(file): (file.read_bytes(), file.stat().st_mtime_ns) for file in
            ([path] if path.is_file() else sorted(path.rglob('*'))) if file.is_file()}


def test_an_mbox_without_a_gateway(folder_desk, folder):
    desk = folder_desk()
    file = mbox(folder / 'archive.mbox', many(30, desk.address) + [(NOW - 9 * DAY, old('citaat', desk.address, 'From here.\n'))])
    before = unchanged(file)
    told = desk.gateway.json('import', 'mbox', file)
    assert told == {'schema': 1, 'mails': 31, 'cases': 11, 'threaded': 20, 'there': 0, 'duplicates': 0, 'ignored': 0, 'waiting': 0,
                    'refused': []}
    cases = desk.gateway.cases()
    assert len(cases) == 11 and {case['state'] for case in cases} == {'closed'}
    first = desk.gateway.case(cases[0]['number'])
    assert first['created'] == moment(NOW - 300 * DAY) and len(first['timeline']) == 3
    assert 'From here.' in desk.gateway.say('case', 'show', cases[-1]['number'])
    # again: nothing changes
    again = desk.gateway.say('import', 'mbox', file)
    assert '31 were there already, byte for byte' in again and 'closed cases' not in again
    assert unchanged(file) == before
    # and when the gateway runs, nothing of it is answered
    desk.start()
    desk.at_rest()
    assert len(desk.gateway.cases()) == 11 and no_letters(desk)


def test_live_mail_goes_first_while_an_import_runs(server_desk, folder):
    """The archive is sorted by the running gateway; a customer who writes meanwhile is answered at once."""
    desk = server_desk().start()
    els = desk.customer()
    file = mbox(folder / 'archive.mbox', many(6000, desk.address))
    running = subprocess.Popen(desk.gateway.argv('import', 'mbox', file, '--json'), stdout=subprocess.PIPE)
    eventually(lambda: desk.gateway.json('status')['mails']['waiting'] > 0, 'an import that is under way')
    els.send(els.write('De printer rookt', 'Help, er komt rook uit.'))
    assert els.letter(0)
    left = desk.gateway.json('status')['mails']['waiting']
    out, _ = running.communicate(timeout=stretched(120))
    assert running.returncode == 0 and b'"cases": 2000' in out, out
    assert left > 0, 'the archive was done before the letter: the trial proves nothing'
    desk.at_rest()
    assert desk.gateway.json('status')['letters']['sent'] <= 2, 'more than hers, and the notification of her case'
    assert len(desk.gateway.cases()) == 2001


def test_killed_at_any_moment_and_run_again(folder_desk, folder):
    """Three times in the middle, with and without a gateway: each mail is there once in the end."""
    desk = folder_desk()
    mails = many(900, desk.address)
    file = mbox(folder / 'archive.mbox', mails)

    def seen():
        return len(desk.gateway.json("mail", "list", "--limit", "100000"))
    for turn in range(3):
        if turn == 1:
            desk.start()
        running = subprocess.Popen(desk.gateway.argv('import', 'mbox', file), stdout=subprocess.DEVNULL)
        if turn == 1:
            eventually(lambda: seen() > 250, 'some that are taken in')
        else:
            time.sleep(0.05 * (turn + 1))
        running.kill()
        running.wait()
        if turn == 1:
            desk.gateway.kill()
    told = desk.gateway.json('import', 'mbox', file)
    assert told['mails'] == 900 and told['waiting'] == 0 and not told['refused']
    listed = desk.gateway.json('mail', 'list', '--limit', '100000')
    assert len(listed) == 900 and {mail['state'] for mail in listed} == {'done'}
    cases = desk.gateway.cases()
    assert len(cases) == 300
    assert all(len(desk.gateway.case(case['number'])['timeline']) == 3 for case in cases[:20])


def test_a_maildir(folder_desk, folder):
    desk = folder_desk()
    box = folder / 'Archive'
    for name in ('cur', 'new', 'tmp'):
        (box / name).mkdir(parents=True)
    for i, (came, raw) in enumerate(many(9, desk.address)):
        file = box / ('cur' if i % 2 else 'new') / f'{came}.{i}.host{":2,S" if i % 2 else ""}'
        file.write_bytes(raw)
        os.utime(file, (came, came))
    before = unchanged(box)
    told = desk.gateway.json('import', 'maildir', box)
    assert (told['mails'], told['cases'], told['threaded']) == (9, 3, 6)
    assert desk.gateway.case('CS0000001')['created'] == moment(NOW - 300 * DAY)
    assert unchanged(box) == before
    assert 'found no folder cur in it, expected a Maildir' in failure(desk, 66, 'import', 'maildir', folder)


def test_a_folder_on_a_server(server_desk, folder):
    """What it reads stays unseen and where it is, and may be a folder that is fetched by nobody."""
    desk = server_desk().start()
    box = desk.post.dovecot
    with box.login(desk.address) as session:
        session.create('Oud')
    for came, raw in many(9, desk.address):
        box.append(desk.address, raw, folder='Oud', came=came)
    told = desk.gateway.json('import', 'imap', 'support', 'Oud')
    assert (told['mails'], told['cases'], told['threaded']) == (9, 3, 6)
    assert desk.gateway.case('CS0000001')['created'] == moment(NOW - 300 * DAY)
    assert desk.gateway.json('import', 'imap', 'support', 'Oud')['there'] == 9
    with box.login(desk.address) as session:
        session.select('Oud', readonly=True)
        assert session.search(None, 'UNSEEN')[1][0].split() == [str(i).encode() for i in range(1, 10)]
    assert no_letters(desk)
    assert 'Nergens' in failure(desk, 66, 'import', 'imap', 'support', 'Nergens')


def test_what_is_fetched_anyway_is_left_to_be_answered(server_desk):
    """Of the folder that the gateway fetches only what is older than taken_from is imported."""
    desk = server_desk()
    box = desk.post.dovecot
    box.append(desk.address, old('toen', desk.address), came=NOW - 9 * DAY)
    assert "set its 'taken_from' first" in failure(desk, 1, 'import', 'imap', 'support', 'INBOX')
    desk.configuration['mailboxes'][0]['taken_from'] = moment(NOW - DAY)
    desk.gateway.configure(desk.configuration)
    box.append(desk.address, old('nu', desk.address))
    assert desk.gateway.json('import', 'imap', 'support', 'INBOX')['cases'] == 1
    desk.start()
    eventually(lambda: len(desk.gateway.mails()) == 2, 'the new one')
    desk.at_rest()
    assert [(case['title'], case['state']) for case in desk.gateway.cases()] == \
        [('Vraag van toen', 'closed'), ('Vraag van nu', 'new')]
    assert box.count(desk.address) == 1


def failure(desk, code, *words):
    desk.gateway.run(*words, code=code)
    return desk.gateway.stderr


def test_what_is_no_mail_is_named(folder_desk, folder):
    desk = folder_desk()
    (folder / 'zip').write_bytes(b'PK\x03\x04\x1b[2Jarchive')
    (folder / 'nothing').write_bytes(b'')
    assert "zip: found 'PK[2Jarchive' first, expected a line that begins with 'From '" in \
        failure(desk, 66, 'import', 'mbox', folder / 'zip')
    assert 'nothing: found no mail' in failure(desk, 66, 'import', 'mbox', folder / 'nothing')
    assert 'No such file' in failure(desk, 66, 'import', 'mbox', folder / 'gone')
    assert 'found a folder, expected an mbox' in failure(desk, 66, 'import', 'mbox', folder)
    assert "found 'mobx', expected mbox, maildir or imap; did you mean 'mbox'?" in \
        failure(desk, 64, 'import', 'mobx', folder / 'zip')
    assert 'it needs mbox, maildir or imap' in failure(desk, 64, 'import')
    assert 'mbox takes one path' in failure(desk, 64, 'import', 'mbox')
    assert 'imap takes a mailbox and a folder' in failure(desk, 64, 'import', 'imap', 'support')
    assert "there is no mailbox 'nobody'" in failure(desk, 64, 'import', 'imap', 'nobody', 'Oud')
    assert 'is a Maildir: casegate import maildir' in failure(desk, 64, 'import', 'imap', 'support', 'Oud')
    assert desk.gateway.mails() == []


def test_what_is_refused_is_named_with_its_place(folder_desk, folder):
    """Nothing between two lines, a mail that nobody can read, and one that is too large; the others are taken."""
    desk = folder_desk()
    deep = b''.join(b'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' % (i, i) for i in range(3))
    good = (NOW - DAY, old('goed', desk.address))
    file = mbox(folder / 'archive.mbox', [good])
    with open(file, 'ab') as more:
        more.write(from_line(NOW - DAY))
        more.write(from_line(NOW - DAY) + b'From: groot@klant.example\nSubject: groot\nMessage-ID: <groot@oud.example>\n'
                   + deep + b'x' * (41 << 20) + b'\n\n')
        more.write(from_line(NOW - DAY) + old('laatste', desk.address).replace(b'\r\n', b'\n') + b'\n')
    out = desk.gateway.say('import', 'mbox', file, code=65)
    line = len(good[1].splitlines()) + 3
    assert '3 mails\n  3 are closed cases now\n  1 refused:\n' in out
    assert f'{file}:{line}: found no mail, expected one between two lines' in out
    large = next(mail for mail in desk.gateway.mails() if mail['subject'] == 'groot')
    assert large['header_only'] if 'header_only' in large else True
    assert large['size'] > 40 << 20


def test_a_bar_on_a_terminal(folder_desk, folder):
    desk = folder_desk()
    file = mbox(folder / 'archive.mbox', many(300, desk.address))
    ours, theirs = pty.openpty()
    with subprocess.Popen(desk.gateway.argv('import', 'mbox', file), stdout=subprocess.DEVNULL, stderr=theirs) as running:
        os.close(theirs)
        shown = b''
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass
        assert running.wait(stretched()) == 0
    os.close(ours)
    assert b'[####' in shown and shown.count(b'\r') <= 102 and shown.endswith(b'\r\x1b[K'), shown[-200:]
