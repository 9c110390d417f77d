/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a header apart into fields and hands each that matters to its parser. */
#include "parsers/origin.h"

#include <string.h>

#include "parsers/from.h"

enum {
	WORD_MAX = 320,
	PARTIAL_MAX = 50,
	PACKED_MAX = 1024 * 1024,
};

typedef struct {
	const char *name;
	size_t name_size;
	const char *value; /* still folded */
	size_t size;
} Field;

/* A header on its way through. */
typedef struct {
	Origin *origin;
	unsigned hop;   /* Received fields so far */
	unsigned froms; /* From fields so far */
	unsigned marks; /* of Exchange's fields so far */
} Look;

static void
hop_free(void *data)
{
	OriginHop *hop = data;

	g_free(hop->by);
	g_free(hop->user);
	g_free(hop);
}

Origin *
origin_new(void)
{
	Origin *origin = g_rc_box_new0(Origin);

	origin->results = g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);
	origin->hops = g_ptr_array_new_with_free_func(hop_free);
	origin->partial = g_ptr_array_new_with_free_func(g_free);
	origin->spam = g_array_new(false, true, sizeof(SpamSign));
	return origin;
}

Origin *
origin_ref(Origin *origin)
{
	return g_rc_box_acquire(origin);
}

static void
clear(void *data)
{
	Origin *origin = data;

	g_free(origin->from);
	g_ptr_array_unref(origin->results);
	g_ptr_array_unref(origin->hops);
	g_ptr_array_unref(origin->partial);
	g_array_unref(origin->spam);
}

void
origin_free(Origin *origin)
{
	if (origin != NULL)
		g_rc_box_release_full(origin, clear);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the blank lines that may stand in front. */
static size_t
header_start(const char *mail, size_t size)
{
	size_t start = 0;

	if (size >= 3 && memcmp(mail, "\xef\xbb\xbf", 3) == 0)
		start = 3;
	while (start < size && is_blank(mail[start]))
		start++;
	return start;
}

size_t
origin_header_size(const char *mail, size_t size)
{
	size_t most = MIN(size, (size_t)ORIGIN_HEADER_MAX);
	size_t line = header_start(mail, most);

	while (line < most) {
		const char *end = memchr(mail + line, '\n', most - line);
		size_t stop = end == NULL ? most : (size_t)(end - mail);

		if (stop == line || (stop == line + 1 && mail[line] == '\r'))
			return line;
		line = stop + 1;
	}
	return most;
}

/* The field that begins at `at`, its following lines with it; the place behind it. */
static size_t
read_field(const char *header, size_t size, size_t at, Field *ret_field)
{
	const char *start = header + at;
	const char *limit = header + size;
	const char *stop = start;
	const char *colon = NULL;
	const char *name_end = NULL;

	do {
		stop = memchr(stop, '\n', (size_t)(limit - stop));
		stop = stop == NULL ? limit : stop + 1;
	} while (stop < limit && (*stop == ' ' || *stop == '\t'));
	*ret_field = (Field){0};
	colon = memchr(start, ':', (size_t)(stop - start));
	for (name_end = start; colon != NULL && name_end < colon; name_end++)
		if (*name_end <= ' ' || *name_end > '~')
			break;
	/* white space before the colon is an old way to write it */
	while (colon != NULL && name_end > start && colon > name_end &&
	       (colon[-1] == ' ' || colon[-1] == '\t'))
		colon--;
	if (colon != NULL && colon == name_end && name_end > start) {
		colon = memchr(colon, ':', (size_t)(stop - colon));
		*ret_field = (Field){
		    start, (size_t)(name_end - start), colon + 1, (size_t)(stop - colon - 1)};
	}
	return (size_t)(stop - header);
}

static bool
is_named(const Field *field, const char *name)
{
	return field->name_size == strlen(name) &&
	       g_ascii_strncasecmp(field->name, name, field->name_size) == 0;
}

/* The next word outside of comments, in lower case; of the comments stepped over, who had logged in. False: none. */
static bool
next_word(const char **at, const char *end, GString *word, GString *user)
{
	static const char LOGIN[] = "(Authenticated sender: ";
	const char *comment = NULL;
	unsigned depth = 0;

	g_string_truncate(word, 0);
	for (; *at < end; (*at)++) {
		char c = **at;

		if (c == '\\' && depth > 0 && end - *at > 1) {
			(*at)++;
		} else if (c == '(') {
			if (word->len > 0 && depth == 0)
				return true;
			comment = depth++ == 0 ? *at : comment;
		} else if (c == ')' && depth > 0) {
			if (--depth == 0 && *at - comment > (ssize_t)strlen(LOGIN) &&
			    *at - comment < WORD_MAX &&
			    g_ascii_strncasecmp(comment, LOGIN, strlen(LOGIN)) == 0)
				g_string_append_printf(user, "%s%.*s",
				    user->len == 0 ? "" : " ",
				    (int)(*at - comment - (ssize_t)strlen(LOGIN)),
				    comment + strlen(LOGIN));
		} else if (depth == 0 && !is_blank(c) && c != ';') {
			g_string_append_c(word, g_ascii_tolower(c));
		} else if (depth == 0 && word->len > 0) {
			return true;
		}
	}
	return word->len > 0 && depth == 0;
}

static char *
clean(const GString *text)
{
	g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)MIN(text->len, WORD_MAX));

	return g_strdup(g_strstrip(valid));
}

