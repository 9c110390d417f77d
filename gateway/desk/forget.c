/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person: first the tickets that they reported, whole; then their mails on tickets of others, and the letters to them;
 * then their name and addresses in what others wrote there; then the contact. Whatever is done is not found any more, so
 * that each step begins by looking.
 *
 * Words are gone from the spool's file when the index of the search was made anew and what no row uses was overwritten.
 * For a person that is done at once; for all else, once a day.
 */
#include "gateway/desk/forget.h"

#include "gateway/util/log.h"
#include "spool/erasure.h"
#include "spool/letter.h"
#include "spool/letter_hold.h"
#include "spool/outbox.h"
#include "spool/search.h"
#include "spool/ticket_forget.h"
#include "spool/ticket_link.h"

#define AT_ONCE 20
#define ENTRIES_AT_ONCE 200
#define IDS_AT_ONCE 500
#define PAGES_AT_ONCE 500
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

/* Several ids, of which each is passed on; *ret_any: there were some. */
typedef bool (*ForgetOne)(Context *context, int64_t id, ForgetResult *result, GError **error);

static bool
each(Context *context, const GArray *ids, ForgetOne one, ForgetResult *result, GError **error)
{
	for (guint i = 0; i < ids->len; i++) {
		*result = FORGET_MORE;
		if (!one(context, g_array_index(ids, int64_t, i), result, error) ||
		    *result == FORGET_WAITS)
			return *result == FORGET_WAITS;
	}
	return true;
}

static bool
forget_one_mail(Context *context, int64_t mail, ForgetResult *result, GError **error)
{
	(void)result;
	return erasure_note_copies(context->spool, mail, error) &&
	       forget_mail(context->spool, mail, context->now_ms, error);
}

static bool
forget_one_letter(Context *context, int64_t letter, ForgetResult *result, GError **error)
{
	if (context->is_sending != NULL && context->is_sending(letter, context->running)) {
		*result = FORGET_WAITS;
		return true;
	}
	return ticket_forget_letter(context->spool, letter, error) &&
	       forget_letter(context->spool, letter, context->now_ms, error);
}

/* What a desk elsewhere was to hear and has not begun is never done. mail: of which it comes; 0: of whatever. */
static bool
drop_operation(
    Context *context, const OutboxOperation *operation, ForgetResult *result, GError **error)
{
	g_autoptr(GPtrArray) holds = NULL;

	if (operation->state == OUTBOX_IN_FLIGHT) {
		*result = FORGET_WAITS;
		return true;
	}
	if (!letter_hold_of(context->spool, operation->id, &holds, error))
		return false;
	for (guint i = 0; i < holds->len; i++) {
		const LetterHold *hold = holds->pdata[i];

		if (!letter_hold_drop(context->spool, hold->letter, FORGOTTEN, error))
			return false;
	}
	return outbox_end(context->spool, operation, OUTBOX_DROPPED, FORGOTTEN, error);
}

static bool
drop_operations(
    Context *context, int64_t ticket, int64_t mail, ForgetResult *result, GError **error)
{
	g_autoptr(GPtrArray) operations = NULL;

	if (!outbox_of_ticket(context->spool, ticket, &operations, error))
		return false;
	for (guint i = 0; i < operations->len && *result != FORGET_WAITS; i++) {
		const OutboxOperation *one = operations->pdata[i];

		if ((mail == 0 || one->mail == mail) &&
		    !drop_operation(context, one, result, error))
			return false;
	}
	return true;
}

/* A step of one ticket, all of it: FORGET_NOTHING: it is gone. */
static bool
forget_ticket(Context *context, int64_t ticket, ForgetResult *result, GError **error)
{
	Spool *spool = context->spool;
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GArray) letters = NULL;
	bool more = false;

	*result = FORGET_NOTHING;
	if (!drop_operations(context, ticket, 0, result, error))
		return false;
	if (*result == FORGET_WAITS)
		return true;
	if (!ticket_forget_mails(spool, ticket, AT_ONCE, &mails, error))
		return false;
	for (guint i = 0; i < mails->len; i++)
		if (!ticket_forget_mail(spool, ticket, g_array_index(mails, int64_t, i), error))
			return false;
	if (!each(context, mails, forget_one_mail, result, error))
		return false;
	if (*result != FORGET_NOTHING)
		return true;
	if (!ticket_forget_letters(spool, ticket, AT_ONCE, &letters, error) ||
	    !each(context, letters, forget_one_letter, result, error))
		return false;
	if (*result != FORGET_NOTHING)
		return true;
	if (!ticket_forget_entries(spool, ticket, ENTRIES_AT_ONCE, &more, error))
		return false;
	if (more)
		*result = FORGET_MORE;
	return more || ticket_forget_rest(spool, ticket, context->now_ms, error);
}

