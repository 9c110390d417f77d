# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 over TLS and in the clear: connections that stay open, one thread each, and the faults of the way."""
import gzip
import itertools
import json
import select
import socket
import ssl
import threading
import time
import traceback
from urllib.parse import parse_qsl, unquote, urlsplit

from servicenow import api, control
from servicenow.instance import LOGGED, Instance
from servicenow.rest import Answer
from servicenow.switches import BROKEN, HTML, LIMITED

JSON = 'application/json;charset=UTF-8'
REASONS = {200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 302: 'Found', 400: 'Bad Request',
           401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable',
           415: 'Unsupported Media Type', 429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway',
           503: 'Service Unavailable'}
ELSEWHERE = '/_elsewhere'


class Cut(Exception):
    """The connection ends here."""


class Request:
    def __init__(self, method, target, headers, body, base):
        parts = urlsplit(target)
        self.method, self.path, self.raw = method, unquote(parts.path), parts.query
        self.params = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.headers, self.body, self.base = headers, body, base
        self.dropped = []
        self.version = self.fault = self.transaction = None


class Server:
    """Listens on two loopback ports: for the API by TLS, and in the clear for the API and for control."""

    def __init__(self, port=0, plain_port=0, certificate=None, key=None):
        self.instance = Instance()
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
            self.tls.set_alpn_protocols(['http/1.1'])
            self.tls.load_cert_chain(certificate, key)
        self.peers = set()
        self.connections = itertools.count(1)
        self.up_or_down = threading.Lock()
        self.plain = self._listen(plain_port, None)
        self.plain_port = self.plain.getsockname()[1]
        self.listener = self._listen(port, self.tls) if self.tls else None
        self.port = self.listener.getsockname()[1] if self.tls else self.plain_port

    def _listen(self, port, tls):
        listener = socket.create_server(('127.0.0.1', port), backlog=128)
        threading.Thread(target=self._accept, args=(listener, tls), daemon=True).start()
        return listener

    def _accept(self, listener, tls):
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer, tls), daemon=True).start()

    def down(self):
        """Nobody answers at the port of TLS any more, and its connections end."""
        with self.up_or_down:
            if self.listener:
                self.listener.shutdown(socket.SHUT_RDWR)
                self.listener.close()
                self.listener = None
            for peer in list(self.peers):
                _end(peer)

    def up(self):
        with self.up_or_down:
            if not self.listener and self.tls:
                self.listener = self._listen(self.port, self.tls)

    def _serve(self, peer, tls):
        try:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls:
                peer = tls.wrap_socket(peer, server_side=True, do_handshake_on_connect=False)
                with self.up_or_down:
                    if not self.listener:  # it was accepted, and then nobody was there any more
                        return
                    self.peers.add(peer)
                peer.do_handshake()
            Connection(self, peer, bool(tls)).serve()
        except (OSError, ValueError, Cut):
            pass
        finally:
            self.peers.discard(peer)
            _end(peer)


def _end(peer):
    try:
        socket.socket.shutdown(peer, socket.SHUT_RDWR)
    except OSError:
        pass
    try:
        peer.close()
    except OSError:
        pass


