/* SPDX-License-Identifier: Apache-2.0 */
/* What the words of a piece of text say together: whether it can be a mail system's warning. Pure. */
#pragma once

#include <stdbool.h>

typedef struct {
	unsigned says; /* of BannerWord */
	unsigned loud; /* the same, of those in capitals */
	unsigned words, unknown, names;
	bool has_address;
	bool is_sure;   /* no person writes that */
	bool is_denied; /* by the last word */
} BannerSense;

/* Up to the first word that no warning has. UTF-8. */
BannerSense banner_sense_read(const char *p, const char *end);
/* The same of both. */
void banner_sense_join(BannerSense *whole, const BannerSense *part);

/* Of a sentence or line: whether it may be part of a warning, and whether it may be its last. */
bool banner_sense_is_piece(const BannerSense *piece);
bool banner_sense_is_last_piece(const BannerSense *piece);
/* Of all of it. set_apart: by a bracket, stars or a sign; is_below: what was written, where scanners leave notes, too. */
bool banner_sense_is_banner(const BannerSense *whole, bool set_apart, bool is_below);
