/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on top of a letter's HTML: the desk's logo, else its name. Pure. */
#pragma once

#include <jansson.h>

#include "gateway/config/config.h"
#include "gateway/letters/compose.h"

/* The value `desk` of every letter: {name, logo: {source, width, height} | null}; source is "cid:" and the id. Caller
 * owns. */
json_t *letterhead_values(const Config *config);

/* The picture that such a letter carries, for a ComposeLetter. */
typedef struct {
	char *id;               /* own */
	ComposePicture picture; /* borrowed; png is NULL where there is none */
} Letterhead;
void letterhead_init(Letterhead *head, const Config *config);
void letterhead_clear(Letterhead *head);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Letterhead, letterhead_clear)

/* The HTML with the picture itself in it, for a browser: data:image/png;base64,... Caller owns. */
char *letterhead_within(const Config *config, const char *html);
