/* SPDX-License-Identifier: Apache-2.0 */
/* The mailboxes of casegate.yaml. */
#include "gateway/config/config_read.h"

#include <string.h>

#include "gateway/util/token.h"

#define LOCAL_PART_MAX 64

typedef struct {
	char *move;
	char *flag;
} FilingMap;

static const YamlField filing_fields[] = {
    {"move", config_read_line, offsetof(FilingMap, move), NULL, false, "to this folder"},
    {"flag", config_read_line, offsetof(FilingMap, flag), NULL, false, "with this keyword"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static void
set_filing(ConfigFile *file, ConfigFiling how, char *take_name)
{
	g_free(file->name);
	*file = (ConfigFile){how, take_name};
}

/* A keyword of IMAP is an atom: everything else would have to be quoted, and cannot be. */
static bool
is_keyword(const char *text)
{
	for (; *text != '\0'; text++)
		if (!g_ascii_isalnum(*text) && strchr("$-_.+!#&", *text) == NULL)
			return false;
	return true;
}

/* ConfigFile. */
static bool
read_filing(const YamlNode *node, const void *extra, void *target)
{
	g_autofree char *move = NULL;
	g_autofree char *flag = NULL;
	FilingMap map = {0};
	bool good;

	(void)extra;
	if (g_strcmp0(yaml_scalar(node), "delete") == 0) {
		set_filing(target, CONFIG_FILE_DELETE, NULL);
		return true;
	}
	if (yaml_kind(node) != YAML_MAP || yaml_length(node) != 1) {
		yaml_mistake_unexpected(node, "one of {move: FOLDER}, {flag: KEYWORD}, delete");
		return false;
	}
	good = yaml_read_map(node, filing_fields, &map);
	move = map.move;
	flag = map.flag;
	if (flag != NULL && !is_keyword(flag)) {
		yaml_mistake(node, "letters, digits and $-_.+!#&", "the keyword '%s'", flag);
		return false;
	}
	if (good && move != NULL)
		set_filing(target, CONFIG_FILE_MOVE, g_steal_pointer(&move));
	if (good && flag != NULL)
		set_filing(target, CONFIG_FILE_FLAG, g_steal_pointer(&flag));
	return good;
}

/* char *: an address that has room for a token in its local part. */
static bool
read_reply_address(const YamlNode *node, const void *extra, void *target)
{
	g_autofree char *address = NULL;
	const char *field;
	const char *at;

	if (!yaml_read_address(node, extra, &address))
		return false;
	at = strchr(address, '@');
	field = strstr(address, TOKEN_PLACE);
	if (field == NULL || field > at || strchr(field + 1, '{') != NULL) {
		yaml_mistake_unexpected(
		    node, TOKEN_PLACE " once before the @: desk+{token}@desk.example");
		return false;
	}
	if (at - address - (long)strlen(TOKEN_PLACE) + TOKEN_LENGTH > LOCAL_PART_MAX) {
		yaml_mistake_unexpected(
		    node, "at most 38 characters beside " TOKEN_PLACE " before the @");
		return false;
	}
	return config_set_string(target, address);
}

enum {
	BANNER_LEAST = 8, /* bytes of it before any '*' */
	TAG_LEAST = 2,
	KNOWN_MOST = 1000, /* bytes */
};

static const YamlRange poll_range = {1000, G_GINT64_CONSTANT(86400000)};
static const YamlRange hops_range = {0, 10};

static const YamlChoice spam_choices[] = {
    {"own", CONFIG_SPAM_OWN}, {"all", CONFIG_SPAM_ALL}, {NULL, 0}};

static const YamlChoice unknown_choices[] = {
    {"case", CONFIG_UNKNOWN_CASE},
    {"register", CONFIG_UNKNOWN_REGISTER},
    {"hold", CONFIG_UNKNOWN_HOLD},
    {NULL, 0},
};

static const YamlChoice old_choices[] = {
    {"leave", CONFIG_OLD_LEAVE},
    {"history", CONFIG_OLD_HISTORY},
    {NULL, 0},
};

static const YamlField trust_fields[] = {
    {"internal", config_read_domains, offsetof(ConfigMailbox, internal), NULL, false,
	"domains whose people hand mail in at our own server"},
    {"authas", config_read_line, offsetof(ConfigMailbox, authas), NULL, false,
	"the code that 'casegate check --online' gives for Exchange's mark"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField mailbox_fields[] = {
    {"name", config_read_name, offsetof(ConfigMailbox, name), NULL, true,
	"what logs and commands call it"},
    {"imap", config_read_imap, 0, NULL, false, "the server and folder it is fetched from"},
    {"maildir", config_read_path, offsetof(ConfigMailbox, maildir), NULL, false,
	"a Maildir it is fetched from instead"},
    CONFIG_SERVER_FIELDS(ConfigMailbox, imap),
    {"address", yaml_read_address, offsetof(ConfigMailbox, address), NULL, true,
	"From and Reply-To of its letters"},
    {"reply_address", read_reply_address, offsetof(ConfigMailbox, reply_address), NULL, false,
	"Reply-To of its letters, with {token}"},
    {"processed", read_filing, offsetof(ConfigMailbox, processed), NULL, false,
	"what is done with a mail that is safe"},
    {"too_large", read_filing, offsetof(ConfigMailbox, too_large), NULL, false,
	"what is done with a mail that is too large"},
    {"authserv", config_read_domain, offsetof(ConfigMailbox, authserv), NULL, false,
	"our own MX: whose Authentication-Results are believed"},
    {"authserv_hops", yaml_read_integer, offsetof(ConfigMailbox, authserv_hops), &hops_range,
	false, "how many Received headers may stand above our MX's"},
    {"trust", yaml_read_section, 0, trust_fields, false,
	"what else our own server says of who sent a mail"},
    {"signature", config_read_name, offsetof(ConfigMailbox, signature), NULL, false,
	"the partial that ends its letters"},
    {"unknown_senders", yaml_read_choice, offsetof(ConfigMailbox, unknown_senders),
	unknown_choices, false, "what becomes of mail from people who are no known contacts"},
    {"spam_headers", yaml_read_choice, offsetof(ConfigMailbox, spam_headers), spam_choices,
	false, "which fields of spam filters are believed"},
    {"poll", yaml_read_duration, offsetof(ConfigMailbox, poll_ms), &poll_range, false,
	"how long at most until it is looked at again"},
    {"taken_from", config_read_time, offsetof(ConfigMailbox, taken_from_ms), NULL, false,
	"what came before this is old mail"},
    {"old_mail", yaml_read_choice, offsetof(ConfigMailbox, old_mail), old_choices, false,
	"what becomes of old mail"},
    {"banners", yaml_read_strings, offsetof(ConfigMailbox, banners), NULL, false,
	"what mail systems write above or below a text, beside what is known"},
    {"subject_tags", yaml_read_strings, offsetof(ConfigMailbox, tags), NULL, false,
	"what mail systems write into a subject, beside what is known"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static void *
mailbox_new(void)
{
	ConfigMailbox *mailbox = g_new0(ConfigMailbox, 1);

	mailbox->processed = (ConfigFile){CONFIG_FILE_MOVE, g_strdup("Processed")};
	mailbox->too_large = (ConfigFile){CONFIG_FILE_MOVE, g_strdup("Failed")};
	mailbox->poll_ms = 5 * 60 * 1000;
	return mailbox;
}

void
config_mailbox_free(ConfigMailbox *mailbox)
{
	config_server_clear(&mailbox->imap);
	g_free(mailbox->name);
	g_free(mailbox->folder);
	g_free(mailbox->maildir);
	g_free(mailbox->address);
	g_free(mailbox->reply_address);
	g_free(mailbox->processed.name);
	g_free(mailbox->too_large.name);
	g_free(mailbox->authserv);
	g_free(mailbox->authas);
	if (mailbox->internal != NULL)
		g_ptr_array_unref(mailbox->internal);
	g_free(mailbox->signature);
	g_clear_pointer(&mailbox->banners, g_ptr_array_unref);
	g_clear_pointer(&mailbox->tags, g_ptr_array_unref);
	g_clear_pointer(&mailbox->shapes, g_ptr_array_unref);
	g_free(mailbox->logo);
	g_free(mailbox);
}

static void
check_filing(const YamlNode *node, const ConfigMailbox *mailbox, const ConfigFile *file)
{
	bool is_maildir = mailbox->maildir != NULL;

	if (node == NULL || file->how == CONFIG_FILE_DELETE)
		return;
	if (is_maildir && file->how == CONFIG_FILE_FLAG)
		yaml_mistake(
		    node, "{move: FOLDER} or delete", "a keyword, which a Maildir has not");
	else if (is_maildir && (strchr(file->name, '/') != NULL || *file->name == '.'))
		yaml_mistake(
		    node, "a folder's name without '/' and first '.'", "'%s'", file->name);
	else if (g_strcmp0(file->name, mailbox->folder) == 0)
		yaml_mistake(
		    node, "another folder", "the folder that is fetched, '%s'", file->name);
}

/* It must be known who vouches for them. */
static void
check_trust(const YamlNode *map, const ConfigMailbox *mailbox)
{
	const YamlNode *trust = yaml_get(map, "trust");
	bool is_exchange = g_strcmp0(mailbox->authserv, CONFIG_MICROSOFT) == 0;

	if (trust == NULL || yaml_kind(trust) != YAML_MAP)
		return;
	if (mailbox->authserv == NULL)
		yaml_mistake(trust, "'authserv' here: our own server", "'trust' without it");
	if (mailbox->authas != NULL && (!is_exchange || mailbox->internal == NULL))
		yaml_mistake(yaml_get(trust, "authas"),
		    "it with 'authserv: " CONFIG_MICROSOFT "' and 'internal'",
		    "'authas' without them");
	if (mailbox->authas != NULL && strlen(mailbox->authas) != CONFIG_AUTHAS_LENGTH)
		yaml_mistake(yaml_get(trust, "authas"),
		    "the code that 'casegate check --online' gives when it has seen a trial",
		    "'%s'", mailbox->authas);
}

/* What could stand for any text, or is too short to be told from words, would cut what people wrote. */
static void
check_known(const YamlNode *list, const GPtrArray *texts, size_t least)
{
	for (unsigned i = 0; texts != NULL && i < texts->len; i++) {
		const char *text = texts->pdata[i];
		size_t start = strcspn(text, "*");

		if (start < least || strlen(text) > KNOWN_MOST)
			yaml_mistake(yaml_kind(list) == YAML_LIST ? yaml_item(list, i) : list,
			    "a text that begins with some words, in at most 1000 bytes", "'%s'",
			    text);
	}
}

static void
check_mailbox(const YamlNode *map, void *item)
{
	ConfigMailbox *mailbox = item;

	config_check_place(map, "imap", &mailbox->imap);
	if (yaml_get(map, "imap") != NULL && yaml_get(map, "user") == NULL)
		yaml_mistake(map, "'user' here: who logs in", "'imap' without a user");
	check_trust(map, mailbox);
	check_known(yaml_get(map, "banners"), mailbox->banners, BANNER_LEAST);
	check_known(yaml_get(map, "subject_tags"), mailbox->tags, TAG_LEAST);
	check_filing(yaml_get(map, "processed"), mailbox, &mailbox->processed);
	check_filing(yaml_get(map, "too_large"), mailbox, &mailbox->too_large);
	if (yaml_get(map, "old_mail") != NULL && yaml_get(map, "taken_from") == NULL)
		yaml_mistake(yaml_get(map, "old_mail"),
		    "'taken_from' here: what came before it is old", "'old_mail' without it");
}

static GVariant *
pack_texts(const GPtrArray *texts)
{
	return texts == NULL
		   ? g_variant_new_strv(NULL, 0)
		   : g_variant_new_strv((const char *const *)texts->pdata, texts->len);
}

GVariant *
config_mailbox_known(const ConfigMailbox *mailbox)
{
	static const ConfigMailbox NOTHING;

	if (mailbox == NULL)
		mailbox = &NOTHING;
	return g_variant_new("(@as@as@ass)", pack_texts(mailbox->banners),
	    pack_texts(mailbox->tags), pack_texts(mailbox->shapes),
	    mailbox->logo == NULL ? "" : mailbox->logo);
}

bool
config_read_mailboxes(const YamlNode *node, const void *extra, void *target)
{
	static const ConfigElement element = {mailbox_fields, mailbox_new, check_mailbox};

	(void)extra;
	if (yaml_kind(node) == YAML_LIST && yaml_length(node) == 0) {
		yaml_mistake(node, "at least one", "no mailbox");
		return false;
	}
	return config_read_elements(node, &element, target);
}
