/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must confirm a mail, for each thing that it may do: written in casegate.yaml, in catalog items and for accounts,
 * of which the strictest counts (gateway/model/needs.h). Pure.
 */
#pragma once

#include "rules/yaml.h"

typedef enum {
	NEED_NONE,
	NEED_CONFIRMED, /* a code that a letter to the registered address carried */
	NEED_APP,       /* that of the sender's authenticator app, who has one */
} Need;
#define NEEDS (NEED_APP + 1)
const char *need_name(Need need); /* "confirmed" */

typedef enum {
	NEED_OPEN,
	NEED_COMMENT,
	NEED_ACCEPT,
	NEED_REJECT,
	NEED_REQUEST,
	NEED_REQUEST_SENSITIVE, /* costs money or gives access */
	NEED_APPROVE,
	NEED_APPROVE_SENSITIVE,
	NEED_CONTACT_DATA,
	NEED_STATUS_ORGANISATION,
	NEED_EXPORT,
	NEED_ERASE,
} NeedAction;
#define NEED_ACTIONS (NEED_ERASE + 1)
const char *need_action_name(NeedAction action); /* "request_sensitive", as it is written */
const char *need_action_help(
    NeedAction action); /* "ask for what costs money or gives access" */

typedef struct {
	int of[NEED_ACTIONS]; /* Need */
} NeedTable;

/* Those of a desk whose configuration says nothing: what costs money, gives access, or tells or changes who somebody is
 * needs more than a mailbox. */
NeedTable need_default(void);

/* A reader for maps of actions to needs; what is not named stays as it is. NeedTable. */
bool need_read_table(const YamlNode *node, const void *extra, void *target);
/* The same of a catalog item, which knows `request` and `approve`. */
bool need_read_item(const YamlNode *node, const void *extra, void *target);

/* "accept=confirmed,approve=app"; "": none. False: ret_wrong is the part that is not so; caller owns. */
bool need_parse(const char *text, NeedTable *ret_table, char **ret_wrong);
/* What need_parse() reads, of all that is not none, in order. Caller owns. */
char *need_text(const NeedTable *table);