/* "from HELO (name [address]) (Authenticated sender: user) by SERVER with ...": HELO is the sender's to choose. */
static void
read_received(Look *look, const Field *field)
{
	const char *at = field->value;
	const char *end = field->value + field->size;
	g_autoptr(GString) word = g_string_new(NULL);
	g_autoptr(GString) user = g_string_new(NULL);
	OriginHop *hop = NULL;
	bool has_more = next_word(&at, end, word, user);

	look->hop++;
	if (look->hop > ORIGIN_HOPS_MAX)
		return;
	if (has_more && strcmp(word->str, "from") == 0)
		has_more = next_word(&at, end, word, user) && next_word(&at, end, word, user);
	while (has_more && strcmp(word->str, "by") != 0)
		has_more = next_word(&at, end, word, user);
	hop = g_new0(OriginHop, 1);
	hop->user = clean(user);
	g_string_truncate(user, 0);
	if (!has_more || !next_word(&at, end, word, user))
		g_string_truncate(word, 0);
	hop->by = clean(word);
	has_more = next_word(&at, end, word, user) && strcmp(word->str, "with") == 0 &&
		   next_word(&at, end, word, user);
	hop->is_lmtp = has_more && g_str_has_prefix(word->str, "lmtp");
	g_ptr_array_add(look->origin->hops, hop);
}

static void
read_from(Look *look, const Field *field)
{
	if (look->froms++ == 0)
		look->origin->from = from_address(field->value, field->size);
	else
		g_clear_pointer(&look->origin->from, g_free);
}

/* The value of a tag that begins here, its white space taken out, in lower case; NULL: it is another tag. */
static char *
tag_value(const char *at, const char *end, char name)
{
	g_autoptr(GString) value = g_string_new(NULL);

	while (at < end && is_blank(*at))
		at++;
	if (at == end || *at != name)
		return NULL;
	for (at++; at < end && value->len < WORD_MAX; at++)
		if (!is_blank(*at))
			g_string_append_c(value, *at);
	if (value->str[0] != '=' || !g_str_is_ascii(value->str))
		return NULL;
	return g_ascii_strdown(value->str + 1, -1);
}

