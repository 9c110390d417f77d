/* SPDX-License-Identifier: Apache-2.0 */
/* A header is a stranger's: the worker that verifies senders reads it here, too. */
#include "gateway/cli/online_mails.h"

#include <string.h>

#include "gateway/intake/verifier.h"

#define NEWEST 500 /* mails of all mailboxes that are looked at */

static void
on_answer(void *data)
{
	(void)data;
}

static void
look_at(Verifier *verifier, const Mail *mail, GBytes *raw, OnlineMailSeen seen, void *data)
{
	g_autoptr(GBytes) header = verifier_header(raw);
	Origin *origin = NULL;
	const char *how = NULL;
	VerifierState state = VERIFIER_WAITS;

	verifier_give(verifier, mail->id, raw);
	verifier_run(verifier);
	while ((state = verifier_look(verifier, mail->id, &origin, &how)) == VERIFIER_WAITS)
		g_main_context_iteration(NULL, TRUE);
	if (state == VERIFIER_KNOWS)
		seen(mail, origin, header, data);
	verifier_forget(verifier, mail->id);
}

bool
online_mails(
    Spool *spool, const ConfigMailbox *mailbox, OnlineMailSeen seen, void *data, GError **error)
{
	g_autoptr(Verifier) verifier = verifier_new(on_answer, NULL);
	g_autoptr(GPtrArray) mails = NULL;

	if (!mail_list(spool, -1, NEWEST, &mails, error))
		return false;
	for (unsigned i = 0; i < mails->len; i++) {
		const Mail *mail = mails->pdata[i];
		g_autoptr(GBytes) raw = NULL;

		if (strcmp(mail->mailbox, mailbox->name) != 0)
			continue;
		raw = mail_raw(spool, mail->id, error);
		if (raw == NULL)
			return false;
		look_at(verifier, mail, raw, seen, data);
	}
	return true;
}
