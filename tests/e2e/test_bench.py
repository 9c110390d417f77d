# SPDX-License-Identifier: Apache-2.0
"""The benchmark of the pages, which no test runs, knows all of them."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'bench'))
import pages  # noqa: E402


def test_every_page_is_measured_or_shows_nothing_of_the_spool():
    assert sorted(pages.paths(1000)) == sorted(set(pages.patterns()))
