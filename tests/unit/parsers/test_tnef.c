/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/tnef.h"

static void
put_number(GByteArray *out, uint32_t number, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		unsigned char byte = (unsigned char)(number >> (8 * i));

		g_byte_array_append(out, &byte, 1);
	}
}

static void
put(GByteArray *out, const char *data, size_t size)
{
	g_byte_array_append(out, (const unsigned char *)data, (unsigned)size);
}

static GByteArray *
start(void)
{
	GByteArray *out = g_byte_array_new();

	put_number(out, 0x223e9f78, 4);
	put_number(out, 1, 2);
	return out;
}

static void
put_attribute(GByteArray *out, unsigned level, unsigned id, const char *data, size_t size)
{
	put_number(out, level, 1);
	put_number(out, id, 2);
	put_number(out, 2, 2);
	put_number(out, (uint32_t)size, 4);
	put(out, data, size);
	put_number(out, 0, 2);
}

/* One property of a type that tells its size. */
static GByteArray *
properties(unsigned type, unsigned id, const char *data, size_t size)
{
	GByteArray *out = g_byte_array_new();

	put_number(out, 2, 4);
	put_number(out, 3, 2); /* a long before it, to be skipped */
	put_number(out, 0x0e20, 2);
	put_number(out, 7, 4);
	put_number(out, type, 2);
	put_number(out, id, 2);
	put_number(out, 1, 4);
	put_number(out, (uint32_t)size, 4);
	put(out, data, size);
	put_number(out, 0, (4 - size % 4) % 4);
	return out;
}

static void
put_properties(GByteArray *out, unsigned level, unsigned id, GByteArray *take_properties)
{
	put_attribute(
	    out, level, id, (const char *)take_properties->data, take_properties->len);
	g_byte_array_unref(take_properties);
}

static char *
show(GByteArray *take_tnef)
{
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(take_tnef);
	g_autoptr(GPtrArray) files = tnef_files(bytes);
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; files != NULL && i < files->len; i++) {
		const Unwrapped *file = files->pdata[i];

		g_string_append_printf(all, "%s%s=%.*s%s", i == 0 ? "" : "|", file->name,
		    (int)g_bytes_get_size(file->bytes),
		    g_bytes_get_size(file->bytes) == 0
			? ""
			: (const char *)g_bytes_get_data(file->bytes, NULL),
		    file->is_text ? "*" : "");
	}
	return g_string_free(all, false);
}

static void
test_files(void **state)
{
	GByteArray *tnef = start();
	g_autofree char *found = NULL;

	(void)state;
	put_attribute(tnef, 2, 0x9002, "render", 6);
	put_attribute(tnef, 2, 0x8010, "a.txt", 6);
	put_attribute(tnef, 2, 0x800f, "AAA", 3);
	put_attribute(tnef, 2, 0x9002, "render", 6);
	put_attribute(tnef, 2, 0x800f, "BBB", 3);
	put_attribute(tnef, 2, 0x8010, "B~1.TXT", 8);
	put_properties(tnef, 2, 0x9005, properties(0x1f, 0x3707, "b\0\xe9\0.\0t\0", 8));
	put_attribute(tnef, 2, 0x9002, "render", 6);
	put_attribute(tnef, 2, 0x800f, "C", 1);
	found = show(tnef);
	assert_string_equal(found, "a.txt=AAA|bé.t=BBB|Untitled Attachment=C");
}

static void
test_text(void **state)
{
	GByteArray *plain = start();
	GByteArray *html = start();
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;

	(void)state;
	put_attribute(plain, 1, 0x9007, "\xe4\x04\0\0\0\0\0\0", 8); /* 1252 */
	put_attribute(plain, 1, 0x800c, "caf\xe9", 4);
	first = show(plain);
	assert_string_equal(first, "body.txt=café*");
	put_properties(html, 1, 0x9003, properties(0x102, 0x1013, "<p>hoi", 6));
	second = show(html);
	assert_string_equal(second, "body.html=<p>hoi*");
}

static void
test_message_inside(void **state)
{
	GByteArray *inner = start();
	GByteArray *object = g_byte_array_new();
	GByteArray *tnef = start();
	g_autofree char *found = NULL;

	(void)state;
	put_attribute(inner, 2, 0x9002, "render", 6);
	put_attribute(inner, 2, 0x8010, "in.txt", 7);
	put_attribute(inner, 2, 0x800f, "I", 1);
	put(object, "0123456789abcdef", 16);
	put(object, (const char *)inner->data, inner->len);
	put_attribute(tnef, 2, 0x9002, "render", 6);
	put_properties(
	    tnef, 2, 0x9005, properties(0x0d, 0x3701, (const char *)object->data, object->len));
	g_byte_array_unref(object);
	g_byte_array_unref(inner);
	found = show(tnef);
	assert_non_null(strstr(found, "Untitled Attachment="));
	assert_true(g_str_has_suffix(found, "|in.txt=I"));
}

/* Every prefix of a good file is read without harm; what is complete in it is found. */
static void
test_cut_anywhere(void **state)
{
	g_autoptr(GByteArray) tnef = start();

	(void)state;
	put_attribute(tnef, 2, 0x9002, "render", 6);
	put_attribute(tnef, 2, 0x8010, "a.txt", 6);
	put_attribute(tnef, 2, 0x800f, "AAA", 3);
	put_properties(tnef, 2, 0x9005, properties(0x1e, 0x3707, "b.txt", 6));
	for (unsigned size = 0; size < tnef->len; size++) {
		g_autofree unsigned char *copy = g_memdup2(tnef->data, size);
		g_autoptr(GBytes) bytes = g_bytes_new(copy, size);
		g_autoptr(GPtrArray) files = tnef_files(bytes);

		assert_int_equal(files != NULL, size > 15);
	}
}

static void
test_rubbish(void **state)
{
	g_autoptr(GBytes) rubbish = g_bytes_new_static("no tnef at all", 14);
	g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
	GByteArray *huge = start();
	g_autofree char *found = NULL;

	(void)state;
	assert_null(tnef_files(rubbish));
	assert_null(tnef_files(empty));
	put_attribute(huge, 1, 0x9003,
	    "\xff\xff\xff\xff\x1e\x10\x01\x30\xff\xff\xff\xff\xff\xff\xff\xff", 16);
	found = show(huge);
	assert_string_equal(found, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_message_inside),
	    cmocka_unit_test(test_cut_anywhere),
	    cmocka_unit_test(test_rubbish),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
