/* SPDX-License-Identifier: Apache-2.0 */
/* What is left when it is cut off is seen in tests/e2e/test_key.py. */
#include "gateway/desk/key_rotation.h"

#include "gateway/model/key_file.h"
#include "gateway/util/error.h"
#include "spool/outbox.h"
#include "tests/unit/factor_fixture.h"

static KeyRotation
rotate(const Desk *desk, bool ends_tokens)
{
	KeyRotation rotation = {0};

	must(key_rotation(desk->context, ends_tokens, &rotation, &error));
	return rotation;
}

static void
assert_refused(const Desk *desk, bool ends_tokens, const char *words)
{
	KeyRing before = desk->context->keys;
	KeyRotation rotation = {0};
	g_autoptr(GError) error = NULL;

	assert_false(key_rotation(desk->context, ends_tokens, &rotation, &error));
	if (strstr(error->message, words) == NULL)
		fail_msg("%s", error->message);
	assert_memory_equal(&desk->context->keys, &before, sizeof before);
}

static int64_t
post(Desk *desk, const char *number)
{
	g_autofree char *what = g_strdup_printf("open case %s", number);
	int64_t last = 0;

	desk_post(desk, what, ELS, .text = "Zwart.");
	must(letter_last(desk->context->spool, &last, &error));
	return last;
}

static void
the_new_key_signs_what_comes(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	KeyRing before = desk->context->keys;
	KeyRing kept = {0};
	int64_t letter = post(desk, "CS0000001");
	KeyRotation rotation = rotate(desk, false);
	g_autoptr(Factor) factor = NULL;
	uint8_t secret[TOTP_SECRET_BYTES];
	bool there = false;

	assert_false(rotation.finished);
	assert_int_equal(rotation.secrets, 1);
	assert_memory_equal(desk->context->keys.previous, before.current, KEY_BYTES);
	assert_memory_not_equal(desk->context->keys.current, before.current, KEY_BYTES);
	assert_int_equal(desk->context->keys.last_letter, letter);
	must(key_file_read(desk->state, &kept, &there, &error));
	assert_memory_equal(&kept, &desk->context->keys, sizeof kept);
	desk->context->keys.has_previous = false;
	must(factor_get(desk->context->spool, app.contact, &factor, &error));
	assert_true(factor_secret_open(desk->context, factor, secret));
}

/* The one before it would be forgotten with what it checks. */
static void
another_waits_until_no_letter_can_be_answered(void **state)
{
	Desk *desk = *state;

	post(desk, "CS0000001");
	rotate(desk, false);
	assert_refused(desk, false, "may be answered until 2027-02-21 10:02");
	desk->context->now_ms = NOW + KEY_ROTATION_DAYS * DAY - 1;
	assert_refused(desk, false, "may be answered until");
	desk->context->now_ms++;
	assert_false(rotate(desk, false).finished);
}

static void
tokens_end_where_it_leaked(void **state)
{
	Desk *desk = *state;

	post(desk, "CS0000001");
	rotate(desk, false);
	rotate(desk, true);
	assert_int_equal(desk->context->keys.last_letter, 0);
	assert_ptr_equal(
	    key_ring_of_letter(&desk->context->keys, 1), desk->context->keys.current);
}

/* Its commit was not reached: the secrets are still sealed under the key of before. */
static void
one_that_was_cut_off_is_finished_first(void **state)
{
	Desk *desk = *state;
	KeyRing cut;

	desk_app(desk, ELS);
	key_ring_rotate(
	    &desk->context->keys, (const uint8_t *)"a second key, of 32 octets: this", 0, 0);
	cut = desk->context->keys;
	for (int i = 0; i < 2; i++) {
		KeyRotation rotation = rotate(desk, true);

		assert_int_equal(rotation.finished, i == 0);
		assert_int_equal(rotation.secrets, 1);
		if (i == 0)
			assert_memory_equal(&desk->context->keys, &cut, sizeof cut);
	}
}

/* A desk elsewhere knows an operation by the key of then. */
static void
what_waits_for_the_desk_elsewhere_keeps_its_key(void **state)
{
	Desk *desk = *state;
	const OutboxOperation made = {
	    .kind = (char *)"open", .body = (char *)"{}", .created_ms = NOW, .due_ms = NOW};
	g_autoptr(OutboxOperation) operation = NULL;
	int64_t id = 0;

	must(outbox_add(desk->context->spool, &made, &id, &error));
	rotate(desk, true);
	assert_int_equal(desk->context->keys.last_operation, id);
	assert_refused(desk, true, "1 operations from before the last rotation");
	must(outbox_get(desk->context->spool, id, &operation, &error));
	must(outbox_end(desk->context->spool, operation, OUTBOX_DONE, "", &error));
	assert_false(rotate(desk, true).finished);
}

static void
what_cannot_be_written_changes_no_key(void **state)
{
	Desk *desk = *state;
	g_autofree char *fresh = g_build_filename(desk->state, "key.new", NULL);
	g_autofree char *inside = g_build_filename(fresh, "x", NULL);

	assert_int_equal(g_mkdir(fresh, 0700), 0);
	assert_int_equal(g_mkdir(inside, 0700), 0);
	assert_refused(desk, false, "key.new");
	desk->context->dry_run = true;
	assert_refused(desk, false, "dry run");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(the_new_key_signs_what_comes),
	    desk_test(another_waits_until_no_letter_can_be_answered),
	    desk_test(tokens_end_where_it_leaked),
	    desk_test(one_that_was_cut_off_is_finished_first),
	    desk_test(what_waits_for_the_desk_elsewhere_keeps_its_key),
	    desk_test(what_cannot_be_written_changes_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
