/* SPDX-License-Identifier: Apache-2.0 */
/* One table, a row for each field: how its value is read. */
#include "parsers/spam_header.h"

#include <string.h>

enum { VALUE_MAX = 320 /* bytes of a value that are looked at: what counts comes first */ };

static void
add_score(SpamSign *sign, double score)
{
	score = CLAMP(score, -SPAM_SCORE_MOST, SPAM_SCORE_MOST);
	if (!sign->has_score || score > sign->score)
		sign->score = score;
	sign->has_score = true;
}

/* "-3.10", whatever follows; nothing else that strtod() takes, such as "nan" or "0x1p9". */
static void
read_number(const char *text, SpamSign *sign)
{
	char number[16] = "";
	size_t sign_size = strspn(text, "+-");
	size_t size = sign_size + strspn(text + sign_size, "0123456789.");

	if (size == sign_size || size >= sizeof number)
		return;
	memcpy(number, text, size);
	add_score(sign, g_ascii_strtod(number, NULL));
}

static bool
begins(const char *text, const char *word)
{
	size_t size = strlen(word);

	return g_ascii_strncasecmp(text, word, size) == 0 && !g_ascii_isalnum(text[size]);
}

/* "Yes", "YES", "yes, ..." */
static void
read_flag(const char *value, SpamSign *sign)
{
	sign->is_spam = sign->is_spam || begins(value, "yes") || begins(value, "true");
}

/* "Yes, score=8.3 required=5.0 tests=..."; older ones have "hits=". */
static void
read_status(const char *value, SpamSign *sign)
{
	static const char *const KEYS[] = {" score=", " hits="};

	read_flag(value, sign);
	for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
		const char *key = strstr(value, KEYS[i]);

		if (key != NULL)
			read_number(key + strlen(KEYS[i]), sign);
	}
}

/* "********": a point each. */
static void
read_level(const char *value, SpamSign *sign)
{
	size_t points = strspn(value, "*");

	if (points > 0)
		add_score(sign, (double)points);
}

/* "default: True [12.30 / 15.00];" */
static void
read_result(const char *value, SpamSign *sign)
{
	const char *colon = strchr(value, ':');
	const char *bracket = colon == NULL ? NULL : strchr(colon, '[');

	if (bracket == NULL)
		return;
	read_flag(colon + 1 + strspn(colon + 1, " \t"), sign);
	read_number(bracket + 1, sign);
}

/* What rspamd would have had the server do. */
static void
read_action(const char *value, SpamSign *sign)
{
	static const char *const OF_SPAM[] = {
	    "add header", "rewrite subject", "quarantine", "reject"};

	for (size_t i = 0; i < G_N_ELEMENTS(OF_SPAM); i++)
		sign->is_spam = sign->is_spam || begins(value, OF_SPAM[i]);
}

static const struct {
	const char *name;
	void (*read)(const char *value, SpamSign *sign);
} FIELDS[] = {
    {"X-Spam", read_flag},
    {"X-Spam-Flag", read_flag},
    {"X-Spam-Status", read_status},
    {"X-Spam-Level", read_level},
    {"X-Spam-Score", read_number},
    {"X-Rspamd-Score", read_number},
    {"X-Rspamd-Action", read_action},
    {"X-Spamd-Result", read_result},
};

void
spam_header_read(
    const char *name, size_t name_size, const char *value, size_t size, SpamSign *sign)
{
	g_autofree char *text = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		if (name_size != strlen(FIELDS[i].name) ||
		    g_ascii_strncasecmp(name, FIELDS[i].name, name_size) != 0)
			continue;
		text = g_strndup(value, MIN(size, (size_t)VALUE_MAX));
		FIELDS[i].read(g_strstrip(g_strdelimit(text, "\r\n\t", ' ')), sign);
		return;
	}
}

void
spam_sign_add(SpamSign *sign, const SpamSign *other)
{
	sign->is_spam = sign->is_spam || other->is_spam;
	if (other->has_score)
		add_score(sign, other->score);
}