/* The ticket that the mail is on, and the one that has now what was that one's. */
static bool
forget_mail_on(Context *context, const Erasure *erasure, int64_t ticket, int64_t mail,
    ForgetResult *result, GError **error)
{
	g_autoptr(GArray) letters = NULL;

	if (!drop_operations(context, ticket, mail, result, error))
		return false;
	if (*result == FORGET_WAITS)
		return true;
	return ticket_note_person(context->spool, ticket, erasure->contact, error) &&
	       ticket_forget_letters_of(context->spool, ticket, mail, &letters, error) &&
	       each(context, letters, forget_one_letter, result, error) &&
	       (*result == FORGET_WAITS ||
		   ticket_forget_mail(context->spool, ticket, mail, error));
}

static bool
forget_its_mail(Context *context, const Erasure *erasure, const ErasureItem *mail,
    ForgetResult *result, GError **error)
{
	int64_t now = mail->ticket;

	*result = FORGET_MORE;
	if (mail->ticket != 0) {
		if (!ticket_follow(context->spool, mail->ticket, &now, error) ||
		    !forget_mail_on(context, erasure, mail->ticket, mail->id, result, error))
			return false;
		if (*result != FORGET_WAITS && now != mail->ticket &&
		    !forget_mail_on(context, erasure, now, mail->id, result, error))
			return false;
	}
	return *result == FORGET_WAITS || forget_one_mail(context, mail->id, result, error);
}

static bool
forget_mails(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	for (guint i = 0; i < erasure->addresses->len; i++) {
		const char *address = erasure->addresses->pdata[i];
		g_autoptr(GArray) mails = NULL;
		bool waits = false;

		if (!erasure_mails(context->spool, address, AT_ONCE, &mails, error) ||
		    !erasure_mail_waits(context->spool, address, &waits, error))
			return false;
		for (guint m = 0; m < mails->len && *result != FORGET_WAITS; m++)
			if (!forget_its_mail(context, erasure,
				&g_array_index(mails, ErasureItem, m), result, error))
				return false;
		if (*result != FORGET_NOTHING)
			return true;
		if (waits)
			*result = FORGET_WAITS;
	}
	return true;
}

static bool
forget_letters(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	g_autoptr(GArray) letters = NULL;

	if (!erasure_letters(context->spool, erasure->contact, AT_ONCE, &letters, error))
		return false;
	for (guint i = 0; i < letters->len && *result != FORGET_WAITS; i++) {
		const ErasureItem *letter = &g_array_index(letters, ErasureItem, i);

		*result = FORGET_MORE;
		if ((letter->ticket != 0 && !ticket_note_person(context->spool, letter->ticket,
						erasure->contact, error)) ||
		    !forget_one_letter(context, letter->id, result, error))
			return false;
	}
	return true;
}

/* Letters to the desk's people tell of others, too: one that is not out yet goes first. */
static bool
forget_text(Context *context, int64_t id, ForgetResult *result, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (!letter_get(context->spool, id, &letter, error))
		return false;
	if (letter->state == LETTER_WAITING) {
		*result = FORGET_WAITS;
		return true;
	}
	return forget_letter_text(context->spool, id, context->now_ms, error);
}

static bool
forget_loose(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	g_autoptr(GArray) letters = NULL;

	(void)erasure;
	return erasure_loose_letters(context->spool, AT_ONCE, &letters, error) &&
	       each(context, letters, forget_text, result, error);
}

static bool
forget_shared(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	const TicketRedaction redaction = {erasure_redact, erasure};
	g_autoptr(GArray) letters = NULL;
	int64_t ticket = 0;

	if (!erasure_shared_ticket(context->spool, erasure->contact, &ticket, error))
		return false;
	if (ticket == 0)
		return true;
	if (!ticket_forget_letters_to_desk(context->spool, ticket, AT_ONCE, &letters, error) ||
	    !each(context, letters, forget_text, result, error))
		return false;
	if (*result != FORGET_NOTHING)
		return true;
	*result = FORGET_MORE;
	return ticket_redact(context->spool, ticket, &redaction, error) &&
	       ticket_forget_person(context->spool, ticket, erasure->contact, error);
}

static bool
forget_contact(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	bool stays = false;

	(void)result;
	return erasure_contact(context->spool, erasure, &stays, error);
}

