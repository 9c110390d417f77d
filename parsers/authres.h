/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Authentication-Results by the grammar of RFC 8601 with the UTF-8 of RFC 8616. A field that breaks it is not
 * silently nothing: it gives one result that says so, because whoever could make it unreadable may have done that to
 * hide what it says.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* One method's result, not yet believed: anybody may have written it. */
typedef struct {
	char *
	    authserv; /* own; as written; of an unreadable field what it begins with; "" where it names none */
	bool
	    is_odd; /* that is in quotes or behind a comment, as no server writes its own name */
	unsigned hop; /* how many Received fields stand above */
	char *method; /* own; lower case: "dmarc", "dkim", "spf", "auth" */
	char *result; /* own; lower case: "pass", "fail", ... */
	char *domain; /* own; of header.from, header.d or smtp.mailfrom, lower case; or "" */
	char *user;   /* own; of smtp.auth: who had logged in; or "" */
	char *policy; /* own; what the domain asks for: "reject", "quarantine", "none"; or "" */
	bool
	    unreadable; /* the field breaks the grammar; "dmarc" and "fail" where it names that all the same */
} AuthResult;

AuthResult *authres_new(
    const char *authserv, const char *method, const char *result, const char *domain);
void authres_free(AuthResult *result);

enum { AUTHRES_MAX = 1000 /* results that are read of one mail */ };

/*
 * Appends an AuthResult for each result of a field as it stands in the mail, folded or not; none for "none". One that
 * names a DMARC fail in a comment or a string gives that fail, too. Beyond AUTHRES_MAX the field is unreadable.
 */
void authres_parse(const char *field, size_t size, unsigned hop, GPtrArray *results);
