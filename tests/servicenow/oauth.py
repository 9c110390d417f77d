# SPDX-License-Identifier: Apache-2.0
"""Who calls: the token endpoint, and the ways to log in of each request."""
import base64
import hashlib
from urllib.parse import parse_qsl

from servicenow.rest import Answer, Refused
from servicenow.switches import REALM

REFRESH_LIFETIME = 8640000


class Tokens:
    """Access tokens live by the instance's clock; who asks again gets the one that is alive."""

    def __init__(self, instance):
        self.instance = instance
        self.clients = {}   # client_id: (secret, user_name)
        self.passwords = {}  # user_name: password
        self.keys = {}      # API key: user_name
        self.access = {}    # token: (user_name, end)
        self.refresh = {}
        self.current = {}   # (client_id, user_name): token
        self.made = 0

    def _new(self):
        self.made += 1
        return hashlib.sha256(b'token %d' % self.made).hexdigest()

    def grant(self, client, user, with_refresh):
        now = self.instance.store.clock.time()
        token = self.current.get((client, user))
        if not token or self.access.get(token, ('', 0))[1] <= now + 1:
            token = self.current[client, user] = self._new()
            self.access[token] = user, now + self.instance.switches.token_lifetime_s
        answer = {'access_token': token, 'scope': 'useraccount', 'token_type': 'Bearer',
                  'expires_in': int(self.access[token][1] - now)}
        if with_refresh:
            answer['refresh_token'] = self._new()
            self.refresh[answer['refresh_token']] = client, user, now + REFRESH_LIFETIME
        return answer

    def expire(self):
        """All tokens end now, whatever was promised."""
        self.access.clear()
        self.current.clear()

    def user_of(self, token):
        user, end = self.access.get(token, (None, 0))
        return user if end > self.instance.store.clock.time() else None


def refused(description='access_denied', error='server_error'):
    return Answer(401, content={'error_description': description, 'error': error})


def post_token(instance, request):
    tokens, switches = instance.tokens, instance.switches
    if not request.headers.get('content-type', '').startswith('application/x-www-form-urlencoded'):
        instance.sin(request, 'token asked for without a form')
        return refused()
    if request.params and switches.post_body_only:
        instance.sin(request, 'OAuth parameters in the URL', ','.join(request.params))
        return refused()
    form = dict(parse_qsl(request.body.decode('utf-8', 'replace'), keep_blank_values=True))
    client = form.get('client_id', '')
    secret, client_user = tokens.clients.get(client, (None, None))
    if not secret or secret != form.get('client_secret'):
        return refused()
    grant = form.get('grant_type')
    if grant == 'client_credentials' and switches.client_credentials:
        if not switches.client_user:
            return refused('integration user is not configured', 'unauthorized_client')
        return Answer(200, content=tokens.grant(client, client_user, False))
    if grant == 'password' and switches.password_grant:
        user = instance.store.user(form.get('username', ''))
        if user and good_password(instance, user, form.get('password')) and user['web_service_access_only'] == 'false':
            return Answer(200, content=tokens.grant(client, user['user_name'], True))
    if grant == 'refresh_token':
        owner, user, end = tokens.refresh.get(form.get('refresh_token'), (None, None, 0))
        if owner == client and end > instance.store.clock.time():
            return Answer(200, content=tokens.grant(client, user, True))
    return refused()


def good_password(instance, user, password):
    known = instance.tokens.passwords.get(user['user_name'])
    return known is not None and known == password and user['active'] == 'true' and user['locked_out'] == 'false'


def logged_in(instance, request):
    """The user who calls; Refused when nobody does."""
    kind, _, value = request.headers.get('authorization', '').partition(' ')
    name = None
    if kind == 'Bearer':
        name = instance.tokens.user_of(value)
    elif kind == 'Basic':
        name = _basic(instance, value)
    key = request.headers.get('x-sn-apikey') or request.params.pop('x-sn-apikey', None)
    if key and instance.switches.api_keys:
        name = instance.tokens.keys.get(key)
    user = name and instance.store.user(name)
    if not user or user['active'] != 'true' or user['locked_out'] == 'true':
        raise Refused(401, 'User Not Authenticated', 'Required to provide Auth information',
                      {'WWW-Authenticate': REALM})
    return user


def _basic(instance, value):
    if not instance.switches.basic:
        return None
    if instance.switches.mfa:
        raise Refused(401, 'User Not Authenticated', 'Required to provide Auth information',
                      {'WWW-Authenticate': REALM, 'X-MFA_TOKEN': 'invalid'})
    try:
        name, _, password = base64.b64decode(value).decode().partition(':')
    except ValueError:
        return None
    user = instance.store.user(name)
    return name if user and good_password(instance, user, password) else None
