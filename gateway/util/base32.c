/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/base32.h"

void
base32_encode(const uint8_t *bytes, size_t size, char *ret_text)
{
	size_t length = BASE32_LENGTH(size);

	for (size_t i = 0; i < length; i++) {
		size_t bit = i * 5;
		unsigned pair = (unsigned)bytes[bit / 8] << 8;

		if (bit / 8 + 1 < size)
			pair |= bytes[bit / 8 + 1];
		ret_text[i] = BASE32_ALPHABET[(pair >> (11 - bit % 8)) & 31];
	}
	ret_text[length] = '\0';
}
