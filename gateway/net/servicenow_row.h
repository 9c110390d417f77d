/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of a ServiceNow record, which are all strings, and what they mean in our words. Pure.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/config/config_desk.h"

/* A field's value, "" where it has none; of a reference, its sys_id, however it is written. Borrowed. */
const char *servicenow_text(const json_t *row, const char *field);
/* Whether that is exactly its value. */
bool servicenow_is(const json_t *row, const char *field, const char *value);
/* The same without case. */
bool servicenow_is_alike(const json_t *row, const char *field, const char *address);
int64_t servicenow_number(const json_t *row, const char *field);

/* "2026-11-20 09:15:02", which is UTC, in milliseconds; 0: it is none. */
int64_t servicenow_time(const char *stamp);
/* The object's updated_ms, where the row tells it. */
void servicenow_set_updated(json_t *object, const json_t *row);
/* The other way; caller owns. */
char *servicenow_stamp(int64_t at_ms);

/* The state of ours that one of the desk's is, of a ticket of that kind; false: it has no name of ours. */
bool servicenow_state(
    const ConfigDesk *config, TicketKind kind, const char *theirs, TicketState *ret_state);
/* The same as a name, or NULL. */
const char *servicenow_state_name(
    const ConfigDesk *config, TicketKind kind, const char *theirs);
/* Its table, by its number's letters. */
TicketKind servicenow_kind(const ConfigDesk *config, const char *number);
const char *servicenow_table(TicketKind kind);
