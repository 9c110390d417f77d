/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate audit`: whether all that was taken in is accounted for. It reads the spool as it is at one moment, held still by the
 * gateway, which goes on. Mailboxes are listed before that moment: what lies filed in one is in the spool by then.
 */
#include <inttypes.h>
#include <sysexits.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/folder_list.h"
#include "gateway/cli/still_spool.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "spool/audit.h"

typedef struct {
	CliOptions options;
	bool online;
	Config *config;    /* own; of --online, or NULL */
	GPtrArray *mails;  /* own; of FolderMail */
	GPtrArray *faults; /* own; of char * */
	AuditCounts counts;
	int64_t filed;   /* mails that lie where they were filed */
	int64_t waiting; /* mails in inboxes that are still to be taken in */
} Audit;

static void
audit_clear(Audit *audit)
{
	g_clear_pointer(&audit->mails, g_ptr_array_unref);
	g_clear_pointer(&audit->faults, g_ptr_array_unref);
	config_free(audit->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Audit, audit_clear)

static void
list_mailboxes(Audit *audit)
{
	for (guint i = 0; i < audit->config->mailboxes->len; i++)
		folder_list(audit->config->mailboxes->pdata[i], audit->mails, audit->faults);
}

static void
add_mail_fault(Audit *audit, const FolderMail *mail, const char *fault)
{
	g_autofree char *id = mail->message_id == NULL ? NULL : sanitize_line(mail->message_id);

	g_ptr_array_add(audit->faults,
	    g_strdup_printf("mailbox %s, %s, mail %s (%s, %" PRId64 " bytes): %s",
		mail->mailbox, mail->folder == NULL ? "its inbox" : mail->folder, mail->key,
		id == NULL ? "no Message-ID" : id, mail->size, fault));
}

static void
compare_mail(Audit *audit, const FolderMail *mail, AuditFiling filing)
{
	if (mail->folder != NULL && filing == AUDIT_UNKNOWN)
		add_mail_fault(audit, mail,
		    "it is filed away, and the spool has no such mail; move it back into the "
		    "inbox to have it taken in");
	else if (mail->folder != NULL)
		audit->filed++;
	else if (filing == AUDIT_FILED)
		add_mail_fault(audit, mail, "the spool has it as filed away, and it is not");
	else
		audit->waiting++;
}

static bool
compare_mailboxes(Audit *audit, Spool *spool, GError **error)
{
	for (guint i = 0; i < audit->mails->len; i++) {
		const FolderMail *mail = audit->mails->pdata[i];
		AuditMail wanted = {mail->mailbox, mail->folder == NULL ? mail->key : NULL,
		    mail->message_id, mail->size};
		AuditFiling filing = AUDIT_UNKNOWN;

		if (!audit_find(spool, &wanted, &filing, error))
			return false;
		compare_mail(audit, mail, filing);
	}
	return true;
}

static bool
look(Audit *audit, GError **error)
{
	g_autoptr(StillSpool) still = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	Spool *spool = NULL;

	if (audit->config != NULL)
		list_mailboxes(audit);
	still = still_spool_new(&audit->options, error);
	spool = still == NULL ? NULL : still_spool_reader(still, error);
	if (spool == NULL || !audit_spool(spool, &audit->counts, &faults, error))
		return false;
	/* where the file is damaged nothing more can be asked */
	if (faults->len == 0 && !compare_mailboxes(audit, spool, error))
		return false;
	g_ptr_array_extend_and_steal(audit->faults, g_steal_pointer(&faults));
	return still_spool_holds(still, error);
}

/* "12 mails", "1 mail". */
static void
append_count(GString *out, int64_t count, const char *what)
{
	g_string_append_printf(out, "%" PRId64 " %s%s", count, what, count == 1 ? "" : "s");
}

static void
print_text(const Audit *audit, GString *out)
{
	g_string_append(out, "audit: ");
	append_count(out, audit->counts.mails, "mail");
	g_string_append(out, ", ");
	append_count(out, audit->counts.tickets, "ticket");
	g_string_append(out, ", ");
	append_count(out, audit->counts.letters, "letter");
	if (audit->online) {
		g_string_append(out, ", ");
		append_count(out, audit->filed, "mail");
		g_string_append_printf(
		    out, " filed away, %" PRId64 " in inboxes", audit->waiting);
	}
	if (audit->faults->len == 0) {
		g_string_append(out, ": all accounted for\n");
		return;
	}
	g_string_append(out, ": ");
	append_count(out, audit->faults->len, "fault");
	g_string_append_c(out, '\n');
	for (guint i = 0; i < audit->faults->len; i++) {
		g_autofree char *line = sanitize_line(audit->faults->pdata[i]);

		g_string_append_printf(out, "%s\n", line);
	}
}

static void
print_json(const Audit *audit, GString *out)
{
	json_print(out,
	    json_pack("{s:b, s:I, s:I, s:I, s:o, s:o, s:o}", "good", audit->faults->len == 0,
		"mails", (json_int_t)audit->counts.mails, "tickets",
		(json_int_t)audit->counts.tickets, "letters", (json_int_t)audit->counts.letters,
		"filed", audit->online ? json_integer(audit->filed) : json_null(), "waiting",
		audit->online ? json_integer(audit->waiting) : json_null(), "faults",
		json_print_strings(audit->faults)));
}

static bool
read_arguments(int *argc, char **argv, Audit *audit, GError **error)
{
	static const char *const KNOWN[] = {"online", "config", "state", "json", "help", NULL};

	if (!cli_options(argc, argv, &audit->options, error))
		return false;
	audit->online = arguments_take(argc, argv, "online", NULL, NULL);
	if (!arguments_operands(argc, argv, KNOWN, error))
		return false;
	return *argc == 1 || error_set(error, GATEWAY_ERROR_USAGE, "it takes no words");
}

static int
run(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GBytes) bytes = NULL;
	g_auto(Audit) audit = {
	    .mails = g_ptr_array_new_with_free_func((GDestroyNotify)folder_mail_free),
	    .faults = g_ptr_array_new_with_free_func(g_free),
	};
	int code = EX_OK;

	if (!read_arguments(&argc, argv, &audit, &error))
		return cli_fail(&audit.options, error);
	if (audit.online && (audit.config = cli_config(&audit.options)) == NULL)
		return EX_CONFIG;
	if (!look(&audit, &error))
		return cli_fail(&audit.options, error);
	(audit.options.json ? print_json : print_text)(&audit, out);
	bytes = g_bytes_new(out->str, out->len);
	code = cli_print(&audit.options, bytes);
	return code == EX_OK && audit.faults->len > 0 ? 1 : code;
}

const Command command_audit = {
    .name = "audit",
    .summary = "whether every mail, ticket and letter is accounted for",
    .help = "usage: casegate audit [--online]\n"
	    "\n"
	    "Looks through the whole spool, while the gateway runs: the file itself, each\n"
	    "mail in exactly one state with its reason, tickets against mails, letters\n"
	    "against tickets. Prints one line when all is accounted for; else what is not,\n"
	    "line by line, and the exit code is 1. It changes nothing.\n"
	    "\n"
	    "--online also compares the mailboxes: what lies in the folder for mails that\n"
	    "are done is in the spool, and nothing that was filed lies in the inbox. It\n"
	    "fetches headers, and files, marks and changes nothing.\n",
    .main = run,
};
