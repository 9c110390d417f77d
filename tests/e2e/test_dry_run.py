# SPDX-License-Identifier: Apache-2.0
"""`casegate run --dry-run`: each mail explained, and nothing changed, here or there."""
import signal
import subprocess

import processes
from processes import eventually, stretched


def everything(folder):
    """Names and bytes of all that lies below, but SQLite's index into its log, which holds nothing of its own."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob('*'))
            if file.is_file() and file.suffix != '.db-shm' and file.stat().st_size > 0}


class DryRun:
    def __init__(self, gateway):
        self.out = gateway.folder / 'dry-run'
        self.argv = gateway.argv('run', '--dry-run')

    def __enter__(self):
        self.process = processes.start(self.argv, self.out)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(stretched()) == 0

    def says(self, *words):
        def there():
            text = self.out.read_text()
            missing = [word for word in words if word not in text]
            assert not missing, f'{missing} not in:\n{text}'
            return text
        return eventually(there, 'what would become of the mails')


def test_nothing_changes_in_a_folder(folder_desk):
    desk = folder_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    letter = els.letter(0)
    desk.settled(1)
    desk.gateway.stop()
    els.send(els.answer(letter, 'Het is kamer B12.'))
    els.send(els.write('Printer kapot', 'De printer op de gang is kapot.'))
    inbox = desk.post.inboxes[desk.address].folder
    before = everything(inbox), everything(desk.gateway.state), everything(desk.post.out.folder)
    with DryRun(desk.gateway) as dry:
        dry.says('CS0000001', 'comment', 'open case', 'CS0000002', 'Printer kapot')
        els.send(els.write('Muis kapot', 'De muis ook.'))
        dry.says('Muis kapot', 'CS0000003')
    for file in list((inbox / 'new').iterdir()):
        if b'Muis kapot' in file.read_bytes():
            file.unlink()
    after = everything(inbox), everything(desk.gateway.state), everything(desk.post.out.folder)
    for one, other in zip(before, after):
        assert list(one) == list(other)
        assert one == other
    desk.start()
    els.letter(1)
    assert len(desk.gateway.cases()) == 2


def test_nothing_changes_on_a_server(server_desk):
    desk = server_desk()
    els = desk.customer(known=False)
    desk.post.dovecot.append(desk.address, els.write('Scherm is zwart', 'Mijn scherm blijft zwart.').as_bytes())
    folder = desk.post.dovecot.maildir(desk.address)
    names = sorted(path.name for path in folder.iterdir())
    with DryRun(desk.gateway) as dry:
        dry.says('Scherm is zwart', 'open case')
        desk.post.dovecot.append(desk.address, els.write('Printer kapot', 'Hij doet niets.').as_bytes())
        dry.says('Printer kapot')
    assert desk.post.dovecot.count(desk.address) == 2
    flags = [path.name for path in list((folder / 'cur').iterdir()) if not path.name.rpartition(':2,')[2] == '']
    assert flags == [], 'no mail is marked as seen'
    assert sorted(path.name for path in folder.iterdir() if 'Processed' in path.name) == [
        name for name in names if 'Processed' in name], 'no folder is made'
    assert els.letters() == []
    desk.start()
    desk.settled(2)


def test_beside_a_running_gateway_it_is_refused(folder_desk):
    desk = folder_desk().start()
    done = subprocess.run(desk.gateway.argv('run', '--dry-run'), capture_output=True, text=True,
                          timeout=stretched())
    assert done.returncode == 75
    assert 'a gateway runs: stop it first' in done.stderr
