/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate key`: the key that signs what we send out. */
#include "gateway/commands/command.h"
#include "gateway/desk/key_rotation.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "spool/contact.h"
#include "spool/factor.h"

static const char HELP[] =
    "usage: casegate key rotate [--leaked]\n"
    "\n"
    "  rotate  makes a new key, which signs all letters from now on. The one before it\n"
    "          checks the letters that it signed until the next rotation, which is\n"
    "          refused as long as they may be answered: 90 days. The secrets of\n"
    "          authenticator apps are sealed again. Make a backup then: those of\n"
    "          before do not have the new key\n"
    "\n"
    "  --leaked  where others may have read the key: no letter of before proves\n"
    "            anything any more, and what answers one may become a new case. The\n"
    "            apps whose secrets they may have read, too, are named: reset each,\n"
    "            and enroll it anew\n";

static void
tell(const KeyRotation *rotation, bool leaked, GString *out)
{
	if (rotation->finished)
		g_string_append(out, "The rotation that was cut off is finished.\n");
	else if (leaked)
		g_string_append(out, "A new key signs from now on. No token of before counts "
				     "any more.\n");
	else
		g_string_append_printf(out,
		    "A new key signs from now on. The one before it checks the letters that it "
		    "signed for as long as they may be answered, at most %d days.\n",
		    KEY_ROTATION_DAYS);
	if (rotation->secrets > 0)
		g_string_append_printf(
		    out, "Authenticator apps sealed again: %d.\n", rotation->secrets);
	if (rotation->finished && leaked)
		g_string_append(out, "Run it once more, to end the tokens of before.\n");
	g_string_append(
	    out, "Make a backup now, 'casegate backup': those of before lack this key.\n");
}

/* Of contacts with an app, whose secret lay in the spool and in backups under the key that leaked. Caller owns. */
static json_t *
addresses_of_apps(Context *context, GError **error)
{
	g_autoptr(GPtrArray) factors = NULL;
	json_t *addresses = json_array();

	if (!factor_list(context->spool, &factors, error)) {
		json_decref(addresses);
		return NULL;
	}
	for (guint i = 0; i < factors->len; i++) {
		const Factor *factor = factors->pdata[i];
		g_autoptr(Contact) contact = NULL;

		if (!contact_get(context->spool, factor->contact, &contact, error)) {
			json_decref(addresses);
			return NULL;
		}
		json_array_append_new(addresses, json_print_string(contact->address));
	}
	return addresses;
}

static void
tell_apps(const json_t *addresses, GString *out)
{
	size_t i = 0;
	json_t *address = NULL;

	if (json_array_size(addresses) == 0)
		return;
	g_string_append(out, "\nWHO READ THE KEY MAY HAVE READ THE SECRETS OF THE "
			     "AUTHENTICATOR APPS, too, from the "
			     "spool or a backup, and can show their codes. Reset each of them, "
			     "and enroll it anew "
			     "with 'casegate mfa enroll':\n");
	json_array_foreach (addresses, i, address) {
		g_autofree char *clean = sanitize_line(json_string_value(address));
		g_autofree char *quoted = g_shell_quote(clean);

		g_string_append_printf(out, "  casegate mfa reset %s\n", quoted);
	}
}

static bool
serve_rotate(Context *context, const Call *call, GString *out, GError **error)
{
	bool leaked = call_flag(call, "leaked");
	KeyRotation rotation = {0};
	json_t *apps = leaked ? addresses_of_apps(context, error) : json_array();

	if (apps == NULL || !key_rotation(context, leaked, &rotation, error)) {
		json_decref(apps);
		return false;
	}
	if (call_flag(call, "json")) {
		json_print(out, json_pack("{sb, sb, si, so}", "rotated", !rotation.finished,
				    "tokens_ended", leaked && !rotation.finished,
				    "sealed_again", rotation.secrets, "to_reset", apps));
		return true;
	}
	tell(&rotation, leaked, out);
	tell_apps(apps, out);
	json_decref(apps);
	return true;
}

static const SubcommandOption ROTATE_OPTIONS[] = {{"leaked", OPTION_FLAG}, {NULL, OPTION_FLAG}};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "rotate", .options = ROTATE_OPTIONS, .serve = serve_rotate},
    {.name = NULL},
};

const Command command_key = {
    .name = "key",
    .summary = "the key that signs our letters: rotate",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
