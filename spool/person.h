/* SPDX-License-Identifier: Apache-2.0 */
/* All that is there of one contact, as ids (int64_t) in their order. It takes as long as there is of it. */
#pragma once

#include "spool/database.h"

typedef enum {
	PERSON_MAILS,   /* that came from one of its addresses */
	PERSON_LETTERS, /* to it */
	PERSON_TICKETS, /* that it reported */
	PERSON_SHARED,  /* tickets of others on which it is somebody */
} PersonKind;
bool person_ids(
    Spool *spool, int64_t contact, PersonKind kind, GArray **ret_ids, GError **error);
