/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/fetch_memory.h"

#include <string.h>

#include "gateway/util/sanitize.h"
#include "gateway/workers/fetch_troubles.h"
#include "spool/unfetched.h"

#define UNFETCHED_MAX 5000 /* more than any mailbox has; a worker that names more is mad */
#define REASON_MAX 300     /* bytes */
#define NAMED_MAX 3        /* in the words of a trouble */

struct FetchMemory {
	Spool *spool;         /* foreign */
	const char *mailbox;  /* foreign */
	GHashTable *mails;    /* own; of Unfetched by key */
	GHashTable *asked;    /* own; keys that are asked for now, and did not come yet */
	GHashTable *suspects; /* own; keys */
	GHashTable *changed;  /* own; keys of mails that the spool knows otherwise */
	bool brought;         /* something, in this session */
};

static GHashTable *
key_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

FetchMemory *
fetch_memory_new(Spool *spool, const char *mailbox)
{
	FetchMemory *memory = g_new0(FetchMemory, 1);
	g_autoptr(GPtrArray) known = NULL;

	memory->spool = spool;
	memory->mailbox = mailbox;
	memory->mails = g_hash_table_new_full(
	    g_str_hash, g_str_equal, NULL, (GDestroyNotify)unfetched_free);
	memory->asked = key_set();
	memory->suspects = key_set();
	memory->changed = key_set();
	if (!unfetched_list(spool, mailbox, UNFETCHED_MAX, &known, NULL))
		return memory;
	while (known->len > 0) {
		Unfetched *mail = g_ptr_array_steal_index(known, 0);

		g_hash_table_replace(memory->mails, mail->key, mail);
	}
	return memory;
}

void
fetch_memory_free(FetchMemory *memory)
{
	if (memory == NULL)
		return;
	g_hash_table_unref(memory->mails);
	g_hash_table_unref(memory->asked);
	g_hash_table_unref(memory->suspects);
	g_hash_table_unref(memory->changed);
	g_free(memory);
}

static int64_t
now_ms(void)
{
	return g_get_real_time() / 1000;
}

/* Never longer than a whole pause, whatever the clock did meanwhile. */
static guint
left_ms(const Unfetched *mail)
{
	int64_t pause_ms = fetch_troubles_pause_ms((unsigned)mail->tries);

	return (guint)CLAMP(mail->tried_ms + pause_ms - now_ms(), 0, pause_ms);
}

void
fetch_memory_add_settings(const FetchMemory *memory, GVariantDict *settings)
{
	GVariantBuilder avoided;
	GVariantBuilder suspects;
	GHashTableIter iter;
	void *key;
	void *value;

	g_variant_builder_init(&avoided, G_VARIANT_TYPE("a(suu)"));
	g_hash_table_iter_init(&iter, memory->mails);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const Unfetched *mail = value;

		g_variant_builder_add(
		    &avoided, "(suu)", mail->key, (guint)mail->tries, left_ms(mail));
	}
	g_variant_builder_init(&suspects, G_VARIANT_TYPE("as"));
	g_hash_table_iter_init(&iter, memory->suspects);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_variant_builder_add(&suspects, "s", key);
	g_variant_dict_insert_value(settings, "avoided", g_variant_builder_end(&avoided));
	g_variant_dict_insert_value(settings, "suspects", g_variant_builder_end(&suspects));
}

bool
fetch_memory_asked(FetchMemory *memory, GVariant *keys)
{
	GVariantIter iter;
	char *key = NULL;

	if (g_variant_n_children(keys) > FETCH_ASKED_MAX)
		return false;
	g_hash_table_remove_all(memory->asked);
	g_variant_iter_init(&iter, keys);
	while (g_variant_iter_next(&iter, "s", &key))
		g_hash_table_add(memory->asked, key);
	return true;
}

