# SPDX-License-Identifier: Apache-2.0
"""A client of the stand-in for its own tests."""
import base64
import gzip
import http.client
import json
import ssl
import time
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

CASE = 'sn_customerservice_case'
CASES = '/api/sn_customerservice/case'
TABLE = f'/api/now/table/{CASE}'


class Client:
    """A connection that stays open, with a Basic login unless told otherwise."""

    def __init__(self, double):
        self.double = double
        self.login = 'Basic ' + base64.b64encode(f'{double.user}:{double.password}'.encode()).decode()
        self.connection = http.client.HTTPSConnection(
            'localhost', double.port, timeout=20, context=ssl.create_default_context(cafile=double.ca))

    def __call__(self, method, path, body=None, headers=None, **parameters):
        if parameters:
            path += '?' + urlencode(parameters)
        all_headers = {'Accept': 'application/json', 'Authorization': self.login}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if method != 'GET':
            all_headers['Content-Type'] = 'application/json'
        all_headers.update(headers or {})
        self.connection.request(method, path, body, {k: v for k, v in all_headers.items() if v is not None})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.headers.get('Content-Encoding') == 'gzip':
            content = gzip.decompress(content)
        is_json = answer.headers.get('Content-Type', '').startswith('application/json')
        told = json.loads(content) if is_json and content else content
        return SimpleNamespace(status=answer.status, headers=answer.headers, content=content, json=told,
                               result=told.get('result') if isinstance(told, dict) else None)

    def token(self, **form):
        return self('POST', '/oauth_token.do', urlencode(form), {'Content-Type': 'application/x-www-form-urlencoded',
                                                                 'Authorization': None})


def cut(call, *arguments):
    with pytest.raises((http.client.HTTPException, OSError)):
        call(*arguments)
    call.connection.close()


def eventually(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
