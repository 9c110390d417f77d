/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That no mail from outside bears the mark shows nothing until somebody has tried. The operator is asked to: a mail
 * from outside with the mark and a second header, by which it is found when it has arrived.
 */
#include "gateway/cli/online_trust.h"

#include <string.h>

#include "gateway/cli/online_mails.h"
#include "gateway/intake/sender_proof.h"

#define MARK "X-MS-Exchange-Organization-AuthAs"
#define TRIAL "X-Casegate-Check: authas"

typedef struct {
	const ConfigMailbox *mailbox;
	unsigned outside; /* mails from there */
	unsigned copies;  /* of the mark on them */
	unsigned trials;  /* of them that lost it */
} Look;

/* A field as the sender wrote it: a line that begins so. */
static bool
has_trial(GBytes *header)
{
	size_t size = 0;
	const char *text = g_bytes_get_data(header, &size);

	for (const char *at = text; at != NULL && at < text + size;) {
		size_t left = (size_t)(text + size - at);
		const char *end = memchr(at, '\n', left);

		if (left >= strlen(TRIAL) && g_ascii_strncasecmp(at, TRIAL, strlen(TRIAL)) == 0)
			return true;
		at = end == NULL ? NULL : end + 1;
	}
	return false;
}

static void
on_mail(const Origin *origin, GBytes *header, void *data)
{
	Look *look = data;

	if (!sender_proof_has_results(origin, look->mailbox))
		return;
	look->outside++;
	look->copies += origin->is_internal;
	look->trials += !origin->is_internal && has_trial(header);
}

/* Whether all is as it should be. */
static bool
report(const Look *look, GString *out)
{
	bool believes = look->mailbox->believes_authas;
	bool good = look->copies == 0 && (look->trials > 0 || !believes);

	g_string_append_printf(
	    out, "mailbox %s, trust: %s: ", look->mailbox->name, good ? "good" : "wrong");
	if (look->copies > 0)
		g_string_append_printf(out,
		    "%u of %u mails from outside bear '" MARK
		    ": Internal', which anybody can write: "
		    "%s\n",
		    look->copies, look->outside,
		    believes ? "take 'authas' away" : "leave 'authas' out");
	else if (look->trials > 0)
		g_string_append_printf(out,
		    "Exchange takes '" MARK "' away from mail from outside%s\n",
		    believes ? "" : ": 'authas: yes' may be set");
	else
		g_string_append_printf(out,
		    "whether '" MARK
		    "' is taken away from mail from outside is not known: send a mail "
		    "from outside with the headers '" MARK ": Internal' and '" TRIAL
		    "', then check again%s\n",
		    believes ? "; until then take 'authas' away" : "");
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
online_trust(const Config *config, Spool *spool, GString *out, GError **error)
{
	bool good = true;

	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		Look look = {.mailbox = config->mailboxes->pdata[i]};

		if (!is_wanted(look.mailbox))
			continue;
		if (!online_mails(spool, look.mailbox, on_mail, &look, error))
			return false;
		good = report(&look, out) && good;
	}
	return good;
}
