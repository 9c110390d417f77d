/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/online_authserv.h"

#include "gateway/cli/authserv_guess.h"
#include "gateway/cli/online_mails.h"
#include "gateway/intake/sender_proof.h"
#include <glib/gstdio.h>

typedef struct {
	const ConfigMailbox *mailbox;
	int64_t changed_ms; /* when the configuration was */
	unsigned newer;     /* mails that came since then */
	unsigned good;      /* mails with results that are believed */
	AuthservGuess guess;
} Look;

static void
on_mail(const Mail *mail, const Origin *origin, GBytes *header, void *data)
{
	Look *look = data;

	(void)header;
	look->newer += mail->received_ms >= look->changed_ms;
	look->good +=
	    look->mailbox->authserv != NULL && sender_proof_has_results(origin, look->mailbox);
	authserv_guess_add(&look->guess, origin);
}

static void
propose(const Look *look, GString *out)
{
	const AuthservSeen *best = authserv_guess_best(&look->guess);

	if (best == NULL)
		g_string_append(out, "; no other server's stand on most of them");
	else
		g_string_append_printf(out,
		    "; %u have results of '%s' below %u Received: where that is your own "
		    "server, set 'authserv: %s' and 'authserv_hops: %u'",
		    best->mails, best->name, best->hop, best->name, best->hop);
}

/* Whether all is as it should be. What came before the configuration was changed says what was so before. */
static bool
report(const Look *look, GString *out)
{
	const ConfigMailbox *mailbox = look->mailbox;
	bool without = mailbox->authserv != NULL && look->good == 0 &&
		       look->guess.mails >= AUTHSERV_MAILS_LEAST;
	bool wrong = without && look->newer > 0;

	if (look->guess.mails == 0)
		return true;
	g_string_append_printf(out, "mailbox %s, authserv: %s: ", mailbox->name,
	    wrong     ? "wrong"
	    : without ? "warning"
		      : "good");
	if (mailbox->authserv == NULL)
		g_string_append_printf(
		    out, "none is configured, and %u mails came in", look->guess.mails);
	else
		g_string_append_printf(out, "%u of the %u newest mails have results of '%s'",
		    look->good, look->guess.mails, mailbox->authserv);
	if (without && !wrong)
		g_string_append(out,
		    "; all of them came before the configuration was changed: look again "
		    "when mail has come since");
	if (2 * look->good < look->guess.mails)
		propose(look, out);
	g_string_append_c(out, '\n');
	return !wrong;
}

/* 0: nobody knows. */
static int64_t
changed_ms(const Config *config)
{
	GStatBuf file;

	return config->file == NULL || g_stat(config->file, &file) != 0
		   ? 0
		   : (int64_t)file.st_mtim.tv_sec * 1000;
}

bool
online_authserv(const Config *config, Spool *spool, GString *out, GError **error)
{
	bool good = true;

	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		Look look = {
		    .mailbox = config->mailboxes->pdata[i], .changed_ms = changed_ms(config)};
		bool seen = false;

		authserv_guess_init(&look.guess);
		seen = online_mails(spool, look.mailbox, on_mail, &look, error);
		good = seen && report(&look, out) && good;
		authserv_guess_clear(&look.guess);
		if (!seen)
			return false;
	}
	return good;
}