static bool
forget_own(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	int64_t ticket = 0;

	if (!erasure_own_ticket(context->spool, erasure->contact, &ticket, error))
		return false;
	if (ticket == 0)
		return true;
	if (!forget_ticket(context, ticket, result, error))
		return false;
	if (*result == FORGET_NOTHING)
		*result = FORGET_MORE;
	return true;
}

/* One small piece; FORGET_NOTHING: no row of the spool says anything of them any more. */
static bool
forget_piece(Context *context, const Erasure *erasure, ForgetResult *result, GError **error)
{
	static bool (*const PARTS[])(Context *, const Erasure *, ForgetResult *, GError **) = {
	    forget_own, forget_mails, forget_letters, forget_shared, forget_loose,
	    forget_contact};

	*result = FORGET_NOTHING;
	for (size_t i = 0; i < G_N_ELEMENTS(PARTS) && *result == FORGET_NOTHING; i++)
		if (!PARTS[i](context, erasure, result, error))
			return false;
	return true;
}

/* What is due next of what is kept for its time. */
static bool
forget_kept(Context *context, KeptKind kind, int64_t id, GError **error)
{
	ForgetResult result = FORGET_MORE;

	switch (kind) {
	case KEPT_MAIL:
		return forget_mail_bytes(context->spool, id, context->now_ms, error);
	case KEPT_TRACE:
		return forget_trace(context->spool, id, error);
	case KEPT_LETTER:
		return forget_letter_text(context->spool, id, context->now_ms, error);
	case KEPT_TICKET_CLOSED:
		return forget_ticket(context, id, &result, error);
	case KEPT_KINDS:
		break;
	}
	return true;
}

static int64_t
kept_for(const Context *context, KeptKind kind)
{
	return context->config->retention[kind];
}

