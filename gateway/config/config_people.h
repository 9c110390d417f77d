/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's own people, as casegate.yaml has them. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name, *address; /* own */
	char *login;          /* own; their name on this machine, or NULL */
	GPtrArray *groups;    /* own; of char * */
	bool is_operator;     /* on the pages */
} ConfigAgent;