/* One tag of a DKIM-Signature; NULL: it has none. */
static char *
signature_tag(const Field *field, char name)
{
	const char *at = field->value;
	const char *end = field->value + field->size;
	char *value = NULL;

	while (value == NULL && at < end) {
		const char *stop = memchr(at, ';', (size_t)(end - at));

		value = tag_value(at, stop == NULL ? end : stop, name);
		at = stop == NULL ? end : stop + 1;
	}
	return value;
}

/* l=: whoever has such a mail can send it again with words of his own below. */
static void
read_signature(Look *look, const Field *field)
{
	g_autofree char *length = signature_tag(field, 'l');
	g_autofree char *domain = length == NULL ? NULL : signature_tag(field, 'd');

	if (domain != NULL && look->origin->partial->len < PARTIAL_MAX)
		g_ptr_array_add(look->origin->partial, g_steal_pointer(&domain));
}

static void
read_mark(Look *look, const Field *field)
{
	g_autofree char *value = g_strndup(field->value, MIN(field->size, (size_t)WORD_MAX));

	look->origin->is_internal =
	    look->marks++ == 0 && g_ascii_strcasecmp(g_strstrip(value), "Internal") == 0;
}

/* All beyond the last Received that is read stand together. */
static void
read_spam(Look *look, const Field *field)
{
	GArray *spam = look->origin->spam;
	unsigned hop = MIN(look->hop, (unsigned)ORIGIN_HOPS_MAX);
	SpamSign sign = {0};

	spam_header_read(field->name, field->name_size, field->value, field->size, &sign);
	if (!sign.is_spam && !sign.has_score)
		return;
	if (spam->len <= hop)
		g_array_set_size(spam, hop + 1);
	spam_sign_add(&g_array_index(spam, SpamSign, hop), &sign);
}

static void
look_at(Look *look, const Field *field)
{
	if (is_named(field, "Received"))
		read_received(look, field);
	else if (is_named(field, "Authentication-Results"))
		authres_parse(field->value, field->size, look->hop, look->origin->results);
	else if (is_named(field, "From"))
		read_from(look, field);
	else if (is_named(field, "DKIM-Signature"))
		read_signature(look, field);
	else if (is_named(field, "X-MS-Exchange-Organization-AuthAs"))
		read_mark(look, field);
	else if (field->name_size > 0)
		read_spam(look, field);
}

Origin *
origin_read(const char *header, size_t size)
{
	Look look = {.origin = origin_new()};
	size_t at = header_start(header, size);
	bool is_cut = size >= ORIGIN_HEADER_MAX;

	size = MIN(size, (size_t)ORIGIN_HEADER_MAX);
	while (at < size && header[at] != '\n' && header[at] != '\r') {
		Field field = {0};

		at = read_field(header, size, at, &field);
		look_at(&look, &field);
	}
	/* Nobody knows whether another From stands behind. */
	if (is_cut)
		g_clear_pointer(&look.origin->from, g_free);
	return look.origin;
}

static GVariant *
pack_results(const GPtrArray *results)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("a(sbusssssb)"));
	for (unsigned i = 0; i < results->len; i++) {
		const AuthResult *one = results->pdata[i];

		g_variant_builder_add(&list, "(sbusssssb)", one->authserv, one->is_odd,
		    one->hop, one->method, one->result, one->domain, one->user, one->policy,
		    one->unreadable);
	}
	return g_variant_builder_end(&list);
}