bool
fetch_memory_failed(FetchMemory *memory, const char *key, const char *why)
{
	Unfetched *mail = g_hash_table_lookup(memory->mails, key);
	g_autofree char *reason = sanitize_line(why);

	if (mail == NULL && g_hash_table_size(memory->mails) >= UNFETCHED_MAX)
		return false;
	if (mail == NULL) {
		mail = g_new0(Unfetched, 1);
		mail->mailbox = g_strdup(memory->mailbox);
		mail->key = g_strdup(key);
		mail->since_ms = now_ms();
		g_hash_table_replace(memory->mails, mail->key, mail);
	}
	if (strlen(reason) > REASON_MAX)
		*g_utf8_find_prev_char(reason, reason + REASON_MAX + 1) = '\0';
	g_free(mail->reason);
	mail->reason = g_steal_pointer(&reason);
	mail->tries = MIN(mail->tries + 1, G_MAXINT);
	mail->tried_ms = now_ms();
	g_hash_table_remove(memory->asked, key);
	g_hash_table_remove(memory->suspects, key);
	g_hash_table_add(memory->changed, g_strdup(key));
	return true;
}

void
fetch_memory_gone(FetchMemory *memory, const char *key)
{
	g_hash_table_remove(memory->asked, key);
	g_hash_table_remove(memory->suspects, key);
	if (!g_hash_table_contains(memory->mails, key))
		return;
	g_hash_table_add(memory->changed, g_strdup(key));
	g_hash_table_remove(memory->mails, key);
}

void
fetch_memory_came(FetchMemory *memory, const char *key)
{
	memory->brought = true;
	fetch_memory_gone(memory, key);
}

/* The one mail that it was asked for is to blame; of many, one is. */
bool
fetch_memory_ended(FetchMemory *memory, const char *how)
{
	bool brought = memory->brought;
	GHashTable *asked = memory->asked;

	memory->brought = false;
	memory->asked = key_set();
	if (g_hash_table_size(asked) == 1) {
		GHashTableIter iter;
		void *key = NULL;
		g_autofree char *why = g_strdup_printf("the session ended over it: %s", how);

		g_hash_table_iter_init(&iter, asked);
		g_hash_table_iter_next(&iter, &key, NULL);
		fetch_memory_failed(memory, key, why);
	}
	if (g_hash_table_size(asked) <= 1) {
		g_hash_table_unref(asked);
		return brought;
	}
	g_hash_table_unref(memory->suspects);
	memory->suspects = asked;
	return brought;
}

bool
fetch_memory_record(FetchMemory *memory, GError **error)
{
	GHashTableIter iter;
	void *key;

	g_hash_table_iter_init(&iter, memory->changed);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const Unfetched *mail = g_hash_table_lookup(memory->mails, key);

		if (mail != NULL && !unfetched_set(memory->spool, mail, error))
			return false;
		if (mail == NULL &&
		    !unfetched_remove(memory->spool, memory->mailbox, key, error))
			return false;
	}
	return true;
}

void
fetch_memory_committed(FetchMemory *memory)
{
	g_hash_table_remove_all(memory->changed);
}

static int
compare_since(const void *left, const void *right)
{
	const Unfetched *a = *(const Unfetched *const *)left;
	const Unfetched *b = *(const Unfetched *const *)right;

	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	return strcmp(a->key, b->key);
}

char *
fetch_memory_trouble(const FetchMemory *memory)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	GHashTableIter iter;
	void *value;
	GString *text;

	g_hash_table_iter_init(&iter, memory->mails);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_ptr_array_add(mails, value);

	if (mails->len == 0)
		return NULL;
	g_ptr_array_sort(mails, compare_since);
	text = g_string_new(NULL);
	for (guint i = 0; i < MIN(mails->len, NAMED_MAX); i++) {
		const Unfetched *mail = mails->pdata[i];
		g_autofree char *name = unfetched_name(mail);

		g_string_append_printf(
		    text, "%s%s (%s)", i > 0 ? ", " : "", name, mail->reason);
	}
	if (mails->len > NAMED_MAX)
		g_string_append_printf(text, " and %u more", mails->len - NAMED_MAX);
	return g_string_free(text, FALSE);
}
