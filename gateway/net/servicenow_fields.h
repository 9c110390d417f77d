/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields that are written into a record, and what became of them: an instance leaves out what it does not know, a choice
 * that it does not have, what our account may not write, without a word. Only gateway/net/servicenow*.c includes this.
 */
#pragma once

#include "gateway/net/servicenow_call.h"

/* One more field to write; words say it in ours: "category Netwerk". */
void servicenow_put(ServicenowCall *call, const char *field, const char *value,
    const char *format, ...) G_GNUC_PRINTF(4, 5);
/* One of ours that has a map: by it, into the field that is configured; false: there is no value for it. */
bool servicenow_put_word(
    ServicenowCall *call, const char *property, const GPtrArray *words, const char *ours);
/* The body that writes them. */
json_t *servicenow_body(const ServicenowCall *call);
/* Their names, and more, for sysparm_fields. Caller owns. */
char *servicenow_names(const ServicenowCall *call, const char *more);
/* Leaves out what call->row does not have as it was written. */
void servicenow_compare(ServicenowCall *call);

/* What every result tells of a record: state, remote_state, mod_count, updated_ms, out of call->row. */
#define SERVICENOW_STANDING "sys_id,number,state,active,sys_mod_count,sys_updated_on"
void servicenow_tell_standing(ServicenowCall *call);
/* The last step of what writes fields: the record was read again, and both are told of it. */
void servicenow_end_by_reading_back(ServicenowCall *call, const ServicenowAnswer *answer);
