/* SPDX-License-Identifier: Apache-2.0 */
/* How a ticket stands at ServiceNow, in our words. Only gateway/net/servicenow*.c includes this. */
#pragma once

#include "gateway/net/servicenow_call.h"

/* The fields of its record that are told, for sysparm_fields. */
#define SERVICENOW_CHANGE_FIELDS                                                           \
	"sys_id,number,short_description,state,active,category,priority,assignment_group," \
	"assignment_group.name,assigned_to,assigned_to.name,assigned_to.email,resolution_" \
	"code,"                                                                            \
	"close_notes,sys_updated_on,sys_updated_by,sys_mod_count,correlation_display"
/* The same with fields of the configuration. Caller owns. */
char *servicenow_change_fields(const ConfigDesk *config);

/* Makes call->change of call->row alone. */
void servicenow_tell_record(ServicenowCall *call);
/* Makes call->change of call->row, what was said, and its files; then goes on. */
void servicenow_tell_change(ServicenowCall *call, ServicenowThen then);
/* That of a row where nothing was said and no file was brought. New. */
json_t *servicenow_change_unsaid(const ServicenowCall *call, const json_t *row);
/* Reads the record first. */
void servicenow_read_change(ServicenowCall *call, ServicenowThen then);
/* Ends the call: the ticket is not in a state for it, and so it stands. */
void servicenow_conflict(ServicenowCall *call, const char *why);

/* Looks for what carries the call's key among what was said; then goes on, with call->rest "entry" set where it is there.
 * While it may be done, where nothing at all can be read, by a second way too. */
void servicenow_find_said(ServicenowCall *call, ServicenowThen then);
