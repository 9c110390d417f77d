/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command is served several times: first it tells what there is, then, when a person said yes, it is begun, and then
 * it is asked how far it is. What is served is JSON; who typed the command reads what is made of it here.
 */
#include "gateway/commands/contact_erase.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/contact_view.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "spool/contact.h"
#include "spool/erasure.h"

#define LOOK_AGAIN_MS 100
#define LISTED_MOST 20 /* --json has all */

const SubcommandOption CONTACT_ERASE_OPTIONS[] = {{"yes", OPTION_FLAG}, {NULL, OPTION_FLAG}};

static json_t *
plan_json(const Contact *contact, const ErasurePlan *plan)
{
	return json_pack("{s:I, s:o, s:o, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "contact",
	    (json_int_t)contact->id, "address", json_print_string(contact->address), "name",
	    json_print_string(contact->name), "tickets", (json_int_t)plan->tickets, "mails",
	    (json_int_t)plan->mails, "letters", (json_int_t)plan->letters, "shared",
	    (json_int_t)plan->shared, "open", json_print_strings(plan->open), "held",
	    json_print_strings(plan->held), "elsewhere", json_print_strings(plan->elsewhere),
	    "copies", json_print_strings(plan->copies));
}

static bool
serve_plan(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_auto(ErasurePlan) plan = {0};
	json_t *json = NULL;

	if (!contact_named(context->spool, call_word(call, "address"), &contact, error) ||
	    !erasure_plan(context->spool, contact->id, &plan, error))
		return false;
	if (call_flag(call, "sure") &&
	    !erasure_begin(context->spool, contact->id, context->now_ms, error))
		return false;
	if (call_flag(call, "sure") && context->forget_now != NULL)
		context->forget_now(context->running);
	json = plan_json(contact, &plan);
	json_object_set_new(
	    json, "state", json_string(call_flag(call, "sure") ? "erasing" : "found"));
	json_print(out, json);
	return true;
}

/* Mails whose copies on servers are still to be deleted, by mailbox. */
static bool
copies_json(Context *context, json_t *list, GError **error)
{
	g_autofree char *after = g_strdup("");
	char *mailbox = NULL;
	int64_t count = 0;

	while (true) {
		if (!erasure_copies_mailbox(context->spool, after, &mailbox, error))
			return false;
		if (mailbox == NULL)
			return true;
		g_free(after);
		after = mailbox;
		if (!erasure_copies_count(context->spool, mailbox, &count, error))
			return false;
		json_array_append_new(
		    list, json_pack("{s:o, s:I}", "mailbox", json_print_string(mailbox),
			      "mails", (json_int_t)count));
	}
}

/* Without a gateway all that can be done is done before the command is served; what is left waits for one. */
static bool
refuse_alone(const Call *call, GError **error)
{
	return error_refuse(error, GATEWAY_ERROR_TEMPORARY,
	    "{{who}} is being erased, and a mail or letter is on its way that goes first: the "
	    "gateway ends it when it runs",
	    "who", call_word(call, "address"), NULL);
}

static bool
serve_progress(Context *context, const Call *call, GString *out, GError **error)
{
	int64_t id = call_number(call, "contact", 0);
	g_autoptr(Contact) contact = NULL;
	g_autoptr(GError) gone = NULL;
	json_t *copies = json_array();
	json_t *json = NULL;
	bool open = false;

	if (!erasure_is_open_for(context->spool, id, &open, error) ||
	    !copies_json(context, copies, error)) {
		json_decref(copies);
		return false;
	}
	if (open && context->running == NULL) {
		json_decref(copies);
		return refuse_alone(call, error);
	}
	if (!contact_get(context->spool, id, &contact, &gone) &&
	    !g_error_matches(gone, SPOOL_ERROR, SPOOL_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&gone));
		json_decref(copies);
		return false;
	}
	json = json_pack("{s:s, s:o, s:b, s:o}", "state", open ? "erasing" : "done", "address",
	    json_print_string(call_word(call, "address")), "stays", contact != NULL,
	    "copies_left", copies);
	json_print(out, json);
	return true;
}

bool
contact_erase_serve(Context *context, const Call *call, GString *out, GError **error)
{
	return call_number(call, "contact", 0) != 0 ? serve_progress(context, call, out, error)
						    : serve_plan(context, call, out, error);
}

