/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to one ServiceNow instance by one account, logged in: a token is asked for when one is needed, ahead of its
 * end, and once more where it is refused. No more requests an hour than the configuration allows; what is too much waits.
 */
#pragma once

#include "gateway/config/config_desk.h"
#include "gateway/net/servicenow_answer.h"

typedef struct ServicenowSession ServicenowSession;

typedef struct {
	const CurlLibrary *curl;  /* foreign, and so is all here */
	const ConfigDesk *config; /* where, and who */
	const char *secret;       /* of the client, or the key; or NULL */
	const char *password;     /* of the user; or NULL */
	int64_t wait_ms;          /* for one answer */
} ServicenowAccount;

/* What account points to must live as long. */
ServicenowSession *servicenow_session_new(const ServicenowAccount *account, GError **error);
/* What is under way is dropped, without a word. */
void servicenow_session_free(ServicenowSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ServicenowSession, servicenow_session_free)

typedef struct {
	const char *method; /* a constant */
	const char *path;
	GBytes *body;     /* or NULL */
	const char *type; /* of the body: "application/json" */
	bool file;        /* bytes come, not JSON */
} ServicenowRequest;
/* The answer is borrowed. */
typedef void (*ServicenowAnswered)(const ServicenowAnswer *answer, void *data);
/* Never answers before it returns. */
void servicenow_session_send(ServicenowSession *session, const ServicenowRequest *request,
    ServicenowAnswered answered, void *data);
/* As http_client_run(). */
bool servicenow_session_run(ServicenowSession *session, int fd, int wait_ms);
