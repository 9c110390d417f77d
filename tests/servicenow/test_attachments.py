# SPDX-License-Identifier: Apache-2.0
"""The Attachment API as documented."""
import hashlib
from urllib.parse import quote, urlencode

from servicenow.client import CASE


def test_attachment(double, call, case):
    id = double.case(case)['sys_id']
    bytes_ = bytes(range(256)) * 5
    path = f'/api/now/attachment/file?table_name={CASE}&table_sys_id={id}&file_name={quote("verslag één.bin")}'
    made = call('POST', path, bytes_, {'Content-Type': 'application/octet-stream'})
    assert made.status == 201 and made.headers['Location'] == f"{double.url}/api/now/attachment/{made.result['sys_id']}"
    assert {name: made.result[name] for name in ('file_name', 'content_type', 'size_bytes', 'table_name', 'table_sys_id',
                                                 'compressed', 'sys_created_by')} == {
        'file_name': 'verslag één.bin', 'content_type': 'application/octet-stream', 'size_bytes': '1280',
        'table_name': CASE, 'table_sys_id': id, 'compressed': 'true', 'sys_created_by': 'casegate'}
    assert made.result['download_link'] == f"{double.url}/api/now/attachment/{made.result['sys_id']}/file"
    got = call('GET', f"/api/now/attachment/{made.result['sys_id']}/file")
    assert got.content == bytes_ and got.headers['Content-Type'] == 'application/octet-stream'
    listed = call('GET', '/api/now/attachment', sysparm_query=f'table_name={CASE}^table_sys_id={id}').result
    assert [one['hash'] for one in listed] == [hashlib.sha256(bytes_).hexdigest()]
    assert double.files(case) == {'verslag één.bin': bytes_} and double.sins() == []
    assert call('POST', path, bytes_, {'Content-Type': 'application/octet-stream'}).status == 201
    assert [sin['sin'] for sin in double.sins()] == ['attachment posted again']
    assert call('DELETE', f"/api/now/attachment/{made.result['sys_id']}").status == 204
    assert call('GET', f"/api/now/attachment/{made.result['sys_id']}").status == 404


def test_attachment_refused(double, call, case):
    id = double.case(case)['sys_id']
    path = '/api/now/attachment/file?' + urlencode({'table_name': CASE, 'table_sys_id': id, 'file_name': 'a.exe'})
    text = {'Content-Type': 'text/plain'}
    assert call('POST', path.replace(id, '0' * 32), 'x', text).status == 404
    assert call('POST', '/api/now/attachment/file?file_name=a', 'x', text).status == 400
    assert call('POST', path, 'x', {'Content-Type': None}).status == 400
    double.switch(attachment_extensions='txt,pdf')
    assert call('POST', path, 'x', text).status == 403
    double.switch(attachment_extensions='', attachment_max=3)
    assert call('POST', path, 'xxxx', text).status == 403
    double.switch(attachment_hashes=False)
    assert 'hash' not in call('POST', path, 'x', text).result
    assert double.case(case)['sys_mod_count'] == '0'
    double.switch(attachment_touches=True)
    double.agent.attach(case, name='b.txt', text='b')
    assert double.case(case)['sys_mod_count'] == '1'
    double.agent.close(case)
    double.forget()
    assert call('POST', path, 'y', text).status == 403 and double.sins() == []
