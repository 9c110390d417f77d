/* SPDX-License-Identifier: Apache-2.0 */
/* The senders are listed, as their mails may be gone by the time that one of them is missed. */
#include "gateway/commands/mail_spam.h"

#include <inttypes.h>
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/desk/spam.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/contact.h"
#include "spool/spam_sender.h"

bool
mail_spam_find(Spool *spool, const char *word, Mail **ret_mail, GError **error)
{
	gint64 id = 0;

	if (g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &id, NULL))
		return mail_get(spool, id, ret_mail, error);
	return error_refuse(
	    error, GATEWAY_ERROR_USAGE, "'{{typed}}' is no id of a mail", "typed", word, NULL);
}

static void
print_senders(const Call *call, GPtrArray *senders, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "address", .flexible = true},
	    {.heading = "since"},
	    {.heading = "by"},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));
	TextTableStyle style = call_style(call);

	for (guint i = 0; i < senders->len; i++) {
		const SpamSender *sender = senders->pdata[i];
		g_autofree char *since = time_format_local(sender->since_ms);
		const char *cells[] = {sender->address, since, sender->author};

		text_table_add(table, cells);
	}
	text_table_print(table, &style, out);
}

bool
mail_spam_serve_senders(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(GPtrArray) senders = NULL;
	json_t *array = NULL;

	if (!spam_sender_list(context->spool, &senders, error))
		return false;
	if (!call_flag(call, "json")) {
		print_senders(call, senders, out);
		return true;
	}
	array = json_array();
	for (guint i = 0; i < senders->len; i++) {
		const SpamSender *sender = senders->pdata[i];

		json_array_append_new(array,
		    json_pack("{so, so, so}", "address", json_print_string(sender->address),
			"since", json_print_time(sender->since_ms), "by",
			json_print_string(sender->author)));
	}
	json_print(out, array);
	return true;
}

/* mail: NULL: an address alone was named. */
static void
print_state(const char *address, const Mail *mail, const char *number, GString *out)
{
	json_print(out,
	    json_pack("{so, so, so, so}", "id",
		mail == NULL ? json_null() : json_integer(mail->id), "state",
		json_print_string(mail == NULL ? NULL : mail_state_name(mail->state)), "sender",
		json_print_string(address), "ticket", json_print_string(number)));
}

/* What became of it, and of whose mail comes through all the same. */
static bool
print_marked(Context *context, const Call *call, const Mail *mail, const char *number,
    GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autofree char *address = sanitize_line(mail->from_address);

	if (!contact_find(context->spool, mail->from_address, &contact, error))
		return false;
	if (call_flag(call, "json")) {
		print_state(mail->from_address, mail, number, out);
		return true;
	}
	g_string_append_printf(
	    out, "unproven mail of %s is spam from now on; mail %" PRId64, address, mail->id);
	g_string_append_printf(out, " is %s", mail_state_name(mail->state));
	if (number != NULL)
		g_string_append_printf(out, ", %s says so", number);
	g_string_append(out, contact != NULL && contact->known
				 ? "\nit is a known contact: what is proven to be theirs comes "
				   "through as ever\n"
				 : "\n");
	return true;
}

bool
mail_spam_serve(Context *context, const Call *call, GString *out, GError **error)
{
	const char *word = call_word(call, "id");
	g_auto(Actor) by = {0};
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Mail) after = NULL;
	g_autofree char *number = NULL;

	return call_actor(context, call, false, &by, error) &&
	       mail_spam_find(context->spool, word, &mail, error) &&
	       spam_mark(context, mail, &by, &number, error) &&
	       mail_get(context->spool, mail->id, &after, error) &&
	       print_marked(context, call, after, number, out, error);
}

/* mail: as it is now. */
static void
print_unmarked(const Call *call, const char *address, const Mail *mail, GString *out)
{
	g_autofree char *sender = address == NULL ? NULL : sanitize_line(address);

	if (call_flag(call, "json")) {
		print_state(address, mail, NULL, out);
		return;
	}
	g_string_append_printf(out, "%s is no spammer", sender == NULL ? "its sender" : sender);
	if (mail != NULL && mail->state == MAIL_WAITING)
		g_string_append_printf(
		    out, "; mail %" PRId64 " waits to be decided anew", mail->id);
	g_string_append_c(out, '\n');
}

bool
mail_spam_serve_ham(Context *context, const Call *call, GString *out, GError **error)
{
	const char *word = call_word(call, "id");
	bool is_address = strchr(word, '@') != NULL;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Mail) after = NULL;
	const char *address = word;
	bool changed = false;

	if (!is_address && !mail_spam_find(context->spool, word, &mail, error))
		return false;
	if (mail != NULL)
		address = mail->from_address;
	if (!spam_unmark(context, address, mail, &changed, error))
		return false;
	if (!changed)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    is_address
			? "{{typed}} is no spammer's address"
			: "mail {{typed}} is no spam, and neither is its sender's other mail",
		    "typed", word, NULL);
	if (mail != NULL && !mail_get(context->spool, mail->id, &after, error))
		return false;
	if (context->read_again != NULL)
		context->read_again(context->running);
	print_unmarked(call, address, after, out);
	return true;
}
