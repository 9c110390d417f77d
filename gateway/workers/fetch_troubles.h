/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that do not come: the server lists them and refuses them, answers nothing, or ends the session when it is asked
 * for them. Each is asked for alone, after all others, later each time, and the gateway is told, which remembers it for
 * the next session. Where a session ended over a set of mails, these are suspects: asked for in small sets.
 */
#pragma once

#include "gateway/workers/fetch.h"

typedef struct {
	Channel *channel;     /* foreign */
	GHashTable *mails;    /* own; of trouble by key */
	GHashTable *suspects; /* own; keys */
} FetchTroubles;

/* With what the gateway remembers of earlier sessions, in the settings: avoided (a(suu)): keys, how often they did not
 * come, and for how many ms they are left alone; suspects (as): keys. */
void fetch_troubles_init(FetchTroubles *troubles, Channel *channel, GVariant *settings);
void fetch_troubles_clear(FetchTroubles *troubles);

/* The mail is there: whether it may be asked for now. */
bool fetch_troubles_is_due(FetchTroubles *troubles, const char *key);
/* It is to be asked for alone. */
bool fetch_troubles_has(const FetchTroubles *troubles, const char *key);
bool fetch_troubles_suspects(const FetchTroubles *troubles, const char *key);
/* After a look over the mailbox: those that were not there any more are reported as gone. */
bool fetch_troubles_looked(FetchTroubles *troubles, GError **error);

/* It was asked for alone, and refused. */
bool fetch_troubles_failed(
    FetchTroubles *troubles, const char *key, const char *why, GError **error);
/* It did not come and was not refused either: told when it is still there, and does not come, at the next time. */
bool fetch_troubles_missed(FetchTroubles *troubles, const char *key, GError **error);
void fetch_troubles_came(FetchTroubles *troubles, const char *key);

/* How long none of them is due at least; G_MAXINT: there is none. */
int fetch_troubles_wait_ms(const FetchTroubles *troubles);
/* How long a mail waits after so many times, 1 or more. */
int64_t fetch_troubles_pause_ms(unsigned tries);
