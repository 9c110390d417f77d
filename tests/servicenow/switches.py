# SPDX-License-Identifier: Apache-2.0
"""What can be set of the stand-in: switches hold until set otherwise, faults for the next so many requests."""
import re

# name: (what it is at the start, what it does)
SWITCHES = {
    # answers
    'latency_ms': (0, 'each answer comes so much later'),
    'scale': (1.0, 'a second of what a fault says to last takes so many real ones'),
    'gzip': (True, 'answers are compressed for who accepts it'),
    'chunked': (True, 'answers come in chunks, without a Content-Length'),
    'hibernating': (False, 'everything is answered by an HTML page with 200'),
    'put_status': (201, 'of the Case API: 201 as documented, or 200'),
    'negative_prev': (True, 'the first page has a prev link with a negative offset'),
    'null_detail': (False, 'errors have a detail of null'),
    'per_connection': (0, 'a connection ends without notice after so many answers (0: it does not)'),
    'session_limit': (10, 'so many requests are done in one session (cookie); more are answered 202 and not done'),
    'table_quota_s': (60, 'work of the Table and Attachment API is cancelled after so long'),
    'script_quota_s': (300, 'work of scripted APIs, as that of cases, is cancelled after so long'),
    'max_body': (10485760, 'larger JSON is refused'),
    'rate_per_hour': (0, 'so many requests an hour; more are answered 429 (0: no rule)'),
    # login
    'token_lifetime_s': (1800, 'access tokens live so long'),
    'client_credentials': (True, 'glide.oauth.inbound.client.credential.grant_type.enabled'),
    'client_user': (True, 'the OAuth application has a user'),
    'password_grant': (True, 'the opposite of glide.oauth.inbound.ropc.grant_type.disabled'),
    'post_body_only': (True, 'glide.oauth.allow.parameters.in.post.body.only'),
    'basic': (True, 'Basic login is taken'),
    'mfa': (False, 'Basic login lacks a one-time password: 401 with X-MFA_TOKEN'),
    'api_keys': (True, 'the header x-sn-apikey is taken'),
    # rights
    'external': (False, 'the API account has a customer\'s role instead of csm_ws_integration: fields are limited'),
    'forbidden': ([], 'tables that may not be read: 403'),
    'empty': ([], 'tables that read as empty: 200 []'),
    'read_only': ([], 'tables that may not be written: 403'),
    'journal_acl': (False, 'sys_journal_field reads as empty'),
    'activities_acl': (False, 'activities have no entries'),
    'properties_readable': (True, 'sys_properties may be read'),
    'hidden': ([], 'numbers or sys_ids that are taken out of pages after the limit'),
    # queries
    'no_rows_on_invalid_query': (False, 'glide.invalid_query.returns_no_rows'),
    'forgotten_fields': ([], 'conditions on these fields are left out without a word'),
    'fold_case': (False, 'values of queries match in large and small letters alike'),
    'local_dates': (0, 'minutes that date-times in queries, and displayed ones, are ahead of UTC'),
    'show_late': (0, 'a change of a case is not seen by the next so many queries, and has its old stamp then'),
    # cases
    'number_prefix': ('CS', 'what numbers of cases begin with'),
    'number_digits': (7, 'how many digits they have'),
    'closed_is_final': (True, 'a closed case is not updated: 403'),
    'post_work_notes': (False, 'POST keeps work_notes'),
    'truncate': (True, 'what is too long for its field is cut'),
    'data_policy': (True, 'a case is resolved only with resolution_code and close_notes'),
    'comment_reopens': (False, 'a comment of the API account opens a case that awaits info'),
    'raw_watch_list': (True, 'the watch list keeps mail addresses'),
    'rich_text': ('', 'what agents say is HTML: "code": between [code] and [/code], "html": alone'),
    'newest_first': (True, 'activities begin with the newest'),
    'own_letters': (True, 'ServiceNow itself sends mail of comments and resolutions'),
    'auto_close': (False, 'the flow that closes resolved cases is active'),
    # attachments
    'attachment_hashes': (True, 'attachments have a hash'),
    'attachment_extensions': ('', 'glide.attachment.extensions: others are refused, if it says any'),
    'attachment_touches': (False, 'a file that is attached updates the case\'s stamp too'),
    'attachment_max': (1073741824, 'com.glide.attachment.max_size, in bytes'),
}

REALM = 'Basic realm="Service-now"'
HTML = '<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>'
ACL = {'error': {'message': 'Operation Failed',
                 'detail': 'ACL Exception Update Failed due to security constraints'}, 'status': 'failure'}
