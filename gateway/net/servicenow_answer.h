/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer of a ServiceNow instance says: whether what was asked is done, is not, or may be, and what is to follow.
 * Done is only what has the expected status and JSON with a result. Pure.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/net/http_client.h"

typedef enum {
	SERVICENOW_GOOD,
	/* not done, and no fault of the request */
	SERVICENOW_LOGIN,   /* the login is refused */
	SERVICENOW_LIMITED, /* too many requests: after wait_ms again, 0: it does not say */
	SERVICENOW_QUEUED,  /* it was not processed: too many at once */
	SERVICENOW_ASLEEP,  /* a page instead of an answer, or a way elsewhere */
	SERVICENOW_DOWN,    /* not reached, or it says that it cannot now */
	/* it may be done or not */
	SERVICENOW_UNSURE, /* no whole answer came */
	SERVICENOW_BROKEN, /* it, or what stands before it, failed within the work */
	/* not done: because of what was asked */
	SERVICENOW_FORBIDDEN,
	SERVICENOW_MISSING,
	SERVICENOW_REFUSED,
} ServicenowClass;

typedef struct {
	ServicenowClass class;
	long status;
	json_t *result;          /* own; what is GOOD, but for a file */
	const GByteArray *bytes; /* foreign; a file */
	char *words;             /* own; what is not GOOD, in one line */
	char *transaction;       /* own; the instance's id of this request, or NULL */
	int64_t wait_ms;
	bool has_next; /* a list goes on behind this page */
	int64_t at_ms; /* the instance's clock; 0: it does not say */
} ServicenowAnswer;

/* file: the answer is bytes, not JSON. */
void servicenow_answer_read(const HttpAnswer *http, bool file, ServicenowAnswer *ret_answer);
void servicenow_answer_clear(ServicenowAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ServicenowAnswer, servicenow_answer_clear)
