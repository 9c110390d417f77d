/* SPDX-License-Identifier: Apache-2.0 */
/*
 * casegate.yaml as a plain struct, read whole or not at all. The shipped rules, answers, catalog and letters lie
 * in the data folder; files of the same name beside casegate.yaml replace them.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/config/config_mailbox.h"
#include "gateway/config/config_server.h"
#include "rules/answer.h"
#include "rules/catalog.h"
#include "rules/faq.h"
#include "rules/ruleset.h"

typedef struct {
	ConfigServer smtp;   /* smtp.host is NULL for a Maildir */
	char *maildir;       /* own; or NULL */
	char *envelope_from; /* own; or NULL: each letter's mailbox address */
} ConfigOutgoing;

typedef struct {
	char *name;    /* own */
	char *address; /* own */
} ConfigGroup;

typedef struct {
	char *name;        /* own */
	char *address;     /* own */
	GPtrArray *groups; /* own; of char * */
} ConfigAgent;

typedef struct {
	int64_t first_answer;
	int64_t remind_question;
	int64_t remind_solution;
	int64_t close_solution;
	int64_t expire_draft;
	int64_t remind_approval;
	int64_t expire_approval;
	int64_t
	    give_up_command; /* a completed request's command that fails is tried this long */
	int64_t alarm;       /* what fails for so long is reported */
	int64_t give_up_letter; /* a letter that is refused for now is tried this long */
} ConfigTimes;                  /* all in ms */

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
	char *file; /* own; where it was read */
	/* desk: */
	char *desk_name;        /* own */
	char *domain;           /* own; right side of our Message-IDs */
	char *language;         /* own; "nl" */
	GPtrArray *categories;  /* own; of char * */
	char *default_category; /* own */

	GPtrArray *mailboxes; /* own; of ConfigMailbox, at least one */
	ConfigOutgoing outgoing;
	GPtrArray *groups; /* own; of ConfigGroup */
	GPtrArray *agents; /* own; of ConfigAgent */
	ConfigTimes times;
	ConfigAcknowledgements acknowledgements;
	ConfigLetters letters;
	int64_t notifications_hour; /* to one of the desk's addresses; 0: no limit */
	char *alarm;                /* own; or NULL */
	char *control_socket;       /* own; or NULL: "control" in the state folder */
	int64_t readers;            /* size of the pool of read workers */
	bool accept_at_l2;          /* accept without a token by a known, aligned contact */

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
/* The rules as they were with this folder in the place of rules.d beside the configuration. Caller owns. */
Ruleset *config_other_rules(
    const Config *config, const char *directory, GPtrArray *diagnostics);

/* Borrowed; NULL, or the first one, where there is none of this name (any more). */
const ConfigMailbox *config_mailbox(const Config *config, const char *name);
const ConfigMailbox *config_mailbox_or_first(const Config *config, const char *name);

/* Where the shipped data lies: the source tree's for a program that still stands in its build folder. Borrowed. */
const char *config_data_directory(void);
/* What belongs to a configuration and lies beside its file, each kind in a folder of this name; ended by NULL. */
extern const char *const CONFIG_FOLDERS[];
/* Where the control socket of a gateway with this state folder is; config: NULL where it is not known. Caller owns. */
char *config_control_path(const Config *config, const char *state);
