# SPDX-License-Identifier: Apache-2.0
"""What is refused has its words: each sentence of the sources stands in the table, whose Dutch a unit test asks for."""
import re
from pathlib import Path

GATEWAY = Path(__file__).parents[2] / 'gateway'
TEXT = r'"(?:[^"\\]|\\.)*"'


def source(path):
    """With the pieces of each string put together."""
    return re.sub(r'"\s*\n\s*"', '', path.read_text())


def calls(text):
    """What stands between the brackets of each call by which something is refused."""
    for call in re.finditer(r'\b(?:error_refuse|refusal_said|refusal_text)\(', text):
        depth, at = 1, call.end()
        while depth > 0:
            string = re.compile(TEXT).match(text, at)
            depth += 0 if string else {'(': 1, ')': -1}.get(text[at], 0)
            at = string.end() if string else at + 1
        yield text[call.end() : at]


def sentences(text):
    """Those that stand in a call, where the name of a part is one word; and those with parts, wherever they stand."""
    inside = [found for call in calls(text) for found in re.findall(TEXT, call) if ' ' in found]
    return inside + [found for found in re.findall(TEXT, text) if re.search(r'{{\w+}}', found)]


def test_each_sentence_stands_in_the_table():
    table = source(GATEWAY / 'templates' / 'refusals.c').partition('REFUSALS[] = {')[2].partition('NULL,\n};')[0]
    known = set(re.findall(TEXT, table))
    found = {text for wing in ('commands', 'desk', 'intake') for path in (GATEWAY / wing).glob('*.c')
             for text in sentences(source(path))}
    assert len(found) > 100 and found - known == set()
