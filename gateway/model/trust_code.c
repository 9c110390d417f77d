/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/trust_code.h"

#include <openssl/crypto.h>
#include <string.h>

static char *
code_of(const uint8_t *key, const ConfigMailbox *mailbox, const char *purpose)
{
	g_autoptr(GString) text = g_string_new(purpose);
	char *code = NULL;

	g_string_append_printf(text, "\n%s\n%s", mailbox->name, mailbox->address);
	for (unsigned i = 0; mailbox->internal != NULL && i < mailbox->internal->len; i++)
		g_string_append_printf(text, "\n%s", (const char *)mailbox->internal->pdata[i]);
	code = g_compute_hmac_for_string(
	    G_CHECKSUM_SHA256, key, KEY_BYTES, text->str, (gssize)text->len);
	code[CONFIG_AUTHAS_LENGTH] = '\0';
	return code;
}

char *
trust_code_of_trial(const KeyRing *keys, const ConfigMailbox *mailbox)
{
	return code_of(keys->current, mailbox, "trial of authas");
}

static char *
result_of(const uint8_t *key, const ConfigMailbox *mailbox)
{
	return code_of(key, mailbox, "result of authas");
}

char *
trust_code_of_result(const KeyRing *keys, const ConfigMailbox *mailbox)
{
	return result_of(keys->current, mailbox);
}

static bool
is_by(const uint8_t *key, const ConfigMailbox *mailbox)
{
	g_autofree char *right = result_of(key, mailbox);

	return CRYPTO_memcmp(mailbox->authas, right, CONFIG_AUTHAS_LENGTH) == 0;
}

bool
trust_code_is_given(const KeyRing *keys, const ConfigMailbox *mailbox)
{
	return mailbox->authas != NULL && strlen(mailbox->authas) == CONFIG_AUTHAS_LENGTH &&
	       (is_by(keys->current, mailbox) ||
		   (keys->has_previous && is_by(keys->previous, mailbox)));
}
