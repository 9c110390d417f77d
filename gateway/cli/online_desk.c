/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/online_desk.h"

#include <inttypes.h>
#include <string.h>

#include "gateway/util/sanitize.h"
#include "spool/outbox.h"

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static void
append_line(GString *out, const char *about, const char *how, const char *words)
{
	g_autofree char *text = g_strdup_printf("%s: %s: %s", about, how, words);
	g_autofree char *clean = sanitize_text(text);

	g_string_append_printf(out, "%s\n", clean);
}

bool
online_desk_findings(const char *desk, const json_t *findings, GString *out)
{
	g_autofree char *about = g_strdup_printf("desk %s", desk);
	g_autoptr(GString) fine = g_string_new(NULL);
	g_autoptr(GString) rest = g_string_new(NULL);
	bool good = true;

	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *finding = json_array_get(findings, i);
		bool advice = json_is_true(json_object_get(finding, "advice"));

		if (json_is_true(json_object_get(finding, "good"))) {
			g_string_append_printf(
			    fine, "%s%s", fine->len > 0 ? ", " : "", text_of(finding, "what"));
			continue;
		}
		g_autofree char *words = g_strdup_printf(
		    "%s: %s", text_of(finding, "what"), text_of(finding, "words"));

		append_line(rest, about, advice ? "warning" : "wrong", words);
		good = good && advice;
	}
	if (fine->len > 0)
		append_line(out, about, "good", fine->str);
	g_string_append_len(out, rest->str, (gssize)rest->len);
	return good;
}

/* The object of a list whose member is this text, or NULL. Borrowed. */
static const json_t *
find(const json_t *list, const char *member, const char *text)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(text_of(json_array_get(list, i), member), text) == 0)
			return json_array_get(list, i);
	return NULL;
}

static void add_wrong(GString *wrong, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void
add_wrong(GString *wrong, const char *format, ...)
{
	va_list arguments;

	g_string_append(wrong, wrong->len > 0 ? "; " : "");
	va_start(arguments, format);
	g_string_append_vprintf(wrong, format, arguments);
	va_end(arguments);
}

/* What our item gives that the item there does not take. */
static void
compare_ours(const CatalogItem *item, const json_t *fields, GString *wrong)
{
	const char *name = NULL;

	for (size_t i = 0; (name = catalog_item_variable(item, i)) != NULL; i++) {
		const json_t *field = find(fields, "name", name);
		g_autofree const char **choices = catalog_item_choices(item, name);

		if (field == NULL)
			add_wrong(wrong, "it has no variable '%s'", name);
		for (size_t k = 0; field != NULL && choices != NULL && choices[k] != NULL; k++)
			if (find(json_object_get(field, "choices"), "value", choices[k]) ==
			    NULL)
				add_wrong(wrong, "'%s' has no choice '%s'", name, choices[k]);
	}
	name = catalog_item_key_variable(item);
	if (name != NULL && find(fields, "name", name) == NULL)
		add_wrong(wrong, "it has no variable '%s' (key_variable)", name);
}

/* What the item there must have, and ours may leave out. */
static void
compare_theirs(const CatalogItem *item, const json_t *fields, GString *wrong)
{
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *field = json_array_get(fields, i);
		const char *name = text_of(field, "name");

		if (json_is_true(json_object_get(field, "mandatory")) &&
		    !catalog_item_always_has(item, name) &&
		    g_strcmp0(name, catalog_item_key_variable(item)) != 0)
			add_wrong(
			    wrong, "it must have '%s', which ours does not require", name);
	}
}

static bool
try_item(DeskPeer *peer, const CatalogItem *item, GString *out)
{
	const char *remote = catalog_item_remote(item);
	g_autofree char *about = g_strdup_printf("item %s", catalog_item_name(item));
	g_autoptr(GString) wrong = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	json_t *there =
	    desk_peer_ask(peer, DESK_ITEM, json_pack("{s:s}", "remote_item", remote), &error);

	if (there == NULL) {
		append_line(out, about, "wrong", error->message);
		return false;
	}
	compare_ours(item, json_object_get(there, "fields"), wrong);
	compare_theirs(item, json_object_get(there, "fields"), wrong);
	append_line(out, about, wrong->len > 0 ? "wrong" : "good",
	    wrong->len > 0 ? wrong->str : text_of(there, "title"));
	json_decref(there);
	return wrong->len == 0;
}

bool
online_desk(DeskPeer *peer, const Config *config, GString *out)
{
	g_autoptr(GError) error = NULL;
	json_t *told = desk_peer_ask(peer, DESK_PROBE, json_object(), &error);
	bool good = false;

	if (told == NULL) {
		g_autofree char *about = g_strdup_printf("desk %s", config->tickets->url);

		append_line(out, about, "wrong", error->message);
		return false;
	}
	good =
	    online_desk_findings(config->tickets->url, json_object_get(told, "findings"), out);
	for (const char *const *name = catalog_names(config->catalog); *name != NULL; name++) {
		const CatalogItem *item = catalog_get(config->catalog, *name);

		if (catalog_item_remote(item) != NULL)
			good = try_item(peer, item, out) && good;
	}
	json_decref(told);
	return good;
}

bool
online_desk_left(const Context *context, GString *out, GError **error)
{
	OutboxCount count = {0};
	int64_t waiting = 0;

	if (context->config->tickets != NULL)
		return true;
	if (!outbox_count(context->spool, &count, error))
		return false;
	for (OutboxState state = OUTBOX_BEHIND; state < OUTBOX_DONE; state++)
		waiting += count.count[state];
	waiting += count.count[OUTBOX_REFUSED] + count.count[OUTBOX_DOUBTFUL];
	if (waiting > 0)
		g_string_append_printf(out,
		    "desk: warning: %" PRId64 " operations wait for one that the configuration "
		    "names no more, and letters "
		    "with them: name it in desk.tickets until 'casegate status' shows none\n",
		    waiting);
	return true;
}
