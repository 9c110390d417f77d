/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/certificate_file.h"

#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

#include "gateway/util/error.h"

void
certificate_file_clear(CertificateFile *file)
{
	g_clear_pointer(&file->certificate, g_free);
	if (file->key != NULL)
		OPENSSL_cleanse(file->key, strlen(file->key));
	g_clear_pointer(&file->key, g_free);
}

static char *
read_all(const char *path, GError **error)
{
	g_autoptr(GError) why = NULL;
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, &why))
		error_set(error, GATEWAY_ERROR_CONFIG, "%s", why->message);
	return text;
}

/* A passphrase is asked of nobody. */
static int
no_passphrase(char *buffer, int size, int writing, void *data)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)data;
	return 0;
}

/* The first certificate, which is the server's own. Caller frees; NULL: there is none. */
static X509 *
parse_certificate(const char *text)
{
	BIO *bio = BIO_new_mem_buf(text, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);

	BIO_free(bio);
	return certificate;
}

static EVP_PKEY *
parse_key(const char *text)
{
	BIO *bio = BIO_new_mem_buf(text, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);

	BIO_free(bio);
	return key;
}

/* What is wrong with them, NULL: nothing; ret_of_key: whether the key is meant. */
static const char *
mistake_in(X509 *certificate, EVP_PKEY *key, struct tm *ret_until, bool *ret_of_key)
{
	*ret_of_key = false;
	if (certificate == NULL ||
	    ASN1_TIME_to_tm(X509_get0_notAfter(certificate), ret_until) != 1)
		return "it holds no certificate (PEM)";
	*ret_of_key = true;
	if (key == NULL)
		return "it holds no key without a passphrase (PEM)";
	return X509_check_private_key(certificate, key) == 1
		   ? NULL
		   : "it is not the key of the certificate";
}

static bool
check(const char *certificate_path, const char *key_path, CertificateFile *file, GError **error)
{
	X509 *certificate = parse_certificate(file->certificate);
	EVP_PKEY *key = parse_key(file->key);
	struct tm until = {0};
	bool of_key = false;
	const char *wrong = mistake_in(certificate, key, &until, &of_key);

	X509_free(certificate);
	EVP_PKEY_free(key);
	if (wrong != NULL)
		return error_set(error, GATEWAY_ERROR_CONFIG, "%s: %s",
		    of_key ? key_path : certificate_path, wrong);
	file->until_ms = (int64_t)timegm(&until) * 1000;
	return true;
}

bool
certificate_file_read(
    const char *certificate, const char *key, CertificateFile *ret_file, GError **error)
{
	g_auto(CertificateFile) file = {0};

	if ((file.certificate = read_all(certificate, error)) == NULL ||
	    (file.key = read_all(key, error)) == NULL || !check(certificate, key, &file, error))
		return false;
	*ret_file = file;
	file = (CertificateFile){0};
	return true;
}
