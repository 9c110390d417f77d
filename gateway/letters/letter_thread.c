/* SPDX-License-Identifier: Apache-2.0 */
/* An id that is not ours, in a mail of the recipient's, is known there already; one of ours has a letter that says to
 * whom it went. */
#include "gateway/letters/letter_thread.h"

#include "gateway/letters/letter_token.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define IDS_MOST 8

static bool
is_by_reader(Context *context, const LetterReader *reader, bool *ret_is, GError **error)
{
	const MessageAddress *from = reader->answers == NULL ? NULL : reader->answers->from;
	g_autoptr(Contact) author = NULL;

	*ret_is = false;
	if (from == NULL)
		return true;
	if (reader->to == NULL) {
		*ret_is = g_ascii_strcasecmp(from->address, reader->address) == 0;
		return true;
	}
	if (!contact_find(context->spool, from->address, &author, error))
		return false;
	*ret_is = author != NULL && author->id == reader->to->id;
	return true;
}

static bool
is_readers(const LetterReader *reader, const Letter *letter)
{
	if (reader->to != NULL)
		return letter->contact == reader->to->id;
	return letter->contact == 0 &&
	       g_ascii_strcasecmp(letter->recipient, reader->address) == 0;
}

static bool
may_refer(
    Context *context, const LetterReader *reader, const char *id, bool *ret_may, GError **error)
{
	g_autoptr(Letter) letter = NULL;
	int64_t number = 0;

	*ret_may = true;
	if (!letter_token_check_message_id(context, id, &number, error))
		return false;
	if (number == 0)
		return true;
	if (!letter_get(context->spool, number, &letter, error))
		return false;
	*ret_may = letter != NULL && is_readers(reader, letter);
	return true;
}

/* The newest come first in a message. */
static bool
read_message(Context *context, const LetterReader *reader, GPtrArray *ids, GError **error)
{
	const Message *message = reader->answers;

	if (message->message_id != NULL)
		g_ptr_array_add(ids, g_strdup(message->message_id));
	for (unsigned i = 0; i < message->references->len && ids->len <= IDS_MOST; i++) {
		const char *id = message->references->pdata[i];
		bool may = false;

		if (!may_refer(context, reader, id, &may, error))
			return false;
		if (may)
			g_ptr_array_insert(ids, 0, g_strdup(id));
	}
	return true;
}

bool
letter_thread(Context *context, const LetterReader *reader, GPtrArray **ret_ids, GError **error)
{
	g_autoptr(GPtrArray) ids = NULL;
	const ThreadQuery query = {
	    .ticket = reader->ticket == NULL ? 0 : reader->ticket->id,
	    .contact = reader->to == NULL ? 0 : reader->to->id,
	    .address = reader->to == NULL ? reader->address : NULL,
	    .limit = IDS_MOST,
	};
	bool by_reader = false;

	if (!is_by_reader(context, reader, &by_reader, error))
		return false;
	if (!by_reader && reader->ticket != NULL)
		return ticket_thread(context->spool, &query, ret_ids, error);
	ids = g_ptr_array_new_with_free_func(g_free);
	if (by_reader && !read_message(context, reader, ids, error))
		return false;
	*ret_ids = g_steal_pointer(&ids);
	return true;
}
