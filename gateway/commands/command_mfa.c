/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate mfa`: the authenticator apps of contacts. What enroll serves holds the secret; it goes to the process that was
 * started by the control socket alone, and that one draws it. It is in no argument, no JSON and no log.
 */
#include <inttypes.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/contact_view.h"
#include "gateway/desk/factor_change.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "gateway/util/qr_code.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "gateway/util/totp.h"
#include "spool/contact.h"
#include "spool/contact_change.h"
#include "spool/factor.h"

static const char HELP[] =
    "usage: casegate mfa enroll ADDRESS [--png FILE]\n"
    "       casegate mfa confirm ADDRESS CODE\n"
    "       casegate mfa reset ADDRESS\n"
    "       casegate mfa list\n"
    "\n"
    "The authenticator apps of contacts, whose six digits a mail can carry where the\n"
    "configuration needs more than a registered address.\n"
    "\n"
    "  enroll   makes a secret for a known contact and draws it as a QR code, which\n"
    "           its app scans. Who has the code has the app: hand it over, and never\n"
    "           send it by mail. Until its first code is confirmed it counts for\n"
    "           nothing, and may be enrolled again\n"
    "  confirm  the six digits that the app shows now: from then on it counts\n"
    "  reset    takes the app away, also one that is locked because of wrong codes.\n"
    "           Only a person of the desk can, who has heard from its owner in\n"
    "           another way than by mail: who reads their mail could ask for it, too\n"
    "  list     who has one, and in which state\n"
    "\n"
    "  --png    the QR code as a picture in this new file (mode 0600), and not on the\n"
    "           terminal; delete it when it was scanned\n";

static void
tell(const Call *call, const char *address, const char *state, const char *words, GString *out)
{
	g_autofree char *clean = sanitize_line(address);

	if (call_flag(call, "json"))
		json_print(out, json_pack("{so, ss}", "address", json_print_string(address),
				    "state", state));
	else
		g_string_append_printf(out, "%s: %s\n", clean, words);
}

/* Who did it stands with the contact, and in the log, which has no addresses. */
static bool
keep(Context *context, const Call *call, int64_t contact, const char *done, GError **error)
{
	g_autofree char *line = g_strdup_printf("%s by %s", done, call->caller.login);
	const ContactChange change = {.contact = contact,
	    .field = (char *)"app",
	    .old_value = (char *)"",
	    .new_value = line,
	    .at_ms = context->now_ms};

	log_write(LOG_INFO, "mfa", "the app of contact %" PRId64 " is %s", contact, line);
	return contact_change_add(context->spool, &change, error);
}

/* Before a secret is made. */
static bool
prepare_enroll(Call *call, GError **error)
{
	const char *path = call_word(call, "png");

	if (path == NULL || access(path, F_OK) != 0)
		return true;
	return error_set(error, GATEWAY_ERROR_USAGE,
	    "%s is there already: the picture needs a new file", path);
}

/* The registered address, a line end, and the URI. */
static bool
serve_enroll(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	char *uri = NULL;

	if (call_flag(call, "json") && call_word(call, "png") == NULL)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "JSON holds no QR code: say where it goes, --png FILE", NULL);
	if (!contact_named(context->spool, call_word(call, "address"), &contact, error) ||
	    !factor_change_enroll(context, contact, &uri, error))
		return false;
	g_string_append_printf(out, "%s\n%s", contact->address, uri);
	OPENSSL_cleanse(uri, strlen(uri));
	g_free(uri);
	return keep(context, call, contact->id, "enrolled", error);
}

static bool
check_width(const Call *call, const QrCode *code, GError **error)
{
	int width = call_style(call).width;

	return width == 0 || width >= qr_code_columns(code) ||
	       error_set(error, GATEWAY_ERROR_USAGE,
		   "the terminal has %d columns, the QR code needs %d: make it wider, or use "
		   "--png, and enroll again",
		   width, qr_code_columns(code));
}

static void
tell_next(const char *address, const char *path, GString *out)
{
	if (path == NULL)
		g_string_append(out, "\nLet its owner scan this with an authenticator app.\n");
	else
		g_string_append_printf(out,
		    "%s holds the QR code.\nLet its owner scan it with an authenticator app, "
		    "and delete it.\n",
		    path);
	g_string_append_printf(out,
	    "Hand it over in person, or in another way that only the owner can read, and\n"
	    "never by mail: who has it, has the app. Then confirm with the six digits that\n"
	    "the app shows:\n"
	    "  casegate mfa confirm %s CODE\n",
	    address);
}

static GBytes *
finish_enroll(const Call *call, GBytes *served, GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(served, &size);
	g_autofree char *text = g_strndup(bytes, size);
	char *uri = strchr(text, '\n');
	const char *path = call_word(call, "png");
	g_autoptr(QrCode) code = NULL;
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert(uri != NULL);
	*uri++ = '\0';
	code = qr_code_new(uri);
	OPENSSL_cleanse(uri, strlen(uri));
	if (code == NULL) {
		error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "the desk's name and the address are too long for a QR code", NULL);
		return NULL;
	}
	if (path != NULL ? !qr_code_write_png(code, path, error)
			 : !check_width(call, code, error))
		return NULL;
	if (path == NULL)
		qr_code_draw(code, out);
	if (call_flag(call, "json"))
		json_print(out,
		    json_pack("{so, ss, so}", "address", json_print_string(text), "state",
			factor_state_name(FACTOR_PENDING), "png", json_print_string(path)));
	else
		tell_next(text, path, out);
	return g_string_free_to_bytes(g_steal_pointer(&out));
}

static bool
serve_confirm(Context *context, const Call *call, GString *out, GError **error)
{
	const char *digits = call_word(call, "code");
	g_autoptr(Contact) contact = NULL;

	g_autofree char *count = g_strdup_printf("%d", TOTP_DIGITS);

	if (!totp_is_code(digits))
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "a code is {{count}} digits without anything between them", "count", count,
		    NULL);
	if (!contact_named(context->spool, call_word(call, "address"), &contact, error) ||
	    !factor_change_confirm(context, contact, digits, error) ||
	    !keep(context, call, contact->id, "confirmed", error))
		return false;
	tell(call, contact->address, factor_state_name(FACTOR_ACTIVE),
	    "the app counts from now on; its owner gets a letter that says so", out);
	return true;
}

static bool
serve_reset(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!contact_named(context->spool, call_word(call, "address"), &contact, error) ||
	    !factor_change_reset(context, contact, error) ||
	    !keep(context, call, contact->id, "reset", error))
		return false;
	tell(call, contact->address, "none",
	    "the app counts no more.\nEnroll another only for a person whom you have heard or "
	    "seen, not for who asks by mail",
	    out);
	return true;
}

static json_t *
factor_json(const Contact *contact, const Factor *factor)
{
	return json_pack("{so, so, ss, so, so, sI}", "address",
	    json_print_string(contact->address), "name", json_print_string(contact->name),
	    "state", factor_state_name(factor->state), "since",
	    json_print_time(factor->since_ms), "used",
	    json_print_time(factor->last_step * TOTP_STEP_MS), "wrong",
	    (json_int_t)factor->wrong);
}

static void
add_row(TextTable *table, const Contact *contact, const Factor *factor)
{
	g_autofree char *since = time_format_local(factor->since_ms);
	g_autofree char *used =
	    factor->last_step == 0 ? NULL : time_format_local(factor->last_step * TOTP_STEP_MS);
	g_autofree char *wrong = g_strdup_printf("%" G_GINT64_FORMAT, factor->wrong);
	const char *cells[] = {contact->address, contact->name,
	    factor_state_name(factor->state), since, used, wrong};

	text_table_add(table, cells);
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "address", .flexible = true},
	    {.heading = "name", .flexible = true},
	    {.heading = "state"},
	    {.heading = "since"},
	    {.heading = "used"},
	    {.heading = "wrong", .right = true},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));
	g_autoptr(GPtrArray) factors = NULL;
	TextTableStyle style = call_style(call);
	json_t *array = json_array();
	bool good = factor_list(context->spool, &factors, error);

	for (guint i = 0; good && i < factors->len; i++) {
		const Factor *factor = factors->pdata[i];
		g_autoptr(Contact) contact = NULL;

		good = contact_get(context->spool, factor->contact, &contact, error);
		if (!good)
			break;
		add_row(table, contact, factor);
		json_array_append_new(array, factor_json(contact, factor));
	}
	if (good && call_flag(call, "json"))
		json_print(out, json_incref(array));
	else if (good)
		text_table_print(table, &style, out);
	json_decref(array);
	return good;
}

static const char *const ADDRESS[] = {"address", NULL};
static const char *const ADDRESS_AND_CODE[] = {"address", "code", NULL};
static const SubcommandOption ENROLL_OPTIONS[] = {{"png", OPTION_WORD}, {NULL, OPTION_FLAG}};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "enroll",
	.operands = ADDRESS,
	.least = 1,
	.options = ENROLL_OPTIONS,
	.prepare = prepare_enroll,
	.serve = serve_enroll,
	.finish = finish_enroll},
    {.name = "confirm", .operands = ADDRESS_AND_CODE, .least = 2, .serve = serve_confirm},
    {.name = "reset", .operands = ADDRESS, .least = 1, .serve = serve_reset},
    {.name = "list", .serve = serve_list},
    {.name = NULL},
};

const Command command_mfa = {
    .name = "mfa",
    .summary = "authenticator apps of contacts: enroll, confirm, reset and list",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
