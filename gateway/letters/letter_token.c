/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/letter_token.h"

/* False where there is no such letter, or the spool cannot be read. */
static bool
read_letter(const Context *context, int64_t id, TokenLetter *ret_letter, GError **error)
{
	bool there = false;

	ret_letter->id = id;
	return id >= 0 && letter_salt(context->spool, id, &there, &ret_letter->salt, error) &&
	       there;
}

bool
letter_token_check(const Context *context, TokenKind kind, const char *token,
    int64_t *ret_letter, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	TokenLetter letter = {0};

	*ret_letter = 0;
	if (read_letter(context, token_letter(token, kind), &letter, &wrong) &&
	    token_check(&context->keys, kind, token, &letter))
		*ret_letter = letter.id;
	if (wrong == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

bool
letter_token_check_message_id(
    const Context *context, const char *id, int64_t *ret_letter, GError **error)
{
	const char *domain = context->config->domain;
	g_autoptr(GError) wrong = NULL;
	TokenLetter letter = {0};

	*ret_letter = 0;
	if (read_letter(context, token_message_id_letter(id, domain), &letter, &wrong) &&
	    token_check_message_id(&context->keys, id, domain, &letter))
		*ret_letter = letter.id;
	if (wrong == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

bool
letter_token_of_page(
    const Context *context, const char *token, Letter **ret_letter, GError **error)
{
	TokenLetter named = {.id = MAX(token_letter(token, TOKEN_PAGE), 0)};
	g_autoptr(Letter) letter = NULL;
	bool is_ours = false;

	*ret_letter = NULL;
	if (!letter_get(context->spool, named.id, &letter, error))
		return false;
	named.salt = letter == NULL ? 0 : letter->salt;
	is_ours = token_check(&context->keys, TOKEN_PAGE, token, &named);
	if (is_ours && letter != NULL && letter->expires_ms > context->now_ms)
		*ret_letter = g_steal_pointer(&letter);
	return true;
}

/* What cannot be checked is cut. */
static bool
is_ours(const void *data, const char *token)
{
	static const TokenKind KINDS[] = {TOKEN_PROOF, TOKEN_ENVELOPE, TOKEN_PAGE};
	int64_t letter = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (!letter_token_check(data, KINDS[i], token, &letter, NULL) || letter != 0)
			return true;
	return false;
}

TokenCutter
letter_token_cutter(const Context *context, int64_t newest, const char *own)
{
	return (TokenCutter){is_ours, context, newest, own, NULL};
}
