/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mails of an IMAP folder that are to be fetched: what the folder holds (less what carries our keywords) without what
 * this session brought already; never \Seen, dates or sequence numbers. First the sizes of many are asked for, then the
 * mails themselves in batches; what a refusal or the end of a session leaves doubtful, with more care. Old mail, from
 * before taken_from, is left alone, or comes as history when nothing else waits.
 */
#pragma once

#include "gateway/net/imap_session.h"
#include "gateway/workers/fetch_troubles.h"
#include "gateway/workers/pace.h"

typedef struct {
	Channel *channel;     /* foreign */
	ImapSession *session; /* foreign; to be set once it is open */
	FetchTroubles troubles;
	int64_t max_bytes;     /* of a larger mail only the header is brought */
	int64_t batch_bytes;   /* how much one FETCH asks for */
	int64_t taken_from_ms; /* what came before is old mail; 0: nothing is */
	bool old_history;      /* old mail is brought as history, else it is left alone */
	GArray *found;         /* own; UIDs, their sizes unknown */
	GArray *sized;         /* own; of ImapMail */
	GHashTable *
	    held; /* own; UIDs that were brought and are in the folder still: not to be fetched again */
	GHashTable *left; /* own; UIDs of old mail that the search took for newer */
	Pace sizing;      /* of asking for sizes, without care */
	Pace fetching
	    [3]; /* of mails without care, of suspects, and of those that are asked for alone */
} ImapQueue;

void imap_queue_init(ImapQueue *queue, Channel *channel, GVariant *settings);
void imap_queue_clear(ImapQueue *queue);

/* Searches what carries none of the keywords (NULL ends them); those that did not come before, as far as they are due,
 * go last, and some history after all others. The queue must be empty. */
bool imap_queue_look(ImapQueue *queue, const char *const *keywords, GError **error);
/* Says in a log line how many mails wait, and how many of them are old. */
bool imap_queue_probe(ImapQueue *queue, const char *const *keywords, GError **error);
bool imap_queue_is_empty(const ImapQueue *queue);
/* Whether something may be asked for now. */
bool imap_queue_is_ready(const ImapQueue *queue);
/* One command; what comes goes to the gateway. */
bool imap_queue_ask(ImapQueue *queue, GError **error);
/* How long nothing can be asked for at least; G_MAXINT: nothing waits. */
int imap_queue_wait_ms(const ImapQueue *queue);

bool imap_queue_has_brought(const ImapQueue *queue, uint32_t uid);
