# SPDX-License-Identifier: Apache-2.0
"""A small authorization server (RFC 6749, 7636, 8628), whose access tokens the Dovecot of the tests believes.

    with AuthorizationServer(dovecot, certificate=..., ca=...) as server:
        server.address = 'desk@desk.example'
        server.provider()               # for `oauth` in casegate.yaml
        server.next('slow_down', 503)   # what it answers to the next requests for a token, one each
        server.asked                    # [('device', {...}), ('refresh_token', {...}), ...] as they came

It gives each refresh token once: after that it is worth nothing."""
import base64
import hashlib
import http.server
import itertools
import json
import ssl
import threading
import urllib.parse

CLIENT = 'casegate of the tests'
SECRET = 'the secret of the client'
CODE = 'WDJB-MJHT'
HTML = b'<html><body>Our service is being improved.</body></html>'
PAD = 3000  # characters more than a token needs: Microsoft's are as long


class AuthorizationServer:
    def __init__(self, dovecot, certificate=None, ca=None, life=3600, secret=None):
        self.dovecot, self.life, self.secret = dovecot, life, secret
        self.address = None     # whose tokens it gives
        self.ca, self.certificate = ca, certificate
        self.asked = []
        self.answers = []       # of the next requests for a token
        self.device_answer = None
        self.interval = 1
        self.refresh = None     # the one that is good
        self.serial = itertools.count(1)
        self.lock = threading.Lock()
        self.let_go = threading.Event()
        self.challenges = {}    # code -> code_challenge, of who signed in with a browser

    def __enter__(self):
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers['Content-Length'])).decode()))
                server.answer(self, form)

            def log_message(self, *words):
                pass

        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.http.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate.file, self.certificate.key)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f'{"https" if self.certificate else "http"}://127.0.0.1:{self.http.server_port}'
        threading.Thread(target=self.http.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.let_go.set()
        self.http.shutdown()
        self.http.server_close()

    def provider(self, browser=False):
        begin = {'authorize_url': f'{self.url}/authorize'} if browser else {'device_url': f'{self.url}/device'}
        return {**begin, 'token_url': f'{self.url}/token', 'scope': 'mail offline_access'}

    def login(self, folder, browser=False):
        """The value of `oauth`, whose tokens are in a file in this folder."""
        more = {}
        if self.secret:
            file = folder / 'client-secret'
            file.write_text(self.secret + '\n')
            file.chmod(0o600)
            more['client_secret_file'] = str(file)
        if self.certificate:
            more['ca_file'] = str(self.ca)
        return {'provider': self.provider(browser), 'client_id': CLIENT, 'token_file': str(folder / 'oauth' / 'tokens'),
                **more}

    def next(self, *answers):
        with self.lock:
            self.answers += answers

    def count(self, grant):
        return sum(kind == grant for kind, _ in self.asked)

    def authorized(self, page, **more):
        """What the browser of who signed in at this page shows in its address line."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page).query))
        code = f'code-{next(self.serial)}'
        self.challenges[code] = query['code_challenge']
        back = {'state': query['state'], 'code': code, **more}
        return query['redirect_uri'] + '?' + urllib.parse.urlencode(back)

    def tokens(self):
        """A pair that is good from now on, and the only one."""
        with self.lock:
            return self._tokens()

    def _tokens(self):
        self.refresh = f'refresh-{next(self.serial)}'
        access = self.dovecot.token(self.address, self.life + 60, PAD)
        return {'access_token': access, 'refresh_token': self.refresh, 'expires_in': self.life, 'token_type': 'Bearer'}

    def answer(self, request, form):
        kind = 'device' if request.path == '/device' else form.get('grant_type', '').rpartition(':')[2]
        with self.lock:
            self.asked.append((kind, form))
            status, body = self._device() if kind == 'device' else self._token(kind, form)
        if body is None:
            self.let_go.wait()
            return
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        request.send_response(status)
        request.send_header('Content-Type', 'text/html' if body == HTML else 'application/json')
        request.send_header('Content-Length', str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _device(self):
        if self.device_answer is not None:
            return self.device_answer
        return 200, {'device_code': f'device-{next(self.serial)}', 'user_code': CODE, 'interval': self.interval,
                     'verification_uri': 'https://login.example/device', 'expires_in': 900}

    def _token(self, kind, form):
        if form.get('client_id') != CLIENT or form.get('client_secret') != self.secret:
            return 401, {'error': 'invalid_client', 'error_description': 'Who are you?'}
        forced = self.answers.pop(0) if self.answers else None
        if forced == 'hang':
            return 0, None
        if forced == 'html':
            return 200, HTML
        if isinstance(forced, int):
            return forced, HTML
        if forced:
            return 400, {'error': forced, 'error_description': f'AADSTS1: {forced}.\r\nTrace ID: 1'}
        if kind == 'refresh_token' and form['refresh_token'] != self.refresh:
            return 400, {'error': 'invalid_grant', 'error_description': f'The token was used before: {form["refresh_token"]}'}
        if kind == 'authorization_code' and not self._is_verified(form):
            return 400, {'error': 'invalid_grant', 'error_description': 'The code is none of ours.'}
        return 200, self._tokens()

    def _is_verified(self, form):
        digest = hashlib.sha256(form['code_verifier'].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b'=').decode()
        return self.challenges.pop(form['code'], None) == challenge