static int64_t
number_of(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

static void
append_list(GString *out, const char *what, const json_t *list)
{
	size_t i = 0;
	json_t *one = NULL;

	if (json_array_size(list) == 0)
		return;
	g_string_append_printf(out, "  %s:", what);
	json_array_foreach (list, i, one) {
		g_autofree char *text = sanitize_line(json_string_value(one));

		if (i < LISTED_MOST)
			g_string_append_printf(out, "%s %s", i == 0 ? "" : ",", text);
	}
	if (i > LISTED_MOST)
		g_string_append_printf(out, " and %zu more", i - LISTED_MOST);
	g_string_append_c(out, '\n');
}

static void
show_plan(const json_t *plan)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *address =
	    sanitize_line(json_string_value(json_object_get(plan, "address")));
	const char *named = json_string_value(json_object_get(plan, "name"));
	g_autofree char *name = sanitize_line(named == NULL ? "no name" : named);

	g_string_append_printf(out, "%s (%s)\n", address, name);
	g_string_append_printf(out,
	    "  %" PRId64 " tickets of theirs: all words go; number, state and times stay\n",
	    number_of(plan, "tickets"));
	g_string_append_printf(out,
	    "  %" PRId64 " mails from them, %" PRId64 " letters to them: all of it goes\n",
	    number_of(plan, "mails"), number_of(plan, "letters"));
	g_string_append_printf(out,
	    "  %" PRId64 " tickets of others: their words go, and their name and addresses in\n"
	    "  what is written there; mails of others stay as they came, and may quote them\n",
	    number_of(plan, "shared"));
	append_list(out, "not ended yet", json_object_get(plan, "open"));
	append_list(out, "held, so they stay as they are", json_object_get(plan, "held"));
	append_list(out, "at the desk elsewhere, where nothing is deleted",
	    json_object_get(plan, "elsewhere"));
	append_list(out, "mailboxes with copies, which are deleted there",
	    json_object_get(plan, "copies"));
	g_string_append(out, "  backups hold it until they are deleted, too\n");
	fputs(out->str, stderr);
}

static bool
ask(GError **error)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO))
		return error_set(error, GATEWAY_ERROR_USAGE, "it is not done without --yes");
	fputs("This cannot be taken back. Erase? Type yes: ", stderr);
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) != NULL &&
	    strcmp(g_strstrip(answer), "yes") == 0)
		return true;
	return error_set(error, GATEWAY_ERROR_REFUSED, "nothing was erased");
}

/* The next question, after what was told. */
static bool
go_on(Call *call, const json_t *told, bool *ret_again, GError **error)
{
	const char *state = json_string_value(json_object_get(told, "state"));

	*ret_again = true;
	if (g_strcmp0(state, "found") == 0) {
		show_plan(told);
		if (!call_flag(call, "yes") && !ask(error))
			return false;
		call_set_flag(call, "sure");
	} else if (g_strcmp0(state, "erasing") == 0) {
		if (json_object_get(told, "contact") != NULL)
			call_set_number(call, "contact", number_of(told, "contact"));
		else
			g_poll(NULL, 0, LOOK_AGAIN_MS);
	} else {
		*ret_again = false;
	}
	return true;
}

bool
contact_erase_again(Call *call, GBytes *told, bool *ret_again, GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(told, &size);
	json_t *json = json_loadb(bytes == NULL ? "" : bytes, size, 0, NULL);
	bool good = go_on(call, json, ret_again, error);

	json_decref(json);
	return good;
}

static void
append_copies(GString *out, const json_t *copies)
{
	size_t i = 0;
	json_t *one = NULL;

	json_array_foreach (copies, i, one) {
		g_autofree char *mailbox =
		    sanitize_line(json_string_value(json_object_get(one, "mailbox")));

		g_string_append_printf(out,
		    "copies of %" PRId64
		    " mails are still to be deleted in mailbox %s, by the gateway\n",
		    number_of(one, "mails"), mailbox);
	}
}

GBytes *
contact_erase_finish(const Call *call, GBytes *served, GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *address = sanitize_line(call_word(call, "address"));
	gsize size = 0;
	const char *bytes = g_bytes_get_data(served, &size);
	json_t *json = NULL;

	(void)error;
	if (call_flag(call, "json"))
		return g_bytes_ref(served);
	json = json_loadb(bytes, size, 0, NULL);
	g_string_append_printf(out, "%s is erased%s\n", address,
	    json_is_true(json_object_get(json, "stays"))
		? ", but for what is held: do it again when it is no longer"
		: "");
	append_copies(out, json_object_get(json, "copies_left"));
	json_decref(json);
	return g_bytes_new(out->str, out->len);
}
