/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/init_letter.h"

#include <string.h>

#include "gateway/cli/send_once.h"
#include "gateway/letters/mime_encode.h"

static GBytes *
compose(const Config *config, const char *to)
{
	const ConfigMailbox *mailbox = config->mailboxes->pdata[0];
	int64_t now_ms = g_get_real_time() / 1000;
	GString *letter = g_string_new(NULL);

	mime_encode_mailbox(letter, "From", config->desk_name, mailbox->address);
	mime_encode_mailbox(letter, "To", NULL, to);
	mime_encode_field(letter, "Subject", "casegate: a test letter");
	mime_encode_date(letter, "Date", now_ms);
	g_string_append_printf(letter,
	    "Message-ID: <test.%" G_GINT64_FORMAT "@%s>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n"
	    "\r\n"
	    "casegate init sent this letter, on the way that letters to customers take.\r\n"
	    "Where it lies among spam, look at SPF, DKIM and DMARC of %s.\r\n",
	    (gint64)now_ms, config->domain, strrchr(mailbox->address, '@') + 1);
	return g_string_free_to_bytes(letter);
}

bool
init_letter_send(const Config *config, const char *to, GError **error)
{
	g_autoptr(GBytes) letter = compose(config, to);

	if (send_once(config, config->mailboxes->pdata[0], to, letter, error))
		return true;
	g_prefix_error(error, "the letter to %s is not sent: ", to);
	return false;
}