GVariant *
origin_pack(const Origin *origin)
{
	GVariantBuilder hops;
	GVariantBuilder partial;
	GVariantBuilder spam;

	g_variant_builder_init(&hops, G_VARIANT_TYPE("a(ssb)"));
	for (unsigned i = 0; i < origin->hops->len; i++) {
		const OriginHop *hop = origin->hops->pdata[i];

		g_variant_builder_add(&hops, "(ssb)", hop->by, hop->user, hop->is_lmtp);
	}
	g_variant_builder_init(&partial, G_VARIANT_TYPE("as"));
	g_variant_builder_init(&spam, G_VARIANT_TYPE("a(bbd)"));
	for (unsigned i = 0; i < origin->partial->len; i++)
		g_variant_builder_add(&partial, "s", origin->partial->pdata[i]);
	for (unsigned i = 0; i < origin->spam->len; i++) {
		const SpamSign *sign = &g_array_index(origin->spam, SpamSign, i);

		g_variant_builder_add(
		    &spam, "(bbd)", sign->is_spam, sign->has_score, sign->score);
	}
	return g_variant_new("(s@a(sbusssssb)a(ssb)asba(bbd))",
	    origin->from == NULL ? "" : origin->from, pack_results(origin->results), &hops,
	    &partial, origin->is_internal, &spam);
}

static void
unpack_results(GVariant *list, GPtrArray *results)
{
	for (size_t i = 0; i < g_variant_n_children(list); i++) {
		AuthResult *one = g_new0(AuthResult, 1);
		int is_odd = false, unreadable = false;

		g_variant_get_child(list, i, "(sbusssssb)", &one->authserv, &is_odd, &one->hop,
		    &one->method, &one->result, &one->domain, &one->user, &one->policy,
		    &unreadable);
		one->is_odd = is_odd;
		one->unreadable = unreadable;
		g_ptr_array_add(results, one);
	}
}

static void
unpack_hops(GVariant *list, GPtrArray *hops)
{
	for (size_t i = 0; i < g_variant_n_children(list); i++) {
		OriginHop *hop = g_new0(OriginHop, 1);
		int is_lmtp = false;

		g_variant_get_child(list, i, "(ssb)", &hop->by, &hop->user, &is_lmtp);
		hop->is_lmtp = is_lmtp;
		g_ptr_array_add(hops, hop);
	}
}

/* What is no number, or beyond all points, is nonsense. */
static bool
unpack_spam(GVariant *list, GArray *spam)
{
	for (size_t i = 0; i < g_variant_n_children(list); i++) {
		SpamSign sign = {0};
		int is_spam = false, has_score = false;

		g_variant_get_child(list, i, "(bbd)", &is_spam, &has_score, &sign.score);
		sign.is_spam = is_spam;
		sign.has_score = has_score;
		if (!(sign.score >= -SPAM_SCORE_MOST && sign.score <= SPAM_SCORE_MOST))
			return false;
		g_array_append_val(spam, sign);
	}
	return true;
}

Origin *
origin_unpack(GVariant *packed)
{
	g_autoptr(Origin) origin = origin_new();
	g_autoptr(GVariant) results = NULL;
	g_autoptr(GVariant) hops = NULL;
	g_autoptr(GVariant) partial = NULL;
	g_autoptr(GVariant) spam = NULL;
	const char *from = NULL;
	int is_internal = false;

	g_variant_get(packed, "(&s@a(sbusssssb)@a(ssb)@asb@a(bbd))", &from, &results, &hops,
	    &partial, &is_internal, &spam);
	/* An unreadable field may come beyond the last result of each field that is read. */
	if (g_variant_get_size(packed) > PACKED_MAX ||
	    g_variant_n_children(results) > 2 * AUTHRES_MAX ||
	    g_variant_n_children(hops) > ORIGIN_HOPS_MAX ||
	    g_variant_n_children(partial) > PARTIAL_MAX ||
	    g_variant_n_children(spam) > ORIGIN_HOPS_MAX + 1 ||
	    !unpack_spam(spam, origin->spam))
		return NULL;
	if (from[0] != '\0')
		origin->from = g_strdup(from);
	unpack_results(results, origin->results);
	unpack_hops(hops, origin->hops);
	for (size_t i = 0; i < g_variant_n_children(partial); i++) {
		char *domain = NULL;

		g_variant_get_child(partial, i, "s", &domain);
		g_ptr_array_add(origin->partial, domain);
	}
	origin->is_internal = is_internal;
	return g_steal_pointer(&origin);
}
