/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a mail through a sandboxed read role, waiting for it: for commands. Its origin comes of a verify role. The gateway itself never waits; it
 * has reader_pool.h. One Reader serves many mails; a mail that kills its role or takes too long is refused with the
 * reason, and the next one gets a new role.
 */
#pragma once

#include "parsers/message.h"

typedef struct Reader Reader;

Reader *reader_new(void);
void reader_free(Reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reader, reader_free)

/* NULL only where no role can be started; a mail that cannot be read gives a message with `refused`. */
Message *reader_message(Reader *reader, GBytes *raw, GError **error);
/* The same in two steps, between which the caller works while the role reads: one mail at a time is given, then
 * taken, and nothing else asked for meanwhile. */
bool reader_give(Reader *reader, GBytes *raw, GError **error);
Message *reader_take(Reader *reader, GError **error);
/* The bytes of one attachment (parsers/mime.h). */
GBytes *reader_part(Reader *reader, GBytes *raw, const char *path, GError **error);
