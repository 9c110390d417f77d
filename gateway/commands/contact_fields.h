/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of a contact as an operator gives them: by the options of `casegate contact add` and `set`, or by the
 * columns of a file. Both have the same names and are checked alike.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/contact.h"

typedef enum {
	FIELD_ADDRESS,
	FIELD_NAME,
	FIELD_LANGUAGE,
	FIELD_ACCOUNT,
	FIELD_ALIASES,
	FIELD_MANAGER,
	FIELD_SEES,
	FIELD_ITEMS,
	FIELD_APPROVES,
	CONTACT_FIELDS, /* how many there are */
} ContactField;

/* "address", "name" ...; NULL-terminated. */
extern const char *const CONTACT_FIELD_NAMES[CONTACT_FIELDS + 1];

typedef struct {
	const char *values[CONTACT_FIELDS]; /* borrowed; NULL: leave; "": none */
} ContactFields;

/* The others of an import, which may be named before they are added; keys folded. Or NULL. */
typedef struct {
	GHashTable *addresses;
	GHashTable *accounts;
} ContactOthers;

/* Called with each thing that is wrong. */
typedef void (*ContactFieldsReport)(
    ContactField field, const char *found, const char *expected, void *data);

typedef struct {
	const ContactOthers *others;
	ContactFieldsReport report;
	void *data;
} ContactFieldsCheck;

/* Looks at all of it and changes nothing. False with an error only where the spool fails. */
bool contact_fields_check(Context *context, const ContactFields *fields,
    const ContactFieldsCheck *check, GError **error);
/* Sets aliases and rights of a contact that is there; the fields were checked. */
bool contact_fields_set_rights(
    Context *context, const ContactFields *fields, int64_t id, GError **error);
ContactDetails contact_fields_details(const ContactFields *fields);

/* Words of a list: separated by commas, semicolons or '|', and spaces too where no word has one. Caller owns. */
char **contact_fields_list(const char *text, bool spaces);
