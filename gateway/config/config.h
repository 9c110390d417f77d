/* SPDX-License-Identifier: Apache-2.0 */
/*
 * casegate.yaml as a plain struct, read whole or not at all. The shipped rules, answers, catalog and letters lie
 * in the data folder; files of the same name beside casegate.yaml replace them.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/config/config_desk.h"
#include "gateway/config/config_look.h"
#include "gateway/config/config_mailbox.h"
#include "gateway/config/config_marked.h"
#include "gateway/config/config_people.h"
#include "gateway/config/config_promise.h"
#include "gateway/config/config_server.h"
#include "gateway/config/config_web.h"
#include "gateway/templates/templates.h"
#include "rules/answer.h"
#include "rules/catalog.h"
#include "rules/faq.h"
#include "rules/need.h"
#include "rules/ruleset.h"
#include "spool/forget.h"

typedef struct {
	ConfigServer smtp;   /* smtp.host is NULL for a Maildir */
	char *maildir;       /* own; or NULL */
	char *envelope_from; /* own; or NULL: each letter's mailbox address */
} ConfigOutgoing;

/* How a reader is addressed, in languages that tell "je" from "u". */
typedef enum {
	CONFIG_INFORMAL,
	CONFIG_FORMAL,
} ConfigAddress;

/* How many automatic answers at most to whom nothing is proven; 0: no limit of its own. */
typedef struct {
	int64_t per_address_hour;
	int64_t per_minute;
} ConfigAcknowledgements;

/* How many automatic answers at most, whatever is proven; 0: only the one against loops. */
typedef struct {
	int64_t per_address_hour;
	int64_t per_ticket_hour;
	int64_t per_minute;
	int64_t per_hour;
	int64_t in_a_row; /* so many answered within moments, and it is a loop; 0: it is none */
	int64_t waiting_address_hour; /* of all other letters: what is more waits */
} ConfigLetters;

typedef struct {
	char *file;             /* own; where it was read */
	char *desk_name;        /* own */
	char *domain;           /* own; right side of our Message-IDs */
	char *language;         /* own; "nl" */
	char *time_zone;        /* own; or NULL: the machine's */
	int address;            /* ConfigAddress */
	GPtrArray *categories;  /* own; of char * */
	char *default_category; /* own */
	ConfigDesk *tickets;    /* own; NULL: the embedded desk has them */
	ConfigLook look;        /* of the letters */

	GPtrArray *mailboxes; /* own; of ConfigMailbox, at least one */
	ConfigOutgoing outgoing;
	GPtrArray *groups;      /* own; of ConfigGroup */
	GPtrArray *agents;      /* own; of ConfigAgent */
	ConfigPromise promise;  /* a first_answer of each priority */
	GPtrArray *accounts;    /* own; of ConfigAccount */
	GPtrArray *escalations; /* own; of ConfigEscalation; each later than the one before */
	ConfigTimes times;
	ConfigAcknowledgements acknowledgements;
	ConfigLetters letters;
	int64_t retention[KEPT_KINDS];          /* ms for which it is kept; 0: for good */
	char *privacy_group, *privacy_category; /* own; or NULL: of who asks for their data */
	int64_t notifications_hour; /* to one of the desk's addresses; 0: no limit */
	ConfigMarked marked;        /* which attachments are */
	char *clamd;          /* own; where it is, path or HOST:PORT; or NULL: none is asked */
	char *alarm;          /* own; or NULL */
	char *control_socket; /* own; or NULL: the usual place */
	char *control_group;  /* own; Unix group that may call there, or NULL */
	char *metrics_file;   /* own; for the node exporter, or NULL */
	ConfigWeb web;
	int64_t readers;   /* size of the pool of read workers */
	NeedTable needs;   /* of all, whatever accounts and items add */
	bool accept_at_l2; /* accept without a token by a known, aligned contact */

	Answers *answers;          /* own */
	Ruleset *rules;            /* own */
	Catalog *catalog;          /* own */
	Faq *faq;                  /* own */
	char **letter_directories; /* own; "…/letters", later ones win */
} Config;

/* Reads everything there is beside and below it; NULL when there is any mistake. diagnostics: of Diagnostic. */
Config *config_load(const char *file, GPtrArray *diagnostics);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)
/* The letters as it wants them; see templates_load(). Caller owns. */
Templates *config_templates(const Config *config, GPtrArray *diagnostics);

/* Borrowed; NULL, or the first one, where there is none of this name (any more). */
const ConfigMailbox *config_mailbox(const Config *config, const char *name);
const ConfigMailbox *config_mailbox_or_first(const Config *config, const char *name);

/* Where the shipped data lies: the source tree's for a program that still stands in its build folder. Borrowed. */
const char *config_data_directory(void);
/* Where the control socket of a gateway with this state folder is; config: NULL where it is not known. Caller owns. */
char *config_control_path(const Config *config, const char *state);
#define CONFIG_CONTROL_SHARED RUNSTATEDIR "/casegate/control" /* where a group may reach it */
