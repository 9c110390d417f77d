/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/fetch_troubles.h"

#define PAUSE_FIRST_MS 2000
#define PAUSE_LONGEST_MS (60 * 60 * 1000)
#define DOUBLINGS_MAX 16
#define MISSED_MS 1000 /* what a mailbox says of its mails may be a moment old */

typedef struct {
	unsigned tries; /* 0: it was missed once, and nobody was told */
	int64_t due_us; /* monotonic */
	bool seen;      /* since the last look */
} Trouble;

void
fetch_troubles_clear(FetchTroubles *troubles)
{
	g_hash_table_unref(troubles->mails);
	g_hash_table_unref(troubles->suspects);
}

int64_t
fetch_troubles_pause_ms(unsigned tries)
{
	unsigned doublings = MIN(MAX(tries, 1) - 1, DOUBLINGS_MAX);

	return MIN(PAUSE_FIRST_MS * (INT64_C(1) << doublings), PAUSE_LONGEST_MS);
}

static void
set_trouble(FetchTroubles *troubles, const char *key, unsigned tries, int64_t wait_ms)
{
	Trouble *trouble = g_hash_table_lookup(troubles->mails, key);

	if (trouble == NULL) {
		trouble = g_new0(Trouble, 1);
		g_hash_table_insert(troubles->mails, g_strdup(key), trouble);
	}
	trouble->tries = tries;
	trouble->due_us = g_get_monotonic_time() + wait_ms * 1000;
}

void
fetch_troubles_init(FetchTroubles *troubles, Channel *channel, GVariant *settings)
{
	g_autoptr(GVariantIter) avoided = NULL;
	g_autoptr(GVariantIter) suspects = NULL;
	char *key = NULL;
	guint tries = 0;
	guint wait_ms = 0;

	*troubles = (FetchTroubles){
	    .channel = channel,
	    .mails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
	    .suspects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	if (g_variant_lookup(settings, "avoided", "a(suu)", &avoided))
		while (g_variant_iter_loop(avoided, "(suu)", &key, &tries, &wait_ms))
			set_trouble(troubles, key, tries, wait_ms);
	if (g_variant_lookup(settings, "suspects", "as", &suspects))
		while (g_variant_iter_next(suspects, "s", &key))
			g_hash_table_add(troubles->suspects, key);
}

bool
fetch_troubles_is_due(FetchTroubles *troubles, const char *key)
{
	Trouble *trouble = g_hash_table_lookup(troubles->mails, key);

	if (trouble == NULL)
		return true;
	trouble->seen = true;
	return g_get_monotonic_time() >= trouble->due_us;
}

bool
fetch_troubles_has(const FetchTroubles *troubles, const char *key)
{
	return g_hash_table_contains(troubles->mails, key);
}

bool
fetch_troubles_suspects(const FetchTroubles *troubles, const char *key)
{
	return g_hash_table_contains(troubles->suspects, key);
}

bool
fetch_troubles_looked(FetchTroubles *troubles, GError **error)
{
	g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	void *key;
	void *value;

	g_hash_table_iter_init(&iter, troubles->mails);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		Trouble *trouble = value;

		if (!trouble->seen) {
			g_hash_table_iter_steal(&iter);
			g_ptr_array_add(gone, key);
			g_free(trouble);
			continue;
		}
		trouble->seen = false;
	}
	return fetch_report_filed(troubles->channel, gone, error);
}

bool
fetch_troubles_failed(FetchTroubles *troubles, const char *key, const char *why, GError **error)
{
	const Trouble *trouble = g_hash_table_lookup(troubles->mails, key);
	unsigned tries = trouble == NULL ? 1 : trouble->tries + 1;

	set_trouble(troubles, key, tries, fetch_troubles_pause_ms(tries));
	g_hash_table_remove(troubles->suspects, key);
	return fetch_report_unfetched(troubles->channel, key, why, error);
}

bool
fetch_troubles_missed(FetchTroubles *troubles, const char *key, GError **error)
{
	if (fetch_troubles_has(troubles, key))
		return fetch_troubles_failed(troubles, key,
		    "the server lists it and does not answer when it is asked for", error);
	set_trouble(troubles, key, 0, MISSED_MS);
	return true;
}

void
fetch_troubles_came(FetchTroubles *troubles, const char *key)
{
	g_hash_table_remove(troubles->mails, key);
	g_hash_table_remove(troubles->suspects, key);
}

int
fetch_troubles_wait_ms(const FetchTroubles *troubles)
{
	int64_t now_us = g_get_monotonic_time();
	int64_t wait_ms = G_MAXINT;
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, troubles->mails);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		wait_ms = MIN(wait_ms, (((const Trouble *)value)->due_us - now_us) / 1000 + 1);
	return (int)CLAMP(wait_ms, 0, G_MAXINT);
}
