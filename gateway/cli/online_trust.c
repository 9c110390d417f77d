/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That no mail from outside bears the mark shows nothing until somebody has tried. The operator is asked to: a mail
 * from outside with the mark and a second header, by which it is found when it has arrived. That one has a code, or a
 * stranger could pretend to have tried.
 */
#include "gateway/cli/online_trust.h"

#include <string.h>

#include "gateway/cli/online_mails.h"
#include "gateway/intake/sender_proof.h"
#include "gateway/model/trust_code.h"

#define MARK "X-MS-Exchange-Organization-AuthAs"
#define TRIAL "X-Casegate-Check"

typedef struct {
	const ConfigMailbox *mailbox;
	const char *trial; /* the line that only the operator's own trial has */
	const char *code;  /* what `authas` is to be */
	unsigned outside;  /* mails from there */
	unsigned copies;   /* of the mark on them */
	unsigned trials;   /* of them that lost it */
} Look;

/* A field as the sender wrote it: a line that is this. */
static bool
has_line(GBytes *header, const char *line)
{
	size_t size = 0, length = strlen(line);
	const char *text = g_bytes_get_data(header, &size);

	for (const char *at = text; at != NULL && at < text + size;) {
		size_t left = (size_t)(text + size - at);
		const char *end = memchr(at, '\n', left);

		if (left > length && g_ascii_strncasecmp(at, line, length) == 0 &&
		    strchr("\r\n", at[length]) != NULL)
			return true;
		at = end == NULL ? NULL : end + 1;
	}
	return false;
}

static void
on_mail(const Mail *mail, const Origin *origin, GBytes *header, void *data)
{
	Look *look = data;

	(void)mail;
	if (!sender_proof_has_results(origin, look->mailbox))
		return;
	look->outside++;
	look->copies += origin->is_internal;
	look->trials += !origin->is_internal && has_line(header, look->trial);
}

static void
say_how_to_try(const Look *look, GString *out)
{
	g_string_append_printf(out,
	    "whether '" MARK "' is taken away from mail from outside is not known: send a mail "
	    "from outside with the headers '" MARK ": Internal' and '%s', then check again\n",
	    look->trial);
}

/* Whether all is as it should be. */
static bool
report(const Look *look, GString *out)
{
	const ConfigMailbox *mailbox = look->mailbox;
	bool is_wrong = mailbox->authas != NULL && !mailbox->believes_authas;
	bool good = look->copies == 0 && !is_wrong;

	g_string_append_printf(
	    out, "mailbox %s, trust: %s: ", mailbox->name, good ? "good" : "wrong");
	if (look->copies > 0)
		g_string_append_printf(out,
		    "%u of %u mails from outside bear '" MARK
		    ": Internal', which anybody can write: %s\n",
		    look->copies, look->outside,
		    mailbox->authas != NULL ? "take 'authas' away" : "leave 'authas' out");
	else if (mailbox->believes_authas)
		g_string_append(out, "the mark of mail from inside is believed\n");
	else if (look->trials > 0)
		g_string_append_printf(out,
		    "Exchange takes '" MARK
		    "' away from mail from outside: 'authas: %s' may be "
		    "set\n",
		    look->code);
	else
		say_how_to_try(look, out);
	return good;
}

static bool
is_wanted(const ConfigMailbox *mailbox)
{
	return mailbox->internal != NULL && g_strcmp0(mailbox->authserv, CONFIG_MICROSOFT) == 0;
}

bool
online_trust_is_wanted(const Config *config)
{
	bool wanted = false;

	for (unsigned i = 0; i < config->mailboxes->len; i++)
		wanted = wanted || is_wanted(config->mailboxes->pdata[i]);
	return wanted;
}

bool
online_trust(const Context *context, GString *out, GError **error)
{
	const Config *config = context->config;
	bool good = true;

	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];
		g_autofree char *tried = trust_code_of_trial(&context->keys, mailbox);
		g_autofree char *trial = g_strconcat(TRIAL ": ", tried, NULL);
		g_autofree char *code = trust_code_of_result(&context->keys, mailbox);
		Look look = {.mailbox = mailbox, .trial = trial, .code = code};

		if (!is_wanted(mailbox))
			continue;
		if (!online_mails(context->spool, mailbox, on_mail, &look, error))
			return false;
		good = report(&look, out) && good;
	}
	return good;
}
