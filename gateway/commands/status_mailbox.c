/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/status_mailbox.h"

#include <inttypes.h>

#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/mail_copy.h"
#include "spool/unfetched.h"

#define UNFETCHED_SHOWN 20

StatusMailbox *
status_mailbox_read(Spool *spool, const char *mailbox, GError **error)
{
	StatusMailbox *status = g_new0(StatusMailbox, 1);

	if (unfetched_list(spool, mailbox, UNFETCHED_SHOWN, &status->unfetched, error) &&
	    mail_count_unfiled(spool, mailbox, &status->unfiled, error))
		return status;
	status_mailbox_free(status);
	return NULL;
}

void
status_mailbox_free(StatusMailbox *mailbox)
{
	if (mailbox == NULL)
		return;
	g_clear_pointer(&mailbox->unfetched, g_ptr_array_unref);
	g_free(mailbox);
}

/* Why the server does not let them be filed, or NULL. Borrowed. */
static const char *
refusal(const json_t *worker)
{
	return json_string_value(json_object_get(worker, "refused_why"));
}

/* Those that bear a mark instead are filed for the spool, and refused all the same. */
static int64_t
count_unfiled(const StatusMailbox *mailbox, const json_t *worker)
{
	return MAX(mailbox->unfiled, json_integer_value(json_object_get(worker, "refused")));
}

static json_t *
unfetched_json(const Unfetched *mail)
{
	g_autofree char *name = unfetched_name(mail);

	return json_pack("{so, so, so, sI, so, so}", "mail", json_print_string(name), "key",
	    json_print_string(mail->key), "reason", json_print_string(mail->reason), "attempts",
	    (json_int_t)mail->tries, "since", json_print_time(mail->since_ms), "tried",
	    json_print_time(mail->tried_ms));
}

void
status_mailbox_add_json(const StatusMailbox *mailbox, const json_t *worker, json_t *object)
{
	static const char *const OF_WORKER[] = {"state", "working", "heard", "starts", "pid"};
	json_t *list = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(OF_WORKER); i++) {
		json_t *value = json_object_get(worker, OF_WORKER[i]);

		json_object_set_new(
		    object, OF_WORKER[i], value == NULL ? json_null() : json_incref(value));
	}
	for (guint i = 0; i < mailbox->unfetched->len; i++)
		json_array_append_new(list, unfetched_json(mailbox->unfetched->pdata[i]));
	json_object_set_new(object, "unfetched", list);
	json_object_set_new(
	    object, "unfiled", json_integer((json_int_t)count_unfiled(mailbox, worker)));
	json_object_set_new(object, "unfiled_reason", json_print_string(refusal(worker)));
}

static void
print_unfetched(const Unfetched *mail, int64_t now_ms, GString *out)
{
	g_autofree char *name = unfetched_name(mail);
	g_autofree char *since = time_format_span(now_ms - mail->since_ms);
	g_autofree char *text =
	    g_strdup_printf("%s does not come, asked for %" PRId64 " times in %s: %s", name,
		mail->tries, since, mail->reason);
	g_autofree char *clean = sanitize_line(text);

	g_string_append_printf(out, "           %s\n", clean);
}

void
status_mailbox_print(
    const StatusMailbox *mailbox, const json_t *worker, int64_t now_ms, GString *out)
{
	int64_t unfiled = count_unfiled(mailbox, worker);
	const char *why = refusal(worker);
	g_autofree char *clean = sanitize_line(why == NULL ? "" : why);

	for (guint i = 0; i < mailbox->unfetched->len; i++)
		print_unfetched(mailbox->unfetched->pdata[i], now_ms, out);
	if (unfiled > 0)
		g_string_append_printf(out,
		    "           %" PRId64 " safe and not filed yet%s%s\n", unfiled,
		    why == NULL ? "" : ": ", clean);
}
