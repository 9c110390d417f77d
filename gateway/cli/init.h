/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of `casegate init` share: the answers. Each comes from an option, from a person, or from what is
 * proposed. At a terminal each is kept in a file beside the configuration until that is written, so that whoever is
 * interrupted is offered it the next time.
 */
#pragma once

#include <jansson.h>

#include "gateway/config/config.h"

typedef enum {
	ASK_ADDRESS,
	ASK_LANGUAGE,
	ASK_NAME,
	ASK_IMAP,
	ASK_USER,
	ASK_LOGIN,
	ASK_TENANT,
	ASK_CLIENT,
	ASK_CA,
	ASK_SMTP,
	ASK_SMTP_USER,
	ASK_SMTP_CA,
	ASK_AUTHSERV,
	ASK_PLUS,
	ASK_OLD_MAIL,
	ASK_ALARM,
	ASK_DESK_CLIENT,
	ASK_DESK_USER,
	ASK_GROUPS,
	ASK_AGENTS,
	ASK_TEST_LETTER,
	ASK_START,
	ASK_AGAIN, /* at a terminal only */
	/* options only */
	ASK_DESK,
	ASK_DESK_CA,
	ASK_PASSWORD_FILE,
	ASK_SMTP_PASSWORD_FILE,
	ASK_CLIENT_SECRET_FILE,
	ASK_DESK_SECRET_FILE,
	ASKED,
} Ask;

typedef struct {
	char *answers[ASKED]; /* own */
	char *before[ASKED];  /* own; proposed, because they were answers already */
	const char *file;     /* foreign */
	const char *state;    /* foreign */
	int64_t now_ms;       /* when it began: what comes from now on is taken in */
	bool terminal;        /* a person answers, who can be asked again */
	bool yes;             /* nobody is asked */
	bool offline;         /* no server is asked */
	bool interrupted;     /* by the person */
	bool empty;           /* whether a secret is to be filled in still */
	bool served;          /* the service's user has the secrets */
	bool fresh_secret;    /* that of ServiceNow was not there before */
	json_t *values;       /* own; what ServiceNow told of itself, or NULL */
} Init;
void init_clear(Init *init);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Init, init_clear)

/* Its configuration is the one that the installed service reads. */
bool init_is_for_service(const Init *init);
/* Below the folder of the configuration. Caller owns. */
char *init_path(const Init *init, const char *name);
