# SPDX-License-Identifier: Apache-2.0
"""The stand-in once for all tests, at its start for each."""
import pytest

from servicenow.client import CASES, Client
from servicenow.double import Double


@pytest.fixture(scope='session')
def started(tmp_path_factory):
    with Double(tls=tmp_path_factory.mktemp('tls')) as double:
        yield double


@pytest.fixture
def double(started):
    started.reset()
    started.up()
    return started


@pytest.fixture
def call(double):
    client = Client(double)
    yield client
    client.connection.close()


@pytest.fixture
def els(double):
    return double.rows('customer_contact', 'email=els@klant.example')[0]


@pytest.fixture
def case(call, els):
    """The number of a case that the client made."""
    return call('POST', CASES, {'contact': els['sys_id'], 'short_description': 'Printer', 'contact_type': 'email',
                                'correlation_id': 'key1', 'correlation_display': 'casegate'}).result['number']
