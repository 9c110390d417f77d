/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks as the standard has them; tests/e2e/test_forget.py reads a whole archive by another program. */
#include "gateway/util/tar_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
test_blocks(void **state)
{
	g_autofree char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	g_autoptr(GError) error = NULL;
	unsigned sum = 0;

	(void)state;
	assert_true(tar_add(out, "mails/1.eml", "hallo", 5, 1700000000000, &error));
	assert_true(tar_add(out, "leeg", "", 0, -1, &error));
	assert_true(tar_end(out, &error));
	fclose(out);
	assert_int_equal(size, 512 * 5);
	assert_string_equal(bytes, "mails/1.eml");
	assert_string_equal(bytes + 124, "00000000005");
	assert_string_equal(bytes + 136, "14524770400");
	assert_memory_equal(bytes + 257, "ustar\00000", 8);
	assert_memory_equal(bytes + 512, "hallo", 6);
	assert_string_equal(bytes + 1024, "leeg");
	for (int i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)bytes[i];
	assert_int_equal(g_ascii_strtoull(bytes + 148, NULL, 8), sum);
}

static void
test_full_disk(void **state)
{
	FILE *out = fopen("/dev/full", "w");
	g_autoptr(GError) error = NULL;

	(void)state;
	setbuf(out, NULL);
	assert_false(tar_add(out, "a", "b", 1, 0, &error));
	assert_non_null(error);
	fclose(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks),
	    cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
