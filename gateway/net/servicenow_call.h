/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One operation under way at ServiceNow: a chain of steps, each of which has one request answered and sends the next, or
 * ends it. What no step can help is dealt with here: a login that is refused, a desk that is away, answers that did not
 * come. Only gateway/net/servicenow*.c includes this.
 */
#pragma once

#include "gateway/net/servicenow.h"
#include "gateway/net/servicenow_query.h"
#include "gateway/net/servicenow_row.h"

typedef struct ServicenowCall ServicenowCall;

typedef void (*ServicenowStep)(ServicenowCall *call, const ServicenowAnswer *answer);
/* What goes on where several steps are done. */
typedef void (*ServicenowThen)(ServicenowCall *call);

/* Whether a look-up finds what is there: a random key found nothing, and what is written keeps its key. */
typedef enum {
	SERVICENOW_UNTRIED,
	SERVICENOW_TRUSTED,
	SERVICENOW_DISTRUSTED,
} ServicenowTrust;

struct ServicenowDesk {
	const ConfigDesk *config;   /* foreign */
	ServicenowSession *session; /* own */
	GHashTable *calls;          /* own */
	ServicenowTrust trust;
	bool deaf[TICKET_REQUEST + 1]; /* what was said on such does not show in the journal */
	bool oldest_first;             /* what was said is listed so */
	char *login;                   /* own; our user's name there; NULL: not heard yet */
	int64_t updates; /* that a move of ours makes, with the instance's rules; 0: not seen */
	GHashTable *ailing; /* own; sys_id -> how often it failed to tell what was said */
};

struct ServicenowCall {
	ServicenowDesk *desk;     /* foreign */
	const ConfigDesk *config; /* foreign */
	DeskOperation operation;
	json_t *asked;  /* own */
	GBytes *file;   /* own; or NULL */
	json_t *result; /* own */
	ServicenowEnded ended;
	void *data; /* foreign */

	ServicenowStep step;      /* what the answer that is waited for is for */
	ServicenowStep otherwise; /* where the request was refused; NULL: the operation is */
	ServicenowThen then;      /* behind a chain that several operations have */
	bool writes;              /* the request under way does */
	bool may_be_done; /* all or part of it: only a look-up tells what is left to do */
	bool wrote;       /* part of it is done for certain, */
	bool found;       /* and was before this call */

	TicketKind kind;
	char *remote_id;   /* own; of its ticket, or NULL */
	json_t *people;    /* own; rows by address; servicenow_person.c */
	json_t *row;       /* own; the ticket's record */
	int64_t count;     /* its mod_count when it was read before the move */
	json_t *change;    /* own; servicenow_change.c */
	json_t *rest;      /* own; what a step keeps for later ones */
	size_t at;         /* how far it is in a list, */
	int64_t under_way; /* and how many of it are asked for */
};

/* Makes one that the desk owns, and lets it begin. */
void servicenow_call(ServicenowDesk *desk, const ServicenowOperation *operation,
    ServicenowThen begin, ServicenowEnded ended, void *data);
void servicenow_call_free(void *call);

void servicenow_get(ServicenowCall *call, char *take_path, ServicenowStep step);
void servicenow_get_file(ServicenowCall *call, char *take_path, ServicenowStep step);
/* method: "POST", "PUT", "PATCH". */
void servicenow_write(ServicenowCall *call, const char *method, char *take_path,
    json_t *take_body, ServicenowStep step);
void servicenow_write_file(ServicenowCall *call, char *take_path, GBytes *bytes,
    const char *type, ServicenowStep step);
/* Before one of these: what to do where that request is refused, forbidden, or there is no such record. */
void servicenow_if_refused(ServicenowCall *call, ServicenowStep step);

/* Before the first look-up that is to find what is not to be done twice: goes on where it can be believed, else a person
 * is to decide. */
void servicenow_when_trusted(ServicenowCall *call, ServicenowThen then);

/* A look-up found it done. */
void servicenow_found(ServicenowCall *call);
/* It found nothing: it is to be done. */
void servicenow_not_found(ServicenowCall *call);

/* Each ends the call, which is gone then. */
void servicenow_done(ServicenowCall *call);
void servicenow_done_with(ServicenowCall *call, const GByteArray *bytes);
void servicenow_end(ServicenowCall *call, DeskOutcome outcome);
void servicenow_fail(ServicenowCall *call, DeskOutcome outcome, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* As an answer that is not GOOD makes it end. */
void servicenow_fail_by(ServicenowCall *call, const ServicenowAnswer *answer);

/* For the timeline: what the desk did not take. */
void servicenow_leave_out(ServicenowCall *call, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A string of what was asked, "" where it is not there. Borrowed. */
const char *servicenow_asked(const ServicenowCall *call, const char *name);
/* The path of its record in the Table API, with these fields. Caller owns. */
char *servicenow_record(const ServicenowCall *call, const char *fields);
/* The one to write it by, and how: *ret_method is a constant. Caller owns. */
char *servicenow_record_to_write(const ServicenowCall *call, const char **ret_method);

/* The chains. Each begins with one of these, called once. */
void servicenow_open(ServicenowCall *call);
void servicenow_order(ServicenowCall *call);
void servicenow_say(ServicenowCall *call);
void servicenow_set(ServicenowCall *call);
void servicenow_people(ServicenowCall *call);
void servicenow_attach(ServicenowCall *call);
void servicenow_look(ServicenowCall *call);
void servicenow_list(ServicenowCall *call);
void servicenow_probe(ServicenowCall *call);
void servicenow_item(ServicenowCall *call);
