/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/agent_unproven.h"

#include <string.h>

#include "gateway/letters/agent_letter.h"
#include "gateway/templates/letter_types.h"
#include "spool/letter.h"

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define MOST 3 /* of these letters to one agent within an hour */

bool
agent_unproven_tell(MailFacts *facts, const ConfigAgent *agent, const Ticket *ticket,
    const char *lacks, GError **error)
{
	const LetterQuery query = {
	    LETTER_NOTIFICATION_UNPROVEN, facts->context->now_ms - HOUR_MS};
	const char *id = facts->message->message_id;
	g_autofree char *mail = g_strdup_printf("%" G_GINT64_FORMAT, facts->mail->id);
	AgentLetter letter = {
	    .name = LETTER_NOTIFICATION_UNPROVEN,
	    .address = agent->address,
	    .person = agent->name,
	    .ticket = ticket,
	    .answers = id == NULL ? "" : id,
	};
	int64_t sent = 0;
	bool good = false;

	if (!letter_count_to(facts->context->spool, &query, letter.address, &sent, error))
		return false;
	if (sent >= MOST)
		return true;
	letter.values =
	    json_pack("{s:b, s:b, s:{s:s}}", "lacks_token", strcmp(lacks, "token") == 0,
		"lacks_pass", strcmp(lacks, "pass") == 0, "mail", "id", mail);
	good = agent_letter_write(facts->context, &letter, error);
	json_decref(letter.values);
	return good;
}
