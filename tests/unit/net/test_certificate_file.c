/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate and its key: what is wrong with them names the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "gateway/net/certificate_file.h"
#include "gateway/util/error.h"
#include "tests/unit/certificates.h"
#include "tests/unit/remove_tree.h"

typedef struct {
	char *folder;
	char *certificate;
	char *key;
	char *other_key;
	char *nonsense;
} Files;

static char *
put(const Files *files, const char *name, X509 *certificate, EVP_PKEY *key)
{
	char *path = g_build_filename(files->folder, name, NULL);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	if (certificate != NULL)
		assert_int_equal(PEM_write_X509(file, certificate), 1);
	if (key != NULL)
		assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	if (certificate == NULL && key == NULL)
		fputs("no such thing", file);
	fclose(file);
	return path;
}

static int
setup(void **state)
{
	const IdentityForm form = {"desk.example", "DNS:desk.example", -1, 30};
	Files *files = g_new0(Files, 1);
	Identity one = identity_make(&form, NULL);
	Identity other = identity_make(&form, NULL);

	files->folder = g_dir_make_tmp("certificate-XXXXXX", NULL);
	files->certificate = put(files, "a.pem", one.certificate, NULL);
	files->key = put(files, "a.key", NULL, one.key);
	files->other_key = put(files, "b.key", NULL, other.key);
	files->nonsense = put(files, "x.pem", NULL, NULL);
	identity_clear(&one);
	identity_clear(&other);
	*state = files;
	return 0;
}

static int
teardown(void **state)
{
	Files *files = *state;

	remove_tree(files->folder);
	g_free(files->certificate);
	g_free(files->key);
	g_free(files->other_key);
	g_free(files->nonsense);
	g_free(files->folder);
	g_free(files);
	return 0;
}

static void
one_with_its_key_is_read(void **state)
{
	const Files *files = *state;
	g_auto(CertificateFile) file = {0};
	g_autoptr(GError) error = NULL;

	assert_true(certificate_file_read(files->certificate, files->key, &file, &error));
	assert_non_null(strstr(file.certificate, "BEGIN CERTIFICATE"));
	assert_non_null(strstr(file.key, "PRIVATE KEY"));
	assert_true(ABS(file.until_ms / 1000 -
			(g_get_real_time() / G_USEC_PER_SEC + 30 * DAY_SECONDS)) < DAY_SECONDS);
}

static void
assert_wrong(const char *certificate, const char *key, const char *path, const char *why)
{
	CertificateFile file = {0};
	g_autoptr(GError) error = NULL;

	assert_false(certificate_file_read(certificate, key, &file, &error));
	assert_null(file.certificate);
	if (strstr(error->message, path) == NULL || strstr(error->message, why) == NULL)
		fail_msg("%s", error->message);
}

static void
what_is_wrong_names_the_file(void **state)
{
	const Files *files = *state;

	assert_wrong(files->nonsense, files->key, files->nonsense, "no certificate");
	assert_wrong(files->certificate, files->nonsense, files->nonsense, "no key");
	assert_wrong(files->certificate, files->other_key, files->other_key, "not the key of");
	assert_wrong("/nowhere.pem", files->key, "/nowhere.pem", "No such file");
	assert_wrong(files->certificate, "/nowhere.key", "/nowhere.key", "No such file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_with_its_key_is_read),
	    cmocka_unit_test(what_is_wrong_names_the_file),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
