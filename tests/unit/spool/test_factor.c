/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/factor.h"

#include "spool/contact.h"
#include "tests/unit/spool_fixture.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

typedef struct {
	Spool *spool;
	int64_t els, jan;
} People;

static int64_t
known(Spool *spool, const char *address)
{
	const ContactDetails details = {address, "", NULL, NULL};
	int64_t id = 0;

	must(contact_add(spool, &details, 1, &id, &error));
	return id;
}

static People
begin(void **state)
{
	Fixture *fixture = *state;
	People people = {.spool = fixture->spool};

	must(spool_begin(people.spool, &error));
	people.els = known(people.spool, "els@klant.example");
	people.jan = known(people.spool, "jan@klant.example");
	return people;
}

static void
add(const People *people, int64_t contact, const char *secret, int64_t now_ms)
{
	g_autoptr(GBytes) sealed = g_bytes_new_static(secret, strlen(secret));

	must(factor_add(people->spool, contact, sealed, now_ms, &error));
}

static Factor *
get(const People *people, int64_t contact)
{
	Factor *factor = NULL;

	must(factor_get(people->spool, contact, &factor, &error));
	return factor;
}

static void
assert_factor(const People *people, int64_t contact, FactorState state, const char *secret,
    int64_t since_ms)
{
	g_autoptr(Factor) factor = get(people, contact);

	assert_non_null(factor);
	assert_int_equal(factor->contact, contact);
	assert_int_equal(factor->state, state);
	assert_int_equal(g_bytes_get_size(factor->secret), strlen(secret));
	assert_memory_equal(g_bytes_get_data(factor->secret, NULL), secret, strlen(secret));
	assert_int_equal(factor->since_ms, since_ms);
}

static void
a_pending_one_is_replaced_and_another_is_not(void **state)
{
	People people = begin(state);
	g_autoptr(GBytes) late = g_bytes_new_static("late", 4);
	g_autoptr(Factor) none = get(&people, people.els);

	assert_null(none);
	add(&people, people.els, "one", 5);
	assert_factor(&people, people.els, FACTOR_PENDING, "one", 5);
	add(&people, people.els, "other", 7);
	assert_factor(&people, people.els, FACTOR_PENDING, "other", 7);
	must(factor_set_state(people.spool, people.els, FACTOR_ACTIVE, 9, &error));
	must_fail(factor_add(people.spool, people.els, late, 11, &error), SPOOL_ERROR_EXISTS);
	assert_factor(&people, people.els, FACTOR_ACTIVE, "other", 9);
}

static void
a_right_code_forgets_what_was_wrong(void **state)
{
	People people = begin(state);
	g_autoptr(Factor) factor = NULL;
	int64_t dead = 0;

	add(&people, people.els, "s", 1);
	add(&people, people.jan, "s", 1);
	for (int i = 0; i < 3; i++)
		must(factor_count_wrong(people.spool, people.els, &error));
	must(factor_count_wrong(people.spool, people.jan, &error));
	must(factor_add_dead(people.spool, people.els, DAY_MS, 0, &dead, &error));
	assert_int_equal(dead, 1);
	factor = get(&people, people.els);
	assert_int_equal(factor->wrong, 3);
	assert_int_equal(factor->last_step, 0);
	must(factor_take_step(people.spool, people.els, 42, &error));
	factor_free(factor);
	factor = get(&people, people.els);
	assert_int_equal(factor->wrong, 0);
	assert_int_equal(factor->last_step, 42);
	must(factor_add_dead(people.spool, people.els, DAY_MS, 0, &dead, &error));
	assert_int_equal(dead, 1);
	factor_free(factor);
	factor = get(&people, people.jan);
	assert_int_equal(factor->wrong, 1);
}

static void
those_that_died_are_counted_since_then(void **state)
{
	People people = begin(state);
	int64_t dead = 0;

	add(&people, people.els, "s", 1);
	add(&people, people.jan, "s", 1);
	must(factor_add_dead(people.spool, people.jan, 100, 0, &dead, &error));
	for (int64_t at = 1; at <= 3; at++)
		must(factor_add_dead(people.spool, people.els, at * 100, 0, &dead, &error));
	assert_int_equal(dead, 3);
	must(factor_add_dead(people.spool, people.els, 400, 300, &dead, &error));
	assert_int_equal(dead, 2);
}

static void
they_are_listed_resealed_and_removed(void **state)
{
	People people = begin(state);
	g_autoptr(GBytes) anew = g_bytes_new_static("anew", 4);
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(Factor) gone = NULL;
	int64_t dead = 0;

	add(&people, people.jan, "jan", 1);
	add(&people, people.els, "els", 2);
	must(factor_add_dead(people.spool, people.els, 3, 0, &dead, &error));
	must(factor_set_state(people.spool, people.els, FACTOR_LOCKED, 3, &error));
	must(factor_set_secret(people.spool, people.els, anew, &error));
	assert_factor(&people, people.els, FACTOR_LOCKED, "anew", 3);
	must(factor_list(people.spool, &all, &error));
	assert_int_equal(all->len, 2);
	assert_int_equal(((Factor *)all->pdata[0])->contact, people.els);
	must(factor_remove(people.spool, people.els, &error));
	must(factor_remove(people.spool, people.els, &error));
	gone = get(&people, people.els);
	assert_null(gone);
	assert_factor(&people, people.jan, FACTOR_PENDING, "jan", 1);
}

static void
what_is_not_there_is_missing(void **state)
{
	People people = begin(state);

	must_fail(factor_take_step(people.spool, people.els, 1, &error), SPOOL_ERROR_MISSING);
	assert_string_equal(factor_state_name(FACTOR_LOCKED), "locked");
}

/* What is forgotten of a contact is also its app, so that whoever has the address next has none. */
static void
who_is_forgotten_has_none(void **state)
{
	People people = begin(state);
	g_autoptr(GPtrArray) all = NULL;
	int64_t dead = 0;

	add(&people, people.els, "els", 2);
	must(factor_add_dead(people.spool, people.els, 3, 0, &dead, &error));
	must(contact_remove(people.spool, people.els, 5, &error));
	must(factor_list(people.spool, &all, &error));
	assert_int_equal(all->len, 0);
}

/* Whoever was unverified and becomes part of another brings no app along, and takes none away. */
static void
who_becomes_another_brings_none(void **state)
{
	static const char *const ALIASES[] = {"els@home.example", NULL};
	People people = begin(state);
	int64_t home = some_contact(people.spool, ALIASES[0]);
	g_autoptr(GPtrArray) all = NULL;

	add(&people, people.els, "els", 2);
	add(&people, home, "home", 3);
	must(contact_set_aliases(people.spool, people.els, ALIASES, 5, &error));
	must(factor_list(people.spool, &all, &error));
	assert_int_equal(all->len, 1);
	assert_factor(&people, people.els, FACTOR_PENDING, "els", 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_pending_one_is_replaced_and_another_is_not),
	    spool_test(a_right_code_forgets_what_was_wrong),
	    spool_test(those_that_died_are_counted_since_then),
	    spool_test(they_are_listed_resealed_and_removed),
	    spool_test(what_is_not_there_is_missing),
	    spool_test(who_is_forgotten_has_none),
	    spool_test(who_becomes_another_brings_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
