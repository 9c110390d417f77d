# SPDX-License-Identifier: Apache-2.0
"""python3 tests/servicenow [--play]: see README.md"""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from servicenow import seed  # noqa: E402
from servicenow.server import Server  # noqa: E402


def make_certificate(folder):
    """A CA in ca.pem and a certificate of localhost in server.pem, server.key."""
    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], cwd=folder, check=True, capture_output=True)
    curve = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes')
    openssl('req', '-x509', *curve, '-days', '3650', '-subj', '/CN=ServiceNow stand-in CA', '-keyout', 'ca.key',
            '-out', 'ca.pem')
    openssl('req', *curve, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.req')
    (folder / 'server.ext').write_text('subjectAltName=DNS:localhost,IP:127.0.0.1\n')
    openssl('x509', '-req', '-in', 'server.req', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650',
            '-extfile', 'server.ext', '-out', 'server.pem')


def main():
    parser = argparse.ArgumentParser(prog='tests/servicenow', description='A stand-in for a ServiceNow instance.')
    parser.add_argument('--port', type=int, default=0, help='of HTTPS (0: a free one)')
    parser.add_argument('--plain-port', type=int, default=0, help='of HTTP and of control (0: a free one)')
    parser.add_argument('--port-file', type=Path, help='is written when it listens, as the first line of its output')
    parser.add_argument('--tls', type=Path, help='folder with ca.pem, server.pem, server.key; made if they are not there')
    parser.add_argument('--ca', type=Path, help='with --certificate and --key: others than in --tls')
    parser.add_argument('--certificate', type=Path)
    parser.add_argument('--key', type=Path)
    parser.add_argument('--until-eof', action='store_true', help='ends with its standard input')
    parser.add_argument('--play', action='store_true', help='a command line to play the agent')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='servicenow-') as folder:
        if not options.certificate:
            folder = options.tls or Path(folder)
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / 'server.pem').exists():
                make_certificate(folder)
            options.ca, options.certificate, options.key = (folder / name for name in ('ca.pem', 'server.pem', 'server.key'))
        serve(options)


def serve(options):
    server = Server(options.port, options.plain_port, options.certificate, options.key)
    where = {'url': f'https://localhost:{server.port}', 'port': server.port, 'plain_port': server.plain_port,
             'control': f'http://127.0.0.1:{server.plain_port}/_double', 'ca': str(Path(options.ca).resolve()),
             'client_id': seed.CLIENT, 'client_secret': seed.SECRET, 'user': seed.ACCOUNT, 'password': seed.PASSWORD,
             'api_key': seed.API_KEY, 'pid': os.getpid()}
    if options.port_file:
        new = options.port_file.with_suffix('.new')
        new.write_text(json.dumps(where) + '\n')
        new.rename(options.port_file)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if options.play:
        from servicenow.play import play
        return play(server, where)
    print(json.dumps(where), flush=True)
    if options.until_eof:
        sys.stdin.buffer.read()
    else:
        signal.pause()


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        pass
