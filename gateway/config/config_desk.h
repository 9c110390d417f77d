/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk.tickets: where tickets live when they do not live in the spool: a desk elsewhere, reached by a worker of its own
 * that translates. The first half is the gateway's, the same for every desk; the second only the worker's.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/config/config_server.h"
#include "spool/ticket_state.h"

typedef enum {
	DESK_LOGIN_CLIENT,   /* OAuth, client credentials */
	DESK_LOGIN_PASSWORD, /* OAuth, a user's password with the client's secret */
	DESK_LOGIN_BASIC,
	DESK_LOGIN_KEY, /* an API key */
} DeskLoginKind;

/* One of our words and the desk's value for it. */
typedef struct {
	char *ours;   /* own */
	char *theirs; /* own */
} ConfigDeskWord;

typedef struct {
	const char *worker; /* a constant: "servicenow" */
	char *name;         /* own; by which the desk's tickets are known as ours: "casegate" */
	char *case_letters; /* own; of its numbers: "CS", "RITM" */
	char *request_letters;   /* own */
	int64_t digits;          /* of its numbers */
	char **shapes;           /* own; the same as parsers/ticket_refs.h has it */
	int64_t acknowledge_ms;  /* how long a letter waits for its number, */
	bool acknowledges_early; /* and then goes without one; false: it goes on waiting */
	bool
	    closes_there; /* the desk closes what is resolved by itself; false: casegate does */
	bool
	    writes_there; /* the desk writes to its customers itself, casegate only takes mail in */
	int64_t poll_ms;
	int64_t parallel; /* operations under way at once */
	int64_t per_hour; /* requests at most, 0: as the desk says */
	int64_t
	    look_up_ms; /* how long what was sent and not answered may still be worked on there */

	char *url;     /* own; https, without a path; http on loopback only */
	char *ca_file; /* own; or NULL: the system's */
	DeskLoginKind login;
	char *client_id;    /* own; or NULL */
	ConfigLogin secret; /* the client's or the API key; user is NULL */
	ConfigLogin user;   /* of DESK_LOGIN_PASSWORD and DESK_LOGIN_BASIC */
	char *scope;        /* own; or NULL */
	/* Of ConfigDeskWord, own, as are these: of each kind of ticket, states by their names. The first of a state is what it
	 * is set to, all are read as it; a state that is not there the desk does not have. */
	GPtrArray *states[TICKET_REQUEST + 1];
	GPtrArray *categories; /* empty: none is sent */
	GPtrArray *priorities;
	GPtrArray *groups;     /* its sys_id */
	GPtrArray *fields;     /* of ours: the desk's field: group, agent, category, ... */
	char *resolution_code; /* own; what an agent's resolution by mail or command says */
	char *
	    close_code; /* own; the same where who reported it accepts it; or NULL: none is sent */
	bool
	    guests; /* a case of an address that is no contact there is opened without one; false: it waits for a person */
	bool hashes;                   /* the instance tells the hash of an attachment */
	int64_t title_most, text_most; /* characters */
} ConfigDesk;

/* No words yet, and one more. Caller owns. */
GPtrArray *config_desk_words(void);
void config_desk_add_word(GPtrArray *words, const char *ours, const char *theirs);
/* Of these words; NULL: none. Borrowed. */
const char *config_desk_theirs(const GPtrArray *words, const char *ours);
const char *config_desk_ours(const GPtrArray *words, const char *theirs);
/* How its numbers look, for parsers/ticket_refs.h; desk: NULL: the embedded one. Borrowed. */
const char *const *config_desk_shapes(const ConfigDesk *desk);
void config_desk_free(ConfigDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfigDesk, config_desk_free)
