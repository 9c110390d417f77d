/* SPDX-License-Identifier: Apache-2.0 */
/* One row is all words that stand in the same place and tell the same, in lower case. */
#include "parsers/machine_sender.h"

#include <glib.h>
#include <string.h>

typedef enum {
	IN_SENDER, /* anywhere in name and address */
	IN_LOCAL,  /* anywhere in front of the '@', where hyphens and the like are left out */
	LOCAL_IS,
	LOCAL_BEGINS,
	LOCAL_ENDS, /* there, or in front of a '+' */
} Place;

static const struct {
	Place place;
	unsigned tells;
	const char *const *words;
} rows[] = {
    {IN_SENDER, SENDER_DAEMON | SENDER_UNANSWERED,
	(const char *const[]){"mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon",
	    "post_master@", "mail.delivery.system", "mail delivery sys", "mail delivery sub",
	    "mail deliver system", "mailer daemon", "mdaemon", "microsoftexchange",
	    "maildelivery", "mail_delivery", "delivery system", NULL}},
    {IN_SENDER, SENDER_SYSTEM,
	(const char *const[]){"postmaster", "system administrator", "interscan",
	    "_mail_service", "mail administrator", "antivirus", "inetgw", "mailadmin", "smtp@",
	    "mail-server", "admin@", "bounce", NULL}},
    {IN_LOCAL, SENDER_SYSTEM | SENDER_NOTIFIES | SENDER_UNANSWERED,
	(const char *const[]){"noreply", "donotreply", "dontreply", "geenantwoord",
	    "geenreactie", "nietantwoorden", "nietbeantwoorden", "nietreageren", "keineantwort",
	    "nichtantworten", "antwortnicht", "nepasrepondre", "pasdereponse", "sansreponse",
	    NULL}},
    {LOCAL_IS, SENDER_NOTIFIES | SENDER_UNANSWERED,
	(const char *const[]){"nobody", "notification", "notifications", "quarantine",
	    "quarantaine", "quarantaene", "spamdigest", NULL}},
    {LOCAL_IS, SENDER_UNANSWERED,
	(const char *const[]){"abuse", "bounce", "bounces", "cron", "daemon", "hostmaster",
	    "listserv", "mailer", "majordomo", "postmaster", "root", "www-data", NULL}},
    {LOCAL_IS, SENDER_FORM,
	(const char *const[]){"wordpress", "webform", "webforms", "form", "forms", "formulier",
	    "formulieren", "webformulier", "contactform", "contactformulier", "kontaktformular",
	    "formulaire", "website", "web", "webserver", "apache", "nginx", "httpd", "cgi",
	    NULL}},
    {LOCAL_BEGINS, SENDER_UNANSWERED,
	(const char *const[]){"owner-", "bounce-", "bounces-", "bounce+", "bounces+", NULL}},
    {LOCAL_ENDS, SENDER_UNANSWERED,
	(const char *const[]){"-owner", "-request", "-bounce", "-bounces", "+owner", "+request",
	    "+bounces", "-errors", NULL}},
};

/* In lower case. */
typedef struct {
	char *sender;      /* own; name and address */
	char *local;       /* own */
	char *before_plus; /* own */
	char *bare;        /* own; local without what joins words */
} Sender;

static void
sender_clear(Sender *sender)
{
	g_free(sender->sender);
	g_free(sender->local);
	g_free(sender->before_plus);
	g_free(sender->bare);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sender, sender_clear)

/* header: all of From. */
static Sender
take_apart(const char *header, const char *address)
{
	const char *at = strrchr(address, '@');
	size_t length = at == NULL ? strlen(address) : (size_t)(at - address);
	Sender sender = {
	    .sender = g_ascii_strdown(header, -1),
	    .local = g_ascii_strdown(address, (gssize)length),
	};
	g_auto(GStrv) parts = g_strsplit_set(sender.local, "-_. \"", -1);

	sender.before_plus = g_strndup(sender.local, strcspn(sender.local, "+"));
	sender.bare = g_strjoinv("", parts);
	return sender;
}

static bool
stands(const Sender *sender, Place place, const char *word)
{
	switch (place) {
	case IN_SENDER:
		return strstr(sender->sender, word) != NULL;
	case IN_LOCAL:
		return strstr(sender->bare, word) != NULL;
	case LOCAL_IS:
		return g_str_equal(sender->local, word);
	case LOCAL_BEGINS:
		return g_str_has_prefix(sender->local, word);
	case LOCAL_ENDS:
		return g_str_has_suffix(sender->local, word) ||
		       g_str_has_suffix(sender->before_plus, word);
	}
	g_assert_not_reached();
}

/* "<>", with whatever blanks. */
static bool
is_null_path(const char *path)
{
	path += strspn(path, " \t");
	return *path == '\0' || (*path == '<' && path[1 + strspn(path + 1, " \t")] == '>');
}

/* Any of that name: the sender may have put another one above or below. */
static bool
has_null_path(const Message *message)
{
	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, "Return-Path") == 0 &&
		    is_null_path(header->value))
			return true;
	}
	return false;
}

static unsigned
tells_of(const char *header, const char *address)
{
	g_auto(Sender) sender = take_apart(header, address);
	unsigned tells = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (const char *const *word = rows[i].words;
		     *word != NULL && (rows[i].tells & ~tells) != 0; word++)
			if (stands(&sender, rows[i].place, *word))
				tells |= rows[i].tells;
	return tells;
}

unsigned
machine_sender_tells(const Message *message)
{
	const char *header = message_header(message, "From");
	const char *address = message->from == NULL ? "" : message->from->address;

	return tells_of(header == NULL ? address : header, address) |
	       (has_null_path(message) ? SENDER_NULL : 0);
}

unsigned
machine_sender_address_tells(const char *address)
{
	return tells_of(address, address);
}
