# SPDX-License-Identifier: Apache-2.0
"""tests/lint.sh sees each breach that it is there for, and nothing in good code."""
import shutil
import subprocess
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
GOOD = '''/* SPDX-License-Identifier: Apache-2.0 */
/* A good file: it says "goto" only in words, and strcpy( in a string. */
#include "rules/good.h"

#include <stdio.h>

#include "parsers/message.h"

int
good(void)
{
	return puts("goto strcpy(");
}
'''
LONG = 'int\nlong_one(void)\n{\n' + '\tputs("");\n' * 81 + '}\n'
DEEP = 'int\ndeep(void)\n{\n\tif (1)\n\t\tif (2)\n\t\t\tif (3)\n\t\t\t\tif (4)\n\t\t\t\t\treturn 1;\n\treturn 0;\n}\n'
BREACHES = {
    'strcpy': ('good.c', GOOD + 'int\nf(char *a)\n{\n\tstrcpy(a, "x");\n}\n', 'banned'),
    'goto': ('good.c', GOOD + 'int\nf(void)\n{\n\tgoto out;\n}\n', 'banned'),
    'gboolean': ('good.c', GOOD + 'static gboolean x;\n', 'banned'),
    'todo': ('good.c', GOOD + 'int todo; TODO\n', 'banned'),
    'sleep': ('good.c', GOOD + 'int\nf(void)\n{\n\tsleep(1);\n}\n', 'blindly'),
    'arrow': ('good.c', GOOD.replace('parsers/message.h', 'gateway/config/config.h'), 'may not include'),
    'only the message': ('good.c', GOOD.replace('parsers/message.h', 'parsers/mime.h'), 'only include'),
    'folder': ('good.c', GOOD.replace('rules/good.h', 'good.h'), 'write the folder'),
    'foreign': ('good.c', GOOD.replace('stdio.h', 'sqlite3.h'), 'belongs to'),
    'ticket': ('good.c', GOOD.replace('parsers/message.h', 'spool/ticket_write.h'), 'may change a ticket'),
    'ticket written': ('good.c', GOOD + 'const char *f = "DELETE FROM ticket_person";\n', 'belongs to spool/ticket_write'),
    'licence': ('good.c', GOOD.replace('SPDX', 'XPDS'), 'no SPDX'),
    'long function': ('good.c', GOOD + LONG, 'long_one has 81 lines'),
    'long file': ('good.c', GOOD + 'extern int x;\n' * 900, 'more than 900'),
    'long header': ('other.h', '/* SPDX-License-Identifier: Apache-2.0 */\n' + 'extern int x;\n' * 120, 'more than 120'),
    'deep': ('good.c', GOOD + DEEP, 'nested deeper'),
    'untested': ('untested.c', GOOD, 'has no unit test'),
    'in a folder below': ('wing/good.c', GOOD.replace('rules/good.h', 'good.h'), 'write the folder'),
    'letters': ('good.c', GOOD + 'int gr\u00f6\u00dfe;\n', 'only ASCII'),
    'format': ('good.c', GOOD + 'int   f( void );\n', 'clang-format'),
}


@pytest.fixture
def tree(folder):
    for name in ('gateway', 'parsers', 'rules', 'spool', 'tests/unit/rules'):
        (folder / name).mkdir(parents=True)
    shutil.copy(TREE / 'tests' / 'lint.sh', folder / 'tests')
    shutil.copy(TREE / '.clang-format', folder)
    (folder / 'tests' / 'lint-exceptions').write_text('')
    (folder / 'rules' / 'good.c').write_text(GOOD)
    (folder / 'tests' / 'unit' / 'rules' / 'test_good.c').write_text(GOOD)
    for name in ('configure.ac', 'Makefile.am', 'autogen.sh', 'quickstart'):
        (folder / name).write_text('# SPDX-License-Identifier: Apache-2.0\n')
    return folder


def lint(tree):
    return subprocess.run([str(tree / 'tests' / 'lint.sh')], capture_output=True, text=True)


def test_good_code_is_good(tree):
    done = lint(tree)
    assert done.returncode == 0, done.stdout
    assert done.stderr == ''


@pytest.mark.parametrize('name', BREACHES)
def test_breach(tree, name):
    file, text, word = BREACHES[name]
    path = tree / 'rules' / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    done = lint(tree)
    assert done.returncode == 1 and done.stderr == ''
    found = [line for line in done.stdout.splitlines() if file in line]
    assert len(found) >= 1 and word in found[0] + ''.join(found), done.stdout


def test_an_exception_needs_a_reason_and_a_need(tree):
    (tree / 'rules' / 'untested.c').write_text(GOOD)
    exceptions = tree / 'tests' / 'lint-exceptions'
    exceptions.write_text('untested rules/untested.c it only prints\n')
    assert lint(tree).returncode == 0
    exceptions.write_text('untested rules/untested.c\n')
    assert 'lacks a reason' in lint(tree).stdout
    exceptions.write_text('untested rules/untested.c it prints\nuntested rules/good.c it prints\n')
    assert 'no longer needed' in lint(tree).stdout
