/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/quoted_answers.h"

#include "gateway/intake/trace.h"
#include "gateway/letters/letter_text.h"
#include "spool/letter.h"

#define LETTERS_MOST 6

static bool
add_texts(MailFacts *facts, int64_t letter, GPtrArray *texts, GError **error)
{
	g_autoptr(GBytes) bytes = letter_bytes(facts->context->spool, letter, error);
	g_autoptr(GPtrArray) own = NULL;

	if (bytes == NULL)
		return false;
	own = letter_texts(bytes);
	g_ptr_array_extend_and_steal(texts, g_steal_pointer(&own));
	return true;
}

static void
add_letter(GArray *letters, int64_t id)
{
	for (unsigned i = 0; i < letters->len; i++)
		if (g_array_index(letters, int64_t, i) == id)
			return;
	if (letters->len < LETTERS_MOST)
		g_array_append_val(letters, id);
}

/* The letters of this ticket that the mail names, then its newest. Of int64_t. */
static GArray *
find_letters(MailFacts *facts, int64_t ticket, GError **error)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	const GPtrArray *all = mail_facts_letters(facts, ticket, error);

	if (all == NULL)
		return NULL;
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->sent != NULL && one->ticket == ticket)
			add_letter(found, one->letter);
	}
	for (unsigned i = all->len; i-- > 0;)
		add_letter(found, ((const Letter *)all->pdata[i])->id);
	return g_steal_pointer(&found);
}

/* Of char *. */
static GPtrArray *
read_letters(MailFacts *facts, int64_t ticket, GError **error)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) letters = find_letters(facts, ticket, error);

	if (letters == NULL)
		return NULL;
	for (unsigned i = 0; i < letters->len; i++)
		if (!add_texts(facts, g_array_index(letters, int64_t, i), texts, error))
			return NULL;
	return g_steal_pointer(&texts);
}

/* What was cut as a quote, or NULL. Caller owns. */
static char *
quote_of(const Message *message)
{
	GString *quote = g_string_new(NULL);

	for (unsigned i = 0; i < message->cut->len; i++) {
		const MessageCut *cut = message->cut->pdata[i];

		if (cut->kind == CUT_QUOTE || cut->kind == CUT_HEADER)
			g_string_append_printf(quote, "%s\n", cut->text);
	}
	return g_string_free(quote, quote->len == 0);
}

static void
take_found(MailFacts *facts, const InlineAnswers *found, bool instead)
{
	const Message *message = facts->message;
	QuotedAnswers *quoted = &facts->quoted;
	const char *own = instead ? "" : message->text;
	const char *gap = *own == '\0' ? "" : "\n\n";

	quoted->text = g_strconcat(own, gap, found->text, NULL);
	quoted->spoken = g_strconcat(own, gap, found->words, NULL);
	quoted->message = *message;
	quoted->message.text = quoted->text;
	facts->message = &quoted->message;
	trace_add(facts->trace, "inline", "words between the lines of our letter");
}

bool
quoted_answers_read(MailFacts *facts, int64_t ticket, GError **error)
{
	const Message *message = facts->message;
	g_autofree char *quote = quote_of(message);
	g_auto(InlineAnswers) found = {0};
	g_autoptr(GPtrArray) letters = NULL;
	QuotedAnswers *quoted = &facts->quoted;
	bool instead = message->begins_quoted;

	if ((quote == NULL && !instead) || message_kind_is_machine(message->kind))
		return true;
	letters = read_letters(facts, ticket, error);
	if (letters == NULL)
		return false;
	if (instead)
		quoted->result = inline_answers_find(message->text, letters, true, &found);
	if (quote != NULL && quoted->result == INLINE_NO_LETTER) {
		instead = false;
		quoted->result = inline_answers_find(
		    quote, letters, inline_answers_announced(message->text), &found);
	}
	if (quoted->result == INLINE_FOUND)
		take_found(facts, &found, instead);
	return true;
}

char *
quoted_answers_pointed_at(const MailFacts *facts)
{
	g_autofree char *quote =
	    facts->quoted.result == INLINE_FOUND ? NULL : quote_of(facts->message);

	return quote != NULL && inline_answers_announced(facts->message->text)
		   ? g_steal_pointer(&quote)
		   : NULL;
}

bool
quoted_answers_missed(const MailFacts *facts)
{
	g_autofree char *quote = quoted_answers_pointed_at(facts);

	return quote != NULL ||
	       (facts->message->begins_quoted && facts->quoted.result == INLINE_NOTHING_NEW);
}
