/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates made for a test: an authority and what it signs. Include after cmocka.h. */
#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define DAY_SECONDS (24 * 3600L)

typedef struct {
	X509 *certificate; /* own */
	EVP_PKEY *key;     /* own */
} Identity;

typedef struct {
	const char *name;        /* common name */
	const char *alternative; /* "DNS:mail.example,IP:127.0.0.1", or NULL: an authority */
	long from_days;          /* valid from today plus this */
	long until_days;
} IdentityForm;

G_GNUC_UNUSED static void
identity_clear(Identity *identity)
{
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
}

static void
identity_extend(X509 *certificate, int what, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, what, value);

	assert_non_null(extension);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* signer: NULL signs itself. */
G_GNUC_UNUSED static Identity
identity_make(const IdentityForm *form, const Identity *signer)
{
	static long serial;
	Identity identity = {.certificate = X509_new(), .key = EVP_EC_gen("P-256")};
	X509_NAME *name = X509_get_subject_name(identity.certificate);

	X509_set_version(identity.certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(identity.certificate), ++serial);
	X509_gmtime_adj(
	    X509_getm_notBefore(identity.certificate), form->from_days * DAY_SECONDS);
	X509_gmtime_adj(
	    X509_getm_notAfter(identity.certificate), form->until_days * DAY_SECONDS);
	X509_set_pubkey(identity.certificate, identity.key);
	X509_NAME_add_entry_by_txt(
	    name, "CN", MBSTRING_ASC, (const unsigned char *)form->name, -1, -1, 0);
	X509_set_issuer_name(identity.certificate,
	    signer == NULL ? name : X509_get_subject_name(signer->certificate));
	if (form->alternative != NULL)
		identity_extend(identity.certificate, NID_subject_alt_name, form->alternative);
	else
		identity_extend(
		    identity.certificate, NID_basic_constraints, "critical,CA:TRUE");
	assert_true(X509_sign(identity.certificate, signer == NULL ? identity.key : signer->key,
			EVP_sha256()) > 0);
	return identity;
}

G_GNUC_UNUSED static void
identity_write(const Identity *identity, const char *path)
{
	BIO *file = BIO_new_file(path, "w");

	assert_non_null(file);
	assert_int_equal(PEM_write_bio_X509(file, identity->certificate), 1);
	BIO_free(file);
}
