# SPDX-License-Identifier: Apache-2.0
"""Another client that knows nothing of the stand-in: curl."""
import json
import shutil
import subprocess

import pytest

from servicenow.client import CASE, CASES


@pytest.fixture
def curl(double, tmp_path):
    if not shutil.which('curl'):
        pytest.skip('there is no curl')

    def run(*arguments):
        command = ['curl', '--silent', '--show-error', '--fail-with-body', '--cacert', double.ca, '--compressed',
                   '-H', 'Accept: application/json', *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout
    return run


def test_curl(double, curl, tmp_path):
    token = json.loads(curl('-d', 'grant_type=client_credentials', '-d', f'client_id={double.client_id}',
                            '--data-urlencode', f'client_secret={double.client_secret}',
                            f'{double.url}/oauth_token.do'))['access_token']
    login = ('-H', f'Authorization: Bearer {token}')
    as_json = ('-H', 'Content-Type: application/json')
    number = json.loads(curl(*login, *as_json, '-d', '{"short_description": "Printer"}', double.url + CASES))['result']['number']
    curl(*login, *as_json, '-X', 'PUT', '-d', '{"comments": "Spoed"}', f'{double.url}{CASES}/{number}')
    assert double.comments(number) == [('casegate', 'Spoed')]
    (tmp_path / 'big.bin').write_bytes(b'\0\1\2' * 1000000)  # large enough for "Expect: 100-continue"
    id = double.case(number)['sys_id']
    curl(*login, '-F', f'table_name={CASE}', '-F', f'table_sys_id={id}', '-F', f'uploadFile=@{tmp_path}/big.bin',
         f'{double.url}/api/now/attachment/upload')
    curl(*login, '-H', 'Content-Type: application/octet-stream', '-H', 'Transfer-Encoding: chunked', '-T',
         f'{tmp_path}/big.bin', '-X', 'POST',
         f'{double.url}/api/now/attachment/file?table_name={CASE}&table_sys_id={id}&file_name=chunked.bin')
    assert {name: len(content) for name, content in double.files(number).items()} == {
        'big.bin': 3000000, 'chunked.bin': 3000000}
    file = double.rows('sys_attachment', 'file_name=big.bin')[0]['sys_id']
    assert curl(*login, f'{double.url}/api/now/attachment/{file}/file') == (tmp_path / 'big.bin').read_bytes()
    double.switch(gzip=False)
    assert json.loads(curl(*login, f'{double.url}{CASES}?sysparm_fields=number'))['result'] == [{'number': number}]
    assert double.sins() == []


def test_upload_needs_its_parts(double, curl):
    with pytest.raises(subprocess.CalledProcessError):
        curl('-u', f'{double.user}:{double.password}', '-F', 'uploadFile=@/dev/null;filename=a', '-F', f'table_name={CASE}',
             f'{double.url}/api/now/attachment/upload')
    assert [sin['sin'] for sin in double.sins()] == ['upload whose file is not the last part']
