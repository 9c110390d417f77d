/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How mails that are safe leave an IMAP folder. Filing waits for fetching: a server may need as long for two hundred
 * mails as for five thousand, so sets grow until they cost something, and while mails wait to be fetched it takes a
 * tenth of the time. What is refused is tried again in smaller sets, later each time, and told; when that lasts, the
 * mails are marked with a keyword, so that they are known to be done wherever they lie.
 */
#pragma once

#include "gateway/net/imap_session.h"
#include "gateway/workers/fetch.h"
#include "gateway/workers/pace.h"

/* Mails that go the same way. */
typedef struct {
	Filing filing;       /* what is done with them, as far as this server can */
	const char *mark;    /* the keyword where that is refused */
	GArray *uids;        /* own; in this order */
	GHashTable *refused; /* own; UIDs of them that were refused alone */
	GHashTable *marked;  /* own; UIDs of them that bear the mark */
	Pace pace;
	int64_t cost_us; /* what its last set took, or 0 */
	bool
	    works; /* in this session: then those that an earlier one marked are no longer left alone */
	int64_t refused_us; /* since when all is refused, monotonic; or 0 */
	char *why;          /* own; the last refusal, or NULL */
} FilingQueue;

typedef struct {
	Channel *channel;     /* foreign */
	ImapSession *session; /* foreign; once it is open */
	FilingQueue processed;
	FilingQueue too_large;
	bool only_look;
	int64_t patience_us; /* so long all is refused before mails are marked */
	int64_t cost_us;     /* what the last set took */
	int64_t
	    ended_us; /* when it was done, or when the first mail waited; monotonic, 0: none did */
	bool looked; /* for those that an earlier session marked */
	guint left;  /* so many of them lie in the folder still */
	guint told_count;
	char *told; /* own; what the gateway knows of refusals, or NULL */
} ImapFiling;

void imap_filing_init(ImapFiling *filing, Channel *channel, GVariant *settings);
void imap_filing_clear(ImapFiling *filing);

/* With the session that was opened: what it can do. */
bool imap_filing_open(ImapFiling *filing, ImapSession *session, GError **error);
/* Says in warnings what cannot be seen without changing something. */
bool imap_filing_probe(ImapFiling *filing, GError **error);
/* The keywords of mails that are done; NULL ends them. */
void imap_filing_keywords(const ImapFiling *filing, const char *ret_keywords[3]);

/* Before each look for new mail: tells of what an earlier session marked because it could not be filed, as long as
 * that is not taken up again. */
bool imap_filing_look(ImapFiling *filing, GError **error);

void imap_filing_add(ImapFiling *filing, uint32_t uid, bool too_large);
/* Whether a set is ready to be filed; fetching: and beside fetching there is time for it. */
bool imap_filing_is_due(const ImapFiling *filing, bool fetching);
/* How long nothing is due at least; G_MAXINT: nothing waits. */
int imap_filing_wait_ms(const ImapFiling *filing);
/* Files one set, and reports it. */
bool imap_filing_take_turn(ImapFiling *filing, GError **error);
