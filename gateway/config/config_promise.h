/* SPDX-License-Identifier: Apache-2.0 */
/* What is promised to customers: in what time, and in whose hours. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "gateway/util/working_hours.h"

#define CONFIG_PRIORITIES 3 /* in the order of ACTION_PRIORITIES */

/* The desk's, a group's or an account's. */
typedef struct {
	WorkingHours *hours;                     /* own; NULL: none of its own */
	int64_t first_answer[CONFIG_PRIORITIES]; /* 0: none of its own */
} ConfigPromise;

typedef struct {
	char *name, *address; /* own */
	ConfigPromise promise;
} ConfigGroup;

/* A customer of whom something else holds than of the others; the spool has all of them (spool/account.h). */
typedef struct {
	char *name; /* own; compared without the case of ASCII letters */
	ConfigPromise promise;
} ConfigAccount;

/* A group that is told, too, when an answer is overdue for so long. */
typedef struct {
	int64_t after;
	char *to; /* own; name of a group */
} ConfigEscalation;

/* All in ms. Those that are for people count working time where there are hours (working_hours_due()); the others, from
 * expire_draft on, are plain time. */
typedef struct {
	int64_t remind_answer; /* so long before an answer is due */
	int64_t remind_question;
	int64_t remind_solution;
	int64_t close_solution;
	int64_t remind_approval;
	int64_t expire_approval;
	int64_t expire_draft;
	int64_t give_up_command; /* so long a completed request's command that fails is tried */
	int64_t alarm;           /* what fails for so long is reported */
	int64_t silence;         /* a worker without a sign of life for so long is killed */
	int64_t give_up_letter;  /* a letter that is refused for now is tried this long */
} ConfigTimes;
