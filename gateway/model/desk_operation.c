/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/desk_operation.h"

#include <stddef.h>
#include <string.h>

static const char *const NAMES[DESK_OPERATIONS] = {
    [DESK_OPEN] = "open",
    [DESK_ORDER] = "order",
    [DESK_SAY] = "say",
    [DESK_NOTE] = "note",
    [DESK_SET] = "set",
    [DESK_PEOPLE] = "people",
    [DESK_ATTACH] = "attach",
    [DESK_LOOK] = "look",
    [DESK_LIST] = "list",
    [DESK_PROBE] = "probe",
    [DESK_ITEM] = "item",
};

static const char *const OUTCOMES[DESK_OUTCOMES] = {
    [DESK_DONE] = "done",
    [DESK_AGAIN] = "again",
    [DESK_PAUSED] = "paused",
    [DESK_UNKNOWN] = "unknown",
    [DESK_CONFLICT] = "conflict",
    [DESK_REFUSED] = "refused",
    [DESK_DOUBTFUL] = "doubtful",
};

const char *
desk_outcome_name(DeskOutcome outcome)
{
	return OUTCOMES[outcome];
}

const char *
desk_operation_name(DeskOperation operation)
{
	return NAMES[operation];
}

bool
desk_operation_from_name(const char *name, DeskOperation *ret_operation)
{
	for (size_t i = 0; i < DESK_OPERATIONS; i++)
		if (strcmp(name, NAMES[i]) == 0) {
			*ret_operation = (DeskOperation)i;
			return true;
		}
	return false;
}
