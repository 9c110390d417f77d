# SPDX-License-Identifier: Apache-2.0
"""What a terminal shows of half blocks in colours, as a picture, and what a photo of its screen is."""
import math
import random
import re

PALETTE = {'16': 0, '231': 255}  # of the 256 colours those that are the same in every theme
THEMES = {'dark': (0x1e, 0xd8), 'light': (0xfd, 0x26)}  # background and foreground
CELL = 5  # pixels of half a character; one that is not as high as two times its width makes oblongs of squares


class Picture:
    """Grey, rows of octets."""

    def __init__(self, rows):
        self.rows = rows

    def pgm(self):
        return b'P5\n%d %d\n255\n' % (len(self.rows[0]), len(self.rows)) + b''.join(bytes(row) for row in self.rows)

    def photo(self, seed=1, degrees=4, scale=1.3):
        """Turned a little, larger, blurred, with noise and uneven light."""
        dice = random.Random(seed)
        height, width = len(self.rows), len(self.rows[0])
        cos, sin = math.cos(math.radians(degrees)) / scale, math.sin(math.radians(degrees)) / scale

        def at(x, y):
            column, row = round(width / 2 + x * cos - y * sin), round(height / 2 + x * sin + y * cos)
            return self.rows[row][column] if 0 <= row < height and 0 <= column < width else 0x40

        wide, high = int(width * scale), int(height * scale)
        turned = [[at(x - wide / 2, y - high / 2) for x in range(wide)] for y in range(high)]
        blurred = [[(4 * row[x] + 2 * row[max(x - 1, 0)] + 2 * row[min(x + 1, wide - 1)] +
                     turned[max(y - 1, 0)][x] + turned[min(y + 1, high - 1)][x]) / 10
                    for x in range(wide)] for y, row in enumerate(turned)]
        return Picture([[max(0, min(255, int(value * (0.6 + 0.4 * x / wide) + dice.gauss(0, 8))))
                         for x, value in enumerate(row)] for row in blurred])


def screen(text, theme, columns=100, high=1.0):
    """The half blocks of a text on the screen of a terminal of this theme; high: of a character, in widths of two."""
    ground, ink = THEMES[theme]
    rows = []
    for line in text.split('\n'):
        upper, lower = [], []
        colours = ink, ground
        for escape, character in re.findall(r'\x1b\[([0-9;]*)m|(.)', line):
            if escape in ('', '0') and not character:
                colours = ink, ground
            elif escape:
                words = escape.split(';')
                assert [words[:2], words[3:5]] == [['38', '5'], ['48', '5']], escape
                colours = PALETTE[words[2]], PALETTE[words[5]]
            elif character == '▀':
                upper.append(colours[0])
                lower.append(colours[1])
            else:
                upper.append(ink if character != ' ' else ground)
                lower.append(ground)
        assert len(upper) <= columns, 'the line is broken by the terminal'
        for half in (upper, lower):
            row = [value for value in half + [ground] * (columns - len(half)) for _ in range(CELL)]
            rows += [row] * round(CELL * high)
    return Picture(rows)
