/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ServiceNow, spoken to in our words (gateway/model/desk_operation.h): the only place that knows its tables and fields.
 * Many operations may be under way at once, each a chain of requests. Nothing is posted a second time but after a
 * look-up that is known to find what is there.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/desk_operation.h"
#include "gateway/net/servicenow_session.h"

typedef struct ServicenowDesk ServicenowDesk;

/* As servicenow_session_new(). */
ServicenowDesk *servicenow_new(const ServicenowAccount *account, GError **error);
/* What is under way is dropped, without a word. */
void servicenow_free(ServicenowDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ServicenowDesk, servicenow_free)

/* How it ended; result is borrowed. bytes: of a file, else NULL. */
typedef void (*ServicenowEnded)(
    DeskOutcome outcome, json_t *result, const GByteArray *bytes, void *data);

typedef struct {
	DeskOperation operation;
	bool look_first; /* it may be done already */
	json_t *asked;
	GBytes *file; /* of attach */
} ServicenowOperation;
/* Each ends once, perhaps before it returns. */
void servicenow_operate(ServicenowDesk *desk, const ServicenowOperation *operation,
    ServicenowEnded ended, void *data);
/* asked: {since, seen}, as the last one's result has it; result: FRAME_CHANGES'. */
void servicenow_poll(ServicenowDesk *desk, json_t *asked, ServicenowEnded ended, void *data);
void servicenow_fetch_file(
    ServicenowDesk *desk, const char *remote_id, ServicenowEnded ended, void *data);

/* As http_client_run(). */
bool servicenow_run(ServicenowDesk *desk, int fd, int wait_ms);
