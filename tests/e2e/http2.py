# SPDX-License-Identifier: Apache-2.0
"""nghttpx before a server that speaks HTTP/1.1 only: to its clients it offers HTTP/2, as ServiceNow's instances may."""
from datetime import datetime, timedelta
from typing import NamedTuple

from processes import end_all, eventually, free_port, listens, require, start

FORMAT = '$alpn $remote_port $time_iso8601 $request_time $method $path'


class Served(NamedTuple):
    protocol: str
    connection: str
    began: datetime
    ended: datetime
    what: str


class Http2:
    def __init__(self, folder, certificate, behind):
        self.folder, self.port = folder, free_port()
        self.process = start([
            require('nghttpx', 'nghttp2-proxy'), '--conf=/dev/null', '--workers=1', '--errorlog-file=/dev/stderr',
            f'--frontend=127.0.0.1,{self.port}', f'--backend=127.0.0.1,{behind}',
            f'--accesslog-file={folder}/access', f'--accesslog-format={FORMAT}',
            str(certificate.key), str(certificate.file)], folder / 'nghttpx')
        eventually(self._ready, f'nghttpx that listens; its log is {folder}/nghttpx')
        self.url = f'https://localhost:{self.port}'

    def _ready(self):
        if self.process.poll() is not None:
            raise RuntimeError('nghttpx did not start: ' + (self.folder / 'nghttpx').read_text())
        return listens(self.port)

    def served(self, count):
        """What it answered, when that is so much at least."""
        def lines():
            found = (self.folder / 'access').read_text().splitlines()
            return found if len(found) >= count else None
        return [_read(line) for line in eventually(lines, f'{count} requests in the log of nghttpx')]

    def stop(self):
        end_all([self.process.pid])
        self.process.wait()


def _read(line):
    protocol, connection, ended, took, what = line.split(' ', 4)
    end = datetime.fromisoformat(ended.replace('Z', '+00:00'))
    return Served(protocol, connection, end - timedelta(seconds=float(took)), end, what)


def most_at_once(served):
    """Of how many the time between question and answer has a moment in common."""
    return max(sum(other.began <= one.began < other.ended for other in served) for one in served)
