# SPDX-License-Identifier: Apache-2.0
"""./quickstart in a copy of the tree: what it shows comes from the sample mails."""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from browser import Browser
from processes import eventually, free_port, stretched

TREE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope='module')
def copy(place):
    """The tree as a fresh clone has it, changes that are not committed included."""
    target = place / 'tree'
    target.mkdir()
    names = [name for name in TREE.iterdir() if not name.name.startswith(('.git', 'build', 'autom4te'))]
    for path in names:
        if path.is_dir():
            shutil.copytree(path, target / path.name, ignore=shutil.ignore_patterns('__pycache__'))
        elif path.name not in ('configure', 'Makefile.in', 'aclocal.m4', 'config.h.in'):
            shutil.copy2(path, target / path.name)
    return target


def quickstart(copy, *words):
    # Without optimisation it builds in a third of the time.
    return subprocess.run([str(copy / 'quickstart'), *words], cwd=copy, capture_output=True, text=True,
                          timeout=stretched(600), env={**os.environ, 'CFLAGS': '-O0'})


def shown(done):
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_whole_story_is_shown(copy):
    said = shown(quickstart(copy))
    for word in ('CS0000001', 'REQ0000001', 'closed', 'Scherm blijft zwart', 'Printer prints blank pages', 'Els Bos',
                 'Er zit een nieuwe kabel', 'Project Waterkant' if 'Project Waterkant' in said else 'Teamskanaal',
                 'mailto:', 'decision', 'accept', 'foutmelding.txt'):
        assert word in said, f'{word}\n{said}'
    cases = [line for line in said.splitlines() if line.startswith('CS')]
    assert [line for line in cases if 'closed' in line] and [line for line in cases if ' open ' in line]


def test_the_story_with_cases_in_servicenow(copy):
    said = shown(quickstart(copy, 'servicenow'))
    there, here = said.split('== Closed in ServiceNow, and here')[1].split('CS0001001  closed')
    assert 'state        Closed' in there and 'Het linker scherm.' in there and 'Akkoord, bedankt!' in there
    assert 'asked: Welk scherm is het' in here and 'resolved: Er zit een nieuwe kabel' in here
    assert 'accepted: Akkoord, bedankt!' in here and 'there     state 3' in said
    assert 'warning: its own letters' in said and 'Beste Els Bos,' in said
    assert said.count('201 CS0001001 PUT') == 2 and said.count('201 CS0001001 POST') == 1


@pytest.fixture
def page(copy):
    """What a demonstration of the pages says, line by line, while it runs."""
    port = free_port()
    configuration = copy / 'data' / 'quickstart' / 'page' / 'casegate.yaml'
    configuration.write_text(configuration.read_text().replace('8642', str(port)))
    said = copy / 'said'
    with open(said, 'w') as out:
        run = subprocess.Popen([str(copy / 'quickstart'), 'page'], cwd=copy, stdout=out, stderr=out,
                               env={**os.environ, 'CFLAGS': '-O0'})
    try:
        yield port, run, lambda: said.read_text()
    finally:
        run.terminate()
        run.wait(timeout=stretched(60))


def test_the_pages_have_a_link_for_each_kind_of_person(page):
    port, run, said = page
    eventually(lambda: run.poll() is not None or 'Stop it with Ctrl-C.' in said(), 'the links', patience=600)
    assert run.poll() is None, said()
    agent, operator = re.findall(rf'http://localhost:{port}(/login\?s=\S+)', said())
    link, = re.findall(rf'http://localhost:{port}(/p/\S+/accept)', said())
    for path in (agent, operator, link, '/my/login'):
        assert Browser(port).get(path).status == 200, path
    browser = Browser(port)
    browser.post('/my/login', {'address': 'els@klant.example'})
    code, = eventually(lambda: re.findall(r'^A code for .*els@klant.example.*: (.*)$', said(), re.M), 'the code')
    assert browser.post('/my/code', {'code': code}).location == '/my/'


def test_an_edited_sample_changes_the_output_and_it_can_be_repeated(copy):
    for name in ('1-case.eml', '2-reply.eml'):
        sample = copy / 'data' / 'quickstart' / name
        sample.write_text(sample.read_text().replace('Scherm blijft zwart', 'Toetsenbord zonder letters'))
    said = shown(quickstart(copy))
    assert 'Toetsenbord zonder letters' in said and 'Scherm blijft zwart' not in said


def test_it_leaves_nothing_running(copy):
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                program = os.readlink(f'/proc/{name}/exe')
            except OSError:
                continue
            assert not program.startswith(str(copy)), f'process {name} still runs'


def test_a_wrong_word_is_refused(copy):
    done = quickstart(copy, 'dance')
    assert done.returncode != 0 and 'usage' in done.stderr


def test_a_missing_package_without_root_is_said(copy):
    """As a user without sudo it names what is to be done and changes nothing."""
    tools = copy / 'tools'
    tools.mkdir()
    for name in ('sh', 'dirname', 'printf', 'grep', 'apt-get'):
        (tools / name).symlink_to(shutil.which(name))
    (tools / 'dpkg-query').write_text('#!/bin/sh\nexit 1\n')
    (tools / 'dpkg-query').chmod(0o755)
    (tools / 'id').write_text('#!/bin/sh\necho 1000\n')
    (tools / 'id').chmod(0o755)
    done = subprocess.run(['/bin/sh', str(copy / 'quickstart')], capture_output=True, text=True, cwd=copy,
                          env={'PATH': str(tools)})
    assert done.returncode != 0
    assert 'root' in done.stderr and 'apt-get' in done.stderr


def test_another_system_is_told(copy):
    tools = copy / 'bare'
    tools.mkdir()
    for name in ('sh', 'dirname', 'printf', 'grep', 'id'):
        (tools / name).symlink_to(shutil.which(name))
    done = subprocess.run(['/bin/sh', str(copy / 'quickstart')], capture_output=True, text=True, cwd=copy,
                          env={'PATH': str(tools)})
    assert done.returncode != 0 and 'Debian 12' in done.stderr
