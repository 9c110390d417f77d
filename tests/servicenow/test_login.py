# SPDX-License-Identifier: Apache-2.0
"""OAuth, Basic and API keys as documented."""
import base64
from urllib.parse import urlencode

import pytest

from servicenow.client import CASES


def credentials(double, **more):
    return {'grant_type': 'client_credentials', 'client_id': double.client_id, 'client_secret': double.client_secret, **more}


def test_client_credentials(double, call):
    answer = call.token(**credentials(double))
    assert answer.status == 200
    assert set(answer.json) == {'access_token', 'scope', 'token_type', 'expires_in'}
    assert (answer.json['scope'], answer.json['token_type']) == ('useraccount', 'Bearer')
    assert 1798 <= answer.json['expires_in'] <= 1800
    double.clock(forward=600)
    again = call.token(**credentials(double))
    assert again.json['access_token'] == answer.json['access_token'] and again.json['expires_in'] <= 1200
    call.login = f"Bearer {answer.json['access_token']}"
    assert call('GET', CASES).status == 200
    double.clock(forward=1200)
    refused = call('GET', CASES)
    assert refused.status == 401 and refused.headers['WWW-Authenticate'] == 'Basic realm="Service-now"'
    assert refused.json == {'error': {'message': 'User Not Authenticated', 'detail': 'Required to provide Auth information'},
                            'status': 'failure'}
    assert call.token(**credentials(double)).json['access_token'] != answer.json['access_token']


def test_password_and_refresh(double, call):
    form = credentials(double, grant_type='password', username=double.user, password=double.password)
    first = call.token(**form).json
    assert set(first) == {'access_token', 'scope', 'token_type', 'expires_in', 'refresh_token'}
    double.expire_tokens()
    second = call.token(**credentials(double, grant_type='refresh_token', refresh_token=first['refresh_token'])).json
    assert second['access_token'] != first['access_token']
    call.login = f"Bearer {second['access_token']}"
    assert call('GET', CASES).status == 200
    double.clock(forward=8640001)
    assert call.token(**credentials(double, grant_type='refresh_token',
                                    refresh_token=first['refresh_token'])).status == 401


@pytest.mark.parametrize('switch, form', [
    ({}, {'client_secret': 'wrong'}), ({}, {'client_id': 'other'}), ({}, {'grant_type': 'implicit'}),
    ({'client_credentials': False}, {}), ({'client_user': False}, {}),
    ({'password_grant': False}, {'grant_type': 'password', 'username': 'casegate', 'password': 'api secret'}),
    ({}, {'grant_type': 'password', 'username': 'casegate', 'password': 'wrong'})])
def test_token_refused(double, call, switch, form):
    double.switch(**switch)
    answer = call.token(**credentials(double, **form))
    assert answer.status == 401
    assert answer.json == ({'error_description': 'integration user is not configured', 'error': 'unauthorized_client'}
                           if 'client_user' in switch else {'error_description': 'access_denied', 'error': 'server_error'})


def test_token_only_by_a_form(double, call):
    assert call('POST', '/oauth_token.do', credentials(double)).status == 401
    assert call('POST', '/oauth_token.do?' + urlencode(credentials(double)), '',
                {'Content-Type': 'application/x-www-form-urlencoded'}).status == 401
    assert [sin['sin'] for sin in double.sins()] == ['token asked for without a form', 'OAuth parameters in the URL']
    double.switch(post_body_only=False)
    assert call('POST', '/oauth_token.do?x=1', urlencode(credentials(double)),
                {'Content-Type': 'application/x-www-form-urlencoded'}).status == 200


def test_token_lifetime(double, call):
    double.switch(token_lifetime_s=60)
    assert call.token(**credentials(double)).json['expires_in'] <= 60


def test_basic_and_api_key(double, call):
    assert call('GET', CASES).status == 200
    double.switch(mfa=True)
    assert call('GET', CASES).headers['X-MFA_TOKEN'] == 'invalid'
    double.switch(mfa=False, basic=False)
    assert call('GET', CASES).status == 401
    key = {'Authorization': None, 'x-sn-apikey': double.api_key}
    assert call('GET', CASES, headers=key).status == 200
    double.switch(api_keys=False)
    assert call('GET', CASES, headers=key).status == 401
    double.switch(basic=True)
    call.login = 'Basic ' + base64.b64encode(b'casegate:wrong').decode()
    assert call('GET', CASES).status == 401
    double.login(password='wrong')
    assert call('GET', CASES).status == 200
