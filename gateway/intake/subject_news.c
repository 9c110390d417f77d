/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A subject is compared word by word with the ticket's title, with that of the mail that it came from, and with those of
 * the letters that went out on it, which have the titles that it had before.
 */
#include "gateway/intake/subject_news.h"

#include <string.h>

#include "gateway/intake/title.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket_content.h"

#define SUBJECT_READ 2048 /* bytes */

typedef struct {
	MailFacts *facts; /* foreign */
	GArray *words;    /* own; of Word, without numbers of tickets at the end */
	size_t news;      /* the first word that is new; the number of words: none is */
} Search;

static const char *
word_at(const GArray *words, size_t i)
{
	return g_array_index(words, Word, i).word;
}

/* Mail programs cut a long subject, also within a word. */
static bool
is_same_word(const Search *search, const GArray *old, size_t i)
{
	const char *word = word_at(search->words, i);

	return i + 1 == search->words->len ? g_str_has_prefix(word_at(old, i), word)
					   : strcmp(word_at(old, i), word) == 0;
}

/* Where it begins with the old one, what follows is new; where the old one begins with it, nothing is. */
static void
compare(Search *search, const char *old)
{
	g_autoptr(GArray) words = words_split(old, SUBJECT_READ);
	size_t same = 0;

	while (
	    same < search->words->len && same < words->len && is_same_word(search, words, same))
		same++;
	if (same == search->words->len || same == words->len)
		search->news = MAX(search->news, same);
}

/* "Akkoord [CS0001234]", as our links prepare it. */
static void
compare_prepared(Search *search)
{
	const Templates *templates = search->facts->context->templates;
	g_autoptr(GPtrArray) languages = templates_languages(templates);

	for (unsigned i = 0; i < 2 * languages->len; i++) {
		g_autoptr(GArray) words = words_split(
		    templates_answer(templates, languages->pdata[i / 2], i % 2 == 0),
		    SUBJECT_READ);

		if (words->len == search->words->len && words->len > 0 &&
		    is_same_word(search, words, words->len - 1))
			search->news = search->words->len;
	}
}

static bool
compare_letters(Search *search, GError **error)
{
	const Context *context = search->facts->context;
	const char *const *shapes = config_desk_shapes(context->config->tickets);
	const GPtrArray *letters =
	    mail_facts_letters(search->facts, search->facts->ticket->id, error);

	if (letters == NULL)
		return false;
	for (unsigned i = 0; i < letters->len; i++) {
		const Letter *letter = letters->pdata[i];

		compare(search, title_of_subject(context->templates, shapes, letter->subject));
	}
	return true;
}

/* The mail that the ticket came from may have had another subject than its title. */
static bool
compare_first(Search *search, GError **error)
{
	const Context *context = search->facts->context;
	const char *const *shapes = config_desk_shapes(context->config->tickets);
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(Mail) mail = NULL;
	const Entry *first = NULL;

	if (!ticket_entries(context->spool, search->facts->ticket->id, &entries, error))
		return false;
	first = entries->len == 0 ? NULL : entries->pdata[0];
	if (first == NULL || first->mail == 0)
		return true;
	if (!mail_get(context->spool, first->mail, &mail, error))
		return false;
	compare(search, title_of_subject(context->templates, shapes, mail->subject));
	return true;
}

bool
subject_news_find(MailFacts *facts, char **ret_news, GError **error)
{
	const Context *context = facts->context;
	const char *subject = title_of_subject(context->templates,
	    config_desk_shapes(context->config->tickets), facts->message->subject);
	g_autoptr(GArray) words = words_split(subject, SUBJECT_READ);
	Search search = {.facts = facts, .words = words};
	const char *news = NULL;

	*ret_news = NULL;
	if (facts->ticket == NULL || message_kind_is_machine(facts->message->kind))
		return true;
	while (words->len > 0 && words_is_number(word_at(words, words->len - 1)) &&
	       strstr(subject, facts->ticket->number) != NULL)
		g_array_set_size(words, words->len - 1);
	compare(&search, facts->ticket->title);
	compare_prepared(&search);
	if (search.news < words->len &&
	    (!compare_letters(&search, error) || !compare_first(&search, error)))
		return false;
	if (search.news == words->len)
		return true;
	news = subject + g_array_index(words, Word, search.news).start;
	if (answers_telling(context->config->answers, news) > 0)
		*ret_news = g_strchomp(g_strdup(news));
	return true;
}
