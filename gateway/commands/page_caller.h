/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who calls by a page. The worker that speaks HTTP hands on what the browser has; who that is, and whether a form of theirs
 * may change something, is found out here, beside the spool. So whoever took that worker over is still nobody.
 */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/session.h"

#define PAGE_LINK_MS (INT64_C(15) * 60 * 1000) /* a link to log in is good for so long */
#define PAGE_IDLE_MS \
	(INT64_C(12) * 60 * 60 * 1000) /* a session of an agent that is not used ends */

/* What came with what a page asks, as the worker tells it. All borrowed; "" where there is none. */
typedef struct {
	const char *secret; /* of the cookie */
	const char *proxy;  /* whom the proxy before us has let in */
	const char *nonce;  /* of the form */
} PageCaller;

/* Sets the call's caller: an agent, or, where there is no session for it, nobody. What is no such caller's word is taken
 * out of the call. */
bool page_caller_set(Context *context, const PageCaller *from, Call *call, GError **error);
/* The agent of this configuration whom a proxy calls so, by address or login; or NULL. Borrowed. */
const ConfigAgent *page_caller_of_proxy(const Config *config, const char *name);
/* The customer whom a proxy calls so: a contact that is known, whose address is of a domain whose own login counts. NULL: no
 * such one; an agent is none. */
bool page_caller_customer_of_proxy(
    Context *context, const char *name, Contact **ret_contact, GError **error);

/* Whether what a page's call changes was sent by a form that we made for its session; it counts once. Of other callers, and
 * of what only shows: true. */
bool page_caller_check_form(Context *context, const Call *call, GError **error);
