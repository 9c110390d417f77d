/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker that a mail has taken over, as the tests need it: with failpoints compiled in, a mail that has "HOSTILE-READ=17"
 * in it makes its reader speak nonsense of the 17th kind. Without them there is nothing of this in the program.
 */
#pragma once

#include "gateway/ipc/channel.h"
#include "parsers/message.h"

#ifdef FAILPOINTS
/* False: the worker goes on as ever. Most of the time it does not return. id: what an honest answer would name;
 * honest: its bytes, or NULL. */
bool hostile_speaks(
    Channel *channel, const char *marker, GBytes *mail, gint64 id, GBytes *honest);
#define HOSTILE_SPEAKS(channel, marker, mail, id, honest) \
	hostile_speaks(channel, marker, mail, id, honest)
/* A mail with "HOSTILE-LIAR" in it is read otherwise by each reader. */
void hostile_lies(Message *message, GBytes *mail);
#define HOSTILE_LIES(message, mail) hostile_lies(message, mail)
#else
#define HOSTILE_LIES(message, mail) ((void)0)
#define HOSTILE_SPEAKS(channel, marker, mail, id, honest) \
	((void)(channel), (void)(honest), false)
#endif
