/* SPDX-License-Identifier: Apache-2.0 */
/* The service catalog. Only gateway/net/servicenow*.c includes this. */
#pragma once

#include "gateway/net/servicenow_call.h"

#define SERVICENOW_ITEMS "/api/sn_sc/servicecatalog/items/"

/* Asks for the item of the operation; false: it names none, and the call has ended. */
bool servicenow_get_item(ServicenowCall *call, ServicenowStep step);
