/* SPDX-License-Identifier: Apache-2.0 */
/* People of an instance by their addresses. Only gateway/net/servicenow*.c includes this. */
#pragma once

#include "gateway/net/servicenow_call.h"

#define SERVICENOW_CONTACTS "/api/now/contact"
#define SERVICENOW_USERS "/api/now/table/sys_user"

/* Looks these up (an array of strings), then goes on; of one that cannot be asked for nobody is found. An instance that
 * brings others than were asked for ends the call: a person is to decide. */
void servicenow_find_people(
    ServicenowCall *call, const char *resource, const json_t *addresses, ServicenowThen then);

typedef enum {
	SERVICENOW_ONE,
	SERVICENOW_NONE,
	SERVICENOW_BARRED, /* inactive, or locked out */
	SERVICENOW_SEVERAL,
} ServicenowFound;
/* What was found; *ret_row is borrowed, NULL but where it is one. */
ServicenowFound servicenow_person(
    const ServicenowCall *call, const char *address, const json_t **ret_row);
