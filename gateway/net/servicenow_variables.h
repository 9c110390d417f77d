/* SPDX-License-Identifier: Apache-2.0 */
/* The variables of a catalog item, which nest in containers, as a flat list in our words. Pure. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* [{name, label, type, mandatory, choices [{value, label}], help, default, remote_type}], as the operation "item" tells them;
 * remote_type is the instance's number for its type. Caller owns. */
json_t *servicenow_variables(const json_t *item);
/* The one of this name, borrowed, or NULL. */
const json_t *servicenow_variable(const json_t *variables, const char *name);

/* Whether its values are sys_ids of people, whom we know by their addresses. */
bool servicenow_variable_is_person(const json_t *variable);
/* The value as the instance takes it: our "yes" and "no" as its own. Caller owns. */
char *servicenow_variable_value(const json_t *variable, const char *ours);