LIMITED = {'error': {'message': 'Rate limit exceeded',
                     'detail': 'Rate limit of 100 requests per hour for Table API exceeded'}, 'status': 'failure'}
OAUTH = {'error_description': 'access_denied', 'error': 'server_error'}
BROKEN = {'error': {'message': 'java.lang.NullPointerException', 'detail': None}, 'status': 'failure'}
UNKNOWN = {'error': {'message': 'User Not Authenticated', 'detail': 'Required to provide Auth information'},
           'status': 'failure'}

# name: (what it does, and what is answered instead of doing what was asked: status and body)
FAULTS = {
    'cut_before': ('the connection ends, nothing was done', None),
    'cut_after': ('it was done, the connection ends without an answer', None),
    'cut_within': ('it was done, the connection ends within the answer', None),
    'commit_late': ('the connection ends; it is done after the next look-up of its key that finds nothing (what has no key, '
                    'after the next GET), or after so many seconds=', None),
    'hang': ('no answer and nothing done until the client goes, or for so many seconds=', None),
    'slow': ('it takes so many seconds=, and is done also when the client went; over the quota it is cancelled: 500', None),
    'deed': ('an agent does a deed just before: deed=close case=CS0001001', None),
    'answer': ('any answer: status= content= (JSON, or HTML as text) headers=', (200, '')),
    'rate_limited': ('429, with a Retry-After if retry_after= says so', (429, LIMITED)),
    'queued': ('202: the queue of the session is full', (202, '')),
    'unauthorized': ('401', (401, UNKNOWN)),
    'oauth_shape': ('401 as the token endpoint has it', (401, OAUTH)),
    'forbidden': ('403', (403, ACL)),
    'server_error': ('500', (500, BROKEN)),
    'html': ('200 with a login page', (200, HTML % ('Log in', 'Log in'))),
    'bad_gateway': ('502 with an HTML page', (502, HTML % ('502', 'Bad Gateway'))),
    'unavailable': ('503 with an HTML page', (503, HTML % ('503', 'Service Unavailable'))),
    'redirect': ('302 to location=, or to this machine by plain http', (302, '')),
}


class Fault:
    def __init__(self, name, method='', path='', body='', times=1, skip=0, **more):
        """For requests whose method, path with query and body these patterns find; times=0: until cleared."""
        if name not in FAULTS:
            raise ValueError(f'no such fault: {name}; there are {", ".join(sorted(FAULTS))}')
        self.name, self.times, self.skip, self.more = name, times, skip, more
        self.patterns = [re.compile(pattern) for pattern in (method, path, body)]
        self.forever = times == 0

    def takes(self, request):
        method, path, body = self.patterns
        where = f'{request.path}?{request.raw}' if request.raw else request.path
        if not method.search(request.method) or not path.search(where):
            return False
        if body.pattern and not body.search(request.body.decode('utf-8', 'replace')):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True

    def over(self):
        return not self.forever and self.times <= 0

    def answer(self):
        """(status, body, headers) instead of what was asked for, or None."""
        if not FAULTS[self.name][1]:
            return None
        status, body = FAULTS[self.name][1]
        headers = {**({'WWW-Authenticate': REALM} if status == 401 else {}), **self.more.get('headers', {})}
        if 'retry_after' in self.more:
            headers['Retry-After'] = str(self.more['retry_after'])
        if 'location' in self.more:
            headers['Location'] = self.more['location']
        return self.more.get('status', status), self.more.get('content', body), headers

    def told(self):
        return {'name': self.name, 'method': self.patterns[0].pattern, 'path': self.patterns[1].pattern,
                'body': self.patterns[2].pattern, 'times': self.times, 'skip': self.skip, **self.more}


class Switches:
    def __init__(self):
        self.values = {}
        self.faults = []
        self.reset()

    def __getattr__(self, name):
        try:
            return self.__dict__['values'][name]
        except KeyError:
            raise AttributeError(name) from None

    def reset(self):
        self.values = {name: start for name, (start, _) in SWITCHES.items()}
        self.faults = []

    def set(self, **values):
        for name, value in values.items():
            if name not in SWITCHES:
                raise ValueError(f'no such switch: {name}; there are {", ".join(sorted(SWITCHES))}')
            start = SWITCHES[name][0]
            if isinstance(start, float) and isinstance(value, int):
                value = float(value)
            if type(value) is not type(start):
                raise ValueError(f'{name} is {type(start).__name__}, not {value!r}')
            self.values[name] = value

    def take(self, request):
        """The first fault that is meant for this request, counted; or None."""
        for fault in self.faults:
            if fault.takes(request):
                if fault.over():
                    self.faults.remove(fault)
                return fault
        return None
