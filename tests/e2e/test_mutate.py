# SPDX-License-Identifier: Apache-2.0
"""tests/mutate breaks what is code and nothing else, and believes an acceptance only while it holds."""
import importlib.machinery
import importlib.util
import subprocess
import sys

import pytest

from conftest import TREE

SOURCE = '''/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h> /* 1 */
#define MOST 20

static bool
is_small(int n, GError **error)
{
	int found = 0;

	g_assert(n != 7);
	if (!look(n, "true && 1", &found, error))
		return false;
	say(n); /* if (n == 1) */
	if (found)
		return n < MOST ||
		       found > 1;
	free(found);
	return true;
}
'''
BROKEN = [
    '#define MOST 20 => #define MOST 40',
    'g_assert(n != 7); => g_assert(n == 7);',
    'g_assert(n != 7); => g_assert(n != 8);',
    'if (!look(n, "true && 1", &found, error)) => if (!(!look(n, "true && 1", &found, error)))',
    'say(n); /* if (n == 1) */ => ; /* if (n == 1) */',
    'if (found) => if (!(found))',
    'return n < MOST || => return n <= MOST ||',
    'return n < MOST || => return n < MOST &&',
    'found > 1; => found >= 1;',
    'found > 1; => found > 0;',
    'return true; => return false;',
]


@pytest.fixture
def mutate(folder, monkeypatch):
    loader = importlib.machinery.SourceFileLoader('mutate', str(TREE / 'tests' / 'mutate'))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader('mutate', loader))
    monkeypatch.setitem(sys.modules, 'mutate', module)
    loader.exec_module(module)
    (folder / 'rules').mkdir()
    (folder / 'rules' / 'small.c').write_text(SOURCE)
    monkeypatch.setattr(module, 'TREE', folder)
    return module


def test_what_can_be_broken(mutate):
    found = list(mutate.mutations('rules/small.c'))
    assert [mutation.what for mutation in found] == BROKEN
    assert found[8].line == 16 and found[8].broken == SOURCE.replace('found > 1', 'found >= 1')


def test_the_same_seed_chooses_the_same(mutate):
    first, again = ([str(one) for one in mutate.chosen(['rules/small.c'], 7)] for _ in range(2))
    assert first == again and len(first) == len(set(first)) == len(BROKEN)


def test_what_is_accepted(mutate, folder):
    path = folder / 'mutate.accepted'
    path.write_text(f'# a comment\nrules/small.c: {BROKEN[4]}\n    it only\n    talks\nrules/small.c: {BROKEN[5]}\n'
                    'rules/small.c: a => b\n    gone\nrules/large.c: *\n    gone\n')
    accepted = mutate.Accepted(path)
    assert accepted.reason('rules/small.c', BROKEN[4]) == 'it only talks'
    assert accepted.reason('rules/small.c', BROKEN[6]) is None
    assert list(accepted.mistakes(['rules/small.c'])) == [
        f'mutate.accepted: "rules/small.c: {BROKEN[5]}" lacks a reason',
        'mutate.accepted: "rules/small.c: a => b" is no longer there',
        'mutate.accepted: "rules/large.c: *" is no longer there']


def test_what_is_accepted_here_is_there():
    done = subprocess.run([str(TREE / 'tests' / 'mutate'), '--check'], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