class Connection:
    def __init__(self, server, peer, secure):
        self.server, self.instance, self.peer = server, server.instance, peer
        self.switches = server.instance.switches
        self.input = peer.makefile('rb', 65536)
        self.secure = secure
        self.number = next(server.connections)

    def serve(self):
        answered = 0
        while True:
            request = self._read()
            if not request:
                return
            if request.path.startswith('/_double/') and not self.secure:
                self._control(request)
            else:
                self._answer(request)
            answered += 1
            if answered == self.switches.per_connection or request.headers.get('connection', '').lower() == 'close':
                return

    # Reading

    def _read(self):
        line = self.input.readline(65537)
        if not line.endswith(b'\n') or len(line.split()) != 3:
            return None
        method, target, _ = line.decode('latin-1').split()
        headers = {}
        while True:
            line = self.input.readline(65537)
            if line in (b'\r\n', b'\n'):
                break
            if not line:
                return None
            name, _, value = line.decode('latin-1').partition(':')
            headers[name.strip().lower()] = value.strip()
        if headers.get('expect', '').lower() == '100-continue':
            self.peer.sendall(b'HTTP/1.1 100 Continue\r\n\r\n')
        scheme = 'https' if self.secure else 'http'
        base = f"{scheme}://{headers.get('host', '127.0.0.1')}"
        return Request(method, target, headers, self._body(headers), base)

    def _body(self, headers):
        if headers.get('transfer-encoding', '').lower() != 'chunked':
            return self._exactly(int(headers.get('content-length', 0)))
        body = bytearray()
        while True:
            size = int(self.input.readline().split(b';')[0], 16)
            body += self._exactly(size)
            self.input.readline()
            if not size:
                return bytes(body)

    def _exactly(self, size):
        body = self.input.read(size) if size else b''
        if len(body) != size:
            raise Cut
        return body

    # Control

    def _control(self, request):
        try:
            arguments = json.loads(request.body or b'{}')
        except ValueError as error:
            return self._send(request, 400, {'error': str(error)}, {})
        if request.path in ('/_double/down', '/_double/up'):
            getattr(self.server, request.path.rpartition('/')[2])()
            return self._send(request, 200, None, {})
        with self.instance.lock:
            status, answer = control.do(self.instance, request.path, arguments)
            content = json.dumps(answer).encode()
        return self._send(request, status, content, {'Content-Type': JSON})

    # Answering

    def _answer(self, request):
        instance, switches = self.instance, self.switches
        with instance.lock:
            instance.transactions += 1
            request.transaction = f'{instance.transactions:012x}'
            fault = None
            if not switches.hibernating and not request.path.startswith(ELSEWHERE):
                fault = switches.take(request)
            request.fault = fault and fault.name
            entry = self._begin_entry(request)
            early = self._early(request)
        if switches.latency_ms:
            time.sleep(switches.latency_ms / 1000)
        if fault:
            answer = self._with_fault(request, fault, entry)
        else:
            answer = early or self._done(request)
        self._end_entry(entry, request, answer.status, answer.content)
        headers = {**self._headers(request, answer), **answer.headers}
        cut = bool(fault) and fault.name == 'cut_within'
        self._send(request, answer.status, answer.content, headers, cut)

    def _done(self, request):
        with self.instance.lock:
            try:
                answer = api.answer(self.instance, request)
            except Exception:  # a fault of the stand-in itself: seen by whoever tests, and in the client's log
                traceback.print_exc()
                self.instance.sin(request, 'the stand-in is broken', traceback.format_exc())
                return Answer(500, content=BROKEN)
            if request.method == 'GET':
                self.instance.read()
            return answer

    def _early(self, request):
        """What is answered before anything is asked: asleep, elsewhere, too much."""
        instance = self.instance
        if request.path.startswith(ELSEWHERE):
            instance.sin(request, 'redirect followed', request.base)
            return Answer(200, content=(HTML % ('Elsewhere', 'Elsewhere')).encode(), type='text/html')
        if self.switches.hibernating:
            return Answer(200, content=(HTML % ('Hibernating', 'Your instance is hibernating')).encode(),
                          type='text/html;charset=UTF-8')
        if request.headers.get('cookie'):
            instance.sin(request, 'cookie', request.headers['cookie'])
            session = request.headers['cookie'].partition('JSESSIONID=')[2].partition(';')[0]
            instance.sessions[session] = instance.sessions.get(session, 0) + 1
            if instance.sessions[session] >= self.switches.session_limit:
                return Answer(202, content=b'', type='text/html')
        return self._limited(request)

    def _limited(self, request):
        limit = self.switches.rate_per_hour
        if not limit:
            return None
        hour = int(self.instance.clock.time()) // 3600
        count = self.instance.hour[1] + 1 if self.instance.hour[0] == hour else 1
        self.instance.hour = hour, count
        if count <= limit:
            return None
        left = (hour + 1) * 3600 - int(self.instance.clock.time())
        return Answer(429, content=LIMITED, headers={'Retry-After': str(left)})

    def _with_fault(self, request, fault, entry):
        given = fault.answer()
        if fault.name == 'redirect' and 'location' not in fault.more:
            given[2]['Location'] = f'http://127.0.0.1:{self.server.plain_port}{ELSEWHERE}{request.path}'
        if given:
            status, body, headers = given
            html = isinstance(body, str)
            return Answer(status, content=body.encode() if html else body, headers=headers,
                          type='text/html;charset=UTF-8' if html else None)
        return getattr(self, f'_{fault.name}')(request, fault, entry)

    def _cut_before(self, request, fault, entry):
        self._end_entry(entry, request, None, None)
        raise Cut

    def _cut_after(self, request, fault, entry):
        answer = self._done(request)
        self._end_entry(entry, request, None, None, f'cut; it would have been {answer.status}')
        raise Cut

    def _cut_within(self, request, fault, entry):
        return self._done(request)

    def _commit_late(self, request, fault, entry):
        instance = self.instance
        try:
            key = json.loads(request.body or b'{}').get('correlation_id')
        except (ValueError, AttributeError):
            key = None
        if 'seconds' in fault.more:
            timer = threading.Timer(fault.more['seconds'] * self.switches.scale, self._done, (request,))
            timer.daemon = True
            timer.start()
        else:
            with instance.lock:
                instance.pending.append((key, lambda: api.answer(instance, request)))
        self._end_entry(entry, request, None, None, 'cut; done later')
        raise Cut

    def _hang(self, request, fault, entry):
        end = time.monotonic() + fault.more.get('seconds', 3600) * self.switches.scale
        while time.monotonic() < end and not select.select([self.peer], [], [], 0.05)[0]:
            pass
        return self._cut_before(request, fault, entry)

    def _slow(self, request, fault, entry):
        quota = self.switches.script_quota_s if request.path.startswith('/api/sn_') else self.switches.table_quota_s
        work = fault.more.get('seconds', 1)
        time.sleep(min(work, quota) * self.switches.scale)
        if work <= quota:
            return self._done(request)
        return Answer(500, content={'error': {
            'message': 'Transaction cancelled: maximum execution time exceeded', 'detail': 'maximum execution time '
            'exceeded Check logs for error trace or enable glide.rest.debug property to verify REST request processing'},
            'status': 'failure'})

    def _deed(self, request, fault, entry):
        with self.instance.lock:
            arguments = {name: value for name, value in fault.more.items() if name != 'deed'}
            status, told = control.do(self.instance, f"/_double/agent/{fault.more['deed']}", arguments)
            entry['deed'] = told if status != 200 else fault.more['deed']
        return self._done(request)

    # The log

    def _begin_entry(self, request):
        kept = ('accept', 'content-type', 'content-length', 'cookie', 'user-agent', 'host', 'x-no-response-body')
        entry = {'n': len(self.instance.log), 'at': self.instance.clock.now(), 'method': request.method,
                 'path': request.path, 'query': dict(request.params), 'transaction': request.transaction,
                 'headers': {name: request.headers[name] for name in kept if name in request.headers},
                 'login': request.headers.get('authorization', '').partition(' ')[0], 'secure': self.secure,
                 'connection': self.number, 'body': _logged(request.body), 'status': None, 'answer': None,
                 'dropped': request.dropped, 'fault': request.fault, 'done': False}
        self.instance.log.append(entry)
        return entry

    def _end_entry(self, entry, request, status, content, note=None):
        with self.instance.lock:
            entry.update(status=status, done=True,
                         answer=note or (_logged(content) if isinstance(content, bytes) else content))

    def _headers(self, request, answer):
        headers = {'X-Transaction-ID': request.transaction, 'Content-Type': answer.type or JSON,
                   'Cache-Control': 'no-cache,no-store,must-revalidate,max-age=-1', 'Server': 'ServiceNow',
                   'Pragma': 'no-store,no-cache'}
        if answer.status != 401:
            headers['X-Is-Logged-In'] = 'true'
        if not request.headers.get('cookie'):
            headers['Set-Cookie'] = f'JSESSIONID={request.transaction}; Path=/; HttpOnly; SameSite=None; Secure'
        if self.switches.rate_per_hour:
            hour = int(self.instance.clock.time()) // 3600
            headers.update({'X-RateLimit-Limit': str(self.switches.rate_per_hour),
                            'X-RateLimit-Reset': str((hour + 1) * 3600), 'X-RateLimit-Rule': 'a' * 32})
        return headers

    # Sending

    def _send(self, request, status, content, headers, cut=False):
        if content is None:
            content = b''
        elif not isinstance(content, bytes):
            # what was cut within a character is an escape, as Java has it
            content = json.dumps(content, ensure_ascii=False).encode('utf-8', 'backslashreplace')
        if status == 204:
            headers.pop('Content-Type', None)
        if content and self.switches.gzip and 'gzip' in request.headers.get('accept-encoding', ''):
            content = gzip.compress(content, 1)
            headers['Content-Encoding'] = 'gzip'
        chunked = self.switches.chunked and content and headers.get('Content-Type') == JSON
        if chunked:
            headers['Transfer-Encoding'] = 'chunked'
            content = b'%x\r\n%s\r\n0\r\n\r\n' % (len(content), content)
        elif status != 204:
            headers['Content-Length'] = str(len(content))
        head = f'HTTP/1.1 {status} {REASONS.get(status, "Unknown")}\r\n' + ''.join(
            f'{name}: {value}\r\n' for name, value in headers.items()) + '\r\n'
        if cut:
            self.peer.sendall(head.encode('utf-8') + content[:len(content) // 2])
            raise Cut
        self.peer.sendall(head.encode('utf-8') + content)


def _logged(body):
    text = body[:LOGGED].decode('utf-8', 'replace')
    return text if len(body) <= LOGGED else f'{text}... ({len(body)} bytes)'
