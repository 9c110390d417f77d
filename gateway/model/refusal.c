/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/refusal.h"

#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"

const char *
refusal_language(const Context *context, const char *language)
{
	return language == NULL ? context->config->language : language;
}

char *
refusal_said(const Context *context, const char *language, const char *sentence)
{
	return refusal_text(
	    context->templates, refusal_language(context, language), sentence, NULL);
}

bool
refusal_set(const Ticket *ticket, const char *said, GError **error)
{
	return error_set(error, GATEWAY_ERROR_REFUSED, "%s%s%s",
	    ticket == NULL ? "" : ticket->number, ticket == NULL ? "" : ": ", said);
}
