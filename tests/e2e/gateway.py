# SPDX-License-Identifier: Apache-2.0
"""The program under test: its configuration, its life and death, its commands."""
import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import processes
from processes import eventually, stretched


class Failed(AssertionError):
    """A command ended with another exit code than was wanted."""

    def __init__(self, argv, done):
        self.code = done.returncode
        self.stderr = done.stderr.decode(errors='replace')
        super().__init__(f"{' '.join(argv[1:])}: exit {self.code}\n{self.stderr}")


class Gateway:
    """configuration: a dictionary (JSON is YAML), or the text of a casegate.yaml."""

    def __init__(self, program, folder, configuration):
        self.program = str(program)
        if not os.access(self.program, os.X_OK):
            raise RuntimeError(f'{self.program} is not there: run ./quickstart test, or make')
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / 'casegate.yaml'
        self.state = self.folder / 'state'
        self.state.mkdir(mode=0o700, exist_ok=True)
        self.log_file = self.folder / 'log'
        self.process = None
        self.configure(configuration)

    def configure(self, configuration):
        if not isinstance(configuration, str):
            configuration = json.dumps(configuration, indent=2, ensure_ascii=False)
        self.config.write_text(configuration + '\n')

    # its life

    def start(self, ready=True, **environment):
        """Returns when it told (as to systemd) that it is ready, or at once where nobody waits for that."""
        assert self.process is None, 'it runs already'
        notify = self.folder / 'notify'
        notify.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(str(notify))
            listener.setblocking(False)
            self.process = processes.start(
                self.argv('run'), self.log_file,
                env={**os.environ, 'NOTIFY_SOCKET': str(notify), **environment})
            if ready:
                eventually(lambda: self._is_ready(listener), 'READY=1 from casegate run')
        return self

    def _is_ready(self, listener):
        if self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            raise RuntimeError(f'casegate run ended with {code}:\n{self.log()}')
        try:
            return b'READY=1' in listener.recv(4096)
        except BlockingIOError:
            return False

    def stop(self):
        """SIGTERM: it must end well, and within five seconds of an idle machine."""
        if self.process is None:
            return
        process, self.process = self.process, None
        workers = processes.descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(stretched(5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f'casegate run did not end in time after SIGTERM\n{self.log()[-3000:]}')
        assert code == 0, f'casegate run ended with {code}\n{self.log()[-3000:]}'
        eventually(lambda: not any(map(processes.alive, workers)), 'workers that died with the gateway', patience=5)
        processes.reap()

    def kill(self):
        """kill -9, and its workers must not outlive it."""
        process, self.process = self.process, None
        workers = processes.descendants(process.pid)
        process.kill()
        process.wait()
        eventually(lambda: not any(map(processes.alive, workers)), 'workers that died with the gateway', patience=5)
        processes.reap()

    def end(self):
        """For the end of a test, whatever became of it."""
        if self.process is not None:
            processes.end_all([self.process.pid, *processes.descendants(self.process.pid)])
            self.process.wait()
            self.process = None
        processes.reap()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def workers(self, name=None):
        """Process ids of its children, all or those of one worker ("read", "fetch-imap", ...)."""
        found = []
        for pid in processes.children(self.process.pid):
            words = self.arguments(pid)
            if '--worker' in words and (name is None or words[words.index('--worker') + 1].startswith(name)):
                found.append(pid)
        return found

    @staticmethod
    def arguments(pid):
        try:
            return Path(f'/proc/{pid}/cmdline').read_bytes().decode().split('\0')[:-1]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def log(self):
        return self.log_file.read_text(errors='replace') if self.log_file.exists() else ''

    # its commands

    def argv(self, *words):
        command, *rest = words
        return [self.program, command, '--config', str(self.config), '--state', str(self.state), *map(str, rest)]

    def run(self, *words, input=None, code=None):
        """What a command printed, as bytes; its exit code must be `code`, or say that it was done."""
        argv = self.argv(*words)
        done = subprocess.run(argv, input=b'' if input is None else input, capture_output=True, timeout=stretched())
        well = {0, 1, 3} if words[0] == 'status' and done.stdout else {0}  # what is not well is told, too
        if done.returncode not in (well if code is None else {code}):
            raise Failed(argv, done)
        self.stderr = done.stderr.decode(errors='replace')
        return done.stdout

    def say(self, *words, **more):
        return self.run(*words, **more).decode()

    def json(self, *words):
        return json.loads(self.run(*words, '--json'))

    def cases(self):
        """Oldest first."""
        return sorted(self.json('case', 'list', '--limit', '1000000'), key=lambda case: case['number'])

    def case(self, number):
        return self.json('case', 'show', number)

    def mails(self):
        """Oldest first."""
        return sorted(self.json('mail', 'list'), key=lambda mail: mail['id'])
