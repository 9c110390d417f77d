/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/config/told_mailboxes.h"

static void
what_is_told_is_known(void **state)
{
	static char *banners[] = {(char *)"Let op: dit kwam van *", (char *)"Poort Zuid"};
	static char *tags[] = {(char *)"[Poort]"};
	GPtrArray banner_list = {.pdata = (void **)banners, .len = 2};
	static char *shapes[] = {(char *)"CASE000000000"};
	GPtrArray shape_list = {.pdata = (void **)shapes, .len = 1};
	GPtrArray tag_list = {.pdata = (void **)tags, .len = 1};
	ConfigMailbox first = {.name = (char *)"support",
	    .address = (char *)"desk@desk.example",
	    .reply_address = (char *)"desk+{token}@desk.example",
	    .banners = &banner_list,
	    .tags = &tag_list,
	    .shapes = &shape_list};
	ConfigMailbox second = {
	    .name = (char *)"facturen", .address = (char *)"f@desk.example"};
	void *both[] = {&first, &second};
	GPtrArray mailboxes = {.pdata = both, .len = 2};
	const Config config = {.mailboxes = &mailboxes};
	g_autoptr(GVariant) packed = g_variant_ref_sink(told_mailboxes_pack(&config));
	g_autoptr(GPtrArray) told = told_mailboxes_unpack(packed);
	const ConfigMailbox *one = told->pdata[0], *other = told->pdata[1];

	(void)state;
	assert_string_equal(g_variant_get_type_string(packed), TOLD_MAILBOXES_FORM);
	assert_int_equal(told->len, 2);
	assert_string_equal(one->name, "support");
	assert_string_equal(one->address, "desk@desk.example");
	assert_string_equal(one->reply_address, "desk+{token}@desk.example");
	assert_int_equal(one->banners->len, 2);
	assert_string_equal(one->banners->pdata[1], "Poort Zuid");
	assert_string_equal(one->tags->pdata[0], "[Poort]");
	assert_string_equal(one->shapes->pdata[0], "CASE000000000");
	assert_string_equal(other->name, "facturen");
	assert_null(other->reply_address);
	assert_null(other->banners);
	assert_null(other->tags);
	assert_null(other->shapes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_told_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