/* One stretch of ids, as far as it is over; what is left of it comes first the next time. */
static bool
keep_piece(Context *context, Forgetting *forgetting, int64_t end_us, GError **error)
{
	KeptRange range = {forgetting->kind, forgetting->after, forgetting->after + IDS_AT_ONCE,
	    context->now_ms - kept_for(context, forgetting->kind)};
	g_autoptr(GArray) ids = NULL;
	int64_t last = 0;

	if (kept_for(context, forgetting->kind) != 0 &&
	    !forget_last(context->spool, forgetting->kind, &last, error))
		return false;
	if (forgetting->after >= last) {
		forgetting->kind++;
		forgetting->after = 0;
		return true;
	}
	if (!forget_due(context->spool, &range, &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		int64_t id = g_array_index(ids, int64_t, i);

		if (g_get_monotonic_time() >= end_us)
			return true;
		if (!forget_kept(context, forgetting->kind, id, error))
			return false;
		/* a ticket takes several steps: it is found again */
		if (forgetting->kind != KEPT_TICKET_CLOSED)
			forgetting->after = id;
	}
	if (forgetting->kind != KEPT_TICKET_CLOSED || ids->len == 0)
		forgetting->after = range.last;
	return true;
}

static bool
in_transaction(Context *context, bool good, GError **error)
{
	if (good && spool_commit(context->spool, error))
		return true;
	spool_rollback(context->spool);
	return false;
}

static bool
keep_step(Context *context, Forgetting *forgetting, int64_t end_us, ForgetResult *ret_result,
    GError **error)
{
	*ret_result = FORGET_NOTHING;
	if (context->now_ms < forgetting->pass_ms + DAY_MS && forgetting->kind == KEPT_KINDS)
		return true;
	if (forgetting->kind == KEPT_KINDS) {
		forgetting->kind = KEPT_MAIL;
		forgetting->pass_ms = context->now_ms;
	}
	*ret_result = FORGET_MORE;
	if (!spool_begin(context->spool, error))
		return false;
	return in_transaction(context, keep_piece(context, forgetting, end_us, error), error);
}

/* What SQLite leaves: the old index, then all pages. */
static bool
tidy_index(Context *context, Forgetting *forgetting, bool *ret_more, GError **error)
{
	bool stale = false;
	int64_t renewed_ms = 0;

	if (!search_drop_old(context->spool, ret_more, error))
		return false;
	if (*ret_more || forgetting->renews)
		return true;
	forgetting->renews = true;
	*ret_more = true;
	return search_age(context->spool, &stale, &renewed_ms, error) &&
	       search_renew(context->spool, stale, context->now_ms, error);
}

/* whose: the erasure after which it is done, or 0; what was begun for another one is ended first. */
static bool
tidy_step(Context *context, Forgetting *forgetting, int64_t whose, ForgetResult *ret_result,
    GError **error)
{
	g_autoptr(GError) why = NULL;
	bool more = false;

	*ret_result = FORGET_MORE;
	if (!forgetting->renews && !forgetting->drops)
		forgetting->tidies = whose;
	FAILPOINT("forget.rows");
	if (!forgetting->drops) {
		if (!spool_begin(context->spool, error))
			return false;
		if (!in_transaction(
			context, tidy_index(context, forgetting, &more, error), error))
			return false;
		forgetting->drops = !more;
		return true;
	}
	if (!spool_scrub(context->spool, &forgetting->page, PAGES_AT_ONCE, &more, &why)) {
		if (g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_BUSY)) {
			*ret_result = FORGET_WAITS;
			return true;
		}
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	FAILPOINT("forget.scrub");
	if (more)
		return true;
	forgetting->renews = forgetting->drops = false;
	forgetting->page = 0;
	forgetting->tidy = forgetting->tidies;
	if (context->index_now != NULL)
		context->index_now(context->running);
	return true;
}

static bool
tidy_is_due(const Context *context, const Forgetting *forgetting, bool *ret_due, GError **error)
{
	bool stale = false;
	int64_t renewed_ms = 0;

	if (!search_age(context->spool, &stale, &renewed_ms, error))
		return false;
	*ret_due =
	    forgetting->renews || forgetting->drops || context->now_ms >= renewed_ms + DAY_MS;
	return true;
}

/* Pieces of one person until it is time; each in a transaction of its own is one that a mail can come between. */
static bool
person_step(Context *context, Forgetting *forgetting, const Erasure *erasure, int64_t end_us,
    ForgetResult *ret_result, GError **error)
{
	bool good = true;

	if (!spool_begin(context->spool, error))
		return false;
	do {
		good = forget_piece(context, erasure, ret_result, error);
		if (*ret_result != FORGET_NOTHING)
			forgetting->tidy = 0;
	} while (good && *ret_result == FORGET_MORE && g_get_monotonic_time() < end_us);
	FAILPOINT("forget.step");
	return in_transaction(context, good, error);
}

/* The words that were looked for are the last to go, and then the log, which has them still: it is not over before. */
static bool
end_step(Context *context, const Erasure *erasure, GError **error)
{
	Spool *spool = context->spool;
	bool has_words = erasure->addresses->len + erasure->names->len > 0;

	if ((!has_words && !spool_empty_log(spool, error)) || !spool_begin(spool, error))
		return false;
	FAILPOINT("forget.tidied");
	if (!in_transaction(context,
		has_words ? erasure_drop_words(spool, erasure->id, error)
			  : erasure_end(spool, erasure->id, context->now_ms, error),
		error))
		return false;
	if (has_words)
		return true;
	log_write(LOG_INFO, "forget", "a person was forgotten");
	return true;
}

static bool
person(Context *context, Forgetting *forgetting, const Erasure *erasure, int64_t end_us,
    ForgetResult *ret_result, GError **error)
{
	bool tidies = forgetting->renews || forgetting->drops;

	*ret_result = FORGET_NOTHING;
	if (!tidies && !person_step(context, forgetting, erasure, end_us, ret_result, error))
		return false;
	if (*ret_result != FORGET_NOTHING)
		return true;
	if (forgetting->tidy != erasure->id)
		return tidy_step(context, forgetting, erasure->id, ret_result, error);
	*ret_result = FORGET_MORE;
	return end_step(context, erasure, error);
}

bool
forget_step(Context *context, Forgetting *forgetting, int64_t end_us, ForgetResult *ret_result,
    GError **error)
{
	g_autoptr(Erasure) erasure = NULL;
	bool due = false;

	if (!erasure_next(context->spool, &erasure, error))
		return false;
	if (erasure != NULL)
		return person(context, forgetting, erasure, end_us, ret_result, error);
	if (!keep_step(context, forgetting, end_us, ret_result, error))
		return false;
	if (*ret_result != FORGET_NOTHING)
		return true;
	if (!tidy_is_due(context, forgetting, &due, error))
		return false;
	return !due || tidy_step(context, forgetting, 0, ret_result, error);
}

bool
forget_people(Context *context, GError **error)
{
	Forgetting forgetting = {.kind = KEPT_KINDS, .pass_ms = context->now_ms};
	ForgetResult result = FORGET_MORE;
	bool open = true;

	while (result == FORGET_MORE) {
		if (!erasure_is_open(context->spool, &open, error))
			return false;
		if (!open)
			return spool_empty_log(context->spool, error);
		if (!forget_step(context, &forgetting, G_MAXINT64, &result, error))
			return false;
	}
	return true;
}
