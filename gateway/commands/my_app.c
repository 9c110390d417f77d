/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/my_app.h"

#include <openssl/crypto.h>
#include <string.h>

#include "gateway/desk/factor_change.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/qr_code.h"
#include "gateway/util/totp.h"
#include "spool/contact_change.h"
#include "spool/factor.h"

/* What was done to it stays with the contact, as what the desk does. */
static bool
keep(const MySelf *self, const char *done, GError **error)
{
	const ContactChange change = {.contact = self->contact->id,
	    .field = (char *)"app",
	    .old_value = (char *)"",
	    .new_value = (char *)done,
	    .at_ms = self->context->now_ms};

	return contact_change_add(self->context->spool, &change, error);
}

/* Takes the URI, which holds the secret. */
static void
set_code(json_t *out, char *take_uri)
{
	g_autoptr(QrCode) code = qr_code_new(take_uri);
	const char *key = strstr(take_uri, "secret=");
	char *path = code == NULL ? NULL : qr_code_path(code);

	if (path != NULL) {
		json_object_set_new(out, "side", json_integer(qr_code_columns(code)));
		json_object_set_new(out, "path", json_string(path));
		OPENSSL_cleanse(path, strlen(path));
		g_free(path);
	}
	if (key != NULL) {
		key += strlen("secret=");
		json_object_set_new(out, "key", json_stringn(key, strcspn(key, "&")));
	}
	OPENSSL_cleanse(take_uri, strlen(take_uri));
	g_free(take_uri);
}

json_t *
my_app_json(const MySelf *self, GError **error)
{
	g_autoptr(Factor) factor = NULL;
	json_t *out = NULL;
	char *uri = NULL;

	if (!factor_get(self->context->spool, self->contact->id, &factor, error) ||
	    !factor_change_pending(self->context, self->contact, &uri, error))
		return NULL;
	out = json_pack("{so, sn, sn, sn}", "state",
	    json_print_string(factor == NULL ? NULL : factor_state_name(factor->state)), "side",
	    "path", "key");
	if (uri != NULL)
		set_code(out, uri);
	return out;
}

bool
my_app_begin(const MySelf *self, GError **error)
{
	char *uri = NULL;

	if (!factor_change_enroll(self->context, self->contact, &uri, error))
		return false;
	OPENSSL_cleanse(uri, strlen(uri));
	g_free(uri);
	return keep(self, "enrolled on the page", error);
}

bool
my_app_confirm(const MySelf *self, const Call *call, GError **error)
{
	const char *code = call_word(call, "code");

	if (code == NULL || !totp_is_code(code))
		return error_set(error, GATEWAY_ERROR_REFUSED, "lacks: code");
	return factor_change_confirm(self->context, self->contact, code, error) &&
	       keep(self, "confirmed on the page", error);
}
