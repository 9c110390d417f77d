/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring of 4096 bytes that begins with words every RTF has; a control byte tells which of the next eight items
 * are bytes and which are references into the ring.
 */
#include "parsers/rtf.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "parsers/limits.h"

enum {
	RING = 4096,
	HEAD = 16,
	PACKED = 0x75465a4c,
	PLAIN = 0x414c454d,
};

static const char known[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
    "\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    "{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u"
    "\\tab\\tx";

typedef struct {
	unsigned char ring[RING];
	unsigned at; /* where the next byte goes */
	GByteArray *out;
} Unpack;

static void
put(Unpack *unpack, unsigned char byte)
{
	unpack->ring[unpack->at] = byte;
	unpack->at = (unpack->at + 1) % RING;
	g_byte_array_append(unpack->out, &byte, 1);
}

/* Two bytes: where in the ring, and how long. Returns false at the reference that ends the text. */
static bool
put_reference(Unpack *unpack, const unsigned char *reference)
{
	unsigned from = (unsigned)reference[0] << 4 | reference[1] >> 4;
	unsigned size = (reference[1] & 0xfu) + 2;

	if (from == unpack->at)
		return false;
	for (unsigned i = 0; i < size; i++)
		put(unpack, unpack->ring[(from + i) % RING]);
	return true;
}

static void
unpack_all(Unpack *unpack, const unsigned char *at, const unsigned char *end)
{
	while (at < end && unpack->out->len < LIMIT_TEXT) {
		unsigned control = *at++;

		for (unsigned i = 0; i < 8 && at < end; i++, control >>= 1) {
			bool is_reference = (control & 1) != 0;

			if (!is_reference) {
				put(unpack, *at++);
			} else if (end - at < 2 || !put_reference(unpack, at)) {
				return;
			} else {
				at += 2;
			}
		}
	}
}

static uint32_t
number_at(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

GBytes *
rtf_decompress(const unsigned char *packed, size_t size)
{
	Unpack unpack = {.at = sizeof(known) - 1};

	if (size < HEAD)
		return NULL;
	if (number_at(packed + 8) == PLAIN)
		return g_bytes_new(packed + HEAD, MIN(size - HEAD, LIMIT_TEXT));
	if (number_at(packed + 8) != PACKED)
		return NULL;
	memset(unpack.ring, ' ', RING);
	memcpy(unpack.ring, known, sizeof(known) - 1);
	unpack.out = g_byte_array_new();
	unpack_all(&unpack, packed + HEAD, packed + size);
	return g_byte_array_free_to_bytes(unpack.out);
}
